"""The parts of an xlsx/xlsm for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, formulas
without a cached value, percent formats, hidden rows, comments, merges and the last used cell.
Nothing is executed: macros, external links and entities are left alone.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from lxml import etree

from toolkit.core.form import SELF_CHECK
from toolkit.core.value_formats import tells_more
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import PART_BYTES, SHEET_BYTES
from toolkit.inbox.moments import beijing
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras
from toolkit.inbox.workbooks.selfcheck import is_untouched
from toolkit.inbox.workbooks.sheetscan import scan_formulas, scan_sheet
from toolkit.inbox.workbooks.struck import struck_cells, struck_strings, struck_styles
from toolkit.inbox.xmlsafe import ZIP_FAULTS, parse_xml, read_part

_CJK_DATES = frozenset(map(str, (*range(27, 37), *range(50, 59))))  # dates only in Chinese Office
_USUAL_STYLES = 100_000  # bytes
_BUILT_IN = {"9": "0%", "10": "0.00%", **dict.fromkeys(_CJK_DATES, "yyyy年m月d日")}


class Parts:
    """The members of an Office zip by lower-case name, read within bounds."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except ZIP_FAULTS as error:
            raise Unreadable("E802") from error
        self._infos = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()
        }

    def xml(self, name: str) -> etree._Element | None:
        """The parsed part, or None when the file has none of that name."""
        info = self._infos.get(name.lower())
        return None if info is None else parse_xml(read_part(self._zip, info))

    def raw(self, name: str, limit: int) -> bytes | None:
        """The bytes of a part, or None."""
        info = self._infos.get(name.lower())
        return None if info is None else read_part(self._zip, info, limit)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its type, target part) of ``part``; external ones left out."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        found = {}
        for item in root if root is not None else ():
            if item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, item.get("Target", "")))
                kind = item.get("Type", "").rpartition("/")[2]
                found[item.get("Id", "")] = (kind, target.lstrip("/"))
        return found


def read_extras(data: bytes) -> BookExtras:
    """The extras of a workbook; raises Unreadable when its zip or XML is broken."""
    parts = Parts(data)
    book = document_properties(parts)
    look = parts.raw("xl/styles.xml", PART_BYTES)
    formats = _formats(look)
    strings = struck_strings(parts.raw("xl/sharedStrings.xml", PART_BYTES))
    styles = struck_styles(look)
    workbook = parts.xml("xl/workbook.xml")
    if workbook is None:
        return book
    book.from_1904 = any(item.get("date1904") in ("1", "true") for item in workbook.iter("{*}workbookPr"))
    for name, target in _sheet_parts(parts, workbook):
        raw = parts.raw(target, SHEET_BYTES)
        if raw is not None:
            untouched = name == SELF_CHECK and is_untouched(raw)
            book.sheets[name] = scan_formulas(raw) if untouched else scan_sheet(raw, formats)
            book.sheets[name].struck = struck_cells(raw, strings, styles)
            _add_comments(parts, target, book.sheets[name])
    return book


def _sheet_parts(parts: Parts, workbook: etree._Element) -> Iterator[tuple[str, str]]:
    """(name, part) of every worksheet in workbook order."""
    relations = parts.relations("xl/workbook.xml")
    for sheet in workbook.iter("{*}sheet"):
        ident = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        kind, target = relations.get(str(ident), ("", ""))
        if kind == "worksheet":
            yield sheet.get("name", ""), target


def document_properties(parts: Parts) -> BookExtras:
    """Custom properties and the time of saving, without any sheet."""
    book = BookExtras()
    custom = parts.xml("docProps/custom.xml")
    for item in custom if custom is not None else ():
        book.properties[item.get("name", "")] = "".join(str(text) for text in item.itertext())
    core = parts.xml("docProps/core.xml")
    if core is not None:
        book.saved_at = beijing(core.findtext("{*}modified") or "")
    return book


def _formats(raw: bytes | None) -> dict[str, str]:
    """Style index -> number format, of the percent styles and of the dates that readers miss."""
    if raw is None:
        return {}
    return _telling_formats(raw) if len(raw) > _USUAL_STYLES else _known_formats(raw)


def _telling_formats(raw: bytes) -> dict[str, str]:
    root = parse_xml(raw)
    codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter("{*}numFmt")}
    found = {}
    for style, item in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        ident = item.get("numFmtId", "0")
        code = codes.get(ident) or _BUILT_IN.get(ident, "")
        if tells_more(code) or ident in _CJK_DATES:
            found[str(style)] = code
    return found


_known_formats = lru_cache(maxsize=32)(_telling_formats)  # returns of one month share their styles


def _add_comments(parts: Parts, part: str, sheet: SheetExtras) -> None:
    for kind, target in parts.relations(part).values():
        root = parts.xml(target) if kind == "comments" else None
        for item in root.iter("{*}comment") if root is not None else ():
            sheet.comments[item.get("ref", "")] = "".join(
                text.text or "" for text in item.iter("{*}t")
            ).strip()
