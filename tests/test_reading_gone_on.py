"""Rows that were moved to another sheet without its header are asked about, and other sheets with numbers are not."""

from __future__ import annotations

import pytest
from corpus.sample import filled, form_for, saved

from toolkit.core.form import INDICATORS
from toolkit.forms.reading.form import read_form
from toolkit.inbox.workbooks.reader import read_book

FORM = form_for("疏附县")


@pytest.mark.parametrize(
    ("moved", "name", "columns", "asked"),
    [
        (5, "续表", 16, ["Q171"]),
        (1, "Sheet9", 16, ["Q171"]),
        (5, "续表", 2, []),  # a list of numbers and names
        (0, "续表", 16, []),  # a copy: nothing is missing
    ],
)
def test_missing_rows_on_another_sheet(moved: int, name: str, columns: int, asked: list[str]) -> None:
    book, _ = filled()
    sheet = book[INDICATORS]
    last = max(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value)
    other = book.create_sheet(name)
    for row in range(last - (moved or 5) + 1, last + 1):
        other.append([sheet.cell(row, column).value for column in range(1, columns + 1)])
    if moved:
        sheet.delete_rows(last - moved + 1, moved)
    found = [one for one in read_form(read_book(saved(book)), FORM).findings if one.code == "Q171"]
    assert [one.code for one in found] == asked
    assert all(
        (one.sheet, one.values["count"], one.values["line"]) == (name, str(moved), "1") for one in found
    )
