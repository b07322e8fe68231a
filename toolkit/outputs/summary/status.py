"""报送情况, 校验问题, 数据台账: who reported, what is wrong, and the proof that no cell was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.area import said
from toolkit.core.findings import Finding
from toolkit.core.form import DASH
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist
from toolkit.core.results import FileAccount, MonthResult, UnitReport
from toolkit.core.returns import Outcome
from toolkit.core.words import ReturnState
from toolkit.figures.numbers.counting import STATE_NAMES, counted
from toolkit.forms.blanks import Blanks, gathered, of_a_sheet
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingwords import handling_of, rank_of, remedy_of, row_names, subject_of
from toolkit.outputs.summary.layout import FIRST
from toolkit.outputs.workbook.grid import Column, Formula, Link, Row, cell_name
from toolkit.outputs.workbook.outputbook import OutputBook

REPORTS = "报送情况"
FINDINGS = "校验问题"
ACCOUNTS = "数据台账"
STATES = tuple(reversed(ReturnState))
REPORT_COLUMNS = (
    Column("单位", 20),
    Column("状态", 12, "code"),
    Column("版本", 7, "code"),
    Column("收到时间", 17, "date"),
    Column("是否按时", 9, "code"),
    Column("逾期天数", 9, "code"),
    Column("错误", 7, "code"),
    Column("疑问", 7, "code"),
    Column("完整率(%)", 10, "percent"),
    Column("盖章件", 9, "code"),
    Column("单位类别", 10, "code"),
    Column("联系人", 22),
)
FINDING_COLUMNS = (
    Column("编号", 8, "code"),
    Column("级别", 7, "code"),
    Column("单位", 13),
    Column("工作表", 12),
    Column("单元格", 8, "code"),
    Column("对象", 26),
    Column("填报值", 20),
    Column("问题", 40),
    Column("修改建议", 34),
    Column("处理状态", 12, "code"),
    Column("影响(%)", 9, "percent"),
    Column("问题类别", 18),
    Column("来源文件", 62, "path"),
    Column("唯一标识", 40, "path"),
)
ACCOUNT_COLUMNS = (
    Column("单位", 22),
    Column("文件", 84),
    Column("哈希", 34),
    Column("版本", 6, "code"),
    Column("已填单元格", 9, "number"),
    Column(Outcome.ACCEPTED, 8, "number"),
    Column(Outcome.NORMALISED, 8, "number"),
    Column(Outcome.REJECTED, 8, "number"),
    Column(Outcome.SUPERSEDED, 8, "number"),
    Column(Outcome.IGNORED, 8, "number"),
    Column("是否平衡", 9, "code"),
)
PRINTED = 10  # columns of 校验问题 that go on paper


def write_reports(book: OutputBook, result: MonthResult) -> None:
    """报送情况, with the counts of states as live formulas."""
    sheet = book.sheet(REPORTS, REPORT_COLUMNS, title="各单位报送情况")
    sheet.rows(_report_row(report) for report in result.units)
    sheet.done(freeze_columns=1)
    last = max(sheet.last, FIRST)
    area = f"{cell_name(FIRST, 1)}:{cell_name(last, 1)}"
    for state in STATES:
        count = counted(result, f"units_{STATE_NAMES[state]}")
        sheet.total((f"合计：{state}(个)", Formula(f'COUNTIF({area},"{state}")', count, "0")))


def _report_row(report: UnitReport) -> Row:
    return (
        report.unit.name, report.state, report.version or None, report.received_at, report.punctual or None,
        *map(report.of_return, (report.days_late, report.errors, report.queries)), report.completeness, report.stamped, said(report.unit.kind),
        report.unit.contact_line or None,
    )  # fmt: skip


def write_findings(
    book: OutputBook, checklist: Checklist, findings: Sequence[Finding], context: OutputContext
) -> None:
    """校验问题, the heaviest first, within a severity what is open, and of that what moves a figure most."""
    sheet = book.sheet(FINDINGS, FINDING_COLUMNS, title="校验问题清单", noted=PRINTED)
    names = row_names(checklist)
    ordered = sorted(findings, key=lambda finding: rank_of(finding, context))
    for one in gathered(ordered, lambda finding: (*of_a_sheet(finding), handling_of(finding, context))):
        if isinstance(one, Blanks):
            lines = [_finding_row(finding, names, context) for finding in one.findings]
            sheet.fold(_fold_row(one, lines[0], names), lines)
        else:
            sheet.rows([_finding_row(one, names, context)])
    if not findings:
        sheet.nothing("本月没有校验问题。")
    sheet.done(freeze_columns=3, filters=bool(findings), printed=PRINTED, extract=True)


def _finding_row(finding: Finding, names: dict[tuple[str, str], str], context: OutputContext) -> Row:
    return (
        finding.code, finding.severity.value, context.unit_name(finding.unit) if finding.unit else None,
        finding.sheet or finding.form_sheet or None, finding.address or None, subject_of(finding, names) or None,
        finding.seen or None, finding.problem, remedy_of(finding) or None, handling_of(finding, context),
        None if finding.effect is None else finding.effect * 100, said(CATALOGUE[finding.code].title),
        _file(finding.file, context) if finding.file else None, finding.id,
    )  # fmt: skip


def _file(path: str, context: OutputContext) -> Link:
    return Link(context.link(path), context.told(path, path))


def _fold_row(blanks: Blanks, first: Row, names: Mapping[tuple[str, str], str]) -> Row:
    """The line that stands for the blanks of a sheet, each of which is folded below it."""
    _, severity, unit, sheet, address, *_, handling, effect, title, file, _ = first
    told = blanks.told(lambda one: subject_of(one, names).partition(" ")[0])
    remedy = "逐格补填。点左边的“＋”展开，一格一行。"
    return (
        blanks.code, severity, unit, sheet, f"{address or DASH}等", f"{len(blanks.findings)}处未填", None,
        told, remedy, handling, effect, title, file, None,
    )  # fmt: skip


def write_accounts(book: OutputBook, result: MonthResult, context: OutputContext) -> None:
    """数据台账: one row a file; 是否平衡 is a live formula over the row."""
    notes = "每个已填单元格必居其一：采用、规范化、拒收、被替代、忽略；五项之和等于“已填单元格”即为平衡。"
    sheet = book.sheet(ACCOUNTS, ACCOUNT_COLUMNS, notes=notes)
    sheet.rows(_account_row(row, FIRST + line, context) for line, row in enumerate(result.accounts))
    if not result.accounts:
        sheet.nothing("本月尚未收到填报表。")
    sheet.done(freeze_columns=1, filters=bool(result.accounts), extract=True)
    if result.accounts:
        sheet.total(_account_total(result.accounts, sheet.last))


def _account_row(row: FileAccount, line: int, context: OutputContext) -> Row:
    balanced = f'IF({cell_name(line, 4)}=SUM({cell_name(line, 5)}:{cell_name(line, 9)}),"是","否")'
    return (
        context.unit_name(row.unit), _file(row.file, context), row.sha256, row.version, row.filled,
        row.accepted, row.normalised, row.rejected, row.superseded, row.ignored,
        Formula(balanced, "是" if row.balanced else "否"),
    )  # fmt: skip


def _account_total(accounts: Sequence[FileAccount], last: int) -> Row:
    columns = ("filled", "accepted", "normalised", "rejected", "superseded", "ignored")
    sums = [
        Formula(
            f"SUM({cell_name(FIRST, index)}:{cell_name(last, index)})",
            sum(getattr(row, name) for row in accounts),
        )
        for index, name in enumerate(columns, start=4)
    ]
    area = f"{cell_name(FIRST, 10)}:{cell_name(last, 10)}"
    balanced = Formula(
        f'IF(COUNTIF({area},"否")=0,"是","否")', "是" if all(row.balanced for row in accounts) else "否"
    )
    return ("合计", f"{len(accounts)} 份", None, None, *sums, balanced)
