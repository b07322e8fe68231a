"""Which row of the form a returned row is: by its hidden key, else by number and text.

In: the form's rows as :class:`RowIndex` and, for one returned row, the hidden key, the visible number
and the visible texts. Out: :class:`RowMatch` with a confidence, or None where a person must look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.core.value_text import squeeze

LIKE_TEXT = 88.0  # ratio 0..100 from which two label texts are the same
CLEARLY_AHEAD = 4.0
KEY, NUMBER_AND_TEXT, NUMBER, TEXT, LIKENESS, NEW, VISIBLE = (
    "key", "number and text", "number", "text", "likeness", "new", "visible",
)  # fmt: skip
CONFIDENCE = {KEY: 1.0, NUMBER_AND_TEXT: 0.95, NUMBER: 0.9, TEXT: 0.9, NEW: 0.9, VISIBLE: 0.8}


@dataclass(frozen=True)
class RowMatch:
    """``how`` the row was found; ``hidden`` is another row that contradicts it.

    A ``doubtful`` row may be either of the two: nothing in it counts.
    """

    key: str
    confidence: float
    how: str
    hidden: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class RowIndex:
    """The rows of one sheet of the form: texts by key, and keys by text (only texts of one row)."""

    texts: Mapping[str, Mapping[str, str]]  # key -> field -> squeezed text
    by_text: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (field, text) -> key

    @classmethod
    def build(cls, labels: Mapping[str, Mapping[str, object]], fields: tuple[str, ...]) -> RowIndex:
        """From label values by key; ``fields`` are those whose text tells a row."""
        texts = {
            key: {name: squeeze(str(values.get(name) or "")) for name in fields}
            for key, values in labels.items()
        }
        by_text: dict[tuple[str, str], str] = {}
        twice = set()
        for key, row in texts.items():
            for item in row.items():
                if item in by_text:
                    twice.add(item)
                by_text[item] = key
        for item in twice:
            del by_text[item]
        return cls(texts, {item: key for item, key in by_text.items() if item[1]})

    def of_text(self, seen: Mapping[str, str]) -> list[str]:
        """The keys whose own label texts the row shows word for word."""
        return sorted({self.by_text[item] for item in seen.items() if item in self.by_text})

    def agrees(self, key: str, seen: Mapping[str, str]) -> bool | None:
        """Whether the visible texts are those of ``key``; None when nothing in them tells.

        A text that several rows share can speak against the row, not for it.
        """
        own = self.texts[key]
        pairs = [(name, text) for name, text in seen.items() if text and own.get(name)]
        telling = [(text, own[name]) for name, text in pairs if (name, own[name]) in self.by_text]
        if telling:
            return any(text == mine for text, mine in telling) or any(
                _ratio(*pair) >= LIKE_TEXT for pair in telling
            )
        return None if all(text == own[name] for name, text in pairs) else False

    def elsewhere(self, key: str, name: str, text: str) -> str:
        """A row other than ``key`` that has this text in this field; "" when none has."""
        rows = ((other, row) for other, row in self.texts.items() if other != key)
        return next((other for other, row in rows if text and row.get(name) == text), "")

    def likest(self, seen: Mapping[str, str]) -> tuple[str, float]:
        """The key whose texts the row resembles most, with the ratio; "" when it is not clear."""
        joined = "".join(seen.values())
        if len(joined) < 4:
            return "", 0.0
        scores = sorted(
            ((_ratio(joined, "".join(row[name] for name in seen)), key) for key, row in self.texts.items()),
            reverse=True,
        )
        if not scores or scores[0][0] < LIKE_TEXT:
            return "", 0.0
        if len(scores) > 1 and scores[0][0] - scores[1][0] < CLEARLY_AHEAD:
            return "", 0.0
        return scores[0][1], scores[0][0]


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # which most children need not load (decision 0050)

    return float(fuzz.ratio(one, other, score_cutoff=LIKE_TEXT - 2 * CLEARLY_AHEAD))


def match_row(index: RowIndex, hidden: str, number: str, seen: Mapping[str, str]) -> RowMatch | None:
    """The row of the form; ``number`` and ``seen`` (field -> squeezed text) are what is visible.

    The hidden key leads. Only where number and text agree with each other on another row does the
    visible row win, and then ``hidden`` says so. A text that only one row has wins over the number.
    """
    known_key, known_number = hidden in index.texts, number in index.texts
    if known_key and number == hidden:
        return RowMatch(hidden, CONFIDENCE[KEY], KEY)
    shown = index.of_text(seen)
    if known_key:
        return _against_key(index, hidden, number if known_number else "", seen, shown)
    if len(shown) > 1:
        return None
    if known_number and shown in ([], [number]):
        agrees = index.agrees(number, seen)
        if agrees is None:
            return RowMatch(number, CONFIDENCE[NUMBER], NUMBER)
        return RowMatch(number, CONFIDENCE[NUMBER_AND_TEXT], NUMBER_AND_TEXT) if agrees else None
    if shown:
        return RowMatch(shown[0], CONFIDENCE[TEXT], TEXT)
    key, ratio = index.likest(seen)
    return RowMatch(key, round(ratio / 100 * CONFIDENCE[TEXT], 2), LIKENESS) if key else None


def _against_key(
    index: RowIndex, hidden: str, number: str, seen: Mapping[str, str], shown: list[str]
) -> RowMatch:
    """The hidden key is known and the visible number is not the same; ``shown`` are the rows of the texts."""
    if shown == [hidden]:
        return RowMatch(hidden, 0.9 if number else CONFIDENCE[KEY], KEY)
    if number and shown == [number]:
        return RowMatch(number, CONFIDENCE[VISIBLE], VISIBLE, hidden)
    if shown:
        other = next(key for key in shown if key != hidden)
        return RowMatch(hidden, 0.0, KEY, other, doubtful=True)
    if not number:
        return RowMatch(hidden, CONFIDENCE[KEY], KEY)
    by_number, by_key = index.agrees(number, seen), index.agrees(hidden, seen)
    if by_number and not by_key:
        return RowMatch(number, CONFIDENCE[VISIBLE], VISIBLE, hidden)
    return RowMatch(hidden, 0.7, KEY, number, doubtful=not by_key or bool(by_number))
