"""上月累计 and 环比: this month beside last month, like with like.

In: the assessments of both months. Out: values with the word that stands where there is none. Sums
and milestones of a year start anew in January, as in the forms; stocks look back to December.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.model import YES_NO, Kind
from toolkit.figures.assess import Assessment
from toolkit.figures.rollup import Total, roll_up
from toolkit.forms.plan import starts_anew

NONE = "—"
POINTS = "百分点"
PERCENT = "%"


@dataclass(frozen=True)
class Change:
    """环比 in percent, or in 百分点 for percentages; ``units`` are those that reported in both months.

    Without a value, ``reason`` says why there is none.
    """

    value: float | None
    measure: str
    units: tuple[str, ...] = ()
    reason: str = ""


def comparable(now: Assessment, before: Assessment | None) -> Assessment | None:
    """Last month's assessment where it can be set beside this month's, else None."""
    if before is None or (now.period.month == 1 and starts_anew(now.indicator)):
        return None
    return before


def previous_word(before: Assessment | None) -> str:
    """What stands for 上月累计 when there is no figure."""
    if before is None or before.target is None:
        return NONE
    return before.judgement.word


def change(now: Assessment, before: Assessment | None, tolerance: float) -> Change:
    """How the common units' total moved; ``before`` as :func:`comparable` gives it."""
    in_points = now.indicator.kind is Kind.RATIO and now.indicator.measure == PERCENT
    measure = POINTS if in_points else PERCENT
    reason = _not_comparable(now, before)
    if reason or before is None:
        return Change(None, measure, reason=reason)
    common = tuple(
        unit
        for unit, amount in now.amounts.items()
        if amount.reported and unit in before.amounts and before.amounts[unit].reported
    )
    this, last = _total(now, common, tolerance).value, _total(before, common, tolerance).value
    if this is None or last is None:
        return Change(None, measure, common, "没有两个月都报了数的单位")
    if last == 0 and not in_points:
        return Change(None, measure, common, "这些单位上月合计为0，不算增长率")
    return Change(this - last if in_points else (this - last) * 100 / last, measure, common)


def _not_comparable(now: Assessment, before: Assessment | None) -> str:
    """Why the two months cannot be set beside each other, "" when they can."""
    if now.indicator.measure == YES_NO:
        return "是/否不算环比"
    if before is None:
        return "没有可比的上月：没有上月数据，或年初重新累计"
    if not (now.due and before.due):
        return "本月或上月未到统计期"
    return ""


def _total(month: Assessment, units: tuple[str, ...], tolerance: float) -> Total:
    amounts = {unit: month.amounts[unit] for unit in units}
    return roll_up(month.indicator, month.target, amounts, tolerance)
