"""Reference data as small frozen dataclasses: units, indicators, tasks, quotas ... and the Checklist.

It comes from the checklist workbook; every stage takes and returns these nouns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from toolkit.core.doubt import Doubt
from toolkit.core.periods import Period, due_months
from toolkit.core.register import FROM_LAG as FROM_LAG
from toolkit.core.register import FROM_LEADER as FROM_LEADER
from toolkit.core.register import FROM_MEETING as FROM_MEETING
from toolkit.core.register import Decision as Decision
from toolkit.core.words import UnitKind


@dataclass(frozen=True)
class Unit:
    """One row of the sheet 单位. ``code`` is GB/T 2260 for counties, else the office's own code.

    ``starts`` and ``ends`` are its first and last month as a reporting unit, None without a bound. A unit that
    no task and no indicator names only gets mail (a lead unit): its ``code`` may be "".
    """

    code: str
    name: str  # official name, used everywhere
    short: str
    aliases: tuple[str, ...] = ()
    kind: str = UnitKind.COUNTY.value  # a UnitKind
    affiliation: str = "下级"  # 隶属: 下级 (请于…前报送), 平级 or 垂管 (商请)
    email: tuple[str, ...] = ()
    contact: str = ""
    cc: tuple[str, ...] = ()
    phone: str = ""
    starts: Period | None = None
    ends: Period | None = None
    upper: str = ""  # 上级: the level above, by which many units are told in groups

    @property
    def contact_line(self) -> str:
        """Contact and telephone as one phrase, "" when neither is given."""
        return " ".join(part for part in (self.contact, self.phone) if part)

    @property
    def bounds(self) -> str:
        """Its time as people say it: 2024-03至2024-09."""
        return f"{self.starts or ''}至{self.ends or ''}"

    def serves_in(self, period: Period) -> bool:
        """Whether the period lies between 启用期 and 停用期, both included."""
        return (self.starts is None or self.starts <= period) and (self.ends is None or period <= self.ends)


class Kind(StrEnum):
    """How an indicator's unit values make the prefecture's value. The value is the sheet's 类型."""

    FLOW = "年内累计"  # flow_sum: year-to-date values add up over units
    INVESTMENT = "投资"  # investment: as a flow, in money
    STOCK = "期末存量"  # stock_sum: end-of-period stocks add up over units, never over months
    RATIO = "比率"  # sum of numerators over sum of denominators
    RATE_EACH = "逐个达标"  # number of units that reach the target, with the minimum
    MILESTONE = "里程碑"  # 是/否, or a count of units or things done


class Comparator(StrEnum):
    """How a value is held against its target. The value is the sheet's 比较."""

    GE = "≥"
    LE = "≤"
    EQ = "="
    GT = ">"
    RANGE = "区间"  # reached from the lower bound; above the upper bound is no failure
    ABOUT = "左右"  # as ≥, less the tolerance of config (none by default)
    KEEP = "保持"  # as ≥, said as 保持 or 跌破


class PaceKind(StrEnum):
    """What a value is judged by before the year is over. The value is the sheet's 进度口径."""

    PACE = "序时"
    POINT = "达标"
    BASE = "基期"


@dataclass(frozen=True)
class Target:
    """A year's target in the indicator's own measure; ``high`` only for ranges."""

    low: float
    high: float | None = None


YES_NO = "是/否"


@dataclass(frozen=True)
class Indicator:
    """One row of 指标. ``factor``: value = sum of what units report / factor (万个 reported in 个: 10000), of ratios
    numerators / denominators * factor (%: 100)."""

    id: str
    task_no: int
    name: str
    kind: Kind
    comparator: Comparator
    measure: str  # 目标单位, as the checklist says it
    report_measure: str  # 填报单位量, as units report it
    factor: float
    targets: Mapping[int, Target]
    reporters: tuple[str, ...]  # official unit names
    frequency: str = "月度"
    months: tuple[int, ...] = ()  # 统计月份, overrides the frequency
    pace_kind: PaceKind = PaceKind.PACE
    base: float | None = None
    numerator: str = ""
    denominator: str = ""
    numerator_measure: str = ""
    denominator_measure: str = ""
    decimals: int = 0  # as the source has them
    note: str = ""  # 口径说明
    source: str = ""
    reporters_by_year: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # only years that differ
    bases: Mapping[int, float] = field(default_factory=dict)  # 2025年基期: where its target starts
    comparable: bool = True  # 口径可比: last year's figures are of the same scope
    confirmed: bool = True  # False: import inferred how it counts, and nobody has confirmed it

    def reporters_in(self, year: int) -> tuple[str, ...]:
        """Official names of the units that report this indicator in ``year``."""
        return self.reporters_by_year.get(year, self.reporters)

    def base_in(self, year: int) -> float | None:
        """What the year's target starts from, where it runs over years; None where it starts from nothing."""
        return self.bases.get(year, self.base if self.pace_kind is PaceKind.BASE else None)

    @property
    def date(self) -> int:
        """The month in which the year's target is due: December, or the last of 统计月份."""
        return max(due_months(self.frequency, self.months))

    @property
    def is_ratio_input(self) -> bool:
        """Units fill numerator and denominator (also some 逐个达标 are quotients)."""
        return bool(self.numerator and self.denominator)


