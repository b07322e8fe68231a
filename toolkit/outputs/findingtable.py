"""裁定表 as it goes out: the open findings of a month with columns for the office to decide in.

In: findings and the context. Out: a workbook with 办公室裁定, 理由 and 裁定人 to fill in, read back by
:mod:`toolkit.outputs.findingrulings`.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.findings import Finding, Severity
from toolkit.figures.opinions import AWAITING
from toolkit.outputs.book import OutputBook, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingrulings import ACCEPT, COLUMNS, DECISION, EXCLUDE, SHEET, shown_value

_NOTE = (
    f"同意按填报值计的，选“{ACCEPT}”，数字不变时以后各期不再提；这个数不计入汇总的，选“{EXCLUDE}”。都要写理由和裁定人。"
    "填好保存，下次 report 即生效；不填的仍由单位修改或说明。撤销用 rule revoke。"
)


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
            area = (sheet.first, DECISION, sheet.last, DECISION)
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
