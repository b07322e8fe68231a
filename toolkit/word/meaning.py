"""Words that give a number its meaning: names of units and tasks, and words of direction and state beside it.

In: the sentences of a paper and the names that its month knows. Out: for every locked figure the words that stand
between it and the figures before and behind it, so that ``verify`` finds a county that was swapped, or 增长 that
became 下降, while the number stayed. Other words may be edited freely.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from toolkit.core.results import MonthResult
from toolkit.word.number_lock import is_figure
from toolkit.word.sentences import BETWEEN_CELLS, Sentence
from toolkit.word.tokens import plain

# Words of one group may stand for each other; words of two groups change what is said.
_GROUPS: Mapping[str, Sequence[str]] = {
    "增": ("增长", "增加", "提高", "上升", "上涨", "加快", "增至", "多开工"),
    "减": ("下降", "减少", "降低", "回落", "放缓", "降至", "减至"),
    "平": ("持平", "不变", "未变"),
    "超": ("超序时进度", "超过序时进度", "快于序时进度", "高于"),
    "低": ("低于", "落后", "慢于"),
    "转好": ("转好",),
    "转差": ("转差",),
    "已完成": ("已完成", "已全部完成", "均已完成"),
    "基本完成": ("基本完成",),
    "未完成": ("未完成", "尚未完成", "均未完成"),
    "达序时进度": ("达序时进度", "达到序时进度"),
    "已达标": ("已达标", "已达到年度目标"),
    "未达标": ("未达标", "尚未达标"),
    "进度偏慢": ("进度偏慢",),
    "滞后": ("滞后",),
    "待报齐": ("待报齐",),
    "未报": ("未报",),
    "正常推进": ("正常推进",),
    "未启动": ("未启动",),
    "办结": ("办结",),
    "逾期": ("逾期", "逾期未办结", "未办结"),
    "在办": ("在办",),
    "不": ("不含", "除"),
}
_MORE: Mapping[str, Sequence[str]] = {  # read in papers of VOCABULARY 2 and later
    "均": ("均", "全部", "都"),
    "仅": ("仅", "只有"),
    "没有": ("没有",),
    "至少": ("至少", "不少于", "不低于"),
    "已报": ("已报", "已报送", "已报数"),
    "达到年度目标": ("达到年度目标", "达到目标"),
    "未达到": ("未达到", "没有达到"),
    "不涉及": ("不涉及",),
    **{word: (word,) for word in ("最快", "最慢", "最大", "最小", "最高", "最低", "已转好", "未转好")},
}
VOCABULARY = 2  # a paper is read with the words that were read when it was written
SPOKEN = "句"  # the tag of a sentence without figures; its words are compared with those of its like
SHORTEST = 2  # characters of a name
_ALIKE = 70  # likeness of two sentences, 0 to 100, from which one is taken as the other edited


@dataclass(frozen=True)
class Meaning:
    """The words beside one figure, in order, up to the next figure or the end of its sentence."""

    tag: str
    before: tuple[str, ...]
    behind: tuple[str, ...] = ()

    def keeps(self, other: Meaning) -> bool:
        """Whether all of ``other`` still stands here; more may, since a figure between may be no control any more."""
        ended = self.before[len(self.before) - len(other.before) :]
        return ended == other.before and self.behind[: len(other.behind)] == other.behind


@dataclass(frozen=True)
class Turned:
    """A figure whose words say something else now."""

    tag: str
    shown: str
    place: str
    sentence: str
    old: Meaning
    new: Meaning


def names_of(result: MonthResult) -> tuple[str, ...]:
    """Names of units, their groups and tasks as papers write them."""
    found: dict[str, None] = {}
    for report in result.units:
        found |= dict.fromkeys((report.unit.name, report.unit.short))
    found |= dict.fromkeys(group.title for group in result.groups)
    for row in result.tasks:
        found |= dict.fromkeys((*row.task.leads, row.task.title, f"第{row.task.no}项"))
    found |= dict.fromkeys(row.indicator.name for row in result.indicators)
    return tuple(plain(name) for name in found if len(name) >= SHORTEST)


class Reader:
    """Finds the words of meaning in a text; longest names first, so that 疏勒 is not read out of 疏勒县."""

    def __init__(self, names: Collection[str], vocabulary: int = VOCABULARY) -> None:
        groups = {**_GROUPS, **_MORE} if vocabulary > 1 else _GROUPS
        self._group_of = {word: group for group, known in groups.items() for word in known}
        self._spoken = vocabulary > 1
        words = sorted({*names, *self._group_of}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words)))

    def words(self, text: str) -> list[tuple[int, str]]:
        """Position and meaning of every such word."""
        found = self._pattern.finditer(text)
        return [(one.start(), self._group_of.get(one[0], one[0])) for one in found]

    def spoken(self, text: str) -> tuple[str, ...]:
        """What a sentence without figures says: its words of meaning; of a table's row all its cells."""
        if BETWEEN_CELLS in text:
            return tuple(text.split(BETWEEN_CELLS))
        return tuple(word for _, word in self.words(text))

    def meanings(self, sentence: Sentence) -> Iterator[tuple[Meaning, str]]:
        """One a figure of the sentence, with what the figure shows."""
        controls = [one for one in sentence.controls if is_figure(one.tag)]
        if not controls:
            text = sentence.text.strip()
            if self._spoken and self.spoken(text):
                yield Meaning(SPOKEN, (text,)), ""
            return
        words = self.words(sentence.text)
        label = (sentence.row,) if sentence.row else ()
        ends = [0, *(control.end for control in controls)]
        starts = [*(control.start for control in controls), len(sentence.text)]
        for number, control in enumerate(controls):
            before, behind = (
                tuple(word for at, word in words if ends[n] <= at < starts[n]) for n in (number, number + 1)
            )
            if label:  # of a row the label and the column say what a cell means
                before, behind = label, ()
            yield Meaning(control.tag, before, behind), control.text


