"""Tables as one workbook to work with: a sheet a table, the dictionary of columns last.

In: tables and the moment for its properties. Out: the bytes of an .xlsx. Numbers are numbers, unrounded; a missing one is
an empty cell with its reason in a column of its own. What came back stands as text, never as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from toolkit.core.area import said
from toolkit.core.theme import wrapped_lines
from toolkit.forms.plainsheet import PlainSheet
from toolkit.outputs.data.columns import Cell, Table
from toolkit.outputs.data.csvfiles import DICTIONARY, DICTIONARY_HEADS, dictionary_rows
from toolkit.outputs.grid import clean
from toolkit.outputs.printing import set_header

LONGEST = 32767  # characters of a cell
MOST_ROWS = 1_048_576
HEAD_HEIGHT = 15  # points of a line
_WIDTHS = {"text": 16, "number": 13, "count": 9, "flag": 8, "time": 18, "category": 12}


def data_workbook(tables: Sequence[Table[Any]], created: datetime, watermark: str = "") -> bytes:
    """The workbook, ``watermark`` at the head of each page; raises ValueError for a table of more rows than a sheet has."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": created})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for table in tables:
        widths = [_WIDTHS[column.kind] for column in table.columns]
        heads = [said(column.header) for column in table.columns]
        _sheet(book, table.file, heads, widths, table.rows(), (head, time))
    _sheet(
        book, DICTIONARY, DICTIONARY_HEADS, [16, 24, 18, 50, 28, 26, 8], dictionary_rows(tables), (head, time)
    )
    for sheet in book.worksheets():
        set_header(sheet, clean(watermark), "")
    book.close()
    return stream.getvalue()


def _sheet(
    book: Any,
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    looks: tuple[Any, Any],
) -> None:
    head, time = looks
    sheet = book.add_worksheet(name, worksheet_class=PlainSheet)
    sheet.set_row(0, HEAD_HEIGHT * max(map(wrapped_lines, heads, widths)))
    for index, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, text, head)
    line = 0
    for line, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_string(line, index, "是" if value else "否")
            elif isinstance(value, datetime):
                sheet.write_datetime(line, index, value, time)
            elif isinstance(value, str):
                sheet.write_string(line, index, clean(value)[:LONGEST])
            else:
                sheet.write_number(line, index, value)
    if line >= MOST_ROWS:
        raise ValueError(f"{name} has more rows than a sheet")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(heads) - 1)
