"""Tables for other tools: the month's figures as CSV, with a dictionary of their columns.

In: the figures of a month, the context. Out: file name -> bytes, UTF-8 with a byte order mark, so that Excel
reads the Chinese; one row a record, numbers unrounded, a missing number empty with its reason in a column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.core.area import said
from toolkit.core.model import Kind
from toolkit.core.results import (
    FileAccount,
    Further,
    IndicatorResult,
    MonthResult,
    ProjectResult,
    TaskResult,
    UnitReport,
)
from toolkit.core.returns import Figure
from toolkit.forms.layout import INDICATOR_SHEET, PROJECT_SHEET, TASK_SHEET
from toolkit.forms.spec import Column, SheetSpec
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import clean
from toolkit.outputs.summary.details import place_of, remark_of, status_of
from toolkit.outputs.summary.layout import light_cell, task_cell, unit_cell

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Table:
    """One CSV file: its columns with what each means, and its rows."""

    name: str
    about: str
    columns: tuple[tuple[str, str], ...]  # header, meaning with measure
    rows: Sequence[Sequence[Cell]]


def write_tables(result: MonthResult, context: OutputContext) -> dict[str, bytes]:
    """File name -> bytes of every table, and of the column dictionary 字段说明.csv."""
    tables = (
        _indicators(result), _unit_indicators(result), _tasks(result), _unit_tasks(result), _reports(result),
        _projects(result), _figures(result), _accounts(result, context),
    )  # fmt: skip
    entries = [
        (f"{table.name}.csv", said(table.about), said(head), said(text))
        for table in tables
        for head, text in table.columns
    ]
    heads = (("文件", ""), ("内容", ""), ("字段", ""), ("说明", ""))
    dictionary = Table("字段说明", "", heads, entries)
    return {f"{table.name}.csv": _csv(table) for table in (*tables, dictionary)}


def safe(value: Cell) -> Cell:
    """Text that no spreadsheet takes for a formula: what begins like one gets a leading apostrophe."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return "'" + text if text.lstrip(" \u3000\u00a0").startswith(_TRIGGERS) or text.startswith("\t") else text


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([said(head) for head, _ in table.columns])
    writer.writerows([safe(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _number(figure: Figure | None) -> float | None:
    return figure.value if figure else None


def _time(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else None


_PERIOD = ("报送期", "年-月")


def _indicators(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("指标编号", "清单里的编号"), ("任务序号", "所属任务"), ("指标名称", "清单里的名称"), ("类型", "年内累计、投资、期末存量、比率、逐个达标、里程碑"),
        ("计量单位", "清单口径的单位"), ("年度目标", "清单口径；区间为下限"), ("目标上限", "只有区间目标才有"), ("上月累计", "清单口径"),
        ("累计完成", "清单口径，未四舍五入；空为没有数，原因见状态"), ("环比", "%：本月新增比上月新增；存量、比率为比上月增减；只比较两期都有数的单位"), ("完成率", "%"),
        ("序时进度", "%；空为不按序时判定"), ("进度差", "百分点"), ("状态灯", "灯和文字"), ("已报单位数", "个"), ("应报单位数", "个"), ("说明", "口径、疑点、标记"), ("本月新增", "清单口径；不按月统计的为本期新增"), ("上月新增", "同口径：只含两期都有新增数的单位"),
        ("累计同比", "%，比率为百分点；空为没有可比的数"), ("距年度目标", "清单口径，比率为百分点；空为已达到或没有数"), ("未报单位", "以、分隔"), ("标注", "以、分隔"),
    )  # fmt: skip
    return Table(
        "指标汇总", "全地区，一项指标一行", columns, [_indicator(result, row) for row in result.indicators]
    )


def _indicator(result: MonthResult, row: IndicatorResult) -> Sequence[Cell]:
    target = row.target
    return (
        str(result.period), row.indicator.id, row.indicator.task_no, row.indicator.name, row.indicator.kind.value,
        row.measure, _number(row.goal), target.high if target and row.indicator.kind is not Kind.RATE_EACH else None,
        _number(row.previous), _number(row.total), _number(row.change), _number(row.rate), _number(row.pace),
        _number(row.gap), light_cell(row), _number(row.reported), _number(row.expected), row.note,
        _number(row.added), _number(row.added_before), _number(row.on_year), _number(row.to_target),
        "、".join(unit.name for unit in row.coverage.absent), "、".join(row.marks),
    )  # fmt: skip


def _unit_indicators(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("单位代码", "县市为行政区划代码"), ("单位", "全称"), ("指标编号", "清单里的编号"), ("计量单位", "填报口径的单位"), ("本单位年度任务", "填报口径"),
        ("本月累计", "填报口径，未四舍五入"), ("分子累计", "比率才有"), ("分母累计", "比率才有"), ("上月累计", "填报口径"), ("完成率", "%；空为待分解、未报等，见状态"),
        ("占全地区", "%"), ("状态", "灯和文字，或没有数的原因"), ("数据性质", "实际、预计、快报、核定"), ("说明", "单位填报"), ("来源单元格", "填报表里的位置"),
        ("来源文件", "相对工作目录"), ("哈希", "来源文件的 SHA-256"), ("标注", "更正、待单位确认（两个数、原因、提出人、确认人）、沿用上月等；空为没有"),
        *_declared(INDICATOR_SHEET.later),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for row in result.indicators:
        for value in row.units:
            cells, files = place_of(value.sources)
            rows.append((
                str(result.period), value.unit.code, value.unit.name, row.indicator.id, row.indicator.report_measure, value.quota,
                _number(value.value), value.numerator, value.denominator, _number(value.previous), _number(value.rate),
                _number(value.share), status_of(value), value.nature, value.explanation, cells, files,
                "、".join(dict.fromkeys(source.sha256 for source in value.sources)), remark_of(value),
                *_further(INDICATOR_SHEET, value.further),
            ))  # fmt: skip
    return Table("分县指标", "一个单位一项指标一行", columns, rows)


def _tasks(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("任务序号", "清单里的序号"), ("行动", ""), ("事项", ""), ("牵头单位", "以、分隔"), ("全地区", "灯和文字"), ("依据", "灯由什么判定"),
        ("连续偏慢或滞后月数", "含本月，0 为不落后"), ("报送方式", "网络或线下"),
        ("判定方式", "按指标判定、按单位自报"), ("与上月相比", "转好、转差、持平、不可比"), ("不可比原因", ""),
    )  # fmt: skip
    rows = [_task(result, row) for row in result.tasks]
    return Table("任务", "全地区，一项任务一行", columns, rows)


def _task(result: MonthResult, row: TaskResult) -> Sequence[Cell]:
    task = row.task
    return (
        str(result.period), task.no, task.action, task.item, "、".join(task.leads), task_cell(row), row.basis,
        row.below_run.months, task.channel, row.judged_by.value, row.comparison.word, said(row.comparison.reason),
    )  # fmt: skip


def _unit_tasks(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("单位代码", ""), ("单位", "全称"), ("任务序号", ""), ("状态", "灯和文字"), ("填报状态", "未启动、正常推进、进度滞后、已完成、不涉及；空为未报"),
        ("完成度", "%"), ("本月进展", "单位填报"), ("存在问题", "单位填报"), ("下步措施", "单位填报"), ("责任人", "单位填报"), ("承办部门", "单位填报"),
        *_declared(TASK_SHEET.later), ("不一致", "自报状态与指标进度不一致之处；空为没有"),
    )  # fmt: skip
    rows = [
        (
            str(result.period), code, cell.unit.name, row.task.no, unit_cell(row, cell), cell.status, _number(cell.completion),
            cell.progress, cell.problems, cell.next_steps, cell.person, cell.department,
            *_further(TASK_SHEET, cell.further), "；".join(cell.doubts),
        )
        for row in result.tasks
        for code, cell in row.units.items()
    ]  # fmt: skip
    return Table("分县任务", "一个单位一项任务一行", columns, rows)


def _reports(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("单位代码", ""), ("单位", "全称"), ("状态", "未下发、未报、退回修改、部分报送、已报"), ("版本", "第几次报送"), ("收到时间", ""), ("是否按时", "是、否"),
        ("逾期天数", "天"), ("错误", "未关闭的处数"), ("疑问", "未关闭的处数"), ("完整率", "%"), ("盖章件", "已收、未收、免"),
    )  # fmt: skip
    return Table("报送情况", "一个单位一行", columns, [_report(result, row) for row in result.units])


def _report(result: MonthResult, row: UnitReport) -> Sequence[Cell]:
    return (
        str(result.period), row.unit.code, row.unit.name, row.state, row.version, _time(row.received_at),
        row.punctual or None,
        row.days_late, row.errors, row.queries, row.completeness, row.stamped,
    )  # fmt: skip


_FIRST_FIELDS = tuple(column for column in PROJECT_SHEET.inputs if column not in PROJECT_SHEET.later)


def _declared(columns: Sequence[Column]) -> tuple[tuple[str, str], ...]:
    """Columns of the form by their declaration."""
    return tuple((column.title, column.measure or "单位填报") for column in columns)


def _further(spec: SheetSpec, values: Further) -> Sequence[Cell]:
    """What columns hold that came into the form later."""
    return [values.get(column.field) for column in spec.later]


def _projects(result: MonthResult) -> Table:
    columns = (
        _PERIOD, ("单位代码", ""), ("单位", "全称"), ("项目编号", ""), *_declared(_FIRST_FIELDS), ("是否滞后", "系统判定，是、否"),
        *_declared(PROJECT_SHEET.later),
    )  # fmt: skip
    return Table("重点项目", "一个项目一行", columns, [_project(result, row) for row in result.projects])


def _project(result: MonthResult, row: ProjectResult) -> Sequence[Cell]:
    return (
        str(result.period),
        row.unit.code,
        row.unit.name,
        row.number,
        *(row.values.get(column.field) for column in _FIRST_FIELDS),
        "是" if row.behind else "否",
        *_further(PROJECT_SHEET, row.values),
    )


def _figures(result: MonthResult) -> Table:
    columns = (
        ("编号", "数字编号，figure 命令按它查来历"), ("名称", ""), ("数值", "未四舍五入"), ("文字", "没有数值时的说法"), ("计量单位", ""), ("算法", ""), ("标记", ""),
        ("来源个数", "直接来自多少个填报单元格"),
    )  # fmt: skip
    rows = [
        (figure.key, figure.label, figure.value, figure.word, figure.measure, figure.formula, figure.mark, len(figure.sources))
        for figure in result.figures.values()
    ]  # fmt: skip
    return Table("全部数字", "本期算出的每个数字一行", columns, rows)


def _accounts(result: MonthResult, context: OutputContext) -> Table:
    columns = (
        _PERIOD, ("单位", "全称"), ("文件", "相对工作目录"), ("哈希", "SHA-256"), ("版本", ""), ("已填单元格", "个"), ("采用", "个"), ("规范化", "个"), ("拒收", "个"),
        ("被替代", "个"), ("忽略", "个"), ("是否平衡", "是、否"),
    )  # fmt: skip
    rows = [_account(result, row, context) for row in result.accounts]
    return Table("数据台账", "一个文件一行", columns, rows)


def _account(result: MonthResult, row: FileAccount, context: OutputContext) -> Sequence[Cell]:
    return (
        str(result.period), context.unit_name(row.unit), row.file, row.sha256, row.version, row.filled, row.accepted,
        row.normalised, row.rejected, row.superseded, row.ignored, "是" if row.balanced else "否",
    )  # fmt: skip
