"""The figures of one row of 指标汇总, one method each, with label, formula, inputs and mark.

In: an assessment of the month and what monthly made of it. Out: Figures, kept in the registry. No number is worked
out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH, WORDS
from toolkit.core.marks import DOUBTFUL, STANDING, TO_VERIFY
from toolkit.core.model import Indicator, Kind
from toolkit.core.pace import has_pace
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, FigureKind, Light, Source
from toolkit.figures.given.table import Amount
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.judging.rollup import total_decimals, total_measure
from toolkit.figures.numbers.registry import ALL, Registry, figure_key, join_marks
from toolkit.figures.rows import wording
from toolkit.figures.rows.units import amount_mark, kind_of, yes_no_word
from toolkit.figures.year.monthly import (
    PERCENT,
    POINTS,
    previous_word,
)

DOUBT = DOUBTFUL + TO_VERIFY


@dataclass(frozen=True)
class RowFigures:
    """The figures of one indicator in one period; methods make one figure each."""

    basis: Basis
    indicator: Indicator
    month: Assessment
    registry: Registry

    @property
    def period(self) -> Period:
        """The month of the row."""
        return self.month.period

    def look(self, period: Period) -> Assessment | None:
        """The indicator in another month."""
        return self.basis.assess(self.indicator, period)

    def year_before(self) -> Assessment | None:
        """The indicator in last year's same month; of a year without a target (before the list) what this year's
        units gave then.
        """
        before = self.look(Period(self.period.year - 1, self.period.month))
        if before is None or before.target is not None:
            return before
        table = self.basis.tables[before.period]
        amounts = {unit: table.amount(self.indicator, unit) for unit in self.month.amounts}
        given = any(amount.counts for amount in amounts.values())
        return replace(before, amounts=amounts, due=True) if given else before

    @property
    def is_monthly(self) -> bool:
        """Whether it is due every month."""
        return not self.indicator.months and self.indicator.frequency == "月度"

    def key(self, measure: str, who: str = ALL) -> str:
        """The key of one of its figures."""
        return figure_key(self.indicator.id, self.period, who, measure)

    def figure(
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
        """One figure of the row, kept in the registry."""
        title = f"{self.period.chinese}{self.indicator.name}{said(label)}"
        key = self.key(measure)
        return self.registry.add(
            Figure(key, title, value, unit, decimals, word, formula, inputs, sources, mark, kind)
        )

    def total(self, month: Assessment, doubted: tuple[str, ...]) -> Figure:
        """累计完成, with the units that it is made of."""
        rests = self.basis.valued(month)
        counted = {unit: amount for unit, amount in rests.amounts.items() if amount.counts}
        names = (fields.NUMERATOR, fields.DENOMINATOR) if self._adds_quotient_parts() else (fields.YTD,)
        inputs = tuple(self.key(name, unit) for unit in counted for name in names) if month.due else ()
        value, measure = month.total.value, self.total_measure()
        word = yes_no_word(measure, value)
        if value is None:
            word = month.judgement.word if month.target else DASH
        formula = wording.total_formula(self.indicator, month.target)
        if month.stands:
            formula = f"{month.stands.month}月份到期，此后沿用{month.stands.month}月份数据；{formula}"
        return self.figure(
            fields.YTD,
            "累计完成",
            value,
            measure,
            self.decimals,
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
        stands = f"{rests.period.month}{STANDING}" if month.stands else ""
        parts = (amount_mark(replace(amount, doubtful=False)) for amount in counted)
        return "、".join(filter(None, (DOUBT if doubted else "", join_marks(parts), stands)))

    @property
    def decimals(self) -> int:
        """Decimals of figures in the indicator's measure."""
        return total_decimals(self.indicator)

    def _adds_quotient_parts(self) -> bool:
        return self.indicator.kind is Kind.RATIO and self.indicator.is_ratio_input

    def total_measure(self) -> str:
        """逐个达标 counts units, whatever each of them is measured in."""
        kinds = self.basis.kinds
        return total_measure(self.indicator, (kinds[code] for code in self.month.amounts))

    def previous(self, before: Assessment | None) -> Figure:
        """上月累计; of units that have gone since it leads to their cells, for they have no figures this month."""
        value = before.total.value if before else None
        measure = self.total_measure()
        counted = [amount for amount in before.amounts.values() if amount.counts] if before else []
        return self.figure(
            "previous",
            "上月累计",
            value,
            measure,
            self.decimals,
            word=yes_no_word(measure, value) if value is not None else previous_word(before),
            formula=said("上月采用的数按同一办法汇总") if value is not None else "",
            inputs=tuple(self.key("previous", unit) for unit in self.month.amounts)
            if value is not None
            else (),
            sources=tuple(
                source
                for unit, amount in (before.amounts if before else {}).items()
                if unit not in self.month.amounts
                for source in amount.sources
            ),
            mark=join_marks(amount_mark(amount) for amount in counted),
            kind=kind_of(measure),
        )

    def rate(self, month: Assessment) -> Figure:
        """完成率."""
        has = month.rate is not None and month.target is not None
        return self.figure(
            "rate",
            "完成率",
            month.rate,
            PERCENT,
            1,
            word="" if has else month.judgement.word if month.target else DASH,
            formula=wording.rate_formula(self.indicator, month.target) if has and month.target else "",
            inputs=(self.key(fields.YTD),) if has else (),
            kind="percent",
        )

    def pace(self, month: Assessment) -> Figure:
        """序时进度."""
        value = month.judgement.pace
        return self.figure(
            "pace",
            "序时进度",
            value,
            PERCENT,
            1,
            word="" if value is not None else DASH,
            formula=wording.pace_formula(self.indicator, self.period.year) if value is not None else "",
            kind="percent",
        )

    def gap(self, month: Assessment) -> Figure:
        """进度差."""
        judgement = month.judgement
        formula = "完成率 − 序时进度" if judgement.gap is not None else ""
        return self.figure(
            "gap",
            "进度差",
            judgement.gap,
            POINTS,
            1,
            word="" if judgement.gap is not None else self._no_gap_word(month),
            formula=formula,
            inputs=(self.key("rate"), self.key("pace")) if formula else (),
            kind="points",
        )

    def targets(self, month: Assessment) -> Figure | None:
        """The year's target as printed; of a range both ends; of 逐个达标 how many units are asked to reach it."""
        if month.target is None:
            return None
        if self.indicator.kind is Kind.RATE_EACH:
            asked = sum(amount.owed for amount in month.amounts.values())
            word = f"任务清单：每个单位应{wording.each_bound(self.indicator, month.target)}"
            return self.figure("target", "年度目标", float(asked), self.total_measure(), 0, formula=word)
        ends = [("target", "年度目标", month.target.low)]
        if month.target.high is not None:
            ends.append(("target_high", "年度目标上限", month.target.high))
        made = []
        for name, label, value in ends:
            measure = self.indicator.measure
            word = yes_no_word(measure, value)
            made.append(
                self.figure(
                    name, label, value, measure, self.indicator.decimals, word=word, formula="任务清单"
                )
            )
        return made[0]

    def light(self, month: Assessment) -> None:
        """状态灯 with its word."""
        judgement = month.judgement
        lit = judgement.light is not Light.NONE
        self.figure(
            "light",
            "状态灯",
            None,
            "",
            0,
            word=light_words(judgement.light, judgement.word),
            formula="按累计完成、年度目标和序时进度判定" if lit else "",
            inputs=tuple(self.key(name) for name in (fields.YTD, "rate", "gap")) if month.due else (),
            kind="text",
        )

    def _no_gap_word(self, month: Assessment) -> str:
        if month.target is None or not has_pace(self.indicator, self.period.year):
            return DASH
        return month.judgement.word if month.judgement.word in WORDS else DASH

    def units_that(self, chosen: Callable[[Amount], bool]) -> list[str]:
        """Codes of the units that are counted; none of a month in which nothing is due."""
        amounts = self.month.amounts if self.month.due else {}
        return [unit for unit, amount in amounts.items() if chosen(amount)]

    def count(self, measure: str, label: str, units: list[str]) -> Figure:
        """How many units, with what it counts."""
        formula = {
            "reported": said("本月有采用数的单位个数（待统计、拒收、沿用上月不算）"),
            "expected": "有这一行的单位个数，减去填不涉及的和裁定剔除的；未到统计期为0",
        }[measure]
        keys = tuple(self.key(fields.YTD, unit) for unit in units)
        return self.figure(
            measure, label, float(len(units)), "个", 0, formula=formula, inputs=keys, kind="count"
        )

    def minimum(self, month: Assessment, names: dict[str, str]) -> Figure | None:
        """The lowest of an 逐个达标, and whose it is."""
        if month.total.minimum is None:
            return None
        value, unit = month.total.minimum
        return self.figure(
            "minimum",
            f"最低值（{names.get(unit, unit)}）",
            value,
            self.indicator.measure,
            self.indicator.decimals,
            formula="各单位数中最低的一个",
            inputs=(self.key(fields.YTD, unit),),
        )


def light_words(light: Light, word: str) -> str:
    """A light with its word; ○ and ◇ say themselves what they are."""
    if light is Light.NONE:
        return word
    return light.value if light in (Light.MISSING, Light.OPEN, Light.WAITING) else f"{light.value} {word}"
