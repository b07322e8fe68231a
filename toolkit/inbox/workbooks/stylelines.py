"""Styles that inherit from each other, in .ods and .docx alike.

In: the name of a style and each style's parent. Out: the style and those that it inherits from, the nearest first; a line that turns
back on itself ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")

_LONGEST = 20


def line_of(name: str, parents: Mapping[str, str]) -> Iterator[str]:
    """The names along the line, as far as they are known."""
    for _ in range(_LONGEST):
        if name not in parents:
            return
        yield name
        name = parents[name]


def nearest(name: str, own: Mapping[str, V], parents: Mapping[str, str], default: V) -> V:
    """What the first of the line says that says anything."""
    return next((own[one] for one in line_of(name, parents) if one in own), default)


def inherited(name: str, own: Mapping[str, Mapping[str, str]], parents: Mapping[str, str]) -> dict[str, str]:
    """What a style says itself and by the line that it is of; the nearer counts."""
    found: dict[str, str] = {}
    for one in line_of(name, parents):
        found = {**own[one], **found}
    return found
