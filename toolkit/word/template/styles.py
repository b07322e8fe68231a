"""Page, styles and numbering of the shipped template by GB/T 9704-2012, as OOXML text.

Out: the XML of styles.xml and numbering.xml. Fonts are named, not shipped. Lengths in twips. Word's
三号 at 28 characters a line needs a spacing of -0.25 pt; 22 lines a page an exact pitch of 579.
"""

from __future__ import annotations

from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
PITCH, FRONT_PITCH = 579, 352
BODY_WIDTH, LANDSCAPE_WIDTH = 8844, 12756
PORTRAIT = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
    'w:left="1588" w:header="1134" w:footer="1446" w:gutter="0"/>'
)
LANDSCAPE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1588" w:right="2098" '
    'w:bottom="1474" w:left="1984" w:header="907" w:footer="936" w:gutter="0"/>'
)
GRID = f'<w:docGrid w:type="lines" w:linePitch="{PITCH}"/>'
RED = "C00000"
# The red name: half points, and twips between letters; long names are made smaller to stay on one line.
NAME_SIZE, NAME_SPACING = 72, 20
NUMBERED = "1"  # id of the one multi-level list


@dataclass(frozen=True)
class Look:
    """One paragraph style. ``size`` in half points; ``line`` exact in twips, 0 automatic."""

    name: str
    font: str = FANGSONG
    size: int = 32
    align: str = "both"
    line: int = PITCH
    indent: int = 0  # first line, in characters
    spacing: int = 0
    color: str = ""
    before: int = 0
    after: int = 0
    level: int | None = None  # of the numbered list
    outline: int | None = None
    keep_next: bool = False
    keep_lines: bool = False
    borders: str = ""
    tabs: str = ""


_RED_RULE = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{RED}"/></w:pBdr>'
# 版记: outer rules 0.35 mm, those between 0.25 mm.
_IMPRINT = (
    "<w:pBdr>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="1" w:color="000000"/>'
        for side, size in (("top", 8), ("bottom", 8), ("between", 6))
    )
    + "</w:pBdr>"
)
_RIGHT_TAB = f'<w:tabs><w:tab w:val="right" w:pos="{BODY_WIDTH - 320}"/></w:tabs>'

LOOKS: dict[str, Look] = {
    "Normal": Look("Normal", indent=2, spacing=-5),
    "Salutation": Look("主送", align="left"),
    "Heading1": Look("heading 1", HEITI, indent=2, spacing=-5, level=0, outline=0, keep_next=True),
    "Heading2": Look("heading 2", KAITI, indent=2, spacing=-5, level=1, outline=1, keep_next=True),
    "Matter": Look("事项", indent=2, spacing=-5, level=2),
    "Secrecy": Look("密级", HEITI, align="left"),
    "PaperName": Look(
        "专报名称",
        XIAOBIAOSONG,
        NAME_SIZE,
        "center",
        0,
        color=RED,
        before=60,
        after=40,
        spacing=NAME_SPACING,
    ),
    "PaperNumber": Look("期号", align="center", line=440),
    "PaperOffice": Look("编发行", align="left", line=0, borders=_RED_RULE, tabs=_RIGHT_TAB, after=60),
    "PaperTitle": Look("专报标题", XIAOBIAOSONG, 44, "center", 560, before=20, after=40, keep_next=True),
    # Page one holds what a leader needs: one size smaller, so that it is one page.
    "Summary": Look("提要", KAITI, 28, indent=2, line=FRONT_PITCH),
    "Front": Look("首页", FANGSONG, 28, indent=2, line=FRONT_PITCH),
    "FrontItem": Look("首页事项", FANGSONG, 28, indent=2, line=FRONT_PITCH),
    "TableTitle": Look("表题", HEITI, 24, "center", 440, before=80, keep_next=True),
    "TableHead": Look("表头", HEITI, 21, "center", 280),
    "TableText": Look("表文", FANGSONG, 21, "left", 300),
    "TableNumber": Look("表数", FANGSONG, 21, "right", 300),
    "TableCentre": Look("表中", FANGSONG, 21, "center", 300),
    "SmallHead": Look("附表头", HEITI, 18, "center", 250),
    "SmallText": Look("附表文", FANGSONG, 18, "left", 250),
    "SmallNumber": Look("附表数", FANGSONG, 18, "right", 250),
    "SmallCentre": Look("附表中", FANGSONG, 18, "center", 250),
    "Note": Look("注", FANGSONG, 21, "both", 320, before=40, keep_lines=True),
    "Chart": Look("图", FANGSONG, 21, "center", 0, before=80, keep_next=True),
    "ChartTitle": Look("图题", HEITI, 21, "center", 320, after=80),
    "AnnexList": Look("附件说明", indent=2, spacing=-5, keep_next=True),
    "AnnexMark": Look("附件标", HEITI, align="left"),
    "AnnexTitle": Look("附件题", XIAOBIAOSONG, 36, "center", PITCH, after=160),
    "Remark": Look("说明文", FANGSONG, 21, indent=2, line=330),
    "Imprint": Look("版记", FANGSONG, 28, "left", 500, borders=_IMPRINT, tabs=_RIGHT_TAB),
    "Sign": Look("落款", FANGSONG, align="right"),
    "Copies": Look("印数", FANGSONG, 28, "right", 460),
    "header": Look("header", HEITI, 24, "center", 0, color=RED),
    "footer": Look("footer", SONG, 28, "left", 280),
}


