"""Does every figure in a briefing that staff have edited still equal the ledger?

In: the file's bytes and the figures by key; out: a :class:`VerifyReport`: figures unchanged, changed (old, new,
key, place), removed, numbers in new sentences that no figure supports, and figures beside which a name or a word of
direction has become another. A control that was deleted, its text kept, is found by the words around it.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import docx
from rapidfuzz import fuzz

from toolkit.core.returns import Figure
from toolkit.errors import OperatorError
from toolkit.word.manifest import Locked, Manifest, read_manifest
from toolkit.word.meaning import SPOKEN, Meaning, Turned, turned
from toolkit.word.number_lock import is_figure, is_quote
from toolkit.word.scan import NUMBER, Line, free_numbers, lines, note_lines
from toolkit.word.sentences import read_sentences
from toolkit.word.tokens import ABSOLUTE, say, tag_index

_SAME_PLACE = 70  # likeness of the words around a number, 0 to 100, from which it is taken as the same place
_WINDOW = 12


@dataclass(frozen=True)
class Change:
    """A figure that differs: what it should say, what stands there, and why that is."""

    key: str
    label: str
    old: str
    new: str
    place: str
    sentence: str
    cause: Literal["edited", "ledger", "unknown"]  # by hand, by later data, or a key that is no more


@dataclass(frozen=True)
class Removed:
    """A figure that the tool wrote and that is gone."""

    key: str
    label: str
    shown: str
    place: str


@dataclass(frozen=True)
class Unsupported:
    """A number in words of the staff's own that no figure supports."""

    number: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Reversed:
    """A figure whose number stands, while the words beside it name another unit, task or direction."""

    key: str
    label: str
    shown: str
    place: str
    sentence: str
    old: str
    new: str


