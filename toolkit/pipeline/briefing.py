"""The briefing's way: draft with 审定表, verify what staff edited, number and seal, list what a late return changes.

In: an assembled month, the Word template, the ledger's seals and verdicts. Out: documents in 汇总/.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml import etree

from toolkit.core.model import Figure, Light, Source
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.records import Seal, Verdict
from toolkit.outputs.briefing import briefing_figures, verify, write_briefing
from toolkit.outputs.briefing.errata import consequences, write_errata
from toolkit.outputs.briefing.manifest import read_manifest
from toolkit.outputs.briefing.rulings import LightRuling, apply_rulings, read_rulings, write_rulings
from toolkit.outputs.briefing.sources import write_sources
from toolkit.outputs.template_check import check_template
from toolkit.pipeline.generate import chinese_day
from toolkit.pipeline.month import Month, assemble
from toolkit.pipeline.settings import briefing_settings
from toolkit.pipeline.workspace import Workspace

TEMPLATE = "briefing.docx"


@dataclass(frozen=True)
class DraftResult:
    """Files written, and lines that the coordinator must read."""

    paths: Sequence[Path]
    lines: Sequence[str]


def decided(workspace: Workspace, period: Period, month: Month, now: datetime) -> tuple[Month, list[str]]:
    """The month with the lights that the office decided in its 审定表, and what of it cannot count."""
    path = _rulings_path(workspace, period)
    lines: list[str] = []
    if path.is_file():
        found, faults = read_rulings(path.read_bytes())
        lines = [f"审定表 {fault}" for fault in faults]
        verdicts = [
            Verdict(ruling.key, ruling.light.value, ruling.seen.value, ruling.reason, "", now)
            for ruling in found
        ]
        if not faults:
            workspace.ledger.save_verdicts(period, verdicts)
    result, lapsed = apply_rulings(month.result, _rulings(workspace, period))
    lines += [f"审定表 {ruling.key}：工具判定已变，原来的审定不再适用，请重新审定。" for ruling in lapsed]
    until = workspace.ledger.last_change(period)
    context = replace(month.context, data_until=until)
    return replace(month, result=replace(result, data_until=until), context=context), lines


def write_draft(workspace: Workspace, period: Period, month: Month) -> DraftResult:
    """The 送审稿 with its 数据出处表 and the 审定表; of a sealed period only what changed since."""
    seal = workspace.ledger.sealed(period)
    if seal is not None:
        return _errata(workspace, period, month, seal)
    template = workspace.template(TEMPLATE).read_bytes()
    decisions = workspace.ledger.decisions(every=True)
    data = write_briefing(
        template,
        month.result,
        month.checklist,
        month.context,
        briefing_settings(workspace.config),
        decisions=decisions,
    )
    figures = briefing_figures(month.result, decisions)
    rulings = write_rulings(month.tool_result, month.context, _rulings(workspace, period))
    return DraftResult(
        [
            workspace.write(_path(workspace, period, "专报.docx"), data),
            workspace.write(
                _path(workspace, period, "数据出处表.xlsx"), write_sources(data, figures, month.context)
            ),
            workspace.write(_rulings_path(workspace, period), rulings),
        ],
        [],
    )


def issue(workspace: Workspace, period: Period, now: datetime) -> list[str]:
    """Number and seal the briefing of a period; raises OperatorError when it is sealed already."""
    ledger = workspace.ledger
    month, lines = decided(workspace, period, assemble(workspace, period), now)
    numbers = [int(seal.number) for seal in ledger.seals() if seal.number.isdigit()]
    kept = next((seal for seal in reversed(ledger.seals(period)) if seal.number.isdigit()), None)
    number = int(kept.number) if kept else max(numbers, default=0) + 1
    template = workspace.template(TEMPLATE).read_bytes()
    decisions = ledger.decisions(every=True)
    data = write_briefing(
        template,
        month.result,
        month.checklist,
        month.context,
        briefing_settings(workspace.config),
        number=number,
        date=chinese_day(now),
        decisions=decisions,
    )
    figures = briefing_figures(month.result, decisions)
    text = json.dumps(
        {key: asdict(figure) for key, figure in figures.items()}, ensure_ascii=False, sort_keys=True
    )
    ledger.seal(Seal(period, str(number), now, text, hashlib.sha256(data).hexdigest()))
    path = workspace.write(_path(workspace, period, f"专报_第{number}期.docx"), data)
    return [*lines, f"{period.chinese}专报已编为第{number}期并封存：{workspace.relative(path)}"]


def reopen(workspace: Workspace, period: Period, reason: str, name: str, now: datetime) -> list[str]:
    """Break a seal; returns that came since then count from now on."""
    workspace.ledger.reopen(period, reason, name, now)
    return [f"{period.chinese}已解除封存，原因已记入台账。请重新运行 report，审核后再 issue。"]


def seals(workspace: Workspace) -> list[str]:
    """All seals ever put, one line each."""
    lines = []
    for seal in workspace.ledger.seals():
        state = f"，{seal.reopened_at:%Y-%m-%d}解除：{seal.reason}（{seal.name}）" if seal.reopened_at else ""
        lines.append(f"{seal.period} 第{seal.number}期，{seal.sealed_at:%Y-%m-%d %H:%M}封存{state}")
    return lines or ["还没有封存过专报。"]


def verify_file(workspace: Workspace, file: Path, period: Period) -> tuple[list[str], bool]:
    """Lines and whether every figure of the edited briefing equals the ledger (a sealed one: its seal)."""
    try:
        data = file.read_bytes()
    except OSError:
        raise OperatorError(f"打不开 {file}。请检查文件名，并把文件关闭后再试。") from None
    try:
        manifest = read_manifest(data)
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        raise OperatorError(f"{file.name} 不是能打开的 Word 文档（.docx）。请另存为 .docx 再核对。") from None
    period = Period.parse(manifest.period) if manifest is not None else period
    seal = workspace.ledger.sealed(period)
    if seal is not None:
        figures = _sealed_figures(seal)
    else:
        month, _ = decided(workspace, period, assemble(workspace, period), datetime.min)
        figures = briefing_figures(month.result, workspace.ledger.decisions(every=True))
    report = verify(data, figures)
    return report.lines(), report.clean


def check_templates(workspace: Workspace) -> list[str]:
    """Faults of the office's Word template, with place and remedy; [] when it is sound."""
    return [f"{TEMPLATE} {fault}" for fault in check_template(workspace.template(TEMPLATE).read_bytes())]


