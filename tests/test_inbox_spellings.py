"""One content in many spellings gives one account: no side fact depends on how a program writes its XML."""

from __future__ import annotations

import re
import struct

import inbox_samples as make
import pytest
from lxml import etree
from ooxml_spellings import EDITS, NOTES, SHEET, STYLES, packed, spelled, usual

from toolkit.inbox.containers.unpack import unpack
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.beside import _framed, _labels, _objects, _pictures, _together, _words
from toolkit.inbox.workbooks.biffdrawn import Drawn
from toolkit.inbox.workbooks.biffstrings import rich_strings, runs_in
from toolkit.inbox.workbooks.extras import SheetExtras
from toolkit.inbox.workbooks.notes import own_words
from toolkit.inbox.workbooks.odfmarks import (
    has_struck,
    pictures_of,
    struck_styles,
    with_background,
    words_of,
)
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.workbooks.spelling import MAIN, is_usual_sheet, reach_of, respelled

ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = f'xmlns:style="{ODF}:style:1.0" xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0" xmlns:draw="{ODF}:drawing:1.0" xmlns:svg="{ODF}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
CHART = 'draw:notify-on-update-of-ranges="A1:B2"'
ANCHOR = "<anchor>{}</anchor>".format(
    "".join(
        f"<{end}><xdr:col>{column}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{row}</xdr:row></{end}>"
        for end, column, row in (("from", 18, 4), ("to", 20, 6))
    )
)
PLACED = (
    "<oleObjects><mc:AlternateContent><mc:Choice><oleObject progId='Package' shapeId='1025' {0}><objectPr>{1}</objectPr></oleObject>"
    "</mc:Choice><mc:Fallback><oleObject progId='Package' shapeId='1025' {0}/></mc:Fallback></mc:AlternateContent></oleObjects>"
)


def account(data: bytes) -> dict[str, object]:
    """Everything that is known of the cells of the first sheet."""
    sheet = read_book(data).sheets[0]
    rows = [[*row, *[None] * (7 - len(row))] for row in sheet.rows]
    return {
        "rows": rows,
        "errors": dict(sheet.errors),
        "uncached": set(sheet.uncached),
        "formulas": dict(sheet.formulas),
        "formats": dict(sheet.number_formats),
        "hidden": set(sheet.hidden_rows),
        "notes": dict(sheet.comments),
        "merges": list(sheet.merges),
        "struck": set(sheet.struck),
    }


def test_the_usual_spelling_tells_all() -> None:
    found = account(packed(usual()))
    assert found["rows"][0] == ["名称", "甲&乙", 17.0, 0.5, 7.0, None, None]  # type: ignore[index]
    assert found["errors"] == {"D2": "#N/A", "C4": "#DIV/0!"} and found["uncached"] == {"E2"}
    assert found["formats"] == {"D1": "0%", "A4": '0"万元"'} and found["struck"] == {"E1", "A2", "B2"}
    assert found["hidden"] == {3} and found["notes"] == {"C1": "含上年三所"} and found["merges"] == ["A4:B4"]


@pytest.mark.parametrize("name", EDITS)
def test_every_spelling_gives_the_same_account(name: str) -> None:
    assert account(spelled(name)) == account(packed(usual()))


@pytest.mark.parametrize("behind", ["", '<extLst><ext uri="x"/></extLst>'])
@pytest.mark.parametrize(("said", "value"), [("true", True), ("1", True), ("false", False)])
def test_a_truth_is_read_however_it_is_spelled(said: str, value: bool, behind: str) -> None:
    parts = usual()
    cell = f'<c r="E1" t="b"><v>{said}</v>{behind}</c>'.encode()
    parts[SHEET] = re.sub(rb'<c r="E1".*?</c>', cell, parts[SHEET], count=1)
    assert account(packed(parts))["rows"][0][4] is value  # type: ignore[index]


def test_usual_parts_are_not_respelled() -> None:
    assert is_usual_sheet(usual()[SHEET]) and reach_of(usual()[SHEET]) == "near"
    assert reach_of(b'<c r="AAA1" s="1"/>') == "far" and reach_of(b"<c/>") == "unknown"


def test_a_sheet_with_a_dtd_is_refused() -> None:
    parts = usual()
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "1">]><worksheet', 1)
    with pytest.raises(Unreadable) as refused:
        read_book(packed(parts))
    assert refused.value.code == "E813"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (NOTES, b"<comments><broken"),
        ("docProps/core.xml", b"<cp:coreProperties xmlns:cp='x'><dc:creator>a</cp:coreProperties>"),
        ("docProps/custom.xml", b"<Properties"),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"<"),
    ],
)
def test_a_broken_part_beside_the_sheets_costs_itself_alone(part: str, content: bytes) -> None:
    book = read_book(packed({**usual(), part: content}))
    assert book.damaged == (part,) and book.sheets[0].rows[0][2] == 17.0


