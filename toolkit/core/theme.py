"""The one theme of form, summary, charts, page and briefing: colours (RRGGBB), fonts, number formats."""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Light

FONT = "微软雅黑"
FONT_SIZE = 10
TITLE_SIZE = 14

HEAD = "1F4E79"
HEAD_TEXT = "FFFFFF"
GROUP = "DDEBF7"
INPUT = "FFF9E5"
LOCKED = "F2F2F2"
LINE = "BFBFBF"
TEXT = "262626"
MUTED = "7F7F7F"

LIGHT_TEXT: dict[Light, str] = {
    Light.BLUE: "2F75B5",
    Light.GREEN: "548235",
    Light.YELLOW: "BF8F00",
    Light.RED: "C00000",
    Light.MISSING: "7F7F7F",
    Light.OPEN: "7F7F7F",
    Light.WAITING: "7F7F7F",
    Light.NONE: "7F7F7F",
}
LIGHT_FILL: dict[Light, str] = {
    Light.BLUE: "DDEBF7",
    Light.GREEN: "E2EFDA",
    Light.YELLOW: "FFF2CC",
    Light.RED: "FBE5E1",
    Light.MISSING: "FFFFFF",
    Light.OPEN: "FFFFFF",
    Light.WAITING: "FFFFFF",
    Light.NONE: "FFFFFF",
}

_WIDE = lazy_regex("[\u2e80-\U0010ffff“”‘’…—·×÷≥≤●○]+")


def text_width(text: str) -> int:
    """Display width in half-width columns: CJK and full-width characters count two."""
    return len(text) + sum(map(len, _WIDE.findall(text)))


def wrapped_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a cell of ``width`` columns, never under one."""
    usable = max(2, int(width) - 1)
    return max(1, sum(max(1, -(-text_width(line) // usable)) for line in text.split("\n")))


def number_format(decimals: int) -> str:
    """Excel number format with thousands separators and the source's decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")
