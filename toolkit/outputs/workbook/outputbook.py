"""Writes output workbooks with xlsxwriter in one look: title, state of the ledger, notes, table, print set-up.

In: columns and rows (:mod:`toolkit.outputs.workbook.grid`); out: bytes. Text is always written as text; every
warning of xlsxwriter and every refused cell is an error, since a silently dropped cell is a lost one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from copy import deepcopy

from toolkit.core import theme
from toolkit.core.garbage import no_collector
from toolkit.forms.plainsheet import PlainWorkbook
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column
from toolkit.outputs.workbook.sheet import EXTRACT as EXTRACT
from toolkit.outputs.workbook.sheet import OutputSheet as OutputSheet
from toolkit.outputs.workbook.stationery import Stationery
from toolkit.outputs.workbook.stationery import check as check

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_format_properties": {
        "font_name": theme.FONT,
        "font_size": theme.FONT_SIZE,
    },  # columns are measured in it
}


class OutputBook(Stationery):
    """A workbook under way; made by :func:`render`."""

    def __init__(self, context: OutputContext, title: str, of: str, owner: str) -> None:
        self._buffer = io.BytesIO()
        self._sheets: list[OutputSheet] = []
        # xlsxwriter writes into what it is given: the first workbook of a process would differ from all later ones
        super().__init__(PlainWorkbook(self._buffer, deepcopy(_OPTIONS)), context, of, owner)
        self.workbook.set_properties(
            {
                "title": title,
                "author": context.office,
                "created": context.created,
                "comments": context.watermark,
            }
        )
        self.workbook.set_calc_mode("auto")

    def sheet(
        self, name: str, columns: Sequence[Column], *, title: str = "", notes: str = "", noted: int = 0
    ) -> OutputSheet:
        """Add a sheet with its title lines and the head of its table; the notes run over ``noted`` columns."""
        sheet = OutputSheet(self, name, columns, title=title or name, notes=notes, noted=noted)
        self._sheets.append(sheet)
        return sheet

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        for sheet in self._sheets:
            sheet.to_paper()
        self.workbook.close()
        return self._buffer.getvalue()


def render(
    context: OutputContext,
    title: str,
    fill: Callable[[OutputBook], None],
    *,
    of: str = "",
    owner: str = "",
) -> bytes:
    """Make a workbook that ``fill`` writes; raises where xlsxwriter would only warn and drop something.

    ``of`` is what titles begin with: the month, unless the workbook is of a year. ``owner`` is named below each page:
    the unit that the workbook goes to, else the office.
    """
    with warnings.catch_warnings(), no_collector():
        warnings.simplefilter("error", UserWarning)  # xlsxwriter's; not what a collector finds
        book = OutputBook(context, title, of or context.period.chinese, owner or context.office)
        fill(book)
        return book.finish()
