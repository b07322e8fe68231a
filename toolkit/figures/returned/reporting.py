"""报送情况: who has returned what, on time or late, and how complete it is.

In: month data, :class:`Basis`. Out: :class:`UnitReport` values. No clock is read: lateness is what the
returns themselves show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from toolkit.core.byunit import by_unit
from toolkit.core.model import Unit
from toolkit.core.openings import is_return
from toolkit.core.places import Place
from toolkit.core.results import UnitReport
from toolkit.core.returns import Entry
from toolkit.core.words import ReturnState
from toolkit.figures.given.data import MonthData, OpenFindings, SubmissionInfo
from toolkit.figures.judging.assess import Basis
from toolkit.forms.asked import Shown
from toolkit.forms.owed import blank, held, owed, rows_asked


@dataclass(frozen=True)
class _Sent:
    """What a unit sent for the month, its returns in the order in which they came, and places of which nothing is owed."""

    entries: Sequence[Entry]
    returns: Sequence[SubmissionInfo]
    rejected: Sequence[Place]
    excused: Sequence[Place]


def unit_reports(data: MonthData, basis: Basis) -> tuple[UnitReport, ...]:
    """One row a unit, in the order of config."""
    entries, returns = by_unit(data.entries.get(data.period, ())), by_unit(data.submissions)
    rejected, excused = _by_unit(data.rejected), _by_unit(data.taken_out | data.excused)
    return tuple(
        _unit_report(
            data,
            basis,
            unit,
            _Sent(
                entries.get(unit.code, ()),
                sorted(returns.get(unit.code, ()), key=lambda row: (row.received, row.version)),
                rejected.get(unit.code, ()),
                excused.get(unit.code, ()),
            ),
        )
        for unit in data.units
    )


def _by_unit(places: Iterable[tuple[str, Place]]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for code, place in places:
        found.setdefault(code, []).append(place)
    return found


def days_late(received: datetime, deadline: datetime) -> int:
    """Whole days after the deadline, a part of a day counted as one; 0 when on time."""
    late = received - deadline
    return max(0, math.ceil(late / timedelta(days=1)))


def _unit_report(data: MonthData, basis: Basis, unit: Unit, sent: _Sent) -> UnitReport:
    returned = any(entry.source is not None for entry in sent.entries)  # else the office entered it
    required, filled = _owed(data, basis, unit, sent)
    completeness = filled * 100 / required if required and returned else None
    found = data.open_findings.get(unit.code, OpenFindings())
    latest, on_time, late = _timing(data, sent.returns)
    to_check = on_time is None and _is_to_check(data, sent.returns)
    return UnitReport(
        unit=unit,
        state=_state(data, unit.code, returned, found, completeness),
        version=latest.version if latest else 0,
        received_at=latest.received if latest else None,
        on_time=on_time,
        days_late=late,
        errors=found.errors,
        queries=found.queries,
        completeness=completeness,
        stamped=data.stamped.get(unit.code, "未收"),
        owes=required > 0,
        required=required,
        filled=filled,
        to_check=to_check,
    )


def _owed(data: MonthData, basis: Basis, unit: Unit, sent: _Sent) -> tuple[int, int]:
    """How many cells the unit must fill, and how many of them hold something."""
    values = held((entry for entry in sent.entries if is_return(entry)), sent.rejected)
    issued = None if data.issued is None else data.issued.get(unit.code)
    shown = partial(_shown, data, basis, unit.code)
    cells = list(
        owed(rows_asked(basis.checklist, unit.name, data.period, shown, issued), values, sent.excused)
    )
    return len(cells), len(cells) - len(blank(cells, values))


def _shown(data: MonthData, basis: Basis, unit: str, task: str) -> Shown:
    """What the unit's form showed of last month in the row of a task; what it said then where it got no form."""
    if data.shown is not None and unit in data.shown:
        return data.shown[unit].get(task, {})
    return basis.said_before(unit, data.period, task)


def _state(
    data: MonthData, unit: str, anything: bool, found: OpenFindings, completeness: float | None
) -> ReturnState:
    if anything:
        return _returned_state(found, completeness)
    sent = data.issued is None or unit in data.issued
    return ReturnState.NOT_RETURNED if sent else ReturnState.NOT_SENT


def _returned_state(found: OpenFindings, completeness: float | None) -> ReturnState:
    if found.must_fix:
        return ReturnState.SENT_BACK
    return ReturnState.PARTIAL if completeness is not None and completeness < 100 else ReturnState.RETURNED


def _timing(
    data: MonthData, returns: Sequence[SubmissionInfo]
) -> tuple[SubmissionInfo | None, bool | None, int]:
    """The latest return; on time or not by the first return of which anything was accepted."""
    if not returns:
        return None, None, 0
    first = next((row for row in returns if row.accepted), None)
    if first is None or data.deadline is None or _is_to_check(data, returns):
        return returns[-1], None, 0
    late = days_late(first.received, data.deadline)
    return returns[-1], late == 0, late


def _is_to_check(data: MonthData, returns: Sequence[SubmissionInfo]) -> bool:
    """Whether the unit's return came late only as far as we saw it: it was written before the deadline."""
    first = next((row for row in returns if row.accepted), None)
    if first is None or first.saved_at is None or data.deadline is None:
        return False
    return first.saved_at <= data.deadline < first.received
