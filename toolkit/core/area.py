"""The word for all of the office's place, as its papers say it: 全地区, 全市, 全州, 全县 …

The program's own texts are written with 全地区 and go through :func:`said` where they are printed; what comes back goes
through :func:`standard` before it is compared. The word is that of the office whose folder is open: there is one in a
process (docs/decisions). What people wrote passes through neither.
"""

from __future__ import annotations

import re

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
COORDINATION = re.compile(r"需(?:地区|市|州|盟|省|自治区|县|区|旗|乡|镇|街道)协调事项")
_OURS = re.compile(r"全地区(?!生产总值)|(?<=[需请是])地区(?=协调|下发)")
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


def said(text: str) -> str:
    """A text of the program's own as this office says it."""
    if _word == STANDARD or "地区" not in text:
        return text
    return _OURS.sub(lambda match: _word if match[0] == STANDARD else level(), text)


def standard(text: str) -> str:
    """A text as the declarations have it, whatever word for the place it was printed with."""
    if _word == STANDARD:
        return text
    return COORDINATION.sub("需地区协调事项", text.replace(_word, STANDARD))
