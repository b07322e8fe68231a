"""完成率: how much of the year's target is done, in percent.

In: indicator, target, :class:`Total` or a unit's value with its quota. Out: percent, unrounded, or
None when there is nothing to divide.
"""

from __future__ import annotations

from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.figures.judging.rollup import Total, is_counted_over_units
from toolkit.figures.numbers.arithmetic import meets


def all_or_nothing(indicator: Indicator, target: Target) -> bool:
    """Whether a rate can only be 100 or 0: ≤, and = 0."""
    return indicator.comparator is Comparator.LE or (
        indicator.comparator is Comparator.EQ and target.low == 0
    )


def is_met_or_not(indicator: Indicator, target: Target, bound: float) -> bool:
    """Whether nothing lies between 100 and 0 for a value against ``bound``."""
    return indicator.measure == YES_NO or all_or_nothing(indicator, target) or bound == 0


def units_due(indicator: Indicator, target: Target, total: Total) -> int | None:
    """How many units must be done where units are counted; None where values are added up.

    Where the target asks for fewer units than report (four of six counties), the target is the measure.
    """
    if indicator.kind is Kind.RATE_EACH:
        return total.expected
    if not is_counted_over_units(indicator):
        return None
    if indicator.measure == YES_NO:
        return total.expected
    return min(total.expected, round(target.low)) if target.low >= 1 else total.expected


def completion_rate(
    indicator: Indicator, target: Target | None, total: Total, tolerance: float = 0.0
) -> float | None:
    """The prefecture's 完成率; None without a value or a target."""
    if target is None or total.value is None:
        return None
    due = units_due(indicator, target, total)
    if due is not None:
        return (total.done or 0) * 100 / due if due else None
    return value_rate(indicator, target, total.value, target.low, tolerance)


def value_rate(
    indicator: Indicator, target: Target, value: float, bound: float, tolerance: float = 0.0
) -> float:
    """``value`` against ``bound`` (both in one measure); 100 or 0 where nothing lies between."""
    if is_met_or_not(indicator, target, bound):
        scaled = Target(bound)
        return 100.0 if meets(indicator.comparator, value, scaled, tolerance) else 0.0
    return value * 100 / bound


def is_met(indicator: Indicator, target: Target | None, total: Total, tolerance: float = 0.0) -> bool:
    """Whether the prefecture's figure meets the target (逐个达标 and 是/否: all units due do)."""
    if target is None or total.value is None:
        return False
    if indicator.kind is Kind.RATE_EACH or indicator.measure == YES_NO:
        return total.expected > 0 and total.done == total.expected
    return meets(indicator.comparator, total.value, target, tolerance)
