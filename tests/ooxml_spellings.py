"""One small workbook in many spellings: all that XML and OPC allow a program to write for the same content.

Every cell of sheet 指标数据 tells something that its value does not: a percent format, struck-out text in four
ways, an error, a formula with and without a result, a picture, a note. ``SPELLINGS`` maps a name to the parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
N = f"{{{MAIN}}}"
SHEET, STRINGS, STYLES, NOTES = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/comments1.xml",
)
Parts = dict[str, bytes]

_SHEET = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="{MAIN}"><dimension ref="A1:G4"/><sheetData>
<row r="1" spans="1:7"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>甲&amp;乙</t></is></c>\
<c r="C1"><v>17</v></c><c r="D1" s="1"><v>0.5</v></c><c r="E1" s="2"><v>7</v></c></row>
<row r="2" spans="1:7"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><r><rPr><strike/></rPr><t>9</t></r></is></c>\
<c r="D2" t="e"><v>#N/A</v></c><c r="E2"><f>1+2</f></c><c r="G2"><f>C1*2</f><v>34</v></c></row>
<row r="3" spans="1:7" hidden="1"><c r="A3" s="2"/><c r="B3" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>\
<c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>IF(C1&lt;20,"","x")</f><v></v></c></row>
<row r="4" spans="1:7"><c r="A4" s="3"><v>2000</v></c><c r="C4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
</sheetData><mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells></worksheet>"""
_STRINGS = (
    f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}" count="2" uniqueCount="2"><si><t>名称</t></si>'
    '<si><r><t>12</t></r><r><rPr><strike/><sz val="11"/></rPr><t>15</t></r></si></sst>'
)
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="170" formatCode="0&quot;万元&quot;"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><strike/><sz val="11"/></font></fonts>'
    "<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    '<xf numFmtId="0" fontId="0"/><xf numFmtId="9" fontId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1"/><xf numFmtId="170" fontId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_NOTES = (
    f'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="{MAIN}"><authors><author>a</author></authors>'
    '<commentList><comment ref="C1" authorId="0"><text><r><t>含上年</t></r><r><t>三所</t></r></text></comment>'
    "</commentList></comments>"
)


def _relations(*items: tuple[str, str, str]) -> bytes:
    body = "".join(
        f'<Relationship Id="{ident}" Type="{REL}/{kind}" Target="{target}"/>' for ident, kind, target in items
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}">{body}</Relationships>'.encode()


def usual() -> Parts:
    """As Excel and WPS write it."""
    kinds = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("xl/workbook.xml", "sheet.main"),
            (SHEET, "worksheet"),
            (STRINGS, "sharedStrings"),
            (STYLES, "styles"),
            (NOTES, "comments"),
        )
    )
    return {
        "[Content_Types].xml": (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>'
        ).encode(),
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
            '<sheet name="指标数据" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(("rId1", "comments", "../comments1.xml")),
        SHEET: _SHEET.encode(),
        STRINGS: _STRINGS.encode(),
        STYLES: _STYLES.encode(),
        NOTES: _NOTES.encode(),
    }


