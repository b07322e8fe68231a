"""What reading may know in a run of collect: gathered once from ledger, settings and checklist.

Out: a ReadContext, which goes to the child processes, and its fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.checklist import snapshot
from toolkit.config import Config
from toolkit.core import area, cycle
from toolkit.core.exports import EXPORT_MAP, maps_of
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.inbox import identify
from toolkit.ledger.records import FormRecord
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collecting.read import Issued, ReadContext
from toolkit.pipeline.folder.sources import program_digest

Row = tuple[str, str]  # form sheet, row key


def read_context(ledger: Ledger, config: Config, checklist: Checklist, period: Period) -> ReadContext:
    """Forms of that month, the two before and the one after are known; older ones say who they are."""
    months = _around(period)
    forms = [form for month in months for form in ledger.forms(month)]
    issued = {
        (form.unit, str(form.period), form.part): Issued(form.digest, form.carried, _keys(form), form.layout)
        for form in forms
    }
    same: dict[Row, Row] = {}
    former = ledger.former_codes()
    known = identify.Known(tuple(_known(form, same) for form in forms), ledger.fingerprints(), former)
    return ReadContext(
        _with_former_names(checklist.reporting, ledger.checklists(), former),
        period,
        ledger.key(),
        checklist.digest,
        ledger.checklists(),
        issued,
        known,
        {month: ledger.row_keys(month, PROJECTS) for month in months},
        maps_of(pack.content for pack in ledger.packs_of(EXPORT_MAP)),
        area.current(),
        cycle.current(),
    )


def _with_former_names(
    units: Sequence[Unit], snapshots: Mapping[str, str], former_codes: Mapping[str, str]
) -> tuple[Unit, ...]:
    """Units with what they were called in checklists that went out before: an earlier month's return says that."""
    owners: dict[str, set[str]] = {}
    for unit in (*units, *(unit for text in snapshots.values() for unit in snapshot.units_of(text))):
        for label in _labels(unit):
            owners.setdefault(label, set()).add(former_codes.get(unit.code, unit.code))
    former: dict[str, list[str]] = {unit.code: [] for unit in units}
    for label, codes in sorted(owners.items()):
        if len(codes) == 1:  # a name that two units have borne says nothing
            former.get(next(iter(codes)), []).append(label)
    return tuple(
        replace(
            unit, aliases=(*unit.aliases, *(one for one in former[unit.code] if one not in _labels(unit)))
        )
        for unit in units
    )


def _labels(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short, *unit.aliases)


def _around(period: Period) -> tuple[Period, ...]:
    return (period.previous.previous, period.previous, period, period.next)


def _known(form: FormRecord, same: dict[Row, Row]) -> identify.Issued:
    """Most units have the same rows: one object for each (``same``) makes the context small to send."""
    pairs = ((sheet, key) for sheet, key, _ in form.rows if sheet in (TASKS, INDICATORS))
    rows = frozenset(same.setdefault(pair, pair) for pair in pairs)
    return identify.Issued(form.unit, form.period, rows, any(asked for _, _, asked in form.rows))


def _keys(form: FormRecord) -> tuple[tuple[str, str], ...]:
    """Which rows a part has; a whole form has all rows of its checklist."""
    return tuple((sheet, key) for sheet, key, _ in form.rows) if form.part else ()


def fingerprint(context: ReadContext) -> str:
    """What waiting files are judged against: when it changes they are judged again, with a mended program too."""
    former = sorted(context.known.former_codes.items())
    exports = [repr(one) for _, one in sorted(context.exports.items())]
    known = (
        context.units,
        context.period,
        sorted(context.checklists),
        sorted(context.issued),
        former,
        exports,
    )
    return hashlib.sha256(repr((program_digest(), *known)).encode()).hexdigest()
