"""The parts of an xlsx/xlsm for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, formulas
without a cached value, percent formats, hidden rows, comments, pictures, merges and the last used cell;
and the bytes that calamine is to read. Nothing is executed: macros, external links and entities are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.core.form import SELF_CHECK
from toolkit.core.returns import Faulty
from toolkit.inbox.moments import beijing
from toolkit.inbox.workbooks.beside import add_beside
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras
from toolkit.inbox.workbooks.faulty import add_doubled, strings_in, without_lost
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.workbooks.raised import raised_strings, raised_texts
from toolkit.inbox.workbooks.sheetscan import cells_in_styles, conditional_areas, scan_formulas, scan_sheet
from toolkit.inbox.workbooks.source import SheetPart, Source
from toolkit.inbox.workbooks.struck import pale_cells, pale_strings, struck_cells, struck_strings
from toolkit.inbox.workbooks.stylelook import StyleLook, style_look


@dataclass(frozen=True)
class _Look:
    """What cells only name by number: styles, struck-out and pale strings, texts with raised digits; pictures in cells."""

    styles: StyleLook
    struck: frozenset[int]
    raised: Mapping[int, str]
    pale: frozenset[int]
    pictures: bool


def read_extras(data: bytes) -> tuple[BookExtras, bytes]:
    """The extras of a workbook, and the bytes that the cells are to be read from.

    These are other ones where a part is not spelled as usual, or stands elsewhere: no reader takes all that is
    allowed. Raises Unreadable when the zip or the XML of a part that figures depend on is broken.
    """
    parts = Parts(data)
    book = document_properties(parts)
    source = Source.of(parts)
    workbook = source.workbook()
    if workbook is None:
        return book, data
    strings = source.raw("sharedStrings")
    count = strings_in(strings)
    look = _Look(
        style_look(source.raw("styles")),
        struck_strings(strings),
        raised_strings(strings),
        pale_strings(strings),
        parts.holds("xl/richdata/richvaluerel.xml"),
    )
    book.from_1904 = any(item.get("date1904") in ("1", "true") for item in workbook.iter("{*}workbookPr"))
    book.recalculated = any(
        item.get("fullCalcOnLoad") in ("1", "true") for item in workbook.iter("{*}calcPr")
    )
    for name, target in source.sheets(workbook):
        part = source.sheet(name, target)
        if part is not None:
            faulty: dict[str, Faulty] = {}
            if not part.untouched:
                part = source.mended(target, part, without_lost(part.raw, count, faulty))
                if name != SELF_CHECK:
                    add_doubled(part.raw, strings, faulty)
            book.sheets[name] = _sheet(part, look, recalculated=book.recalculated)
            book.sheets[name].faulty = faulty
            add_beside(parts, target, book.sheets[name], part.behind)
    book.damaged = parts.damaged
    return book, source.packed(workbook) if source.unusual else data


def _sheet(part: SheetPart, look: _Look, *, recalculated: bool) -> SheetExtras:
    if part.untouched:
        return scan_formulas(part.raw, recalculated=recalculated)
    styles = look.styles
    sheet = scan_sheet(
        part.raw, styles.formats, far=part.far, pictures=look.pictures, recalculated=recalculated
    )
    sheet.struck = struck_cells(part.raw, look.struck, styles.struck)
    sheet.texts = raised_texts(part.raw, look.raised)
    sheet.raised = cells_in_styles(part.raw, styles.raised)
    sheet.restyled = conditional_areas(part.raw, styles.conditional)
    sheet.unseen = cells_in_styles(part.raw, styles.unseen) | pale_cells(part.raw, look.pale)
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
