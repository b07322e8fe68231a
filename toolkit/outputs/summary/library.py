"""重点项目 and 经验与诉求: the project library with live totals, and what units offer or ask for."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.results import ExperienceResult, MonthResult, ProjectResult
from toolkit.core.words import LightWord
from toolkit.figures.library import OTHER, project_key
from toolkit.figures.numbers.counting import counted
from toolkit.forms.layout import EXPERIENCE_SHEET, MONEY_FIELDS, PROJECT_SHEET
from toolkit.outputs.context import OutputContext
from toolkit.outputs.declared import cell_of, cells_of, column_of, columns_of
from toolkit.outputs.summary.details import linked, place_of
from toolkit.outputs.summary.layout import FIRST
from toolkit.outputs.workbook.grid import Column, Formula, Row, Value, cell_name, span_name
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet
from toolkit.papers.sheet import Kind

PROJECTS = "重点项目"
EXPERIENCE = "经验与诉求"
NUMBERS = ">-1E+300"  # a criterion that every number meets and no text does
# What the tool says beside the form's own columns.
_TOLD = {
    "unit": Column("单位", 12),
    "completion": Column("投资完成率(%)", 9, "percent"),
    "behind": Column("是否滞后", 8, "code"),
    "where": Column("来源单元格", 14),
    "file": Column("来源文件", 62, "path"),
}
_LOOKS: Mapping[str, tuple[float, Kind | None]] = {
    fields.NUMBER: (17, "code"), fields.NAME: (27, None), fields.TASK_NO: (6, None), fields.CATEGORY: (9, "text"), fields.TOTAL: (11.2, None),
    fields.FUNDED: (11.2, None), fields.YEAR_PLAN: (11.2, None), fields.YEAR_DONE: (11.2, None), fields.CUMULATIVE_DONE: (11.2, None),
    fields.START: (11, None), fields.PLANNED_END: (11, None), fields.STATUS: (9, None), fields.IMAGE: (15, None), fields.PROBLEMS: (12, None),
}  # fmt: skip
PRINTED_FIELDS = (
    "unit", fields.NUMBER, fields.NAME, fields.TASK_NO, fields.CATEGORY, fields.TOTAL, fields.FUNDED, fields.YEAR_PLAN, fields.YEAR_DONE, "completion",
    fields.CUMULATIVE_DONE, fields.START, fields.PLANNED_END, fields.STATUS, "behind", fields.IMAGE, fields.PROBLEMS,
)  # fmt: skip
# Columns that came into the form later stand behind, off the printed page.
FIELDS = (*PRINTED_FIELDS, "where", "file", *(column.field for column in PROJECT_SHEET.later))
PROJECT_COLUMNS = tuple(
    _TOLD[name] if name in _TOLD else column_of(PROJECT_SHEET.column(name), *_LOOKS.get(name, ()))
    for name in FIELDS
)
PRINTED = len(PRINTED_FIELDS)
CATEGORY, PLAN, DONE, LATE = map(
    FIELDS.index, (fields.CATEGORY, fields.YEAR_PLAN, fields.YEAR_DONE, "behind")
)
EXPERIENCE_COLUMNS = (
    Column("单位", 13),
    Column("类别", 14),
    Column("标题", 25),
    Column("内容", 60),
    Column("涉及任务序号", 10, "code"),
    Column("建议牵头单位", 18),
    Column("来源单元格", 14),
    Column("来源文件", 62, "path"),
    *columns_of(EXPERIENCE_SHEET.later),
)


def write_projects(book: OutputBook, result: MonthResult, context: OutputContext, *, links: bool) -> None:
    """The project library of all units, with totals by category below it."""
    notes = "投资完成率=本年完成投资÷本年计划投资×100；“是否滞后”为系统按开竣工时间、投资进度与填报状态判定。"
    sheet = book.sheet(PROJECTS, PROJECT_COLUMNS, title="重点项目库", notes=notes, noted=PRINTED)
    projects = result.projects
    sheet.rows(_project_row(result, row, FIRST + line, context, links) for line, row in enumerate(projects))
    if not projects:
        sheet.nothing("本月没有单位填报重点项目。")
    sheet.done(freeze_columns=3, filters=bool(projects), printed=PRINTED)
    if projects:
        _totals(sheet, result)


def _project_row(
    result: MonthResult, row: ProjectResult, line: int, context: OutputContext, links: bool
) -> Row:
    values = row.values
    plan, done = cell_name(line, PLAN), cell_name(line, DONE)
    found = result.figures[project_key(row, result.period, "completion")].value
    rate = DASH if found is None else found
    formula = Formula(
        f'IF(AND(ISNUMBER({plan}),ISNUMBER({done})),IF({plan}=0,"{DASH}",{done}/{plan}*100),"{DASH}")', rate
    )
    sources = list(row.sources.values())
    where, file = place_of(sources[:1])
    told: dict[str, Value] = {
        "unit": row.unit.name,
        fields.NUMBER: row.number,
        fields.CATEGORY: _category(row),
        "completion": formula,
        "behind": LightWord.BEHIND if row.behind else "否",
        "where": where,
        "file": linked(sources[:1], file, context, links),
    }
    return tuple(
        told[name] if name in told else cell_of(PROJECT_SHEET.column(name), values) for name in FIELDS
    )


def _totals(sheet: OutputSheet, result: MonthResult) -> None:
    """合计 by category and over all, as formulas over the rows above."""
    last = sheet.last
    for category in dict.fromkeys(_category(row) for row in result.projects):
        sheet.total(_total_row(result, category, last, sheet.next))
    sheet.total(_total_row(result, "", last, sheet.next))


def _total_row(result: MonthResult, category: str, last: int, line: int) -> Row:
    """The totals of a category ("" for all); numbers are the figures', formulas say the same."""
    only = f",{_area(CATEGORY, last)},${cell_name(line, CATEGORY)}" if category else ""

    subject = f"projects-{category}" if category else "projects"

    def figure(name: str) -> float | str:
        value = result.figures[f"{subject}/{result.period}/all/{name}"].value
        return DASH if value is None else value

    def total(name: str) -> Formula:
        area = _area(FIELDS.index(name), last)
        text = f'IF(COUNTIFS({area},"{NUMBERS}"{only})=0,"{DASH}",SUMIFS({area},{area},"{NUMBERS}"{only}))'
        return Formula(text, figure(name))

    late = f'COUNTIFS({_area(LATE, last)},"滞后"{only})'
    told: dict[str, Value] = {
        "unit": "合计",
        fields.NAME: f"{counted(result, 'count', subject)} 个项目",
        fields.CATEGORY: category or "全部",
        "completion": Formula(_total_rate(last, only), figure("completion")),
        "behind": Formula(late, counted(result, "behind", subject), '0"个滞后"'),
    }
    return tuple(total(name) if name in MONEY_FIELDS else told.get(name) for name in FIELDS)


