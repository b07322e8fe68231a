"""What the form's declaration is made of: a column, and a sheet with its columns.

In: nothing. Out: :class:`Column` and :class:`SheetSpec`; which ones the form has stands in layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.core.addresses import column_letter
from toolkit.core.value_text import squeeze

Role = Literal["label", "input", "formula"]
ValueKind = Literal["text", "number", "integer", "percent", "choice", "date", "number_or_word"]


@dataclass(frozen=True)
class Column:
    """One column of a data sheet, or one input of the cover.

    ``width`` is in half-width characters, ``measure`` the unit of number cells, ``prompt`` the hint
    shown when the cell is selected (at most 255 characters), ``since`` the first layout that has it.
    ``carried``: what a project says here stands in next month's form; else it is typed anew, last month's
    beside it in a note.
    """

    field: str
    header: str
    role: Role
    kind: ValueKind = "text"
    choices: tuple[str, ...] = ()
    prompt: str = ""
    width: float = 12
    measure: str = ""
    minimum: float | None = None
    maximum: float | None = None
    since: int = 1
    carried: bool = False

    @property
    def title(self) -> str:
        """The header without its measure: 总投资."""
        return self.header.split("(", 1)[0]


@dataclass(frozen=True, eq=False)
class SheetSpec:
    """A data sheet: its columns from A on; the row key stands in the hidden column after them.

    There is one object a sheet and layout, so that it is cheap to keep things by it. ``other_hint`` stands where nothing
    was carried over. ``{counted}`` in the
    hint stands for what is counted up to when (labels.counted).
    """

    name: str
    columns: tuple[Column, ...]
    hint: str = ""
    other_hint: str = ""

    @property
    def key_index(self) -> int:
        """0-based index of the hidden key column."""
        return len(self.columns)

    @property
    def headers(self) -> tuple[str, ...]:
        """The header cells in order."""
        return tuple(column.header for column in self.columns)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that units fill in (of 指标数据 some of them only in some rows)."""
        return tuple(column for column in self.columns if column.role == "input")

    @property
    def later(self) -> tuple[Column, ...]:
        """The inputs that came after the first layout: outputs show them behind their own columns."""
        return tuple(column for column in self.inputs if column.since > 1)

    @cached_property
    def fields_by_header(self) -> Mapping[str, str]:
        """Header text without spaces -> field."""
        return {squeeze(column.header): column.field for column in self.columns}

    @cached_property
    def _indexes(self) -> dict[str, int]:
        return {column.field: position for position, column in enumerate(self.columns)}

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {field: column_letter(index) for field, index in self._indexes.items()}

    def index(self, field: str) -> int:
        """0-based column index of a field; raises KeyError."""
        return self._indexes[field]

    def column(self, field: str) -> Column:
        """The column of a field as declared; raises KeyError."""
        return self.columns[self.index(field)]

    def letter(self, field: str) -> str:
        """The column letter of a field; raises KeyError."""
        return self._letters[field]
