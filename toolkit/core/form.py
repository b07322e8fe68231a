"""What one unit is asked in one period: the form, its rows, and the names of its sheets and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from toolkit.core.model import Decision, Indicator, Target, Task, Unit
from toolkit.core.packing import packed_by_values
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.words import Nature, NoValue, ReturnState, TaskStatus, texts

TASKS = "任务进展"
INDICATORS = "指标数据"
PROJECTS = "重点项目"
EXPERIENCE = "经验与诉求"
COVER = "填报说明"
SELF_CHECK = "自检"
FIX_LIST = "退回修改清单"  # in front of a form that goes back for its 错误
ASK_LIST = "核实说明清单"  # the same of one with 疑问 alone
TO_MEND, TO_EXPLAIN = ReturnState.SENT_BACK.value, "请核实说明"  # what the two are called as files and mails
META = "_meta"
SELF_CHECK_HEADERS = ("序号", "工作表", "位置", "对象", "缺什么、错在哪里")

STATUSES = texts(TaskStatus)
NATURES = texts(Nature)
WORDS = (NoValue.PENDING.value, NoValue.NOT_APPLICABLE.value)  # accepted where a figure is asked for
NOTHING_NEW = "本月无新进展"
DASH = "—"  # a missing number


@packed_by_values
@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row of 任务进展 as the unit gets it."""

    task: Task
    year: int
    previous_status: str = ""
    previous_progress: str = ""
    department: str = ""  # 承办部门, carried on
    person: str = ""  # 责任人, carried on
    asked: bool = True  # False: not asked for this month (填报频次)
    previous: Mapping[str, str | float] = field(default_factory=dict)  # what 与上月相同 takes over, by field


@packed_by_values
@dataclass(frozen=True, slots=True)
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
    asked: bool = True  # False: it did not go out to the unit


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
    count: int = 1  # findings that the point stands for


@dataclass(frozen=True)
class Form:
    """One unit's workbook of one period: what it is asked, and what is known already.

    ``values`` pre-fills input cells: (sheet, row key, field) -> value. ``layout`` says which columns it
    has (forms.layout).
    """

    unit: Unit
    period: Period
    rows: tuple[TaskRow, ...]
    indicators: tuple[IndicatorRow, ...]
    layout: int
    projects: tuple[ProjectRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    checklist_digest: str = ""
    key: bytes = b""  # secret for the keyed digest; never written to a file
    data_until: datetime | None = None  # 数据截至
    deadline: datetime | None = None  # 报送截止
    office: str = ""
    office_contact: str = ""
    head: str = ""  # 表号, 文号 … as paperwork has them
    part: str = ""  # "" or a name of the part (--tasks, --split)
    changes: tuple[str, ...] = ()  # what changed since last month
    so_far: str = ""  # how the unit has reported this year
    values: Mapping[Place, str | float] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    watermark: str = ""  # 模拟数据 in the demo
    held: frozenset[Place] = frozenset()  # last month's values that wait to count (HELD)
    mend_by: date | None = None  # of a correction: by when it is asked back

    def task_key(self, number: int) -> str:
        """The row key of the task that the form shows under this number."""
        return self._task_keys.get(number, str(number))

    def task_number(self, key: str) -> str:
        """The number that the form shows for a row key of 任务进展."""
        return self._task_numbers.get(key, key)

    @cached_property
    def _task_keys(self) -> Mapping[int, str]:
        return {row.task.no: row.task.key for row in self.rows}

    @cached_property
    def _task_numbers(self) -> Mapping[str, str]:
        return {row.task.key: str(row.task.no) for row in self.rows}

    @property
    def queries(self) -> int:
        """How many 疑问 a correction asks about."""
        return sum(point.count for point in self.corrections if point.severity == "疑问")

    @property
    def asks_only(self) -> bool:
        """Whether a correction has 疑问 alone: nothing must be mended."""
        return all(point.severity == "疑问" for point in self.corrections)
