"""A task's status for the prefecture, units' cells, months behind, and counts over rows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

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

from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Comparator, Curve, Kind, Quota, Target
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.results import Comparison, JudgedBy, Run
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.figures.given.data import MonthData, OpenFindings
from toolkit.figures.month import compute_brief, compute_month
from toolkit.figures.tasks.comparisons import OTHERWISE
from toolkit.outputs.briefing.sections.asked import looked_into
from toolkit.outputs.briefing.sections.common import Paper

APRIL, MAY, DECEMBER, JANUARY = Period(2024, 4), Period(2024, 5), Period(2024, 12), Period(2025, 1)
NINE = [unit.name for unit in UNITS[:9]]
THREE = dict.fromkeys(NINE[:3], "进度滞后")

# --- a task for the prefecture ---

SOLE = ("县1",)
RED_AND_GREEN = (indicator(id="T01-1", reporters=SOLE), indicator(id="T01-2", reporters=SOLE))


def test_the_worst_light_of_ruling_rows_decides() -> None:
    rows = [*figures({"县1": 10}), *figures({"县1": 60}, id="T01-2"), *statuses(everyone("已完成"))]
    row = task_row(checklist(*RED_AND_GREEN), rows)
    assert (row.light, row.word, row.indicators) == (Light.RED, "滞后", ("T01-1", "T01-2"))
    assert (row.judged_by, row.share) == (JudgedBy.INDICATORS, None)
    assert "T01-1" in row.basis


def test_an_unreported_ruling_row_leaves_the_task_open_unless_another_is_red() -> None:
    row = task_row(checklist(*RED_AND_GREEN), figures({"县1": 60}, id="T01-2"))
    assert (row.light, row.word) == (Light.OPEN, "待报齐")
    assert "T01-1 指标 未报" in row.basis
    assert task_row(checklist(*RED_AND_GREEN), figures({"县1": 6}, id="T01-2")).light is Light.RED


def test_what_is_not_due_yet_never_makes_a_task_worse_and_blue_needs_every_target_and_word() -> None:
    met = figures({"县1": 120})
    waits = indicator(Kind.STOCK, 100, id="T01-2", reporters=SOLE)
    done = statuses(everyone("已完成"))
    plain, two = checklist(RED_AND_GREEN[0]), checklist(RED_AND_GREEN[0], waits)
    assert (task_row(plain, [*met, *done]).light, task_row(plain, [*met, *done]).word) == (
        Light.BLUE,
        "已完成",
    )
    assert task_row(plain, [*met, *statuses(everyone("已完成") | {"县2": "正常推进"})]).light is Light.GREEN
    assert task_row(plain, [*met, *done[:-1]]).light is Light.GREEN  # one is silent
    row = task_row(two, [*met, *done, *figures({"县1": 5}, id="T01-2")])
    assert (row.light, row.word, row.indicators) == (Light.GREEN, "达序时进度", ("T01-1",))


def test_a_kept_target_counts_as_met_and_a_lost_one_is_red_at_once() -> None:
    kept = checklist(indicator(Kind.RATIO, 90, comparator=Comparator.KEEP, reporters=SOLE))
    row = task_row(kept, [*figures({"县1": (95, 100)}), *statuses(everyone("已完成"))])
    assert (row.light, row.word) == (Light.BLUE, "已完成")
    row = task_row(kept, figures({"县1": (95, 100)}))
    assert (row.light, row.word) == (Light.GREEN, "已达标")  # no ruling row has a pace
    assert task_row(kept, figures({"县1": (89, 100)})).light is Light.RED


@pytest.mark.parametrize(
    ("met", "near", "light", "word"),
    [
        (5, 0, Light.GREEN, "已达标"),
        (4, 0, Light.YELLOW, "基本完成"),
        (3, 2, Light.YELLOW, "基本完成"),  # none under 90 %
        (3, 1, Light.RED, "未完成"),
    ],
)
def test_in_december_a_task_is_judged_by_how_many_targets_are_met(
    met: int, near: int, light: Light, word: str
) -> None:
    rows = [indicator(Kind.STOCK, 100, id=f"T01-{n}", reporters=SOLE) for n in range(1, 6)]
    values = [100] * met + [95] * near + [10] * (5 - met - near)
    told = [r for n, v in enumerate(values, 1) for r in figures({"县1": v}, DECEMBER, f"T01-{n}")]
    row = task_row(checklist(*rows), told, DECEMBER)
    assert (row.light, row.word, row.status) == (light, word, f"{word}（{met}/5项指标）")


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
        ({"正常推进": 4, "未启动": 2}, Light.YELLOW),  # two of twelve, the silent ones tried as 正常推进
        (
            {"正常推进": 5, "未启动": 1},
            Light.GREEN,
        ),  # of twelve, the silent ones tried as 正常推进: under a tenth
        ({"正常推进": 8, "未启动": 1}, Light.GREEN),
        ({"正常推进": 7, "未启动": 2}, Light.YELLOW),
        ({"正常推进": 5}, Light.OPEN),  # fewer than half
        ({"正常推进": 6}, Light.GREEN),
        ({"正常推进": 5, "不涉及": 2}, Light.GREEN),  # five of ten
        ({"不涉及": 12}, Light.NONE),
        ({}, Light.OPEN),
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
    assert task_row(checklist(), rows).light is Light.OPEN  # two of twelve


def test_offline_tasks_are_not_missing() -> None:
    row = task_row(checklist(indicator(), tasks=[task(channel="线下")]), [])
    assert (row.light, row.word, row.offline) == (Light.NONE, "线下报送", True)
    result = one(checklist(indicator(), tasks=[task(channel="线下")]), [])
    assert (result.due, result.expected.value, result.total.word) == (False, 0, "线下报送")
    assert not result.units
    told = one(checklist(indicator(reporters=SOLE), tasks=[task(channel="线下")]), figures({"县1": 60}))
    assert (told.due, told.light) == (True, Light.GREEN)  # somebody did report it


def test_units_that_config_no_longer_knows_owe_nothing() -> None:
    units = UNITS[:2]
    row = task_row(checklist(), statuses({"县1": "已完成", "县2": "已完成"}), units=units)
    assert (row.light, set(row.units)) == (Light.BLUE, {"653101", "653102"})


def test_a_last_month_in_which_nothing_applied_says_so() -> None:
    rows = [*figures({"县1": 3}), *figures(everyone("不涉及"), MAY)]
    assert one(checklist(indicator()), rows).previous.word == "不涉及"


def test_tasks_that_are_not_asked_wait() -> None:
    quarterly = checklist(tasks=[task(frequency="季度")])
    assert (task_row(quarterly, [], MAY).word, task_row(quarterly, []).word) == ("待统计", "待报齐")
    assert task_row(quarterly, [], MAY).units["653101"].light is Light.NONE
    lagging = checklist(tasks=[task(frequency="滞后月报")])
    april = statuses(everyone("正常推进") | {"县1": "进度滞后"}, Period(2024, 4))
    row = task_row(lagging, april, MAY)
    assert row.units["653101"].light is Light.MISSING  # it was behind, so it is asked again
    assert row.units["653102"].light is Light.NONE
    assert row.light is Light.OPEN


@pytest.mark.parametrize(
    ("status", "completion", "light"),
    [
        ("已完成", 100, Light.BLUE),
        ("已完成", 10, Light.BLUE),
        ("正常推进", 50, Light.GREEN),
        ("正常推进", 40, Light.GREEN),
        ("正常推进", 39, Light.GREEN),  # only what the unit itself calls behind turns red
        ("正常推进", None, Light.GREEN),
        ("进度滞后", 45, Light.YELLOW),
        ("进度滞后", 20, Light.RED),
        ("未启动", 0, Light.RED),
        ("未启动", None, Light.YELLOW),
        ("不涉及", None, Light.NONE),
    ],
)
def test_a_units_cell(status: str, completion: float | None, light: Light) -> None:
    row = task_row(checklist(indicator()), statuses({"县1": (status, completion)}))
    assert row.units["653101"].light is light
    without = task_row(checklist(indicator(Kind.STOCK)), statuses({"县1": (status, completion)}))
    assert without.units["653101"].light is (Light.YELLOW if light is Light.RED else light)
    assert row.units["653102"].light is Light.MISSING


def test_not_begun_counts_from_april_or_once_the_curve_begins() -> None:
    march, april = Period(2024, 3), Period(2024, 4)
    rows = {month: statuses(everyone("未启动"), month) for month in (march, april)}
    early, late = (task_row(checklist(), rows[month], month) for month in (march, april))
    assert (early.light, early.status) == (Light.GREEN, "自报正常推进（0/12家）")
    assert early.units["653101"].light is Light.WAITING
    assert (late.light, late.status) == (Light.RED, "自报滞后或未启动较多（12/12家）")
    curve = Curve("1", (0.0, 10.0, *(20.0,) * 9, 100.0))
    assert task_row(checklist(curves=(curve,)), rows[march], march).light is Light.RED


def test_months_behind_are_counted_by_the_same_rule() -> None:
    values = {1: 30, 2: 5, 3: 5, 4: 30, 5: 5, 6: 5}  # of 120: red in 2, 3, 5, 6; yellow in 4
    lists = checklist(indicator(reporters=SOLE))
    said = [row for m in range(1, 8) for row in statuses(everyone("正常推进"), Period(2024, m))]
    rows = [*said, *(row for m, value in values.items() for row in figures({"县1": value}, Period(2024, m)))]
    row = task_row(lists, rows)
    assert (row.light, row.comparison.before, row.comparison.word) == (Light.RED, Light.RED, "持平")
    assert (row.red_run, row.below_run) == (Run(2, MAY), Run(5, Period(2024, 2)))
    cleared = task_row(lists, [*rows, *figures({"县1": 70}, Period(2024, 7))], Period(2024, 7))
    assert (cleared.light, cleared.comparison.word, cleared.red_run) == (Light.GREEN, "转好", Run())
    gap = [one for one in rows if not (one.period == Period(2024, 4) and one.sheet == INDICATORS)]
    assert task_row(lists, gap).below_run == Run(4, Period(2024, 2))  # April is let pass, and not counted
    wider = [one for one in gap if not (one.period == Period(2024, 3) and one.sheet == INDICATORS)]
    assert task_row(lists, wider).below_run == Run(2, MAY)


def test_only_what_is_judged_in_both_months_is_compared() -> None:
    """A quarterly row that joins in June makes nothing worse; green in May's paper and red in June's is not level either."""
    monthly = indicator(id="T01-1", reporters=SOLE)
    quarterly = indicator(id="T01-2", reporters=SOLE, frequency="季度")
    two = [task(), task(2)]
    level = [row for month in (MAY, JUNE) for row in statuses(everyone("正常推进"), month, 2)]
    rows = [*level, *figures({"县1": 60}, MAY), *figures({"县1": 60}), *figures({"县1": 5}, id="T01-2")]
    rows += [*statuses(everyone("正常推进"), MAY), *statuses(everyone("正常推进"))]
    row = task_row(checklist(monthly, quarterly, tasks=two), rows)
    assert (row.light, row.comparison.step, row.newly_red) == (Light.RED, 0, False)
    assert (row.comparison.word, row.comparison.before, row.comparison.reason) == (
        "不可比",
        Light.GREEN,
        OTHERWISE,
    )
    alone = task_row(checklist(quarterly), [one for one in rows if one.key != "T01-1"])
    assert (alone.comparison.word, bool(alone.comparison.reason)) == ("不可比", True)


def test_units_are_compared_over_those_that_reported_in_both_months() -> None:
    before = statuses(everyone("正常推进") | {"县1": "进度滞后", "县2": "进度滞后"}, MAY)
    now = [row for row in statuses(everyone("正常推进")) if row.unit not in ("653101", "653102")]
    assert task_row(checklist(), [*before, *now]).comparison.word == "不可比"  # they are silent, not better
    still = statuses(everyone("正常推进") | {"县1": "进度滞后", "县2": "进度滞后"})
    row = task_row(checklist(), [*before, *(one for one in still if one.unit != "653112")])
    assert (row.light, row.comparison.word) == (Light.YELLOW, "持平")  # over eleven in both months


def test_a_change_is_said_only_where_both_papers_print_it() -> None:
    """Three of May's nine units lag, in a paper that prints yellow for all twelve; red is what no paper printed."""
    both = checklist(tasks=[task(), task(2)])
    may = statuses(dict.fromkeys(NINE, "正常推进") | THREE, MAY)
    rows = [*may, *(row for month in (MAY, JUNE) for row in statuses(everyone("正常推进"), month, 2))]
    level = task_row(both, [*rows, *statuses(everyone("正常推进") | THREE)]).comparison
    assert (level.before, level.after, level.word) == (Light.YELLOW, Light.YELLOW, "持平")
    late = {"县1": "进度滞后", "县2": "进度滞后"}  # of nine: from red to yellow
    eased = task_row(both, [*rows, *statuses(everyone("正常推进") | late)])
    assert (eased.light, eased.comparison) == (Light.YELLOW, Comparison(Light.YELLOW, reason=OTHERWISE))
    cleared = task_row(
        both, [*rows, *statuses(everyone("正常推进"))]
    ).comparison  # red to green, yellow to green
    assert (cleared.word, cleared.reason) == ("不可比", OTHERWISE)