@dataclass(frozen=True)
class VerifyReport:
    """``clean`` decides the exit code; ``unlocked`` and ``cited`` only inform."""

    unchanged: int
    changed: tuple[Change, ...] = ()
    removed: tuple[Removed, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    unlocked: int = 0  # right numbers whose control was deleted
    cited: tuple[tuple[str, str, str], ...] = ()  # number, label of the figure it equals, place
    has_manifest: bool = True
    reversed: tuple[Reversed, ...] = ()

    @property
    def clean(self) -> bool:
        """No difference of any kind."""
        return not (self.changed or self.removed or self.unsupported or self.reversed)

    def lines(self) -> list[str]:
        """The report in Chinese, differences first."""
        return [
            *(_change_line(item) for item in self.changed),
            *(_reversed_line(item) for item in self.reversed),
            *(f"删除：{item.place}，{item.label}“{item.shown}”（{item.key}）" for item in self.removed),
            *(f"无出处：{item.place}，“{item.number}”，{item.sentence}" for item in self.unsupported),
            *(
                f"提示：{place}，新写的“{said}”与{label}相符，请核对是否指同一件事"
                for said, label, place in self.cited
            ),
            *([] if self.has_manifest else ["提示：文件里的数字清单已被其他软件去掉，删除的数字查不出来"]),
            f"数字未变{self.unchanged}处，改动{len(self.changed)}处，改义{len(self.reversed)}处，"
            f"删除{len(self.removed)}处，无出处{len(self.unsupported)}处"
            + (f"；控件已删但数字未变{self.unlocked}处" if self.unlocked else ""),
        ]


def _reversed_line(item: Reversed) -> str:
    if item.key == SPOKEN:
        return f"改义：{item.place}，“{item.old}”成了“{item.new}”，{item.sentence}"
    beside = f"{item.label}“{item.shown}”旁的“{item.old}”成了“{item.new}”"
    return f"改义：{item.place}，{beside}（{item.key}），{item.sentence}"


def _change_line(item: Change) -> str:
    why = {"edited": "文中改动", "ledger": "台账已变", "unknown": "台账无此数"}[item.cause]
    return f"{why}：{item.place}，{item.label}应为“{item.old}”，文中为“{item.new}”（{item.key}）"


@dataclass
class _State:
    """What is gathered while reading; ``found`` counts controls by tag with the words around them."""

    known: Mapping[str, tuple[Figure, str]]
    manifest: Manifest
    unchanged: int = 0
    unlocked: int = 0
    changed: list[Change] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    free: list[tuple[Line, int, int]] = field(default_factory=list)


def verify(data: bytes, figures: Mapping[str, Figure], *, today: Iterable[Meaning] = ()) -> VerifyReport:
    """Hold a briefing against the figures; raises OperatorError when the file is no sound .docx.

    ``today`` are the meanings of the tool's text of today: a sentence that was taken over from it stands.
    """
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        manifest = read_manifest(data)
    except Exception as error:  # of a broken file, python-docx raises whatever its parts run into
        raise OperatorError(
            "这份文件不是完好的 Word 文档（.docx）。请用 Word 或 WPS 打开它，另存为 .docx 再核对。"
        ) from error
    state = _State(tag_index(figures), manifest or Manifest("", (), ()))
    for line in (*lines(body), *note_lines(document.part.package)):
        _read_line(state, line)
    _match_missing(state)
    unsupported, cited = _new_numbers(state)
    return VerifyReport(
        state.unchanged,
        tuple(state.changed),
        tuple(state.removed),
        tuple(unsupported),
        state.unlocked,
        tuple(cited),
        manifest is not None,
        tuple(_reversed(state, document, tuple(today))),
    )


def _reversed(state: _State, document: object, today: Sequence[Meaning]) -> Iterator[Reversed]:
    manifest = state.manifest
    known = manifest.meanings
    for one in turned(read_sentences(document), manifest.names, known, manifest.vocabulary, today):
        entry = state.known.get(one.tag)
        key, label = (entry[0].key, entry[0].label) if entry else (one.tag, "")
        old, new = ("、".join(words) or "（无）" for words in _differing(one))
        yield Reversed(key, label, one.shown, one.place, one.sentence, old, new)


def _differing(one: Turned) -> tuple[Sequence[str], Sequence[str]]:
    """The words of each that the other has not; both whole when only their order differs."""
    old, new = ((*side.before, *side.behind) for side in (one.old, one.new))
    gone = [word for word in old if word not in new]
    come = [word for word in new if word not in old]
    return (gone, come) if gone or come else (old, new)


def _read_line(state: _State, line: Line) -> None:
    """Judge the controls of a line; keep its free numbers for later."""
    covered: list[tuple[int, int]] = []
    written = {item.tag: item.shown for item in state.manifest.figures} if line.controls else {}
    for control in line.controls:
        if not is_figure(control.tag):
            if not is_quote(control.tag) or control.text in state.manifest.given:
                covered.append((control.start, control.end))
            continue
        if control.tag not in state.known and control.tag not in written:
            continue
        if not control.text.strip():
            continue
        covered.append((control.start, control.end))
        state.found[control.tag].append(_around(line.text, control.start, control.end))
        _judge(state, line, control.tag, control.text.strip(), written.get(control.tag))
    for match in free_numbers(line, covered, state.manifest.given):
        state.free.append((line, match.start(), match.end()))


def _judge(state: _State, line: Line, tag: str, shown: str, written: str | None) -> None:
    item, style = state.known.get(tag, (None, ""))
    if item is None:
        state.changed.append(Change(tag, "", written or "", shown, line.place.text, line.text, "unknown"))
        return
    expected = say(item, style)
    if shown == expected:
        state.unchanged += 1
        return
    cause: Literal["edited", "ledger"] = "ledger" if written == shown else "edited"
    state.changed.append(Change(item.key, item.label, expected, shown, line.place.text, line.text, cause))


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - _WINDOW) : start] + "|" + text[end : end + _WINDOW]


