"""Counts of a month: each is the number of what its derivation lists, and taken anew after decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from briefing_month import counted
from briefing_real import real_month
from figures_samples import JUNE, UNITS, checklist, compute, entry, figures, indicator, statuses, task

from toolkit.core.form import EXPERIENCE, PROJECTS
from toolkit.core.model import Checklist, Comparator, Decision, Target, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.results import Comparison, MonthResult, Run, TaskResult
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.figures.counts.overall import overall_figures
from toolkit.figures.given.data import OpenFindings, SubmissionInfo
from toolkit.figures.month import MonthData, compute_brief
from toolkit.figures.numbers.derive import derivation
from toolkit.figures.reviews.verdicts import apply_verdicts

MAY = Period(2024, 5)
BLUE, GREEN, YELLOW, RED, MISSING, OPEN, WAITING, NONE = Light
SHORT = {"b": BLUE, "g": GREEN, "y": YELLOW, "r": RED, "m": MISSING, "-": NONE}


@pytest.fixture(scope="module")
def real(checklist: Checklist, units: tuple[Unit, ...]) -> MonthResult:
    return real_month(checklist, units)


def value(result: MonthResult, measure: str, subject: str = "overall", who: str = "all") -> float | None:
    return result.figures[f"{subject}/{result.period}/{who}/{measure}"].value


def inputs(result: MonthResult, measure: str, subject: str = "overall", who: str = "all") -> list[str]:
    """The subjects of what a figure rests on (task-3), or who (653101) where the subject is the same."""
    keys = result.figures[f"{subject}/{result.period}/{who}/{measure}"].inputs
    return [key.split("/")[2] if key.startswith(("report/", "unit/")) else key.split("/")[0] for key in keys]


def uncounted(result: MonthResult) -> list[str]:
    """Counts that are not the number of their inputs, or list what the month does not have."""
    return [
        key
        for key, item in result.figures.items()
        if item.kind == "count"
        and (item.value != len(set(item.inputs)) or not set(item.inputs) <= set(result.figures))
    ]


def moved(*pairs: str) -> MonthResult:
    """A month whose tasks went from one light to another: "gr" is green, then red; "?r" has no last month."""
    tasks = [
        TaskResult(
            task(no, action=f"行动{1 + no // 5}"),
            SHORT[now],
            "",
            "",
            {},
            comparison=Comparison(SHORT[before], SHORT[now])
            if {before, now} <= set("bgyr")
            else Comparison(reason="没有判定"),
        )
        for no, (before, now) in enumerate(pairs, 1)
    ]
    return counted(MonthResult(JUNE, {}, (), tuple(tasks), ()))


# --- counts list what they count ---


def test_every_count_lists_as_many_as_it_says(real: MonthResult) -> None:
    counts = [item for item in real.figures.values() if item.kind == "count"]
    assert len(counts) > 400
    assert uncounted(real) == []


def test_a_derivation_names_tasks_units_and_cells(real: MonthResult) -> None:
    lines = derivation(real, "overall/2024-06/all/tasks_worse")
    worse = [row for row in real.tasks if f"task-{row.task.no}" in inputs(real, "tasks_worse")]
    assert worse
    for row in worse:
        assert any(f"任务{row.task.no}（" in line and " → " in line for line in lines)
    assert any("来源：" in line for line in lines)
    missing = derivation(real, "overall/2024-06/all/units_not_returned")
    assert any("麦盖提县报送状态：未报" in line for line in missing)


def test_a_derivation_word_for_word() -> None:
    rows = [*figures({"县1": 10}), *figures({"县1": 55}, MAY)]
    one = tuple(UNITS[:1])
    result = compute(checklist(indicator(reporters=("县1",)), tasks=[task(units=1)]), rows, units=one)
    place = "文件 archive/{}/653101/v1.xlsx，哈希 " + "ab" * 32
    assert derivation(result, "overall/2024-06/all/tasks_worse") == [
        "overall/2024-06/all/tasks_worse",
        "2024年6月转差的任务：1 项",
        "    算法：两个月的灯相比，逐项计数；按两个月共同的指标（或两个月都报了状态的单位）判定，变化与此不符的不比，判定不了的也不比；只在年内比",
        "    2024年6月任务1（事项）全地区状态与上月相比：● 绿 → ● 红，转差",
        "        算法：上月的灯 → 本月的灯；按两个月共同的依据判定，变化也是如此",
        "        2024年6月任务1（事项）全地区状态：● 红 滞后",
        "            算法：按指标判定，1项指标中以最差的为准：T01-1 指标 滞后（完成率8.3%，序时进度50.0%，进度差−41.7个百分点）",
        "            2024年6月指标完成率：8.3%",
        "                未舍入：8.333333333333334",
        "                算法：累计完成 ÷ 年度目标120 × 100",
        "                2024年6月指标累计完成：10 所",
        "                    算法：各单位今年以来累计数相加",
        "                    2024年6月县1指标本月累计：10 所",
        "                        算法：单位填报",
        f"                        来源：指标数据!J12，填报值“10”，{place.format(JUNE)}",
    ]


# --- tasks ---


def test_tasks_are_counted_by_light() -> None:
    result = moved("gb", "gg", "gy", "gr", "gr", "gm", "g-")
    names = ("tasks", "tasks_lit", "tasks_blue", "tasks_green", "tasks_yellow", "tasks_red", "tasks_missing")
    assert [value(result, name) for name in names] == [7, 6, 1, 1, 1, 2, 1]
    assert inputs(result, "tasks_red") == ["task-4", "task-5"]
    assert inputs(result, "tasks") == [f"task-{no}" for no in range(1, 8)]
    assert [value(result, "tasks", f"action-{number}") for number in (1, 2)] == [4, 3]
    assert [value(result, "tasks_red", f"action-{number}") for number in (1, 2)] == [1, 1]
    assert "行动2" in result.figures["action-2/2024-06/all/tasks_lit"].label


@pytest.mark.parametrize(
    ("pairs", "comparable", "better", "worse", "level"),
    [
        (("gb", "yg", "ry", "rb"), 4, 4, 0, 0),
        (("bg", "gy", "yr", "br"), 4, 0, 4, 0),
        (("bb", "gg", "yy", "rr"), 4, 0, 0, 4),
        (("gr", "rg", "gg"), 3, 1, 1, 1),
        (("mr", "-g", "?b", "gm", "g-"), 0, 0, 0, 0),  # without a light in either month nothing is compared
    ],
)
def test_tasks_against_last_month(
    pairs: tuple[str, ...], comparable: int, better: int, worse: int, level: int
) -> None:
    result = moved(*pairs)
    names = ("tasks_comparable", "tasks_better", "tasks_worse", "tasks_level")
    assert [value(result, name) for name in names] == [comparable, better, worse, level]


def test_what_became_of_tasks_that_were_behind() -> None:
    result = moved("rb", "rg", "ry", "rr", "rm", "r-", "gr", "?r")
    assert inputs(result, "lagging_before") == [
        f"task-{no}" for no in range(1, 5)
    ]  # of the others nothing is known of last month
    assert inputs(result, "lagging_cleared") == ["task-1", "task-2"]
    assert inputs(result, "lagging_eased") == ["task-3"]
    assert inputs(result, "lagging_still") == ["task-4"]
    assert inputs(result, "lagging_unsettled") == []
    change = result.figures["task-3/2024-06/all/change"]
    assert (change.word, change.inputs) == ("● 红 → ● 黄，转好", ("task-3/2024-06/all/light",))
    assert "task-8/2024-06/all/change" not in result.figures


def test_every_task_that_last_month_s_paper_shows_in_red_is_accounted_for() -> None:
    """Also what does not compare: red in both papers is still behind; of the rest nothing is said but that."""
    result = moved("rg", "rr", "gg", "gr")
    red = Comparison(RED, reason="没有共同依据")
    more = [
        TaskResult(task(no, action="行动1"), light, "", "", {}, comparison=red)
        for no, light in enumerate((RED, GREEN, Light.OPEN), 5)
    ]
    result = counted(replace(result, tasks=(*result.tasks, *more)))
    assert inputs(result, "lagging_before") == ["task-1", "task-2", "task-5", "task-6", "task-7"]
    assert inputs(result, "lagging_cleared") == ["task-1"]
    assert inputs(result, "lagging_still") == ["task-2", "task-5"]
    assert inputs(result, "lagging_unsettled") == ["task-6", "task-7"]
    assert [value(result, name) for name in ("lagging_eased", "tasks_comparable", "lagging_new")] == [0, 4, 0]


def test_months_in_a_row_say_from_when() -> None:
    rows = [
        (_running(task(1), RED, Run(3, Period(2024, 4)), Run(5, Period(2024, 1))), 3, 5),
        (_running(task(2), YELLOW, Run(), Run(1, JUNE)), None, 1),
        (TaskResult(task(3), GREEN, "达序时进度", "", {}, ()), None, None),
    ]
    result = counted(MonthResult(JUNE, {}, (), tuple(row for row, _, _ in rows), ()))
    for row, behind, below in rows:
        found = [
            result.figures.get(f"task-{row.task.no}/2024-06/all/{name}")
            for name in ("months_behind", "months_below")
        ]
        assert [item.value if item else None for item in found] == [behind, below]
    passed = "；没有判定的月份不计、不中断（限一个月）"
    found = [
        result.figures[f"task-1/2024-06/all/{name}"].formula for name in ("months_behind", "months_below")
    ]
    assert found == [f"2024年4月至2024年6月连续滞后{passed}", f"2024年1月至2024年6月连续偏慢或滞后{passed}"]


def _running(task: Task, light: Light, red: Run, below: Run) -> TaskResult:
    return TaskResult(task, light, "", "", {}, (), red_run=red, below_run=below)


# --- indicators ---


def test_indicators_by_light_target_and_light() -> None:
    rows = [
        indicator(id="T01-1", reporters=("县1",)),
        indicator(id="T01-2", targets={2024: Target(0.5)}, reporters=("县1",)),
        indicator(id="T01-3", frequency="年度"),
        indicator(id="T01-4", target=None),
        indicator(id="T01-5", comparator=Comparator.RANGE, targets={2024: Target(1.25, 20.0)}, decimals=2),
    ]
    result = compute(checklist(*rows), [*figures({"县1": 1}), *figures({"县1": 9}, id="T01-2")])
    names = ("due", "known", "waiting", "blue", "red", "missing")
    assert [value(result, f"indicators_{name}") for name in names] == [3, 2, 1, 1, 1, 1]
    assert inputs(result, "indicators_red") == ["T01-1"]
    assert inputs(result, "indicators_waiting") == ["T01-3"]
    assert result.figures["T01-1/2024-06/all/light"].word == "● 红 滞后"
    assert result.figures["T01-3/2024-06/all/light"].word == "待统计"
    ends = [result.figures[f"T01-5/2024-06/all/{name}"] for name in ("target", "target_high")]
    assert [(end.value, end.decimals, end.measure) for end in ends] == [(1.25, 2, "所"), (20, 2, "所")]
    assert "T01-4/2024-06/all/target" not in result.figures


# --- units ---


def sent(unit: str, day: int, **more: Any) -> SubmissionInfo:
    return SubmissionInfo(unit, 1, datetime(2024, 6, day, 9), **more)


def test_units_by_state() -> None:
    rows = [*figures({"县1": 1, "县2": 1}), *statuses({"县3": "正常推进", "县4": "已完成"})]
    result = compute(
        checklist(indicator()),
        rows,
        deadline=datetime(2024, 6, 25, 18),
        submissions=[sent("653101", 20), sent("653102", 28), sent("653103", 20), sent("653105", 20, accepted=0)],
        open_findings={"653102": OpenFindings(errors=2, must_fix=1), "653103": OpenFindings(errors=1)},
        issued={f"6531{number:02d}": frozenset({("任务进展", "1"), ("指标数据", "T01-1")}) for number in range(1, 11)},
    )  # fmt: skip
    expected = {
        "units_asked": 10, "units_received": 4, "units_not_sent": 2, "units_not_returned": 6, "units_sent_back": 1,
        "units_partial": 3, "units_returned": 0, "units_late": 1, "units_on_time": 2, "errors": 3,
    }  # fmt: skip
    assert {name: value(result, name) for name in expected} == expected
    assert inputs(result, "units_late") == ["653102"]
    assert inputs(result, "errors") == ["653102", "653103"]
    assert inputs(result, "units_not_sent") == ["653111", "653112"]
    late = result.figures["overall/2024-06/all/units_late"]
    assert late.formula == "按报送情况逐个计数：县2"
    names = ("version", "days_late", "errors", "queries", "completeness")
    assert [value(result, name, "report", "653102") for name in names] == [
        1,
        3,
        2,
        0,
        50,
    ]  # of status and figure
    assert result.figures["report/2024-06/653102/state"].word == "退回修改"
    silent = [result.figures[f"report/2024-06/653110/{name}"] for name in names]
    assert [(item.value, item.word) for item in silent] == [(None, "—")] * 5
    assert uncounted(result) == []


def test_a_units_tasks_by_status() -> None:
    tasks = [task(no) for no in range(1, 9)]
    said = {1: "已完成", 2: "正常推进", 3: "进度滞后", 4: "进度滞后", 5: "未启动", 6: "不涉及"}
    rows = [row for no, status in said.items() for row in statuses({"县1": status}, no=no)]
    issued = {"653101": frozenset(("任务进展", str(no)) for no in range(1, 8))}  # task 8 was not asked for
    result = compute(checklist(tasks=tasks), rows, issued=issued)
    names = ("held", "done", "normal", "behind", "not_started", "unreported")
    assert [value(result, f"tasks_{name}", "unit", "653101") for name in names] == [6, 1, 1, 2, 1, 1]
    assert inputs(result, "tasks_behind", "unit", "653101") == ["task-3", "task-4"]
    assert value(result, "share_on_track", "unit", "653101") == 40
    assert inputs(result, "share_on_track", "unit", "653101") == [f"task-{no}" for no in range(1, 6)]
    nobody = result.figures["unit/2024-06/653102/share_on_track"]
    assert (nobody.value, nobody.word) == (None, "—")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ({1: "正常推进", 2: "正常推进"}, {1: "进度滞后", 2: "进度滞后"}, 2),
        ({1: "进度滞后", 2: "正常推进"}, {1: "正常推进", 2: "进度滞后"}, 0),
        ({1: "进度滞后", 2: "进度滞后"}, {1: "已完成", 2: "进度滞后"}, -1),
        ({1: "进度滞后"}, {2: "进度滞后"}, None),  # no task in both months
        ({}, {1: "进度滞后"}, None),
    ],
)
def test_tasks_behind_against_last_month(
    before: dict[int, str], now: dict[int, str], change: float | None
) -> None:
    rows = [
        row
        for period, said in ((MAY, before), (JUNE, now))
        for no, status in said.items()
        for row in statuses({"县1": status}, period, no)
    ]
    result = compute(checklist(tasks=[task(1), task(2)]), rows)
    found = result.figures["unit/2024-06/653101/behind_change"]
    assert found.value == change
    assert (found.word == "—") == (change is None)


def test_counties_that_report_a_status() -> None:
    park = replace(UNITS[3], kind="园区")
    rows = statuses({"县1": "正常推进", "县2": "不涉及", "县4": "已完成"})
    result = compute(checklist(tasks=[task()]), rows, units=(*UNITS[:3], park))
    assert inputs(result, "counties_reported") == ["653101"]


# --- matters, decisions, projects ---


def test_matters_and_decisions() -> None:
    rows = [
        entry("县1", JUNE, EXPERIENCE, "J1", "category", "需地区协调事项"),
        entry("县1", JUNE, EXPERIENCE, "J1", "title", "用地"),
        entry("县2", JUNE, EXPERIENCE, "J1", "category", "需地区协调事项"),
        entry("县2", JUNE, EXPERIENCE, "J2", "category", "典型经验"),
    ]
    decisions = [
        Decision("2024/5-1", "落实资金", "财政局", closed=True),
        Decision("2024/5-2", "协调用地", "资源局"),
    ]
    result = compute(checklist(), rows, decisions=decisions)
    names = ("matters", "decisions", "decisions_closed", "decisions_open")
    assert [value(result, name) for name in names] == [2, 2, 1, 1]
    titles = [result.figures[key] for key in result.figures["overall/2024-06/all/matters"].inputs]
    assert [(item.word, bool(item.sources)) for item in titles] == [("用地", True), ("（未写标题）", True)]
    assert inputs(result, "decisions_closed") == ["decision-1"]
    assert inputs(result, "decisions_open") == ["decision-2"]
    assert [result.figures[f"decision-{no}/2024-06/all/state"].word for no in (1, 2)] == ["已办结", "在办"]


def test_projects_are_listed_with_their_cells() -> None:
    values = {
        "P1": {"category": "教育", "status": "停工", "year_plan": 100.0, "year_done": 60.0},
        "P/2": {"category": "教育", "status": "在建", "year_plan": 0.0, "year_done": 5.0},
        "P3": {"status": "在建"},
    }
    rows = [
        entry("县1", JUNE, PROJECTS, number, name, one)
        for number, row in values.items()
        for name, one in row.items()
    ]
    result = compute(checklist(), rows)
    assert inputs(result, "count", "projects-教育") == ["project-P／2", "project-P1"]
    assert inputs(result, "behind", "projects") == ["project-P1"]
    late = result.figures["project-P1/2024-06/653101/status"]
    assert (late.word, len(late.sources)) == ("停工，滞后", 3)
    rates = [result.figures[f"project-{no}/2024-06/653101/completion"].value for no in ("P1", "P／2", "P3")]
    assert rates == [60, None, None]
    assert uncounted(result) == []


# --- earlier months ---


def test_earlier_months_have_the_counts_of_trends() -> None:
    data = MonthData(
        checklist(indicator(), tasks=[task()]), UNITS, JUNE, {JUNE: statuses({"县1": "正常推进"})}
    )
    brief = compute_brief(data)
    assert value(brief, "tasks_open") == 1
    assert value(brief, "units_received") == 1
    assert value(brief, "units_not_returned") == 11


# --- what the office decides ---


def verdict(key: str, light: Light, seen: Light) -> LightVerdict:
    return LightVerdict(key, light, "现场核查", seen)


def test_all_counts_are_taken_anew_after_decisions(real: MonthResult) -> None:
    order = (RED, YELLOW, GREEN, BLUE)
    task_rows = [next(row for row in real.tasks if row.light is light) for light in (GREEN, RED)]
    shown = [next(row for row in real.indicators if row.light is light) for light in (GREEN, RED)]
    cell_row = next(
        row for row in real.tasks if any(cell.status == "正常推进" for cell in row.units.values())
    )
    code = next(code for code, cell in cell_row.units.items() if cell.status == "正常推进")
    verdicts = [
        *(verdict(f"task-{row.task.no}", order[-1 - order.index(row.light)], row.light) for row in task_rows),
        *(verdict(row.indicator.id, order[-1 - order.index(row.light)], row.light) for row in shown),
        verdict(f"task-{cell_row.task.no}/{code}", RED, cell_row.units[code].light),
    ]
    decided, lapsed = apply_verdicts(real, verdicts)
    assert lapsed == []
    again = {item.key: item for item in overall_figures(decided)}
    assert {key: decided.figures[key] for key in again} == again
    assert uncounted(decided) == []
    made = {item.key for item in overall_figures(real)} - set(again)
    assert not made & set(decided.figures)
    for name in ("tasks_green", "tasks_yellow", "tasks_red", "tasks_blue"):
        lights = [row.light.value for row in decided.tasks]
        label = decided.figures[f"overall/2024-06/all/{name}"].label
        assert value(decided, name) == sum(light in label for light in lights)
    for row in (*task_rows, *shown):
        key = f"task-{row.task.no}" if isinstance(row, TaskResult) else row.indicator.id
        figure = decided.figures[f"{key}/2024-06/all/light"]
        assert (figure.mark, figure.formula) == ("办公室审定", "现场核查")
        assert figure.word.startswith(order[-1 - order.index(row.light)].value)
    status = decided.figures[f"task-{cell_row.task.no}/2024-06/{code}/status"]
    assert (status.word, status.mark) == ("● 红 正常推进", "办公室审定")


@pytest.mark.parametrize(
    ("light", "decided", "behind", "below"),
    [(RED, GREEN, 0, 0), (RED, YELLOW, 0, 5), (GREEN, RED, 1, 1), (RED, BLUE, 0, 0), (GREEN, YELLOW, 0, 1)],
)
def test_months_in_a_row_follow_a_decision(light: Light, decided: Light, behind: int, below: int) -> None:
    months = (3, 5) if light is RED else (0, 0)
    runs = [Run(count, Period(2024, 7 - count)) if count else Run() for count in months]
    row = TaskResult(
        task(), light, "", "", {}, (), red_run=runs[0], below_run=runs[1], comparison=Comparison(GREEN, light)
    )
    result = counted(MonthResult(JUNE, {}, (), (row,), ()))
    after, _ = apply_verdicts(result, [verdict("task-1", decided, light)])
    assert (after.tasks[0].red_run.months, after.tasks[0].below_run.months) == (behind, below)
    assert ("task-1/2024-06/all/months_behind" in after.figures) == bool(behind)
    assert ("task-1/2024-06/all/months_below" in after.figures) == bool(below)
    assert (
        after.figures["task-1/2024-06/all/change"].word
        == f"● 绿 → {decided.value}，{after.tasks[0].comparison.word}"
    )


def test_without_decisions_nothing_is_touched(real: MonthResult) -> None:
    assert apply_verdicts(real, []) == (real, [])
