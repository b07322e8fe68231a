"""What a workbook shows and its values do not say: words in formats, struck-out text, other calendars."""

from __future__ import annotations

from lxml import etree

from toolkit.inbox.workbooks.odfformats import telling_formats

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


def test_number_styles_of_ods_are_told_as_format_codes() -> None:
    assert telling_formats(etree.fromstring(STYLES)) == {"ce1": '[>=0]0"万元";"-"0', "ce2": '0,"千"'}
