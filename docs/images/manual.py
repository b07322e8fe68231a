"""docs/使用手册.docx from docs/使用手册.md: ``python docs/images/manual.py``; run after the text or a picture was changed.

In: the marks that the manual uses (headings, lists, tables, quotes, code, pictures, bold, links). Out: the same words in
Word, for an office that prints it; the same input gives the same bytes. ``test_manual_word`` holds that it is up to date.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

DOCS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(DOCS.parent))

from toolkit.core.theme import GROUP, text_width  # noqa: E402
from toolkit.word.ooxml import fixed_zip  # noqa: E402

SOURCE, TARGET = DOCS / "使用手册.md", DOCS / "使用手册.docx"
_MADE = datetime(2024, 1, 1)
_WIDE, _MARGIN = Cm(16), Cm(2.5)
_LEAST, _MOST = 10, 60  # half-width characters of a column
_GREY = RGBColor(0x70, 0x70, 0x70)
_INLINE = re.compile(r"(\*\*.+?\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))")
_STARTS = re.compile(r"#{1,3} |[-*] |\d+\. |\||>|!\[|```")


@dataclass(frozen=True)
class Block:
    """One piece of the page; ``depth`` of a heading or list, ``rows`` of a table."""

    kind: str  # heading, paragraph, bullet, number, quote, code, picture, table
    text: str = ""
    depth: int = 0
    rows: Sequence[Sequence[str]] = ()


def blocks(text: str) -> Iterator[Block]:
    """The pieces of a page in their order."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(("    ", "```")):
            at, code = _code(lines, at)
            yield Block("code", code)
            continue
        if line.startswith("|"):
            rows = [lines[at + more] for more in range(len(lines) - at)]
            part = next(list(group) for _, group in groupby(rows, key=lambda row: row.startswith("|")))
            at += len(part)
            yield Block("table", rows=[_cells(row) for row in part if not re.fullmatch(r"[|\-: ]+", row)])
            continue
        at += 1
        if line.strip():
            while at < len(lines) and lines[at].strip() and not _STARTS.match(lines[at].strip()):
                line += lines[at].strip()  # a line that goes on; Chinese needs no blank between
                at += 1
            yield _piece(line)


def _code(lines: Sequence[str], at: int) -> tuple[int, str]:
    """Lines of code from here; a list that is indented inside a list never begins with four blanks in the manual."""
    fenced = lines[at].startswith("```")
    end = at + 1
    while end < len(lines) and (
        not lines[end].startswith("```") if fenced else lines[end].startswith("    ")
    ):
        end += 1
    return (
        (end + 1, "\n".join(lines[at + 1 : end]))
        if fenced
        else (end, "\n".join(line[4:] for line in lines[at:end]))
    )


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _piece(line: str) -> Block:
    depth, said = (len(line) - len(line.lstrip())) // 2, line.strip()
    if heading := re.match(r"(#{1,3}) (.*)", said):
        return Block("heading", heading[2], len(heading[1]))
    if picture := re.fullmatch(r"!\[([^\]]*)\]\(([^)]+)\)", said):
        return Block("picture", picture[2], rows=[[picture[1]]])
    if said.startswith("> "):
        return Block("quote", said[2:])
    if said.startswith("- "):
        return Block("bullet", said[2:], depth)
    if re.match(r"\d+\. ", said):
        return Block("number", said, depth)
    return Block("paragraph", said, depth)


def word(text: str) -> bytes:
    """The Word file of a page."""
    paper = docx.Document()
    _look(paper)
    for block in blocks(text):
        _put(paper, block)
    paper.core_properties.title, paper.core_properties.author = "使用手册", ""
    paper.core_properties.created = paper.core_properties.modified = _MADE
    buffer = io.BytesIO()
    paper.save(buffer)
    return fixed_zip(buffer.getvalue())


def _look(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    for name, font, size in (
        ("Normal", "宋体", 11),
        ("Heading 1", "黑体", 18),
        ("Heading 2", "黑体", 15),
        ("Heading 3", "黑体", 12.5),
    ):
        style = paper.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        style.paragraph_format.space_after = Pt(6)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
            fonts = style.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)


def _put(paper: Any, block: Block) -> None:
    if block.kind == "heading":
        paper.add_heading(_plain(block.text), block.depth)
    elif block.kind == "picture":
        place = paper.add_paragraph()
        place.alignment = WD_ALIGN_PARAGRAPH.CENTER
        place.add_run().add_picture(str(DOCS / block.text), width=_WIDE)
        about = block.rows[0][0]
        place._p.find(f".//{qn('wp:docPr')}").set("descr", about)
        caption = paper.add_paragraph(about)
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _small(caption)
        place.paragraph_format.keep_with_next = True
    elif block.kind == "table":
        _table(paper, block.rows)
    else:
        style = "List Bullet" if block.kind == "bullet" else None
        made = paper.add_paragraph(style=style)
        if block.kind == "code":
            run = made.add_run(block.text)
            run.font.name = "Consolas"
            made.paragraph_format.left_indent = Cm(0.8)
            return
        if block.depth or block.kind == "number":
            made.paragraph_format.left_indent = Cm(0.7 + 0.7 * block.depth)
        if block.kind == "number":  # the manual's own numbers, so that each list begins where it does there
            made.paragraph_format.first_line_indent = Cm(-0.7)
        _inline(made, block.text)
        if block.kind == "quote":
            _small(made)


def _small(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _GREY


def _table(paper: Any, rows: Sequence[Sequence[str]]) -> None:
    table = paper.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.autofit = False
    widths = _widths(rows)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(rows):
        for cell, text, width in zip(table.rows[number].cells, row, widths, strict=True):
            cell.width = width
            if number == 0:
                cell._tc.get_or_add_tcPr().append(_fill(GROUP))
            _inline(cell.paragraphs[0], text)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            for run in cell.paragraphs[0].runs:
                run.font.size, run.bold = Pt(10), (number == 0) or run.bold
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of the page shared out by the longest cell of each column; a long one is not worth more than a line."""
    longest = [max(text_width(_plain(row[index])) for row in rows) for index in range(len(rows[0]))]
    shares = [min(max(one, _LEAST), _MOST) for one in longest]
    return [int(_WIDE * share / sum(shares)) for share in shares]


def _fill(colour: str) -> Any:
    """The background of a cell."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    return shading


def _inline(paragraph: Any, text: str) -> None:
    for part in filter(None, _INLINE.split(text)):
        run = paragraph.add_run(_plain(part))
        if part.startswith("**"):
            run.bold = True
        elif part.startswith("`"):
            run.font.name = "Consolas"


def _plain(text: str) -> str:
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text).replace("`", "")


if __name__ == "__main__":
    TARGET.write_bytes(word(SOURCE.read_text("utf-8")))
