"""Reads back a workbook that the office filled in: the tables of decisions that lie in outbox/.

In: its bytes. Out: rows of plain values by sheet, or None when it is no workbook.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from python_calamine import CalamineError, CalamineWorkbook

Rows = Sequence[Sequence[object]]


def sheet_rows(data: bytes) -> Mapping[str, Rows] | None:
    """All sheets by name; row 0 is the sheet's first row, blank cells are ""."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (CalamineError, ValueError, OSError):
        return None
