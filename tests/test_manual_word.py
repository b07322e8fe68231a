"""docs/使用手册.docx says what docs/使用手册.md says: made anew by ``python docs/images/manual.py``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "使用手册.md").read_text("utf-8")
LETTERS = re.compile(r"[^\W_]")  # every letter, digit and Chinese character, no mark


def text_of(node: Any) -> str:
    return "".join(one.text or "" for one in node.iter(qn("w:t")))


def test_headings_are_the_same() -> None:
    paper = docx.Document(str(DOCS / "使用手册.docx"))
    found = [
        (int(one.style.name[-1]), one.text)
        for one in paper.paragraphs
        if one.style is not None and (one.style.name or "").startswith("Heading")
    ]
    wanted = [(len(marks), text) for marks, text in re.findall(r"(?m)^(#{1,3}) (.*)$", PAGE)]
    assert found == wanted


def test_every_letter_is_the_same() -> None:
    """No word of one is missing in the other; a link shows its words, a picture its title."""
    shown = re.sub(r"\]\([^)]*\)", "]", PAGE)
    body = docx.Document(str(DOCS / "使用手册.docx")).element.body
    assert "".join(LETTERS.findall(text_of(body))) == "".join(LETTERS.findall(shown))


def test_every_picture_is_in_it() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", PAGE)
    paper = docx.Document(str(DOCS / "使用手册.docx"))
    held = [
        paper.part.related_parts[blip.get(qn("r:embed"))].blob
        for blip in paper.element.body.iter(qn("a:blip"))
    ]
    assert held == [(DOCS / name).read_bytes() for name in pictures]
    assert len(pictures) >= 14
