"""Conditional formats of an .xls that change what is seen of a cell.

In: the records of one conditional format, its areas first, then its rules. Out: the areas of those with a rule that
strikes text out, or gives it the colour of what is behind it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.inbox.workbooks.colours import WHITE, is_unseen
from toolkit.inbox.workbooks.extras import address

AREAS, RULE = 0x01B0, 0x01B1
_START, _BLOCKS = 6, 12  # of what a rule changes, and of its blocks
_NUMBER, _FONT, _ALIGNMENT, _BORDER, _FILL = 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29
_OWN_CODE = 1  # a number format that is written out, not named by its number
_FONT_SIZE, _OTHER_SIZE = 118, 8
_STRIKES = 0x80
_UNCHANGED = 0xFFFFFFFF


@dataclass
class Conditions:
    """Takes the records of a sheet in order. ``colour`` gives the colour of a number."""

    colour: Callable[[int], str]
    areas: list[str] = field(default_factory=list)

    def take(self, kind: int, body: bytes) -> list[str]:
        """The areas that this record tells to be changed; those of one format once."""
        if kind == AREAS:
            count = struct.unpack_from("<H", body, 12)[0] if len(body) >= 14 else 0
            corners = [
                struct.unpack_from("<4H", body, 14 + 8 * n) for n in range(min(count, (len(body) - 14) // 8))
            ]
            self.areas = [
                f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}"
                for top, bottom, left, right in corners
            ]
        elif self.areas and self._changes(body):
            told, self.areas = self.areas, []
            return told
        return []

    def _changes(self, body: bytes) -> bool:
        """Whether a rule strikes out, or paints text as its ground, which is white where it paints none."""
        if len(body) < _BLOCKS:
            return False
        what, more = struct.unpack_from("<LH", body, _START)
        at = _BLOCKS
        if what & _NUMBER:
            at += struct.unpack_from("<H", body, at)[0] if more & _OWN_CODE and at + 2 <= len(body) else 2
        if not what & _FONT or at + _FONT_SIZE > len(body):
            return False
        drawn, colour, kept = (struct.unpack_from("<L", body, at + where)[0] for where in (68, 80, 88))
        if drawn & _STRIKES and not kept & _STRIKES:
            return True
        at += _FONT_SIZE + _OTHER_SIZE * (bool(what & _ALIGNMENT) + bool(what & _BORDER))
        ground = WHITE
        if what & _FILL and at + 4 <= len(body):
            ground = self.colour(struct.unpack_from("<H", body, at + 2)[0] >> 7 & 0x7F)
        return colour != _UNCHANGED and is_unseen(self.colour(colour & 0x7FFF), ground)
