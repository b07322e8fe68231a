"""A list that changes in the middle of the year, and the next year's: months before stay with their tasks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from changing_list import AIR, BEDS, CHARGING, HOMES, HOMES_OF_THREE, JOBS, PARKS, ROADS, Office, list_of
from docx import Document

from toolkit.checklist.carrying import carried
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Curve, OfficeRule, Quota, Target
from toolkit.core.periods import Period

FIRST = list_of(2024, ROADS.format(120), JOBS, BEDS, HOMES, AIR)
CHANGED = list_of(2024, CHARGING, ROADS.format(150), HOMES_OF_THREE, AIR, BEDS)
NEXT = list_of(2025, AIR, BEDS.replace("2000", "2500"), PARKS, ROADS.format(100))
MAY, JUNE, DECEMBER, JANUARY = Period(2024, 5), Period(2024, 6), Period(2024, 12), Period(2025, 1)


def read(text: str, current: Checklist | None = None) -> Checklist:
    return import_checklist([("清单.txt", text.encode())], current.units if current else ()).checklist


@pytest.fixture(scope="module")
def first() -> Checklist:

    made = read(FIRST)
    settled = tuple(replace(one, confirmed=True) for one in made.indicators)
    return replace(made, indicators=settled, doubts=())


def test_a_task_with_another_number_keeps_its_key_and_a_new_one_gets_nobody_s(first: Checklist) -> None:
    made = carried(first, read(CHANGED, first)).checklist
    assert {task.content[:4]: (task.no, task.key) for task in made.tasks} == {
        "新建充电": (1, "1-2"),
        "新建农村": (2, "1"),
        "改造城镇": (3, "4"),
        "开展大气": (4, "5"),
        "新增养老": (5, "3"),
    }
    assert made.indicator("T01-1").targets == {2024: Target(150)}
    assert "150公里" in made.indicator("T01-1").note
    again, findings = load_checklist(write_checklist(made))
    assert findings == []
    assert again is not None and [task.key for task in again.tasks] == [task.key for task in made.tasks]


def test_numbers_of_lists_before_the_one_in_use_are_not_given_again(first: Checklist) -> None:
    made = carried(first, read(CHANGED, first)).checklist
    later = carried(made, read(list_of(2024, JOBS, CHARGING), first), {"1", "2", "T01-1", "T02-1", "T01-2"})
    assert [task.key for task in later.checklist.tasks] == ["1-3", "1-2"]
    assert [one.id for one in later.checklist.indicators if one.task_no == 1] == ["T01-4"]


def test_what_hangs_on_a_task_follows_it_or_is_said_to_be_gone(first: Checklist) -> None:

    even = tuple(100 * month / 12 for month in range(1, 13))
    hung = replace(
        first,
        curves=(Curve("1", even), Curve("2", even), Curve("T04-1", even), Curve("默认", even)),
        rules=(
            OfficeRule("R1", "完成度 >= 0", "提示", "x", tasks=(1, 2)),
            OfficeRule("R2", "T02-1 >= 0", "提示", "x"),
        ),
        quotas=(Quota("T04-1", "吴兴区", 2024, 20), Quota("T04-1", "安吉县", 2024, 40)),
    )
    made = carried(hung, read(CHANGED, hung))
    assert [curve.applies_to for curve in made.checklist.curves] == ["2", "T04-1", "默认"]
    assert [(rule.id, rule.tasks) for rule in made.checklist.rules] == [("R1", (2,))]
    assert [(one.unit, one.target) for one in made.checklist.quotas] == [("安吉县", 40)]
    assert load_checklist(write_checklist(made.checklist))[1] == []
    told = "\n".join(made.lines)
    for said in (
        "任务2“城镇新增就业",
        "序时曲线“2”",
        "校验规则R2",
        "分解 T04-1 吴兴区",
        "指标T02-1",
        "填报单位改为 德清县",
    ):
        assert said in told


def test_who_reports_stays_as_the_office_set_it_where_the_list_names_the_same(first: Checklist) -> None:

    own = replace(first, tasks=(replace(first.tasks[0], reporters=("安吉县",)), *first.tasks[1:]))
    made = carried(own, read(CHANGED, own)).checklist
    assert made.task(2).reporters == ("安吉县",)
    assert made.task(3).reporters == ("德清县", "长兴县", "安吉县")


def test_two_tasks_with_one_key_are_refused(first: Checklist) -> None:

    twice = replace(first, tasks=(*first.tasks[:4], replace(first.tasks[4], known_as="1")))
    loaded, findings = load_checklist(write_checklist(twice))
    assert loaded is None
    assert [(one.code, one.seen) for one in findings] == [("E928", "1")]


@pytest.mark.slow
def test_a_list_changed_in_mid_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path, FIRST)
    office.sends(MAY)
    office.returns(office.filled(MAY), MAY)
    assert office.reports(MAY) in (0, 1)
    office.sends(JUNE)
    old = office.filled(JUNE)
    office.returns(old, JUNE, {"吴兴区", "德清县"})
    assert office.run("collect", "-p", "2024-06", now="2024-06-10T09:00") == 0
    capsys.readouterr()
    office.changes_to(CHANGED, "2024-06-12T09:00")
    said = capsys.readouterr().out
    assert "任务序号 1 → 2" in said and "台账号" not in said
    assert "任务2“城镇新增就业”：新清单里没有" in said
    office.sends(JUNE, 13)
    new = office.filled(JUNE)
    office.returns(old, JUNE, {"南浔区"})  # the older list's form, late
    office.returns(new, JUNE, {"长兴县", "安吉县"})
    assert office.reports(JUNE) == 1  # old forms lack what was added
    assert "账平" in capsys.readouterr().out
    for period in (MAY, JUNE):
        told = office.told(period)
        assert len(told) > 15
        for (_, task), text in told.items():
            about = task.replace("城镇", "")[2:4]
            assert text.startswith(f"{period.month}月") and about in text, (task, text)
    workspace = office.workspace
    book = openpyxl.load_workbook(workspace.outbox(JUNE, "下发", "330523_安吉县_2024-06.xlsx"))
    rows = {row[0].value: row for row in book["任务进展"].iter_rows(min_row=2, max_row=10) if row[0].value}
    head = {cell.value: cell.column - 1 for row in book["任务进展"].iter_rows(max_row=5) for cell in row}
    assert "新建农村公路" in rows[2][head["上月进展"]].value
    assert rows[1][head["上月进展"]].value == "—"  # never May's words of another task
    assert office.run("evaluate", "--year", "2024", now="2025-01-05T09:00") == 0
    workspace.ledger.close()


@pytest.mark.slow
def test_the_next_year_s_list(tmp_path: Path) -> None:
    office = Office(tmp_path, FIRST)
    office.sends(DECEMBER)
    office.returns(office.filled(DECEMBER), DECEMBER)
    assert office.reports(DECEMBER) in (0, 1)
    office.changes_to(NEXT, "2025-01-02T09:00")
    office.sends(JANUARY, 3)
    office.returns(office.filled(JANUARY), JANUARY)
    assert office.reports(JANUARY) in (0, 1)
    workspace = office.workspace
    growth = {one.id: one for one in workspace.checklist.indicators}
    assert growth["T03-1"].targets == {2024: Target(2000), 2025: Target(2500)}
    assert growth["T03-1"].task_no == 2
    paper = Document(str(workspace.outbox(JANUARY, "汇总", "2025-01_专报.docx")))
    words = "".join("".join(paragraph._p.itertext()) for paragraph in paper.paragraphs)
    book = openpyxl.load_workbook(workspace.outbox(JANUARY, "汇总", "2025-01_汇总表.xlsx"))
    told = {str(row[2]): row for row in book["上年未达标"].iter_rows(values_only=True)}
    unlisted = told["城镇新增就业（今年清单没有再列）"]  # last year's list had it, this year's has not
    assert unlisted[0] in (None, "—")
    assert "2024年未完成目标的指标" in words
    workspace.ledger.close()
