"""Several tables on one sheet, one under another or side by side: each is read as a sheet of its own.

In: a SheetData. Out: its parts, each with the rows and columns from its header (or the first labels of the cover) to the
next, at their own addresses. Tables that share no column are cut apart by columns, the others by rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from toolkit.core import fields
from toolkit.core.returns import Book, Scalar, SheetData
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.layout import COVER_KEY_INDEX, COVER_PLACES, SHEETS
from toolkit.forms.reading.columns import ENOUGH_HEADERS, exact_hits, header_words, is_unchanged, texts_of
from toolkit.forms.reading.oldtables import label
from toolkit.forms.reading.scan import split_address
from toolkit.forms.spec import SheetSpec

HEADER_DEPTH = 30  # rows looked at for a header: titles and notes may stand above it
_COVER = tuple(
    place.column.header for place in COVER_PLACES if place.column.field in (fields.FORM_NAME, fields.PERIOD)
)  # in one row
_AS_WRITTEN = frozenset(column.header for spec in SHEETS.values() for column in spec.columns) | {_COVER[0]}
_SQUEEZED = frozenset(word for spec in SHEETS.values() for word in spec.fields_by_header)
_ONLY = {
    name: spec.fields_by_header.keys()
    - {word for other in SHEETS.values() if other is not spec for word in other.fields_by_header}
    for name, spec in SHEETS.items()
}  # headers that no other sheet has
_TITLE_ROWS = 3  # title, hint and counter stand above a header
_WIDEST = 400  # columns in which a header may stand: all tables of the form are 65 wide


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


@dataclass(frozen=True)
class _Header:
    """Of a table or the cover: 0-based row, its first column, and the one behind its last."""

    row: int
    left: int
    right: int


def needed(spec: SheetSpec) -> int:
    """From how many header words a row is taken for the header of a data sheet."""
    return max(ENOUGH_HEADERS, len(spec.columns) // 2)


def all_parts(book: Book) -> tuple[SheetData, ...]:
    """The parts of all its sheets."""
    return tuple(part for sheet in book.sheets for part in parts_of(sheet))


def parts_of(sheet: SheetData) -> tuple[SheetData, ...]:
    """The sheet itself, or its parts when it carries more than one header."""
    headers = list(_headers(sheet))
    areas = list(_areas(sheet, headers, Area())) if headers else [Area()]
    return tuple(sheet if area == Area() else _part(sheet, area) for area in areas)


def _areas(sheet: SheetData, headers: Sequence[_Header], area: Area) -> Iterator[Area]:
    """What each of the headers in an area heads."""
    groups = list(_beside(headers))
    if len(groups) > 1:
        lefts = [min(header.left for header in group) for group in groups[1:]]
        ends = pairwise([area.left, *lefts, area.right])
        for group, (left, right) in zip(groups, ends, strict=True):
            yield from _areas(sheet, group, replace(area, left=left or 0, right=right))
        return
    rows = [list(group) for _, group in groupby(headers, key=lambda header: header.row)]
    starts = [_with_title(sheet, group[0].row, area) for group in rows]
    above = next((number for number, row in enumerate(sheet.rows[: starts[0]]) if row), starts[0])
    if rows[0][0].row - max(above, area.start) >= HEADER_DEPTH:
        yield replace(area, end=starts[0])
    else:
        starts[0] = area.start
    for group, (start, end) in zip(rows, pairwise([*starts, area.end]), strict=True):
        part = replace(area, start=start or 0, end=end)
        yield from _areas(sheet, group, part) if len(group) > 1 else [part]


def _beside(headers: Sequence[_Header]) -> Iterator[list[_Header]]:
    """Headers by the columns that they share, from left to right; those of a group by row."""
    group: list[_Header] = []
    end = 0
    for header in sorted(headers, key=lambda one: one.left):
        if group and header.left >= end:
            yield sorted(group, key=lambda one: one.row)
            group = []
        group.append(header)
        end = max(end, header.right)
    yield sorted(group, key=lambda one: one.row)


def _headers(sheet: SheetData) -> Iterator[_Header]:
    """The headers of data sheets, and where the cover's labels begin."""
    for number, row in enumerate(sheet.rows):
        if _AS_WRITTEN.isdisjoint(row):  # nearly every row: the rest takes longer
            continue
        words = header_words(row)
        if len(words) >= ENOUGH_HEADERS and any(
            exact_hits(words, spec) >= needed(spec) for spec in SHEETS.values()
        ):
            texts = texts_of(row[:_WIDEST])
            begins = sorted({*_begins(texts), *_labelled(sheet.rows[number - 1] if number else (), texts)})
            for start, end in pairwise([0, *begins, len(texts)]):
                told = [at for at in range(start, end) if texts[at] in _SQUEEZED]
                if told:
                    yield _Header(number, told[0], told[-1] + 1)
        elif _COVER[0] in row and _COVER[1] in row:
            left = row.index(_COVER[0])
            yield _Header(number, left, left + COVER_KEY_INDEX + 1)


def _labelled(above: Sequence[Scalar], texts: Sequence[str]) -> Iterator[int]:
    """Where right of a whole header a table of fewer columns begins under words that say which time's it is."""
    for at, value in enumerate(above[: len(texts)]):
        if label(value) and any(
            is_unchanged(texts[:at], spec) and exact_hits(texts[at:], spec) for spec in SHEETS.values()
        ):
            yield at


def _begins(texts: Sequence[str]) -> Iterator[int]:
    """Where in a row a second header begins: that of another sheet, or the same once more."""
    others = [*_others(texts), len(texts)]
    for start, end in pairwise([0, *others]):
        yield from (start + at for at in _again(texts[start:end]))
        if end < len(texts):
            yield end


def _others(texts: Sequence[str]) -> list[int]:
    """Where the headers of other sheets begin, right of the first one's; none where they are mixed up."""
    spans = []
    for spec in SHEETS.values():
        only = [at for at, text in enumerate(texts) if text in _ONLY[spec.name]]
        if only and exact_hits(texts, spec) >= needed(spec):
            spans.append((only[0], only[-1], spec))
    begins = []
    for (_, last, _), (first, end, spec) in pairwise(sorted(spans, key=lambda span: span[:2])):
        if first <= last:
            return []
        seen = set(
            texts[first:end]
        )  # headers that other sheets have too may stand before the first of its own
        while first - 1 > last and texts[first - 1] in spec.fields_by_header.keys() - seen:
            first -= 1
            seen.add(texts[first])
        begins.append(first)
    return begins


def _again(texts: Sequence[str]) -> Iterator[int]:
    """Where the same header begins once more: as many of its words as tell a header stand on either side."""
    seen: set[str] = set()
    for at, text in enumerate(texts):
        if text not in _SQUEEZED:
            continue
        if text in seen:
            both = seen & set(texts[at:])
            if not any(exact_hits(both, spec) >= needed(spec) for spec in SHEETS.values()):
                return
            yield at
            seen = set()
        seen.add(text)


def _with_title(sheet: SheetData, header: int, area: Area) -> int:
    """Where the table begins: with its title, if that stands close above the header."""
    for number in range(max(0, header - _TITLE_ROWS), header):
        row = sheet.rows[number][area.left : area.right]
        if squeeze(raw_text(next((value for value in row if not is_blank(value)), ""))).startswith(
            tuple(SHEETS)
        ):
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
        faulty={address: what for address, what in sheet.faulty.items() if inside(address)},
    )
