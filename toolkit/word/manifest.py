"""The list of a briefing's figures that travels inside the file, so that ``verify`` can miss what was removed.

In: the document with its controls; out: a custom XML part with every locked figure (tag, what was shown, where,
the words around it), the words that give each its meaning, the names that the month knows, and the given texts
whose digits are nobody's figure.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from toolkit.core.periods import Period
from toolkit.word.meaning import VOCABULARY, Meaning, meanings_of
from toolkit.word.number_lock import Lock, is_figure
from toolkit.word.ooxml import q, tag_of_control, text_of
from toolkit.word.places import Place, located
from toolkit.word.sentences import read_sentences

NAMESPACE = "urn:checklist-reporting:briefing:1"
_PROPS_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?><ds:datastoreItem '
    'ds:itemID="{6D3C5A0E-7A1B-4F0B-9C55-2B1E6F0A7D31}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
).encode()
_CONTEXT = 12  # characters kept on either side of a figure
_NAME = 16  # hex digits that name a text
_BETWEEN = "|"  # parts the words of a meaning in the file


@dataclass(frozen=True)
class Locked:
    """One figure as the tool wrote it."""

    tag: str
    shown: str
    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Manifest:
    """What the tool wrote: the figures in order, and texts that may hold digits of their own."""

    period: str
    figures: tuple[Locked, ...]
    given: tuple[str, ...]
    names: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    text: str = ""  # names the text as the tool wrote it, whatever was made of it since; "" in older papers
    vocabulary: int = 1


def add_manifest(document: Any, lock: Lock, period: Period, names: Collection[str] = ()) -> None:
    """Put the manifest into the package; ``names`` are those of units and tasks that must not be swapped."""
    root = etree.Element(f"{{{NAMESPACE}}}briefing", nsmap={"b": NAMESPACE})
    root.set("period", str(period))
    root.set("vocabulary", str(VOCABULARY))
    for place, item in locked_figures(document.element.body):
        node = etree.SubElement(root, f"{{{NAMESPACE}}}figure")
        for name, value in (("tag", item.tag), ("shown", item.shown), ("place", place.text)):
            node.set(name, value)
        node.set("before", item.before)
        node.set("after", item.after)
    for text in [*lock.given, *lock.quotes]:
        etree.SubElement(root, f"{{{NAMESPACE}}}given").text = text
    for text in names:
        etree.SubElement(root, f"{{{NAMESPACE}}}name").text = text
    sentences = read_sentences(document)
    whole = "\n".join(one.text for one in sentences)
    root.set("text", hashlib.sha256(whole.encode()).hexdigest()[:_NAME])
    for meaning in meanings_of(sentences, names):
        node = etree.SubElement(root, f"{{{NAMESPACE}}}meaning")
        node.set("tag", meaning.tag)
        node.set("before", _BETWEEN.join(meaning.before))
        node.set("behind", _BETWEEN.join(meaning.behind))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/customXml/item1.xml"), "application/xml", blob, document.part.package)
    about = Part(PackURI("/customXml/itemProps1.xml"), _PROPS_TYPE, _PROPS, document.part.package)
    part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def locked_figures(body: etree._Element) -> Iterator[tuple[Place, Locked]]:
    """Every control that holds a figure, in the order of the document."""
    for place, paragraph in located(body):
        if next(paragraph.iter(q("sdt")), None) is None:
            continue
        whole = text_of(paragraph)
        at = 0
        for control in paragraph.iter(q("sdt")):
            tag = tag_of_control(control)
            shown = text_of(control)
            start = whole.find(shown, at)
            if start >= 0:
                at = start + len(shown)
            if is_figure(tag):
                before = whole[max(0, start - _CONTEXT) : max(0, start)]
                yield place, Locked(tag, shown, place.text, before, whole[at : at + _CONTEXT])


def read_manifest(data: bytes) -> Manifest | None:
    """The manifest of a briefing; None when another program dropped it. Raises ValueError for what is no document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise ValueError("not a Word document")
        for name in archive.namelist():
            if name.startswith("customXml/") and NAMESPACE.encode() in (blob := archive.read(name)):
                return _parse(blob)
    return None


def has_controls(data: bytes) -> bool:
    """Whether the file holds any of our controls: it is a paper of the tool, its list lost."""
    body = docx.Document(io.BytesIO(data)).element.body
    return any("/" in tag or tag.startswith("issue:") for tag in map(tag_of_control, body.iter(q("sdt"))))


def reshown(document: Any, renewed: Mapping[tuple[str, str], str]) -> None:
    """Let the manifest of an opened document follow numbers that were renewed: (tag, shown before) -> shown now."""
    for part in document.part.package.iter_parts():
        if not str(part.partname).startswith("/customXml/") or NAMESPACE.encode() not in part.blob:
            continue
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        for node in root.iter(f"{{{NAMESPACE}}}figure"):
            now = renewed.get((node.get("tag", ""), node.get("shown", "")))
            if now is not None:
                node.set("shown", now)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parse(blob: bytes) -> Manifest:
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    figures = tuple(
        Locked(*(node.get(name, "") for name in ("tag", "shown", "place", "before", "after")))
        for node in root.iter(f"{{{NAMESPACE}}}figure")
    )
    given, names = (
        tuple(node.text or "" for node in root.iter(f"{{{NAMESPACE}}}{kind}")) for kind in ("given", "name")
    )
    meanings = tuple(
        Meaning(node.get("tag", ""), *(_words(node.get(side, "")) for side in ("before", "behind")))
        for node in root.iter(f"{{{NAMESPACE}}}meaning")
    )
    text, vocabulary = root.get("text", ""), int(root.get("vocabulary", "1"))
    return Manifest(root.get("period", ""), figures, given, names, meanings, text, vocabulary)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(_BETWEEN)) if text else ()
