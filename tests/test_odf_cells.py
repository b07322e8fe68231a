"""Cells of an .ods as other programs than LibreOffice leave them: they say what LibreOffice shows."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import inbox_samples as make
import pytest

from toolkit.core.returns import Scalar, SheetData
from toolkit.core.values import cast
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks import odf
from toolkit.inbox.workbooks.reader import _calamine, read_book

DATA = Path(__file__).parent / "data"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_CONTENT = f"""<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0"
 xmlns:text="{_ODF}:text:1.0" xmlns:style="{_ODF}:style:1.0" xmlns:calcext="{_CALC}"><office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="c1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="指标数据"><table:table-row>%s
</table:table-row></table:table><table:table table:name="藏" table:style-name="ta2"/></office:spreadsheet></office:body>
</office:document-content>"""


def ods(*cells: str) -> bytes:
    """A row of cells (attributes, and the text of a paragraph behind a bar), and a hidden sheet."""
    row = ""
    for attributes, _, text in (cell.partition("|") for cell in cells):
        paragraph = f"<text:p>{text}</text:p>" if text else ""
        row += f"<table:table-cell {attributes}>{paragraph}</table:table-cell>"
    return make.zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": _CONTENT.replace("%s", row).encode(),
            "META-INF/manifest.xml": b'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_workbook_is_one_wherever_its_zip_says_so(packing: int) -> None:
    """SheetJS writes the manifest first."""
    with zipfile.ZipFile(BytesIO(ods("|12"))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    again = BytesIO()
    with zipfile.ZipFile(again, "w", packing) as archive:
        for name in sorted(entries):
            archive.writestr(name, entries[name])
    assert sniff(again.getvalue()) == "ods"
    assert read_book(again.getvalue()).sheets[0].rows[0][0] == "12"


def read(*cells: str) -> SheetData:
    return read_book(ods(*cells)).sheets[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("|12", "12"),
        ('office:value="99"|12', "12"),
        ('office:value-type="string" office:value="99"|12', "12"),
        ('office:value-type="string" office:date-value="2024-06-01"|12', "12"),
        ('office:value-type="string" office:time-value="PT12H00M00S"|12', "12"),
        ('office:value-type="string" office:boolean-value="true"|12', "12"),
        ('office:value-type="string" office:string-value=""|12', "12"),
        ('office:value-type="string" office:string-value="13"|12户', "13"),
        ('office:value-type="string" office:value="99"|1<text:s text:c="2"/>2', "1  2"),
        ('office:value-type="float" office:string-value="99" office:value="12"|12', 12.0),
        ('office:value-type="float" office:date-value="2024-06-01" office:value="12"|12', 12.0),
        ('office:value-type="date" office:value="99" office:date-value="2024-06-01T08:00:00"|12', datetime(2024, 6, 1, 8)),
        ('office:value-type="boolean" office:value="99" office:boolean-value="true"|12', True),
        ('office:value-type="float"|12', "12"),
        ('office:value-type="float" office:value="abc"|12', "12"),
        ('office:value-type="void"|12', "12"),
        ('office:value-type="time" office:time-value="PT12H30M00S"|12:30', "12:30:00"),
        ('office:value-type="string"|', None),
    ],
)  # fmt: skip
def test_a_cell_says_the_value_of_its_own_kind(cell: str, value: Scalar) -> None:
    rows = read('office:value-type="string"|前', cell, 'office:value-type="float" office:value="7"|7').rows
    assert rows == (("前", value, 7.0),)


def test_a_text_without_a_kind_is_looked_at_like_any_other() -> None:
    sheet = read('table:style-name="c1"|12', 'table:style-name="c1"|')
    assert (sheet.rows, sheet.struck) == ((("12",),), {"A1"})


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ('office:value-type="float" office:value="0"|#DIV/0!', "#DIV/0!"),
        ('office:value-type="percentage" office:value="0"|#N/A', "#N/A"),
        ('office:value-type="float" office:value="0"|Err:508', "Err:508"),
        ('office:value-type="float" office:value="0"|错误:508', "错误:508"),
        ('office:value-type="string" office:string-value=""|#NAME?', "#NAME?"),
        ('office:value-type="string"|#REF!', "#REF!"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"|#VALUE!', "#VALUE!"),
    ],
)
def test_a_formula_that_shows_an_error_is_no_figure(cell: str, error: str) -> None:
    sheet = read(f'table:formula="of:=1/0" {cell}')
    assert (filled(sheet.rows), sheet.errors) == ({}, {"A1": error})


@pytest.mark.parametrize("shown", ["12", "#1", "#DIV", "Err:5", "#N/A 12"])
def test_a_formula_that_shows_something_else_is_no_error(shown: str) -> None:
    sheet = read(f'table:formula="of:=1+2" office:value-type="float" office:value="12"|{shown}')
    assert (sheet.rows, sheet.errors) == (((12.0,),), {})


@pytest.mark.parametrize(
    ("said", "days"),
    [("PT288H00M00S", 12.0), ("-PT72H00M00S", -3.0), ("P1DT12H", 1.5), ("PT24H00M00S", 1.0)],
)
def test_hours_beyond_a_day_are_a_number_that_became_a_time(said: str, days: float) -> None:
    sheet = read(f'office:value-type="time" office:time-value="{said}"|288')
    assert sheet.rows == ((days,),)
    got = cast("number_or_word", sheet.rows[0][0], measure="个", number_format=sheet.number_formats["A1"])
    assert (got.value, got.code) == (None, "E112")


def test_what_is_hidden_stays_so() -> None:
    assert [(sheet.name, sheet.visible) for sheet in read_book(ods("|12")).sheets] == [
        ("指标数据", True),
        ("藏", False),
    ]


@pytest.mark.parametrize("name", ["corpus/libreoffice.ods", "inbox/rich.ods"])
def test_an_ordinary_file_is_read_as_before_and_both_readers_agree(name: str) -> None:
    data = (DATA / name).read_bytes()
    assert not any(sheet.odd for sheet in odf.read_extras(data).sheets.values())
    ours, usual = odf.own_tables(data), _calamine(data, ())
    assert usual is not None and [filled(rows) for _, rows, _ in ours] == [
        filled(rows) for _, rows, _ in usual
    ]
    assert [(name, visible) for name, _, visible in ours] == [(name, visible) for name, _, visible in usual]


def filled(rows: tuple[tuple[Scalar, ...], ...]) -> dict[tuple[int, int], Scalar]:
    return {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None}


_NS = f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:svg="{_ODF}:svg-compatible:1.0" xmlns:text="{_ODF}:text:1.0"'
_FRAME = f"<draw:frame {_NS}><svg:title>图9</svg:title><svg:desc>Picture</svg:desc></draw:frame>"
_LINE = f"<draw:line {_NS}><text:p>线上字</text:p></draw:line>"
_CONTROL = f"<draw:control {_NS}><svg:title>选项9</svg:title></draw:control>"
_PARAGRAPH = f"<text:p {_NS}>12%s</text:p>"


@pytest.mark.parametrize(
    ("inner", "value", "words"),
    [
        (_FRAME + _PARAGRAPH % "", "12", ()),
        (_PARAGRAPH % "" + _FRAME, "12", ()),
        (_PARAGRAPH % _FRAME, "12", ()),
        (_CONTROL + _PARAGRAPH % "", "12", ()),
        (_LINE + _PARAGRAPH % "", "12", (("A1", "线上字"),)),
        (_PARAGRAPH % _LINE, "12", (("A1", "线上字"),)),
        (_FRAME, None, ()),
    ],
)
def test_what_hangs_on_a_cell_is_no_text_of_it(
    inner: str, value: str | None, words: tuple[tuple[str, str], ...]
) -> None:
    cell = f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'
    sheet = read_book(changed_file(cell)).sheets[0]
    assert (sheet.rows[0][0], sheet.words) == (value, words)


def changed_file(cell: str) -> bytes:
    """A file of LibreOffice, which the usual reader takes, with one more cell before its first."""
    with zipfile.ZipFile(DATA / "corpus/libreoffice.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    row = re.search(rb"<table:table-row[^>]*>", parts["content.xml"])
    assert row is not None
    parts["content.xml"] = parts["content.xml"].replace(row[0], row[0] + cell.encode(), 1)
    return make.zip_of(parts)