def packed(parts: Parts) -> bytes:
    """The parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _text(part: str, change: Callable[[str], str]) -> Callable[[Parts], None]:
    def edit(parts: Parts) -> None:
        old = parts[part].decode()
        new = change(old)
        assert new != old
        parts[part] = new.encode()

    return edit


def _all(change: Callable[[str], str]) -> Callable[[Parts], None]:
    def edit(parts: Parts) -> None:
        before = dict(parts)
        for part in (SHEET, STRINGS, STYLES, NOTES):
            parts[part] = change(parts[part].decode()).encode()
        assert parts[SHEET] != before[SHEET]

    return edit


def _swap(*pairs: tuple[str, str], part: str = SHEET) -> Callable[[Parts], None]:
    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return _text(part, change)


def _encoded(label: str, codec: str, *parts: str) -> Callable[[Parts], None]:
    def edit(all_parts: Parts) -> None:
        for part in parts or (SHEET, STRINGS, STYLES, NOTES):
            all_parts[part] = (
                all_parts[part].decode().replace('encoding="UTF-8"', f'encoding="{label}"').encode(codec)
            )

    return edit


def _without_addresses(text: str, *, rows: bool = True) -> str:
    """Cells and rows go by order; gaps are filled with blank ones."""
    root = etree.fromstring(text.encode())
    data = root.find(f"{N}sheetData")
    assert data is not None
    for row in data:
        column = 0
        for cell in list(row):
            own = ord(cell.attrib.pop("r")[0]) - 64
            for _ in range(own - column - 1):
                row.insert(row.index(cell), etree.Element(f"{N}c"))
            column = own
        if rows:
            del row.attrib["r"]
    return etree.tostring(root, encoding="unicode")


def _some_addresses(text: str) -> str:
    """Without the address of every cell that stands right behind the one before it."""
    for ref in ("B1", "C1", "E1", "B2", "E2", "B3", "C3", "D3"):
        assert f'<c r="{ref}"' in text or ref == "E2"
        text = text.replace(f'<c r="{ref}"', "<c")
    return text


def _prefixed(prefix: str, text: str) -> str:
    text = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}:", text)
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


def _backwards(text: str) -> str:
    """Every start tag with its attributes the other way round."""

    def turned(match: re.Match[str]) -> str:
        attributes = re.findall(r'[\w:]+="[^"]*"', match[2])
        return f"<{match[1]} {' '.join(reversed(attributes))}{match[3]}>"

    return re.sub(r'<(c|row|si|font|xf|comment)((?: [\w:]+="[^"]*")+)(/?)>', turned, text)


def _spaced(text: str) -> str:
    return re.sub(
        r'<(c|row|v|f|strike|font|xf|mergeCell)((?: [\w:]+="[^"]*")*)(/?)>',
        lambda m: "<" + m[1] + "\n\t" + m[2].replace("=", " = ") + " " + m[3] + ">",
        text,
    )


def _indented(text: str) -> str:
    """Every element on a line of its own."""
    root = etree.fromstring(text.encode())
    etree.indent(root, space="    ")
    return etree.tostring(root, encoding="unicode")


def _single(text: str) -> str:
    return re.sub(r'([\w:]+)="([^"\']*)"(?=[^<>]*>)', r"\1='\2'", text)


def _open_ended(text: str) -> str:
    """No element is closed within its own tag."""
    return re.sub(r"<([\w:]+)((?: [^<>]*?)?)/>", r"<\1\2></\1>", text)


def _prefix_inside(text: str) -> str:
    """Cells alone bear a prefix, of their own namespace."""
    return re.sub(r"<(/?)(?=c[ >])", r"<\1q:", text).replace("<worksheet ", f'<worksheet xmlns:q="{MAIN}" ')


def _main_elsewhere(parts: Parts) -> None:
    """As in files that several people edit online."""
    for old, new in (
        ("xl/workbook.xml", "xl/workbook22.xml"),
        ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook22.xml.rels"),
    ):
        parts[new] = parts.pop(old)
    for name in ("_rels/.rels", "[Content_Types].xml"):
        _swap(("xl/workbook.xml", "xl/workbook22.xml"), part=name)(parts)


def _in_the_root(parts: Parts) -> None:
    """No folder xl: the package alone says where its parts stand."""
    for old in [name for name in parts if name.startswith("xl/")]:
        parts[old.removeprefix("xl/")] = parts.pop(old)
    for name, part in parts.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            parts[name] = part.replace(b"/xl/", b"/").replace(b'"xl/', b'"')


def _percent_encoded(parts: Parts) -> None:
    parts["xl/worksheets/表1.xml"] = parts.pop(SHEET)
    parts["xl/worksheets/_rels/表1.xml.rels"] = parts.pop("xl/worksheets/_rels/sheet1.xml.rels")
    _swap(("worksheets/sheet1.xml", "worksheets/%E8%A1%A81.xml"), part="xl/_rels/workbook.xml.rels")(parts)


EDITS: dict[str, Callable[[Parts], None]] = {
    "no addresses": _text(SHEET, _without_addresses),
    "no cell addresses": _text(SHEET, lambda text: _without_addresses(text, rows=False)),
    "some addresses": _text(SHEET, _some_addresses),
    "no spans, no dimension": _text(SHEET, lambda text: re.sub(r' spans="1:7"|<dimension[^>]*>', "", text)),
    "a dimension that is none": _swap(('ref="A1:G4"', 'ref="??"')),
    "a dimension without an area": _swap((' ref="A1:G4"', "")),
    "x: prefixes": _all(lambda text: _prefixed("x", text)),
    "long prefixes": _all(lambda text: _prefixed("ss.0-a", text)),
    "cells alone prefixed": _text(SHEET, _prefix_inside),
    "namespace on cells": _swap(
        ('<c r="D1"', f'<c xmlns="{MAIN}" r="D1"'),
        ('<c r="E1"', f'<q:c xmlns:q="{MAIN}" r="E1"'),
        ("<v>7</v></c>", "<v>7</v></q:c>"),
    ),
    "attributes backwards": _all(_backwards),
    "white space in tags": _all(_spaced),
    "indented": _text(SHEET, _indented),
    "an empty value behind a formula": _text(
        SHEET, lambda text: _indented(text.replace("<f>1+2</f>", "<f>1+2</f><v/>"))
    ),
    "an empty value with a blank": _swap(("<f>1+2</f>", "<f>1+2</f>\n<v />\n")),
    "single quotes": _all(_single),
    "nothing self-closing": _all(_open_ended),
    "comments": _swap(("<c ", "<!--x--><c "), ("<v>", "<!-- <c r='Z9'><v>1</v></c> --><v>")),
    "comment inside a value": _swap(
        ("<v>0.5</v>", "<v>0.<!--x-->5</v>"), ("<v>#N/A</v>", "<v><!---->#N/A</v>")
    ),
    "processing instructions": _swap(("<v>", "<?x <c r='Z9'/>?><v>"), ("<f>", "<?y?><f>")),
    "cdata": _swap(
        ("<v>0.5</v>", "<v><![CDATA[0.5]]></v>"),
        ("<v>#N/A</v>", "<v><![CDATA[#N/A]]></v>"),
        ("<v>0</v>", "<v><![CDATA[0]]></v>"),
        ('<v>1</v></c><c r="B2"', '<v><![CDATA[1]]></v></c><c r="B2"'),
        ("<f>1+2</f>", "<f><![CDATA[1+2]]></f>"),
    ),
    "character references": _swap(
        ("<v>#N/A</v>", "<v>&#35;N/A</v>"),
        ('t="e"', 't="&#101;"'),
        ('s="1"', 's="&#49;"'),
        ('s="2"', 's="&#x32;"'),
        ('r="E2"', 'r="E&#50;"'),
        ("DISPIMG", "&#68;ISPIMG"),
    ),
    "values with references": _swap(("<v>0.5</v>", "<v>0&#46;5</v>"), ("<v>7</v>", "<v>&#55;</v>")),
    "an extension of a cell": _swap(
        ("<v>0.5</v>", '<v>0.5</v><extLst><ext uri="x"><v>13</v></ext></extLst>'),
    ),
    "white space around values": _swap(('<v>1</v></c><c r="B2"', '<v>\n1 </v></c><c r="B2"')),
    "utf-16 little": _encoded("UTF-16", "utf-16"),
    "utf-16 big": _encoded("UTF-16", "utf-16-be"),
    "utf-8 with mark": _encoded("UTF-8", "utf-8-sig"),
    "values before formulas": _text(
        SHEET,
        lambda text: re.sub(
            r"(<f>[^<]*</f>)(<v>[^<]*</v>)", r"\2\1", text.replace("<f>1+2</f>", "<v></v>\n<f>1+2</f>")
        ),
    ),
    "a text beside a value": _swap(
        ('<c r="C1"><v>17</v>', '<c r="C1"><v>17</v> <is><t>13</t></is>'),
        ("<v>7</v>", "<v>7</v><is><r><t>13</t></r></is>"),
        ('<c r="A1" t="s"><v>0</v>', '<c r="A1" t="s"><v>0</v><is><t>13</t></is>'),
        ("<is><t>甲", "<v>13</v><is><t>甲"),
    ),
    "shared as inline": _swap(
        ('<c r="A1" t="s"><v>0</v></c>', '<c r="A1" t="inlineStr"><is><t>名称</t></is></c>'),
        (
            '<c r="A2" t="s"><v>1</v></c>',
            '<c r="A2" t="inlineStr"><is><r><t>12</t></r><r><rPr><strike val="1"/></rPr><t>15</t></r></is></c>',
        ),
    ),
    "strike spelled out": _swap(("<strike/>", '<strike val="true"/>')),
    "strings with a prefix of theirs": _text(STRINGS, lambda text: _prefixed("y", text)),
    "strings with comments": _swap(("<si>", "<!-- <si><strike/></si> --><si>"), part=STRINGS),
    "strings with more": _swap(
        ("<si><t>名称</t></si>", '<si><t xml:space="preserve">名称</t><phoneticPr fontId="1"/></si>'),
        part=STRINGS,
    ),
    "styles in a comment too": _swap(("<fonts", "<!-- <fonts><font/></fonts> --><fonts"), part=STYLES),
    "other attributes": _swap(
        ('<c r="D1"', '<c r="D1" cm="1" ph="1"'), ('<row r="1"', '<row r="1" ht="15.5" customHeight="1"')
    ),
    "strict": _all(lambda text: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
    "another encoding": _encoded("GB18030", "gb18030", SHEET, STRINGS, NOTES),
    "a shared formula": _swap(("<f>C1*2</f>", '<f t="shared" ref="G2:G2" si="0">C1*2</f>')),
    "the main part elsewhere": _main_elsewhere,
    "all parts in the root": _in_the_root,
    "parts with percent signs": _percent_encoded,
    "lower-case addresses": _swap(('r="D1"', 'r="d1"'), ('r="E2"', 'r="e2"')),
    "nested in alternate content": _swap(
        ("<sheetData>", '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>')
    ),
}


def spelled(name: str) -> bytes:
    """The workbook in the spelling of that name."""
    parts = usual()
    EDITS[name](parts)
    return packed(parts)
