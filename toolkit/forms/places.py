"""Which cells a given form has: row keys, and the shape of a cell where it depends on its row.

In: a Form. Out: row keys in the order of the sheets, columns specialised for a row, and all input
places; the writer, the reader and the validator agree by asking here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form, IndicatorRow
from toolkit.core.model import YES_NO, Kind, Task
from toolkit.core.places import Place
from toolkit.forms.layout import (
    COVER_KEY,
    COVER_PLACES,
    FEEDBACK,
    FREE_EXPERIENCE,
    FREE_PROJECTS,
    INDICATOR_SHEET,
    PROJECT_SHEET,
    SHEETS,
    YES_NO_CHOICES,
    sheets_of,
)
from toolkit.forms.spec import Column

Value = str | float
CARRIED_PROJECT_FIELDS = frozenset(column.field for column in PROJECT_SHEET.columns if column.carried)


def is_flow(row: IndicatorRow) -> bool:
    """Whether values add up over the months of a year, so that 本月新增 means something."""
    return row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT)


def is_yes_no(row: IndicatorRow) -> bool:
    """Whether the row is answered with 是 or 否."""
    return row.indicator.report_measure == YES_NO


def indicator_column(field: str, row: IndicatorRow) -> Column:
    """The column of ``field`` as it is in this row of 指标数据: role, kind, choices and measure.

    Ratios take 分子累计 and 分母累计 and work out 本月累计; all others take 本月累计 alone. A row that is
    not due may be filled or left blank.
    """
    if field not in fields.FIGURE:
        return INDICATOR_SHEET.column(field)
    indicator = row.indicator
    measure = {
        fields.NUMERATOR: indicator.numerator_measure,
        fields.DENOMINATOR: indicator.denominator_measure,
        fields.YTD: indicator.measure if indicator.is_ratio_input else indicator.report_measure,
    }[field]
    return _figure_column(field, indicator.is_ratio_input, is_yes_no(row), measure)


@cache  # asked for every figure of every form, and there are as many answers as there are measures
def _figure_column(field: str, ratio: bool, yes_no: bool, measure: str) -> Column:
    column = INDICATOR_SHEET.column(field)
    if field != fields.YTD:
        return replace(column, measure=measure) if ratio else replace(column, role="label")
    if ratio:
        return replace(column, role="formula", measure=measure)
    if yes_no:
        return replace(column, kind="choice", choices=YES_NO_CHOICES, measure="")
    return replace(column, measure=measure)


def project_numbers(form: Form) -> Iterator[str]:
    """Row keys of 重点项目: carried-over numbers, then 200 free ones that follow them.

    Numbers read ``<unit code>-<year>-<three digits>``, with the part's name before the digits in a
    part, so that two bureaus that report at the same time do not meet.
    """
    known = [project.number for project in form.projects]
    yield from known
    prefix = f"{form.unit.code}-{form.period.year}-{form.part + '-' if form.part else ''}"
    used = [
        int(tail) for number in known if (tail := number.removeprefix(prefix)) != number and tail.isdigit()
    ]
    last = max(used, default=0)
    for step in range(1, FREE_PROJECTS + 1):
        yield f"{prefix}{last + step:03d}"


def experience_keys() -> tuple[str, ...]:
    """Row keys of 经验与诉求: J001 and on, by order of rows."""
    return tuple(f"J{number:03d}" for number in range(1, FREE_EXPERIENCE + 1))


def row_keys(form: Form, sheet: str) -> tuple[str, ...]:
    """All row keys of a sheet from FIRST_ROW down; of the cover: the decisions' numbers."""
    if sheet == TASKS:
        return tuple(row.task.key for row in form.rows)
    if sheet == INDICATORS:
        return tuple(row.indicator.id for row in form.indicators)
    if sheet == PROJECTS:
        return tuple(project_numbers(form))
    if sheet == EXPERIENCE:
        return experience_keys()
    return tuple(decision.number for decision in form.decisions) if sheet == COVER else ()


def asked_places(form: Form) -> Iterator[Place]:
    """(sheet, row key, field) of every input cell of the form, free rows included."""
    for place in COVER_PLACES:
        if place.column.role == "input":
            yield Place(COVER, COVER_KEY, place.column.field)
    for decision in form.decisions:
        yield Place(COVER, decision.number, FEEDBACK.field)
    indicators = {row.indicator.id: row for row in form.indicators}
    for spec in sheets_of(form.layout).values():
        for key in row_keys(form, spec.name):
            for column in spec.columns:
                shape = indicator_column(column.field, indicators[key]) if spec.name == INDICATORS else column
                if shape.role == "input":
                    yield Place(spec.name, key, column.field)


def initial_values(form: Form) -> dict[Place, Value]:
    """What stands in input cells when the form goes out: carried on from last month, or sent before."""
    values: dict[Place, Value] = {}
    for task in form.rows:
        values[Place(TASKS, task.task.key, fields.PERSON)] = task.person
        values[Place(TASKS, task.task.key, fields.DEPARTMENT)] = task.department
    for row in form.indicators:
        values[Place(INDICATORS, row.indicator.id, fields.DATA_DEPARTMENT)] = row.data_department
    for project in form.projects:
        carried = {k: v for k, v in project.values.items() if k in CARRIED_PROJECT_FIELDS}
        values.update({Place(PROJECTS, project.number, name): value for name, value in carried.items()})
    values.update(form.values)
    return {place: value for place, value in values.items() if value != ""}


def told_place(place: Place, tasks: Sequence[Task]) -> str:
    """A place as people write it and may give it back: 指标数据/T02-3/本月累计."""
    return "/".join(_as_printed(place, tasks))


def place_in_words(place: Place, tasks: Sequence[Task]) -> str:
    """The same in a sentence: 任务15的本月状态, 指标T02-3的本月累计."""
    sheet, key, header = _as_printed(place, tasks)
    row = {TASKS: "任务", INDICATORS: "指标", PROJECTS: "项目"}.get(sheet)
    return f"{row}{key}的{header}" if row and key else " ".join(filter(None, (sheet, key, header)))


def _as_printed(place: Place, tasks: Sequence[Task]) -> tuple[str, str, str]:
    """Sheet, number and heading as the form shows them."""
    sheet, key, field = place
    if sheet == TASKS:
        key = next((str(task.no) for task in tasks if task.key == key), key)
    spec = SHEETS.get(sheet)
    headers = {column.field: said(column.header) for column in spec.columns} if spec else {}
    return sheet, key, headers.get(field, field)
