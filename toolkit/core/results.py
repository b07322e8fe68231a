"""What the stage figures hands to the outputs: rows of results, all numbers as Figures with keys.

Keys are ``<subject>/<period>/<unit code or all>/<measure>``: ``T02-3/2024-06/653101/ytd``,
``T02-3/2024-06/all/rate``, ``task-19/2024-06/653125/completion``, ``overall/2024-06/all/tasks_red``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.core.followed import Revised, Supervised
from toolkit.core.form import DASH
from toolkit.core.groups import Group, GroupValue
from toolkit.core.model import Decision, Indicator, Target, Task, Unit
from toolkit.core.packing import packed_by_values
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Light, Source
from toolkit.core.rounding import rounded
from toolkit.core.standings import NO_RUN, NOT_COMPARED, NOTHING_DUE
from toolkit.core.standings import WORST_FIRST as WORST_FIRST
from toolkit.core.standings import Comparison as Comparison
from toolkit.core.standings import Coverage as Coverage
from toolkit.core.standings import Ends as Ends
from toolkit.core.standings import JudgedBy as JudgedBy
from toolkit.core.standings import Run as Run
from toolkit.core.standings import Share as Share
from toolkit.core.words import Nature, ReturnState

Further = Mapping[str, str | float]  # field -> value of columns that came into the form later


@packed_by_values
@dataclass(frozen=True, slots=True)
class UnitValue:
    """One unit's value of one indicator; all numbers in the measure that units report in."""

    unit: Unit
    indicator: Indicator
    value: Figure  # .value None and .word 待统计, 不涉及, 未报, 拒收 or 剔除 when there is no figure
    previous: Figure
    rate: Figure  # .word 待分解 when the unit has neither quota nor sole duty
    share: Figure  # % of the prefecture's value
    light: Light
    numerator: float | None = None
    denominator: float | None = None
    quota: float | None = None
    nature: str = Nature.ACTUAL.value  # a Nature
    explanation: str = ""  # 说明
    sources: tuple[Source, ...] = ()
    further: Further = field(default_factory=dict)
    word: str = ""  # of its light
    doubtful: bool = False  # ※ 待核实
    gap: float | None = None  # 完成率 less the unit's own 序时进度, where it has both


@dataclass(frozen=True)
class IndicatorResult:
    """One row of 指标汇总, in the checklist's measure."""

    indicator: Indicator
    target: Target | None
    due: bool
    total: Figure  # 累计完成
    previous: Figure  # 上月累计
    change: Figure  # 环比: %, for ratios 百分点; only units that reported in both months
    rate: Figure  # 完成率(%)
    pace: Figure  # 序时进度(%)
    gap: Figure  # 进度差(百分点)
    light: Light
    word: str  # the light's word, or 待统计 / 无年度目标 / 口径待核对
    reported: Figure  # 已报单位数
    expected: Figure  # 应报单位数
    units: tuple[UnitValue, ...]
    minimum: Figure | None = None  # rate_each: the lowest value and whose it is
    note: str = ""  # 说明: basis, doubts, differences, marks
    history: tuple[tuple[Period, float | None], ...] = ()  # this year's months so far
    goal: Figure | None = (
        None  # 年度目标 as printed: of 逐个达标 how many units are asked; its lower bound of a range
    )
    measure: str = ""  # 计量单位 as printed: 个县市 (个单位) of 逐个达标
    coverage: Coverage = NOTHING_DUE  # 覆盖(已报/应报), 未报单位
    added: Figure | None = None  # 本月新增 (本期新增 where it is not due monthly)
    added_before: Figure | None = None  # 上月新增(同口径): over the units of 环比
    on_year: Figure | None = None  # 累计同比; without a percentage its word gives the two numbers
    to_target: Figure | None = None  # 距年度目标, in the indicator's measure (百分点 for %); None when met
    marks: tuple[
        str, ...
    ] = ()  # 标注: ※待核实, 更正, 待单位确认, 快报, 预计, 核定, 沿用上月, 期初值, 7月份数据
    ends: Ends | None = None  # None: every due figure is in, or the missing ones leave no ends
    has_base: bool = False  # the year's target starts from a base
    stands: Period | None = None  # the period whose value and light stand, where it is not this one
    stands_in_part: bool = False  # whether due units had no figure then
    last_light: Light | None = None  # last month's, None where there is none to compare with
    imported: tuple[
        Period, ...
    ] = ()  # months of ``history`` with values of tables of the time before the tool
    groups: tuple[GroupValue, ...] = ()  # where papers speak of groups of units


