"""Read the cover (填报说明): who filled the form in, and what became of the decisions of the last meeting.

In: a sheet that was recognised as the cover, and the Form. Out: additions to Collected. Labels are
looked for by their words, so rows may have moved; a value stands right of its label. Decisions go by
the hidden key, else by their number in the first column.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.core import fields
from toolkit.core.form import COVER, Form
from toolkit.core.places import Place
from toolkit.core.returns import SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import COVER_KEY, COVER_KEY_INDEX, COVER_PLACES, FEEDBACK, FEEDBACK_LETTER
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.report import UNUSED, say_group
from toolkit.forms.reading.scan import sheet_cells, split_address
from toolkit.forms.reading.spelled import SAME_THING, is_period, is_unit
from toolkit.forms.reading.static import StaticTexts
from toolkit.forms.reading.walk import OUTSIDE
from toolkit.forms.spec import Column

_FEEDBACK_COLUMN = ord(FEEDBACK_LETTER) - 65


def read_cover(sheet: SheetData, form: Form, static: StaticTexts, out: Collected) -> None:
    """Take in one cover; ``static`` tells the form's own texts from notes beside them."""
    cells = {(cell.row, cell.column): cell for cell in sheet_cells(sheet)}
    labels = _label_places(sheet)
    inputs = {
        at: Place(COVER, COVER_KEY, column.field) for at, column in labels.items() if column.role == "input"
    }
    inputs |= _decision_places(sheet, frozenset(decision.number for decision in form.decisions))
    own = {fields.UNIT: form.unit.name, fields.PERIOD: form.period.chinese}
    outside = []
    for at, cell in cells.items():
        place = inputs.get(at)
        if place is not None:
            out.inputs.setdefault(place, []).append(cell)
        elif at in labels and labels[at].field in own:
            _check_own(cell, labels[at], own[labels[at].field], form, out)
        elif not static.owns(cell, COVER):
            out.ignore(cell, OUTSIDE)
            outside.append(cell)
    out.cover.update(inputs.values())
    say_group(out, "N128", sheet.name, COVER, outside)


def _check_own(cell: Filled, column: Column, expected: str, form: Form, out: Collected) -> None:
    """Unit and period stand as sent out, or were overwritten; in other words is no change."""
    if squeeze(cell.raw) == squeeze(expected):
        return
    unit = form.unit
    names = (unit.name, unit.short, *unit.aliases)
    if is_unit(cell.raw, names) if column.field == fields.UNIT else is_period(cell.raw, form.period):
        out.ignore(cell, SAME_THING)
        return
    out.ignore(cell, f"“{column.header}”是下发的内容，不采用改动，应为“{expected}”")
    out.find(
        "Q126",
        sheet=cell.sheet.name,
        address=cell.address,
        form_sheet=COVER,
        field=column.field,
        seen=cell.raw[:60],
        values={"row": COVER, "column": column.header, "expected": expected, "fate": UNUSED},
    )


def _label_places(sheet: SheetData) -> dict[tuple[int, int], Column]:
    """(row, column) of each value on the cover, right of its label; labels that are gone have none."""
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
        declared = split_address(place.address)
        in_place = split_address(place.label_address) == (row_at, column_at)
        found[declared if in_place and declared else (row_at, column_at + 1)] = place.column
    return found


def _decision_places(sheet: SheetData, decisions: Collection[str]) -> dict[tuple[int, int], Place]:
    found = {}
    for number, row in enumerate(sheet.rows) if decisions else ():
        for index in (COVER_KEY_INDEX, 0):
            key = squeeze(raw_text(row[index])) if index < len(row) else ""
            if key in decisions:
                found[(number, _FEEDBACK_COLUMN)] = Place(COVER, key, FEEDBACK.field)
                break
    return found
