"""Columns that follow the form's declaration: how an output shows a column that units fill in.

In: a declared column, a value of it. Out: the output's column and its cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.forms.spec import Column as Declared
from toolkit.outputs.workbook.grid import Column, Value
from toolkit.papers.sheet import Kind

LEAST_WIDTH = 8
_KINDS: Mapping[str, Kind] = {"number": "number", "percent": "percent", "integer": "code", "date": "code"}


def column_of(declared: Declared, width: float = 0, kind: Kind | None = None) -> Column:
    """The output's column; ``width`` and ``kind`` where it shows the column in a way of its own."""
    own = kind or _KINDS.get(declared.kind, "code" if declared.choices else "text")
    decimals = 2 if declared.kind == "number" else 0
    return Column(declared.header, width or max(LEAST_WIDTH, declared.width), own, decimals)


def columns_of(declared: Sequence[Declared]) -> tuple[Column, ...]:
    """The output's columns, as wide as in the form."""
    return tuple(map(column_of, declared))


def cell_of(declared: Declared, values: Mapping[str, str | float]) -> Value:
    """The value of a column; whole numbers that are names (任务序号) as text, None where there is none."""
    value = values.get(declared.field)
    if value is None or value == "":
        return None
    if declared.kind in ("number", "percent"):
        return value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def cells_of(declared: Sequence[Declared], values: Mapping[str, str | float]) -> tuple[Value, ...]:
    """The values of several columns."""
    return tuple(cell_of(column, values) for column in declared)
