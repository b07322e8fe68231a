"""The national table of administrative divisions: which place a title names, and which counties belong to it.

In: a text. Out: the place with its GB/T 2260 code, its counties, the word for all of it (全地区, 全市 …). The table's
source and year stand in the first lines of ``divisions.csv``; nothing is asked of the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from toolkit.core.patterns import lazy_regex

_TABLE = Path(__file__).parent / "divisions.csv"
LEVELS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "省",
    "盟",
    "州",
    "市",
    "县",
    "区",
    "旗",
    "乡",
    "镇",
    "街道",
)
_PEOPLES = lazy_regex(
    r"(?:维吾尔|哈萨克|蒙古|回|藏|壮|苗|彝|土家|布依|侗|瑶|白|傣|景颇|傈僳|哈尼|柯尔克孜|朝鲜|羌|黎|满|畲|土|撒拉|东乡|裕固"
    r"|塔吉克|锡伯|达斡尔|鄂温克|鄂伦春|仡佬|水|佤|拉祜|布朗|毛南|仫佬|各|纳西|普米|怒|独龙|保安)族?"
)


@dataclass(frozen=True)
class Place:
    """A province, prefecture or county: its code ("" where the table has it not) and full name."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """The last word of the name: 地区, 市, 州, 县 …"""
        level = next((one for one in LEVELS if self.name.endswith(one)), "")
        return {"自治区": "区", "自治州": "州", "自治县": "县", "自治旗": "旗", "街道": "街道"}.get(
            level, level
        )

    @property
    def area(self) -> str:
        """How its papers name all of it: 全地区, 全市, 全州, 全县, 全区 …"""
        return f"全{self.level}" if self.level else "全市"

    @cached_property
    def stem(self) -> str:
        """The name without its level and peoples: 喀什, 大理, 塔什库尔干."""
        return stem_of(self.name)

    @property
    def counties(self) -> tuple[Place, ...]:
        """The counties of a prefecture in the order of their codes; none of a county or of an unknown place."""
        if not self.code or not self.code.endswith("00") or self.code.endswith("0000"):
            return ()
        return tuple(place for place in _table() if place.code[:4] == self.code[:4] and place != self)


def stem_of(name: str) -> str:
    """A place's name as people shorten it; a name that would shrink to one letter stays."""
    short = name
    for level in LEVELS:
        if name.endswith(level) and len(name) > len(level) + 1:
            short = name[: -len(level)]
            break
    while (bare := re.sub(rf"{_PEOPLES.pattern}$", "", short)) != short and len(bare) > 1:
        short = bare
    return short


@cache
def _table() -> tuple[Place, ...]:
    lines = _TABLE.read_text("utf-8").splitlines()
    return tuple(Place(*line.split(",")) for line in lines if not line.startswith("#"))


def _spellings(place: Place) -> Iterator[str]:
    yield place.name
    if place.level == "州" and len(place.stem) > 1:
        yield f"{place.stem}州"


def place_in(text: str) -> Place | None:
    """The place that a title names first; of two that begin at the same letter the longer name (和田地区, not 和田县).

    A name that several places bear (城关区) has no code, unless the title names its prefecture before it.
    """
    best: tuple[int, int] | None = None
    found: list[Place] = []
    for place in _table():
        for name in _spellings(place):
            start = text.find(name)
            if start < 0:
                continue
            rank = (start, -len(name))
            if best is None or rank < best:
                best, found = rank, [place]
            elif rank == best:
                found.append(place)
    if not found or best is None:
        return None
    inner = _inner(found[0], text[best[0] - best[1] :])
    if inner:
        return inner
    return found[0] if len(found) == 1 else Place("", found[0].name)


def _inner(outer: Place, rest: str) -> Place | None:
    """The county right behind its prefecture, or the prefecture behind its province: 和田地区皮山县2024年…"""
    width = 2 if outer.code.endswith("0000") else 4 if outer.code.endswith("00") else 0
    if not width:
        return None
    for place in _table():
        if place.code[:width] == outer.code[:width] and place != outer and rest.startswith(place.name):
            return _inner(place, rest[len(place.name) :]) or place
    return None


def county_of(name: str, places: tuple[Place, ...]) -> Place | None:
    """The county that a name means: in full, short, or with 人民政府 taken off before."""
    for place in places:
        if name in (place.name, place.stem) or (
            stem_of(name) == place.stem and name[-1:] == place.name[-1:] and len(place.stem) > 1
        ):
            return place
    return None
