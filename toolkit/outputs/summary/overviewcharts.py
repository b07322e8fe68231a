"""The two charts of 总览: what is behind its pace, by name; and tasks by month, or by action while the year is young.

In: the month and earlier ones. Out: charts over tables right of the printed page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from toolkit.core import theme
from toolkit.core.results import MonthResult
from toolkit.outputs.briefing.behindchart import behind_chart, behind_data
from toolkit.outputs.workbook import charts
from toolkit.outputs.workbook.charts import ChartData, Place
from toolkit.outputs.workbook.outputbook import OutputSheet, check

OUTSIDE, TABLES = 15, 8  # first column of the charts' own tables, and how many they take
SPLIT = 5  # column at which the second chart begins
_ROW_PIXELS = 22
WORST = 5  # bars whose names can be read at the size of the page
TITLE_SHARE = 0.8  # of a chart's width, as programs break titles
_SMALL = {"name": theme.FONT, "size": theme.FONT_SIZE}


def draw(
    sheet: OutputSheet, result: MonthResult, history: Sequence[MonthResult], row: int, rows: int, actions: int
) -> None:
    """Both charts side by side from ``row`` on, ``rows`` high; ``actions`` is the head of the table of actions."""
    workbook, worksheet = sheet.book.workbook, sheet.worksheet
    for line in range(row, row + rows):
        worksheet.set_row(line, 16.5)
    height = rows * _ROW_PIXELS - 6
    worksheet.set_column(OUTSIDE, OUTSIDE + TABLES - 1, 50)  # nothing of them is cut off
    widths = [column.width for column in sheet.columns]
    behind = _worst(behind_data(result))
    if behind.rows:
        place = Place(sheet.name, 3, OUTSIDE)
        charts.put(worksheet, behind, place.row, place.column)
        first = behind_chart(result, theme.FONT_SIZE)(workbook, behind, place)
        _small_title(first, behind.title)
        _put(worksheet, first, (row, 0), widths[:SPLIT], height)
    trend = charts.trend_data(result, history)
    if len(trend.rows) >= charts.MONTHS:
        place = Place(sheet.name, 3, OUTSIDE + len(behind.head) + 1)
        charts.put(worksheet, trend, place.row, place.column)
        second, title = charts.trend(workbook, trend, place), trend.title
    elif (stack := charts.light_stack_data(result)).rows:
        names = Place(sheet.name, 3, OUTSIDE + len(behind.head) + 1)  # short ones; the table has them in full
        charts.put(
            worksheet, replace(stack, rows=tuple(row[:1] for row in stack.rows)), names.row, names.column
        )
        second = charts.light_stack(workbook, stack, Place(sheet.name, actions, 0), names)
        title = _one_line(stack.title, widths[SPLIT:])
    else:
        return
    _small_title(second, title)
    second.set_legend({"position": "right", "font": _SMALL})
    _put(worksheet, second, (row, SPLIT), widths[SPLIT:], height)


def _worst(behind: ChartData) -> ChartData:
    if len(behind.rows) <= WORST:
        return behind
    title = behind.title.replace("低于序时进度的指标", f"低于序时进度最多的{WORST}项指标")
    return replace(behind, title=title, rows=behind.rows[:WORST])


def _one_line(title: str, widths: Sequence[float]) -> str:
    """The title with what it finds, where both fit above the chart: a second line would take the bars their names."""
    return title if theme.text_width(title) < TITLE_SHARE * sum(widths) else title.partition("：")[0]


def _small_title(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "overlay": False, "name_font": _SMALL | {"bold": True}})


def _put(worksheet: Any, chart: Any, at: tuple[int, int], widths: Sequence[float], height: int) -> None:
    """It moves and sizes with its cells, which differ in width from program to program."""
    chart.set_size({"width": sum(int(width * 7 + 5.5) for width in widths) - 6, "height": height})
    check(worksheet.insert_chart(*at, chart, {"x_offset": 2, "y_offset": 2, "object_position": 1}))
