"""What a sheet and a column of the checklist workbook are.

A column's ``header`` may carry ``{year}``: it then stands once for every year of the checklist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property


@dataclass(frozen=True)
class Column:
    """One column. ``required``: the column must exist; ``filled``: its cells must not be blank."""

    field: str
    header: str
    width: float
    help: str
    required: bool = True
    filled: bool = False
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] = dataclass_field(default_factory=dict)  # other spellings of a choice
    number: bool = False  # right-aligned

    @property
    def yearly(self) -> bool:
        """Stands once for every year."""
        return "{year}" in self.header


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns in the order in which they are written."""

    name: str
    columns: tuple[Column, ...]
    about: str
    frozen: int = 1  # columns that stay in view
    required: bool = True

    @cached_property
    def by_field(self) -> Mapping[str, Column]:
        """Columns by field."""
        return {column.field: column for column in self.columns}

    def headers(self, years: Sequence[int]) -> list[tuple[Column, int | None, str]]:
        """The header cells: column, its year (None when it has none), header text."""
        cells: list[tuple[Column, int | None, str]] = []
        for column in self.columns:
            if column.yearly:
                cells += [(column, year, column.header.format(year=year)) for year in years]
            else:
                cells.append((column, None, column.header))
        return cells