def test_a_book_without_the_styles_that_it_names_is_refused() -> None:
    parts = usual()
    del parts[STYLES]
    with pytest.raises(Unreadable) as refused:
        read_book(packed(parts))
    assert (refused.value.code, refused.value.values) == ("E813", {"part": STYLES})


def test_a_zip_that_is_a_document_is_one_file() -> None:
    def kind(*names: str) -> str:
        return sniff(packed(dict.fromkeys(names, b"x")))

    assert kind("[Content_Types].xml", "xl/workbook22.xml") == "xlsx"
    assert kind("[Content_Types].xml", "word/document2.xml") == "docx"
    assert kind("[Content_Types].xml", "workbook.xml", "worksheets/sheet1.xml") == "xlsx"
    assert kind("[Content_Types].xml", "word/book.xml", "word/worksheets/sheet1.xml") == "xlsx"
    assert kind("[Content_Types].xml", "visio/document.xml") == "program"
    assert kind("Index/Document.iwa", "Metadata/Properties.plist") == "numbers"
    assert kind("Index/Document.iwa", "Index/Slide.iwa") == "program"
    assert kind("META-INF/MANIFEST.MF", "a.class") == "program"
    assert kind("content.json", "metadata.json") == kind("doc.kml", "files/a.png") == "program"
    assert kind("疏附县.xlsx", "佐证/a.pdf") == "zip"


