"""Workbooks of every format read alike; hostile and damaged ones are refused or read, never fatal."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import inbox_samples as make
import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from msoffcrypto.format.ooxml import OOXMLFile
from olefile import OleFileIO

from toolkit.core.returns import DOUBLED, LOST, Book
from toolkit.core.value_formats import is_percent_format
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.workbooks import biff
from toolkit.inbox.workbooks.biffzeros import Gives, gives
from toolkit.inbox.workbooks.extras import MISSING
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.worker import run_isolated

DATA = Path(__file__).parent / "data" / "inbox"


def rich() -> bytes:
    """One of everything that read_book has to tell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2024, 7, 1, 2)})
    book.set_custom_property("crt_unit", "653101")
    page, hidden, very = (book.add_worksheet(name) for name in ("指标数据", "藏", "_meta"))
    hidden.hide()
    very.very_hidden()
    page.write_row("A1", ["文字", 12.5, True, None, "１２"])
    page.write_datetime("A2", datetime(2024, 6, 5), book.add_format({"num_format": 31}))
    page.write_number("B2", 0.125, book.add_format({"num_format": "0.0%"}))
    page.write_number("C2", 5, book.add_format({"num_format": '"百分之%"0'}))
    page.write_formula("A3", '=IF(B1>1,"好","<&>")', None, "好")
    page.write_formula("B3", "=1/0", None, "#DIV/0!")
    page.write_formula("C3", "=B1*2", None, 25)
    page.set_row(4, None, None, {"hidden": True})
    page.write_string("A5", "藏着的行")
    page.merge_range("A7:C8", "合并")
    page.write_comment("B1", "批注")
    book.close()
    return stream.getvalue()


