"""Rows of 分县明细 for indicators: each unit's figure, last month's, its rate and its share.

In: an assessment, last month's, the registry. Out: :class:`UnitValue` in the measure that units
report in, with a Figure a number: ``<id>/<period>/<code>/ytd``, ``previous``, ``rate``, ``share``, and
for quotients ``numerator`` and ``denominator``.
"""

from __future__ import annotations

from math import log10

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH, INDICATORS
from toolkit.core.marks import DOUBTFUL, TO_VERIFY
from toolkit.core.model import YES_NO, Indicator, Unit
from toolkit.core.results import UnitRating, UnitValue
from toolkit.core.returns import Figure, FigureKind
from toolkit.core.value_measures import is_counted
from toolkit.core.value_text import number_text
from toolkit.core.words import LightWord, Nature
from toolkit.figures.given.table import CARRIED, Amount, further
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.numbers.registry import ALL, Registry, figure_key
from toolkit.figures.numbers.shown import value_text
from toolkit.figures.quotas.shares import UnitRate, unit_rate
from toolkit.figures.rows import wording
from toolkit.figures.year.monthly import PERCENT, previous_word
from toolkit.forms.layout import INDICATOR_SHEET

TERM_DECIMALS = 2  # of numerators and denominators that are no counts
YES_NO_WORDS = {1.0: "是", 0.0: "否"}


def unit_values(
    basis: Basis, month: Assessment, before: Assessment | None, registry: Registry
) -> tuple[UnitValue, ...]:
    """One value a unit that holds the row, in the order of reporters."""
    return tuple(_unit_value(basis, month, before, basis.by_code[code], registry) for code in month.amounts)


def unit_ratings(basis: Basis) -> dict[str, tuple[UnitRating, ...]]:
    """How units stand on every indicator that is due, by unit code in the checklist's order: what scores are made of."""
    ratings: dict[str, list[UnitRating]] = {}
    for indicator in basis.checklist.indicators:
        month = basis.current(indicator)
        for code in month.amounts if month.due else ():
            ratings.setdefault(code, []).append(_rating(basis, month, basis.by_code[code]))
    return {code: tuple(rows) for code, rows in ratings.items()}


def _rating(basis: Basis, month: Assessment, unit: Unit) -> UnitRating:
    standing = unit_rate(basis, month, unit.code)
    texts = ("", "")
    if standing.bound is not None:
        apart = Registry()  # the same figures stand in the registry of the month
        value = value_figure(month, unit, standing, apart)
        texts = (value_text(value), value_text(rate_figure(month, unit, standing, apart)))
    return UnitRating(
        month.indicator,
        figure_key(month.indicator.id, month.period, unit.code, fields.YTD),
        figure_key(month.indicator.id, month.period, unit.code, "rate"),
        month.amounts[unit.code].word,
        standing.rate,
        standing.bound,
        standing.pace,
        *texts,
        met=standing.met,
        own=standing.own,
        each=standing.each,
    )


def unit_measure(indicator: Indicator) -> str:
    """The measure of unit figures: what units report, for quotients the indicator's own."""
    return indicator.measure if indicator.is_ratio_input else indicator.report_measure


def unit_decimals(indicator: Indicator) -> int:
    """Decimals to print for a unit's figure: the indicator's (1.86 万个 are 18,600 个)."""
    if indicator.is_ratio_input or indicator.factor <= 1:
        return indicator.decimals
    return max(0, indicator.decimals - round(log10(indicator.factor)))


def yes_no_word(measure: str, value: float | None) -> str:
    """是 or 否 beside the value 1 or 0 of a yes/no measure, else ""."""
    return YES_NO_WORDS.get(value, "") if measure == YES_NO and value is not None else ""


def amount_mark(amount: Amount) -> str:
    """What a reader must know of the figure: its nature unless it is 实际, and how it came."""
    nature = amount.nature if amount.counts and amount.nature != Nature.ACTUAL else ""
    doubt = DOUBTFUL + TO_VERIFY if amount.doubtful else ""
    return "、".join(part for part in (doubt, amount.mark, nature) if part)


def _unit_value(
    basis: Basis, month: Assessment, before: Assessment | None, unit: Unit, registry: Registry
) -> UnitValue:
    amount = month.amounts[unit.code]
    standing = unit_rate(basis, month, unit.code)
    return UnitValue(
        unit=unit,
        indicator=month.indicator,
        value=value_figure(month, unit, standing, registry),
        previous=_previous(month, before, unit, registry),
        rate=rate_figure(month, unit, standing, registry),
        share=_share(month, unit, standing, registry),
        light=standing.light,
        numerator=amount.numerator,
        denominator=amount.denominator,
        quota=standing.bound,
        nature=amount.nature,
        explanation=amount.explanation,
        sources=amount.sources,
        further=further(
            INDICATOR_SHEET, basis.tables[month.period].row(INDICATORS, unit.code, month.indicator.id)
        ),
        word=standing.word,
        doubtful=amount.doubtful,
        gap=standing.gap,
    )


