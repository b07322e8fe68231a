"""What all sections share: the month with its tally, and how tasks and units are named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.model import Unit
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.tally import Tally
from toolkit.outputs.briefing.tokens import listed, name, plain, shorten

Section = dict[str, object]
TITLE_LIMIT = 18
NAME_LIMIT = 7
BEHIND = (Light.RED, Light.YELLOW)
BEHIND_STATUSES = ("进度滞后", "未启动")


@dataclass(frozen=True)
class Depth:
    """How much the body tells; shrunk step by step until it fits (the rest stands in the annexes)."""

    ahead: int = 2  # indicators ahead, an action
    behind: int = 3  # indicators or tasks behind, an action
    lagging: int = 8  # lagging tasks told one by one
    causes: int = 2  # counties quoted, a lagging task
    quote: int = 60  # characters of a county's own words
    asides: bool = True  # last month's figure and the change beside the indicators of an action


@dataclass(frozen=True)
class Paper:
    """All that a section may look at."""

    result: MonthResult
    tally: Tally
    settings: BriefingSettings
    data_until: str  # 6月25日18时, "" when unknown
    depth: Depth = Depth()
    lead_notes: Mapping[str, str] = field(default_factory=dict)  # lead unit -> its sentence on the whole

    @property
    def indicators(self) -> dict[str, IndicatorResult]:
        """Indicator rows by id."""
        return {row.indicator.id: row for row in self.result.indicators}


def section(paragraphs: Sequence[str], **more: object) -> Section:
    """A section as the template takes it: 有 is false when there is nothing to say."""
    kept = [text for text in paragraphs if text]
    return {"有": bool(kept), "段落": kept, **more}


def task_name(row: TaskResult) -> str:
    """第24项任务（推进城市更新）: by its first clause where that is short, since several tasks share an item."""
    return name(f"第{row.task.no}项任务（{task_title(row)}）")


def task_title(row: TaskResult) -> str:
    """What a task is about in a few words."""
    clause = re.split(r"[，。；：]", plain(row.task.content), maxsplit=1)[0]
    clause = re.sub(r"^\d+[.、]", "", clause)
    return clause if 4 <= len(clause) <= TITLE_LIMIT else shorten(plain(row.task.item), 30)


def unit_name(unit: Unit) -> str:
    """The official name; the short one where the official is long (塔县, 住建局)."""
    return name(unit.name if len(unit.name) <= NAME_LIMIT or not unit.short else unit.short)


def leads(row: TaskResult) -> str:
    """Who leads the task: 地区住建局牵头; "" when the checklist names nobody."""
    return f"{listed([name(lead) for lead in row.task.leads], 3)}牵头" if row.task.leads else ""


def units_behind(row: TaskResult) -> list[UnitTask]:
    """The units that say they are behind or not begun, red ones first."""
    cells = [cell for cell in row.units.values() if cell.status in BEHIND_STATUSES]
    return sorted(cells, key=lambda cell: cell.light is not Light.RED)


def with_words(row: TaskResult) -> list[UnitTask]:
    """Units that tell a problem of the task, those behind first."""
    behind = units_behind(row)
    others = [cell for cell in row.units.values() if cell.status and cell not in behind]
    return [cell for cell in [*behind, *others] if plain(cell.problems)]


def due_indicators(paper: Paper, row: TaskResult) -> list[IndicatorResult]:
    """The task's due indicators that have a figure."""
    rows = (paper.indicators.get(id) for id in row.indicators)
    return [item for item in rows if item is not None and item.due and item.total.value is not None]


def by_gap(rows: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Worst first; rows without a gap last, in the order of the checklist."""
    return sorted(rows, key=lambda row: row.gap.value if row.gap.value is not None else float("inf"))
