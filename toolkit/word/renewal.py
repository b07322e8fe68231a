"""A paper that the office has edited: its words stay, tagged numbers are renewed where only they changed.

In: the paper as the tool wrote it (``base``), as it lies there now (``edited``), and as the tool would write it today
(``fresh``). Out: the edited paper with renewed numbers, and every sentence that a person must look at because the
tool would now say it in other words, with both versions. Nothing else in the file is touched.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import docx
from lxml import etree

from toolkit.word.chart_xml import Shown, shown_charts
from toolkit.word.manifest import Manifest, read_manifest, reshown
from toolkit.word.ooxml import fixed_zip, pieces
from toolkit.word.scan import Control
from toolkit.word.sentences import (
    DIGITS,
    Pair,
    Sentence,
    aligned,
    is_number,
    read_sentences,
    sentences_of,
)

Why = Literal["用词已变", "数字被改过", "新增", "删去"]


@dataclass(frozen=True)
class Edit:
    """Characters ``start`` to ``end`` of a sentence become ``text``; ``tag`` when they are a whole control."""

    start: int
    end: int
    text: str
    tag: str = ""


@dataclass(frozen=True)
class Change:
    """A sentence that the tool would write otherwise today.

    ``stands`` is the sentence in the edited paper (None: it is new), ``today`` the tool's own of today (None: it
    would not be written). ``edits`` turn one into the other where only numbers differ; else ``why`` says why not.
    """

    stands: Sentence | None
    today: Sentence | None
    edits: tuple[Edit, ...] = ()
    why: Why | None = None

    @property
    def text(self) -> str:
        """The sentence as it should read now: renumbered, or the tool's of today; "" when it goes."""
        if self.stands is None or self.why is not None:
            return self.today.text if self.today else ""
        text = self.stands.text
        for edit in reversed(self.edits):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


@dataclass(frozen=True)
class ChartChange:
    """A chart that would show something else today: the title and the points that differ; "" for a chart that is
    not there."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Renewal:
    """The edited paper with today's numbers, how many were renewed, and what waits for a person (待改)."""

    data: bytes
    renewed: int
    pending: tuple[Change, ...]


def renew(base: bytes, edited: bytes, fresh: bytes) -> Renewal:
    """Carry today's numbers into the edited paper. Raises what python-docx raises when a file is no .docx."""
    document = docx.Document(io.BytesIO(edited))
    found = list(_changes(base, read_sentences(document), read_manifest(edited), fresh))
    renewed: dict[tuple[str, str], str] = {}
    _write(found)
    for change in found:
        if change.stands is not None:
            renewed |= {
                (edit.tag, change.stands.text[edit.start : edit.end]): edit.text for edit in change.edits
            }
    pending = tuple(change for change in found if change.why is not None)
    if not renewed:
        return Renewal(edited, 0, pending)
    reshown(document, renewed)
    buffer = io.BytesIO()
    document.save(buffer)
    return Renewal(fixed_zip(buffer.getvalue()), sum(len(change.edits) for change in found), pending)


def changes(base: bytes, edited: bytes, fresh: bytes) -> list[Change]:
    """What of the edited paper the tool would write otherwise today, in the order of the paper."""
    return list(_changes(base, sentences_of(edited), read_manifest(edited), fresh))


def changes_since(base: bytes, sealed: bytes, fresh: bytes) -> list[Change]:
    """The same for a paper that was sealed, whatever it said then: only ``base``'s own numbers count as the tool's.

    A sentence that was out of date when it was sealed has the words of its old numbers: today's cannot go into it.
    """
    return list(_changes(base, sentences_of(sealed), None, fresh, whole=True))


def chart_changes(base: bytes, there: bytes, fresh: bytes) -> list[ChartChange]:
    """Charts as they stand in a paper that would be drawn otherwise today; what the office took out stays out."""
    before, standing, after = shown_charts(base), shown_charts(there), shown_charts(fresh)
    found = []
    for which in dict.fromkeys([*before, *after]):
        old, new = standing.get(which), after.get(which)
        if old is None:
            if new is not None and which not in before:
                found.append(ChartChange(new.title, "", "有此图"))
        elif new is None:
            found.append(ChartChange(old.title, "有此图", ""))
        else:
            was, now = _moved(before.get(which), old, new)
            if was != now:
                found.append(ChartChange(old.title, was, now))
    return found


def _moved(written: Shown | None, old: Shown, new: Shown) -> tuple[str, str]:
    """What differs between a chart as it stands and today's; a title that the office put in other words is its own."""
    places = [
        place
        for place in dict.fromkeys([*old.points, *new.points])
        if old.points.get(place) != new.points.get(place)
    ]
    ours = written is None or written.title != new.title
    titled = old.title != new.title and (ours or DIGITS.findall(old.title) != DIGITS.findall(new.title))
    was, now = (
        "；".join(
            [
                *([f"标题“{one.title}”"] if titled else []),
                *(f"{place} {one.points.get(place, '图中没有')}" for place in places),
            ]
        )
        for one in (old, new)
    )
    return was, now


