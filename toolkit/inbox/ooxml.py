"""One pass over the parts of an xlsx/xlsm for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, formulas
without a cached value, percent formats, hidden rows, comments, merges and the last used cell.
Nothing is executed: macros, external links and entities are left alone.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from toolkit.inbox.extras import BookExtras, SheetExtras, beijing, position
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import SHEET_BYTES, TREE_BYTES
from toolkit.inbox.xmlsafe import ZIP_FAULTS, parse_xml, read_part, stream_elements

_CJK_DATES = frozenset(map(str, (*range(27, 37), *range(50, 59))))  # dates only in Chinese Office
_BUILT_IN = {"9": "0%", "10": "0.00%", **dict.fromkeys(_CJK_DATES, "yyyy年m月d日")}
_FAR = re.compile(r"[A-Za-z]{3}|\d{5}")  # an address beyond column ZZ or row 9999


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
    formats = _formats(parts)
    for name, target in sheet_parts(parts):
        raw = parts.raw(target, SHEET_BYTES)
        if raw is not None:
            book.sheets[name] = _sheet(raw, formats)
            _add_comments(parts, target, book.sheets[name])
    return book


def sheet_parts(parts: Parts) -> Iterator[tuple[str, str]]:
    """(name, part) of every worksheet in workbook order."""
    workbook = parts.xml("xl/workbook.xml")
    relations = parts.relations("xl/workbook.xml")
    for sheet in workbook.iter("{*}sheet") if workbook is not None else ():
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


def _formats(parts: Parts) -> dict[str, str]:
    """Style index -> number format, of the percent styles and of the dates that readers miss."""
    root = parts.xml("xl/styles.xml")
    if root is None:
        return {}
    codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter("{*}numFmt")}
    found = {}
    for style, item in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        ident = item.get("numFmtId", "0")
        code = codes.get(ident) or _BUILT_IN.get(ident, "")
        if "%" in re.sub(r'"[^"]*"|\\.', "", code) or ident in _CJK_DATES:
            found[str(style)] = code
    return found


def _sheet(raw: bytes, formats: dict[str, str]) -> SheetExtras:
    sheet = SheetExtras()
    if len(raw) <= TREE_BYTES:
        root = parse_xml(raw)
        used = {style: code for style, code in formats.items() if _occurs(raw, "s", style)}
        _collect(root, used, sheet, has_errors=_occurs(raw, "t", "e"))
        sheet.merges = [item.get("ref", "") for item in root.iter("{*}mergeCell")]
        return sheet
    for row in stream_elements(raw, "row"):  # mostly rows that hold nothing but borders
        if any(len(cell) for cell in row):
            _collect(row, formats, sheet, has_errors=True)
    return sheet


def _occurs(raw: bytes, name: str, value: str) -> bool:
    """Whether any element may have this attribute: a cheap look before a walk over all cells."""
    return f' {name}="{value}"'.encode() in raw or f" {name}='{value}'".encode() in raw


def _collect(
    element: etree._Element, formats: dict[str, str], sheet: SheetExtras, *, has_errors: bool
) -> None:
    """Add what a whole sheet, or one row, holds. Tags are full names: transitional and strict differ."""
    space = f"{{{etree.QName(element).namespace or ''}}}"
    for formula in element.iter(f"{space}f"):
        _formula(formula, space, sheet)
    if formats or has_errors:
        for cell in element.iter(f"{space}c"):
            _mark(cell, space, formats, sheet)
    ends = []
    for row in element.iter(f"{space}row"):
        if row.get("hidden") in ("1", "true") and row.get("r", "").isdecimal():
            sheet.hidden_rows.add(int(row.get("r", "")))
        if len(row):
            ends.append(row[-1].get("r", ""))
    if _FAR.search(" ".join(ends)):  # else the sheet cannot be large
        _find_last(element, f"{space}c", sheet)


def _formula(formula: etree._Element, space: str, sheet: SheetExtras) -> None:
    cell = formula.getparent()
    ref = cell.get("r", "") if cell is not None else ""
    if cell is None or not ref:
        return
    sheet.formulas[ref] = formula.text or ""
    value = cell.find(f"{space}v")
    if value is None or (not value.text and cell.get("t") != "str"):
        sheet.uncached.add(ref)


def _mark(cell: etree._Element, space: str, formats: dict[str, str], sheet: SheetExtras) -> None:
    code = formats.get(cell.get("s", ""))
    if code is not None and len(cell):
        sheet.number_formats[cell.get("r", "")] = code
    if cell.get("t") == "e":
        sheet.errors[cell.get("r", "")] = (cell.findtext(f"{space}v") or "").strip() or "#N/A"


def _find_last(element: etree._Element, tag: str, sheet: SheetExtras) -> None:
    for cell in element.iter(tag):
        if len(cell):
            row, column = position(cell.get("r", ""))
            sheet.last = max(sheet.last[0], row), max(sheet.last[1], column)


def _add_comments(parts: Parts, part: str, sheet: SheetExtras) -> None:
    for kind, target in parts.relations(part).values():
        root = parts.xml(target) if kind == "comments" else None
        for item in root.iter("{*}comment") if root is not None else ():
            sheet.comments[item.get("ref", "")] = "".join(
                text.text or "" for text in item.iter("{*}t")
            ).strip()
