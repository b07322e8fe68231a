"""Which cells are the form's own fixed texts, where no row and column tells.

In: a Book. Out: a test for cells of the cover, of the rows above a header, and of the sheets that ask
for nothing; and which notes are. The form carries marks of its fixed texts on _meta; where these are lost, the columns that
the form uses there are taken for its own.
"""

from __future__ import annotations

from toolkit.core.form import COVER, FIX_LIST, META, SELF_CHECK
from toolkit.core.returns import Book, SheetData
from toolkit.core.value_text import is_blank, mark_of, raw_text
from toolkit.forms.identity import FIXED_TEXTS_NAME
from toolkit.forms.layout import COVER_KEY_INDEX, FIRST_ROW
from toolkit.forms.reading.model import Filled

SELF_CHECK_HELPERS = range(6, 15)  # hidden columns G to O
_USED_COLUMNS = {COVER: COVER_KEY_INDEX + 1, SELF_CHECK: SELF_CHECK_HELPERS.stop, FIX_LIST: 7}


class StaticTexts:
    """Knows the fixed texts of one returned workbook."""

    def __init__(self, book: Book) -> None:
        self._marks = _marks(book)
        # Formats whose formulas are not read show only their values, which no mark can know.
        self._exact = bool(self._marks) and any(sheet.formulas for sheet in book.sheets)

    def owns(self, cell: Filled, form_sheet: str) -> bool:
        """Whether the cell stands as the form was sent out; ``form_sheet`` is what the sheet is."""
        if cell.fault:
            return True
        if not self._exact or (form_sheet == SELF_CHECK and cell.row < FIRST_ROW - 1):
            if cell.column < _USED_COLUMNS[form_sheet]:
                return True
        elif mark_of(cell.raw) in self._marks:
            return True
        return cell.address in cell.sheet.formulas  # last, for formulas are only read when asked

    def foreign(self, sheet: SheetData) -> list[Filled]:
        """What a unit wrote on a sheet of the form that asks for nothing."""
        if sheet.name == META:
            return []
        skip = SELF_CHECK_HELPERS if sheet.name == SELF_CHECK else range(0)
        found = []
        for number, row in enumerate(sheet.rows):
            for start, part in ((0, row[: skip.start]), (skip.stop, row[skip.stop :])):
                for index, value in enumerate(part, start):
                    if value is not None and not is_blank(value):
                        cell = Filled(sheet, number, index, value)
                        if not self.owns(cell, sheet.name):
                            found.append(cell)
        return found

    def owns_above(self, cell: Filled, title: str, hint: str) -> bool:
        """The same for a cell above the header of a data sheet."""
        if cell.fault or cell.raw == hint or cell.raw.startswith(title):
            return True
        if self._marks and mark_of(cell.raw) in self._marks:
            return True
        return cell.address in cell.sheet.formulas

    def foreign_notes(self, sheet: SheetData) -> dict[str, str]:
        """Notes by address that a unit put to cells; none where the marks of the form's own are lost."""
        if not self._marks:
            return {}
        return {at: text for at, text in sheet.comments.items() if text and mark_of(text) not in self._marks}


def _marks(book: Book) -> frozenset[str]:
    for sheet in book.sheets:
        if sheet.name.startswith(META):
            for row in sheet.rows:
                if len(row) > 1 and row[0] == FIXED_TEXTS_NAME:
                    return frozenset(raw_text(row[1]).split())
    return frozenset()
