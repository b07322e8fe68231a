"""Puts units into the sheet 单位 of the office's own workbook, which may have no such sheet yet.

In: the workbook's bytes and the units. Out: new bytes, everything else as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.checklist.sheetxml import SheetXml, with_sheet
from toolkit.checklist.tables import read_tables
from toolkit.checklist.unitsheet import UNIT_SHEET, UNITS
from toolkit.checklist.workbook import SPARE_ROWS, cell_value
from toolkit.core.model import Unit


def put_units(data: bytes, units: Sequence[Unit]) -> bytes:
    """The units as rows below the head; raises ValueError or KeyError for a workbook that cannot be edited."""
    if UNITS not in read_tables(data)[0]:
        data = with_sheet(data, UNIT_SHEET, SPARE_ROWS)
    table = read_tables(data)[0][UNITS]
    sheet = SheetXml(data, UNITS)
    head = sheet.head_row(table.places.values())
    for line, unit in enumerate(units, start=head + 1):
        sheet.new_row(line, None)
        for (field, _), column in table.places.items():
            if value := cell_value(unit, field, None):
                sheet.put(line, column, value)
    return sheet.bytes()
