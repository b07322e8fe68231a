"""Number and date put into a draft as the office edited it, at the moment it is issued.

In: the draft's bytes, what to put into its two controls (the date stands in 版记 too, which is a footer), a sentence for
a corrected paper. Out: the same document, nothing else touched.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping

import docx
from docx.parts.hdrftr import FooterPart
from lxml import etree

from toolkit.errors import OperatorError
from toolkit.word.number_lock import issue_tag
from toolkit.word.ooxml import XML_SPACE, fixed_zip, q, tag_of_control, text_of
from toolkit.word.places import style_of

NUMBER, DATE = "number", "date"
_PLACES = {NUMBER: "红头下面的期号（送审稿）", DATE: "红头下面的日期"}


def stamp(draft: bytes, texts: Mapping[str, str], note: str = "") -> bytes:
    """The draft with number and date, and ``note`` as a paragraph above its text when there is one.

    Raises OperatorError with the place when a control was deleted; what python-docx raises when it is no .docx.
    """
    document = docx.Document(io.BytesIO(draft))
    body = document.element.body
    feet = [part.element for part in document.part.related_parts.values() if isinstance(part, FooterPart)]
    for which, text in texts.items():
        controls = _controls(body, which)
        if not controls:
            raise OperatorError(
                f"专报里{_PLACES[which]}的填写框被删掉了，编号封存时填不进去。"
                "请从程序写的送审稿里把这一行整行复制回来，再封存。"
            )
        for control in [*controls, *(one for foot in feet for one in _controls(foot, which))]:
            _fill(control, text)
    if note:
        _insert(body, note)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def stamped(paper: bytes) -> dict[str, str]:
    """What number and date of a paper say."""
    controls = docx.Document(io.BytesIO(paper)).element.body.iter(q("sdt"))
    texts = {tag_of_control(one): text_of(one) for one in controls}
    return {which: texts[issue_tag(which)] for which in _PLACES if issue_tag(which) in texts}


def _controls(within: etree._Element, which: str) -> list[etree._Element]:
    return [one for one in within.iter(q("sdt")) if tag_of_control(one) == issue_tag(which)]


def _fill(control: etree._Element, text: str) -> None:
    for shown in control.iter(q("showingPlcHdr")):
        shown.getparent().remove(shown)  # type: ignore[union-attr]
        break
    for node in control.iter(q("t")):
        node.text, text = text, ""
        node.set(XML_SPACE, "preserve")


def _insert(body: etree._Element, note: str) -> None:
    """The note as a paragraph of the text, above the summary (or the first paragraph of the text)."""
    paragraphs = list(body.iter(q("p")))
    looks = [style_of(one) for one in paragraphs]
    at = next((at for at, look in enumerate(looks) if look == "Summary"), 0)
    model = next(
        (one for one, look in zip(paragraphs, looks, strict=True) if look == "Normal"), paragraphs[at]
    )
    added = etree.Element(q("p"))
    form = model.find(q("pPr"))
    if form is not None:
        added.append(copy.deepcopy(form))
    node = etree.SubElement(etree.SubElement(added, q("r")), q("t"))
    node.text = note
    paragraphs[at].addprevious(added)
