"""How much room the paper takes, so that page one is one page and the body six with whatever fonts a computer has.

In: page one's paragraphs and the sections as the template takes them, as marked text. Out: lines, counted for a stand-in
font whose digits are wider than those of 仿宋_GB2312; ``tests/test_briefing_pages.py`` measures real pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from math import ceil

from toolkit.word.template.styles import BODY_WIDTH, LOOKS, PITCH
from toolkit.word.tokens import visible

PAGE_ONE_LINES = 28  # that page one holds below its title
_A_PAGE, _LOST = 22, 2  # lines; what is lost a page where a table or a chart does not fit on the rest of it
_ANNEX_LIST = 3
CAPTION_MM = 7  # of a chart
_NARROW = 0.64  # of a digit or Latin letter, in characters: 0.5 in 仿宋_GB2312
_CARRIED = 0.4  # what a line loses in the mean by a mark or a number that may not stand at its end or begin
_FRONT, _NORMAL = "Front", "Normal"
_TABLES = ("表", "县市", "其他")
_UNSEEN = ("口径", "表号", "注", "有")
_ROW, _TABLE = 310 / PITCH, 4.5  # lines of a row; of title, head and notes
_TWIPS_A_MM = 1440 / 25.4


def page_one_lines(paragraphs: Iterable[str]) -> int:
    """Lines of page one."""
    return sum(_lines(text, _FRONT) for text in paragraphs)


def holds(pages: int) -> int:
    """Lines of the pages behind page one."""
    return (pages - 1) * (_A_PAGE - _LOST)


def body_lines(sections: Mapping[str, object], charts_mm: float) -> float:
    """Lines of the sections behind page one, with their headings, tables and charts."""
    lines = charts_mm * _TWIPS_A_MM / PITCH + _ANNEX_LIST
    for section in sections.values():
        if isinstance(section, Mapping) and section.get("有"):
            lines += 1 + sum(_texts(key, value) for key, value in section.items() if key not in _UNSEEN)
    return lines


def _texts(key: str, value: object) -> float:
    if key in _TABLES:
        return _TABLE + _ROW * len(value) if isinstance(value, list) and value else 0
    if isinstance(value, str):
        return _lines(value, _NORMAL) if value else 0
    return sum(_lines(text, _NORMAL) for text in value) if isinstance(value, list) else 0


def _lines(text: str, style: str) -> int:
    look = LOOKS[style]
    line = BODY_WIDTH / (look.size * 10 + look.spacing) - _CARRIED
    return ceil((_width(visible(text)) + look.indent) / line)


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else _NARROW for char in text)
