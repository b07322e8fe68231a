"""重点项目 and 经验与诉求: the project library with live totals, and what units offer or ask for."""

from __future__ import annotations

from toolkit.core.form import DASH
from toolkit.core.results import ExperienceResult, MonthResult, ProjectResult
from toolkit.figures.counting import counted
from toolkit.figures.library import OTHER, project_key
from toolkit.outputs.book import OutputBook, OutputSheet
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Formula, Link, Row, Value, cell_name, span_name
from toolkit.outputs.summary.details import place_of
from toolkit.outputs.summary.layout import FIRST

PROJECTS = "重点项目"
EXPERIENCE = "经验与诉求"
NUMBERS = ">-1E+300"  # a criterion that every number meets and no text does
PROJECT_COLUMNS = (
    Column("单位", 13),
    Column("项目编号", 16, "code"),
    Column("项目名称", 30),
    Column("任务序号", 6, "code"),
    Column("项目类别", 12),
    Column("总投资(万元)", 12, "number", 2),
    Column("到位资金(万元)", 12, "number", 2),
    Column("本年计划投资(万元)", 14, "number", 2),
    Column("本年完成投资(万元)", 14, "number", 2),
    Column("投资完成率(%)", 9, "percent"),
    Column("累计完成投资(万元)", 14, "number", 2),
    Column("开工时间", 11, "code"),
    Column("计划竣工时间", 11, "code"),
    Column("项目状态", 10, "code"),
    Column("是否滞后", 8, "code"),
    Column("形象进度", 30),
    Column("存在问题", 30),
    Column("来源单元格", 14),
    Column("来源文件", 62, "path"),
)
PRINTED = 17
MONEY = {5: "total", 6: "funded", 7: "year_plan", 8: "year_done", 10: "cumulative_done"}
(CATEGORY, PLAN, DONE, RATE, LATE) = (4, 7, 8, 9, 14)
EXPERIENCE_COLUMNS = (
    Column("单位", 13),
    Column("类别", 14),
    Column("标题", 28),
    Column("内容", 70),
    Column("涉及任务序号", 10, "code"),
    Column("建议牵头单位", 18),
    Column("来源单元格", 14),
    Column("来源文件", 62, "path"),
)


def write_projects(book: OutputBook, result: MonthResult, context: OutputContext, *, links: bool) -> None:
    """The project library of all units, with totals by category below it."""
    notes = "投资完成率=本年完成投资÷本年计划投资×100;“是否滞后”为系统按开竣工时间、投资进度与填报状态判定。"
    sheet = book.sheet(PROJECTS, PROJECT_COLUMNS, title="重点项目库", notes=notes, noted=PRINTED)
    projects = result.projects
    sheet.rows(_project_row(result, row, FIRST + line, context, links) for line, row in enumerate(projects))
    if not projects:
        sheet.nothing("本月没有单位填报重点项目。")
    sheet.done(freeze_columns=3, filters=bool(projects))
    if projects:
        _totals(sheet, result)
    sheet.worksheet.print_area(0, 0, sheet.last, PRINTED - 1)


def _project_row(
    result: MonthResult, row: ProjectResult, line: int, context: OutputContext, links: bool
) -> Row:
    values = row.values
    plan, done = cell_name(line, PLAN), cell_name(line, DONE)
    found = result.figures[project_key(row, result.period, "completion")].value
    rate = DASH if found is None else found
    formula = Formula(
        f'IF(AND(ISNUMBER({plan}),ISNUMBER({done})),IF({plan}=0,"—",{done}/{plan}*100),"—")', rate
    )
    sources = list(row.sources.values())
    where, file = place_of(sources[:1])
    target = context.link(sources[0].file) if links and sources else ""
    money = {column: values.get(field) for column, field in MONEY.items()}
    return (
        row.unit.name, row.number, _text(values.get("name")), _text(values.get("task_no")),
        _category(row),
        money[5], money[6], money[7], money[8], formula, money[10],
        _text(values.get("start")), _text(values.get("planned_end")), _text(values.get("status")),
        "滞后" if row.behind else "否", _text(values.get("image")), _text(values.get("problems")), where,
        Link(target, file),
    )  # fmt: skip


def _totals(sheet: OutputSheet, result: MonthResult) -> None:
    """合计 by category and over all, as formulas over the rows above."""
    last = sheet.last
    for category in dict.fromkeys(_category(row) for row in result.projects):
        sheet.total(_total_row(result, category, last, sheet.next))
    sheet.total(_total_row(result, "", last, sheet.next))


def _total_row(result: MonthResult, category: str, last: int, line: int) -> Row:
    """The totals of a category ("" for all); numbers are the figures', formulas say the same."""
    only = f",{_area(CATEGORY, last)},$E{line + 1}" if category else ""

    subject = f"projects-{category}" if category else "projects"

    def figure(name: str) -> float | str:
        value = result.figures[f"{subject}/{result.period}/all/{name}"].value
        return DASH if value is None else value

    row: list[Value] = ["合计", None, f"{counted(result, 'count', subject)} 个项目", None, category or "全部"]
    for column in range(5, 11):
        if column == RATE:
            row.append(Formula(_total_rate(last, only), figure("completion")))
            continue
        area = _area(column, last)
        text = f'IF(COUNTIFS({area},"{NUMBERS}"{only})=0,"{DASH}",SUMIFS({area},{area},"{NUMBERS}"{only}))'
        row.append(Formula(text, figure(MONEY[column])))
    late = f'COUNTIFS({_area(LATE, last)},"滞后"{only})'
    return (
        *row,
        None,
        None,
        None,
        Formula(late, counted(result, "behind", subject), '0"个滞后"'),
        None,
        None,
        None,
        None,
    )


def _total_rate(last: int, only: str) -> str:
    """投资完成率 over projects that have both sums."""
    plan, done = _area(PLAN, last), _area(DONE, last)
    planned = f'SUMIFS({plan},{done},"{NUMBERS}"{only})'
    return f'IF({planned}=0,"{DASH}",SUMIFS({done},{plan},"{NUMBERS}"{only})/{planned}*100)'


def _area(column: int, last: int) -> str:
    return span_name("", FIRST, last, column).removeprefix("!")


def _category(row: ProjectResult) -> str:
    return str(row.values.get("category") or OTHER)


def _text(value: str | float | None) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return DASH if value in (None, "") else str(value)


def write_experience(book: OutputBook, result: MonthResult, context: OutputContext, *, links: bool) -> None:
    """经验与诉求: what needs a decision of the prefecture first, then experience, then suggestions."""
    sheet = book.sheet(EXPERIENCE, EXPERIENCE_COLUMNS, title="典型经验与提请协调事项", noted=6)
    order = {"需地区协调事项": 0, "典型经验": 1}
    rows = sorted(result.experience, key=lambda row: order.get(row.category, 2))
    sheet.rows(_experience_row(row, context, links) for row in rows)
    if not rows:
        sheet.nothing("本月没有单位填报典型经验或诉求。")
    sheet.done(freeze_columns=1, filters=bool(rows))


def _experience_row(row: ExperienceResult, context: OutputContext, links: bool) -> Row:
    where, file = place_of([row.source])
    return (
        row.unit.name, row.category or None, row.title or None, row.content or None,
        "、".join(map(str, row.tasks)) or None, row.lead or None, where,
        Link(context.link(row.source.file) if links else "", file),
    )  # fmt: skip
