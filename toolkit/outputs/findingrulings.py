"""裁定表: the open findings of a month with two columns for the office to decide in; written, and read back.

Out: a workbook with 办公室裁定, 理由 and 裁定人 to fill in. In: the filled workbook. A row keeps the value that was
seen, so that a decision about another value does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS
from toolkit.core.theme import DASH
from toolkit.figures.opinions import AWAITING
from toolkit.outputs.book import HEAD_ROW, OutputBook, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, clean
from toolkit.outputs.readback import Rows, sheet_rows

SHEET = "裁定表"
ACCEPT, EXCLUDE = "认可", "剔除"
COLUMNS = (
    Column("编号", 8, "code"),
    Column("级别", 8, "code"),
    Column("单位", 20),
    Column("位置", 18),
    Column("填报值", 24),
    Column("问题", 54),
    Column("办公室裁定", 12, "code", entry=True),
    Column("理由", 34, entry=True),
    Column("裁定人", 12, entry=True),
    Column("唯一标识", 44, "path"),
)
_SEEN, _DECISION, _REASON, _NAME, _ID = 4, 6, 7, 8, 9
_NOTE = (
    f"同意按填报值计的，选“{ACCEPT}”，数字不变时以后各期不再提；这个数不计入汇总的，选“{EXCLUDE}”。都要写理由和裁定人。"
    "填好保存，下次 report 即生效；不填的仍由单位修改或说明。撤销用 rule revoke。"
)


@dataclass(frozen=True)
class FindingRuling:
    """A decision of the table; ``place`` is its cell, ``seen`` the value that it is about."""

    place: str
    finding: str  # finding id
    seen: str
    decision: str
    reason: str
    name: str


def write_finding_rulings(findings: Sequence[Finding], context: OutputContext) -> bytes:
    """The table of what is open: what lead units dispute, then 疑问, for those are what an office decides."""
    rank = {Severity.QUERY: 0, Severity.ERROR: 1}
    disputed = {one.finding.id for one in context.opinions if one.finding and one.state == AWAITING}
    listed = [one for one in findings if one.severity in rank or one.id in disputed]
    rows = sorted(listed, key=lambda one: rank.get(one.severity, -1))

    def fill(book: OutputBook) -> None:
        sheet = book.sheet(SHEET, COLUMNS, notes=_NOTE)
        sheet.rows(_row(finding, context) for finding in rows)
        if rows:
            area = (sheet.first, _DECISION, sheet.last, _DECISION)
            sheet.worksheet.data_validation(*area, {"validate": "list", "source": [ACCEPT, EXCLUDE]})
        else:
            sheet.nothing("没有待裁定的问题。")
        sheet.done(freeze_columns=3, filters=bool(rows))

    return render(context, SHEET, fill)


def _row(finding: Finding, context: OutputContext) -> tuple[str | None, ...]:
    place = "!".join(part for part in (finding.sheet or finding.form_sheet, finding.address) if part)
    unit = context.unit_name(finding.unit) if finding.unit else None
    return (
        finding.code, finding.severity.value, unit, place or None, shown_value(finding), finding.problem,
        "", "", "", finding.id,
    )  # fmt: skip


def shown_value(finding: Finding) -> str:
    """The value as the table shows it, and as it comes back."""
    return clean(finding.seen).strip() or DASH


def read_finding_rulings(data: bytes) -> tuple[list[FindingRuling], list[str]]:
    """Decisions of a filled table, and a line for every row that cannot count."""
    book = sheet_rows(data)
    if book is None:
        return [], ["不是能打开的工作簿（.xlsx）。请另存为 .xlsx 再放回。"]
    if SHEET not in book:
        return [], [f"里没有工作表“{SHEET}”。请用新出的裁定表重填。"]
    found: list[FindingRuling] = []
    faults: list[str] = []
    for ruling in _filled(book[SHEET][HEAD_ROW + 1 :]):
        fault = _fault(ruling)
        if fault:
            faults.append(f"{ruling.place}：{fault}")
        else:
            found.append(ruling)
    return found, faults


def _filled(rows: Rows) -> Iterator[FindingRuling]:
    for number, row in enumerate(rows, HEAD_ROW + 2):
        cells = ["" if value is None else str(value).strip() for value in row]
        cells += [""] * (len(COLUMNS) - len(cells))
        if cells[_DECISION]:
            seen = cells[_SEEN]
            yield FindingRuling(
                f"G{number}", cells[_ID], seen, cells[_DECISION], cells[_REASON], cells[_NAME]
            )


def _fault(ruling: FindingRuling) -> str:
    if ruling.decision not in (ACCEPT, EXCLUDE):
        return f"“{ruling.decision}”不在选项里，请选{ACCEPT}或{EXCLUDE}。"
    if not ruling.finding:
        return "唯一标识被删掉了，请用新出的裁定表重填这一行。"
    if not ruling.reason or not ruling.name:
        return "没有写理由或裁定人，请补上。"
    if ruling.decision == EXCLUDE and "@/" in ruling.finding:
        return f"全地区的数不能{EXCLUDE}，请选{ACCEPT}，或更正单位的数。"
    if ruling.decision == EXCLUDE and f"/{INDICATORS}/" not in _middle(ruling.finding):
        return f"只有指标数据里的数可以{EXCLUDE}，其他的请选{ACCEPT}或退回单位修改。"
    return ""


def _middle(finding: str) -> str:
    return "/" + finding.partition("/")[2]
