"""A file's bytes as a document, by what they are and not by the suffix.

In: bytes and name. Out: a ``Document``; raises ValueError with the reason that a person can act on.
"""

from __future__ import annotations

from toolkit.checklist.importing.document import Document, paragraphs
from toolkit.checklist.importing.docx import DOCUMENT, has_pictures, read_docx
from toolkit.checklist.importing.headers import find_header
from toolkit.checklist.importing.table import column_lines, read_table
from toolkit.checklist.importing.text import decode, read_text

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_PDF, _RTF = b"%PDF", b"{\\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
MOST_ROWS = 3000  # of one table; the longest list of a province has 300 tasks
MOST_PARAGRAPHS = 4000  # some 120 pages


def open_document(data: bytes, name: str) -> Document:
    """The document; raises ValueError when it is none, holds pictures only, or is plainly too long for a list."""
    document = _document(data, name)
    if not document.grids and not document.paragraphs:
        if data.startswith(_ZIP) and has_pictures(data):
            raise ValueError("里面只有图片，没有文字，请要来电子版，或用 WPS 的图片转文字识别后另存为 .docx")
        return document
    rows = max((len(grid.rows) for grid in document.grids), default=0)
    if rows > MOST_ROWS:
        raise ValueError(f"有一张表长达 {rows} 行，不像任务清单，请只留任务清单部分")
    if len(document.paragraphs) > MOST_PARAGRAPHS:
        raise ValueError("文件太长，不像任务清单，请只留任务清单部分另存后再试")
    return document


def _document(data: bytes, name: str) -> Document:
    if not data.strip():
        raise ValueError("文件是空的")
    if data.startswith(_PDF):
        raise ValueError("PDF 文件，请要来 Word 或 Excel 原件，或用 WPS 打开后另存为 .docx")
    if data.startswith(_PICTURES):
        raise ValueError("图片文件，请要来电子版，或用 WPS 的图片转文字识别后另存为 .docx")
    if data.startswith(_RTF):
        raise ValueError("RTF 文件，请用 Word 或 WPS 打开后另存为 .docx")
    if data.startswith(_ZIP):
        return Document(name, tuple(read_docx(data))) if DOCUMENT.encode() in data else _sheets(data, name)
    if data.startswith(_OLE):
        if name.lower().endswith((".doc", ".wps")):
            raise ValueError("旧版 Word 文档，请用 Word 或 WPS 打开后另存为 .docx")
        return _sheets(data, name)
    return Document(name, tuple(read_text(decode(data))))


def _sheets(data: bytes, name: str) -> Document:
    """A workbook; a sheet with a document pasted into its first column is read as paragraphs."""
    blocks: list[object] = []
    for grid in read_table(data):
        one_column = all(not any(cell.text for cell in row[1:]) for row in grid.rows)
        blocks += paragraphs(column_lines(grid)) if one_column and find_header(grid) is None else [grid]
    return Document(name, tuple(blocks))  # type: ignore[arg-type]
