"""Before it is too late: what falls due at the year's end and is not met yet; in January what last year left unmet.

In: :class:`Basis`, the registry. Out: :class:`YearEnd` rows with a Figure a number. A list, no light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.core.periods import Period, is_due, periods_of
from toolkit.core.results import UNLISTED, YearEnd
from toolkit.core.returns import Figure, Light
from toolkit.core.rounding import rounded
from toolkit.core.words import NOT_ASKED_YET, NoValue
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.judging.lights import LAST_MONTH
from toolkit.figures.judging.rates import is_met, units_due
from toolkit.figures.judging.rollup import total_decimals, total_measure
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.numbers.registry import ALL, Registry, figure_key
from toolkit.figures.year.monthly import PERCENT, POINTS, added

FROM = 9  # from September the list is made
MOST_DECIMALS = 4
PERCENT_WHOLE = 100.0  # of the target that is left where no number says how much
BEST = 3  # months whose mean stands beside what is asked


def left_to_target(row: Assessment) -> float | None:
    """What is left to the target, in the measure of the total; None once it is met or where no value is known."""
    value, target = row.total.value, row.target
    if value is None or target is None or row.met or row.indicator.measure == YES_NO:
        return None
    asked = float(row.total.expected) if row.indicator.kind is Kind.RATE_EACH else target.low
    left = exact_sum((asked, -value)) * (-1 if row.indicator.comparator is Comparator.LE else 1)
    return left if left > 0 else None


def year_end(basis: Basis, registry: Registry) -> tuple[YearEnd, ...]:
    """年底到期、尚未达标, from September on; what is furthest from its target first."""
    if basis.period.month < FROM:
        return ()
    rows = _unmet(basis, basis.period)
    made = (_row(basis, row, basis.period, registry, f"{row.indicator.id}-year-end") for row in rows)
    return tuple(sorted(made, key=_urgency))


def left_unmet(basis: Basis, registry: Registry, before: Basis | None = None) -> tuple[YearEnd, ...]:
    """January: the targets of last year that were not met when it ended; ``before``: by the list that it ended with."""
    if not basis.period.opens_year:
        return ()
    last = basis.period.previous
    if last not in basis.tables or not basis.tables[last].has_returns:
        return ()
    rows = [
        _row(basis, row, last, registry, f"{row.indicator.id}-left")
        for row in _unmet(basis, last, every=True)
    ]
    known = {one.id for one in basis.checklist.indicators}
    for row in _unmet(before, last, every=True) if before else ():
        if before and row.indicator.id not in known:
            made = _row(before, row, last, registry, f"{row.indicator.id}-left")
            rows.append(replace(made, indicator=replace(made.indicator, task_no=UNLISTED)))
    return tuple(sorted(rows, key=_urgency))


def _urgency(row: YearEnd) -> tuple[float, float]:
    """What even the best three months would not meet, by how much it asks of them; then by the part of the target left."""
    if row.is_hard and row.monthly is not None and row.best is not None:
        return -1.0, -(row.monthly.value or 0.0) / (row.best.value or 0.001)
    return 0.0, -row.share.value if row.share is not None and row.share.value is not None else -PERCENT_WHOLE


def _unmet(basis: Basis, period: Period, *, every: bool = False) -> Iterator[Assessment]:
    """The last known standing of each target of the year that is not met; ``every``: also those due before December."""
    for indicator in basis.checklist.indicators:
        if period.year not in indicator.targets or not indicator.confirmed:
            continue
        if not every and indicator.date != LAST_MONTH:
            continue
        row = _last_known(basis, indicator, period)
        if row is not None and not row.met and not _seems_met(basis, row):
            yield row


def _seems_met(basis: Basis, row: Assessment) -> bool:
    """○ 待报齐 with a figure that reaches the target: nobody can say that it is not met."""
    tolerance = basis.settings.approx_tolerance
    return row.judgement.light is Light.OPEN and is_met(row.indicator, row.target, row.total, tolerance)


def _last_known(basis: Basis, indicator: Indicator, period: Period) -> Assessment | None:
    """The newest month of the year with a value; without any the month itself, if somebody owes it.

    None where by their newest word it concerns nobody (不涉及): such a target can't be missed.
    """
    for month in reversed(period.so_far):
        row = basis.assess(indicator, month)
        if row is not None and row.judgement.word == NoValue.NOT_APPLICABLE:
            return None
        if row is not None and row.total.value is not None:
            return row
    row = basis.assess(indicator, period)
    if row is None or indicator.task_no in basis.offline:
        return None
    return row


def _row(basis: Basis, row: Assessment, period: Period, registry: Registry, subject: str) -> YearEnd:
    indicator, target = row.indicator, row.target
    leads = {task.no: task.leads for task in basis.checklist.tasks}
    at = row.stands or row.period if row.total.value is not None else None
    left = left_to_target(row)
    assert target is not None  # noqa: S101  (only targets of the year are looked at)
    if indicator.kind is Kind.RATE_EACH:
        target = Target(float(units_due(indicator, target, row.total) or len(row.amounts)))
    measure = total_measure(indicator, (basis.kinds.get(code, "") for code in row.amounts))
    ended = basis.assess(indicator, period) or row
    figure = partial(_figure, basis, row, registry, subject)
    in_points = POINTS if measure == PERCENT else measure
    dated = at.chinese if at else _without_value(indicator, period)
    made = YearEnd(
        indicator,
        target,
        leads.get(indicator.task_no, ()),
        figure("value", "最近一次累计完成", row.total.value, measure, f"{dated}的数" if at else dated),
        figure("gap", "距年度目标", left, in_points, "年度目标 − 最近一次累计完成"),
        at,
        complete=not row.missing,
        share=_share(figure, left, target),
        light=ended.judgement.light,
        word=ended.judgement.word,
        dated=dated,
    )
    months = len(periods_of(period.year)) - len(period.so_far)
    if indicator.kind not in (Kind.FLOW, Kind.INVESTMENT) or not months or left is None:
        return made
    return _with_means(made, figure, left, months, _best(basis, indicator, period))


def _without_value(indicator: Indicator, period: Period) -> str:
    """未到统计期 where nobody was asked yet: what units filled in all the same is not summed."""
    asked = any(is_due(indicator.frequency, indicator.months, month) for month in period.so_far)
    return f"{period.year}年没有采用数" if asked else NOT_ASKED_YET


def _share(figure: Callable[..., Figure], left: float | None, target: Target) -> Figure | None:
    """What is left in % of the target, so that rows of other measures can be set beside one another."""
    if left is None or not target.low:
        return None
    return figure(
        "share", "距年度目标占目标", left / target.low * 100, PERCENT, "距年度目标 ÷ 年度目标 × 100"
    )


def _with_means(
    made: YearEnd, figure: Callable[..., Figure], left: float, months: int, best: float | None
) -> YearEnd:
    """With what each of the months left must bring, and what the best three brought."""
    monthly, measure = left / months, made.value.measure
    decimals = _mean_decimals(made.indicator.decimals, [monthly, *([] if best is None else [best])])
    own = made.indicator.decimals
    shown = own if round(monthly, decimals) == round(monthly, own) else decimals  # 9人, not 9.0人
    formula = f"剩余量 ÷ 剩余{months}{said('个月')}"
    made = replace(
        made, monthly=figure("monthly", said("今后平均每月需完成"), monthly, measure, formula, shown)
    )
    if best is None:
        return made
    how = said("今年各月新增中最大的三个")
    return replace(
        made,
        best=figure("best", said("今年最好三个月平均"), best, measure, f"{how}的平均数", decimals),
        best_sum=figure("best_sum", said("今年最好三个月合计"), best * BEST, measure, f"{how}之和"),
    )


def _figure(
    basis: Basis,
    row: Assessment,
    registry: Registry,
    subject: str,
    name: str,
    label: str,
    value: float | None,
    unit: str,
    formula: str,
    decimals: int | None = None,
) -> Figure:
    indicator = row.indicator
    if decimals is None:
        decimals = total_decimals(indicator)
    counted = (amount for amount in basis.valued(row).amounts.values() if amount.counts)
    return registry.add(
        Figure(
            figure_key(subject, basis.period, ALL, name),
            f"{indicator.name}{label}",
            value,
            unit,
            decimals,
            word="" if value is not None else DASH,
            formula=formula,
            sources=tuple(source for amount in counted for source in amount.sources),
            kind="percent" if unit == PERCENT else "points" if unit == POINTS else "number",
        )
    )


def _mean_decimals(decimals: int, means: Sequence[float]) -> int:
    """Decimals in which no mean is lost: a mean of counted things is seldom whole, one above 0 never prints as 0, and two
    that differ never print as one."""
    if decimals == 0 and any(rounded(mean, MOST_DECIMALS) % 1 for mean in means):
        decimals = 1
    exact = [rounded(mean, MOST_DECIMALS) for mean in means]
    while decimals < MOST_DECIMALS:
        printed = [rounded(mean, decimals) for mean in means]
        if all(map(bool, printed)) >= all(map(bool, exact)) and len(set(printed)) == len(set(exact)):
            break
        decimals += 1
    return decimals


def _best(basis: Basis, indicator: Indicator, period: Period) -> float | None:
    """The mean of the best three months so far; None with fewer than three."""
    values = []
    for month in period.so_far:
        row = basis.assess(indicator, month)
        made = added(lambda month: basis.assess(indicator, month), row) if row else None
        if made and made.value is not None:
            values.append(made.value)
    best = sorted(values)[-BEST:]
    return exact_sum(best) / BEST if len(best) == BEST else None
