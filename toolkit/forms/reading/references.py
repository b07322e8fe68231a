"""Whether a formula refers to the cell it stands in, also by way of others, which no program can work out.

In: the formulas of a sheet by address (without their =), its name, the cell. Out: yes or no. Other sheets, names and INDIRECT are
not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from toolkit.core.addresses import column_index, column_letter
from toolkit.core.patterns import lazy_regex

_STEPS, _CELLS_OF_AN_AREA = 200, 400  # formulas that are followed; cells of one area that may hold some
_TEXT = lazy_regex(r'"[^"]*"')
_NAME = r"'(?:[^']|'')*'"
_SHEET = rf"(?:({_NAME}|[\w.\[\]]+)!)?"
_CELLS = lazy_regex(
    rf"(?<![\w.$\]!]){_SHEET}\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}})(?::\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}}))?(?![\w(.!])",
    re.I,
)
_COLUMNS = lazy_regex(rf"(?<![\w.$\]!]){_SHEET}\$?([A-Z]{{1,3}}):\$?([A-Z]{{1,3}})(?![\w(.!])", re.I)
_PLACE_ONLY = lazy_regex(
    r"\b(?:ROWS?|COLUMNS?)\([^()]*\)", re.I
)  # they ask where a cell is, not what is in it
_OF_ODS = lazy_regex(
    rf"\[\$?({_NAME}|[^'\].:]*)\.([$A-Z0-9]+)(?::[^\].:]*\.([$A-Z0-9]+))?\]"
)  # [.J7], [$表.J5:.J9]
_LAST_ROW = 9_999_999

Area = tuple[int, int, int, int]  # first and last row, first and last column, 0-based


def refers_to_itself(formulas: Mapping[str, str], sheet: str, row: int, column: int) -> bool:
    """Whether the formula in the cell at 0-based ``row`` and ``column`` needs its own result."""
    waiting, seen = [_address(row, column)], set[str]()
    for _ in range(_STEPS):
        if not waiting:
            return False
        formula = formulas.get(waiting.pop(), "")
        for first, last, left, right in _areas(formula, sheet):
            if first <= row <= last and left <= column <= right:
                return True
            if (last - first + 1) * (right - left + 1) > _CELLS_OF_AN_AREA:
                continue
            inside = {_address(one, at) for one in range(first, last + 1) for at in range(left, right + 1)}
            waiting += [one for one in inside - seen if formulas.get(one)]
            seen |= inside
    return False


def references(formula: str) -> list[tuple[str, str]]:
    """(sheet, "" for its own, and column letter) of every cell that a formula refers to."""
    return [(where.strip("'"), left.upper()) for where, left, *_ in _CELLS.findall(_bare(formula))]


def _bare(formula: str) -> str:
    """The formula as Excel writes it, without its texts and what only asks where a cell is."""
    return _PLACE_ONLY.sub("0", _TEXT.sub("", _OF_ODS.sub(_as_elsewhere, formula)))


def _address(row: int, column: int) -> str:
    return f"{column_letter(column)}{row + 1}"


def _areas(formula: str, sheet: str) -> Iterator[Area]:
    """The areas of its own sheet that a formula refers to."""
    text = _bare(formula)
    for where, left, top, right, bottom in _CELLS.findall(text):
        if _is_here(where, sheet):
            yield *_in_order(int(top) - 1, int(bottom or top) - 1), *_between(left, right or left)
    for where, left, right in _COLUMNS.findall(text):
        if _is_here(where, sheet):
            yield 0, _LAST_ROW, *_between(left, right)


def _as_elsewhere(found: re.Match[str]) -> str:
    """A reference of an ods as Excel writes it."""
    sheet, first, last = found.groups("")
    return (f"{sheet}!" if sheet else "") + first + (f":{last}" if last else "")


def _is_here(where: str, sheet: str) -> bool:
    return not where or where.strip("'").replace("''", "'") == sheet


def _between(left: str, right: str) -> tuple[int, int]:
    return _in_order(column_index(left.upper()), column_index(right.upper()))


def _in_order(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