def test_an_earlier_month_has_the_light_that_the_office_decided_for_its_paper() -> None:
    values = {4: 5, 5: 5, 6: 5}  # red in every month
    rows = [row for m, value in values.items() for row in figures({"县1": value}, Period(2024, m))]
    rows += [row for m in values for row in statuses(everyone("正常推进"), Period(2024, m))]
    rows += [row for m in values for row in statuses(everyone("正常推进"), Period(2024, m), 2)]
    both = checklist(indicator(reporters=SOLE), tasks=[task(), task(2)])
    plain = task_row(both, rows)
    assert (plain.comparison.word, plain.red_run.months) == ("持平", 3)
    made = LightVerdict("task-1", Light.GREEN, "现场核查", Light.RED)
    told = task_row(both, rows, verdicts={MAY: {"task-1": made}})
    assert (told.comparison, told.red_run) == (Comparison(Light.GREEN, reason=OTHERWISE), Run(1, JUNE))
    lapsed = replace(made, seen=Light.YELLOW)
    assert task_row(both, rows, verdicts={MAY: {"task-1": lapsed}}) == plain
    cells = [replace(made, key="task-1/653101", seen=Light.YELLOW)]
    said = everyone("正常推进") | {"县1": "进度滞后"}
    late = [row for m in values for row in statuses(said, Period(2024, m))]
    late += [row for row in rows if row.sheet != TASKS or row.key == "2"]
    runs = [
        task_row(both, late, verdicts={MAY: {one.key: one for one in ruled}}).units["653101"].below_run
        for ruled in ([], cells)
    ]
    assert runs == [Run(3, APRIL), Run(1, JUNE)]


