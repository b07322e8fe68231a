"""Which column of a returned sheet is which field, by its header words.

In: the header of a sheet and the sheet's declaration. Out: field and confidence by 0-based column.
A header counts by its own words, also with the month or year for 本月 and 本年. A changed one counts when
every word of it is known (header_words), and only between the two unchanged headers that the missing
column stood between, with no more unknown headers there than missing ones. A blank one counts when it is
the only one that is missing there and what stands below it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from toolkit.core.area import standard
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Scalar
from toolkit.core.value_measures import is_money
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.core.values import cast
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.header_time import relative
from toolkit.forms.reading.header_words import holds_declared, named_field
from toolkit.forms.spec import Column, SheetSpec

ENOUGH_HEADERS = 3  # in one row: no row of data holds so many
SAME_MONTH = 0.95  # in a header that names the month or year instead of 本月 or 本年
NAMED = 0.8  # confidence, at least, in a header that says the same thing in other words
BLANK = 0.85  # in a header that is blank
_BRACKETS = lazy_regex(r"\([^()]*\)")
_MEASURE = lazy_regex("[十百千万亿]+元?|元|%")
_MONEY = lazy_regex(r"(?:[十百千万亿]{1,3}元?|元)(?=[)\]】]?$)")  # at the end of a header
_MEASURED = frozenset({"number", "number_or_word"})


@dataclass(frozen=True)
class ColumnMatch:
    """A column that was recognised; ``seen`` is its header where it is not the declared one, ``measure`` the money that it, or a
    note above the table, says in place of the declared one: 亿元."""

    field: str
    confidence: float = 1.0
    seen: str = ""
    measure: str = ""


@dataclass(frozen=True)
class _Said:
    """What is known of a header besides its words, as match_columns gets it."""

    period: Period | None
    until: str
    measure: str
    rows: Sequence[Sequence[Scalar]]


_ALL_HEADERS = frozenset().union(*(spec.fields_by_header for spec in SHEETS.values()))
_LONGEST = 60  # characters with spaces; longer texts are no headers


def is_header(text: str, spec: SheetSpec) -> bool:
    """Whether a text is a header of the sheet, word for word."""
    return squeeze(standard(text)) in spec.fields_by_header


def texts_of(row: Sequence[Scalar]) -> list[str]:
    """The row as squeezed text, for comparing with headers."""
    return [squeeze(standard(raw_text(value))) if value is not None else "" for value in row]


def exact_hits(texts: Iterable[str], spec: SheetSpec) -> int:
    """How many different headers of the sheet stand in the row, word for word."""
    return len(spec.fields_by_header.keys() & set(texts))


def headers_at(texts: Sequence[str], spec: SheetSpec) -> dict[int, str]:
    """The fields whose headers stand among the texts of a row, word for word, by 0-based column."""
    known = spec.fields_by_header
    return {index: known[text] for index, text in enumerate(texts) if text in known}


def is_unchanged(texts: Sequence[str], spec: SheetSpec) -> bool:
    """Whether every header of the sheet stands there word for word."""
    return exact_hits(texts, spec) == len(spec.columns)


def header_words(row: Sequence[Scalar]) -> set[str]:
    """The headers of any data sheet that stand in the row; most rows have none."""
    short = {squeeze(standard(v)) for v in row if v.__class__ is str and len(v) <= _LONGEST}
    return short & _ALL_HEADERS


def match_columns(
    written: Sequence[str],
    spec: SheetSpec,
    period: Period | None = None,
    measure: str = "",
    rows: Sequence[Sequence[Scalar]] = (),
    until: str = "",
) -> dict[int, ColumnMatch]:
    """Field of each recognised column of the header; one field may stand in several columns.

    ``period`` is the form's where it is known and ``until`` the day to which it asks for data, ``measure`` is written above
    the table (单位：亿元), and ``rows`` stand below the header.
    """
    said = _Said(period, until, measure, rows)
    found = _unchanged(written, spec, said)
    known = {match.field for match in found.values()}
    if len(known) < len(spec.columns):
        found.update(_in_other_words(written, found, spec, said))
        found.update(_blank(written, found, spec, said))
    return found


def _unchanged(written: Sequence[str], spec: SheetSpec, said: _Said) -> dict[int, ColumnMatch]:
    """Headers that stand as declared, but for the name of the month or year."""
    fields = spec.fields_by_header
    found = {}
    for index, text in enumerate(written):
        own = relative(text, said.period, said.until) if text and text not in fields and said.period else text
        if own in fields and _same_measure(text, spec.column(fields[own]), said.measure):
            sure = own == text
            found[index] = ColumnMatch(fields[own], *(() if sure else (SAME_MONTH, text)))
    return found


def _same_measure(text: str, column: Column, above: str) -> bool:
    """Whether the measure that is written above the table holds for this column too."""
    if not above or column.role != "input" or column.kind not in _MEASURED or _MEASURE.search(text):
        return True
    return above == column.measure


def _in_other_words(
    written: Sequence[str], sure: Mapping[int, ColumnMatch], spec: SheetSpec, said: _Said
) -> dict[int, ColumnMatch]:
    """Headers about a field that is missing, if only one is."""
    measures: dict[int, str] = {}
    whole: dict[str, list[int]] = {}  # hold the declared header: such a one is sure wherever it stands
    named: dict[str, list[int]] = {}
    known = {match.field for match in sure.values()}
    for index, text in enumerate(written):
        own, measures[index] = _in_own_money(text, spec)
        own = relative(own, said.period, said.until) if said.period else own
        field = named_field(spec, own) if text and index not in sure else ""
        if field and not measures[index] and not _same_measure(text, spec.column(field), said.measure):
            measures[index] = said.measure
        if field and field not in known and (not measures[index] or is_money(spec.column(field).measure)):
            holds = holds_declared(own, squeeze(spec.column(field).header))
            (whole if holds else named).setdefault(field, []).append(index)
    claims = {field: rivals for field, rivals in named.items() if field not in whole}
    alone = [(field, rivals[0]) for field, rivals in (*whole.items(), *claims.items()) if len(rivals) == 1]
    return {
        index: _match(written[index], spec.column(field), measures[index])
        for field, index in alone
        if field in whole or field in _missing_around(index, written, sure, spec)
    }


def _in_own_money(text: str, spec: SheetSpec) -> tuple[str, str]:
    """A header with the sheet's own money for another one that it says, and that other one: 总投资(万元), 亿元; "" where it says none."""
    said = _MONEY.search(text)
    own = next((column.measure for column in spec.columns if is_money(column.measure)), "")
    measure = f"{said[0].removesuffix('元')}元" if said and own else ""
    if not said or measure in ("", own):
        return text, ""
    return f"{text[: said.start()]}{own}{text[said.end() :]}", measure


