"""分县明细: one row a unit × task and a unit × indicator, each with the cell and the file it comes from.

The measure is the one that units report in. Ratio rows hold numerator and denominator, so that the totals
of 指标汇总 can be live formulas over this sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.core import fields
from toolkit.core.form import DASH
from toolkit.core.groups import GroupValue
from toolkit.core.results import MonthResult, TaskResult, UnitTask, UnitValue
from toolkit.core.returns import ADJUSTED, PROPOSED, Figure, Light, Source
from toolkit.core.words import NoValue, ReturnState
from toolkit.figures.numbers.registry import figure_key
from toolkit.forms.layout import INDICATOR_SHEET, TASK_SHEET
from toolkit.outputs.context import OutputContext
from toolkit.outputs.declared import cells_of, columns_of
from toolkit.outputs.summary.layout import FIRST, unit_cell
from toolkit.outputs.summary.reviews import review_cells, told_by_row
from toolkit.outputs.workbook.grid import (
    Column,
    Formula,
    Link,
    Number,
    Row,
    Value,
    cell_name,
    light_text,
    number_format,
    percent,
    shown,
)  # fmt: skip
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "分县明细"
COLUMNS = (
    Column("单位", 13),
    Column("任务序号", 7.2, "code"),
    Column("指标编号", 9, "code"),
    Column("名称", 36),
    Column("计量单位", 9, "code"),
    Column("本月累计", 12, "number"),
    Column("上月累计", 12, "number"),
    Column("完成率(%)", 9, "percent"),
    Column("状态", 17, "light"),
    Column("来源单元格", 16),
    Column("来源文件", 62, "path"),
    Column("类别", 6, "code"),
    Column("本单位年度任务", 12, "number"),
    Column("分子累计", 12, "number"),
    Column("分母累计", 12, "number"),
    Column("占全地区(%)", 9, "percent"),
    Column("数据性质", 8, "code"),
    Column("牵头单位", 60),
    Column("本月进展(说明)", 70),
    Column("存在问题", 50),
    Column("下步措施", 50),
    Column("责任人", 10),
    Column("承办部门", 14),
    Column("标注", 40),
)
REVIEWED = (
    Column("牵头单位意见", 18),
    Column("牵头单位数", 14),
    Column("牵头单位依据", 40),
    Column("意见来源", 60, "path"),
    Column("裁定", 26),
)  # only when a lead unit's pack came back
LATER = columns_of((*TASK_SHEET.later, *INDICATOR_SHEET.later))  # behind all others
NOTES = (
    "本表用填报口径的计量单位；改动“本月累计”或分子、分母，“指标汇总”随之重算。点“来源文件”可打开存档原件。"
)
PRINTED = 10  # without the path, which says nothing on paper
(UNIT, TASK, INDICATOR, VALUE, STATUS) = (0, 1, 2, 5, 8)
(QUOTA, NUMERATOR, DENOMINATOR) = (12, 13, 14)


def detail_rows(result: MonthResult, context: OutputContext, *, links: bool) -> list[Row]:
    """All rows, by unit (config's order), then task, the task before its indicators."""
    order = {report.unit.code: position for position, report in enumerate(result.units)}
    leads = {task.task.no: "、".join(task.task.leads) for task in result.tasks}
    found: list[tuple[tuple[int, int, int], UnitValue | tuple[TaskResult, UnitTask]]] = []
    for task in result.tasks:
        found += [
            ((order.get(code, 999), task.task.no, -1), (task, cell)) for code, cell in task.units.items()
        ]
    for position, row in enumerate(result.indicators):
        number = row.indicator.task_no
        found += [((order.get(value.unit.code, 999), number, position), value) for value in row.units]
    found.sort(key=lambda item: item[0])
    told = told_by_row(context.opinions)
    rows: list[Row] = []
    for line, (_, item) in enumerate(found, start=FIRST):
        if isinstance(item, UnitValue):
            cells = _indicator_row(item, leads.get(item.indicator.task_no, DASH), line, context, links)
            place = (item.unit.code, item.indicator.id)
        else:
            cells = _task_row(*item, context, links, _task_remark(result, *item))
            place = (item[1].unit.code, item[0].task.key)
        reviews = review_cells(told.get(place, ())) if context.reviews else ()
        rows.append((*cells, *reviews, *_later(item)))
    return rows


def write(book: OutputBook, rows: Sequence[Row], notes: str = NOTES) -> None:
    """Write the sheet."""
    columns = (*COLUMNS, *(REVIEWED if book.context.reviews else ()), *LATER)
    sheet = book.sheet(NAME, columns, notes=notes, noted=PRINTED)
    sheet.rows(rows)
    sheet.lights(STATUS, STATUS)
    sheet.done(freeze_columns=4, printed=PRINTED, extract=True)


def place_of(sources: Iterable[Source]) -> tuple[str, str]:
    """(来源单元格, 来源文件): ``指标数据!H12,I12``; several files or sheets are separated by 、."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        by_place.setdefault((source.file, source.sheet), []).append(source.address)
    if not by_place:
        return DASH, DASH
    cells = "、".join(f"{sheet}!{','.join(dict.fromkeys(found))}" for (_, sheet), found in by_place.items())
    return cells, "、".join(dict.fromkeys(file for file, _ in by_place))


def _later(item: UnitValue | tuple[TaskResult, UnitTask]) -> Row:
    """What stands in columns that came into the form later: a task's, then an indicator's."""
    task = {} if isinstance(item, UnitValue) else item[1].further
    indicator = item.further if isinstance(item, UnitValue) else {}
    return (*cells_of(TASK_SHEET.later, task), *cells_of(INDICATOR_SHEET.later, indicator))


def _file(sources: Sequence[Source], context: OutputContext, links: bool) -> tuple[Value, Value]:
    cells, files = place_of(sources)
    return cells, linked(sources, files, context, links)


def linked(sources: Sequence[Source], files: str, context: OutputContext, links: bool) -> Link:
    """The names of the files, which lead to the first; without links also not to another computer."""
    if not (links and sources):
        return Link("", files)
    return Link(context.link(sources[0].file), context.told(files, *(source.file for source in sources)))


def _task_row(task: TaskResult, cell: UnitTask, context: OutputContext, links: bool, remark: str) -> Row:
    told = (fields.STATUS, fields.COMPLETION, fields.PROGRESS)
    sources = [cell.sources[name] for name in told if name in cell.sources][:1]
    place, file = _file(sources, context, links)
    return (
        cell.unit.name, task.task.no, DASH, task.task.title, "%", DASH, DASH,
        percent(cell.completion), unit_cell(task, cell), place, file, "任务", DASH, DASH, DASH, DASH, DASH,
        "、".join(task.task.leads), cell.progress or DASH, cell.problems or DASH, cell.next_steps or DASH,
        cell.person or DASH, cell.department or DASH, remark or DASH,
    )  # fmt: skip


def _task_remark(result: MonthResult, task: TaskResult, cell: UnitTask) -> str:
    """What a reader must know of a unit's status and 完成度."""
    keys = (
        figure_key(f"task-{task.task.no}", result.period, cell.unit.code, name)
        for name in (fields.STATUS, fields.COMPLETION)
    )
    found = (_with_reason(result.figures[key]) for key in keys if key in result.figures)
    return next(filter(None, found), "")


def _indicator_row(value: UnitValue, leads: str, line: int, context: OutputContext, links: bool) -> Row:
    indicator = value.indicator
    place, file = _file(value.sources, context, links)
    style = number_format(indicator.decimals if indicator.is_ratio_input else value.value.decimals)
    quota = number_format(value.value.decimals, indicator.report_measure)

    def plain(number: float | None, look: str) -> Value:
        return None if number is None else Number(number, look)

    return (
        value.unit.name, indicator.task_no, indicator.id, indicator.name, indicator.report_measure,
        value_cell(value, line), shown(value.previous), percent(value.rate), status_of(value), place, file, "指标",
        plain(value.quota, quota), plain(value.numerator, style), plain(value.denominator, style),
        percent(value.share), value.nature if value.value.value is not None else DASH, leads,
        value.explanation or DASH, DASH, DASH, DASH, DASH, remark_of(value) or DASH,
    )  # fmt: skip


def status_of(value: UnitValue) -> str:
    """The unit's light with its word; without a light why there is none."""
    if value.word:
        return light_text(value.light, value.word)
    if value.light is Light.MISSING or value.value.word == NoValue.NOT_REPORTED:
        return Light.MISSING.value
    if value.value.value is None:
        return value.value.word or DASH
    return value.rate.word or ReturnState.RETURNED


def remark_of(value: UnitValue) -> str:
    """What a reader must know of the value: carried over, corrected or to be corrected with both values, why, by whom."""
    return _with_reason(value.value)


def _with_reason(figure: Figure) -> str:
    """The marks of a figure; of a correction the note that stands behind how the figure is made, which says its mark."""
    marks = figure.mark.split("、")
    note = figure.formula.partition("；")[2]
    if not note or not {ADJUSTED, PROPOSED} & set(marks):
        return figure.mark
    others = "、".join(mark for mark in marks if mark not in (ADJUSTED, PROPOSED))
    return "；".join(filter(None, (others, note)))


def value_cell(value: UnitValue | GroupValue, line: int) -> Value:
    """The value; a ratio as a live quotient of its row's numerator and denominator."""
    top, bottom, result = value.numerator, value.denominator, value.value.value
    if result is None or top is None or not bottom:
        return shown(value.value)
    factor = value.indicator.factor
    if abs(top / bottom * factor - result) > 1e-9 * max(1.0, abs(result)):
        return shown(value.value)  # a person's ruling stands above the two cells
    up, down = cell_name(line, NUMERATOR), cell_name(line, DENOMINATOR)
    times = "" if factor == 1 else f"*{factor:.12g}"
    look = number_format(value.value.decimals, value.value.measure)
    return Formula(f'IF(N({down})=0,"{DASH}",{up}/{down}{times})', result, look)
