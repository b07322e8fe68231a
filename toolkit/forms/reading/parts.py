"""Several tables on one sheet, one under another: each is read as a sheet of its own.

In: a SheetData. Out: its parts, each with the rows from one header to the next, at their own addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.core.returns import SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import SHEETS, SheetSpec
from toolkit.forms.reading.columns import exact_hits, header_words
from toolkit.forms.reading.scan import split_address

ENOUGH_HEADERS = 3
_AS_WRITTEN = frozenset(column.header for spec in SHEETS.values() for column in spec.columns)
_TITLE_ROWS = 3  # title, hint and counter stand above a header


def needed(spec: SheetSpec) -> int:
    """From how many header words a row is taken for the header of a data sheet."""
    return max(ENOUGH_HEADERS, len(spec.columns) // 2)


def parts_of(sheet: SheetData) -> tuple[SheetData, ...]:
    """The sheet itself, or its parts when it carries more than one header row."""
    starts = [_with_title(sheet, number) for number in _headers(sheet)]
    if len(starts) < 2:
        return (sheet,)
    return tuple(
        _part(sheet, start, end) for start, end in zip([0, *starts[1:]], [*starts[1:], None], strict=True)
    )


def _headers(sheet: SheetData) -> Iterator[int]:
    """0-based rows that are the header of a data sheet."""
    for number, row in enumerate(sheet.rows):
        if _AS_WRITTEN.isdisjoint(row):  # nearly every row: the rest takes longer
            continue
        words = header_words(row)
        if len(words) >= ENOUGH_HEADERS and any(
            exact_hits(words, spec) >= needed(spec) for spec in SHEETS.values()
        ):
            yield number


def _with_title(sheet: SheetData, header: int) -> int:
    """Where the table begins: with its title, if that stands close above the header."""
    for number in range(max(0, header - _TITLE_ROWS), header):
        texts = (squeeze(raw_text(value)) for value in sheet.rows[number] if value is not None)
        if next(texts, "").startswith(tuple(SHEETS)):
            return number
    return header


def _part(sheet: SheetData, start: int, end: int | None) -> SheetData:
    """The rows from 0-based ``start`` up to ``end``, where they stand."""

    def inside(address: str) -> bool:
        at = split_address(address)
        return at is not None and start <= at[0] and (end is None or at[0] < end)

    return replace(
        sheet,
        rows=((),) * start + tuple(sheet.rows[start:end]),
        errors={address: text for address, text in sheet.errors.items() if inside(address)},
        uncached=frozenset(filter(inside, sheet.uncached)),
    )
