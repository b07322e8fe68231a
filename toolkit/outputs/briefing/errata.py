"""What a later correction or late return would change in a sealed briefing, and the 更正表 that says so.

In: the sealed file, the figures that it was sealed with and those of today; out: the sentences, lights and ranks
that differ, and a Word document that lists them. The sealed briefing itself is never touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import docx
from docxtpl import DocxTemplate

from toolkit.core.model import Figure
from toolkit.core.periods import Period
from toolkit.outputs.briefing import template_styles as styles
from toolkit.outputs.briefing.ooxml import fixed_zip
from toolkit.outputs.briefing.render import environment
from toolkit.outputs.briefing.scan import Line, lines
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.template_blocks import FOOTERS, page_footer, paragraph, section, table
from toolkit.outputs.briefing.template_package import package
from toolkit.outputs.briefing.tokens import plain, say, shorten, tag_index
from toolkit.outputs.briefing.verify import sentence_at
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import file_name

Kind = Literal["句子", "状态灯", "名次"]
_COLUMNS = (
    ("序号", "序号", 600, "Centre"),
    ("类别", "类别", 900, "Centre"),
    ("位置或对象", "位置", 2244, "Text"),
    ("原为", "原为", 2550, "Text"),
    ("更正为", "更正为", 2550, "Text"),
)


@dataclass(frozen=True)
class Consequence:
    """One thing in a sealed briefing that would read otherwise today."""

    kind: Kind
    place: str
    old: str
    new: str
    key: str


def consequences(
    sealed: bytes, old: Mapping[str, Figure], new: Mapping[str, Figure]
) -> tuple[Consequence, ...]:
    """Sentences in the order of the paper, then lights, then ranks; () when nothing would change."""
    return (*_sentences(sealed, new), *_lights(old, new), *_ranks(old, new))


def _sentences(sealed: bytes, new: Mapping[str, Figure]) -> Iterator[Consequence]:
    known = tag_index(new)
    body = docx.Document(io.BytesIO(sealed)).element.body
    for line in lines(body):
        wrong = [
            (control.start, control.end, say(*known[control.tag]), known[control.tag][0].key)
            for control in line.controls
            if control.tag in known and say(*known[control.tag]) != control.text
        ]
        yield from _corrected(line, wrong)


def _corrected(line: Line, wrong: Sequence[tuple[int, int, str, str]]) -> Iterator[Consequence]:
    """One consequence a sentence, however many of its figures differ."""
    done: set[str] = set()
    for start, _, _, key in wrong:
        before, begin = sentence_at(line.text, start)
        if before in done:
            continue
        done.add(before)
        after = before
        for at, end, said, _ in sorted(wrong, reverse=True):
            if begin <= at and end <= begin + len(before):
                after = after[: at - begin] + said + after[end - begin :]
        yield Consequence("句子", line.place.text, before.strip(), after.strip(), key)


def _lights(old: Mapping[str, Figure], new: Mapping[str, Figure]) -> Iterator[Consequence]:
    for key, item in new.items():
        if key.endswith("/all/light") and key in old and old[key].word != item.word:
            yield Consequence("状态灯", item.label, old[key].word, item.word, key)


def _ranks(old: Mapping[str, Figure], new: Mapping[str, Figure]) -> Iterator[Consequence]:
    before, after = _rank(old), _rank(new)
    for key, rank in after.items():
        if key in before and before[key] != rank:
            yield Consequence("名次", new[key].label, f"第{before[key]}名", f"第{rank}名", key)


def _rank(figures: Mapping[str, Figure]) -> dict[str, int]:
    """Units by their share of tasks on track; equal shares have equal ranks."""
    shares = {
        key: item.value
        for key, item in figures.items()
        if key.startswith("unit/") and key.endswith("/share_on_track") and item.value is not None
    }
    return {key: 1 + sum(other > share for other in shares.values()) for key, share in shares.items()}


def write_errata(
    found: Sequence[Consequence],
    period: Period,
    context: OutputContext,
    settings: BriefingSettings,
    *,
    number: int | None = None,
    date: str = "",
    reason: str = "",
) -> bytes:
    """更正表 as .docx; ``number`` is the sealed issue's, ``reason`` what came later (补报, 更正)."""
    data = {
        "名称": settings.name,
        "文号": f"第{number}期" if number is not None else period.chinese,
        "期间": period.chinese,
        "原因": plain(reason),
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
    filled = DocxTemplate(io.BytesIO(_template(bool(found))))
    filled.render(data, environment())
    filled.docx.core_properties.title = file_name(f"{settings.name}更正表")
    filled.docx.core_properties.created = filled.docx.core_properties.modified = context.created
    buffer = io.BytesIO()
    filled.docx.save(buffer)
    return fixed_zip(buffer.getvalue())


def _template(any_rows: bool) -> bytes:
    told = "{{ 期间 }}专报（{{ 文号 }}）印发后，台账有更正{% if 原因 %}（{{ 原因 }}）{% endif %}，涉及下列内容。原专报不再改动。"
    none = "{{ 期间 }}专报（{{ 文号 }}）印发后，台账的变动不影响已印发的内容，无需更正。"
    body = [
        paragraph("PaperTitle", "更正表"),
        paragraph("Normal", told if any_rows else none),
        *([table(_COLUMNS, [("行", "")], "Table")] if any_rows else []),
        paragraph("Normal", ""),
        paragraph("Sign", "{{ 编发单位 }}"),
        paragraph("Sign", "{{ 日期 }}"),
        section(styles.PORTRAIT, FOOTERS),
    ]
    feet = {kind: page_footer(kind) for kind in ("default", "even")}
    return package(
        body,
        styles.styles_xml(),
        styles.numbering_xml(),
        header=paragraph("header", "{{ 水印 }}"),
        footers=feet,
        last_footers=feet,
    )
