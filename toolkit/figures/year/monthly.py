"""上月累计, 本月新增, 环比 and 累计同比: like with like.

In: assessments of months. Out: values with the word that stands where there is none. Sums and milestones of a
year start anew in January, as in the forms; stocks look back to December. A running total has no 环比; a total that
falls never grows; a small base gives the two numbers and no percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from toolkit.core.form import DASH
from toolkit.core.model import YES_NO, Indicator, Kind
from toolkit.core.openings import IMPORTED
from toolkit.core.pace import counts_items
from toolkit.core.periods import Period, due_months
from toolkit.core.returns import Source
from toolkit.core.rounding import MINUS, shown_number
from toolkit.figures.judging.assess import Assessment
from toolkit.figures.judging.rollup import is_counted_over_units, roll_up, total_decimals
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.forms.plan import starts_anew

POINTS = "百分点"
PERCENT = "%"
SMALL = 10  # a counted base under it gives no percentage
Look = Callable[[Period], Assessment | None]


@dataclass(frozen=True)
class Change:
    """A change in percent, in 百分点 or in the indicator's measure; ``units`` are those on both sides.

    Without a value ``word`` is printed (two numbers, or —) and ``reason`` says why.
    """

    value: float | None
    measure: str
    units: tuple[str, ...] = ()
    reason: str = ""
    word: str = DASH
    imported: tuple[Source, ...] = ()  # cells of imported tables that it rests on


@dataclass(frozen=True)
class Added:
    """本月新增 over ``units``, in the indicator's measure."""

    value: float | None
    units: tuple[str, ...] = ()


def comparable(now: Assessment, before: Assessment | None) -> Assessment | None:
    """Last month's assessment where it can be set beside this month's, else None."""
    if before is None or (now.period.opens_year and starts_anew(now.indicator, now.period.year)):
        return None
    return before


def held_against(look: Look, now: Assessment) -> list[Assessment]:
    """What a figure of the month may be held against, the newest first: the year's earlier months; in the first last month's."""
    if now.period.opens_year:
        before = comparable(now, look(now.period.previous))
        return [before] if before else []
    return [row for period in reversed(now.period.so_far[:-1]) if (row := look(period))]


def previous_word(before: Assessment | None) -> str:
    """What stands for 上月累计 when there is no figure."""
    if before is None or before.target is None:
        return DASH
    return before.judgement.word


def runs_up(indicator: Indicator) -> bool:
    """Whether it is a running total of the year, so that a month has its own part: flows, investments, things done."""
    if indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
        return True
    return indicator.kind is Kind.MILESTONE and indicator.report_measure != YES_NO


def last_due(indicator: Indicator, period: Period) -> Period:
    """The period before this one in which it was due; of monthly ones the month before."""
    return _due_earlier_this_year(indicator, period) or Period(period.year - 1, max(_due_months(indicator)))


def _due_earlier_this_year(indicator: Indicator, period: Period) -> Period | None:
    earlier = [month for month in _due_months(indicator) if month < period.month]
    return Period(period.year, max(earlier)) if earlier else None


def _due_months(indicator: Indicator) -> tuple[int, ...]:
    return due_months(indicator.frequency, indicator.months)


def added_by_unit(look: Look, now: Assessment) -> dict[str, float]:
    """What each unit added since the last due period of the year, in the measure that it reports in."""
    before = _due_earlier_this_year(now.indicator, now.period)
    first = before is None
    last = look(before) if before else None
    if not now.due or (not first and (last is None or not last.due)):
        return {}
    found = {}
    for unit, amount in now.amounts.items():
        if not amount.reported or amount.value is None:
            continue
        if first:
            found[unit] = amount.value
        elif last and unit in last.amounts:
            old = last.amounts[unit]
            if old.reported and old.value is not None:
                found[unit] = exact_sum((amount.value, -old.value))
    return found


def total_of(indicator: Indicator, added: dict[str, float], units: Collection[str]) -> float | None:
    """The sum over these units in the indicator's measure; None of none."""
    chosen = [added[unit] for unit in units]
    return exact_sum(chosen) / indicator.factor if chosen else None


def added(look: Look, now: Assessment) -> Added:
    """本月新增 (本期新增 of what is not due monthly)."""
    if not runs_up(now.indicator):
        return Added(None)
    by_unit = added_by_unit(look, now)
    return Added(total_of(now.indicator, by_unit, by_unit), tuple(by_unit))


def added_before(look: Look, now: Assessment) -> Added:
    """上月新增(同口径): last period's 新增 over the units that have it in both."""
    if not runs_up(now.indicator):
        return Added(None)
    before = look(last_due(now.indicator, now.period))
    if before is None:
        return Added(None)
    old = added_by_unit(look, before)
    units = tuple(unit for unit in added_by_unit(look, now) if unit in old)
    return Added(total_of(now.indicator, old, units), units)


