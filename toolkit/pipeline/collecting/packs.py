"""Packs in collect: a returned workbook that is no form, from its identity to what was filled in.

In: a workbook as read, the units, the checklist it was made from. Out: a ReturnedPack, small enough to send
back from a child process, or findings for a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.codec import plain
from toolkit.core.corrections import AGREE, REFUSE, SLIP, answers_json
from toolkit.core.findings import Finding
from toolkit.core.formercodes import with_units_now
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.papers.identity import (
    LEAD_REVIEW,
    OFFICE_TABLES,
    QUOTAS,
    SCORE_CHECK,
    PackIdentity,
    contradicts,
    read_identity,
)  # fmt: skip
from toolkit.papers.leadreview import read_lead_pack
from toolkit.papers.quotapaper import QuotaReturn, read_quotas
from toolkit.papers.scorecheck import read_objections
from toolkit.papers.slips import read_slip
from toolkit.pipeline.collecting.splits import splits_of


@dataclass(frozen=True)
class ReturnedPack:
    """A pack that came back. ``content`` is JSON of what was filled in, ``told`` a sentence on it.

    ``folder`` is the unit code or name that it is filed under, ``findings`` what else somebody wrote there.
    """

    kind: str
    owner: str
    period: Period
    folder: str
    content: str
    told: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Filled:
    """What a reader makes of a pack; ``empty``: it came back as it went out."""

    content: str
    told: str
    empty: bool
    findings: tuple[Finding, ...]


def read_pack(
    book: Book,
    kind: str,
    name: str,
    units: Sequence[Unit],
    checklist: Callable[[str], Checklist],
    former: Mapping[str, str],
) -> ReturnedPack | Finding:
    """The pack, or the finding that stops it; ``kind`` is what the workbook looks like.

    ``checklist`` gives the checklist of a digest, the one in use for a digest that nobody knows; ``former`` are
    former codes of units with today's, under which all of a pack that went out before is kept.
    """
    if kind in OFFICE_TABLES:
        return Finding("E769", address=name, values={"kind": kind})
    identity = read_identity(book)
    if identity is not None and identity.kind in _OF_UNITS:
        identity = replace(identity, owner=former.get(identity.owner, identity.owner))
    said = {"kind": kind, "owner": identity.owner if identity else ""}
    if identity is None or identity.kind not in _READERS or contradicts(book):
        return Finding("E775", address=name, values=said)
    made_from = checklist(identity.digest)
    folder = _folder(identity, units, made_from)
    if not folder:
        return Finding("E776", address=name, values=said)
    filled = _READERS[kind](book, units, made_from)
    if filled.empty:
        return Finding("E777", address=name, values=said)
    period, content = Period.parse(identity.period), with_units_now(filled.content, former)
    return ReturnedPack(kind, identity.owner, period, folder, content, filled.told, filled.findings)


def _folder(identity: PackIdentity, units: Sequence[Unit], checklist: Checklist) -> str:
    """What the pack is filed under; "" when its owner is nobody that we know."""
    if identity.kind == QUOTAS:
        return QUOTAS if identity.owner.isdigit() else ""
    known = {unit.code for unit in units}
    if identity.kind == LEAD_REVIEW:
        known = {lead for task in checklist.tasks for lead in task.leads}
    return identity.owner if identity.owner in known else ""


def _lead_review(book: Book, units: Sequence[Unit], checklist: Checklist) -> _Filled:
    read = read_lead_pack(book)
    assert read is not None  # noqa: S101 - for mypy; the identity says that it is one
    review, findings = read
    disputed = sum(one.disputed for one in review.opinions)
    told = f"{review.lead}{LEAD_REVIEW}：有异议 {disputed} 条，其余意见 {len(review.opinions) - disputed} 条"
    told += "，附总体进展。" if review.overall else "，没有填总体进展。"
    empty = not review.opinions and not review.overall and not findings
    return _Filled(review.as_json(), told, empty, findings)


def _quotas(book: Book, units: Sequence[Unit], checklist: Checklist) -> _Filled:
    names = [unit.name for unit in units]
    read = read_quotas(book, splits_of(checklist, units), names) or QuotaReturn()
    content = {"quotas": plain(read.quotas)}
    told = f"{QUOTAS}：读到 {len(read.quotas)} 个分解数。"
    told += "还没有写入清单，下一步运行 python run_report.py quota {file}"
    return _Filled(_json(content), told, not read.quotas and not read.findings, read.findings)


def _score_check(book: Book, units: Sequence[Unit], checklist: Checklist) -> _Filled:
    read = read_objections(book)
    assert read is not None  # noqa: S101 - for mypy; the identity says that it is one
    _, objections, findings = read
    told = (
        f"{SCORE_CHECK}：提出异议 {len(objections)} 条。" if objections else f"{SCORE_CHECK}：没有提出异议。"
    )
    return _Filled(_json(plain(objections)), told, False, findings)


def _slip(book: Book, units: Sequence[Unit], checklist: Checklist) -> _Filled:
    read = read_slip(book)
    assert read is not None  # noqa: S101 - for mypy; the identity says that it is one
    answers, findings = read
    refused = [one for one in answers if not one.agreed]
    told = f"{SLIP}：{AGREE} {len(answers) - len(refused)} 条，{REFUSE} {len(refused)} 条。"
    told += "".join(
        f"{one.proposal.partition('@')[0]} {REFUSE}：{one.note}（{one.name}）。" for one in refused
    )
    return _Filled(answers_json(answers), told, not answers and not findings, findings)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


_OF_UNITS = (SCORE_CHECK, SLIP)  # their owner is a unit's code
_READERS: dict[str, Callable[[Book, Sequence[Unit], Checklist], _Filled]] = {
    LEAD_REVIEW: _lead_review,
    QUOTAS: _quotas,
    SCORE_CHECK: _score_check,
    SLIP: _slip,
}
