"""How a piece of text in a Word document looks: what it says itself, then its style, then the style of its paragraph.

In: the root of styles.xml; a run and the style of the paragraph around it. Out: whether the text is struck out, hidden, cannot be
seen on white, stands above or below the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from toolkit.inbox.workbooks.colours import SMALLEST, WHITE, is_unseen
from toolkit.inbox.workbooks.stylelines import inherited

_MARKS = frozenset({"strike", "dstrike", "vanish", "color", "vertAlign", "position", "sz"})
_OFF = frozenset({"0", "false", "off", "none"})
_NOTHING: Mapping[str, str] = {}


class RunLook(NamedTuple):
    """``raised``: 1 above the line, -1 below it, 0 on it."""

    struck: bool
    hidden: bool
    pale: bool
    raised: int


@dataclass(frozen=True)
class TextStyles:
    """What styles say of the marks, by the name of the style; ``usual``: that of paragraphs that name none."""

    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    usual: str = ""

    @classmethod
    def of(cls, root: etree._Element | None) -> TextStyles:
        """The styles of a document, inherited marks too."""
        own, parents, usual = dict[str, dict[str, str]](), dict[str, str](), ""
        for style in root.iterchildren("{*}style") if root is not None else ():
            name = attribute(style, "styleId")
            own[name] = _marks(style)
            parents[name] = _named(style, "{*}basedOn")
            if attribute(style, "type") == "paragraph" and attribute(style, "default") not in ("", *_OFF):
                usual = name
        return cls({name: inherited(name, own, parents) for name in own}, usual)

    def look(self, run: etree._Element, paragraph: str) -> RunLook:
        """How the text of a run looks in a paragraph of that style."""
        said = {
            **self.said.get(paragraph or self.usual, _NOTHING),
            **self.said.get(_named(run, "{*}rPr/{*}rStyle"), _NOTHING),
            **_marks(run),
        }
        return RunLook(
            _is_on(said, "strike") or _is_on(said, "dstrike"),
            _is_on(said, "vanish"),
            is_unseen(said.get("color", "").upper(), WHITE) or _is_small(said.get("sz", "")),
            _raised(said),
        )


def style_of(paragraph: etree._Element) -> str:
    """The style that a paragraph names."""
    return _named(paragraph, "{*}pPr/{*}pStyle")


def attribute(element: etree._Element, name: str) -> str:
    """By its local name: the namespace differs between the two kinds of documents."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), "")


def _named(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else attribute(found, "val")


def _marks(element: etree._Element) -> dict[str, str]:
    """What a run or a style says itself."""
    return {  # in formulas there are two sorts of properties
        name: attribute(item, "val")
        for item in element.iterfind("{*}rPr/{*}*")
        if (name := str(item.tag).rpartition("}")[2]) in _MARKS
    }


def _is_on(said: Mapping[str, str], mark: str) -> bool:
    return mark in said and said[mark] not in _OFF


def _is_small(halves: str) -> bool:
    """Of a size in halves of a point."""
    return halves.isdecimal() and len(halves) < 5 and int(halves) < 2 * SMALLEST


def _raised(said: Mapping[str, str]) -> int:
    position = said.get("position", "")
    if position.strip("-0"):
        return -1 if position.startswith("-") else 1
    return {"superscript": 1, "subscript": -1}.get(said.get("vertAlign", ""), 0)
