"""Rows of 指标汇总 and their units' values, every number a Figure with its way back to the cells.

In: :class:`Basis`, the period, the registry. Out: :class:`IndicatorResult` values. The numbers come
from assess, monthly and shares; only keys, words and provenance are added here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.core.form import NOT_APPLICABLE, PENDING
from toolkit.core.model import Indicator, Kind, PaceKind
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import Figure, FigureKind, Light
from toolkit.figures import wording
from toolkit.figures.assess import Assessment, Basis
from toolkit.figures.lights import pace_applies
from toolkit.figures.monthly import NONE, PERCENT, POINTS, change, comparable, previous_word
from toolkit.figures.registry import ALL, Registry, figure_key, join_marks
from toolkit.figures.remarks import remarks
from toolkit.figures.table import Amount
from toolkit.figures.units import amount_mark, kind_of, unit_values, yes_no_word


def indicator_results(basis: Basis, registry: Registry) -> tuple[IndicatorResult, ...]:
    """All indicators of the checklist in its order, also those without a target this year."""
    return tuple(
        _Row(basis, indicator, basis.current(indicator), registry).result()
        for indicator in basis.checklist.indicators
    )


def history(basis: Basis, indicator: Indicator, period: Period) -> tuple[tuple[Period, float | None], ...]:
    """累计完成 of the year's months up to ``period``; None where it was not due or nobody reported."""
    months = [month for month in sorted(basis.tables) if month.year == period.year and month <= period]
    values = [(month, basis.assess(indicator, month)) for month in months]
    return tuple((month, row.total.value) for month, row in values if row)