def test_nothing_is_compared_where_under_half_of_the_units_reported() -> None:
    few = [row for row in statuses(everyone("正常推进"), MAY) if row.unit < "653106"]
    found = compute(checklist(), [*few, *statuses(everyone("进度滞后"))])
    assert found.not_compared == "本月或上月报送的单位不足一半，不与上月比较"
    assert found.tasks[0].comparison.word == "不可比"
    assert (found.tasks[0].red_run, found.tasks[0].units["653101"].below_run) == (Run(), Run())


def test_january_compares_nothing_and_lists_what_last_year_left_unmet() -> None:
    row = indicator(targets={2024: Target(120), 2025: Target(1200)}, reporters=SOLE)
    rows = [*figures({"县1": 110}, DECEMBER), *figures({"县1": 10}, JANUARY)]
    found = compute(checklist(row), rows, JANUARY)
    assert "不与上年12月比较" in found.not_compared
    assert (found.tasks[0].comparison.known, found.tasks[0].light) == (False, Light.YELLOW)
    left = found.left_unmet[0]
    assert (left.indicator.id, left.value.value, left.gap.value) == ("T01-1", 110, 10)
    assert not compute(checklist(row), [*figures({"县1": 120}, DECEMBER), *rows[1:]], JANUARY).left_unmet