def _errata(workspace: Workspace, period: Period, month: Month, seal: Seal) -> DraftResult:
    path = _path(workspace, period, f"专报_第{seal.number}期.docx")
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != seal.document:
        return DraftResult([], [f"{workspace.relative(path)} 不见了或被改动，与封存的不一致，请从备份找回。"])
    fresh = assemble(workspace, period, with_held=True)
    figures = briefing_figures(fresh.result, workspace.ledger.decisions(every=True))
    found = consequences(path.read_bytes(), _sealed_figures(seal), figures)
    if not found:
        return DraftResult([], [f"{period.chinese}专报已封存（第{seal.number}期），没有需要更正的。"])
    reason = "封存后收到补报或更正"
    data = write_errata(
        found,
        period,
        month.context,
        briefing_settings(workspace.config),
        number=int(seal.number),
        reason=reason,
    )
    out = workspace.write(_path(workspace, period, "更正表.docx"), data)
    lines = [f"{period.chinese}专报已封存，{reason}，有 {len(found)} 处会改变，见更正表："]
    return DraftResult(
        [out], lines + [f"  {one.kind} {one.place}：{one.old} → {one.new}" for one in found[:10]]
    )


def _sealed_figures(seal: Seal) -> dict[str, Figure]:
    return {key: _figure(values) for key, values in json.loads(seal.figures).items()}


def _figure(values: dict[str, Any]) -> Figure:
    sources = tuple(Source(**source) for source in values["sources"])
    return Figure(**{**values, "sources": sources, "inputs": tuple(values["inputs"])})


def _rulings(workspace: Workspace, period: Period) -> list[LightRuling]:
    return [
        LightRuling(one.key, Light(one.decided), one.reason, Light(one.seen))
        for one in workspace.ledger.verdicts(period)
    ]


def _rulings_path(workspace: Workspace, period: Period) -> Path:
    return _path(workspace, period, "审定表.xlsx")


def _path(workspace: Workspace, period: Period, name: str) -> Path:
    return workspace.outbox(period, "汇总", f"{period}_{name}")
