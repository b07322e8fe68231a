"""What all sections share: the month with its tally, and how tasks, units and their words are named."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from toolkit.core import area, fields
from toolkit.core.groups import Group
from toolkit.core.model import Unit
from toolkit.core.nothing import worded
from toolkit.core.plandates import plan_dates
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.core.words import NOT_ASKED_YET, ReturnState
from toolkit.figures.counts.telling import BEHIND_STATUSES
from toolkit.figures.numbers.registry import group_key
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.tally import Tally
from toolkit.outputs.briefing.wording import coverage, judged_with_last, standing
from toolkit.outputs.groupwords import SOME
from toolkit.word.tokens import figure, listed, name, plain, quote

Section = dict[str, object]
NAME_LIMIT = 8
GROUPS_NAMED = 4
BEHIND = (Light.RED, Light.YELLOW)
NO_DAY = "未报完成时限"
DAY_OVER = "所报时限已过"
YEAR_END_FROM = 9  # month from which what is due at the year's end is listed

_UNJUDGED = ("unjudged", "报数不齐、没有判定的")
UNSURE = {"left_unmet": (_UNJUDGED,), "year_end": (_UNJUDGED, ("waiting", f"{NOT_ASKED_YET}的"))}

GROUP = "领导小组"


@dataclass(frozen=True)
class Depth:
    """How much the body tells; shrunk step by step until it fits (the rest stands in the annexes)."""

    moved: int = 4  # tasks named, an action
    lagging: int = 6  # lagging tasks told one by one behind page one
    causes: int = 2  # units quoted, a lagging task
    quote: int = 45  # characters of a unit's own words
    matters: int = 5  # matters told one by one
    lessons: int = 3
    chart: bool = True  # of what is behind its pace, which table 2 has too
    ending: int = 4  # what falls due at the year's end and is hard to meet, told one by one


@dataclass(frozen=True)
class PageOne:
    """How much page one tells; what it leaves out of causes stands under 存在的问题."""

    numbers: int = 6  # those that have no room open section three
    red: int = 8
    causes: int = 2  # units quoted, a lagging task; 0: none, they stand further back
    quote: int = 40
    plans: bool = True  # where a task lags and what is planned stand beside the reason, not further back
    doubts: int = 3  # contradictions told; 0: how many, and of how many units
    asked: int = 3  # matters told with who asks; 0: all by their title
    named: int = 8  # other tasks in red by name; more: only where they stand
    note: bool = True  # whether the note on comparisons has room; the rules at the end have it too


@dataclass(frozen=True)
class Paper:
    """All that a section may look at."""

    result: MonthResult
    tally: Tally
    settings: BriefingSettings
    data_until: str  # until when returns came in: 6月25日18时, "" when unknown
    depth: Depth = Depth()
    lead_notes: Mapping[str, str] = field(default_factory=dict)  # lead unit -> its sentence on the whole
    next_deadline: str = ""  # 7月25日, "" when unknown: until when returns of the next month are due
    page_one: PageOne = PageOne()
    charts_mm: Mapping[str, int] = field(default_factory=dict)  # heights of the charts in the body
    last_change: date | None = None  # the day of data_until
    cutoff: str = ""  # 数据截至, the day of which figures speak: 6月25日; "" when unknown

    @property
    def day(self) -> date:
        """The day on which the paper speaks: that of the figures, at the latest the last of the period."""
        year, month = self.result.period.year, self.result.period.month
        last = date(year, month, monthrange(year, month)[1])
        return min(self.last_change or last, last)

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorResult]:
        """Indicator rows by id."""
        return {row.indicator.id: row for row in self.result.indicators}

    @property
    def month(self) -> str:
        """9月, as papers name the month in which they speak."""
        return self.result.period.named

    @property
    def last_month(self) -> str:
        """8月."""
        return self.result.period.previous.named

    @property
    def office(self) -> str:
        """Whom orders are to be reported to."""
        return f"{GROUP}办公室" if self._has_group else name(self.settings.office)

    @property
    def group(self) -> str:
        """Who is asked to settle a matter: the leading group, else the government of the place."""
        return GROUP if self._has_group else area.government()

    @property
    def _has_group(self) -> bool:
        return not self.settings.office or GROUP in self.settings.office

    @property
    def is_year_end(self) -> bool:
        """December: how the year ended."""
        return self.result.period.month == 12

    @property
    def behind(self) -> str:
        """What tasks in red are called: once the year has ended they are not behind."""
        return "未完成任务" if self.is_year_end else "滞后任务"

    @property
    def names_rest(self) -> bool:
        """Whether page one names all tasks in red that it does not tell one by one."""
        return len(self.lagging) - self.page_one.red <= self.page_one.named

    @property
    def is_january(self) -> bool:
        """January: nothing is compared, and what last year left is told."""
        return self.result.period.opens_year

    @property
    def missing(self) -> list[Unit]:
        """Units that owe and returned nothing."""
        return [row.unit for row in self.result.units if row.state == ReturnState.NOT_RETURNED]

    @property
    def is_thin(self) -> bool:
        """Under half of the units returned: little may be judged."""
        asked = self.tally.reports.total.value or 0
        return (asked - (self.tally.reports.parts["not_returned"].value or 0)) * 2 < asked

    @property
    def is_silent(self) -> bool:
        """Nobody returned anything."""
        return self.tally.reports.parts["not_returned"].value == self.tally.reports.total.value

    @property
    def has_states(self) -> bool:
        """Whether the table of the actions says anything but 待报齐."""
        overall = self.tally.overall
        return not self.is_silent and overall.parts["open"].value != overall.total.value

    def of_group(self, group: Group, measure: str) -> Figure:
        """A figure of a group of units."""
        return self.result.figures[group_key(self.result.period, group.name, measure)]

    def of_task(self, row: TaskResult, measure: str) -> Figure | None:
        """A figure of the task, None where the month has none."""
        return self.result.figures.get(f"task-{row.task.no}/{self.result.period}/all/{measure}")

    @property
    def lagging(self) -> list[TaskResult]:
        """Red tasks in the order in which they are told: longest first, then furthest behind."""
        red = [row for row in self.result.tasks if row.light is Light.RED]
        return sorted(red, key=lambda row: (-row.red_run.months, _worst_gap(self, row), row.task.no))


def _worst_gap(paper: Paper, row: TaskResult) -> float:
    gaps = [paper.indicators[id].gap.value for id in row.indicators if id in paper.indicators]
    return min((gap for gap in gaps if gap is not None), default=0.0)


def left_unmet(paper: Paper) -> str:
    """2024年未完成目标的指标53项（含报数不齐、没有判定的6项）: what last year left."""
    return f"{paper.result.period.year - 1}年未完成目标的指标{unmet(paper, 'left_unmet')}"


def unmet(paper: Paper, what: str) -> str:
    """53项（含报数不齐、没有判定的6项，未到统计期的2项）: how many targets are not met, and of how many nobody can tell."""
    parts = [
        f"{words}{figure(item)}"
        for part, words in UNSURE[what]
        if (item := paper.tally.figure("overall", f"{what}_{part}")).value
    ]
    beside = f"（含{'，'.join(parts)}）" if parts else ""
    return f"{figure(paper.tally.figure('overall', what))}{beside}"


def section(paragraphs: Sequence[str], **more: object) -> Section:
    """A section as the template takes it: 有 is false when there is nothing to say."""
    kept = [text for text in paragraphs if text]
    return {"有": bool(kept), "段落": kept, **more}


def task_title(row: TaskResult) -> str:
    """What a task is called: its 简称, which no other task has."""
    return plain(row.task.title)


def task_name(row: TaskResult) -> str:
    """城镇老旧小区改造（第28项）."""
    return name(f"{task_title(row)}（第{row.task.no}项）")


def tasks_named(rows: Sequence[TaskResult], limit: int = 8) -> str:
    """为甲（第1项）、乙（第2项）; beyond the limit only where they stand: 见附件1."""
    return f"为{listed([task_name(row) for row in rows])}" if len(rows) <= limit else "见附件1"


def task_with_lead(row: TaskResult, *, first: bool = False) -> str:
    """城镇老旧小区改造（第28项，地区住建局等3家牵头）; ``first``: of two leads too the first alone is named."""
    held = leads(row, named=1 if first else 2)
    return name(f"{task_title(row)}（第{row.task.no}项{f'，{held}' if held else ''}）")


def leads(row: TaskResult, *, named: int = 2) -> str:
    """地区住建局牵头 / 地区住建局、地区发改委牵头 / 地区住建局等3家牵头; "" when the checklist names nobody."""
    names = [plain(lead) for lead in row.task.leads]
    if not names:
        return ""
    return f"{names[0]}等{len(names)}家牵头" if len(names) > named else f"{'、'.join(names)}牵头"


def in_order(paper: Paper, units: Iterable[Unit]) -> list[Unit]:
    """Each once, in the order of the sheet 单位, as all lists of names of the paper are."""
    at = {row.unit.code: number for number, row in enumerate(paper.result.units)}
    once = {unit.code: unit for unit in units}
    return sorted(once.values(), key=lambda unit: at.get(unit.code, len(at)))


def stands(paper: Paper, row: IndicatorResult, *, paced: bool = True) -> str:
    """Where an indicator stands; which units its sum lacks beside those that page one names as missing; with what it was judged."""
    text = standing(row, paper.tally.target(row), paced=paced)
    return (
        text + coverage(row, {unit.code for unit in paper.missing}) + (judged_with_last(row) if paced else "")
    )


def of_the_judged(paper: Paper) -> str:
    """已能判断的任务中: before what is said of all tasks while some of them wait for returns."""
    return "已能判断的任务中" if paper.tally.overall.parts["open"].value else ""


def unit_name(unit: Unit) -> str:
    """The official name; the short one where the official is long (塔县, 地区住建局)."""
    return name(unit.name if len(unit.name) <= NAME_LIMIT or not unit.short else unit.short)


def some_units(paper: Paper, units: Iterable[Unit], count: Figure | None = None) -> str:
    """甲县、乙县; of many in a month that speaks by group 甲县、乙县、丙县等15个单位, and 等单位 without their ``count``."""
    names = [unit_name(unit) for unit in in_order(paper, units)]
    if not paper.result.groups or len(names) <= SOME:
        return listed(names)
    return f"{listed(names[:SOME])}等{figure(count) if count is not None else ''}单位"


def asking(paper: Paper, number: int) -> Figure | None:
    """How many units ask for the matter of which that is the first; None in a month that names each."""
    return paper.result.figures.get(f"asking-{number}/{paper.result.period}/all/units")


def by_group(paper: Paper, measure: str) -> str:
    """（喀什地区20个，和田地区12个）: where those of a count are; of many groups （其中……） only those that have most of them.

    "" where no few groups hold half of the count, and of few units.
    """
    found = [(name(group.title), paper.of_group(group, measure)) for group in paper.result.groups]
    there = sorted((one for one in found if one[1].value), key=lambda one: -(one[1].value or 0))
    if len(there) <= GROUPS_NAMED:
        return f"（{grouped(there)}）" if there else ""
    least = there[GROUPS_NAMED][1].value or 0
    most = [one for one in there[:GROUPS_NAMED] if (one[1].value or 0) > least]
    held, whole = (sum(item.value or 0 for _, item in some) for some in (most, there))
    return f"（其中{grouped(most)}）" if held * 2 >= whole else ""


def units_behind(row: TaskResult) -> list[UnitTask]:
    """The units that say they are behind or not begun, red ones first."""
    cells = [cell for cell in row.units.values() if cell.status in BEHIND_STATUSES]
    return sorted(cells, key=lambda cell: cell.light is not Light.RED)


def due_indicators(paper: Paper, row: TaskResult) -> list[IndicatorResult]:
    """The task's indicators that are due, or whose date has passed and whose figure stands, and that have a figure."""
    rows = [item for id in row.indicators if (item := paper.indicators.get(id)) is not None]
    return [item for item in rows if (item.due or item.stands) and item.total.value is not None]


