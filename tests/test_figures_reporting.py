"""报送情况, the project library, experience, and the derivation of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from figures_samples import JUNE, UNITS, checklist, compute, entry, figures, indicator, statuses, task

from toolkit.core.form import EXPERIENCE, PROJECTS, TASKS
from toolkit.core.model import Comparator, Kind, Quota, Target
from toolkit.core.periods import Period
from toolkit.core.results import UnitReport
from toolkit.core.returns import Entry
from toolkit.figures.given.data import OpenFindings, SubmissionInfo
from toolkit.figures.numbers.derive import derivation, similar_keys
from toolkit.figures.numbers.registry import Registry
from toolkit.figures.quotas.quotasums import quota_rows
from toolkit.figures.returned.reporting import days_late

# Figures of what units owe rest on the checklist, not on cells.
NO_CELLS = ("overall", "report", "quality")  # they rest on tasks and on returns as a whole
SOURCELESS = ("expected", "pace", "tasks_held", "tasks_unreported", "target")
DEADLINE = datetime(2024, 6, 25, 18)
COMPLETE = [
    *statuses({"县1": ("正常推进", 60)}),
    entry("县1", JUNE, TASKS, "1", "progress", "完成两所学校主体结构"),
    *figures({"县1": 6}),
]


def sent(day: int, hour: int, version: int = 1, accepted: int = 4) -> SubmissionInfo:
    return SubmissionInfo("653101", version, datetime(2024, 6, day, hour), accepted=accepted)


def report(entries: list[Entry], **parts: Any) -> UnitReport:
    lists = checklist(indicator(), tasks=[task()])
    return compute(lists, entries, deadline=DEADLINE, **parts).units[0]


# --- 报送情况 ---


def test_a_complete_return() -> None:
    row = report(COMPLETE, submissions=[sent(25, 18)])
    assert (row.state, row.completeness, row.on_time, row.days_late) == ("已报", 100, True, 0)


@pytest.mark.parametrize(
    ("missing", "state", "filled", "required"),
    [
        ("status", "部分报送", 1, 2),
        ("completion", "部分报送", 2, 3),
        ("progress", "已报", 3, 3),
        ("ytd", "部分报送", 2, 3),
    ],
)
def test_a_blank_required_cell_makes_it_a_part(missing: str, state: str, filled: int, required: int) -> None:
    """Words are not required of a unit on course; what follows from the status is not before there is one."""
    row = report([row for row in COMPLETE if row.field != missing], submissions=[sent(20, 9)])
    assert (row.state, row.filled, row.required) == (state, filled, required)


def test_words_are_filled_cells() -> None:
    row = report([*COMPLETE[:3], *figures({"县1": "待统计"})])
    assert (row.state, row.completeness) == ("已报", 100)
    row = report([*statuses({"县1": "不涉及"}), *figures({"县1": "不涉及"})])
    assert (row.state, row.completeness) == ("已报", 100)


def test_a_rejected_cell_is_filled_and_sends_it_back() -> None:
    place = ("653101", ("指标数据", "T01-1", "ytd"))
    found = {"653101": OpenFindings(errors=1, must_fix=1)}
    row = report(COMPLETE[:3], rejected=frozenset({place}), open_findings=found)
    assert (row.state, row.completeness, row.errors) == ("退回修改", 100, 1)


def test_states_without_a_return() -> None:
    assert report([]).state == "未报"
    assert report([], issued={}).state == "未下发"
    assert report([], issued={"653101": frozenset({(TASKS, "1")})}).state == "未报"


def test_a_form_for_some_rows_owes_only_these() -> None:
    row = report(COMPLETE[:3], issued={"653101": frozenset({(TASKS, "1")})})
    assert (row.state, row.completeness) == ("已报", 100)


@pytest.mark.parametrize(
    ("day", "hour", "late"), [(25, 17, 0), (25, 18, 0), (25, 19, 1), (26, 9, 1), (27, 9, 2), (28, 18, 3)]
)
def test_days_late(day: int, hour: int, late: int) -> None:
    assert days_late(datetime(2024, 6, day, hour), DEADLINE) == late
    row = report(COMPLETE, submissions=[sent(day, hour)])
    assert (row.on_time, row.days_late) == (late == 0, late)


def test_a_correction_after_the_deadline_is_not_late() -> None:
    row = report(COMPLETE, submissions=[sent(28, 9, 2), sent(24, 9, 1)])
    assert (row.version, row.on_time, row.received_at) == (2, True, datetime(2024, 6, 28, 9))


def test_an_empty_first_return_does_not_count_as_on_time() -> None:
    row = report(COMPLETE, submissions=[sent(24, 9, 1, accepted=0), sent(27, 9, 2)])
    assert (row.on_time, row.days_late) == (False, 2)


@pytest.mark.parametrize(
    ("saved", "seen", "asked", "on_time"),
    [
        (datetime(2024, 6, 25, 18), 26, True, None),  # written in time: perhaps it only lay in the inbox
        (datetime(2024, 6, 25, 18, 1), 26, False, False),
        (datetime(2024, 6, 24), 25, False, True),  # seen in time, so when it was written does not matter
        (None, 26, False, False),
    ],
)
def test_a_return_written_in_time_and_seen_late_is_asked_about(
    saved: datetime | None, seen: int, asked: bool, on_time: bool | None
) -> None:
    row = report(COMPLETE, submissions=[replace(sent(seen, 9), saved_at=saved)])
    assert (row.to_check, row.on_time) == (asked, on_time)
    assert row.punctual == {None: "待核", True: "是", False: "否"}[on_time]


def test_states_follow_what_the_checks_found() -> None:
    found = {"653101": OpenFindings(errors=2, queries=1, must_fix=1)}
    result = compute(checklist(indicator(), tasks=[task()]), COMPLETE, open_findings=found)
    assert (result.units[0].state, result.units[0].errors, result.units[0].queries) == ("退回修改", 2, 1)
    assert result.figures["overall/2024-06/all/units_sent_back"].value == 1
    assert result.figures["overall/2024-06/all/units_returned"].value == 0


# --- 重点项目, 经验与诉求 ---


def project(unit: str, number: str, period: Period = JUNE, **values: Any) -> list[Entry]:
    return [entry(unit, period, PROJECTS, number, name, value) for name, value in values.items()]


def test_projects_and_their_totals() -> None:
    rows = [
        *project("县2", "P2", name="学校", category="教育", total=500.0, year_plan=100.0, year_done=60.0),
        *project("县1", "P1", name="水厂", category="供水排水", total=0.1, year_plan=50.0, year_done=5.0),
        *project("县1", "P3", name="道路", category="教育", total=0.2, year_done=7.0),
        *project("县1", "P1", period=Period(2024, 5), year_done=4.0),
    ]
    result = compute(checklist(), rows)
    assert [(row.unit.name, row.number) for row in result.projects] == [
        ("县1", "P1"),
        ("县1", "P3"),
        ("县2", "P2"),
    ]
    assert [row.behind for row in result.projects] == [True, False, False]  # 10 % and 60 % where 50 % is due
    assert result.projects[0].previous == {"year_done": 4.0}
    found = result.figures
    assert found["projects/2024-06/all/total"].value == 500.3
    assert found["projects/2024-06/all/completion"].value == pytest.approx(65 / 150 * 100)
    assert found["projects-教育/2024-06/all/count"].value == 2
    assert found["projects-教育/2024-06/all/completion"].value == 60
    assert found["projects/2024-06/all/behind"].value == 1


@pytest.mark.parametrize(
    ("values", "behind"),
    [
        ({"status": "停工"}, True),
        ({"status": "在建", "planned_end": "2024-05-31"}, True),
        ({"status": "在建", "planned_end": "2024-06"}, False),
        ({"status": "已完工", "planned_end": "2023-05-31", "year_plan": 10.0, "year_done": 0.0}, False),
        ({"status": "在建", "year_plan": 100.0, "year_done": 40.0}, False),
        ({"status": "在建", "year_plan": 100.0, "year_done": 39.0}, True),
        ({"status": "在建", "year_plan": 0.0, "year_done": 0.0}, False),
    ],
)
def test_when_a_project_is_behind(values: Mapping[str, Any], behind: bool) -> None:
    assert compute(checklist(), project("县1", "P1", name="路", **values)).projects[0].behind is behind


def test_experience_rows() -> None:
    texts = {
        "category": "典型经验",
        "title": "标题",
        "content": "内容",
        "tasks": "2、任务19，2",
        "lead": "地区教育局",
    }
    rows = [entry("县1", JUNE, EXPERIENCE, "J001", name, value) for name, value in texts.items()]
    (row,) = compute(checklist(), rows).experience
    assert (row.category, row.tasks, row.lead, row.source.unit) == (
        "典型经验",
        (2, 19),
        "地区教育局",
        "653101",
    )
    number = [entry("县1", JUNE, EXPERIENCE, "J001", "tasks", "2.0")]
    assert compute(checklist(), number).experience[0].tasks == (2,)


# --- derivation, registry, quotas ---


def test_a_derivation_leads_down_to_cell_file_and_hash() -> None:
    result = compute(checklist(indicator(Kind.RATIO, 90)), figures({"县1": (80, 100), "县2": (9, 10)}))
    lines = derivation(result, "T01-1/2024-06/all/rate")
    text = "\n".join(lines)
    for part in (
        "指标数据!J12",
        "archive/2024-06/653101/v1.xlsx",
        "abababababab",
        "填报值“80”",
        "填报值“10”",
    ):
        assert part in text
    depth = [len(line) - len(line.lstrip()) for line in lines]
    assert max(depth) >= 12  # rate, total, unit's quotient, its parts, their cells
    with pytest.raises(KeyError):
        derivation(result, "T01-1/2024-06/all/total")
    assert "T01-1/2024-06/all/ytd" in similar_keys(result, "T01-1/2024-06/all/total")


def test_what_may_have_been_meant_is_of_the_same_subject() -> None:
    span = indicator(id="T01-2", comparator=Comparator.RANGE, targets={2024: Target(10, 20)})
    result = compute(checklist(indicator(), span), figures({"县1": 10}))
    assert "T01-2/2024-06/all/target_high" in result.figures
    near = similar_keys(result, "T01-1/2024-06/all/target_high")  # T01-2 has just that
    assert near[0] == "T01-1/2024-06/all/target"
    assert all(key.startswith("T01-1/") for key in near)


def test_a_correction_by_the_office_says_what_why_and_who() -> None:
    note = "办公室更正：原填报“80”，原因：与分县统计不符，更正人：张三"
    (numerator, denominator) = figures({"县1": (60, 100)}, mark="办公室更正")
    rows = [replace(numerator, note=note), replace(denominator, mark="")]
    result = compute(checklist(indicator(Kind.RATIO, 90)), rows)
    text = "\n".join(derivation(result, "T01-1/2024-06/all/ytd"))
    assert note in text
    assert "〔办公室更正〕" in text
    task_rows = [replace(row, note=note, mark="办公室更正") for row in statuses({"县1": ("正常推进", 60)})]
    result = compute(checklist(), task_rows)
    for key in ("status", "completion"):
        assert note in "\n".join(derivation(result, f"task-1/2024-06/653101/{key}"))


def test_what_the_office_enters_is_no_return_of_the_unit() -> None:
    rows = [replace(row, source=None, mark="办公室更正") for row in COMPLETE]
    result = compute(checklist(indicator(), tasks=[task()]), rows, deadline=DEADLINE)
    assert (result.units[0].state, result.units[0].completeness) == ("未报", None)
    assert result.indicators[0].total.value == 6


def test_every_derivation_ends_in_cells() -> None:
    rows = [*COMPLETE, *figures({"县2": 4}), *statuses({"县2": ("已完成", 100)})]
    result = compute(checklist(indicator(), tasks=[task()]), rows)
    for key, figure in result.figures.items():
        text = "\n".join(derivation(result, key))
        if figure.value and not key.endswith(SOURCELESS) and not key.startswith(NO_CELLS):
            assert "来源：" in text, key


def test_a_key_has_one_home() -> None:
    registry = Registry()
    figure = compute(checklist(indicator()), []).figures["T01-1/2024-06/all/ytd"]
    registry.add(figure)
    with pytest.raises(ValueError, match="two figures under one key"):
        registry.add(figure)


@pytest.mark.parametrize(
    ("quotas", "state", "difference", "fits"),
    [
        ({}, "未分解", None, False),
        ({"县1": 4650.0}, "部分单位未分解", -13950, False),
        ({"县1": 18000.0, "县2": 599.0, "县3": 0.0}, "合计小于目标", -1, False),
        ({"县1": 18000.0, "县2": 600.0, "县3": 0.0}, "与目标一致", 0, True),
        ({"县1": 18000.0, "县2": 700.0, "县3": 0.0}, "合计大于目标", 100, True),
    ],
)
def test_quotas_against_the_target(
    quotas: dict[str, float], state: str, difference: float | None, fits: bool
) -> None:
    row = indicator(
        Kind.FLOW, 1.86, measure="万个", report_measure="个", factor=10000, reporters=("县1", "县2", "县3")
    )
    rows = tuple(Quota("T01-1", unit, 2024, value, "教育局") for unit, value in quotas.items())
    (found,) = quota_rows(checklist(row, quotas=rows), UNITS, 2024)
    assert (found.state, found.difference, found.fits) == (state, difference, fits)
    assert (found.target.low, found.measure, found.leads) == (18600, "个", ("地区教育局",))
    assert list(found.quotas) == ["653101", "653102", "653103"]


def test_quotients_and_single_reporters_have_nothing_to_split() -> None:
    rows = (
        indicator(Kind.RATIO, 90),
        indicator(Kind.RATE_EACH, 90, id="T01-2"),
        indicator(id="T01-3", reporters=("县1",)),
        indicator(id="T01-4", target=None),
    )
    assert quota_rows(checklist(*rows), UNITS, 2024) == ()
