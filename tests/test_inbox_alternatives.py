"""Cells in a second element of cells, and among alternatives of which a program takes one: as Excel takes them, none twice, none lost."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from toolkit.core.returns import DOUBLED, SheetData
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.workbooks.spelling import is_usual_sheet

PREFIXES = (
    b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    b' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:own="urn:own"'
)
END = b"</sheetData>"
OTHER = b"<sheetData>%s</sheetData>"
CHOICE = (
    b'<mc:AlternateContent><mc:Choice Requires="%s">%s</mc:Choice><mc:Fallback>%s</mc:Fallback>'
    b"</mc:AlternateContent>"
)
THIRD, FOURTH = b'<row r="3"><c r="A3"><v>5</v></c></row>', b'<row r="4"><c r="A4"><v>6</v></c></row>'
CELLS = b'<row r="1"><c r="A1" t="n"><v>1</v></c></row><row r="2"><c r="A2" t="n"><v>2</v></c></row>'


def changed(book: Workbook, part: str, root: bytes, old: bytes, new: bytes) -> SheetData:
    """The first sheet after a change of a part of the workbook."""
    made, out = BytesIO(), BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            raw = source.read(name)
            if name == part:
                assert old in raw
                raw = raw.replace(old, new).replace(root, root + b" " + PREFIXES, 1)
            target.writestr(name, raw)
    return read_book(out.getvalue()).sheets[0]


def read(old: bytes, new: bytes) -> tuple[list[object], object]:
    """The first column, and what no program can read for sure, after a change of a sheet whose A1 is 1 and A2 2."""
    book = Workbook()
    page = book.worksheets[0]
    page["A1"], page["A2"] = 1, 2
    page.oddHeader.center.text = "甲"
    sheet = changed(book, "xl/worksheets/sheet1.xml", b"<worksheet", old, new)
    assert sheet.margins == (("页眉", "甲"),)  # what stands behind the cells stays
    return [row[0] for row in sheet.rows], sheet.faulty


@pytest.mark.parametrize(
    ("old", "new", "cells", "faulty"),
    [
        (END, END + OTHER % THIRD, [1, 2, 5], {}),
        (END, END + b'<sheetCalcPr fullCalcOnLoad="0"/>' + OTHER % THIRD, [1, 2, 5], {}),
        (b"<sheetData>", OTHER % THIRD + b"<sheetData>", [1, 2, 5], {}),
        (b"<sheetData>", b"<sheetData/><sheetData>", [1, 2], {}),
        (END, END + OTHER % b'<row r="2"><c r="A2"><v>2</v></c></row>', [1, 2], {}),
        (
            END,
            END + OTHER % b'<row r="2"><c r="A2"><v>9</v></c></row>',
            [1, 9],
            {"A2": (DOUBLED, "2；9")},
        ),
        (END, CHOICE % (b"x14", THIRD, FOURTH) + END, [1, 2, 5], {}),
        (END, CHOICE % (b"own", THIRD, FOURTH) + END, [1, 2, None, 6], {}),
        (END, CHOICE % (b"x14 own", THIRD, FOURTH) + END, [1, 2, None, 6], {}),
        (END, CHOICE % (b"nobody", THIRD, FOURTH) + END, [1, 2, None, 6], {}),
        (
            CELLS,
            CHOICE % (b"own", CELLS, CHOICE % (b"x14", THIRD + FOURTH, CELLS)),
            [None, None, 5, 6],
            {},
        ),
        (
            b'<c r="A2" t="n"><v>2</v></c>',
            CHOICE % (b"own", b'<c r="A2"><v>7</v></c>', b'<c r="A2"><v>8</v></c>'),
            [1, 8],
            {},
        ),
    ],
)
def test_cells_are_taken_as_excel_takes_them(
    old: bytes, new: bytes, cells: list[object], faulty: dict[str, tuple[str, str]]
) -> None:
    assert read(old, new) == (cells, faulty)


def test_an_element_of_cells_may_be_an_alternative_itself() -> None:
    old = b"<sheetData>" + CELLS + END
    assert read(old, CHOICE % (b"own", OTHER % THIRD, old)) == ([1, 2], {})


def test_alternatives_behind_the_cells_cost_a_sheet_nothing() -> None:
    control = CHOICE % (b"x14", b"<control/>", b"")
    assert is_usual_sheet(
        b"<worksheet><sheetData></sheetData><controls>" + control + b"</controls></worksheet>"
    )
    assert not is_usual_sheet(b"<worksheet><sheetData>" + control + b"</sheetData></worksheet>")


def test_alternatives_among_shared_strings_are_one_string() -> None:
    book = Workbook()
    book.worksheets[0].append(["甲", "乙"])
    first = "<si><t>甲</t></si>".encode()
    new = CHOICE % (b"own", "<si><t>丙</t></si>".encode(), first)
    assert changed(book, "xl/sharedStrings.xml", b"<sst", first, new).rows == (("甲", "乙"),)