@pytest.mark.parametrize(
    ("name", "names", "code"),
    [
        ("a.xmind", ["content.xml", "meta.xml"], "E830"),
        ("a.kmz", ["地块.kml"], "E830"),
        ("a.whl", ["a/__init__.py", "a-1.dist-info/METADATA"], "E830"),
        ("a.key", ["Index/Document.iwa"], "E830"),
        ("a.pages", ["Index/Document.iwa"], "E830"),
        ("a.numbers", ["Index/Document.iwa"], "E829"),
        ("a.twbx", ["a.twb", "Data/疏附县.xlsx"], ""),
        ("附件.dat", ["说明.xml"], ""),
        ("疏附县6月.填报表", ["说明.xml"], ""),
        ("2024.6", ["说明.xml"], ""),
    ],
)
def test_a_zip_under_the_name_of_a_document_is_not_taken_apart(
    name: str, names: list[str], code: str
) -> None:
    leaves = unpack(name, packed(dict.fromkeys(names, b"x"))).leaves
    whole = [leaf.finding.code for leaf in leaves if leaf.finding is not None and not leaf.path]
    assert (whole, len(leaves)) == ([code], 1) if code else whole == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"[InternetShortcut]\r\nURL=https://example.invalid/x\r\n", "link"),
        (b'{"url":"https://example.invalid/x","doc_id":"x"}', "link"),
        (
            b'<?xml version="1.0"?><!DOCTYPE plist><plist><dict><key>URL</key><string>x</string></dict></plist>',
            "link",
        ),
        ("在线表格：https://example.invalid/x\n请打开填写".encode(), "link"),
        ("序号,名称,网址\n1,甲,https://example.invalid/x\n".encode(), "text"),
        (b'{"a": 1}', "text"),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>', "image"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"\0\0\0\x1cftypavif" + bytes(40), "image"),
        (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(40), "image"),
    ],
)
def test_links_and_pictures_are_called_so(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize("title, line", [("线程批注", "注释:"), ("Threaded comment", "Comment:")])
def test_the_notice_of_excel_is_not_the_clerks_words(title: str, line: str) -> None:
    link = "https://go.microsoft.com/fwlink/?linkid=870924"
    note = f"[{title}]\n\n你的Excel版本可读取此线程批注; 了解详细信息: {link}\n\n{line}\n    含上年\n答复:\n    已核"
    assert own_words(note) == "含上年\n答复:\n    已核"
    assert own_words(" [注] 含上年 ") == "[注] 含上年"


def test_struck_runs_of_xls_strings_over_two_records() -> None:
    rich = struct.pack("<HBH", 4, 8, 1) + b"ab"  # two of four characters; the rest in the next record
    plain = struct.pack("<HB", 2, 1) + "甲乙".encode("utf-16-le")
    records = [struct.pack("<LL", 2, 2) + plain + rich, b"\x00cd" + struct.pack("<HH", 1, 6)]
    assert runs_in(rich_strings(records), lambda font: font == 6) == {1}
    assert runs_in(rich_strings(records), lambda font: font == 5) == frozenset()
    assert runs_in(rich_strings([b"\x01"]), lambda font: True) == frozenset()


def test_struck_text_and_pictures_of_ods() -> None:
    line = 'style:text-line-through-style="solid"'
    root = etree.fromstring(
        f'<r {NAMES}><style:style style:name="a"><style:text-properties {line}/></style:style>'
        '<style:style style:name="b" style:parent-style-name="a"/><style:style style:name="c"/></r>'
    )
    struck = struck_styles(root)
    assert struck == {"a", "b"}
    cell = etree.fromstring(
        f'<table:table-cell {NAMES}><text:p>1<text:span text:style-name="b">2</text:span></text:p></table:table-cell>'
    )
    assert has_struck(cell, struck) and not has_struck(cell, {"c"})
    table = etree.fromstring(
        f'<table:table {NAMES}><table:table-row table:number-rows-repeated="3"/><table:table-row><table:table-cell/>'
        '<table:table-cell><draw:frame table:end-cell-address="指标数据.D9"><draw:image/></draw:frame></table:table-cell>'
        "</table:table-row></table:table>"
    )
    assert list(pictures_of(table)) == [((4, 2, 9, 4), False)]
    sized = etree.fromstring(
        f'<table:table {NAMES}><table:table-row><table:table-cell/><table:table-cell><draw:frame svg:width="10cm" '
        'svg:height="72pt"><draw:image/></draw:frame></table:table-cell></table:table-row></table:table>'
    )
    assert list(pictures_of(sized)) == [((1, 2, 5, 7), False)]
    frames = "".join(f"<draw:frame><draw:object {kind}/><draw:image/></draw:frame>" for kind in ("", CHART))
    assert list(pictures_of(etree.fromstring(f"<table:table {NAMES}>{frames}</table:table>"))) == [
        ((1, 1, 1, 1), True)
    ]


def test_a_picture_for_the_ground_of_a_sheet_of_ods() -> None:
    ground = "<style:table-properties><style:background-image {}/></style:table-properties>"
    styles = "".join(
        f'<style:style style:name="{name}">{ground.format(link)}</style:style>'
        for name, link in (("a", 'xlink:href="Pictures/1.png"'), ("b", ""))
    )
    assert with_background(etree.fromstring(f"<r {NAMES}>{styles}</r>")) == {"a"}


@pytest.mark.parametrize(
    "prefixes",
    [
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" mc:Ignorable="x14ac" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"',
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{0}"',
        'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"',
    ],
)
def test_what_excel_and_wps_write_needs_no_respelling(prefixes: str) -> None:
    """Their files are nearly all that comes: respelling costs seven times as much."""
    cells = (
        '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="3"><v>12</v></c><c r="B1" s="3"/></row>'
    )
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}" {prefixes}>'
    )
    extended = f'<extLst>{" " * 5000}<ext uri="x" {prefixes}/></extLst>'
    assert is_usual_sheet(f"{sheet}<sheetData>{cells}</sheetData>{extended}</worksheet>".encode())


