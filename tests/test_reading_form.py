"""read_form() on whole returns: places, blanks, notes on formulas, the form's own texts, real units."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from corpus.sample import address_of, as_read, blank_form, filled, form_for, saved

from toolkit.core.form import COVER, INDICATORS, PROJECTS, SELF_CHECK, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.returns import Book, Outcome, Scalar
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import asked_places
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.reading.form import read_form
from toolkit.forms.reading.sheets import locate
from toolkit.forms.write import write_form
from toolkit.inbox.workbooks.reader import read_book


def test_a_whole_return_reads_cell_for_cell() -> None:
    book, truth = filled()
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    assert {(c.form_sheet, c.key, c.field): c.value for c in reading.cells} == {
        place: as_read(value) for place, value in truth.items()
    }
    assert reading.findings == ()
    for cell in reading.cells:
        sheet, row, column = address_of(book, (cell.form_sheet, cell.key, cell.field))
        assert (cell.sheet, cell.address) == (sheet, book[sheet].cell(row, column).coordinate)
        assert (cell.outcome, cell.confidence) == (Outcome.ACCEPTED, 1.0)


def test_blank_places_are_those_that_the_file_has_and_leaves_empty() -> None:
    book, truth = filled()
    sheet, row, column = address_of(book, (INDICATORS, "T02-1", "ytd"))
    book[sheet].cell(row, column).value = None
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    form = form_for("疏附县")
    free = {p for p in asked_places(form) if p[0] in (PROJECTS, "经验与诉求")}
    fixed = set(asked_places(form)) - free
    assert reading.blank - free == fixed - (set(truth) - {(INDICATORS, "T02-1", "ytd")})
    # free rows that nobody used are not blank, used ones are where they lack something
    assert (PROJECTS, "653121-2024-003", "planned_end") in reading.blank
    assert not any(place[1] == "653121-2024-050" for place in reading.blank)


def test_a_deleted_row_is_no_blank_place() -> None:
    book, _ = filled()
    book[TASKS].delete_rows(5)
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    assert not any(place[:2] == (TASKS, "2") for place in reading.blank)


def test_the_form_as_it_was_sent_out_has_no_filled_cell() -> None:
    for name in ("疏勒县", "喀什市"):
        reading = read_form(read_book(blank_form(name)), form_for(name))
        assert (reading.cells, reading.findings) == ((), ())
    carried = read_form(read_book(blank_form("疏附县")), form_for("疏附县"))
    assert {cell.form_sheet for cell in carried.cells} == {PROJECTS}  # what was carried over into input cells


@pytest.mark.parametrize("index", [0, 8, 12, 13, 21])
def test_no_real_unit_has_a_filled_cell_in_its_blank_form(
    checklist: Checklist, units: tuple[Unit, ...], config: Any, index: int
) -> None:
    unit = units[index]
    form = plan_form(
        checklist,
        unit,
        config.period,
        prefill=Prefill(),
        deadline=config.deadline(config.period),
        data_until=config.data_until(config.period),
        office=config.office.name,
        office_contact="张三 0998-2520000",
        key=b"key",
        changes=("任务19由本单位填报。",),
        watermark="模拟数据",
    )
    # collect plans the form without deadlines, contact and what changed
    bare = plan_form(
        checklist,
        unit,
        config.period,
        prefill=Prefill(),
        deadline=datetime(2000, 1, 1),
        data_until=datetime(2000, 1, 1),
        office="",
        office_contact="",
        key=b"key",
    )
    reading = read_form(read_book(write_form(form)), bare)
    assert (reading.cells, reading.findings) == ((), ())


def test_a_note_on_the_self_check_sheet_is_listed() -> None:
    book, _ = filled()
    book[SELF_CHECK]["R3"].value = "外来批注"
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    ignored = [cell for cell in reading.cells if cell.outcome is Outcome.IGNORED]
    assert [(cell.sheet, cell.address, cell.raw) for cell in ignored] == [(SELF_CHECK, "R3", "外来批注")]
    assert ignored[0].note


def test_findings_carry_the_place_in_the_file_and_in_the_form() -> None:
    book, _ = filled()
    book[TASKS].insert_rows(1, 3)
    book[TASKS].title = "进展表"
    book["进展表"].cell(8, 10).value = "约30"
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    finding = next(f for f in reading.findings if f.code == "E103")
    assert (finding.unit, finding.sheet, finding.address) == ("653121", "进展表", "J8")
    assert (finding.form_sheet, finding.key, finding.field) == (TASKS, "2", "completion")
    assert (finding.seen, finding.suggestion) == ("约30", "30")
    cell = next(c for c in reading.cells if c.address == "J8")
    assert (cell.outcome, cell.value, cell.raw) == (Outcome.REJECTED, None, "约30")


def test_a_unit_and_period_that_were_overwritten_are_listed() -> None:
    book, _ = filled()
    book[COVER]["B4"].value = "疏勒县"
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    assert [f.code for f in reading.findings] == ["Q126"]
    assert sum(cell.outcome is Outcome.IGNORED for cell in reading.cells) == 1


class _CountingRow(tuple[Scalar, ...]):
    """A row that counts how often anyone looks at it."""

    looks = 0

    def __len__(self) -> int:
        type(self).looks += 1
        return super().__len__()


def test_one_character_in_the_last_column_does_not_make_every_row_as_wide() -> None:
    book = read_book(saved(filled()[0]))
    wide = (None,) * 16_383 + ("x",)
    tasks = next(sheet for sheet in book.sheets if sheet.name == TASKS)
    rows = tuple(_CountingRow(row) for row in (*tasks.rows, *[()] * 1_000, wide))
    for keys in ((), {"2", "3"}):
        _CountingRow.looks = 0
        located = locate(Book((replace(tasks, rows=rows),)), {TASKS: keys, INDICATORS: ()})
        assert located.tables[0].key == (SHEETS[TASKS].key_index if keys else None)
        assert _CountingRow.looks < 10 * len(rows)


def test_a_row_with_its_hidden_key_is_never_said_to_have_none() -> None:
    book, _ = filled()
    book[PROJECTS]["A5"].value = "自编1"
    tasks = book[TASKS]
    rows = [[tasks.cell(row, column).value for column in range(1, 17)] for row in (5, 6)]
    for row, values in zip((6, 5), rows, strict=True):  # sorted without the hidden column
        for column, value in enumerate(values, 1):
            tasks.cell(row, column).value = value
    codes = [f.code for f in read_form(read_book(saved(book)), form_for("疏附县")).findings]
    assert sorted(codes) == ["E120", "E120", "Q126"]


def test_a_number_with_words_in_its_format_is_read_as_shown() -> None:
    book, _ = filled()
    sheet, row, column = address_of(book, (INDICATORS, "T02-1", "ytd"))
    cell = book[sheet].cell(row, column)
    cell.value, cell.number_format = 3, '0"余所"'
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    assert [(f.code, f.address, f.seen) for f in reading.findings] == [("E103", cell.coordinate, "3余所")]


@pytest.mark.parametrize(("written", "codes"), [("6月24日", ["N152"]), ("2024.6.24", [])])
def test_a_date_of_filling_that_cannot_be_read_sends_no_return_back(written: str, codes: list[str]) -> None:
    book, _ = filled()
    book[COVER]["B8"].value = written
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    assert [one.code for one in reading.findings] == codes
    (cell,) = [one for one in reading.cells if one.address == "B8" and one.sheet == COVER]
    assert (cell.outcome is Outcome.REJECTED) is bool(codes)
