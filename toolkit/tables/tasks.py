"""The tables of tasks: 任务, one row a task, and 分县任务, one row a unit and task.

In: a month's results. Out: :class:`Table`.
"""

from __future__ import annotations

from typing import NamedTuple

from toolkit.core.area import said
from toolkit.core.form import STATUSES
from toolkit.core.results import JudgedBy, MonthResult, TaskResult, UnitTask
from toolkit.core.words import NoValue, TaskStatus
from toolkit.forms.layout import TASK_SHEET
from toolkit.outputs.summary.details import place_of
from toolkit.outputs.summary.layout import task_cell, unit_cell
from toolkit.tables.columns import PERIOD, UNFILLED, DataColumn, Table, joined, state_of
from toolkit.tables.formcolumns import form_columns
from toolkit.tables.indicators import LIGHTS


class Row(NamedTuple):
    """One task of a month."""

    period: str
    row: TaskResult


class UnitRow(NamedTuple):
    """One unit's word on a task of a month."""

    period: str
    row: TaskResult
    code: str
    cell: UnitTask


def tasks(result: MonthResult) -> Table[Row]:
    """任务 in the checklist's order."""
    period = str(result.period)
    records = [Row(period, row) for row in result.tasks]
    return TASKS.of(records)


def unit_tasks(result: MonthResult) -> Table[UnitRow]:
    """分县任务, by task, then by unit; units that the task does not concern have no row."""
    period = str(result.period)
    records = [UnitRow(period, row, code, cell) for row in result.tasks for code, cell in row.units.items()]
    return UNIT_TASKS.of(records)


TASKS: Table[Row] = Table(
    "tasks",
    "任务",
    "全地区，一项任务一行",
    (
        PERIOD,
        DataColumn("task", "任务序号", "清单里的序号", "count", lambda r: r.row.task.no),
        DataColumn("action", "行动", "所属的行动", "text", lambda r: r.row.task.action),
        DataColumn("item", "事项", "清单里的事项", "text", lambda r: r.row.task.item),
        DataColumn("leads", "牵头单位", "以、分隔", "text", lambda r: joined(r.row.task.leads)),
        DataColumn("light_text", "全地区", "灯和文字", "text", lambda r: task_cell(r.row)),
        DataColumn("basis", "依据", "灯由什么判定", "text", lambda r: r.row.basis),
        DataColumn("months_below", "连续偏慢或滞后月数", "含本月，0 为不落后", "count", lambda r: r.row.below_run.months, "个月"),
        DataColumn("channel", "报送方式", "网络或线下", "text", lambda r: r.row.task.channel),
        DataColumn(
            "judged_by", "判定方式", "按指标判定、按单位自报；空为没有判定", "category", lambda r: r.row.judged_by.value or None,
            categories=tuple(one.value for one in JudgedBy if one.value),
        ),
        DataColumn(
            "compared", "与上月相比", "转好、转差、持平、不可比", "category", lambda r: r.row.comparison.word,
            categories=("转好", "转差", "持平", "不可比"),
        ),
        DataColumn("not_compared", "不可比原因", "可比的为空", "text", lambda r: said(r.row.comparison.reason)),
        DataColumn("light", "灯", "不带文字的灯", "category", lambda r: r.row.light.value, categories=LIGHTS),
        DataColumn("title", "简称", "任务的简称，各任务不重", "text", lambda r: r.row.task.title),
        DataColumn("missing_units", "未报单位", "应报状态而没有报的，以、分隔", "text", lambda r: joined(unit.name for unit in r.row.coverage.absent)),
        DataColumn("task_key", "任务标识", "填报表和台账里的标识：任务最初的序号，序号改了也不变", "text", lambda r: r.row.task.key),
    ),
)  # fmt: skip


def _completion_state(r: UnitRow) -> str:
    if r.cell.completion is not None:
        return state_of(r.cell.completion)
    if r.cell.status == TaskStatus.NOT_APPLICABLE:
        return NoValue.NOT_APPLICABLE
    return UNFILLED if r.cell.status else NoValue.NOT_REPORTED


UNIT_TASKS: Table[UnitRow] = Table(
    "unit_tasks",
    "分县任务",
    "一个单位一项任务一行",
    (
        PERIOD,
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.code),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.cell.unit.name),
        DataColumn("task", "任务序号", "清单里的序号", "count", lambda r: r.row.task.no),
        DataColumn("light_text", "状态", "灯和文字", "text", lambda r: unit_cell(r.row, r.cell)),
        DataColumn(
            "status", "填报状态", "未启动、正常推进、进度滞后、已完成、不涉及；空为未报", "category",
            lambda r: r.cell.status or None, categories=STATUSES,
        ),
        DataColumn(
            "completion", "完成度", "%", "number", lambda r: r.cell.completion.value if r.cell.completion else None, "%",
            _completion_state,
        ),
        DataColumn("progress", "本月进展", "单位填报", "text", lambda r: r.cell.progress),
        DataColumn("problems", "存在问题", "单位填报", "text", lambda r: r.cell.problems),
        DataColumn("next_steps", "下步措施", "单位填报", "text", lambda r: r.cell.next_steps),
        DataColumn("person", "责任人", "单位填报", "text", lambda r: r.cell.person),
        DataColumn("department", "承办部门", "单位填报", "text", lambda r: r.cell.department),
        *form_columns(TASK_SHEET.later, lambda r: r.cell.further),
        DataColumn("doubts", "不一致", "自报状态与指标进度不一致之处；空为没有", "text", lambda r: "；".join(r.cell.doubts)),
        DataColumn("light", "灯", "不带文字的灯", "category", lambda r: r.cell.light.value, categories=LIGHTS),
        DataColumn("evidence", "佐证材料", "单位填报", "text", lambda r: r.cell.evidence),
        DataColumn("source_files", "来源文件", "相对工作目录", "text", lambda r: place_of(r.cell.sources.values())[1]),
        DataColumn("task_key", "任务标识", "填报表和台账里的标识：任务最初的序号，序号改了也不变", "text", lambda r: r.row.task.key),
    ),
)  # fmt: skip
