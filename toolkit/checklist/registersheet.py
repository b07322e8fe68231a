"""Puts matters into the sheet 议定事项 of the office's own workbook; every other byte of meaning in it stays.

In: the workbook's bytes and new matters. Out: new bytes. Nothing that stands there is changed. A workbook from before
some column gets it in the next free column of the head.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.checklist.registers import DECISION_SHEET, DECISIONS
from toolkit.checklist.sheetxml import SheetXml
from toolkit.checklist.tables import read_tables
from toolkit.core.model import Decision
from toolkit.errors import OperatorError

_FIELDS = ("number", "matter", "unit", "due", "source", "goal", "task")


def add_decisions(data: bytes, matters: Sequence[Decision]) -> bytes:
    """The workbook with a row more for each matter; raises OperatorError when it has no usable sheet."""
    tables, _ = read_tables(data)
    table = tables.get(DECISIONS)
    if table is None or any((name, None) not in table.places for name in ("number", "matter", "unit")):
        raise OperatorError(f"任务清单里没有“{DECISIONS}”表，或缺少它的列，请先补上再运行。")
    sheet = SheetXml(data, DECISIONS)
    columns = {field: column for (field, _), column in table.places.items()}
    head = sheet.head_row(columns.values())
    for field in _FIELDS:
        if field not in columns:
            columns[field] = max(columns.values()) + 1
            sheet.put(head, columns[field], DECISION_SHEET.by_field[field].header)
    rows = [row.number for row in table.rows]
    like, last = max(rows, default=None), max(rows, default=head)
    for number, matter in enumerate(matters, start=last + 1):
        sheet.new_row(number, like)
        for field in _FIELDS:
            if text := getattr(matter, field):
                sheet.put(number, columns[field], text)
    return sheet.bytes()
