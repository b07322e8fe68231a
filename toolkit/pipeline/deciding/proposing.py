"""quota propose: shares of the year's targets that the tool proposes, for lead units to confirm.

In: the checklist, a way (均分, 上年, or the header of a column that the office added to the sheet 单位), the ledger's
last year. Out: 目标分解确认表 with proposals marked as such. The way is kept, so that a later report writes the same
paper; the proposals themselves are nowhere a quota until they come back confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from toolkit.checklist.tables import own_column
from toolkit.checklist.unitsheet import UNITS
from toolkit.core.model import Checklist, Indicator
from toolkit.core.openings import with_imported
from toolkit.core.periods import Period, periods_of
from toolkit.core.values import cast
from toolkit.errors import OperatorError
from toolkit.figures.given.table import MonthTable, month_table
from toolkit.figures.quotas.proposals import EQUAL_PARTS, LAST_YEAR, Proposal, propose
from toolkit.figures.quotas.quotasums import QuotaRow, quota_rows
from toolkit.outputs.closing import NEXT, command
from toolkit.papers.identity import QUOTAS
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.month.assembling import assemble

Proposals = Mapping[str, Proposal]
FILE_NAME = f"{QUOTAS}.xlsx"


def propose_quotas(workspace: Workspace, period: Period, way: str) -> list[str]:
    """Write the paper and keep the way; raises OperatorError for a column that is not there or holds no weights."""
    from toolkit.outputs.packs.quotabook import write_quotas  # slow to load

    proposals = proposals_by(workspace, period, way)
    workspace.ledger.save_quota_way(period.year, way)
    month = assemble(workspace, period)
    path = workspace.outbox(period, ASIDE, FILE_NAME)
    make = partial(write_quotas, month.checklist, month.context, period.year, proposals)
    written = workspace.made(path, make)
    if written is None:
        return []
    if not proposals:
        return [f"{period.year}年各项指标的目标都已分解到单位，没有要写的建议数。"]
    made = sum(bool(one.shares) for one in proposals.values())
    without = {id: one.why for id, one in proposals.items() if not one.shares and one.why}
    lines = [f"{period.year}年 {made} 项指标的目标已按“{way}”写出建议数：{workspace.relative(written)}"]
    lines += [f"{id} 没有建议：{why}。" for id, why in without.items()]
    return [
        *lines,
        "建议数不是正式分解，各表仍显示“待分解”。",
        f"{NEXT}把这张表发给牵头单位核对、选“同意”；发回后运行 {command(period, 'quota 文件')} 写入清单。",
    ]


def standing_proposals(workspace: Workspace, period: Period) -> tuple[Proposals, list[str]]:
    """What the paper of a report proposes, by the way that the office chose; and what is to be said of it."""
    way = workspace.ledger.quota_way(period.year)
    if not way:
        return {}, []
    try:
        return proposals_by(workspace, period, way), []
    except OperatorError as error:
        return {}, [f"{FILE_NAME} 里没有写建议数：{error}"]


def proposals_by(workspace: Workspace, period: Period, way: str) -> Proposals:
    """Proposals of the period's year by indicator, for targets of which any unit has no quota."""
    checklist = workspace.checklist.at(period)
    open_rows = [row for row in quota_rows(checklist, checklist.units_in(period), period.year) if row.is_open]
    if way == EQUAL_PARTS:
        return {row.indicator.id: propose(row, way) for row in open_rows}
    if way == LAST_YEAR:
        tables = _last_year(workspace, period.year - 1)
        return {row.indicator.id: _like_last_year(row, tables) for row in open_rows}
    weights = _weights(workspace, checklist, way)
    return {row.indicator.id: propose(row, f"按{way}", weights) for row in open_rows}


def _last_year(workspace: Workspace, year: int) -> list[MonthTable]:
    """The months of a year, the last first, with what was imported of the time before the tool."""
    ledger = workspace.ledger
    months = {month: ledger.entries(month) for month in reversed(periods_of(year))}
    laid = with_imported(months, ledger.history(), Period(year + 1, 1))
    return [month_table(month, entries) for month, entries in laid.items()]


def _like_last_year(row: QuotaRow, tables: list[MonthTable]) -> Proposal:
    """Shares as of the latest month of last year in which every unit had a figure."""
    for table in tables:
        weights = _reported(row.indicator, table, list(row.quotas))
        if weights is not None:
            return propose(row, f"按{table.period}占比", weights)
    return Proposal(LAST_YEAR, why="上年没有一个月各单位都报了数")


def _reported(indicator: Indicator, table: MonthTable, units: list[str]) -> Mapping[str, float] | None:
    amounts = {unit: table.amount(indicator, unit) for unit in units}
    values = {unit: one.value for unit, one in amounts.items() if one.reported and one.value is not None}
    return values if len(values) == len(units) else None


def _weights(workspace: Workspace, checklist: Checklist, header: str) -> Mapping[str, float]:
    """The office's own column of the sheet 单位, by unit code."""
    cells = own_column((workspace.root / CHECKLIST).read_bytes(), UNITS, "单位", header)
    if cells is None:
        raise OperatorError(
            f"“单位”表里没有“{header}”这一列。请在 {CHECKLIST} 的“单位”表后面加一列写权重（如城镇人口），"
            f"或把 --by 写成 {EQUAL_PARTS}、{LAST_YEAR}。"
        )
    weights: dict[str, float] = {}
    for unit in checklist.units:
        cell = cells.get(unit.name, "")
        if cell in ("", None):
            continue
        number = cast("number", cell).value  # type: ignore[arg-type]  # what a workbook's cell holds
        if not isinstance(number, float) or number < 0:
            raise OperatorError(f"“单位”表里{unit.name}的“{header}”写的是“{cell}”，应是不小于0的数。")
        weights[unit.code] = number
    return weights
