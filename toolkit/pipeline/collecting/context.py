"""What reading may know in a run of collect: gathered once from ledger, settings and checklist.

Out: a ReadContext, which goes to the child processes, and its fingerprint.
"""

from __future__ import annotations

import hashlib

from toolkit import __version__
from toolkit.config import Config
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.inbox import identify
from toolkit.ledger.records import FormRecord
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collecting.read import Issued, ReadContext

Row = tuple[str, str]  # form sheet, row key


def read_context(ledger: Ledger, config: Config, checklist: Checklist, period: Period) -> ReadContext:
    """Forms of that month, the one before and the one after are known; older ones say who they are."""
    forms = [form for month in _around(period) for form in ledger.forms(month)]
    issued = {
        (form.unit, str(form.period), form.part): Issued(form.digest, form.carried, _keys(form))
        for form in forms
    }
    same: dict[Row, Row] = {}
    known = identify.Known(tuple(_known(form, same) for form in forms), ledger.fingerprints())
    return ReadContext(
        config.units,
        period,
        ledger.key(),
        checklist.digest,
        ledger.checklists(),
        issued,
        known,
        ledger.row_keys(period, PROJECTS),
    )


def _around(period: Period) -> tuple[Period, ...]:
    return (period.previous, period, period.next)


def _known(form: FormRecord, same: dict[Row, Row]) -> identify.Issued:
    """Most units have the same rows: one object for each (``same``) makes the context small to send."""
    pairs = ((sheet, key) for sheet, key, _ in form.rows if sheet in (TASKS, INDICATORS))
    rows = frozenset(same.setdefault(pair, pair) for pair in pairs)
    return identify.Issued(form.unit, form.period, rows, any(asked for _, _, asked in form.rows))


def _keys(form: FormRecord) -> tuple[tuple[str, str], ...]:
    """Which rows a part has; a whole form has all rows of its checklist."""
    return tuple((sheet, key) for sheet, key, _ in form.rows) if form.part else ()


def fingerprint(context: ReadContext) -> str:
    """What waiting files are judged against: when it changes they are judged again."""
    facts = (__version__, context.units, context.period, sorted(context.checklists), sorted(context.issued))
    return hashlib.sha256(repr(facts).encode()).hexdigest()
