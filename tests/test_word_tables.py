"""A return that came as a Word document: the form's tables in it are read, all else waits for a person."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from openpyxl import load_workbook

from tests.collect_month import HOUSING, KASHGAR, Month, make_month, run
from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.returns import Outcome
from toolkit.core.values import cast
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.workbooks.word import words_of
from toolkit.pipeline.collecting.documents import alone
from toolkit.pipeline.collecting.parcel import Piece


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("word") / "root")


@pytest.fixture
def month(template: Month, tmp_path: Path) -> Iterator[Month]:
    month = Month(Path(shutil.copytree(template.root, tmp_path / "root")))
    yield month
    month.workspace.ledger.close()


def in_word(
    workbook: bytes,
    sheets: tuple[str, ...] = (TASKS, INDICATORS),
    change: Callable[[Table, str], None] | None = None,
    keep: Callable[[str], bool] = lambda header: True,
    titled: bool = True,
) -> bytes:
    """The visible table of each sheet, as a clerk pastes it into Word below the sheet's title."""
    document = docx.Document()
    document.add_paragraph("关于报送2024年6月填报表的函")
    book = load_workbook(BytesIO(workbook))
    for name in sheets:
        sheet = book[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_col=16)]
        columns = [index for index, header in enumerate(rows[0]) if header and keep(str(header))]
        rows = [[row[index] for index in columns] for row in rows if row[0] is not None]
        document.add_paragraph(str(sheet["A1"].value) if titled else "")
        table = document.add_table(len(rows), len(columns))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(line.cells, row, strict=True):
                cell.text = "" if value is None or str(value).startswith("=") else str(value)
        if change:
            change(table, name)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def accepted(month: Month) -> dict[tuple[str, str, str], object]:
    """What counts, by place."""
    (sha256,) = month.workspace.ledger.submitted()
    cells = month.workspace.ledger.cells(sha256)
    return {
        (cell.form_sheet, cell.key, cell.field): cell.value
        for cell in cells
        if cell.outcome in (Outcome.ACCEPTED, Outcome.NORMALISED)
    }


def test_the_same_values_count_with_less_confidence_and_a_person_is_asked(
    template: Month, tmp_path: Path
) -> None:
    found = []
    for kind in ("xlsx", "docx"):
        month = Month(Path(shutil.copytree(template.root, tmp_path / kind)))
        workbook = month.filled(KASHGAR)
        month.drop(f"喀什市6月.{kind}", workbook if kind == "xlsx" else in_word(workbook))
        result = run(month)
        assert [receipt.status for receipt in result.receipts] == ["accepted"]
        asked = [finding for finding in result.findings if finding.code == "Q146"]
        assert len(asked) == (kind == "docx")
        assert all("认作“指标数据”" in one.problem for one in asked)
        if kind == "docx":  # its tables have no names and no hidden numbers of their own
            assert not {"N132", "N133"} & {finding.code for finding in result.findings}
        found.append(
            {place: value for place, value in accepted(month).items() if place[0] in (TASKS, INDICATORS)}
        )
        (sha256,) = month.workspace.ledger.submitted()
        confidence = {
            cell.confidence for cell in month.workspace.ledger.cells(sha256) if cell.form_sheet == INDICATORS
        }
        assert (max(confidence) < 0.9) == (kind == "docx")
        month.workspace.ledger.close()
    assert found[0] == found[1] and len(found[0]) > 10


def test_without_header_or_keys_it_waits(month: Month) -> None:
    workbook = month.filled(HOUSING)

    def without_keys(table: Table, name: str) -> None:
        for row in table.rows[1:]:
            row.cells[0].text = "第一项"

    few = {"任务序号", "本月状态", "本月进展"}
    month.drop("住建局6月甲.docx", in_word(workbook, keep=lambda header: header in few, titled=False))
    month.drop("住建局6月乙.docx", in_word(workbook, change=without_keys))
    month.drop("住建局6月丙.docx", in_word(workbook, sheets=()))
    result = run(month)
    assert [(receipt.status, receipt.codes) for receipt in result.receipts] == [("waiting", "E764")] * 3
    assert run(month).receipts == result.receipts  # said the same in a second run


@pytest.mark.parametrize(
    ("sort", "code"),
    [
        ("docx", "E764"),
        ("doc", "E771"),
        ("odt", "E771"),
        ("rtf", "E771"),
        ("ppt", "E766"),
        ("pptx", "E766"),
        ("pdf", "E765"),
        ("program", "E760"),
    ],
)
def test_a_document_alone_is_called_what_it_is(sort: str, code: str) -> None:
    assert alone(Piece("疏附县6月", "x", "attachment", sort)).code == code