def _total_rate(last: int, only: str) -> str:
    """投资完成率 over projects that have both sums."""
    plan, done = _area(PLAN, last), _area(DONE, last)
    planned = f'SUMIFS({plan},{done},"{NUMBERS}"{only})'
    return f'IF({planned}=0,"{DASH}",SUMIFS({done},{plan},"{NUMBERS}"{only})/{planned}*100)'


def _area(column: int, last: int) -> str:
    return span_name("", FIRST, last, column).removeprefix("!")


def _category(row: ProjectResult) -> str:
    return str(row.values.get(fields.CATEGORY) or OTHER)


def write_experience(book: OutputBook, result: MonthResult, context: OutputContext, *, links: bool) -> None:
    """经验与诉求: what needs a decision of the prefecture first, then experience, then suggestions."""
    sheet = book.sheet(EXPERIENCE, EXPERIENCE_COLUMNS, title="典型经验与提请协调事项", noted=6)
    order = {"需地区协调事项": 0, "典型经验": 1}
    rows = sorted(result.experience, key=lambda row: order.get(row.category, 2))
    sheet.rows(_experience_row(row, context, links) for row in rows)
    if not rows:
        sheet.nothing("本月没有单位填报典型经验或诉求。")
    sheet.done(freeze_columns=1, filters=bool(rows), printed=6)


def _experience_row(row: ExperienceResult, context: OutputContext, links: bool) -> Row:
    where, file = place_of([row.source])
    return (
        row.unit.name, said(row.category) or None, row.title or None, row.content or None,
        "、".join(map(str, row.tasks)) or None, row.lead or None, where,
        linked([row.source], file, context, links),
        *cells_of(EXPERIENCE_SHEET.later, row.further),
    )  # fmt: skip
