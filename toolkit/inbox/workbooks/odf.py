"""One pass over an .ods for what calamine does not carry, and a reader for sheets too sparse for it.

In: the bytes; out: BookExtras; for a sparse sheet its rows, short where nothing stands. Repeats are
counted, never written out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from toolkit.core.returns import Scalar
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DENSE_CELLS, PART_BYTES
from toolkit.inbox.moments import beijing
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras, address, position
from toolkit.inbox.workbooks.margins import margins_by_page, pages_by_style
from toolkit.inbox.workbooks.notes import own_words
from toolkit.inbox.workbooks.odfcells import ELAPSED, KIND, error_of, holds_text, is_elapsed, is_odd, value_of
from toolkit.inbox.workbooks.odfformats import telling_formats
from toolkit.inbox.workbooks.odfmarks import (
    changed_on_condition,
    conditional_areas,
    has_struck,
    pictures_of,
    struck_styles,
    under_all_names,
    with_background,
    words_of,
)
from toolkit.inbox.workbooks.odftext import OdfLook, odf_look, seen_text
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.xmlsafe import parse_xml

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMULA = f"{_TABLE}formula"
_STYLE_NAME = f"{_TABLE}style-name"
_TAKEN = f"{_TABLE}table-source"  # what formulas took from another file: nobody sees it
_TEXTS = frozenset({"string", None})
_FORMATTED = _TEXTS | {"float", "currency"}  # kinds of cells; dates are given as dates
_COLUMNS, _ROWS = (f"{_TABLE}number-{what}-repeated" for what in ("columns", "rows"))
_SPANNED = tuple(f"{_TABLE}number-{what}-spanned" for what in ("rows", "columns"))
_USUAL_PAGE = "Default"
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


def read_extras(data: bytes) -> BookExtras:
    """The extras of a workbook; raises Unreadable (E803 password, E813 damaged)."""
    parts = Parts(data)
    if b"encryption-data" in (parts.raw("META-INF/manifest.xml", PART_BYTES) or b""):
        raise Unreadable("E803")
    book = BookExtras()
    _meta(parts, book)
    content = _content(parts)
    styles = parts.xml("styles.xml")
    roots = (content,) if styles is None else (styles, content)
    formats, struck, other = telling_formats(*roots), struck_styles(*roots), odf_look(*roots)
    changing = under_all_names({*formats, *struck, *other.unseen}, *roots)
    look = _Look(formats, struck, other, changed_on_condition(changing, *roots))
    margins = {} if styles is None else margins_by_page(styles)
    pages = pages_by_style(content) if any(margins.values()) else {}
    grounds = with_background(*roots)
    for table in _tables(content):
        sheet = book.sheets[table.get(f"{_TABLE}name", "")] = SheetExtras()
        if table.find(_TAKEN) is not None:
            sheet.unread = True
            continue
        columns = _column_styles(table)
        for row, height, element in _rows(table):
            _row(element, row, height, sheet, look, columns)
        sheet.restyled.extend(conditional_areas(table, changing))
        for area, is_file in pictures_of(table):
            (sheet.objects if is_file else sheet.pictures).append(area)
        sheet.background = table.get(_STYLE_NAME, "") in grounds
        sheet.words = list(words_of(table))
        page = pages.get(table.get(_STYLE_NAME, ""), _USUAL_PAGE)
        sheet.margins = list(margins.get(page, ()))
    book.damaged = parts.damaged
    return book


def _content(parts: Parts) -> etree._Element:
    raw = parts.raw("content.xml", PART_BYTES)
    if raw is None:
        raise Unreadable("E802")
    return parse_xml(raw, "content.xml")


def _tables(content: etree._Element) -> Iterator[etree._Element]:
    yield from content.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table")


@dataclass(frozen=True)
class _Look:
    """Formats by style, styles that strike out, that raise, and whose text cannot be seen; and that change so on a condition."""

    formats: Mapping[str, str]
    struck: frozenset[str]
    other: OdfLook
    conditional: frozenset[str]


def _column_styles(table: etree._Element) -> list[tuple[int, str]]:
    """(last column, style) of each group of columns: for cells without a style of their own."""
    found, column = [], 0
    for element in table.iter(f"{_TABLE}table-column"):
        column += _count(element, _COLUMNS, _MAX_COLUMN)
        found.append((column, element.get(f"{_TABLE}default-cell-style-name", "")))
    return found


def _meta(parts: Parts, book: BookExtras) -> None:
    root = parts.beside("meta.xml")
    for item in root.iter(f"{_META}user-defined", _DATE) if root is not None else ():
        if item.tag == _DATE:
            book.saved_at = beijing(_zoned(item.text or ""))
        else:
            book.properties[item.get(f"{_META}name", "")] = item.text or ""


def _zoned(text: str) -> str:
    """LibreOffice writes local time without a zone; the offices that write to us are in Beijing time."""
    return text if not text or text.endswith("Z") or "+" in text else f"{text}+08:00"


def _rows(table: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """(first row, number of equal rows, element) of every row element, also in row groups."""
    row = 1
    for element in table.iter(f"{_TABLE}table-row"):
        height = _count(element, _ROWS, _MAX_ROW)
        yield row, height, element
        row += height


def _cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    column = 1
    for element in row.iterchildren(*_CELLS):
        width = _count(element, _COLUMNS, _MAX_COLUMN)
        yield column, width, element
        column += width


def _count(element: etree._Element, what: str, most: int) -> int:
    text = element.get(what)
    if text is None:
        return 1
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else 1


def _row(
    element: etree._Element,
    row: int,
    height: int,
    sheet: SheetExtras,
    look: _Look,
    columns: list[tuple[int, str]],
) -> None:
    if element.get(f"{_TABLE}visibility") in ("collapse", "filter") and height < 10_000:
        sheet.hidden_rows.update(range(row, row + height))
    of_row = element.get(f"{_TABLE}default-cell-style-name", "")
    for column, width, cell in _cells(element):
        kind = cell.get(KIND)
        formula = cell.get(_FORMULA)
        if kind is None and formula is None:
            if not len(cell):
                continue
            if not holds_text(cell):
                _comment(cell, address(row, column), sheet)
                continue
        sheet.odd = sheet.odd or is_odd(cell, kind, formula)
        sheet.last = max(sheet.last[0], row + height - 1), max(sheet.last[1], column + width - 1)
        _note(cell, address(row, column), formula, sheet)
        own = cell.get(_STYLE_NAME)
        style = own or of_row or _column_style(columns, column)
        code = look.formats.get(style, "") if kind in _FORMATTED else _usual_code(cell, kind)
        if style in look.conditional:
            end = address(row + height - 1, column + width - 1)
            sheet.restyled.append(f"{address(row, column)}:{end}")
        text = seen_text(cell, look.other.raised) if kind in _TEXTS else None
        marks = [
            places
            for places, holds in (
                (sheet.struck, style in look.struck or has_struck(cell, look.struck)),
                (sheet.raised, style in look.other.raised),
                (sheet.unseen, style in look.other.unseen or has_struck(cell, look.other.unseen)),
            )
            if holds
        ]
        if (code or marks or text is not None) and height * width < 10_000:
            for number in range(height * width):
                place = address(row + number // width, column + number % width)
                if code:
                    sheet.number_formats[place] = code
                if text is not None:
                    sheet.texts[place] = text
                for places in marks:
                    places.add(place)


def _usual_code(cell: etree._Element, kind: str | None) -> str:
    """The format of the kinds of cells that have one whatever their style says."""
    if kind == "percentage":
        return "0%"
    return ELAPSED if kind == "time" and is_elapsed(cell) else ""


def _column_style(columns: list[tuple[int, str]], column: int) -> str:
    at = bisect_left(columns, (column, ""))
    return columns[at][1] if at < len(columns) else ""


def _note(cell: etree._Element, ref: str, formula: str | None, sheet: SheetExtras) -> None:
    if formula is not None:
        sheet.formulas[ref] = formula.partition(":=")[2] or formula
        if cell.get(KIND) is None:
            sheet.uncached.add(ref)
    if error := error_of(cell, formula):
        sheet.errors[ref] = error
    _comment(cell, ref, sheet)
    down, across = (cell.get(what, "1") for what in _SPANNED)
    if (
        (down, across) != ("1", "1")
        and down.isdecimal()
        and across.isdecimal()
        and max(len(down), len(across)) < 8
    ):
        row, column = position(ref)
        sheet.merges.append(f"{ref}:{address(row + int(down) - 1, column + int(across) - 1)}")


def _comment(cell: etree._Element, ref: str, sheet: SheetExtras) -> None:
    """A blank cell may have a note too."""
    note = cell.find(f"{_OFFICE}annotation")
    if note is not None:
        lines = ("".join(map(str, line.itertext())) for line in note.iter(f"{_TEXT}p"))
        sheet.comments[ref] = own_words("\n".join(lines))


def own_tables(data: bytes) -> list[tuple[str, tuple[tuple[Scalar, ...], ...], bool]]:
    """(name, rows, visible) of every sheet without calamine: rows end at their last filled cell."""
    content = _content(Parts(data))
    hidden = _hidden_styles(content)
    return [
        (
            table.get(f"{_TABLE}name", ""),
            _filled_rows(table) if table.find(_TAKEN) is None else (),
            table.get(_STYLE_NAME, "") not in hidden,
        )
        for table in _tables(content)
    ]


def _hidden_styles(content: etree._Element) -> frozenset[str]:
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for style in content.iter(f"{_STYLE}style")
        if style.find(f"{_STYLE}table-properties[@{_TABLE}display='false']") is not None
    )


def _filled_rows(table: etree._Element) -> tuple[tuple[Scalar, ...], ...]:
    rows: list[tuple[Scalar, ...]] = []
    filled = 0
    for _, height, element in _rows(table):
        values = _values(element)
        filled += len(values) * height
        if filled > DENSE_CELLS or len(rows) + height > 2 * _MAX_ROW:
            raise Unreadable("E819", {"what": table.get(f"{_TABLE}name", ""), "limit": f"{DENSE_CELLS} 格"})
        rows.extend([values] * height)
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _values(row: etree._Element) -> tuple[Scalar, ...]:
    values: list[Scalar] = []
    gap = 0
    for _, width, cell in _cells(row):
        value = value_of(cell, cell.get(_FORMULA))
        if value is None:
            gap += width
            continue
        values.extend([None] * gap + [value] * width)
        gap = 0
        if len(values) > _MAX_COLUMN:
            break
    return tuple(values)
