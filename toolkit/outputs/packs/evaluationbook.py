"""The annual evaluation on paper: the office's workbook, and a 数据核对单 for each unit that it can contest.

In: scores with their evidence, the context, the date by which to object. Out: workbooks; :mod:`toolkit.papers.scorecheck`
declares the 数据核对单 and reads what comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from toolkit.core.periods import Period
from toolkit.figures.evaluation.scores import CriterionScore, UnitScore
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, lock
from toolkit.outputs.summary import scores as score_sheet
from toolkit.outputs.summary.scores import without_months
from toolkit.outputs.workbook.grid import Column, Formula, Row, cell_name, columns_of, file_name
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, render
from toolkit.papers.identity import PackIdentity
from toolkit.papers.scorecheck import EVIDENCE, KIND, POINTS, WHOLE

OBJECTIONS = "异议登记"
_OBJECTION_COLUMNS = (Column("单位", 24), Column("考核项目", 16), Column("异议", 80), Column("来源", 50))
_RULE = "缺数据的项目记“—”，不推算、不计零；提出异议不改变得分，由办公室逐条核实后处理。"


def write_evaluation(
    scores: Sequence[UnitScore], context: OutputContext, year: int, missing: Sequence[Period] = ()
) -> bytes:
    """The office's workbook: points of all units, every point's evidence, objections. ``missing`` are unknown months."""

    def fill(book: OutputBook) -> None:
        score_sheet.write(book, context)
        columns = (Column("单位", 24), *columns_of(EVIDENCE))
        sheet = book.sheet(EVIDENCE.name, columns, notes=without_months(missing) + _RULE)
        sheet.rows((score.unit.name, *row) for score in scores for row in _evidence(score))
        sheet.done(freeze_columns=2, printed=len(columns) - 1, extract=True)
        _objections(book, scores)

    return render(context, f"{year}年度考核评分", fill, of=f"{year}年度")


def write_unit_checks(
    scores: Sequence[UnitScore],
    context: OutputContext,
    year: int,
    until: date,
    missing: Sequence[Period] = (),
) -> dict[str, bytes]:
    """File name (``<code>_<unit>_数据核对单.xlsx``) -> workbook, one a unit; no other unit's points, no ranks."""
    return {
        f"{file_name(score.unit.code)}_{file_name(score.unit.name)}_{KIND}.xlsx": _check(score, context, year, until, missing)
        for score in scores
    }  # fmt: skip


def _check(
    score: UnitScore, context: OutputContext, year: int, until: date, missing: Sequence[Period]
) -> bytes:
    deadline = f"{until.year}年{until.month}月{until.day}日"
    notes = f"请核对本单位得分和依据，有异议的填黄色单元格，于{deadline}前发回本表；逾期未发回视为无异议。"

    def fill(book: OutputBook) -> None:
        pack = Paper(book)
        title = f"{score.unit.name}{KIND}"
        sheet = pack.sheet(POINTS, title=title, notes=notes + without_months(missing) + _RULE)
        pack.rows(sheet, POINTS, (_point_row(row) for row in score.criteria))
        total = _total(sheet, score)
        sheet.total(total)
        pack.mark(POINTS, [total])
        pack.rows(sheet, POINTS, [(WHOLE, None, None, None, None, "")])
        sheet.done(filters=False)
        lock(sheet)
        evidence = pack.sheet(EVIDENCE, title=f"{score.unit.name}计分依据")
        pack.rows(evidence, EVIDENCE, _evidence(score))
        if not any(row.items for row in score.criteria):
            pack.nothing(evidence, EVIDENCE, "没有可计分的数据。")
        evidence.done(freeze_columns=1, printed=EVIDENCE.index("key"), extract=True)
        lock(evidence)
        pack.identity(PackIdentity(KIND, score.unit.code, str(Period(year, 12)), ""))

    title = f"{year}年度{score.unit.name}{KIND}"
    return render(context, title, fill, of=f"{year}年度", owner=score.unit.name)


def _point_row(row: CriterionScore) -> Row:
    note = "；".join([*row.lines, *([row.missing] if row.missing else [])])
    return (row.criterion, row.maximum, row.points, row.rule or None, note or None, "")


def _total(sheet: OutputSheet, score: UnitScore) -> Row:
    area = f"{cell_name(sheet.first, 2)}:{cell_name(sheet.last, 2)}"
    total = None if score.total is None else Formula(f"SUM({area})", score.total)
    return ("合计", None, total, None, score.outcome or None, "")


def _evidence(score: UnitScore) -> Iterator[Row]:
    for row in score.criteria:
        for item in row.items:
            yield (
                row.criterion,
                item.label,
                item.seen or None,
                item.share * 100,
                item.points,
                item.key or None,
            )
        if row.missing:
            yield (row.criterion, "缺数据", row.missing, None, None, None)


def _objections(book: OutputBook, scores: Sequence[UnitScore]) -> None:
    sheet = book.sheet(
        OBJECTIONS, _OBJECTION_COLUMNS, notes="异议只登记，不改变得分；处理结果由办公室另行记录。"
    )
    rows = [(score, one) for score in scores for one in score.objections]
    sheet.rows((score.unit.name, one.criterion, one.text, one.source or None) for score, one in rows)
    if not rows:
        sheet.nothing("目前没有收到异议。")
    sheet.done(filters=bool(rows))
