"""Reads an edited briefing: which numbers stand in controls, which stand free, and where.

In: the document's body; out: one :class:`Line` a paragraph. Split runs, changed looks, copied controls and
tracked changes do not matter: what is read is the text as a reader sees it (deleted text is gone).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from docx.opc.package import OpcPackage
from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.word.ooxml import pieces, q, tag_of_control
from toolkit.word.places import Place, located

NUMBER = lazy_regex(r"(?<![\d.A-Za-z])(?:(?<![\d%％个项])[-−－])?\d+(?:,\d{3})*(?:\.\d+)?")
# Digits that are no figure: dates and times, numbers of issues, tables and annexes, list numbers.
_ORDINALS = lazy_regex(
    r"\d{4}年(?:(?:\d{1,2}—)?\d{1,2}月)?(?:\d{1,2}日)?|(?:\d{1,2}—)?\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|\d{1,2}时(?:\d{1,2}分)?"
    r"|第\d+期|第\d+项任务|(?:附件|附|表|图)[:：]?\d+|(?:^\s*|(?<=。))\d+[.．、](?!\d)|^\s*[（(]\d+[)）]"
)
_LABEL_COLUMNS = ("序号", "任务序号", "编号", "收到时间")
_NOTES = {"/word/footnotes.xml": "脚注", "/word/endnotes.xml": "尾注"}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")


@dataclass(frozen=True)
class Control:
    """A content control in a line; ``start`` and ``end`` are positions in the line's text."""

    tag: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One paragraph as a reader sees it, with its controls."""

    place: Place
    text: str
    controls: tuple[Control, ...]
    paragraph: etree._Element = field(compare=False, repr=False)


def lines(body: etree._Element) -> Iterator[Line]:
    """Every paragraph that has text."""
    for place, paragraph in located(body):
        line = _line(place, paragraph)
        if line.text:
            yield line


def _line(place: Place, paragraph: etree._Element) -> Line:
    text = ""
    spans: list[tuple[etree._Element | None, int, int]] = []
    for node, piece in pieces(paragraph):
        holder = _holder(node, paragraph)
        if spans and spans[-1][0] is holder:
            spans[-1] = (holder, spans[-1][1], len(text) + len(piece))
        else:
            spans.append((holder, len(text), len(text) + len(piece)))
        text += piece
    text = text.translate(_FULL_WIDTH) if any("０" <= ch <= "９" for ch in text) else text
    controls = tuple(
        Control(tag_of_control(holder), text[start:end], start, end)
        for holder, start, end in spans
        if holder is not None
    )
    return Line(place, text, controls, paragraph)


def note_lines(package: OpcPackage) -> Iterator[Line]:
    """Every footnote and endnote that has text; the tool writes none."""
    for part in package.iter_parts():
        name = _NOTES.get(str(part.partname))
        if name is not None:
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            found = (_line(Place(name), paragraph) for paragraph in root.iter(q("p")))
            yield from (line for line in found if line.text.strip())


def _holder(node: etree._Element, paragraph: etree._Element) -> etree._Element | None:
    """The innermost tagged control around a text node, within its paragraph."""
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return None
        if ancestor.tag == q("sdt") and tag_of_control(ancestor):
            return ancestor
    return None


def free_numbers(
    line: Line, covered: Collection[tuple[int, int]], given: Collection[str]
) -> list[re.Match[str]]:
    """Numbers of a line outside ``covered``, outside dates and labels, and not part of a given text."""
    if line.place.header in _LABEL_COLUMNS or not any(ch.isdigit() for ch in line.text):
        return []
    spans = [*covered, *(match.span() for match in _ORDINALS.finditer(line.text)), *_given(line.text, given)]
    return [
        match
        for match in NUMBER.finditer(line.text)
        if not any(start < match.end() and match.start() < end for start, end in spans)
    ]


def _given(text: str, given: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where given texts stand; a bare number is no given text, it would excuse every equal number."""
    for words in given:
        if len(words) < 2 or NUMBER.fullmatch(words):
            continue
        at = text.find(words)
        while at >= 0:
            yield at, at + len(words)
            at = text.find(words, at + 1)