@packed_by_values
@dataclass(frozen=True, slots=True)
class UnitTask:
    """One unit's cell of 任务矩阵."""

    unit: Unit
    status: str  # a TaskStatus, or "" when not reported
    light: Light
    completion: Figure | None = None
    progress: str = ""
    problems: str = ""
    next_steps: str = ""
    evidence: str = ""
    person: str = ""
    department: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)  # field -> cell
    previous_status: str = ""
    further: Further = field(default_factory=dict)
    below_run: Run = NO_RUN  # 连续偏慢或滞后 of its cell
    doubts: tuple[str, ...] = ()  # ▲: what its words do not agree with, one phrase each; () without ▲
    doubt_keys: tuple[str, ...] = ()  # keys of the figures that say otherwise
    explained: bool = False  # ▲: the unit said why, and the rules let it stand

    @property
    def contradicts(self) -> bool:
        """▲ 自报状态与指标进度不一致."""
        return bool(self.doubts)


@dataclass(frozen=True)
class TaskResult:
    """One row of 任务矩阵; ``basis`` says what the light rests on."""

    task: Task
    light: Light
    word: str  # 已完成, 达序时进度, 已达标, 进度偏慢, 滞后, 自报…, 待报齐; in the last month 基本完成, 未完成
    basis: str
    units: Mapping[str, UnitTask]  # by unit code; units that the task does not concern are absent
    indicators: tuple[str, ...] = ()  # ids of its due indicators
    offline: bool = False  # 线下报送
    judged_by: JudgedBy = JudgedBy.NOTHING
    share: Share | None = None
    coverage: Coverage = NOTHING_DUE  # units that owe a status: how many gave one, who gave none
    comparison: Comparison = NOT_COMPARED
    red_run: Run = NO_RUN  # 连续滞后
    below_run: Run = NO_RUN  # 连续偏慢或滞后
    newly_red: bool = False  # 新转为滞后, where it is compared

    @property
    def months_behind(self) -> int:
        """Months in a row that it was 滞后, this one included."""
        return self.red_run.months

    @property
    def months_below(self) -> int:
        """Months in a row that it was 进度偏慢 or 滞后, this one included."""
        return self.below_run.months

    @property
    def status(self) -> str:
        """The words with what stands behind them: 自报正常推进（8/11家）."""
        return f"{self.word}（{self.share.text}）" if self.share else self.word


@packed_by_values
@dataclass(frozen=True, slots=True)
class UnitRating:
    """What the evaluation looks at: a unit's standing on an indicator that was due, printed as in 分县明细.

    Without a quota the two texts are "", since such a row earns nothing.
    """

    indicator: Indicator
    key: str  # of the unit's figure
    rate_key: str
    word: str  # 未报, 待统计, 不涉及, 拒收 or 剔除 when there is no figure
    rate: float | None  # 完成率(%)
    quota: float | None  # what the unit must reach, in the measure that it reports in
    pace: float | None  # the unit's own 序时进度(%), None where it is not judged by it
    value_text: str = ""
    rate_text: str = ""
    met: bool = False  # the unit reaches what it must
    own: bool = False  # by its quota, or because it reports alone
    each: bool = False  # every unit asked must reach it


@dataclass(frozen=True)
class UnitReport:
    """One row of 报送情况 and of ``status --json``."""

    unit: Unit
    state: ReturnState
    version: int = 0
    received_at: datetime | None = None
    on_time: bool | None = None
    days_late: int = 0
    errors: int = 0
    queries: int = 0
    completeness: float | None = None  # %
    stamped: str = "未收"  # 盖章件: 已收, 未收, 免
    owes: bool = True  # whether anything is due from it this month
    required: int = 0  # cells that it must fill, given what it filled
    filled: int = 0  # those of them that hold something
    to_check: bool = False  # saved before the deadline and first seen after it: on_time is not known

    @property
    def punctual(self) -> str:
        """是, 否, or 待核 where nobody has said when it came; "" where there is nothing to say."""
        if self.on_time is None:
            return "待核" if self.to_check else ""
        return "是" if self.on_time else "否"

    def of_return(self, number: int) -> int | None:
        """A count that its return gives rise to; a nought where none came is nothing to count."""
        return number if self.version or number else None

    def told(self, number: int) -> str:
        """Such a count as people read it."""
        counted = self.of_return(number)
        return DASH if counted is None else str(counted)


