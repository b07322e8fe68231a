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
    """环比 in percent, or in 百分点 for percentages; ``units`` are those that reported in both months."""

    value: float | None
    measure: str
    word: str = ""
    units: tuple[str, ...] = ()


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
    if before is None or not (now.due and before.due) or now.indicator.measure == YES_NO:
        return Change(None, measure, NONE)
    common = tuple(
        unit
        for unit, amount in now.amounts.items()
        if amount.reported and unit in before.amounts and before.amounts[unit].reported
    )
    this, last = _total(now, common, tolerance).value, _total(before, common, tolerance).value
    if this is None or last is None or (not in_points and last == 0):
        return Change(None, measure, NONE, common)
    return Change(this - last if in_points else (this - last) * 100 / last, measure, "", common)


def _total(month: Assessment, units: tuple[str, ...], tolerance: float) -> Total:
    amounts = {unit: month.amounts[unit] for unit in units}
    return roll_up(month.indicator, month.target, amounts, tolerance)
