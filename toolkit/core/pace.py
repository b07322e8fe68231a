"""Pace (序时进度): how much of a year's target is due by the end of a month.

In: the curves of the checklist's sheet 序时曲线. Out: percentages 0–100. Without a curve the year is
linear: month ÷ 12 × 100.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Checklist

LINEAR: tuple[float, ...] = tuple(month * 100 / 12 for month in range(1, 13))
DEFAULT_CURVE = "默认"


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