def styles_xml() -> str:
    """The whole of styles.xml."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{W}"><w:docDefaults>'
        f'<w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + "".join(_style(id, look) for id, look in LOOKS.items())
        + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="40" w:type="dxa"/><w:bottom w:w="0" '
        'w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def fonts(name: str) -> str:
    """One font for all scripts: no theme font, no Latin fallback for “ ” — …."""
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def _style(id: str, look: Look) -> str:
    default = ' w:default="1"' if id == "Normal" else ' w:customStyle="1"' if not look.name.isascii() else ""
    based = "" if id == "Normal" else '<w:basedOn w:val="Normal"/>'
    follow = '<w:next w:val="Normal"/>' if look.outline is not None else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{id}"><w:name w:val="{look.name}"/>{based}{follow}'
        f"<w:qFormat/><w:pPr>{_paragraph(look)}</w:pPr><w:rPr>{_run(look)}</w:rPr></w:style>"
    )


def _paragraph(look: Look) -> str:
    number = ""
    if look.level is not None:
        number = f'<w:numPr><w:ilvl w:val="{look.level}"/><w:numId w:val="{NUMBERED}"/></w:numPr>'
    rule = f'w:line="{look.line}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    width = look.indent * (look.size * 10 + look.spacing)
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    return (
        ("<w:keepNext/>" if look.keep_next else "")
        + ("<w:keepLines/>" if look.keep_lines else "")
        + '<w:widowControl w:val="0"/>'
        + number
        + look.borders
        + look.tabs
        + '<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        + f'<w:spacing w:before="{look.before}" w:after="{look.after}" {rule}/>'
        + f'<w:ind w:firstLineChars="{look.indent * 100}" w:firstLine="{width}"/>'
        + f'<w:jc w:val="{look.align}"/>{outline}'
    )


def _run(look: Look) -> str:
    color = f'<w:color w:val="{look.color}"/>' if look.color else ""
    return (
        f"{fonts(look.font)}{color}"
        f'<w:spacing w:val="{look.spacing}"/><w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    )


def numbering_xml() -> str:
    """一、（一）1. as one multi-level list, so that a section left out or moved is renumbered by Word."""
    levels = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
    body = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:firstLineChars="200" '
        f'w:firstLine="630"/></w:pPr></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering xmlns:w="{W}">'
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{body}</w:abstractNum>'
        f'<w:num w:numId="{NUMBERED}"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
