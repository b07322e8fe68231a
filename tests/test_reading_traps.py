"""Cells that look like the form's own, or whose value is not what a person sees: none is lost, none misread."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from corpus.sample import filled, form_for, saved
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit.core.form import COVER, INDICATORS, PROJECTS, SELF_CHECK, TASKS
from toolkit.core.returns import Outcome
from toolkit.forms.reading.form import Reading, read_form
from toolkit.inbox.workbooks.reader import read_book

FORM = form_for("疏附县")


def typed(sheet: str, address: str, value: object) -> Reading:
    """A return with one more cell as read."""
    book, _ = filled()
    book[sheet][address] = value
    return read_form(read_book(saved(book)), FORM)


@pytest.mark.parametrize(
    ("sheet", "address", "value"),
    [
        (TASKS, "K1", "任务进展由各局提供，第3项未经核实"),
        (TASKS, "A2", "任务进展由各局提供，第3项未经核实"),
        (COVER, "F7", '="外来"&"手写"'),
        (COVER, "F7", "=1286+200"),
        (SELF_CHECK, "F10", '="外来"&"手写"'),
        (SELF_CHECK, "C2", "=1286+200"),
        (SELF_CHECK, "H12", "外来批语"),
    ],
)
def test_what_is_typed_beside_the_forms_own_texts_is_said(sheet: str, address: str, value: object) -> None:
    reading = typed(sheet, address, value)
    found = [cell for cell in reading.cells if (cell.sheet, cell.address) == (sheet, address)]
    assert [cell.outcome for cell in found] == [Outcome.IGNORED]
    assert any(item.code == "N128" and address in item.values["cells"] for item in reading.findings)


def settled(change: Callable[[Cell], None], sheet: str, field: str) -> list[tuple[str | float | None, str]]:
    """Value and codes of the first input of a field after a change to its cell."""
    book, _ = filled()
    plain = read_form(read_book(saved(book)), FORM)
    at = next(cell for cell in plain.cells if (cell.form_sheet, cell.field) == (sheet, field))
    change(book[sheet][at.address])
    reading = read_form(read_book(saved(book)), FORM)
    codes = [item.code for item in reading.findings if item.address == at.address and item.code != "N127"]
    values = [cell.value for cell in reading.cells if (cell.sheet, cell.address) == (at.sheet, at.address)]
    return [(value, "".join(codes)) for value in values]


def _struck(cell: Cell) -> None:
    cell.font = Font(strike=True)


def _partly_struck(cell: Cell) -> None:
    cell.value = CellRichText([TextBlock(InlineFont(strike=True), "1200"), "1286"])


def _not_struck(cell: Cell) -> None:
    cell.font = Font(strike=False)
    cell.value = CellRichText([TextBlock(InlineFont(strike=False), "12"), "86"])


def _picture(cell: Cell) -> None:
    cell.value = '\'=DISPIMG("ID_0A",1)'[1:]
    cell.data_type = "s"


def _of_1904(cell: Cell) -> None:
    cell.value, cell.number_format = 43986.0, "General"
    cell.parent.parent.epoch = CALENDAR_MAC_1904


def _month_in_1904(cell: Cell) -> None:
    cell.value, cell.number_format = 202406, "General"
    cell.parent.parent.epoch = CALENDAR_MAC_1904


@pytest.mark.parametrize(
    ("change", "sheet", "field", "value", "code"),
    [
        (_struck, INDICATORS, "ytd", None, "E118"),
        (_partly_struck, INDICATORS, "ytd", None, "E118"),
        (_not_struck, INDICATORS, "ytd", 1286.0, ""),
        (_picture, TASKS, "progress", None, "E119"),
        (_of_1904, PROJECTS, "start", "2024-06-05", ""),
        (_month_in_1904, PROJECTS, "start", "2024-06", ""),
    ],
)
def test_a_cell_counts_as_a_person_sees_it(
    change: Callable[[Cell], None], sheet: str, field: str, value: str | float | None, code: str
) -> None:
    assert settled(change, sheet, field) == [(value, code)]
