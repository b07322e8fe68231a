"""The sheet 重点项目: projects carried over under stable numbers, free rows, the live total on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import PROJECTS
from toolkit.core.places import Place
from toolkit.forms.formulas import total
from toolkit.forms.labels import PRINTED
from toolkit.forms.layout import FIRST_ROW, MONEY_FIELDS, PROJECT_SHEET
from toolkit.forms.live import Live
from toolkit.forms.places import Value, project_numbers
from toolkit.forms.plainsheet import Part
from toolkit.forms.spec import Column
from toolkit.forms.write.formbook import LINE_HEIGHT, Page, height_for
from toolkit.forms.write.selfcheck import write_live
from toolkit.forms.write.sheet import (
    NUMBER_FORMAT,
    Draft,
    Styles,
    area,
    correction_note,
    format_of,
    held_note,
    open_sheet,
    rule_of,
    set_heights,
    set_up,
)

TITLE = "重点项目"
CODES = frozenset(
    {fields.NUMBER, fields.TASK_NO, fields.CATEGORY, fields.STATUS, fields.START, fields.PLANNED_END}
)
FIELDS = tuple(column.field for column in PROJECT_SHEET.columns)
ROOM = 2 * LINE_HEIGHT


def write_projects(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    keys = list(project_numbers(draft.form))
    hint = "" if draft.form.projects else PROJECT_SHEET.other_hint
    page = open_sheet(draft, styles, PROJECT_SHEET, TITLE, len(keys), hint)
    carried = {project.number: project.values for project in draft.form.projects}
    heights = []
    looks = [_look(styles, column, wrong=False) for column in PROJECT_SHEET.columns]  # of hundreds of rows
    told = (*draft.values, *draft.marks, *draft.form.held)
    begun = {key for sheet, key, _ in told if sheet == PROJECTS} | carried.keys()
    blanks: Part | None = None
    for number, key in enumerate(keys, FIRST_ROW - 1):
        if key not in begun:
            blanks = _write_free(styles, page, looks, number, key, blanks)
            heights.append(height_for((), ROOM))
            continue
        heights.append(_write_row(draft, styles, page, looks, number, key))
        _note_last_month(draft, page, number, key, carried.get(key, {}))
    _write_totals(draft, styles, page, keys)
    _validate(page, len(keys))
    filled = {key for sheet, key, _ in draft.values if sheet == PROJECTS}
    last = max((place for place, key in enumerate(keys, 1) if key in filled), default=0)
    set_up(draft, page, note=said(PRINTED))
    set_heights(page, PROJECT_SHEET, heights, rows=last)  # free rows do not print


def project_total(draft: Draft, field: str) -> Live:
    """The live total of a money column over all rows."""
    letter = PROJECT_SHEET.letter(field)
    keys = list(project_numbers(draft.form))
    ref = f"{PROJECTS}!{letter}{FIRST_ROW}:{letter}{FIRST_ROW + len(keys) - 1}"
    return total(ref, [draft.values.get(Place(PROJECTS, key, field)) for key in keys])


def _look(styles: Styles, column: Column, *, wrong: bool) -> Any:
    return styles.input(code=column.field in CODES, number=format_of(column), wrong=wrong)


def _write_row(
    draft: Draft, styles: Styles, page: Page, looks: Sequence[Any], number: int, key: str
) -> float:
    """Gives the height."""
    texts: list[tuple[str, float]] = []
    for index, (column, look) in enumerate(zip(PROJECT_SHEET.columns, looks, strict=True)):
        if column.role == "label":
            page.put(number, index, key, styles.label(code=True))
            if note := held_note(draft.form, PROJECTS, key, FIELDS):
                page.note(number, index, note)
            continue
        place = Place(PROJECTS, key, column.field)
        value = draft.values.get(place)
        page.put(number, index, value, _look(styles, column, wrong=True) if place in draft.marks else look)
        if isinstance(value, str):
            texts.append((value, column.width))
    page.put(number, PROJECT_SHEET.key_index, key, styles.key)
    return height_for(texts, ROOM)


def _write_free(
    styles: Styles, page: Page, looks: Sequence[Any], number: int, key: str, blanks: Part | None
) -> Part:
    """A row that nothing is known of; gives its cells to fill in, which are the ``blanks`` of the next one."""
    inputs = [index for index, column in enumerate(PROJECT_SHEET.columns) if column.role == "input"]
    page.put(number, 0, key, styles.label(code=True))
    if blanks is None:
        for index in inputs:
            page.put(number, index, None, looks[index])
        blanks = page.sheet.part(number, inputs[0], inputs[-1])
    else:
        page.again(number, blanks)
    page.put(number, PROJECT_SHEET.key_index, key, styles.key)
    return blanks


def _note_last_month(draft: Draft, page: Page, number: int, key: str, last: Mapping[str, Value]) -> None:
    for index, column in enumerate(PROJECT_SHEET.columns):
        marks = draft.marks.get(Place(PROJECTS, key, column.field), ())
        parts = [correction_note(marks)] if marks else []
        if not column.carried and last.get(column.field, "") != "":
            parts.append(f"{said('上月填报')}：{last[column.field]}")
        if parts:
            page.note(number, index, "\n\n".join(parts))


def _write_totals(draft: Draft, styles: Styles, page: Page, keys: list[str]) -> None:
    write_live(draft, styles, page, Live('"　全部项目合计："', "　全部项目合计："))
    style = draft.book.style(bold=True, align="right", num_format=NUMBER_FORMAT, shrink=True)
    for field in MONEY_FIELDS:
        page.live(2, PROJECT_SHEET.index(field), project_total(draft, field), style)


def _validate(page: Page, rows: int) -> None:
    for index, column in enumerate(PROJECT_SHEET.columns):
        if column.role == "input":
            page.validate(area(FIRST_ROW - 1, rows, index), rule_of(column))
