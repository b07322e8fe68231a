"""What a person sees in a workbook and its values do not tell: raised digits, hidden text, rows that were struck out."""

from __future__ import annotations

import struct
from collections.abc import Callable

import inbox_samples as make
import pytest
from corpus.sample import filled, form_for, plain_reading, saved
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from test_inbox_book import edited

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.returns import Outcome
from toolkit.core.value_formats import shown_of_text, tells_more
from toolkit.core.values import cast
from toolkit.forms.reading.form import Reading, read_form
from toolkit.inbox.workbooks import biffconditions
from toolkit.inbox.workbooks.biff import _cell, _Globals
from toolkit.inbox.workbooks.bifflook import BiffLook
from toolkit.inbox.workbooks.biffstrings import raised_texts, rich_strings
from toolkit.inbox.workbooks.extras import SheetExtras
from toolkit.inbox.workbooks.margins import margins_by_page, margins_of_codes
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.workbooks.struck import pale_cells, pale_strings
from toolkit.inbox.workbooks.xlsblook import font_of, ground_of, rich_items, unseen_on

FORM = form_for("疏附县")
RAISED, LOWERED = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")


def changed(sheet: str, field: str, change: Callable[[Cell], None]) -> tuple[Reading, Cell]:
    """The first input of a field after a change to its cell, and its cell."""
    book, _ = filled()
    plain = plain_reading()
    at = next(cell for cell in plain.cells if (cell.form_sheet, cell.field) == (sheet, field))
    cell = book[sheet][at.address]
    change(cell)
    return read_form(read_book(saved(book)), FORM), cell


def text(*pieces: str | TextBlock) -> Callable[[Cell], None]:
    def change(cell: Cell) -> None:
        cell.value = CellRichText(list(pieces))

    return change


def looks(**more: object) -> Callable[[Cell], None]:
    def change(cell: Cell) -> None:
        cell.font = Font(**{key: value for key, value in more.items() if key != "fill"})  # type: ignore[arg-type]
        if "fill" in more:
            cell.fill = PatternFill("solid", fgColor=str(more["fill"]))

    return change


def shows(value: object, number_format: str) -> Callable[[Cell], None]:
    def change(cell: Cell) -> None:
        cell.value, cell.number_format = value, number_format

    return change


@pytest.mark.parametrize(
    ("change", "value", "code"),
    [
        (text("12", TextBlock(RAISED, "1")), None, "E101"),
        (text("10", TextBlock(LOWERED, "2")), None, "E101"),
        (text(TextBlock(InlineFont(b=True), "1"), "2"), 12.0, ""),
        (text("1", TextBlock(InlineFont(color="FFFFFFFF"), "2")), 12.0, "Q148"),
        (text("1", TextBlock(InlineFont(color="FFFF0000"), "2")), 12.0, ""),
        (looks(vertAlign="superscript"), 102_000 + 4_000, "Q149"),
        (looks(color="FFFFFFFF"), 102_000 + 4_000, "Q148"),
        (looks(color="FF1F4E79", fill="FF1F4E79"), 102_000 + 4_000, "Q148"),
        (looks(color="FFFFFFFF", fill="FF1F4E79"), 102_000 + 4_000, ""),
        (looks(sz=1), 102_000 + 4_000, "Q148"),
        (looks(sz=8), 102_000 + 4_000, ""),
        (shows(17, "[White]0"), 17.0, "Q145"),
        (shows(17, "[Red]0"), 17.0, ""),
        (looks(color="FF000000"), 102_000 + 4_000, ""),
        (shows(17, "¥#,##0"), 17.0, "Q145"),
        (shows(17, "General"), 17.0, ""),
        (shows("17", ";;;"), 17.0, "Q148"),
        (shows("1\t7", "@"), None, "E104"),
        (shows("1\n7", "@"), None, "E104"),
    ],
)
def test_a_figure_is_what_a_person_sees(
    change: Callable[[Cell], None], value: float | None, code: str
) -> None:
    reading, cell = changed(INDICATORS, "ytd", change)
    found = [one for one in reading.cells if (one.sheet, one.address) == (INDICATORS, cell.coordinate)]
    codes = [one.code for one in reading.findings if one.address == cell.coordinate]
    if value is not None and value > 100:
        value = found[0].value  # as it was
        assert isinstance(value, float)
    assert ([one.value for one in found], "".join(codes)) == ([value], code)