def change(look: Look, now: Assessment, tolerance: float) -> Change:
    """环比: of a running total month's part against month's part; of a stock or quotient the change of its level."""
    indicator = now.indicator
    if indicator.measure == YES_NO:
        return Change(None, PERCENT, reason="是/否不算环比")
    if not now.due:
        return Change(None, _level_measure(indicator), reason="本月未到统计期")
    if runs_up(indicator):
        return _against(look, now)
    return _of_level(look, now, tolerance)


def _against(look: Look, now: Assessment) -> Change:
    old = added_before(look, now)
    if old.value is None:
        return Change(None, PERCENT, reason="没有两期都算得出新增数的单位")
    this = total_of(now.indicator, added_by_unit(look, now), old.units)
    assert this is not None  # noqa: S101  (the same units)
    return _growth(now.indicator, this, old.value, old.units, "新增")


def _of_level(look: Look, now: Assessment, tolerance: float) -> Change:
    measure = _level_measure(now.indicator)
    before = comparable(now, look(last_due(now.indicator, now.period)))
    if before is None or not before.due:
        return Change(None, measure, reason="没有可比的上期数据，或年初重新累计")
    units = _both(now, before)
    this, last = _level(now, units, tolerance), _level(before, units, tolerance)
    if this is None or last is None:
        return Change(None, measure, units, "没有两期都报了数的单位")
    return Change(exact_sum((this, -last)), measure, units)


def on_year(before: Assessment | None, now: Assessment, tolerance: float) -> Change:
    """累计同比: this cumulative on last year's same month, over the same units."""
    made = _on_year(before, now, tolerance)
    return replace(made, imported=_imported(before, made.units)) if before else made


def _on_year(before: Assessment | None, now: Assessment, tolerance: float) -> Change:
    indicator = now.indicator
    in_points = indicator.kind is Kind.RATIO and indicator.measure == PERCENT
    measure = POINTS if in_points else PERCENT
    if indicator.measure == YES_NO or before is None or not (now.due and before.due):
        return Change(None, measure, reason="没有上年同月的数据")
    if before.target is None and indicator.kind is Kind.RATE_EACH:
        return Change(None, measure, reason="上年没有目标，不算达到的单位个数")
    units = _both(now, before)
    this, last = _level(now, units, tolerance), _level(before, units, tolerance)
    if this is None or last is None:
        return Change(None, measure, units, "没有两年同月都报了数的单位")
    if not indicator.comparable or indicator.kind is Kind.RATE_EACH or is_counted_over_units(indicator):
        reason = "两年口径不可比，只列两个数" if not indicator.comparable else "达到的单位个数，只列两个数"
        return Change(None, measure, units, reason, _two(indicator, last, this))
    if in_points:
        return Change(exact_sum((this, -last)), measure, units)
    return _growth(indicator, this, last, units, "")


def _imported(before: Assessment, units: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(
        entry.source
        for unit in units
        for entry in before.amounts[unit].entries
        if entry.source and IMPORTED in entry.mark
    )


def _growth(indicator: Indicator, this: float, last: float, units: tuple[str, ...], what: str) -> Change:
    """A percentage, or the two numbers where the base is nothing, falls, or is a handful of counted things."""
    few = counts_items(indicator) and last * indicator.factor < SMALL
    if last <= 0 or few or this < 0:
        reason = f"{what}数为负" if this < 0 else "基数为零或太小"
        return Change(None, PERCENT, units, f"{reason}，不算百分比，只列两个数", _two(indicator, last, this))
    return Change((this - last) * 100 / last, PERCENT, units)


def _two(indicator: Indicator, last: float, this: float) -> str:
    decimals = total_decimals(indicator)
    return f"{shown_number(last, decimals)}→{shown_number(this, decimals)}".replace("-", MINUS)


def _both(now: Assessment, before: Assessment) -> tuple[str, ...]:
    return tuple(
        unit
        for unit, amount in now.amounts.items()
        if amount.reported and unit in before.amounts and before.amounts[unit].reported
    )


def _level(month: Assessment, units: tuple[str, ...], tolerance: float) -> float | None:
    """The figure of these units alone, in the month's own way of counting."""
    amounts = {unit: month.amounts[unit] for unit in units}
    return roll_up(month.indicator, month.target, amounts, tolerance).value if amounts else None


def _level_measure(indicator: Indicator) -> str:
    if runs_up(indicator):
        return PERCENT
    if indicator.kind is Kind.RATE_EACH:
        return "个"
    return POINTS if indicator.measure == PERCENT else indicator.measure
