"""Lead-unit packs: all counties' figures of a lead unit's tasks, with columns to confirm or dispute.

In: the figures of a month, the checklist, the context. Out: one workbook a lead unit. What comes back is
read by :mod:`toolkit.papers.leadreview`, which declares sheets and heads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.garbage import no_collector
from toolkit.core.model import Checklist
from toolkit.core.results import (
    ExperienceResult,
    IndicatorResult,
    MonthResult,
    TaskResult,
    UnitTask,
    UnitValue,
)
from toolkit.core.words import LightWord
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices, lock
from toolkit.outputs.summary.details import place_of, status_of
from toolkit.outputs.summary.formulas import target_cell
from toolkit.outputs.summary.layout import criteria, light_cell, task_cell, unit_cell
from toolkit.outputs.summary.leads import is_group, lead_units
from toolkit.outputs.workbook.grid import Number, Row, file_name, number_format, percent, shown
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, check, render
from toolkit.papers.identity import PackIdentity
from toolkit.papers.leadreview import COUNTIES, COVER, COVER_FIELDS, COVER_HINT, KIND, REQUESTS, TASKS, WHOLE
from toolkit.papers.sheet import PaperSheet

_HOW = (
    "请核对各单位填报的本部门牵头任务：黄色单元格供填写，其余请勿改动。“核对意见”选“一致”或“有异议”；"
    "有异议的请在“本部门统计数”填本部门掌握的数（与该行计量单位一致），并在“依据或说明”写明来源。"
    "不填视为未核对。填好后把本表发回，两个数都会列出，由办公室裁定前不改动单位原数。"
)


_NOBODY = "清单里这一牵头单位是一组单位，没有单独的收件人：请办公室明确由哪家核对，再发给它。"


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
    asked = [row for row in result.experience if row.lead == lead or numbers & set(row.tasks)]

    def fill(book: OutputBook) -> None:
        pack = Paper(book)
        _cover(pack, lead, _not_shown(rows, asked))
        _whole(pack, rows, criteria(result, "状态灯", LightWord.OPEN))
        _counties(pack, rows)
        _tasks(pack, tasks)
        _requests(pack, asked)
        pack.identity(PackIdentity(KIND, lead, str(result.period), checklist.digest))

    return render(context, f"{result.period.chinese}{lead}核对表", fill, owner=lead)


def _not_shown(rows: Sequence[IndicatorResult], asked: Sequence[ExperienceResult]) -> str:
    """What the cover says of the tables in which nothing would stand; they are hidden, so that no empty page prints."""
    told = [] if any(row.units for row in rows) else ["本部门牵头的任务今年没有量化指标"]
    told += [] if asked else ["本月没有涉及本部门的经验与诉求"]
    return f"{'，'.join(told)}，相应的表没有列出。" if told else ""


def _cover(pack: Paper, lead: str, not_shown: str) -> None:
    notes = f"{_NOBODY if is_group(lead) else ''}{_HOW}{not_shown}"
    sheet = pack.sheet(COVER, title=f"{lead}核对表", notes=notes)
    pack.rows(sheet, COVER, [(name, "") for name in COVER_FIELDS])
    sheet.worksheet.set_row(sheet.first, 110)
    check(sheet.worksheet.write_comment(sheet.first, 1, said(COVER_HINT)))
    sheet.done(filters=False)
    lock(sheet)


def _whole(pack: Paper, rows: list[IndicatorResult], notes: str) -> None:
    sheet = pack.sheet(WHOLE, title="全地区指标核对", notes=notes, noted=WHOLE.index("note"))
    pack.rows(sheet, WHOLE, (_whole_row(row) for row in rows))
    _finish(
        pack,
        sheet,
        WHOLE,
        "light",
        "本部门牵头的任务今年没有量化指标。",
        printed=WHOLE.index("note"),
    )


def _whole_row(row: IndicatorResult) -> Row:
    indicator = row.indicator
    return (
        indicator.id, indicator.task_no, indicator.name, row.measure, target_cell(row), shown(row.total),
        percent(row.rate), percent(row.pace), light_cell(row), shown(row.reported), shown(row.expected),
        "", "", "", row.note or None, f"all/{indicator.id}",
    )  # fmt: skip


def _counties(pack: Paper, rows: list[IndicatorResult]) -> None:
    sheet = pack.sheet(COUNTIES, title="分县指标核对", noted=len(COUNTIES.columns) - 1)
    pack.rows(sheet, COUNTIES, (_county_row(value) for row in rows for value in row.units))
    _finish(pack, sheet, COUNTIES, "status", "本部门牵头的任务今年没有单位填报的指标。", extract=True)


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


def _tasks(pack: Paper, tasks: list[TaskResult]) -> None:
    sheet = pack.sheet(TASKS, title="分县任务进展核对", noted=len(TASKS.columns) - 1)
    pack.rows(sheet, TASKS, _task_rows(tasks))
    _finish(pack, sheet, TASKS, "status", "本部门没有牵头任务。", extract=True)


def _task_rows(tasks: list[TaskResult]) -> Iterator[Row]:
    for task in tasks:
        yield (
            task.task.no, task.task.title, said("全地区"), task_cell(task), None, task.basis or None, None, None, None, None,
            "", "", f"all/{task.task.no}",
        )  # fmt: skip
        for cell in task.units.values():
            yield _task_row(task, cell)


def _task_row(task: TaskResult, cell: UnitTask) -> Row:
    sources = [cell.sources[fields.STATUS]] if fields.STATUS in cell.sources else []
    return (
        task.task.no, task.task.title, cell.unit.name, unit_cell(task, cell), percent(cell.completion),
        cell.progress or None, cell.problems or None, cell.next_steps or None, cell.department or None,
        place_of(sources)[0], "", "", f"{cell.unit.code}/{task.task.no}",
    )  # fmt: skip


def _requests(pack: Paper, asked: Sequence[ExperienceResult]) -> None:
    """What units ask of this lead unit, or say about its tasks."""
    sheet = pack.sheet(REQUESTS, title="涉及本部门的经验与诉求")
    rows = [
        (
            row.unit.name,
            said(row.category),
            row.title,
            row.content,
            "、".join(map(str, row.tasks)) or None,
            row.lead or None,
        )
        for row in asked
    ]
    pack.rows(sheet, REQUESTS, rows)
    if not rows:
        pack.nothing(sheet, REQUESTS, "本月没有涉及本部门的经验与诉求。")
        sheet.worksheet.hide()
    sheet.done(filters=bool(rows), extract=True)
    lock(sheet)


def _finish(
    pack: Paper,
    sheet: OutputSheet,
    paper: PaperSheet,
    light: str,
    nothing: str,
    *,
    printed: int = 0,
    extract: bool = False,
) -> None:
    """Drop-down, lights, filter and lock of a sheet with columns for the review, the row keys last."""
    empty = sheet.last < sheet.first
    choices(sheet, paper, "opinion")
    sheet.lights(paper.index(light), paper.index(light))
    if empty:
        pack.nothing(sheet, paper, nothing)
        sheet.worksheet.hide()
    key = len(sheet.columns) - 1
    sheet.done(freeze_columns=3, filters=not empty, printed=printed or key, extract=extract)
    lock(sheet, key)
