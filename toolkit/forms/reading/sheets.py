"""Which sheet of a returned workbook is which, whatever it is called now.

In: a Book. Out: :class:`Table` for each sheet that carries a data sheet of the form (several when it
was copied), the cover, and the sheets that are the form's own but hold no data. A sheet is known by
its name (a table of a Word document by its title) and its header words; where the header row was deleted, by
labels that stand where they were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.core import fields
from toolkit.core.form import ASK_LIST, COVER, FIX_LIST, INDICATORS, META, PROJECTS, SELF_CHECK, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import WORD, Book, Scalar, SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.needs import FREE_NEEDS, PROJECT_NEEDS
from toolkit.forms.reading.columns import (
    ENOUGH_HEADERS,
    ColumnMatch,
    exact_hits,
    header_words,
    headers_at,
    is_unchanged,
    match_columns,
    texts_of,
    unread_columns,
)
from toolkit.forms.reading.copies import is_cover, own_sheet
from toolkit.forms.reading.heading import heading_of, said_until
from toolkit.forms.reading.parts import HEADER_DEPTH, all_parts, needed
from toolkit.forms.reading.view import ANSWERS, NUMBER_FIELD
from toolkit.forms.spec import SheetSpec

_TITLE = 80  # letters; what is longer is a text
AUXILIARY = frozenset({SELF_CHECK, META, FIX_LIST, ASK_LIST})  # the form's own sheets that ask for nothing

ROW_NUMBER = {
    TASKS: lazy_regex(r"\d{1,3}"),
    INDICATORS: lazy_regex(r"T\d+-\d+"),
}  # of rows that the office gave
_MENDS = lazy_regex("[更订]正|勘误|补[正报充]|修[改正]")

# What every row that is asked for owes: a column of these that nobody could read is not blank.
OWED_FIELDS = {
    TASKS: frozenset({fields.STATUS, fields.COMPLETION, fields.PROGRESS}),
    INDICATORS: frozenset(fields.FIGURE),
    PROJECTS: frozenset(need.field for need in PROJECT_NEEDS),
}


@dataclass(frozen=True)
class Table:
    """A data sheet that was found: 0-based ``header`` row (-1 when deleted), fields by 0-based column."""

    sheet: SheetData
    spec: SheetSpec
    header: int
    columns: Mapping[int, ColumnMatch]
    key: int | None  # 0-based column of the hidden row keys
    lines: int = 1  # of the header, the last of which is ``header``
    unread: Mapping[int, str] = field(
        default_factory=dict
    )  # fields that the unit answers by columns which are most likely theirs
    excerpt: bool = False  # it has few of the form's columns

    @property
    def first(self) -> int:
        """0-based row where the data begins."""
        return self.header + 1


@dataclass(frozen=True)
class Located:
    """The sheets of a book by what they are; ``other`` belong to the form by name only, or not at all."""

    tables: tuple[Table, ...] = ()
    covers: tuple[SheetData, ...] = ()
    other: tuple[SheetData, ...] = ()
    by_sheet: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)  # form sheet -> tables
    parts: tuple[SheetData, ...] = ()  # all that were looked at

    @property
    def is_excerpt(self) -> bool:
        """Whether there is nothing but tables of few of the form's columns."""
        return not self.covers and bool(self.tables) and all(table.excerpt for table in self.tables)


def locate(
    book: Book,
    keys: Mapping[str, Collection[str]],
    period: Period | None = None,
    specs: Mapping[str, SheetSpec] = SHEETS,
    parts: tuple[SheetData, ...] = (),
) -> Located:
    """Sort the sheets of a book; ``keys`` are the row keys that each data sheet may hold.

    ``period`` is the form's where it is known, ``specs`` are the data sheets of the layout that it has, ``parts`` those of the sheets
    where they were found before.
    """
    tables, covers, other = [], [], []
    parts = parts or all_parts(book)
    for sheet in parts:
        above = sheet.rows[:1] if book.fmt == WORD else ()
        table = _table(sheet, keys, period, specs, above)
        if table is not None:
            tables.append(table)
        elif sheet.name == COVER or (
            sheet.visible
            and sheet.name not in AUXILIARY
            and own_sheet(sheet) not in AUXILIARY
            and is_cover(sheet)
        ):
            covers.append(sheet)
        else:
            other.append(sheet)
    if not tables:
        tables = [table for sheet in other if (table := _excerpt(sheet, period, specs, book.fmt == WORD))]
        other = [sheet for sheet in other if all(sheet is not table.sheet for table in tables)]
    by_sheet = {name: tuple(t for t in tables if t.spec.name == name) for name in SHEETS}
    return Located(tuple(tables), tuple(covers), tuple(other), by_sheet, parts)


