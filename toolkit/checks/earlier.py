"""What a unit said in earlier months: the one place where rules look for the figure that this month's is held against.

In: what the rules look at, and a place. Out: months and their entries, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.checks.data import CheckData, UnitData
from toolkit.core import fields
from toolkit.core.form import WORDS, IndicatorRow
from toolkit.core.model import Kind, PaceKind
from toolkit.core.periods import Period, is_due
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Entry
from toolkit.forms.places import is_yes_no
from toolkit.forms.selfchecks import may_not_fall

Month = tuple[Period, Mapping[PlaceKey, Entry]]


def last_of_year(data: CheckData, unit: UnitData, place: PlaceKey) -> tuple[Period, Entry] | None:
    """What the unit last filled in there in an earlier month of the year, but for 待统计 and 不涉及; and in which."""
    for month in reversed(data.period.so_far[:-1]):
        entry = unit.history.get(month, {}).get(place)
        if entry is not None and entry.value not in WORDS:
            return month, entry
    return None


def months_held_against(data: CheckData, unit: UnitData, row: IndicatorRow) -> Iterator[Month]:
    """Earlier months that a row may be held against: of the year; of a stock, which goes on, those of the year before too.

    A rate is often made of what was done since January, and so is what each unit is to reach by itself.
    """
    for month in sorted(unit.history, reverse=True):
        first = data.period.year - (row.indicator.kind is Kind.STOCK)
        if first <= month.year and month < data.period:
            yield month, unit.history[month]


def cumulative_field(row: IndicatorRow) -> str:
    """The field that only grows within a year, "" when none does."""
    if row.indicator.is_ratio_input:
        return fields.NUMERATOR if row.indicator.pace_kind is PaceKind.PACE else ""
    return fields.YTD if may_not_fall(row) and not is_yes_no(row) else ""


def called(data: CheckData, month: Period) -> str:
    """How a message names an earlier month."""
    if month == data.previous:
        return "上月"
    return month.named if month.year == data.period.year else month.chinese


def is_due_in(row: IndicatorRow, month: Period) -> bool:
    """Whether the row was asked for in that month."""
    return is_due(row.indicator.frequency, row.indicator.months, month)


def last_due(period: Period, row: IndicatorRow) -> Period | None:
    """The month of the year in which the row was last asked for before this one."""
    month = period.previous
    while month.year == period.year:
        if is_due_in(row, month):
            return month
        month = month.previous
    return None
