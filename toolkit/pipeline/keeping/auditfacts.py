"""What people decided in a month, and what program worked on it: rows and lines of the audit pack.

In: the ledger; the program that runs. Out: rows in the order of DECISION_HEADS, lines on versions.
"""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator
from datetime import datetime

from toolkit.core.exports import EXPORT_MAP, maps_of
from toolkit.core.periods import Period
from toolkit.core.secrecy import without
from toolkit.forms.places import told_place
from toolkit.ledger.merge import words
from toolkit.ledger.records import Adjustment
from toolkit.papers.identity import LIGHT_VERDICTS
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.deciding.rulingwords import KINDS, file_ruled
from toolkit.pipeline.folder.sources import program_digest
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.setup.environment import RUN
from toolkit.setup.lock import pinned
from toolkit.version import __version__

Row = tuple[str, str, str, str, str, str, str, str, str, str]


def decisions(workspace: Workspace, period: Period) -> Iterator[Row]:
    """Rulings, corrections, lights, seals, explanations and export columns, those taken back too."""
    ledger, names = workspace.ledger, {unit.code: unit.name for unit in workspace.checklist.units}
    for one in ledger.rulings(period, every=True):
        what = file_ruled(workspace, one) or one.target
        yield (
            "裁定", str(one.id), names.get(one.unit, one.unit), what, one.seen, KINDS[one.kind], one.reason, one.name,
            _time(one.at), _time(one.revoked_at),
        )  # fmt: skip
    for adjusted in ledger.adjustments(period, every=True):
        what = told_place(adjusted.place, workspace.checklist.tasks)
        yield (
            "更正", str(adjusted.id), names.get(adjusted.unit, adjusted.unit), what, adjusted.original,
            f"{words(adjusted.value)}（{_state(adjusted)}）", adjusted.reason, adjusted.name, _time(adjusted.at),
            _time(adjusted.withdrawn_at),
        )  # fmt: skip
    for verdict in ledger.verdicts(period):
        at = _time(verdict.at)
        yield (
            LIGHT_VERDICTS,
            "",
            "",
            verdict.key,
            verdict.seen,
            verdict.decided,
            verdict.reason,
            verdict.name,
            at,
            "",
        )
    for seal in ledger.seals(period):
        undone = f"{_time(seal.reopened_at)} {seal.reason}（{seal.name}）" if seal.reopened_at else ""
        at = _time(seal.sealed_at)
        yield (
            "封存",
            seal.number,
            "",
            f"{label_of(seal)} {seal.file}",
            seal.document,
            "封存",
            seal.despite,
            seal.by,
            at,
            undone,
        )
    for told in ledger.explanations(period).values():
        if told.period == period:
            yield (
                "单位说明",
                "",
                "",
                told.finding,
                told.seen,
                "说明",
                without(told.text, ()),
                "",
                str(told.period),
                "",
            )
    for made in maps_of(pack.content for pack in ledger.packs_of(EXPORT_MAP)).values():
        pairs = {**made.columns, **made.units, **made.keys}
        shown = "；".join(f"{name}→{meaning}" for name, meaning in pairs.items())
        yield EXPORT_MAP, made.fingerprint, "", "导出表的列和名称", "", shown, "", made.by, made.on, ""


def _state(one: Adjustment) -> str:
    for said, word in ((one.confirmed, "单位确认"), (one.refused, "单位不同意")):
        if said is not None:
            return f"{word}：{said.name}，{said.how}，{said.on}"
    return "已撤回" if one.withdrawn_at else "待单位确认"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def versions() -> Iterator[str]:
    """The program, its Python and every component that it is locked to."""
    yield f"程序版本 {__version__}"
    yield f"程序摘要 {program_digest()}"
    yield f"Python {platform.python_version()}（{platform.system()}）"
    for name in sorted(pinned(RUN.lock.read_text("utf-8"))):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "没有装"
        yield f"{name} {found}"