def title_of(table: Table) -> str:
    """The form's title above a table, "" without one."""
    for row in table.sheet.rows[: max(table.header, 0)][:3]:
        title = next((value for value in row if isinstance(value, str) and value.strip()), "")
        if squeeze(title).startswith(table.spec.name) and len(title) < _TITLE:
            return title
    return ""


def words_above(table: Table) -> str:
    """All that stands above a table in few words."""
    said = (raw_text(value).strip() for row in table.sheet.rows[: max(table.header, 0)] for value in row)
    return " ".join(text for text in said if 0 < len(text) < _TITLE)


def layout_seen(located: Located) -> int:
    """The earliest layout that has every column which stands there under its own header."""
    seen = [
        table.spec.column(match.field).since
        for table in located.tables
        for match in table.columns.values()
        if not match.seen
    ]
    return max(seen, default=1)


def _table(
    sheet: SheetData,
    keys: Mapping[str, Collection[str]],
    period: Period | None,
    specs: Mapping[str, SheetSpec],
    above: Sequence[Sequence[Scalar]],
) -> Table | None:
    """``above`` are the rows whose texts name the sheet, where it has no name of its own."""
    spec = specs.get(sheet.name)
    texts = _header_at(sheet, HEADER_ROW - 1) if spec is not None else []
    if spec is not None and is_unchanged(texts, spec):
        header = HEADER_ROW - 1 + _has_header_below(sheet, spec, texts)
        return _with_header(sheet, spec, header, _header_at(sheet, header), keys, period)
    if spec is None and not sheet.visible:
        return None  # a hidden sheet of another name is a clerk's own matter
    best = _best_header(sheet, specs)
    if best is not None and (
        best[0] >= needed(best[1]) or (best[0] > 1 and (spec is best[1] or _is_named(above, best[1])))
    ):
        found = _with_header(sheet, best[1], best[2], _header_at(sheet, best[2]), keys, period)
        return replace(found, excerpt=best[0] < needed(best[1]))
    return _without_header(sheet, spec, keys) if spec is not None else None


def _excerpt(
    sheet: SheetData, period: Period | None, specs: Mapping[str, SheetSpec], in_word: bool
) -> Table | None:
    """A table of few columns in a book without any table of the form: it has the form's own headers for the number of a row and
    for what answers it, and each row of the form once. One of a Word document says besides that it mends something."""
    best = _best_header(sheet, specs) if sheet.visible and sheet.name not in AUXILIARY else None
    if best is None or best[1].name not in ROW_NUMBER:
        return None
    _, spec, header = best
    texts = _header_at(sheet, header)
    at = {name: index for index, name in headers_at(texts, spec).items()}
    number = at.get(NUMBER_FIELD[spec.name])
    if number is None or at.keys().isdisjoint(ANSWERS[spec.name]):
        return None
    said = [squeeze(raw_text(_at(row, number))) for row in sheet.rows[header + 1 :]]
    keys = [text for text in said if ROW_NUMBER[spec.name].fullmatch(text)]
    if not keys or len(set(keys)) < len(keys):
        return None
    above = (raw_text(value) for row in sheet.rows[:header] for value in row)
    if in_word and not any(map(_MENDS.search, above)):
        return None
    return replace(_with_header(sheet, spec, header, texts, {spec.name: keys}, period), excerpt=True)


def _has_header_below(sheet: SheetData, spec: SheetSpec, own: Sequence[str]) -> bool:
    """Whether a list of the unit's own was put in right below the form's header, with its header, which has the columns in another order."""
    if spec.name not in FREE_NEEDS:
        return False
    above, below = headers_at(own, spec), headers_at(_header_at(sheet, HEADER_ROW), spec)
    return len(below) >= ENOUGH_HEADERS and any(above.get(at) != field for at, field in below.items())


