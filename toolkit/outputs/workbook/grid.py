"""What stands in a table of an output workbook: columns, and values that are more than text or number.

Sheets are described with these first and written by :mod:`toolkit.outputs.workbook.outputbook` last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.core import cell_text
from toolkit.core.addresses import cell_name as cell_name
from toolkit.core.addresses import column_letter
from toolkit.core.cell_text import CELL_LIMIT as CELL_LIMIT
from toolkit.core.cell_text import CUT_MARK as CUT_MARK
from toolkit.core.form import DASH
from toolkit.core.private import masked
from toolkit.core.returns import Figure, Light
from toolkit.core.words import NoValue
from toolkit.papers.sheet import Kind, PaperSheet

HEAD_ROW = 3  # 0-based; the head of every table stands in row 4
_SHOWN_WORDS = (NoValue.PENDING, NoValue.NOT_APPLICABLE, NoValue.TO_BE_SPLIT)


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in half-width characters, and how its cells look.

    ``entry`` columns are for the reader to fill in: coloured, and open when the sheet is protected. ``beside``: text that
    stands right of numbers, and keeps a distance from them (:class:`toolkit.outputs.workbook.sheet.OutputSheet` sees to it).
    """

    header: str
    width: float
    kind: Kind = "text"
    decimals: int = 0
    entry: bool = False
    beside: bool = False


def columns_of(paper: PaperSheet) -> tuple[Column, ...]:
    """The columns of a paper that comes back, as they are declared for writer and reader."""
    return tuple(Column(one.header, one.width, one.kind, one.decimals, one.entry) for one in paper.columns)


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


@dataclass(frozen=True)
class Contact:
    """Whom to call: the one text in which a telephone number stands whole."""

    text: str


Value = str | float | datetime | None | Number | Formula | Link | Contact
Row = Sequence[Value]


def clean(text: str) -> str:
    """Text as it leaves: safe in a cell, and without whole numbers of people."""
    return cell_text.clean(masked(text))


def file_name(text: str) -> str:
    """A name that every file system takes: no separators, no reserved characters, no unseen ones."""
    text = unicodedata.normalize("NFC", clean(text))
    text = re.sub(r'[\\/:*?"<>|\n\t]', "_", text).strip(" .")[:80] or "未命名"
    return re.sub(
        r"^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.)", r"\1_", text, flags=re.IGNORECASE
    )  # Windows keeps these


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
    """A light with its word: ``● 绿 达序时进度``, ``○ 未报``, ``◇ 未到时限``; without a light the word alone."""
    if light in (Light.MISSING, Light.OPEN, Light.WAITING):
        return light.value
    if light is Light.NONE:
        return word or light.value
    return f"{light.value} {word}".rstrip()


def span_name(sheet: str, first: int, last: int, column: int) -> str:
    """Absolute range of one column in a sheet, 0-based rows first to last."""
    letters = column_letter(column)
    return f"{sheet}!${letters}${first + 1}:${letters}${last + 1}"
