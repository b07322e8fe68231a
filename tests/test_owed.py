"""What a unit owes: one number in the form's own check, the rules, 完整率, the state, the reminder and the terminal."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import formualizer
import openpyxl
import pytest
from figures_samples import JUNE as MONTH
from figures_samples import checklist, compute, entry, figures, indicator, statuses, task
from test_forms_live import PROJECT, wrong_caches
from test_forms_projects import form_with_a_project

from tests.checks_case import clean_values
from tests.collect_month import JUNE, KASHGAR, Month, Place, make_month
from tests.forms_samples import compute as computed
from toolkit.cli import main
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, STATUSES, TASKS, Form
from toolkit.core.model import Kind
from toolkit.core.periods import Period
from toolkit.core.results import UnitReport
from toolkit.forms.asked import as_issued
from toolkit.forms.layout import SHEETS
from toolkit.forms.owed import BLANK_CODES, blank, owed, rows_of
from toolkit.forms.points import count
from toolkit.forms.selfchecks import lines
from toolkit.forms.write import held_values, write_form
from toolkit.outputs.letters.reminders import Stages, reminders
from toolkit.pipeline.collect import collect
from toolkit.pipeline.deciding import rulingcommands
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembled import Month as Assembled
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.month.planning import FormPlanner

RATIO = "T07-1"
NUMERATOR, DENOMINATOR = (INDICATORS, RATIO, "numerator"), (INDICATORS, RATIO, "denominator")


# --- the table against its formulas ---


def random_state(form: Form, draw: random.Random) -> dict[Place, Any]:
    """Anything a clerk may leave in the cells that decide what is owed."""
    values: dict[Place, Any] = {}

    def perhaps(sheet: str, key: str, field: str, *choices: Any) -> None:
        value = draw.choice((None, None, " ", *choices) if sheet in (TASKS, INDICATORS) else (None, *choices))
        if value is not None:
            values[sheet, key, field] = value

    for row in form.rows:
        perhaps(TASKS, str(row.task.no), "status", *STATUSES, *STATUSES, "做完了")
        perhaps(TASKS, str(row.task.no), "same", "是", "是", "同上")
        for field in ("completion", "progress", "problems", "next_steps", "evidence"):
            perhaps(TASKS, str(row.task.no), field, 50, "文")
    for one in form.indicators:
        for field in ("numerator", "denominator") if one.indicator.is_ratio_input else ("ytd",):
            perhaps(INDICATORS, one.indicator.id, field, "待统计", "不涉及", 3, "约30")
    for number in draw.sample(range(1, 60), 4):
        for field in PROJECT:
            perhaps(PROJECTS, f"653101-2024-{number:03d}", field, 5)
        for field in ("category", "title", "content", "lead"):
            perhaps(EXPERIENCE, f"J{number % 30 + 1:03d}", field, "文")
    return values


def with_last_month(form: Form, draw: random.Random) -> Form:
    """What last month said of each task: nothing, or a status with all that it asks for, or with gaps."""
    rows = []
    for row in form.rows:
        status = draw.choice(("", *STATUSES))
        fields = [name for name in ("completion", "progress", "problems", "evidence") if draw.random() < 0.5]
        last = {"status": status, **dict.fromkeys(fields, "文")} if status else {}
        rows.append(replace(row, previous_status=status, previous=last))
    return replace(form, rows=tuple(rows))


@pytest.mark.parametrize("seed", range(12))
def test_formulas_and_rule_say_the_same_of_any_state(seed: int) -> None:
    draw = random.Random(seed)
    form = with_last_month(form_with_a_project(), draw)
    typed = random_state(form, draw)
    book = computed(form, wrong_caches(form), typed)
    values = {**held_values(form), **typed}
    cells = list(owed(rows_of(form), values))
    lacking = blank(cells, values)
    assert cells and lacking and len(lacking) < len(cells)
    told = f"必填项 {len(cells) - len(lacking)}/{len(cells)}，"
    assert str(book.get_value("自检", 3, 1)).startswith(told)
    counts = count(lines(form, values))
    assert (counts.filled, counts.required) == (len(cells) - len(lacking), len(cells))
    for sheet in (TASKS, INDICATORS, PROJECTS, EXPERIENCE):
        own = [cell for cell in cells if cell.sheet == sheet]
        filled = len(own) - len(blank(own, values))
        assert str(book.get_value(sheet, 3, 1)).startswith(f"必填项 {filled}/{len(own)}，"), sheet


@pytest.mark.parametrize(
    ("numerator", "denominator", "lacking"),
    [
        (None, None, {"numerator", "denominator"}),
        (5.0, None, {"denominator"}),
        (None, 5.0, {"numerator"}),
        ("待统计", None, set()),
        (None, "待统计", set()),
        ("不涉及", 5.0, set()),
        (5.0, "不涉及", set()),
        ("待统计", "待统计", set()),
    ],
)
def test_a_word_in_one_part_of_a_quotient_is_enough(
    numerator: Any, denominator: Any, lacking: set[str]
) -> None:
    form = form_with_a_project()
    key = next(row.indicator.id for row in form.indicators if row.indicator.is_ratio_input)
    parts = {"numerator": numerator, "denominator": denominator}
    values = {(INDICATORS, key, name): value for name, value in parts.items() if value is not None}
    own = [cell for cell in owed(rows_of(form), values) if cell.key == key]
    assert {cell.field for cell in blank(own, values)} == lacking
    assert own  # a row that is due never owes nothing


def test_what_did_not_go_out_is_not_owed_and_a_project_that_did_is() -> None:
    form = form_with_a_project()
    number = form.projects[0].number
    for issued, asked in ((frozenset({(TASKS, "1")}), {"1"}), (frozenset({(PROJECTS, number)}), {number})):
        assert {cell.key for cell in owed(rows_of(as_issued(form, issued)), {})} == asked
    sent = as_issued(replace(form, projects=()), frozenset({(PROJECTS, number)}))
    assert {cell.key for cell in owed(rows_of(sent), {})} == {number}


# --- 完整率 takes the same ---


def report(entries: list[Any], **parts: Any) -> UnitReport:
    lists = checklist(indicator(Kind.RATIO, 90), tasks=[task()])
    return compute(lists, entries, **parts).units[0]


DONE_TASK = [
    *statuses({"县1": ("正常推进", 60)}),
    entry("县1", MONTH, TASKS, "1", "progress", "完成两所学校"),
]


def test_a_quotient_that_waits_makes_no_return_a_part() -> None:
    row = report([*DONE_TASK, entry("县1", MONTH, INDICATORS, "T01-1", "numerator", "待统计")])
    assert (row.state, row.required, row.filled, row.completeness) == ("已报", 3, 3, 100)


def test_a_status_is_held_to_what_the_form_showed_of_last_month() -> None:
    """县1 was behind in May; who is told of a change by its form has to say what changed, another has not."""
    before = [entry("县1", MONTH.previous, TASKS, "1", "status", "进度滞后")]
    now = [*statuses({"县1": ("正常推进", 60)}), *figures({"县1": 4})]
    issued = {"653101": frozenset({(TASKS, "1"), (INDICATORS, "T01-1")})}
    lists = checklist(indicator(), tasks=[task()])

    def row(shown: Any) -> UnitReport:
        return compute(lists, [*before, *now], issued=issued, shown=shown).units[0]

    assert (row({"653101": {}}).filled, row({"653101": {}}).required) == (3, 3)
    for shown in (None, {"653101": {"1": {"status": "进度滞后"}}}):
        assert (row(shown).filled, row(shown).required) == (3, 4)


def test_what_a_status_asks_for_besides_counts() -> None:
    behind = [replace(one, value="进度滞后") if one.field == "status" else one for one in DONE_TASK]
    row = report([*behind, *figures({"县1": (5, 10)})])
    assert (row.state, row.required, row.filled) == ("部分报送", 7, 5)


def test_projects_carried_and_begun_count() -> None:
    issued = {"653101": frozenset({(TASKS, "1"), (PROJECTS, "P1")})}
    row = report(DONE_TASK, issued=issued)
    assert (row.state, row.required, row.filled) == ("部分报送", 9, 2)
    begun = [*DONE_TASK, entry("县1", MONTH, EXPERIENCE, "J001", "title", "题")]
    row = report(begun, issued={"653101": frozenset({(TASKS, "1")})})
    assert (row.state, row.required, row.filled) == ("部分报送", 5, 3)


def test_of_what_a_ruling_took_out_nothing_is_owed() -> None:
    lists = checklist(indicator(), tasks=[task()])
    taken = frozenset({("653101", (INDICATORS, "T01-1", "ytd"))})
    result = compute(lists, [*DONE_TASK, *figures({"县2": 4})], taken_out=taken)
    assert (result.units[0].state, result.units[0].completeness) == ("已报", 100)
    assert result.figures["T01-1/2024-06/653101/ytd"].word == "剔除"
    assert "1个单位的数经办公室裁定剔除" in result.indicators[0].note
    assert compute(lists, DONE_TASK).figures["T01-1/2024-06/653101/ytd"].word == "未报"
    blanks = compute(lists, DONE_TASK, excused=taken)
    assert blanks.units[0].state == "已报"
    assert blanks.figures["T01-1/2024-06/653101/ytd"].word == "未报"


# --- a month through the commands ---


@pytest.fixture
def month(tmp_path: Path) -> Month:
    return make_month(tmp_path / "w")


def send(
    month: Month, changes: Mapping[Place, Any], period: Period = JUNE, name: str = "一.xlsx"
) -> Assembled:
    """Issue the form of 喀什市, return it with clean values and these changes, and put the month together."""
    workspace, moment = month.workspace, datetime(period.year, period.month, 24, 9)
    form = month.form(KASHGAR, period)
    workspace.ledger.save_form(FormPlanner(workspace, period).record(form, moment, name.encode()))
    values = {**clean_values(form), **changes}
    month.drop(
        name, write_form(replace(form, values={k: v for k, v in values.items() if v is not None})), moment
    )
    collect(month.root, workspace.config, moment, ledger=workspace.ledger, checklist=workspace.checklist)
    return assemble(workspace, period)


def reminded(found: Assembled) -> str:
    """What the reminder says of 喀什市, "" when it is left in peace."""
    late = datetime(2024, 12, 28)
    items = reminders(found.result.units, found.open, datetime(2024, 6, 25, 18), late, Stages((3,), 3, 7))
    return next((item.owed for item in items if item.unit.code == KASHGAR), "")


def standing(found: Assembled) -> UnitReport:
    return next(row for row in found.result.units if row.unit.code == KASHGAR)


def test_a_waiting_quotient_is_complete_everywhere(month: Month) -> None:
    found = send(month, {NUMERATOR: "待统计", DENOMINATOR: None})
    row = standing(found)
    assert (row.state, row.completeness) == ("已报", 100)
    assert not [one for one in found.open if one.code in BLANK_CODES]
    assert "必填项" not in reminded(found)


def test_projects_that_are_left_blank_are_told_alike_everywhere(month: Month) -> None:
    known = {
        (PROJECTS, f"{KASHGAR}-2024-{no:03d}", name): value
        for no in (1, 2)
        for name, value in PROJECT.items()
    }
    assert standing(send(month, known)).state == "已报"
    left = {(PROJECTS, place[1], name): None for place in known for name in ("year_done", "cumulative_done")}
    found = send(month, left, JUNE.next, "二.xlsx")
    row = standing(found)
    assert (row.state, row.required - row.filled) == ("部分报送", 4)
    assert row.completeness is not None and row.completeness < 100
    assert sum(one.code == "E208" for one in found.open) == 4
    assert reminded(found).startswith("4 处必填项未填")


@pytest.mark.parametrize(
    ("why", "state", "lacking", "settled"),
    [
        (None, "部分报送", 7, None),
        ("无", "部分报送", 7, None),
        ("按要求", "已报", 0, False),
        ("项目未获批复，今年取消", "已报", 0, True),
    ],
)
def test_a_project_that_is_given_up_says_why(
    month: Month, why: str | None, state: str, lacking: int, settled: bool | None
) -> None:
    number = f"{KASHGAR}-2024-001"
    known = {(PROJECTS, number, name): value for name, value in PROJECT.items()}
    send(month, known)
    cleared = {(PROJECTS, number, column.field): "" for column in SHEETS[PROJECTS].inputs}
    cleared[PROJECTS, number, "problems"] = why
    found = send(month, cleared, JUNE.next, "二.xlsx")
    row = standing(found)
    assert (row.state, row.required - row.filled) == (state, lacking)
    assert number not in {one.number for one in found.result.projects}
    blank = [one for one in found.open if one.code == "E208"]
    assert len(blank) == lacking
    assert all(one.values["row"] == PROJECT["name"] and "存在问题" in one.values["how"] for one in blank)
    gone = [one for one in found.findings if one.code == "Q423"]
    assert [one.id not in {each.id for each in found.open} for one in gone] == (
        [] if settled is None else [settled]
    )
    later = month.form(KASHGAR, JUNE.next.next)
    assert number not in {one.number for one in later.projects}


def test_a_figure_taken_out_is_asked_for_nowhere(month: Month) -> None:
    workspace, place = month.workspace, (INDICATORS, "T08-1", "ytd")
    send(month, {})
    before = standing(assemble(workspace, JUNE))
    by = ("与台账不符", "张三", datetime(2024, 6, 26))
    rulingcommands.exclude(workspace, JUNE, "喀什市", "指标数据/T08-1/本月累计", *by)
    found = assemble(workspace, JUNE)
    row = standing(found)
    assert (before.state, row.state, row.completeness) == ("已报", "已报", 100)
    assert row.required == before.required - 1
    assert place not in {(one.form_sheet, one.key, one.field) for one in found.findings if one.code == "E207"}
    assert found.result.figures[f"T08-1/2024-06/{KASHGAR}/ytd"].word == "剔除"


# --- the demo, every unit ---


def test_every_unit_of_the_demo_has_one_count(demo_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The form with what the unit sent, the table of findings, 报送情况, status and 催报 agree on n and m."""
    workspace = Workspace(demo_copy)
    found = assemble(workspace, JUNE)
    rejected = workspace.ledger.rejected(JUNE)
    assert main(["--root", str(demo_copy), "status", "--json"]) == 0
    told = {row["code"]: row for row in json.loads(capsys.readouterr().out)}
    table = openpyxl.load_workbook(demo_copy / "outbox" / "2024-06" / "汇总" / "2024-06_汇总表.xlsx")[
        "报送情况"
    ]
    shown = {row[0]: row for row in table.iter_rows(values_only=True)}
    rates = {name: row[list(shown["单位"]).index("完整率(%)")] for name, row in shown.items()}
    stages = Stages((3,), 3, 7)
    owing = {
        item.unit.code: item.owed
        for item in reminders(
            found.result.units, found.open, datetime(2024, 6, 25), datetime(2024, 6, 26), stages
        )
    }
    compared = partial = 0
    for row in found.result.units:
        if row.completeness is None:
            continue
        form = found.forms[row.unit.code]
        sent = {
            (one.sheet, one.key, one.field): one.value for one in found.entries if one.unit == row.unit.code
        } | {place: "约" for code, place in rejected if code == row.unit.code}
        counts = count(lines(form, sent))
        assert (counts.required, counts.filled) == (row.required, row.filled), row.unit.name
        blanks = sum(one.unit == row.unit.code and one.code in BLANK_CODES for one in found.open)
        assert row.required - row.filled == blanks
        assert (
            f"{blanks} 处必填项未填" in owing[row.unit.code]
            if blanks
            else "必填项" not in owing.get(row.unit.code, "")
        )
        assert told[row.unit.code]["completeness"] == pytest.approx(row.filled * 100 / row.required)
        assert rates[row.unit.name] == pytest.approx(row.filled * 100 / row.required)
        assert (row.state == "已报") <= (blanks == 0)
        compared, partial = compared + 1, partial + bool(blanks)
    assert compared >= 15 and partial >= 2


@pytest.mark.slow
def test_the_correction_workbooks_of_the_demo_show_the_same_count(finished_demo: Path) -> None:
    """Computed by an engine from the files themselves."""
    found = assemble(Workspace(finished_demo), JUNE, with_held=True)  # keeps nothing
    rows = {row.unit.code: row for row in found.result.units}
    files = sorted((finished_demo / "outbox" / "2024-06" / "退回").glob("*.xlsx"))
    assert files
    for path in files:
        book = formualizer.Workbook.from_bytes(path.read_bytes())
        book.evaluate_all()
        row = rows[path.name[:6]]
        assert str(book.get_value("自检", 3, 1)).startswith(f"必填项 {row.filled}/{row.required}，"), (
            path.name
        )
