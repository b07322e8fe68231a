"""What a child process does with a form from the level above: read what it asks, and write values into it.

In: the bytes of the form. Out: :class:`Received`; bytes again in which the cells that were named, and nothing else, are filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from toolkit.checklist.sheetxml import SheetXml, with_page
from toolkit.core import cycle
from toolkit.core.addresses import cell_name
from toolkit.core.derivation import SHEET, Line, Told, Value, is_derivation, rows_of, told_by
from toolkit.core.period_words import period_in
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.forms.identity import Identity
from toolkit.forms.reading.fromabove import AskedRow, rows_asked
from toolkit.forms.reading.scan import split_address
from toolkit.inbox.secrecy import look
from toolkit.inbox.signals import PERIOD_LABEL, UNIT_LABEL, identities, value_beside
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.reader import read_book

Cells = Mapping[str, Mapping[str, Value]]  # sheet of the file -> address -> value
_BY_PERIOD = ("本期状态", "本期累计")  # headers of an office that does not report monthly
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Received:
    """A form as it came: for whom and for when it says it is, its rows, and what an earlier fill says of its cells."""

    unit: str = ""
    period: Period | None = None
    rows: tuple[AskedRow, ...] = ()
    identities: tuple[Identity, ...] = ()
    told: Told = field(default_factory=Told)
    editable: bool = True  # an .xlsx: any other format would be changed as a whole


def receive(allowed: int, often: str, data: bytes) -> Received | Literal[False]:
    """Read a form, ``often``: how often this office reports; False for one that bears a higher mark of secrecy than
    ``allowed``. Raises Unreadable.
    """
    cycle.use(often)
    if look(data) > allowed:
        return False
    book = read_book(data)
    if often == cycle.MONTHLY and _by_period(book):
        cycle.use("季")  # which of the longer ones is all the same: they have one set of words
    try:
        return _received(book, sniff(data) == "xlsx")
    finally:
        cycle.use(often)


def _by_period(book: Book) -> bool:
    """Whether the upper level does not report monthly: its headers say 本期."""
    return any(cell in _BY_PERIOD for sheet in book.sheets for row in sheet.rows[:5] for cell in row)


def _received(book: Book, editable: bool) -> Received:
    rows, located = rows_asked(book)
    said = tuple(identity for _, identity in identities(book))
    covers = located.covers
    shown = next((text for sheet in covers if (text := value_beside(sheet, UNIT_LABEL))), "")
    months = [period_in(value_beside(sheet, PERIOD_LABEL)) for sheet in covers]
    return Received(
        shown,
        _period(said) or next((month for month in months if month), None),
        rows,
        said,
        sources_in(book),
        editable,
    )


def _period(said: Iterable[Identity]) -> Period | None:
    for identity in said:
        try:
            return Period.parse(identity.period)
        except ValueError:
            continue
    return None


def sources_in(book: Book) -> Told:
    """What the hidden sheet of a workbook says, nothing without one; of several the first counts."""
    return next((told_by(sheet.rows) for sheet in book.sheets if is_derivation(sheet.rows)), Told())


def sources_of(data: bytes) -> Told:
    """The same of a file. Raises Unreadable."""
    return sources_in(read_book(data))


def filled_in(cells: Cells, lines: tuple[Line, ...], data: bytes) -> bytes:
    """The workbook with the values in their cells and the lines on the hidden sheet."""
    for sheet, values in cells.items():
        xml = SheetXml(data, sheet)
        for address, value in values.items():
            row, column = split_address(address) or (0, 0)
            xml.put(row + 1, column, value)
        data = xml.bytes()
    return with_page(data, SHEET, "".join(_page(lines)), hidden=True, reckoned=True)


def _page(lines: Iterable[Line]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_SPACE}"><sheetData>'
    for number, row in enumerate(rows_of(lines)):
        yield f'<row r="{number + 1}">'
        yield from (
            _cell(cell_name(number, column), value) for column, value in enumerate(row) if value != ""
        )
        yield "</row>"
    yield "</sheetData></worksheet>"


def _cell(name: str, value: Value) -> str:
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value, quote=False)}</t></is></c>'
    return f'<c r="{name}"><v>{value!r}</v></c>'
