"""A task's status for the prefecture, units' cells, months behind, and counts over rows."""

from __future__ import annotations

from typing import Any

import pytest
from figures_samples import (
    JUNE,
    UNITS,
    checklist,
    compute,
    everyone,
    figures,
    indicator,
    one,
    statuses,
    task,
    task_row,
)

from toolkit.core.form import TASKS
from toolkit.core.model import Target
from toolkit.core.periods import Period
from toolkit.core.returns import Light
from toolkit.figures.data import MonthData
from toolkit.figures.month import compute_brief, compute_month

MAY, DECEMBER, JANUARY = Period(2024, 5), Period(2024, 12), Period(2025, 1)

# --- a task for the prefecture ---

RED_AND_GREEN = (indicator(id="T01-1"), indicator(id="T01-2"))


def test_the_worst_light_of_due_indicators_decides() -> None:
    rows = [*figures({"县1": 10}), *figures({"县1": 60}, id="T01-2"), *statuses(everyone("已完成"))]
    row = task_row(checklist(*RED_AND_GREEN), rows)
    assert (row.light, row.word, row.indicators) == (Light.RED, "滞后", ("T01-1", "T01-2"))
    assert "T01-1" in row.basis


def test_an_unreported_indicator_does_not_outweigh_the_others() -> None:
    row = task_row(checklist(*RED_AND_GREEN), figures({"县1": 60}, id="T01-2"))
    assert (row.light, row.word) == (Light.GREEN, "达序时进度")
    assert "另有1项没有单位报数" in row.basis


def _said(counts: dict[str, int]) -> dict[str, Any]:
    words = [word for word, count in counts.items() for _ in range(count)]
    return {unit.name: word for unit, word in zip(UNITS, words, strict=False) if word}


@pytest.mark.parametrize(
    ("counts", "light"),
    [
        ({"已完成": 12}, Light.BLUE),
        ({"已完成": 10, "不涉及": 2}, Light.BLUE),
        ({"已完成": 11}, Light.GREEN),  # one has not reported: not all are done
        ({"已完成": 11, "正常推进": 1}, Light.GREEN),
        ({"正常推进": 9, "进度滞后": 3}, Light.YELLOW),
        ({"正常推进": 8, "进度滞后": 3, "未启动": 1}, Light.RED),  # a third
        ({"正常推进": 4, "未启动": 2}, Light.RED),  # a third of those that reported
        ({"正常推进": 5, "未启动": 1}, Light.YELLOW),
        ({"正常推进": 5}, Light.MISSING),  # fewer than half
        ({"正常推进": 6}, Light.GREEN),
        ({"正常推进": 5, "不涉及": 2}, Light.GREEN),  # five of ten
        ({"不涉及": 12}, Light.NONE),
        ({}, Light.MISSING),
    ],
)
def test_units_decide_where_no_indicator_does(counts: dict[str, int], light: Light) -> None:
    assert task_row(checklist(), statuses(_said(counts))).light is light


def test_only_units_that_were_asked_owe_a_status() -> None:
    issued = {
        unit.code: frozenset({(TASKS, "1" if number < 4 else "2")}) for number, unit in enumerate(UNITS)
    }
    rows = statuses({"县1": "正常推进", "县2": "正常推进"})
    assert task_row(checklist(), rows, issued=issued).light is Light.GREEN  # two of four
    assert task_row(checklist(), rows).light is Light.MISSING  # two of twelve


def test_offline_tasks_are_not_missing() -> None:
    row = task_row(checklist(indicator(), tasks=[task(channel="线下")]), [])
    assert (row.light, row.word, row.offline) == (Light.NONE, "线下报送", True)
    result = one(checklist(indicator(), tasks=[task(channel="线下")]), [])
    assert (result.due, result.expected.value, result.total.word) == (False, 0, "线下报送")
    assert not result.units
    told = one(checklist(indicator(), tasks=[task(channel="线下")]), figures({"县1": 60}))
    assert (told.due, told.light) == (True, Light.GREEN)  # somebody did report it


def test_units_that_config_no_longer_knows_owe_nothing() -> None:
    units = UNITS[:2]
    row = task_row(checklist(indicator()), statuses({"县1": "已完成", "县2": "已完成"}), units=units)
    assert (row.light, set(row.units)) == (Light.BLUE, {"653101", "653102"})


def test_a_last_month_in_which_nothing_applied_says_so() -> None:
    rows = [*figures({"县1": 3}), *figures(everyone("不涉及"), MAY)]
    assert one(checklist(indicator()), rows).previous.word == "不涉及"


