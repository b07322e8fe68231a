"""The desk of a month: where it stands, the one next step, what waits, what lies ready, what was done by whom.

In: the working folder, the ledger, what the last report kept (:mod:`toolkit.pipeline.record.runrecord`); no figure is made
here and no return read. Out: :class:`Desk`, and outbox/工作台.html. Of the time only the day counts, so that a rerun
on the same day gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.checklist.reviewing import open_doubts
from toolkit.checklist.reviewsheet import REVIEW
from toolkit.core.desk import PAGE, Action, Desk, Stage, UnitRow, Waiting
from toolkit.core.form import TO_EXPLAIN, TO_MEND
from toolkit.core.groups import groups_of
from toolkit.core.initials import initials
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Submission
from toolkit.core.words import ReturnState
from toolkit.forms.asked import has_rows
from toolkit.inbox.scan import WAITING
from toolkit.outputs import actions
from toolkit.outputs.closing import Closing, UnitOpen, quota_step, step
from toolkit.pages.desk import desk_html
from toolkit.pipeline.archive.exchange import elsewhere_by_path
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.asking.changes import changes_of
from toolkit.pipeline.desk.log import log_of
from toolkit.pipeline.desk.papers import chats_of, mail_list, mails_of, papers_of
from toolkit.pipeline.desk.waiting import waiting_of
from toolkit.pipeline.folder.arrivals import unread_files, waiting_files
from toolkit.pipeline.folder.workspace import CHECKLIST, SETTINGS, Workspace
from toolkit.pipeline.record.closing import draft, draft_agrees
from toolkit.pipeline.record.runrecord import RunRecord, recalled

UNSUMMED = "已收到，待汇总"
UNASKED = "不用报"  # the list asks it for nothing, so that it gets no form
HEARD = (*ReturnState, UNSUMMED)


def write_desk(workspace: Workspace, period: Period, now: datetime) -> Path:
    """Write the page; returns where it is."""
    page = desk_html(unnamed(desk_of(workspace, period, now)), watermark=workspace.config.marking)
    return workspace.write(workspace.root / PAGE, page.encode("utf-8"))


def unnamed(desk: Desk) -> Desk:
    """The desk as it may lie in a file: new arrivals without their names, for what bears a mark of secrecy is one of them."""
    waiting = tuple(replace(one, what="新来件") if one.kind == "新到" else one for one in desk.waiting)
    return replace(desk, waiting=waiting)


def desk_of(workspace: Workspace, period: Period, now: datetime) -> Desk:
    """How the month stands now."""
    record = recalled(workspace, period)
    units = tuple(_units(workspace, period, record))
    facts = facts_of(workspace, period, record, units)
    waiting = tuple(waiting_of(workspace, period, record))
    deadline = workspace.config.deadline(period)
    newest = workspace.ledger.newest_issued()
    return Desk(
        folder=str(workspace.root),
        office=workspace.config.office.name,
        period=period,
        now=now,
        deadline=deadline,
        days_left=(deadline.date() - now.date()).days,
        stages=tuple(_stages(facts, units, waiting)),
        next_step=step(facts),
        units=units,
        waiting=waiting,
        papers=tuple(papers_of(workspace, period, record, behind=facts.behind)),
        mails=tuple(mails_of(workspace, period)),
        mail_list=mail_list(workspace, period),
        changes=changes_of(workspace, period, record),
        done=log_of(workspace, period),
        chats=tuple(chats_of(workspace, period)),
        actions=tuple(_actions(facts)),
        notes=tuple(_notes(workspace, facts)),
        newer=newest if newest and newest > period else None,
    )


def facts_of(
    workspace: Workspace, period: Period, record: RunRecord | None, units: Sequence[UnitRow]
) -> Closing:
    """What decides the next step: the facts of the last report, with what has come and gone since."""
    seal = workspace.ledger.sealed(period)
    state = workspace.ledger.states().get(period, "")
    came = any(one.version for one in units)
    behind = record.ledger != state if record else came
    facts = Closing(
        period,
        sent=any(one.sent for one in units),
        pending=waiting_files(workspace.inbox / WAITING),
        states={state: [one.name for one in units if one.state == state] for state in HEARD},
        sealed=label_of(seal) if seal else "",
        draft=workspace.relative(draft(workspace, period)),
        arriving=len(unread_files(workspace)),
        behind=behind,
        verified=not behind and not (record and record.pending) and draft_agrees(workspace, period),
    )
    if record is None:
        return facts
    return replace(
        facts,
        data_until=record.data_until,
        open=[
            UnitOpen(one.name, one.errors or 0, one.queries or 0)
            for one in units
            if one.errors or one.queries
        ],
        corrections=record.corrections,
        moved=record.moved,
        unsplit=record.unsplit,
        proposed=record.proposed,
    )


def _units(workspace: Workspace, period: Period, record: RunRecord | None) -> Iterator[UnitRow]:
    sent = workspace.ledger.sent(period)
    returns: dict[str, Submission] = {}
    for one in workspace.ledger.submissions(period):
        returns[one.unit] = max(returns.get(one.unit, one), one, key=lambda other: other.version)
    mending, computers = _corrections(workspace, period), elsewhere_by_path(workspace)
    known = record.standing.units if record else {}
    checklist = workspace.checklist.at(period)
    units = workspace.checklist.units_in(period)
    homes = {unit.code: group.title for group in groups_of(units) for unit in group.units}
    for unit in units:
        file, kept = returns.get(unit.code), known.get(unit.code, {})
        fresh = file is not None and file.version > kept.get("version", 0)
        moment = sent.get(unit.code)
        state = UNSUMMED if fresh else kept.get("state", "") or ReturnState.NOT_SENT
        if state == ReturnState.NOT_SENT and moment:
            state = ReturnState.NOT_RETURNED
        asked = bool(moment or file) or has_rows(checklist, unit.name, period.year)
        if state == ReturnState.NOT_SENT and not asked:
            state = UNASKED
        yield UnitRow(
            code=unit.code,
            name=unit.name,
            state=state,
            initials=initials(unit.name),
            sent=f"{moment:%Y-%m-%d}" if moment else "",
            received=f"{file.received:%Y-%m-%d %H:%M}" if file else "",
            version=file.version if file else 0,
            late="" if fresh else kept.get("late", ""),
            errors=_open(kept, "errors"),
            queries=_open(kept, "queries"),
            contact=unit.contact,
            phone=unit.phone,
            original=file.file if file and file.file not in computers else "",
            elsewhere=computers.get(file.file, "") if file else "",
            correction=mending.get(unit.code, ""),
            actions=tuple(_of_unit(period, unit, file, sent=bool(moment) or not asked)),
            asked=asked,
            group=homes.get(unit.code, ""),
        )


def _open(kept: Mapping[str, Any], name: str) -> int | None:
    """What the last run counted as open; a nought of a unit of which it had nothing is no count."""
    number: int = kept.get(name, 0)
    return number if number or kept.get("version") else None


def _of_unit(period: Period, unit: Unit, file: Submission | None, *, sent: bool) -> Iterator[Action]:
    if not sent:
        yield actions.generate_one(period, unit.name)
    if file is not None:
        yield actions.withdraw(period, unit.name, file.version)
        if file.version > 1:
            yield actions.pin(period, unit.name)


def _corrections(workspace: Workspace, period: Period) -> dict[str, str]:
    """Unit code -> the workbook that goes back to it."""
    found = sorted(workspace.outbox(period, "退回").glob("*.xlsx"))
    asking = (f"_{TO_MEND}.xlsx", f"_{TO_EXPLAIN}.xlsx")
    return {
        path.name.partition("_")[0]: workspace.relative(path) for path in found if path.name.endswith(asking)
    }


def _stages(facts: Closing, units: Sequence[UnitRow], waiting: Sequence[Waiting]) -> Iterator[Stage]:
    """The month's five; the first that is not done is where it stands."""
    asked = [one for one in units if one.asked]
    beside = f"，另有 {len(units) - len(asked)} 个没有要填的，不用报" if len(units) > len(asked) else ""
    sent = sum(bool(one.sent) for one in units)
    back = sum(one.version > 0 for one in units)
    errors, queries = sum(one.errors or 0 for one in units), sum(one.queries or 0 for one in units)
    judged = back > 0 and not facts.behind
    waits = sum(one.kind != "督办" for one in waiting)  # those go on over months
    sealed = bool(facts.sealed)
    stages = [
        ("下发", sent == len(asked) > 0, f"{sent}/{len(asked)} 个单位{beside}"),
        ("收表", back == len(asked) > 0, f"{back}/{len(asked)} 个单位已报来"),
        (
            "审核",
            judged and not (errors or queries or waits),
            f"错误 {errors}，疑问 {queries}，等人办 {len(waiting)} 件"
            if judged
            else "等汇总"
            if back
            else "",
        ),
        ("定稿", facts.verified or sealed, "已核对" if facts.verified or sealed else "改好后核对"),
        ("封存", sealed, facts.sealed),
    ]
    now = next((number for number, (_, done, _) in enumerate(stages) if not done), len(stages))
    for number, (name, done, told) in enumerate(stages):
        yield Stage(name, "done" if done or sealed else "now" if number == now else "later", told)


