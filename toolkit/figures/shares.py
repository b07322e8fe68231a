"""What one unit's figure is measured by: its quota, the whole target when it reports alone, or a share.

In: an assessment and a unit. Out: :class:`UnitRate` with 完成率, share of the prefecture's figure and
light; without a quota the rate reads 待分解.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.core.form import NOT_APPLICABLE, PENDING, TO_BE_SPLIT
from toolkit.core.model import YES_NO, Indicator, Kind, Target
from toolkit.core.returns import Light
from toolkit.figures.assess import Assessment, Basis
from toolkit.figures.comparing import meets
from toolkit.figures.lights import judge
from toolkit.figures.rates import value_rate
from toolkit.figures.rollup import is_counted_over_units
from toolkit.figures.table import MISSING
from toolkit.forms.plan import reported_target

NONE = "—"


@dataclass(frozen=True)
class UnitRate:
    """A unit's rate (or the word in its place), share, light, and the bound in the reporting measure."""

    rate: float | None
    rate_word: str
    share: float | None
    light: Light
    bound: float | None


def adds_up(indicator: Indicator) -> bool:
    """Whether unit values are parts of the prefecture's value."""
    if indicator.kind is Kind.MILESTONE:
        return not is_counted_over_units(indicator)
    return indicator.kind in (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK)


def unit_rate(basis: Basis, month: Assessment, unit: str) -> UnitRate:
    """How the unit stands; the prefecture's figure is left to the prefecture."""
    amount = month.amounts[unit]
    bound = unit_bound(basis, month, unit)
    if not amount.counts or amount.value is None:
        light = Light.MISSING if month.due and amount.word == MISSING else Light.NONE
        return UnitRate(None, _absent(month, amount.word), None, light, bound)
    if not month.due:
        return UnitRate(None, PENDING, None, Light.NONE, bound)
    share = _share(month, unit)
    if bound is None or month.target is None:
        return UnitRate(None, TO_BE_SPLIT, share, Light.NONE, None)
    target = Target(bound)
    tolerance = basis.settings.approx_tolerance
    rate = value_rate(month.indicator, month.target, amount.value, bound, tolerance)
    met = meets(month.indicator.comparator, amount.value, target, tolerance)
    indicator = month.indicator
    if len(month.amounts) > 1 or indicator.factor != 1:
        indicator = replace(indicator, base=None)  # a base value is the prefecture's, not the unit's
    judgement = judge(
        indicator, target, amount.value, rate, met, month.pace, month.period.month, basis.settings
    )
    return UnitRate(rate, "", share, judgement.light, bound)


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
        each = indicator.measure == YES_NO or target.low >= _asked(month)
        return 1.0 if each else None
    if len(month.amounts) != 1:
        return None
    return reported_target(indicator, target).low if adds_up(indicator) else target.low


def _asked(month: Assessment) -> int:
    return sum(amount.word != NOT_APPLICABLE for amount in month.amounts.values())


def _share(month: Assessment, unit: str) -> float | None:
    total, value = month.total.value, month.amounts[unit].value
    if not adds_up(month.indicator) or not total or value is None:
        return None
    return value * 100 / (total * month.indicator.factor)


def _absent(month: Assessment, word: str) -> str:
    if not word:
        return NONE  # a quotient over 0
    return PENDING if word == MISSING and not month.due else word
