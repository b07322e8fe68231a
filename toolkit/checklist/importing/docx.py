"""A Word document as paragraphs and grids, from the raw XML: merges, automatic numbers, tables within tables.

In: the bytes of a .docx. Out: its blocks in their order; raises ValueError with the reason when it is none.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from toolkit.checklist.importing.document import Block, Paragraph
from toolkit.checklist.importing.grid import Grid, GridCell, Row, tidy_text
from toolkit.checklist.importing.numbering import Numbering

_NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_W = f"{{{_NS['w']}}}"
DOCUMENT, NUMBERING = "word/document.xml", "word/numbering.xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError)
LIMIT = 60_000_000  # bytes of XML; the largest checklist seen has a hundredth of that


def read_docx(data: bytes) -> list[Block]:
    """Everything that stands in the body, in its order; a table that only frames another gives the inner one."""
    root, numbers = _document(data)
    blocks: list[Block] = []
    texts: list[str] = []
    for element in _blocks(root.find("w:body", _NS)):
        if element.tag == f"{_W}tbl":
            for table in _unframed(element):
                place = f"第{sum(isinstance(one, Grid) for one in blocks) + 1}个表格"
                rows = tuple(
                    _row(row) for row in table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr", namespaces=_NS)
                )
                blocks.append(Grid(rows, place, "\n".join(texts)))
        else:
            text = f"{numbers.label(element)}{_text(element)}"
            texts.append(text)
            blocks += [Paragraph(line.strip()) for line in text.split("\n") if line.strip()]
    return blocks


def _unframed(table: Any) -> list[Any]:
    """The tables inside, when the outer one has a single cell."""
    inner = table.xpath("./w:tr/w:tc/w:tbl", namespaces=_NS)
    return list(inner) if inner and len(table.xpath("./w:tr/w:tc", namespaces=_NS)) == 1 else [table]


def _document(data: bytes) -> tuple[Any, Numbering]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            info = archive.getinfo(DOCUMENT)
            if info.file_size > LIMIT:
                raise ValueError("文件过大")
            xml = archive.read(info)
            numbers = archive.read(NUMBERING) if _fits(archive, NUMBERING) else None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(xml, parser)
    except _BROKEN:
        raise ValueError("不是完好的 Word 文档") from None
    except etree.XMLSyntaxError:
        raise ValueError("Word 文档内容已损坏") from None
    if root.find("w:body", _NS) is None:
        raise ValueError("Word 文档没有正文")
    return root, Numbering(numbers)


def _fits(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size <= LIMIT


def has_pictures(data: bytes) -> bool:
    """Whether pictures lie in the document: a list that was scanned has nothing else."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.startswith(("word/media/", "xl/media/")) for name in archive.namelist())
    except _BROKEN:
        return False


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables of the body, also inside content controls."""
    for element in body:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag == f"{_W}sdt":
            content = element.find("w:sdtContent", _NS)
            if content is not None:
                yield from _blocks(content)


def _row(row: Any) -> Row:
    before = row.find("w:trPr/w:gridBefore", _NS)
    cells = [GridCell(inherited=True)] * (_number(before) if before is not None else 0)
    for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc", namespaces=_NS):
        span = max(1, _number(cell.find("w:tcPr/w:gridSpan", _NS)))
        merge = cell.find("w:tcPr/w:vMerge", _NS)
        inherited = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        text = tidy_text("\n".join(_text(p) for p in cell.iterfind(".//w:p", _NS)))
        numbered = not text and cell.find(".//w:p/w:pPr/w:numPr", _NS) is not None
        cells.append(GridCell(text, inherited, numbered, span))
        cells += [GridCell(inherited=inherited)] * (span - 1)
    return tuple(cells)


def _number(element: Any) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if value.isdigit() else 0


def _text(paragraph: Any) -> str:
    """Text as shown: tabs and line breaks kept, deleted text left out, no text of nested paragraphs."""
    parts: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        owner = next(node.iterancestors(f"{_W}p"))
        if owner is not paragraph:
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.getparent().tag == f"{_W}r":  # a tab stop in the paragraph's properties is no text
            parts.append(" " if node.tag == f"{_W}tab" else "\n")
    return "".join(parts)
