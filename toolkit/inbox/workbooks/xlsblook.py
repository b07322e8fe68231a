"""Fonts, fills and rich strings of an .xlsb: what they say of the cells that have them.

In: bodies of records of xl/styles.bin and xl/sharedStrings.bin. Out: fonts; whether a text in a font can be seen on a fill;
strings that are written in several fonts.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.inbox.workbooks.biffstrings import Rich
from toolkit.inbox.workbooks.colours import BLACK, SMALLEST, WHITE, is_unseen

_STRIKEOUT, _TWIPS, _SOLID = 0x0008, 20, 1
_INDEXED, _RGB, _THEMED = 1, 2, 3  # how a colour is told
_USUAL = {
    _INDEXED: {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE},
    _THEMED: {0: WHITE, 1: BLACK},
}


@dataclass(frozen=True)
class XlsbFont:
    """``raised``: 1 above the line, -1 below it, 0 on it."""

    strikes: bool = False
    raised: int = 0
    small: bool = False
    ink: str = BLACK

    @property
    def pale(self) -> bool:
        """Whether its text cannot be seen where nothing is filled."""
        return self.small or is_unseen(self.ink, WHITE)


def font_of(body: bytes) -> XlsbFont:
    """The record of a font; one that is cut short does nothing."""
    if len(body) < 20:
        return XlsbFont()
    height, flags, _, raised = struct.unpack_from("<4H", body)
    place = {1: 1, 2: -1}.get(raised, 0)
    small = height < SMALLEST * _TWIPS
    return XlsbFont(bool(flags & _STRIKEOUT), place, small, _colour(body[12:20], BLACK))


def ground_of(body: bytes) -> str:
    """The one colour that a fill puts behind the text, "" where there are several."""
    kind = struct.unpack_from("<L", body)[0] if len(body) >= 12 else 0
    if kind not in (0, _SOLID):
        return ""
    return _colour(body[4:12], BLACK) if kind else WHITE


def _colour(raw: bytes, otherwise: str) -> str:
    kind, number = raw[0] >> 1, raw[1]
    tint = struct.unpack_from("<h", raw, 2)[0]
    if kind == _RGB:
        plain = raw[4:7].hex().upper()
    else:
        plain = _USUAL.get(kind, {}).get(number, f"{kind} {number}" if kind else otherwise)
    return f"{plain} {tint}" if tint else plain


def unseen_on(font: XlsbFont, ground: str) -> bool:
    """Whether a text in this font cannot be seen on this fill."""
    return font.small or (ground != "" and is_unseen(font.ink, ground))


def rich_items(bodies: Sequence[bytes]) -> list[Rich]:
    """The shared strings that have runs with fonts of their own."""
    found: list[Rich] = []
    for number, body in enumerate(bodies):
        if len(body) < 5 or not body[0] & 1:
            continue
        end = 5 + 2 * struct.unpack_from("<L", body, 1)[0]
        count = struct.unpack_from("<L", body, end)[0] if end + 4 <= len(body) else 0
        count = min(count, (len(body) - end - 4) // 4) if count else 0
        runs = [struct.unpack_from("<HH", body, end + 4 + 4 * run) for run in range(count)]
        if runs:
            found.append(
                (number, body[5:end].decode("utf-16-le", "replace"), [(at, font) for at, font in runs])
            )
    return found
