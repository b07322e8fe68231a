"""Pace (序时进度): how much of a year's target is due by the end of a month, and of which targets it is asked.

In: an indicator, a target, the curves of the checklist's sheet 序时曲线. Out: percentages and expected numbers.
Without a curve the year is linear: month ÷ 12 × 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from toolkit.core.model import YES_NO, Checklist, Comparator, Indicator, Kind, PaceKind
from toolkit.core.value_measures import is_counted

LINEAR: tuple[float, ...] = tuple(month * 100 / 12 for month in range(1, 13))
DEFAULT_CURVE = "默认"
FIRST_MONTH = 4  # without a curve a task is expected to have begun from April on
_DUST = 1e-6


def pace(curve: Sequence[float] | None, month: int) -> float:
    """The share of the year's target (%) due by the end of ``month`` (1–12); raises ValueError."""
    if not 1 <= month <= 12:
        raise ValueError(f"not a month: {month}")
    return (curve or LINEAR)[month - 1]


def curve_for(checklist: Checklist, indicator_id: str, task_no: int) -> tuple[float, ...]:
    """The curve that applies, most specific first: the indicator's, its task's, 默认, linear."""
    shares = {curve.applies_to: curve.shares for curve in checklist.curves}
    for name in (indicator_id, str(task_no), DEFAULT_CURVE):
        if name in shares:
            return shares[name]
    return LINEAR


def is_linear(curve: Sequence[float]) -> bool:
    """Whether the curve says no more than month ÷ 12."""
    return all(math.isclose(share, even) for share, even in zip(curve, LINEAR, strict=True))


def has_begun(curve: Sequence[float], month: int) -> bool:
    """Whether a task on this curve should be under way: once the curve rises; without one from April."""
    return month >= FIRST_MONTH if is_linear(curve) else pace(curve, month) > 0


def has_pace(indicator: Indicator, year: int) -> bool:
    """Whether the year's target is held against the pace: it runs with the months, or starts from a base.

    Point-in-time measures (stocks, 逐个达标, ≤, =, other ratios) have a pace only from a base.
    """
    if indicator.comparator is Comparator.KEEP or indicator.measure == YES_NO:
        return False
    if indicator.base_in(year) is not None:
        return True
    if indicator.pace_kind is not PaceKind.PACE or indicator.comparator in (Comparator.LE, Comparator.EQ):
        return False
    return indicator.kind not in (Kind.STOCK, Kind.RATE_EACH)


def expected(
    indicator: Indicator, target: float, share: float, base: float | None = None, items: float = 1.0
) -> float:
    """What should be reached when ``share`` (%) of the year's way is due: base + (target − base) × share.

    Counted things are rounded down to whole ones; ``items`` of them make one of the target's measure (10,000 for 万个).
    """
    start = base or 0.0
    number = start + (target - start) * share / 100
    if not counts_items(indicator):
        return number
    down = target >= start
    whole = math.floor(number * items + _DUST) if down else math.ceil(number * items - _DUST)
    return whole / items


def counts_items(indicator: Indicator) -> bool:
    """Whether its unit figures are whole things (所, 个, 户), so that half of one cannot be expected."""
    return indicator.kind is not Kind.RATIO and is_counted(indicator.report_measure)
