"""A return that came as .xlsb says what the same return says as .xlsx: cells of every kind, and what stands beside them."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from corpus.sample import filled, form_for, saved
from inbox_samples import _record as record
from inbox_samples import _string as string
from inbox_samples import zip_of
from openpyxl import Workbook
from openpyxl.styles import Font
from xlsb_writer import xlsb_of

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.returns import DOUBLED
from toolkit.forms.reading.form import Reading, read_form
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.workbooks.xlsbrecords import LAST_COLUMN, SHORT, lengthened, records

FORM = form_for("疏附县")


def said(reading: Reading) -> set[tuple[object, ...]]:
    """What counts; a date may come as its number of days."""
    return {(cell.place, cell.value) for cell in reading.cells if cell.form_sheet}


def test_a_return_of_all_sheets_says_the_same() -> None:
    book, _ = filled()
    plain, binary = read_book(saved(book)), read_book(xlsb_of(book))
    assert binary.fmt == "xlsb" and binary.properties == plain.properties
    assert [(one.name, one.visible) for one in binary.sheets] == [
        (one.name, one.visible) for one in plain.sheets
    ]
    for own, other in zip(binary.sheets, plain.sheets, strict=True):
        assert set(own.merges) == set(other.merges) and own.hidden_rows == other.hidden_rows
    assert said(read_form(binary, FORM)) == said(read_form(plain, FORM)) != set()


def shortened(data: bytes) -> tuple[bytes, set[int]]:
    """The workbook as SheetJS writes it: a cell right behind another one does not name its column; and the kinds of such cells."""
    kinds = {long: short for short, long in SHORT.items()}
    parts, found = dict[str, bytes](), set[int]()
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
            if "worksheets/sheet" not in name or not name.endswith(".bin"):
                continue
            out, before = b"", -1
            for kind, body in records(parts[name]):
                here = -1 if kind == 0 else struct.unpack_from("<L", body)[0] if kind < 12 else before
                if kind in kinds and here == before + 1:
                    found.add(kinds[kind])
                    out += record(kinds[kind], body[4:])
                else:
                    out += record(kind, body)
                before = here
            parts[name] = out
    return zip_of(parts), found


def test_a_return_with_short_cells_says_the_same() -> None:
    book, _ = filled()
    whole = xlsb_of(book)
    data, kinds = shortened(whole)
    assert kinds >= {13, 16, 17, 18}
    plain, short = read_book(whole), read_book(data)
    assert short == plain and said(read_form(short, FORM)) == said(read_form(plain, FORM)) != set()


def test_each_kind_of_short_cell_has_its_value_and_place() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append([True, "甲", 12, 12.5, "#N/A", None, "乙"])
    page.append([None, 7, None, None, 8, "#REF!"])
    page["B2"].font, page["E2"].number_format = Font(strike=True), "0%"
    data, kinds = shortened(xlsb_of(book))
    sheet = read_book(data).sheets[0]
    assert kinds <= set(SHORT) and len(kinds) >= 4
    assert sheet == read_book(xlsb_of(book)).sheets[0]
    assert sheet.rows[0][:5] == (True, "甲", 12.0, 12.5, None) and sheet.rows[0][6] == "乙"
    assert sheet.rows[1][1] == 7.0 and sheet.errors == {"E1": "#N/A", "F2": "#REF!"}
    assert sheet.struck == {"B2"} and sheet.number_formats == {"E2": "0%"}


def test_short_cells_end_at_the_last_column_and_records_of_any_length_are_written() -> None:
    row, cell = record(0, bytes(17)), record(1, struct.pack("<LL", LAST_COLUMN, 0))
    more, long = record(13, struct.pack("<LL", 0, 4)), record(17, bytes(4) + string("字" * 9000))
    assert [kind for kind, _ in records(lengthened(row + cell + more + more))] == [0, 1]
    kept = list(records(lengthened(row + long + more + record(562, b"x"))))
    assert [kind for kind, _ in kept] == [0, 6, 2, 562]
    assert kept[1][1] == bytes(8) + string("字" * 9000) and kept[2][1][:4] == struct.pack("<L", 1)


@pytest.mark.parametrize(
    ("value", "number_format", "struck", "codes"),
    [
        (0.125, "0.0%", False, ["E115"]),
        (17.5, "General", False, ["E143"]),
        (17, "General", True, ["E118"]),
        (17, '0"万"', False, []),
        (17, "0*5", False, ["Q145"]),
        ("#REF!", "General", False, ["E110"]),
        (True, "General", False, ["E101"]),
        ("约17", "General", False, ["E103"]),
        ("待统计", "General", False, []),
        (-3, "General", False, ["E142"]),
        (10.0**16, "General", False, ["E144"]),
        ("1 7", "General", False, ["E104"]),
    ],
)
def test_each_kind_of_cell_is_told_as_in_an_xlsx(
    value: object, number_format: str, struck: bool, codes: list[str]
) -> None:
    book, _ = filled()
    plain = read_form(read_book(saved(book)), FORM)
    at = next(c for c in plain.cells if (c.form_sheet, c.key, c.field) == (INDICATORS, "T02-1", fields.YTD))
    cell = book[INDICATORS][at.address]
    cell.value, cell.number_format, cell.font = value, number_format, Font(strike=struck)
    found = []
    for data in (saved(book), xlsb_of(book)):
        reading = read_form(read_book(data), FORM)
        (own,) = [cell for cell in reading.cells if cell.place == at.place]
        found.append((own.value, sorted(one.code for one in reading.findings if one.address == at.address)))
    assert found[0] == found[1] and found[1][1] == codes


@pytest.mark.parametrize(
    ("recalculated", "result", "codes", "value"),
    [
        (False, 3.0, ["N127"], 3.0),
        (True, 0.0, ["E111"], None),
        (True, 3.0, ["Q160"], 3.0),
        (False, "待统计", ["N127"], "待统计"),
    ],
)
def test_formulas_of_an_xlsb(
    recalculated: bool, result: float | str, codes: list[str], value: float | str | None
) -> None:
    book, _ = filled()
    plain = read_form(read_book(saved(book)), FORM)
    at = next(c for c in plain.cells if (c.form_sheet, c.key, c.field) == (INDICATORS, "T02-1", fields.YTD))
    book[INDICATORS][at.address] = "=1+2"
    book[TASKS].row_dimensions[4].hidden = True
    read = read_book(xlsb_of(book, {(INDICATORS, at.address): result}, recalculated=recalculated))
    reading = read_form(read, FORM)
    assert 4 in next(one for one in read.sheets if one.name == TASKS).hidden_rows
    assert [cell.value for cell in reading.cells if cell.place == at.place] == [value]
    assert [one.code for one in reading.findings if one.address == at.address] == codes


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (12, (5, struct.pack("<d", 12.0)), ""),
        (12, (5, struct.pack("<d", 12.5)), "12；12.5"),
        (12, (2, struct.pack("<l", 12 << 2 | 2)), ""),
        (12, (6, string("无")), "12；无"),
        ("无", (6, string("无")), ""),
        ("无", (7, struct.pack("<L", 0)), "无；乙"),
        (True, (4, b"\1"), ""),
        (True, (4, b"\0"), "TRUE；FALSE"),
        ("#N/A", (3, b"\x17"), "#N/A；#REF!"),
        (12.5, (9, struct.pack("<d", 12.5) + bytes(10)), ""),
    ],
)
def test_a_cell_that_is_written_twice_counts_where_both_say_the_same(
    first: object, second: tuple[int, bytes], said: str
) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page["A1"], page["A2"], page["B2"], page["C2"] = "甲", "乙", first, "丙"
    kind, content = second
    data = xlsb_of(book, again={"C2": record(kind, struct.pack("<LL", 1, 0) + content)})
    sheet = read_book(data).sheets[0]
    assert sheet.faulty == ({"B2": (DOUBLED, said)} if said else {})
    assert sheet.rows[1][0] == "乙" and sheet.rows[1][2] == "丙"
