"""Several tables on one sheet, one under another or twice side by side: each is read as a sheet of its own.

In: a SheetData. Out: its parts, each with the rows from one header to the next, and with the columns up to
where the same header begins once more, at their own addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.core.returns import SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.columns import ENOUGH_HEADERS, exact_hits, header_words, texts_of
from toolkit.forms.reading.scan import split_address
from toolkit.forms.spec import SheetSpec

_AS_WRITTEN = frozenset(column.header for spec in SHEETS.values() for column in spec.columns)
_SQUEEZED = frozenset(map(squeeze, _AS_WRITTEN))
_TITLE_ROWS = 3  # title, hint and counter stand above a header


@dataclass(frozen=True)
class Area:
    """0-based rows from ``start`` and columns from ``left``, each up to the one before its end."""

    start: int = 0
    end: int | None = None
    left: int = 0
    right: int | None = None

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        down = self.start <= row and (self.end is None or row < self.end)
        return down and self.left <= column and (self.right is None or column < self.right)


def needed(spec: SheetSpec) -> int:
    """From how many header words a row is taken for the header of a data sheet."""
    return max(ENOUGH_HEADERS, len(spec.columns) // 2)


def parts_of(sheet: SheetData) -> tuple[SheetData, ...]:
    """The sheet itself, or its parts when it carries more than one header."""
    headers = list(_headers(sheet))
    starts = [_with_title(sheet, number) for number in headers]
    if len(starts) < 2:
        return _side_by_side(sheet, headers[0]) if headers else (sheet,)
    ends = zip([0, *starts[1:]], [*starts[1:], None], headers, strict=True)
    return tuple(
        part for start, end, header in ends for part in _side_by_side(_part(sheet, Area(start, end)), header)
    )


def _side_by_side(sheet: SheetData, header: int) -> tuple[SheetData, ...]:
    """The sheet, or what stands on either side of where the same header begins once more."""
    texts = texts_of(sheet.rows[header])
    again = next((at for at, text in enumerate(texts) if text in _SQUEEZED and text in texts[:at]), None)
    if again is None or not any(
        min(exact_hits(texts[:again], spec), exact_hits(texts[again:], spec)) >= needed(spec)
        for spec in SHEETS.values()
    ):
        return (sheet,)
    rest = _part(sheet, Area(left=again))
    return (_part(sheet, Area(right=again)), *_side_by_side(rest, header))


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


def _part(sheet: SheetData, area: Area) -> SheetData:
    """The cells of the area, where they stand."""

    def inside(address: str) -> bool:
        at = split_address(address)
        return at is not None and area.holds(*at)

    rows = sheet.rows[area.start : area.end]
    if area.left or area.right is not None:
        rows = tuple((None,) * area.left + tuple(row[area.left : area.right]) for row in rows)
    return replace(
        sheet,
        rows=((),) * area.start + tuple(rows),
        errors={address: text for address, text in sheet.errors.items() if inside(address)},
        uncached=frozenset(filter(inside, sheet.uncached)),
    )
