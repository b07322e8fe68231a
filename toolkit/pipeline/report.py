"""report: validate, consolidate, write all outputs of a period; and what status shows.

In: ledger, checklist, settings, templates. Out: files in outbox/<period>/ and lines for the terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.core.findings import Severity
from toolkit.core.followed import Supervised
from toolkit.core.form import Form
from toolkit.core.groups import FOLDER as BY_GROUP
from toolkit.core.periods import Period
from toolkit.core.post import ASKING, BACK, CONFIRMING, RECEIPT, REVIEW, SUPERVISING
from toolkit.core.results import UnitReport
from toolkit.core.words import ReturnState
from toolkit.errors import OperatorError
from toolkit.figures.told.readback import read_backs
from toolkit.inbox.frames import Packed
from toolkit.outputs.closing import Closing, command
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingwords import concerned
from toolkit.papers.slips import Slip
from toolkit.pipeline.deciding.proposing import Proposals, standing_proposals
from toolkit.pipeline.deciding.rulingcommands import take_in_table
from toolkit.pipeline.evaluating import with_scores
from toolkit.pipeline.folder.drafts import told
from toolkit.pipeline.folder.places import FORMERLY, SLIPS
from toolkit.pipeline.folder.progress import Progress
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.generate import has_forms
from toolkit.pipeline.issue.briefing import draft_jobs, under_todays_codes, with_verdicts
from toolkit.pipeline.issue.issued import after_seal
from toolkit.pipeline.mailing.corrections import clear_corrections, correction_letters, plan_corrections
from toolkit.pipeline.mailing.leadmails import lead_letters
from toolkit.pipeline.mailing.posting import Letter, post
from toolkit.pipeline.mailing.readbacks import read_values, receipt_letters
from toolkit.pipeline.mailing.slips import clear_slips, plan_slips, slip_letters, slip_lines
from toolkit.pipeline.mailing.supervising import SUFFIX, slips_of
from toolkit.pipeline.mailing.supervisionmails import supervision_letters
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.assembling import reports
from toolkit.pipeline.month.planning import register_decisions
from toolkit.pipeline.month.reviews import review_lines
from toolkit.pipeline.month.units import left_out
from toolkit.pipeline.record.closing import chinese_time, month_closing
from toolkit.pipeline.record.midmonth import moved
from toolkit.pipeline.record.runrecord import remember
from toolkit.pipeline.writing.rendering import (
    LIBRARIES,
    PAGES,
    entries_file,
    figures_file,
    form_files,
    group_files,
    lead_files,
    page_files,
    papers_of,
    ruling_files,
    slip_files,
    summary_files,
    supervision_files,
    table_files,
    workbook_files,
)
from toolkit.pipeline.writing.unchanged import Unchanged
from toolkit.pipeline.writing.writeout import WriteOut
from toolkit.pipeline.writing.writers import Files, Job, Writers

GROUPS_A_JOB = 4  # workbooks of groups of units
LEAD_SHARES = 4  # jobs that the packs of lead units are written in
_ERRATA = "更正表"
_MAILS = (BACK, ASKING, CONFIRMING, RECEIPT, REVIEW, SUPERVISING)
FEW = 6  # more files than that are counted, not named


@dataclass(frozen=True)
class ReportResult:
    """All lines, the facts of the last ones, and whether something waits for a person."""

    lines: Sequence[str]
    closing: Closing
    needs_person: bool


def report(workspace: Workspace, period: Period, now: datetime, *, progress: Progress) -> ReportResult:
    """Write all outputs of the period; raises OperatorError where there is nothing to tell of."""
    if not (has_forms(workspace, period) or has_returns(workspace, period)):
        raise OperatorError(
            f"{period.chinese}还没有下发填报表，也没有收到填报表，没有可汇总的，什么都没有改动。"
            f"月份写对了吗？要开始这个月，请运行 {command(period, 'generate')}。"
        )
    unchanged = Unchanged(workspace, period, "report", workspace.ledger.last_change(period))
    units = len(workspace.checklist.units_in(period))
    with Writers(LIBRARIES, early=not unchanged.expected, units=units) as writers:
        steps = iter(progress(range(3), "审核和计算", 3))
        next(steps)
        register_decisions(workspace, now, period, period)
        rulings = take_in_table(workspace, period, now)
        next(steps)
        month, lights, put, lapsed = with_verdicts(workspace, period, now)
        next(steps)
        month = with_scores(workspace, month)
        proposals, unproposed = standing_proposals(workspace, period)
        next(steps, None)
        jobs = _jobs(workspace, period, month, rulings.taken, lights.taken, proposals)
        work = unchanged.hand_out(writers, jobs)
        corrections = plan_corrections(workspace, period, month)
        slips = plan_slips(workspace, period)
        mending: list[Job] = [(form_files, ("退回", [named])) for named in corrections]
        mending += [_slip_job(month, slips)] if slips else []
        pressed = slips_of(workspace, month)
        mending += [_supervision_job(month, pressed)] if pressed else []
        work += unchanged.hand_out(writers, mending)
        called = [papers_of(job) for job in (*jobs, *mending)]
        month = month.printed
        del jobs, mending  # nothing of what they hold is needed here any more
        tables = {f"{table.path.parent.name}/{table.path.name}": table for table in (rulings, lights)}
        out = WriteOut(workspace, period, partial(_write, workspace, month), tables.keys())
        out.run(called, work, progress)
    unchanged.keep()
    notes = [*rulings.notes, *lights.notes, *put, *lapsed, *unproposed]
    paths: list[Path] = []
    for name, table in tables.items():
        data = out.files.pop(name, None)  # none for a sealed paper
        if data and (stands := workspace.missing.attempt(table.path, partial(table.write, workspace, data))):
            paths.append(stands[0])
            notes += stands[1]
    paths += out.paths
    if not workspace.missing.failed:  # a pack that could not be written leaves that of the last run
        _clear_former(workspace, period, paths)
    paths += post(
        workspace, period, _letters(workspace, month, corrections, slips, pressed, out.files), _MAILS
    )
    clear_corrections(workspace, period, corrections)
    clear_slips(workspace, period, slips)
    late = workspace.missing.attempt(_ERRATA, partial(after_seal, workspace, period))
    notes += [*slip_lines(slips), *left_out(workspace, period), *(late or ())]
    errors = sum(finding.severity is Severity.ERROR for finding in month.asked)
    papers = workspace.drafts.states
    said = [*review_lines(month), *told(papers), *notes, *moved(workspace, period, month, now)]
    lines = [*_lines(workspace, month, paths, errors), *said]
    closing = month_closing(
        workspace, month, paths, len(corrections), _account_line(month), said, moved=bool(late)
    )
    remember(workspace, month, closing, [*rulings.notes, *lights.notes, *lapsed])
    waiting = any(state.pending for state in papers)
    return ReportResult(lines, closing, bool(errors or notes or waiting or month.context.awaiting))


def _clear_former(workspace: Workspace, period: Period, paths: Sequence[Path]) -> None:
    """Remove what an earlier run wrote and this one did not, where files go by names that change."""
    workspace.clear(workspace.outbox(period, "牵头单位"), "*.xlsx", paths)
    workspace.clear(workspace.outbox(period, "汇总", BY_GROUP), "*.xlsx", paths)
    workspace.clear(workspace.outbox(period, SLIPS), f"*_{SUFFIX}", paths)
    workspace.clear(workspace.outbox(period, PAGES), "*.html", paths)
    for place in FORMERLY:  # what earlier versions of the toolkit put elsewhere
        folder, _, pattern = place.rpartition("/")
        workspace.clear(workspace.outbox(period, folder), pattern, ())
        with suppress(OSError):  # one that is not empty, or is not there
            workspace.outbox(period, folder).rmdir()


def _letters(
    workspace: Workspace,
    month: Month,
    corrections: Sequence[tuple[str, Form]],
    slips: Sequence[Slip],
    pressed: Sequence[tuple[str, int, Sequence[Supervised]]],
    files: Files,
) -> Iterator[Letter]:
    """The mails of the month; whose return goes back to it hears of it once."""
    period = month.result.period
    reports = {row.unit.code: row for row in month.result.units}
    told = read_backs(month.result)

    def read(code: str) -> dict[str, object]:
        return read_values(workspace, month, reports[code], told[code])

    yield from correction_letters(workspace, period, corrections, files, read)
    yield from slip_letters(workspace, period, slips, files)
    yield from receipt_letters(workspace, month, told, {form.unit.code for _, form in corrections})
    yield from lead_letters(workspace, period, files)
    yield from supervision_letters(workspace, period, pressed, files)


def _write(workspace: Workspace, month: Month, path: Path, data: bytes) -> Path:
    """An output where it belongs; a paper that the office edited keeps its words."""
    if path.suffix == ".docx":
        retag = partial(under_todays_codes, workspace, month.result.figures)
        return workspace.drafts.write(path, data, month.context, retag).path
    return workspace.write(path, data)


def _jobs(
    workspace: Workspace,
    period: Period,
    month: Month,
    rulings: Sequence[str],
    lights: Sequence[str],
    proposals: Proposals,
) -> list[Job]:
    """What is written of the month itself, the longest first.

    ``rulings`` and ``lights`` are hashes of tables that stay beside the new 裁定表 and 审定表.
    """
    whole = Packed(month.printed)
    by_group = -(-len(month.result.groups) // GROUPS_A_JOB)
    return [
        *draft_jobs(workspace, period, month, whole, lights),
        (summary_files, (whole, False)),
        (summary_files, (whole, True)),
        *((lead_files, (whole, share, LEAD_SHARES)) for share in range(LEAD_SHARES)),
        *((group_files, (whole, share, by_group)) for share in range(by_group)),
        (figures_file, (whole,)),
        (entries_file, (_told_little(month), Packed(month.entries))),
        (table_files, (whole, proposals)),
        (workbook_files, (whole,)),
        *((page_files, (whole, number)) for number in range(len(month.result.groups) + 1)),
        (ruling_files, (whole, rulings)),
    ]


def _slip_job(month: Month, slips: Sequence[Slip]) -> Job:
    """What slips are written of; of the month they need no figure."""
    return slip_files, (_told_little(month), month.checklist.digest, slips)


def _supervision_job(month: Month, pressed: Sequence[tuple[str, int, Sequence[Supervised]]]) -> Job:
    return supervision_files, (_told_little(month), month.checklist.units, pressed)


def _told_little(month: Month) -> OutputContext:
    """The context of papers that tell of no figure."""
    return replace(month.context, history=(), handling={}, scores=(), reviews=(), opinions=())


def has_returns(workspace: Workspace, period: Period) -> bool:
    """Whether any return of the period was accepted."""
    return bool(workspace.ledger.submissions(period))


def status_notes(workspace: Workspace, period: Period) -> list[str]:
    """What to say beside the table: units that count nowhere, a deadline whose calendar is not known."""
    return [*left_out(workspace, period), *filter(None, [workspace.config.calendar_note(period)])]


def status(workspace: Workspace, period: Period) -> Sequence[UnitReport]:
    """Who has returned what."""
    return reports(workspace, period)


def _lines(workspace: Workspace, month: Month, paths: Sequence[Path], errors: int) -> list[str]:
    units = month.result.units
    counts = Counter(row.state for row in units)
    standing = "、".join(f"{state} {counts[state]}" for state in reversed(ReturnState) if counts[state])
    lines = [f"{len(units)} 个单位：{standing}；收到时间至 {chinese_time(month.result.data_until)}。"]
    missing = [row.unit.name for row in units if row.state == ReturnState.NOT_RETURNED]
    if missing:
        lines.append(f"未报：{'、'.join(missing)}。")
    lines += filter(None, [_account_line(month)])
    if errors:
        where = {finding.unit for finding in month.asked if finding.severity is Severity.ERROR}
        lines.append(f"还有 {errors} 处错误待改，{concerned(where)}，见汇总表“校验问题”。")
    folders: dict[str, list[Path]] = {}
    for path in paths:
        folders.setdefault(workspace.relative(path.parent), []).append(path)
    for folder, inside in sorted(folders.items()):
        names = "、".join(path.name for path in inside) if len(inside) <= FEW else f"{len(inside)} 个文件"
        lines.append(f"已写出 {folder}：{names}")
    return lines


def _account_line(month: Month) -> str:
    accounts = month.result.accounts
    if not accounts:
        return ""
    filled, accepted, normalised, rejected, superseded, ignored = (
        sum(getattr(account, name) for account in accounts)
        for name in ("filled", "accepted", "normalised", "rejected", "superseded", "ignored")
    )
    verdict = "账平" if all(account.balanced for account in accounts) else "账不平，请把台账交给维护人员"
    return (
        f"{len(accounts)} 个文件共 {filled} 个已填单元格：采用 {accepted}、规范化 {normalised}、拒收 {rejected}、"
        f"被替代 {superseded}、忽略 {ignored}，{verdict}。"
    )
