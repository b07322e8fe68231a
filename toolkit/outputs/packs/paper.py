"""What workbooks that go out to be filled and come back share: entry cells, drop-downs, protection, identity.

In: an :class:`OutputBook` under way, declarations of :mod:`toolkit.papers`. Out: nothing; sheets are changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.core.cell_text import CELL_LIMIT
from toolkit.core.form import META
from toolkit.core.private import masked
from toolkit.outputs.workbook.grid import Row, columns_of
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, check
from toolkit.papers.identity import MARK_COLUMN, PackIdentity
from toolkit.papers.sheet import PaperSheet
from toolkit.papers.untouched import BLANK, WRITTEN_NAME

_OPEN = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "format_cells": False}


class Paper:
    """A workbook that will come back; it keeps the marks of what it says, so that reading can tell what is new."""

    def __init__(self, book: OutputBook) -> None:
        self._book = book
        self._marks: list[str] = []

    def sheet(self, paper: PaperSheet, *, title: str, notes: str = "", noted: int = 0) -> OutputSheet:
        """Begin a declared sheet."""
        sheet = self._book.sheet(paper.name, columns_of(paper), title=title, notes=notes, noted=noted)
        self._marks += [paper.text_mark(text) for text in sheet.top]
        return sheet

    def rows(self, sheet: OutputSheet, paper: PaperSheet, rows: Iterable[Row]) -> None:
        """Write rows of the table."""
        written = list(rows)
        sheet.rows(written)
        self.mark(paper, written)

    def fold(self, sheet: OutputSheet, paper: PaperSheet, head: Row, rows: Iterable[Row]) -> None:
        """Rows folded below a line that stands for them and has no key: what is written into it belongs to none."""
        written = list(rows)
        sheet.fold(head, written)
        self.mark(paper, [head, *written])

    def mark(self, paper: PaperSheet, rows: Iterable[Row]) -> None:
        """Rows that were written otherwise; the marks are of what stands in the sheet."""
        self._marks += [
            paper.mark([masked(one) if isinstance(one, str) else one for one in row]) for row in rows
        ]

    def nothing(self, sheet: OutputSheet, paper: PaperSheet, text: str) -> None:
        """Say that the table is empty."""
        sheet.nothing(text)
        self._marks.append(paper.text_mark(text))

    def identity(self, identity: PackIdentity, *, sealed: bool = False) -> None:
        """The identity twice: text custom properties and the very hidden sheet _meta, with the marks beside it.

        ``sealed``: room for the digest of :func:`toolkit.papers.untouched.seal`.
        """
        sheet = self._book.workbook.add_worksheet(META)
        for row, (name, value) in enumerate(identity.as_properties().items()):
            check(sheet.write_string(row, 0, name))
            check(sheet.write_string(row, 1, value))
            self._book.workbook.set_custom_property(name, value, "text")
        for row, text in enumerate(_packed(self._marks)):
            check(sheet.write_string(row, MARK_COLUMN, text))
        if sealed:
            self._book.workbook.set_custom_property(WRITTEN_NAME, BLANK, "text")
        sheet.protect()
        sheet.very_hidden()


def _packed(marks: Sequence[str]) -> Iterator[str]:
    """Many marks a cell, a line each: a cell of its own for each would cost as much as the rows themselves."""
    size = 0
    lines: list[str] = []
    for mark in marks:
        if size + len(mark) >= CELL_LIMIT // 2:
            yield "\n".join(lines)
            size, lines = 0, []
        size += len(mark) + 1
        lines.append(mark)
    yield "\n".join(lines)


def choices(sheet: OutputSheet, paper: PaperSheet, field: str) -> None:
    """A drop-down in a column of the table, over the rows written so far."""
    column = paper.index(field)
    if sheet.last >= sheet.first:
        words = list(paper.columns[column].choices)
        options = {"validate": "list", "source": words, "error_title": "请从下拉表中选择"}
        check(sheet.worksheet.data_validation(sheet.first, column, sheet.last, column, options))


def lock(sheet: OutputSheet, key_column: int | None = None) -> None:
    """Protect all but the entry cells (without a password), and hide the column of row keys."""
    if key_column is not None:
        sheet.worksheet.set_column(key_column, key_column, 9, None, {"hidden": True})
    sheet.worksheet.protect("", _OPEN)
