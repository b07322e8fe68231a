"""牵头单位: what each lead unit answers for, over all counties.

One row a lead unit with its counts as live formulas, below it one row for each of its tasks.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Checklist
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult
from toolkit.core.rounding import shown_rate
from toolkit.core.words import LightWord
from toolkit.outputs.groupwords import UNITS_NOTE, units_told
from toolkit.outputs.summary import reviews
from toolkit.outputs.summary.layout import BEHIND, criteria_here, task_cell
from toolkit.outputs.workbook import charts
from toolkit.outputs.workbook.grid import Column, Formula, Link, Row, cell_name, file_name
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "牵头单位"
COLUMNS = (
    Column("牵头单位", 24),
    Column("任务序号", 7.2, "code"),
    Column("事项", 26),
    Column("全地区", 17, "light"),
    Column("已完成或达序时", 9, "code"),
    Column(LightWord.SLOW, 8, "code"),
    Column(LightWord.BEHIND, 8, "code"),
    Column("待报齐或未报", 8, "code"),
    Column("偏慢、滞后的单位", 30),
    Column("偏慢、滞后的指标", 58),
    Column("提请协调(件)", 8, "code"),
    Column("核对表", 24),
)
LIGHTS = 3
_NOTE = "牵头单位行为任务数，任务行为单位数；一项任务有几个牵头单位的，在每个牵头单位名下各列一次，因此本表不设合计。"


# Names that are no single organ: there is nobody to send a pack to.
_GROUPS = ("成员单位", "有关单位", "各县市", "各部门", "专项组牵头单位")


def is_group(lead: str) -> bool:
    """Whether a lead unit of the checklist stands for several: 领导小组成员单位."""
    return any(word in lead for word in _GROUPS)


def lead_units(checklist: Checklist) -> list[str]:
    """All lead units in the order in which the checklist first names them."""
    return list(dict.fromkeys(lead for task in checklist.tasks for lead in task.leads))


def write(book: OutputBook, result: MonthResult, checklist: Checklist, *, links: bool) -> None:
    """Write the sheet."""
    notes = _NOTE + (f"“偏慢、滞后的单位”栏：{UNITS_NOTE}" if result.groups else "")
    notes += criteria_here(result, "任务状态")
    sheet = book.sheet(NAME, COLUMNS, title="牵头单位任务推进情况", notes=notes)
    for lead in lead_units(checklist):
        tasks = [task for task in result.tasks if lead in task.task.leads]
        sheet.total(_lead_row(lead, tasks, sheet.next, links))
        sheet.rows(_task_row(lead, task, result) for task in tasks)
    sheet.lights(LIGHTS, LIGHTS)
    sheet.done(freeze_columns=1, printed=len(COLUMNS) - 1, extract=True)
    reviews.write(sheet, book.context, links=links)


def _lead_row(lead: str, tasks: Sequence[TaskResult], line: int, links: bool) -> Row:
    """The lead unit's own line; its rows stand right below it."""
    area = f"{cell_name(line + 1, LIGHTS)}:{cell_name(line + len(tasks), LIGHTS)}"
    counts = charts.light_counts([task.light for task in tasks])
    cells = []
    for (_, lights), count in zip(charts.GROUPS, counts, strict=True):
        text = "+".join(f'COUNTIF({area},"{light.value}*")' for light in lights)
        cells.append(Formula(text, count, "0"))
    name = f"{file_name(lead)}.xlsx"
    link = Link(f"../{NAME}/{name}" if links else "", name)
    total = Formula(f"ROWS({area})", len(tasks), '"牵头任务 "0" 项"')
    return (lead, None, total, None, *cells, None, None, None, link)


def _task_row(lead: str, task: TaskResult, result: MonthResult) -> Row:
    indicators = [row for row in result.indicators if row.indicator.task_no == task.task.no]
    behind = [cell.unit for cell in task.units.values() if cell.light in BEHIND]
    named = units_told(result.groups, behind, [unit.short for unit in behind])
    counts = charts.light_counts([cell.light for cell in task.units.values()])
    asks = sum(row.category == "需地区协调事项" and task.task.no in row.tasks for row in result.experience)
    return (
        lead, task.task.no, task.task.title, task_cell(task), *counts, named or None,
        _indicators(indicators), asks, None,
    )  # fmt: skip


def _indicators(rows: Sequence[IndicatorResult]) -> str | None:
    behind = sorted((row for row in rows if row.light in BEHIND), key=lambda row: row.gap.value or 0.0)
    return "；".join(_indicator(row) for row in behind) or None


def _indicator(row: IndicatorResult) -> str:
    gap = f" {shown_rate(row.gap.value, signed=True)}" if row.gap.value is not None else ""
    return f"{row.light.value} {row.indicator.id} {row.indicator.name}{gap}"
