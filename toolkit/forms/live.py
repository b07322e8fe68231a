"""A formula and its value, made together so that the two cannot drift.

In: cells of the form with what they hold. Out: :class:`Live` pairs of an Excel formula (no leading
``=``) and the value that any spreadsheet program will compute for it. Only functions that Excel 2007,
WPS and LibreOffice share are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.core.returns import Scalar

Held = Scalar | date


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


def in_list(cell: At, name: str, words: Sequence[str]) -> Live:
    """One of a long list that has a defined name; compared whole, so that * is no wildcard."""
    return Live(f"SUMPRODUCT(--({name}={cell.ref}))>0", cell.word in words)


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


def first_of(cases: Sequence[tuple[Live, str]], names: Mapping[str, str] | None = None) -> Live:
    """The text of the first condition that holds, else "".

    ``names`` gives defined names of texts that stand in so many formulas that spelling them out would
    swell the file.
    """
    text, value = '""', ""
    for condition, message in reversed(cases):
        said = names[message] if names else quoted(message)
        text = f"IF({condition.text},{said},{text})"
        value = message if condition.value else value
    return Live(text, value)
