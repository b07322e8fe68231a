"""Native charts, defined once for the summary workbook and the briefing.

Each chart comes as a pair: ``<name>_data(...)`` picks the numbers into a small table (ChartData), and
``<name>(workbook, data, place)`` gives the xlsxwriter chart over that table, wherever the caller has put
it (``put`` writes it). Nothing here knows the sheets of a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.words import LightWord
from toolkit.figures.numbers.counting import LIGHT_NAMES, by_action, counted

MONTHS = 3  # from which on a chart by month says more than its numbers
ON_TRACK = "已完成或达序时"
GROUPS: tuple[tuple[str, tuple[Light, ...]], ...] = (
    (ON_TRACK, (Light.BLUE, Light.GREEN)),
    (LightWord.SLOW, (Light.YELLOW,)),
    (LightWord.BEHIND, (Light.RED,)),
    (LightWord.OPEN, (Light.OPEN, Light.MISSING)),
)
# Solid colours of the theme, each of another lightness, so that a black and white print keeps them apart.
_FILLS = (
    theme.LIGHT_TEXT[Light.GREEN],
    theme.LIGHT_TEXT[Light.YELLOW],
    theme.LIGHT_TEXT[Light.RED],
    "D9D9D9",
)
_LABELS = ("FFFFFF", "FFFFFF", "FFFFFF", theme.TEXT)
_FONT = {"name": theme.FONT, "size": theme.FONT_SIZE, "color": "#" + theme.TEXT}
_GRID = {"visible": True, "line": {"color": "#E7E6E6", "width": 0.5}}
# Dashes and markers keep lines apart where there is no colour.
_DASHES = ("solid", "dash", "round_dot", "long_dash")
_MARKERS = ("circle", "square", "triangle", "diamond")
_THIN = 0.1  # of a column of 趋势: a part so low has no room for its number
_NO_GRID = {"major_gridlines": {"visible": False}}


TableRow = tuple[str | float | None, ...]


@dataclass(frozen=True)
class ChartData:
    """The table under a chart: the head, then rows of a category and its numbers (None: no figure)."""

    title: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Place:
    """Where the table stands: sheet name and the 0-based cell of its first head."""

    sheet: str
    row: int
    column: int

    def span(self, data: ChartData, column: int) -> list[str | int]:
        """The cells of one column of the table, as xlsxwriter takes ranges."""
        at = self.column + column
        return [self.sheet, self.row + 1, at, self.row + len(data.rows), at]

    def head(self, column: int) -> list[str | int]:
        """The head cell of one column."""
        return [self.sheet, self.row, self.column + column]


# --- the tables -------------------------------------------------------------------------------


def short_action(action: str) -> str:
    """An action's name without its common ending, for axes."""
    return action.removesuffix("行动").removesuffix("提升") or action


