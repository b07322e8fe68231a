"""Which word to propose where a text says in other words that there is no figure.

In: what a unit wrote for a number. Out: 待统计 or 不涉及, "" where neither or both are said, or a figure is.
"""

from __future__ import annotations

import re

from toolkit.core.value_text import narrow
from toolkit.core.words import NoValue

DATE_WORDS = re.compile(r"\d{4}年|\d{1,2}月份?|\d{1,2}[日号]")
_HINTS = {
    NoValue.PENDING: re.compile("待统计|统计中|正在统计|统计时间|未统计|未出|待核|待报|待定|待填|反馈"),
    NoValue.NOT_APPLICABLE: re.compile("不涉及|不适用|无此项|无该项|无任务|非本单位"),
}


def word_to_propose(raw: str) -> str:
    """The one word that the text says, also with more behind it (待统计，7月10日出)."""
    text = DATE_WORDS.sub("", narrow(raw))
    said = [word.value for word, hints in _HINTS.items() if hints.search(text)]
    return said[0] if len(said) == 1 and not any(sign.isdigit() for sign in text) else ""
