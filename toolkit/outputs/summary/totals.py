"""指标汇总: one row an indicator in the checklist's measure; totals are live formulas over 分县明细."""

from __future__ import annotations

from toolkit.core import theme
from toolkit.core.form import DASH
from toolkit.core.results import IndicatorResult, MonthResult
from toolkit.core.returns import Figure, Light
from toolkit.core.reviews import WHOLE
from toolkit.core.words import LightWord
from toolkit.outputs.groupwords import UNITS_NOTE, units_told
from toolkit.outputs.summary.formulas import RowFormulas, target_cell
from toolkit.outputs.summary.layout import FIRST, criteria_here, light_cell
from toolkit.outputs.summary.reviews import review_cells, told_by_row
from toolkit.outputs.workbook.grid import (
    Column,
    Row,
    Value,
    cell_name,
    percent,
    shown,
)
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, check

NAME = "指标汇总"
COLUMNS = (
    Column("指标编号", 8, "code"),
    Column("任务序号", 7.2, "code"),
    Column("指标名称", 46),
    Column("计量单位", 9, "code"),
    Column("年度目标", 10, "number"),
    Column("上月累计", 10, "number"),
    Column("累计完成", 10, "number"),
    Column("环比", 9, "percent"),
    Column("完成率(%)", 9.5, "percent"),
    Column("序时进度(%)", 11, "percent"),
    Column("进度差(百分点)", 14, "percent"),
    Column("状态灯", 18, "light"),
    Column("已报单位数", 10, "code"),
    Column("应报单位数", 10, "code"),
    Column("说明", 250),
    Column("本月新增", 11, "number"),
    Column("上月新增(同口径)", 11, "number"),
    Column("累计同比", 9, "percent"),
    Column("覆盖(已报/应报)", 9, "code"),
    Column("未报单位", 60),
    Column("标注", 30),
    Column("本年走势", 16),
    Column("类型", 10, "code"),
    Column("比较", 6, "code"),
    Column("行动", 50),
    Column("牵头单位", 170),
    *(Column(f"{month}月", 9, "number") for month in range(1, 13)),
)
REVIEWED = (Column("牵头单位意见", 18), Column("牵头单位数", 14), Column("牵头单位依据", 40))
PRINTED = 14  # 说明 stands beside the printed page
_BARS = "#" + theme.LIGHT_TEXT[Light.BLUE]
SHORTEST = 3  # months that a sparkline shows
LIGHT, SPARKLINE, MONTHS = 11, 21, 26  # MONTHS: first of the hidden columns under the sparkline


def write(book: OutputBook, result: MonthResult, detail_count: int) -> None:
    """Write the sheet; ``detail_count`` is the number of rows that 分县明细 has."""
    tasks = {task.task.no: task.task for task in result.tasks}
    told = told_by_row(book.context.opinions)
    columns = (*COLUMNS, *REVIEWED) if book.context.reviews else COLUMNS
    notes = criteria_here(result, "状态灯", LightWord.OPEN)
    notes += f"“未报单位”栏：{UNITS_NOTE}" if result.groups else ""
    sheet = book.sheet(NAME, columns, notes=notes, noted=PRINTED)
    lines: dict[int, str] = {}
    for line, row in enumerate(ordered(result), start=FIRST):
        task = tasks.get(row.indicator.task_no)
        tail = (task.action, "、".join(task.leads)) if task else (None, None)
        sheet.rows([(*_row(result, row, line, detail_count), *tail)])
        lines |= _history(sheet, row, line)
        if book.context.reviews:
            cells = review_cells(told.get((WHOLE, row.indicator.id), ()))
            for index, value in enumerate(cells[: len(REVIEWED)], start=len(COLUMNS)):
                sheet.put(line, index, value, columns[index])
    if lines:  # one group: xlsxwriter makes all its styles anew for each
        look = {"show_hidden": True, "type": "column", "min": 0, "series_color": _BARS}
        places = {"location": [cell_name(line, SPARKLINE) for line in lines], "range": list(lines.values())}
        check(sheet.worksheet.add_sparkline(FIRST, SPARKLINE, {**look, **places}))
    sheet.worksheet.set_column(MONTHS, MONTHS + 11, 9, None, {"hidden": True})
    sheet.lights(LIGHT, LIGHT)
    aimless = sum(row.target is None for row in result.indicators)
    said = f"没有年度目标的{aimless}项指标不打印，请看电子表格" if aimless else ""
    sheet.done(freeze_columns=3, printed=PRINTED, left_out=(aimless, said))


def ordered(result: MonthResult) -> list[IndicatorResult]:
    """The rows as they stand: the checklist's order, those without a target of the year last."""
    return sorted(result.indicators, key=lambda row: row.target is None)


def _history(sheet: OutputSheet, row: IndicatorResult, line: int) -> dict[int, str]:
    """The year so far in hidden cells, where months without a figure stay empty: they are no zeros.

    Returns the line with the cells that its sparkline shows; nothing for fewer months than make a line.
    """
    known = [(period, value) for period, value in row.history if value is not None]
    for period, value in known:
        sheet.put(line, MONTHS + period.month - 1, value, COLUMNS[MONTHS])
    if len(known) < SHORTEST:
        return {}
    last = MONTHS + row.history[-1][0].month - 1
    return {line: f"{NAME}!{cell_name(line, MONTHS)}:{cell_name(line, last)}"}


def _row(result: MonthResult, row: IndicatorResult, line: int, detail_count: int) -> Row:
    indicator, live = row.indicator, RowFormulas(row, line, detail_count, bool(row.groups))
    absent = row.coverage.absent
    missing = units_told(result.groups, absent, [unit.short for unit in absent])
    return (
        indicator.id, indicator.task_no, indicator.name, row.measure, target_cell(row),
        shown(row.previous), live.total(), changed(row.change), live.rate(), percent(row.pace), live.gap(),
        light_cell(row), _count(row.reported), _count(row.expected), row.note or None,
        shown(row.added), shown(row.added_before), changed(row.on_year), row.coverage.text if row.due else DASH,
        missing or None, "、".join(row.marks) or None, "",
        indicator.kind.value, indicator.comparator.value,
    )  # fmt: skip


def changed(figure: Figure | None) -> Value:
    """A change: its percentage or points, a stock's in its own decimals, or the two numbers where it has none."""
    if figure is None or figure.value is None:
        return figure.word if figure else DASH
    return figure.value if figure.kind in ("percent", "points") else shown(figure)


def _count(figure: Figure) -> Value:
    """A number of units; only a month without anything due has none."""
    return shown(figure) if figure.value is None else figure.value
