"""Rules that hold a month against what the unit last said (Q417 to Q421), with sound rows that they must not ask about."""

from __future__ import annotations

import pytest

from tests.checks_case import JUNE, Values, clean_values, entries_of, findings, form_of
from tests.test_checks_rules import NEW_PROJECT, Months, figure, project
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import lacking
from toolkit.checks.growth_words import Step, says_another_step
from toolkit.checks.run import run_checks
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period, periods_of
from toolkit.core.places import Place
from toolkit.core.returns import Entry
from toolkit.core.words import NoValue
from toolkit.demo.returns import made_up_values

CODES = {"Q417", "Q418", "Q419", "Q420", "Q421"}
PENDING, NONE = NoValue.PENDING.value, NoValue.NOT_APPLICABLE.value
STOCK = "T17-1"  # monthly; T29-1 is a quarterly stock, T08-1 a monthly sum, T07-1 a ratio, T01-1 and T04-3 are reached one by one
SHARE = figure("T07-1", numerator=300.0, denominator=600.0)
ROAD = project(9, **NEW_PROJECT)  # 本年 200, 累计 300, 到位 500, 在建


def road(**change: str | float | None) -> Values:
    return project(9, **{**NEW_PROJECT, **change})


def asked(
    checklist: Checklist, unit: Unit, now: Values, months: Months, period: Period = JUNE
) -> list[Finding]:
    return [one for one in findings(checklist, unit, now, months, period=period) if one.code in CODES]


LEVELS: list[tuple[Values, Months, list[str]]] = [
    (figure(STOCK, ytd=15.0), {5: figure(STOCK, ytd=150.0)}, ["ytd"]),
    (figure(STOCK, ytd=0.0), {5: figure(STOCK, ytd=150.0)}, ["ytd"]),
    (figure(STOCK, ytd=15.0), {4: figure(STOCK, ytd=150.0)}, ["ytd"]),  # no return in May
    (figure(STOCK, ytd=15.0), {4: figure(STOCK, ytd=150.0), 5: figure(STOCK, ytd=PENDING)}, ["ytd"]),
    (figure(STOCK, ytd=16.0), {5: figure(STOCK, ytd=150.0)}, []),  # a stock may fall
    (figure(STOCK, ytd=140.0), {5: figure(STOCK, ytd=150.0)}, []),
    (figure(STOCK, ytd=0.0), {5: figure(STOCK, ytd=19.0)}, []),  # of few all may go
    (figure(STOCK, ytd=1.0), {5: figure(STOCK, ytd=12.0)}, []),
    (figure("T24-2", ytd=0.81), {3: figure("T24-2", ytd=8.1)}, ["ytd"]),  # 亿元
    (figure("T04-3", ytd=2.0), {3: figure("T04-3", ytd=21.0)}, ["ytd"]),
    (figure("T24-2", ytd=0.0), {3: figure("T24-2", ytd=0.9)}, []),
    (figure("T36-7", ytd=0.0), {3: figure("T36-7", ytd=40.0)}, []),  # 黑臭水体 are to vanish
    (figure("T01-1", ytd=5.0), {5: figure("T01-1", ytd=59.0)}, ["ytd"]),
    (figure("T07-1", numerator=30.0, denominator=60.0), {3: SHARE}, ["numerator"]),
    (figure("T07-1", numerator=300.0, denominator=60.0), {3: SHARE}, ["denominator"]),
    (figure("T07-1", numerator=280.0, denominator=600.0), {3: SHARE}, []),
    (figure("T08-1", ytd=5.0), {5: figure("T08-1", ytd=100.0)}, []),  # a sum that falls is Q401
]


@pytest.mark.parametrize(("now", "months", "expected"), LEVELS)
def test_a_level_that_collapses_is_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, months: Months, expected: list[str]
) -> None:
    for unit in units:  # the first that holds the row
        (id,) = {key for _, key, _ in now}
        if any(id == one.id and unit.name in one.reporters for one in checklist.indicators):
            found = asked(checklist, unit, now, months)
            assert [(one.code, one.field) for one in found] == [("Q417", name) for name in expected]
            return
    raise AssertionError("nobody holds the row")


