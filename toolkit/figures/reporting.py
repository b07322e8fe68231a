"""报送情况: who has returned what, on time or late, and how complete it is.

In: month data, :class:`Basis`. Out: :class:`UnitReport` values. No clock is read: lateness is what the
returns themselves show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from toolkit.core.model import Unit
from toolkit.core.results import UnitReport
from toolkit.figures.asked import required_places
from toolkit.figures.assess import Basis
from toolkit.figures.data import MonthData, OpenFindings, Place, SubmissionInfo
from toolkit.figures.states import NOT_SENT, NOTHING, PARTIAL, RETURNED, SENT_BACK


def unit_reports(data: MonthData, basis: Basis) -> tuple[UnitReport, ...]:
    """One row a unit, in the order of config."""
    filled = _filled_places(data)
    return tuple(_unit_report(data, basis, unit, filled.get(unit.code, set())) for unit in data.units)


def days_late(received: datetime, deadline: datetime) -> int:
    """Whole days after the deadline, a part of a day counted as one; 0 when on time."""
    late = received - deadline
    return max(0, math.ceil(late / timedelta(days=1)))


def _filled_places(data: MonthData) -> dict[str, set[Place]]:
    filled: dict[str, set[Place]] = {}
    for entry in data.entries.get(data.period, ()):
        if entry.source is not None:  # neither an opening value nor what the office entered itself
            filled.setdefault(entry.unit, set()).add((entry.sheet, entry.key, entry.field))
    return filled


def _unit_report(data: MonthData, basis: Basis, unit: Unit, filled: set[Place]) -> UnitReport:
    rejected = {place for code, place in data.rejected if code == unit.code}
    required = set(required_places(basis, unit.code, data.period, data.issued))
    completeness = None
    if required and filled:
        completeness = len(required & (filled | rejected)) * 100 / len(required)
    found = data.open_findings.get(unit.code, OpenFindings())
    latest, on_time, late = _timing(data, unit.code)
    return UnitReport(
        unit=unit,
        state=_state(data, unit.code, bool(filled), found, completeness),
        version=latest.version if latest else 0,
        received_at=latest.received if latest else None,
        on_time=on_time,
        days_late=late,
        errors=found.errors,
        queries=found.queries,
        completeness=completeness,
        stamped=data.stamped.get(unit.code, "未收"),
        owes=bool(required),
    )


def _state(
    data: MonthData, unit: str, anything: bool, found: OpenFindings, completeness: float | None
) -> str:
    if anything:
        return _returned_state(found, completeness)
    return NOT_SENT if data.issued is not None and unit not in data.issued else NOTHING


def _returned_state(found: OpenFindings, completeness: float | None) -> str:
    if found.must_fix:
        return SENT_BACK
    return PARTIAL if completeness is not None and completeness < 100 else RETURNED


def _timing(data: MonthData, unit: str) -> tuple[SubmissionInfo | None, bool | None, int]:
    """The latest return; on time or not by the first return of which anything was accepted."""
    returns: Sequence[SubmissionInfo] = sorted(
        (row for row in data.submissions if row.unit == unit), key=lambda row: (row.received, row.version)
    )
    if not returns:
        return None, None, 0
    first = next((row for row in returns if row.accepted), None)
    if first is None or data.deadline is None:
        return returns[-1], None, 0
    late = days_late(first.received, data.deadline)
    return returns[-1], late == 0, late
