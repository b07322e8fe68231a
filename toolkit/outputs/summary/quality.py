"""报送质量: unit by month (received, on time, complete) with the year's five measures; nothing is ranked."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.results import MonthResult, UnitQuality, UnitReport
from toolkit.core.rounding import shown_rate
from toolkit.figures.returned.quality import MEASURES
from toolkit.outputs.workbook.grid import Column, Row, percent
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "报送质量"
_NOTE = "各月一格：收到日期、是否按时、完整率；前五列为今年以来。口径：" + "；".join(
    f"{label}＝{formula.replace(' × 100', '')}" for label, formula in MEASURES.values()
)


def write(book: OutputBook, result: MonthResult) -> None:
    """One row a unit, one column a month, the measures behind."""
    months = sorted({month for row in result.quality for month in row.months})
    columns = (
        Column("单位", 24),
        *(Column(f"{label}(%)", 10, "percent", 1) for label, _ in MEASURES.values()),
        *(Column(month.named, 23, "code") for month in months),
    )
    sheet = book.sheet(NAME, columns, notes=_NOTE)
    sheet.rows(_row(row, tuple(row.months.get(month) for month in months)) for row in result.quality)
    if not result.quality:
        sheet.nothing("今年还没有报送记录。")
    sheet.done(freeze_columns=1, filters=bool(result.quality))


def _row(row: UnitQuality, months: tuple[UnitReport | None, ...]) -> Row:
    return (row.unit.name, *(percent(row.measures[name]) for name in MEASURES), *map(_month, months))


def _month(report: UnitReport | None) -> str | None:
    if report is None:
        return None
    return "　".join(_parts(report)) or report.state


def _parts(report: UnitReport) -> Iterator[str]:
    if report.received_at is None:
        return
    yield f"{report.received_at:%m-%d}"
    late = f"逾期{report.days_late}天" if report.on_time is False else ""
    yield late or {"是": "按时", "待核": "待核"}.get(report.punctual, "")
    if report.completeness is not None:
        yield f"{shown_rate(report.completeness)}%"
