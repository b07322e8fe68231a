"""Sheets of the form under another name that are not read as such: 自检 - 表格 1, a hidden 指标数据 (2).

In: a sheet that is none of the form's by its name. Out: which of the form's sheets it is by what it holds, and of a
copy the cells that a person may have typed: labels, headers and the form's formulas are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from toolkit.core.form import COVER, META, SELF_CHECK, SELF_CHECK_HEADERS
from toolkit.core.returns import SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.identity import FIXED_TEXTS_NAME
from toolkit.forms.layout import COVER_PLACES, SHEETS
from toolkit.forms.reading.columns import exact_hits, header_words, texts_of
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.parts import needed
from toolkit.forms.reading.scan import sheet_cells
from toolkit.forms.reading.static import is_hint
from toolkit.forms.reading.view import FormView

_COVER_LABELS = frozenset(squeeze(place.column.header) for place in COVER_PLACES)
_DEPTH = 15  # rows in which a header may stand
_HEADERS = tuple(map(squeeze, SELF_CHECK_HEADERS))
_META_DEPTH = 60
_PLACE = (3, 0)  # where the headers of 自检 begin in the form
_ASIDE = 8  # columns that may have been put in before the list
_HELPERS = 10  # filled cells from which a column of 自检 is one of helpers: notes are fewer


def is_cover(sheet: SheetData) -> bool:
    """Whether half of the cover's labels stand near its top, or that of a part of a sheet."""
    first = next((number for number, row in enumerate(sheet.rows) if row), 0)  # a part begins further down
    rows = sheet.rows[first : first + _DEPTH]
    seen = {squeeze(v) for row in rows for v in row if isinstance(v, str) and len(v) < 20}
    return len(seen & _COVER_LABELS) >= len(_COVER_LABELS) // 2


def own_sheet(sheet: SheetData) -> str:
    """The sheet of the form that this one is a copy of, "" for none."""
    if _list_at(sheet) is not None:
        return SELF_CHECK
    for row in sheet.rows[:_DEPTH]:
        words = header_words(row)
        for spec in SHEETS.values() if words else ():
            if exact_hits(words, spec) >= needed(spec):
                return spec.name
    if is_cover(sheet):
        return COVER
    return META if any(row and row[0] == FIXED_TEXTS_NAME for row in sheet.rows[:_META_DEPTH]) else ""


def _list_at(sheet: SheetData) -> tuple[int, int] | None:
    """0-based row and column where the headers of 自检 begin, also when rows and columns were put in before them."""
    for number, row in enumerate(sheet.rows[:_DEPTH]):
        if len(row) - row.count(None) < len(_HEADERS):
            continue
        texts = tuple(texts_of(row[: _ASIDE + len(_HEADERS)]))
        for start in range(len(texts) - len(_HEADERS) + 1):
            if texts[start : start + len(_HEADERS)] == _HEADERS:
                return number, start
    return None


def is_moved(sheet: SheetData) -> bool:
    """Whether rows or columns were put in before the list of 自检: nothing then stands at its place."""
    return _list_at(sheet) not in (None, _PLACE)


def typed_cells(sheet: SheetData, own: str, view: FormView) -> Iterator[Filled]:
    """The filled cells of a copy of a data sheet but for what the form itself has on such a sheet."""
    spec = SHEETS[own]
    texts = {squeeze(column.header) for column in spec.columns} | set(view.keys.get(own, ()))
    for labels in view.labels(own).values():
        texts.update(squeeze(raw_text(value)) for value in labels.values() if value is not None)
    for cell in sheet_cells(sheet):
        text = squeeze(cell.raw)
        if is_hint(cell.raw, spec):
            continue
        title = cell.column == 0 and text.startswith(own)
        if text not in texts and not title and cell.address not in sheet.formulas:
            yield cell


def typed_on_self_check(sheet: SheetData) -> Iterator[Filled]:
    """The same for 自检: its list is formulas, and right of it stand columns full of helpers, wherever they were moved."""
    cells = list(sheet_cells(sheet))
    in_column = Counter(cell.column for cell in cells)
    header, first = _list_at(sheet) or (0, 0)
    shown = first + len(_HEADERS)
    for cell in cells:
        if cell.address in sheet.formulas or squeeze(cell.raw) in _HEADERS:
            continue
        above = cell.column == first and cell.row <= header
        helper = cell.column >= shown and in_column[cell.column] >= _HELPERS
        listed = first <= cell.column < shown and cell.row > header and not sheet.formulas
        if not (above or helper or listed):
            yield cell
