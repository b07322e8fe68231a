"""What the rules look at: forms, effective values and last month's, indexed by unit and place.

In: values that the pipeline read from the ledger. Out: :class:`CheckData` and :class:`UnitData`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.core.form import INDICATORS, Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Entry
from toolkit.forms.layout import FIRST_ROW, SHEETS
from toolkit.forms.owed import OwedCell, blank, held, owed, rows_of
from toolkit.forms.places import row_keys


@dataclass(frozen=True)
class UnitData:
    """One unit's month: its form, its effective values, and its values of earlier months.

    ``rejected`` are places that hold something which could not be read: filled, but without a value; of
    ``excused`` ones nothing is owed, for a person took out what stood there.
    """

    unit: Unit
    form: Form
    entries: Mapping[PlaceKey, Entry]
    history: Mapping[Period, Mapping[PlaceKey, Entry]] = field(default_factory=dict)
    rejected: frozenset[PlaceKey] = frozenset()
    excused: frozenset[PlaceKey] = frozenset()

    @cached_property
    def missing(self) -> Sequence[OwedCell]:
        """The cells that the unit must fill and has not."""
        values = held(self.entries.values(), self.rejected)
        return blank(owed(rows_of(self.form), values, self.excused), values)

    def filled(self, sheet: str, key: str, name: str) -> bool:
        """Whether the unit wrote anything there, readable or not."""
        return (sheet, key, name) in self.entries or (sheet, key, name) in self.rejected

    def rows(self, sheet: str) -> Sequence[str]:
        """Keys of the rows of a sheet in which a value counts, in order."""
        return self._rows.get(sheet, [])

    @cached_property
    def _rows(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for sheet, key in sorted({place[:2] for place in self.entries}):
            found.setdefault(sheet, []).append(key)
        return found

    def row_number(self, sheet: str, key: str) -> int | None:
        """1-based row of the form's sheet; None for a row that only a part of the form has."""
        return self._row_numbers.get(sheet, {}).get(key)

    @cached_property
    def _row_numbers(self) -> Mapping[str, Mapping[str, int]]:
        keys = {sheet: row_keys(self.form, sheet) for sheet in SHEETS}
        return {sheet: {key: row for row, key in enumerate(of, FIRST_ROW)} for sheet, of in keys.items()}

    def text(self, sheet: str, key: str, name: str) -> str:
        """The value as text, "" when there is none."""
        entry = self.entries.get((sheet, key, name))
        return "" if entry is None else str(entry.value)

    def number(self, sheet: str, key: str, name: str) -> float | None:
        """The value when it is a number, else None."""
        entry = self.entries.get((sheet, key, name))
        return float(entry.value) if entry is not None and not isinstance(entry.value, str) else None


@dataclass(frozen=True)
class CheckData:
    """Everything the rules of one period need. ``units`` holds only units that returned something."""

    checklist: Checklist
    period: Period
    units: Sequence[UnitData]

    @cached_property
    def previous(self) -> Period:
        """The month before."""
        return self.period.previous

    @cached_property
    def amounts(self) -> Mapping[tuple[str, str], Mapping[str, Sequence[float]]]:
        """All numbers of a column, whatever the row: (sheet, field) -> unit code -> numbers."""
        found: dict[tuple[str, str], dict[str, list[float]]] = {}
        for unit in self.units:
            for (sheet, _, name), entry in unit.entries.items():
                if not isinstance(entry.value, str):
                    column = found.setdefault((sheet, name), {})
                    column.setdefault(unit.unit.code, []).append(float(entry.value))
        return found

    @cached_property
    def ordered(self) -> Mapping[tuple[str, str], Sequence[float]]:
        """The same of all units together, ascending."""
        return {
            column: sorted(number for own in units.values() for number in own)
            for column, units in self.amounts.items()
        }

    @cached_property
    def by_kind(self) -> Mapping[tuple[str, PlaceKey], Sequence[float]]:
        """(类别, place on 指标数据) -> the numbers of all units of that 类别, ascending."""
        found: dict[tuple[str, PlaceKey], list[float]] = {}
        for unit in self.units:
            for place, entry in unit.entries.items():
                if place[0] == INDICATORS and not isinstance(entry.value, str):
                    found.setdefault((unit.unit.kind, place), []).append(float(entry.value))
        return {key: sorted(numbers) for key, numbers in found.items()}


def index(entries: Sequence[Entry]) -> dict[str, dict[PlaceKey, Entry]]:
    """Entries by unit code and place."""
    units: dict[str, dict[PlaceKey, Entry]] = {}
    for entry in entries:
        units.setdefault(entry.unit, {})[entry.sheet, entry.key, entry.field] = entry
    return units