@dataclass(frozen=True)
class ProjectResult:
    """One project of the library: its values by field, and where they stand."""

    unit: Unit
    number: str
    values: Mapping[str, str | float]
    sources: Mapping[str, Source]
    behind: bool = False
    previous: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class ExperienceResult:
    """One row of 经验与诉求."""

    unit: Unit
    category: str
    title: str
    content: str
    tasks: tuple[int, ...]
    lead: str
    source: Source
    further: Further = field(default_factory=dict)


@dataclass(frozen=True)
class FileAccount:
    """One row of 数据台账: the cell accounting of one archived file."""

    unit: str
    file: str
    sha256: str
    version: int
    filled: int
    accepted: int
    normalised: int
    rejected: int
    superseded: int
    ignored: int

    @property
    def balanced(self) -> bool:
        """Every filled cell has exactly one fate."""
        return self.filled == (
            self.accepted + self.normalised + self.rejected + self.superseded + self.ignored
        )


@dataclass(frozen=True)
class UnitQuality:
    """One row of 报送质量: the months in which the unit owed anything, and the year's measures by name."""

    unit: Unit
    months: Mapping[Period, UnitReport]
    measures: Mapping[str, Figure]


UNLISTED = 0  # in place of a task number: of last year's list, and no longer of this year's


@dataclass(frozen=True)
class YearEnd:
    """One row of 年底到期、尚未达标 (from September), or of what last year left unmet (in January).

    Numbers are in the indicator's measure; ``value`` is the year's last known one, with its period.
    """

    indicator: Indicator
    target: Target
    leads: tuple[str, ...]
    value: Figure
    gap: Figure  # what is left to the target; 百分点 for %
    period: Period | None  # of the value
    monthly: Figure | None = None  # flows: what is left ÷ months left
    best: Figure | None = None  # flows: mean of the best three months so far
    best_sum: Figure | None = None  # what those three months gave together
    complete: bool = True  # whether every due unit has a figure in ``value``
    share: Figure | None = None  # the gap in % of the target, None where there is no such number
    light: Light = Light.NONE  # of the month in which it is told, of what last year left: of that year's last
    word: str = ""  # beside the light
    dated: str = ""  # 数据期 as printed: of the value, else why there is none

    @property
    def is_judged(self) -> bool:
        """Whether it is known that the target is not met, and not only that nobody can tell for want of figures."""
        return self.light not in (Light.OPEN, Light.MISSING)

    @property
    def is_hard(self) -> bool:
        """Whether what is left asks more a month, as printed, than the best three months gave; never said of a part of
        the units."""
        if not self.complete or self.monthly is None or self.best is None:
            return False
        asked, best = self.monthly.value, self.best.value
        if asked is None or best is None:
            return False
        return rounded(asked, self.monthly.decimals) > rounded(best, self.best.decimals)


@dataclass(frozen=True)
class MonthResult:
    """Everything that the outputs of one period print."""

    period: Period
    figures: Mapping[str, Figure]
    indicators: tuple[IndicatorResult, ...]
    tasks: tuple[TaskResult, ...]
    units: tuple[UnitReport, ...]
    projects: tuple[ProjectResult, ...] = ()
    experience: tuple[ExperienceResult, ...] = ()
    accounts: tuple[FileAccount, ...] = ()
    data_until: datetime | None = None  # 收到时间至: the last change of the ledger
    criteria: tuple[str, ...] = ()  # 口径 of lights and statuses, printed where they are used
    words: tuple[tuple[str, str], ...] = ()  # words such as 待报齐 that occur this month, with what they mean
    ratings: Mapping[str, tuple[UnitRating, ...]] = field(default_factory=dict)  # by unit code
    decisions: tuple[Decision, ...] = ()  # 议定事项 with what units say of them
    supervised: tuple[Supervised, ...] = ()  # 督办: what of the register the month has to tell of
    revised: Revised = field(
        default_factory=Revised
    )  # what of the year's issued papers is another figure today
    quality: tuple[UnitQuality, ...] = ()  # 报送质量
    not_compared: str = ""  # why 转好, 转差, 连续, 新转为 are not said this month, "" where they are
    year_end: tuple[YearEnd, ...] = ()  # 年底到期、尚未达标
    left_unmet: tuple[YearEnd, ...] = ()  # January: what last year left unmet
    groups: tuple[Group, ...] = ()  # of more than MANY_UNITS units: what papers tell instead of each