@pytest.mark.parametrize("space", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_a_prefix_for_cells_needs_respelling(space: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:q="{space}"><sheetData><q:row r="1"/></sheetData></worksheet>'
    late = f'<worksheet xmlns="{MAIN}">{" " * 5000}<sheetData><q:row xmlns:q="{space}" r="1"/></sheetData></worksheet>'
    assert not is_usual_sheet(sheet.encode()) and not is_usual_sheet(late.encode())


def test_formats_of_conditions_are_not_those_of_cells() -> None:
    """Their numbers may be the same; what stands last in the file must not win."""
    parts = usual()
    (number, *_) = re.findall(r'<numFmt numFmtId="(\d+)"', parts[STYLES].decode())
    conditions = (
        f'<dxfs count="1"><dxf><numFmt numFmtId="{number}" formatCode="0"/></dxf></dxfs></styleSheet>'
    )
    clash = {**parts, STYLES: parts[STYLES].replace(b"</styleSheet>", conditions.encode())}
    formats = [sheet.number_formats for sheet in read_book(packed(parts)).sheets]
    assert any(formats)
    assert [sheet.number_formats for sheet in read_book(packed(clash)).sheets] == formats


@pytest.mark.parametrize(
    ("note", "thread", "said"),
    [("", ["问", "答"], "问\n答"), ("问", ["问", "答"], "问\n答"), ("问 答", ["问", "答"], "问 答")],
)
def test_words_of_a_thread_are_added_to_its_note_once(note: str, thread: list[str], said: str) -> None:
    assert _together(note, "\n".join(thread)) == said


@pytest.mark.parametrize(
    ("anchor", "area"),
    [
        ("<oneCellAnchor>{from}<ext cx='1300000' cy='400000'/>{pic}</oneCellAnchor>", (3, 2, 5, 4)),
        ("<twoCellAnchor>{from}<to><col>6</col><row>9</row></to>{pic}</twoCellAnchor>", (3, 2, 10, 7)),
        (
            "<absoluteAnchor><pos x='610000' y='400000'/><ext cx='1' cy='1'/>{pic}</absoluteAnchor>",
            (3, 2, 3, 2),
        ),
        ("<Choice>{one}</Choice><Fallback>{one}</Fallback>", (3, 2, 3, 2)),
    ],
)
def test_where_a_picture_lies(anchor: str, area: tuple[int, int, int, int]) -> None:
    place, pic = "<from><col>1</col><row>2</row></from>", "<grp><pic/></grp>"
    one = f"<oneCellAnchor>{place}{pic}</oneCellAnchor>"
    filled = anchor.replace("{from}", place).replace("{pic}", pic).replace("{one}", one)
    root = etree.fromstring(f'<wsDr xmlns="x">{filled}</wsDr>')
    assert list(_pictures(root)) == [area]


def test_words_of_a_text_box_are_found_with_their_cell() -> None:
    lines = "<p><r><t>以下数据作废，</t></r><r><t>以邮件为准</t></r></p><p/><p><r><t>张三</t></r></p>"
    box = f"<grpSp><sp><txBody>{lines}</txBody></sp><sp><txBody><p/></txBody></sp></grpSp>"
    one = f"<oneCellAnchor><from><col>9</col><row>5</row></from>{box}</oneCellAnchor>"
    bare = (
        "<oneCellAnchor><from><col>1</col><row>1</row></from><sp><txBody><p/></txBody></sp></oneCellAnchor>"
    )
    root = etree.fromstring(f'<wsDr xmlns="x"><Choice>{one}</Choice><Fallback>{one}</Fallback>{bare}</wsDr>')
    assert list(_words(root)) == [("J6", "以下数据作废，以邮件为准\n张三")]
    assert list(_words(None)) == []


_RELATIONS = '<Relationships><Relationship Id="rId1" Type="x/{kind}" Target="../{target}"/></Relationships>'
_FRAME = '<d xmlns:r="r"><oneCellAnchor><from><col>9</col><row>5</row></from><graphicFrame><x r:id="rId1"/></graphicFrame></oneCellAnchor></d>'


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("diagramData", "<m><pt><t><p><r><t>此数应为</t></r><r><t>77</t></r></p></t></pt><pt><p/></pt></m>"),
        ("chart", "<c><title><rich><p><r><t>此数应为77</t></r></p></rich></title><v>12</v></c>"),
    ],
)
def test_words_of_a_diagram_and_of_a_charts_title_are_found_with_their_cell(kind: str, part: str) -> None:
    parts = Parts(
        make.zip_of(
            {
                "xl/drawings/_rels/drawing1.xml.rels": _RELATIONS.format(
                    kind=kind, target="a/b.xml"
                ).encode(),
                "xl/a/b.xml": part.encode(),
            }
        )
    )
    found = list(_framed(parts, "xl/drawings/drawing1.xml", etree.fromstring(_FRAME)))
    assert found == [("J6", "此数应为77")]


def test_words_on_a_label_are_found_with_their_cell_and_a_note_is_none() -> None:
    shape = (
        '<v:shape id="a"><v:textbox style="x"><div><font face="宋体">此数应为&amp;77</font></div></v:textbox>'
        '<x:ClientData ObjectType="{}"><x:Anchor>9, 0, 5, 0, 22, 0, 8, 0</x:Anchor></x:ClientData></v:shape>'
    )
    drawn = "".join(shape.format(kind) for kind in ("Note", "Label", "Pict"))
    assert list(_labels(drawn.encode())) == [("J6", "此数应为&77")]
    assert list(_labels(b"<v:shape><v:textbox" * 100_000)) == []
    assert list(_labels(b"<v:shape ObjectType='Label'>" + b"<v:textbox" * 200_000)) == []


def test_where_an_embedded_object_lies() -> None:
    shape = '<v:shape id="a"><x:ClientData ObjectType="{}"><x:Anchor>\n 8, 0, 4, 0, 12, 5, 40, 7</x:Anchor></x:ClientData></v:shape>'
    drawn = "".join(shape.format(kind) for kind in ("Note", "Pict", "Drop"))
    assert list(_objects(drawn.encode())) == [(5, 9, 41, 13)]
    assert list(_objects(b"<v:shape ObjectType='Pict'>" * 200_000)) == []
    assert list(_objects(b"<v:shape>" + b"ObjectType='Pict'" * 200_000)) == []


