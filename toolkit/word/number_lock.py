"""Turns marked text into content controls: every figure gets one that carries its key.

In: a rendered part's XML with marks (see tokens); out: the same tree with ``w:sdt`` controls, and what was
locked, in the order of the document, for the manifest. Names are printed as plain text.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from toolkit.core.returns import Figure
from toolkit.word.ooxml import XML_SPACE, parent, q, text_of
from toolkit.word.tokens import MARK, OPEN, TAG_LIMIT, tag_of

FIRST_ID = 100001
_QUOTE, _ISSUE = "q:", "issue:"


@dataclass
class Lock:
    """Makes controls with ids of their own; ``given`` collects words that may hold digits of nobody."""

    figures: Mapping[str, Figure]
    given: dict[str, None] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)  # shown words -> unit and cell
    made: int = 0

    def __post_init__(self) -> None:
        self._labels = {tag_of(key): item.label for key, item in self.figures.items()}

    def apply(self, root: etree._Element) -> None:
        """Replace every mark below ``root``."""
        for node in list(root.iter(q("t"))):
            if OPEN in (node.text or ""):
                self._split(node)

    def _split(self, node: etree._Element) -> None:
        run = parent(node)
        form = run.find(q("rPr"))
        before, after = _around(run, node, form)
        pieces = self._pieces(node.text or "", form)
        for piece in [*before, *pieces, *after]:
            run.addprevious(piece)
        parent(run).remove(run)

    def _pieces(self, text: str, form: etree._Element | None) -> Iterator[etree._Element]:
        at = 0
        plain = ""
        for match in MARK.finditer(text):
            plain += text[at : match.start()]
            at = match.end()
            if match[1] == "n":
                self.given[match[3]] = None
                plain += match[3]
                continue
            if plain:
                yield _run(plain, form)
                plain = ""
            yield self._control(match[1], match[2], match[3], form)
        plain += text[at:]
        if plain:
            yield _run(plain, form)

    def _control(self, kind: str, reference: str, shown: str, form: etree._Element | None) -> etree._Element:
        if kind == "q":
            self.quotes.setdefault(shown, reference)
            return self._sdt((_QUOTE + reference)[:TAG_LIMIT], "填报单位原话", shown, form)
        if kind == "i":
            return self._sdt(issue_tag(reference), "编号封存时自动填写", shown, form)
        label = self._labels.get(reference.partition("#")[0], "")
        return self._sdt(reference, label[:TAG_LIMIT], shown, form)

    def _sdt(self, tag: str, alias: str, shown: str, form: etree._Element | None) -> etree._Element:
        control = etree.Element(q("sdt"))
        about = etree.SubElement(control, q("sdtPr"))
        if form is not None:
            about.append(copy.deepcopy(form))
        for name, value in (("alias", alias), ("tag", tag), ("id", str(FIRST_ID + self.made))):
            etree.SubElement(about, q(name)).set(q("val"), value)
        etree.SubElement(about, q("text"))
        etree.SubElement(control, q("sdtContent")).append(_run(shown, form))
        self.made += 1
        return control


def _run(text: str, form: etree._Element | None) -> etree._Element:
    run = etree.Element(q("r"))
    if form is not None:
        run.append(copy.deepcopy(form))
    node = etree.SubElement(run, q("t"))
    node.text = text
    node.set(XML_SPACE, "preserve")
    return run


def _around(
    run: etree._Element, node: etree._Element, form: etree._Element | None
) -> tuple[list[etree._Element], list[etree._Element]]:
    """Runs for what stands before and after ``node`` in its run (a tab, other text)."""
    children = [child for child in run if child.tag != q("rPr")]
    at = children.index(node)
    return _wrapped(children[:at], form), _wrapped(children[at + 1 :], form)


def _wrapped(children: list[etree._Element], form: etree._Element | None) -> list[etree._Element]:
    if not children:
        return []
    run = etree.Element(q("r"))
    if form is not None:
        run.append(copy.deepcopy(form))
    run.extend(children)
    return [run]


def placeholder(paragraph: etree._Element) -> tuple[str, str] | None:
    """("c", chart name) or ("t", table name) when the paragraph is such a mark."""
    match = MARK.search(text_of(paragraph))
    return (match[1], match[2]) if match and match[1] in "ct" else None


def quote_place(tag: str) -> str:
    """Unit code and cell that a quote's tag names: 653101/任务进展!L12, "" when it has none."""
    return tag.removeprefix(_QUOTE)


def issue_tag(which: str) -> str:
    """The tag of the control that holds what is put in when the paper is issued: number or date."""
    return _ISSUE + which


def is_figure(tag: str) -> bool:
    """Whether a control's tag says that it holds a figure."""
    return bool(tag) and not tag.startswith((_QUOTE, _ISSUE))


def is_quote(tag: str) -> bool:
    """Whether a control's tag says that it holds a county's own words."""
    return tag.startswith(_QUOTE)