def by_gap(rows: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Worst first; rows without a gap last, in the order of the checklist."""
    return sorted(rows, key=lambda row: row.gap.value if row.gap.value is not None else float("inf"))


def cause(paper: Paper, cell: UnitTask, limit: int) -> str:
    """反映：“征地未完成”，计划：“10月底前开工”: the unit's own words, with its date or that it gave none."""
    said = reason(cell, limit)
    return f"{said}，{planned(paper, cell, limit)}".rstrip("，") if said else ""


def reason(cell: UnitTask, limit: int, *, briefly: bool = False) -> str:
    """反映：“征地未完成”, in the unit's own words; "" where it gave none, or none short enough."""
    said = quote(worded(cell.problems), cell.sources.get(fields.PROBLEMS), limit, briefly=briefly)
    return f"反映：“{said}”" if said else ""


def planned(paper: Paper, cell: UnitTask, limit: int) -> str:
    """计划：“10月底前开工”; with the word that no day was given where none was, or that it is over."""
    step = quote(worded(cell.next_steps), cell.sources.get(fields.NEXT_STEPS), limit)
    return "，".join(part for part in (f"计划：“{step}”" if step else "", day_note(paper, cell)) if part)


def day_note(paper: Paper, cell: UnitTask) -> str:
    """未报完成时限 where a plan names no time and the status owes one, 所报时限已过 where all that it names are over; else ""."""
    dates = plan_dates(plain(worded(cell.next_steps)), paper.day)
    if not dates.named:
        return NO_DAY if cell.status in BEHIND_STATUSES else ""
    return DAY_OVER if dates.over else ""


def grouped(pairs: Sequence[tuple[str, Figure]], verb: str = "", style: str = "") -> str:
    """英吉沙县6项，疏勒县5项，莎车县、塔县各3项: equal values are told together; ``verb``: 甲县、乙县各减少1项."""
    groups: dict[float, list[tuple[str, Figure]]] = {}
    for unit, item in pairs:
        groups.setdefault(item.value or 0.0, []).append((unit, item))
    said = []
    for rows in groups.values():
        names = listed(unit for unit, _ in rows)
        said.append(f"{names}{'各' if len(rows) > 1 else ''}{verb}{figure(rows[0][1], style)}")
    return "，".join(said)
