"""Sheets of the form under another name that are not read as such: 自检 - 表格 1, a hidden 指标数据 (2).

In: a sheet that is none of the form's by its name. Out: which of the form's sheets it is by what it holds, and of a
copy the cells that a person may have typed: labels, headers and the form's formulas are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.form import META, SELF_CHECK, SELF_CHECK_HEADERS
from toolkit.core.returns import SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.identity import FIXED_TEXTS_NAME
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.columns import exact_hits, header_words, texts_of
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.parts import needed
from toolkit.forms.reading.scan import sheet_cells
from toolkit.forms.reading.view import FormView

_DEPTH = 15  # rows in which a header may stand
_HEADERS = tuple(map(squeeze, SELF_CHECK_HEADERS))
_META_DEPTH = 60


def own_sheet(sheet: SheetData) -> str:
    """The sheet of the form that this one is a copy of, "" for none."""
    for row in sheet.rows[:_DEPTH]:
        if tuple(texts_of(row)[: len(_HEADERS)]) == _HEADERS:
            return SELF_CHECK
        words = header_words(row)
        for spec in SHEETS.values() if words else ():
            if exact_hits(words, spec) >= needed(spec):
                return spec.name
    return META if any(row and row[0] == FIXED_TEXTS_NAME for row in sheet.rows[:_META_DEPTH]) else ""


def typed_cells(sheet: SheetData, own: str, view: FormView) -> Iterator[Filled]:
    """The filled cells of a copy of a data sheet but for what the form itself has on such a sheet."""
    spec = SHEETS[own]
    texts = (
        {squeeze(column.header) for column in spec.columns}
        | set(view.keys.get(own, ()))
        | {squeeze(spec.hint)}
    )
    for labels in view.labels(own).values():
        texts.update(squeeze(raw_text(value)) for value in labels.values() if value is not None)
    for cell in sheet_cells(sheet):
        text = squeeze(cell.raw)
        title = cell.column == 0 and text.startswith(own)
        if text not in texts and not title and cell.address not in sheet.formulas:
            yield cell
