"""目标分解确认表: targets of a year by unit, for lead units to confirm.

In: the workbook that came back, and which units share which indicator. Out: :class:`QuotaReturn`: rows of the sheet
分解, and a finding for whatever could not be taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.findings import Finding
from toolkit.core.form import DASH
from toolkit.core.model import Quota
from toolkit.core.returns import Book, Scalar
from toolkit.core.values import cast
from toolkit.core.words import NoValue
from toolkit.papers.identity import QUOTAS, read_identity, read_marks
from toolkit.papers.reading import PaperRow, find_sheet, other_sheets, read_table
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = QUOTAS
SHEET = "目标分解"
YES, NO = "同意", "不同意"
NOT_HELD = NoValue.NOT_APPLICABLE
KEYS = (
    PaperColumn("id", "指标编号", 9, "code", needed=True), PaperColumn("task", "任务序号", 7.2, "code"),
    PaperColumn("name", "指标名称", 32), PaperColumn("measure", "填报单位量", 9, "code"),
    PaperColumn("leads", "牵头单位", 22), PaperColumn("target", "全地区年度目标", 13, "number"),
    PaperColumn("sum", "分解合计", 13, "number", computed=True), PaperColumn("gap", "与目标差", 12, "number", computed=True),
    PaperColumn("state", "核对", 15, "code", computed=True),
)  # fmt: skip
PROPOSED = PaperColumn("proposed", "建议数", 20, computed=True, optional=True)
TAIL = (
    PaperColumn("confirm", "牵头单位确认", 10, "code", entry=True, choices=(YES, NO)),
    PaperColumn("by", "确认人、日期", 18, entry=True),
    PaperColumn("opinion", "意见", 36, entry=True),
)


def paper(units: Sequence[str], *, optional: bool = False, proposed: bool = True) -> PaperSheet:
    """The sheet with a column a unit; ``optional``: a paper need not have all of them; with 建议数 or without."""
    shares = (PaperColumn(_share(name), name, 11, "number", entry=True, optional=optional) for name in units)
    return PaperSheet(SHEET, (*KEYS, *([PROPOSED] if proposed else []), *shares, *TAIL), "id")


@dataclass(frozen=True)
class Split:
    """An indicator whose target several units carry: its lead units and the names of those units."""

    leads: tuple[str, ...]
    units: Collection[str]


@dataclass(frozen=True)
class QuotaReturn:
    """What a returned workbook says; ``sums`` is the cell of 分解合计 by indicator."""

    quotas: tuple[Quota, ...] = ()
    findings: tuple[Finding, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict)


def read_quotas(
    book: Book, splits: Callable[[int], Mapping[str, Split]], units: Sequence[str]
) -> QuotaReturn | None:
    """The shares of the workbook's year; None when it is no such workbook.

    ``splits`` gives the indicators of a year, ``units`` are all names. A blank cell is no quota. 确认单位 is the
    indicator's lead units where they agreed, else "". Rows that the lead unit disagrees with are not taken over, nor
    are rows with proposals that nobody agreed to.
    """
    identity = read_identity(book)
    declared = paper(units, optional=True)
    if identity is None or identity.kind != KIND or not identity.owner.isdigit():
        return None
    if find_sheet(book, declared) is None:
        return None
    year = int(identity.owner)
    known = splits(year)
    table = read_table(book, declared, read_marks(book))
    findings: list[Finding] = [*table.findings, *other_sheets(book, [declared])]
    quotas: list[Quota] = []
    for row in table.rows:
        for found in _shares(row, known.get(row.key), units, year):
            (quotas if isinstance(found, Quota) else findings).append(found)  # type: ignore[arg-type]
    sums = {row.key: f"{SHEET}!{row.address('sum', 'id')}" for row in table.rows}
    return QuotaReturn(tuple(quotas), tuple(findings), sums)


def _shares(row: PaperRow, split: Split | None, units: Sequence[str], year: int) -> Iterator[Quota | Finding]:
    filled = {name: row.text(_share(name)) for name in units if row.text(_share(name)) not in ("", NOT_HELD)}
    refused = _refused(row, split)
    if refused is not None and filled:
        yield refused
    if refused is not None or split is None:
        return
    lead = "、".join(split.leads) if row.text("confirm") == YES else ""
    for name, text in filled.items():
        address, values = row.address(_share(name)), {"indicator": row.key, "unit": name}
        share = _number(row.value(_share(name)))
        if name not in split.units:
            yield Finding("E774", sheet=SHEET, address=address, seen=text, values=values)
        elif share is None:
            yield Finding("E773", sheet=SHEET, address=address, seen=text, values=values)
        else:
            yield Quota(row.key, name, year, share, lead)


def _refused(row: PaperRow, split: Split | None) -> Finding | None:
    """Why a row is not taken over as a whole; None when it is."""
    values = {"indicator": row.key}
    if split is None:
        return Finding("E772", sheet=SHEET, address=row.address("id"), values=values)
    if row.text("confirm") == NO:
        opinion = row.text("opinion")
        values["opinion"] = f"（{opinion}）" if opinion else ""
        return Finding("E778", sheet=SHEET, address=row.address("id"), values=values)
    if row.text("proposed") not in ("", DASH) and row.text("confirm") != YES:
        return Finding("Q765", sheet=SHEET, address=row.address("confirm", "id"), values=values)
    return None


def _share(name: str) -> str:
    return f"share:{name}"


def _number(value: Scalar) -> float | None:
    found = cast("number", value).value
    return found if isinstance(found, float) and found >= 0 else None
