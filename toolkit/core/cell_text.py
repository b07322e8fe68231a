"""Text from outside as a cell can hold it.

In: any text. Out: the same without what cannot be seen, cut with a visible mark where it is too long.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex

CELL_LIMIT = 32_767
CUT_MARK = "……【超出单元格上限，以下从略，全文见原件】"
# Control characters but tab and line feed, lone surrogates, non-characters, and marks that turn the
# reading direction: none of them can be seen, all of them can mislead or break a file.
_UNSEEN = lazy_regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Text that is safe in a cell: nothing unseen in it, and cut with a visible mark at Excel's limit."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", text)
    # Excel counts UTF-16 units: a character outside the basic plane counts two.
    if len(text) * 2 <= CELL_LIMIT or len(text.encode("utf-16-le")) <= CELL_LIMIT * 2:
        return text
    room = (CELL_LIMIT - len(CUT_MARK)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_MARK