def edited(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, change(content) if info.filename == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def replaced(old: bytes, new: bytes, part: str = SHEET, data: bytes | None = None) -> bytes:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return edited(make.workbook() if data is None else data, part, change)


def code_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read_book(data)
    assert raised.value.finding("x.xlsx").problem
    return raised.value.code


# --- what a workbook tells --------------------------------------------------------------------------


def check_common(book: Book) -> None:
    sheet = book.sheet("指标数据")
    assert sheet is not None
    assert sheet.rows[0][:3] == ("文字", 12.5, True)
    assert sheet.rows[1][:2] == (datetime(2024, 6, 5), 0.125)
    assert sheet.rows[2][1:3] == (None, 25)
    assert sheet.errors == {"B3": "#DIV/0!"}
    assert set(sheet.formulas) - {"C1"} == {"A3", "B3", "C3"}  # LibreOffice makes TRUE() of true
    assert "%" in sheet.number_formats["B2"]
    assert not is_percent_format(sheet.number_formats["C2"])  # its % is only a word, which is asked about
    assert sheet.hidden_rows == {5}
    assert sheet.merges == ("A7:C8",)
    assert book.properties["crt_unit"] == "653101"
    assert book.saved_at is not None
    assert [page.visible for page in book.sheets] == [True, False, False]


def test_xlsx() -> None:
    book = read_book(rich())
    check_common(book)
    sheet = book.sheets[0]
    assert sheet.rows[2][0] == "好"
    assert sheet.formulas["A3"] == 'IF(B1>1,"好","<&>")'
    assert sheet.comments == {"B1": "批注"}
    assert sheet.uncached == frozenset()
    assert book.saved_at == datetime(2024, 7, 1, 10)
    assert sheet.rows[0][3] is None
    assert book.fmt == "xlsx"


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice(suffix: str) -> None:
    book = read_book((DATA / f"rich.{suffix}").read_bytes())
    check_common(book)
    assert book.sheets[0].comments == {"B1": "批注"}
    assert book.fmt == suffix


def test_saved_by_openpyxl_without_cached_values() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page["A3"], page["A4"] = 1, "=A1*2", '=""', '=IF(A1="&#1;","待统计","—")'
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_book(stream.getvalue()).sheets[0]
    assert sheet.uncached == {"A2", "A3", "A4"}
    assert dict(sheet.formulas) == {"A2": "A1*2", "A3": '""', "A4": 'IF(A1="&#1;","待统计","—")'}


def test_an_empty_cached_text_is_a_value() -> None:
    data = replaced(b'<c r="B2"><v>12.5</v></c>', b'<c r="B2" t="str"><f>A1</f><v></v></c>')
    sheet = read_book(data).sheets[0]
    assert sheet.uncached == frozenset()
    assert "B2" in sheet.formulas


def test_shared_formulas_and_odd_xml_spelling() -> None:
    new = b"<c s='1' r='B2' t='e' ><f t=\"shared\" si=\"0\"/><v>#REF!</v></c><c r=\"C2\"><f>1</f><v/></c>"
    sheet = read_book(replaced(b'<c r="B2"><v>12.5</v></c>', new)).sheets[0]
    assert sheet.errors == {"B2": "#REF!"}
    assert sheet.formulas == {"B2": "", "C2": "1"}
    assert sheet.uncached == {"C2"}


def test_a_namespace_prefix() -> None:
    def prefixed(content: bytes) -> bytes:
        content = re.sub(rb"<(/?)([a-zA-Z]+)(?=[\s/>])", rb"<\1x:\2", content)
        return content.replace(b"xmlns=", b"xmlns:x=")

    data = edited(rich(), SHEET, prefixed)
    sheet = read_book(data).sheets[0]
    assert sheet.errors == {"B3": "#DIV/0!"}
    assert sheet.hidden_rows == {5}
    assert sheet.rows[0][1] == 12.5


def test_the_suffix_plays_no_part_and_macros_are_left_alone() -> None:
    stream = io.BytesIO(rich())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert read_book(stream.getvalue()).fmt == "xlsm"


def test_xlsb() -> None:
    book = read_book(make.xlsb())
    sheet = book.sheets[0]
    assert sheet.rows[0][:2] == ("文字", 0.125)
    assert sheet.number_formats == {"B1": "0.00%"}
    assert sheet.errors == {"C1": "#REF!"}
    assert set(sheet.formulas) == {"C1", "D1"} and not sheet.uncached
    assert sheet.hidden_rows == {1}
    assert book.fmt == "xlsb"
    never = read_book(make.xlsb(recalculated=True)).sheets[0]
    assert never.uncached == {"D1"} and never.recalculated


def test_a_formula_that_nobody_worked_out_has_no_result_in_an_xls() -> None:
    original = (DATA / "rich.xls").read_bytes()
    at = _formula_at(original, 2, 2)
    head, body = original[:at], bytearray(original[at:])
    assert "C3" not in read_book(original).sheets[0].uncached
    body[10:18], body[18:20] = bytes(8), b"\x03\x00"  # 0, to be worked out on opening
    sheet = read_book(head + bytes(body)).sheets[0]
    assert "C3" in sheet.uncached and "C3" in sheet.formulas
    body[18:20] = bytes(2)  # a 0 that was worked out
    assert "C3" not in read_book(head + bytes(body)).sheets[0].uncached
    body[10:18] = bytes(6) + b"\xff\xff"  # a text that does not follow
    assert (
        "C3" in read_book(head + bytes(body)).sheets[0].uncached
        and "A3" not in read_book(original).sheets[0].uncached
    )


def test_a_0_that_libreoffice_stored_for_a_text_is_told_from_one_that_was_worked_out() -> None:
    """zeros.xls holds formulas in A1:A24 and was saved by LibreOffice from its own xlsx; it shows texts in most cells."""
    data = (DATA / "zeros.xls").read_bytes()
    sheet = read_book(data).sheets[0]
    assert sheet.uncached == {
        f"A{row}" for row in (1, 2, 17, 18, 19, 23)
    }  # & TEXT LEFT SUBSTITUTE CONCATENATE T
    assert sheet.zeros == {f"A{row}" for row in (3, 5, 6, 8, 10, 11, 15, 16, 20, 24)}  # IF, =B1, CHOOSE ...
    assert {
        ref for ref in sheet.formulas if sheet.rows[int(ref[1:]) - 1][0] == 0
    } > sheet.zeros | sheet.uncached
    assert not sheet.zeros & {"A4", "A7", "A21", "A22"}  # =1-1, SUM, a product, ROUND: numbers
    other = data.replace(b"Excel 97-Tabelle", b"Excel 97 Sheet\0\0")
    assert other != data and not read_book(other).sheets[0].zeros | read_book(other).sheets[0].uncached


def test_formulas_that_cannot_be_followed_may_give_anything() -> None:
    assert gives(b"") is gives(b"\x18") is gives(b"\x1e\x01") is gives(b"\x17\xff\x01a") is Gives.EITHER
    assert gives(bytes.fromhex("1e01001e01000415")) is Gives.NUMBER  # (1-1)
    assert gives(bytes.fromhex("17010061")) is gives(bytes.fromhex("1701016100")) is Gives.TEXT


def _formula_at(data: bytes, row: int, column: int) -> int:
    """Where the record of a formula begins in the file."""
    at = 0
    while True:
        at = data.index(b"\x06\x00", at)
        if struct.unpack_from("<HH", data, at + 4) == (row, column):
            return at
        at += 1


def test_wps_et_is_told_by_its_own_stream() -> None:
    original = (DATA / "rich.xls").read_bytes()
    with OleFileIO(io.BytesIO(original)) as source:
        tree: make.Tree = {"ETExtData": b"x", "Workbook": source.openstream("Workbook").read()}
    book = read_book(make.ole(tree))
    assert book.fmt == "et"
    assert book.sheets[0].rows[0][1] == 12.5


# --- passwords --------------------------------------------------------------------------------------


def encrypted(password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(make.workbook())).encrypt(password, out)
    return out.getvalue()


def test_excels_own_password_opens_and_any_other_is_named_as_the_trouble() -> None:
    assert read_book(encrypted("VelvetSweatshop")).sheets[0].rows[1][1] == 12.5
    assert code_of(encrypted("geheim")) == "E803"


def test_encrypted_xls() -> None:
    record = struct.pack("<HH", 0x0809, 16) + b"\0\x06\x05\0" + b"\0" * 12
    record += struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + b"x" * 48 + struct.pack("<HH", 0x000A, 0)
    assert code_of(make.ole({"Workbook": record})) == "E803"


# --- damaged and hostile ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E801"),
        (b"\0" * 4096, "E802"),
        (make.workbook()[:-200], "E802"),
        (b"<html><table></table></html>", "E804"),
        (b"a,b\n1,2\n", "E805"),
        (b"%PDF-1.7", "E806"),
        (make.ole({"Workbook": b"\xff" * 600}), "E813"),
        (make.ole({"WordDocument": b"x"}), "E806"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_two_cells_in_far_corners_are_read() -> None:
    data = replaced(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>')
    rows = read_book(data).sheets[0].rows
    assert len(rows) == 1_048_576
    assert rows[-1][-1] == 7
    assert len(rows[-1]) == 16_384
    assert rows[1][1] == 12.5


def test_far_corners_in_ods() -> None:
    plain = (DATA / "rich.ods").read_bytes()
    far = b'<table:table-row table:number-rows-repeated="1000000"/><table:table-row><table:table-cell '
    far += b'table:number-columns-repeated="16000"/><table:table-cell office:value-type="float" office:value="7">'
    far += b"<text:p>7</text:p></table:table-cell></table:table-row></table:table>"
    rows = (
        read_book(edited(plain, "content.xml", lambda xml: xml.replace(b"</table:table>", far, 1)))
        .sheets[0]
        .rows
    )
    assert rows[-1][-1] == 7
    assert len(rows) > 1_000_000
    assert rows[0][:2] == ("文字", 12.5)


def test_what_formulas_of_an_ods_took_from_another_file_is_nobodys_entry() -> None:
    taken = (
        b"<table:table table:name=\"'file:///C:/x.ods'#$A\"><table:table-source/><table:table-row><table:table-cell "
        b'office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell></table:table-row></table:table>'
    )
    plain = (DATA / "rich.ods").read_bytes()
    book = read_book(
        edited(
            plain,
            "content.xml",
            lambda xml: xml.replace(b"</table:table>", b"</table:table>" + taken, 1),
        )
    )
    assert [sheet.rows for sheet in book.sheets if "file:///" in sheet.name] == [()]
    assert book.sheets[0].rows == read_book(plain).sheets[0].rows


def test_the_note_of_an_error_cell_in_ods_is_no_part_of_the_error() -> None:
    cell = b'<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" '
    cell += b'office:string-value="" calcext:value-type="error"><office:annotation><dc:date>2024-06-05'
    cell += "</dc:date><text:p>填报口径</text:p></office:annotation><text:p>#DIV/0!</text:p>".encode()
    cell += b"</table:table-cell></table:table-row></table:table>"
    data = edited(
        (DATA / "rich.ods").read_bytes(), "content.xml", lambda xml: xml.replace(b"</table:table>", cell, 1)
    )
    sheet = read_book(data).sheets[0]
    assert set(sheet.errors.values()) == {"#DIV/0!"}
    assert "填报口径" in sheet.comments.values()


def test_the_note_of_a_blank_cell_in_ods_is_kept() -> None:
    cell = "<table:table-row><table:table-cell><office:annotation><text:p>待民政局提供</text:p></office:annotation>"
    cell += "</table:table-cell></table:table-row></table:table>"
    data = edited(
        (DATA / "rich.ods").read_bytes(),
        "content.xml",
        lambda xml: xml.replace(b"</table:table>", cell.encode(), 1),
    )
    assert "待民政局提供" in read_book(data).sheets[0].comments.values()


def test_a_wrong_dimension_hides_nothing() -> None:
    data = edited(
        make.workbook(), SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml)
    )
    assert read_book(data).sheets[0].rows[1] == ("T02-3", 12.5)
    far = replaced(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>', data=data
    )
    assert read_book(far).sheets[0].rows[1] == ("T02-3", 12.5)


def test_a_sheet_of_formatted_blank_rows_is_read() -> None:
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(3, 100_000)
    )
    data = replaced(b"</sheetData>", blank + b"</sheetData>")
    rows = read_book(data).sheets[0].rows
    assert len(rows) == 2


def test_entities_are_never_expanded() -> None:
    lol = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "'
        + b"x" * 100
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]>'
    )
    data = edited(
        make.workbook(),
        "xl/workbook.xml",
        lambda xml: lol + xml[xml.index(b"<workbook") :].replace(b"Sheet", b"&b;"),
    )
    assert code_of(data) == "E813"
    external = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    data = edited(
        rich(),
        "docProps/custom.xml",
        lambda xml: external + xml[xml.index(b"<Properties") :].replace(b"653101", b"&a;"),
    )
    book = read_book(data)
    assert book.properties == {} and book.damaged == ("docProps/custom.xml",)


