"""The briefing's way: draft with 审定表, verify what staff edited, number and seal, list what a late return changes.

In: an assembled month, the Word template, the ledger's seals and verdicts. Out: documents in 汇总/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from lxml import etree

from toolkit.core.formercodes import called_now
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.core.reviews import LightVerdict
from toolkit.errors import OperatorError
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.inbox.frames import Packed
from toolkit.ledger.records import Verdict
from toolkit.papers.verdicts import KIND as VERDICTS
from toolkit.papers.verdicts import read_verdicts
from toolkit.pipeline.archive.sealed import sealed_figures
from toolkit.pipeline.archive.verified import remember_verified
from toolkit.pipeline.deciding.tables import Tables, take_in
from toolkit.pipeline.folder.settings import briefing_settings
from toolkit.pipeline.folder.templates import BRIEFING as TEMPLATE
from toolkit.pipeline.folder.templates import NOTICE, UNIT_BRIEF
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.supervising import put_under_supervision
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.assembling import assemble, light_verdicts
from toolkit.pipeline.writing.rendering import draft_files, notice_files, unit_brief_files
from toolkit.pipeline.writing.writers import Job, Made

if TYPE_CHECKING:
    from toolkit.word.meaning import Meaning


def with_verdicts(
    workspace: Workspace, period: Period, now: datetime
) -> tuple[Month, Tables[LightVerdict], list[str], list[str]]:
    """The month with the lights of the office's 审定表 read and remembered, the table, what was put on the register,
    and which decisions no longer apply."""
    tables = take_in_lights(workspace, period, now)
    made = [verdict for one in tables.filled for verdict in one.taken.rows if tables.is_new(one)]
    put = put_under_supervision(workspace, period, made, now)
    month, lapsed = _with_verdicts(workspace, period, assemble(workspace, period))
    lines = [f"{VERDICTS} {one.key}：工具判定已变，原来的审定不再适用，请重新审定。" for one in lapsed]
    return month, tables, put, lines


def take_in_lights(workspace: Workspace, period: Period, now: datetime) -> Tables[LightVerdict]:
    """Remember what the office changed in its 审定表; rows that nobody changed stay as they were decided."""
    tables = take_in(workspace.outbox(period, *verdicts_name(period).split("/")), period, read_verdicts)
    kept = {one.key: one for one in workspace.ledger.verdicts(period)}
    former = workspace.ledger.former_codes()
    for one in tables.filled:
        made = {called_now(verdict.key, former): verdict for verdict in one.taken.rows}
        for key in (called_now(key, former) for key in one.taken.changed) if tables.is_new(one) else ():
            kept.pop(key, None)
            if key in made and made[key].light is not made[key].seen:
                verdict = made[key]
                kept[key] = Verdict(key, verdict.light.value, verdict.seen.value, verdict.reason, "", now)
    workspace.ledger.save_verdicts(period, kept.values())
    return tables


def told_month(workspace: Workspace, period: Period, *, with_held: bool = False) -> Month:
    """The month with the office's decided lights, as papers tell it."""
    return _with_verdicts(workspace, period, assemble(workspace, period, with_held=with_held))[0]


def told_with_lapsed(workspace: Workspace, period: Period) -> tuple[Month, list[LightVerdict]]:
    """The same, and the decisions on lights that no longer apply."""
    return _with_verdicts(workspace, period, assemble(workspace, period))


def _told_figures(workspace: Workspace, period: Period) -> Mapping[str, Figure]:
    return told_month(workspace, period).result.figures


def _with_verdicts(workspace: Workspace, period: Period, month: Month) -> tuple[Month, list[LightVerdict]]:
    """The month with the lights that the ledger remembers as decided, and those that no longer apply."""
    result, lapsed = apply_verdicts(month.result, list(light_verdicts(workspace.ledger, period).values()))
    return replace(month, result=result), lapsed