def test_from_september_what_falls_due_at_the_years_end_is_listed() -> None:
    row = indicator(reporters=SOLE)
    rows = [one for m in range(1, 10) for one in figures({"县1": m * m}, Period(2024, m))]
    found = compute(checklist(row), rows, Period(2024, 9)).year_end
    assert len(found) == 1
    item = found[0]
    assert (item.value.value, item.gap.value, item.leads) == (81, 39, ("地区教育局",))
    assert item.monthly is not None and item.best is not None
    assert (item.monthly.value, item.best.value) == (13, 15)  # 17, 15 and 13 were the best months
    assert compute(checklist(row), rows, Period(2024, 8)).year_end == ()


def test_what_concerns_nobody_any_more_is_no_target_to_miss() -> None:
    row = indicator(reporters=SOLE)
    rows = [*figures({"县1": 40}, Period(2024, 8)), *figures({"县1": "不涉及"}, Period(2024, 9))]
    assert compute(checklist(row), rows, Period(2024, 9)).year_end == ()
    again = [*figures({"县1": "不涉及"}, Period(2024, 8)), *figures({"县1": 40}, Period(2024, 9))]
    assert len(compute(checklist(row), again, Period(2024, 9)).year_end) == 1


def test_what_has_most_of_its_target_left_is_listed_first() -> None:
    rows = [
        indicator(Kind.STOCK, target, id=f"T01-{n}", reporters=SOLE)
        for n, target in ((1, 50), (2, 400), (3, 90))
    ]
    values = [
        one
        for n, value in ((1, 45), (2, 100), (3, 60))
        for one in figures({"县1": value}, Period(2024, 9), id=f"T01-{n}")
    ]
    found = compute(checklist(*rows), values, Period(2024, 9)).year_end
    assert [(item.indicator.id, item.share and item.share.value) for item in found] == [
        ("T01-2", 75),
        ("T01-3", pytest.approx(100 / 3)),
        ("T01-1", 10),
    ]