def _key(month: Assessment, unit: Unit, measure: str) -> str:
    return figure_key(month.indicator.id, month.period, unit.code, measure)


def _label(month: Assessment, unit: Unit, what: str) -> str:
    return f"{month.period.chinese}{unit.name}{month.indicator.name}{what}"


def value_figure(month: Assessment, unit: Unit, standing: UnitRate, registry: Registry) -> Figure:
    """The unit's 本月累计; the parts of a quotient are figures of their own."""
    indicator, amount = month.indicator, month.amounts[unit.code]
    measure = unit_measure(indicator)
    parts = _quotient_parts(month, unit, registry) if amount.counts else ()
    formula = "单位填报"
    if indicator.is_ratio_input:
        formula = f"{indicator.numerator} ÷ {indicator.denominator} × {number_text(indicator.factor)}"
    word = yes_no_word(measure, amount.value)
    if amount.value is None:
        word = standing.rate_word if standing.rate_word != DASH else LightWord.NO_DENOMINATOR
    return registry.add(
        Figure(
            key=_key(month, unit, fields.YTD),
            label=_label(month, unit, said("本月累计")),
            value=amount.value,
            measure=measure,
            decimals=unit_decimals(indicator),
            word=word,
            formula=_with_note(formula, amount.note),
            inputs=parts,
            sources=amount.sources,
            mark=amount_mark(amount),
            kind=kind_of(measure),
        )
    )


def _quotient_parts(month: Assessment, unit: Unit, registry: Registry) -> tuple[str, ...]:
    """Figures of numerator and denominator; their keys."""
    indicator, amount = month.indicator, month.amounts[unit.code]
    if not indicator.is_ratio_input:
        return ()
    measures = {
        fields.NUMERATOR: indicator.numerator_measure,
        fields.DENOMINATOR: indicator.denominator_measure,
    }
    titles = {fields.NUMERATOR: indicator.numerator, fields.DENOMINATOR: indicator.denominator}
    keys = []
    for entry in amount.entries:
        value = amount.numerator if entry.field == fields.NUMERATOR else amount.denominator
        figure = Figure(
            key=_key(month, unit, entry.field),
            label=_label(month, unit, f"（{titles[entry.field]}）"),
            value=value,
            measure=measures[entry.field],
            decimals=0 if is_counted(measures[entry.field]) else TERM_DECIMALS,
            formula=_with_note("单位填报", entry.note),
            sources=(entry.source,) if entry.source else (),
            mark="、".join(mark for mark in (entry.mark, CARRIED if amount.carried else "") if mark),
        )
        keys.append(registry.add(figure).key)
    return tuple(keys)


def _with_note(formula: str, note: str) -> str:
    return f"{formula}；{note}" if note else formula


def _previous(month: Assessment, before: Assessment | None, unit: Unit, registry: Registry) -> Figure:
    indicator, measure = month.indicator, unit_measure(month.indicator)
    amount = before.amounts.get(unit.code) if before else None
    value = amount.value if amount and amount.counts else None
    word = yes_no_word(measure, value)
    if value is None:
        held = before and amount and before.due
        word = amount.word or DASH if held and amount else previous_word(before) if not held else DASH
    return registry.add(
        Figure(
            key=_key(month, unit, "previous"),
            label=_label(month, unit, said("上月累计")),
            value=value,
            measure=measure,
            decimals=unit_decimals(indicator),
            word=word,
            formula=said("上月采用的数") if value is not None else "",
            sources=amount.sources if amount else (),
            mark=amount_mark(amount) if amount else "",
            kind=kind_of(measure),
        )
    )


def rate_figure(month: Assessment, unit: Unit, standing: UnitRate, registry: Registry) -> Figure:
    """The unit's 完成率."""
    formula = ""
    if standing.rate is not None and standing.bound is not None and month.target is not None:
        formula = wording.unit_rate_formula(month.indicator, month.target, standing.bound)
    return registry.add(
        Figure(
            key=_key(month, unit, "rate"),
            label=_label(month, unit, "完成率"),
            value=standing.rate,
            measure=PERCENT,
            decimals=1,
            word=standing.rate_word,
            formula=formula,
            inputs=(_key(month, unit, fields.YTD),) if standing.rate is not None else (),
            kind="percent",
        )
    )


def _share(month: Assessment, unit: Unit, standing: UnitRate, registry: Registry) -> Figure:
    has = standing.share is not None
    total = figure_key(month.indicator.id, month.period, ALL, fields.YTD)
    return registry.add(
        Figure(
            key=_key(month, unit, "share"),
            label=_label(month, unit, said("占全地区比重")),
            value=standing.share,
            measure=PERCENT,
            decimals=1,
            word="" if has else DASH,
            formula=said("本单位累计 ÷ 全地区累计 × 100") if has else "",
            inputs=(_key(month, unit, fields.YTD), total) if has else (),
            kind="percent",
        )
    )


def kind_of(measure: str) -> FigureKind:
    """How a figure of that measure is printed."""
    if measure == YES_NO:
        return "text"
    return "percent" if measure == PERCENT else "number"
