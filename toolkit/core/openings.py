"""期初值 and 历史导入: what stands for a month before the tool was used. The only place that decides when it counts.

In: entries by month; the sheet 期初值 with unit codes by name, or values of imported tables. Out: the entries with what
stands for months before laid in. What a unit returned goes before both, a value with a cell before a typed one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core import fields
from toolkit.core.form import INDICATORS
from toolkit.core.model import Opening
from toolkit.core.periods import Period
from toolkit.core.returns import Entry

OPENING = "期初值"
IMPORTED = "历史导入"  # the mark of values of tables of the time before the tool
NO_RETURNS = frozenset({OPENING, IMPORTED})


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
    own = _given(entries)
    for opening in openings:
        unit = codes.get(opening.unit, opening.unit)
        if opening.period < period and (opening.period, unit, opening.indicator) not in own:
            laid.setdefault(opening.period, []).extend(_entries(opening, unit))
    return laid


def with_imported(
    entries: Mapping[Period, Sequence[Entry]], imported: Sequence[Entry], period: Period
) -> dict[Period, list[Entry]]:
    """The same of imported values, in the months that ``entries`` holds."""
    laid = {month: list(values) for month, values in entries.items()}
    own = _given(entries)
    for entry in imported:
        if (
            entry.period in laid
            and entry.period < period
            and (entry.period, entry.unit, entry.key) not in own
        ):
            laid[entry.period].append(entry)
    return laid


def is_return(entry: Entry) -> bool:
    """Whether a unit returned it; what stands for months before the tool is no return."""
    return entry.mark not in NO_RETURNS


def _given(entries: Mapping[Period, Sequence[Entry]]) -> set[tuple[Period, str, str]]:
    """(month, unit code, indicator) of the figures that are given, also by a word (待统计)."""
    return {
        (month, entry.unit, entry.key)
        for month, values in entries.items()
        for entry in values
        if entry.sheet == INDICATORS and entry.field in fields.FIGURE
    }


def _entries(opening: Opening, unit: str) -> list[Entry]:
    values = zip(fields.FIGURE, (opening.value, opening.numerator, opening.denominator), strict=True)
    return [
        Entry(unit, opening.period, INDICATORS, opening.indicator, name, value, None, OPENING)
        for name, value in values
        if value is not None
    ]