def meanings_of(
    sentences: Iterable[Sentence], names: Collection[str], vocabulary: int = VOCABULARY
) -> list[Meaning]:
    """The meanings of all figures of a paper, and of its sentences without any, in order."""
    reader = Reader(names, vocabulary)
    return [meaning for sentence in sentences for meaning, _ in reader.meanings(sentence)]


def turned(
    sentences: Iterable[Sentence],
    names: Collection[str],
    known: Sequence[Meaning],
    vocabulary: int = VOCABULARY,
    today: Sequence[Meaning] = (),
) -> Iterator[Turned]:
    """Figures of an edited paper that stand beside words of another meaning than in any text of the tool, and sentences
    without figures that say something else than the one they were.

    ``known`` are those of the paper as it was written, ``today`` those of today's text of the tool, which are right as well.
    """
    reader = Reader(names, vocabulary)
    wanted: dict[str, list[Meaning]] = defaultdict(list)
    for one in (*known, *today):
        wanted[one.tag].append(one)
    found: dict[str, list[tuple[Meaning, str, Sentence]]] = defaultdict(list)
    for sentence in sentences:
        for meaning, shown in reader.meanings(sentence):
            found[meaning.tag].append((meaning, shown, sentence))
    was = [one for one in known or today if one.tag == SPOKEN]
    yield from _misspoken(reader, found.pop(SPOKEN, []), wanted.pop(SPOKEN, []), was)
    for tag, places in found.items():
        for meaning, shown, sentence, nearest in _unlike(places, wanted.get(tag, [])):
            text = sentence.text.strip()[:60]
            yield Turned(tag, shown, sentence.place.text, text, nearest, meaning)


def _misspoken(
    reader: Reader,
    places: Sequence[tuple[Meaning, str, Sentence]],
    known: Sequence[Meaning],
    was: Sequence[Meaning],
) -> Iterator[Turned]:
    """``was``: the sentences of the paper as it was written; one that it had twice and has once is gone as well."""
    written = {" ".join(one.before) for one in known}
    gone = Counter(" ".join(one.before) for one in was)
    gone -= Counter(place[0].before[0] for place in places)
    for meaning, _, sentence in places:
        text = meaning.before[0]
        if text in written or not gone:
            continue
        like = max(gone, key=lambda one: (fuzz.ratio(one, text), one))
        old, new = reader.spoken(like), reader.spoken(text)
        if old != new and fuzz.ratio(like, text) >= _ALIKE:
            yield Turned(SPOKEN, "", sentence.place.text, text[:60], Meaning("", old), Meaning("", new))


def _unlike(
    places: Sequence[tuple[Meaning, str, Sentence]], known: Sequence[Meaning]
) -> Iterator[tuple[Meaning, str, Sentence, Meaning]]:
    """Places of a figure that none of its known places is like; each known place stands for one, a copy for any."""
    left = list(known)
    rest = []
    for place in places:
        if place[0] in left:
            left.remove(place[0])
        elif place[0] not in known:
            rest.append(place)
    for meaning, shown, sentence in rest:
        among = left or list(known)
        if not among:
            continue
        like = next((one for one in among if meaning.keeps(one)), None)
        if like is None:
            nearest = max(among, key=lambda one: len(set(one.before) & set(meaning.before)))
            yield meaning, shown, sentence, nearest
        elif like in left:
            left.remove(like)
