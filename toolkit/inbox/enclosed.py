"""What lies beside a form in the same mail or archive and may tell of its figures: words that correct, tables with the form's header.

In: a document (txt, html, docx) or a workbook that is no form, and the names of indicators. Out: an :class:`Enclosed`. Nothing of it
is ever taken as a figure; who has the form compares. Read in a child process, as returns are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.returns import WORD, Book, Cell, Scalar, SheetData
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.layout import SHEETS
from toolkit.inbox.bytetext import guess
from toolkit.inbox.containers.documentwords import LOOKED_AT, told_of_form
from toolkit.inbox.containers.mailwords import plain_of
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.csvtext import read_csv
from toolkit.inbox.workbooks.word import words_of

READ = frozenset({WORD, "text", "html"})  # sorts of documents whose text can be read
_BY_ROW = {
    INDICATORS: (fields.ID, fields.NAME, (fields.NUMERATOR, fields.DENOMINATOR, fields.YTD)),
    TASKS: (fields.NO, "", (fields.STATUS, fields.COMPLETION, fields.PROGRESS)),
}
_ROWS = 20_000  # of a sheet


@dataclass(frozen=True)
class Shown:
    """One filled cell of a table with the form's header: its column's header, ``row`` as the table calls it, and its text."""

    sheet: str
    row: str
    field: str
    header: str
    text: str


@dataclass(frozen=True)
class Enclosed:
    """What a document tells: ``words`` ("" for none), whether they are to be ``asked`` about, and the form's cells that it shows."""

    words: str = ""
    asked: bool = False
    shown: tuple[Shown, ...] = ()


def in_text(name: str, data: bytes, ids: Mapping[str, str]) -> Enclosed:
    """Of a plain text or a page."""
    sort = sniff(data)
    text = _decoded(data)
    text = plain_of(text[: 4 * LOOKED_AT]) if sort == "html" else text
    text = text[:LOOKED_AT]
    words, asked = told_of_form(name, text, letter=sort == "text")
    return Enclosed(words, asked, _shown(_book_of(text), ids) if "\t" in text or "," in text else ())


def in_book(name: str, book: Book, ids: Mapping[str, str], data: bytes = b"") -> Enclosed:
    """Of a workbook that is no form, or a Word document (``data``), whose tables are the sheets of ``book``."""
    tables = [sheet for sheet in book.sheets if not any(_headed(sheet))]
    rows = "\n".join(_lines(tables))
    words, asked = told_of_form(name, f"{words_of(data, LOOKED_AT)}\n{rows}" if data else rows)
    return Enclosed(words, asked, _shown(book, ids))


def differing(shown: Sequence[Shown], cells: Collection[Cell]) -> list[tuple[Shown, str]]:
    """What a table shows and the form does not say in that place (of a task: nowhere in the column), and what the form says there."""
    there: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells:
        row = cell.key if cell.form_sheet == INDICATORS else ""
        texts = [raw_text(cell.value), cell.raw]
        there.setdefault((cell.form_sheet, row, cell.field), []).extend(texts)
    found = []
    for one in shown:
        own = there.get((one.sheet, one.row if one.sheet == INDICATORS else "", one.field), [])
        if not any(_same(one.text, text) for text in own):
            found.append((one, own[0] if own and one.sheet == INDICATORS else ""))
    return found


def _same(shown: str, own: str) -> bool:
    """The same text, or the same number as far as the table shows it."""
    ours, theirs = squeeze(own), squeeze(shown)
    if ours == theirs:
        return True
    try:
        number, exact = (
            Decimal(theirs.replace(",", "").rstrip("%")),
            Decimal(ours.replace(",", "").rstrip("%")),
        )
        return number.is_finite() and exact.is_finite() and abs(number - exact) * 2 <= _last_place(number)
    except (InvalidOperation, OverflowError):
        return False


def _last_place(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(0)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return guess(data.removeprefix(b"\xef\xbb\xbf"))


def _book_of(text: str) -> Book:
    try:
        return read_csv(text.encode("utf-8", "replace"))
    except Unreadable:
        return Book(())


def _lines(sheets: Sequence[SheetData]) -> Iterator[str]:
    left = LOOKED_AT
    for sheet in sheets:
        for row in sheet.rows:
            line = " ".join(raw_text(value) for value in row if not is_blank(value))
            left -= len(line)
            if left < 0:
                return
            if line:
                yield line


def _shown(book: Book, ids: Mapping[str, str]) -> tuple[Shown, ...]:
    return tuple(dict.fromkeys(one for sheet in book.sheets for one in _cells(sheet, ids)))


def _cells(sheet: SheetData, ids: Mapping[str, str]) -> Iterator[Shown]:
    """Cells below a header of the form, in rows with a number of it; ``ids`` knows indicators by number and by name."""
    for spec_name, head, columns, rows in _headed(sheet):
        own = {number: index for number, index in columns.items() if number in _BY_ROW[spec_name][:2]}
        for row in rows:
            key = next(
                (key for index in own.values() if (key := _key(spec_name, _text(row, index), ids))), ""
            )
            for field in _BY_ROW[spec_name][2] if key else ():
                text = _text(row, columns[field]) if field in columns else ""
                if any(map(str.isalnum, text)):
                    yield Shown(spec_name, key, field, head[columns[field]], text)


def _headed(
    sheet: SheetData,
) -> Iterator[tuple[str, Sequence[str], Mapping[str, int], Sequence[Sequence[Scalar]]]]:
    """Every header of the form in the sheet: which table, its texts, its columns by field, the rows below it."""
    for at, row in enumerate(sheet.rows[:_ROWS]):
        head = [squeeze(raw_text(value)) if isinstance(value, str) else "" for value in row]
        for name, (number, label, own) in _BY_ROW.items():
            columns = {
                column.field: head.index(text)
                for column in SHEETS[name].columns
                for text in (squeeze(column.header), squeeze(column.title))
                if text in head
            }
            if (number in columns or label in columns) and any(field in columns for field in own):
                yield name, head, columns, sheet.rows[at + 1 : _ROWS]


def _text(row: Sequence[Scalar], index: int) -> str:
    return raw_text(row[index]).strip() if index < len(row) and not is_blank(row[index]) else ""


def _key(sheet: str, text: str, ids: Mapping[str, str]) -> str:
    squeezed = squeeze(text)
    if sheet == INDICATORS:
        return ids.get(squeezed, "")
    return squeezed if squeezed.isdecimal() else ""
