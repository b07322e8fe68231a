"""裁定表 as it comes back: what the office decided about open findings.

In: the filled workbook; :mod:`toolkit.outputs.findingtable` writes it with the columns declared here. Out: decisions,
and a line for every row that cannot count. A row keeps the value that was seen, so that a decision about
another value does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.core.findings import Finding
from toolkit.core.form import DASH, INDICATORS
from toolkit.outputs.grid import HEAD_ROW, Column, clean
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
DECISION = 6
_SEEN, _REASON, _NAME, _ID = 4, 7, 8, 9


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
        if cells[DECISION]:
            seen = cells[_SEEN]
            yield FindingRuling(f"G{number}", cells[_ID], seen, cells[DECISION], cells[_REASON], cells[_NAME])


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
