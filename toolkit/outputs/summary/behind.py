"""滞后事项: what is behind or was cleared, since when, why, what the unit says and what it asks for.

One row a task that is behind for the prefecture or came back on pace, followed by a row for each unit that
is behind in it; then units that are behind in tasks which are on pace as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.book import OutputBook
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Row, percent
from toolkit.outputs.summary.details import place_of
from toolkit.outputs.summary.layout import BEHIND, criteria, lead_cell, task_cell, unit_cell

NAME = "滞后事项"
WHOLE = "全地区"
COLUMNS = (
    Column("变化", 10, "code"),
    Column("任务序号", 6, "code"),
    Column("事项", 20),
    Column("单位", 12),
    Column("状态灯", 17, "light"),
    Column("完成度(%)", 8, "percent"),
    Column("滞后起始", 9, "code"),
    Column("牵头单位", 17),
    Column("原因(全地区行为判定依据，单位行为单位填报)", 48),
    Column("本月进展(单位填报)", 40),
    Column("下步措施(单位填报)", 28),
    Column("提请协调事项", 22),
    Column("全部牵头单位", 60),
    Column("承办部门", 14),
    Column("来源单元格", 16),
)
PRINTED = 12
NEW, CLEARED = "新增", "本月转好"


def write(book: OutputBook, result: MonthResult, context: OutputContext) -> None:
    """Write the sheet."""
    sheet = book.sheet(NAME, COLUMNS, title="滞后事项清单", notes=criteria(result), noted=PRINTED)
    rows = list(_rows(result, context))
    for row in rows:
        look = {"bold": True} if row[3] == said(WHOLE) else {}
        sheet.rows([row], **look)
    if not rows:
        sheet.nothing("本月没有滞后事项，上月滞后事项也没有转好的变化。")
    sheet.lights(4, 4)
    sheet.worksheet.print_area(0, 0, sheet.last, PRINTED - 1)
    sheet.done(freeze_columns=4, filters=bool(rows))


def _rows(result: MonthResult, context: OutputContext) -> Iterator[Row]:
    asks = _asks(result)
    rank = {Light.RED: 0, Light.YELLOW: 1}
    behind = sorted(
        (task for task in result.tasks if task.light in BEHIND), key=lambda task: rank[task.light]
    )
    rest = [task for task in result.tasks if task.light not in BEHIND]
    for task in [*behind, *rest]:
        if task.light in BEHIND or _cleared(task):
            yield _task_row(task, result.period)
        for cell in task.units.values():
            if cell.light in BEHIND:
                months = 1 + _months_before(context, result.period, task.task.no, cell.unit.code)
                yield _unit_row(
                    task, cell, months, result.period, asks.get((cell.unit.code, task.task.no), DASH)
                )


def _cleared(task: TaskResult) -> bool:
    return task.previous_light in BEHIND and task.light in (Light.BLUE, Light.GREEN)


def _task_row(task: TaskResult, period: Period) -> Row:
    change, since = (CLEARED, DASH) if _cleared(task) else _duration(max(1, task.months_below), period)
    return (
        change, task.task.no, task.task.item, said(WHOLE), task_cell(task), None, since, lead_cell(task.task.leads),
        task.basis or None, None, None, None, "、".join(task.task.leads) or None, None, None,
    )  # fmt: skip


def _unit_row(task: TaskResult, cell: UnitTask, months: int, period: Period, ask: str) -> Row:
    change, since = _duration(months, period)
    where, _ = place_of([cell.sources["status"]] if "status" in cell.sources else [])
    return (
        change, task.task.no, task.task.item, cell.unit.name, unit_cell(task, cell), percent(cell.completion), since,
        lead_cell(task.task.leads), cell.problems or "未填写", cell.progress or "未填写",
        cell.next_steps or "未填写", ask, "、".join(task.task.leads) or None, cell.department or None, where,
    )  # fmt: skip


def _duration(months: int, period: Period) -> tuple[str, str]:
    """(变化, 滞后起始) of something that is behind for so many months, this one included."""
    since = period
    for _ in range(months - 1):
        since = since.previous
    return (NEW if months == 1 else f"连续{months}个月"), str(since)


def _months_before(context: OutputContext, period: Period, number: int, code: str) -> int:
    """How many months in a row before this one the unit was behind in the task."""
    months = {month.period: month for month in context.history}
    count = 0
    while (period := period.previous) in months:
        task = next((row for row in months[period].tasks if row.task.no == number), None)
        if task is None or code not in task.units or task.units[code].light not in BEHIND:
            break
        count += 1
    return count


def _asks(result: MonthResult) -> dict[tuple[str, int], str]:
    """(unit code, task number) -> what the unit asks the prefecture for."""
    found: dict[tuple[str, int], list[str]] = {}
    for row in result.experience:
        if row.category == "需地区协调事项":
            for number in row.tasks:
                found.setdefault((row.unit.code, number), []).append(row.title or row.content)
    return {key: "；".join(texts) for key, texts in found.items()}
