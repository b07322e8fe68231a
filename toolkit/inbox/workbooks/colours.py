"""Whether a text can be seen: large enough, and before what is behind it.

In: two colours as six hexadecimal digits, or other names of colours. Out: yes or no; of names only whether they are the same.
"""

from __future__ import annotations

from functools import lru_cache

from toolkit.core.patterns import lazy_regex

BLACK, WHITE = "000000", "FFFFFF"
SMALLEST = 4.0  # points; what is smaller looks like a speck of dust
_LEAST = 1.25  # contrast; the palest grey that anybody writes in has 1.5 on white, white on pale yellow 1.1
_SIX = lazy_regex("[0-9A-F]{6}")


@lru_cache(maxsize=1 << 10)
def is_unseen(ink: str, ground: str) -> bool:
    """Whether ink of this colour cannot be told from its ground."""
    if ink == ground:
        return True
    if not _SIX.fullmatch(ink) or not _SIX.fullmatch(ground):
        return False
    dark, light = sorted((_brightness(ink), _brightness(ground)))
    return (light + 0.05) / (dark + 0.05) < _LEAST


def _brightness(colour: str) -> float:
    """0 for black, 1 for white, as eyes take it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