def _actions(facts: Closing) -> Iterator[Action]:
    """What may be done with the month as a whole."""
    period = facts.period
    if not facts.sent or facts.states.get(ReturnState.NOT_SENT):
        yield actions.generate(period)
    elif not facts.sealed:
        yield actions.generate_again(period)
    yield actions.month(period)
    yield actions.report(period)
    if facts.sent:
        yield actions.remind(period)
    if facts.unsplit and not facts.proposed:
        yield actions.propose(period)
    if facts.returned:
        yield actions.audit(period)
    if facts.sealed:
        yield actions.coming()
    yield actions.open_list(CHECKLIST)
    yield actions.open_settings(SETTINGS)
    yield actions.doctor()


def _notes(workspace: Workspace, facts: Closing) -> Iterator[str]:
    if facts.data_until and not facts.behind:
        yield f"各表按台账 {facts.data_until} 的数写成。"
    if facts.behind and facts.data_until:
        yield f"各表还是台账 {facts.data_until} 的数，之后的来件、下发或决定没有进去；单位的错误、疑问也是那时的。"
    if quotas := quota_step(facts.period, facts.unsplit, facts.proposed):
        yield quotas
    if doubts := open_doubts(workspace.checklist):
        yield f"清单里还有 {doubts} 处推断没有核对，请在 {CHECKLIST} 的“{REVIEW}”表里逐行选决定。"
    if note := workspace.config.calendar_note(facts.period):
        yield note
