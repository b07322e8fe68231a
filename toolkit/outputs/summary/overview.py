"""总览: where the prefecture stands, on one A4 landscape page.

Key figures, lights by action, the ten worst gaps, reporting status and three native charts. Counts are
live formulas over the sheets behind, and the charts are drawn over the cells of this page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.results import IndicatorResult, MonthResult
from toolkit.core.returns import Light
from toolkit.figures.counting import STATE_NAMES, by_action, counted
from toolkit.outputs import charts
from toolkit.outputs.book import OutputBook, OutputSheet, check
from toolkit.outputs.charts import Place
from toolkit.outputs.grid import (
    Column,
    Formula,
    Number,
    Row,
    Value,
    cell_name,
    clean,
    percent,
    shown,
    span_name,
)
from toolkit.outputs.summary import formulas, matrix, status, totals
from toolkit.outputs.summary.layout import BEHIND, FIRST, criteria, lead_cell, light_cell

NAME = "总览"
WIDTHS = (32.0, 9.5, 9.5, 9.5, 9.5, 9.5, 9.5, 12.0, 27.0, 1.5, 12.0, 12.0, 12.0, 12.0)
RIGHT = 10  # first column of the right-hand side
CARD_ROW, ACTION_ROW = 3, 6
OUTSIDE = len(WIDTHS) + 2  # tables that only charts need stand right of the printed page
CHART_ROWS, ROW_PIXELS, LINE_PIXELS, HEAD_PIXELS = 9, 24, 24, 43
ACTION_HEADS = (
    "行动", "已完成或达序时", "进度偏慢", "滞后", "待报齐", "其他", "任务数", "其中已完成", "偏慢、滞后的任务序号",
)  # fmt: skip
WORST_HEADS = (
    "进度差最大的指标", "完成率(%)", "序时进度(%)", "进度差(百分点)", "累计完成", "年度目标", "计量单位", "状态灯", "牵头单位",
)  # fmt: skip
REPORT_HEADS = ("报送状态", "单位数", "其中按时", "其中逾期")
_TEXT, _COUNT, _NAMES = Column("", 32), Column("", 9.5, "code"), Column("", 27)
_PERCENT, _NUMBER = Column("", 9.5, "percent"), Column("", 9.5, "number")
_ACTION_COLUMNS = (_TEXT, *[_COUNT] * 7, _NAMES)
_WORST_COLUMNS = (
    _TEXT,
    _PERCENT,
    _PERCENT,
    _PERCENT,
    _NUMBER,
    _NUMBER,
    _COUNT,
    Column("", 12, "light"),
    _NAMES,
)


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the page. The sheets that it refers to are written by their own modules."""
    sheet = book.sheet(NAME, [Column("", width) for width in WIDTHS], title="重点任务推进情况总览")
    sheet.worksheet.set_row(2, 6)
    _cards(sheet, result)
    worst_row = _actions(sheet, result) + 1
    _reports(sheet, result)
    chart_row = _worst(sheet, result, worst_row) + 1
    _charts(sheet, result, worst_row, chart_row)
    bottom = chart_row + CHART_ROWS
    _note(sheet, criteria(result), bottom)
    sheet.one_page(bottom)


def _note(sheet: OutputSheet, text: str, row: int) -> None:
    """The 口径 of the lights below everything."""
    look = sheet.book.format(font_color="#" + theme.MUTED, text_wrap=True, valign="top")
    sheet.worksheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", look)
    check(sheet.worksheet.write_string(row, 0, clean(text), look))
    sheet.worksheet.set_row(row, 16.5 * theme.wrapped_lines(text, sum(WIDTHS)) + 4)


def _cards(sheet: OutputSheet, result: MonthResult) -> None:
    """The key figures in one row: label above, number below."""
    counts, known = charts.task_groups(result), partial(counted, result)
    lights = span_name(matrix.NAME, FIRST, FIRST + len(result.tasks) - 1, matrix.WHOLE)
    states = span_name(status.REPORTS, FIRST, FIRST + len(result.units) - 1, 1)
    on_time = span_name(status.REPORTS, FIRST, FIRST + len(result.units) - 1, 4)
    cards: list[tuple[int, int, str, Value]] = [
        (0, 0, "任务(项)", Formula(f"ROWS({lights})", known("tasks"), "0")),
        *((first, last, charts.GROUPS[group][0], _lights_formula(lights, group, counts[group]))
          for group, (first, last) in enumerate(((1, 2), (3, 4), (5, 6), (7, 7)))),
        (8, 8, said("已达标指标/本月有数指标"), f"{known('indicators_blue')}/{known('indicators_known')}"),
        (10, 11, "已收到填报表(家)", Formula(
            f'ROWS({states})-COUNTIF({states},"未报")-COUNTIF({states},"未下发")', known("units_received"),
            f'0"/{known("units_asked")}"')),
        (12, 12, "按时(家)", Formula(
            f'COUNTIF({on_time},"是")', known("units_on_time"), "0")),
        (13, 13, "未关闭错误(处)", known("errors")),
    ]  # fmt: skip
    for first, last, label, value in cards:
        _card(sheet, first, last, label, value)
    sheet.worksheet.set_row(CARD_ROW + 1, 28)


