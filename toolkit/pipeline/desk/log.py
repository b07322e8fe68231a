"""The desk: what was done by whom in a month.

In: what the ledger keeps of decisions, claims, seals and forms. Out: :class:`Done`, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.core.desk import Done
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.private import without_contacts
from toolkit.core.returns import file_hash
from toolkit.forms.places import place_in_words
from toolkit.ledger.merge import words
from toolkit.ledger.records import Ruling
from toolkit.outputs import actions
from toolkit.papers.identity import LIGHT_VERDICTS
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.deciding.rulingwords import KINDS, file_ruled
from toolkit.pipeline.folder.workspace import Workspace


def log_of(workspace: Workspace, period: Period) -> tuple[Done, ...]:
    """All of the month."""
    lines = [
        *_forms(workspace, period),
        *_claims(workspace, period),
        *_rulings(workspace, period),
        *_corrections(workspace, period),
        *_papers(workspace, period),
    ]
    newest = sorted(lines, key=lambda line: line.when, reverse=True)
    return tuple(replace(line, what=without_contacts(line.what)) for line in newest)


def _forms(workspace: Workspace, period: Period) -> Iterator[Done]:
    made: dict[str, list[str]] = {}
    moments = workspace.ledger.sent(period)
    for unit, when in moments.items():
        made.setdefault(f"{when:%Y-%m-%d %H:%M}", []).append(unit)
    for units in made.values():
        yield Done(moments[units[0]], "", f"生成{period.chinese}填报表 {len(units)} 个单位")


def _claims(workspace: Workspace, period: Period) -> Iterator[Done]:
    ledger, names = workspace.ledger, _names(workspace)
    taken = {file_hash(one.sha256): one for one in ledger.submissions(period, every=True)}
    for claim in ledger.attributions().values():
        file = taken.get(claim.sha256)
        if file is not None or claim.period == period:
            name = file.original_name if file else claim.sha256[:12]
            yield Done(claim.at, claim.by, f"认定来件“{name}”是{names.get(claim.unit, claim.unit)}的")
    for sha256, said in ledger.sightings().items():
        if said.by and said.at and said.received and (one := taken.get(sha256)):
            what = (
                f"认定{names.get(one.unit, one.unit)}第{one.version}版收到于 {said.received:%Y-%m-%d %H:%M}"
            )
            yield Done(said.at, said.by, what)


def _rulings(workspace: Workspace, period: Period) -> Iterator[Done]:
    names = _names(workspace)
    for one in workspace.ledger.rulings(period, every=True):
        unit = names.get(one.unit, one.unit) or "办公室"
        about = f"{unit} {_target(workspace, one)}" if one.kind != "aside" else f"来件“{one.seen}”"
        undo = () if one.revoked_at else (actions.revoke(period, one.id),)
        yield Done(one.at, one.name, f"{KINDS[one.kind]}：{about}（{one.reason}）", undo)
        if one.revoked_at:
            yield Done(one.revoked_at, "", f"撤销裁定{one.id}（{KINDS[one.kind]}，{about}）")
    for verdict in workspace.ledger.verdicts(period):
        what = f"审定 {verdict.key}：{verdict.seen} → {verdict.decided}（{verdict.reason}）"
        yield Done(verdict.at, verdict.name or LIGHT_VERDICTS, what)


def _target(workspace: Workspace, ruling: Ruling) -> str:
    if file := file_ruled(workspace, ruling):
        return file
    code, _, where = ruling.target.rpartition("@")  # E101@653101/指标数据/T02-3/ytd, or the place alone
    parts = where.split("/")[1 if code else 0 :]
    place = where
    if len(parts) >= 3:
        place = place_in_words(Place(*parts[:3]), workspace.checklist.tasks)
    return f"{code} {place}".strip()


def _corrections(workspace: Workspace, period: Period) -> Iterator[Done]:
    names = _names(workspace)
    for one in workspace.ledger.adjustments(period, every=True):
        what = f"更正{one.id} {names.get(one.unit, one.unit)} {place_in_words(one.place, workspace.checklist.tasks)}"
        yield Done(
            one.at, one.name, f"提出{what}：{one.original or '空白'} → {words(one.value)}（{one.reason}）"
        )
        if one.confirmed:
            yield Done(one.confirmed.at, one.confirmed.name, f"单位确认{what}（{one.confirmed.how}）")
        if one.refused:
            yield Done(one.refused.at, one.refused.name, f"单位不同意{what}：{one.refused.note}")
        if one.withdrawn_at:
            yield Done(one.withdrawn_at, "", f"撤回{what}")


def _papers(workspace: Workspace, period: Period) -> Iterator[Done]:
    for seal in workspace.ledger.seals(period):
        despite = f"（有错误未改：{seal.despite}）" if seal.despite else ""
        yield Done(seal.sealed_at, seal.by, f"专报编为{label_of(seal)}并封存{despite}")
        if seal.reopened_at:
            yield Done(seal.reopened_at, seal.name, f"解除封存{label_of(seal)}：{seal.reason}")


def _names(workspace: Workspace) -> dict[str, str]:
    return {unit.code: unit.name for unit in workspace.checklist.reporting}
