"""What a form asks of its unit, column by column: what must be filled, what stood there already, what nobody changed.

In: the form as it went out, what the unit reported, and what it had reported the month before. Out: :class:`Load` values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.form import Form
from toolkit.core.places import Place
from toolkit.core.returns import SAME, Entry
from toolkit.forms.layout import SHEETS
from toolkit.forms.owed import held, owed, rows_of
from toolkit.forms.places import initial_values


@dataclass(frozen=True)
class Load:
    """One column of a unit's form, or of the forms of several.

    ``required`` cells by what stands in the rows, ``carried`` those that the form brought along, ``typed`` those that the
    unit wrote itself, ``same`` those that say what they said the month before, written again or taken over.
    """

    sheet: str
    field: str
    required: int = 0
    carried: int = 0
    typed: int = 0
    same: int = 0

    @property
    def header(self) -> str:
        """The header of the column."""
        return SHEETS[self.sheet].column(self.field).header

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """The four numbers in the order of their columns."""
        return self.required, self.carried, self.typed, self.same


def loads(
    form: Form,
    entries: Sequence[Entry],
    before: Iterable[Entry],
    unreadable: Collection[Place] = (),
    excused: Collection[Place] = (),
) -> list[Load]:
    """One load a column of the data sheets, in the order of the form; ``unreadable`` and ``excused`` as in 完整率."""
    last = {entry.place: entry.value for entry in before}
    brought = initial_values(form)
    counted = {
        "required": (cell.place for cell in owed(rows_of(form), held(entries, unreadable), excused)),
        "carried": brought,
        "typed": (one.place for one in entries if _is_own(one) and brought.get(one.place) != one.value),
        fields.SAME: (one.place for one in entries if last.get(one.place) == one.value),
    }
    found = {name: Counter((sheet, field) for sheet, _, field in places) for name, places in counted.items()}
    return [
        Load(sheet, column.field, **{name: count[sheet, column.field] for name, count in found.items()})
        for sheet, spec in SHEETS.items()
        for column in spec.inputs
    ]


def together(of_units: Iterable[Sequence[Load]]) -> list[Load]:
    """The loads of several units, column by column."""
    columns: dict[tuple[str, str], list[Load]] = {}
    for one in (load for unit in of_units for load in unit):
        columns.setdefault((one.sheet, one.field), []).append(one)
    return [Load(*column, *sums(found)) for column, found in columns.items()]


def sums(loads: Iterable[Load]) -> tuple[int, ...]:
    """The four numbers of several columns or units together, in the order of :attr:`Load.counts`."""
    return tuple(map(sum, zip(*(load.counts for load in loads), strict=True)))


def _is_own(entry: Entry) -> bool:
    return entry.field == fields.SAME or not entry.mark.startswith(SAME)
