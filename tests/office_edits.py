"""Edits of a Word paper as an office makes them, each with a sign by which it is found again. In: a .docx; out: the same, edited."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

COMMENT = "这一句请李主任再核一下。"
INSERTED = "（主任会前补充的半句）"
DELETED = "主任划去的半句"
HEADER = "送审稿第二次修改"
BOX = "文本框里的提醒：会前收回。"
FOOTNOTE = "口径以统计局为准。"
MARKS = f'w:author="李" w:date="2024-06-28T09:00:00Z" {nsdecls("w")}'


def png() -> bytes:
    """A picture of one red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


PICTURE = hashlib.sha256(png()).hexdigest()


def edit(path: Path) -> str:
    """Make all the edits; returns the first words of the table row that was struck out."""
    document = docx.Document(str(path))
    figures = [one for one in document.paragraphs if one._p.findall(qn("w:sdt")) and len(one.text) > 20]
    moved, marked = figures[1], figures[-1]
    figures[-2]._p.addnext(moved._p)
    row = struck_row(document)
    document.add_comment(marked.runs[0], COMMENT, "李", "李")
    marked._p.append(_tracked("ins", "t", INSERTED))
    marked._p.append(_tracked("del", "delText", DELETED))
    document.sections[0].header.paragraphs[0].add_run(HEADER)
    marked._p.append(_box(BOX))
    document.add_paragraph().add_run().add_picture(io.BytesIO(png()))
    document.save(str(path))
    return row


def struck_row(document: Any) -> str:
    """Take the last data row out of the longest table."""
    table = max(document.tables, key=lambda one: len(one.rows))
    row = table.rows[-1]
    words = "｜".join(cell.text for cell in row.cells)
    row._tr.getparent().remove(row._tr)
    return words


def _tracked(kind: str, holder: str, text: str) -> etree._Element:
    return parse_xml(f'<w:{kind} w:id="901" {MARKS}><w:r><w:{holder}>{text}</w:{holder}></w:r></w:{kind}>')


def _box(text: str) -> etree._Element:
    space = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    return parse_xml(
        f'<w:r {nsdecls("w")} {space}><w:pict><v:shape style="width:200pt;height:20pt"><v:textbox><w:txbxContent>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def lost(data: bytes, row: str) -> list[str]:
    """Which of the edits a paper no longer has."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        texts = {name: parts.read(name) for name in parts.namelist()}
    document = docx.Document(io.BytesIO(data))
    body = texts["word/document.xml"].decode()
    rows = ["｜".join(cell.text for cell in one.cells) for table in document.tables for one in table.rows]
    pictures = {hashlib.sha256(one).hexdigest() for name, one in texts.items() if "/media/" in name}
    found: Mapping[str, Callable[[], bool]] = {
        "批注": lambda: COMMENT in texts.get("word/comments.xml", b"").decode(),
        "修订插入": lambda: INSERTED in body and "<w:ins " in body,
        "修订删除": lambda: DELETED in body and "<w:del " in body,
        "页眉": lambda: any(
            HEADER in one.decode("utf-8", "ignore") for name, one in texts.items() if "header" in name
        ),
        "文本框": lambda: body.count(BOX) == 1,
        "图片": lambda: PICTURE in pictures,
        "删去的行": lambda: (
            row.split("｜")[1]
            not in [one.split("｜")[1] for one in rows if one.count("｜") == row.count("｜")]
        ),
    }
    return [name for name, there in found.items() if not there()]
