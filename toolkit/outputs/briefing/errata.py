"""What a later correction or late return would change in a sealed briefing, and the 更正表 that says so.

In: the sealed file, the figures that it was sealed with and those of today; out: the sentences, lights and ranks
that differ, and a Word document that lists them. The sealed briefing itself is never touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import docx
from docxtpl import DocxTemplate

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.outputs.briefing import template_styles as styles
from toolkit.outputs.briefing.number_lock import is_quote
from toolkit.outputs.briefing.ooxml import fixed_zip
from toolkit.outputs.briefing.places import Place
from toolkit.outputs.briefing.render import environment
from toolkit.outputs.briefing.scan import Control, lines
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.template_blocks import FOOTERS, page_footer, paragraph, section, table
from toolkit.outputs.briefing.template_package import package
from toolkit.outputs.briefing.tokens import plain, say, shorten, tag_index
from toolkit.outputs.briefing.verification import sentence_at
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
    sealed: bytes,
    old: Mapping[str, Figure],
    new: Mapping[str, Figure],
    today: bytes | None = None,
    units: Sequence[Unit] = (),
) -> tuple[Consequence, ...]:
    """Sentences in the order of the paper, then lights, then ranks; () when nothing would change.

    ``today`` is the briefing as it would be written now: a sentence is then corrected as a whole, names too;
    without it, or where it says the thing no more, only the numbers are. Ranks are taken
    within a kind of unit (``units``), since counties and bureaus are not alike.
    """
    written = _by_tags(today) if today else {}
    return (*_grouped(_sentences(sealed, new, written)), *_lights(old, new), *_ranks(old, new, units))


@dataclass(frozen=True)
class _Sentence:
    """One sentence with figures: its text, the line's place and its controls (positions within the text)."""

    place: Place
    text: str
    controls: tuple[Control, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(control.tag for control in self.controls if not is_quote(control.tag))


def _read(data: bytes) -> Iterator[_Sentence]:
    body = docx.Document(io.BytesIO(data)).element.body
    for line in lines(body):
        grouped: dict[int, list[Control]] = {}
        texts: dict[int, str] = {}
        for control in line.controls:
            text, start = sentence_at(line.text, control.start, "。")
            texts[start] = text
            moved = replace(control, start=control.start - start, end=control.end - start)
            grouped.setdefault(start, []).append(moved)
        for start, controls in grouped.items():
            yield _Sentence(line.place, texts[start], tuple(controls))


def _by_tags(data: bytes) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for sentence in _read(data):
        if sentence.tags and not sentence.place.header:
            found.setdefault(sentence.tags, sentence.text)
    return found


def _sentences(
    sealed: bytes, new: Mapping[str, Figure], written: Mapping[tuple[str, ...], str]
) -> Iterator[tuple[Place, Consequence]]:
    known = tag_index(new)
    for sentence in _read(sealed):
        after = written.get(sentence.tags) if not sentence.place.header else None
        if after is None:
            after = _renumbered(sentence, known)
        if sentence.tags and after != sentence.text:
            key = next((known[tag][0].key for tag in sentence.tags if tag in known), "")
            before = sentence.text.strip()
            yield sentence.place, Consequence("句子", sentence.place.text, before, after.strip(), key)


def _renumbered(sentence: _Sentence, known: Mapping[str, tuple[Figure, str]]) -> str:
    text = sentence.text
    for control in reversed(sentence.controls):
        if control.tag in known:
            text = text[: control.start] + say(*known[control.tag]) + text[control.end :]
    return text


def _grouped(found: Iterable[tuple[Place, Consequence]]) -> Iterator[Consequence]:
    """Cells of one table row become one consequence: 累计完成716.7；完成率79.6."""
    for (row, in_table), group in groupby(found, key=lambda pair: (pair[0].row, bool(pair[0].header))):
        items = list(group)
        if not in_table:
            yield from (item for _, item in items)
            continue
        old = "；".join(f"{place.header} {item.old}" for place, item in items)
        new = "；".join(f"{place.header} {item.new}" for place, item in items)
        yield Consequence("句子", row, old, new, items[0][1].key)


def _lights(old: Mapping[str, Figure], new: Mapping[str, Figure]) -> Iterator[Consequence]:
    for key, item in new.items():
        if key.endswith("/all/light") and key in old and old[key].word != item.word:
            yield Consequence("状态灯", item.label, old[key].word, item.word, key)


def _ranks(
    old: Mapping[str, Figure], new: Mapping[str, Figure], units: Sequence[Unit]
) -> Iterator[Consequence]:
    kinds = {unit.code: unit.kind for unit in units}
    before, after = _rank(old, kinds), _rank(new, kinds)
    for key, rank in after.items():
        if key in before and before[key] != rank:
            yield Consequence("名次", new[key].label, f"第{before[key]}名", f"第{rank}名", key)


def _rank(figures: Mapping[str, Figure], kinds: Mapping[str, str]) -> dict[str, int]:
    """Units of a kind by their share of tasks on track; equal shares have equal ranks."""
    shares = {
        key: (kinds.get(key.split("/")[2], ""), item.value)
        for key, item in figures.items()
        if key.startswith("unit/") and key.endswith("/share_on_track") and item.value is not None
    }
    return {
        key: 1 + sum(kind == other and value > share for other, value in shares.values())
        for key, (kind, share) in shares.items()
    }


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