def clip(text: str, limit: int = 16) -> str:
    """A name short enough for an axis, with a visible mark where it was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def light_counts(lights: Sequence[Light]) -> tuple[int, ...]:
    """How many lights fall into each of the four groups."""
    return tuple(sum(light in group for light in lights) for _, group in GROUPS)


def task_groups(month: MonthResult, subject: str = "overall") -> tuple[int, ...]:
    """Tasks of the prefecture, or of an action, in each of the four groups, as the figures have them."""
    return tuple(
        sum(counted(month, f"tasks_{LIGHT_NAMES[light]}", subject) for light in group) for _, group in GROUPS
    )


def light_stack_data(result: MonthResult) -> ChartData:
    """Tasks by action (in the checklist's order) and light group."""
    rows: tuple[TableRow, ...] = tuple(
        (short_action(action), *task_groups(result, f"action-{number}"))
        for number, action in enumerate(by_action(result.tasks), 1)
    )
    return ChartData(_stack_title(result), ("行动", *(name for name, _ in GROUPS)), rows)


def _stack_title(result: MonthResult) -> str:
    """The measure, and where most of what is red stands."""
    title = f"{result.period.chinese}各行动任务状态(项)"
    red = {
        action: counted(result, "tasks_red", f"action-{number}")
        for number, action in enumerate(by_action(result.tasks), 1)
    }
    most = max(red.values(), default=0)
    where = [short_action(action) for action, count in red.items() if count == most]
    if most < 2 or len(where) > 1:
        return title
    return f"{title}：滞后{counted(result, 'tasks_red')}项，{where[0]}{most}项"


def trend_data(result: MonthResult, history: Sequence[MonthResult] = ()) -> ChartData:
    """Tasks by light group for each month of the year so far, the result's month last."""
    months = [month for month in history if month.period < result.period] + [result]
    rows: tuple[TableRow, ...] = tuple(
        (month.period.named, *task_groups(month))
        for month in months
        if month.period.year == result.period.year
    )
    title = said(f"{result.period.year}年各月任务状态(项)")
    return ChartData(title, ("月份", *(name for name, _ in GROUPS)), rows)


def reports_data(result: MonthResult, history: Sequence[MonthResult] = ()) -> ChartData:
    """Units that reported, and those that did so in time, for each month of the year so far."""
    months = [month for month in history if month.period < result.period] + [result]
    rows: list[TableRow] = []
    for month in months:
        if month.period.year == result.period.year:
            received, on_time = counted(month, "units_received"), counted(month, "units_on_time")
            rows.append((month.period.named, received, on_time))
    title = said(f"{result.period.year}年各月报送单位数(个)")
    return ChartData(title, ("月份", "已收到填报表", "按时报送"), tuple(rows))


def put(worksheet: Any, data: ChartData, row: int, column: int) -> None:
    """Write the table at a 0-based cell, text as text; a missing number is left for the chart as a gap."""
    for offset, head in enumerate(data.head):
        worksheet.write_string(row, column + offset, head)
    for line, values in enumerate(data.rows, start=row + 1):
        for offset, value in enumerate(values):
            if isinstance(value, str):
                worksheet.write_string(line, column + offset, value)
            elif value is not None:
                worksheet.write_number(line, column + offset, value)


# --- the charts -------------------------------------------------------------------------------


def light_stack(workbook: Any, data: ChartData, place: Place, names: Place | None = None) -> Any:
    """Stacked bars: one bar an action, its tasks by light group; ``names`` are other words for the axis."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    _stack(chart, data, place, names)
    # Bars run from the bottom up; the checklist's order runs from the top down.
    _axes(
        chart,
        vertical={"reverse": True, "interval_unit": 1},
        horizontal={"visible": False} | _NO_GRID,
    )
    return _frame(chart, data)


def trend(workbook: Any, data: ChartData, place: Place) -> Any:
    """Stacked columns: one column a month, tasks by light group."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    _stack(chart, data, place, thin=_THIN)
    _axes(chart, horizontal={}, vertical={"visible": False} | _NO_GRID)
    return _frame(chart, data)


def lines(workbook: Any, data: ChartData, place: Place) -> Any:
    """One line a column of the table, at most four."""
    chart = workbook.add_chart({"type": "line"})
    for index, light in enumerate(
        (Light.BLUE, Light.GREEN, Light.YELLOW, Light.RED)[: len(data.head) - 1], 1
    ):
        colour = "#" + theme.LIGHT_TEXT[light]
        chart.add_series(
            {
                "name": place.head(index),
                "categories": place.span(data, 0),
                "values": place.span(data, index),
                "line": {"color": colour, "width": 2, "dash_type": _DASHES[index - 1]},
                "marker": {"type": _MARKERS[index - 1], "size": 6, "fill": {"color": colour}},
                "data_labels": {"value": True, "position": "above" if index == 1 else "below", "font": _FONT},
            }
        )
    _axes(chart, horizontal={}, vertical={"num_format": "0", "min": 0, "major_gridlines": _GRID})
    return _frame(chart, data)


def _stack(
    chart: Any, data: ChartData, place: Place, names: Place | None = None, *, thin: float = 0.0
) -> None:
    """Add the four light groups; a group without any task gets no series (the first does, if all are empty).

    A part of a bar that is no more than ``thin`` of it has no room for its number.
    """
    used = [index for index in range(1, len(GROUPS) + 1) if any(row[index] for row in data.rows)] or [1]
    for index, (fill, label) in enumerate(zip(_FILLS, _LABELS, strict=True), start=1):
        if index not in used:
            continue
        series: dict[str, Any] = {
            "name": place.head(index),
            "categories": (names or place).span(data, 0),
            "values": place.span(data, index),
            "fill": {"color": "#" + fill},
            "border": {"color": "#FFFFFF", "width": 0.75},
            "gap": 45,
            # A zero has no bar, so it gets no label either.
            "data_labels": {"value": True, "num_format": "0;;", "font": _FONT | {"color": "#" + label}},
        }
        if any(_is_thin(row, index, thin) for row in data.rows):
            series["data_labels"]["custom"] = [
                {"delete": True} if _is_thin(row, index, thin) else None for row in data.rows
            ]
        chart.add_series(series)


def _is_thin(row: Sequence[Any], index: int, thin: float) -> bool:
    parts = [part for part in row[1 : len(GROUPS) + 1] if isinstance(part, (int, float))]
    value = row[index]
    return isinstance(value, (int, float)) and 0 < value <= thin * sum(parts)


def _axes(chart: Any, *, horizontal: dict[str, Any], vertical: dict[str, Any]) -> None:
    quiet = {"num_font": _FONT, "line": {"color": "#BFBFBF"}, "major_tick_mark": "none"}
    chart.set_x_axis(quiet | horizontal)
    chart.set_y_axis(quiet | vertical)


def _frame(chart: Any, data: ChartData) -> Any:
    """Title, legend below, no outer box: the same for all charts."""
    chart.set_title({"name": data.title, "overlay": False, "name_font": _FONT | {"size": 11, "bold": True}})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_chartarea({"border": {"color": "#D9D9D9", "width": 0.5}})
    chart.show_blanks_as("gap")
    return chart
