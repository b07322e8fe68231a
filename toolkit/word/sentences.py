"""A paper as a sequence of sentences and table rows, and which of two papers' sentences are the same one.

In: the bytes of a .docx that the tool wrote, edited or not. Out: :class:`Sentence` values in the order of the paper,
each with its controls and the paragraphs that hold it; and pairs of sentences of two papers. A table row is one
sentence: its light and its figures are read together.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby

import docx
from lxml import etree
from rapidfuzz import fuzz

from toolkit.core.patterns import lazy_regex
from toolkit.word.number_lock import is_figure
from toolkit.word.places import Place
from toolkit.word.scan import Control, Line, lines

BETWEEN_CELLS = "｜"
_END = "。"
_SAME = 0.55  # likeness from which two sentences say the same thing, 0 to 1
_SLOT = "\ue000{}\ue001"  # stands for a tagged number in a skeleton
_BROKEN = lazy_regex(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")  # heads that were broken by hand: 计量 单位
DIGITS = lazy_regex(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Part:
    """Where a sentence's characters ``offset`` to ``offset + length`` stand: in a paragraph, from ``start`` on."""

    paragraph: etree._Element
    start: int
    length: int
    offset: int


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one table row with its cells joined; ``row`` is the row's label, "" in prose."""

    place: Place
    text: str
    controls: tuple[Control, ...]
    row: str = ""
    heads: tuple[str, ...] = ()
    parts: tuple[Part, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def skeleton(self) -> str:
        """The text with every tagged number replaced by its tag: equal when only tagged numbers differ."""
        text = self.text
        for control in reversed(self.controls):
            if is_number(control):
                text = text[: control.start] + _SLOT.format(control.tag) + text[control.end :]
        return text

    @cached_property
    def words(self) -> str:
        """The text with every number masked, tagged or not."""
        return DIGITS.sub("0", self.text)

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags of the figures in it."""
        return tuple(control.tag for control in self.controls if is_figure(control.tag))

    @property
    def shown(self) -> str:
        """How a list names it: a row with its heads, a sentence as it is."""
        if not self.row:
            return self.text.strip()
        cells = self.text.split(BETWEEN_CELLS)
        heads = self.heads if len(self.heads) == len(cells) else ("",) * len(cells)
        return "；".join(f"{head} {cell}".strip() for head, cell in zip(heads, cells, strict=True) if cell)


Pair = tuple[Sentence | None, Sentence | None]


def is_number(control: Control) -> bool:
    """Whether a control holds a figure's number (and no word, no quotation)."""
    return is_figure(control.tag) and any(ch.isdigit() for ch in control.text)


def read_sentences(document: object) -> list[Sentence]:
    """All sentences of an opened document (python-docx), in order; heads of tables are left out."""
    return list(_sentences(lines(document.element.body)))  # type: ignore[attr-defined]


def sentences_of(data: bytes) -> list[Sentence]:
    """All sentences of a file's bytes. Raises what python-docx raises when it is no .docx."""
    return read_sentences(docx.Document(io.BytesIO(data)))


def _sentences(found: Iterable[Line]) -> Iterator[Sentence]:
    for row, group in groupby(found, key=lambda line: line.place.row):
        if row:
            yield _row(list(group))
        else:
            for line in group:
                yield from _prose(line)


def _row(cells: Sequence[Line]) -> Sentence:
    text, controls, parts, heads = "", [], [], []
    for line in cells:
        if text:
            text += BETWEEN_CELLS
        at = len(text)
        parts.append(Part(line.paragraph, 0, len(line.text), at))
        controls += [replace(one, start=one.start + at, end=one.end + at) for one in line.controls]
        heads.append(_BROKEN.sub("", line.place.header))
        text += line.text
    label = next((line.text for line in cells[:3] if not line.text.strip().isdigit()), text)
    place = replace(cells[0].place, text=cells[0].place.row)
    return Sentence(place, text, tuple(controls), label, tuple(heads), tuple(parts))


def _prose(line: Line) -> Iterator[Sentence]:
    start = 0
    while start < len(line.text):
        end = line.text.find(_END, start) + 1 or len(line.text)
        text = line.text[start:end]
        controls = tuple(
            replace(one, start=one.start - start, end=one.end - start)
            for one in line.controls
            if start <= one.start and one.end <= end
        )
        if text.strip():
            yield Sentence(line.place, text, controls, parts=(Part(line.paragraph, start, len(text), 0),))
        start = end


def aligned(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Pair]:
    """Which sentence of ``old`` is which of ``new``: in the order of ``new``, those that are gone where they stood."""
    matcher = SequenceMatcher(
        None, [one.skeleton for one in old], [one.skeleton for one in new], autojunk=False
    )
    pairs: list[Pair] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            pairs += _paired(old[i1:i2], new[j1:j2])
    return _reunited(pairs)


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Pair]:
    """Best likeness first; what finds no partner stands alone."""
    scored = sorted(
        ((_likeness(one, other), i, j) for i, one in enumerate(old) for j, other in enumerate(new)),
        key=lambda item: (-item[0], abs(item[1] - item[2])),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if score < _SAME:
            break
        if i not in taken and j not in partner:
            partner[j] = i
            taken.add(i)
    gone: list[Pair] = [(one, None) for i, one in enumerate(old) if i not in taken]
    return gone + [(old[partner[j]] if j in partner else None, other) for j, other in enumerate(new)]


def _reunited(pairs: Sequence[Pair]) -> list[Pair]:
    """Sentences that only moved: what is gone in one place and new in another."""
    gone = [old for old, new in pairs if old is not None and new is None]
    come = [new for old, new in pairs if old is None and new is not None]
    again = {id(new): old for old, new in _paired(gone, come) if old is not None and new is not None}
    back = {id(old) for old in again.values()}
    return [
        (again.get(id(new)), new) if old is None else (old, new)
        for old, new in pairs
        if not (new is None and id(old) in back)
    ]


def _likeness(old: Sentence, new: Sentence) -> float:
    if bool(old.row) != bool(new.row):
        return 0.0
    if old.row:
        heads, others = set(old.heads), set(new.heads)
        return len(heads & others) / len(heads | others) if old.row == new.row else 0.0
    words = fuzz.ratio(old.words, new.words) / 100
    tags = set(old.tags) | set(new.tags)
    if not tags:
        return words
    shared = len(set(old.tags) & set(new.tags)) / len(tags)
    return max(words if shared else 0.0, (words + shared) / 2)