def test_raised_digits_behind_letters_are_a_measure() -> None:
    reading, cell = changed(TASKS, "progress", text("完成1200m", TextBlock(RAISED, "2"), "，其余待核"))
    found = next(one for one in reading.cells if (one.sheet, one.address) == (TASKS, cell.coordinate))
    assert (found.value, found.outcome) == ("完成1200m²，其余待核", Outcome.ACCEPTED)
    assert cast("number", "1200m²", measure="平方米").value == 1200.0
    assert cast("number", "12km²", measure="平方公里").value == 12.0
    assert cast("number", "12²", measure="平方公里").code == "E101"


def test_raised_digits_of_shared_strings() -> None:
    rich = b'<r><t>12_x0037_</t></r><r><rPr><vertAlign val="superscript"/></rPr><t xml:space="preserve">1 </t></r>'
    guide = b'<rPh sb="0" eb="1"><t>3</t></rPh>'
    data = edited(
        make.workbook({"A1": "甲", "B1": "乙", "C1": 7}),
        "xl/sharedStrings.xml",
        lambda raw: raw.replace("<t>乙</t>".encode(), rich + guide),
    )
    assert read_book(data).sheets[0].rows == (("甲", "127¹ ", 7.0),)


def test_a_struck_out_name_is_asked_about() -> None:
    for sheet, field, column in (
        (TASKS, "progress", "D"),
        (INDICATORS, "ytd", "C"),
        (PROJECTS, "total", "B"),
    ):

        def strike(cell: Cell, column: str = column) -> None:
            cell.parent[f"{column}{cell.row}"].font = Font(strike=True)

        reading, cell = changed(sheet, field, strike)
        said = [one for one in reading.findings if one.code == "Q150"]
        assert [(one.sheet, int(one.address[1:])) for one in said] == [(sheet, cell.row)]
        assert said[0].address == cell.coordinate or sheet != INDICATORS
        assert cell.coordinate in said[0].problem


def test_pale_pieces_of_shared_strings() -> None:
    colours = (b'rgb="FFFFFFFF"', b'theme="0"', b'theme="0" tint="-0.5"', b'rgb="FFFF0000"', b'indexed="9"')
    run = b"<si><r><rPr><sz val='9'/><color %s/></rPr><t>3</t></r></si>"
    strings = b"<sst>%s</sst>" % b"".join(run % colour for colour in colours)
    assert pale_strings(strings) == {0, 1, 4} and pale_strings(b"<sst/>") == pale_strings(None) == frozenset()
    cells = b'<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>3</v></c><c r="C1" t="inlineStr"><is>%s</is></c>'
    sheet = b'<sheetPr><tabColor theme="0"/></sheetPr><sheetData>%s</sheetData>' % (
        cells % (run % colours[0])[4:-5]
    )
    assert pale_cells(sheet, {1}) == {"A1", "C1"}


def test_raised_runs_and_looks_of_xls() -> None:
    rich = struct.pack("<HBH", 3, 8, 2) + b"121" + struct.pack("<HHHH", 2, 5, 3, 0)
    plain = struct.pack("<HB", 2, 1) + "甲乙".encode("utf-16-le")
    records = [struct.pack("<LL", 2, 2) + plain + rich]
    assert raised_texts(rich_strings(records), lambda font: 1 if font == 5 else 0) == {1: "12¹"}
    assert raised_texts(rich_strings(records), lambda font: -1 if font == 5 else 0) == {1: "12₁"}
    assert (
        raised_texts(rich_strings(records), lambda font: 0)
        == {}
        == raised_texts(rich_strings([b"\1"]), lambda font: 1)
    )
    look = BiffLook()
    for flags, colour, script in ((0, 0x7FFF, 0), (8, 8, 0), (0, 9, 0), (0, 10, 2)):
        look.add_font(struct.pack("<HHHHHBBBB", 200, flags, colour, 400, script, 0, 0, 0, 0))
    for font, pattern, ground in ((0, 0, 65), (1, 1, 64), (2, 0, 65), (2, 1, 18), (3, 1, 10)):
        look.add_style(struct.pack("<H12xLH", font, pattern << 26, ground))
    assert (look.struck, look.raised, look.unseen) == ({1}, {4}, {1, 2, 4})
    assert [look.is_pale(font) for font in range(4)] == [False, False, True, False]


