"""考核评分: points by criterion; the rows come from the evaluation, missing data are stated, not guessed."""

from __future__ import annotations

from toolkit.outputs.book import OutputBook
from toolkit.outputs.context import OutputContext, ScoreRow
from toolkit.outputs.grid import Column, Formula, Row, cell_name
from toolkit.outputs.summary.layout import FIRST

NAME = "考核评分"


def write(book: OutputBook, context: OutputContext) -> None:
    """Write the sheet; without an evaluation it says how to get one."""
    columns = (
        Column("单位", 24),
        Column("得分", 10, "number", 2),
        Column("名次", 8, "code"),
        *(Column(name, 13, "number", 2) for name in context.criteria),
        Column("说明", 50),
    )
    notes = "得分为各项之和;缺数据的项目记“—”,不推算、不计零。名次仅供内部参考。"
    sheet = book.sheet(NAME, columns, title="考核评分(内部)", notes=notes)
    sheet.rows(_row(row, FIRST + line, context) for line, row in enumerate(context.scores))
    if not context.scores:
        sheet.nothing("本期尚未开展考核评分;需要时运行 python run_report.py evaluate --year 年份。")
    sheet.done(freeze_columns=1, filters=bool(context.scores))


def _row(row: ScoreRow, line: int, context: OutputContext) -> Row:
    points = [row.points.get(name) for name in context.criteria]
    area = f"{cell_name(line, 3)}:{cell_name(line, 2 + len(points))}"
    total = None if row.total is None else Formula(f"SUM({area})", row.total)
    rank = row.rank if context.show_ranks else None
    return (context.unit_name(row.unit), total, rank, *points, row.note or None)
