"""A formula and its value, made together so that the two cannot drift.

In: cells of the form with what they hold. Out: :class:`Live` pairs of an Excel formula (no leading
``=``) and the value that any spreadsheet program will compute for it. Only functions that Excel 2007,
WPS and LibreOffice share are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.core.area import said
from toolkit.core.returns import Scalar

Held = Scalar | date
_CENTURIES, _SHORT = "19 20", 5  # how a year begins; a text of a year and a month is longer


@dataclass(frozen=True, slots=True)
class Live:
    """Formula text and its value (a bool for conditions)."""

    text: str
    value: str | float | bool

    @property
    def cached(self) -> str | float:
        """The value as a formula cell's cache holds it."""
        return int(self.value) if isinstance(self.value, bool) else self.value


@dataclass(frozen=True, slots=True)
class At:
    """A cell: how formulas name it, and what it holds (None when blank)."""

    ref: str
    held: Held

    @property
    def word(self) -> str:
        """The held text, else ""."""
        return self.held if isinstance(self.held, str) else ""

    @property
    def number(self) -> float | None:
        """The held number; dates count as numbers, as in a spreadsheet; None for text and blanks."""
        if isinstance(self.held, date):
            return float(self.held.toordinal())
        return float(self.held) if isinstance(self.held, (int, float)) else None


def quoted(text: str) -> str:
    """A text literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def blank(cell: At) -> Live:
    """Nothing, or only spaces."""
    held = cell.held
    return Live(f'TRIM({cell.ref})=""', held is None or (isinstance(held, str) and not held.strip(" ")))


def is_number(cell: At) -> Live:
    """A number or a date, not text that looks like one."""
    return Live(f"ISNUMBER({cell.ref})", cell.number is not None)


def is_word(cell: At, word: str) -> Live:
    """Exactly this word."""
    return Live(f"{cell.ref}={quoted(word)}", cell.word == word)


def in_words(cell: At, words: Sequence[str]) -> Live:
    """One of a few words."""
    return any_of(*(is_word(cell, word) for word in words))


def in_list(cell: At, words: Sequence[str]) -> Live:
    """One of a long list, compared whole; a search in one text, which every program does alike."""
    listed = "|".join(("", *dict.fromkeys((*map(said, words), *words)), ""))
    text = f'ISNUMBER(FIND("|"&{cell.ref}&"|",{quoted(listed)}))'
    return Live(text, bool(cell.word) and f"|{cell.word}|" in listed)


def is_day(cell: At) -> Live:
    """A date, or a text that begins with a year: reading takes 2024年6月5日 and 2024.6."""
    ref, word, digits = cell.ref, cell.word, "0123456789"
    parts = [f'ISNUMBER(FIND(LEFT({ref},2),"{_CENTURIES}"))']
    parts += [f'ISNUMBER(FIND(MID({ref},{place},1),"{digits}"))' for place in (3, 4)]
    in_words = len(word) > _SHORT and word[:2] in _CENTURIES and all(one in digits for one in word[2:4])
    return Live(
        f"OR(ISNUMBER({ref}),AND(LEN({ref})>{_SHORT},{','.join(parts)}))", cell.number is not None or in_words
    )


def compare(cell: At, sign: str, limit: float | At) -> Live:
    """A number on the right side of a limit; False for text and blanks."""
    other = limit.number if isinstance(limit, At) else limit
    own = cell.number
    text = limit.ref if isinstance(limit, At) else f"{limit:.15g}"
    guards = [f"ISNUMBER({cell.ref})"] + ([f"ISNUMBER({text})"] if isinstance(limit, At) else [])
    holds = False
    if own is not None and other is not None:
        holds = {
            "<": own < other,
            ">": own > other,
            "=": own == other,
            "<>": own != other,
            "<=": own <= other,
            ">=": own >= other,
        }[sign]
    return Live(f"AND({','.join(guards)},{cell.ref}{sign}{text})", holds)


def all_of(*conditions: Live) -> Live:
    """Every condition holds."""
    if len(conditions) == 1:
        return conditions[0]
    return Live(f"AND({','.join(c.text for c in conditions)})", all(c.value for c in conditions))


def any_of(*conditions: Live) -> Live:
    """At least one condition holds."""
    if len(conditions) == 1:
        return conditions[0]
    return Live(f"OR({','.join(c.text for c in conditions)})", any(c.value for c in conditions))


def none_of(*conditions: Live) -> Live:
    """No condition holds."""
    inner = any_of(*conditions)
    return Live(f"NOT({inner.text})", not inner.value)


def one_if(condition: Live) -> Live:
    """1 or 0."""
    return Live(f"IF({condition.text},1,0)", 1 if condition.value else 0)


def first_of(cases: Sequence[tuple[Live, str]]) -> Live:
    """The text of the first condition that holds, else ""."""
    text, value = '""', ""
    for condition, message in reversed(cases):
        text = f"IF({condition.text},{quoted(message)},{text})"
        value = message if condition.value else value
    return Live(text, value)
