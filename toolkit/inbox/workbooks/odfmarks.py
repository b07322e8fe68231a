"""Struck-out text, pictures and words in shapes of an .ods.

In: the roots of styles.xml and content.xml, a cell, a table. Out: names of styles that strike out, inherited ones
too; whether a cell has a struck-out piece of text; the cells under pictures and objects; styles with a picture for their ground; the words of
shapes by address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.workbooks.extras import Area, address, position
from toolkit.inbox.workbooks.stylelines import nearest

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LINES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_MOST = 100  # pictures and shapes that are looked for on a sheet
_SHAPES = tuple(
    f"{_DRAW}{name}"
    for name in [
        "text-box",
        "custom-shape",
        "rect",
        "ellipse",
        "circle",
        "caption",
        "line",
        "polyline",
        "polygon",
        "regular-polygon",
        "path",
        "connector",
        "measure",
    ]
)
_FILES = (f"{_DRAW}object", f"{_DRAW}object-ole")
_CHART = f"{_DRAW}notify-on-update-of-ranges"  # what follows cells of the workbook is a chart
_HREF = "{http://www.w3.org/1999/xlink}href"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROW, _COLUMN = 15.0, 48.0  # points: usual height and width
_UNITS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_LENGTH = lazy_regex(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)(cm|mm|in|pt|pc|px)")
_PLACE = lazy_regex(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_CORNER = lazy_regex(r"\.\$?([A-Z]{1,3})\$?([0-9]{1,7})\b")  # behind the name of a sheet


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
    return frozenset(name for name in parents if nearest(name, own, parents, default=False))


def has_struck(cell: etree._Element, struck: Collection[str]) -> bool:
    """Whether a piece of the cell's own text is struck out; its note is another matter."""
    return bool(struck) and any(
        piece.get(f"{_TEXT}style-name") in struck
        for line in cell.iterchildren(f"{_TEXT}p")
        for piece in line.iter(f"{_TEXT}span", f"{_TEXT}p")
    )


def conditional_areas(table: etree._Element, changing: Collection[str]) -> Iterator[str]:
    """Areas of conditional formats that give one of these styles, or draw icons or bars alone."""
    for formats in table.iterchildren(f"{_CALC}conditional-formats"):
        for one in formats:
            rules = list(one)
            if any(
                rule.get(f"{_CALC}apply-style-name") in changing or rule.get(f"{_CALC}show-value") == "false"
                for rule in rules
            ):
                for area in one.get(f"{_CALC}target-range-address", "").split(" "):
                    yield ":".join(letters + digits for letters, digits in _CORNER.findall(area))


def under_all_names(names: Collection[str], *roots: etree._Element) -> frozenset[str]:
    """The same styles also by the names that people see, which conditional formats call them by."""
    styles = (style for root in roots for style in root.iter(f"{_STYLE}style"))
    seen = (style.get(f"{_STYLE}display-name", "") for style in styles if style.get(f"{_STYLE}name") in names)
    return frozenset(names) | frozenset(filter(None, seen))


def changed_on_condition(changing: Collection[str], *roots: etree._Element) -> frozenset[str]:
    """Names of the styles that turn into one of these on a condition: so are conditions written for all programs."""
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for root in roots
        for style in root.iter(f"{_STYLE}style")
        if any(
            turn.get(f"{_STYLE}apply-style-name") in changing for turn in style.iterchildren(f"{_STYLE}map")
        )
    )


def pictures_of(table: etree._Element) -> Iterator[tuple[Area, bool]]:
    """Areas of pictures and of files that are shown by one, which are told apart; what lies on the sheet itself is at its first cell."""
    for frame in islice(table.iter(f"{_DRAW}frame"), _MOST):
        file = next(frame.iterchildren(*_FILES), None)
        if next(frame.iter(f"{_DRAW}image", *_FILES), None) is None or frame.getparent() is None:
            continue
        if file is not None and file.get(_CHART) is not None:
            continue
        end = _PLACE.search(frame.get(f"{_TABLE}end-cell-address", ""))
        first = _anchored(frame)
        last = position(end[1] + end[2]) if end else _far_corner(first, frame)
        yield (*first, max(first[0], last[0]), max(first[1], last[1])), file is not None


def with_background(*roots: etree._Element) -> frozenset[str]:
    """Names of the styles of sheets that have a picture for their ground."""
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for root in roots
        for style in root.iter(f"{_STYLE}style")
        if next(style.iterfind(f"{_STYLE}table-properties/{_STYLE}background-image[@{_HREF}]"), None)
        is not None
    )


def _far_corner(first: tuple[int, int], frame: etree._Element) -> tuple[int, int]:
    """Where a picture ends that only says how large it is, by rows and columns of the usual size."""
    height, width = (_points(frame.get(f"{_SVG}{name}", "")) for name in ("height", "width"))
    return first[0] + int(height / _ROW), first[1] + int(width / _COLUMN)


def _points(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


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
