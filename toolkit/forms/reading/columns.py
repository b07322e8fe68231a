"""Which column of a returned sheet is which field, by its header words.

In: one row of a sheet and the sheet's declaration. Out: field and confidence by 0-based column.
A header counts by its own words; a changed one only if it resembles exactly one header that is
missing and none that is there, or is about it (header_words); a blank one by its place between two
neighbours that are where they belong. A changed measure in brackets is never taken for the same column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.periods import Period
from toolkit.core.returns import Scalar
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import SHEETS, SheetSpec
from toolkit.forms.reading.header_words import named_field

LIKE_HEADER = 70.0  # ratio 0..100 from which a changed header is taken for a missing one
CLEARLY_AHEAD = 10.0
SAME_MONTH = 0.95  # in a header that names the month instead of 本月
NAMED = 0.8  # confidence in a header that is about the same thing in other words
_MONTH = re.compile(r"(?:截[至止])?(?:(20\d\d)年)?(?:1月?[-—~至到])?(1[0-2]|[1-9])月(?:份|底|末)?")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class ColumnMatch:
    """A column that was recognised; ``seen`` is its header where it is not the declared one."""

    field: str
    confidence: float = 1.0
    seen: str = ""


_FIELDS = {
    name: {squeeze(column.header): column.field for column in spec.columns} for name, spec in SHEETS.items()
}
_ALL_HEADERS = frozenset().union(*_FIELDS.values())
_LONGEST = 60  # characters with spaces; longer texts are no headers


def header_fields(spec: SheetSpec) -> Mapping[str, str]:
    """Header text without spaces -> field."""
    return _FIELDS[spec.name]


def texts_of(row: Sequence[Scalar]) -> list[str]:
    """The row as squeezed text, for comparing with headers."""
    return [squeeze(raw_text(value)) if value is not None else "" for value in row]


def exact_hits(texts: Iterable[str], spec: SheetSpec) -> int:
    """How many different headers of the sheet stand in the row, word for word."""
    return len(header_fields(spec).keys() & set(texts))


def header_words(row: Sequence[Scalar]) -> set[str]:
    """The headers of any data sheet that stand in the row; most rows have none."""
    short = {squeeze(v) for v in row if v.__class__ is str and len(v) <= _LONGEST}
    return short & _ALL_HEADERS


def match_columns(
    written: Sequence[str], spec: SheetSpec, period: Period | None = None
) -> dict[int, ColumnMatch]:
    """Field of each recognised column of the header row; one field may stand in several columns.

    ``period`` is the form's where it is known: in June 6月进展 is 本月进展.
    """
    fields = header_fields(spec)
    texts = [_relative(text, period) for text in written] if period else written
    found = {
        index: ColumnMatch(fields[text])
        if text == written[index]
        else ColumnMatch(fields[text], SAME_MONTH, written[index])
        for index, text in enumerate(texts)
        if text in fields
    }
    missing = [text for text, field in fields.items() if field not in {m.field for m in found.values()}]
    if missing:
        unknown = {index: text for index, text in enumerate(texts) if text and index not in found}
        found.update(_by_likeness(unknown, missing, fields))
        found.update(_by_word(unknown, found, spec))
        _by_neighbours(texts, found, spec)
        for index, match in found.items():
            if match.seen == texts[index]:
                found[index] = replace(match, seen=written[index])
    return found


def _relative(text: str, period: Period) -> str:
    """6月进展 and 1-6月累计 as 本月进展 and 本月累计 in June, 5月进展 as 上月进展."""
    said = _MONTH.match(text)
    for month, word in ((period, "本月"), (period.previous, "上月")):
        if said and int(said[2]) == month.month and said[1] in (None, str(month.year)):
            return word + text[said.end() :]
    return text


def _bare(text: str) -> str:
    return _BRACKETS.sub("", text)


def _same_measure(seen: str, header: str) -> bool:
    """A bracket that was left out is harmless, another measure in it is not."""
    said, meant = _BRACKETS.findall(seen), _BRACKETS.findall(header)
    return not said or not meant or said == meant


def _by_likeness(
    unknown: Mapping[int, str], missing: Sequence[str], fields: Mapping[str, str]
) -> dict[int, ColumnMatch]:
    from rapidfuzz import fuzz  # only where a header was changed: the import takes longer than a file

    claims: dict[str, list[tuple[float, int, str]]] = {}
    for index, text in unknown.items():
        scores = sorted(((fuzz.ratio(_bare(text), _bare(h)), h) for h in fields), reverse=True)
        (best, header), (second, _) = scores[0], scores[1]
        like = best >= LIKE_HEADER and best - second >= CLEARLY_AHEAD
        if like and header in missing and _same_measure(text, header):
            claims.setdefault(header, []).append((best, index, text))
    found = {}
    for header, rivals in claims.items():
        if len(rivals) == 1:
            best, index, text = rivals[0]
            found[index] = ColumnMatch(fields[header], round(0.5 + best / 200, 2), text)
    return found


def _by_word(
    unknown: Mapping[int, str], found: Mapping[int, ColumnMatch], spec: SheetSpec
) -> dict[int, ColumnMatch]:
    """Headers about a field that is still missing, if only one is."""
    known = {match.field for match in found.values()}
    missing = {column.field: squeeze(column.header) for column in spec.columns if column.field not in known}
    claims: dict[str, list[int]] = {}
    for index, text in unknown.items():
        field = named_field(spec.name, _bare(text), missing) if index not in found else ""
        if field and _same_measure(text, missing[field]):
            claims.setdefault(field, []).append(index)
    return {
        rivals[0]: ColumnMatch(field, NAMED, unknown[rivals[0]])
        for field, rivals in claims.items()
        if len(rivals) == 1
    }


def _by_neighbours(texts: Sequence[str], found: dict[int, ColumnMatch], spec: SheetSpec) -> None:
    """A blank header between two columns that stand on either side of it in the declaration."""
    places = {match.field: index for index, match in found.items()}
    columns = spec.columns
    for position in range(1, len(columns) - 1):
        left, right = places.get(columns[position - 1].field), places.get(columns[position + 1].field)
        if columns[position].field in places or left is None or right is None or right - left != 2:
            continue
        if not texts[left + 1]:
            found[left + 1] = ColumnMatch(columns[position].field, 0.85, "（空白表头）")
