"""The parts of an xlsx/xlsm for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, formulas
without a cached value, percent formats, hidden rows, comments, pictures, merges and the last used cell;
and the bytes that calamine is to read. Nothing is executed: macros, external links and entities are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core.value_formats import tells_more
from toolkit.inbox.moments import beijing
from toolkit.inbox.workbooks.beside import add_beside
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.workbooks.sheetscan import scan_formulas, scan_sheet
from toolkit.inbox.workbooks.source import SheetPart, Source
from toolkit.inbox.workbooks.struck import struck_cells, struck_strings, struck_styles
from toolkit.inbox.xmlsafe import parse_xml

_CJK_DATES = frozenset(map(str, (*range(27, 37), *range(50, 59))))  # dates only in Chinese Office
_USUAL_STYLES = 100_000  # bytes
_BUILT_IN = {"9": "0%", "10": "0.00%", **dict.fromkeys(_CJK_DATES, "yyyy年m月d日")}


@dataclass(frozen=True)
class _Look:
    """What cells only name by number: formats worth knowing, struck-out strings and styles, pictures in cells."""

    formats: Mapping[str, str]
    strings: frozenset[int]
    styles: frozenset[int]
    pictures: bool


def read_extras(data: bytes) -> tuple[BookExtras, bytes]:
    """The extras of a workbook, and the bytes that the cells are to be read from.

    These are other ones where a part is not spelled as usual, or stands elsewhere: no reader takes all that is
    allowed. Raises Unreadable when the zip or the XML of a part that figures depend on is broken.
    """
    parts = Parts(data)
    book = document_properties(parts)
    source = Source.of(parts)
    workbook = parts.xml(source.main)
    if workbook is None:
        return book, data
    styles = source.raw("styles")
    look = _Look(
        _formats(styles),
        struck_strings(source.raw("sharedStrings")),
        struck_styles(styles),
        parts.holds("xl/richdata/richvaluerel.xml"),
    )
    book.from_1904 = any(item.get("date1904") in ("1", "true") for item in workbook.iter("{*}workbookPr"))
    for name, target in source.sheets(workbook):
        part = source.sheet(name, target)
        if part is not None:
            book.sheets[name] = _sheet(part, look)
            add_beside(parts, target, book.sheets[name])
    book.damaged = parts.damaged
    return book, source.packed(workbook) if source.unusual else data


def _sheet(part: SheetPart, look: _Look) -> SheetExtras:
    if part.untouched:
        return scan_formulas(part.raw)
    sheet = scan_sheet(part.raw, look.formats, far=part.far, pictures=look.pictures)
    sheet.struck = struck_cells(part.raw, look.strings, look.styles)
    return sheet


def document_properties(parts: Parts) -> BookExtras:
    """Custom properties and the time of saving, without any sheet."""
    book = BookExtras()
    custom = parts.beside("docProps/custom.xml")
    for item in custom if custom is not None else ():
        book.properties[item.get("name", "")] = "".join(str(text) for text in item.itertext())
    core = parts.beside("docProps/core.xml")
    if core is not None:
        book.saved_at = beijing(core.findtext("{*}modified") or "")
    return book


def _formats(raw: bytes | None) -> dict[str, str]:
    """Style index -> number format, of the percent styles and of the dates that readers miss."""
    if raw is None:
        return {}
    return _telling_formats(raw) if len(raw) > _USUAL_STYLES else _known_formats(raw)


def _telling_formats(raw: bytes) -> dict[str, str]:
    root = parse_xml(raw, "xl/styles.xml")
    codes = {
        item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    found = {}
    for style, item in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        ident = item.get("numFmtId", "0")
        code = codes.get(ident) or _BUILT_IN.get(ident, "")
        if tells_more(code) or ident in _CJK_DATES:
            found[str(style)] = code
    return found


_known_formats = lru_cache(maxsize=32)(_telling_formats)  # returns of one month share their styles
