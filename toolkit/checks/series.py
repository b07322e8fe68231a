"""The months behind a finding: the unit's own figures at its place, for the sparklines of the page.

In: what the rules looked at, and findings. Out: finding id -> (month, value), oldest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.checks.data import CheckData, UnitData
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.places import PlaceKey

Series = tuple[tuple[str, float], ...]
_FIELDS = {INDICATORS: fields.FIGURE, TASKS: (fields.COMPLETION,)}


def series_of(data: CheckData, findings: Sequence[Finding]) -> Mapping[str, Series]:
    """Months with a number at the finding's place, else in its row unless the cell is empty; under two are left out."""
    units = {unit.unit.code: unit for unit in data.units}
    found: dict[str, Series] = {}
    for finding in findings:
        if finding.unit not in units or finding.form_sheet not in _FIELDS or not finding.key:
            continue
        known = _FIELDS[finding.form_sheet]
        if finding.field not in known and not finding.seen:
            continue  # a line of figures beside an empty text says nothing
        name = finding.field if finding.field in known else known[0]
        months = tuple(_months(data.period, units[finding.unit], (finding.form_sheet, finding.key, name)))
        if len(months) > 1:
            found[finding.id] = months
    return found


def _months(period: Period, unit: UnitData, place: PlaceKey) -> Iterator[tuple[str, float]]:
    for month, values in sorted([*unit.history.items(), (period, unit.entries)]):
        entry = values.get(place)
        if month.year == period.year and entry is not None and not isinstance(entry.value, str):
            yield str(month), float(entry.value)
