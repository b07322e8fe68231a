"""任务矩阵: tasks × units, status and light in each cell, with live counts by row and column."""

from __future__ import annotations

from toolkit.core.marks import CONTRADICTS
from toolkit.core.results import WORST_FIRST, MonthResult, TaskResult
from toolkit.outputs.grid import Column, Formula, Row, cell_name
from toolkit.outputs.outputbook import OutputBook
from toolkit.outputs.summary.layout import FIRST, criteria_here, task_cell, unit_cell

NAME = "任务矩阵"
COUNTED = (*(light.value for light in reversed(WORST_FIRST)), "○")  # how the cells begin
COUNT_HEADS = ("蓝(个)", "绿(个)", "黄(个)", "红(个)", "未报、待报齐(个)")
WHOLE = 2  # column of 全地区
UNITS = 3  # first column of a unit
UNIT_WIDTH = 7.2  # three lines a cell: all units of a prefecture go side by side on A3


def columns(result: MonthResult) -> tuple[Column, ...]:
    """Keys, one column a unit, then counts and what the light rests on."""
    return (
        Column("任务序号", 4, "code"),
        Column("事项", 17),
        Column("全地区", 18, "light"),
        *(Column(report.unit.name, UNIT_WIDTH, "code") for report in result.units),
        *(Column(head, 6.5, "code") for head in COUNT_HEADS),
        Column("行动", 50),
        Column("依据", 250),
    )


def action_column(result: MonthResult) -> int:
    """The column that holds the action, right of the units and the counts."""
    return UNITS + len(result.units) + len(COUNT_HEADS)


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the sheet."""
    heads = columns(result)
    last_unit = UNITS + len(result.units) - 1
    rules = criteria_here(result, "任务状态", "单位任务状态", CONTRADICTS)
    sheet = book.sheet(NAME, heads, notes=rules, noted=last_unit + 1)
    sheet.rows(_row(result, task, line) for line, task in enumerate(result.tasks, start=FIRST))
    last = max(sheet.last, FIRST)
    sheet.lights(WHOLE, last_unit)
    sheet.done(freeze_columns=UNITS, printed=last_unit + 1)
    for begin, head in zip(COUNTED, COUNT_HEADS, strict=True):
        sheet.total(_column_counts(result, begin, head, last))


def _row(result: MonthResult, task: TaskResult, line: int) -> Row:
    """One task: its cells as text, its counts as formulas over them."""
    cells = [unit_cell(task, task.units.get(report.unit.code)) for report in result.units]
    last_unit = UNITS + len(cells) - 1
    area = f"{cell_name(line, UNITS)}:{cell_name(line, last_unit)}"
    counts = [_count(area, begin, cells) for begin in COUNTED]
    return (task.task.no, task.task.title, task_cell(task), *cells, *counts, task.task.action, task.basis)


def _column_counts(result: MonthResult, begin: str, head: str, last: int) -> Row:
    """How many tasks of this light each column has."""
    by_column = [[task_cell(task) for task in result.tasks]]
    by_column += [
        [unit_cell(task, task.units.get(report.unit.code)) for task in result.tasks]
        for report in result.units
    ]
    counts = [
        _count(f"{cell_name(FIRST, column)}:{cell_name(last, column)}", begin, cells)
        for column, cells in enumerate(by_column, start=WHOLE)
    ]
    return ("合计", head, *counts)


def _count(area: str, begin: str, cells: list[str]) -> Formula:
    return Formula(f'COUNTIF({area},"{begin}*")', sum(cell.startswith(begin) for cell in cells), "0")