def test_means_of_counted_things_print_with_what_they_need_and_never_as_none() -> None:
    row = indicator(Kind.FLOW, 6, reporters=SOLE)
    rows = [
        one
        for m, v in enumerate((0, 0, 1, 1, 1, 1, 2, 2, 2), 1)
        for one in figures({"县1": v}, Period(2024, m))
    ]
    (item,) = compute(checklist(row), rows, Period(2024, 9)).year_end
    assert item.monthly is not None and item.best is not None
    assert (item.monthly.value, item.monthly.decimals) == (pytest.approx(4 / 3), 1)
    assert (item.best.value, item.best.decimals) == (pytest.approx(2 / 3), 1)  # 1, 1 and 0: never 平均0所
    assert item.is_hard


def test_of_a_part_of_the_units_it_is_never_said_that_the_target_is_hard_to_meet() -> None:
    row = indicator(Kind.FLOW, 60, reporters=("县1", "县2"))
    rows = [
        one
        for m in range(1, 10)
        for one in figures({"县1": m, "县2": m} if m < 9 else {"县1": m}, Period(2024, m))
    ]
    (item,) = compute(checklist(row), rows, Period(2024, 9)).year_end
    assert not item.complete and not item.is_hard


# --- ▲ ---


def test_words_that_a_units_own_figure_does_not_bear_out_are_marked() -> None:
    lists = checklist(
        indicator(), quotas=(Quota("T01-1", "县1", 2024, 10.0), Quota("T01-1", "县2", 2024, 10.0))
    )
    rows = [*figures(everyone(1)), *statuses(everyone("正常推进") | {"县2": "进度滞后"})]
    found = compute(lists, rows)
    first, second, third = (found.tasks[0].units[f"65310{n}"] for n in (1, 2, 3))
    assert first.contradicts and "落后序时进度40.0个百分点" in first.doubts[0]
    assert not second.contradicts and not third.contradicts  # behind by its own word; no quota
    assert found.figures["task-1/2024-06/653101/status"].word == "● 绿 正常推进 ▲"
    assert found.figures["overall/2024-06/all/contradictions"].value == 1
    assert found.figures["unit/2024-06/653101/contradictions"].value == 1


