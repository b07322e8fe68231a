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
    """``how`` the row was found; ``hidden`` is a hidden key that contradicts what is visible."""

    key: str
    confidence: float
    how: str
    hidden: str = ""


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

    def of_text(self, seen: Mapping[str, str]) -> str:
        """The one key whose label texts the row shows word for word; "" when none or several."""
        keys = {self.by_text[item] for item in seen.items() if item in self.by_text}
        return keys.pop() if len(keys) == 1 else ""

    def agrees(self, key: str, seen: Mapping[str, str]) -> bool | None:
        """Whether the visible texts are those of ``key``; None when there is nothing to compare."""
        pairs = [(text, self.texts[key].get(name, "")) for name, text in seen.items() if text]
        pairs = [pair for pair in pairs if pair[1]]
        if not pairs:
            return None
        return any(text == own for text, own in pairs) or any(_ratio(*pair) >= LIKE_TEXT for pair in pairs)

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
    from rapidfuzz import fuzz  # only where keys fail: the import takes longer than a file

    return float(fuzz.ratio(one, other, score_cutoff=LIKE_TEXT - 2 * CLEARLY_AHEAD))


def match_row(index: RowIndex, hidden: str, number: str, seen: Mapping[str, str]) -> RowMatch | None:
    """The row of the form; ``number`` and ``seen`` (field -> squeezed text) are what is visible.

    The hidden key leads. Only where number and text agree with each other on another row does the
    visible row win, and then ``hidden`` says so.
    """
    known_key, known_number = hidden in index.texts, number in index.texts
    if known_key and number == hidden:
        return RowMatch(hidden, CONFIDENCE[KEY], KEY)
    if known_key:
        return _against_key(index, hidden, number if known_number else "", seen)
    if known_number:
        agrees = index.agrees(number, seen)
        if agrees is None:
            return RowMatch(number, CONFIDENCE[NUMBER], NUMBER)
        return RowMatch(number, CONFIDENCE[NUMBER_AND_TEXT], NUMBER_AND_TEXT) if agrees else None
    key = index.of_text(seen)
    if key:
        return RowMatch(key, CONFIDENCE[TEXT], TEXT)
    key, ratio = index.likest(seen)
    return RowMatch(key, round(ratio / 100 * CONFIDENCE[TEXT], 2), LIKENESS) if key else None


def _against_key(index: RowIndex, hidden: str, number: str, seen: Mapping[str, str]) -> RowMatch:
    """The hidden key is known and the visible number is not the same."""
    shown = index.of_text(seen)
    if number:
        if shown == number or (shown != hidden and index.agrees(number, seen)):
            return RowMatch(number, CONFIDENCE[VISIBLE], VISIBLE, hidden)
        certain = shown == hidden
        return RowMatch(hidden, 0.9 if certain else 0.7, KEY, "" if certain else number)
    if shown not in ("", hidden):
        return RowMatch(hidden, 0.7, KEY, shown)
    return RowMatch(hidden, CONFIDENCE[KEY], KEY)
