"""Kinds, lights, pace, statuses and marks, one rule a test, on small made-up checklists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from figures_samples import (
    JUNE,
    UNITS,
    checklist,
    compute,
    everyone,
    figures,
    indicator,
    of_unit,
    one,
)

from toolkit.core.model import YES_NO, Comparator, Curve, Kind, Opening, PaceKind, Quota, Target
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.figures.given.data import Settings
from toolkit.figures.numbers.arithmetic import meets
from toolkit.figures.reviews.verdicts import apply_verdicts

SOLE = ("县1",)
MAY, DECEMBER, JANUARY = Period(2024, 5), Period(2024, 12), Period(2025, 1)


# --- totals and rates ---


def test_a_flow_adds_up_in_the_checklists_measure() -> None:
    row = indicator(Kind.FLOW, 1.86, measure="万个", report_measure="个", factor=10000, decimals=2)
    result = one(checklist(row), figures({"县1": 4650, "县2": 4650}))
    assert (result.total.value, result.total.decimals, result.rate.value) == (0.93, 2, 50)
    assert (result.reported.value, result.expected.value) == (2, 12)
    assert of_unit(result, "县1").share.value == 50


def test_the_unit_target_carries_no_noise() -> None:
    row = indicator(Kind.FLOW, 1.86, measure="万个", report_measure="个", factor=10000, reporters=("县1",))
    value = of_unit(one(checklist(row), figures({"县1": 9300})), "县1")
    assert (value.quota, value.rate.value) == (18600, 50)


def test_yes_or_no_of_one_unit() -> None:
    row = indicator(Kind.MILESTONE, 1, measure=YES_NO, report_measure=YES_NO, reporters=("县1",))
    yes, no = (one(checklist(row), figures({"县1": word})) for word in ("是", "否"))
    assert (yes.total.value, yes.total.word, yes.rate.value, yes.light) == (1, "是", 100, Light.BLUE)
    assert (no.total.value, no.total.word, no.rate.value, no.light) == (0, "否", 0, Light.WAITING)
    assert yes.change.value is None


def test_yes_or_no_of_several_units_is_yes_when_all_are() -> None:
    row = indicator(Kind.MILESTONE, 1, measure=YES_NO, report_measure=YES_NO, reporters=("县1", "县2"))
    half = one(checklist(row), figures({"县1": "是", "县2": "否"}))
    assert (half.total.word, half.rate.value, half.light) == ("否", 50, Light.WAITING)
    waiting = one(checklist(row), figures({"县1": "是"}))
    assert (waiting.total.word, waiting.rate.value) == ("否", 50)


def test_counted_units_without_those_that_do_not_apply() -> None:
    row = indicator(Kind.MILESTONE, 12, measure="个", report_measure=YES_NO, comparator=Comparator.EQ)
    values = everyone("是") | {"县12": "不涉及"}
    result = one(checklist(row), figures(values))
    assert (result.total.value, result.expected.value, result.rate.value) == (11, 11, 100)
    assert result.light is not Light.BLUE  # the target says twelve


def test_rate_each_counts_units_and_names_the_lowest() -> None:
    row = indicator(Kind.RATE_EACH, 59, measure="项", report_measure="项")
    result = one(checklist(row), figures(everyone(59) | {"县3": 40}))
    assert (result.total.value, result.total.measure) == (11, "个县市")
    assert result.rate.value == pytest.approx(1100 / 12)
    assert result.minimum is not None
    assert (result.minimum.value, "县3" in result.minimum.label) == (40, True)
    assert of_unit(result, "县3").rate.value == pytest.approx(40 / 59 * 100)
    assert of_unit(result, "县3").light is Light.WAITING
    assert (result.measure, result.goal.value if result.goal else None) == ("个县市", 12)
    assert "每个单位应达到59项；最低40项（县3）" in result.note


def test_a_quotient_over_zero_is_reported_and_says_so() -> None:
    result = one(checklist(indicator(Kind.RATIO, 90, reporters=("县1",))), figures({"县1": (0, 0)}))
    assert (result.total.value, result.total.word, result.light) == (None, "分母为0", Light.NONE)
    assert result.reported.value == 1


def test_half_a_quotient_is_no_figure() -> None:
    rows = [row for row in figures({"县1": (5, 10)}) if row.field == "numerator"]
    result = one(checklist(indicator(Kind.RATIO, 90)), rows)
    assert (result.reported.value, result.light) == (0, Light.MISSING)


def test_quota_share_and_to_be_split() -> None:
    quotas = (Quota("T01-1", "县1", 2024, 40), Quota("T01-1", "县2", 2025, 1))
    result = one(checklist(indicator(), quotas=quotas), figures({"县1": 20, "县2": 60}))
    first, second = of_unit(result, "县1"), of_unit(result, "县2")
    assert (first.rate.value, first.light, first.share.value) == (50, Light.GREEN, 25)
    assert (second.rate.value, second.rate.word, second.light) == (None, "待分解", Light.NONE)
    assert second.share.value == 75


def test_a_quota_of_nothing_is_no_share() -> None:
    quotas = (Quota("T01-1", "县1", 2024, 0),)
    value = of_unit(one(checklist(indicator(), quotas=quotas), figures({"县1": 3, "县2": 1})), "县1")
    assert (value.rate.value, value.rate.word, value.light) == (None, "无分解任务", Light.NONE)
    assert value.share.value == 75
    at_most = checklist(indicator(comparator=Comparator.LE), quotas=quotas)
    assert of_unit(one(at_most, figures({"县1": 0})), "县1").light is Light.BLUE


def test_a_sole_reporter_has_the_prefectures_rate() -> None:
    result = one(checklist(indicator(reporters=("县1",))), figures({"县1": 30}))
    value = of_unit(result, "县1")
    assert (value.rate.value, value.light) == (result.rate.value, result.light) == (25, Light.RED)


def test_a_rejected_cell_is_no_figure_and_says_so() -> None:
    place = ("653101", ("指标数据", "T01-1", "ytd"))
    result = one(checklist(indicator()), figures({"县2": 7}), rejected=frozenset({place}))
    assert of_unit(result, "县1").value.word == "拒收"
    assert (result.total.value, result.reported.value, result.expected.value) == (7, 1, 12)


def test_nothing_applies_to_anybody() -> None:
    result = one(checklist(indicator()), figures(everyone("不涉及")))
    assert (result.total.word, result.light, result.expected.value) == ("不涉及", Light.NONE, 0)


# --- pace and lights ---


@pytest.mark.parametrize(
    ("value", "light"),
    [
        (120, Light.BLUE),
        (60, Light.GREEN),
        (59, Light.YELLOW),
        (48, Light.YELLOW),
        (47, Light.RED),
        (0, Light.RED),
    ],
)
def test_lights_by_pace(value: float, light: Light) -> None:
    assert one(checklist(indicator(reporters=SOLE)), figures({"县1": value})).light is light


def test_what_is_counted_is_expected_in_whole_things_and_one_short_is_yellow() -> None:
    row = indicator(target=5, reporters=SOLE)  # 2.5 are due in June: 2
    for value, gap, light in ((2, 0, Light.GREEN), (1, -20, Light.YELLOW), (0, -40, Light.RED)):
        result = one(checklist(row), figures({"县1": value}))
        assert (result.pace.value, result.gap.value, result.light) == (40, gap, light)
    money = replace(row, measure="亿元", report_measure="亿元")
    assert one(checklist(money), figures({"县1": 1})).pace.value == 50
    quotas = (Quota("T01-1", "县2", 2024, 3.0),)
    value = of_unit(one(checklist(indicator(), quotas=quotas), figures(everyone(1))), "县2")
    assert (value.gap, value.light) == (0, Light.GREEN)  # 1.5 of 3 are due: 1


def test_lights_by_ratio() -> None:
    settings = Settings(unit="ratio")
    for value, light in ((60, Light.GREEN), (54, Light.YELLOW), (53, Light.RED)):
        row = indicator(reporters=SOLE)
        assert one(checklist(row), figures({"县1": value}), settings=settings).light is light


def test_winter_stop_owes_nothing_in_march() -> None:
    shares = (0.0, 0.0, 0.0, 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100.0, 100.0, 100.0)
    curves = (Curve("1", shares), Curve("默认", tuple(m * 100 / 12 for m in range(1, 13))), Curve("", shares))
    row = indicator(reporters=SOLE)
    result = one(checklist(row, curves=curves), figures({"县1": 0}, Period(2024, 3)), Period(2024, 3))
    assert (result.pace.value, result.gap.value, result.light) == (0, 0, Light.GREEN)
    by_indicator = (*curves, Curve("T01-1", (50.0,) * 12))
    result = one(checklist(indicator(), curves=by_indicator), figures({"县1": 0}))
    assert result.pace.value == 50


@pytest.mark.parametrize(
    ("month", "value", "light"),
    [
        (6, 100, Light.BLUE),
        (6, 0, Light.WAITING),
        (11, 99, Light.WAITING),
        (12, 90, Light.YELLOW),  # from 90 % of it
        (12, 89, Light.RED),
        (12, 100, Light.BLUE),
    ],
)
def test_point_in_time_rows(month: int, value: float, light: Light) -> None:
    period = Period(2024, month)
    row = indicator(Kind.STOCK, 100, reporters=SOLE)
    result = one(checklist(row), figures({"县1": value}, period), period)
    assert (result.light, result.pace.value, result.gap.value) == (light, None, None)


def test_base_values_give_a_pace_to_stocks() -> None:
    row = indicator(Kind.STOCK, 420, pace_kind=PaceKind.BASE, base=380.0, reporters=SOLE)
    result = one(checklist(row), figures({"县1": 400}))
    assert result.pace.value == pytest.approx(400 / 420 * 100)  # half of the way from 380 is due in June
    assert result.gap.value == pytest.approx(0)
    assert result.rate.value == pytest.approx(400 / 420 * 100)
    assert result.light is Light.GREEN
    below = one(checklist(row), figures({"县1": 370}))
    assert below.gap.value == pytest.approx(-30 / 420 * 100)
    assert below.light is Light.YELLOW
    without = one(checklist(replace(row, base=None)), figures({"县1": 370}))
    assert (without.pace.value, without.light) == (None, Light.WAITING)
    by_year = replace(row, pace_kind=PaceKind.POINT, base=None, bases={2024: 380.0})
    assert one(checklist(by_year), figures({"县1": 400})).light is Light.GREEN
    assert "跨年目标，本年按基期380所起算序时进度" in result.note


def test_the_base_value_is_the_prefectures_not_the_units() -> None:
    row = indicator(Kind.STOCK, 420, pace_kind=PaceKind.BASE, base=380.0)
    result = one(checklist(row, quotas=(Quota("T01-1", "县1", 2024, 35),)), figures({"县1": 20}))
    assert of_unit(result, "县1").light is Light.WAITING  # 20 of 35: no pace, and its date has not come


def test_nobody_reported_is_not_red() -> None:
    result = one(checklist(indicator()), [])
    assert (result.light, result.word, result.total.value) == (Light.MISSING, "未报", None)
    assert (result.total.word, result.reported.value, result.expected.value) == ("未报", 0, 12)


def test_months_of_statistics_override_the_frequency() -> None:
    row = indicator(frequency="年度", months=(6,))
    assert one(checklist(row), figures({"县1": 1})).due
    result = one(checklist(row), [], MAY)
    assert (result.due, result.word, result.total.word) == (False, "待统计", "待统计")


def test_from_its_date_on_the_last_due_value_and_light_stand() -> None:
    row = indicator(Kind.STOCK, 100, frequency="年度", months=(6,))
    result = one(checklist(row), figures(everyone(9)), DECEMBER)
    assert (result.due, result.total.value, result.light) == (False, 108, Light.BLUE)
    assert (result.expected.value, result.stands, result.marks) == (0, JUNE, ("6月份数据",))
    assert len(result.total.sources) == 12
    assert "6月份数据，到期后沿用至年底" in result.note
    assert of_unit(result, "县1").value.word == "待统计"  # nobody owes it


def test_a_figure_given_before_it_is_due_stays_with_the_unit() -> None:
    row = indicator(frequency="季度")
    result = one(checklist(row), figures({"县1": 7}, MAY), MAY)
    assert (result.total.value, result.total.word, result.light) == (None, "待统计", Light.NONE)
    assert of_unit(result, "县1").value.value == 7
    assert of_unit(result, "县1").rate.word == "待统计"


def test_the_noise_of_a_division_neither_meets_nor_misses() -> None:
    noisy, bound = 0.1 + 0.2, Target(0.3)
    assert not meets(Comparator.GT, noisy, bound)
    assert all(meets(sign, noisy, bound) for sign in (Comparator.LE, Comparator.EQ, Comparator.GE))
    assert meets(Comparator.GE, 0.3 - 1e-15, bound)
    assert not meets(Comparator.GE, 0.2999, bound)


# --- last month ---


def test_change_compares_like_with_like() -> None:
    rows = [*figures({"县1": 30, "县2": 100}), *figures({"县1": 20, "县3": 500}, MAY)]
    result = one(checklist(indicator()), rows)
    assert (result.total.value, result.previous.value) == (130, 520)
    assert result.added is not None
    assert (result.added.value, result.added.inputs) == (10, ("T01-1/2024-06/653101/ytd",))
    assert (result.change.value, result.change.word) == (None, "—")  # nobody's April is known
    april = figures({"县1": 5, "县2": 1}, Period(2024, 4))
    result = one(checklist(indicator()), [*rows, *april])
    assert result.added_before is not None
    assert (result.added_before.value, result.change.value) == (15, pytest.approx(-100 / 3))
    assert result.change.inputs == ("T01-1/2024-06/all/added", "T01-1/2024-06/all/added_before")


def test_a_small_base_or_a_fall_gives_two_numbers_and_no_percentage() -> None:
    def moved(*values: float) -> tuple[float | None, str]:
        months = [row for m, v in enumerate(values, 4) for row in figures({"县1": v}, Period(2024, m))]
        change = one(checklist(indicator()), months).change
        return change.value, change.word

    assert moved(1, 4, 9) == (None, "3→5")  # under ten of a counted thing
    assert moved(0, 20, 10) == (None, "20→−10")  # a total that falls is no growth
    assert moved(50, 40, 60) == (None, "−10→20")
    assert moved(0, 10, 30) == (100, "")


def test_growth_on_last_year_is_over_the_same_units() -> None:
    row = indicator(targets={2023: Target(100), 2024: Target(120)})
    last = figures({"县1": 40, "县2": 500}, Period(2023, 6))
    result = one(checklist(row), [*figures({"县1": 50, "县3": 9}), *last])
    assert result.on_year is not None
    assert (result.on_year.value, result.on_year.measure) == (25, "%")
    other = one(checklist(replace(row, comparable=False)), [*figures({"县1": 50}), *last])
    assert other.on_year is not None
    assert (other.on_year.value, other.on_year.word) == (None, "40→50")


def test_change_of_percentages_is_in_points() -> None:
    rows = [*figures({"县1": (60, 100), "县2": (0, 100)}), *figures({"县1": (55, 100)}, MAY)]
    change = one(checklist(indicator(Kind.RATIO, 90)), rows).change
    assert (change.value, change.measure, change.kind) == (5, "百分点", "points")


def test_change_of_units_that_reach_a_percentage_is_no_difference_of_points() -> None:
    row = indicator(Kind.RATE_EACH, 90, measure="%", report_measure="%")
    values = {unit.name: 95 for unit in UNITS[:6]}
    before = dict.fromkeys(values, 80) | {unit.name: 95 for unit in UNITS[:3]}
    change = one(checklist(row), [*figures(values), *figures(before, MAY)]).change
    assert (change.value, change.measure) == (3, "个")


def test_change_from_nothing_is_not_said() -> None:
    rows = [*figures({"县1": 3}), *figures({"县1": 0}, MAY)]
    change = one(checklist(indicator()), rows).change
    assert (change.value, change.word) == (None, "—")  # nobody knows how much was added in May
    assert change.formula  # says why


def test_a_last_month_that_was_not_due_waits() -> None:
    rows = [*figures({"县1": 3}), *figures({"县1": 2}, MAY)]
    result = one(checklist(indicator(frequency="季度")), rows)
    assert (result.previous.value, result.previous.word, result.change.value) == (None, "待统计", None)


def test_opening_values_stand_for_last_month() -> None:
    parts = {"openings": (Opening("T01-1", "县1", MAY, 25.0), Opening("T01-1", "县2", MAY, 5.0))}
    rows = figures({"县1": 30}, MAY)  # a return of that month goes before the opening value
    result = one(checklist(indicator(), **parts), [*rows, *figures({"县1": 40})])
    assert result.previous.value == 35
    assert "期初值" in result.previous.mark
    assert result.total.value == 40  # nothing is carried over


def test_carry_missing_is_off_by_default_and_marked_when_on() -> None:
    rows = [*figures({"县1": 30, "县2": 10}, MAY), *figures({"县1": 40, "县3": "待统计"})]
    plain = one(checklist(indicator()), rows)
    assert (plain.total.value, plain.reported.value) == (40, 1)
    carried = one(checklist(indicator()), rows, settings=Settings(carry_missing=True))
    assert (carried.total.value, carried.reported.value, carried.total.mark) == (50, 1, "沿用上月")
    assert of_unit(carried, "县2").value.mark == "沿用上月"
    assert of_unit(carried, "县3").value.word == "待统计"
    assert carried.added is not None
    assert carried.added.value == 10  # only 县1 reported twice


def test_sums_are_not_carried_into_the_next_year() -> None:
    flow = indicator(targets={2024: Target(120), 2025: Target(120)})
    stock = replace(flow, kind=Kind.STOCK, pace_kind=PaceKind.POINT)
    settings = Settings(carry_missing=True)
    for row, total in ((flow, None), (stock, 30)):
        result = one(checklist(row), figures({"县1": 30}, DECEMBER), JANUARY, settings=settings)
        assert result.total.value == total


def test_marks_and_natures_reach_the_total() -> None:
    rows = [*figures({"县1": 5}, mark="办公室更正"), *figures({"县2": 5})]
    rows += [replace(row, field="nature", value="快报") for row in figures({"县2": 5})]
    result = one(checklist(indicator()), rows)
    assert result.total.mark == "办公室更正、快报"
    assert "含快报1个单位" in result.note
    assert "按已报的2个单位计算" in result.note


def test_history_is_this_years() -> None:
    rows = [row for m in range(3, 7) for row in figures({"县1": m * 10}, Period(2024, m))]
    history = one(checklist(indicator()), rows).history
    assert history == tuple((Period(2024, m), m * 10.0) for m in range(3, 7))


def test_a_units_last_month_is_told_as_it_was_said_then() -> None:
    """The number of May, or the word that stood in its place; — where a quotient had nothing to divide by."""

    def last(result: IndicatorResult, unit: str) -> tuple[float | None, str]:
        figure = of_unit(result, unit).previous
        return figure.value, figure.word

    units = ("县1", "县2", "县3", "县4")
    now = figures(dict.fromkeys(units, 50))
    may = figures({"县1": 40, "县2": "待统计", "县3": "不涉及"}, MAY)
    flow = one(checklist(indicator(reporters=units)), [*may, *now])
    assert [last(flow, unit) for unit in units] == [
        (40, ""),
        (None, "待统计"),
        (None, "不涉及"),
        (None, "未报"),
    ]
    of_first = of_unit(flow, "县1").previous
    assert (of_first.measure, of_first.formula, len(of_first.sources)) == ("所", "上月采用的数", 1)
    assert [of_unit(flow, unit).previous.formula for unit in units[1:]] == ["", "", ""]

    yes_no = indicator(Kind.MILESTONE, 1, measure=YES_NO, report_measure=YES_NO, reporters=units[:2])
    said = one(
        checklist(yes_no), [*figures({"县1": "是", "县2": "否"}, MAY), *figures({"县1": "是", "县2": "是"})]
    )
    assert [last(said, unit) for unit in units[:2]] == [(1, "是"), (0, "否")]

    ratio = indicator(Kind.RATIO, 50, reporters=units[:2])
    parts = [*figures({"县1": (3, 4), "县2": (0, 0)}, MAY), *figures({"县1": (1, 2), "县2": (1, 2)})]
    quotient = one(checklist(ratio), parts)
    assert [last(quotient, unit) for unit in units[:2]] == [(75, ""), (None, "—")]


def test_what_the_office_decides_of_an_indicator_is_said_beside_it() -> None:
    result = compute(checklist(indicator()), figures(everyone(1)))
    (row,) = result.indicators
    assert row.light is Light.RED
    judged, lapsed = apply_verdicts(
        result, [LightVerdict("T01-1", Light.YELLOW, "六个项目已完工", Light.RED)]
    )
    (after,) = judged.indicators
    assert not lapsed and (after.light, after.word) == (Light.YELLOW, "进度偏慢")
    assert after.note.removeprefix(row.note).lstrip("；") == "办公室审定：六个项目已完工（工具判定● 红）"
    assert after.note.startswith(row.note)
