"""Find the filled cells of a sheet, error cells and formulas without a value included.

In: a SheetData. Out: Filled cells row by row. A cell is filled unless it holds nothing or only spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.addresses import column_index
from toolkit.core.returns import Scalar, SheetData
from toolkit.core.value_text import is_blank
from toolkit.forms.reading.model import ERROR, UNCACHED, Filled

RowFaults = Mapping[int, tuple[str, str]]  # 0-based column -> (kind, text)
Faults = dict[int, dict[int, tuple[str, str]]]
NO_FAULTS: dict[int, tuple[str, str]] = {}
_NOTHING: dict[int, Scalar] = {}


def split_address(address: str) -> tuple[int, int] | None:
    """0-based row and column of an A1-style address; None when it is none."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        return None
    row = int(digits) - 1
    return (row, column_index(letters.upper())) if row >= 0 else None


def value_at(sheet: SheetData, address: str) -> Scalar:
    """What stands at an A1-style address; None where nothing does."""
    row, column = split_address(address) or (len(sheet.rows), 0)
    return sheet.rows[row][column] if row < len(sheet.rows) and column < len(sheet.rows[row]) else None


def split_area(area: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """0-based (row, column) of the first and the last cell of an area such as B5:C9; None when it is none."""
    first, last = split_address(area.partition(":")[0]), split_address(area.rpartition(":")[2])
    return None if first is None or last is None else (first, last)


def faults_of(sheet: SheetData) -> Faults:
    """0-based row -> column -> (kind, text) of error cells, of formulas without a value and of faulty cells."""
    found: Faults = {}
    marked = [(address, ERROR, text) for address, text in sheet.errors.items()]
    marked += [
        (a, UNCACHED, "=" + sheet.formulas.get(a, "")) for a in sheet.uncached if a not in sheet.errors
    ]
    marked += [(address, kind, text) for address, (kind, text) in sheet.faulty.items()]
    for address, kind, text in marked:
        at = split_address(address)
        if at is not None:
            found.setdefault(at[0], {})[at[1]] = (kind, text)
    return found


def filled_cells(
    sheet: SheetData,
    number: int,
    row: Sequence[Scalar],
    faults: RowFaults,
    untouched: Mapping[int, Scalar] = _NOTHING,
) -> list[Filled]:
    """The filled cells of one row, 0-based ``number``; those that hold their ``untouched`` value are not."""
    found = []
    for index, value in enumerate(row):
        if value is None or index in faults:
            continue
        if value == untouched.get(index) and value.__class__ is not bool:
            continue
        if value.__class__ is str and is_blank(value):
            continue
        found.append(Filled(sheet, number, index, value))
    if faults:
        found += [Filled(sheet, number, index, text, kind) for index, (kind, text) in faults.items()]
    return found


def sheet_rows(
    sheet: SheetData, faults: Faults, first: int = 0, last: int | None = None
) -> Iterator[tuple[int, Sequence[Scalar], RowFaults]]:
    """(number, row, faults of the row) from 0-based ``first`` up to ``last``, the end of the sheet by default."""
    rows = sheet.rows
    end = len(rows) if last is None else min(last, len(rows))
    for number in range(first, end):
        yield number, rows[number], faults.get(number, NO_FAULTS)
    for number in sorted(faults):  # a lone fault far below must not cost a walk over all rows between
        if number >= max(first, len(rows)) and (last is None or number < last):
            yield number, (), faults[number]


def sheet_cells(sheet: SheetData, last: int | None = None) -> Iterator[Filled]:
    """The filled cells of a sheet, or of its rows above 0-based row ``last``."""
    for number, row, faults in sheet_rows(sheet, faults_of(sheet), 0, last):
        yield from filled_cells(sheet, number, row, faults)
