"""The tables of what came back: 报送情况 a unit, 数据台账 a file, 重点项目 a project, 校验问题 a finding.

In: a month's results and findings, the context. Out: :class:`Table`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from toolkit.core.area import said
from toolkit.core.findings import Finding, Severity
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist
from toolkit.core.results import FileAccount, MonthResult, ProjectResult, UnitReport
from toolkit.core.returns import Figure, Outcome
from toolkit.core.words import ReturnState, texts
from toolkit.figures.library import project_key
from toolkit.forms.layout import PROJECT_SHEET
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingwords import handling_of, remedy_of, row_names, subject_of
from toolkit.outputs.summary.details import place_of
from toolkit.tables.columns import NO_PART, PERIOD, DataColumn, Table, figure, given
from toolkit.tables.formcolumns import form_columns

STAMPS = ("已收", "未收", "免")
PUNCTUAL = ("是", "否", "待核")


class ReportRow(NamedTuple):
    """One unit's reporting in a month."""

    period: str
    row: UnitReport


class AccountRow(NamedTuple):
    """The cell accounting of one file of a month."""

    period: str
    name: str  # of the unit
    row: FileAccount


class ProjectRow(NamedTuple):
    """One project of a month."""

    period: str
    row: ProjectResult
    done: Figure  # 投资完成率


class FindingRow(NamedTuple):
    """One finding of a month with what became of it."""

    period: str
    finding: Finding
    context: OutputContext
    names: Mapping[tuple[str, str], str]
    is_open: bool


def submissions(result: MonthResult) -> Table[ReportRow]:
    """报送情况 in the units' order."""
    records = [ReportRow(str(result.period), row) for row in result.units]
    return SUBMISSIONS.of(records)


def accounts(result: MonthResult, context: OutputContext) -> Table[AccountRow]:
    """数据台账, by unit and version."""
    period = str(result.period)
    records = [AccountRow(period, context.unit_name(row.unit), row) for row in result.accounts]
    return ACCOUNTS.of(records)


def projects(result: MonthResult) -> Table[ProjectRow]:
    """重点项目 in the order of units and numbers."""
    period, figures = result.period, result.figures
    records = [
        ProjectRow(str(period), row, figures[project_key(row, period, "completion")])
        for row in result.projects
    ]
    return PROJECTS.of(records)


def findings(
    found: Sequence[Finding], still_open: Collection[Finding], checklist: Checklist, context: OutputContext
) -> Table[FindingRow]:
    """校验问题 in the order in which they were found."""
    period, names, waiting = str(context.period), row_names(checklist), {one.id for one in still_open}
    records = [FindingRow(period, one, context, names, one.id in waiting) for one in found]
    return FINDINGS.of(records)


def _effect(r: FindingRow) -> float | None:
    return None if r.finding.effect is None else r.finding.effect * 100


def _errors(r: ReportRow) -> int | None:
    return r.row.of_return(r.row.errors)


def _queries(r: ReportRow) -> int | None:
    return r.row.of_return(r.row.queries)


def _received(r: ReportRow) -> datetime | None:
    return r.row.received_at


SUBMISSIONS: Table[ReportRow] = Table(
    "submissions",
    "报送情况",
    "一个单位一行",
    (
        PERIOD,
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.row.unit.code),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.row.unit.name),
        DataColumn("state", "状态", "未下发、未报、退回修改、部分报送、已报", "category", lambda r: r.row.state, categories=texts(ReturnState)),
        DataColumn("version", "版本", "第几次报送；0 为没有报送", "count", lambda r: r.row.version),
        DataColumn("received_at", "收到时间", "北京时间；空为没有报送", "time", _received),
        DataColumn("punctual", "是否按时", "是、否、待核；空为没有报送", "category", lambda r: r.row.punctual or None, categories=PUNCTUAL),
        DataColumn("days_late", "逾期天数", "天", "count", lambda r: r.row.days_late, "天"),
        DataColumn("errors", "错误", "未关闭的处数", "count", _errors, "处", lambda r: given(_errors(r))),
        DataColumn("queries", "疑问", "未关闭的处数", "count", _queries, "处", lambda r: given(_queries(r))),
        DataColumn("completeness", "完整率", "%", "number", lambda r: r.row.completeness, "%", lambda r: given(r.row.completeness)),
        DataColumn("stamped", "盖章件", "已收、未收、免", "category", lambda r: r.row.stamped, categories=STAMPS),
        DataColumn("unit_kind", "单位类别", "县市、园区、部门、企业、本级", "text", lambda r: said(r.row.unit.kind)),
        DataColumn("owes", "本期应报", "这一期有没有要它报的", "flag", lambda r: r.row.owes),
        DataColumn("required", "应填必填项", "按它填的内容算", "count", lambda r: r.row.required, "个"),
        DataColumn("filled", "已填必填项", "应填必填项里填了的", "count", lambda r: r.row.filled, "个"),
    ),
)  # fmt: skip