@dataclass(frozen=True)
class Task:
    """One row of the sheet 任务; texts are the office's own, word for word."""

    no: int
    action: str
    item_no: int
    item: str
    content: str
    measures: Mapping[int, str]  # year -> text
    leads: tuple[str, ...]
    responsible: str  # 责任单位 as written
    reporters: tuple[str, ...]  # 填报单位, official names
    frequency: str = "月度"  # 月度, 季度, or 滞后月报 (monthly only while behind)
    channel: str = "网络"  # 网络 or 线下
    source: str = ""
    note: str = ""
    leads_text: str = ""  # 牵头单位 as written
    support: tuple[str, ...] = ()  # 配合单位
    deadline: str = ""  # 完成时限 as written: 2024年12月底, 全年, 长期坚持
    short: str = ""  # 简称, the office's own; after loading every task has one, and no two the same
    known_as: str = ""  # 台账号, where a later list gave the task another number

    @property
    def key(self) -> str:
        """What forms and ledger know it by: the number that it had first, so that its history stays its own."""
        return self.known_as or str(self.no)

    @property
    def title(self) -> str:
        """What lists and sentences call it: several tasks share one 事项, none shares a 简称."""
        return self.short or self.item

    @property
    def offline(self) -> bool:
        """线下报送: the office handles it on paper, so it is left out of forms."""
        return self.channel == "线下"


@dataclass(frozen=True)
class Quota:
    """One row of the sheet 分解: a unit's share of a target, in the measure that units report in."""

    indicator: str
    unit: str
    year: int
    target: float
    confirmed_by: str = ""


@dataclass(frozen=True)
class OfficeRule:
    """One row of the sheet 校验规则."""

    id: str
    expression: str
    severity: str
    message: str
    months: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    trial: bool = False
    row: int = 0
    tasks: tuple[int, ...] = ()  # 适用任务: only their rows


@dataclass(frozen=True)
class Curve:
    """One row of the sheet 序时曲线: the share of the year's target (%) due by the end of each month.

    ``applies_to`` is an indicator id, a task number as text, or 默认.
    """

    applies_to: str
    shares: tuple[float, ...]  # 12 values, cumulative, 0..100
    name: str = ""


@dataclass(frozen=True)
class Weight:
    """One row of the sheet 考核权重."""

    criterion: str
    weight: float
    rule: str = ""


@dataclass(frozen=True)
class Difference:
    """One row of the sheet 文件差异: where checklist and action plan disagree."""

    id: str
    task_nos: tuple[int, ...]
    checklist_text: str
    plan_text: str
    note: str


@dataclass(frozen=True)
class Opening:
    """One row of the sheet 期初值: a unit's cumulative value up to a month before the tool was used."""

    indicator: str
    unit: str
    period: Period
    value: float | None
    numerator: float | None = None
    denominator: float | None = None


BONUS, DEDUCTION = "典型经验加分", "扣分"  # criteria whose points a person gives or takes


@dataclass(frozen=True)
class Award:
    """One row of the sheet 考核加减分: points that the office gave or took (``points`` positive in both)."""

    year: int
    units: tuple[str, ...]  # official names; each gets the points
    criterion: str  # BONUS or DEDUCTION
    points: float
    reason: str
    by: str


@dataclass(frozen=True)
class Checklist:
    """The office's checklist workbook, read and checked.

    ``units`` are all rows of the sheet 单位; who reports is asked of ``reporting`` and ``units_in``.
    """

    tasks: tuple[Task, ...]
    indicators: tuple[Indicator, ...]
    quotas: tuple[Quota, ...] = ()
    rules: tuple[OfficeRule, ...] = ()
    curves: tuple[Curve, ...] = ()
    weights: tuple[Weight, ...] = ()
    differences: tuple[Difference, ...] = ()
    openings: tuple[Opening, ...] = ()
    decisions: tuple[Decision, ...] = ()  # the registers move every month: no part of the digest
    awards: tuple[Award, ...] = ()
    units: tuple[Unit, ...] = ()
    doubts: tuple[Doubt, ...] = ()  # what import inferred; what was decided of it is in other fields already
    digest: str = ""  # of the sheets' content; names a version of the checklist

    @cached_property
    def reporting(self) -> tuple[Unit, ...]:
        """The units that 填报单位 of any task or indicator names, whatever the month."""
        named = {name for task in self.tasks for name in task.reporters}
        for indicator in self.indicators:
            named.update(indicator.reporters, *indicator.reporters_by_year.values())
        return tuple(unit for unit in self.units if unit.name in named)

    def units_in(self, period: Period) -> tuple[Unit, ...]:
        """The reporting units of a period."""
        return tuple(unit for unit in self.reporting if unit.serves_in(period))

    def at(self, period: Period) -> Checklist:
        """The checklist as the period knows it: units that do not serve in it are nobody's reporters."""
        away = {unit.name for unit in self.units if not unit.serves_in(period)}
        if not away:
            return self

        def here(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name not in away)

        return replace(
            self,
            tasks=tuple(replace(task, reporters=here(task.reporters)) for task in self.tasks),
            indicators=tuple(
                replace(
                    one,
                    reporters=here(one.reporters),
                    reporters_by_year={year: here(names) for year, names in one.reporters_by_year.items()},
                )
                for one in self.indicators
            ),
        )

    def task(self, no: int) -> Task:
        """The task of that number; raises KeyError."""
        for task in self.tasks:
            if task.no == no:
                return task
        raise KeyError(no)

    def indicator(self, id: str) -> Indicator:
        """The indicator of that id; raises KeyError."""
        for indicator in self.indicators:
            if indicator.id == id:
                return indicator
        raise KeyError(id)

    @cached_property
    def _shares(self) -> Mapping[tuple[str, str, int], float]:
        return {(one.indicator, one.unit, one.year): one.target for one in reversed(self.quotas)}

    def quota(self, indicator: str, unit: str, year: int) -> float | None:
        """The unit's share of the year's target in the reporting measure, or None."""
        return self._shares.get((indicator, unit, year))
