"""目标分解确认表.xlsx: targets of a year by unit, checked against the prefecture's, for lead units to confirm.

In: the checklist, the context, a year. Out: the workbook, and from a returned one the rows of the sheet 分解
with whatever could not be taken over, said in one sentence each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import theme
from toolkit.core.form import DASH
from toolkit.core.model import Checklist, Quota, Unit
from toolkit.core.returns import Book, Scalar, SheetData
from toolkit.core.values import cast
from toolkit.figures.quotas import ABOVE, BELOW, EQUAL, NONE_YET, SOME_MISSING, QuotaRow, quota_rows
from toolkit.outputs.book import OutputBook, OutputSheet, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column, Formula, Number, Row, cell_name, number_format
from toolkit.outputs.packidentity import QUOTAS, PackIdentity, read_identity
from toolkit.outputs.packs import choices, lock, write_identity
from toolkit.outputs.summary.layout import lead_cell

KIND = QUOTAS
SHEET = "目标分解"
FILE_NAME = f"{KIND}.xlsx"
CONFIRM, YES, NO = "牵头单位确认", "同意", "不同意"
NOT_HELD = "不涉及"
_KEYS = (
    Column("指标编号", 9, "code"), Column("任务序号", 6, "code"), Column("指标名称", 32), Column("填报单位量", 9, "code"),
    Column("牵头单位", 22), Column("全地区年度目标", 13, "number"), Column("分解合计", 13, "number"),
    Column("与目标差", 12, "number"), Column("核对", 15, "code"),
)  # fmt: skip
_TARGET, _SUM, _GAP = 5, 6, 7
_FOREIGN = Column("", 11, "code")
_TAIL = (
    Column(CONFIRM, 10, "code", entry=True),
    Column("确认人、日期", 18, entry=True),
    Column("意见", 36, entry=True),
)
_NOTE = (
    "黄色单元格填各单位的年度任务（用“填报单位量”的单位）；“核对”随填写变化，说明各单位之和与全地区年度目标是否一致。"
    "牵头单位在“牵头单位确认”选“同意”或“不同意”。发回后写入清单的“分解”表；留空的单位仍为“待分解”。"
)


def write_quotas(checklist: Checklist, context: OutputContext, year: int) -> bytes:
    """The workbook: one row an indicator whose target several units carry, one column a unit, known quotas in."""
    rows = quota_rows(checklist, context.units, year)
    units = [unit for unit in context.units if any(unit.code in row.quotas for row in rows)]

    def fill(book: OutputBook) -> None:
        columns = (*_KEYS, *(Column(unit.name, 11, "number", entry=True) for unit in units), *_TAIL)
        sheet = book.sheet(SHEET, columns, title=KIND, notes=_NOTE, noted=len(_KEYS) + 6)
        for row in rows:
            sheet.rows([_row(row, units, sheet.next)])
            _close_foreign(sheet, row, units)
        choices(sheet, len(_KEYS) + len(units), (YES, NO))
        sheet.done(freeze_columns=3)
        sheet.worksheet.repeat_columns(0, 2)
        sheet.worksheet.fit_to_pages(2, 0)
        lock(sheet)
        write_identity(book, PackIdentity(KIND, str(year), str(context.period), checklist.digest))

    return render(context, f"{year}年度{KIND}", fill, of=f"{year}年度")


def _row(row: QuotaRow, units: Sequence[Unit], line: int) -> Row:
    indicator = row.indicator
    look = number_format(indicator.decimals if indicator.factor == 1 else 0)
    first, last = len(_KEYS), len(_KEYS) + len(units) - 1
    area = f"{cell_name(line, first)}:{cell_name(line, last)}"
    target, total, gap = (cell_name(line, column) for column in (_TARGET, _SUM, _GAP))
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
    for offset, unit in enumerate(units, start=len(_KEYS)):
        if unit.code not in row.quotas:
            sheet.put(
                sheet.last, offset, NOT_HELD, _FOREIGN, bg_color="#" + theme.LOCKED, font_color="#A6A6A6"
            )


def read_quotas(
    book: Book, checklist: Checklist, units: Sequence[Unit]
) -> tuple[tuple[Quota, ...], tuple[str, ...]]:
    """(rows of 分解 for the workbook's year, what could not be taken over); both empty when it is no such workbook.

    A blank cell is no quota. 确认单位 is the indicator's lead units where they agreed, else "". Rows that the
    lead unit disagrees with are not taken over.
    """
    identity = read_identity(book)
    sheet = book.sheet(SHEET)
    if identity is None or identity.kind != KIND or sheet is None or not identity.owner.isdigit():
        return (), ()
    year = int(identity.owner)
    known = {row.indicator.id: row for row in quota_rows(checklist, units, year)}
    codes = {unit.name: unit.code for unit in units}
    quotas: list[Quota] = []
    problems: list[str] = []
    for line, cells in _lines(sheet):
        filled = {
            head: (f"{SHEET}!{cell_name(line, column)}", value)
            for head, (column, value) in cells.items()
            if head in codes and _text(value) not in ("", NOT_HELD)
        }
        subject = _text(cells.get(_KEYS[0].header, (0, None))[1])
        reason = _refused(subject, subject in known, cells)
        if reason and filled:
            problems.append(f"{SHEET}!{cell_name(line, 0)} {subject}：{reason}，这一行没有写入。")
        elif filled:
            row = known[subject]
            lead = "、".join(row.leads) if _text(cells[CONFIRM][1]) == YES else ""
            for head, (where, value) in filled.items():
                share = _number(value)
                if codes[head] not in row.quotas:
                    problems.append(f"{where} {subject} {head}：该单位不填报这一指标，没有写入。")
                elif share is None:
                    problems.append(
                        f"{where} {subject} {head}：“{_text(value)}”不是数，没有写入，请改成数字后再发回。"
                    )
                else:
                    quotas.append(Quota(subject, head, year, share, lead))
    return tuple(quotas), tuple(problems)


def total_cells(book: Book) -> dict[str, str]:
    """Indicator id -> the cell of 分解合计 in a returned workbook."""
    sheet = book.sheet(SHEET)
    return {
        _text(cells[_KEYS[0].header][1]): f"{SHEET}!{cell_name(line, cells[_KEYS[_SUM].header][0])}"
        for line, cells in (_lines(sheet) if sheet else ())
        if _KEYS[_SUM].header in cells and _KEYS[0].header in cells
    }


def _refused(subject: str, known: bool, cells: dict[str, tuple[int, Scalar]]) -> str:
    """Why a row is not taken over as a whole; "" when it is."""
    if not known:
        return "现行清单里没有这个指标，或今年不用分解" if subject else "没有指标编号"
    if _text(cells.get(CONFIRM, (0, None))[1]) == NO:
        opinion = _text(cells.get(_TAIL[-1].header, (0, None))[1])
        return f"牵头单位不同意{f'（{opinion}）' if opinion else ''}"
    return ""


def _lines(sheet: SheetData) -> Iterator[tuple[int, dict[str, tuple[int, Scalar]]]]:
    """Rows below the head as (line, head -> (column, value)), wherever the head was moved."""
    heads: list[str] = []
    for line, values in enumerate(sheet.rows):
        if heads:
            pairs = zip(heads, values, strict=False)
            yield line, {head: (column, value) for column, (head, value) in enumerate(pairs) if head}
        elif {_KEYS[0].header, CONFIRM} <= {_text(value) for value in values}:
            heads = [_text(value) for value in values]


def _text(value: Scalar) -> str:
    return "" if value is None else str(value).strip()


def _number(value: Scalar) -> float | None:
    found = cast("number", value).value
    return found if isinstance(found, float) and found >= 0 else None
