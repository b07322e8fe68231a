"""What stands above or below the line in an .ods, what cannot be seen, and texts whose pieces readers run together.

In: the roots of styles.xml and content.xml; a cell. Out: styles by name; the text of a cell as it is seen, with its tabs,
its breaks of lines, raised digits as characters of their own (12¹), and without what stands over it or in a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from toolkit.inbox.workbooks.colours import BLACK, WHITE, is_unseen
from toolkit.inbox.workbooks.raised import shifted
from toolkit.inbox.workbooks.stylelines import inherited

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_POSITION, _INK, _GROUND = f"{_STYLE}text-position", f"{_FO}color", f"{_FO}background-color"
_AUTOMATIC = f"{_STYLE}use-window-font-color"
_SIZE = f"{_FO}font-size"
_KEYS = (_SIZE, _POSITION, _INK, _GROUND, _AUTOMATIC)
_PROPERTIES = (f"{_STYLE}text-properties", f"{_STYLE}table-cell-properties")
_TAB, _BREAK, _SPACES = f"{_TEXT}tab", f"{_TEXT}line-break", f"{_TEXT}s"
_BESIDE = frozenset({f"{_TEXT}ruby-text", f"{_TEXT}note"})
_DRAWN = tuple(f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("drawing", "dr3d"))
_ANY_DRAWN = tuple(f"{space}*" for space in _DRAWN)
_MOST_SPACES = 1000


@dataclass(frozen=True)
class OdfLook:
    """``raised``: styles of cells and of pieces of text, 1 above and -1 below the line; ``unseen``: of cells whose text
    cannot be told from what is behind it."""

    raised: Mapping[str, int]
    unseen: frozenset[str]


def odf_look(*roots: etree._Element) -> OdfLook:
    """What the styles say, inherited ones too."""
    own: dict[str, dict[str, str]] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            said = own.setdefault(name, {})
            for properties in style.iterchildren(*_PROPERTIES):
                said.update((key, value) for key in _KEYS if (value := properties.get(key)) is not None)
    whole = {name: inherited(name, own, parents) for name in parents}
    raised = {name: where for name, said in whole.items() if (where := _where(said.get(_POSITION, "")))}
    return OdfLook(raised, frozenset(name for name, said in whole.items() if _is_unseen(said)))


def _where(position: str) -> int:
    """Of "super 58%", "-33% 58%", "0% 100%"."""
    first = position.partition(" ")[0]
    if first in ("super", "sub"):
        return 1 if first == "super" else -1
    number = first.rstrip("%")
    return 0 if not number.strip("-0.") else -1 if number.startswith("-") else 1


def _is_unseen(said: Mapping[str, str]) -> bool:
    if _is_small(said.get(_SIZE, "")):
        return True
    ink = BLACK if said.get(_AUTOMATIC) == "true" else said.get(_INK, BLACK)
    ground = said.get(_GROUND, WHITE)
    return is_unseen(_colour(ink), WHITE if ground == "transparent" else _colour(ground))


def _is_small(size: str) -> bool:
    return re.fullmatch(r"[0-3](\.[0-9]+)?pt", size) is not None


def _colour(text: str) -> str:
    return text.removeprefix("#").upper()


def seen_text(cell: etree._Element, raised: Mapping[str, int]) -> str | None:
    """The text of a cell in whose pieces there is more than readers give; None where they give all."""
    lines = list(cell.iterchildren(f"{_TEXT}p"))
    if not any(len(line) and _tells(line, raised) for line in lines):
        return None
    return "\n".join("".join(_pieces(line, raised, 0)) for line in lines)


def plain_text(cell: etree._Element) -> str:
    """The text of a cell's own paragraphs, without its note."""
    return "\n".join("".join(_pieces(line, {}, 0)) for line in cell.iterchildren(f"{_TEXT}p"))


def draws(cell: etree._Element) -> bool:
    """Whether a picture, a shape or a control hangs on a cell: their titles and descriptions are no text of it."""
    return next(cell.iterdescendants(*_ANY_DRAWN), None) is not None


def _tells(line: etree._Element, raised: Mapping[str, int]) -> bool:
    return any(
        piece.tag in (_TAB, _BREAK) or piece.tag in _BESIDE or piece.get(f"{_TEXT}style-name", "") in raised
        for piece in line.iterdescendants()
    )


def _pieces(element: etree._Element, raised: Mapping[str, int], where: int) -> Iterator[str]:
    where = raised.get(element.get(f"{_TEXT}style-name", ""), where)
    yield shifted(element.text or "", where)
    for piece in element:
        if piece.tag in (_TAB, _BREAK):
            yield "\t" if piece.tag == _TAB else "\n"
        elif piece.tag == _SPACES:
            count = piece.get(f"{_TEXT}c", "1")
            yield " " * (min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 9 else 1)
        elif piece.tag not in _BESIDE and not str(piece.tag).startswith(_DRAWN):
            yield from _pieces(piece, raised, where)
        yield shifted(piece.tail or "", where)
