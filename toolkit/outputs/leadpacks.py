"""Lead-unit packs: all counties' figures of a lead unit's tasks, with columns to confirm or dispute.

In: the figures of a month, the checklist, the context. Out: one workbook a lead unit. What comes back is
read by :mod:`toolkit.outputs.leadreturns`; both take sheets and heads from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.model import Checklist
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask, UnitValue
from toolkit.core.reviews import AGREED, DISPUTED
from toolkit.outputs.book import OutputBook, OutputSheet, check, no_collector, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Number, Row, file_name, number_format, percent, shown
from toolkit.outputs.packidentity import LEAD_REVIEW, PackIdentity
from toolkit.outputs.packs import choices, lock, write_identity
from toolkit.outputs.summary.details import place_of, status_of
from toolkit.outputs.summary.formulas import target_cell
from toolkit.outputs.summary.layout import criteria, light_cell, task_cell, unit_cell
from toolkit.outputs.summary.leads import lead_units

KIND = LEAD_REVIEW
COVER, WHOLE, COUNTIES, TASKS, REQUESTS = "填写说明", "全地区指标", "分县指标", "分县任务", "诉求"
OPINION, OWN, REASON, KEY = "核对意见", "本部门统计数", "依据或说明", "标识"
COVER_FIELDS = ("牵头单位总体进展", "核对人", "联系电话", "核对日期")
_REVIEW = (Column(OPINION, 11, "code", entry=True), Column(REASON, 36, entry=True), Column(KEY, 9))
_OWN_REVIEW = (_REVIEW[0], Column(OWN, 13, "number", 2, entry=True), *_REVIEW[1:])
COVER_COLUMNS = (Column("项目", 20), Column("填写内容", 90, entry=True))
WHOLE_COLUMNS = (
    Column("指标编号", 9, "code"), Column("任务序号", 6, "code"), Column("指标名称", 32), Column("计量单位", 9, "code"),
    Column("年度目标", 11, "number"), Column("累计完成", 11, "number"), Column("完成率(%)", 9, "percent"),
    Column("序时进度(%)", 9, "percent"), Column("状态灯", 17, "light"), Column("已报单位数", 7, "code"),
    Column("应报单位数", 7, "code"), Column("说明", 50), *_OWN_REVIEW,
)  # fmt: skip
COUNTY_COLUMNS = (
    Column("指标编号", 9, "code"), Column("指标名称", 32), Column("单位", 14), Column("计量单位", 9, "code"),
    Column("本单位年度任务", 11, "number"), Column("本月累计", 11, "number"), Column("上月累计", 11, "number"),
    Column("分子累计", 11, "number"), Column("分母累计", 11, "number"), Column("完成率(%)", 9, "percent"),
    Column("状态", 17, "light"), Column("数据性质", 8, "code"), Column("说明", 30), Column("来源单元格", 16), *_OWN_REVIEW,
)  # fmt: skip
TASK_COLUMNS = (
    Column("任务序号", 6, "code"), Column("事项", 24), Column("单位", 14), Column("状态", 17, "light"),
    Column("完成度(%)", 8, "percent"), Column("本月进展", 50), Column("存在问题", 36), Column("下步措施", 30),
    Column("承办部门", 14), Column("来源单元格", 16), *_REVIEW,
)  # fmt: skip
REQUEST_COLUMNS = (
    Column("单位", 14), Column("类别", 14), Column("标题", 28), Column("内容", 80), Column("涉及任务序号", 10, "code"),
    Column("建议牵头单位", 18),
)  # fmt: skip
_HOW = (
    "请核对各县市填报的本部门牵头任务：黄色单元格供填写，其余请勿改动。“核对意见”选“一致”或“有异议”；"
    "有异议的请在“本部门统计数”填本部门掌握的数（与该行计量单位一致），并在“依据或说明”写明来源。"
    "不填视为未核对。填好后把本表发回，两个数都会列出，由领导小组办公室裁定前不改动县市原数。"
)


def write_lead_packs(
    result: MonthResult, checklist: Checklist, context: OutputContext, leads: Sequence[str] | None = None
) -> dict[str, bytes]:
    """File name (``<lead>.xlsx``) -> workbook, for every lead unit of the checklist, or for ``leads``."""
    with no_collector():
        return {
            f"{file_name(lead)}.xlsx": _pack(lead, result, checklist, context)
            for lead in (lead_units(checklist) if leads is None else leads)
        }


def _pack(lead: str, result: MonthResult, checklist: Checklist, context: OutputContext) -> bytes:
    tasks = [task for task in result.tasks if lead in task.task.leads]
    numbers = {task.task.no for task in tasks}
    rows = [row for row in result.indicators if row.indicator.task_no in numbers and row.target is not None]

    def fill(book: OutputBook) -> None:
        _cover(book, lead)
        _whole(book, rows, criteria(result))
        _counties(book, rows)
        _tasks(book, tasks)
        _requests(book, lead, numbers, result)
        write_identity(book, PackIdentity(KIND, lead, str(result.period), checklist.digest))

    return render(context, f"{result.period.chinese}{lead}核对表", fill)


def _cover(book: OutputBook, lead: str) -> None:
    sheet = book.sheet(COVER, COVER_COLUMNS, title=f"{lead}核对表", notes=_HOW)
    sheet.rows([(name, "") for name in COVER_FIELDS])
    sheet.worksheet.set_row(sheet.first, 110)
    check(
        sheet.worksheet.write_comment(
            sheet.first, 1, "请用一两句话概括本部门牵头任务全地区的进展，可写进专报。"
        )
    )
    sheet.done(filters=False)
    lock(sheet)


def _whole(book: OutputBook, rows: list[IndicatorResult], notes: str) -> None:
    sheet = book.sheet(
        WHOLE, WHOLE_COLUMNS, title="全地区指标核对", notes=notes, noted=len(WHOLE_COLUMNS) - 1
    )
    sheet.rows(_whole_row(row) for row in rows)
    _finish(sheet, 8, "本部门牵头的任务今年没有量化指标。")


def _whole_row(row: IndicatorResult) -> Row:
    indicator = row.indicator
    return (
        indicator.id, indicator.task_no, indicator.name, indicator.measure, target_cell(row), shown(row.total),
        percent(row.rate), percent(row.pace), light_cell(row), shown(row.reported), shown(row.expected),
        row.note or None, "", "", "", f"all/{indicator.id}",
    )  # fmt: skip


def _counties(book: OutputBook, rows: list[IndicatorResult]) -> None:
    sheet = book.sheet(COUNTIES, COUNTY_COLUMNS, title="分县指标核对", noted=len(COUNTY_COLUMNS) - 1)
    sheet.rows(_county_row(value) for row in rows for value in row.units)
    _finish(sheet, 10, "本部门牵头的任务今年没有单位填报的指标。")


def _county_row(value: UnitValue) -> Row:
    indicator = value.indicator
    look = number_format(value.value.decimals, indicator.report_measure)
    parts = number_format(0)
    return (
        indicator.id, indicator.name, value.unit.name, indicator.report_measure,
        None if value.quota is None else Number(value.quota, look), shown(value.value), shown(value.previous),
        None if value.numerator is None else Number(value.numerator, parts),
        None if value.denominator is None else Number(value.denominator, parts), percent(value.rate),
        status_of(value), value.nature if value.value.value is not None else None, value.explanation or None,
        place_of(value.sources)[0], "", "", "", f"{value.unit.code}/{indicator.id}",
    )  # fmt: skip


def _tasks(book: OutputBook, tasks: list[TaskResult]) -> None:
    sheet = book.sheet(TASKS, TASK_COLUMNS, title="分县任务进展核对", noted=len(TASK_COLUMNS) - 1)
    sheet.rows(_task_rows(tasks))
    _finish(sheet, 3, "本部门没有牵头任务。")


def _task_rows(tasks: list[TaskResult]) -> Iterator[Row]:
    for task in tasks:
        yield (
            task.task.no, task.task.item, "全地区", task_cell(task), None, task.basis or None, None, None, None, None,
            "", "", f"all/{task.task.no}",
        )  # fmt: skip
        for cell in task.units.values():
            yield _task_row(task, cell)


def _task_row(task: TaskResult, cell: UnitTask) -> Row:
    sources = [cell.sources["status"]] if "status" in cell.sources else []
    return (
        task.task.no, task.task.item, cell.unit.name, unit_cell(task, cell), percent(cell.completion),
        cell.progress or None, cell.problems or None, cell.next_steps or None, cell.department or None,
        place_of(sources)[0], "", "", f"{cell.unit.code}/{task.task.no}",
    )  # fmt: skip


def _requests(book: OutputBook, lead: str, numbers: set[int], result: MonthResult) -> None:
    """What units ask of this lead unit, or say about its tasks."""
    sheet = book.sheet(REQUESTS, REQUEST_COLUMNS, title="涉及本部门的经验与诉求")
    rows = [row for row in result.experience if row.lead == lead or numbers & set(row.tasks)]
    sheet.rows(
        (
            row.unit.name,
            row.category,
            row.title,
            row.content,
            "、".join(map(str, row.tasks)) or None,
            row.lead or None,
        )
        for row in rows
    )
    if not rows:
        sheet.nothing("本月没有涉及本部门的经验与诉求。")
    sheet.done(filters=bool(rows))
    lock(sheet)


def _finish(sheet: OutputSheet, light: int, nothing: str) -> None:
    """Drop-down, lights, filter and lock of a sheet whose last columns are the review."""
    opinion = next(index for index, column in enumerate(sheet.columns) if column.header == OPINION)
    empty = sheet.last < sheet.first
    choices(sheet, opinion, (AGREED, DISPUTED))
    sheet.lights(light, light)
    if empty:
        sheet.nothing(nothing)
    sheet.done(freeze_columns=3, filters=not empty)
    lock(sheet, len(sheet.columns) - 1)
