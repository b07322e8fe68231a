"""What one unit's figure is measured by: its quota, the whole target when it reports alone, or a share.

In: an assessment and a unit. Out: :class:`UnitRate` with 完成率, share of the prefecture's figure and
light; without a quota the rate reads 待分解, a quota of 0 is no share.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.form import DASH
from toolkit.core.marks import NO_SHARE, NOT_CONFIRMED
from toolkit.core.model import YES_NO, Indicator, Kind, Target
from toolkit.core.returns import Light
from toolkit.core.words import NoValue
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.judging.lights import Case, judge
from toolkit.figures.judging.rates import all_or_nothing, value_rate
from toolkit.figures.judging.rollup import is_counted_over_units
from toolkit.figures.numbers.arithmetic import meets
from toolkit.forms.plan import reported_target


@dataclass(frozen=True)
class UnitRate:
    """A unit's rate (or the word in its place), share, light, and the bound in the reporting measure.

    ``pace`` and ``gap`` are the unit's own, of its quota; ``own`` says that the figure is its own to reach: by quota,
    or because it reports alone. ``each``: every unit asked must reach it.
    """

    rate: float | None
    rate_word: str
    share: float | None
    light: Light
    bound: float | None
    met: bool = False
    pace: float | None = None
    gap: float | None = None
    own: bool = False
    each: bool = False
    word: str = ""  # of the light


def adds_up(indicator: Indicator) -> bool:
    """Whether unit values are parts of the prefecture's value."""
    if indicator.kind is Kind.MILESTONE:
        return not is_counted_over_units(indicator)
    return indicator.kind in (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK)


def unit_rate(basis: Basis, month: Assessment, unit: str) -> UnitRate:
    """How the unit stands, worked out once; the prefecture's figure is left to the prefecture."""
    key = (unit_rate, month.indicator.id, month.period, unit)
    return basis.kept(key, lambda: _standing(basis, month, unit))


def _standing(basis: Basis, month: Assessment, unit: str) -> UnitRate:
    amount = month.amounts[unit]
    bound = unit_bound(basis, month, unit)
    if not amount.counts or amount.value is None:
        light = Light.MISSING if month.due and amount.word == NoValue.NOT_REPORTED else Light.NONE
        if bound is not None and is_no_share(month, bound):
            bound = None  # who has no part in it owes no rate either
        pace = _pace(basis, month, unit, bound) if month.due and month.indicator.confirmed else None
        return UnitRate(None, _absent(month, amount.word), None, light, bound, pace=pace)
    if not month.due:
        return UnitRate(None, NoValue.PENDING, None, Light.NONE, bound)
    if not month.indicator.confirmed:
        return UnitRate(None, NOT_CONFIRMED, None, Light.NONE, bound)
    share = _share(month, unit)
    if bound is None or month.target is None:
        return UnitRate(None, NoValue.TO_BE_SPLIT, share, Light.NONE, None)
    if is_no_share(month, bound):
        return UnitRate(None, NO_SHARE, share, Light.NONE, None)
    return _judged(basis, month, unit, amount.value, bound, share)


def is_no_share(month: Assessment, bound: float) -> bool:
    """Whether a quota of 0 says that the unit has no part in it; of ≤ and = 0 it is a bound like any other."""
    target, indicator = month.target, month.indicator
    return bound == 0 and target is not None and not all_or_nothing(indicator, target)


def _judged(
    basis: Basis, month: Assessment, unit: str, value: float, bound: float, share: float | None
) -> UnitRate:
    indicator, year = month.indicator, month.period.year
    assert month.target is not None  # noqa: S101  (a bound comes from a target)
    tolerance = basis.settings.approx_tolerance
    rate = value_rate(indicator, month.target, value, bound, tolerance)
    target = Target(bound)
    met = meets(indicator.comparator, value, target, tolerance)
    base = _base(basis, month, unit)
    case = Case(indicator, year, month.period.month, target, value, rate, met, month.pace, base)
    judged = judge(case, basis.settings)
    return UnitRate(
        rate,
        "",
        share,
        judged.light,
        bound,
        met,
        judged.pace,
        judged.gap,
        own=_is_own(basis, month, unit),
        each=must_reach(month),
        word=judged.word,
    )


def _is_own(basis: Basis, month: Assessment, unit: str) -> bool:
    """Whether the figure is the unit's own to reach: by its quota, or because it reports alone."""
    quota = (month.indicator.id, unit, month.period.year) in basis.quotas
    return quota or len(month.amounts) == 1


def _base(basis: Basis, month: Assessment, unit: str) -> float | None:
    """What the unit's way starts from: the prefecture's base where it reports alone; of a quota nobody knows it."""
    indicator, year = month.indicator, month.period.year
    base = indicator.base_in(year)
    if base is None or len(month.amounts) > 1 or (indicator.id, unit, year) in basis.quotas:
        return None
    return base if indicator.is_ratio_input else base * indicator.factor


def _pace(basis: Basis, month: Assessment, unit: str, bound: float | None) -> float | None:
    """The unit's own 序时进度 where it has no figure to hold against it."""
    indicator, year = month.indicator, month.period.year
    if not bound or month.target is None:
        return None
    case = Case(
        indicator,
        year,
        month.period.month,
        Target(bound),
        0.0,
        0.0,
        False,
        month.pace,
        _base(basis, month, unit),
    )
    return case.expected * 100 / bound if case.paced else None


def must_reach(month: Assessment) -> bool:
    """Whether every unit asked must reach it by itself: 逐个达标, and 是/否 asked of all."""
    indicator, target = month.indicator, month.target
    if indicator.kind is Kind.RATE_EACH:
        return True
    if target is None or not is_counted_over_units(indicator):
        return False
    return indicator.measure == YES_NO or target.low >= _asked(month)


def unit_bound(basis: Basis, month: Assessment, unit: str) -> float | None:
    """What the unit must reach, in the measure that it reports in; None when nothing was laid down.

    The quota of the sheet 分解; the target itself where each unit must reach it; the whole target
    where only one unit reports.
    """
    indicator, target = month.indicator, month.target
    if target is None:
        return None
    quota = basis.quotas.get((indicator.id, unit, month.period.year))
    if quota is not None:
        return quota
    if indicator.kind is Kind.RATE_EACH:
        return target.low
    if is_counted_over_units(indicator):
        return 1.0 if must_reach(month) else None
    if len(month.amounts) != 1:
        return None
    return reported_target(indicator, target).low if adds_up(indicator) else target.low


def _asked(month: Assessment) -> int:
    return sum(amount.owed for amount in month.amounts.values())


def _share(month: Assessment, unit: str) -> float | None:
    total, value = month.total.value, month.amounts[unit].value
    if not adds_up(month.indicator) or not total or value is None:
        return None
    return value * 100 / (total * month.indicator.factor)


def _absent(month: Assessment, word: str) -> str:
    if not word:
        return DASH  # a quotient over 0
    return NoValue.PENDING if word == NoValue.NOT_REPORTED and not month.due else word