def test_external_links_are_not_followed() -> None:
    data = replaced(b'<c r="B2"><v>12.5</v></c>', b'<c r="B2"><f>[1]Sheet1!A1</f><v>9</v></c>')
    sheet = read_book(data).sheets[0]
    assert (sheet.rows[1][1], sheet.formulas["B2"]) == (9, "[1]Sheet1!A1")


def test_an_xls_whose_directory_loops() -> None:
    data = bytearray((DATA / "rich.xls").read_bytes())
    start = 512 + struct.unpack_from("<L", data, 48)[0] * 512
    for entry in range(4):
        struct.pack_into("<LL", data, start + entry * 128 + 68, entry, entry)
    sector = struct.unpack_from("<L", data, 48)[0]
    fat = 512 + struct.unpack_from("<L", data, 76)[0] * 512
    struct.pack_into("<L", data, fat + sector * 4, sector)
    assert code_of(bytes(data)) == "E813"


def test_a_bomb_of_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.inbox.workbooks.source.SHEET_BYTES", 100_000)
    data = replaced(b"</sheetData>", b" " * 200_000 + b"</sheetData>")
    assert code_of(data) == "E819"


def test_what_calamine_cannot_read_openpyxl_may() -> None:
    data = edited(make.workbook(), SHEET, lambda xml: xml.replace(b'r="B2"', b'r="b2"'))
    assert read_book(data).sheets[0].rows[1][1] == 12.5


