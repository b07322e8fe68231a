"""Headings of groups among the projects, as the lists of counties have them: 一、市政道路（2个）, （一）续建项目.

In: a Walk and a row. Out: whether it is one. Its number is written in Chinese or in brackets, nothing tells of a project (task, class, days,
state), and its sums, if there are any, are those of rows below it: they would count twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.form import PROJECTS
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar
from toolkit.forms.layout import MONEY_FIELDS
from toolkit.forms.reading.find_rows import is_aside
from toolkit.forms.reading.walk import Walk, amount_at, text_at

_NUMBER = r"[一二三四五六七八九十]{1,3}"
_NUMBERED = lazy_regex(rf"(?:{_NUMBER}[、.]|[(]{_NUMBER}[)]、?)(?P<title>.+)")
_COUNT = lazy_regex(r"[(](?:共|计)?\d{1,3}[个项](?:项目)?[)]$")
_MOST = 200  # rows that a heading may sum up
_SLIP = 0.5  # 万元: sums of rounded sums
_SHARE = 0.001  # the same in another measure


def is_group_heading(walk: Walk, number: int, row: Sequence[Scalar]) -> bool:
    """Whether a row of 重点项目 is the heading of those below it."""
    said = _NUMBERED.fullmatch(text_at(row, walk.named)) if walk.name == PROJECTS else None
    if said is None:
        return False
    sums = {}
    for index, match in walk.table.columns.items():
        if not walk.is_input(index) or index == walk.named or not text_at(row, index):
            continue
        amount = amount_at(row, index)
        if match.field not in MONEY_FIELDS or amount is None:
            return False
        sums[index] = amount
    if not sums or _COUNT.search(said["title"]):
        return True
    below = walk.table.sheet.rows[number + 1 : number + 1 + _MOST]
    plain = not any(match.measure for match in walk.table.columns.values())
    return all(
        _is_sum(walk, below, index, whole, _SLIP if plain else whole * _SHARE)
        for index, whole in sums.items()
    )


def _is_sum(walk: Walk, below: Sequence[Sequence[Scalar]], index: int, whole: float, slip: float) -> bool:
    """Whether the rows that follow make it up, but for headings and totals among them."""
    so_far = 0.0
    for row in below:
        if not _NUMBERED.fullmatch(text_at(row, walk.named)) and not is_aside(walk, row):
            so_far += amount_at(row, index) or 0.0
        if abs(so_far - whole) <= slip:
            return True
        if so_far > whole:
            return False
    return False
