"""裁定表: the open findings of a month, for the office to decide.

In: the workbook as read. Out: decisions, and a finding for every row that cannot count. A row keeps the value
that was seen, so that a decision about another value does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.cell_text import clean
from toolkit.core.findings import Finding
from toolkit.core.form import DASH, INDICATORS
from toolkit.core.periods import Period
from toolkit.core.private import masked
from toolkit.core.returns import Book
from toolkit.papers.identity import FINDING_RULINGS
from toolkit.papers.officetables import NO_DECISION, NOT_A_CHOICE, NOT_SAID, TakenIn, take_in
from toolkit.papers.reading import PaperRow
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = FINDING_RULINGS
ACCEPT, EXCLUDE = "认可", "剔除"
PAPER = PaperSheet(
    KIND,
    (
        PaperColumn("code", "编号", 8, "code"),
        PaperColumn("severity", "级别", 8, "code"),
        PaperColumn("unit", "单位", 20),
        PaperColumn("place", "位置", 18),
        PaperColumn("seen", "填报值", 24, needed=True),
        PaperColumn("problem", "问题", 54),
        PaperColumn("decision", "办公室裁定", 12, "code", entry=True, choices=(ACCEPT, EXCLUDE)),
        PaperColumn("reason", "理由", 34, entry=True),
        PaperColumn("name", "裁定人", 12, entry=True),
        PaperColumn("finding", "唯一标识", 44, "path", needed=True),
    ),
    "finding",
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


def shown_value(finding: Finding) -> str:
    """The value as the table shows it, and as it comes back."""
    return clean(masked(finding.seen)).strip() or DASH


def read_finding_rulings(book: Book, period: Period) -> TakenIn[FindingRuling]:
    """Decisions of a filled table, and a finding for everything in it that cannot count."""
    return take_in(book, KIND, period, [PAPER], _read_row)


def _read_row(paper: PaperSheet, row: PaperRow) -> FindingRuling | Finding | None:
    decision, reason, name = row.text("decision"), row.text("reason"), row.text("name")
    if not (decision or reason or name):
        return None
    code, values = _fault(row.key, decision, reason, name)
    if code:
        return Finding(code, sheet=paper.name, address=row.address("decision"), seen=decision, values=values)
    return FindingRuling(row.address("decision"), row.key, row.text("seen"), decision, reason, name)


def _fault(finding: str, decision: str, reason: str, name: str) -> tuple[str, dict[str, str]]:
    """The code that says why a row cannot count, with its values; "" when it can."""
    if not decision:
        return NO_DECISION, {"column": "办公室裁定"}
    if decision not in (ACCEPT, EXCLUDE):
        return NOT_A_CHOICE, {"choices": f"{ACCEPT}或{EXCLUDE}"}
    if not reason or not name:
        return NOT_SAID, {"what": "理由或裁定人"}
    if decision == EXCLUDE and "@/" in finding:
        return "E792", {}
    if decision == EXCLUDE and f"/{INDICATORS}/" not in "/" + finding.partition("/")[2]:
        return "E793", {}
    return "", {}