@pytest.mark.parametrize("name", ["rich.xlsx", "own"])
def test_side_facts_recounted_by_a_real_parser(name: str) -> None:
    data = rich() if name == "own" else (DATA / name).read_bytes()
    parts = zipfile.ZipFile(io.BytesIO(data))
    for number, sheet in enumerate(read_book(data).sheets, start=1):
        root = etree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
        cells = {cell.get("r"): cell for cell in root.iter("{*}c")}
        formulas = {
            ref: cell.findtext("{*}f") for ref, cell in cells.items() if cell.find("{*}f") is not None
        }
        assert dict(sheet.formulas) == formulas
        assert set(sheet.errors) == {ref for ref, cell in cells.items() if cell.get("t") == "e"}
        assert sheet.hidden_rows == {
            int(row.get("r", "")) for row in root.iter("{*}row") if row.get("hidden") in ("1", "true")
        }
        assert list(sheet.merges) == [item.get("ref") for item in root.iter("{*}mergeCell")]


@pytest.mark.slow
def test_far_corners_in_xls() -> None:
    """Takes a gigabyte for a moment, so it runs where it would in earnest: in a child."""
    (result,) = run_isolated(last_cell, [[(DATA / "far.xls").read_bytes()]], timeout=120)
    assert result.value == (65_536, 256, 7.0)


