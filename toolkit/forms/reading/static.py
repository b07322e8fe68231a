"""Which cells are the form's own fixed texts, where no row and column tells.

In: a Book. Out: a test for cells of the cover, of the rows above a header, and of the sheets that ask
for nothing; and which notes are. The form carries marks of its fixed texts on _meta; where these are lost, the columns that
the form uses there are taken for its own. 自检 goes by place: there is nothing on it but formulas, its
title, hint and headers, and in its hidden and locked columns numbers (H) and texts (K to M), right of which the forms of the first layout have nothing.
"""

from __future__ import annotations

import re

from toolkit.core.findings import Severity
from toolkit.core.form import ASK_LIST, COVER, FIX_LIST, META, SELF_CHECK
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import HELD, WORD, Book, SheetData
from toolkit.core.value_text import mark_of, raw_text, squeeze
from toolkit.forms.identity import FIXED_TEXTS_NAME
from toolkit.forms.labels import COUNTED, RULE_OF_FIGURE, WHOLE
from toolkit.forms.layout import COVER_KEY_INDEX, SHEETS
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.scan import sheet_cells
from toolkit.forms.spec import SheetSpec

_USED_COLUMNS = {COVER: COVER_KEY_INDEX + 1, FIX_LIST: 7, ASK_LIST: 7}
# Places of 自检 as patterns of addresses; rows from the first data row on, then what its head has.
_ROWS = r"(?:[5-9]|[1-9][0-9]{1,5})"
SELF_CHECK_FORMULAS = rf"(?:[A-EG-JN-Q]{_ROWS}|A3|[H-M]4)"
SELF_CHECK_TEXTS = rf"(?:[K-M]{_ROWS}|A[12]|[A-E]4)"
SELF_CHECK_NUMBERS = rf"H{_ROWS}"
_FORMULAS, _TEXTS, _NUMBERS = map(re.compile, (SELF_CHECK_FORMULAS, SELF_CHECK_TEXTS, SELF_CHECK_NUMBERS))
# The form's own formulas outside its tables name one of its sheets, or repeat a cell (B6&"", in ods [.B6]&""); a sheet
# that was deleted leaves #REF!.
_OWN_FORMULA = lazy_regex(
    "|".join((SELF_CHECK, *SHEETS, "#REF!", r'^(?:\[\.)?\$?[A-Z]{1,2}\$?[0-9]{1,6}\]?&""$'))
)
_LIVE_TOTAL = "全部项目合计:"
_LIVE = lazy_regex(
    r"(?:必填项\d+/\d+,有误\d+处(?:,封面未填\d+处)?|本单位(?:本年度)?没有需要填报的(?:任务|指标),这张表不用填[^。]{0,20}。?)?"
    rf"(?:{_LIVE_TOTAL})?"
)
_SENTENCE = lazy_regex("[，。；：！？,;:!?]")  # no title has any of these


def is_hint(text: str, spec: SheetSpec) -> bool:
    """Whether a text is what the form says above a table, also with more behind it."""
    begins, _, ends = spec.hint.partition(COUNTED)
    hint = bool(begins) and text.startswith(begins) and text.endswith(ends)
    return hint or (bool(spec.other_hint) and text.startswith(spec.other_hint))


class StaticTexts:
    """Knows the fixed texts of one returned workbook."""

    def __init__(self, book: Book) -> None:
        self._marks = _marks(book)
        self._notes_of_form = book.fmt != WORD  # the form's own notes stand only in workbooks
        # Formats whose formulas are not read show only their values, which no mark can know.
        self._exact = bool(self._marks) and any(sheet.formulas for sheet in book.sheets)

    def owns(self, cell: Filled, form_sheet: str) -> bool:
        """Whether the cell stands as the form was sent out; ``form_sheet`` is what the sheet is."""
        if form_sheet == SELF_CHECK:
            return _own_on_self_check(cell)
        if not self._exact:
            if cell.column < _USED_COLUMNS[form_sheet]:
                return True
        elif not cell.fault and mark_of(cell.raw) in self._marks:
            return True
        formula = cell.sheet.formulas.get(cell.address)  # last, for formulas are only read when asked
        return formula is not None and (not formula or _OWN_FORMULA.search(formula) is not None)

    def foreign(self, sheet: SheetData) -> list[Filled]:
        """What a unit wrote on a sheet of the form that asks for nothing."""
        if sheet.name == META or not sheet.rows:
            return []
        return [cell for cell in sheet_cells(sheet) if not self.owns(cell, sheet.name)]

    def owns_above(self, cell: Filled, spec: SheetSpec) -> bool:
        """The same for a cell above the header of a data sheet."""
        if cell.fault or is_hint(cell.raw, spec) or (not cell.sheet.formulas and _is_live(cell)):
            return True
        if cell.column == 0 and cell.raw.startswith(spec.name) and not _SENTENCE.search(cell.raw):
            return True
        if self._marks and mark_of(cell.raw) in self._marks:
            return True
        return cell.address in cell.sheet.formulas

    def foreign_notes(self, sheet: SheetData) -> list[tuple[str, str]]:
        """Notes that a unit put to cells, with their addresses, and its words in shapes; where the marks of the
        form's own notes are lost, these go by their words."""
        unmarked = not self._marks and self._notes_of_form
        notes = [
            (at, "" if unmarked and _is_own_note(text) else text if unmarked else self._added_to_own(text))
            for at, text in sheet.comments.items()
        ]
        return [*((at, text) for at, text in notes if text), *sheet.words]

    def _added_to_own(self, text: str) -> str:
        """What a person wrote in a note, below the form's own words where it has them."""
        lines = text.split("\n")
        own = next((n for n in range(len(lines), 0, -1) if mark_of("\n".join(lines[:n])) in self._marks), 0)
        return "\n".join(lines[own:]).strip()


def _is_live(cell: Filled) -> bool:
    """What the form's own formulas above a table show, where they were pasted as values: 必填项 2/2，有误 0 处, and totals beside it."""
    if _LIVE.fullmatch(squeeze(cell.raw)):
        return True
    first = cell.sheet.rows[cell.row][0]
    return (
        not isinstance(cell.value, str)
        and isinstance(first, str)
        and squeeze(first).endswith(_LIVE_TOTAL)
        and _LIVE.fullmatch(squeeze(first)) is not None
    )


def _is_own_note(text: str) -> bool:
    told = any(
        text.startswith(f"【{severity}】") for severity in Severity
    )  # on a form that goes back to be mended
    return told or WHOLE in text or RULE_OF_FIGURE in text or HELD in text


def _own_on_self_check(cell: Filled) -> bool:
    """By place and kind; where a file has no formulas at all, their values stand in their places."""
    if _FORMULAS.fullmatch(cell.address) and (not cell.sheet.formulas or cell.address in cell.sheet.formulas):
        return True
    own = _TEXTS if isinstance(cell.value, str) else _NUMBERS
    return not cell.fault and own.fullmatch(cell.address) is not None


def _marks(book: Book) -> frozenset[str]:
    for sheet in book.sheets:
        if sheet.name.startswith(META):
            for row in sheet.rows:
                if len(row) > 1 and row[0] == FIXED_TEXTS_NAME:
                    return frozenset(raw_text(row[1]).split())
    return frozenset()
