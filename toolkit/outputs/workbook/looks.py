"""How cells look: by the kind of their column, by the light they begin with, and how high their text makes them.

In: a column, the theme. Out: xlsxwriter format properties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from toolkit.core import theme
from toolkit.core.cell_text import clean
from toolkit.core.private import masked
from toolkit.core.returns import Light
from toolkit.core.rounding import RATE
from toolkit.core.words import NoValue
from toolkit.outputs.workbook.grid import Column

INDENT = 2  # half-width characters that an indent takes
_ALIGN = {"number": "right", "percent": "right", "date": "center", "code": "center"}


def cell_look(column: Column, number_format: str) -> dict[str, Any]:
    """Border, alignment and number format of a column's cells."""
    kind = column.kind
    properties: dict[str, Any] = {"border": 1, "border_color": "#" + theme.LINE}
    properties["align"] = _ALIGN.get(kind, "left")
    if column.entry:
        properties |= {"bg_color": "#" + theme.INPUT, "locked": False}
    if kind in ("text", "light", "code"):
        properties["text_wrap"] = True
    elif kind == "path":
        properties["shrink"] = True  # a path has nowhere to break
    if kind in ("light", "percent") or column.beside:  # a rate often stands beside text
        properties["indent"] = 1
    if kind in ("number", "percent") or number_format:
        properties |= {
            "shrink": True,
            "text_wrap": False,
        }  # a number that is too wide must never show as ####
    if number_format:
        properties["num_format"] = number_format
        if kind not in ("code", "date"):
            properties["align"] = "right"
    elif kind == "percent":
        properties["num_format"] = "0." + "0" * RATE
    elif kind == "number":
        properties["num_format"] = theme.number_format(column.decimals)
    return properties


def light_looks() -> list[tuple[str, str, str]]:
    """(how the text begins, fill, text colour) of every light, and the grey of 不涉及."""
    looks = [
        (light.value, theme.LIGHT_FILL[light], theme.LIGHT_TEXT[light])
        for light in (Light.BLUE, Light.GREEN, Light.YELLOW, Light.RED, Light.MISSING, Light.OPEN)
    ]
    looks.append(("◇", theme.LIGHT_FILL[Light.WAITING], theme.LIGHT_TEXT[Light.WAITING]))
    return [*looks, (NoValue.NOT_APPLICABLE, theme.LOCKED, "A6A6A6")]


def wrap_width(column: Column) -> float:
    """The width at which text wraps in a column; 0 where it is shrunk to one line instead."""
    return 0.0 if column.kind == "path" else column.width - INDENT * column.beside


def spaced(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of text that stand right of numbers marked as such."""
    made = list(columns[:1])
    for left, column in pairwise(columns):
        beside = left.kind in ("number", "percent") and column.kind == "text" and not column.entry
        made.append(replace(column, beside=True) if beside else column)
    return tuple(made)


def merged_width(widths: Sequence[float]) -> float:
    """What cells merged into one take: each column has a little air of its own."""
    return sum(widths) + 0.7 * (len(widths) - 1)


def fitted(text: str, width: float) -> tuple[str, int]:
    """The text as it leaves in a cell, and the lines that it takes at that width (0: never wrapped)."""
    return fitted_whole(masked(text), width)


@lru_cache(maxsize=1 << 14)  # names, words and whole reports stand in many workbooks
def fitted_whole(text: str, width: float) -> tuple[str, int]:
    """The same of a text in which telephone numbers stand."""
    text = clean(text)
    if not width or (len(text) * 2 < width - 1 and "\n" not in text):
        return text, 1
    return text, theme.wrapped_lines(text, width)