def _match(text: str, column: Column, measure: str) -> ColumnMatch:
    likeness = _likeness(text, column)
    return ColumnMatch(column.field, min(likeness, SAME_MONTH) if measure else likeness, text, measure)


def _missing_around(
    index: int, written: Sequence[str], sure: Mapping[int, ColumnMatch], spec: SheetSpec
) -> list[str]:
    """The missing fields that stood where this column stands; none where more columns stand there now."""
    left = max((at for at in sure if at < index), default=-1)
    right = min((at for at in sure if at > index), default=len(written))
    missing = _missing_between(left, right, sure, spec)
    now = [at for at in range(left + 1, right) if written[at] or at == index]
    return missing if len(now) <= len(missing) else []


def _missing_between(left: int, right: int, sure: Mapping[int, ColumnMatch], spec: SheetSpec) -> list[str]:
    """The missing fields that stood between two columns that are known, or the ends of the table."""
    first = spec.index(sure[left].field) + 1 if left in sure else 0
    end = spec.index(sure[right].field) if right in sure else len(spec.columns)
    known = {match.field for match in sure.values()}
    return [column.field for column in spec.columns[first:end] if column.field not in known]


def unread_columns(
    written: Sequence[str], found: Mapping[int, ColumnMatch], spec: SheetSpec, asked: Set[str]
) -> dict[int, str]:
    """Columns under a header that nobody knows, where one of the ``asked`` fields stood: field by 0-based column.

    Nothing of them is read, but the cells of that field are no blank ones.
    """
    if asked <= {match.field for match in found.values()}:
        return {}
    ends = [-1, *sorted(found), len(written)]
    unread: dict[int, str] = {}
    for left, right in pairwise(ends):
        strange = [at for at in range(left + 1, right) if written[at]]
        missing = _missing_between(left, right, found, spec)
        if len(missing) == 1:
            missing *= len(strange)  # 本月数 and 累计数 in place of one
        if len(missing) == len(strange):
            unread |= {at: name for at, name in zip(strange, missing, strict=True) if name in asked}
    return unread


def _likeness(text: str, column: Column) -> float:
    """Confidence in a changed header."""
    from rapidfuzz import fuzz

    alike = fuzz.ratio(_BRACKETS.sub("", text), _BRACKETS.sub("", squeeze(column.header)))
    return max(NAMED, round(0.5 + alike / 200, 2))


def _blank(
    written: Sequence[str], found: Mapping[int, ColumnMatch], spec: SheetSpec, said: _Said
) -> dict[int, ColumnMatch]:
    """Blank headers where exactly one column is missing between its neighbours."""
    blank = {}
    for index in range(1, len(written) - 1):
        if written[index] or index - 1 not in found or index + 1 not in found:
            continue
        missing = _missing_around(index, written, found, spec)
        if len(missing) == 1 and _fits(index, spec.column(missing[0]), said):
            blank[index] = ColumnMatch(missing[0], BLANK, "（空白表头）")
    return blank


def _fits(index: int, column: Column, said: _Said) -> bool:
    """Whether all that stands below a blank header is of the column's kind."""
    if said.measure and not _same_measure("", column, said.measure):
        return False
    values = (row[index] for row in said.rows if index < len(row))
    return all(
        cast(column.kind, value, measure=column.measure, choices=column.choices).value is not None
        for value in values
        if not is_blank(value)
    )
