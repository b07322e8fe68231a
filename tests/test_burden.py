"""The burden of a month: how many cells it takes to tell it, that nothing printed is lost by it, and the command that counts."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from briefing_reading import whole_text
from checks_case import entries_of, findings, form_of
from ordinary_month import Values, cells, in_full, in_short

from toolkit.checklist.load import load_checklist
from toolkit.cli import main
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.demo.returns import made_up_values
from toolkit.figures.given.data import MonthData
from toolkit.figures.month import compute_month
from toolkit.forms.layout import SHEETS
from toolkit.forms.owed import blank, owed, rows_of
from toolkit.forms.same import with_same
from toolkit.forms.write import write_form
from toolkit.outputs.burden import USED_BY
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembling import reports as reports_of
from toolkit.pipeline.month.planning import FormPlanner

ROOT = Path(__file__).resolve().parent.parent
JUNE, JULY = Period(2024, 6), Period(2024, 7)
FEW = (1, 2, 7)  # tasks, a quotient among them
COUNTED = (TASKS, INDICATORS)  # of projects a unit lists those that it has
Month = tuple[Unit, Form, Mapping[Any, Any], Mapping[Any, Any]]


@cache
def shipped() -> Checklist:
    found, _ = load_checklist((ROOT / "templates" / "checklist.xlsx").read_bytes())
    assert found is not None
    return found


@cache
def month(period: Period) -> list[Month]:
    """Of every unit: its form as it goes out, what it said last month, and what it would say in full."""
    found = []
    for unit in shipped().reporting:
        before = made_up_values(form_of(shipped(), unit, period.previous))
        last = entries_of(unit, period.previous, before).values()
        form = form_of(shipped(), unit, period, list(last))
        found.append((unit, form, before, made_up_values(form)))
    return found


def of_month(form: Form, values: Mapping[Any, Any] | None = None) -> list[Any]:
    return [cell for cell in owed(rows_of(form), values or {}) if cell.sheet in COUNTED]


@pytest.mark.parametrize(
    ("period", "formerly", "least", "ordinary"), [(JUNE, 2243, 1243, 1429), (JULY, 1957, 957, 1168)]
)
def test_required_cells_of_an_ordinary_month(
    period: Period, formerly: int, least: int, ordinary: int
) -> None:
    """Over the 22 units of the shipped list. ``formerly``: three cells a task and each figure due, told anew every month."""
    told = [(form, in_short(form, before, now)) for _, form, before, now in month(period)]
    assert len(told) == 22
    figures = sum(cell.sheet == INDICATORS for form, _ in told for cell in of_month(form))
    asked = sum(row.asked for form, _ in told for row in form.rows)
    assert 3 * asked + figures == formerly
    assert sum(len(of_month(form)) for form, _ in told) == least  # one click in each row
    assert sum(cells(form, values) for form, values in told) == ordinary
    assert ordinary <= 1200 or period == JUNE
    assert [blank(of_month(form, values), values) for form, values in told] == [[]] * 22


# --- nothing printed is lost ---


def computed(period: Period, tell: Any) -> MonthResult:
    """The month's figures, each unit having told it in that way."""
    before, now = [], []
    for unit, form, last, values in month(period):
        before += entries_of(unit, period.previous, last).values()
        now += entries_of(unit, period, tell(form, last, values)).values()
    taken = with_same(now, period, lambda: before)
    units = tuple(shipped().reporting)
    return compute_month(MonthData(shipped(), units, period, {period.previous: before, period: taken}))


def test_no_figure_is_lost_by_telling_less() -> None:
    full, short = computed(JULY, in_full), computed(JULY, in_short)
    assert list(full.figures) == list(short.figures)
    named = [
        key
        for key, one in full.figures.items()
        if (one.value, one.word) != (short.figures[key].value, short.figures[key].word)
    ]
    assert named == []
    assert [row.light for row in full.tasks] == [row.light for row in short.tasks]
    assert [(row.state, row.filled) for row in short.units] == [("已报", row.required) for row in short.units]
    for row, less in zip(full.tasks, short.tasks, strict=True):
        for code, cell in row.units.items():
            own = less.units[code]
            assert (cell.problems, cell.next_steps, cell.evidence) == (
                own.problems,
                own.next_steps,
                own.evidence,
            )
            if cell.status != "正常推进" or cell.previous_status != "正常推进":
                assert own.progress  # who is behind, done or elsewhere than last month has told what there is


def whole_way(root: Path, tell: Any) -> tuple[str, dict[str, str]]:
    """The briefing of July and all figures, told in that way through forms, collect and report."""
    workspace = Workspace(root)
    given = ["--root", str(root), "-p", str(JULY), "--now"]
    assert main([*given, "2024-07-01T09:00", "generate"]) == 0
    planner = FormPlanner(workspace, JULY)
    for unit in workspace.checklist.reporting:
        form = planner.plan(unit)
        last = {(one.sheet, one.key, one.field): one.value for one in planner.last_month(unit)}
        values = tell(form, last, made_up_values(form))
        path = root / "inbox" / f"{unit.code}.xlsx"
        path.write_bytes(write_form(replace(form, values=values)))
        stamp = datetime(2024, 7, 24, 10).timestamp()
        os.utime(path, (stamp, stamp))
    assert main([*given, "2024-07-26T09:00"]) in (0, 1)
    papers = root / "outbox" / str(JULY) / "汇总"
    with (papers / "data" / "全部数字.csv").open(encoding="utf-8-sig", newline="") as file:
        figures = {row["编号"]: f"{row['数值']}{row['文字']}" for row in csv.DictReader(file)}
    for key in [key for key in figures if key.startswith("quality/")]:
        del figures[key]  # shares of the cells that were asked for, of which there are fewer
    return whole_text((papers / f"{JULY}_专报.docx").read_bytes()), figures


