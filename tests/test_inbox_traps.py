"""What a workbook shows and its values do not say: words in formats, struck-out text, other calendars."""

from __future__ import annotations

import pytest
from lxml import etree

from toolkit.inbox.workbooks.odfformats import telling_formats
from toolkit.inbox.workbooks.struck import struck_cells, struck_strings
from toolkit.inbox.workbooks.stylelook import style_look

ODF = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = f"""<r xmlns:number="{ODF}:datastyle:1.0" xmlns:style="{ODF}:style:1.0">
<number:number-style style:name="N1P0"><number:number/><number:text>万元</number:text></number:number-style>
<number:number-style style:name="N1"><number:text>-</number:text><number:number/>
<style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/></number:number-style>
<number:number-style style:name="N2"><number:number number:display-factor="1000"/>
<number:text>千</number:text></number:number-style>
<number:number-style style:name="N3"><number:number/></number:number-style>
<style:style style:name="ce1" style:data-style-name="N1"/><style:style style:name="ce2" style:data-style-name="N2"/>
<style:style style:name="ce3" style:data-style-name="N3"/><style:style style:name="ce4"/></r>"""


INHERITED = f"""<r xmlns:style="{ODF}:style:1.0" xmlns:number="{ODF}:datastyle:1.0">
<number:percentage-style style:name="P"><number:number/><number:text>%</number:text></number:percentage-style>
<style:style style:name="child" style:parent-style-name="ce1"/><style:style style:name="grandchild" style:parent-style-name="child"/>
<style:style style:name="plain" style:parent-style-name="child" style:data-style-name="N3"/>
<style:style style:name="round" style:parent-style-name="round"/><style:style style:name="lost" style:parent-style-name="none"/>
<style:style style:name="percent" style:data-style-name="P"/></r>"""


def test_a_number_style_of_ods_is_inherited() -> None:
    found = telling_formats(etree.fromstring(STYLES), etree.fromstring(INHERITED))
    assert {name: code for name, code in found.items() if not name.startswith("ce")} == {
        "child": '[>=0]0"万元";"-"0',
        "grandchild": '[>=0]0"万元";"-"0',
        "percent": "0%",
    }


def test_number_styles_of_ods_are_told_as_format_codes() -> None:
    assert telling_formats(etree.fromstring(STYLES)) == {"ce1": '[>=0]0"万元";"-"0', "ce2": '0,"千"'}


@pytest.mark.parametrize(
    ("strings", "found"),
    [
        (b"<sst><si><t>a</t></si><si><r><rPr><strike/></rPr><t>b</t></r></si></sst>", {1}),
        (b'<si/><si><rPr><strike val="1"/></rPr></si><si/>', {1}),
        (b'<si><rPr><strike val="0"/></rPr></si><si><rPr><strike val="false"/></rPr></si>', set()),
        (b"<si><t>strike</t></si>", set()),
        (b"<strike" * 1000, set()),
        (None, set()),
    ],
)
def test_strings_with_struck_out_runs(strings: bytes | None, found: set[int]) -> None:
    assert struck_strings(strings) == found


def test_cells_by_string_style_and_own_text() -> None:
    sheet = (
        b'<row><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" s="2"><v>1</v></c>'
        b'<c r="D1" s="2"/><c r="E1" t="inlineStr"><is><r><rPr><strike/></rPr><t>1</t></r></is></c></row>'
    )
    fonts = b'<s><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
    styles = fonts + b'<cellXfs><xf fontId="0"/><xf fontId="2"/><xf fontId="1"/></cellXfs></s>'
    assert style_look(styles).struck == {2}
    assert struck_cells(sheet, {1}, style_look(styles).struck) == {"A1", "C1", "E1"}
