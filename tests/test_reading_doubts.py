"""Values that count and that a sensible person would ask about at sight: each kind is asked about, and its neighbours are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from corpus.odd import patch_cell
from corpus.sample import filled, form_for, plain_reading, saved
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import IconSetRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from toolkit.core import fields
from toolkit.core.form import INDICATORS, PROJECTS
from toolkit.forms.reading.form import Reading, read_form
from toolkit.forms.reading.references import refers_to_itself
from toolkit.inbox.workbooks.reader import read_book

FORM = form_for("疏附县")


def changed(sheet: str, field: str, change: Callable[[Workbook, Cell], None]) -> tuple[Reading, Cell]:
    """The first input of a field after a change, and its cell."""
    book, _ = filled()
    plain = plain_reading()
    at = next(cell for cell in plain.cells if (cell.form_sheet, cell.field) == (sheet, field))
    cell = book[sheet][at.address]
    change(book, cell)
    return read_form(read_book(saved(book)), FORM), cell


def asked(reading: Reading, address: str) -> list[str]:
    return [one.code for one in reading.findings if one.address == address]


@pytest.mark.parametrize(
    ("flag", "stored", "codes", "value"),
    [
        (True, "0", ["E111"], None),
        (True, "3", ["Q160"], 3.0),
        (False, "0", ["N127"], 0.0),
        (False, "3", ["N127"], 3.0),
    ],
)
def test_a_result_is_none_where_programs_are_told_to_work_it_out_first(
    flag: bool, stored: str, codes: list[str], value: float | None
) -> None:
    book, _ = filled()
    book.calculation.fullCalcOnLoad = flag
    plain = plain_reading()
    at = next(c for c in plain.cells if (c.form_sheet, c.field) == (INDICATORS, fields.YTD) and c.value)
    part = f"xl/worksheets/sheet{book.sheetnames.index(INDICATORS) + 1}.xml"
    data = patch_cell(saved(book), part, at.address, f"<f>1+2</f><v>{stored}</v>")
    reading = read_form(read_book(data), FORM)
    assert [code for code in asked(reading, at.address) if code in ("E111", "Q160", "N127")] == codes
    assert [cell.value for cell in reading.cells if cell.place == at.place] == [value]


@pytest.mark.parametrize(("zeros", "codes"), [(True, ["Q169"]), (False, ["N127"])])
def test_a_stored_0_that_may_stand_for_a_text_counts_and_is_asked_about(
    zeros: bool, codes: list[str]
) -> None:
    book, _ = filled()
    book.calculation.fullCalcOnLoad = False
    plain = plain_reading()
    at = next(c for c in plain.cells if (c.form_sheet, c.field) == (INDICATORS, fields.YTD) and c.value)
    part = f"xl/worksheets/sheet{book.sheetnames.index(INDICATORS) + 1}.xml"
    read = read_book(patch_cell(saved(book), part, at.address, "<f>B1</f><v>0</v>"))
    told = [replace(s, zeros=frozenset({at.address} if zeros else ())) for s in read.sheets]
    reading = read_form(replace(read, sheets=tuple(told)), FORM)
    assert [code for code in asked(reading, at.address) if code in ("E111", "Q160", "Q169", "N127")] == codes
    assert [cell.value for cell in reading.cells if cell.place == at.place] == [0]


def test_a_value_under_a_merged_cell_is_seen_by_nobody_and_asked_about() -> None:
    def merge(book: Workbook, cell: Cell) -> None:
        above = book[INDICATORS].cell(cell.row - 1, cell.column)
        value = cell.value
        book[INDICATORS].merge_cells(f"{above.coordinate}:{cell.coordinate}")
        book[INDICATORS]._cells[cell.row, cell.column] = Cell(  # what LibreOffice leaves under a merged cell
            book[INDICATORS], cell.row, cell.column, value=value
        )

    book, _ = filled()
    plain = plain_reading()
    figures = [c for c in plain.cells if (c.form_sheet, c.field) == (INDICATORS, fields.YTD)]
    lower = next(c for c in figures if any(f"J{int(c.address[1:]) - 1}" == o.address for o in figures))
    merge(book, book[INDICATORS][lower.address])
    reading = read_form(read_book(saved(book)), FORM)
    assert asked(reading, lower.address) == ["Q148"]
    assert "Q148" not in asked(reading, f"J{int(lower.address[1:]) - 1}")


@pytest.mark.parametrize(
    ("formula", "circular"),
    [
        ("J7+1", True),
        ("SUM(J5:J20)", True),
        ("SUM($J:$K)", True),
        ("'指标数据'!J7", True),
        ("指标数据!$J$7", True),
        ("SUM(J8:J20)", True),
        ("SUM(J12:J20)", False),
        ("任务进展!J7", False),
        ("'[1]Sheet1'!$J$7", False),
        ("ROW(J7)-4", False),
        ('"J7"&H7', False),
        ("AJ7+J70+LOG10(7)", False),
        ("J8", True),
        ("SUM(J9:J11)", True),
        ("K7", False),
        ("of:=[.J7]+1", True),
        ("of:=SUM([.J5:.J20])", True),
        ("of:=[$'指标数据'.$J$7]", True),
        ("of:=[$任务进展.J7]+[.K7]", False),
    ],
)
def test_a_formula_that_refers_to_itself_is_known(formula: str, circular: bool) -> None:
    others = {"J8": "J9*1", "J9": "J7", "J10": "J8", "K7": "K8+K9", "K8": "K9"}
    assert refers_to_itself({**others, "J7": formula}, INDICATORS, 6, 9) is circular


@pytest.mark.parametrize(
    ("written", "number_format", "value", "codes"),
    [
        ("1.5元", "General", 0.00015, ["Q156"]),
        (1.5, '#,##0.00"元"', 0.00015, ["Q156"]),
        ("1500元", "General", 0.15, []),
        (0.005, "General", 0.005, []),
    ],
)
def test_money_that_is_next_to_nothing_in_the_columns_measure_is_asked_about(
    written: str | float, number_format: str, value: float, codes: list[str]
) -> None:
    def write(_: Workbook, cell: Cell) -> None:
        cell.value, cell.number_format = written, number_format

    reading, cell = changed(PROJECTS, fields.TOTAL, write)
    (found,) = [one for one in reading.cells if (one.sheet, one.address) == (PROJECTS, cell.coordinate)]
    assert (found.value, asked(reading, cell.coordinate)) == (value, codes)


@pytest.mark.parametrize("note", ["单位：万", "单位：万元", "单位：亿元"])
def test_a_measure_above_rows_that_have_their_own_is_asked_about_and_costs_nothing(note: str) -> None:
    book, _ = filled()
    plain = plain_reading()
    book[INDICATORS]["P3"] = note
    reading = read_form(read_book(saved(book)), FORM)
    codes = [one.code for one in reading.findings]
    assert "Q147" in codes and "E123" not in codes and "Q129" not in codes
    assert [c.value for c in reading.cells if c.form_sheet] == [c.value for c in plain.cells if c.form_sheet]


@pytest.mark.parametrize(("this_month", "codes"), [(None, ["Q126"]), (7, ["N166"])])
def test_what_was_typed_into_last_months_blank_cell_in_place_of_this_months_is_said(
    this_month: int | None, codes: list[str]
) -> None:
    book, _ = filled()
    plain = plain_reading()
    rows = [int(c.address[1:]) for c in plain.cells if (c.form_sheet, c.field) == (INDICATORS, fields.YTD)]
    row = next(row for row in rows if book[INDICATORS][f"G{row}"].value == "—")
    book[INDICATORS][f"G{row}"], book[INDICATORS][f"J{row}"] = 5, this_month
    assert asked(read_form(read_book(saved(book)), FORM), f"G{row}") == codes


@pytest.mark.parametrize(
    ("there", "codes"), [(49.44178628389155, []), (49.4417862838915, []), (49.44, ["N166"])]
)
def test_last_months_figure_is_the_same_number_in_fewer_digits(there: float, codes: list[str]) -> None:
    """A form is written with 16 digits; 620/1254 in per cent has 17, and may show another fifteenth."""
    book, _ = filled()
    plain = plain_reading()
    at = next(c for c in plain.cells if (c.form_sheet, c.field) == (INDICATORS, fields.YTD))
    rows = tuple(
        replace(row, previous=620 / 1254 * 100) if row.indicator.id == at.key else row
        for row in FORM.indicators
    )
    book[INDICATORS][f"G{at.address[1:]}"] = there
    reading = read_form(read_book(saved(book)), replace(FORM, indicators=rows))
    assert asked(reading, f"G{at.address[1:]}") == codes


def test_a_sheet_whose_name_says_that_it_is_void_is_asked_about() -> None:
    book, _ = filled()
    book[INDICATORS].title = "指标数据（作废）"
    assert "Q157" in [one.code for one in read_form(read_book(saved(book)), FORM).findings]
    book["指标数据（作废）"].title = "指标数据6月"
    codes = [one.code for one in read_form(read_book(saved(book)), FORM).findings]
    assert "Q157" not in codes and "N133" in codes


@pytest.mark.parametrize(
    ("name", "example"),
    [("示例：某供水项目", True), ("某供水项目（样例）", True), ("填写示例", True), ("示例小区改造", False)],
)
def test_an_example_among_projects_is_none(name: str, example: bool) -> None:
    def rename(_: Workbook, cell: Cell) -> None:
        cell.value = name

    reading, cell = changed(PROJECTS, fields.NAME, rename)
    assert ("N137" in asked(reading, cell.coordinate)) is example


@pytest.mark.parametrize(
    ("look", "codes"),
    [
        (DifferentialStyle(font=Font(strike=True)), ["Q158"]),
        (DifferentialStyle(numFmt=NumberFormat(200, '0"万"')), ["Q158"]),
        (DifferentialStyle(numFmt=NumberFormat(200, ";;;")), ["Q158"]),
        (DifferentialStyle(numFmt=NumberFormat(200, "#,##0.00")), []),
        (DifferentialStyle(font=Font(color="FFC00000")), []),
        (DifferentialStyle(font=Font(color="FFFFFFFF")), ["Q158"]),
        (DifferentialStyle(font=Font(color="FFFFFFFF"), fill=PatternFill(bgColor="FFFFFFFF")), ["Q158"]),
        (DifferentialStyle(font=Font(color="FFFFFFFF"), fill=PatternFill(bgColor="FFC00000")), []),
    ],
)
def test_a_conditional_format_that_changes_what_is_shown_is_asked_about(
    look: DifferentialStyle, codes: list[str]
) -> None:
    def colour(book: Workbook, cell: Cell) -> None:
        rule = Rule(type="expression", formula=["TRUE"], dxf=look)
        book[INDICATORS].conditional_formatting.add(f"{cell.coordinate}:J60", rule)

    reading, _ = changed(INDICATORS, fields.YTD, colour)
    assert [one.code for one in reading.findings if one.code == "Q158"] == codes


@pytest.mark.parametrize(("shown", "codes"), [(True, []), (False, ["Q158"])])
def test_icons_in_place_of_figures_are_asked_about(shown: bool, codes: list[str]) -> None:
    def icons(book: Workbook, cell: Cell) -> None:
        rule = IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=shown)
        book[INDICATORS].conditional_formatting.add(f"{cell.coordinate}:J60", rule)

    reading, _ = changed(INDICATORS, fields.YTD, icons)
    assert [one.code for one in reading.findings if one.code == "Q158"] == codes


@pytest.mark.parametrize(("last", "codes"), [(5000, ["Q159"]), (5100, [])])
def test_sections_below_a_row_of_which_are_asked_about(last: int, codes: list[str]) -> None:
    book, _ = filled()
    sheet = book[PROJECTS]
    free = next(row for row in range(5, 200) if all(sheet.cell(row, at).value is None for at in range(2, 10)))
    for at, (name, total) in enumerate((("甲供水项目", 9000), ("  其中：一标段", 4000), ("  二标段", last))):
        sheet.cell(free + at, 2).value, sheet.cell(free + at, 5).value = name, total
    found = [one for one in read_form(read_book(saved(book)), FORM).findings if one.code == "Q159"]
    assert [one.code for one in found] == codes
    assert all(one.address == f"E{free + 2}" for one in found)
