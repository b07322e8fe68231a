"""The annual evaluation on paper: the office's workbook, and a 数据核对单 for each unit that it can contest.

In: scores with their evidence, the context, the date by which to object. Out: workbooks; from a returned
数据核对单 the objections in it, which are listed and change no point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from toolkit.core.periods import Period
from toolkit.core.returns import Book, Scalar, SheetData
from toolkit.figures.scores import CriterionScore, Objection, UnitScore
from toolkit.outputs.book import OutputBook, OutputSheet, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Formula, Row, cell_name, file_name
from toolkit.outputs.packidentity import SCORE_CHECK, PackIdentity, read_identity
from toolkit.outputs.packs import lock, write_identity
from toolkit.outputs.summary import scores as score_sheet
from toolkit.outputs.summary.scores import without_months

KIND = SCORE_CHECK
POINTS, EVIDENCE, OBJECTIONS = "得分说明", "计分依据", "异议登记"
CRITERION, OBJECTION = "考核项目", "异议（请写明理由和依据）"
WHOLE = "总体意见"
_EVIDENCE = (
    Column("考核项目", 14), Column("依据", 46), Column("所见", 40), Column("占满分(%)", 10, "percent"),
    Column("得分", 9, "number", 3), Column("数字编号", 36),
)  # fmt: skip
_POINTS = (
    Column(CRITERION, 16), Column("满分", 9, "number", 2), Column("得分", 9, "number", 2), Column("计分办法", 50),
    Column("说明", 44), Column(OBJECTION, 50, entry=True),
)  # fmt: skip
_OBJECTION_COLUMNS = (Column("单位", 24), Column("考核项目", 16), Column("异议", 80), Column("来源", 50))
_RULE = "缺数据的项目记“—”，不推算、不计零；提出异议不改变得分，由办公室逐条核实后处理。"


def write_evaluation(
    scores: Sequence[UnitScore], context: OutputContext, year: int, missing: Sequence[Period] = ()
) -> bytes:
    """The office's workbook: points of all units, every point's evidence, objections. ``missing`` are unknown months."""

    def fill(book: OutputBook) -> None:
        score_sheet.write(book, context)
        sheet = book.sheet(EVIDENCE, (Column("单位", 24), *_EVIDENCE), notes=without_months(missing) + _RULE)
        sheet.rows((score.unit.name, *row) for score in scores for row in _evidence(score))
        sheet.done(freeze_columns=2)
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
        sheet = book.sheet(
            POINTS, _POINTS, title=f"{score.unit.name}{KIND}", notes=notes + without_months(missing) + _RULE
        )
        sheet.rows(_point_row(row) for row in score.criteria)
        _total(sheet, score)
        sheet.rows([(WHOLE, None, None, None, None, "")])
        sheet.done(filters=False)
        lock(sheet)
        evidence = book.sheet(EVIDENCE, _EVIDENCE, title=f"{score.unit.name}计分依据")
        evidence.rows(_evidence(score))
        if not any(row.items for row in score.criteria):
            evidence.nothing("没有可计分的数据。")
        evidence.done(freeze_columns=1)
        lock(evidence)
        write_identity(book, PackIdentity(KIND, score.unit.code, str(Period(year, 12)), ""))

    return render(context, f"{year}年度{score.unit.name}{KIND}", fill, of=f"{year}年度")


def _point_row(row: CriterionScore) -> Row:
    note = "；".join([*row.lines, *([row.missing] if row.missing else [])])
    return (row.criterion, row.maximum, row.points, row.rule or None, note or None, "")


def _total(sheet: OutputSheet, score: UnitScore) -> None:
    area = f"{cell_name(sheet.first, 2)}:{cell_name(sheet.last, 2)}"
    total = None if score.total is None else Formula(f"SUM({area})", score.total)
    sheet.total(("合计", None, total, None, score.note or None, ""))


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
        sheet.nothing("没有收到异议。")
    sheet.done(filters=bool(rows))


def read_objections(book: Book, file: str = "") -> tuple[str, tuple[Objection, ...]] | None:
    """(unit code, its objections) in a returned 数据核对单; None when the workbook is none. ``file`` becomes the source."""
    identity = read_identity(book)
    sheet = book.sheet(POINTS)
    if identity is None or identity.kind != KIND or sheet is None:
        return None
    found = [
        Objection(identity.owner, criterion, text, f"{file} {POINTS}!{address}".strip())
        for criterion, text, address in _filled(sheet)
    ]
    return identity.owner, tuple(found)


def _filled(sheet: SheetData) -> Iterator[tuple[str, str, str]]:
    """(criterion, objection, cell) of rows whose entry cell is filled, wherever the head was moved."""
    heads: list[str] = []
    for line, row in enumerate(sheet.rows):
        texts = [_text(value) for value in row]
        if not heads:
            heads = texts if {CRITERION, OBJECTION} <= set(texts) else []
            continue
        column = heads.index(OBJECTION)
        if column < len(texts) and texts[column]:
            yield texts[heads.index(CRITERION)] or WHOLE, texts[column], cell_name(line, column)


def _text(value: Scalar) -> str:
    return "" if value is None else str(value).strip()
