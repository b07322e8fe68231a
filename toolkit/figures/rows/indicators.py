"""Rows of 指标汇总 and their units' values, every number a Figure with its way back to the cells.

In: :class:`Basis`, the period, the registry. Out: :class:`IndicatorResult` values. The numbers come
from assess, monthly and shares, their keys and words from rowfigures.
"""

from __future__ import annotations

from toolkit.core.model import Indicator
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.core.results import Coverage, Ends, IndicatorResult
from toolkit.figures.doubted.doubts import doubted_in_sum
from toolkit.figures.judging.assess import Basis
from toolkit.figures.numbers.registry import Registry
from toolkit.figures.rows.groupvalues import group_values
from toolkit.figures.rows.remarks import remarks
from toolkit.figures.rows.rowchanges import RowChanges
from toolkit.figures.rows.units import unit_values
from toolkit.figures.tasks.status import end_lights
from toolkit.figures.year.monthly import (
    added,
    added_before,
    change,
    comparable,
    held_against,
    on_year,
)


def indicator_results(basis: Basis, registry: Registry) -> tuple[IndicatorResult, ...]:
    """All indicators of the checklist in its order, also those without a target this year."""
    return tuple(
        _result(RowChanges(basis, indicator, basis.current(indicator), registry))
        for indicator in basis.checklist.indicators
    )


def history(basis: Basis, indicator: Indicator, period: Period) -> tuple[tuple[Period, float | None], ...]:
    """累计完成 of the year's months up to ``period``; None where it was not due or nobody reported."""
    months = [month for month in sorted(basis.tables) if month.year == period.year and month <= period]
    values = [(month, basis.assess(indicator, month)) for month in months]
    return tuple((month, row.total.value) for month, row in values if row)


def _imported(made: RowChanges) -> tuple[Period, ...]:
    """The year's months in which any figure of the row is of an imported table."""
    months = [(one, made.look(one)) for one in made.period.so_far[:-1]]
    return tuple(
        one for one, row in months if row and any(IMPORTED in amount.mark for amount in row.amounts.values())
    )


def _result(made: RowChanges) -> IndicatorResult:
    """The row with all its figures."""
    month, look = made.month, made.look
    before = comparable(month, look(made.period.previous))
    units = unit_values(made.basis, month, before, made.registry)
    names = {unit.code: unit.short for unit in made.basis.units}
    earlier = held_against(look, month)
    doubted = doubted_in_sum(month, earlier, made.basis.kinds)
    goal = made.targets(month)
    made.light(month)
    total = made.total(month, doubted)
    since = on_year(made.year_before(), month, made.basis.settings.approx_tolerance)
    return IndicatorResult(
        indicator=made.indicator,
        target=month.target,
        due=month.due,
        total=total,
        previous=made.previous(before),
        change=made.change(change(look, month, made.basis.settings.approx_tolerance)),
        rate=made.rate(month),
        pace=made.pace(month),
        gap=made.gap(month),
        light=month.judgement.light,
        last_light=before.judgement.light if before else None,
        word=month.judgement.word,
        reported=made.count("reported", "已报单位数", made.units_that(lambda amount: amount.reported)),
        expected=made.count("expected", "应报单位数", made.units_that(lambda amount: amount.owed)),
        units=units,
        minimum=made.minimum(month, names),
        note=remarks(made.basis, month, before, names, bool(since.imported)),
        history=history(made.basis, made.indicator, made.period),
        goal=goal,
        measure=made.total_measure(),
        coverage=Coverage(
            len(made.units_that(lambda amount: amount.reported)),
            len(made.units_that(lambda amount: amount.owed)),
            tuple(made.basis.by_code[code] for code in month.missing),
        ),
        added=made.added("added", "本月新增" if made.is_monthly else "本期新增", added(look, month)),
        added_before=made.added(
            "added_before",
            "上月新增(同口径)" if made.is_monthly else "上期新增(同口径)",
            added_before(look, month),
        ),
        on_year=made.on_year(since),
        to_target=made.to_target(month),
        marks=tuple(part for part in total.mark.split("、") if part),
        ends=Ends(*end_lights(month.low, month.high)) if month.low and month.high else None,
        has_base=made.indicator.base_in(made.period.year) is not None,
        stands=month.stands,
        stands_in_part=month.stands is not None and bool(made.basis.valued(month).missing),
        imported=_imported(made),
        groups=group_values(made, before, earlier, units),
    )
