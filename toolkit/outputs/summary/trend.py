"""趋势: the months of the year side by side, for tasks, returns and every indicator, with charts."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core import cycle
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import periods_of
from toolkit.core.results import IndicatorResult, MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.outputs.summary.formulas import target_cell
from toolkit.outputs.summary.layout import light_cell
from toolkit.outputs.workbook import charts
from toolkit.outputs.workbook.charts import ChartData, Place
from toolkit.outputs.workbook.grid import Column, Number, Row, Value, number_format
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, check

NAME = "趋势"
FIRST_MONTH = 4
_BEFORE = (
    Column("编号", 9, "code"),
    Column("名称", 34),
    Column("计量单位", 9, "code"),
    Column("年度目标", 11, "number"),
)
CHART_ROWS, CHART_PIXELS = 11, 260
OUTSIDE = FIRST_MONTH + 15  # the charts' own tables stand right of the printed page
_NOTE = "各月累计完成数（清单口径）；当月未报或未到统计期为“—”，不以零代替。尚无历史数据的月份为“—”。"


def write(book: OutputBook, result: MonthResult, context: OutputContext) -> None:
    """Tasks and returns by month with their charts, then indicators by month."""
    names = [period.named for period in periods_of(result.period.year)]
    columns = (*_BEFORE, *(Column(name, 9.5, "number") for name in names), Column("状态灯", 17, "light"))
    imported = sorted({month for row in result.indicators for month in row.imported})
    said = f"{'、'.join(month.named for month in imported)}含{IMPORTED}的数。" if imported else ""
    sheet = book.sheet(NAME, columns, title="年度趋势", notes=_NOTE + said)
    tasks = charts.trend_data(result, context.history)
    reports = charts.reports_data(result, context.history)
    sheet.rows(_by_month(tasks, "项", names) + _by_month(reports, "个", names))
    _draw(sheet, tasks, reports)
    sheet.rows(_row(row) for row in result.indicators)
    sheet.lights(len(columns) - 1, len(columns) - 1)
    sheet.done(freeze_columns=2, filters=False, extract=True)


def _by_month(data: ChartData, measure: str, names: Sequence[str]) -> list[Row]:
    """The chart's table turned: one row a series, one column a month."""
    rows: list[Row] = []
    for series in range(1, len(data.head)):
        by_month = {row[0]: row[series] for row in data.rows}
        rows.append((None, data.head[series], measure, None, *map(by_month.get, names), None))
    return rows


def _draw(sheet: OutputSheet, tasks: ChartData, reports: ChartData) -> None:
    """Both charts side by side below the months, with room for them; none of one or two months, which say no more."""
    if len(tasks.rows) < charts.MONTHS:
        return
    workbook, row = sheet.book.workbook, sheet.next
    sheet.worksheet.set_column(OUTSIDE, OUTSIDE + 9, 20)  # nothing of the charts' tables is cut off
    for place, data in ((Place(NAME, 4, OUTSIDE), tasks), (Place(NAME, 4, OUTSIDE + 6), reports)):
        charts.put(sheet.worksheet, data, place.row, place.column)
    left = charts.trend(workbook, tasks, Place(NAME, 4, OUTSIDE))
    right = charts.lines(workbook, reports, Place(NAME, 4, OUTSIDE + 6))
    for chart, column, width in ((left, 0, 560), (right, FIRST_MONTH + 2, 720)):
        chart.set_size({"width": width, "height": CHART_PIXELS})
        check(sheet.worksheet.insert_chart(row, column, chart, {"x_offset": 4, "y_offset": 4}))
    sheet.skip(CHART_ROWS + 1)


def _row(row: IndicatorResult) -> Row:
    look = number_format(row.total.decimals, row.indicator.measure)
    return (
        row.indicator.id, row.indicator.name, row.measure, target_cell(row),
        *_months(row.history, look), light_cell(row),
    )  # fmt: skip


def _months(history: Sequence[tuple[object, float | None]], look: str) -> list[Value]:
    by_month = {str(period)[-2:]: value for period, value in history}
    values = [by_month.get(f"{month:02}") for month in cycle.ends()]
    return [None if value is None else Number(value, look) for value in values]
