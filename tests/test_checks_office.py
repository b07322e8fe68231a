"""Rules that the office writes into 校验规则: over indicators, and over each task and project by column name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.checks_case import JUNE, Values, clean_values, entries_of, form_of
from tests.collect_month import KASHGAR, make_month
from toolkit.checklist.guide import RULES_HOW
from toolkit.checklist.snapshot import digest_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import explanation_of
from toolkit.checks.office_rules import compile_rules
from toolkit.checks.run import run_checks
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Checklist, OfficeRule, Unit
from toolkit.core.places import Place
from toolkit.forms.layout import PROJECT_SHEET, TASK_SHEET, SheetSpec
from toolkit.pipeline.collect import collect
from toolkit.pipeline.mailing.corrections import plan_corrections
from toolkit.pipeline.month.assembled import Month as Assembled
from toolkit.pipeline.month.assembling import assemble

Cells = Mapping[str, str | float | None]

ROAD: Cells = {
    "name": "新区道路", "task_no": 22.0, "category": "市政道路", "total": 800.0, "funded": 500.0, "year_done": 200.0,
    "cumulative_done": 300.0, "status": "在建", "start": "2024-03-01", "planned_end": "2024-11-30",
}  # fmt: skip


def task(no: int, **cells: str | float | None) -> dict[Place, str | float | None]:
    return {(TASKS, str(no), name): value for name, value in cells.items()}


def project(number: int, **cells: str | float | None) -> dict[Place, str | float | None]:
    return {(PROJECTS, f"653101-2024-{number:03d}", name): v for name, v in {**ROAD, **cells}.items()}


def said(
    checklist: Checklist,
    unit: Unit,
    rule: OfficeRule,
    changes: Values,
    rejected: frozenset[Place] = frozenset(),
) -> tuple[UnitData, list[Finding]]:
    """What this one rule finds in a clean return with no project but those of ``changes``."""
    form = form_of(checklist, unit)
    values = {place: value for place, value in clean_values(form).items() if place[0] != PROJECTS}
    data = UnitData(unit, form, entries_of(unit, JUNE, {**values, **changes}), rejected=rejected)
    only = Checklist(checklist.tasks, checklist.indicators, rules=(rule,))
    found = run_checks(CheckData(only, JUNE, [data]))
    return data, [finding for finding in found if finding.code[1] == "6"]


def rule_of(expression: str, severity: str = "疑问", **more: object) -> OfficeRule:
    return OfficeRule("X", expression, severity, "请核对。", row=12, **more)  # type: ignore[arg-type]


CASES: list[tuple[str, Values, list[tuple[str, str]]]] = [
    # each project by itself
    ("到位资金 <= 总投资", project(9), []),
    ("到位资金 <= 总投资", project(9, funded=900.0), [("653101-2024-009", "funded")]),
    ("到位资金 <= 总投资", {**project(9, funded=900.0), **project(10), **project(11, funded=801.0)},
     [("653101-2024-009", "funded"), ("653101-2024-011", "funded")]),
    ("到位资金(万元) ≤ 总投资（万元）", project(9, funded=900.0), [("653101-2024-009", "funded")]),
    ("到位资金 <= 总投资", project(9, funded=None), []),  # blank: nothing is said
    ("到位资金 <= 总投资", project(9, funded="待统计"), []),
    ("本年完成投资 / 本年计划投资 <= 1.2", project(9, year_plan=0.0), []),  # no quotient, no finding
    ("项目状态 != “停工” or 存在问题 != “”", project(9, status="停工"), [("653101-2024-009", "problems")]),
    ("项目状态 != “停工” or 存在问题 != “”", project(9, status="停工", problems="资金没有到位"), []),
    ("项目状态 <> '未开工' 或者 累计完成投资 = 0", project(9, status="未开工"), [("653101-2024-009", "status")]),
    ('开工时间 <= "2024-02-28"', project(9), [("653101-2024-009", "start")]),
    ('项目状态 in ("停工", "已完工")', project(9), [("653101-2024-009", "status")]),
    ("任务序号 != 22 or 总投资 > 1000", project(9), [("653101-2024-009", "task_no")]),
    # each task by itself
    ("任务序号 != 3 or 完成度 >= 50", task(3, completion=49.0), [("3", "completion")]),
    ("任务序号 != 3 or 完成度 >= 50", task(3, completion=50.0), []),
    ('完成度 >= 40 or 状态 != "正常推进"', task(3, completion=39.0), [("3", "completion")]),
    ('完成度 >= 40 or 本月状态 != "正常推进"', task(3, completion=39.0, status="进度滞后"), []),
    ('完成度 >= 40 or 状态 != "正常推进"', task(3, completion=None), []),
    ('状态 != "已完成" or 佐证材料 != ""', task(3, status="已完成"), [("3", "status")]),
    ('状态 != "已完成" or 佐证材料 != ""', task(3, status=None), []),
    ('状态 != "未启动" or "计划" in 下步措施', task(3, status="未启动", next_steps="等"), [("3", "status")]),
    ('任务序号 != 3 or 责任人 != ""', task(3, person=None), [("3", "person")]),
    # a task beside a figure of the unit
    ('状态 != "已完成" or 任务序号 != 28 or T28-5 >= 2000', task(28, status="已完成"), [("28", "status")]),
    ('状态 != "已完成" or T99-9 >= 2000', task(28, status="已完成"), []),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "changes", "expected"), CASES)
def test_a_rule_over_rows(
    checklist: Checklist,
    units: tuple[Unit, ...],
    expression: str,
    changes: Values,
    expected: list[tuple[str, str]],
) -> None:
    _, found = said(checklist, units[0], rule_of(expression), changes)
    assert [(finding.code, finding.key, finding.field) for finding in found] == [
        ("Q601", *place) for place in expected
    ]


def test_what_is_seen_stands_in_the_words_and_texts_are_cut(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    long = "协调资金" * 20
    _, [finding] = said(checklist, units[0], rule_of('状态 != "未启动" or "计划" in 下步措施'), task(3, status="未启动", next_steps=long))  # fmt: skip
    assert finding.seen == f"状态=未启动，下步措施={long}"
    assert "状态=未启动，下步措施=协调资金协调资金协调资金协调资金协调资金…" in finding.problem


def test_only_some_tasks(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    rule = rule_of("完成度 >= 50", tasks=(1, 3))
    assert [f.key for f in said(checklist, units[0], rule, {})[1]] == ["1", "3"]
    rule = rule_of("总投资 <= 100", tasks=(23,))
    changes = {**project(9), **project(10, task_no=23.0)}
    assert [f.key for f in said(checklist, units[0], rule, changes)[1]] == ["653101-2024-010"]


def test_a_cell_that_could_not_be_read_is_not_blank(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    place: Place = (TASKS, "3", "evidence")
    rule = rule_of('任务序号 != 3 or 佐证材料 != ""')
    assert len(said(checklist, units[0], rule, {place: None})[1]) == 1
    assert said(checklist, units[0], rule, {place: None}, frozenset({place}))[1] == []


def test_a_task_that_is_not_asked_for_says_nothing(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    form = form_of(checklist, units[0])
    idle = [str(row.task.no) for row in form.rows if not row.asked]
    _, found = said(checklist, units[0], rule_of('佐证材料 != "" or 状态 == "不涉及" or 状态 != ""'), {})
    assert {finding.key for finding in found}.isdisjoint(idle)


@pytest.mark.parametrize(
    ("expression", "changes", "explained"),
    [
        ("到位资金 <= 总投资", project(9, funded=900.0, problems="概算正在调整"), "概算正在调整"),
        ("到位资金 <= 总投资", project(9, funded=900.0), ""),
        ("任务序号 != 3 or 完成度 >= 50", task(3, completion=49.0, problems="汛期停工"), "汛期停工"),
        # what the rule finds fault with is no reason for itself
        ('任务序号 != 3 or 状态 == "已完成" or "资金" in 存在问题', task(3, problems="汛期停工"), ""),
        ("T28-5 > 999999", {(INDICATORS, "T28-5", "explanation"): "6月口径调整"}, "6月口径调整"),
    ],
)
def test_a_unit_explains_where_the_row_has_its_reason(
    checklist: Checklist, units: tuple[Unit, ...], expression: str, changes: Values, explained: str
) -> None:
    data, [finding] = said(checklist, units[0], rule_of(expression), changes)
    assert explanation_of(data, finding) == explained
    assert explanation_of(data, said(checklist, units[0], rule_of(expression, "错误"), changes)[1][0]) == ""


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("到位资产 <= 总投资", "是不是“到位资金”"),
        ("到位资产 <= 总投资", "累计完成投资"),  # all that may be written
        ("完成度 >= 总投资", "一条规则只能写“任务进展”或“重点项目”一张表的列"),
        ('存在问题 != ""', "请再写一个只有一张表有的列"),
        ('状态 != "正常"', "选项有未启动、正常推进"),
        ('项目状态 in ("在建", "停建")', "“停建”不是“项目状态”的选项"),
        ('总投资 > "五百"', "“总投资”是数"),
        ("状态 > 5", "“状态”是文字"),
        ("完成度 >= ", "写法不完整"),
        ("上月状态 == 状态", "没有“上月状态”这一列"),  # a label is nothing that the unit said
        ("median(总投资) > 1", "能用的是abs、min、max、round"),
        ("状态 + 1 > 2", "文字和数字"),
    ],
)
def test_a_rule_that_cannot_be_computed_is_named_with_its_row(expression: str, reason: str) -> None:
    compiled, [fault] = compile_rules([rule_of(expression)])
    assert (compiled, fault.code, fault.sheet, fault.address) == ([], "E602", "校验规则", "第12行")
    assert reason in fault.problem


def test_what_shows_only_on_the_data_is_a_fault_of_the_rule_too(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    rule = rule_of("完成度 == 1 or 责任人 > 完成度")  # the trial values never come to the second half
    _, found = said(checklist, units[0], rule, task(1, person="王某"))
    assert [finding.code for finding in found] == ["E602"]


def test_the_column_of_tasks_is_for_rules_over_rows() -> None:
    _, [fault] = compile_rules([rule_of("T17-3 <= T17-1", tasks=(17,))])
    assert "适用任务" in fault.problem


@pytest.mark.parametrize("spec", [TASK_SHEET, PROJECT_SHEET], ids=lambda spec: spec.name)
def test_every_column_that_units_fill_can_be_named(spec: SheetSpec) -> None:
    own = 'and 完成度 != ""' if spec is TASK_SHEET else 'and 总投资 != ""'
    headers = [column.header for column in spec.columns if column.role == "input"]
    compiled, faults = compile_rules([rule_of(f'{header} != "" {own}') for header in headers])
    assert ([fault.problem for fault in faults], len(compiled)) == ([], len(headers))


GUIDE_EXAMPLE = re.compile(r"(?:例：|；|如 )([^；。]+?)(?=[；。])")


def test_the_examples_that_the_office_is_given_can_be_computed() -> None:
    """Those of the sheet 说明 and of the manual."""
    manual = Path(__file__).parents[1].joinpath("docs", "使用手册.md").read_text("utf-8")
    section = manual.partition("### 7. 自己加校验规则")[2].partition("\n## ")[0]
    examples = [one for text in RULES_HOW for one in GUIDE_EXAMPLE.findall(text) if re.search("[<>=]", one)]
    examples += [one for one in re.findall(r"`([^`]+)`", section) if re.search("[<>=]", one)]
    assert len(examples) > 14
    assert [fault.problem for fault in compile_rules([rule_of(one) for one in examples])[1]] == []


def test_a_rule_of_the_workbook_reaches_the_unit_and_its_answer_closes_it(
    tmp_path: Path,
) -> None:
    """The sheet 校验规则, a returned form, the correction workbook, and the next return with a reason."""
    month = make_month(tmp_path / "w")
    workspace = month.workspace
    rule = rule_of("任务序号 != 3 or 完成度 >= 50")
    changed = replace(workspace.checklist, rules=(rule,), digest="")
    workspace.checklist = replace(changed, digest=digest_of(changed))

    def sent(name: str, hour: int, **cells: str | float) -> tuple[list[Finding], Assembled]:
        values = {**clean_values(month.form(KASHGAR)), **task(3, completion=40.0, **cells)}
        month.drop(name, month.filled(KASHGAR, changes=values), datetime(2024, 6, 24, hour))
        now = datetime(2024, 6, 26, 9)
        collect(month.root, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist)
        assembled = assemble(workspace, JUNE)
        return [one for one in assembled.open if one.code == "Q601"], assembled

    [finding], assembled = sent("1.xlsx", 9)
    assert (finding.sheet, finding.key, finding.seen) == (TASKS, "3", "任务序号=3，完成度=40")
    [(_, correction)] = plan_corrections(workspace, JUNE, assembled)
    assert [point.field for point in correction.corrections if point.finding == finding.id] == ["completion"]
    assert sent("2.xlsx", 10, problems="汛期停工两个月")[0] == []
