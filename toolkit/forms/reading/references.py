"""Whether a formula refers to the cell it stands in, which no program can work out.

In: the text of a formula (without its =), its sheet, the cell. Out: yes or no; names and INDIRECT are not followed.
"""

from __future__ import annotations

import re

from toolkit.core.addresses import column_index

_TEXT = re.compile(r'"[^"]*"')
_SHEET = r"((?:'(?:[^']|'')*'|[\w.\[\]]+)!)?"
_CELLS = re.compile(
    rf"(?<![\w.$\]!]){_SHEET}\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}})(?::\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}}))?(?![\w(.!])",
    re.I,
)
_COLUMNS = re.compile(rf"(?<![\w.$\]!]){_SHEET}\$?([A-Z]{{1,3}}):\$?([A-Z]{{1,3}})(?![\w(.!])", re.I)
_PLACE_ONLY = re.compile(
    r"\b(?:ROWS?|COLUMNS?)\([^()]*\)", re.I
)  # they ask where a cell is, not what is in it


def refers_to(formula: str, sheet: str, row: int, column: int) -> bool:
    """Whether the cell at 0-based ``row`` and ``column`` of ``sheet`` is among what its formula refers to."""
    text = _PLACE_ONLY.sub("0", _TEXT.sub("", formula))
    for match in _CELLS.finditer(text):
        where, left, top, right, bottom = match.groups()
        rows = sorted((int(top), int(bottom or top)))
        if _is_here(where, sheet) and rows[0] <= row + 1 <= rows[1] and _between(left, right or left, column):
            return True
    return any(
        _is_here(where, sheet) and _between(left, right, column)
        for where, left, right in _COLUMNS.findall(text)
    )


def _is_here(where: str | None, sheet: str) -> bool:
    return not where or where[:-1].strip("'").replace("''", "'") == sheet


def _between(left: str, right: str, column: int) -> bool:
    first, last = sorted((column_index(left.upper()), column_index(right.upper())))
    return first <= column <= last
