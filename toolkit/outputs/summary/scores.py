"""考核评分: points by criterion; the rows come from the evaluation, missing data are stated, not guessed.

In the summary of a month the points are provisional: the year to date, before any unit has checked them.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core import cycle
from toolkit.core.periods import Period
from toolkit.core.rounding import SCORE
from toolkit.figures.evaluation.scores import UnitScore
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Formula, Row, cell_name
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "考核评分"
_NOTE = (
    "得分为各项之和；缺数据的项目记“—”，不推算、不计零，“可计分”为能计分各项的满分之和，"
    "名次按得分率（各项得分÷可计分×100，另加加分、扣分）排，仅供内部参考。"
)
_PROVISIONAL = (
    "阶段性得分，供日常督促参考：只依据{known}收到的填报表，未经各单位数据核对，不是考核结果，不排名次。{gaps}"
    "本月未报的暂按未报计，补报后重新汇总即更新。得分为各项之和；缺数据的项目记“—”，不推算、不计零，"
    "“可计分”为能计分各项的满分之和。年度考核得分用 python run_report.py evaluate --year {year} 另行计算。"
)


def write(book: OutputBook, context: OutputContext) -> None:
    """Write the sheet; a year of which nothing is known has no points, and says so."""
    names = [row.criterion for row in context.scores[0].criteria] if context.scores else []
    columns = (
        Column("单位", 24),
        Column("得分", 10, "number", SCORE),
        Column("名次", 8, "code"),
        *(Column(name, 12, "number", SCORE) for name in names),
        Column("可计分", 9, "number", SCORE),
        Column("得分率(%)", 10, "percent"),
        Column("说明", 50),
    )
    title = "考核评分（内部）" if context.scored is None else "考核评分（阶段性，内部）"
    sheet = book.sheet(NAME, columns, title=title, notes=_notes(context))
    for score in context.scores:
        sheet.rows([_row(score, sheet.next, show_rank=context.show_ranks)])
    if not context.scores:
        sheet.nothing("今年还没有收到填报表，没有可以评分的数据。")
    sheet.done(freeze_columns=1, filters=bool(context.scores))


def _row(score: UnitScore, line: int, *, show_rank: bool) -> Row:
    points = [row.points for row in score.criteria]
    area = f"{cell_name(line, 3)}:{cell_name(line, 2 + len(points))}"
    total = None if score.total is None else Formula(f"SUM({area})", score.total)
    rank = score.rank if show_rank else None
    return (score.unit.name, total, rank, *points, score.scorable, score.rate, score.note or None)


def _notes(context: OutputContext) -> str:
    if not context.scored:
        return _NOTE
    period = context.period
    months = period.so_far
    return _PROVISIONAL.format(
        known=f"{period.year}年{_listed(context.scored)}",
        gaps=without_months([month for month in months if month not in context.scored]),
        year=period.year,
    )


def without_months(missing: Sequence[Period]) -> str:
    """The sentence on months that nothing is known of: 没有1—3月、5月的数据…; "" when there are none."""
    return f"没有{_listed(missing)}的数据，评分只依据其余月份。" if missing else ""


def _listed(months: Sequence[Period]) -> str:
    """1—3月、5月; 第一季度、第二季度"""
    if cycle.current() != cycle.MONTHLY:
        return "、".join(period.named for period in months)
    runs: list[list[int]] = []
    for period in months:
        if runs and runs[-1][-1] == period.month - 1:
            runs[-1].append(period.month)
        else:
            runs.append([period.month])
    return "、".join(f"{run[0]}月" if len(run) == 1 else f"{run[0]}—{run[-1]}月" for run in runs)
