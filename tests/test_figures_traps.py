"""The 23 traps of the checklist's numbers, each as a case on the shipped checklist (the test names carry the number)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from figures_samples import of_unit

from toolkit.core.form import INDICATORS
from toolkit.core.model import Checklist, Comparator, Kind, PaceKind, Unit
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult, MonthResult
from toolkit.core.returns import Entry, Light, Source
from toolkit.figures.month import MonthData, Settings, compute_month

JUNE, DECEMBER, NEXT_JUNE, NEXT_END = Period(2024, 6), Period(2024, 12), Period(2025, 6), Period(2025, 12)
Values = Mapping[str, Any]  # indicator id -> value of every reporter, or unit name -> value


class Desk:
    """Computes months of the shipped checklist from plain values."""

    def __init__(self, checklist: Checklist, units: tuple[Unit, ...]) -> None:
        self.checklist, self.units = checklist, units
        self.codes = {unit.name: unit.code for unit in units}

    def entries(self, period: Period, values: Values) -> list[Entry]:
        rows = []
        for id, given in values.items():
            indicator = self.checklist.indicator(id)
            by_unit = (
                given
                if isinstance(given, dict)
                else dict.fromkeys(indicator.reporters_in(period.year), given)
            )
            for name, value in by_unit.items():
                parts = (("ytd", value),)
                if indicator.is_ratio_input:
                    parts = (("numerator", value[0]), ("denominator", value[1]))
                for field, part in parts:
                    source = Source(self.codes[name], "archive/f.xlsx", "0" * 64, INDICATORS, "J9", str(part))
                    rows.append(Entry(self.codes[name], period, INDICATORS, id, field, part, source))
        return rows

    def month(
        self, period: Period, values: Values, before: Values | None = None, **settings: Any
    ) -> MonthResult:
        months = {period: self.entries(period, values)}
        if before is not None:
            months[period.previous] = self.entries(period.previous, before)
        return compute_month(
            MonthData(self.checklist, self.units, period, months, settings=Settings(**settings))
        )

    def row(
        self, id: str, period: Period, value: Any, before: Any = None, **settings: Any
    ) -> IndicatorResult:
        result = self.month(period, {id: value}, None if before is None else {id: before}, **settings)
        return next(row for row in result.indicators if row.indicator.id == id)


@pytest.fixture(scope="module")
def desk(checklist: Checklist, units: tuple[Unit, ...]) -> Desk:
    return Desk(checklist, units)


def test_trap_01_numbers_of_lists_are_no_targets(desk: Desk) -> None:
    result = desk.month(JUNE, {})
    assert [row.task.no for row in result.tasks] == list(range(1, 48))
    targets = {target.low for row in desk.checklist.indicators for target in row.targets.values()}
    assert not {1.2024, 1.2025, 2.2024, 2.2025, 2024, 2025} & targets


def test_trap_02_full_width_percent_is_a_percent(desk: Desk) -> None:
    row = desk.row("T36-5", NEXT_JUNE, (97, 100))
    assert (row.indicator.measure, row.rate.measure, row.total.value) == ("%", "%", 97)


def test_trap_03_wan_and_single_pieces(desk: Desk) -> None:
    row = desk.row("T02-3", JUNE, 775)  # twelve units of 775 个 are 0.93 万个, half of 1.86
    assert (row.total.value, row.total.measure) == (0.93, "万个")
    assert row.rate.value == pytest.approx(50)
    assert (row.units[0].value.value, row.units[0].value.measure) == (775, "个")


def test_trap_04_trained_times_and_persons_never_meet(desk: Desk) -> None:
    result = desk.month(JUNE, {"T08-1": 100, "T08-2": 1000, "T08-3": 10000})
    totals = {row.indicator.id: row.total for row in result.indicators}
    assert [totals[f"T08-{n}"].value for n in (1, 2, 3)] == [0.12, 1.2, 12.0]
    assert [totals[f"T08-{n}"].measure for n in (1, 2, 3)] == ["万人", "万人次", "万人"]
    assert all(
        key.split("/")[0] == total.key.split("/")[0] for total in totals.values() for key in total.inputs
    )


def test_trap_05_flows_start_anew_and_stocks_do_not(desk: Desk) -> None:
    january = Period(2025, 1)
    flow = desk.row("T36-1", january, 0.5, before=2.5)
    assert (flow.total.value, flow.previous.value, flow.change.value) == (6.5, None, None)
    assert flow.added is not None
    assert flow.added.value == 6.5  # January's own is its cumulative
    assert flow.word == "达序时进度"  # 50 % of 13 km, though less than the 32.5 km of last year
    stock = desk.row("T10-2", january, 36, before=35)
    assert (stock.previous.value, stock.total.value) == (420, 432)
    assert (stock.change.value, stock.change.measure) == (12, "户")
    assert stock.light is Light.WAITING  # 432 of 450, not 420 + 432 of 450


def test_trap_05_stocks_add_over_units_and_never_over_months(desk: Desk) -> None:
    months = {Period(2024, month): desk.entries(Period(2024, month), {"T10-2": 30}) for month in range(1, 7)}
    result = compute_month(MonthData(desk.checklist, desk.units, JUNE, months))
    row = next(row for row in result.indicators if row.indicator.id == "T10-2")
    assert row.total.value == 360
    assert [value for _, value in row.history] == [360] * 6


def test_trap_06_remaining_thirty_percent_means_a_hundred(desk: Desk) -> None:
    assert desk.checklist.indicator("T37-1").targets[2025].low == 100
    row = desk.row("T37-1", NEXT_JUNE, (45, 100))
    assert (row.pace.value, row.light) == (
        85,
        Light.RED,
    )  # from 70 % on the way to 100: 45 % is not half done
    assert desk.row("T37-1", Period(2025, 1), (70, 100)).light is Light.YELLOW  # nothing done this year
    assert desk.row("T37-1", Period(2025, 1), (73, 100)).light is Light.GREEN
    fallen = desk.row("T37-1", NEXT_JUNE, (80, 200), before=(80, 100))
    assert (fallen.total.value, fallen.change.value) == (
        40,
        -40,
    )  # more outlets found: no fault, a smaller quotient


def test_trap_07_prefecture_fifteen_and_county_ten_are_two_values(desk: Desk) -> None:
    centre = desk.row("T04-2", JUNE, 15)
    assert (centre.total.value, centre.light, len(centre.units)) == (15, Light.BLUE, 1)
    counties = desk.row("T04-3", JUNE, 9)
    assert (counties.total.value, counties.rate.value) == (0, 0)  # 12 × 9 is 108, and nobody has ten
    assert (counties.light, counties.measure) == (Light.WAITING, "个县市")


def test_trap_08_ranges_are_met_from_the_lower_bound(desk: Desk) -> None:
    for value, light in ((0, Light.RED), (1, Light.BLUE), (2, Light.BLUE), (3, Light.BLUE)):
        assert desk.row("T05-4", NEXT_END, value).light is light
    row = desk.row("T06-1", NEXT_END, 4)  # above 2–3 in every county is no failure
    assert (row.total.value, row.rate.value, row.light) == (12, 100, Light.BLUE)


@pytest.mark.parametrize(
    ("id", "period", "value", "light", "word"),
    [
        ("T42-1", NEXT_JUNE, (9, 2000), Light.BLUE, "已达标"),  # ≥ 4.5 per thousand, exactly
        ("T15-5", NEXT_END, 250000, Light.YELLOW, "未达标"),  # 突破: 100 万人 is not more than 100
        ("T15-5", NEXT_END, 250001, Light.BLUE, "已达标"),
        ("T05-1", JUNE, (8999, 10000), Light.WAITING, "未到时限"),  # 左右 has no tolerance
        ("T05-1", JUNE, (90, 100), Light.BLUE, "已达标"),
        ("T36-6", NEXT_JUNE, (99, 100), Light.GREEN, "保持"),
        ("T36-6", NEXT_JUNE, (98, 100), Light.RED, "未保持"),
        ("T15-4", DECEMBER, 30, Light.BLUE, "已达标"),  # ≤ 30 minutes
        ("T15-4", DECEMBER, 31, Light.RED, "未达标"),
        ("T36-7", NEXT_JUNE, 0, Light.BLUE, "已达标"),  # = 0, and 0 is a figure
        ("T36-7", NEXT_JUNE, {}, Light.MISSING, "未报"),  # while nothing filled is none
        ("T36-7", NEXT_JUNE, 1, Light.WAITING, "未到时限"),
        ("T02-1", JUNE, 1, Light.BLUE, "已达标"),  # a bare number is ≥
    ],
)
def test_trap_09_comparators(
    desk: Desk, id: str, period: Period, value: Any, light: Light, word: str
) -> None:
    row = desk.row(id, period, value)
    assert (row.light, row.word) == (light, word)


def test_trap_09_all_or_nothing_rates(desk: Desk) -> None:
    assert desk.row("T15-4", DECEMBER, 25).rate.value == 100
    assert desk.row("T15-4", DECEMBER, 31).rate.value == 0
    assert desk.row("T36-7", NEXT_JUNE, 0).rate.value == 100
    assert desk.row("T36-7", NEXT_JUNE, 2).rate.value == 0
    assert desk.row("T05-1", JUNE, (89, 100), approx_tolerance=2).light is Light.BLUE  # 2 % of 90 is 1.8
    assert desk.row("T05-1", JUNE, (88, 100), approx_tolerance=2).light is Light.WAITING


def test_trap_10_percentages_are_never_averaged(desk: Desk) -> None:
    row = desk.row("T07-1", NEXT_JUNE, {"喀什市": (900, 1000), "疏附县": (1, 10), "疏勒县": (1, 10)})
    assert row.total.value == pytest.approx(902 / 1020 * 100)  # the mean of the three would be 36.7
    assert sum(value.indicator.kind is Kind.RATIO for value in desk.month(JUNE, {}).indicators) >= 33


def test_trap_10_each_county_must_reach_its_rate(desk: Desk) -> None:
    reporters = desk.checklist.indicator("T03-1").reporters
    values: dict[str, Any] = dict.fromkeys(reporters, (99, 100))
    values["伽师县"] = (1, 100)
    row = desk.row("T03-1", NEXT_JUNE, values)
    assert (row.total.value, row.light) == (11, Light.WAITING)  # 90.8 % as a whole, but not everywhere
    assert row.minimum is not None
    assert (row.minimum.value, row.minimum.inputs) == (1, (f"T03-1/{NEXT_JUNE}/653129/ytd",))


def test_trap_10_only_kashgar_city_counts_in_its_own_ratio(desk: Desk) -> None:
    row = desk.row("T42-6", NEXT_END, {"喀什市": (65, 100), "疏附县": (0, 1000)})
    assert (row.total.value, row.expected.value) == (65, 1)


def test_trap_11_one_county_cannot_stand_in_for_another(desk: Desk) -> None:
    for id in ("T03-3", "T06-3"):
        reporters = desk.checklist.indicator(id).reporters
        values = dict.fromkeys(reporters, 0) | {"喀什市": 100}
        row = desk.row(id, NEXT_JUNE, values)
        assert (row.total.value, row.rate.value) == (1, pytest.approx(100 / len(reporters)))
    assert desk.row("T01-1", JUNE, 59).total.value == 12  # not 708


def test_trap_12_parks_never_enter_the_prefecture(desk: Desk) -> None:
    parks = {"T17-3": 46, "T17-10": 50, "T20-3": 57, "T17-4": 13.4, "T17-11": 13.7, "T20-4": 12.3}
    result = desk.month(JUNE, {**parks, "T10-2": 30, "T10-1": 3})
    totals = {row.indicator.id: row.total.value for row in result.indicators}
    assert (totals["T10-2"], totals["T10-1"]) == (360, 36)
    assert "喀什经济开发区" not in desk.checklist.indicator("T10-1").reporters


def test_trap_13_same_name_different_level(desk: Desk) -> None:
    result = desk.month(NEXT_JUNE, {"T09-10": 1, "T09-11": 2})
    rows = {row.indicator.id: row for row in result.indicators}
    assert [rows[f"T09-{n}"].target is None for n in (1, 2, 10, 11)] == [True, True, False, False]
    assert rows["T09-10"].total.value == 12
    assert rows["T09-1"].word == "无年度目标"
    kinds = {id: desk.checklist.indicator(id).comparator for id in ("T42-3", "T42-5")}
    assert kinds == {"T42-3": Comparator.GE, "T42-5": Comparator.KEEP}


def test_trap_14_reserved_and_built_projects_are_not_added(desk: Desk) -> None:
    result = desk.month(JUNE, {"T24-1": 10, "T24-2": 7, "T24-3": 5, "T24-4": 2})
    totals = {row.indicator.id: row.total.value for row in result.indicators}
    assert [totals[f"T24-{n}"] for n in (1, 2, 3, 4)] == [130, 91, 65, 26]
    assert desk.checklist.indicator("T24-2").kind is Kind.STOCK  # 总投资 of projects in reserve, no flow
    assert desk.checklist.indicator("T24-4").kind is Kind.INVESTMENT


def test_trap_15_one_project_in_two_tasks_counts_in_each_once(desk: Desk) -> None:
    result = desk.month(JUNE, {"T02-4": 2, "T18-2": 5, "T31-1": 1})
    rows = {row.indicator.id: row for row in result.indicators}
    assert (rows["T02-4"].total.value, rows["T18-2"].total.value) == (2, 5)
    assert rows["T31-3"].total.value is None  # 麦盖提 in T31-1 does not fill T31-3


def test_trap_16_parameters_are_no_targets(desk: Desk) -> None:
    row = desk.row("T27-1", NEXT_END, 1)
    assert row.target is not None
    assert (row.target.low, row.total.value, row.light) == (5, 12, Light.BLUE)
    assert desk.checklist.indicator("T35-2").targets[2024].low == 100  # not 75


def test_trap_17_named_counties_are_a_lower_bound(desk: Desk) -> None:
    row = desk.row("T31-4", JUNE, "是")
    assert (row.total.value, row.expected.value, row.rate.value) == (6, 6, 150)
    assert row.light is Light.BLUE  # six where four are asked for
    assert {value.rate.word for value in row.units} == {"待分解"}  # nobody says which four


def test_trap_17_four_of_six_counties_are_a_full_rate(desk: Desk) -> None:
    reporters = desk.checklist.indicator("T31-4").reporters
    values = dict.fromkeys(reporters[:4], "是") | dict.fromkeys(reporters[4:], "否")
    row = desk.row("T31-4", DECEMBER, values)
    assert (row.total.value, row.rate.value, row.light) == (4, 100, Light.BLUE)


def test_trap_18_civil_defence_plans(desk: Desk) -> None:
    for period in (JUNE, NEXT_JUNE):
        row = desk.row("T40-1", period, "是")
        assert (row.total.value, row.light) == (12, Light.BLUE)
    seven = desk.row("T40-2", JUNE, "是")
    assert (seven.expected.value, seven.rate.value) == (7, 100)
    assert desk.row("T40-2", NEXT_JUNE, {}).word == "无年度目标"


def test_trap_19_derived_sums_are_nobodys_target(desk: Desk) -> None:
    lows = [target.low for row in desk.checklist.indicators for target in row.targets.values()]
    assert not {3060, 5400, 239, 5.86, 68, 80.8, 96.03, 3.14} & set(lows)
    known = {row.id for row in desk.checklist.indicators}
    subjects = {key.partition("/")[0] for key in desk.month(JUNE, {"T09-3": 5, "T09-4": 7}).figures}
    assert {subject for subject in subjects if subject.startswith("T")} == known


def test_trap_20_quarterly_and_yearly_figures_wait(desk: Desk) -> None:
    may = Period(2025, 5)
    for id in ("T15-5", "T15-8", "T31-5", "T36-8", "T42-4", "T42-10", "T02-5"):
        for period in (may, NEXT_JUNE) if desk.checklist.indicator(id).frequency != "季度" else (may,):
            row = desk.row(id, period, {})
            if row.target is None:
                continue
            assert (row.total.value, row.total.word, row.rate.word, row.light) == (
                None,
                "待统计",
                "待统计",
                Light.NONE,
            )
            assert (row.expected.value, row.due) == (0, False)
            assert {value.value.word for value in row.units} == {"待统计"}
    assert desk.row("T10-1", may, 5).due  # 月度快报


def test_trap_20_waiting_is_not_zero(desk: Desk) -> None:
    row = desk.row("T07-1", NEXT_JUNE, {"喀什市": (55, 100), "疏附县": ("待统计", "待统计")})
    assert (row.total.value, row.reported.value, row.expected.value) == (55, 1, len(row.units))
    assert of_unit(row, "疏附县").value.word == "待统计"


@pytest.mark.parametrize(("id", "period"), [
    ("T08-1", NEXT_END), ("T09-3", NEXT_END), ("T23-1", NEXT_END), ("T24-4", NEXT_END), ("T25-1", NEXT_END),
    ("T28-1", NEXT_END), ("T28-2", NEXT_END), ("T29-2", NEXT_END), ("T29-3", NEXT_END), ("T36-3", NEXT_END),
    ("T46-1", NEXT_END), ("T47-1", NEXT_END), ("T36-4", DECEMBER), ("T03-1", DECEMBER),
])  # fmt: skip
def test_trap_21_a_year_without_target_is_never_missed(desk: Desk, id: str, period: Period) -> None:
    row = desk.row(id, period, {})
    assert (row.light, row.word, row.rate.value, row.due) == (Light.NONE, "无年度目标", None, False)
    assert row.expected.value == 0
    assert not row.units


def test_trap_22_there_is_no_urbanisation_target(desk: Desk) -> None:
    assert not [row for row in desk.checklist.indicators if "城镇化率" in row.name]


def test_trap_23_names_are_the_sources_own(desk: Desk) -> None:
    row = desk.row("T09-9", JUNE, 3)
    assert "女农" in row.indicator.name
    assert row.indicator.name in row.total.label


def test_counts_of_units_by_year(desk: Desk) -> None:
    """T47-2: three counties in 2024, all twelve in 2025."""
    assert desk.row("T47-2", JUNE, "是").expected.value == 3
    row = desk.row("T47-2", NEXT_JUNE, "是")
    assert (row.expected.value, row.light) == (12, Light.BLUE)


def test_point_in_time_rows_have_no_pace(desk: Desk) -> None:
    result = desk.month(JUNE, {})
    for row in result.indicators:
        if row.indicator.pace_kind is PaceKind.POINT:
            assert row.pace.value is None
            assert row.pace.word == "—"
