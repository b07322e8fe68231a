"""Rows of 指标汇总 and their units' values, every number a Figure with its way back to the cells.

In: :class:`Basis`, the period, the registry. Out: :class:`IndicatorResult` values. The numbers come
from assess, monthly and shares; only keys, words and provenance are added here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from toolkit.core.form import NOT_APPLICABLE, PENDING
from toolkit.core.marks import DOUBTFUL, TO_VERIFY
from toolkit.core.model import Indicator, Kind
from toolkit.core.pace import has_pace
from toolkit.core.periods import Period
from toolkit.core.results import Coverage, Ends, IndicatorResult
from toolkit.core.returns import Figure, FigureKind, Light, Source
from toolkit.figures import wording
from toolkit.figures.assess import Assessment, Basis
from toolkit.figures.doubts import doubted_in_sum
from toolkit.figures.monthly import (
    NONE,
    PERCENT,
    POINTS,
    Added,
    Change,
    added,
    added_before,
    change,
    comparable,
    on_year,
    previous_word,
    runs_up,
)
from toolkit.figures.registry import ALL, Registry, figure_key, join_marks
from toolkit.figures.remarks import remarks
from toolkit.figures.table import Amount
from toolkit.figures.taskstatus import end_lights
from toolkit.figures.unitcounts import COUNTY
from toolkit.figures.units import amount_mark, kind_of, unit_values, yes_no_word
from toolkit.figures.yearend import left_to_target

DOUBT = DOUBTFUL + TO_VERIFY


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
        month, look = self.month, self.look
        before = comparable(month, look(self.period.previous))
        units = unit_values(self.basis, month, before, self.registry)
        names = {unit.code: unit.short for unit in self.basis.units}
        by_code = {unit.code: unit for unit in self.basis.units}
        doubted = doubted_in_sum(month, before, {unit.code: unit.kind for unit in self.basis.units})
        goal = self._targets(month)
        self._light(month)
        total = self._total(month, doubted)
        return IndicatorResult(
            indicator=self.indicator,
            target=month.target,
            due=month.due,
            total=total,
            previous=self._previous(before),
            change=self._change(change(look, month, self.basis.settings.approx_tolerance)),
            rate=self._rate(month),
            pace=self._pace(month),
            gap=self._gap(month),
            light=month.judgement.light,
            word=month.judgement.word,
            reported=self._count("reported", "已报单位数", self._units_that(lambda amount: amount.reported)),
            expected=self._count("expected", "应报单位数", self._units_that(lambda amount: amount.owed)),
            units=units,
            minimum=self._minimum(month, names),
            note=remarks(self.basis, month, before, names),
            history=history(self.basis, self.indicator, self.period),
            goal=goal,
            measure=self._total_measure(),
            coverage=Coverage(
                len(self._units_that(lambda amount: amount.reported)),
                len(self._units_that(lambda amount: amount.owed)),
                tuple(by_code[code] for code in month.missing),
            ),
            added=self._added("added", "本月新增" if self._is_monthly else "本期新增", added(look, month)),
            added_before=self._added(
                "added_before",
                "上月新增(同口径)" if self._is_monthly else "上期新增(同口径)",
                added_before(look, month),
            ),
            on_year=self._on_year(on_year(look, month, self.basis.settings.approx_tolerance)),
            to_target=self._to_target(month),
            marks=tuple(part for part in total.mark.split("、") if part),
            ends=Ends(*end_lights(month.low, month.high)) if month.low and month.high else None,
            has_base=self.indicator.base_in(self.period.year) is not None,
            stands=month.stands,
        )

    def look(self, period: Period) -> Assessment | None:
        """The indicator in another month."""
        return self.basis.assess(self.indicator, period)

    @property
    def _is_monthly(self) -> bool:
        return not self.indicator.months and self.indicator.frequency == "月度"

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
        sources: tuple[Source, ...] = (),
        mark: str = "",
        kind: FigureKind = "number",
    ) -> Figure:
        title = f"{self.period.chinese}{self.indicator.name}{label}"
        key = self._key(measure)
        return self.registry.add(
            Figure(key, title, value, unit, decimals, word, formula, inputs, sources, mark, kind)
        )

    def _total(self, month: Assessment, doubted: tuple[str, ...]) -> Figure:
        rests = self.basis.valued(month)
        counted = {unit: amount for unit, amount in rests.amounts.items() if amount.counts}
        names = ("numerator", "denominator") if self._adds_quotient_parts() else ("ytd",)
        inputs = tuple(self._key(name, unit) for unit in counted for name in names) if month.due else ()
        value, measure = month.total.value, self._total_measure()
        word = yes_no_word(measure, value)
        if value is None:
            word = month.judgement.word if month.target else NONE
        formula = wording.total_formula(self.indicator, month.target)
        if month.stands:
            formula = f"{month.stands.month}月份到期，此后沿用{month.stands.month}月份数据；{formula}"
        return self._figure(
            "ytd",
            "累计完成",
            value,
            measure,
            self._decimals,
            word=word,
            formula=formula,
            inputs=inputs,
            sources=() if month.due else tuple(one for amount in counted.values() for one in amount.sources),
            mark=self._mark(month, rests, counted.values(), doubted),
            kind=kind_of(measure),
        )

    def _mark(
        self, month: Assessment, rests: Assessment, counted: Iterable[Amount], doubted: tuple[str, ...]
    ) -> str:
        """标注 of the sum: ※ first, then how its parts came; the month whose value stands."""
        if month.total.value is None:
            return ""
        stands = f"{rests.period.month}月份数据" if month.stands else ""
        parts = (amount_mark(replace(amount, doubtful=False)) for amount in counted)
        return "、".join(filter(None, (DOUBT if doubted else "", join_marks(parts), stands)))

    @property
    def _decimals(self) -> int:
        """Decimals of figures in the indicator's measure: as the checklist has them; of a number of units none."""
        return 0 if self.indicator.kind is Kind.RATE_EACH else self.indicator.decimals

    def _adds_quotient_parts(self) -> bool:
        return self.indicator.kind is Kind.RATIO and self.indicator.is_ratio_input

    def _total_measure(self) -> str:
        """逐个达标 counts units, whatever each of them is measured in."""
        if self.indicator.kind is not Kind.RATE_EACH:
            return self.indicator.measure
        kinds = {unit.code: unit.kind for unit in self.basis.units}
        return "个县市" if all(kinds[code] == COUNTY for code in self.month.amounts) else "个单位"

    def _previous(self, before: Assessment | None) -> Figure:
        value = before.total.value if before else None
        measure = self._total_measure()
        counted = [amount for amount in before.amounts.values() if amount.counts] if before else []
        return self._figure(
            "previous",
            "上月累计",
            value,
            measure,
            self._decimals,
            word=yes_no_word(measure, value) if value is not None else previous_word(before),
            formula="上月采用的数按同一办法汇总" if value is not None else "",
            inputs=tuple(self._key("previous", unit) for unit in self.month.amounts)
            if value is not None
            else (),
            mark=join_marks(amount_mark(amount) for amount in counted),
            kind=kind_of(measure),
        )

    def _change(self, moved: Change) -> Figure:
        inputs = () if runs_up(self.indicator) else tuple(self._key("ytd", unit) for unit in moved.units)
        decimals = 1 if moved.measure in (PERCENT, POINTS) else self._decimals
        return self._figure(
            "change",
            "环比",
            moved.value,
            moved.measure,
            decimals,
            word=moved.word if moved.value is None else "",
            formula=moved.reason or wording.change_formula(moved.measure, len(moved.units)),
            inputs=(self._key("added"), self._key("added_before")) if runs_up(self.indicator) else inputs,
            kind=_kind_of_change(moved.measure),
        )

    def _added(self, measure: str, label: str, made: Added) -> Figure:
        """新增 over the units of which both figures are known."""
        inputs = tuple(self._key("ytd", unit) for unit in made.units)
        return self._figure(
            measure,
            label,
            made.value,
            self._total_measure(),
            self._decimals,
            word=NONE if made.value is None else "",
            formula=f"两期累计数都有的{len(made.units)}个单位，本期累计 − 上期累计；年初第一期即累计数"
            if made.value is not None
            else "",
            inputs=inputs if made.value is not None else (),
        )

    def _on_year(self, moved: Change) -> Figure:
        formula = moved.reason or "本月累计与上年同月累计比较，只比较两年都报了数的单位"
        return self._figure(
            "on_year",
            "累计同比",
            moved.value,
            moved.measure,
            1,
            word=moved.word if moved.value is None else "",
            formula=f"{formula}（{len(moved.units)}个）" if moved.units else formula,
            inputs=tuple(self._key("ytd", unit) for unit in moved.units),
            kind=_kind_of_change(moved.measure),
        )

    def _to_target(self, month: Assessment) -> Figure | None:
        """How much is left to the target; nothing once it is met, or where a value cannot be told."""
        left = left_to_target(month)
        if left is None:
            return None
        measure = self._total_measure()
        return self._figure(
            "to_target",
            "距年度目标",
            left,
            POINTS if measure == PERCENT else measure,
            self._decimals,
            formula="年度目标 − 累计完成",
            inputs=(self._key("ytd"),),
            kind="points" if measure == PERCENT else "number",
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
            formula=wording.pace_formula(self.indicator, self.period.year) if value is not None else "",
            kind="percent",
        )

    def _gap(self, month: Assessment) -> Figure:
        judgement = month.judgement
        formula = "完成率 − 序时进度" if judgement.gap is not None else ""
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

    def _targets(self, month: Assessment) -> Figure | None:
        """The year's target as printed; of a range both ends; of 逐个达标 how many units are asked to reach it."""
        if month.target is None:
            return None
        if self.indicator.kind is Kind.RATE_EACH:
            asked = sum(amount.owed for amount in month.amounts.values())
            word = (
                f"每个单位应达到{wording.target_text(self.indicator, month.target)}{self.indicator.measure}"
            )
            return self._figure(
                "target", "年度目标", float(asked), self._total_measure(), 0, formula=f"任务清单：{word}"
            )
        ends = [("target", "年度目标", month.target.low)]
        if month.target.high is not None:
            ends.append(("target_high", "年度目标上限", month.target.high))
        made = []
        for name, label, value in ends:
            measure = self.indicator.measure
            word = yes_no_word(measure, value)
            made.append(
                self._figure(
                    name, label, value, measure, self.indicator.decimals, word=word, formula="任务清单"
                )
            )
        return made[0]

    def _light(self, month: Assessment) -> None:
        judgement = month.judgement
        lit = judgement.light is not Light.NONE
        self._figure(
            "light",
            "状态灯",
            None,
            "",
            0,
            word=light_words(judgement.light, judgement.word),
            formula="按累计完成、年度目标和序时进度判定" if lit else "",
            inputs=tuple(self._key(name) for name in ("ytd", "rate", "gap")) if month.due else (),
            kind="text",
        )

    def _no_gap_word(self, month: Assessment) -> str:
        if month.target is None or not has_pace(self.indicator, self.period.year):
            return NONE
        return month.judgement.word if month.judgement.word in (PENDING, NOT_APPLICABLE) else NONE

    def _units_that(self, chosen: Callable[[Amount], bool]) -> list[str]:
        """Codes of the units that are counted; none of a month in which nothing is due."""
        amounts = self.month.amounts if self.month.due else {}
        return [unit for unit, amount in amounts.items() if chosen(amount)]

    def _count(self, measure: str, label: str, units: list[str]) -> Figure:
        formula = {
            "reported": "本月有采用数的单位个数（待统计、拒收、沿用上月不算）",
            "expected": "有这一行的单位个数，减去填不涉及的和裁定剔除的；未到统计期为0",
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
            self.indicator.decimals,
            formula="各单位数中最低的一个",
            inputs=(self._key("ytd", unit),),
        )


def _kind_of_change(measure: str) -> FigureKind:
    if measure == POINTS:
        return "points"
    return "percent" if measure == PERCENT else "number"


def light_words(light: Light, word: str) -> str:
    """A light with its word; ○ and ◇ say themselves what they are."""
    if light is Light.NONE:
        return word
    return light.value if light in (Light.MISSING, Light.OPEN, Light.WAITING) else f"{light.value} {word}"
