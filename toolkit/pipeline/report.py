"""report: validate, consolidate, write all outputs of a period; and what status and figure show.

In: ledger, checklist, settings, templates. Out: files in outbox/<period>/ and lines for the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.core.findings import Severity
from toolkit.core.periods import Period
from toolkit.core.results import UnitReport
from toolkit.errors import OperatorError
from toolkit.figures.counting import counted
from toolkit.figures.derive import derivation as derive
from toolkit.figures.derive import similar_keys
from toolkit.pipeline.assembled import Month
from toolkit.pipeline.briefing import after_seal, decided, draft_jobs, told_month
from toolkit.pipeline.corrections import plan_corrections, write_correction_mails
from toolkit.pipeline.evaluation import with_scores
from toolkit.pipeline.midmonth import moved
from toolkit.pipeline.month import assemble, chinese_time
from toolkit.pipeline.planning import register_decisions
from toolkit.pipeline.rendering import (
    LIBRARIES,
    form_files,
    lead_files,
    page_files,
    ruling_files,
    summary_files,
    table_files,
)
from toolkit.pipeline.reviews import review_lines
from toolkit.pipeline.rulings import take_in_table
from toolkit.pipeline.units import left_out
from toolkit.pipeline.workspace import Workspace
from toolkit.pipeline.writers import Files, Job, Writers, packed

Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]
LEAD_SHARES = 4  # jobs that the packs of lead units are written in
FEW = 6  # more files than that are counted, not named


@dataclass(frozen=True)
class ReportResult:
    """Lines for the terminal, and whether something waits for a person."""

    lines: Sequence[str]
    needs_person: bool


def report(workspace: Workspace, period: Period, now: datetime, *, progress: Progress) -> ReportResult:
    """Write all outputs of the period."""
    with Writers(LIBRARIES) as writers:
        register_decisions(workspace, now)
        rulings = take_in_table(workspace, period, now)
        month, lights, said = decided(workspace, period, now)
        month = with_scores(workspace, month)
        work = writers.hand_out(_jobs(workspace, period, month, rulings.taken, lights.taken))
        corrections = plan_corrections(workspace, period, month)
        work += writers.hand_out((form_files, ("退回", [named])) for named in corrections)
        files: Files = {}
        for finished in progress(work, "写汇总表和专报", len(work)):
            files |= finished()
    notes = [*rulings.notes, *said]
    paths: list[Path] = []
    for table in (rulings, lights):
        data = files.pop(f"{table.path.parent.name}/{table.path.name}", None)  # none for a sealed paper
        if data is not None:
            path, said = table.write(workspace, data)
            paths.append(path)
            notes += said
    paths += [
        workspace.write(workspace.outbox(period, *name.split("/")), data) for name, data in files.items()
    ]
    workspace.clear(workspace.outbox(period, "牵头单位"), "*.xlsx", paths)
    paths += write_correction_mails(workspace, period, corrections, files)
    notes += [*left_out(workspace, period), *after_seal(workspace, period, month)]
    errors = sum(finding.severity is Severity.ERROR for finding in month.open)
    changed = moved(workspace, period, month, now)
    lines = [*_lines(workspace, month, paths, errors), *review_lines(month), *notes, *changed]
    return ReportResult(lines, bool(errors or notes or month.context.awaiting))


def _jobs(
    workspace: Workspace, period: Period, month: Month, rulings: Sequence[str], lights: Sequence[str]
) -> list[Job]:
    """What is written of the month itself, the longest first.

    ``rulings`` and ``lights`` are hashes of tables that stay beside the new 裁定表 and 审定表.
    """
    whole = packed(month)
    return [
        *draft_jobs(workspace, period, month, whole, lights),
        (summary_files, (whole, False)),
        (summary_files, (whole, True)),
        *((lead_files, (whole, share, LEAD_SHARES)) for share in range(LEAD_SHARES)),
        (table_files, (whole,)),
        (page_files, (whole,)),
        (ruling_files, (whole, rulings)),
    ]


def has_returns(workspace: Workspace, period: Period) -> bool:
    """Whether any return of the period was accepted."""
    return bool(workspace.ledger.submissions(period))


def status_notes(workspace: Workspace, period: Period) -> list[str]:
    """What to say beside the table: units that count nowhere, a deadline whose calendar is not known."""
    return [*left_out(workspace, period), *filter(None, [workspace.config.calendar_note(period)])]


def status(workspace: Workspace, period: Period) -> Sequence[UnitReport]:
    """Who has returned what."""
    return assemble(workspace, period).result.units


def derivation(workspace: Workspace, key: str) -> Sequence[str]:
    """How a figure came about; raises OperatorError for a key that no figure of its period has."""
    try:
        period = Period.parse(key.split("/")[1])
    except (IndexError, ValueError):
        raise OperatorError(
            f"{key} 不是数字编号。编号形如 T02-3/2024-06/653101/ytd，可在汇总表里查到。"
        ) from None
    result = told_month(workspace, period).result
    if key not in result.figures:
        near = similar_keys(result, key)
        hint = f"相近的有：{'、'.join(near)}。" if near else "编号可在汇总表里查到。"
        raise OperatorError(f"{period.chinese}没有编号为 {key} 的数。{hint}")
    return derive(result, key)


def _lines(workspace: Workspace, month: Month, paths: Sequence[Path], errors: int) -> list[str]:
    reports = month.result.units
    done = counted(month.result, "units_received")
    lines = [f"{len(reports)} 个单位中 {done} 个已报，数据截至 {chinese_time(month.result.data_until)}。"]
    missing = [row.unit.name for row in reports if row.state == "未报"]
    if missing:
        lines.append(f"未报：{'、'.join(missing)}。")
    accounts = month.result.accounts
    if accounts:
        lines.append(_account_line(month))
    if errors:
        units = {finding.unit for finding in month.open if finding.severity is Severity.ERROR}
        lines.append(f"还有 {errors} 处错误待改，涉及 {len(units)} 个单位，见汇总表“校验问题”。")
    folders: dict[str, list[Path]] = {}
    for path in paths:
        folders.setdefault(workspace.relative(path.parent), []).append(path)
    for folder, inside in sorted(folders.items()):
        names = "、".join(path.name for path in inside) if len(inside) <= FEW else f"{len(inside)} 个文件"
        lines.append(f"已写出 {folder}：{names}")
    return lines


def _account_line(month: Month) -> str:
    accounts = month.result.accounts
    filled, accepted, normalised, rejected, superseded, ignored = (
        sum(getattr(account, name) for account in accounts)
        for name in ("filled", "accepted", "normalised", "rejected", "superseded", "ignored")
    )
    verdict = "账平" if all(account.balanced for account in accounts) else "账不平，请把台账交给维护人员"
    return (
        f"{len(accounts)} 个文件共 {filled} 个已填单元格：采用 {accepted}、规范化 {normalised}、拒收 {rejected}、"
        f"被替代 {superseded}、忽略 {ignored}，{verdict}。"
    )
