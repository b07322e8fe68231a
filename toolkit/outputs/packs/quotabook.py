"""目标分解确认表.xlsx: targets of a year by unit, checked against the prefecture's, for lead units to confirm.

In: the checklist, the context, a year, proposed shares. Out: the workbook; :mod:`toolkit.papers.quotapaper` declares it and reads what
comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.core import theme
from toolkit.core.form import DASH
from toolkit.core.model import Checklist, Unit
from toolkit.figures.quotas.proposals import Proposal
from toolkit.figures.quotas.quotasums import ABOVE, BELOW, EQUAL, NONE_YET, SOME_MISSING, QuotaRow, quota_rows
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices, lock
from toolkit.outputs.summary.layout import lead_cell
from toolkit.outputs.workbook.grid import Column, Formula, Number, Row, cell_name, columns_of, number_format
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, render
from toolkit.papers.identity import PackIdentity
from toolkit.papers.quotapaper import KEYS, KIND, NOT_HELD, YES, paper
from toolkit.papers.sheet import PaperSheet

FILE_NAME = f"{KIND}.xlsx"
_FOREIGN = Column("", 11, "code")
_FIGURES = [[one.field for one in KEYS].index(field) for field in ("target", "sum", "gap")]
_NOTE = (
    "黄色单元格填各单位的年度任务（用“填报单位量”的单位）；“核对”随填写变化，说明各单位之和与全地区年度目标是否一致。"
    "牵头单位在“牵头单位确认”选“同意”或“不同意”。发回后写入清单的“分解”表；留空的单位仍为“待分解”。"
)
_PROPOSED = "蓝色斜体是程序写的建议数，“建议数”一列说明怎么来的：不是正式分解，请牵头单位核对、修改，选“同意”才写入清单。"
_LOOK = {"italic": True, "font_color": "#1F4E9E"}


def write_quotas(
    checklist: Checklist,
    context: OutputContext,
    year: int,
    proposals: Mapping[str, Proposal] | None = None,
) -> bytes:
    """The workbook: one row an indicator whose target several units carry, one column a unit, known quotas in.

    ``proposals`` by indicator stand in the cells of units without a quota, and are marked as such.
    """
    proposed = proposals or {}
    rows = quota_rows(checklist, context.units, year)
    units = [unit for unit in context.units if any(unit.code in row.quotas for row in rows)]

    any_proposed = any(one.shares for one in proposed.values())
    declared = paper([unit.name for unit in units], proposed=any_proposed)
    start = len(KEYS) + any_proposed  # the first unit's column

    def fill(book: OutputBook) -> None:
        pack = Paper(book)
        notes = _NOTE + (_PROPOSED if any_proposed else "")
        sheet = pack.sheet(declared, title=KIND, notes=notes, noted=len(KEYS) + 6)
        for row in rows:
            proposal = proposed.get(row.indicator.id)
            pack.rows(sheet, declared, [_row(row, units, sheet.next, start, proposal)])
            _close_foreign(sheet, row, units, start)
            if proposal is not None:
                _mark_proposed(sheet, declared, start, units, row, proposal)
        choices(sheet, declared, "confirm")
        sheet.done(freeze_columns=3)
        lock(sheet)
        pack.identity(PackIdentity(KIND, str(year), str(context.period), checklist.digest))

    return render(context, f"{year}年度{KIND}", fill, of=f"{year}年度")


def _row(row: QuotaRow, units: Sequence[Unit], line: int, start: int, proposal: Proposal | None) -> Row:
    indicator = row.indicator
    look = _number_look(row)
    first, last = start, start + len(units) - 1
    area = f"{cell_name(line, first)}:{cell_name(line, last)}"
    target, total, gap = (cell_name(line, column) for column in _FIGURES)
    shares = [row.quotas.get(unit.code) for unit in units]
    filled = row  # what the formulas come to, proposals included
    if proposal is not None and proposal.shares:
        filled = replace(row, total=row.target.low, difference=0.0, state=EQUAL)
    confirmed = row.confirmed_by and set(row.confirmed_by) == {
        code for code, share in row.quotas.items() if share
    }
    return (
        indicator.id, indicator.task_no, indicator.name, row.measure, lead_cell(row.leads),
        Number(row.target.low, look),
        Formula(f'IF(COUNT({area})=0,"{DASH}",SUM({area}))', _or_dash(filled.total), look),
        Formula(f'IF(ISNUMBER({total}),{total}-{target},"{DASH}")', _or_dash(filled.difference), look),
        Formula(_state(area, gap, len(row.quotas)), filled.state),
        *([_told(proposal)] if start > len(KEYS) else []),
        *("" if share is None else Number(share, look) for share in shares),
        YES if confirmed else "", "", "",
    )  # fmt: skip


def _number_look(row: QuotaRow) -> str:
    return number_format(row.indicator.decimals if row.indicator.factor == 1 else 0)


def _told(proposal: Proposal | None) -> str:
    """What stands in the column 建议数: how the shares were taken, or why there are none."""
    if proposal is None:
        return DASH
    if proposal.shares:
        return f"{proposal.way}建议，待确认"
    return f"没有建议：{proposal.why}" if proposal.why else DASH


def _mark_proposed(
    sheet: OutputSheet,
    declared: PaperSheet,
    start: int,
    units: Sequence[Unit],
    row: QuotaRow,
    proposal: Proposal,
) -> None:
    """Proposed shares in the entry cells of the last row, in a look of their own."""
    column = next(one for one in columns_of(declared) if one.entry)
    for offset, unit in enumerate(units, start=start):
        if unit.code in proposal.shares:
            value = Number(proposal.shares[unit.code], _number_look(row))
            sheet.put(sheet.last, offset, value, column, **_LOOK)


def _or_dash(value: float | None) -> float | str:
    return DASH if value is None else value


def _state(area: str, gap: str, holders: int) -> str:
    """The words of figures.quotas.quotasums, as a formula."""
    below = f'IF(COUNT({area})<{holders},"{SOME_MISSING}","{BELOW}")'
    unequal = f'IF(ABS({gap})<=0.000001,"{EQUAL}",IF({gap}>0,"{ABOVE}",{below}))'
    return f'IF(COUNT({area})=0,"{NONE_YET}",{unequal})'


def _close_foreign(sheet: OutputSheet, row: QuotaRow, units: Sequence[Unit], start: int) -> None:
    """Grey and lock the cells of units that do not report the indicator of the last row."""
    for offset, unit in enumerate(units, start=start):
        if unit.code not in row.quotas:
            sheet.put(
                sheet.last, offset, NOT_HELD, _FOREIGN, bg_color="#" + theme.LOCKED, font_color="#A6A6A6"
            )
