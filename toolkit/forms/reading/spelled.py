"""The office's own content as a unit wrote it again: 疏勒县人民政府（盖章） is 疏勒县, 任务1 and 1. are 1, t01－1 is T01-1.

In: what stands in a cell and what the form has there. Out: whether they say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from toolkit.core import area
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import period_in
from toolkit.core.periods import Period
from toolkit.core.value_measures import is_counted
from toolkit.core.value_text import squeeze

SAME_THING = "与下发的一样，只是写法不同"
_SEAL = lazy_regex(r"[(【\[](?:盖|加盖|签|公)(?:单位)?[公签]?章[)】\]]$|[(]公章[)]$")
_OFFICE = lazy_regex(r"(?:\w{0,30}(?:政府|委|委员会|管委会|局|办|办公室|领导小组|中心|公司|集团))?")
_NUMBER = lazy_regex(r"(?:任务|指标|项目|第|编号|序号|[:.])*(?P<number>.+?)(?:[.、。:)]|项|号|条)*")
_LONG = 40  # characters; no number with words around it has more
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-"))
_MEASURED = lazy_regex(r"(?P<name>.+)\((?:单位:?)?(?P<measure>[^()]{1,4})\)")


def is_unit(seen: str, names: Collection[str]) -> bool:
    """Whether a text is one of the ``names``, with its place before it, and its own office or a seal behind it."""
    text = _SEAL.sub("", squeeze(seen)).rstrip("。.")
    levels = f"(?:省|自治区|{re.escape(area.level())})"
    for name in map(squeeze, names):
        before, found, behind = text.partition(name) if name else (text, "", "")
        if found and re.fullmatch(rf"(?:\w{{0,20}}{levels})?", before) and _OFFICE.fullmatch(behind):
            return True
    return False


def is_period(seen: str, period: Period) -> bool:
    """2024年06月, 2024.6: the period in other signs."""
    return period_in(seen) == period


def is_number(seen: str, own: str) -> bool:
    """Whether a row's number is the same but for the words and signs around it."""
    return _bare(seen) == _bare(own) != ""


def _bare(text: str) -> str:
    if len(text) > _LONG:
        return ""
    said = _NUMBER.fullmatch(squeeze(text).translate(_DASHES).strip("()"))
    return said["number"].upper() if said else ""


def is_named_with_measure(seen: str, own: str, measure: str) -> bool:
    """新建学校（所): the row's name and its measure, or another by which whole things are counted."""
    said = _MEASURED.fullmatch(squeeze(seen))
    if said is None or said["name"] != squeeze(own):
        return False
    return said["measure"] == measure or (is_counted(said["measure"]) and is_counted(measure))
