"""A list of the unit's own further down on a sheet of the form, under a header line of its own.

In: a Walk and its rows. Out: whether a row is such a header, the table below it where every word of it is the form's, else one finding:
cells that stand under one header are not read by the columns of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.returns import Scalar
from toolkit.forms.needs import FREE_NEEDS
from toolkit.forms.reading.columns import ENOUGH_HEADERS, ColumnMatch, header_words, headers_at, texts_of
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.report import quoted
from toolkit.forms.reading.sheets import Table
from toolkit.forms.reading.walk import Walk, text_at


def is_header_line(walk: Walk, row: Sequence[Scalar]) -> bool:
    """Whether a row holds headers of the sheet, as at a break of pages or above a list of the unit's own."""
    if walk.name not in FREE_NEEDS and _has_number(walk, row):
        return False
    return len(header_words(row)) >= ENOUGH_HEADERS and len(_headers(walk, row)) >= ENOUGH_HEADERS


def _has_number(walk: Walk, row: Sequence[Scalar]) -> bool:
    """Whether the number of a row of the form stands in it; most are as they were sent out, which is quickly seen."""
    at = walk.number
    plain = at is not None and at < len(row) and str(row[at]) in walk.keys
    return plain or walk.number_at(row) in walk.keys


def is_own_header(walk: Walk, row: Sequence[Scalar]) -> bool:
    """Whether the headers of such a row stand over other columns than the form's."""
    return any(walk.field_of(index) != field for index, field in _headers(walk, row).items())


def _headers(walk: Walk, row: Sequence[Scalar]) -> dict[int, str]:
    return headers_at(texts_of(row), walk.table.spec)


def table_below(walk: Walk, number: int, row: Sequence[Scalar]) -> Table | None:
    """The table under a header of the unit's own, where the form knows every word of it; only rows that units add stand in one."""
    found = _headers(walk, row)
    every = sum(bool(text) for index, text in enumerate(texts_of(row)) if index != walk.table.key)
    if walk.name not in FREE_NEEDS or len(found) < every or len(set(found.values())) < every:
        return None
    columns = {index: ColumnMatch(field) for index, field in found.items()}
    if walk.number is not None and walk.number not in columns:  # the numbers that the form printed
        columns[walk.number] = walk.table.columns[walk.number]
    key = walk.table.key if walk.table.key not in columns else None
    return Table(walk.table.sheet, walk.table.spec, number, columns, key)


def is_own_row(walk: Walk, row: Sequence[Scalar]) -> bool:
    """Whether a row below such a list is one of the form's again: number and hidden key say the same."""
    hidden = text_at(row, walk.table.key)
    return walk.name not in FREE_NEEDS and hidden in walk.keys and walk.number_at(row) == hidden


def say_own_lists(walk: Walk) -> None:
    """One finding for each list that was not read, with its words."""
    for cells in walk.lists:
        _say_list(walk, cells)


def _say_list(walk: Walk, cells: Sequence[Filled]) -> None:
    for cell in cells:
        walk.out.ignore(cell, "在另一个表头下面，没有采用")
    sheet = walk.table.sheet.name
    values = {
        "sheet_name": sheet,
        "line": str(cells[0].row + 1),
        "count": str(len(cells)),
        "cells": quoted(cells),
    }
    walk.out.find(
        "E173",
        sheet=sheet,
        address=cells[0].address,
        form_sheet=walk.name,
        seen=cells[0].raw[:40],
        values=values,
    )
