"""Puts the parts of a Word template into one file: same parts, same bytes.

In: blocks of OOXML; out: a .docx as bytes. Written by hand since python-docx's default template brings
theme fonts and styles that GB/T 9704 has no use for.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_THEME = "word/theme/theme1.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Each with the face that stands in for it: plain Windows has no face by the names of the standard, WPS calls some in English.
_FONTS = {
    "仿宋_GB2312": "仿宋",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "宋体",
    "宋体": "SimSun",
}
_EPOCH = (2024, 1, 1, 0, 0, 0)
_SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
    '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>专报</dc:title>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
)


def package(
    body: Sequence[str],
    styles: str,
    numbering: str,
    *,
    header: str,
    footers: Mapping[str, str],
    last_footers: Mapping[str, str],
) -> bytes:
    """The file; head and foot parts get the relation ids that ``template_blocks`` refers to."""
    parts = {
        "word/styles.xml": ("styles", "rIdS", styles),
        "word/numbering.xml": ("numbering", "rIdN", numbering),
        "word/settings.xml": ("settings", "rIdT", _SETTINGS),
        "word/fontTable.xml": ("fontTable", "rIdA", _font_table()),
        "word/header1.xml": ("header", "rIdH1", _part("hdr", header)),
        "word/header2.xml": ("header", "rIdH2", _part("hdr", header)),
        "word/footer1.xml": ("footer", "rIdF1", _part("ftr", footers["default"])),
        "word/footer2.xml": ("footer", "rIdF2", _part("ftr", footers["even"])),
        "word/footer3.xml": ("footer", "rIdF3", _part("ftr", last_footers["default"])),
        "word/footer4.xml": ("footer", "rIdF4", _part("ftr", last_footers["even"])),
    }
    files = {
        "[Content_Types].xml": _content_types({name: kind for name, (kind, _, _) in parts.items()}),
        "_rels/.rels": _relations(
            [
                ("rId1", f"{_R}/officeDocument", "word/document.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _CORE,
        "word/document.xml": f"{_HEAD}<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            [(id, f"{_R}/{kind}", name.removeprefix("word/")) for name, (kind, id, _) in parts.items()]
            + [("rIdM", f"{_R}/theme", _THEME.removeprefix("word/"))]
        ),
        _THEME: _theme(),
        **{name: text for name, (_, _, text) in parts.items()},
    }
    return _zip(files)


def _font_table() -> str:
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _FONTS.items()
    )
    return f'{_HEAD}<w:fonts xmlns:w="{_W}">{names}</w:fonts>'


def _theme() -> str:
    """The smallest valid theme: validators ask for one, no style here uses it."""
    colours = (
        ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F4E79"), ("lt2", "F2F2F2"), ("accent1", "2F75B5"),
        ("accent2", "548235"), ("accent3", "BF8F00"), ("accent4", "C00000"), ("accent5", "7F7F7F"),
        ("accent6", "1F4E79"), ("hlink", "0563C1"), ("folHlink", "954F72"),
    )  # fmt: skip
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours)
    body = next(iter(_FONTS))
    font = f'<a:latin typeface="{body}"/><a:ea typeface="{body}"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{_HEAD}<a:theme xmlns:a="{_A}" name="公文"><a:themeElements><a:clrScheme name="公文">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="公文"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="公文"><a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def _part(root: str, content: str) -> str:
    return f"{_HEAD}<w:{root} {_NAMESPACES}>{content}</w:{root}>"


def _content_types(kinds: Mapping[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f'<Override PartName="/{_THEME}" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
        f"{overrides}</Types>"
    )


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>' for id, kind, target in rows)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _zip(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))
    return buffer.getvalue()
