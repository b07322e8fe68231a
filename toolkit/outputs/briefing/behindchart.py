"""The chart of what is behind its pace: horizontal bars from the line of the pace, names in full, red what is red.

In: the month. Out: the table under the chart and the drawing. What it shows says the line below it (sections/captions.py).
"""

from __future__ import annotations

from typing import Any

from toolkit.core import theme
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.rounding import MINUS
from toolkit.figures.counts.telling import behind_pace
from toolkit.outputs.workbook.charts import ChartData, Place

ROOM = 1.2
LEAST, MOST = 3, 7  # bars from which a chart says more than a sentence, and that fit
_FONT = {"name": theme.FONT, "color": "#" + theme.TEXT}
_BARS = {Light.RED: theme.LIGHT_TEXT[Light.RED], Light.YELLOW: theme.LIGHT_TEXT[Light.YELLOW]}


def behind_data(result: MonthResult) -> ChartData:
    """Names and gaps of the worst; no rows where there are too few for a chart."""
    rows = behind_pace(result)
    shown = rows[:MOST] if len(rows) >= LEAST else []
    table = tuple((row.indicator.name, row.gap.value) for row in shown)
    title = f"{result.period.chinese}低于序时进度的指标（百分点）"
    return ChartData(title, ("指标", "与序时进度之差（百分点）"), table)


def behind_chart(result: MonthResult, size: int = 9) -> Any:
    """How to draw it, as chart parts are drawn: (workbook, data, place) -> chart; ``size`` of its text."""
    font = _FONT | {"size": size}
    lights = [row.light for row in behind_pace(result)]

    def draw(workbook: Any, data: ChartData, place: Place) -> Any:
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": place.head(1),
                "categories": place.span(data, 0),
                "values": place.span(data, 1),
                "gap": 45,
                "points": [{"fill": {"color": "#" + _BARS[light]}} for light in lights[: len(data.rows)]],
                "data_labels": {"value": True, "num_format": f"0.0;{MINUS}0.0", "font": font},
            }
        )
        line = {"color": "#" + theme.TEXT, "width": 1.5}  # the pace itself
        chart.set_y_axis(
            {
                "reverse": True,
                "interval_unit": 1,  # every name, however low the chart
                "num_font": font,
                "label_position": "low",
                "line": line,
                "major_tick_mark": "none",
            }
        )
        room = {
            "min": ROOM * min(float(row[1] or 0) for row in data.rows),
            "max": 0,
        }  # for the longest bar's label
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}} | room)
        chart.set_title(
            {"name": data.title, "overlay": False, "name_font": font | {"size": 11, "bold": True}}
        )
        chart.set_legend({"none": True})
        chart.set_chartarea({"border": {"none": True}})
        return chart

    return draw
