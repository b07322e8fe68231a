"""期初值: what stands for a month before the tool was used. The only place that decides when it counts.

In: entries by month, the sheet 期初值, unit codes by name. Out: the entries with opening values laid in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.form import INDICATORS
from toolkit.core.model import Opening
from toolkit.core.periods import Period
from toolkit.core.returns import Entry

OPENING = "期初值"
FIGURE = ("ytd", "numerator", "denominator")  # the fields that together are a unit's figure


def with_openings(
    entries: Mapping[Period, Sequence[Entry]],
    openings: Sequence[Opening],
    codes: Mapping[str, str],
    period: Period,
) -> dict[Period, list[Entry]]:
    """The entries as ``period`` looks back on them; laying them in twice changes nothing.

    An opening value is never a return: it stands in months before ``period`` only, and only where the unit
    gave nothing of that figure itself. Half a quotient of its own and half of an opening would be nobody's.
    """
    laid = {month: list(values) for month, values in entries.items()}
    own = {
        (month, entry.unit, entry.key)
        for month, values in entries.items()
        for entry in values
        if entry.sheet == INDICATORS and entry.field in FIGURE
    }
    for opening in openings:
        unit = codes.get(opening.unit, opening.unit)
        if opening.period < period and (opening.period, unit, opening.indicator) not in own:
            laid.setdefault(opening.period, []).extend(_entries(opening, unit))
    return laid


def _entries(opening: Opening, unit: str) -> list[Entry]:
    values = zip(FIGURE, (opening.value, opening.numerator, opening.denominator), strict=True)
    return [
        Entry(unit, opening.period, INDICATORS, opening.indicator, name, value, None, OPENING)
        for name, value in values
        if value is not None
    ]
