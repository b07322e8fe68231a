"""What a later correction or late return would change in a sealed briefing, and the 更正表 that says so.

In: the sealed file, what the tool would have written then and what it would write today; out: the sentences, table
rows and charts that differ, and a Word document that lists them. The sealed briefing itself is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.core.periods import Period
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.context import OutputContext
from toolkit.outputs.notes.shortpaper import short_paper
from toolkit.outputs.workbook.grid import file_name
from toolkit.word.renewal import Change, changes_since, chart_changes
from toolkit.word.sentences import BETWEEN_CELLS, Sentence
from toolkit.word.template.blocks import paragraph, table
from toolkit.word.tokens import plain, shorten

Kind = Literal["数字", "改写", "删去", "新增", "图"]
GONE, NOT_THERE = "（删去）", "（原文没有）"
_COLUMNS = (
    ("序号", "序号", 600, "Centre"),
    ("类别", "类别", 900, "Centre"),
    ("位置或对象", "位置", 1744, "Text"),
    ("原为", "原为", 2800, "Text"),
    ("更正为", "更正为", 2800, "Text"),
)


@dataclass(frozen=True)
class Consequence:
    """One thing in a sealed briefing that would read otherwise today."""

    kind: Kind
    place: str
    old: str
    new: str


def consequences(base: bytes, sealed: bytes, today: bytes) -> tuple[Consequence, ...]:
    """Sentences and table rows in the order of the paper, then charts; () when nothing would change.

    ``base`` is the paper as the tool would have written it when it was sealed, ``sealed`` what the office made of it
    and issued, ``today`` what the tool would write now. Where only tagged numbers moved, the office's own sentence
    is given with today's numbers; else the tool's sentence of today. Never old words with new numbers in between,
    not even where the paper was sealed despite numbers that had moved on.
    """
    found = [_consequence(change) for change in changes_since(base, sealed, today)]
    charts = (
        Consequence("图", f"图“{one.title}”", one.old or NOT_THERE, one.new or GONE)
        for one in chart_changes(base, sealed, today)
    )
    return (*(one for one in found if one.old != one.new), *charts)


def _consequence(change: Change) -> Consequence:
    stands, new = change.stands, change.today
    if stands is None:
        assert new is not None  # noqa: S101 - for mypy; a change has at least one side
        return Consequence("新增", new.place.text, NOT_THERE, new.shown)
    if new is None:
        return Consequence("删去", stands.place.text, stands.shown, GONE)
    kind: Kind = "改写" if change.why else "数字"
    today = new if change.why else replace(stands, text=change.text)
    old, told = contrast(stands, today)
    return Consequence(kind, stands.place.text, old, told)


def contrast(old: Sentence, new: Sentence) -> tuple[str, str]:
    """The two as a list shows them: of a table row only the cells that differ, under their heads."""
    cells, others = old.text.split(BETWEEN_CELLS), new.text.split(BETWEEN_CELLS)
    if not old.row or len(cells) != len(others) or len(old.heads) != len(cells):
        return old.shown, new.shown
    pairs = [pair for pair in zip(old.heads, cells, others, strict=True) if pair[1] != pair[2]]
    return (
        "；".join(f"{head} {cell}".strip() for head, cell, _ in pairs),
        "；".join(f"{head} {other}".strip() for head, _, other in pairs),
    )


def write_errata(
    found: Sequence[Consequence],
    period: Period,
    context: OutputContext,
    settings: BriefingSettings,
    *,
    label: str = "",
    date: str = "",
    reason: str = "",
    verdict: str = "",
    number: int = 1,
) -> bytes:
    """更正表 as .docx; ``label`` is the sealed issue's (第6期), ``reason`` what came later (补报, 更正).

    ``verdict`` says whether it is to be issued; a second one (``number``) says that it holds instead of the first.
    """
    data = {
        "文号": label or period.chinese,
        "期间": period.chinese,
        "原因": plain(reason),
        "结论": plain(verdict),
        "代替": f"本表是第{number}份更正表，以前的更正表以本份为准。" if number > 1 else "",
        "编发单位": settings.office or context.office,
        "日期": date,
        "水印": context.watermark,
        "行": [
            {
                "序号": str(at),
                "类别": item.kind,
                "位置": shorten(plain(item.place), 60),
                "原为": shorten(plain(item.old), 200),
                "更正为": shorten(plain(item.new), 200),
            }
            for at, item in enumerate(found, 1)
        ],
    }
    return short_paper(_blocks(bool(found)), data, file_name(f"{settings.name}更正表"), context.created)


def _blocks(any_rows: bool) -> list[str]:
    told = "{{ 期间 }}专报（{{ 文号 }}）印发后需要更正{% if 原因 %}（{{ 原因 }}）{% endif %}，涉及下列内容。原专报不再改动。{{ 结论 }}{{ 代替 }}"
    none = "{{ 期间 }}专报（{{ 文号 }}）印发后，台账的变动不影响已印发的内容，无需更正。{{ 代替 }}"
    return [
        paragraph("PaperTitle", "更正表"),
        paragraph("Normal", told if any_rows else none),
        *([paragraph("TableText", ""), table(_COLUMNS, [("行", "")], "Table")] if any_rows else []),
    ]
