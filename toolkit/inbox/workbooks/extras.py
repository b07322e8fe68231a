"""What the cell reader does not carry, in the same shape for every workbook format.

In: nothing; out: :class:`SheetExtras` and :class:`BookExtras`, filled by ooxml, biff and odf.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from toolkit.core.addresses import column_index, column_letter
from toolkit.core.returns import Faulty
from toolkit.inbox.workbooks.formulatext import FormulasInText

Area = tuple[int, int, int, int]
MISSING = "（文字缺失）"  # stands for a text that the file does not have


@dataclass
class SheetExtras:
    """Facts about one sheet by address (A1 style); ``last`` is the last used (row, column),
    1-based, or (0, 0) when it lies within column ZZ and row 9999. ``later`` stands for ``formulas`` and
    ``uncached`` where these are only looked for when asked. ``unread``: the rows are of no interest. ``odd``: it has cells that the usual reader would take for others.
    ``struck``: cells with struck-out text; ``raised``: whose text stands above or below the line as a whole; ``unseen``: whose
    text cannot be told from what is behind it; ``texts``: of cells that readers give without what tells their pieces apart; ``pictured``: cells that hold a picture in place of a value;
    ``pictures`` and ``objects``: areas (first row, first column, last row, last column; 1-based) under pictures, and under embedded or
    linked files; ``background``: a picture is the ground of the whole sheet.
    ``margins``: 页眉 or 页脚 with what is written there. ``words``: what is written in text boxes and other shapes, each with the cell under its corner."""

    errors: dict[str, str] = field(default_factory=dict)
    uncached: set[str] = field(default_factory=set)
    zeros: set[str] = field(default_factory=set)  # formulas whose stored 0 may stand for a text
    formulas: dict[str, str] = field(default_factory=dict)
    number_formats: dict[str, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)
    margins: list[tuple[str, str]] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    struck: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    restyled: list[str] = field(
        default_factory=list
    )  # areas of conditional formats that change what is shown
    texts: dict[str, str] = field(default_factory=dict)
    pictured: set[str] = field(default_factory=set)
    faulty: dict[str, Faulty] = field(default_factory=dict)  # cells that no program can read for sure
    pictures: list[Area] = field(default_factory=list)
    objects: list[Area] = field(default_factory=list)
    background: bool = False
    last: tuple[int, int] = (0, 0)
    later: FormulasInText | None = None
    unread: bool = False
    odd: bool = False


@dataclass
class BookExtras:
    """Facts about a workbook; sheets by name. ``saved_at`` is Beijing time without a zone.

    ``from_1904``: days are counted from 1904. ``recalculated``: formulas are to be worked out by whoever opens it. ``damaged``: parts beside the sheets that cannot be read."""

    sheets: dict[str, SheetExtras] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    from_1904: bool = False
    recalculated: bool = False
    damaged: list[str] = field(default_factory=list)


def address(row: int, column: int) -> str:
    """A1-style address of a 1-based row and column."""
    return f"{column_letter(column - 1)}{row}"


def position(ref: str) -> tuple[int, int]:
    """1-based (row, column) of an A1-style address; (0, 0) when it is none."""
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    if not digits or not letters.isascii() or not letters.isalpha() or len(letters) > 3 or len(digits) > 7:
        return 0, 0
    return int(digits), column_index(letters.upper()) + 1
