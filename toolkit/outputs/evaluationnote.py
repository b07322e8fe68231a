"""年度考核评分说明: a short Word note beside the evaluation's workbook, ranks only when asked for.

In: scores, the context. Out: the bytes of a docx; the same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from toolkit.core.form import DASH
from toolkit.core.periods import Period
from toolkit.core.rounding import shown_number
from toolkit.figures.scores import UnitScore
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import clean
from toolkit.outputs.summary.scores import without_months
from toolkit.word.ooxml import fixed_zip

_BODY, _TITLE, _HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"


def write_evaluation_note(
    scores: Sequence[UnitScore],
    context: OutputContext,
    year: int,
    missing: Sequence[Period] = (),
    *,
    ranks: bool = False,
) -> bytes:
    """What was scored, on which basis, with which gaps, and a table of points in the plain order of units."""
    document = Document()
    _properties(document, context, year)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, f"{year}年度重点任务考核评分说明", _TITLE, 22)
    if context.watermark:
        _paragraph(document, f"【{context.watermark}】")
    for head, lines in _sections(scores, missing):
        _paragraph(document, head, _HEAD)
        for line in lines:
            _paragraph(document, line)
    _table(document, scores, ranks)
    _paragraph(document, f"{context.office}　数据截至{context.until}")
    out = io.BytesIO()
    document.save(out)
    return fixed_zip(out.getvalue())


def _sections(scores: Sequence[UnitScore], missing: Sequence[Period]) -> list[tuple[str, list[str]]]:
    criteria = scores[0].criteria if scores else ()
    weights = "、".join(f"{row.criterion}{row.maximum:g}分" for row in criteria)
    gaps = [without_months(missing) or "全年各月均有数据。"]
    unscored = [score.unit.name for score in scores if score.rate is None]
    if unscored:
        gaps.append(f"{'、'.join(unscored)}没有可计分的数据，未评分。")
    objections = sum(len(score.objections) for score in scores)
    said = f"收到异议{objections}条，已登记，处理前不改变得分。" if objections else "没有收到异议。"
    return [
        ("一、评分依据", [f"按清单“考核权重”计分：{weights}。每一分的依据见评分表“计分依据”。"]),
        ("二、缺少的数据", [*gaps, "缺数据的项目不推算、不计零；得分率只按能计分的项目计算。"]),
        ("三、异议", [said]),
        ("四、得分", []),
    ]


def _table(document: DocumentType, scores: Sequence[UnitScore], ranks: bool) -> None:
    heads = ["单位", "得分", "可计分", "得分率(%)", *(["名次"] if ranks else [])]
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    _fill(table.rows[0].cells, heads, _HEAD)
    for score in scores:
        total = DASH if score.total is None else shown_number(score.total, 2)
        rate = DASH if score.rate is None else shown_number(score.rate, 1)
        rank = [DASH if score.rank is None else str(score.rank)] if ranks else []
        _fill(table.add_row().cells, [score.unit.name, total, f"{score.scorable:g}", rate, *rank], _BODY)


def _fill(cells: Sequence[_Cell], texts: Sequence[str], font: str) -> None:
    for cell, text in zip(cells, texts, strict=True):
        _run(cell.paragraphs[0], text, font, 12)


def _paragraph(document: DocumentType, text: str, font: str = _BODY) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _run(paragraph, text, font, 16)


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(clean(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _properties(document: DocumentType, context: OutputContext, year: int) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    properties = document.core_properties
    properties.title, properties.author = f"{year}年度考核评分说明", context.office
    properties.created = properties.modified = context.created
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):  # of an old Word; it contradicts the styles
            del document.part.rels[key]
