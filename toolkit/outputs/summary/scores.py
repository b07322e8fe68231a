"""考核评分: points by criterion; the rows come from the evaluation, missing data are stated, not guessed."""

from __future__ import annotations

from toolkit.figures.scores import UnitScore
from toolkit.outputs.book import OutputBook
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Formula, Row, cell_name

NAME = "考核评分"
_NOTE = (
    "得分为各项之和；缺数据的项目记“—”，不推算、不计零，“可计分”为能计分各项的满分之和，"
    "名次按得分率（各项得分÷可计分×100，另加加分、扣分）排，仅供内部参考。"
)


def write(book: OutputBook, context: OutputContext) -> None:
    """Write the sheet; without an evaluation it says how to get one."""
    names = [row.criterion for row in context.scores[0].criteria] if context.scores else []
    columns = (
        Column("单位", 24),
        Column("得分", 10, "number", 2),
        Column("名次", 8, "code"),
        *(Column(name, 13, "number", 2) for name in names),
        Column("可计分", 9, "number", 2),
        Column("得分率(%)", 10, "percent"),
        Column("说明", 60),
    )
    sheet = book.sheet(NAME, columns, title="考核评分（内部）", notes=_NOTE)
    for score in context.scores:
        sheet.rows([_row(score, sheet.next, show_rank=context.show_ranks)])
    if not context.scores:
        sheet.nothing("本期尚未开展考核评分；需要时运行 python run_report.py evaluate --year 年份。")
    sheet.done(freeze_columns=1, filters=bool(context.scores))


def _row(score: UnitScore, line: int, *, show_rank: bool) -> Row:
    points = [row.points for row in score.criteria]
    area = f"{cell_name(line, 3)}:{cell_name(line, 2 + len(points))}"
    total = None if score.total is None else Formula(f"SUM({area})", score.total)
    rank = score.rank if show_rank else None
    return (score.unit.name, total, rank, *points, score.scorable, score.rate, score.note or None)
