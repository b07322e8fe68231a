"""Tables as one workbook to work with: a sheet a table, the dictionary of columns last.

In: tables and what outputs need to know of the month. Out: the bytes of an .xlsx. Numbers are numbers, unrounded; a missing one
is an empty cell with its reason in a column of its own. What came back stands as text, never as a formula. Nobody reads it
on paper: each sheet prints one page of its first rows and columns, which says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice
from typing import Any

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.theme import wrapped_lines
from toolkit.forms.plainsheet import PlainSheet, PlainWorkbook
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import clean
from toolkit.outputs.workbook.limits import MOST_ROWS, rows_beyond
from toolkit.outputs.workbook.printing import layout, set_header, set_page, set_paper, short
from toolkit.outputs.workbook.sheet import EXTRACT, LINE_HEIGHT, ROW_HEIGHT
from toolkit.tables.columns import Cell, Table
from toolkit.tables.csvfiles import DICTIONARY, DICTIONARY_HEADS, dictionary_rows

_FONT = {"font_name": theme.FONT, "font_size": theme.FONT_SIZE}
_WIDTHS = {"text": 16, "number": 13, "count": 9, "flag": 8, "time": 18, "category": 12}


def data_workbook(tables: Sequence[Table[Any]], context: OutputContext) -> bytes:
    """The workbook; in a table of more rows than a sheet has the last one says so."""
    stream = io.BytesIO()
    book = PlainWorkbook(stream, {"in_memory": True, "default_format_properties": dict(_FONT)})
    book.set_properties({"created": context.created})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    looks = (head, time)
    for table in tables:
        widths = [_WIDTHS[column.kind] for column in table.columns]
        heads = [said(column.header) for column in table.columns]
        rows = _fitting(table.rows(), len(table.records))
        _to_paper(_sheet(book, table.file, heads, widths, rows, looks), widths, context)
    widths = [16, 24, 18, 50, 28, 26, 8]
    _to_paper(
        _sheet(book, DICTIONARY, DICTIONARY_HEADS, widths, dictionary_rows(tables), looks), widths, context
    )
    book.close()
    return stream.getvalue()


def _sheet(
    book: Any,
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    looks: tuple[Any, Any],
) -> Any:
    head, time = looks
    sheet = book.add_worksheet(name, worksheet_class=PlainSheet)
    sheet.set_default_row(ROW_HEIGHT)  # else programs make rows as high as their fonts
    sheet.set_row(0, LINE_HEIGHT * max(map(wrapped_lines, heads, widths)) + 2)
    for index, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, text, head)
    kept = cache(clean)  # the same names and words stand in nearly every row
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
                sheet.write_string(line, index, kept(value))
            else:
                sheet.write_number(line, index, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(heads) - 1)
    return sheet


def _fitting(rows: Iterable[Sequence[Cell]], count: int) -> Iterable[Sequence[Cell]]:
    """The rows, or as many as a sheet takes below its head, the last of them saying how many more there are."""
    if count < MOST_ROWS:
        return rows
    first = MOST_ROWS - 2
    return chain(islice(rows, first), [(rows_beyond(count - first, MOST_ROWS),)])


def _to_paper(sheet: Any, widths: Sequence[float], context: OutputContext) -> None:
    """One page of as many columns and rows as it takes."""
    above = 0.75 * sheet.row_sizes[0][0]
    printed = next(
        many for many in range(len(widths), 0, -1) if not layout(widths[:many], 0, above, [ROW_HEIGHT]).breaks
    )
    fit = layout(widths[:printed], 0, above, [ROW_HEIGHT])
    rows = sheet.dim_rowmax or 0
    last = min(rows, fit.first_rows(above, [ROW_HEIGHT] * rows)) if rows else 0
    set_page(
        sheet,
        clean(f"{short(context.office)} {context.period} {sheet.get_name()}"),
        context.dates,
    )
    sheet.hide_gridlines(0)  # there are no borders
    set_paper(sheet, fit, (last, printed - 1), 0, whole=True)
    set_header(sheet, clean(context.watermark), EXTRACT if (last, printed) < (rows, len(widths)) else "")
