"""Groups of units in 分县明细: each indicator over the units of a group, by the rule that makes the prefecture's figure.

In: an indicator's row in the making, its units' values. Out: :class:`GroupValue` with Figures
``group-<id>/<period>/<group>/value``, ``previous``, ``rate``, ``share``, ``reported``, ``expected``, ``<light>``, in the measure that units
report in. A missing unit adds nothing; how many are in stands beside every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.groups import Group, GroupValue
from toolkit.core.marks import STANDING
from toolkit.core.model import Indicator, Kind, Target
from toolkit.core.results import UnitValue
from toolkit.core.returns import Figure, FigureKind, Light, Source
from toolkit.core.value_text import number_text
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.doubted.doubts import doubted_in_sum
from toolkit.figures.given.table import Amount
from toolkit.figures.judging.assess import Assessment
from toolkit.figures.judging.rates import is_met_or_not
from toolkit.figures.judging.rollup import Total, is_counted_over_units, units_measure
from toolkit.figures.numbers.counting import LIGHT_NAMES
from toolkit.figures.numbers.registry import group_key, join_marks
from toolkit.figures.quotas.groupsums import group_bound, group_rate, group_total
from toolkit.figures.quotas.shares import adds_up
from toolkit.figures.rows import wording
from toolkit.figures.rows.rowchanges import RowChanges
from toolkit.figures.rows.rowfigures import DOUBT
from toolkit.figures.rows.units import amount_mark, kind_of, unit_decimals, unit_measure
from toolkit.figures.year.monthly import PERCENT, previous_word

WITHOUT = {NoValue.PENDING: "pending", NoValue.REJECTED: "refused"}  # words in place of a figure that is owed


def group_values(
    made: RowChanges, before: Assessment | None, earlier: Sequence[Assessment], units: Sequence[UnitValue]
) -> tuple[GroupValue, ...]:
    """One value a group in which any unit holds the row, in the order of groups; () where papers name units.

    ``before``: last month where it may be set beside; ``earlier``: what doubted figures are held against.
    """
    by_code = {value.unit.code: value for value in units}
    rows = []
    for group in made.basis.groups:
        own = {unit.code: by_code[unit.code] for unit in group.units if unit.code in by_code}
        if own:
            rows.append(_Row(made, group, own, earlier).value(before))
    return tuple(rows)


@dataclass(frozen=True)
class _Row:
    """One group's row of one indicator; ``own`` are its units' values by code."""

    made: RowChanges
    group: Group
    own: Mapping[str, UnitValue]
    earlier: Sequence[Assessment]

    @property
    def indicator(self) -> Indicator:
        return self.made.indicator

    @property
    def month(self) -> Assessment:
        return self.made.month

    def value(self, before: Assessment | None) -> GroupValue:
        total = self._total(self.month)
        bound = group_bound(self.made.basis, self.month, self.own)
        return GroupValue(
            group=self.group,
            indicator=self.indicator,
            value=self._value(total),
            previous=self._previous(before),
            rate=self._rate(total, bound),
            reported=self._count("reported", "已报单位数", self._units("reported")),
            expected=self._count("expected", "应报单位数", self._units("owed")),
            lights=self._lights(),
            without=self._without(),
            share=self._share(total),
            quota=bound,
            numerator=total.numerator if total else None,
            denominator=total.denominator if total else None,
        )

    def _units(self, what: str) -> list[str]:
        """Keys of the figures that are counted; none of a month in which nothing is due."""
        amounts = self.month.amounts if self.month.due else {}
        return [
            self.own[code].value.key for code in self.own if code in amounts and getattr(amounts[code], what)
        ]

    def _total(self, row: Assessment | None) -> Total | None:
        return group_total(self.made.basis, self.indicator, row, self.own)

    def _key(self, measure: str) -> str:
        return group_key(self.month.period, self.group.name, measure, self.indicator.id)

    def _figure(
        self,
        measure: str,
        label: str,
        value: float | None,
        unit: str,
        *,
        decimals: int = 0,
        word: str = "",
        formula: str = "",
        inputs: Sequence[str] = (),
        sources: tuple[Source, ...] = (),
        mark: str = "",
        kind: FigureKind = "number",
    ) -> Figure:
        title = f"{self.month.period.chinese}{self.group.title}{self.indicator.name}{said(label)}"
        return self.made.registry.add(
            Figure(
                self._key(measure),
                title,
                value,
                unit,
                decimals,
                word,
                formula,
                tuple(inputs),
                sources,
                mark,
                kind,
            )
        )

    def _value(self, total: Total | None) -> Figure:
        value = total.value if total else None
        counted = self._counted(self.month) if value is not None else []
        given = [self.own[code].value for code in counted] if self.month.due else []
        quotient = self.indicator.kind is Kind.RATIO
        inputs = [key for one in given for key in ((one.inputs or (one.key,)) if quotient else (one.key,))]
        amounts = self._amounts(self.month)
        sources = () if self.month.due else tuple(s for code in counted for s in amounts[code].sources)
        return self._figure(
            "value",
            "本月累计",
            value,
            self._measure,
            decimals=self._decimals,
            word="" if value is not None else self._word(total),
            formula=self._formula,
            inputs=inputs,
            sources=sources,
            mark=self._mark(counted),
            kind=self._kind,
        )

    def _previous(self, before: Assessment | None) -> Figure:
        total = self._total(before)
        value = total.value if total else None
        counted = self._counted(before) if before is not None and value is not None else []
        return self._figure(
            "previous",
            "上月累计",
            value,
            self._measure,
            decimals=self._decimals,
            word="" if value is not None else previous_word(before),
            formula=said("上月采用的数按同一办法汇总") if value is not None else "",
            inputs=[self.own[code].previous.key for code in counted],
            mark=join_marks(amount_mark(self._amounts(before)[code]) for code in counted) if before else "",
            kind=self._kind,
        )

    def _rate(self, total: Total | None, bound: float | None) -> Figure:
        rate, word = group_rate(self.made.basis, self.month, total, bound)
        word = "" if rate is not None else word or self._word(total)
        inputs = [self._key("value")] if rate is not None else []
        formula = self._rate_formula(bound) if rate is not None else ""
        return self._figure(
            "rate", "完成率", rate, PERCENT, decimals=1, word=word, formula=formula, inputs=inputs, kind="percent"
        )  # fmt: skip

    def _share(self, total: Total | None) -> Figure | None:
        whole = self.month.total.value
        if not adds_up(self.indicator) or not whole or total is None or total.value is None:
            return None
        return self._figure(
            "share",
            "占全地区比重",
            total.value * 100 / (whole * self.indicator.factor),
            PERCENT,
            decimals=1,
            formula=said("本组累计 ÷ 全地区累计 × 100"),
            inputs=[self._key("value"), self.made.key(fields.YTD)],
            kind="percent",
        )

    def _count(self, measure: str, label: str, keys: Sequence[str]) -> Figure:
        formula = {
            "reported": said("本组本月有采用数的单位个数（待统计、拒收、沿用上月不算）"),
            "expected": "本组有这一行的单位个数，减去填不涉及的和裁定剔除的；未到统计期为0",
        }.get(measure, "本组各单位自己的数按状态灯逐个计数")
        return self._figure(
            measure, label, float(len(keys)), "个", formula=formula, inputs=keys, kind="count"
        )

    def _lights(self) -> dict[Light, Figure]:
        found: dict[Light, list[str]] = {}
        for one in self.own.values():
            found.setdefault(one.light, []).append(one.value.key)
        return {
            light: self._count(name, f"（{light.value}）单位", found[light])
            for light, name in LIGHT_NAMES.items()
            if light in found
        }

    def _without(self) -> dict[str, Figure]:
        """Units that owe the figure and have a word in its place: with these and 未报 the reported ones make all that owe."""
        amounts = self.month.amounts if self.month.due else {}
        found = {
            word: [
                one.value.key
                for code, one in self.own.items()
                if code in amounts and amounts[code].word == word and one.light is not Light.MISSING
            ]
            for word in WITHOUT
        }
        return {
            word: self._count(WITHOUT[word], f"（{word}）单位", keys) for word, keys in found.items() if keys
        }

    # --- words -----------------------------------------------------------------------------------

    def _amounts(self, row: Assessment) -> Mapping[str, Amount]:
        """What the figures of that month rest on."""
        return self.made.basis.valued(row).amounts

    def _counted(self, row: Assessment) -> list[str]:
        amounts = self._amounts(row)
        return [code for code in self.own if code in amounts and amounts[code].counts]

    def _word(self, total: Total | None) -> str:
        """Why there is no figure: as its units say with one voice, else 未报."""
        if total is None:
            return self.month.judgement.word if self.month.target else DASH
        if total.counted:
            return LightWord.NO_DENOMINATOR if self.indicator.is_ratio_input else DASH
        words = {amount.word for code, amount in self.month.amounts.items() if code in self.own}
        return words.pop() if len(words) == 1 else NoValue.NOT_REPORTED

    def _mark(self, counted: Sequence[str]) -> str:
        month, amounts = self.month, self._amounts(self.month)
        if not counted:
            return ""
        kinds, own = self.made.basis.kinds, self.own.keys()
        doubted = doubted_in_sum(month, self.earlier, kinds, own) if month.due else ()
        marks = (amount_mark(replace(amounts[code], doubtful=False)) for code in counted)
        stands = f"{month.stands.month}{STANDING}" if month.stands else ""
        return "、".join(filter(None, (DOUBT if doubted else "", join_marks(marks), stands)))

    @property
    def _is_count(self) -> bool:
        """Whether the figure is a number of units."""
        return self.indicator.kind is Kind.RATE_EACH or is_counted_over_units(self.indicator)

    @property
    def _measure(self) -> str:
        if not self._is_count:
            return unit_measure(self.indicator)
        return units_measure(value.unit.kind for value in self.own.values())

    @property
    def _decimals(self) -> int:
        return 0 if self._is_count else unit_decimals(self.indicator)

    @property
    def _kind(self) -> FigureKind:
        return kind_of(self._measure)

    def _rate_formula(self, bound: float | None) -> str:
        target = self.month.target
        if bound is None or target is None:
            return "达到的单位数 ÷ 应报单位数 × 100"
        if is_met_or_not(self.indicator, target, bound):
            return f"达到{wording.target_text(self.indicator, Target(bound))}为100，未达到为0"
        return said(f"本月累计 ÷ 各单位年度任务之和{number_text(bound)} × 100")

    @property
    def _formula(self) -> str:
        if is_counted_over_units(self.indicator):
            return "填“是”的单位个数"
        factor = self.indicator.factor if self.indicator.kind is Kind.RATIO else 1.0
        return wording.total_formula(replace(self.indicator, factor=factor), self.month.target)
