"""The whole derivation of one figure: how it was worked out, down to unit, cell, file and hash.

In: a :class:`MonthResult` and a key. Out: Chinese lines, one step an indent. An unknown key raises
KeyError; :func:`similar_keys` says what may have been meant.
"""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.places import FilePlace
from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure, Source
from toolkit.core.rounding import rounded
from toolkit.figures.numbers.shown import value_text

INDENT = "    "
Below = Mapping[FilePlace, Sequence[str]]
_NOTHING: Below = {}


def derivation(result: MonthResult, key: str, below: Below = _NOTHING) -> list[str]:
    """Lines for ``figure KEY``; raises KeyError when the month has no such figure.

    ``below`` is what the sender of a cell says of it, which is told once a cell.
    """
    files = {row.file: row.version for row in result.accounts}
    return [key, *_lines(result, result.figures[key], 0, set(), files, dict(below))]


def leaves(item: Figure, figures: Mapping[str, Figure]) -> Iterator[Source]:
    """The cells that a figure rests on, those of its inputs too, each once."""
    seen: set[str] = set()
    told: set[tuple[str, FilePlace]] = set()
    waiting = deque([item])
    while waiting:
        at = waiting.popleft()
        if at.key in seen:
            continue
        seen.add(at.key)
        for source in at.sources:
            place = (source.unit, source.place)
            if place not in told:
                told.add(place)
                yield source
        waiting += [figures[key] for key in at.inputs if key in figures]


def cited(result: MonthResult, key: str) -> frozenset[str]:
    """Hashes of all files that a figure and what it was worked out from rest on."""
    item = result.figures.get(key)
    rests_on = leaves(item, result.figures) if item is not None else ()
    return frozenset(source.sha256 for source in rests_on if source.sha256)


def similar_keys(result: MonthResult, key: str, limit: int = 5) -> list[str]:
    """Keys that look like ``key``, those of the same subject first."""
    subject = key.partition("/")[0].lower()
    same = [known for known in result.figures if known.partition("/")[0].lower() == subject]
    return difflib.get_close_matches(key, same or list(result.figures), limit, 0.3)


def _lines(
    result: MonthResult,
    figure: Figure,
    depth: int,
    seen: set[str],
    files: dict[str, int],
    below: dict[FilePlace, Sequence[str]],
) -> Iterator[str]:
    pad = INDENT * depth
    mark = f"〔{figure.mark}〕" if figure.mark else ""
    yield f"{pad}{figure.label}：{value_text(figure)}{mark}"
    if figure.key in seen:
        yield f"{pad}{INDENT}（同上，见前面 {figure.key}）"
        return
    seen.add(figure.key)
    if figure.value is not None and figure.value != float(rounded(figure.value, figure.decimals)):
        yield f"{pad}{INDENT}未舍入：{figure.value!r}"
    if figure.formula:
        yield f"{pad}{INDENT}算法：{figure.formula}"
    for key in figure.inputs:
        if key in result.figures:
            yield from _lines(result, result.figures[key], depth + 1, seen, files, below)
    for source in figure.sources:
        yield f"{pad}{INDENT}{source_text(source, files)}"
        yield from (f"{pad}{INDENT}{INDENT}{line}" for line in below.pop(source.place, ()))


def source_text(source: Source, files: dict[str, int]) -> str:
    """One cell: place, what stood there, the archived file and its hash."""
    version = f"，第{files[source.file]}版" if source.file in files else ""
    return f"来源：{source.place}，填报值“{source.raw}”，文件 {source.file}{version}，哈希 {source.sha256}"
