"""Reads a sheet of a paper that came back: rows by field, and whatever else somebody wrote there.

In: the workbook as read, the declaration, the marks that it carries. Out: :class:`Table`. Headers are found
wherever they were moved; every filled cell is a label as it went out, an entry of a known row, or stands in a
finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.addresses import cell_name, column_letter
from toolkit.core.area import standard
from toolkit.core.findings import Finding
from toolkit.core.form import META
from toolkit.core.returns import Book, Scalar, SheetData
from toolkit.core.value_text import is_blank, mark_of, raw_text, squeeze
from toolkit.papers.sheet import Marks, PaperSheet, label_text

NO_SHEET, NO_COLUMN, TWICE, LABEL_GONE = "E780", "E782", "E783", "N789"
OWN_COLUMN, OUTSIDE, CHANGED, OWN_SHEET, COMMENT = "N784", "Q785", "Q786", "N787", "N788"
_SHOWN = 40  # characters of a text that a finding repeats


@dataclass(frozen=True)
class PaperCell:
    """One cell of a row; ``text`` is its value as people read it, also of an error or a formula without value."""

    value: Scalar
    text: str
    address: str


@dataclass(frozen=True)
class PaperRow:
    """One row of the table by field. ``intact``: its labels are those that went out with its key.

    ``typed``: its entries are not what stood there when it went out.
    """

    key: str
    cells: Mapping[str, PaperCell]
    intact: bool
    typed: bool

    def text(self, field: str) -> str:
        """The text of a cell, "" where it is blank or its column is gone."""
        return self.cells[field].text if field in self.cells else ""

    def value(self, field: str) -> Scalar:
        """The value of a cell."""
        return self.cells[field].value if field in self.cells else None

    def address(self, field: str, other: str = "") -> str:
        """The address of a cell, of ``other`` where its column is gone."""
        cell = self.cells.get(field) or self.cells.get(other)
        return cell.address if cell else ""


@dataclass(frozen=True)
class Table:
    """The rows of a sheet and what is to be said of it; ``complete``: every column that is filled in was found."""

    rows: tuple[PaperRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    complete: bool = False


def read_table(book: Book, paper: PaperSheet, marks: Marks) -> Table:
    """The sheet of that name, however it is moved about."""
    sheet = find_sheet(book, paper)
    if sheet is None and not paper.entries:
        return Table()
    if sheet is None:
        return Table(findings=(Finding(NO_SHEET, sheet=paper.name, values={"name": paper.name}),))
    return _Reader(sheet, paper, marks).read()


def find_sheet(book: Book, paper: PaperSheet) -> SheetData | None:
    """The sheet of that name, whatever blanks it has."""
    return next((one for one in book.sheets if _plain(one.name) == _plain(paper.name)), None)


def other_sheets(book: Book, papers: Iterable[PaperSheet]) -> Iterator[Finding]:
    """A finding for every sheet with something in it that is none of ours."""
    known = {_plain(paper.name) for paper in papers} | {META}
    for sheet in book.sheets:
        filled = sum(not is_blank(value) for row in sheet.rows for value in row)
        if _plain(sheet.name) not in known and filled:
            yield Finding(OWN_SHEET, sheet=sheet.name, values={"name": sheet.name, "count": str(filled)})


def _plain(text: str) -> str:
    """A name as it is compared, whatever word for the place it was printed with."""
    return squeeze(standard(text))


class _Reader:
    """One sheet under way."""

    def __init__(self, sheet: SheetData, paper: PaperSheet, marks: Marks) -> None:
        self.sheet, self.paper, self.marks = sheet, paper, marks
        self.columns: dict[str, int] = {}  # field -> 0-based column
        self.findings: list[Finding] = []

    def read(self) -> Table:
        head = self._head()
        if head is None:
            if self.paper.entries:
                self._say(NO_SHEET, name=self.paper.name)
            return Table(findings=tuple(self.findings))
        complete = self._find_columns(head)
        self._own_columns(head)
        self._lines([*range(head)])
        rows = tuple(self._rows(head)) if complete or self._readable() else ()
        self._comments()
        return Table(rows, tuple(self.findings), complete)

    def _readable(self) -> bool:
        """Whether rows can be told apart without the columns that are missing."""
        return all(one.field in self.columns for one in self.paper.columns if one.needed)

    def _head(self) -> int | None:
        """0-based row with most headers, if it has at least half of them."""
        wanted = [one for one in self.paper.columns if not one.optional]
        headers = {_plain(one.header) for one in wanted}
        best, most = None, (len(wanted) + 1) // 2 - 1
        for line, row in enumerate(self.sheet.rows):
            found = len(headers & {_plain(value) for value in row if isinstance(value, str)})
            if found > most:
                best, most = line, found
                if found == len(wanted):
                    break
        return best

    def _find_columns(self, head: int) -> bool:
        """Where the columns stand; False when one that is needed or filled in is missing or doubled."""
        places: dict[str, list[int]] = {}
        for index, value in enumerate(self.sheet.rows[head]):
            if isinstance(value, str):
                places.setdefault(_plain(value), []).append(index)
        complete = True
        for column in self.paper.columns:
            found = places.get(_plain(column.header), [])
            must = column.needed or (column.entry and not column.optional)
            if len(found) == 1 or (found and not (must or column.entry)):
                self.columns[column.field] = found[0]
            elif found:
                where = "、".join(column_letter(index) for index in found)
                self._say(TWICE, cell_name(head, found[1]), header=column.header, where=where)
                complete = False
            elif not column.optional:
                self._say(NO_COLUMN if must else LABEL_GONE, header=column.header)
                complete = complete and not must
        return complete

    def _own_columns(self, head: int) -> None:
        """Columns that the office or a unit added: said once each, with how much stands in them."""
        known = set(self.columns.values())
        headers = self.sheet.rows[head]
        doubled = {_plain(one.header) for one in self.paper.columns if one.field not in self.columns}
        filled: Counter[int] = Counter()
        for row in self.sheet.rows[head + 1 :]:
            filled.update(index for index, value in enumerate(row) if not is_blank(value))
        for index in range(max((len(row) for row in self.sheet.rows), default=0)):
            value = headers[index] if index < len(headers) else None
            header = "" if is_blank(value) else raw_text(value)
            if index in known or _plain(header) in doubled or not (header or filled[index]):
                continue
            values = {"header": header, "column": column_letter(index), "count": str(filled[index])}
            self._say(OWN_COLUMN, cell_name(head, index), **values)

    def _lines(self, lines: Sequence[int]) -> None:
        """Rows outside the table that are not as they went out."""
        for line in lines:
            row = self.sheet.rows[line]
            filled = [index for index, value in enumerate(row) if not is_blank(value)]
            if filled and self.marks and not self._is_ours([label_text(row[index]) for index in filled]):
                self._outside(line, filled[0])

    def _is_ours(self, texts: Sequence[str]) -> bool:
        return mark_of("|".join(texts)) in self.marks.labels(self.paper.name, "")

    def _rows(self, head: int) -> Iterator[PaperRow]:
        seen: Counter[str] = Counter()
        for line in range(head + 1, len(self.sheet.rows)):
            cells = self._cells(line)
            filled = [field for field, cell in cells.items() if cell.text]
            if not filled:
                continue
            key = cells[self.paper.key].text if self.paper.key else ""
            seen[key] += 1
            most = self.marks.count(self.paper.name, key)
            if not key or (self.marks and seen[key] > most):
                self._loose(line, cells, filled)
                continue
            row = self._row(key, cells)
            if not row.intact:
                self._say(CHANGED, cells[self.paper.key].address, key)
            yield row

    def _loose(self, line: int, cells: Mapping[str, PaperCell], filled: Sequence[str]) -> None:
        """A row that is none of ours, unless it stands there as it went out."""
        labels = self.paper.label_mark({field: cell.value for field, cell in cells.items()})
        texts = {field: cells[field].text for field in filled}
        known = labels in self.marks.labels(self.paper.name, "")
        typed = self._typed(cells) if known else []
        ours = (known and not typed) or self._is_ours([*texts.values()])
        if not ours and (self.marks or self.paper.key):
            self._outside(line, min(self.columns[field] for field in typed or filled))

    def _typed(self, cells: Mapping[str, PaperCell]) -> list[str]:
        """Fields of a total or of a line that stands for others in which somebody wrote: no row of ours has them."""
        texts = {field: cell.text for field, cell in cells.items()}
        if self.paper.entry_mark(texts) in self.marks.entries(self.paper.name, ""):
            return []
        entries = ((one.field, cells[one.field].value) for one in self.paper.entries if one.field in cells)
        return [
            field
            for field, value in entries
            if isinstance(value, str) and value.strip() and not value.startswith("=")
        ]

    def _row(self, key: str, cells: Mapping[str, PaperCell]) -> PaperRow:
        values = {field: cell.value for field, cell in cells.items()}
        labels = self.marks.labels(self.paper.name, key)
        whole = all(one.field in cells for one in self.paper.labels)
        intact = not labels or not whole or self.paper.label_mark(values) in labels
        texts = {field: cell.text for field, cell in cells.items()}
        before = self.marks.entries(self.paper.name, key)
        typed = (
            self.paper.entry_mark(texts) not in before
            if before
            else any(texts.get(one.field) for one in self.paper.entries)
        )
        return PaperRow(key, cells, intact, typed)

    def _cells(self, line: int) -> dict[str, PaperCell]:
        row = self.sheet.rows[line]
        return {field: self._cell(row, line, column) for field, column in self.columns.items()}

    def _cell(self, row: Sequence[Scalar], line: int, column: int) -> PaperCell:
        value = row[column] if column < len(row) else None
        address = cell_name(line, column)
        if is_blank(value):  # an error or a formula that was never computed is no blank cell
            value = self.sheet.errors.get(address)
            if value is None and address in self.sheet.uncached:
                value = self.sheet.formulas.get(address, "=")
        return PaperCell(value, raw_text(value).strip(), address)

    def _comments(self) -> None:
        for address, text in (*self.sheet.comments.items(), *self.sheet.words):
            if text.strip() and not any(mark in text for mark in self.paper.comments):
                self._say(COMMENT, address, text)

    def _outside(self, line: int, column: int) -> None:
        self._say(OUTSIDE, cell_name(line, column), raw_text(self.sheet.rows[line][column]))

    def _say(self, code: str, address: str = "", seen: str = "", **values: str) -> None:
        seen = seen if len(seen) <= _SHOWN else seen[:_SHOWN] + "…"
        self.findings.append(Finding(code, sheet=self.sheet.name, address=address, seen=seen, values=values))