def _left_standing(there: Sequence[Sentence], pairs: Sequence[Pair]) -> Counter[str]:
    """How often each text stands that is not another sentence's already: equal words of two tasks are two sentences."""
    standing = Counter(one.text.strip() for one in there)
    standing.subtract(new.text.strip() for old, new in pairs if old and new and old.skeleton == new.skeleton)
    return standing


def _changes(
    base: bytes, there: Sequence[Sentence], manifest: Manifest | None, fresh: bytes, *, whole: bool = False
) -> Iterator[Change]:
    before = sentences_of(base)
    found = {id(old): now for old, now in aligned(before, there) if old is not None and now is not None}
    shown: dict[str, set[str]] = defaultdict(set)
    for item in manifest.figures if manifest else ():
        shown[item.tag].add(item.shown)
    pairs = aligned(before, sentences_of(fresh))
    standing = _left_standing(there, pairs)
    for old, new in pairs:
        if new is not None and (old is None or old.skeleton != new.skeleton) and standing[new.text.strip()]:
            standing[new.text.strip()] -= 1
            continue  # it stands so already, or the office has written it so
        if old is None:
            yield Change(None, new, why="新增")
        elif (now := found.get(id(old))) is not None:
            change = _change(old, now, new, shown, whole=whole)
            if change.edits or change.why:
                yield change


def _change(
    old: Sentence, now: Sentence, new: Sentence | None, shown: Mapping[str, Collection[str]], *, whole: bool
) -> Change:
    made = _edits(old, now, new, shown, whole=whole) if new is not None else "删去"
    if isinstance(made, str):
        return Change(now, new, why=made)
    return Change(now, new, tuple(made))


def _edits(
    old: Sentence, now: Sentence, new: Sentence, shown: Mapping[str, Collection[str]], *, whole: bool
) -> list[Edit] | Why:
    """What to write into the sentence as it stands, or why that is for a person; ``whole``: any number that is
    neither the tool's of then nor that of today is a reason."""
    if now.text.strip() == new.text.strip():
        return []
    if now.text == old.text and old.words == new.words:
        return _all_numbers(now, new)
    if old.skeleton != new.skeleton:
        return "用词已变"
    wanted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for was, becomes in zip(old.controls, new.controls, strict=True):
        wanted[was.tag].append((was.text, becomes.text))
    edits: list[Edit] = []
    for control in now.controls:
        if not is_number(control) or not wanted[control.tag]:
            continue
        before, after = wanted[control.tag].pop(0)
        if control.text == before or control.text in shown.get(control.tag, ()):
            if control.text != after:
                edits.append(Edit(control.start, control.end, after, control.tag))
        elif before != after or (whole and DIGITS.findall(control.text) != DIGITS.findall(after)):
            return "数字被改过"  # else it is the office's own, and ours has not moved: verify tells it
    if any(before != after for rest in wanted.values() for before, after in rest):
        return "数字被改过"  # its control is gone: nobody can tell which of the digits it was
    return edits


def _all_numbers(now: Sentence, new: Sentence) -> list[Edit]:
    """An untouched sentence of which only digits differ becomes today's sentence."""
    edits = []
    for was, becomes in zip(DIGITS.finditer(now.text), DIGITS.finditer(new.text), strict=True):
        if was[0] != becomes[0]:
            edits.append(Edit(was.start(), was.end(), becomes[0]))
    whole = (_whole_control(edit, now.controls, new.controls) for edit in edits)
    return list(dict.fromkeys(whole))


def _whole_control(edit: Edit, old: Sequence[Control], new: Sequence[Control]) -> Edit:
    """The edit of a figure's whole control, so that the list of figures in the file can follow."""
    for was, becomes in zip(old, new, strict=False):
        if was.tag == becomes.tag and was.start <= edit.start and edit.end <= was.end:
            return Edit(was.start, was.end, becomes.text, was.tag)
    return edit


def _write(found: Sequence[Change]) -> None:
    """Write all edits, in each paragraph the last one first: one that is longer or shorter moves what follows it."""
    places = [_place(one.stands, edit) for one in found if one.stands is not None for edit in one.edits]
    for paragraph, start, end, text in sorted(places, key=lambda place: -place[1]):
        _replace(paragraph, start, end, text)


def _place(sentence: Sentence, edit: Edit) -> tuple[etree._Element, int, int, str]:
    """The paragraph in which an edit is to be written, its first character there, the one behind it, and the text."""
    part = next(one for one in sentence.parts if one.offset <= edit.start < one.offset + one.length)
    start = part.start + edit.start - part.offset
    return part.paragraph, start, start + edit.end - edit.start, edit.text


def _replace(paragraph: etree._Element, start: int, end: int, text: str) -> None:
    """Put ``text`` in place of the characters of a paragraph, into the text node that holds the first of them."""
    at = 0
    for node, piece in pieces(paragraph):
        first, last = max(start, at), min(end, at + len(piece))
        if first < last and node.text is not None:
            kept = piece[: first - at] + text + piece[last - at :]
            node.text, text = kept, ""
            _keep_blanks(node)
        at += len(piece)


def _keep_blanks(node: etree._Element) -> None:
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
