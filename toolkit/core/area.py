"""The words for the office's place, as its papers say them: 全地区, 全市, 全县 … for all of it, 县市, 乡镇 … for its parts.

The program's own texts are written with 全地区 and 县市 and go through :func:`said` where they are printed; what comes
back goes through :func:`standard` before it is compared. The word is that of the office whose folder is open: there is
one in a process (docs/decisions). What people wrote passes through neither.
"""

from __future__ import annotations

import re

from toolkit.core import cycle
from toolkit.core.patterns import lazy_regex

STANDARD = "全地区"
AREAS = (
    "全地区",
    "全市",
    "全州",
    "全盟",
    "全省",
    "全自治区",
    "全县",
    "全区",
    "全旗",
    "全乡",
    "全镇",
    "全街道",
)
COORDINATION = lazy_regex(r"需(?:地区|市|州|盟|省|自治区|县|区|旗|乡|镇|街道)协调事项")
# What lies below: the parts that report of a place whose word is not here are 县市.
PARTS = {
    "全市": "县区",
    "全省": "市州",
    "全自治区": "地市",
    "全盟": "旗县",
    "全县": "乡镇",
    "全区": "街镇",
    "全旗": "乡镇",
    "全乡": "村",
    "全镇": "村社区",
    "全街道": "社区",
}
_WITHOUT_COUNTIES = ("全县", "全区", "全旗", "全乡", "全镇", "全街道")
_OURS = lazy_regex(r"全地区(?!生产总值)|(?<=[需请是])地区(?=协调|下发)|分县|县市")
_word = STANDARD


def use(word: str) -> None:
    """From now on the program says ``word``."""
    global _word
    _word = word


def current() -> str:
    """The word in use."""
    return _word


def level() -> str:
    """The place's own level: 地区, 市, 州, 县."""
    return _word.removeprefix("全")


def government() -> str:
    """How papers call the government of the place: 行署 of a prefecture, 市政府, 县政府."""
    return "行署" if _word in (STANDARD, "全盟") else f"{level()}政府"


def parts() -> str:
    """What the place is divided into: 县市 of a prefecture, 县区 of a city, 乡镇 of a county."""
    return PARTS.get(_word, "县市")


def said(text: str) -> str:
    """A text of the program's own as this office says it, with the words of its cycle."""
    text = cycle.said(text)
    return text if _word == STANDARD else _OURS.sub(_our_word, text)


def _our_word(match: re.Match[str]) -> str:
    if match[0] == "分县":
        return "分单位" if _word in _WITHOUT_COUNTIES else match[0]
    return {STANDARD: _word, "县市": parts()}.get(match[0], level())


def standard(text: str) -> str:
    """A text as the declarations have it, whatever words for place and period it was printed with."""
    text = cycle.standard(text)
    if _word == STANDARD:
        return text
    return COORDINATION.sub("需地区协调事项", text.replace(_word, STANDARD)).replace("分单位", "分县")
