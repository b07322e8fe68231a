"""裁定表 as it goes out: the open findings of a month with columns for the office to decide in.

In: findings and the context. Out: a workbook with 办公室裁定, 理由 and 裁定人 to fill in, read back by
:mod:`toolkit.papers.findingrulings`.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.findings import Finding, Severity
from toolkit.figures.doubted.effects import by_effect, effect_words
from toolkit.figures.reviews.opinions import AWAITING
from toolkit.forms.blanks import Blanks, gathered, is_blank
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.papers.findingrulings import ACCEPT, EXCLUDE, KIND, PAPER, shown_value
from toolkit.papers.identity import OFFICE, PackIdentity
from toolkit.papers.untouched import seal

_NOTE = (
    f"同意按填报值计的，选“{ACCEPT}”，数字不变时以后各期不再提；这个数不计入汇总的，选“{EXCLUDE}”。都要写理由和裁定人。"
    "填好保存，再运行一次即生效；不填的仍由单位修改或说明。撤销用 rule revoke。"
)


def write_finding_rulings(
    findings: Sequence[Finding], context: OutputContext, taken: Sequence[str] = ()
) -> bytes:
    """The table of what is open: what lead units dispute, then 疑问, for those are what an office decides; within these
    what moves a figure most.

    ``taken`` are hashes of tables beside it whose decisions are in the ledger.
    """
    rank = {Severity.QUERY: 0, Severity.ERROR: 1}
    disputed = {one.finding.id for one in context.opinions if one.finding and one.state == AWAITING}
    listed = [one for one in findings if one.severity in rank or one.id in disputed]
    rows = sorted(listed, key=lambda one: (rank.get(one.severity, -1), by_effect(one), is_blank(one)))

    def fill(book: OutputBook) -> None:
        table = Paper(book)
        sheet = table.sheet(PAPER, title=KIND, notes=_NOTE)
        for one in gathered(rows):
            if isinstance(one, Blanks):
                lines = [_row(finding, context) for finding in one.findings]
                table.fold(sheet, PAPER, _fold_row(one, lines[0]), lines)
            else:
                table.rows(sheet, PAPER, [_row(one, context)])
        choices(sheet, PAPER, "decision")
        if not rows:
            table.nothing(sheet, PAPER, "没有待裁定的问题。")
        sheet.done(freeze_columns=3, filters=bool(rows), printed=PAPER.index("finding"))
        table.identity(PackIdentity(KIND, OFFICE, str(context.period), "", tuple(taken)), sealed=True)

    return seal(render(context, KIND, fill))


def _fold_row(blanks: Blanks, first: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The line that stands for the blanks of a sheet; it has no key, so that nothing can be decided in it."""
    _, severity, unit, place, *_ = first
    many = f"还有{len(blanks.findings)}处必填项空着。要裁定的，点左边的“＋”展开，逐条裁定；这一行不填。"
    return blanks.code, severity, unit, f"{place}等", None, many, "", "", "", ""


def _row(finding: Finding, context: OutputContext) -> tuple[str | None, ...]:
    place = "!".join(part for part in (finding.sheet or finding.form_sheet, finding.address) if part)
    unit = context.unit_name(finding.unit) if finding.unit else None
    return (
        finding.code, finding.severity.value, unit, place or None, shown_value(finding),
        finding.problem + effect_words(finding),
        "", "", "", finding.id,
    )  # fmt: skip