def _card(sheet: OutputSheet, first: int, last: int, label: str, value: Value) -> None:
    look: dict[str, Any] = {"align": "center", "bg_color": "#" + theme.GROUP}
    top = sheet.book.format(**look, font_color="#" + theme.MUTED)
    big = {
        "bold": True,
        "font_size": 16,
        "font_color": "#" + theme.HEAD,
        "bg_color": look["bg_color"],
        "border": 0,
    }
    if last > first:
        sheet.worksheet.merge_range(CARD_ROW, first, CARD_ROW, last, "", top)
        sheet.worksheet.merge_range(CARD_ROW + 1, first, CARD_ROW + 1, last, "", sheet.book.format(**big))
    check(sheet.worksheet.write_string(CARD_ROW, first, label, top))
    sheet.put(CARD_ROW + 1, first, value, _COUNT, **big)


def _lights_formula(area: str, group: int, count: int) -> Formula:
    terms = [f'COUNTIF({area},"{light.value}*")' for light in charts.GROUPS[group][1]]
    return Formula("+".join(terms), count, "0")


def _actions(sheet: OutputSheet, result: MonthResult) -> int:
    """Lights by action as formulas over 任务矩阵; returns the row below the total."""
    _heads(sheet, ACTION_ROW, ACTION_HEADS)
    last_task = FIRST + len(result.tasks) - 1
    lights = span_name(matrix.NAME, FIRST, last_task, matrix.WHOLE)
    actions = span_name(matrix.NAME, FIRST, last_task, matrix.action_column(result))
    row = ACTION_ROW + 1
    for number, name in enumerate(by_action(result.tasks), 1):
        _line(sheet, row, _action_row(result, number, name, row, lights, actions), _ACTION_COLUMNS)
        row += 1
    _line(sheet, row, _action_total(result, row), _ACTION_COLUMNS, bold=True, bg_color="#" + theme.GROUP)
    return row + 1


def _action_row(result: MonthResult, number: int, name: str, row: int, lights: str, actions: str) -> Row:
    own = [task for task in result.tasks if task.task.action == name]
    key, subject = cell_name(row, 0), f"action-{number}"
    counts, whole = charts.task_groups(result, subject), counted(result, "tasks", subject)

    def count(of: Sequence[Light], value: int) -> Formula:
        terms = [f'COUNTIFS({actions},{key},{lights},"{light.value}*")' for light in of]
        return Formula("+".join(terms), value, "0")

    groups = [count(of, value) for (_, of), value in zip(charts.GROUPS, counts, strict=True)]
    others = Formula(f"G{row + 1}-SUM(B{row + 1}:E{row + 1})", whole - sum(counts), "0")
    total = Formula(f"COUNTIF({actions},{key})", whole, "0")
    done = count((Light.BLUE,), counted(result, "tasks_blue", subject))
    behind = "、".join(str(task.task.no) for task in own if task.light in BEHIND)
    return (name, *groups, others, total, done, behind or None)


def _action_total(result: MonthResult, row: int) -> Row:
    counts, whole = charts.task_groups(result), counted(result, "tasks")
    done = counted(result, "tasks_blue")
    values = (*counts, whole - sum(counts), whole, done)
    sums = []
    for column, value in enumerate(values, start=1):
        area = f"{cell_name(ACTION_ROW + 1, column)}:{cell_name(row - 1, column)}"
        sums.append(Formula(f"SUM({area})", value, "0"))
    return ("合计", *sums, f"共 {counts[1] + counts[2]} 项" if counts[1] + counts[2] else None)


def _worst(sheet: OutputSheet, result: MonthResult, row: int) -> int:
    """The ten indicators furthest behind pace, as references to 指标汇总; returns the row below."""
    _heads(sheet, row, WORST_HEADS)
    lines = {line.indicator.id: FIRST + index for index, line in enumerate(totals.ordered(result))}
    leads = {task.task.no: task.task.leads for task in result.tasks}
    worst = charts.worst_gaps(result)
    for item in worst:
        row += 1
        of = lines[item.indicator.id]
        _line(sheet, row, _worst_row(item, of, leads.get(item.indicator.task_no, ())), _WORST_COLUMNS)
    if not worst:
        row += 1
        check(
            sheet.worksheet.write_string(row, 0, said("本月没有落后于序时进度的指标。"), sheet.book.format())
        )
    sheet.lights_at(row - max(1, len(worst)) + 1, 7, row, 7)
    return row + 1


