"""What the styles of an xlsx say of the cells that have them, besides how they look nice.

In: the bytes of xl/styles.xml in its usual spelling (spelling.py). Out: by the style's number: formats that show more than
the number; styles that strike out, that raise or lower their text, and whose text cannot be told from what is behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from toolkit.inbox.workbooks.builtin import BUILT_IN, is_worth_knowing
from toolkit.inbox.workbooks.colours import BLACK, SMALLEST, WHITE, is_unseen
from toolkit.inbox.xmlsafe import parse_xml

_CUSTOM = 164  # the first number of a format that a workbook brings along
_OFF = frozenset({"0", "false"})
_USUAL_STYLES = 100_000  # bytes
_INDEXED = {"0": BLACK, "1": WHITE, "8": BLACK, "9": WHITE, "64": BLACK, "65": WHITE}
_THEMED = {"0": WHITE, "1": BLACK}  # as all usual themes have them


@dataclass(frozen=True)
class StyleLook:
    """``formats`` by the style's number as text; the others are numbers of styles."""

    formats: Mapping[str, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    raised: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    conditional: frozenset[int] = (
        frozenset()
    )  # of conditional formats: they strike out, hide, or show more than the number


def style_look(raw: bytes | None) -> StyleLook:
    """The look of all styles; nothing for a workbook without any."""
    if raw is None:
        return StyleLook()
    return _look(raw) if len(raw) > _USUAL_STYLES else _known(raw)


def _look(raw: bytes) -> StyleLook:
    root = parse_xml(raw, "xl/styles.xml")
    codes = {
        item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    fonts = list(root.iterfind("{*}fonts/{*}font"))
    styles = list(root.iterfind("{*}cellXfs/{*}xf"))
    formats = {}
    for style, item in enumerate(styles):
        ident = item.get("numFmtId", "0")
        number = int(ident) if ident.isdecimal() and len(ident) < 9 else 0
        code = codes.get(ident) or BUILT_IN.get(number, "")
        if is_worth_knowing(number, code):
            formats[str(style)] = code
    return StyleLook(
        formats,
        _with_font(styles, fonts, _is_struck),
        _with_font(styles, fonts, lambda font: is_raised(font) != 0),
        frozenset(_unseen(styles, fonts, list(root.iterfind("{*}fills/{*}fill")))),
        frozenset(_conditional(root)),
    )


_known = lru_cache(maxsize=32)(_look)  # returns of one month share their styles


def _with_font(
    styles: list[etree._Element], fonts: list[etree._Element], holds: Callable[[etree._Element], bool]
) -> frozenset[int]:
    wanted = {str(index) for index, font in enumerate(fonts) if holds(font)}
    return frozenset(index for index, style in enumerate(styles) if style.get("fontId", "0") in wanted)


def _conditional(root: etree._Element) -> Iterator[int]:
    """Numbers of the differential styles that strike text out, paint it as its ground or draw a number as something else."""
    for index, style in enumerate(root.iterfind("{*}dxfs/{*}dxf")):
        font, drawn = style.find("{*}font"), style.find("{*}numFmt")
        code = "" if drawn is None else drawn.get("formatCode", "")
        changes = font is not None and (
            _is_struck(font) or _is_painted_over(font, style.find("{*}fill/{*}patternFill"))
        )
        if changes or (code and is_worth_knowing(_CUSTOM, code)):
            yield index


def _is_painted_over(font: etree._Element, fill: etree._Element | None) -> bool:
    """Whether a differential style gives text the colour of its ground, which is white where it paints none."""
    ink = _colour(font.find("{*}color"), "")
    ground = WHITE if fill is None else _colour(fill.find("{*}bgColor"), "")
    return bool(ink and ground) and is_unseen(ink, ground)


def _is_struck(font: etree._Element) -> bool:
    mark = font.find("{*}strike")
    return mark is not None and mark.get("val", "1") not in _OFF


def is_raised(font: etree._Element | None) -> int:
    """1 where the text of a font stands above the line, -1 where below it, else 0."""
    mark = None if font is None else font.find("{*}vertAlign")
    return 0 if mark is None else {"superscript": 1, "subscript": -1}.get(mark.get("val", ""), 0)


def _unseen(
    styles: list[etree._Element], fonts: list[etree._Element], fills: list[etree._Element]
) -> Iterator[int]:
    """Styles whose text cannot be seen, whatever stands in the cell."""
    inks = {str(index): _colour(font.find("{*}color"), BLACK) for index, font in enumerate(fonts)}
    small = {str(index) for index, font in enumerate(fonts) if _is_small(font)}
    grounds = {str(index): _ground(fill.find("{*}patternFill")) for index, fill in enumerate(fills)}
    for index, style in enumerate(styles):
        ink = inks.get(style.get("fontId", "0"), BLACK)
        ground = grounds.get(style.get("fillId", "0"), WHITE)
        if style.get("fontId", "0") in small:
            yield index
            continue
        if ground and is_unseen(ink, ground):
            yield index


def _is_small(font: etree._Element) -> bool:
    size = font.find("{*}sz")
    try:
        return size is not None and float(size.get("val", "")) < SMALLEST
    except ValueError:
        return False


def _ground(pattern: etree._Element | None) -> str:
    """The one colour behind the text; "" where there are several."""
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if kind == "none":
        return WHITE
    return _colour(pattern.find("{*}fgColor"), BLACK) if pattern is not None and kind == "solid" else ""


def _colour(element: etree._Element | None, otherwise: str) -> str:
    """Six digits, or the name of a colour that is none of the two usual ones."""
    if element is None or element.get("auto") in ("1", "true"):
        return otherwise
    told, tint = {str(key): str(value) for key, value in element.attrib.items()}, ""
    if told.get("tint", "0").strip("0.-"):
        tint = told["tint"]
    if "rgb" in told:
        return told["rgb"][-6:].upper() + tint
    if "indexed" in told:
        return _INDEXED.get(told["indexed"], f"indexed {told['indexed']}") + tint
    theme = told.get("theme", "")
    return (_THEMED.get(theme, f"theme {theme}") if theme else otherwise) + tint
