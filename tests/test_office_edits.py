"""What Word leaves in a paper besides typed words: verify and renewal read it as a reader sees it."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from office_edits import BOX, edit, lost
from test_issue import paper

from toolkit.word.ooxml import text_of
from toolkit.word.renewal import changes, renew
from toolkit.word.sentences import sentences_of
from toolkit.word.stamping import stamp
from toolkit.word.verification import verify

FOOT = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p>'
    "<w:r><w:t>据统计局，上年为7654.3万元。</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


@pytest.fixture(scope="module")
def draft(finished_demo: Path) -> bytes:
    return paper(finished_demo).read_bytes()


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_sealing_and_renewing_keep_every_kind_of_edit(draft: bytes, tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(draft)
    struck = edit(path)
    edited = path.read_bytes()
    assert lost(edited, struck) == []
    sealed = stamp(edited, {"number": "第1期", "date": "2024年6月30日"}, "更正说明。")
    assert lost(sealed, struck) == []
    fresh = other_numbers(draft)
    renewed = renew(draft, edited, fresh)
    assert renewed.renewed > 5 and lost(renewed.data, struck) == []
    # what moved went along, what was struck out stays out, and nothing of it waits for a person
    texts = [one.text for one in sentences_of(renewed.data)]
    assert len(texts) == len(set(texts)) + len(sentences_of(edited)) - len(
        {one.text for one in sentences_of(edited)}
    )
    assert [one for one in changes(draft, renewed.data, fresh) if one.edits] == []


def other_numbers(data: bytes) -> bytes:
    """The paper as the tool would write it with other figures: in every sentence the first tagged number is another."""
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.element.body.iter(qn("w:p")):
        for control in paragraph.iter(qn("w:sdt")):
            node = next(control.iter(qn("w:t")), None)
            if node is not None and node.text and node.text[0] in "123456":
                node.text = "7" + node.text[1:]
                break
    return saved(document)


def test_what_was_moved_under_tracking_is_read_where_it_stands_now(draft: bytes) -> None:
    document = docx.Document(io.BytesIO(draft))
    moved = next(one._p for one in document.paragraphs if one._p.findall(qn("w:sdt")) and len(one.text) > 20)
    text = text_of(moved)
    there = copy.deepcopy(moved)
    for paragraph, kind in ((moved, "moveFrom"), (there, "moveTo")):
        holder = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="7" w:author="李"/>')
        inside = [child for child in paragraph if child.tag != qn("w:pPr")]
        for child in inside:
            holder.append(child)
        paragraph.append(holder)
    moved.getnext().addnext(there)
    data = saved(document)
    assert "".join(one.text for one in sentences_of(data)).count(text) == 1
    report = verify(data, {})
    before = verify(draft, {})
    assert len(report.changed) == len(before.changed) and len(report.removed) == len(before.removed)


def test_a_text_box_is_read_once_whatever_copies_it_has(draft: bytes) -> None:
    document = docx.Document(io.BytesIO(draft))
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inside = f"<w:txbxContent><w:p><w:r><w:t>{BOX}</w:t></w:r></w:p></w:txbxContent>"
    run = parse_xml(
        f"<w:r {nsdecls('w')} {space}><mc:AlternateContent><mc:Choice Requires='wps'>{inside}</mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document.paragraphs[-1]._p.append(run)
    assert "".join(one.text for one in sentences_of(saved(document))).count(BOX) == 1


def test_a_number_in_a_footnote_needs_a_source_too(draft: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draft)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                kind = f'<Override PartName="/word/footnotes.xml" ContentType="{KIND}"/></Types>'
                part = part.replace(b"</Types>", kind.encode())
            if name == "word/_rels/document.xml.rels":
                relation = (
                    f'<Relationship Id="rId999" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
                )
                part = part.replace(b"</Relationships>", relation.encode())
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", FOOT)
    found = [(one.place, one.number) for one in verify(buffer.getvalue(), {}).unsupported]
    assert ("脚注", "7654.3") in found