def test_what_a_unit_explained_is_counted_apart_from_what_is_asked() -> None:
    lists = checklist(indicator(), quotas=tuple(Quota("T01-1", f"县{n}", 2024, 10.0) for n in (1, 2, 3)))
    rows = [*figures(everyone(1)), *statuses(everyone("正常推进"))]
    explained = frozenset({("653101", Place(TASKS, "1", "status")), ("653109", Place(TASKS, "1", "status"))})

    def said(told: frozenset[tuple[str, Place]]) -> tuple[float | None, str]:
        found = compute(lists, rows, explained=told)
        cells = [cell for cell in found.tasks[0].units.values() if cell.contradicts]
        assert len(cells) == 3
        count = found.figures.get("overall/2024-06/all/contradictions_explained")
        tally = SimpleNamespace(figure=lambda *names: found.figures[f"{names[0]}/2024-06/all/{names[1]}"])
        return count and count.value, looked_into(cast(Paper, SimpleNamespace(tally=tally)), cells, "核实")

    assert said(frozenset()) == (None, "已请核实")
    count, words = said(explained)
    assert count == 1 and words.startswith("其中")
    assert words.endswith("单位已作说明，其余已请核实") and "1处" in words
    everybody = frozenset((f"65310{n}", Place(TASKS, "1", "status")) for n in (1, 2, 3))
    assert said(everybody) == (3, "单位均已作说明")


def test_a_status_cell_with_an_open_error_is_marked() -> None:
    found = compute(
        checklist(),
        statuses({"县1": "已完成", "县2": "进度滞后"}),
        open_findings={code: OpenFindings(errors=1, wrong_status=("1",)) for code in ("653101", "653102")},
    )
    assert [code for code, cell in found.tasks[0].units.items() if cell.contradicts] == ["653101"]


def test_what_each_must_reach_is_marked_once_its_date_has_come() -> None:
    lists = checklist(indicator(Kind.RATE_EACH, 59))
    for month, marked in ((JUNE, False), (DECEMBER, True)):
        rows = [*figures(everyone(58), month), *statuses(everyone("已完成"), month)]
        assert task_row(lists, rows, month).units["653101"].contradicts is marked


# --- ※ ---


def test_a_doubted_figure_is_marked_and_so_is_a_sum_that_it_could_move() -> None:
    lists = checklist(indicator())
    doubt = {"653101": OpenFindings(queries=1, doubted=(("T01-1", "ytd"),))}
    rows = figures(everyone(10) | {"县1": 50})
    result = compute(lists, rows, open_findings=doubt).indicators[0]
    assert result.units[0].doubtful
    assert result.units[0].value.mark == "※待核实" and result.marks == ("※待核实",)
    near = compute(lists, [*rows, *figures({"县1": 49}, MAY)], open_findings=doubt).indicators[0]
    assert near.units[0].doubtful and not near.marks  # 1 more than last month, of 160
    april = figures({"县1": 49}, Period(2024, 4))
    late = compute(lists, [*rows, *april, *figures({"县2": 10}, MAY)], open_findings=doubt).indicators[0]
    assert late.units[0].doubtful and not late.marks  # silent in May: April's figure is its last


# --- counts ---


def test_counts_say_what_they_count() -> None:
    rows = [*figures({"县1": 10}), *statuses({"县1": "正常推进", "县2": "进度滞后"})]
    found = compute(
        checklist(
            indicator(reporters=SOLE), tasks=[task(1), task(2, action="行动二"), task(3, channel="线下")]
        ),
        rows,
    ).figures
    assert found["overall/2024-06/all/tasks_red"].value == 1
    assert found["overall/2024-06/all/tasks_red"].inputs == ("task-1/2024-06/all/light",)
    assert found["action-2/2024-06/all/tasks_open"].value == 1
    assert found["overall/2024-06/all/tasks_by_indicators_red"].value == 1
    assert found["overall/2024-06/all/tasks_by_units"].value == 1
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
    assert [(row.light, row.status, row.basis, row.units) for row in brief.tasks] == [
        (row.light, row.status, row.basis, row.units) for row in whole.tasks
    ]
    assert brief.units == whole.units
    assert brief.indicators == ()
