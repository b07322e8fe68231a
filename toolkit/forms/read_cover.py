"""Read the cover (填报说明): who filled the form in, and what became of the decisions of the last meeting.

In: a sheet that was recognised as the cover, and the FormView. Out: additions to Collected. Labels are
looked for by their words, so rows may have moved; a value stands right of its label. Decisions go by
the hidden key, else by their number in the first column.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.core.model import COVER, SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import COVER_KEY, COVER_KEY_INDEX, COVER_PLACES, FEEDBACK, FEEDBACK_LETTER
from toolkit.forms.read_model import Collected
from toolkit.forms.read_rows import OUTSIDE, faults_of, filled_cells, say_group, split_address
from toolkit.forms.read_static import StaticTexts

_FEEDBACK_COLUMN = ord(FEEDBACK_LETTER) - 65


def read_cover(sheet: SheetData, decisions: Collection[str], static: StaticTexts, out: Collected) -> None:
    """Take in one cover; ``static`` tells the form's own texts from notes beside them."""
    faults = faults_of(sheet)
    cells = {
        (cell.row, cell.column): cell
        for number in range(max(len(sheet.rows), max(faults, default=-1) + 1))
        for cell in filled_cells(
            sheet, number, sheet.rows[number] if number < len(sheet.rows) else (), faults.get(number, {})
        )
    }
    inputs = _input_places(sheet) | _decision_places(sheet, decisions)
    outside = []
    for at, cell in cells.items():
        place = inputs.get(at)
        if place is not None:
            out.inputs.setdefault(place, []).append(cell)
        elif not static.owns(cell, COVER):
            out.ignore(cell, OUTSIDE)
            outside.append(cell)
    out.cover.update(inputs.values())
    if outside:
        say_group(out, "N128", sheet.name, COVER, outside)


def _input_places(sheet: SheetData) -> dict[tuple[int, int], tuple[str, str, str]]:
    """(row, column) of each input cell, right of its label; labels that are gone have none."""
    wanted = {squeeze(place.column.header): place for place in COVER_PLACES}
    labels: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(sheet.rows):
        for index, value in enumerate(row):
            if isinstance(value, str) and len(value) < 20:
                text = squeeze(value).rstrip(":")
                if text in wanted:
                    labels.setdefault(text, (number, index))
    found = {}
    for text, (row_at, column_at) in labels.items():
        place = wanted[text]
        if place.column.role == "input":
            declared = split_address(place.address)
            same_label = split_address(place.label_address) == (row_at, column_at)
            at = declared if same_label and declared else (row_at, column_at + 1)
            found[at] = (COVER, COVER_KEY, place.column.field)
    return found


def _decision_places(
    sheet: SheetData, decisions: Collection[str]
) -> dict[tuple[int, int], tuple[str, str, str]]:
    found = {}
    for number, row in enumerate(sheet.rows) if decisions else ():
        for index in (COVER_KEY_INDEX, 0):
            key = squeeze(raw_text(row[index])) if index < len(row) else ""
            if key in decisions:
                found[(number, _FEEDBACK_COLUMN)] = (COVER, key, FEEDBACK.field)
                break
    return found
