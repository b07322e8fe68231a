"""One data sheet while it is read: where its fields stand, and what will be said about it at the end.

In: a Table and the FormView. Out: Walk, which the steps of reading a sheet share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.core.returns import Scalar
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.scan import Faults, faults_of, split_area
from toolkit.forms.reading.sheets import Table
from toolkit.forms.reading.view import NAME_FIELD, NUMBER_FIELD, TELLING, FormView
from toolkit.forms.spec import Column

OUTSIDE = "表格以外的内容"
_BESIDE = 8  # columns that may have been put in before the form's own
_COVERED = 100_000  # cells under merged ones that are remembered; a form has some dozens


def text_at(row: Sequence[Scalar], index: int | None) -> str:
    """The squeezed text of a cell, "" where there is none."""
    return squeeze(raw_text(row[index])) if index is not None and index < len(row) else ""


def amount_at(row: Sequence[Scalar], index: int) -> float | None:
    """The number of a cell, None where it holds none."""
    value = row[index] if index < len(row) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class Whole:
    """A row of 指标数据 with its figures, by the names of their fields, or one of 任务进展: parts of it may stand below. ``line`` is where."""

    key: str
    line: int
    names: tuple[str, ...]
    figures: tuple[float | None, ...]


@dataclass(frozen=True)
class Unplaced:
    """A row that is none of the form's: its 0-based number, its cells, and those of them that are inputs."""

    line: int
    cells: list[Filled]
    inputs: list[Filled]


@dataclass
class Walk:
    """``outside``, ``extra`` (by column), ``overwritten``, ``restated``, ``asides`` and ``keyless`` wait for the sheet's end."""

    table: Table
    view: FormView
    out: Collected
    outside: list[Filled] = field(default_factory=list)
    extra: dict[int, list[Filled]] = field(default_factory=dict)
    typed: list[tuple[Column, Filled]] = field(default_factory=list)  # over formulas of the row that is read
    overwritten: list[Filled] = field(default_factory=list)
    restated: list[Filled] = field(default_factory=list)  # last month's, other than it is now
    redrawn: list[Filled] = field(default_factory=list)  # inputs that a conditional format may show otherwise
    asides: list[list[Filled]] = field(default_factory=list)  # the cells of each total or note among projects
    lists: list[list[Filled]] = field(default_factory=list)  # under headers of the unit's own, these first
    seen: set[str] = field(default_factory=set)  # keys of the rows read so far
    keyless: int = 0
    last: tuple[str, int, Sequence[Filled]] | None = None  # the row of the form read last: key, number, cells
    whole: Whole | None = None  # that row, once it was looked at for parts, if it is filled
    breakdowns: list[tuple[Whole, list[Filled]]] = field(default_factory=list)  # rows of parts below a row
    below: dict[str, Whole] = field(default_factory=dict)  # by the row above parts: the row right below them
    blank_below: dict[str, str] = field(
        default_factory=dict
    )  # the same where that row is asked for and blank
    unplaced: list[tuple[Whole, Unplaced]] = field(default_factory=list)  # rows that may be parts
    by_name: Mapping[int, str] = field(default_factory=dict)  # key by 0-based row: see bynames

    def __post_init__(self) -> None:
        self.name = self.table.spec.name
        self.keys = self.view.keys[self.name]
        self.faults: Faults = faults_of(self.table.sheet)
        columns = {match.field: index for index, match in self.table.columns.items()}
        self.number = columns.get(NUMBER_FIELD[self.name])
        self.telling = {name: columns[name] for name in TELLING[self.name] if name in columns}
        self.named = columns.get(NAME_FIELD.get(self.name, ""))
        self.labels = {
            index: match.field
            for index, match in self.table.columns.items()
            if self.table.spec.column(match.field).role == "label"
        }
        self.out.fields.setdefault(self.name, set()).update(columns)

    def number_at(self, row: Sequence[Scalar]) -> str:
        """The row key that the visible number of a row stands for."""
        return self.view.key_of(self.name, text_at(row, self.number))

    @cached_property
    def moved(self) -> frozenset[str]:
        """Visible numbers that stand beside the hidden key of another row: cells were sorted or inserted."""
        rows = self.table.sheet.rows[self.table.first :]
        pairs = [(text_at(row, self.table.key), self.number_at(row)) for row in rows]
        return frozenset(
            shown for key, shown in pairs if key != shown and key in self.keys and shown in self.keys
        )

    @cached_property
    def covered(self) -> frozenset[tuple[int, int]]:
        """0-based (row, column) of cells that lie under a merged cell and are not its first: nobody sees them."""
        found: set[tuple[int, int]] = set()
        for area in self.table.sheet.merges:
            corners = split_area(area)
            if corners is None or len(found) > _COVERED:
                continue
            first, last = corners
            rows = range(first[0], min(last[0] + 1, len(self.table.sheet.rows)))
            columns = range(first[1], min(last[1] + 1, len(self.table.spec.columns) + _BESIDE))
            found |= {(row, column) for row in rows for column in columns} - {first}
        return frozenset(found)

    @cached_property
    def restyled(self) -> tuple[tuple[int, int, int, int], ...]:
        """0-based first row and column, last row and column of areas that conditional formats may show otherwise."""
        corners = (split_area(area.replace("$", "")) for area in self.table.sheet.restyled)
        return tuple((*found[0], *found[1]) for found in corners if found is not None)

    def field_of(self, index: int) -> str:
        """The field of a 0-based column, "" for none."""
        match = self.table.columns.get(index)
        return match.field if match is not None else ""

    def is_input(self, index: int) -> bool:
        """Whether a 0-based column is one that units fill in."""
        match = self.table.columns.get(index)
        return match is not None and self.table.spec.column(match.field).role == "input"

    def is_told(self, index: int) -> bool:
        """Whether units fill in a 0-based column in their own words or figures, not by a choice."""
        return (
            self.is_input(index) and self.table.spec.column(self.table.columns[index].field).kind != "choice"
        )