def test_tasks_that_are_not_asked_wait() -> None:
    quarterly = checklist(tasks=[task(frequency="季度")])
    assert (task_row(quarterly, [], MAY).word, task_row(quarterly, []).word) == ("待统计", "未报")
    assert task_row(quarterly, [], MAY).units["653101"].light is Light.NONE
    lagging = checklist(tasks=[task(frequency="滞后月报")])
    april = statuses(everyone("正常推进") | {"县1": "进度滞后"}, Period(2024, 4))
    row = task_row(lagging, april, MAY)
    assert row.units["653101"].light is Light.MISSING  # it was behind, so it is asked again
    assert row.units["653102"].light is Light.NONE
    assert row.light is Light.MISSING


@pytest.mark.parametrize(
    ("status", "completion", "light"),
    [
        ("已完成", 100, Light.BLUE),
        ("已完成", 10, Light.BLUE),
        ("正常推进", 50, Light.GREEN),
        ("正常推进", 40, Light.GREEN),
        ("正常推进", 39, Light.RED),
        ("正常推进", None, Light.GREEN),
        ("进度滞后", 45, Light.YELLOW),
        ("进度滞后", 20, Light.RED),
        ("未启动", 0, Light.RED),
        ("未启动", None, Light.YELLOW),
        ("不涉及", None, Light.NONE),
    ],
)
def test_a_units_cell(status: str, completion: float | None, light: Light) -> None:
    row = task_row(checklist(), statuses({"县1": (status, completion)}))
    assert row.units["653101"].light is light
    assert row.units["653102"].light is Light.MISSING


def test_months_behind_are_counted_by_the_same_rule() -> None:
    values = {1: 30, 2: 5, 3: 5, 4: 30, 5: 5, 6: 5}  # of 120: red in 2, 3, 5, 6; yellow in 4
    rows = [row for m, value in values.items() for row in figures({"县1": value}, Period(2024, m))]
    row = task_row(checklist(indicator()), rows)
    assert (row.light, row.previous_light) == (Light.RED, Light.RED)
    assert (row.months_behind, row.months_below) == (2, 5)
    cleared = task_row(
        checklist(indicator()), [*rows, *figures({"县1": 70}, Period(2024, 7))], Period(2024, 7)
    )
    assert (cleared.light, cleared.previous_light, cleared.months_behind) == (Light.GREEN, Light.RED, 0)


def test_december_of_last_year_is_judged_by_its_own_target() -> None:
    row = indicator(targets={2024: Target(120), 2025: Target(1200)})
    result = task_row(
        checklist(row), [*figures({"县1": 120}, DECEMBER), *figures({"县1": 10}, JANUARY)], JANUARY
    )
    assert (result.previous_light, result.light) == (Light.BLUE, Light.YELLOW)


# --- counts ---


def test_counts_say_what_they_count() -> None:
    rows = [*figures({"县1": 10}), *statuses({"县1": "正常推进", "县2": "进度滞后"})]
    found = compute(
        checklist(indicator(), tasks=[task(1), task(2, action="行动二"), task(3, channel="线下")]), rows
    ).figures
    assert found["overall/2024-06/all/tasks_red"].value == 1
    assert found["overall/2024-06/all/tasks_red"].inputs == ("task-1/2024-06/all/light",)
    assert found["action-2/2024-06/all/tasks_missing"].value == 1
    assert found["overall/2024-06/all/tasks_lit"].value == 2  # the one on paper has no light
    assert found["overall/2024-06/all/indicators_due"].value == 1
    assert found["unit/2024-06/653102/tasks_behind"].value == 1
    assert found["unit/2024-06/653101/share_on_track"].value == 100
    assert found["unit/2024-06/653105/share_on_track"].word == "—"


def test_two_effective_values_of_one_place_are_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="two effective values"):
        compute(checklist(indicator()), [*figures({"县1": 1}), *figures({"县1": 2})])


def test_a_brief_month_says_the_same_of_tasks_and_units() -> None:
    rows = [*figures({"县1": 10}), *statuses({"县1": "正常推进", "县2": "进度滞后"})]
    data = MonthData(
        checklist(indicator(), tasks=[task(1), task(2)]), UNITS, JUNE, {JUNE: rows, MAY: rows[:0]}
    )
    brief, whole = compute_brief(data), compute_month(data)
    assert (brief.tasks, brief.units) == (whole.tasks, whole.units)
    assert brief.indicators == ()
