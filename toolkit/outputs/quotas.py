"""目标分解确认表.xlsx: targets of a year by unit, checked against the prefecture's, for lead units to confirm.

In: the checklist, the context, a year. Out: the workbook; :mod:`toolkit.papers.quotas` declares it and reads what
comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core import theme
from toolkit.core.form import DASH
from toolkit.core.model import Checklist, Unit
from toolkit.figures.quotas import ABOVE, BELOW, EQUAL, NONE_YET, SOME_MISSING, QuotaRow, quota_rows
from toolkit.outputs.book import OutputBook, OutputSheet, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Formula, Number, Row, cell_name, number_format
from toolkit.outputs.packs import Paper, choices, lock
from toolkit.outputs.summary.layout import lead_cell
from toolkit.papers.identity import PackIdentity
from toolkit.papers.quotas import KEYS, KIND, NOT_HELD, YES, paper

FILE_NAME = f"{KIND}.xlsx"
_FOREIGN = Column("", 11, "code")
_FIGURES = [[one.field for one in KEYS].index(field) for field in ("target", "sum", "gap")]
_NOTE = (
    "黄色单元格填各单位的年度任务（用“填报单位量”的单位）；“核对”随填写变化，说明各单位之和与全地区年度目标是否一致。"
    "牵头单位在“牵头单位确认”选“同意”或“不同意”。发回后写入清单的“分解”表；留空的单位仍为“待分解”。"
)


def write_quotas(checklist: Checklist, context: OutputContext, year: int) -> bytes:
    """The workbook: one row an indicator whose target several units carry, one column a unit, known quotas in."""
    rows = quota_rows(checklist, context.units, year)
    units = [unit for unit in context.units if any(unit.code in row.quotas for row in rows)]

    declared = paper([unit.name for unit in units])

    def fill(book: OutputBook) -> None:
        pack = Paper(book)
        sheet = pack.sheet(declared, title=KIND, notes=_NOTE, noted=len(KEYS) + 6)
        for row in rows:
            pack.rows(sheet, declared, [_row(row, units, sheet.next)])
            _close_foreign(sheet, row, units)
        choices(sheet, declared, "confirm")
        sheet.done(freeze_columns=3)
        lock(sheet)
        pack.identity(PackIdentity(KIND, str(year), str(context.period), checklist.digest))

    return render(context, f"{year}年度{KIND}", fill, of=f"{year}年度")


def _row(row: QuotaRow, units: Sequence[Unit], line: int) -> Row:
    indicator = row.indicator
    look = number_format(indicator.decimals if indicator.factor == 1 else 0)
    first, last = len(KEYS), len(KEYS) + len(units) - 1
    area = f"{cell_name(line, first)}:{cell_name(line, last)}"
    target, total, gap = (cell_name(line, column) for column in _FIGURES)
    shares = [row.quotas.get(unit.code) for unit in units]
    confirmed = row.confirmed_by and set(row.confirmed_by) == {
        code for code, share in row.quotas.items() if share
    }
    return (
        indicator.id, indicator.task_no, indicator.name, row.measure, lead_cell(row.leads),
        Number(row.target.low, look),
        Formula(f'IF(COUNT({area})=0,"{DASH}",SUM({area}))', _or_dash(row.total), look),
        Formula(f'IF(ISNUMBER({total}),{total}-{target},"{DASH}")', _or_dash(row.difference), look),
        Formula(_state(area, gap, len(row.quotas)), row.state),
        *("" if share is None else Number(share, look) for share in shares),
        YES if confirmed else "", "", "",
    )  # fmt: skip


def _or_dash(value: float | None) -> float | str:
    return DASH if value is None else value


def _state(area: str, gap: str, holders: int) -> str:
    """The words of figures.quotas, as a formula."""
    below = f'IF(COUNT({area})<{holders},"{SOME_MISSING}","{BELOW}")'
    unequal = f'IF(ABS({gap})<=0.000001,"{EQUAL}",IF({gap}>0,"{ABOVE}",{below}))'
    return f'IF(COUNT({area})=0,"{NONE_YET}",{unequal})'


def _close_foreign(sheet: OutputSheet, row: QuotaRow, units: Sequence[Unit]) -> None:
    """Grey and lock the cells of units that do not report the indicator of the last row."""
    for offset, unit in enumerate(units, start=len(KEYS)):
        if unit.code not in row.quotas:
            sheet.put(
                sheet.last, offset, NOT_HELD, _FOREIGN, bg_color="#" + theme.LOCKED, font_color="#A6A6A6"
            )