@pytest.mark.parametrize("titled", [True, False])
def test_a_table_of_few_columns_is_known_by_its_title(
    template: Month, tmp_path: Path, *, titled: bool
) -> None:
    few = {"指标编号", "指标名称", "分子累计", "分母累计", "本月累计"}
    found = []
    for kind in ("xlsx", "docx"):
        month = Month(Path(shutil.copytree(template.root, tmp_path / kind)))
        data = month.filled(KASHGAR)
        if kind == "docx":
            data = in_word(data, (INDICATORS,), keep=lambda header: header in few, titled=titled)
        month.drop(f"喀什市6月.{kind}", data)
        (receipt,) = run(month).receipts
        if kind == "docx" and not titled:
            assert (receipt.status, receipt.codes) == ("waiting", "E764")
            assert "标题要写着表名" in receipt.reason
        else:
            assert receipt.status == "accepted"
            figures = {fields.YTD, fields.NUMERATOR, fields.DENOMINATOR}
            found.append({place: value for place, value in accepted(month).items() if place[2] in figures})
        month.workspace.ledger.close()
    assert len(found[0]) > 10 and found[0] == found[-1]


def test_beside_a_workbook_it_is_a_document(month: Month) -> None:
    workbook = month.filled(HOUSING)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.docx", in_word(workbook))
        archive.writestr("b.xlsx", workbook)
    month.drop("住建局.zip", out.getvalue())
    result = run(month)
    assert sorted((receipt.name, receipt.status) for receipt in result.receipts) == [
        ("a.docx", "attachment"),
        ("b.xlsx", "accepted"),
    ]
    told = next(receipt for receipt in result.receipts if receipt.status == "attachment")
    assert "Word" in told.reason and "没有读" in told.reason


def test_twice_the_same_is_a_duplicate(month: Month) -> None:
    data = in_word(month.filled(HOUSING))
    month.drop("住建局6月.docx", data)
    assert [receipt.status for receipt in run(month).receipts] == ["accepted"]
    month.drop("住建局6月再报.docx", data)
    assert [receipt.status for receipt in run(month).receipts] == ["duplicate"]


