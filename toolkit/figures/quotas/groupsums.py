"""What the units of a group make together, and what that is measured by; by the rules that make the prefecture's figure.

In: an assessment and the codes of a group's units. Out: bare numbers in the measure that units report in, None where there
is nothing to add up or to divide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.core.marks import NO_SHARE
from toolkit.core.model import Indicator
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.judging.rates import all_or_nothing, value_rate
from toolkit.figures.judging.rollup import Total, roll_up
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.quotas.shares import adds_up, is_no_share, must_reach, unit_bound


def group_total(
    basis: Basis, indicator: Indicator, row: Assessment | None, units: Iterable[str]
) -> Total | None:
    """What the units make in the month of ``row``; None where no figure is due or may be made.

    Of 逐个达标 and 是/否 the value is the number of units.
    """
    if row is None or row.target is None or not indicator.confirmed:
        return None
    if not (row.due or row.stands):
        return None
    amounts = basis.valued(row).amounts
    chosen = {code: amounts[code] for code in units if code in amounts}
    if adds_up(indicator):
        indicator = replace(indicator, factor=1.0)
    total = roll_up(indicator, row.target, chosen, basis.settings.approx_tolerance)
    if total.done is not None and total.counted:
        return replace(total, value=float(total.done))
    return total


def group_bound(basis: Basis, month: Assessment, units: Iterable[str]) -> float | None:
    """What the units that owe the figure must reach together; None where anyone's part was not laid down."""
    if not adds_up(month.indicator):
        return None
    bounds = [unit_bound(basis, month, code) for code in units if month.amounts[code].owed]
    known = [bound for bound in bounds if bound is not None]
    return exact_sum(known) if known and len(known) == len(bounds) else None


def group_rate(
    basis: Basis, month: Assessment, total: Total | None, bound: float | None
) -> tuple[float | None, str]:
    """完成率 of a group, or the word in its place, "" where there is no figure to divide."""
    indicator, target = month.indicator, month.target
    if total is None or total.value is None or target is None or not month.due:
        return None, ""
    if must_reach(month):
        return (total.done or 0) * 100 / total.expected, ""
    if bound is None:
        return None, NoValue.TO_BE_SPLIT
    if is_no_share(month, bound):
        return None, NO_SHARE
    if all_or_nothing(indicator, target) and total.reported < total.expected:
        return None, LightWord.OPEN
    return value_rate(indicator, target, total.value, bound, basis.settings.approx_tolerance), ""
