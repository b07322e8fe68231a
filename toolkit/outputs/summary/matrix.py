"""任务矩阵: tasks × units, status and light in each cell, with live counts by row and column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from toolkit.core.marks import CONTRADICTS
from toolkit.core.model import Unit
from toolkit.core.results import WORST_FIRST, MonthResult, TaskResult
from toolkit.outputs.summary.layout import FIRST, criteria_here, task_cell, unit_cell
from toolkit.outputs.workbook.grid import Column, Formula, Row, cell_name
from toolkit.outputs.workbook.limits import MOST_COLUMNS, columns_beyond
from toolkit.outputs.workbook.outputbook import OutputBook

T = TypeVar("T")
NAME = "任务矩阵"
COUNTED = (*(light.value for light in reversed(WORST_FIRST)), "○")  # how the cells begin
COUNT_HEADS = ("蓝(个)", "绿(个)", "黄(个)", "红(个)", "未报、待报齐(个)")
WHOLE = 2  # column of 全地区
UNITS = 3  # first column of a unit
REST = 2  # columns behind the counts
RULES = ("任务状态", "单位任务状态", CONTRADICTS)  # 口径 by which it is read
UNIT_WIDTH = 7.2  # three lines a cell: all units of a prefecture go side by side on A3


def columns(result: MonthResult) -> tuple[Column, ...]:
    """Keys, one column a unit, then counts and what the light rests on."""
    return around([Column(unit.name, UNIT_WIDTH, "code") for unit in shown(result)], COUNT_HEADS)


def around(told: Sequence[Column], counts: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the sheet around those of units or groups."""
    return (
        Column("任务序号", 4, "code"),
        Column("事项", 17),
        Column("全地区", 18, "light"),
        *told,
        *(Column(head, 6.5, "code") for head in counts),
        Column("行动", 50),
        Column("依据", 250),
    )


def fitting(told: Sequence[T]) -> Sequence[T]:
    """As many units or groups as Excel has columns for."""
    return told[: MOST_COLUMNS - UNITS - len(COUNT_HEADS) - REST]


def shown(result: MonthResult) -> Sequence[Unit]:
    """The units with a column."""
    return fitting([report.unit for report in result.units])


def action_column(result: MonthResult) -> int:
    """The column that holds the action, right of the units or groups and the counts."""
    return UNITS + len(fitting(result.groups or result.units)) + len(COUNT_HEADS)


def write(book: OutputBook, result: MonthResult, rules: str = "") -> None:
    """Write the sheet; ``rules`` stand above it where it is not a sheet of the summary."""
    heads = columns(result)
    units = shown(result)
    last_unit = UNITS + len(units) - 1
    rules = rules or criteria_here(result, *RULES)
    if beyond := len(result.units) - len(units):
        rules = columns_beyond(beyond, "个单位", MOST_COLUMNS) + rules
    sheet = book.sheet(NAME, heads, notes=rules, noted=last_unit + 1)
    sheet.rows(_row(result, task, line) for line, task in enumerate(result.tasks, start=FIRST))
    last = max(sheet.last, FIRST)
    sheet.lights(WHOLE, last_unit)
    sheet.done(freeze_columns=UNITS, printed=last_unit + 1)
    for begin, head in zip(COUNTED, COUNT_HEADS, strict=True):
        sheet.total(_column_counts(result, begin, head, last))


def _row(result: MonthResult, task: TaskResult, line: int) -> Row:
    """One task: its cells as text, its counts as formulas over them."""
    cells = [unit_cell(task, task.units.get(unit.code)) for unit in shown(result)]
    last_unit = UNITS + len(cells) - 1
    area = f"{cell_name(line, UNITS)}:{cell_name(line, last_unit)}"
    counts = [count_begun(area, begin, cells) for begin in COUNTED]
    return (task.task.no, task.task.title, task_cell(task), *cells, *counts, task.task.action, task.basis)


def _column_counts(result: MonthResult, begin: str, head: str, last: int) -> Row:
    """How many tasks of this light each column has."""
    by_column = [[task_cell(task) for task in result.tasks]]
    by_column += [
        [unit_cell(task, task.units.get(unit.code)) for task in result.tasks] for unit in shown(result)
    ]
    counts = [
        count_begun(f"{cell_name(FIRST, column)}:{cell_name(last, column)}", begin, cells)
        for column, cells in enumerate(by_column, start=WHOLE)
    ]
    return ("合计", head, *counts)


def count_begun(area: str, begin: str, cells: Sequence[str]) -> Formula:
    """How many cells of an area begin so; ``cells`` are their texts."""
    return Formula(f'COUNTIF({area},"{begin}*")', sum(cell.startswith(begin) for cell in cells), "0")
