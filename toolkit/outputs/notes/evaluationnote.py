"""年度考核评分说明: a short Word note beside the evaluation's workbook, ranks only when asked for.

In: scores, the context. Out: the bytes of a docx in the styles of the paper; the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.form import DASH
from toolkit.core.periods import Period
from toolkit.core.rounding import SCORE, shown_number, shown_rate
from toolkit.figures.evaluation.scores import UnitScore
from toolkit.outputs.context import OutputContext
from toolkit.outputs.notes.shortpaper import short_paper
from toolkit.outputs.summary.scores import without_months
from toolkit.word.template.blocks import loop, paragraph, table
from toolkit.word.tokens import plain

_COLUMNS = (
    ("序号", "序号", 700, "Centre"),
    ("单位", "单位", 3644, "Text"),
    ("得分", "得分", 1100, "Number"),
    ("可计分", "可计分", 1100, "Number"),
    ("得分率\n（%）", "得分率", 1100, "Number"),
)
_RANK = ("名次", "名次", 1100, "Centre")


def write_evaluation_note(
    scores: Sequence[UnitScore],
    context: OutputContext,
    year: int,
    missing: Sequence[Period] = (),
    *,
    ranks: bool = False,
) -> bytes:
    """What was scored, on which basis, with which gaps, and a table of points in the plain order of units."""
    title, until = f"{year}年度重点任务考核评分说明", context.data_until
    data = {
        "标题": title,
        "主送": "各填报单位",
        "节": [{"题": head, "段落": lines} for head, lines in _sections(scores, missing)],
        "行": [_row(at, score) for at, score in enumerate(scores, 1)],
        "截至": context.until,
        "编发单位": plain(context.office),
        "日期": f"{until.year}年{until.month}月{until.day}日" if until else "",
        "水印": context.watermark,
    }
    return short_paper(_blocks(ranks), data, title, context.created)


def _sections(scores: Sequence[UnitScore], missing: Sequence[Period]) -> Iterator[tuple[str, list[str]]]:
    criteria = scores[0].criteria if scores else ()
    weights = "、".join(f"{row.criterion}{row.maximum:g}分" for row in criteria)
    gaps = [without_months(missing) or "全年各月均有数据。"]
    unscored = [score.unit.name for score in scores if score.rate is None]
    if unscored:
        gaps.append(f"{'、'.join(unscored)}没有可计分的数据，未评分。")
    objections = sum(len(score.objections) for score in scores)
    said = f"目前收到异议{objections}条，已登记，处理前不改变得分。" if objections else "目前没有收到异议。"
    yield "评分依据", [f"按清单“考核权重”计分：{weights}。每一分的依据见评分表“计分依据”。"]
    yield (
        "缺少的数据",
        [*gaps, "缺数据的项目不推算、不计零；得分率只按能计分的项目计算，可计分少的单位不宜与其他单位比较。"],
    )
    yield "异议", [said]


def _row(at: int, score: UnitScore) -> dict[str, str]:
    return {
        "序号": str(at),
        "单位": plain(score.unit.name),
        "得分": DASH if score.total is None else shown_number(score.total, SCORE),
        "可计分": shown_number(score.scorable, SCORE),
        "得分率": DASH if score.rate is None else shown_rate(score.rate),
        "名次": DASH if score.rank is None else str(score.rank),
    }


def _blocks(ranks: bool) -> list[str]:
    columns = (*_COLUMNS, _RANK) if ranks else _COLUMNS
    return [
        paragraph("PaperTitle", "{{ 标题 }}"),
        paragraph("Salutation", "{{ 主送 }}："),
        *loop(
            "部分",
            "节",
            [
                paragraph("Heading1", "{{ 部分.题 }}"),
                *loop("段", "部分.段落", [paragraph("Normal", "{{ 段 }}")]),
            ],
        ),
        paragraph("Heading1", "得分"),
        paragraph("TableTitle", "各单位得分（收到时间至{{ 截至 }}）"),
        table(columns, [("行", "")], "Table"),
    ]
