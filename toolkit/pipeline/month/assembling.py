"""One period put together: ledger and checklist in, findings and figures out; report, status and figure share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from toolkit.checklist import snapshot
from toolkit.checks.series import series_of
from toolkit.core import fields
from toolkit.core.form import COVER
from toolkit.core.model import Checklist, Decision
from toolkit.core.openings import is_return, with_imported, with_openings
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.results import MonthResult, UnitQuality, UnitReport
from toolkit.core.returns import Entry, Figure, Light, Submission
from toolkit.core.reviews import LightVerdict
from toolkit.figures.given.data import MonthData, OpenFindings, SubmissionInfo, YearSoFar
from toolkit.figures.month import (
    compute_brief,
    compute_month,
    compute_quality,
    compute_reports,
    indicator_figures,
)
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.ledger.store import Ledger
from toolkit.outputs.context import OutputContext
from toolkit.pipeline.archive.exchange import elsewhere_by_path
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.checkedreturns import checked_returns
from toolkit.pipeline.month.holding import held_back
from toolkit.pipeline.month.renumbered import in_use
from toolkit.pipeline.month.reviews import with_reviews
from toolkit.pipeline.month.revising import revisions
from toolkit.pipeline.month.validation import (
    Entries,
    explained_statuses,
    figure_settings,
    let_stand,
    open_before,
    open_by_unit,
    open_in,
    validate,
)

T = TypeVar("T")
TakenOut = Mapping[Period, frozenset[tuple[str, Place]]]


def assemble(workspace: Workspace, period: Period, *, with_held: bool = False) -> Month:
    """Validate and compute one period; the findings are kept in the ledger.

    ``with_held``: as it would be with the returns that came after the period was sealed; nothing is kept.
    """
    config, ledger = workspace.config, workspace.ledger
    checklist = workspace.checklist.at(period)
    steps = _steps(workspace, 4)
    entries = _entries(workspace, period)
    next(steps)
    if with_held:
        entries[period] = in_use(ledger, checklist, period, ledger.entries(period, with_held=True))
    checked = validate(workspace, period, entries, keep=not with_held)
    next(steps)
    begun = _begun(workspace, period, entries, open_by_unit(checked.open, checked.kept))
    next(steps)
    shown = held_back(ledger, entries)
    data = replace(begun.data, entries=shown, explained=explained_statuses(checked))
    if with_held:
        data = replace(data, submissions=[*data.submissions, *_held(ledger, period, entries[period])])
    begun = replace(begun, entries=shown, data=data)
    history = tuple(_history(workspace, begun, partial(_as_printed, ledger)))
    told = _told_decisions(workspace, shown[period])
    year = _year(workspace, begun, {one.period: one.units for one in history})
    until = ledger.last_change(period, with_held=with_held)
    result = compute_month(replace(begun.data, decisions=told, year=year, data_until=until))
    next(steps, None)
    context = OutputContext(
        office=config.office.name,
        period=period,
        data_until=result.data_until,
        units=checklist.units_in(period),
        watermark=config.marking,
        history=history,
        handling=checked.handling,
        kept=checked.kept,
        elsewhere=elsewhere_by_path(workspace),
        next_deadline=config.deadline(period.next),
        cutoff=config.data_until(period).date(),
    )
    month = Month(
        checklist,
        shown.get(period, ()),
        entries.get(period, ()),
        checked.forms,
        result,
        result,
        checked.findings,
        checked.open,
        context,
        series_of(checked.data, checked.findings),
    )
    return with_reviews(ledger, month, keep=not with_held)


def _steps(workspace: Workspace, total: int) -> Iterator[int]:
    """Shows how many of the steps are done; each ``next`` ends one, the last with a default."""
    steps: Iterator[int] = iter(workspace.progress(range(total), "读台账和计算", total))
    next(steps)  # the first is under way
    return steps


def _as_printed(ledger: Ledger, data: MonthData) -> MonthResult:
    """An earlier month in brief, with the lights that its papers print."""
    verdicts = verdicts_then(ledger, data.checklist, data.period)
    return apply_verdicts(compute_brief(data), list(verdicts.values()))[0]


@dataclass(frozen=True)
class _Begun:
    """A period with what the figures need of it, before any figure is made.

    ``earlier``: what is still open of the year's months before it.
    """

    period: Period
    entries: Entries
    earlier: Mapping[Period, Mapping[str, OpenFindings]]
    taken_out: TakenOut
    data: MonthData


def reports(workspace: Workspace, period: Period) -> Sequence[UnitReport]:
    """Who has returned what in the period: what ``assemble`` says of it, without the figures."""
    return compute_reports(_reported(workspace, period).data)


def qualities(workspace: Workspace, period: Period) -> Sequence[UnitQuality]:
    """How each unit has reported in the year up to the period: what ``assemble`` says of it, without the figures."""
    begun = _reported(workspace, period)

    def known(data: MonthData) -> tuple[Period, Sequence[UnitReport]]:
        return data.period, compute_reports(data)

    year = _year(workspace, begun, dict(_history(workspace, begun, known)))
    return compute_quality(replace(begun.data, year=year))


def _reported(workspace: Workspace, period: Period) -> _Begun:
    """The period with what is open in it, which is not judged anew when nothing changed."""
    steps = _steps(workspace, 2)
    entries = _entries(workspace, period)
    next(steps)
    begun = _begun(workspace, period, entries, open_in(workspace, period, entries))
    next(steps, None)
    return begun


def _entries(workspace: Workspace, period: Period) -> dict[Period, list[Entry]]:
    checklist = workspace.checklist.at(period)
    codes = {unit.name: unit.code for unit in checklist.reporting}
    ledger = workspace.ledger
    numbered = {
        month: in_use(ledger, checklist, month, values)
        for month, values in ledger.entries_upto(period).items()
    }
    returned = with_imported(numbered, ledger.history(), period)
    return with_openings(returned, checklist.openings, codes, period)


def _begun(
    workspace: Workspace, period: Period, entries: Entries, found: Mapping[str, OpenFindings]
) -> _Begun:
    earlier = open_before(workspace, period, entries)
    taken_out = {month: workspace.ledger.taken_out(month) for month, values in entries.items() if values}
    data = _month_data(workspace, period, entries, found, taken_out)
    return _Begun(period, entries, earlier, taken_out, data)


def _history(workspace: Workspace, begun: _Begun, compute: Callable[[MonthData], T]) -> Iterator[T]:
    """What ``compute`` makes of the year's earlier months that were asked for or returned, oldest first."""
    asked = workspace.ledger.issued_periods()
    for month, found in begun.earlier.items():
        known = {
            one: values for one, values in begun.entries.items() if one < month and one.year == month.year
        }
        known[month] = [entry for entry in begun.entries[month] if is_return(entry)]
        if known[month] or month in asked:
            yield compute(_month_data(workspace, month, known, found, begun.taken_out))


