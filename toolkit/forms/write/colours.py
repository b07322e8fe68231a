"""The cells of a sheet colour themselves: what is blank and must not be, and what is wrong, from the points of 自检.

In: the lines of a sheet's rows. Out: conditional formats of the sheet, each over all cells of a column whose rules are
the same but for their row. They look at cells of their own sheet alone, which every program can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_uppercase

from toolkit.core.addresses import column_index
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL, LIGHT_TEXT
from toolkit.forms.live import Live
from toolkit.forms.points import Line, Point
from toolkit.forms.write.formbook import Area, Page

MISSING_FILL = "FFEEBA"  # deeper than a cell to fill in, and not red: nothing is wrong yet
WRONG = {"bg_color": f"#{LIGHT_FILL[Light.RED]}", "font_color": f"#{LIGHT_TEXT[Light.RED]}", "bold": True}
MISSING = {"bg_color": f"#{MISSING_FILL}"}


def colour_cells(page: Page, lines: Sequence[Line]) -> None:
    """The colours of all rows of a sheet."""
    alike: dict[int, tuple[tuple[Point, ...], list[int]]] = {}  # hundreds of free rows have the same points
    for line in lines:
        alike.setdefault(id(line.points), (line.points, []))[1].append(_row(line.address))
    rules: dict[tuple[str, str, bool], list[int]] = {}
    for points, rows in alike.values():
        for rule in _shapes(points):
            rules.setdefault(rule, []).extend(rows)
    for (letter, shape, wrong), rows in rules.items():
        rows.sort()
        areas = list(_areas(column_index(letter), rows))
        page.colour_areas(areas, shape.replace(_ROW, str(rows[0])), WRONG if wrong else MISSING)


_ROW = "\x00"
_NUMBER = lazy_regex("(?<=[A-Z])[0-9]+")  # of a row, behind the letters of a column


def _row(address: str) -> int:
    return int(address.lstrip(ascii_uppercase))


def _shapes(points: Iterable[Point]) -> Iterator[tuple[str, str, bool]]:
    """Column, rule without its row, whether it is about a fault."""
    for point in points:
        letter = point.address.rstrip("0123456789")
        for condition, wrong in ((point.lacking, False), (point.faulty, True)):
            if condition is not None:
                yield letter, _shape(condition, point), wrong


def _shape(condition: Live, point: Point) -> str:
    """The rule as the sheet's own cells say it, the row taken out."""
    row = point.address.lstrip(ascii_uppercase)
    text = condition.text.replace(f"{point.sheet}!", "$")
    return _NUMBER.sub(lambda found: _ROW if found[0] == row else found[0], text)


def _areas(col: int, rows: Sequence[int]) -> Iterator[Area]:
    """One column over neighbouring rows (1-based)."""
    start = previous = rows[0]
    for row in [*rows[1:], 0]:
        if row != previous + 1:
            yield (start - 1, col, previous - 1, col)
            start = row
        previous = row
