"""Names of cells as Excel writes them.

In: 0-based row and column. Out: A1.
"""

from __future__ import annotations


def column_letters(column: int) -> str:
    """The letters of a 0-based column: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A1 name of 0-based row and column."""
    return f"{column_letters(column)}{row + 1}"