def part(body: str) -> bytes:
    """A document with this body."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{body}</w:tbl>"))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r>", "12"),
        ("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>", "1\n2"),
        ("<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins><w:r><w:t>7</w:t></w:r></w:ins>", "7"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r><w:r><w:t>7</w:t></w:r>", "7"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r>", "7"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>请选择</w:t></w:r></w:sdtContent></w:sdt>",
            None,
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>是</w:t></w:r></w:sdtContent></w:sdt>", "是"),
        ("<w:hyperlink><w:r><w:t>见附件</w:t></w:r></w:hyperlink>", "见附件"),
        ("", None),
    ],
)
def test_what_a_cell_of_word_says(inner: str, text: str | None) -> None:
    book = read_book(part(f"<w:tr>{cell(inner)}{cell('<w:r><w:t>b</w:t></w:r>')}</w:tr>"))
    assert sniff(part("")) == "docx"
    assert book.sheets[0].rows[1] == (text, "b")


@pytest.mark.parametrize(
    ("look", "text", "unseen"),
    [
        ('<w:vertAlign w:val="superscript"/>', "12¹", False),
        ('<w:vertAlign w:val="subscript"/>', "12₁", False),
        ('<w:vertAlign w:val="baseline"/>', "121", False),
        ('<w:position w:val="6"/>', "12¹", False),
        ('<w:position w:val="0"/>', "121", False),
        ('<w:color w:val="ffffff"/>', "121", True),
        ('<w:color w:val="auto"/>', "121", False),
        ('<w:sz w:val="2"/>', "121", True),
        ('<w:sz w:val="8"/>', "121", False),
    ],
)
def test_raised_and_pale_runs(look: str, text: str, unseen: bool) -> None:
    runs = f"<w:r><w:t>12</w:t></w:r><w:r><w:rPr>{look}</w:rPr><w:t>1</w:t></w:r>"
    sheet = read_book(part(f"<w:tr>{cell(runs)}{cell('<w:r><w:t>b</w:t></w:r>')}</w:tr>")).sheets[0]
    assert sheet.rows[1] == (text, "b") and (sheet.unseen == {"A2"}) == unseen


_STYLES = """<w:style {} w:type="character" w:styleId="ST"><w:rPr><w:strike/></w:rPr></w:style>
<w:style {} w:type="character" w:styleId="ST2"><w:basedOn w:val="ST"/></w:style>
<w:style {} w:type="character" w:styleId="ST3"><w:basedOn w:val="ST"/><w:rPr><w:strike w:val="0"/></w:rPr></w:style>
<w:style {} w:type="character" w:styleId="UP"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style {} w:type="character" w:styleId="GONE"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style {} w:type="character" w:styleId="PALE"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style {} w:type="paragraph" w:styleId="PS"><w:rPr><w:dstrike/></w:rPr></w:style>""".replace(
    "{}", nsdecls("w")
)


@pytest.mark.parametrize(
    ("looks", "text", "struck", "unseen"),
    [
        ('<w:rPr><w:rStyle w:val="ST"/></w:rPr>', "7", True, False),
        ('<w:rPr><w:rStyle w:val="ST2"/></w:rPr>', "7", True, False),
        ('<w:rPr><w:rStyle w:val="ST3"/></w:rPr>', "7", False, False),
        ('<w:rPr><w:rStyle w:val="ST"/><w:strike w:val="0"/></w:rPr>', "7", False, False),
        ('<w:rPr><w:rStyle w:val="UP"/></w:rPr>', "⁷", False, False),
        ('<w:rPr><w:rStyle w:val="GONE"/></w:rPr>', None, False, False),
        ('<w:rPr><w:rStyle w:val="PALE"/></w:rPr>', "7", False, True),
        ('<w:rPr><w:rStyle w:val="unknown"/></w:rPr>', "7", False, False),
        ("PS", "7", True, False),
        ("", "7", False, False),
    ],
)
def test_the_look_that_a_style_gives_counts(looks: str, text: str | None, struck: bool, unseen: bool) -> None:
    document = docx.Document()
    for style in parse_xml(f"<w:styles {nsdecls('w')}>{_STYLES}</w:styles>"):
        document.styles.element.append(style)
    paragraph = '<w:pPr><w:pStyle w:val="PS"/></w:pPr>' if looks == "PS" else ""
    run = f"<w:r>{looks if looks != 'PS' else ''}<w:t>7</w:t></w:r>"
    rows = f"<w:tr>{cell(paragraph + run)}{cell('<w:r><w:t>b</w:t></w:r>')}</w:tr>"
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>"))
    out = BytesIO()
    document.save(out)
    sheet = read_book(out.getvalue()).sheets[0]
    assert sheet.rows[1] == (text, "b")
    assert (sheet.struck, sheet.unseen) == ({"A2"} if struck else set(), {"A2"} if unseen else set())


_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'


@pytest.mark.parametrize(
    ("inner", "pictured"),
    [
        (f"<w:r><w:drawing><a:graphic {_A}><a:graphicData><a:blip/></a:graphicData></a:graphic></w:drawing></w:r>", True),
        (f"<w:r><w:drawing><a:graphic {_A}><a:graphicData/></a:graphic></w:drawing></w:r>", True),
        (f"<w:r><w:drawing><a:graphic {_A}><a:graphicData><wps:wsp {_WPS}/></a:graphicData></a:graphic></w:drawing></w:r>", False),
        ("<w:r><w:pict/></w:r>", False),
    ],
)  # fmt: skip
def test_a_picture_in_a_cell_is_there(inner: str, pictured: bool) -> None:
    sheet = read_book(part(f"<w:tr>{cell(inner)}{cell('<w:r><w:t>b</w:t></w:r>')}</w:tr>")).sheets[0]
    assert sheet.rows[1] == (None, "b") and sheet.pictures == (((2, 1, 2, 1),) if pictured else ())


_TEXT = "<w:r><w:t>{}</w:t></w:r>".format
_VML = "<w:r><w:pict><v:textbox {}><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r>"
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def box(text: str) -> str:
    """A text box as Word writes it: the shape, and its picture of old for other programs."""
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = f"<w:txbxContent><w:p>{_TEXT(text)}</w:p></w:txbxContent>"
    shape = f"<wps:wsp {_WPS}><wps:txbx>{inner}</wps:txbx></wps:wsp>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><a:graphic {_A}><a:graphicData>{shape}</a:graphicData></a:graphic></w:drawing></mc:Choice>'
    old = _VML.format('xmlns:v="urn:schemas-microsoft-com:vml"', _TEXT(text))
    return (
        f"<w:r><mc:AlternateContent {mc}>{choice}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inner", "text", "boxes"),
    [
        (box("77") + _TEXT("16"), "16", ["77"]),
        (_TEXT("16") + box("此数待核"), "16", ["此数待核"]),
        (_TEXT("16") + _VML.format('xmlns:v="urn:schemas-microsoft-com:vml"', _TEXT("77")), "16", ["77"]),
        (box("77"), None, ["77"]),
        (_TEXT("16") + box(""), "16", []),
    ],
)
def test_a_text_box_on_a_cell_is_no_part_of_its_figure(
    inner: str, text: str | None, boxes: list[str]
) -> None:
    sheet = read_book(part(f"<w:tr>{cell(inner)}{cell(_TEXT('b'))}</w:tr>")).sheets[0]
    assert sheet.rows[1] == (text, "b") and sheet.words == tuple(("A2", box) for box in boxes)


def test_a_title_in_a_text_box_is_a_title() -> None:
    document = docx.Document()
    title = f"<w:p {nsdecls('w')}>{box('喀什市2024年6月指标数据')}</w:p>"
    table = f"<w:tbl {nsdecls('w')}><w:tr>{cell(_TEXT('a'))}</w:tr></w:tbl>"
    for place, xml in enumerate((title, table)):
        document.element.body.insert(place, parse_xml(xml))
    out = BytesIO()
    document.save(out)
    assert read_book(out.getvalue()).sheets[0].rows == (("喀什市2024年6月指标数据",), ("a",))


@pytest.mark.parametrize(
    ("between", "first", "cells", "whole"),
    [
        (["续表"], "T01-2", 2, True),
        (["（续）"], "T01-2", 2, True),
        (["表1（续）"], "30", 2, True),
        (["指标数据（续表2）"], "T01-2", 2, True),
        ([], "T01-2", 2, True),
        (["续建项目"], "T01-2", 2, False),
        (["续表", "单位：万元"], "T01-2", 2, False),
        (["续表"], "指标编号", 2, False),
        (["续表"], "T01-2", 3, False),
        ([], "领导签字", 2, False),
    ],
)
def test_a_table_that_goes_on_is_part_of_the_one_before(
    between: list[str], first: str, cells: int, *, whole: bool
) -> None:
    document = docx.Document()
    document.add_paragraph("指标数据")
    document.add_table(1, 2).rows[0].cells[0].text = "T01-1"
    document.add_paragraph("")
    for sentence in between:
        document.add_paragraph(sentence)
    document.add_table(1, cells).rows[0].cells[0].text = first
    out = BytesIO()
    document.save(out)
    sheets = read_book(out.getvalue()).sheets
    assert [sheet.name for sheet in sheets] == (["表格1"] if whole else ["表格1", "表格2"])
    rows = [row for sheet in sheets for row in sheet.rows[1:]]
    assert rows == [("T01-1", None), (first, *[None] * (cells - 1))]


def test_what_heads_and_feet_of_pages_say_is_told() -> None:
    document = docx.Document()
    document.add_table(1, 1)
    section = document.sections[0]
    section.footer.paragraphs[0].text = "T01-1本月累计应为77"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    number = f"{mark('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{mark('separate')}{_TEXT('3')}{mark('end')}"
    date = f'<w:fldSimple w:instr="DATE">{_TEXT("2024-06-20")}</w:fldSimple>'
    inner = f"{_TEXT('第')}{number}{_TEXT('页')}{date}{box('请以此为准')}"
    section.header._element.append(parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    out = BytesIO()
    document.save(out)
    said = {("页眉", "第页"), ("页眉", "请以此为准"), ("页脚", "T01-1本月累计应为77")}
    assert set(read_book(out.getvalue()).sheets[0].margins) == said
    assert {text for _, text in said} <= set(words_of(out.getvalue(), 1000).splitlines())


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:r><m:t>12</m:t></m:r>", "12"),
        ("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "1/2"),
        ("<m:sSup><m:e><m:r><m:t>1</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "1²"),
        ("<m:sSub><m:e><m:r><m:t>1</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>", "1₂"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>16</m:t></m:r></m:e></m:rad>", "□16"),
        ("<m:r><m:rPr/><w:rPr><w:vanish/></w:rPr><m:t>9</m:t></m:r><m:r><m:t>7</m:t></m:r>", "7"),
    ],
)
def test_what_a_formula_draws_is_no_row_of_digits(formula: str, text: str) -> None:
    inner = f"<m:oMath {_M}>{formula}</m:oMath>"
    sheet = read_book(part(f"<w:tr>{cell(inner)}{cell(_TEXT('b'))}</w:tr>")).sheets[0]
    assert sheet.rows[1] == (text, "b")
    value = cast("number", text, measure="个").value
    assert value == (float(text) if text.isdecimal() else None)


def test_merged_deleted_and_struck_cells() -> None:
    text = "<w:r><w:t>{}</w:t></w:r>".format
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>7</w:t></w:r>"
    wide, begin, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        ("", cell(text("a"), wide) + cell(text("b"))),
        ("", cell(text("c"), begin) + cell(struck) + cell(text("e"))),
        ("", cell(text("x"), on) + cell(text("f")) + cell("")),
        ("<w:trPr><w:del/></w:trPr>", cell(text("gone"))),
        ('<w:trPr><w:gridBefore w:val="1"/></w:trPr>', cell(text("g")) + cell(text("h"))),
    ]
    sheet = read_book(part("".join(f"<w:tr>{look}{cells}</w:tr>" for look, cells in rows))).sheets[0]
    assert sheet.rows[1:] == (("a", None, "b"), ("c", "7", "e"), (None, "f", None), (), (None, "g", "h"))
    assert sheet.struck == {"B3"} and sheet.merges == ("A2:B2",)
