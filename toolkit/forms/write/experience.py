"""The sheet 经验与诉求: what went well, what the county asks for, what it suggests."""

from __future__ import annotations

from toolkit.core.area import said
from toolkit.core.form import EXPERIENCE
from toolkit.core.places import Place
from toolkit.forms.layout import EXPERIENCE_SHEET, FIRST_ROW
from toolkit.forms.places import experience_keys
from toolkit.forms.write.formbook import LINE_HEIGHT, height_for
from toolkit.forms.write.selfcheck import write_live
from toolkit.forms.write.sheet import (
    Draft,
    Styles,
    area,
    correction_note,
    format_of,
    open_sheet,
    rule_of,
    set_heights,
)

TITLE = "经验与诉求"
ROOM = 3 * LINE_HEIGHT
PRINTED_ROWS = 4


def write_experience(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    keys = experience_keys()
    page = open_sheet(draft, styles, EXPERIENCE_SHEET, TITLE, len(keys))
    heights = []
    for number, key in enumerate(keys, FIRST_ROW - 1):
        texts: list[tuple[str, float]] = []
        for index, column in enumerate(EXPERIENCE_SHEET.columns):
            place = Place(EXPERIENCE, key, column.field)
            value = draft.values.get(place)
            if column.kind == "choice" and isinstance(value, str):
                value = said(value)
            style = styles.input(
                code=column.kind == "choice", number=format_of(column), wrong=place in draft.marks
            )
            page.put(number, index, value, style)
            if place in draft.marks:
                page.note(number, index, correction_note(draft.marks[place]))
            if isinstance(value, str):
                texts.append((value, column.width))
        page.put(number, EXPERIENCE_SHEET.key_index, key, styles.key)
        heights.append(height_for(texts, ROOM))
    for index, column in enumerate(EXPERIENCE_SHEET.columns):
        page.validate(area(FIRST_ROW - 1, len(keys), index), rule_of(column))
    write_live(draft, styles, page)
    used = sum(
        any(Place(EXPERIENCE, key, c.field) in draft.values for c in EXPERIENCE_SHEET.columns) for key in keys
    )
    set_heights(page, EXPERIENCE_SHEET, heights, rows=used + PRINTED_ROWS)
