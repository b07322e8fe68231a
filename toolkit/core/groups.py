"""Many units by group: where more report than a sheet, a page or a paper can name, they speak of the level above.

In: the units of a month. Out: groups of them; () where the units are few enough to be named one by one. And what the
figures stage says of a group.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.area import said
from toolkit.core.model import Indicator, Unit
from toolkit.core.returns import Figure, Light

MANY_UNITS = 60  # more than these are told by group
NAMED = 8  # units of many that a cell or a derivation names
FOLDER = "分组明细"  # in 汇总, a file a group with what papers do not tell of each unit
GROUPED_HEAD = "应报单位数"  # the head by which a 分县明细 of groups is known from one of units
WHOLE = "合计"  # all groups together; no 上级 is called so (toolkit.checklist)
NO_UPPER = "其他单位"  # the group of units of which nobody says where they belong, while others have an 上级


@dataclass(frozen=True)
class Group:
    """Units under one name, at least one; ``by_kind``: the name is a 类别, since no unit has an 上级."""

    name: str
    units: tuple[Unit, ...]
    by_kind: bool = False

    @property
    def title(self) -> str:
        """The name as papers print it: a 类别 in the words of the office's place."""
        return said(self.name) if self.by_kind else self.name


def groups_of(units: Sequence[Unit]) -> tuple[Group, ...]:
    """Every unit in one group, () of 60 units or fewer.

    Groups and units stand in the order of ``units``, 其他单位 comes last. By 类别 where no unit has an 上级, or all have
    the same one: a group of all would say what is said of the whole. A group is called as it is written first.
    """
    if len(units) <= MANY_UNITS:
        return ()
    by_kind = len({same_upper(unit.upper) for unit in units}) == 1
    names: dict[str, str] = {}
    found: dict[str, list[Unit]] = {}
    for unit in units:
        name = unit.kind if by_kind else unit.upper or NO_UPPER
        found.setdefault(names.setdefault(same_upper(name), name), []).append(unit)
    ordered = sorted(found, key=lambda name: name == NO_UPPER)
    return tuple(Group(name, tuple(found[name]), by_kind) for name in ordered)


def same_upper(name: str) -> str:
    """The name of an 上级 as it is compared: blanks and full width make no other group of it."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True)
class GroupValue:
    """A group's row of 分县明细: one indicator over those of its units that hold it, in the measure that units report in.

    What adds up is a sum, 比率 a quotient of sums (with its two terms), 逐个达标 and 是/否 a number of units. ``rate`` has a
    word where nothing was laid down; ``share`` is only of sums. ``lights``: units by the light of their own figure;
    ``without``: those that owe a figure and sent none that counts, by the word in its place, but for 未报, which is a light.
    """

    group: Group
    indicator: Indicator
    value: Figure
    previous: Figure
    rate: Figure
    reported: Figure
    expected: Figure
    lights: Mapping[Light, Figure]
    without: Mapping[str, Figure]
    share: Figure | None = None
    quota: float | None = None
    numerator: float | None = None
    denominator: float | None = None
