"""The sheet 任务进展: each task in full, last month beside this month."""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import TASKS, TaskRow
from toolkit.core.places import Place
from toolkit.core.words import TaskStatus
from toolkit.forms.labels import WHOLE, task_labels, whole_task_labels
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, TASK_SHEET
from toolkit.forms.same import TAKEN, may_be_same
from toolkit.forms.write.formbook import LINE_HEIGHT, Page, height_for
from toolkit.forms.write.selfcheck import write_live
from toolkit.forms.write.sheet import (
    Draft,
    Styles,
    area,
    correction_note,
    format_of,
    held_note,
    open_sheet,
    rule_of,
    say_nothing_asked,
    set_heights,
)

TITLE = "任务进展"
NO_TASKS = "本单位没有需要填报的任务，这张表不用填，请直接填“指标数据”。"
SAME_HINT = "与上月相同、没有变化的，只在最右一列选“是”。"
CODES = frozenset({fields.NO, fields.PREVIOUS_STATUS, fields.STATUS, fields.SAME})
PRINTED_COLUMNS = TASK_SHEET.index(fields.PERSON)  # what comes behind is for the screen
ROOM = 4 * LINE_HEIGHT  # so that a typed progress text is seen whole


def write_tasks(draft: Draft, styles: Styles) -> None:
    """Fill the sheet; without tasks it stays empty and says so."""
    rows = draft.form.rows
    hint = f"{TASK_SHEET.hint}{SAME_HINT}" if may_be_same(draft.form.period) else ""
    page = open_sheet(draft, styles, TASK_SHEET, TITLE, len(rows), hint)
    if not rows:
        say_nothing_asked(page, styles, TASK_SHEET, NO_TASKS)
        return
    action = ""
    heights = []
    for number, row in enumerate(rows, FIRST_ROW - 1):
        heights.append(_write_row(draft, styles, page, number, row, starts_action=row.task.action != action))
        action = row.task.action
    set_heights(page, TASK_SHEET, heights, columns=PRINTED_COLUMNS)
    write_live(draft, styles, page)
    _validate(page, len(rows))
    last = FIRST_ROW - 2 + len(rows)
    before, letter = TASK_SHEET.index(fields.PREVIOUS_STATUS), TASK_SHEET.letter(fields.PREVIOUS_STATUS)
    behind = f'${letter}{FIRST_ROW}="{TaskStatus.BEHIND}"'
    page.colour((FIRST_ROW - 1, before, last, before), behind, font_color="#C00000", bold=True)


def _write_row(
    draft: Draft, styles: Styles, page: Page, number: int, row: TaskRow, starts_action: bool
) -> float:
    labels, whole, key = task_labels(row), whole_task_labels(row), row.task.key
    texts: list[tuple[str, float]] = []
    for index, column in enumerate(TASK_SHEET.columns):
        code = column.field in CODES
        if column.role == "label":
            value: object = labels[column.field]
            said = column.field.removeprefix("previous_")
            held = held_note(draft.form, TASKS, key, [said]) if said != column.field else ""
            cut = f"{column.header}{WHOLE}{whole[column.field]}" if value != whole[column.field] else ""
            if note := "\n\n".join(part for part in (held, cut) if part):
                page.note(number, index, note)
            style = (
                styles.group(top=starts_action)
                if column.field == fields.ACTION
                else styles.label(code=code, top=starts_action)
            )
        else:
            place = Place(TASKS, key, column.field)
            value = draft.values.get(place)
            style = styles.input(
                code=code,
                number=format_of(column),
                top=starts_action,
                grey=not row.asked,
                wrong=place in draft.marks,
            )
            told = correction_note(draft.marks[place]) if place in draft.marks else ""
            if column.field == fields.SAME and not told:
                told = _taken_over(row)
            if told:
                page.note(number, index, told)
        page.put(number, index, value, style)
        if isinstance(value, str):
            texts.append((value, column.width))
    page.put(number, TASK_SHEET.key_index, key, styles.key)
    return height_for(texts, ROOM)


def _taken_over(row: TaskRow) -> str:
    """What 是 stands for, of what the row does not show already."""
    told = [
        f"{said(TASK_SHEET.column(field).title)}：{value:.15g}"
        if isinstance(value, float)
        else f"{said(TASK_SHEET.column(field).title)}：{value}"
        for field in TAKEN
        if (value := row.previous.get(field)) is not None and field not in (fields.STATUS, fields.PROGRESS)
    ]
    return said("选“是”即按上月填报：\n") + "\n".join(told) if told else ""


def _validate(page: Page, rows: int) -> None:
    for index, column in enumerate(TASK_SHEET.columns):
        if column.role == "input":
            page.validate(area(HEADER_ROW, rows, index), rule_of(column))
