"""督办单: one numbered Word paper a unit with what it is to reach, by when, and what it said of it last.

In: the unit's open matters, its number, the context. Out: the bytes of a docx; the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.followed import OVERDUE, Supervised
from toolkit.core.form import DASH
from toolkit.core.model import Unit
from toolkit.outputs.context import OutputContext
from toolkit.outputs.notes.shortpaper import short_paper
from toolkit.word.template.blocks import paragraph, table
from toolkit.word.tokens import plain

TITLE = "督办单"
_COLUMNS = (
    ("编号", "编号", 1560, "Centre"),
    ("督办事项", "事项", 2134, "Text"),
    ("来源", "来源", 1000, "Centre"),
    ("办理要求", "要求", 1500, "Text"),
    ("办理时限", "时限", 1500, "Centre"),
    ("上次反馈", "反馈", 1150, "Text"),
)


def write_slip(
    unit: str, known: Unit | None, number: int, rows: Sequence[Supervised], context: OutputContext
) -> bytes:
    """The paper; ``known`` is the unit's row of 单位, None for a lead unit that has none."""
    asks = "请" if known is not None and known.affiliation == "下级" else "商请"
    until = context.data_until
    data = {
        "编号": f"{context.period.year}年第{number}号",
        "单位": plain(unit),
        "正文": (
            f"下列{len(rows)}件事项，{asks}按要求办理，在办理时限前办结并书面反馈；"
            "承担填报任务的单位同时在下期填报表“填报说明”的“落实情况”一栏填写。"
        ),
        "行": [_row(row) for row in rows],
        "编发单位": context.office,
        "日期": f"{until.year}年{until.month}月{until.day}日" if until else "",
        "水印": context.watermark,
    }
    return short_paper(_blocks(), data, f"{TITLE} {data['编号']}", context.created)


def _row(row: Supervised) -> dict[str, str]:
    one = row.decision
    late = "（已逾期）" if row.state == OVERDUE else ""
    return {
        "编号": plain(one.number),
        "事项": plain(one.matter),
        "来源": one.source,
        "要求": plain(one.goal) or DASH,
        "时限": (plain(one.due) or DASH) + late,
        "反馈": plain(one.feedback) or DASH,
    }


def _blocks() -> list[str]:
    return [
        paragraph("PaperTitle", TITLE),
        paragraph("Sign", "{{ 编号 }}"),
        paragraph("Salutation", "{{ 单位 }}："),
        paragraph("Normal", "{{ 正文 }}"),
        paragraph("TableText", ""),
        table(_COLUMNS, [("行", "")], "Table"),
    ]
