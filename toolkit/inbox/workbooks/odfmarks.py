"""Struck-out text, pictures and words in shapes of an .ods.

In: the roots of styles.xml and content.xml, a cell, a table. Out: names of styles that strike out, inherited ones
too; whether a cell has a struck-out piece of text; the cells under pictures; the words of shapes by address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree

from toolkit.inbox.workbooks.extras import Area, address, position

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LINES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_LONGEST_LINE = 20  # of styles that inherit from each other
_MOST = 100  # pictures and shapes that are looked for on a sheet
_SHAPES = tuple(f"{_DRAW}{name}" for name in ("text-box", "custom-shape", "rect", "ellipse", "caption"))
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


def struck_styles(*roots: etree._Element) -> frozenset[str]:
    """Names of cell and text styles whose text is struck out."""
    own: dict[str, bool] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            said = [line.get(key) for line in style.iter(f"{_STYLE}text-properties") for key in _LINES]
            lines = [value for value in said if value is not None]
            if lines:
                own[name] = any(value != "none" for value in lines)
    if not any(own.values()):
        return frozenset()
    return frozenset(name for name in parents if _inherited(name, own, parents))


def _inherited(name: str, own: dict[str, bool], parents: dict[str, str]) -> bool:
    for _ in range(_LONGEST_LINE):
        if name in own or name not in parents:
            return own.get(name, False)
        name = parents[name]
    return False


def has_struck(cell: etree._Element, struck: Collection[str]) -> bool:
    """Whether a piece of the cell's own text is struck out; its note is another matter."""
    return bool(struck) and any(
        piece.get(f"{_TEXT}style-name") in struck
        for line in cell.iterchildren(f"{_TEXT}p")
        for piece in line.iter(f"{_TEXT}span", f"{_TEXT}p")
    )


def pictures_of(table: etree._Element) -> Iterator[Area]:
    """Areas of pictures that are anchored to cells; one on the sheet itself lies somewhere: at its first cell."""
    for frame in islice(table.iter(f"{_DRAW}frame"), _MOST):
        if next(frame.iter(f"{_DRAW}image"), None) is None or frame.getparent() is None:
            continue
        end = _PLACE.search(frame.get(f"{_TABLE}end-cell-address", ""))
        last = position(end[1] + end[2]) if end else (0, 0)
        first = _anchored(frame)
        yield (*first, max(first[0], last[0]), max(first[1], last[1]))


def words_of(table: etree._Element) -> Iterator[tuple[str, str]]:
    """What is written in text boxes and other shapes, each at its cell."""
    for shape in islice(table.iter(*_SHAPES), _MOST):
        lines = ("".join(map(str, line.itertext())) for line in shape.iter(f"{_TEXT}p"))
        words = "\n".join(line for line in lines if line.strip())
        if words:
            yield address(*_anchored(shape)), words


def _anchored(frame: etree._Element) -> tuple[int, int]:
    """1-based row and column of the cell around a frame."""
    cell = next(frame.iterancestors(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"), None)
    if cell is None:
        return 1, 1
    row = next(cell.iterancestors(f"{_TABLE}table-row"))
    table = next(row.iterancestors(f"{_TABLE}table"))
    above = 1
    for other in table.iter(f"{_TABLE}table-row"):
        if other is row:
            break
        above += _repeated(other, "rows")
    return above, 1 + sum(_repeated(other, "columns") for other in cell.itersiblings(preceding=True))


def _repeated(element: etree._Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1
