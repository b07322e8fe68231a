"""The lean sheet writes what xlsxwriter's own sheet writes, but for the optional row spans."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.forms.plainsheet import PlainSheet, PlainWorkbook


def sheet_xml(kind: Any) -> str:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("自检", worksheet_class=kind)
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, 'a & <b> "c"', bold)
    sheet.write_string(0, 30, "远", bold)
    sheet.write_string(0, 31, "没有格式")
    sheet.write_number(0, 32, 7)
    sheet.write_number(1, 0, 0.1 + 0.2, bold)
    sheet.write_datetime(1, 1, date(2024, 6, 5), dated)
    sheet.write_blank(1, 2, None, bold)
    for col, value in enumerate(("", "文<&>", 0, 1.5)):
        sheet.write_formula(2, col, '=IF(A1<>"&",AA1,"")', bold, value)
    sheet.write_url(3, 0, "internal:'自检'!A1", bold, "自检!A1")
    sheet.merge_range(4, 0, 4, 3, "合并", bold)
    sheet.data_validation(1, 0, 1, 0, {"validate": "custom", "value": "=AND(A2>0,A2<9)"})
    sheet.write_comment(1, 2, "批注")
    sheet.write_comment(6, 1, "批注在空行")
    sheet.set_row(2, 30)
    for row in (7, 8, 9):
        sheet.set_row(row, 30 + row % 2, bold if row > 7 else None, {"level": 1, "hidden": True})
        sheet.write_string(row, 1, "折叠")
        sheet.write_string(row, 0, "后写的在前", bold)
    sheet.set_row(10, None, None, {"collapsed": True})
    sheet.write_string(12, 5, "长" * 30_000, bold)
    sheet.set_column(40, 41, 12, dated)
    sheet.set_row(14, None, bold)
    for row in (13, 14, 15):
        sheet.write_string(row, 40, "从列来")
        sheet.write_number(row, 42, -1234567.125)
    sheet.write_boolean(13, 2, True, bold)
    book.close()
    with zipfile.ZipFile(buffer) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_same_xml_without_spans() -> None:
    own = re.sub(r' spans="[^"]*"', "", sheet_xml(Worksheet))
    assert sheet_xml(PlainSheet) == own
    assert own.count("<c ") > 10


def test_what_lies_outside_is_refused() -> None:
    sheet = xlsxwriter.Workbook(io.BytesIO()).add_worksheet("x", worksheet_class=PlainSheet)
    assert [
        sheet.write_string(1_048_576, 0, "x"),
        sheet.write_number(0, 16_384, 1),
        sheet.write_blank(-1, 0, None, object()),
        sheet.write_formula(1_048_576, 0, "=1"),
    ] == [-1] * 4


def test_cells_are_let_go_of_as_they_are_written() -> None:
    book = PlainWorkbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet("x", worksheet_class=PlainSheet)
    for row in range(100):
        sheet.write_number(row, 0, row)
    book.close()
    assert not sheet.table


def rows_xml(*, parts: bool) -> tuple[str, str]:
    """Sheet and texts of three rows that have cells in common, written one by one or as a part."""
    buffer = io.BytesIO()
    book = PlainWorkbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表", worksheet_class=PlainSheet)
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    part = None
    for row in (0, 1, 2, 11):
        sheet.write_string(row, 0, f"第{row}行", bold)
        sheet.set_row(row, 20 + row)
        if part is None or not parts:
            sheet.write_string(row, 1, "都有 & <同>", bold)
            sheet.write_blank(row, 2, None, dated)
            sheet.write_number(row, 3, 0.1 + 0.2, bold)
            sheet.write_datetime(row, 5, date(2024, 6, 5), dated)
            sheet.write_shared(row, 27, "A1&B1", bold, "值<", "AB1:AB12")
            # The first row has the formula in full, so that it is the second that can stand elsewhere.
            part = sheet.part(row, 1, 27) if row else None
        else:
            assert sheet.write_part(row, part) == 0
        sheet.write_number(row, 28, row)
    book.close()
    with zipfile.ZipFile(buffer) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode(), archive.read(
            "xl/sharedStrings.xml"
        ).decode()


def test_a_part_is_the_same_as_its_cells_written_again() -> None:
    assert rows_xml(parts=True) == rows_xml(parts=False)
    sheet, strings = rows_xml(parts=True)
    assert sheet.count('<c r="AB12" s="1" t="str"><f t="shared" si="0"></f><v>值&lt;</v></c>') == 1
    assert 'count="8" uniqueCount="5"' in strings


@pytest.mark.parametrize("write", ["formula", "first of an area", "no format"])
def test_what_is_not_the_same_in_other_rows_is_no_part(write: str) -> None:
    book = PlainWorkbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet("表", worksheet_class=PlainSheet)
    bold = book.add_format({"bold": True})
    if write == "formula":
        sheet.write_formula(0, 1, "A1", bold, 1)
    elif write == "first of an area":
        sheet.write_shared(0, 1, "A1", bold, 1, "B1:B9")
    else:
        sheet.write_string(0, 1, "没有格式")
    with pytest.raises(ValueError, match="row 1"):
        sheet.part(0, 0, 3)


def test_a_part_outside_is_refused() -> None:
    book = PlainWorkbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet("表", worksheet_class=PlainSheet)
    sheet.write_blank(0, 1, None, book.add_format({"bold": True}))
    assert sheet.write_part(1_048_576, sheet.part(0, 1, 1)) == -1