@pytest.mark.parametrize(
    ("what", "objects", "background"),
    [
        (PLACED.format("r:id='r7'", ANCHOR), [(5, 19, 7, 21)], False),
        (PLACED.format("link='[1]!'", ANCHOR), [(5, 19, 7, 21)], False),
        (PLACED.format("r:id='r7'", ""), [(1, 1, 1, 1)], False),
        ("<picture r:id='r7'/>", [], True),
        ("<oleSize ref='A1'/>", [], False),
    ],
)
@pytest.mark.parametrize("comment", ["", "<!-- respelled -->"])
def test_files_that_only_the_sheet_itself_names_and_its_ground(
    what: str, objects: list[tuple[int, int, int, int]], background: bool, comment: str
) -> None:
    parts = usual()
    (sheet,) = (name for name in parts if name.endswith("sheet1.xml"))
    spaces = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in ("r", "mc", "xdr"))
    written = parts[sheet].decode().replace("</worksheet>", f"{comment}<x{spaces}>{what}</x></worksheet>")
    first = read_book(packed({**parts, sheet: written.encode()})).sheets[0]
    assert (list(first.objects), first.background) == (objects, background)


def test_words_of_a_shape_in_an_ods() -> None:
    box = "<draw:frame><draw:text-box><text:p>以邮件</text:p><text:p>为<text:span>准</text:span></text:p></draw:text-box></draw:frame>"
    cell = '<table:table-cell table:number-columns-repeated="9"/><table:table-cell>{}<text:p>是</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="5"/><table:table-row>{cell.format(box)}</table:table-row>'
    shapes = "<table:shapes><draw:custom-shape><text:p>草稿</text:p></draw:custom-shape><draw:rect/></table:shapes>"
    table = etree.fromstring(f"<table:table {NAMES}>{shapes}{rows}</table:table>")
    assert list(words_of(table)) == [("A1", "草稿"), ("J6", "以邮件\n为准")]


def test_words_of_a_shape_in_an_xls_stand_beside_the_note_of_its_cell() -> None:
    """Records as LibreOffice writes them: where it lies, object, text and what continues it, then the notes."""
    sheet, notes = SheetExtras(), Drawn()
    place = b"\x10\xf0\x12\x00\x00\x00" + struct.pack("<9H", 3, 9, 0, 5, 0, 11, 0, 8, 0)

    def drawn(kind: int, number: int, text: str) -> None:
        notes.take(0xEC, place, sheet)
        notes.take(0x5D, struct.pack("<4H", 0x15, 0x12, kind, number), sheet)
        notes.take(0x1B6, bytes(10) + struct.pack("<H", len(text)) + bytes(6), sheet)
        notes.take(0x3C, b"\x01" + text.encode("utf-16-le"), sheet)

    drawn(30, 87, "以邮件为准")
    drawn(25, 5, "此数待核")
    notes.take(0x1C, struct.pack("<4H", 5, 9, 0, 5), sheet)
    assert sheet.words == [("J6", "以邮件为准")] and sheet.comments == {"J6": "此数待核"}


def test_a_file_in_an_xls_is_told_from_a_picture_and_a_button() -> None:
    place = b"\x10\xf0\x12\x00\x00\x00" + struct.pack("<9H", 3, 9, 0, 5, 0, 11, 0, 8, 0)
    start = struct.pack("<4H", 0x15, 0x12, 8, 1) + bytes(14)
    sheet, notes = SheetExtras(), Drawn()
    for flags, of_a_file in (
        (0, b""),
        (1, struct.pack("<2H", 9, 2) + bytes(2)),
        (0x11, struct.pack("<2H", 9, 0)),
    ):
        notes.take(0xEC, place, sheet)
        notes.take(0x5D, start + struct.pack("<3H", 8, 2, flags) + of_a_file, sheet)
    assert (len(sheet.pictures), sheet.objects) == (2, [(6, 10, 9, 12)])


@pytest.mark.slow
def test_a_large_part_is_respelled_as_a_small_one_is() -> None:
    """More than a parser takes at one go, with nothing between the cells at which it could let go of any of it."""
    cell = b'<x:c r="A1" t="inlineStr"><x:is><x:t>\xe5\x8e\xbf</x:t></x:is></x:c>'
    whole = b'<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1">%s</x:row></x:sheetData></x:worksheet>'
    large = respelled(whole % (cell * 250_000), "sheet1.xml")
    assert len(large) > 10 << 20
    assert large.count(b"<c ") == 250_000
