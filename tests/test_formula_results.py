"""Formulas whose result is no count: chance, places, the target, a failed look-up; formulas of clerks that count are left alone."""

from __future__ import annotations

import pytest
from corpus.odd import patch_cell
from corpus.sample import filled, form_for, saved

from toolkit.core import fields
from toolkit.core.form import INDICATORS, PROJECTS
from toolkit.core.returns import Outcome
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.reading.form import read_form
from toolkit.forms.reading.formula_results import is_no_count
from toolkit.inbox.workbooks.reader import read_book

TARGET, PREVIOUS = INDICATOR_SHEET.letter(fields.TARGET), INDICATOR_SHEET.letter(fields.PREVIOUS)


@pytest.mark.parametrize(
    ("formula", "result", "why"),
    [
        ("RANDBETWEEN(1,20)", 13.0, "取的是随机数"),
        ("ROUND(RAND()*10,0)", 5.0, "取的是随机数"),
        ("ROW()", 20.0, "取的是行号、列号或日期"),
        ("ROW(A3)+1", 4.0, "取的是行号、列号或日期"),
        ("IFERROR(VLOOKUP(A5,[1]台账!A:B,2,0),0)", 0.0, "没有查到时自动填了 0"),
        ('12+N("含上年3")', 12.0, "公式里写着“含上年3”"),
        (f"{TARGET}8", 6.0, "取的是目标数"),
        (f"${TARGET}$8*0.5", 3.0, "取的是目标数"),
        (f"of:=[.{TARGET}8]/2", 3.0, "取的是目标数"),
        ("任务进展!J5", 50.0, "取自“任务进展”表"),
    ],
)
def test_what_is_no_count(formula: str, result: float, why: str) -> None:
    assert is_no_count(formula, INDICATORS, result) == why


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("12+3", 15.0),
        (f"{PREVIOUS}8+3", 15.0),
        (f"{TARGET}8-{PREVIOUS}8", 15.0),
        ("SUM(P8:P19)", 15.0),
        ("IFERROR(VLOOKUP(A5,[1]台账!A:B,2,0),0)", 15.0),
        ("IFERROR(A1/B1,0)", 0.0),
        ("INDEX([1]台账!B:B,ROW())", 15.0),
        ("COUNTA(台账!A2:A99)", 15.0),
        ("台账!E8", 15.0),
    ],
)
def test_what_may_be_one(formula: str, result: float) -> None:
    assert is_no_count(formula, INDICATORS, result) == ""


def test_a_date_among_the_projects_is_no_goal() -> None:
    assert is_no_count(f"{TARGET}8*0.5", PROJECTS, 3.0) == ""


def test_the_result_counts_and_is_asked_about() -> None:
    form = form_for("疏附县")
    book, _ = filled()
    plain = read_form(read_book(saved(book)), form)
    at = next(
        cell
        for cell in plain.cells
        if (cell.form_sheet, cell.field) == (INDICATORS, fields.YTD) and cell.value
    )
    book.calculation.fullCalcOnLoad = False
    part = f"xl/worksheets/sheet{book.sheetnames.index(INDICATORS) + 1}.xml"
    data = patch_cell(saved(book), part, at.address, "<f>RANDBETWEEN(1,20)</f><v>13</v>")
    reading = read_form(read_book(data), form)
    (cell,) = [one for one in reading.cells if (one.sheet, one.address) == (INDICATORS, at.address)]
    (found,) = [one for one in reading.findings if one.code == "Q166"]
    assert (cell.value, cell.outcome) == (13.0, Outcome.ACCEPTED)
    assert (found.address, found.seen) == (at.address, "=RANDBETWEEN(1,20)，取的是随机数")
