"""督办事项: the register as the month leaves it: matter, source, unit, what is to be reached, by when, reply, who closed it."""

from __future__ import annotations

from toolkit.core.followed import CLOSED, OVERDUE, UNDER_WAY, Supervised
from toolkit.core.results import MonthResult
from toolkit.outputs.workbook.grid import Column, Row
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "督办事项"
COLUMNS = (
    Column("编号", 13, "code"),
    Column("来源", 10, "code"),
    Column("督办事项", 34),
    Column("办理要求", 26),
    Column("承办单位", 17),
    Column("办理时限", 15, "code"),
    Column("状态", 12, "code"),
    Column("反馈", 30),
    Column("销号人", 8, "code"),
    Column("列入", 9, "code"),
)
_NOTE = (
    "登记在清单的“议定事项”表：会议议定、领导批示，或在审定表“列入督办”里选的滞后任务。"
    "时限早于报送截止日而没有办结的为逾期；往期已办结的不再列出。"
)
_ORDER = {OVERDUE: 0, UNDER_WAY: 1, CLOSED: 2}


def write(book: OutputBook, result: MonthResult) -> None:
    """One row a matter, what is overdue first."""
    sheet = book.sheet(NAME, COLUMNS, notes=_NOTE)
    sheet.rows(_row(one) for one in sorted(result.supervised, key=lambda one: _ORDER[one.state]))
    if not result.supervised:
        sheet.nothing("没有在办的督办事项。")
    sheet.done(freeze_columns=1, filters=bool(result.supervised))


def _row(row: Supervised) -> Row:
    one = row.decision
    return (
        one.number, one.source, one.matter, one.goal or None, one.unit or "各填报单位", one.due or None, row.state,
        one.feedback or None, one.closed_by or None, one.opened or None,
    )  # fmt: skip
