"""The nouns of the toolkit as small frozen dataclasses; every stage takes and returns these.

Reference data (Unit, Task, Indicator, Quota ... Checklist) comes from config.toml and the checklist
workbook. A Form is what one unit is asked in one period. A Book is what a returned file holds, a
Cell what one of its cells became, a Submission all cells of one file. Entries are the effective
values after versions are merged; a Figure is one computed number with its way back to the cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from toolkit.core.periods import Period

# --- reference data ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """A reporting unit. ``code`` is GB/T 2260 for counties, else the office's own code."""

    code: str
    name: str  # official name, used everywhere
    short: str
    aliases: tuple[str, ...] = ()
    kind: str = "县市"  # 县市, 园区, 部门, 企业, 本级
    affiliation: str = "下级"  # 隶属: 下级 (请于…前报送), 平级 or 垂管 (商请)
    email: str = ""
    contact: str = ""


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
    """One row of the sheet 指标.

    ``factor`` turns what units report into ``measure``: value = sum of reported / factor for sums
    (万个 reported in 个: 10000); value = numerators / denominators * factor for ratios (%: 100).
    """

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

    def reporters_in(self, year: int) -> tuple[str, ...]:
        """Official names of the units that report this indicator in ``year``."""
        return self.reporters_by_year.get(year, self.reporters)

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


@dataclass(frozen=True)
class Checklist:
    """The office's checklist workbook, read and checked."""

    tasks: tuple[Task, ...]
    indicators: tuple[Indicator, ...]
    quotas: tuple[Quota, ...] = ()
    rules: tuple[OfficeRule, ...] = ()
    curves: tuple[Curve, ...] = ()
    weights: tuple[Weight, ...] = ()
    differences: tuple[Difference, ...] = ()
    openings: tuple[Opening, ...] = ()
    decisions: tuple[Decision, ...] = ()  # the register moves every month: no part of the digest
    digest: str = ""  # of the sheets' content; names a version of the checklist

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

    def quota(self, indicator: str, unit: str, year: int) -> float | None:
        """The unit's share of the year's target in the reporting measure, or None."""
        for quota in self.quotas:
            if (quota.indicator, quota.unit, quota.year) == (indicator, unit, year):
                return quota.target
        return None


# --- the form ---------------------------------------------------------------------------------

TASKS = "任务进展"
INDICATORS = "指标数据"
PROJECTS = "重点项目"
EXPERIENCE = "经验与诉求"
COVER = "填报说明"
SELF_CHECK = "自检"
FIX_LIST = "退回修改清单"
META = "_meta"

STATUSES = ("未启动", "正常推进", "进度滞后", "已完成", "不涉及")
NATURES = ("实际", "预计", "快报", "核定")
PENDING = "待统计"
NOT_APPLICABLE = "不涉及"
NOTHING_NEW = "本月无新进展"


@dataclass(frozen=True)
class TaskRow:
    """A row of 任务进展 as the unit gets it."""

    task: Task
    year: int
    previous_status: str = ""
    previous_progress: str = ""
    department: str = ""  # 承办部门, carried on
    person: str = ""  # 责任人, carried on
    asked: bool = True  # False: not asked for this month (填报频次)


@dataclass(frozen=True)
class IndicatorRow:
    """A row of 指标数据 as the unit gets it; all numbers in the measure that units report in."""

    indicator: Indicator
    target: Target  # the prefecture's target of the year
    quota: float | None
    sole: bool  # the unit is the only reporter
    due: bool
    pace: float | None  # %, None where no pace applies
    previous: float | None = None  # 上月累计
    previous_numerator: float | None = None
    previous_denominator: float | None = None
    note: str = ""  # 说明 carried on with its figure
    data_department: str = ""  # 数据来源部门, carried on


@dataclass(frozen=True)
class ProjectRow:
    """A project carried over from last month: field name -> value, keyed by its stable number."""

    number: str
    values: Mapping[str, str | float]


@dataclass(frozen=True)
class Decision:
    """A matter that the last meeting decided (议定事项), asked for in the next forms."""

    number: str
    matter: str
    unit: str
    due: str = ""
    feedback: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Correction:
    """A point of the correction list that stands in front of a correction workbook."""

    finding: str  # finding id
    severity: str
    sheet: str
    row_key: str
    field: str
    seen: str
    problem: str
    remedy: str
    suggestion: str = ""


