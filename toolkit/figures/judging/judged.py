"""The prefecture's light of one indicator, with units missing or not.

In: :class:`Grounds` (what is judged and what its units said), the total. Out: :class:`Found`: 完成率, judgement, and
both ends where units are missing. Fewer than half of the due units, or ends that differ: ○ 待报齐.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.core.periods import Period
from toolkit.core.returns import Light
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.given.data import Settings
from toolkit.figures.given.table import Amount, MonthTable
from toolkit.figures.judging.ends import Missing, silences, totals_at_ends
from toolkit.figures.judging.lights import Case, Judgement, counts_units, judge, without_figure
from toolkit.figures.judging.rates import completion_rate, is_met, units_due
from toolkit.figures.judging.rollup import Total, is_counted_over_units


@dataclass(frozen=True)
class Grounds:
    """What a judgement rests on; ``share`` is the curve's at the month's end, ``whole`` the target as units report."""

    indicator: Indicator
    target: Target
    period: Period
    amounts: Mapping[str, Amount]
    tables: Mapping[Period, MonthTable]
    curve: Sequence[float]
    linear: bool
    share: float
    quotas: Mapping[str, float]
    whole: float
    settings: Settings


@dataclass(frozen=True)
class End:
    """What the prefecture's figure would be at one end."""

    total: Total
    rate: float
    judgement: Judgement


@dataclass(frozen=True)
class Found:
    """The judgement as printed; ``printed`` is the light of the printed sum alone, where units are missing."""

    rate: float | None
    judgement: Judgement
    low: End | None = None
    high: End | None = None
    printed: Light | None = None


def judged_total(case: Grounds, total: Total, pace: float | None) -> Found:
    """The prefecture's light; ``pace`` is printed whether or not it can be lit."""
    own = _judged(case, total) if total.value is not None else None
    rate = own.rate if own else None
    if total.reported == total.expected and own is not None:
        return Found(rate, own.judgement)
    if not total.reported:
        return Found(rate, without_figure(NoValue.NOT_REPORTED, pace))
    waiting = Judgement(Light.OPEN, LightWord.OPEN, pace)
    ends = _ends(case) if total.reported * 2 >= total.expected else None
    if ends is None:
        return Found(rate, waiting)
    low, high = ends
    printed = own.judgement.light if own else None
    if low.judgement.light is not high.judgement.light or _passes_through(case, low, high):
        return Found(rate, waiting, low, high, printed)
    gap = own.judgement.gap if own and printed is low.judgement.light else None
    return Found(rate, replace(low.judgement, pace=pace, gap=gap), low, high, printed)


def _ends(case: Grounds) -> tuple[End, End] | None:
    missing = Missing(
        case.indicator,
        case.target,
        case.period.month,
        case.amounts,
        silences(case.indicator, case.amounts, case.period, case.tables),
        case.curve,
        case.linear,
        case.quotas,
        case.whole,
        case.settings.approx_tolerance,
    )
    totals = totals_at_ends(missing)
    if totals is None:
        return None
    low, high = (_judged(case, total) for total in totals)
    return (low, high) if low and high else None


def _passes_through(case: Grounds, low: End, high: End) -> bool:
    """Whether an = is met somewhere between two ends that both miss it."""
    if case.indicator.comparator is not Comparator.EQ or case.indicator.kind is Kind.RATE_EACH:
        return False
    if low.total.value is None or high.total.value is None:
        return False
    return low.total.value < case.target.low < high.total.value


def _judged(case: Grounds, total: Total) -> End | None:
    indicator, tolerance = case.indicator, case.settings.approx_tolerance
    rate = completion_rate(indicator, case.target, total, tolerance)
    if rate is None or total.value is None:
        return None
    met = is_met(indicator, case.target, total, tolerance)
    judged = Case(
        indicator,
        case.period.year,
        case.period.month,
        _bound(case, total),
        total.value,
        rate,
        met,
        case.share,
        indicator.base_in(case.period.year),
        indicator.factor,
        counts_units(indicator, is_counted_over_units(indicator)),
    )
    return End(total, rate, judge(judged, case.settings))


def _bound(case: Grounds, total: Total) -> Target:
    """The target in the measure of the total: of units counted, how many are asked for."""
    if case.indicator.kind is Kind.RATE_EACH and case.indicator.measure != YES_NO:
        return Target(float(units_due(case.indicator, case.target, total) or 0))
    return case.target
