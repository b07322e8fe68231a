"""A chart of one indicator over the months: a PNG where matplotlib is installed, else a workbook with a native chart.

    python docs/examples/chart.py FOLDER T02-3 OUT

Months without a number stay gaps: a line never runs through them, and never falls to zero.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import xlsxwriter

import toolkit


def chart(office: toolkit.Office, indicator: str, out: Path) -> Path:
    """Draw it; returns the file."""
    rows = office.history().indicators.query("indicator == @indicator")
    series = rows.set_index("period")["total"]
    title, measure = rows["title"].iloc[-1], rows["measure"].iloc[-1]
    if find_spec("matplotlib"):
        import matplotlib as mpl

        mpl.use("Agg")
        mpl.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Microsoft YaHei", "SimHei"]
        from matplotlib import pyplot

        figure, axes = pyplot.subplots()
        axes.plot(list(series.index), series.astype("float64"), marker="o")  # NaN: a gap
        axes.set_title(f"{title}（{measure}）")
        path = out / f"{indicator}.png"
        figure.savefig(path)
        return path
    path = out / f"{indicator}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["报送期", f"{title}（{measure}）"])
        for line, (period, value) in enumerate(series.items(), start=1):
            sheet.write_string(line, 0, str(period))
            if not pd.isna(value):
                sheet.write_number(line, 1, float(value))
        drawn = book.add_chart({"type": "line"})
        last = len(series)
        drawn.add_series({
            "name": ["数据", 0, 1],
            "categories": ["数据", 1, 0, last, 0],
            "values": ["数据", 1, 1, last, 1],
            "marker": {"type": "circle"},
        })  # fmt: skip
        drawn.show_blanks_as("gap")
        sheet.insert_chart("D2", drawn)
    return path


if __name__ == "__main__":
    print(chart(toolkit.open(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
