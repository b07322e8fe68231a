"""Columns of the data that follow from the form's own declaration.

In: columns that units fill in. Out: the same as columns of a table; numbers with a state beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from toolkit.forms.spec import Column
from toolkit.tables.columns import UNFILLED, Cell, DataColumn, given, word_state

R = TypeVar("R")
Values = Mapping[str, str | float]
_NUMBERS = {"number": "number", "percent": "number", "number_or_word": "number", "integer": "count"}


def form_columns(columns: Iterable[Column], get: Callable[[R], Values]) -> tuple[DataColumn[R], ...]:
    """One column a column of the form, in its order."""
    return tuple(_column(column, get) for column in columns)


def _column(column: Column, get: Callable[[R], Values]) -> DataColumn[R]:
    field = column.field
    name, meaning = _NAMES.get(field, field), column.measure or "单位填报"
    if column.kind not in _NUMBERS:
        return DataColumn(name, column.title, meaning, "text", lambda record: get(record).get(field))
    whole = column.kind == "integer"

    def value(record: R) -> Cell:
        found = get(record).get(field)
        if not isinstance(found, int | float):
            return None
        return int(found) if whole and float(found).is_integer() else found

    def state(record: R) -> str:
        found = get(record).get(field)
        return word_state(found) if isinstance(found, str) else given(found, UNFILLED)

    return DataColumn(
        name, column.title, meaning, "count" if whole else "number", value, column.measure, state
    )


_NAMES = {"task_no": "task", "name": "title"}  # as the other tables call them
