"""The annual evaluation: each unit's score out of the year's figures, every point with its evidence.

In: :class:`EvaluationData` (the year's months as computed, weights of the sheet 考核权重, what the office
awards or deducts, objections). Out: :class:`UnitScore` values in the order of config. What cannot be
scored for want of data is left out and said; it is neither guessed nor zero. An objection changes no point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.core.model import Unit, Weight
from toolkit.core.periods import Period, periods_of
from toolkit.figures.evaluation.scores import (
    CriterionScore,
    EvaluationData,
    ScoreItem,
    UnitScore,
)
from toolkit.figures.evaluation.scoring import EXTRA, SCORERS
from toolkit.figures.numbers.arithmetic import exact_sum, same

__all__ = ["CriterionScore", "EvaluationData", "ScoreItem", "UnitScore", "evaluate"]

UNKNOWN = "清单考核权重里的这一项没有计分办法，未计分"
NO_MONTHS = "全年没有可用的月份"


def evaluate(data: EvaluationData) -> tuple[UnitScore, ...]:
    """One score a unit, ranked within its 类别 by the rate of what could be scored; without any no rank."""
    return _ranked([_score(data, unit) for unit in data.units])


def missing_months(data: EvaluationData) -> tuple[Period, ...]:
    """Months of the year that nothing is known of; the evaluation says them and rests on the others."""
    known = {month.period for month in data.months}
    return tuple(period for period in periods_of(data.year) if period not in known)


def _score(data: EvaluationData, unit: Unit) -> UnitScore:
    criteria = tuple(_criterion(data, unit, weight) for weight in data.checklist.weights)
    given = [(row, row.points) for row in criteria if row.points is not None]
    basic = [(row, points) for row, points in given if row.criterion not in EXTRA]
    scorable = exact_sum(row.maximum for row, _ in basic)
    extra = exact_sum(points for row, points in given if row.criterion in EXTRA)
    earned = exact_sum(points for _, points in basic)
    return UnitScore(
        unit=unit,
        total=exact_sum((earned, extra)) if basic else None,
        scorable=scorable,
        rate=earned * 100 / scorable + extra if scorable else None,
        criteria=criteria,
        objections=tuple(row for row in data.objections if row.unit == unit.code),
    )


def _criterion(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    scorer = SCORERS.get(weight.criterion)
    if scorer is None:
        return CriterionScore(weight.criterion, None, weight.weight, weight.rule, missing=UNKNOWN)
    if not data.months:
        return CriterionScore(weight.criterion, None, weight.weight, weight.rule, missing=NO_MONTHS)
    return scorer(data, unit, weight)


def _ranked(scores: Sequence[UnitScore]) -> tuple[UnitScore, ...]:
    """Competition ranks within a 类别: equal rates share a rank, and the next rank is skipped."""
    rates: dict[str, list[float]] = {}
    for score in scores:
        if score.rate is not None:
            rates.setdefault(score.unit.kind, []).append(score.rate)
    return tuple(
        score if score.rate is None else replace(score, rank=_rank(score.rate, rates[score.unit.kind]))
        for score in scores
    )


def _rank(rate: float, rates: Sequence[float]) -> int:
    return 1 + sum(other > rate and not same(rate, other) for other in rates)
