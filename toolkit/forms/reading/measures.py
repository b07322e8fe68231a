"""Columns of money that their unit has in another measure than the form: 总投资(亿元), or 单位：亿元 above plain headers.

In: a Table; once all is settled the cells. Out: what is noted in Collected, and one question a sheet, with what stood there and what counts.
"""

from __future__ import annotations

from toolkit.core.value_text import raw_text
from toolkit.forms.reading.model import Collected
from toolkit.forms.reading.sheets import Table
from toolkit.forms.reading.view import FormView

_SHOWN = 3  # cells


def note_measures(table: Table, out: Collected) -> None:
    """Remember which columns say another measure."""
    said = {match.field: (match.seen, match.measure) for match in table.columns.values() if match.measure}
    if said:
        out.measured.setdefault((table.sheet.name, table.spec.name), {}).update(said)


def say_measures(out: Collected, view: FormView) -> None:
    """What was converted: a header may be changed where the figures below it were not."""
    for (sheet, name), said in out.measured.items():
        cells = [
            cell
            for cell in out.cells
            if (cell.sheet, cell.form_sheet) == (sheet, name)
            and cell.field in said
            and isinstance(cell.value, float | int)
        ]
        if not cells:
            continue
        own = view.specs[name].column(cells[0].field).measure
        shown = "；".join(f"{cell.address}“{cell.raw}”计为{raw_text(cell.value)}" for cell in cells[:_SHOWN])
        values = {
            "sheet_name": sheet,
            "columns": "、".join(dict.fromkeys(seen for seen, _ in said.values())),
            "said": "、".join(dict.fromkeys(measure for _, measure in said.values())),
            "measure": own,
            "count": str(len(cells)),
            "cells": shown + ("等" if len(cells) > _SHOWN else ""),
        }
        first = cells[0]
        out.find("Q176", sheet=sheet, address=first.address, form_sheet=name, seen=first.raw, values=values)
