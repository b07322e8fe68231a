"""数据核对单: a unit's points of the year with their evidence, to contest.

In: the workbook that came back. Out: objections, which are listed and change no point.
"""

from __future__ import annotations

from toolkit.core.findings import Finding
from toolkit.core.returns import Book
from toolkit.core.reviews import Objection
from toolkit.core.rounding import SCORE
from toolkit.papers.identity import SCORE_CHECK, read_identity, read_marks
from toolkit.papers.reading import other_sheets, read_table
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = SCORE_CHECK
WHOLE = "总体意见"
EVIDENCE = PaperSheet(
    "计分依据",
    (
        PaperColumn("criterion", "考核项目", 14), PaperColumn("label", "依据", 46), PaperColumn("seen", "所见", 40),
        PaperColumn("share", "占满分(%)", 10, "percent"), PaperColumn("points", "得分", 9, "number", 3),
        PaperColumn("key", "数字编号", 36),
    ),
)  # fmt: skip
POINTS = PaperSheet(
    "得分说明",
    (
        PaperColumn("criterion", "考核项目", 16, needed=True), PaperColumn("maximum", "满分", 9, "number", SCORE),
        PaperColumn("points", "得分", 9, "number", SCORE, computed=True), PaperColumn("rule", "计分办法", 38),
        PaperColumn("note", "说明", 34), PaperColumn("objection", "异议（请写明理由和依据）", 36, entry=True),
    ),
    "criterion",
)  # fmt: skip
SHEETS = (POINTS, EVIDENCE)


def read_objections(
    book: Book, file: str = ""
) -> tuple[str, tuple[Objection, ...], tuple[Finding, ...]] | None:
    """(unit code, its objections, what else was written) in a returned 数据核对单; None when the workbook is none.

    ``file`` becomes the source.
    """
    identity = read_identity(book)
    if identity is None or identity.kind != KIND:
        return None
    marks = read_marks(book)
    points, evidence = (read_table(book, paper, marks) for paper in SHEETS)
    found = tuple(
        Objection(
            identity.owner,
            row.key,
            row.text("objection"),
            f"{file} {POINTS.name}!{row.address('objection')}".strip(),
        )
        for row in points.rows
        if row.text("objection")
    )
    return identity.owner, found, (*points.findings, *evidence.findings, *other_sheets(book, SHEETS))