ACCOUNTS: Table[AccountRow] = Table(
    "accounts",
    "数据台账",
    "一个文件一行",
    (
        PERIOD,
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.name),
        DataColumn("file", "文件", "相对工作目录", "text", lambda r: r.row.file),
        DataColumn("sha256", "哈希", "SHA-256", "text", lambda r: r.row.sha256),
        DataColumn("version", "版本", "第几次报送", "count", lambda r: r.row.version),
        DataColumn("filled", "已填单元格", "个", "count", lambda r: r.row.filled, "个"),
        DataColumn("accepted", Outcome.ACCEPTED, "个", "count", lambda r: r.row.accepted, "个"),
        DataColumn("normalised", Outcome.NORMALISED, "个", "count", lambda r: r.row.normalised, "个"),
        DataColumn("rejected", Outcome.REJECTED, "个", "count", lambda r: r.row.rejected, "个"),
        DataColumn("superseded", Outcome.SUPERSEDED, "个", "count", lambda r: r.row.superseded, "个"),
        DataColumn("ignored", Outcome.IGNORED, "个", "count", lambda r: r.row.ignored, "个"),
        DataColumn("balanced", "是否平衡", "是、否", "flag", lambda r: r.row.balanced),
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.row.unit),
    ),
)  # fmt: skip

_LATER = PROJECT_SHEET.later
_FIRST = tuple(column for column in PROJECT_SHEET.inputs if column not in _LATER)

PROJECTS: Table[ProjectRow] = Table(
    "projects",
    "重点项目",
    "一个项目一行",
    (
        PERIOD,
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.row.unit.code),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.row.unit.name),
        DataColumn("project", "项目编号", "跨月不变", "text", lambda r: r.row.number),
        *form_columns(_FIRST, lambda r: r.row.values),
        DataColumn("behind", "是否滞后", "系统判定，是、否", "flag", lambda r: r.row.behind),
        *form_columns(_LATER, lambda r: r.row.values),
        figure("done_rate", "投资完成率", "本年完成投资÷本年计划投资", "%", lambda r: r.done),
        DataColumn("source_files", "来源文件", "相对工作目录", "text", lambda r: place_of(r.row.sources.values())[1]),
    ),
)  # fmt: skip

FINDINGS: Table[FindingRow] = Table(
    "findings",
    "校验问题",
    "一个校验问题一行",
    (
        PERIOD,
        DataColumn("code", "编号", "规则的编号", "text", lambda r: r.finding.code),
        DataColumn(
            "severity", "级别", "错误、疑问、提示", "category", lambda r: r.finding.severity.value,
            categories=tuple(one.value for one in Severity),
        ),
        DataColumn("unit", "单位代码", "空为不属于哪个单位", "text", lambda r: r.finding.unit or None),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.context.unit_name(r.finding.unit) if r.finding.unit else None),
        DataColumn("sheet", "工作表", "来件里的工作表", "text", lambda r: r.finding.sheet or r.finding.form_sheet or None),
        DataColumn("cell", "单元格", "来件里的位置", "text", lambda r: r.finding.address or None),
        DataColumn("subject", "对象", "任务、指标或项目", "text", lambda r: subject_of(r.finding, r.names) or None),
        DataColumn("seen", "填报值", "来件里的原样", "text", lambda r: r.finding.seen or None),
        DataColumn("problem", "问题", "什么地方不对", "text", lambda r: r.finding.problem),
        DataColumn("remedy", "修改建议", "怎么改", "text", lambda r: remedy_of(r.finding) or None),
        DataColumn("handling", "处理状态", "待修改、待说明、已说明等", "text", lambda r: handling_of(r.finding, r.context)),
        DataColumn("title", "问题类别", "规则的名称", "text", lambda r: said(CATALOGUE[r.finding.code].title)),
        DataColumn("open", "未关闭", "说明和裁定都没有关闭它", "flag", lambda r: r.is_open),
        DataColumn("row", "行", "填报表里这一行的标识：指标编号、任务序号、项目编号", "text", lambda r: r.finding.key or None),
        DataColumn("field", "列", "填报表里这一列的英文名", "text", lambda r: r.finding.field or None),
        DataColumn("source_file", "来源文件", "相对工作目录", "text", lambda r: r.finding.file or None),
        DataColumn("finding", "唯一标识", "规则和位置，各期不变", "text", lambda r: r.finding.id),
        DataColumn(
            "effect", "影响", "可能使全域的数变动百分之几", "number", _effect, "%", lambda r: given(_effect(r), NO_PART)
        ),
    ),
)  # fmt: skip