def test_a_stock_that_was_the_months_increase_is_not_explained_by_it(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    now = figure(STOCK, ytd=4.0, explanation="本月新增4")
    unit = next(one for one in units if one.name in _reporters(checklist, STOCK))
    (found,) = asked(checklist, unit, now, {5: figure(STOCK, ytd=112.0)})
    assert found.code == "Q417" and "上月是 112" in found.problem
    for said in ("本月新增4", "本月新增4个", "6月新增4户", "与上月持平"):
        assert lacking(said, f"{found.problem}{found.seen}")
    assert not lacking("园区调整，划出企业108户", f"{found.problem}{found.seen}")


def test_a_stock_goes_on_over_the_year(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    """What is counted from January begins anew, and so may the terms of a rate."""
    for id, codes in (("T10-2", ["Q417"]), ("T01-1", []), ("T02-3", [])):
        place = (INDICATORS, id, "ytd")
        found = over_the_year(checklist, units[0], {place: 8.0}, {place: 85.0})
        assert [one.code for one in found] == codes
        found = over_the_year(checklist, units[0], {place: NONE}, {place: 85.0})
        assert [one.code for one in found] == ["Q418"] * bool(codes)


def over_the_year(checklist: Checklist, unit: Unit, now: Values, last: Values) -> list[Finding]:
    january, december = Period(2025, 1), Period(2024, 12)
    form = form_of(checklist, unit, january)
    history = {december: entries_of(unit, december, last)}
    data = UnitData(unit, form, entries_of(unit, january, {**clean_values(form), **now}), history)
    return [one for one in run_checks(CheckData(checklist, january, [data])) if one.code in CODES]


def _reporters(checklist: Checklist, id: str) -> tuple[str, ...]:
    return next(tuple(one.reporters) for one in checklist.indicators if one.id == id)


WORDS: list[tuple[Values, Months, list[str]]] = [
    (figure("T08-1", ytd=NONE), {5: figure("T08-1", ytd=43.0)}, ["Q418"]),
    (figure("T08-1", ytd=PENDING), {5: figure("T08-1", ytd=43.0)}, ["Q419"]),
    (figure("T08-1", ytd=NONE), {4: figure("T08-1", ytd=43.0), 5: figure("T08-1", ytd=PENDING)}, ["Q418"]),
    (figure("T08-1", ytd=NONE), {4: figure("T08-1", ytd=43.0), 5: figure("T08-1", ytd=NONE)}, ["Q418"]),
    (figure("T08-1", ytd=PENDING), {4: figure("T08-1", ytd=43.0), 5: figure("T08-1", ytd=PENDING)}, []),  # Q406
    (figure("T08-1", ytd=NONE), {5: figure("T08-1", ytd=0.0)}, []),  # nothing leaves the total
    (figure("T08-1", ytd=PENDING), {5: figure("T08-1", ytd=0.0)}, []),
    (figure("T08-1", ytd=NONE), {}, []),
    (figure("T08-1", ytd=NONE), {5: figure("T08-1", ytd=PENDING)}, []),
    (figure("T39-4", ytd=NONE), {5: figure("T39-4", ytd="否")}, ["Q418"]),  # one county fewer that has to
    (figure("T39-4", ytd=PENDING), {5: figure("T39-4", ytd="否")}, []),
    (figure("T39-4", ytd=PENDING), {5: figure("T39-4", ytd="是")}, ["Q419"]),
    (figure("T01-1", ytd=NONE), {5: figure("T01-1", ytd=0.0)}, ["Q418"]),
    (figure("T07-1", numerator=NONE, denominator=None), {3: figure("T07-1", numerator=0.0, denominator=600.0)}, ["Q418"]),
    (figure("T07-1", numerator=300.0, denominator=PENDING), {3: figure("T07-1", numerator=300.0, denominator=600.0)}, ["Q419"]),
]  # fmt: skip


@pytest.mark.parametrize(("now", "months", "expected"), WORDS)
def test_a_figure_that_became_a_word_is_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, months: Months, expected: list[str]
) -> None:
    assert [one.code for one in asked(checklist, units[0], now, months)] == expected


def test_a_figure_that_is_not_due_may_become_a_word(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    now, months = figure("T09-1", ytd=PENDING), {6: figure("T09-1", ytd=58.0)}
    assert not asked(checklist, units[0], now, months, Period(2024, 7))  # a quarterly one
    assert asked(checklist, units[0], now, months, Period(2024, 9))[0].values["since"] == "6月"


def step(last: float, now: float, **how: bool) -> Step:
    return Step(last, now, "个", only_grows=how.get("only_grows", True), opens=how.get("opens", False))


JULY = Period(2024, 7)
SAID: list[tuple[str, Step, bool]] = [
    ("本月新增4个", step(82, 86), False),
    ("本月新增4", step(82, 86), False),
    ("7月份新增4个", step(82, 86), False),
    ("本月新增4个", step(82, 82), True),
    ("本月新增10个", step(82, 86), True),
    ("当月新增1,000个", step(82, 1082), False),
    ("本月新增0.1万", step(82, 1082), False),
    ("本月完成10个", step(82, 86), True),
    ("本月没有新增", step(82, 86), True),
    ("本月无变化", step(82, 86), True),
    ("本月无变化", step(82, 82), False),
    ("与上月持平", step(82, 86), True),
    ("数据与6月底一致", step(82, 86), True),
    ("较上月增加4", step(82, 86), False),
    ("较上月增加10个", step(82, 86), True),
    ("比上月减少4个", step(82, 86), True),
    ("上月38，本月新增4", step(82, 86), True),
    ("上月82，本月新增4", step(82, 86), False),
    ("6月底累计38个", step(82, 86), True),
    ("截至6月底82个", step(82, 86), False),
    # Not wholly of that shape: a part, a reason, another thing, another measure, another time.
    ("其中本月新增10个", step(82, 86), False),
    ("本月新增10个，核减6个", step(82, 86), False),
    ("本月新增10个项目", step(82, 86), False),
    ("本月新增企业10户", step(82, 86), False),
    ("本月新增10人", step(82, 86), False),
    ("本月增长10%", step(82, 86), False),
    ("口径与上月一致", step(82, 86), False),
    ("人员无变化", step(82, 86), False),
    ("今年新增10个", step(82, 86), False),
    ("上月新增38个", step(82, 86), False),
    ("1-6月38个", step(82, 86), False),
    ("上月报了38个，已更正", step(82, 86), False),
    # A stock also loses: more came in than it grew by, but not less.
    ("本月新增10个", step(82, 86, only_grows=False), False),
    ("本月新增2个", step(82, 86, only_grows=False), True),
    ("本月没有新增", step(82, 80, only_grows=False), False),
    ("本月净增2个", step(82, 86, only_grows=False), True),
    ("本月完成2个", step(82, 86, only_grows=False), False),
    # In the first month of the year nothing was before, and last month was another year's.
    ("本月新增4个", step(0, 12, opens=True), True),
    ("本月新增12个", step(0, 12, opens=True), False),
    ("与上月持平", step(0, 12, opens=True), False),
    ("上月38", step(0, 12, opens=True), False),
    ("较上月减少3个，因核减", step(12, 17), True),  # a reason does not turn it round
    ("较上月减少3个（由于核减）", step(12, 17), True),
    ("因核减，较上月减少3个", step(12, 17), True),
    ("因核减，较上月减少3个", step(20, 17), False),
    ("本月新增2个，因更正", step(12, 17), False),  # which may be why it grew by more
    ("较上月减少3个，因核减3个另新增8个", step(12, 17), False),
]


@pytest.mark.parametrize(("words", "moved", "expected"), SAID)
def test_words_that_tell_another_growth(words: str, moved: Step, *, expected: bool) -> None:
    assert says_another_step(words, moved, JULY) is expected


GROWTH: list[tuple[Values, Months, list[str]]] = [
    (figure("T08-1", ytd=86.0, explanation="本月新增10个。县人社局提供"), {5: figure("T08-1", ytd=82.0)}, ["Q420"]),
    (figure("T08-1", ytd=86.0, explanation="本月新增10人。县人社局提供"), {5: figure("T08-1", ytd=82.0)}, ["Q420"]),
    (figure("T08-1", ytd=82.0, explanation="本月新增4人"), {5: figure("T08-1", ytd=82.0)}, ["Q420"]),
    (figure("T08-1", ytd=86.0, explanation="本月新增4人"), {5: figure("T08-1", ytd=82.0)}, []),
    (figure("T08-1", ytd=86.0, explanation="本月新增10人"), {4: figure("T08-1", ytd=82.0)}, []),  # May is not known
    (figure("T08-1", ytd=86.0, explanation="本月新增10人"), {5: figure("T08-1", ytd=PENDING)}, []),
    (figure("T07-1", numerator=301.0, denominator=600.0, explanation="本月无变化"), {5: figure("T07-1", numerator=300.0, denominator=600.0)}, []),
]  # fmt: skip


@pytest.mark.parametrize(("now", "months", "expected"), GROWTH)
def test_the_remark_is_held_against_both_months(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, months: Months, expected: list[str]
) -> None:
    assert [one.code for one in asked(checklist, units[0], now, months)] == expected


def test_in_january_a_year_begins_at_nothing(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    now = figure("T02-3", ytd=12.0, explanation="本月新增4个")
    (found,) = asked(checklist, units[0], now, {}, Period(2025, 1))
    assert "今年从 0 起算，新增就是 12" in found.problem


SMALL, LARGE = {"year_done": 20.0, "cumulative_done": 30.0}, {"year_done": 200.0, "cumulative_done": 700.0}
OF_A_PROJECT: list[tuple[Values, Months, str]] = [
    (road(status="未开工", **SMALL), {5: road(**SMALL)}, "status"),
    (road(status="未开工"), {5: ROAD}, ""),  # the sums of the row contradict it already (Q317)
    (road(status="未开工", year_done=190.0), {5: ROAD}, "year_done"),
    (road(status="在建"), {5: road(status="已完工")}, "status"),
    (road(status="已完工", **LARGE), {5: road(status="已投用", **LARGE)}, "status"),
    (road(status="停工"), {5: ROAD}, ""),
    (road(status="已完工", **LARGE), {5: road(**LARGE)}, ""),
    (ROAD, {5: road(status="停工")}, ""),  # begun again
    (road(status="未开工", **SMALL), {4: road(**SMALL)}, "status"),  # no return in May
    (road(year_done=97.0, cumulative_done=397.0), {5: ROAD}, "year_done"),
    (road(year_done=300.0, cumulative_done=400.0), {5: ROAD}, ""),
    (road(year_done=301.5, cumulative_done=400.0), {5: ROAD}, ""),  # rounded
    (road(year_done=290.0), {5: ROAD}, "year_done"),
    (road(cumulative_done=400.0), {5: ROAD}, "year_done"),
    (road(funded=400.0), {5: ROAD}, "funded"),
    (road(funded=600.0), {5: ROAD}, ""),
    (road(start="2024-06"), {5: ROAD}, "start"),
    (road(start="2024-04"), {5: ROAD}, ""),  # corrected
    (road(start="2024-06"), {5: road(status="未开工", start="2024-05")}, ""),  # put off
    (road(start="2024-06"), {}, ""),
    (road(year_done=100.0, cumulative_done=250.0), {5: ROAD}, ""),  # Q407
    (road(cumulative_done=250.0, year_done=200.0), {4: ROAD}, "cumulative_done"),  # which has only the month before
]  # fmt: skip


@pytest.mark.parametrize(("now", "months", "expected"), OF_A_PROJECT)
def test_a_project_goes_on_from_last_month(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, months: Months, expected: str
) -> None:
    found = asked(checklist, units[0], now, months)
    assert [(one.code, one.field) for one in found] == [("Q421", expected)] * bool(expected)


DECEMBER = road(year_done=200.0, cumulative_done=300.0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (road(year_done=20.0, cumulative_done=320.0, funded=50.0), ""),
        (road(year_done=20.0, cumulative_done=380.0), ""),  # December was settled
        (road(year_done=220.0, cumulative_done=320.0), "year_done"),  # 本年 went on
        (road(year_done=20.0, cumulative_done=320.0, status="停工"), ""),
        (road(year_done=20.0, cumulative_done=320.0, total=5000.0, status="未开工"), "status"),
    ],
)
def test_in_january_what_was_done_this_year_begins_anew(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, expected: str
) -> None:
    found = over_the_year(checklist, units[0], now, DECEMBER)
    assert [one.field for one in found] == [expected] * bool(expected)


def test_an_ordinary_year_and_the_next_are_not_asked_about(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    unit, history, told = units[0], dict[Period, dict[Place, Entry]](), []
    for month in (*periods_of(2024), *periods_of(2025)[:3]):
        last = history.get(month.previous, {})
        form = form_of(checklist, unit, month, list(last.values()))
        history[month] = entries_of(unit, month, made_up_values(form))
        before = {one: values for one, values in history.items() if one < month}
        data = CheckData(checklist, month, [UnitData(unit, form, history[month], before)])
        told += [one for one in run_checks(data) if one.code in CODES]
    assert told == []
    assert any(sheet == PROJECTS for sheet, _, _ in last)


OTHER_ROAD: Values = road(name="县第二供水厂扩建", total=9000.0, start="2024-06-01")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OTHER_ROAD, ["Q424"]),
        (
            {**OTHER_ROAD, **project(9, year_done=50.0, cumulative_done=50.0)},
            ["Q424"],
        ),  # nothing is held against it
        (road(name="县第二供水厂扩建"), []),  # its 总投资 and its start say that it is the same
        ({**OTHER_ROAD, **project(8, **NEW_PROJECT)}, []),  # it only moved
        (road(cumulative_done=PENDING, year_done=PENDING), ["Q425"]),
    ],
)
def test_a_row_goes_on_with_the_project_and_the_sums_of_last_month(
    checklist: Checklist, units: tuple[Unit, ...], now: Values, expected: list[str]
) -> None:
    codes = {"Q407", "Q421", "Q424", "Q425"}
    found = findings(checklist, units[0], now, {5: ROAD})
    assert [one.code for one in found if one.code in codes] == expected


def test_a_project_is_not_called_gone_where_a_row_that_was_not_read_may_name_it(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    (place,) = (Place(*key) for key in project(9, name=""))
    found = findings(checklist, units[0], OTHER_ROAD, {5: ROAD}, rejected=frozenset({place}))
    assert not [one for one in found if one.code == "Q424"]
