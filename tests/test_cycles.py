"""Offices that report every two months, each quarter or half-year: names of periods, what is due, figures, forms, reading."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from figures_samples import checklist, everyone, figures, indicator, one, statuses, task_row
from forms_samples import sample_form
from openpyxl import load_workbook

from tests import layout_samples as samples
from toolkit.config import load_config
from toolkit.core import area, cycle
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Kind
from toolkit.core.periods import Period, is_due, periods_of
from toolkit.core.returns import Light
from toolkit.errors import OperatorError
from toolkit.forms.reading.form import read_form
from toolkit.forms.write import write_form
from toolkit.inbox.signals import period_in
from toolkit.inbox.workbooks.reader import read_book
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.fromlist import found
from toolkit.pipeline.founding.importing import Wishes

NAMES = {
    "月": ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    "双月": ["1—2月", "3—4月", "5—6月", "7—8月", "9—10月", "11—12月"],
    "季": ["第一季度", "第二季度", "第三季度", "第四季度"],
    "半年": ["上半年", "下半年"],
}


@pytest.mark.parametrize(("often", "names"), NAMES.items())
def test_periods_are_named_by_what_they_span_and_follow_each_other(often: str, names: list[str]) -> None:
    cycle.use(often)
    periods = periods_of(2024)
    assert [period.named for period in periods] == names
    assert [period.chinese for period in periods] == [f"2024年{name}" for name in names]
    assert [period.next for period in periods[:-1]] == list(periods[1:])
    assert (periods[0].previous, periods[-1].next) == (Period(2023, 12), Period(2025, 12 // len(names)))
    assert [period.opens_year for period in periods] == [True] + [False] * (len(names) - 1)
    assert periods[1].so_far == periods[:2]


@pytest.mark.parametrize(
    ("often", "frequency", "months", "due"),
    [
        ("季", "月度", (), [3, 6, 9, 12]),
        ("季", "季度", (), [3, 6, 9, 12]),
        ("季", "年度", (7,), [9]),
        ("双月", "季度", (), [4, 6, 10, 12]),
        ("半年", "季度", (), [6, 12]),
        ("半年", "学年", (), [12]),
    ],
)
def test_what_is_due_falls_into_the_period_that_holds_its_month(
    often: str, frequency: str, months: tuple[int, ...], due: list[int]
) -> None:
    cycle.use(often)
    assert [period.month for period in periods_of(2024) if is_due(frequency, months, period)] == due


def test_a_quarter_is_held_against_the_quarter_before_and_the_pace_of_its_last_month() -> None:
    cycle.use("季")
    second, third = Period(2024, 6), Period(2024, 9)
    rows = [*figures({"县1": 40}, second), *figures({"县1": 70}, third)]
    row = one(checklist(indicator(Kind.FLOW, 120, reporters=("县1",))), rows, third)
    assert (row.total.value, row.previous.value, row.pace.value) == (70, 40, 75)
    assert row.added is not None
    assert row.added.value == 30
    assert (row.previous.label[-4:], row.total.label[:9]) == ("上期累计", "2024年第三季度")
    assert row.light is Light.RED


def test_quarters_in_a_row_are_counted_without_the_months_between() -> None:
    cycle.use("季")
    quarters = [Period(2024, 3), Period(2024, 6), Period(2024, 9)]
    rows = [entry for period in quarters for entry in statuses(everyone("进度滞后"), period)]
    row = task_row(checklist(), rows, quarters[-1])
    assert (row.red_run.months, row.red_run.since) == (3, quarters[0])


@pytest.mark.parametrize(
    ("often", "said"), [("双月", "2024年5—6月"), ("季", "2024年第二季度"), ("半年", "2024年上半年")]
)
def test_a_form_names_its_period_and_is_read_with_the_words_of_either_cycle(often: str, said: str) -> None:
    cycle.use(often)
    area.use("全市")
    form = sample_form()
    book = load_workbook(BytesIO(write_form(form)))
    heads = {cell.value: cell.column_letter for cell in book[INDICATORS][4] if cell.value}
    assert {"上期累计", "本期累计", "本期新增", "全市年度目标"} <= heads.keys()
    assert {"上期状态", "本期状态", "本期进展"} <= {cell.value for cell in book[TASKS][4]}
    assert any(said in str(cell.value) for row in book["填报说明"].iter_rows(max_row=8) for cell in row)
    texts = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]
    words = ("本月", "上月", "县市", "地区协调")
    choices = [
        text for text in texts if text.startswith("=") and "|需地区协调事项|" in text
    ]  # taken in either spelling
    assert [text for text in texts if any(word in text for word in words) and text not in choices] == []
    row = next(row[0].row for row in book[INDICATORS].iter_rows(min_row=5) if row[0].value == "T01-1")
    book[INDICATORS][f"{heads['本期累计']}{row}"] = 700
    for header in ("本期累计", "本月累计", f"{Period(2024, 6).named}累计"):
        book[INDICATORS][f"{heads['本期累计']}4"] = header
        data = BytesIO()
        book.save(data)
        reading = read_form(read_book(data.getvalue()), form)
        assert {(c.key, c.field): c.value for c in reading.cells if c.form_sheet == INDICATORS} == {
            ("T01-1", "ytd"): 700
        }


@pytest.mark.parametrize(
    ("often", "name", "month"),
    [
        ("季", "甲县2024年第三季度填报表", 9),
        ("季", "甲县2024年三季度", 9),
        ("半年", "2024年上半年进展", 6),
        ("双月", "甲县2024年5—6月填报表", 6),
    ],
)
def test_a_file_s_name_says_its_period(often: str, name: str, month: int) -> None:
    cycle.use(often)
    assert period_in(name) == Period(2024, month)


def folder(tmp_path: Path) -> Path:
    name, data = samples.matrix()
    (tmp_path / name).write_bytes(data)
    found(tmp_path / "w", [tmp_path / name], Wishes())
    return tmp_path / "w"


def test_a_list_that_asks_each_quarter_makes_a_folder_of_that_cycle(tmp_path: Path) -> None:
    root = folder(tmp_path)
    assert load_config((root / "config.toml").read_text("utf-8")).schedule.cycle == "季"
    cycle.use("月")
    workspace = Workspace(root)
    assert cycle.current() == "季"
    assert period_of(workspace, datetime(2024, 8, 2), sending=True) == Period(2024, 9)
    with pytest.raises(OperatorError, match="2024-09"):
        period_of(workspace, datetime(2024, 8, 2), Period(2024, 8))


def test_an_unknown_cycle_is_said_with_what_may_stand_there(tmp_path: Path) -> None:
    text = (folder(tmp_path) / "config.toml").read_text("utf-8")
    with pytest.raises(OperatorError, match="cycle"):
        load_config(text.replace('cycle = "季"', 'cycle = "旬"'))
