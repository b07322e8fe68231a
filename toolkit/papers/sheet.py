"""What a sheet of a paper is: its columns, which of them are filled in, and the marks of what went out.

In: declarations (one module a paper). Out: :class:`PaperSheet`, which the writer in outputs and the reader
(:mod:`toolkit.papers.reading`) both take. A paper carries a mark of every row as it went out, so that what a
person changed can be told from what stood there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from toolkit.core.cell_text import CELL_LIMIT, clean
from toolkit.core.form import DASH
from toolkit.core.value_text import mark_of

Kind = Literal["text", "code", "number", "percent", "date", "light", "path"]
_MARK = len(mark_of(""))


@dataclass(frozen=True)
class PaperColumn:
    """One column. ``entry``: people fill it in, from ``choices`` where there are any.

    ``needed``: without it no row can be read. ``computed``: formulas, which change by themselves.
    ``optional``: not every paper has it.
    """

    field: str
    header: str
    width: float
    kind: Kind = "text"
    decimals: int = 0
    entry: bool = False
    choices: tuple[str, ...] = ()
    needed: bool = False
    computed: bool = False
    optional: bool = False


@dataclass(frozen=True)
class PaperSheet:
    """One sheet; ``key`` is the field that tells which row it is, "" where nothing is filled in.

    ``comments`` are those that go out in its cells. ``marked`` names the columns in the order in which marks take
    them, where they stand in another one today.
    """

    name: str
    columns: tuple[PaperColumn, ...]
    key: str = ""
    comments: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[PaperColumn, ...]:
        """Columns whose cells stay as they went out."""
        found = [one for one in self.columns if not (one.entry or one.computed)]
        return tuple(sorted(found, key=lambda one: self.marked.index(one.field)) if self.marked else found)

    @property
    def entries(self) -> tuple[PaperColumn, ...]:
        """Columns to be filled in."""
        return tuple(one for one in self.columns if one.entry)

    def index(self, field: str) -> int:
        """0-based place of a column."""
        return next(index for index, one in enumerate(self.columns) if one.field == field)

    def mark(self, row: Sequence[object]) -> str:
        """The mark of a row that goes out, its values in the order of the columns."""
        labels = [DASH if row[index] is None else row[index] for index in self._label_places]
        key = label_text(row[self._key_place]) if self.key else ""
        entries = [row[index] for index in self._entry_places]
        return f"{_mark(labels)}{_mark(entries)} {self.name}!{key}"

    def label_mark(self, cells: Mapping[str, object]) -> str:
        """The mark of what must stay; only text counts, for a number may come back in other digits."""
        return _mark([cells.get(one.field) for one in self.labels])

    def entry_mark(self, cells: Mapping[str, object]) -> str:
        """The mark of what was filled in already when the paper went out."""
        return _mark([cells.get(one.field) for one in self.entries])

    @cached_property
    def _key_place(self) -> int:
        return self.index(self.key)

    @cached_property
    def _label_places(self) -> tuple[int, ...]:
        return tuple(self.index(one.field) for one in self.labels)

    @cached_property
    def _entry_places(self) -> tuple[int, ...]:
        return tuple(self.index(one.field) for one in self.entries)

    def text_mark(self, text: str) -> str:
        """The mark of a line above or below the table."""
        return f"{mark_of(text)}{mark_of('')} {self.name}!"


@cache
def _blank(count: int) -> str:
    """The mark of so many blank cells."""
    return mark_of("|" * (count - 1))


def _mark(values: Sequence[object]) -> str:
    """One mark of several cells; what is no text counts as blank."""
    text = "|".join([value if isinstance(value, str) else "" for value in values])
    if len(text) == len(values) - 1:
        return _blank(len(values))
    if len(text) * 2 <= CELL_LIMIT:  # no cell was cut: all are cleaned at once
        return mark_of(clean(text))
    return mark_of("|".join(label_text(value) for value in values))


def label_text(value: object) -> str:
    """A text as it is compared; "" for what is none."""
    return clean(value).strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class Marks:
    """What a paper says about how it went out: by sheet and row key the marks of labels and entries.

    Empty for a workbook that carries none; ``texts`` are the marks of rows and lines without a key.
    """

    rows: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Marks:
        """From the lines that :meth:`PaperSheet.mark` made."""
        rows: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        for line in lines:
            sheet, _, key = line[2 * _MARK + 1 :].partition("!")
            place = (sheet, key)
            rows[place] = (*rows.get(place, ()), (line[:_MARK], line[_MARK : 2 * _MARK]))
        return cls(rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def labels(self, sheet: str, key: str) -> frozenset[str]:
        """Marks of the labels of a row; without a key, of all lines that have none."""
        return frozenset(label for label, _ in self.rows.get((sheet, key), ()))

    def entries(self, sheet: str, key: str) -> frozenset[str]:
        """Marks of what stood in the entry cells of a row when it went out."""
        return frozenset(entry for _, entry in self.rows.get((sheet, key), ()))

    def count(self, sheet: str, key: str) -> int:
        """How many rows of that key went out."""
        return len(self.rows.get((sheet, key), ()))