def test_fonts_fills_and_runs_of_xlsb() -> None:
    def font(height: int = 200, flags: int = 0, script: int = 0, colour: bytes = bytes(8)) -> bytes:
        return struct.pack("<4H4B", height, flags, 400, script, 0, 0, 0, 0) + colour + b"\0"

    white, red, dark = b"\x05\0\0\0\xff\xff\xff\xff", b"\x05\0\0\0\xff\0\0\xff", b"\x06\x04" + bytes(6)
    fonts = [
        font_of(one) for one in (font(), font(flags=8), font(script=1), font(colour=white), font(20), b"")
    ]
    assert [one.strikes for one in fonts] == [False, True, False, False, False, False]
    assert [one.raised for one in fonts] == [0, 0, 1, 0, 0, 0]
    assert [one.pale for one in fonts] == [False, False, False, True, True, False]
    grounds = [
        ground_of(struct.pack("<L", kind) + ink + bytes(8)) for kind, ink in ((0, white), (1, red), (1, dark))
    ]
    assert [unseen_on(fonts[3], ground) for ground in (*grounds, "")] == [True, False, False, False]
    assert unseen_on(font_of(font(colour=red)), grounds[1])
    plain = b"\0" + struct.pack("<L", 1) + "甲".encode("utf-16-le")
    rich = b"\1" + struct.pack("<L", 3) + "121".encode("utf-16-le") + struct.pack("<LHH", 1, 2, 2)
    items = rich_items([plain, rich, rich[:-4], b""])
    assert items == [(1, "121", [(2, 2)])]
    assert raised_texts(items, lambda number: fonts[number].raised) == {1: "12¹"}


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_CONTENT = f"""<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0"
 xmlns:text="{_ODF}:text:1.0" xmlns:style="{_ODF}:style:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"
 xmlns:number="{_ODF}:datastyle:1.0"><office:automatic-styles>
<number:number-style style:name="N1"><number:number number:min-integer-digits="2"><number:embedded-text
 number:position="1">-</number:embedded-text></number:number></number:number-style>
<number:currency-style style:name="N2"><number:currency-symbol>¥</number:currency-symbol><number:number/></number:currency-style>
<number:number-style style:name="N3"><number:fraction number:min-integer-digits="0"/></number:number-style>
<number:text-style style:name="N4"><number:text-content/><number:text>万</number:text></number:text-style>
<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T2" style:parent-style-name="T1"><style:text-properties style:text-position="-33% 58%"/></style:style>
<style:style style:name="T3" style:parent-style-name="T1"><style:text-properties style:text-position="0% 100%"/></style:style>
<style:style style:name="c1" style:data-style-name="N1"/><style:style style:name="c2" style:data-style-name="N2"/>
<style:style style:name="c3" style:data-style-name="N3"/><style:style style:name="c4" style:data-style-name="N4"/>
<style:style style:name="c5"><style:text-properties fo:color="#FFFFFF"/></style:style>
<style:style style:name="c7"><style:text-properties fo:font-size="1pt"/></style:style>
<style:style style:name="c6" style:parent-style-name="c5"><style:table-cell-properties fo:background-color="#1f4e79"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="指标数据"><table:table-row>%s
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(*cells: tuple[str, float | str]) -> bytes:
    """A row of cells of these styles; texts are the XML of their paragraphs."""
    row = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{value}</table:table-cell>'
        if isinstance(value, str)
        else f'<table:table-cell table:style-name="{style}" office:value-type="float" office:value="{value}"/>'
        for style, value in cells
    )
    return make.zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": _CONTENT.replace("%s", row).encode(),
            "META-INF/manifest.xml": b'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


@pytest.mark.parametrize(
    ("style", "content", "value", "code"),
    [
        ("", "<text:p>1<text:tab/>7</text:p>", None, "E104"),
        ("", "<text:p>1<text:line-break/>7</text:p>", None, "E104"),
        ("", "<text:p>1</text:p><text:p>7</text:p>", None, "E104"),
        ("", "<text:p>1<text:span>7</text:span></text:p>", 17.0, None),
        ("", '<text:p>1<text:span text:style-name="T1">7</text:span></text:p>', None, "E101"),
        ("", '<text:p>1<text:span text:style-name="T2">7</text:span></text:p>', None, "E101"),
        ("", '<text:p>1<text:span text:style-name="T3">7</text:span></text:p>', 17.0, None),
        ("", "<text:p><text:ruby><text:ruby-base>17</text:ruby-base><text:ruby-text>3</text:ruby-text></text:ruby></text:p>", 17.0, None),
        ("c1", 17.0, 17.0, "Q145"),
        ("c2", 17.0, 17.0, "Q145"),
        ("c3", 0.0, 0.0, None),
        ("c4", "<text:p>17</text:p>", 170_000.0, None),
    ],
)  # fmt: skip
def test_a_figure_of_an_ods_is_what_a_person_sees(
    style: str, content: float | str, value: float | None, code: str | None
) -> None:
    sheet = read_book(ods((style, content))).sheets[0]
    read = cast(
        "number_or_word", sheet.rows[0][0], measure="个", number_format=sheet.number_formats.get("A1", "")
    )
    assert (read.value, read.code) == (value, code)


@pytest.mark.parametrize(
    ("style", "areas"), [("c5", ("B2:B3", "C1:C1")), ("c1", ("B2:B3", "C1:C1")), ("c2x", ())]
)
def test_conditional_formats_of_an_ods_that_change_what_is_seen(style: str, areas: tuple[str, ...]) -> None:
    formats = (
        f'<calcext:conditional-formats xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<calcext:conditional-format calcext:target-range-address=\"'甲.乙'.B2:'甲.乙'.B3 指标数据.$C$1:指标数据.$C$1\">"
        f'<calcext:condition calcext:apply-style-name="{style}"/></calcext:conditional-format></calcext:conditional-formats>'
    )
    data = edited(
        ods(("", 17.0)),
        "content.xml",
        lambda xml: xml.replace(b"</table:table>", formats.encode() + b"</table:table>"),
    )
    assert read_book(data).sheets[0].restyled == areas


def test_a_style_of_an_ods_that_turns_into_another_on_a_condition() -> None:
    turn = b'<style:style style:name="c8"><style:map style:condition="cell-content()=0" style:apply-style-name="c5"/></style:style>'
    data = edited(
        ods(("c8", 17.0), ("c7", 17.0)),
        "content.xml",
        lambda xml: xml.replace(b"</office:automatic-styles>", turn + b"</office:automatic-styles>"),
    )
    assert read_book(data).sheets[0].restyled == ("A1:A1",)


def _rule(*, strikes: bool = False, colour: int = 0xFFFFFFFF, ground: int | None = None) -> bytes:
    """A rule of a conditional format: what it changes, a font, what is behind the text."""
    what = 1 << 26 | (0 if ground is None else 1 << 29)
    font = bytearray(118)
    struct.pack_into("<L", font, 68, 0x80 if strikes else 0)
    struct.pack_into("<L", font, 80, colour)
    struct.pack_into("<L", font, 88, 0 if strikes else 0x80)
    fill = b"" if ground is None else struct.pack("<HH", 1 << 10, ground << 7)
    return struct.pack("<BBHHLH", 2, 0, 3, 0, what, 0) + bytes(font) + fill


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (_rule(strikes=True), True),
        (_rule(colour=9), True),
        (_rule(colour=9, ground=18), False),
        (_rule(colour=10, ground=10), True),
        (_rule(ground=10), False),
        (_rule(strikes=True)[:40], False),
    ],
)
def test_conditional_formats_of_an_xls_that_change_what_is_seen(rule: bytes, changes: bool) -> None:
    look = BiffLook()
    conditions = biffconditions.Conditions(look.colour)
    areas = struct.pack("<HH4HH", 1, 1, 4, 9, 2, 2, 1) + struct.pack("<4H", 4, 9, 2, 2)
    assert conditions.take(biffconditions.AREAS, areas) == []
    assert conditions.take(biffconditions.RULE, rule) == (["C5:C10"] if changes else [])
    assert conditions.take(biffconditions.RULE, _rule(strikes=True)) == ([] if changes else ["C5:C10"])


def test_text_of_an_ods_in_the_colour_of_its_ground() -> None:
    assert read_book(ods(("c5", 17.0), ("c6", 17.0), ("c7", 17.0))).sheets[0].unseen == {"A1", "C1"}
    assert read_book(ods(("T1", 17.0), ("T3", 17.0), ("T2", 17.0))).sheets[0].raised == {"A1", "C1"}


@pytest.mark.parametrize(
    ("measure", "number_format", "code", "seen"),
    [
        ("所", "¥#,##0", "Q145", "17（显示为¥17）"),
        ("所", "[$¥-804]#,##0.00", "Q145", "17（显示为¥17）"),
        ("所", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "Q145", "17（显示为¥17）"),
        ("人", "[$CNY] #,##0", "Q145", "17（显示为CNY 17）"),
        ("人", '"人民币"0', "Q145", "17（显示为人民币17）"),
        ("人", '0"元"', "E105", "17元"),
        ("%", "¥#,##0", "Q145", "17（显示为¥17）"),
        ("亿元", "¥#,##0", None, ""),
        ("元", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', None, ""),
        ("所", "₩0", "Q145", "17（显示为₩17）"),
        ("所", "฿0", None, ""),
        ("所", "# ?/10", None, ""),
        ("所", '0"‱"', "E105", "17‱"),
        ("所", '0"％"', "E105", "17％"),
        ("所", "\\%0", "E101", "%17"),
        ("所", '0"*"', "E101", "17*"),
        ("所", '0"?"', "E103", "17?"),
    ],
)
def test_money_over_a_count_is_said(measure: str, number_format: str, code: str | None, seen: str) -> None:
    read = cast("number_or_word", 17.0, measure=measure, number_format=number_format)
    assert (read.code, read.seen) == (code, seen)
    assert code is None or tells_more(number_format)


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("General", None),
        ("0;-0;0", None),
        ("@", None),
        ('_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', None),
        (";;;", ""),
        ('@"万"', "17万"),
        ('0;0;0;"约"@', "约17"),
        ('0;0;0;"待统计"', "待统计"),
    ],
)
def test_what_a_format_makes_of_a_text(number_format: str, shown: str | None) -> None:
    assert shown_of_text("17", number_format) == shown
    assert tells_more(number_format) == (shown is not None)


def test_words_in_heads_and_feet_are_said_once_for_the_file() -> None:
    book, _ = filled()
    plain = read_form(read_book(saved(book)), FORM).findings
    assert "N151" not in [finding.code for finding in plain]
    book[EXPERIENCE].oddHeader.center.text = f"{FORM.unit.name}发展和改革委员会"
    book[EXPERIENCE].oddFooter.right.text = "打印日期：&D"
    book[EXPERIENCE].oddFooter.left.text = "2024年6月"
    for name in (TASKS, INDICATORS):
        book[name].oddHeader.center.text = "T02-3应为35，\n以此为准"
        book[name].oddHeader.left.text = "&A"
    book[PROJECTS].oddFooter.center.text = "第 &P 页 草稿 R&&D"
    said = [one for one in read_form(read_book(saved(book)), FORM).findings if one.code == "N151"]
    assert [one.values["notes"] for one in said] == [
        "“任务进展、指标数据”的页眉“T02-3应为35， 以此为准”；“重点项目”的页脚“第 页 草稿 R&D”"
    ]


@pytest.mark.parametrize(
    ("coded", "pieces"),
    [
        ("&L&10疏附县&C&10第 &P 页 共 &N 页&R", ["疏附县", "第  页 共  页"]),
        ('&C&"宋体,常规"&12&K01+000作废&K1F4E79，见R&&D', ["作废，见R&D"]),
        ("无码", ["无码"]),
        ("&L&P&C&A&R&D &T", []),
    ],
)
def test_codes_of_heads_and_feet_are_no_words(coded: str, pieces: list[str]) -> None:
    assert list(margins_of_codes("页眉", coded)) == [("页眉", piece) for piece in pieces]


def test_heads_and_feet_of_xls_and_ods() -> None:
    sheet = SheetExtras()
    text = "&C作废"
    _cell(0x14, struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"), sheet, _Globals())
    _cell(0x15, b"", sheet, _Globals())
    assert sheet.margins == [("页眉", "作废")]
    styles = etree.fromstring(
        f'<r xmlns:style="{_ODF}:style:1.0" xmlns:text="{_ODF}:text:1.0"><style:master-page style:name="P">'
        "<style:header><style:region-left><text:p>以邮件<text:span>为准</text:span></text:p></style:region-left>"
        "<style:region-right><text:p>第<text:page-number>1</text:page-number>页</text:p></style:region-right></style:header>"
        '<style:header-left style:display="false"><text:p>不印</text:p></style:header-left>'
        "<style:footer><text:p><text:sheet-name>???</text:sheet-name></text:p></style:footer></style:master-page></r>"
    )
    assert margins_by_page(styles) == {"P": (("页眉", "以邮件为准"), ("页眉", "第页"))}