def _match_missing(state: _State) -> None:
    """Figures of the manifest whose control is gone: kept as text, altered as text, or removed."""
    for item in _missing(state):
        entry = state.known.get(item.tag)
        key, label = (entry[0].key, entry[0].label) if entry else (item.tag, "")
        expected = say(*entry) if entry else item.shown
        near = _nearest(state.free, item)
        if near is None:
            state.removed.append(Removed(key, label, item.shown, item.place))
            continue
        line, start, end = state.free.pop(near)
        if _reads(line.text, start, expected):
            state.unlocked += 1
            continue
        new = line.text[start:end] + _unit_of(item.shown)
        state.changed.append(Change(key, label, expected, new, line.place.text, line.text, "edited"))


def _missing(state: _State) -> list[Locked]:
    """Entries of the manifest without a control; of several with one tag, those whose words match least."""
    wanted: dict[str, list[Locked]] = defaultdict(list)
    for item in state.manifest.figures:
        wanted[item.tag].append(item)
    gone: list[Locked] = []
    for tag, items in wanted.items():
        left = list(items)
        for around in state.found.get(tag, []):
            if left:
                left.remove(max(left, key=lambda item: fuzz.ratio(around, f"{item.before}|{item.after}")))
        gone += left
    return gone


def _nearest(free: Sequence[tuple[Line, int, int]], item: Locked) -> int | None:
    """The free number that stands between the same words: at best the very number, else any."""
    wanted = f"{item.before}|{item.after}"
    best, best_score = None, float(_SAME_PLACE)
    for at, (line, start, end) in enumerate(free):
        if _reads(line.text, start, item.shown):
            end = start + len(item.shown)
        elif line.text[end:].startswith(unit := _unit_of(item.shown)):
            end += len(unit)
        score = fuzz.ratio(_around(line.text, start, end), wanted)
        if line.place.text == item.place:
            score += 10
        if score > best_score:
            best, best_score = at, score
    return best


def _reads(text: str, start: int, said: str) -> bool:
    """Whether ``said`` stands at ``start`` and no longer number does."""
    rest = text[start + len(said) : start + len(said) + 1]
    return text.startswith(said, start) and not (rest.isdigit() or rest == ".")


def _unit_of(shown: str) -> str:
    match = NUMBER.search(shown)
    return shown[match.end() :] if match else ""


def _new_numbers(state: _State) -> tuple[list[Unsupported], list[tuple[str, str, str]]]:
    """Numbers of new sentences: those that equal a figure of this paper, said in full, are only cited."""
    said = _said(state)
    unsupported: list[Unsupported] = []
    cited: list[tuple[str, str, str]] = []
    for line, start, end in state.free:
        found = next((text for text in said if _reads(line.text, start, text)), None)
        if found is None:
            unsupported.append(
                Unsupported(
                    line.text[start:end], line.place.text, sentence_at(line.text, start)[0].strip()[:60]
                )
            )
        else:
            cited.append((found, said[found], line.place.text))
    return unsupported, cited


def _said(state: _State) -> dict[str, str]:
    """What the figures of this paper say in full (with their measure) -> their label, longest first."""
    tags: Iterable[str] = {item.tag for item in state.manifest.figures} or state.known
    texts: dict[str, str] = {}
    for tag in sorted(tags):
        entry = state.known.get(tag)
        if entry and entry[0].value is not None and "/all/" in entry[0].key:
            for style in ("", ABSOLUTE):
                text = say(entry[0], style)
                if _unit_of(text):
                    texts.setdefault(text, entry[0].label)
    return dict(sorted(texts.items(), key=lambda pair: -len(pair[0])))


def sentence_at(text: str, at: int, marks: str = "。；") -> tuple[str, int]:
    """The sentence around a position, and where it begins."""
    start = max(text.rfind(mark, 0, at) for mark in marks) + 1
    ends = [end for mark in marks if (end := text.find(mark, at)) >= 0]
    return text[start : (min(ends) + 1) if ends else len(text)], start
