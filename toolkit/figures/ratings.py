"""How every unit stands on every indicator that is due: what scores are made of, without rows of figures.

In: :class:`Basis`. Out: :class:`UnitRating` values by unit code, the same for the month that is reported
and for earlier ones.
"""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.model import Unit
from toolkit.core.results import UnitRating
from toolkit.figures.assess import Assessment, Basis
from toolkit.figures.derive import value_text
from toolkit.figures.registry import Registry, figure_key
from toolkit.figures.shares import unit_rate
from toolkit.figures.units import rate_figure, value_figure


def unit_ratings(basis: Basis) -> dict[str, tuple[UnitRating, ...]]:
    """Unit code -> its due indicators in the checklist's order."""
    by_code = {unit.code: unit for unit in basis.units}
    ratings: dict[str, list[UnitRating]] = {}
    for indicator in basis.checklist.indicators:
        month = basis.current(indicator)
        for code in month.amounts if month.due else ():
            ratings.setdefault(code, []).append(_rating(basis, month, by_code[code]))
    return {code: tuple(rows) for code, rows in ratings.items()}


def _rating(basis: Basis, month: Assessment, unit: Unit) -> UnitRating:
    standing = unit_rate(basis, month, unit.code)
    texts = ("", "")
    if standing.bound is not None:
        apart = Registry()  # the same figures stand in the registry of the month
        value = value_figure(month, unit, standing, apart)
        texts = (value_text(value), value_text(rate_figure(month, unit, standing, apart)))
    return UnitRating(
        month.indicator,
        figure_key(month.indicator.id, month.period, unit.code, fields.YTD),
        figure_key(month.indicator.id, month.period, unit.code, "rate"),
        month.amounts[unit.code].word,
        standing.rate,
        standing.bound,
        standing.pace,
        *texts,
        met=standing.met,
        own=standing.own,
        each=standing.each,
    )
