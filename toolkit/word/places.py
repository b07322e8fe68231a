"""Where a paragraph stands, as a person would say it: section and paragraph, or table and row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from toolkit.word.ooxml import q, text_of

_HEADINGS = ("Heading1", "AnnexTitle")
_TITLES = {
    "Summary": "提要",
    "PaperTitle": "标题",
    "PaperNumber": "期号",
    "TableTitle": "表题",
    "ChartTitle": "图题",
}


@dataclass(frozen=True)
class Place:
    """A place in the document; ``text`` names it, ``header`` is the column's head in a table, else ""."""

    text: str
    header: str = ""
    row: str = ""  # the table row, without its column


def located(body: etree._Element) -> Iterator[tuple[Place, etree._Element]]:
    """Every paragraph of the body with its place."""
    section, count = "开头", 0
    for block in _blocks(body):
        if block.tag == q("tbl"):
            yield from _table(block, section)
            continue
        style = style_of(block)
        if style in _HEADINGS:
            section, count = text_of(block), 0
            yield Place(f"{section}（标题）"), block
        elif style in _TITLES:
            yield Place(_TITLES[style]), block
        else:
            count += 1 if text_of(block) else 0
            yield Place(f"{section}第{max(1, count)}段"), block


def _blocks(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of the top level, also those inside block controls."""
    for child in body:
        if child.tag in (q("p"), q("tbl")):
            yield child
        elif child.tag == q("sdt"):
            content = child.find(q("sdtContent"))
            if content is not None:
                yield from _blocks(content)


def _table(table: etree._Element, section: str) -> Iterator[tuple[Place, etree._Element]]:
    heads: list[str] = []
    for number, row in enumerate(table.iter(q("tr"))):
        cells = list(row.iter(q("tc")))
        if number == 0:
            heads = [text_of(cell) for cell in cells]
        texts = [text_of(cell) for cell in cells[:2]]
        first = next((text for text in texts if text and not text.isdigit()), "")
        where = f"{section}表格第{number}行" + (f"“{first[:12]}”" if number else "")
        for at, cell in enumerate(cells):
            head = heads[at] if at < len(heads) and len(cells) == len(heads) else ""
            place = Place(where + (f"，{head}" if head else ""), head, where)
            for paragraph in cell.iter(q("p")):
                yield place, paragraph


def style_of(paragraph: etree._Element) -> str:
    """The style of a paragraph, "" when it has none of its own."""
    node = paragraph.find(f"{q('pPr')}/{q('pStyle')}")
    return node.get(q("val"), "") if node is not None else ""
