"""The two ends that missing units leave open: a light is lit only when both give the same.

In: one indicator's amounts in a month, with what its units said earlier in the year. Out: the totals at the low
and at the high end, or None where the missing units leave no ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.core.periods import Period
from toolkit.core.words import NoValue
from toolkit.figures.given.table import Amount, MonthTable
from toolkit.figures.judging.rollup import Total, is_counted_over_units, roll_up
from toolkit.figures.numbers.arithmetic import exact_sum, meets

_UPWARD = (Comparator.GE, Comparator.GT, Comparator.RANGE, Comparator.ABOUT, Comparator.KEEP)
FEW, ONE_OF = 10, 5  # a tenth of the due units may have no value of a ratio; one, where five or more are due


@dataclass(frozen=True)
class Silence:
    """One due unit without a figure, and the last one that it gave this year with its month."""

    unit: str
    amount: Amount | None = None
    month: int = 0


@dataclass(frozen=True)
class Missing:
    """An indicator in a month with units missing. ``quotas`` by unit and ``target`` in the reporting measure."""

    indicator: Indicator
    target: Target
    month: int
    amounts: Mapping[str, Amount]
    silent: Sequence[Silence]
    curve: Sequence[float]
    linear: bool
    quotas: Mapping[str, float]
    whole: float  # the target in the reporting measure
    tolerance: float = 0.0

    @property
    def due(self) -> int:
        """How many units owe the figure."""
        return sum(amount.owed for amount in self.amounts.values())


def silences(
    indicator: Indicator, amounts: Mapping[str, Amount], period: Period, tables: Mapping[Period, MonthTable]
) -> list[Silence]:
    """The due units without a figure of their own, each with its last one of the year."""
    found = []
    for unit, amount in amounts.items():
        if amount.owed and not amount.reported:
            found.append(_last(indicator, unit, period, tables))
    return found


def _last(indicator: Indicator, unit: str, period: Period, tables: Mapping[Period, MonthTable]) -> Silence:
    for month in reversed(period.so_far[:-1]):
        table = tables.get(month)
        amount = table.own(indicator, unit) if table else None
        if amount is not None and amount.counts and amount.value is not None:
            return Silence(unit, amount, month.month)
    return Silence(unit)


def totals_at_ends(case: Missing) -> tuple[Total, Total] | None:
    """The prefecture's figure at the low and the high end; None where there are no ends."""
    indicator = case.indicator
    if indicator.kind is Kind.RATE_EACH or is_counted_over_units(indicator):
        return _counted(case)
    if indicator.kind is Kind.STOCK:
        return _stock(case)
    if indicator.kind is Kind.RATIO:
        return _ratio(case)
    return _running(case)


def _with(case: Missing, values: Mapping[str, Amount]) -> Total:
    silent = {
        one.unit: Amount(word=NoValue.NOT_REPORTED) for one in case.silent
    }  # what is carried over is no figure here
    return roll_up(case.indicator, case.target, {**case.amounts, **silent, **values}, case.tolerance)


def _running(case: Missing) -> tuple[Total, Total]:
    """Flows, investments, counted milestones: the last cumulative, and what may have been added since."""
    low = {one.unit: Amount(one.amount.value if one.amount else 0.0) for one in case.silent}
    high = {one.unit: Amount(_fastest(case, one)) for one in case.silent}
    return _with(case, low), _with(case, high)


def _fastest(case: Missing, one: Silence) -> float:
    """The last cumulative, and the months since and one more at the faster of its own month and its plan's."""
    part = case.quotas.get(one.unit, case.whole / case.due)
    if one.amount is None or one.amount.value is None:
        return part * (case.month + 1) / 12
    last = one.amount.value
    months = case.month - one.month + 1
    return exact_sum((last, max(last / one.month * months, _planned(case, part, one.month))))


def _planned(case: Missing, part: float, since: int) -> float:
    """What the plan adds from after month ``since`` to one month beyond this one, by the curve where there is one."""
    if case.linear:
        return part * (case.month - since + 1) / 12
    shares = [0.0, *case.curve]
    beyond = shares[12] - shares[11] if case.month == 12 else shares[case.month + 1] - shares[case.month]
    return part * (shares[case.month] - shares[since] + beyond) / 100


def _counted(case: Missing) -> tuple[Total, Total]:
    """逐个达标 and 是/否: as last known (是 stays 是), and done."""
    total = _with(case, {})
    done = total.done or 0
    kept = sum(_was_done(case, one) for one in case.silent)
    return _counting(case, total, done + kept), _counting(case, total, done + len(case.silent))


def _was_done(case: Missing, one: Silence) -> bool:
    value = one.amount.value if one.amount else None
    if case.indicator.kind is Kind.RATE_EACH:
        return meets(case.indicator.comparator, value, case.target, case.tolerance)
    return value == 1.0


def _counting(case: Missing, total: Total, done: int) -> Total:
    value = float(done == total.expected) if case.indicator.measure == YES_NO else float(done)
    return replace(total, value=value, done=done)


def _known(case: Missing) -> dict[str, Amount]:
    return {one.unit: one.amount for one in case.silent if one.amount is not None}


def _stock(case: Missing) -> tuple[Total, Total] | None:
    """The last value at both ends; without one only a target that the others alone reach is safe."""
    known = _known(case)
    total = _with(case, known)
    if len(known) < len(case.silent):
        indicator = case.indicator
        if indicator.comparator not in _UPWARD:
            return None
        if not meets(indicator.comparator, total.value, case.target, case.tolerance):
            return None
    return total, total


def _ratio(case: Missing) -> tuple[Total, Total] | None:
    """The last value at both ends; on the others when few have none."""
    known = _known(case)
    without = len(case.silent) - len(known)
    allowed = max(case.due // FEW, 1 if case.due >= ONE_OF else 0)
    if without > allowed:
        return None
    total = _with(case, known)
    return (total, total) if total.value is not None else None
