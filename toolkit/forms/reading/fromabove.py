"""What a form asks of whoever fills it, read from the form alone: one that another office issued, on a checklist of its own.

In: a Book. Out: its rows of 任务进展 and 指标数据 with what names them and what stands in the cells that are to be filled. Sheets,
headers and columns are found as in any return.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core import fields
from toolkit.core.addresses import cell_name
from toolkit.core.form import DASH, EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Book, Scalar
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.layout import TOTAL_WORD
from toolkit.forms.reading.sheets import Located, Table, locate
from toolkit.forms.reading.view import NUMBER_FIELD, TELLING

NO_KEYS: dict[str, frozenset[str]] = {name: frozenset() for name in (TASKS, INDICATORS, PROJECTS, EXPERIENCE)}
TERMS = (fields.NUMERATOR, fields.DENOMINATOR)
_TERM_NAMES = lazy_regex("分子：(.+?)；分母：(.+?)(?:。|$)")
_TERM_MEASURE = lazy_regex(r"(?m)^分[子母]累计：.*（([^（）]*)）\s*$")


@dataclass(frozen=True)
class AskedCell:
    """An input cell: where it stands in the file, and what stands in it (None: nothing)."""

    address: str
    value: Scalar


@dataclass(frozen=True)
class AskedRow:
    """A row of the form. ``sheet`` is the form's, ``at`` the file's own sheet; ``texts`` are the labels that tell which row it is,
    ``name`` is what people call it.

    ``cells`` are its input cells by field. ``terms`` are the names of numerator and denominator where the form says them,
    ``measures`` the measure of each figure. ``folded``: the form hides it, since nothing is asked this month.
    """

    sheet: str
    at: str
    key: str
    number: str
    name: str
    texts: Mapping[str, str]
    cells: Mapping[str, AskedCell]
    measures: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    folded: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether it takes numerator and denominator, and works its figure out itself."""
        return self.sheet == INDICATORS and fields.YTD not in self.cells


def rows_asked(book: Book) -> tuple[tuple[AskedRow, ...], Located]:
    """The rows, and where the sheets are; no rows for what is no form."""
    located = locate(book, NO_KEYS)
    tables = [_own(located.by_sheet[name]) for name in (TASKS, INDICATORS) if located.by_sheet[name]]
    return tuple(row for table in tables for row in _rows(table)), located


def _own(tables: Sequence[Table]) -> Table:
    """Of a sheet that was copied the one that has the form's own name: the others may be last month's."""
    return next((table for table in tables if table.sheet.name == table.spec.name), tables[0])


def _rows(table: Table) -> Iterator[AskedRow]:
    columns = {match.field: index for index, match in table.columns.items()}
    number = columns.get(NUMBER_FIELD[table.spec.name])
    if number is None:
        return
    hidden = max(table.columns) + 1
    for at, line in enumerate(table.sheet.rows[table.first :], table.first):
        shown = squeeze(_at(line, number))
        if not shown or shown.startswith(TOTAL_WORD):
            continue
        texts = {name: squeeze(_at(line, columns.get(name))) for name in TELLING[table.spec.name]}
        cells = dict(_cells(table, at, line))
        yield AskedRow(
            table.spec.name,
            table.sheet.name,
            squeeze(_at(line, hidden)) or shown,
            shown,
            _at(line, columns.get(TELLING[table.spec.name][0])).strip(),
            texts,
            cells,
            _measures(table, line, columns, cells) if table.spec.name == INDICATORS else {},
            _terms(_at(line, columns.get(fields.DEFINITION))),
            at + 1 in table.sheet.hidden_rows,
        )


def _at(line: Sequence[Scalar], index: int | None) -> str:
    return raw_text(line[index]) if index is not None and index < len(line) else ""


def _cells(table: Table, at: int, line: Sequence[Scalar]) -> Iterator[tuple[str, AskedCell]]:
    """Cells that are to be filled: no formulas, and no — for a column that the row does not ask for."""
    for index, match in table.columns.items():
        address = cell_name(at, index)
        value = line[index] if index < len(line) else None
        asked = table.spec.column(match.field).role == "input"
        if asked and address not in table.sheet.formulas and value != DASH:
            yield match.field, AskedCell(address, None if is_blank(value) else value)


def _measures(
    table: Table, line: Sequence[Scalar], columns: Mapping[str, int], cells: Mapping[str, AskedCell]
) -> dict[str, str]:
    """计量单位 of the figure; those of a quotient's terms stand in the notes of their cells, "" where they do not."""
    measures = {fields.YTD: squeeze(_at(line, columns.get(fields.MEASURE)))}
    for name in TERMS:
        note = table.sheet.comments.get(cells[name].address, "") if name in cells else ""
        said = _TERM_MEASURE.search(note)
        measures[name] = "" if said is None or said[1] == DASH else squeeze(said[1])
    return measures


def _terms(definition: str) -> tuple[str, ...]:
    said = _TERM_NAMES.search(definition)
    return tuple(squeeze(name) for name in said.groups()) if said else ()
