"""Whether the sheet 自检 came back as it went out: nothing typed on it, so that nobody need read it.

In: the bytes of the sheet's XML. Out: yes or no. It is the largest sheet of a form and asks for nothing:
all its cells are formulas, but for title, hint and headers, and the numbers and texts in its hidden
columns. Another text that was typed over one of these texts is not seen: all of them are locked, and
nearly all hidden. Anything else that is unusual means no, and the sheet is read like every other.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.forms.reading.static import SELF_CHECK_FORMULAS, SELF_CHECK_NUMBERS, SELF_CHECK_TEXTS

_STYLE = r'(?: s="[0-9]{1,6}+")?+'
_TYPE = r'(?: t="[a-zA-Z]{1,9}+")?+'
_OURS = "|".join(
    (
        f'{SELF_CHECK_FORMULAS}"{_STYLE}{_TYPE}><f[ >]',
        f'{SELF_CHECK_TEXTS}"{_STYLE} t="(?:s"><v|inlineStr"><is)>',
        f'{SELF_CHECK_NUMBERS}"{_STYLE}(?: t="n")?><v>',
        f'[A-Z]{{1,3}}[0-9]{{1,6}}"{_STYLE}{_TYPE}/>',
    )
)
_TYPED = lazy_regex(f'<c(?! r="(?:{_OURS}))[\\s/>]'.encode())


def is_untouched(raw: bytes) -> bool:
    """Whether no cell holds anything but what the form has in its place."""
    return b"<sheetData" in raw and b":sheetData" not in raw and _TYPED.search(raw) is None
