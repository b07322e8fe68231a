"""Whether the sheet 自检 came back as it went out: nothing typed on it, so that nobody need read it.

In: the bytes of the sheet's XML. Out: yes or no. It is the largest sheet of a form and asks for nothing:
apart from its head and its hidden helper columns all cells are formulas. Anything unusual means no, and
the sheet is read like every other.
"""

from __future__ import annotations

import re

from toolkit.forms.layout import FIRST_ROW, column_letter
from toolkit.forms.reading.static import SELF_CHECK_HELPERS

_FIRST, _LAST = (column_letter(index) for index in (SELF_CHECK_HELPERS[0], SELF_CHECK_HELPERS[-1]))
_OURS = f'r="(?:[{_FIRST}-{_LAST}][0-9]{{1,6}}|[A-{_LAST}][1-{FIRST_ROW - 1}])"'
_EMPTY_OR_FORMULA = 'r="[A-Z]{1,3}[0-9]{1,6}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,9}")?(?:/>|><f[ >])'
_TYPED = re.compile(f"<c(?! {_OURS}| {_EMPTY_OR_FORMULA})[\\s/>]".encode())


def is_untouched(raw: bytes) -> bool:
    """Whether no cell outside head and helper columns holds anything but a formula."""
    return b"<sheetData" in raw and b":c " not in raw and _TYPED.search(raw) is None