def _is_named(above: Sequence[Sequence[Scalar]], spec: SheetSpec) -> bool:
    return any(spec.name in squeeze(raw_text(value)) for row in above for value in row)


def _header_at(sheet: SheetData, row: int) -> list[str]:
    return texts_of(sheet.rows[row]) if row < len(sheet.rows) else []


def _best_header(sheet: SheetData, specs: Mapping[str, SheetSpec]) -> tuple[int, SheetSpec, int] | None:
    """(hits, declaration, 0-based row) of the row that holds most header words of one data sheet."""
    best: tuple[int, SheetSpec, int] | None = None
    first = next((number for number, row in enumerate(sheet.rows) if row), 0)  # a part begins further down
    for number, row in enumerate(sheet.rows[first : first + HEADER_DEPTH], first):
        words = header_words(row)
        for spec in specs.values() if words else ():
            hits = exact_hits(words, spec)
            if hits and (best is None or hits > best[0]):
                best = hits, spec, number
    return best


def _with_header(
    sheet: SheetData,
    spec: SheetSpec,
    header: int,
    texts: Sequence[str],
    keys: Mapping[str, Collection[str]],
    period: Period | None,
) -> Table:
    month = period.month if period else 0
    heading = heading_of(sheet, spec, header, texts, keys[spec.name], month)
    rows = sheet.rows[heading.row + 1 :]
    above = "" if _says_its_own(spec, heading.texts) else heading.measure
    until = "" if is_unchanged(heading.texts, spec) else said_until(sheet.rows[:header])
    columns = match_columns(heading.texts, spec, period, above, rows, until)
    key = _key_column(rows, heading.texts, spec, columns, keys[spec.name])
    unread = unread_columns(heading.texts, columns, spec, OWED_FIELDS.get(spec.name, frozenset()))
    return Table(sheet, spec, heading.row, columns, key, heading.lines, unread)


def _says_its_own(spec: SheetSpec, texts: Sequence[str]) -> bool:
    """Whether each row has its 计量单位 in a column: a note above the table does not stand for it (Q147 asks)."""
    own = next((column.header for column in spec.columns if column.field == fields.MEASURE), "")
    return bool(own) and own in texts


def _key_column(
    rows: Sequence[Sequence[Scalar]],
    texts: Sequence[str],
    spec: SheetSpec,
    columns: Mapping[int, ColumnMatch],
    known: Collection[str],
) -> int | None:
    """The column without a header, recognised as no field, that holds most row keys as text."""
    if not known:
        return None
    expected = spec.key_index
    free = expected not in columns and not _text_at(texts, expected)
    if free and any(_at(row, expected) in known for row in rows[:3]):
        return expected
    hits: dict[int, list[str]] = {}
    for row in rows:  # one pass: a stray cell may make a row 16,384 columns wide
        for index, value in enumerate(row):
            if isinstance(value, str) and value in known:
                hits.setdefault(index, []).append(value)
    keyed = {
        index: len(set(found))
        for index, found in hits.items()
        if index not in columns and not _text_at(texts, index) and 2 * len(set(found)) > len(found)
    }
    return min(keyed, key=lambda index: (-keyed[index], index), default=None)


def _text_at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _at(row: Sequence[Scalar], index: int) -> Scalar:
    return row[index] if index < len(row) else None


def _without_header(sheet: SheetData, spec: SheetSpec, keys: Mapping[str, Collection[str]]) -> Table | None:
    """The header row was deleted or overwritten: columns as declared, if keys stand where they were."""
    known = keys[spec.name]
    rows = [row for row in sheet.rows if _at(row, spec.key_index) in known and row[spec.key_index]]
    labelled = [row for row in rows if raw_text(_at(row, 0)) == row[spec.key_index]]
    if not labelled or 2 * len(labelled) < len(rows):
        return None
    columns = {index: ColumnMatch(column.field, 0.8) for index, column in enumerate(spec.columns)}
    first = next(number for number, row in enumerate(sheet.rows) if row in rows)
    return Table(sheet, spec, min(first, FIRST_ROW - 1) - 1, columns, spec.key_index)