def draft_jobs(
    workspace: Workspace, period: Period, month: Month, whole: Packed, taken: Sequence[str]
) -> list[Job]:
    """What renders the 送审稿 with its 数据出处表 and the 审定表 (nothing once the period is sealed), and other papers.

    ``whole`` is the month, packed for the jobs; ``taken`` are hashes of tables that stay beside the 审定表.
    """
    settings = briefing_settings(workspace.config, workspace.checklist)
    jobs: list[Job] = []
    if workspace.ledger.sealed(period) is None:
        jobs.append(
            (
                draft_files,
                (
                    workspace.root,
                    whole,
                    settings,
                    list(light_verdicts(workspace.ledger, period).values()),
                    taken,
                ),
            )
        )
    for chosen, files in _other_papers(workspace):
        if chosen:
            jobs.append((files, (workspace.root, whole, settings)))
    return jobs


def _other_papers(workspace: Workspace) -> Sequence[tuple[bool, Callable[..., Made]]]:
    """Papers that config.toml may ask for."""
    chosen = workspace.config.briefing
    return ((chosen.notice, notice_files), (chosen.unit_brief, unit_brief_files))


@dataclass(frozen=True)
class Verified:
    """What verify says of a paper: its lines, whether all is well, the paper's own period, whether that is sealed."""

    lines: list[str]
    clean: bool
    period: Period
    sealed: bool


def verify_file(workspace: Workspace, file: Path, period: Period) -> Verified:
    """Lines and whether every figure of the edited briefing equals the ledger (a sealed one: its seal).

    A file that is none of our papers is held against the month's ledger number by number.
    """
    from toolkit.word.foreign import hold_against
    from toolkit.word.manifest import has_controls, read_manifest
    from toolkit.word.verification import verify

    try:
        data = file.read_bytes()
    except OSError:
        raise OperatorError(f"打不开 {file}。请检查文件名，并把文件关闭后再试。") from None
    try:
        manifest = read_manifest(data)
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        raise OperatorError(f"{file.name} 不是能打开的 Word 文档（.docx）。请另存为 .docx 再核对。") from None
    if manifest is None and not has_controls(data):
        held = hold_against(data, told_month(workspace, period).result)
        return Verified(held.lines(), held.clean, period, sealed=False)
    period = Period.parse(manifest.period) if manifest is not None else period
    seal = workspace.ledger.sealed(period)
    figures = sealed_figures(seal) if seal is not None else _told_figures(workspace, period)
    report = verify(
        under_todays_codes(workspace, figures, data), figures, today=_meanings(workspace, figures, file)
    )
    remember_verified(workspace, period, data, clean=report.clean)
    return Verified(report.lines(), report.clean, period, seal is not None)


def _meanings(workspace: Workspace, figures: Mapping[str, Figure], file: Path) -> Sequence[Meaning]:
    """What the words beside figures mean in the tool's own text of today, where one lies beside the edited paper."""
    from toolkit.word.manifest import read_manifest

    beside = workspace.drafts.fresh_text(file)
    manifest = read_manifest(under_todays_codes(workspace, figures, beside)) if beside is not None else None
    return manifest.meanings if manifest is not None else ()


def under_todays_codes(workspace: Workspace, figures: Mapping[str, Figure], data: bytes) -> bytes:
    """A paper whose tags may bear units' former codes, as it would be with the codes of today."""
    former = workspace.ledger.former_codes()
    if not former:
        return data
    from toolkit.word.retag import retagged

    return retagged(data, figures, former)


def check_templates(workspace: Workspace) -> list[str]:
    """Faults of the office's Word templates, with place and remedy; [] when they are sound."""
    from toolkit.outputs.briefing.other_papers import NOTICE_VARIABLES, UNIT_VARIABLES
    from toolkit.word.template.check import check_template

    known = {TEMPLATE: None, NOTICE: NOTICE_VARIABLES, UNIT_BRIEF: UNIT_VARIABLES}
    return [
        f"{name} {fault}"
        for name, variables in known.items()
        for fault in check_template(workspace.template(name).read_bytes(), variables)
    ]


def verdicts_name(period: Period) -> str:
    """The 审定表 below outbox/<period>/."""
    return f"汇总/{period}_{VERDICTS}.xlsx"


def _path(workspace: Workspace, period: Period, name: str) -> Path:
    return workspace.outbox(period, "汇总", f"{period}_{name}")
