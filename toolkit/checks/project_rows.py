"""A row of 重点项目 beside the month before: whether it is still the same project's.

In: the row's cells and last month's. Out: the name of the project that another one was written over, or "".
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.checks.data import UnitData
from toolkit.core import fields
from toolkit.core.form import PROJECTS
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Entry
from toolkit.core.value_text import squeeze

LIKE = 0.3  # of the pairs of neighbouring letters of two names: less is another project
_EVERYWHERE = lazy_regex(r"项目|工程|建设|改造|新建|[()（）]")
_SELF = (fields.TOTAL, fields.START)  # what a project keeps that is only called otherwise


def replaced(unit: UnitData, key: str, before: Mapping[PlaceKey, Entry]) -> str:
    """The name of last month's project of a row that names another one now."""
    now, last = unit.text(PROJECTS, key, fields.NAME), text_before(before, key, fields.NAME)
    if not now or not last or now == last or _are_alike(now, last):
        return ""
    same = [(unit.text(PROJECTS, key, name), text_before(before, key, name)) for name in _SELF]
    return "" if all(one and one == was for one, was in same) else last


def is_named(unit: UnitData, name: str) -> bool:
    """Whether a row of the unit has a project of this name."""
    return any(squeeze(unit.text(PROJECTS, key, fields.NAME)) == squeeze(name) for key in unit.rows(PROJECTS))


def text_before(before: Mapping[PlaceKey, Entry], key: str, name: str) -> str:
    """What stood in a cell of the row in an earlier month."""
    entry = before.get((PROJECTS, key, name))
    return "" if entry is None else str(entry.value)


def _are_alike(one: str, other: str) -> bool:
    pairs = [_pairs(name) for name in (one, other)]
    if not all(pairs):
        return squeeze(one) == squeeze(other)
    return 2 * len(pairs[0] & pairs[1]) >= LIKE * sum(map(len, pairs))


def _pairs(name: str) -> set[str]:
    words = _EVERYWHERE.sub("", squeeze(name))
    return {words[at : at + 2] for at in range(len(words) - 1)}