def _year(workspace: Workspace, begun: _Begun, before: Mapping[Period, Sequence[UnitReport]]) -> YearSoFar:
    """The year's months as they stand: who reported (``before`` this one), what was changed, what papers printed."""
    entries = begun.entries

    def today(month: Period, with_held: bool) -> Mapping[str, Figure]:
        known = {one: values for one, values in entries.items() if one < month}
        known[month] = workspace.ledger.entries(month, with_held=with_held)
        return indicator_figures(_month_data(workspace, month, known, {}, begun.taken_out))

    return YearSoFar(
        before,
        {
            month: checked_returns(workspace.ledger, month, entries.get(month, ()))
            for month in (*before, begun.period)
        },
        revisions(workspace, begun.period, today),
    )


def _held(ledger: Ledger, period: Period, entries: Sequence[Entry]) -> Iterator[SubmissionInfo]:
    """The returns that came after the seal, with what would count of each."""
    counted = Counter(entry.source.file for entry in entries if entry.source)
    for one in ledger.held(period):
        yield _info(one, counted.get(one.file, 0))


def _info(one: Submission, accepted: int) -> SubmissionInfo:
    saved = None if one.received_by else one.saved_at
    return SubmissionInfo(one.unit, one.version, one.received, one.sha256, one.file, accepted, saved)


def _month_data(
    workspace: Workspace,
    period: Period,
    entries: Entries,
    still_open: Mapping[str, OpenFindings],
    taken_out: TakenOut,
) -> MonthData:
    config, ledger = workspace.config, workspace.ledger
    checklist = workspace.checklist.at(period)
    accounts = ledger.accounts(period)
    counted = {
        account.file: account.accepted + account.normalised + account.superseded for account in accounts
    }
    submissions = [_info(one, counted.get(one.file, 0)) for one in ledger.submissions(period)]
    return MonthData(
        checklist=checklist,
        units=checklist.units_in(period),
        period=period,
        entries=entries,
        issued=ledger.asked(period),
        shown=ledger.shown(period),
        submissions=submissions,
        open_findings=still_open,
        rejected=ledger.rejected(period),
        taken_out=ledger.taken_out(period),
        taken_out_before=taken_out,
        excused=let_stand(ledger, period),
        stamped={one.unit: "已收" for one in ledger.attachments(period) if one.stamped},
        deadline=config.deadline(period),
        settings=figure_settings(config),
        accounts=accounts,
        data_until=ledger.last_change(period),
        verdicts={month: verdicts_then(ledger, checklist, month) for month in period.so_far[:-1]},
        last_list=_last_list(ledger, checklist, period),
        whole_list=workspace.checklist,
    )


def light_verdicts(ledger: Ledger, period: Period) -> Mapping[str, LightVerdict]:
    """What the office decided about lights of the period, by key."""
    return {
        one.key: LightVerdict(one.key, Light(one.decided), one.reason, Light(one.seen))
        for one in ledger.verdicts(period)
    }


def verdicts_then(ledger: Ledger, checklist: Checklist, period: Period) -> Mapping[str, LightVerdict]:
    """The same of an earlier month. They know a task by its number of then: what has another one now is left out."""
    moved = {f"task-{task.no}" for task in checklist.tasks if task.known_as}
    return {
        key: one for key, one in light_verdicts(ledger, period).items() if key.partition("/")[0] not in moved
    }


def _last_list(ledger: Ledger, checklist: Checklist, period: Period) -> Checklist | None:
    """In January the list that last year's last forms were made from, where it is not the one in use."""
    if not period.opens_year:
        return None
    sent = max(ledger.forms(period.previous), key=lambda form: form.generated_at, default=None)
    text = ledger.checklists().get(sent.digest, "") if sent and sent.digest != checklist.digest else ""
    return snapshot.from_json(text) if text else None


def _told_decisions(workspace: Workspace, entries: Sequence[Entry]) -> list[Decision]:
    """The register with what units say of each matter this month."""
    names = {unit.code: unit.short for unit in workspace.checklist.reporting}
    said: dict[str, list[str]] = {}
    for entry in entries:
        if entry.sheet == COVER and entry.key and entry.field == fields.FEEDBACK:
            said.setdefault(entry.key, []).append(f"{names.get(entry.unit, entry.unit)}：{entry.value}")
    return [
        replace(one, feedback="；".join(filter(None, [one.feedback, *said.get(one.number, ())])))
        for one in workspace.ledger.decisions(every=True)
    ]
