"""Names of cells as Excel writes them.

In: 0-based row and column. Out: A1; and letters back. The one home of this arithmetic: the libraries' own would be loaded for
it by readers that need nothing else of them (decision on places).
"""

from __future__ import annotations

from functools import lru_cache


def column_letter(index: int) -> str:
    """The letters of a 0-based column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)  # asked once a cell of what comes in
def column_index(letters: str) -> int:
    """The 0-based column index of letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_name(row: int, column: int) -> str:
    """A1 name of 0-based row and column."""
    return f"{column_letter(column)}{row + 1}"