@dataclass(frozen=True)
class Form:
    """One unit's workbook of one period: what it is asked, and what is known already.

    ``values`` pre-fills input cells: (sheet, row key, field) -> value.
    """

    unit: Unit
    period: Period
    rows: tuple[TaskRow, ...]
    indicators: tuple[IndicatorRow, ...]
    projects: tuple[ProjectRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    checklist_digest: str = ""
    key: bytes = b""  # secret for the keyed digest; never written to a file
    data_until: datetime | None = None  # 数据截至
    deadline: datetime | None = None  # 报送截止
    office: str = ""
    office_contact: str = ""
    part: str = ""  # "" or a name of the part (--tasks, --split)
    changes: tuple[str, ...] = ()  # what changed since last month
    values: Mapping[tuple[str, str, str], str | float] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    watermark: str = ""  # 模拟数据 in the demo


# --- what comes back --------------------------------------------------------------------------

Scalar = str | float | bool | datetime | None


@dataclass(frozen=True)
class SheetData:
    """One sheet of a returned file as read: rows of scalars, first cell is A1.

    ``errors`` are addresses of Excel error cells (#REF!) with their text, ``uncached`` addresses of
    formulas without a cached value, ``formulas`` addresses of all formulas with their text.
    """

    name: str
    rows: tuple[tuple[Scalar, ...], ...]
    visible: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)
    uncached: frozenset[str] = frozenset()
    formulas: Mapping[str, str] = field(default_factory=dict)
    number_formats: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()  # 1-based
    comments: Mapping[str, str] = field(default_factory=dict)
    merges: tuple[str, ...] = ()  # A1:B2; the value is in the first cell


@dataclass(frozen=True)
class Book:
    """A returned workbook as read; ``properties`` are custom document properties."""

    sheets: tuple[SheetData, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    fmt: str = "xlsx"

    def sheet(self, name: str) -> SheetData | None:
        """The sheet of exactly that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


class Outcome(StrEnum):
    """What became of a filled cell; the counts of all five make up 已填单元格."""

    ACCEPTED = "采用"
    NORMALISED = "规范化"
    REJECTED = "拒收"
    SUPERSEDED = "被替代"
    IGNORED = "忽略"


@dataclass(frozen=True)
class Cell:
    """One filled cell of a submission and its fate.

    ``sheet`` and ``address`` are the place in the file as it was received; ``form_sheet``, ``key``
    and ``field`` the place in the form ("" for cells outside it). ``value`` is what counts.
    """

    sheet: str
    address: str
    raw: str
    outcome: Outcome
    form_sheet: str = ""
    key: str = ""
    field: str = ""
    value: float | str | None = None
    note: str = ""  # why it was normalised, rejected or ignored; also a confidence below 1
    confidence: float = 1.0


@dataclass(frozen=True)
class Submission:
    """All filled cells of one archived workbook of one unit and period.

    ``file`` is the archive path relative to the root (posix). ``blank`` are form places that the
    file has but leaves empty. ``received`` orders versions.
    """

    sha256: str
    file: str
    original_name: str
    unit: str  # unit code
    period: Period
    received: datetime
    version: int
    cells: tuple[Cell, ...]
    blank: frozenset[tuple[str, str, str]] = frozenset()
    checklist_digest: str = ""
    sender: str = ""
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where an entry comes from: one cell of one archived file."""

    unit: str  # unit code
    file: str
    sha256: str
    sheet: str  # as in the file
    address: str
    raw: str


@dataclass(frozen=True)
class Entry:
    """An effective value: what counts for one place of the form after versions are merged.

    ``mark`` is "" or says what a reader must know: 沿用上月, 办公室更正, 期初值.
    """

    unit: str  # unit code
    period: Period
    sheet: str
    key: str
    field: str
    value: float | str
    source: Source | None
    mark: str = ""
    note: str = ""  # of a correction by the office: what stood there, why, by whom


# --- figures ----------------------------------------------------------------------------------


class Light(StrEnum):
    """A light always carries its word, so that print and colour-blind readers lose nothing."""

    BLUE = "● 蓝"
    GREEN = "● 绿"
    YELLOW = "● 黄"
    RED = "● 红"
    MISSING = "○ 未报"
    NONE = "—"


FigureKind = Literal["number", "count", "percent", "points", "text"]


@dataclass(frozen=True)
class Figure:
    """One computed number or word under a stable key, with the way back to its cells.

    ``inputs`` are keys of other figures, ``sources`` cells of archived files. ``value`` is None
    when there is nothing to say; ``word`` then says why (待统计, 未报, 不涉及, 待分解, —).
    """

    key: str
    label: str
    value: float | None
    measure: str = ""
    decimals: int = 0
    word: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    mark: str = ""
    kind: FigureKind = "number"


@dataclass(frozen=True)
class Receipt:
    """What was done with one arrival, for the terminal and the page."""

    name: str
    sha256: str
    status: Literal["accepted", "duplicate", "attachment", "refused", "waiting", "skipped"]
    unit: str = ""
    period: str = ""
    version: int = 0
    reason: str = ""
    remedy: str = ""
