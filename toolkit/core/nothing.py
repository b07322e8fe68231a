"""Texts by which a person says that there is nothing to say: 无, 没有问题, 同上.

In: what a unit wrote. Out: whether it says anything that a paper could print. The text itself stays as it was written
wherever cells are shown.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex

_NONE = "(?:本月|目前|本单位|我县|我市|我区)?(?:暂时?|均|也|尚)?(?:无|没有|未发现|不存在|不涉及)"
_WHAT = "(?:明显|突出|其他|新的?)?(?:存在)?(?:的?(?:问题|困难|进展|情况|事项|诉求|意见|建议|经验|内容|原因|计划|措施))?"
_NOTHING = lazy_regex(rf"{_NONE}{_WHAT}(?:[和与及、]{_WHAT})?|同上月?|同前|略|NA|N/A", re.IGNORECASE)
_SIGNS = lazy_regex(r"[\s，。、；：,.;:!！?？·…—－–\-_/\\|“”\"'（）()*#]+")


def says_nothing(text: str) -> bool:
    """Whether it is blank, a sign, or words that there is nothing."""
    words = _SIGNS.sub("", text)
    return not words or _NOTHING.fullmatch(words) is not None


def worded(text: str) -> str:
    """The text, "" where it says nothing."""
    return "" if says_nothing(text) else text
