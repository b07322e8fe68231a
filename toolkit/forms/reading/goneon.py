"""Rows that are missing from their table and stand on another sheet without its header, as where a table was broken in two (续表).

In: the rows of a form sheet that the file does not have, the sheets that are none of the form's. Out: a finding for each sheet
on which they stand: nothing of them was read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from toolkit.core.form import TASKS
from toolkit.core.returns import SheetData
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.reading.model import Collected
from toolkit.forms.reading.view import FormView

_FILLED = 3  # cells of a row that says more than its number and a word
_SHOWN = 8


def say_gone_on(
    name: str, gone: Collection[str], sheets: Sequence[SheetData], view: FormView, out: Collected
) -> None:
    """``gone`` are the keys of the missing rows; few of them on a sheet may be any numbers."""
    shown = {view.form.task_number(key) if name == TASKS else key for key in gone}
    for sheet in sheets:
        lines = {
            label: number
            for number, row in enumerate(sheet.rows, 1)
            if (texts := [raw_text(value) for value in row if not is_blank(value)])[_FILLED - 1 :]
            and (label := squeeze(texts[0])) in shown
        }
        if 2 * len(lines) < len(shown):
            continue
        listed = list(lines)
        values = {
            "sheet_name": name,
            "count": str(len(lines)),
            "rows": "、".join(listed[:_SHOWN]) + ("等" if len(listed) > _SHOWN else ""),
            "other": sheet.name,
            "line": str(min(lines.values())),
        }
        out.find("Q171", sheet=sheet.name, address=f"A{min(lines.values())}", form_sheet=name, values=values)
