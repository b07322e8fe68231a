"""Words in the heads and feet of printed pages, which nobody sees on the sheet itself.

In: the text with codes that .xlsx and .xls keep; the part of an .ods that says how pages look. Out: (页眉 or 页脚, text) of each
third of a head or foot, without what programs fill in there (numbers of pages, names of sheets and files, dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from toolkit.core.patterns import lazy_regex

Margin = tuple[str, str]
HEAD, FOOT = "页眉", "页脚"
_CODE = lazy_regex(
    r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]{1,3}|(?P<third>[LCR])|(?P<itself>&)|.)',
    re.DOTALL,
)
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_PLACES = {
    f"{_STYLE}{name}{more}": where
    for name, where in (("header", HEAD), ("footer", FOOT))
    for more in ("", "-left", "-first")
}
_FIELDS = frozenset(
    f"{_TEXT}{name}"
    for name in (
        "page-number",
        "page-count",
        "sheet-name",
        "file-name",
        "title",
        "date",
        "time",
        "author-name",
    )
)


def margins_of_codes(where: str, text: str) -> Iterator[Margin]:
    """Of a head or foot as Excel keeps it: &L&10某县&C第 &P 页."""
    marked = _CODE.sub(lambda code: "\0" if code["third"] else "&" if code["itself"] else "", text)
    yield from ((where, piece.strip()) for piece in marked.split("\0") if piece.strip())


def margins_by_page(styles: etree._Element) -> dict[str, tuple[Margin, ...]]:
    """Of each kind of page of an .ods, by its name."""
    return {
        page.get(f"{_STYLE}name", ""): tuple(dict.fromkeys(_of_page(page)))
        for page in styles.iter(f"{_STYLE}master-page")
    }


def pages_by_style(content: etree._Element) -> Mapping[str, str]:
    """The kind of page that each style of tables has."""
    page = f"{_STYLE}master-page-name"
    return {
        style.get(f"{_STYLE}name", ""): name
        for style in content.iter(f"{_STYLE}style")
        if (name := style.get(page)) is not None
    }


def _of_page(page: etree._Element) -> Iterator[Margin]:
    for place in page.iterchildren(*_PLACES):
        if place.get(f"{_STYLE}display") == "false":
            continue
        thirds = list(place.iterchildren(*(f"{_STYLE}region-{side}" for side in ("left", "center", "right"))))
        for third in thirds or [place]:
            lines = ("".join(_typed(line)) for line in third.iter(f"{_TEXT}p"))
            text = "\n".join(line.strip() for line in lines if line.strip())
            if text:
                yield _PLACES[str(place.tag)], text


def _typed(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for piece in element:
        if piece.tag == f"{_TEXT}s":
            yield " "
        elif piece.tag not in _FIELDS:
            yield from _typed(piece)
        yield piece.tail or ""
