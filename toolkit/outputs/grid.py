"""What stands in a table of an output workbook: columns, and values that are more than text or number.

Sheets are described with these first and written by :mod:`toolkit.outputs.book` last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from toolkit.core.addresses import column_letter
from toolkit.core.form import DASH, NOT_APPLICABLE, PENDING, TO_BE_SPLIT
from toolkit.core.returns import Figure, Light

HEAD_ROW = 3  # 0-based; the head of every table stands in row 4
CELL_LIMIT = 32_767
CUT_MARK = "……【超出单元格上限，以下从略，全文见原件】"
_SHOWN_WORDS = (PENDING, NOT_APPLICABLE, TO_BE_SPLIT)
# Control characters but tab and line feed, lone surrogates, non-characters, and marks that turn the
# reading direction: none of them can be seen, all of them can mislead or break a file.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)

Kind = Literal["text", "code", "number", "percent", "date", "light", "path"]


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in half-width characters, and how its cells look.

    ``entry`` columns are for the reader to fill in: coloured, and open when the sheet is protected.
    """

    header: str
    width: float
    kind: Kind = "text"
    decimals: int = 0
    entry: bool = False


@dataclass(frozen=True)
class Number:
    """A number with a number format of its own (decimals differ from row to row, or 是/否 for 1/0)."""

    value: float
    number_format: str


@dataclass(frozen=True)
class Formula:
    """A live formula with the value it must give; ``number_format`` "" takes the column's."""

    text: str
    value: str | float
    number_format: str = ""


@dataclass(frozen=True)
class Link:
    """Text with a link to a file of ours; an empty target leaves plain text."""

    target: str
    text: str


Value = str | float | datetime | None | Number | Formula | Link
Row = Sequence[Value]


def clean(text: str) -> str:
    """Text that is safe in a cell: nothing unseen in it, and cut with a visible mark at Excel's limit."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", text)
    # Excel counts UTF-16 units: a character outside the basic plane counts two.
    if len(text) * 2 <= CELL_LIMIT or len(text.encode("utf-16-le")) <= CELL_LIMIT * 2:
        return text
    room = (CELL_LIMIT - len(CUT_MARK)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_MARK


def file_name(text: str) -> str:
    """A name that every file system takes: no separators, no reserved characters, no unseen ones."""
    text = unicodedata.normalize("NFC", clean(text))
    return re.sub(r'[\\/:*?"<>|\n\t]', "_", text).strip(" .")[:80] or "未命名"


def number_format(decimals: int, measure: str = "") -> str:
    """Thousands separators and the source's decimals; 是/否 shows its 1 and 0 as words."""
    if measure == "是/否":
        return '[=1]"是";[=0]"否";0'
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def word_of(figure: Figure | None) -> str:
    """What stands where a figure has no number: 待统计, 不涉及, 待分解, else the dash."""
    return figure.word if figure is not None and figure.word in _SHOWN_WORDS else DASH


def shown(figure: Figure | None) -> Value:
    """A figure as a cell: its number in its own format, or the word for its absence."""
    if figure is None or figure.value is None:
        return word_of(figure)
    return Number(figure.value, number_format(figure.decimals, figure.measure))


def percent(figure: Figure | None) -> Value:
    """A percentage (0 to 100) or a difference in points: one decimal shown, unrounded in the cell."""
    if figure is None or figure.value is None:
        return word_of(figure)
    return figure.value


def light_text(light: Light, word: str) -> str:
    """A light with its word: ``● 绿 达序时进度``, ``○ 未报``; without a light the word alone."""
    if light is Light.MISSING:
        return light.value
    if light is Light.NONE:
        return word or light.value
    return f"{light.value} {word}".rstrip()


def cell_name(row: int, column: int) -> str:
    """A1 name of 0-based row and column."""
    return f"{column_letter(column)}{row + 1}"


def span_name(sheet: str, first: int, last: int, column: int) -> str:
    """Absolute range of one column in a sheet, 0-based rows first to last."""
    letters = column_letter(column)
    return f"{sheet}!${letters}${first + 1}:${letters}${last + 1}"
