"""A figure's value as people read it.

In: one Figure. Out: its number with its measure, or the word in its place.
"""

from __future__ import annotations

from toolkit.core.form import DASH
from toolkit.core.model import YES_NO
from toolkit.core.returns import Figure
from toolkit.core.rounding import shown_number


def value_text(figure: Figure) -> str:
    """The value as people read it: 1,240 个, 是, 待统计."""
    if figure.value is None or figure.kind == "text":
        return figure.word or DASH
    number = shown_number(figure.value, figure.decimals)
    if figure.measure == YES_NO:
        return figure.word
    gap = "" if figure.measure == "%" else " "
    return f"{number}{gap}{figure.measure}".rstrip()