def last_cell(data: bytes) -> tuple[int, int, object]:
    rows = read_book(data).sheets[0].rows
    return len(rows), len(rows[-1]), rows[-1][-1]


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.xls") if path.name != "far.xls"))
def test_the_reader_of_sparse_xls_finds_what_calamine_finds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dates are counts of days there."""
    data = (DATA / name).read_bytes()
    usual = read_book(data)
    tables = biff.sparse_tables(data)
    assert tables is not None
    assert [(table[0], table[2]) for table in tables] == [
        (sheet.name, sheet.visible) for sheet in usual.sheets
    ]
    for (_, rows, _), sheet in zip(tables, usual.sheets, strict=True):
        filled = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None}
        expected = {(r, c): v for r, row in enumerate(sheet.rows) for c, v in enumerate(row) if v is not None}
        assert filled.keys() == expected.keys()
        assert {at: value for at, value in filled.items() if not isinstance(expected[at], datetime)} == {
            at: value for at, value in expected.items() if not isinstance(value, datetime)
        }


# --- cells that no program can read for sure -------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (b'<c r="B2"><v>7</v></c>', "12.5；7"),
        (b'<c r="B2" t="inlineStr"><is><t>\xe6\x97\xa0</t></is></c>', "12.5；无"),
        (b'<c r="B2" t="s"><v>0</v></c>', "12.5；指标编号"),
        (b'<c r="B2"><v>12.5</v></c>', ""),
        (b'<c r="B2" s="1"/>', ""),
        (b'</row><row r="2"><c r="B2"><v>7</v></c>', "12.5；7"),
    ],
)
@pytest.mark.parametrize("comment", [b"", b"<!-- respelled -->"])
def test_an_address_written_twice_is_read_where_both_say_the_same(
    second: bytes, said: str, comment: bytes
) -> None:
    once = b'<c r="B2"><v>12.5</v></c>'
    sheet = read_book(replaced(once, once + second + comment)).sheets[0]
    assert sheet.faulty == ({"B2": (DOUBLED, said)} if said else {})
    assert said or sheet.rows[1][1] == 12.5


@pytest.mark.parametrize("number", [b"99", b"-1", b"x", b"1.5"])
def test_a_text_that_is_not_in_the_file_costs_its_cell_alone(number: bytes) -> None:
    data = replaced(b'<c r="B2"><v>12.5</v></c>', b'<c r="B2" t="s"><v>%s</v></c>' % number)
    sheet = read_book(data).sheets[0]
    assert sheet.faulty == {"B2": (LOST, MISSING)} and sheet.rows[1][1] is None
    assert sheet.rows[0][0] == "指标编号"


def test_cells_of_an_xls_that_are_written_twice_or_have_no_text() -> None:
    original = (DATA / "rich.xls").read_bytes()
    assert not any(sheet.faulty for sheet in read_book(original).sheets)
    label, number = (
        original.index(struct.pack("<HHHH", *head)) for head in ((0xFD, 10, 0, 0), (0x27E, 10, 0, 1))
    )
    lost = bytearray(original)
    struct.pack_into("<L", lost, label + 10, 9999)
    assert read_book(bytes(lost)).sheets[0].faulty == {"A1": (LOST, MISSING)}
    twice = bytearray(original)
    struct.pack_into("<HHHH", twice, number, 0x27E, 10, 1, 0)  # A2 has another number already
    assert read_book(bytes(twice)).sheets[0].faulty["A2"][0] == DOUBLED


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ((0x27E, 10, 0, 1), 12.5, ""),  # RK and NUMBER
        ((0x27E, 10, 0, 1), 12.25, "12.5；12.25"),
        ((0x6, 31, 2, 2), 25.0, ""),  # what a formula gives, and the formula
        ((0x6, 31, 2, 2), 26.0, "26；25"),
        ((0x6, 29, 2, 1), 7.0, "7；#DIV/0!"),
        ((0xFD, 10, 0, 0), 12.5, "文字；12.5"),
    ],
)
def test_one_number_in_two_kinds_of_record_is_no_contradiction(
    first: tuple[int, int, int, int], second: float, said: str
) -> None:
    data = bytearray((DATA / "rich.xls").read_bytes())
    row, column = first[2:]
    assert struct.pack("<HHHH", *first) in data
    number = data.index(struct.pack("<HHHH", 0x203, 14, 1, 1))
    struct.pack_into("<HHHH", data, number, 0x203, 14, row, column)
    struct.pack_into("<d", data, number + 10, second)
    ref = f"{'ABC'[column]}{row + 1}"
    assert read_book(bytes(data)).sheets[0].faulty == ({ref: (DOUBLED, said)} if said else {})


def test_a_picture_for_the_ground_of_a_sheet_in_records() -> None:
    original = (DATA / "rich.xls").read_bytes()
    assert not any(sheet.background for sheet in read_book(original).sheets)
    at = original.index(struct.pack("<HH", 0x0225, 4))  # the usual height of rows, once a sheet
    changed = original[:at] + struct.pack("<H", 0x00E9) + original[at + 2 :]
    assert read_book(changed).sheets[0].background
