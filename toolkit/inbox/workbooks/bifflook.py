"""Fonts and styles of an .xls: what they say of the cells that have them.

In: records of fonts, styles and the palette, one after another. Out: by number: styles that strike out, that raise or lower
their text, and whose text cannot be told from what is behind it; whether and where a font raises.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.inbox.workbooks.colours import BLACK, SMALLEST, WHITE, is_unseen

_STRIKEOUT, _AUTOMATIC, _SOLID = 0x0008, 0x7FFF, 1
_TWIPS = 20  # of a point
_FIRST_OF_PALETTE = 8  # the eight before it are the same as the eight from it on
_OF_THE_SYSTEM = {64: BLACK, 65: WHITE, _AUTOMATIC: BLACK}


@dataclass(frozen=True)
class Font:
    """``raised``: 1 above the line, -1 below it, 0 on it; ``colour`` by its number."""

    strikes: bool
    raised: int
    colour: int
    small: bool = False


@dataclass
class BiffLook:
    """Grows while the records before the first sheet are read; asked when all are known."""

    fonts: list[Font] = field(default_factory=list)
    styles: list[tuple[int, int, int]] = field(default_factory=list)  # font, pattern, colour behind the text
    palette: dict[int, str] = field(default_factory=lambda: {8: BLACK, 9: WHITE})

    def add_font(self, body: bytes) -> None:
        """The record of a font, which has at least four bytes."""
        flags, colour = struct.unpack_from("<HH", body, 2) if len(body) >= 6 else (body[2], _AUTOMATIC)
        raised = struct.unpack_from("<H", body, 8)[0] if len(body) >= 10 else 0
        small = struct.unpack_from("<H", body)[0] < SMALLEST * _TWIPS
        self.fonts.append(Font(bool(flags & _STRIKEOUT), {1: 1, 2: -1}.get(raised, 0), colour, small))

    def add_style(self, body: bytes) -> None:
        """The record of a style, which has at least four bytes; short ones (before Excel 97) say nothing of fills."""
        pattern, ground = 0, 65
        if len(body) >= 20:
            pattern = struct.unpack_from("<L", body, 14)[0] >> 26
            ground = struct.unpack_from("<H", body, 18)[0] & 0x7F
        self.styles.append((struct.unpack_from("<H", body)[0], pattern, ground))

    def add_palette(self, body: bytes) -> None:
        """Colours that take the place of the usual ones."""
        for number in range((len(body) - 2) // 4):
            self.palette[_FIRST_OF_PALETTE + number] = body[2 + number * 4 : 5 + number * 4].hex().upper()

    def font(self, number: int) -> Font:
        """No font has the number 4; one that is not there does nothing."""
        at = number - (number > 4)
        return self.fonts[at] if at < len(self.fonts) else Font(False, 0, _AUTOMATIC)

    def is_pale(self, font: int) -> bool:
        """Whether text in a font cannot be seen where nothing is filled."""
        return is_unseen(self.colour(self.font(font).colour), WHITE)

    @cached_property
    def struck(self) -> frozenset[int]:
        """Styles whose font strikes out."""
        return self._with_font(lambda font: font.strikes)

    @cached_property
    def raised(self) -> frozenset[int]:
        """Styles whose font stands above or below the line."""
        return self._with_font(lambda font: font.raised != 0)

    @cached_property
    def unseen(self) -> frozenset[int]:
        """Styles whose text cannot be seen."""
        return frozenset(
            number
            for number, (font, pattern, ground) in enumerate(self.styles)
            if self.font(font).small
            or (
                pattern in (0, _SOLID)
                and is_unseen(self.colour(self.font(font).colour), self.colour(ground) if pattern else WHITE)
            )
        )

    def _with_font(self, holds: Callable[[Font], bool]) -> frozenset[int]:
        return frozenset(number for number, (font, *_) in enumerate(self.styles) if holds(self.font(font)))

    def colour(self, number: int) -> str:
        """Six digits, or the name of one that the palette does not hold."""
        if number in _OF_THE_SYSTEM:
            return _OF_THE_SYSTEM[number]
        number += _FIRST_OF_PALETTE if number < _FIRST_OF_PALETTE else 0
        return self.palette.get(number, f"number {number}")
