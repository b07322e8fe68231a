"""The number formats of an .ods in the code that Excel writes, as far as they show words, thousands or hundredths.

In: the roots of styles.xml and content.xml. Out: format code by the name of the cell style, inherited ones too, only of
those that tell more than the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from toolkit.core.value_formats import tells_more
from toolkit.inbox.workbooks.stylelines import nearest

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_FRACTION = f"{_NUMBER}fraction"
_DIGITS = frozenset({f"{_NUMBER}number", f"{_NUMBER}scientific-number", _FRACTION})
# A format with a section for texts is a style for texts, with its numbers as conditions.
_STYLES = tuple(f"{_NUMBER}{name}-style" for name in ("number", "currency", "text"))
_PERCENTAGE = f"{_NUMBER}percentage-style"
_COLOUR = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}color"
_SYMBOL = f"{_NUMBER}currency-symbol"
_TEXTS = frozenset({f"{_NUMBER}text", _SYMBOL})
_MONEY = "¥"  # where the symbol is that of the computer's own place
_MOST_PLACES = 15
_LONGEST = 255  # as in Excel; a style that grows by its conditions must not
_FACTORS = {"1000": ",", "1000000": ",,", "1000000000": ",,,"}


def telling_formats(*roots: etree._Element) -> dict[str, str]:
    """Cell style -> format code with its words; styles with plain numbers are left out."""
    codes: dict[str, str] = {}
    for element in _each(roots, *_STYLES):
        codes[element.get(f"{_STYLE}name", "")] = _code(element, codes)
    codes |= {element.get(f"{_STYLE}name", ""): "0%" for element in _each(roots, _PERCENTAGE)}
    styles = {style.get(f"{_STYLE}name", ""): style for style in _each(roots, f"{_STYLE}style")}
    parents = {name: style.get(f"{_STYLE}parent-style-name", "") for name, style in styles.items()}
    own = {
        name: said
        for name, style in styles.items()
        if (said := style.get(f"{_STYLE}data-style-name")) is not None
    }
    found = {name: codes.get(nearest(name, own, parents, ""), "") for name in styles}
    return {name: code for name, code in found.items() if code and tells_more(code)}


def _each(roots: Iterable[etree._Element], *tags: str) -> Iterator[etree._Element]:
    return (element for root in roots for element in root.iter(*tags))


def _code(style: etree._Element, earlier: dict[str, str]) -> str:
    """One section; before it those that hold under a condition, which stand earlier in the file."""
    conditional, own = [], ""
    for part in style:
        if part.tag in _DIGITS:
            own += _digit(part) + _FACTORS.get(part.get(f"{_NUMBER}display-factor", ""), "")
        elif part.tag in _TEXTS:
            own += _quoted(part.text or (_MONEY if part.tag == _SYMBOL else ""))
        elif part.tag == f"{_STYLE}text-properties" and part.get(_COLOUR, "").lower() == "#ffffff":
            own += "[White]"
        elif part.tag == f"{_NUMBER}text-content":
            own += "@"
        elif part.tag == f"{_STYLE}map":
            condition = part.get(f"{_STYLE}condition", "").removeprefix("value()")
            section = earlier.get(part.get(f"{_STYLE}apply-style-name", ""), "")
            conditional.append(f"[{condition}]{section.rpartition(';')[2]}")
    return ";".join([*conditional, own])[:_LONGEST]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


def _digit(number: etree._Element) -> str:
    """# where 0 is not shown; the places of digits up to the first text that is drawn among them."""
    if number.tag == _FRACTION:
        return "# ?/?"
    drawn: dict[int, str] = {}
    for text in number.iterchildren(f"{_NUMBER}embedded-text"):
        place = text.get(f"{_NUMBER}position", "0")
        if place.isdecimal() and len(place) < 3 and int(place) <= _MOST_PLACES:
            drawn[int(place)] = drawn.get(int(place), "") + (text.text or "")
    if drawn:  # places are counted from the last whole digit
        return "0" + "".join(
            f"{_quoted(drawn.get(place, ''))}{'0' if place else ''}" for place in range(max(drawn), -1, -1)
        )
    whole = number.get(f"{_NUMBER}min-integer-digits", "1")
    return "#" if whole == "0" and number.get(f"{_NUMBER}decimal-places", "0") == "0" else "0"
