"""adjust: a correction that the office proposes, confirmed by the unit's slip or by what a person says it was told.

In: the ledger and what the command line names. Out: lines for the terminal; what counts stands in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from toolkit.core.corrections import SLIP
from toolkit.core.desk import RUN
from toolkit.core.model import Task
from toolkit.core.periods import Period
from toolkit.core.returns import ADJUSTED, PROPOSED, Outcome
from toolkit.core.values import cast
from toolkit.errors import OperatorError
from toolkit.forms.places import told_place
from toolkit.ledger.merge import words
from toolkit.ledger.records import Adjustment, Confirmation
from toolkit.outputs.closing import command
from toolkit.pipeline.deciding.rulingcommands import check_signed, find_place
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner, known_unit

COUNTS = f"下次汇总起按更正数计，各表标“{ADJUSTED}”。"


def adjust(
    workspace: Workspace, period: Period, unit: str, place: str, value: str,
    reason: str, name: str, now: datetime, confirmed: Sequence[str] = (),
) -> list[str]:  # fmt: skip
    """Propose another figure; the unit's own counts until it confirms. ``confirmed``: who, how, on which day."""
    who = known_unit(workspace, unit)
    target, column = find_place(FormPlanner(workspace, period).plan(who), place)
    check_signed(workspace, reason, name)
    by = _confirmation(confirmed, now) if confirmed else None
    read = cast(column.kind, value, measure=column.measure, choices=column.choices)
    if read.outcome is Outcome.REJECTED or read.value is None:
        raise OperatorError(f"“{column.header}”这一格不能写成“{value}”：{read.note}。")
    ledger = workspace.ledger
    waiting = [one for one in ledger.proposals(period) if (one.unit, one.place) == (who.code, target)]
    made = Adjustment(who.code, period, target, read.value, reason.strip(), name.strip(), now)
    number = ledger.adjust(made)
    if by is not None:
        ledger.confirm_adjustment(number, by)
    kept = next(one for one in ledger.adjustments(period) if one.id == number)
    lines = [
        f"更正{number}：{who.name} {place} 填报“{kept.original or '空白'}”，建议更正为“{words(kept.value)}”。"
    ]
    lines += [
        f"更正{one.id}（建议更正为“{words(one.value)}”）由这一条代替；发出过确认单的，请单位改填新的。"
        for one in waiting
        if one.id != number
    ]
    if kept.confirmed is not None:
        return [*lines, f"单位已确认（{_told(kept.confirmed)}），{COUNTS}"]
    holds = f"仍按填报数计，各表标“{PROPOSED}”" if kept.original else "单位没有填报，仍作未报"
    return [
        *lines,
        f"单位确认以前{holds}。下一步：运行 {command(period, 'report')}，把 退回/ 里的{SLIP}发给单位；"
        f"已当面或电话确认的，运行 {RUN} adjust --number {number} --confirmed 确认人 方式 日期。",
    ]


def confirm(workspace: Workspace, number: int, confirmed: Sequence[str], now: datetime) -> list[str]:
    """Let a proposal count, since the unit said otherwise than by its slip that it agrees."""
    by = _confirmation(confirmed, now)
    workspace.ledger.confirm_adjustment(number, by)
    return [f"更正{number}：单位已确认（{_told(by)}），{COUNTS}"]


def withdraw_adjustment(workspace: Workspace, number: int, now: datetime) -> list[str]:
    """Take a correction back."""
    workspace.ledger.withdraw_adjustment(number, now)
    return [f"更正{number}已撤回，不再采用。重新运行 report 后生效。"]


def listed(workspace: Workspace, period: Period) -> list[str]:
    """All corrections of the period with how each stands, one line each."""
    waiting = {one.id for one in workspace.ledger.proposals(period)}
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    lines = [
        f"{_line(one, names, workspace.checklist.tasks)}　{_state(one, waiting)}"
        for one in workspace.ledger.adjustments(period, every=True)
    ]
    return lines or [f"{period.chinese}没有提出过更正。"]


def unconfirmed(workspace: Workspace, period: Period) -> list[str]:
    """Proposals that wait for the unit, one line each."""
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    tasks = workspace.checklist.tasks
    return [f"{_line(one, names, tasks)}　{PROPOSED}" for one in workspace.ledger.proposals(period)]


def _line(one: Adjustment, names: Mapping[str, str], tasks: Sequence[Task]) -> str:
    change = f"{one.original or '空白'} → {words(one.value)}"
    what = f"更正{one.id}　{names.get(one.unit, one.unit)}　{told_place(one.place, tasks)}　{change}"
    return f"{what}　{one.reason}（{one.name}，{one.at:%Y-%m-%d}）"


def _state(one: Adjustment, waiting: set[int]) -> str:
    if one.refused:
        return f"单位不同意：{one.refused.note}（{_told(one.refused)}）"
    answer = f"，单位曾确认（{_told(one.confirmed)}）" if one.confirmed else ""
    if one.withdrawn_at:
        return f"已撤回（{one.withdrawn_at:%Y-%m-%d}）{answer}"
    if one.confirmed:
        return f"已确认（{_told(one.confirmed)}）"
    return PROPOSED if one.id in waiting else "已失效（单位后来报了别的数）"


def _told(by: Confirmation) -> str:
    return f"{by.name}，{by.how}，{by.on}"


def _confirmation(confirmed: Sequence[str], now: datetime) -> Confirmation:
    """Who, how, on which day; raises OperatorError for what is missing or no day until today."""
    name, how, day = (part.strip() for part in confirmed or ("", "", ""))
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    if not name or not how or on is None:
        raise OperatorError(
            "--confirmed 后面写三样：确认人 方式 日期，例如 --confirmed 李四 电话 2024-06-27。"
        )
    if on > now.date():
        raise OperatorError(f"确认日期 {day} 还没有到，请核对。")
    return Confirmation(name, how, on.isoformat(), now)
