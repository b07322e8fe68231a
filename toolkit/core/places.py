"""Where a value stands: a place on a form, and a cell of a file. Every record that has one gives it by these names.

In: nothing. Out: :class:`Place` and :class:`FilePlace`; both are tuples, so that they are keys, sort and compare as such.
``PlaceKey`` is for tables that are asked a hundred times a row (checks, what is owed): making a Place costs three times a bare
tuple, which equals it.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A cell of a form wherever its file has moved it: sheet of the form, key of the row, field of the column."""

    sheet: str
    key: str
    field: str


class FilePlace(NamedTuple):
    """A cell of a file as it came; ``sheet`` is called as in the file, ``address`` as Excel writes it."""

    file: str
    sheet: str
    address: str

    def __str__(self) -> str:
        """指标数据!J12."""
        return f"{self.sheet}!{self.address}"


PlaceKey = tuple[str, str, str]  # a Place, or the bare tuple that equals it
