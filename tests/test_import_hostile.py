"""Odd and hostile files give findings, never a traceback."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.checklist_samples import import_list
from toolkit.core.model import Unit

UNITS = (Unit("650001", "青河市", "青河"),)
DATA = Path(__file__).parent / "data"
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'


def package(xml: bytes, name: str = "word/document.xml") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


def document(text: str = "") -> bytes:
    made = docx.Document()
    made.add_paragraph(text)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def codes(data: bytes, name: str = "清单.docx") -> list[str]:
    checklist, _, findings = import_list(data, name, UNITS)
    assert checklist.tasks == ()
    for finding in findings:
        assert finding.problem
        assert finding.remedy
    return [finding.code for finding in findings]


ENTITY_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["E930"]),
        (b"   \n", ["E930"]),
        (b"PK\x03\x04 broken", ["E930"]),
        (package(b"not xml"), ["E930"]),
        (package(BODY.format("").encode()), ["E930"]),
        (package(b"x", "word/other.xml"), ["E930"]),
        (package(b" " * 70_000_000), ["E930"]),
        (bytes(range(256)) * 40, ["E930"]),
        (b"\xff\xfe\x00\xd8", ["E930"]),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ["E930"]),
        (b"x" * 200_000, ["E930"]),
        ("只有一段文字，没有表格。".encode(), ["E931"]),
        (document(), ["E931"]),
        (document("一段文字"), ["E931"]),
        (
            package(
                (ENTITY_BOMB + BODY.format("<w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body>")).encode()
            ),
            ["E931"],
        ),
    ],
)
def test_what_is_no_checklist_is_said(data: bytes, expected: list[str]) -> None:
    assert codes(data) == expected


def test_an_old_word_file_is_named_as_such() -> None:
    (finding,) = import_list(b"\xd0\xcf\x11\xe0" + bytes(600), "清单.doc", UNITS)[2]
    assert finding.code == "E930"
    assert ".docx" in finding.values["reason"]


def table(*rows: list[str]) -> bytes:
    made = docx.Document()
    grid = made.add_table(len(rows), max(map(len, rows)))
    for cells, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=False):
            cell.text = text
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_table_of_something_else() -> None:
    assert codes(table(["姓名", "电话"], ["张三", "123"])) == ["N950", "E931"]


def test_a_head_without_rows() -> None:
    head = ["序号", "事项", "内容", "2026年措施", "牵头单位", "责任单位"]
    assert codes(table(head)) == ["E933"]


def test_missing_columns_are_said_and_the_rest_is_read() -> None:
    data = table(["序号", "内容", "2026年措施"], ["1", "修路", "修路5公里"])
    checklist, _, findings = import_list(data, "清单.docx", UNITS)
    assert [task.content for task in checklist.tasks] == ["修路"]
    assert [finding.code for finding in findings] == ["E932"] * 3


def test_a_row_that_fits_no_column_is_said() -> None:
    head = ["序号", "事项", "内容", "2026年措施", "牵头单位", "责任单位"]
    rows = [["1", "1.甲", "内容", "措施", "教育局", "青河市"], ["2", "2.乙", "", "", "", ""]]
    checklist, _, findings = import_list(table(head, *rows), "清单.docx", UNITS)
    assert len(checklist.tasks) == 1
    assert [finding.code for finding in findings] == ["Q940"]


def test_a_wrong_suffix_does_not_matter(units: tuple[Unit, ...]) -> None:
    data = (DATA / "checklist.docx").read_bytes()
    assert len(import_list(data, "清单.txt", units)[0].tasks) == 47
    text = (DATA / "checklist.txt").read_text(encoding="utf-8")
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert len(import_list(text.encode(encoding), "清单.docx", units)[0].tasks) == 47
    windows = text.replace("\n", "\r\n").encode()
    assert len(import_list(windows, "清单.txt", units)[0].tasks) == 47


@pytest.mark.parametrize("name", ["checklist.docx", "checklist.txt"])
def test_mutated_files_never_raise(name: str, units: tuple[Unit, ...]) -> None:
    original = (DATA / name).read_bytes()
    chance = random.Random(20240601)
    for _ in range(60):
        data = bytearray(original)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.randrange(len(data)) if chance.random() < 0.3 else len(data)
        import_list(bytes(data[:cut]), name, units)


def test_mutated_document_xml_never_raises(units: tuple[Unit, ...]) -> None:
    """Inside the package, so that the XML and the table structure are what breaks."""
    with zipfile.ZipFile(DATA / "checklist.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    chance = random.Random(7)
    tags = ["<w:tc>", "</w:tc>", "<w:tr>", "</w:tr>", '<w:vMerge w:val="restart"/>', "<w:gridSpan/>", "w:val"]
    for _ in range(40):
        changed = xml
        for _ in range(chance.randint(1, 8)):
            tag = chance.choice(tags)
            place = changed.find(tag, chance.randrange(len(changed)))
            if place >= 0:
                changed = changed[:place] + chance.choice(["", tag + tag, "7"]) + changed[place + len(tag) :]
        import_list(package(changed.encode()), "清单.docx", units)
