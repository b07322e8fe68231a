"""Numbers of any other Word file held against the ledger: a typed report, a speech, another office's paper.

In: the file's bytes and the month. Out: one :class:`Judged` a number that is followed by a measure or stands in a
table: it is in the ledger (key, unit, cell), what the ledger has of the same thing is something else, or nothing
supports it. What a number is about is told by the names beside it: an indicator, a task, a unit; a number without
any is held against the counts of the whole month.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import docx

from toolkit.core.patterns import lazy_regex
from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure
from toolkit.core.words import LightWord
from toolkit.errors import OperatorError
from toolkit.figures.numbers.derive import leaves
from toolkit.word.scan import free_numbers, lines
from toolkit.word.sentences import Sentence, read_sentences
from toolkit.word.tokens import ABSOLUTE, plain, say

Verdict = Literal["有据", "不符", "无据"]
_CLAUSE = lazy_regex(r"[，。；：,;｜]")
_MEASURE = lazy_regex(r"\s*(?:万|亿)?[一-鿿%]{0,4}")
_EARLIER = ("previous", "added_before")
_SIGNED = ("change", "gap", "on_year")
_UP = ("增长", "上升", "提高", "加快", "超序时", "高于", "快于")
_DOWN = ("下降", "减少", "回落", "低于", "落后", "慢于")
_STATES = {
    LightWord.ON_PACE: "green",
    LightWord.SLOW: "yellow",
    LightWord.BEHIND: "red",
    LightWord.OPEN: "open",
    LightWord.DONE: "blue",
}
_SHOWN = 3  # figures named where none fits


@dataclass(frozen=True)
class Judged:
    """One number of the file; ``figures`` are those that say it, or those that say otherwise."""

    verdict: Verdict
    number: str
    place: str
    sentence: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class ForeignReport:
    """All numbers of the file, in its order."""

    judged: tuple[Judged, ...]
    result: MonthResult

    @property
    def clean(self) -> bool:
        """Every number is in the ledger."""
        return all(one.verdict == "有据" for one in self.judged)

    def lines(self) -> list[str]:
        """The report in Chinese, differences first."""
        order = ("不符", "无据", "有据")
        told = [self._line(one) for verdict in order for one in self.judged if one.verdict == verdict]
        counts = {verdict: sum(one.verdict == verdict for one in self.judged) for verdict in order}
        return [
            *told,
            f"这份文件不是程序写的专报，逐个数字与{self.result.period.chinese}台账核对：台账里有{counts['有据']}处，"
            f"与台账不符{counts['不符']}处，台账里没有依据{counts['无据']}处",
        ]

    def _line(self, one: Judged) -> str:
        where = f"{one.verdict}：{one.place}，“{one.number}”"
        if one.verdict == "无据":
            return f"{where}，{one.sentence}"
        named = "；".join(
            f"{item.label}{'' if one.verdict == '有据' else f'为{say(item)}'}（{item.key}{self._cells(item)}）"
            for item in one.figures[:_SHOWN]
        )
        return f"{where}，{'台账：' if one.verdict == '不符' else ''}{named}"

    def _cells(self, item: Figure) -> str:
        cells = list(leaves(item, self.result.figures))
        first = f"，{cells[0].place}，{cells[0].file}" if cells else ""
        return first + (f"等{len(cells)}处" if len(cells) > 1 else "")


def hold_against(data: bytes, result: MonthResult) -> ForeignReport:
    """Judge every number of a .docx; raises OperatorError when the file is no sound .docx."""
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # of a broken file, python-docx raises whatever its parts run into
        raise OperatorError(
            "这份文件不是完好的 Word 文档（.docx）。请用 Word 或 WPS 打开它，另存为 .docx 再核对。"
        ) from error
    free = {
        (line.place.row or line.place.text, match[0])
        for line in lines(document.element.body)
        for match in free_numbers(line, (), ())
    }
    index = _Index(result)
    judged = [one for sentence in read_sentences(document) for one in index.judge(sentence, free)]
    return ForeignReport(tuple(judged), result)


class _Index:
    """The month's figures by subject and unit, and the names under which papers speak of both."""

    def __init__(self, result: MonthResult) -> None:
        self._last_month = f"{result.period.previous.month}月"
        self._by_subject: dict[str, list[Figure]] = defaultdict(list)
        for key, item in result.figures.items():
            if item.value is not None:
                self._by_subject[key.split("/")[0]].append(item)
        self._subjects = _longest_first(
            {plain(row.indicator.name): row.indicator.id for row in result.indicators}
            | {f"第{row.task.no}项任务": f"task-{row.task.no}" for row in result.tasks}
        )
        self._units = _longest_first(
            {name: row.unit.code for row in result.units for name in (row.unit.name, row.unit.short)}
        )

    def judge(self, sentence: Sentence, free: set[tuple[str, str]]) -> Iterator[Judged]:
        """One a number of the sentence that is no date, ordinal or label."""
        text = sentence.text
        for match in re.finditer(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?", text):
            if (sentence.place.row or sentence.place.text, match[0]) not in free:
                continue
            measure = _MEASURE.match(text, match.end())
            shown = match[0] + (measure[0] if measure else "")
            verdict, figures = self._verdict(text, match.start(), match[0], shown, bool(sentence.row))
            yield Judged(verdict, match[0], sentence.place.text, text.strip()[:60], tuple(figures))

    def _verdict(
        self, text: str, at: int, number: str, shown: str, in_row: bool
    ) -> tuple[Verdict, Sequence[Figure]]:
        subjects = _named(self._subjects, text)
        clause = text if in_row else _clause(text, at)
        units = _named(self._units, clause) or _named(self._units, text)
        if not subjects and not units:
            return self._counted(shown, clause, text)
        wanted = [
            item
            for subject in subjects or ["unit", "report"]
            for item in self._by_subject.get(subject, ())
            if item.key.split("/")[2] in (units or ["all"])
        ]
        said = [item for item in wanted if _says(item, number, shown, bare=in_row)]
        equal = [item for item in said if in_row or _means(item, clause, self._last_month)]
        if equal:
            return "有据", equal
        if said:  # the number, of another month or in the other direction
            return "不符", said
        other = [
            item
            for item in wanted
            if _measure_of(item) and shown[len(number) :].lstrip().startswith(_measure_of(item))
        ]
        return ("不符", other) if other else ("无据", ())

    def _counted(self, shown: str, clause: str, text: str) -> tuple[Verdict, Sequence[Figure]]:
        states = [f"tasks_{light}" for word, light in _STATES.items() if word in clause]
        counts = [
            item
            for subject, items in self._by_subject.items()
            if subject == "overall" or subject.startswith("action-")
            for item in items
        ]
        equal = [item for item in counts if _says(item, shown, shown, bare=False)]
        of_state = [item for item in counts if states and item.key.split("/")[-1] == states[0]]
        if of_state and "任务" in text and not any(item.key.endswith(states[0]) for item in equal):
            return "不符", of_state[:1]
        return ("有据", equal) if equal else ("无据", ())


def _longest_first(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(((name, id) for name, id in names.items() if name), key=lambda pair: -len(pair[0]))


def _named(names: Sequence[tuple[str, str]], text: str) -> list[str]:
    """Whose names the text holds; a short name inside a longer one that was found does not count again."""
    found: dict[str, None] = {}
    for name, id in names:
        if name in text:
            found[id] = None
            text = text.replace(name, "□" * len(name))
    return list(found)


def _clause(text: str, at: int) -> str:
    starts = [match.end() for match in _CLAUSE.finditer(text) if match.end() <= at]
    end = _CLAUSE.search(text, at)
    return text[starts[-1] if starts else 0 : end.start() if end else len(text)]


def _says(item: Figure, number: str, shown: str, *, bare: bool) -> bool:
    texts = {say(item), say(item, ABSOLUTE)}
    if any(shown.startswith(text) for text in texts if not text[-1:].isdigit()):
        return True
    return bare and number.replace(",", "") in {say(item, "n"), say(item, ABSOLUTE + "n")}


def _means(item: Figure, clause: str, last_month: str) -> bool:
    """Whether the clause may speak of it: of last month only where it says so; growth as growth, decline as decline."""
    measure = item.key.split("/")[-1]
    if measure in _EARLIER and not re.search(rf"上月|上期|上季|(?<!\d){last_month}", clause):
        return False
    if item.kind not in ("percent", "points") or measure not in _SIGNED or not item.value:
        return True
    other = _DOWN if item.value > 0 else _UP
    return not any(word in clause for word in other)


def _measure_of(item: Figure) -> str:
    return say(item).lstrip("-0123456789.,")