def _worst_row(item: IndicatorResult, line: int, leads: Sequence[str]) -> Row:
    def refer(column: int, value: Value) -> Value:
        number = value.value if isinstance(value, Number) else value
        look = value.number_format if isinstance(value, Number) else ""
        return (
            Formula(f"{totals.NAME}!{cell_name(line, column)}", number, look)
            if isinstance(number, float)
            else value
        )

    return (
        charts.clip(f"{item.indicator.id} {item.indicator.name}", 18),
        refer(formulas.RATE, percent(item.rate)),
        refer(formulas.PACE, percent(item.pace)),
        refer(formulas.GAP, percent(item.gap)),
        refer(formulas.TOTAL, shown(item.total)),
        refer(formulas.TARGET, formulas.target_cell(item)),
        item.measure,
        light_cell(item),
        lead_cell(leads),
    )


def _reports(sheet: OutputSheet, result: MonthResult) -> None:
    """Reporting status on the right: units by state, and below it who has not reported."""
    _heads(sheet, ACTION_ROW, REPORT_HEADS, RIGHT)
    last = FIRST + len(result.units) - 1
    states, on_time = (span_name(status.REPORTS, FIRST, last, column) for column in (1, 4))
    for row, state in enumerate(status.STATES, start=ACTION_ROW + 1):
        own = [report for report in result.units if report.state == state]
        whole = counted(result, f"units_{STATE_NAMES[state]}")
        cells: list[Value] = [state, Formula(f'COUNTIF({states},"{state}")', whole, "0")]
        for word, value in (("是", True), ("否", False)):
            count = sum(report.on_time is value for report in own)
            cells.append(Formula(f'COUNTIFS({states},"{state}",{on_time},"{word}")', count, "0"))
        for offset, cell in enumerate(cells):
            sheet.put(row, RIGHT + offset, cell, _COUNT)
    owing = [report.unit.short for report in result.units if report.state == "未报"]
    text = f"未报：{'、'.join(owing)}" if owing else "各单位均已报送。"
    first = ACTION_ROW + 1 + len(status.STATES)
    look = sheet.book.format(text_wrap=True, valign="top")
    sheet.worksheet.merge_range(first, RIGHT, first + 1, RIGHT + 3, "", look)
    check(sheet.worksheet.write_string(first, RIGHT, clean(text), look))


def _charts(sheet: OutputSheet, result: MonthResult, worst_row: int, row: int) -> None:
    """Two charts below the tables, drawn over them; the ranking on the right beside the worst gaps."""
    workbook, worksheet = sheet.book.workbook, sheet.worksheet
    height = CHART_ROWS * ROW_PIXELS
    actions = charts.light_stack_data(result)
    if actions.rows:
        stack = charts.light_stack(workbook, actions, Place(NAME, ACTION_ROW, 0))
        _place(worksheet, stack, (row, 0), _pixels(0, 3), height)
    worst = charts.completion_data(result)
    if worst.rows:
        # Names are too long for an axis; the table right above has them in the same order.
        ids = replace(worst, rows=tuple((item.indicator.id,) for item in charts.worst_gaps(result)))
        names = Place(NAME, worst_row, OUTSIDE)
        charts.put(worksheet, replace(ids, head=("指标编号",)), names.row, names.column)
        chart = charts.completion_against_pace(workbook, worst, Place(NAME, worst_row, 0), names)
        _place(worksheet, chart, (row, 4), _pixels(4, 8), height)
    ranking = charts.ranking_data(result)
    if ranking.rows:
        place = Place(NAME, worst_row, OUTSIDE + 2)
        charts.put(worksheet, ranking, place.row, place.column)
        tall = HEAD_PIXELS + LINE_PIXELS * max(1, len(worst.rows)) + ROW_PIXELS + height
        _place(
            worksheet,
            charts.unit_ranking(workbook, ranking, place),
            (worst_row, RIGHT),
            _pixels(10, 13),
            tall,
        )


def _pixels(first: int, last: int) -> int:
    """Width of columns on the screen, less a little air."""
    return sum(int(width * 7 + 5.5) for width in WIDTHS[first : last + 1]) - 6


def _place(worksheet: Any, chart: Any, at: tuple[int, int], width: int, height: int) -> None:
    chart.set_size({"width": width, "height": height})
    check(worksheet.insert_chart(*at, chart, {"x_offset": 2, "y_offset": 2, "object_position": 2}))


def _heads(sheet: OutputSheet, row: int, heads: Sequence[str], first: int = 0) -> None:
    for offset, head in enumerate(heads):
        check(sheet.worksheet.write_string(row, first + offset, head, sheet.head_look))
    sheet.worksheet.set_row(row, 32)


def _line(sheet: OutputSheet, row: int, values: Row, columns: Sequence[Column], **look: Any) -> None:
    height = 1
    for index, (value, column) in enumerate(zip(values, columns, strict=True)):
        height = max(height, sheet.put(row, index, value, column, **look))
    sheet.worksheet.set_row(row, max(18.0, height * 14.0 + 2))
