"""Small helpers for WordprocessingML that several modules here need."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIXED = (2024, 1, 1, 0, 0, 0)


@functools.cache
def q(tag: str) -> str:
    """Clark name of a tag of the main namespace: q("r") for w:r."""
    return f"{{{W}}}{tag}"


_UNSEEN = (
    q("moveFrom"),
    q("del"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)


def text_of(element: etree._Element) -> str:
    """All visible text below an element; tabs and breaks as one space."""
    return "".join(text for _, text in pieces(element))


def pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """What makes up the visible text, in order: text nodes, and tabs and breaks as one blank.

    What a tracked change moved away is not there, and a text box is there once, whatever copy of it older programs get.
    """
    words, tabs = q("t"), q("tabs")
    unseen = {node for holder in element.iter(*_UNSEEN) for node in holder.iter()}
    for node in element.iter(words, q("tab"), q("br")):
        if node in unseen:
            continue
        if node.tag == words:
            yield node, node.text or ""
        elif node.tag == q("br") or parent(node).tag != tabs:
            yield node, " "


def parent(node: etree._Element) -> etree._Element:
    """The element around a node; raises ValueError for a root."""
    holder = node.getparent()
    if holder is None:
        raise ValueError(f"no element around {node.tag}")
    return holder


def tag_of_control(control: etree._Element) -> str:
    """The tag of a content control, "" when it has none."""
    node = control.find(f"{q('sdtPr')}/{q('tag')}")
    return node.get(q("val"), "") if node is not None else ""


def paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """All paragraphs in the order of the document, those in tables and controls too."""
    yield from root.iter(q("p"))


def fixed_zip(data: bytes) -> bytes:
    """The same package with fixed dates, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