@pytest.mark.nightly
def test_the_briefing_says_the_same(finished_demo: Path, tmp_path: Path) -> None:
    full, short = (
        whole_way(Path(shutil.copytree(finished_demo, tmp_path / tell.__name__)), tell)
        for tell in (in_full, in_short)
    )
    assert short[1] == full[1]
    assert short[0] == full[0]


# --- what each column is used by ---


def told_cells() -> Values:
    """One county's month with something in every column."""
    unit, form, _, now = month(JUNE)[0]
    assert unit.kind == "县市"
    values: Values = dict(now)
    key = form.rows[0].task.key
    rest = {"problems": "缺地12亩，正在报批", "next_steps": "7月供地", "evidence": "验收单"}
    values |= {(TASKS, key, field): text for field, text in rest.items()}
    id = next(row.indicator.id for row in form.indicators if (INDICATORS, row.indicator.id, "ytd") in now)
    more = {"explanation": "核减", "nature": "快报", "data_department": "统计局"}
    values |= {(INDICATORS, id, field): text for field, text in more.items()}
    project = next(place[1] for place in now if place[0] == PROJECTS)
    values[PROJECTS, project, "problems"] = "缺配套资金"
    fields = {
        "category": "需地区协调事项",
        "title": "题",
        "content": "文",
        "tasks": "1",
        "lead": "地区教育局",
    }
    return values | {(EXPERIENCE, "J001", field): text for field, text in fields.items()}


def figured(values: Values) -> str:
    """All that figures make of the cells, of a few tasks."""
    unit, lists = month(JUNE)[0][0], shipped()
    tasks = tuple(task for task in lists.tasks if task.no in FEW)
    few = tuple(one for one in lists.indicators if one.task_no in FEW)
    entries = list(entries_of(unit, JUNE, values).values())
    result = compute_month(
        MonthData(replace(lists, indicators=few, tasks=tasks), (unit,), JUNE, {JUNE: entries})
    )
    return repr((result.figures, result.tasks, result.indicators, result.projects, result.experience))


def judged(values: Values) -> list[str]:
    """What the rules find."""
    return sorted(one.id for one in findings(shipped(), month(JUNE)[0][0], values))


def test_the_table_of_uses_is_true() -> None:
    """What figures and rules make of a month changes with every column but those that the table says nobody uses."""
    values = told_cells()
    whole, found = figured(values), judged(values)

    def is_used(sheet: str, field: str) -> bool:
        less = {place: v for place, v in values.items() if (place[0], place[2]) != (sheet, field)}
        return figured(less) != whole or judged(less) != found

    assert set(USED_BY) == {(sheet, one.field) for sheet, spec in SHEETS.items() for one in spec.inputs}
    unused = {
        (sheet, field)
        for sheet, field in USED_BY
        if (sheet, field) != (TASKS, "same")  # test_no_figure_is_lost_by_telling_less
        and not is_used(sheet, field)
    }
    assert unused == {place for place, used in USED_BY.items() if not used}


# --- the command ---


def table(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    rows = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if "栏目" in row)
    return rows[start + 1 :]


def test_the_command_counts_what_completeness_counts(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(small_copy)
    reports = reports_of(workspace, JUNE)
    asked = workspace.ledger.asked(JUNE)
    required = sum(row.required for row in reports if row.unit.code in asked)
    line = ["burden", "--root", str(small_copy), "-p", "2024-06", "--now", "2024-06-28T09:00"]
    assert main(line) == 0
    said = capsys.readouterr().out
    assert f"：必填 {required} 格" in said
    assert "没有材料和规则用到的栏目：指标数据的“数据来源部门”。" in said
    path = small_copy / "outbox" / "2024-06" / "汇总" / "附" / "2024-06_填报负担.xlsx"
    *fields, total = table(path, "按栏目")
    assert total[2] == required == sum(row[2] for row in fields)
    named = {(row[0], row[1]): row for row in fields}
    assert named["指标数据", "数据来源部门"][-1] == "没有材料和规则用到"
    units = {row[0]: row[3] for row in table(path, "按单位和栏目") if row[1] == "合计"}
    assert units == {row.unit.name: row.required for row in reports if row.unit.code in asked}
    kept = path.read_bytes()
    assert main(line) == 0
    assert path.read_bytes() == kept


def test_a_month_without_forms_has_nothing_to_count(
    small_demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["burden", "--root", str(small_demo), "-p", "2024-11"]) == 2
    assert "还没有下发填报表" in capsys.readouterr().err