@dataclass(frozen=True)
class _Row:
    """The figures of one indicator in one period; methods make one figure each."""

    basis: Basis
    indicator: Indicator
    month: Assessment
    registry: Registry

    @property
    def period(self) -> Period:
        return self.month.period

    def result(self) -> IndicatorResult:
        month = self.month
        before = comparable(month, self.basis.assess(self.indicator, self.period.previous))
        units = unit_values(self.basis, month, before, self.registry)
        names = {unit.code: unit.short for unit in self.basis.units}
        self._targets(month)
        self._light(month)
        return IndicatorResult(
            indicator=self.indicator,
            target=month.target,
            due=month.due,
            total=self._total(month),
            previous=self._previous(before),
            change=self._change(month, before),
            rate=self._rate(month),
            pace=self._pace(month),
            gap=self._gap(month),
            light=month.judgement.light,
            word=month.judgement.word,
            reported=self._count("reported", "已报单位数", self._units_that(lambda amount: amount.reported)),
            expected=self._count(
                "expected", "应报单位数", self._units_that(lambda amount: amount.word != NOT_APPLICABLE)
            ),
            units=units,
            minimum=self._minimum(month, names),
            note=remarks(month, before, names),
            history=history(self.basis, self.indicator, self.period),
        )

    def _key(self, measure: str, who: str = ALL) -> str:
        return figure_key(self.indicator.id, self.period, who, measure)

    def _figure(
        self,
        measure: str,
        label: str,
        value: float | None,
        unit: str,
        decimals: int,
        *,
        word: str = "",
        formula: str = "",
        inputs: tuple[str, ...] = (),
        mark: str = "",
        kind: FigureKind = "number",
    ) -> Figure:
        title = f"{self.period.chinese}{self.indicator.name}{label}"
        key = self._key(measure)
        return self.registry.add(
            Figure(key, title, value, unit, decimals, word, formula, inputs, (), mark, kind)
        )

    def _decimals(self, value: float | None) -> int:
        if self.indicator.kind is Kind.RATIO:
            return max(1, self.indicator.decimals)
        return wording.sum_decimals(self.indicator.decimals, value)

    def _total(self, month: Assessment) -> Figure:
        counted = {unit: amount for unit, amount in month.amounts.items() if amount.counts}
        names = ("numerator", "denominator") if self._adds_quotient_parts() else ("ytd",)
        inputs = tuple(self._key(name, unit) for unit in counted for name in names) if month.due else ()
        value, measure = month.total.value, self._total_measure()
        word = yes_no_word(measure, value)
        if value is None:
            word = month.judgement.word if month.target else NONE
        return self._figure(
            "ytd",
            "累计完成",
            value,
            measure,
            self._decimals(value),
            word=word,
            formula=wording.total_formula(self.indicator, month.target),
            inputs=inputs,
            mark=join_marks(amount_mark(amount) for amount in counted.values()) if month.due else "",
            kind=kind_of(measure),
        )

    def _adds_quotient_parts(self) -> bool:
        return self.indicator.kind is Kind.RATIO and self.indicator.is_ratio_input

    def _total_measure(self) -> str:
        """逐个达标 counts units, whatever each of them is measured in."""
        return "个" if self.indicator.kind is Kind.RATE_EACH else self.indicator.measure

    def _previous(self, before: Assessment | None) -> Figure:
        value = before.total.value if before else None
        measure = self._total_measure()
        counted = [amount for amount in before.amounts.values() if amount.counts] if before else []
        return self._figure(
            "previous",
            "上月累计",
            value,
            measure,
            self._decimals(value),
            word=yes_no_word(measure, value) if value is not None else previous_word(before),
            formula="上月采用的数按同一办法汇总" if value is not None else "",
            inputs=tuple(self._key("previous", unit) for unit in self.month.amounts)
            if value is not None
            else (),
            mark=join_marks(amount_mark(amount) for amount in counted),
            kind=kind_of(measure),
        )

    def _change(self, month: Assessment, before: Assessment | None) -> Figure:
        moved = change(month, before, self.basis.settings.approx_tolerance)
        in_points = moved.measure == POINTS
        return self._figure(
            "change",
            "环比",
            moved.value,
            moved.measure,
            1,
            word=NONE if moved.value is None else "",
            formula=moved.reason or wording.change_formula(in_points, len(moved.units)),
            inputs=tuple(self._key(name, unit) for unit in moved.units for name in ("ytd", "previous")),
            kind="points" if in_points else "percent",
        )

    def _rate(self, month: Assessment) -> Figure:
        has = month.rate is not None and month.target is not None
        return self._figure(
            "rate",
            "完成率",
            month.rate,
            PERCENT,
            1,
            word="" if has else month.judgement.word if month.target else NONE,
            formula=wording.rate_formula(self.indicator, month.target) if has and month.target else "",
            inputs=(self._key("ytd"),) if has else (),
            kind="percent",
        )

    def _pace(self, month: Assessment) -> Figure:
        value = month.judgement.pace
        return self._figure(
            "pace",
            "序时进度",
            value,
            PERCENT,
            1,
            word="" if value is not None else NONE,
            formula="清单序时曲线到本月底应完成的比例；没有曲线的按 月份 ÷ 12 × 100"
            if value is not None
            else "",
            kind="percent",
        )

    def _gap(self, month: Assessment) -> Figure:
        judgement, formula = month.judgement, ""
        if judgement.gap is not None and judgement.progress is not None and month.target:
            based = self.indicator.pace_kind is PaceKind.BASE
            formula = wording.gap_formula(self.indicator, judgement.progress, month.target, based)
        return self._figure(
            "gap",
            "进度差",
            judgement.gap,
            POINTS,
            1,
            word="" if judgement.gap is not None else self._no_gap_word(month),
            formula=formula,
            inputs=(self._key("rate"), self._key("pace")) if formula else (),
            kind="points",
        )

    def _targets(self, month: Assessment) -> None:
        """The year's target; of a range both ends; nothing in a year without."""
        if month.target is None:
            return
        ends = [("target", "年度目标", month.target.low)]
        if month.target.high is not None:
            ends.append(("target_high", "年度目标上限", month.target.high))
        for name, label, value in ends:
            decimals, measure = wording.decimals_of(value), self.indicator.measure
            word = yes_no_word(measure, value)
            self._figure(name, label, value, measure, decimals, word=word, formula="任务清单")

    def _light(self, month: Assessment) -> None:
        judgement = month.judgement
        lit = judgement.light is not Light.NONE
        self._figure(
            "light",
            "状态灯",
            None,
            "",
            0,
            word=f"{judgement.light.value} {judgement.word}" if lit else judgement.word,
            formula="按累计完成、年度目标和序时进度判定" if lit else "",
            inputs=tuple(self._key(name) for name in ("ytd", "rate", "gap")) if month.due else (),
            kind="text",
        )

    def _no_gap_word(self, month: Assessment) -> str:
        if month.target is None or not pace_applies(self.indicator):
            return NONE
        return month.judgement.word if month.judgement.word in (PENDING, NOT_APPLICABLE) else NONE

    def _units_that(self, chosen: Callable[[Amount], bool]) -> list[str]:
        """Codes of the units that are counted; none of a month in which nothing is due."""
        amounts = self.month.amounts if self.month.due else {}
        return [unit for unit, amount in amounts.items() if chosen(amount)]

    def _count(self, measure: str, label: str, units: list[str]) -> Figure:
        formula = {
            "reported": "本月有采用数的单位个数（待统计、拒收、沿用上月不算）",
            "expected": "有这一行的单位个数，减去填不涉及的；未到统计期为0",
        }[measure]
        keys = tuple(self._key("ytd", unit) for unit in units)
        return self._figure(
            measure, label, float(len(units)), "个", 0, formula=formula, inputs=keys, kind="count"
        )

    def _minimum(self, month: Assessment, names: dict[str, str]) -> Figure | None:
        if month.total.minimum is None:
            return None
        value, unit = month.total.minimum
        return self._figure(
            "minimum",
            f"最低值（{names.get(unit, unit)}）",
            value,
            self.indicator.measure,
            max(1, self.indicator.decimals)
            if self.indicator.is_ratio_input
            else wording.sum_decimals(self.indicator.decimals, value),
            formula="各单位数中最低的一个",
            inputs=(self._key("ytd", unit),),
        )
