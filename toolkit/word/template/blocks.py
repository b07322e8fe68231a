"""Blocks of the shipped template as OOXML text: paragraphs, docxtpl loops, tables, foot and imprint.

In: style ids, Chinese text with tags; out: XML without namespace declarations (the package adds them).
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from toolkit.word.template import styles as styles

Column = tuple[str, str | tuple[str, str], int, str]  # head, variable(s), width in twips, alignment
_EDGE = '<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="404040"/>'
_MARGINS = (  # in each table, for not every program reads those of the default style
    '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
)
NUMBER = "{% if loop.length > 1 %}{{ loop.index }}.{% endif %}"  # before an item of a loop; a single one bears none
HEADERS = {"default": "rIdH1", "even": "rIdH2"}
FOOTERS = {"default": "rIdF1", "even": "rIdF2"}
LAST_FOOTERS = {"default": "rIdF3", "even": "rIdF4"}
IMPRINT_GAP = 320  # twips from the last rule of 版记 to the page number, which stands 7 mm below 版心


def paragraph(style: str, text: str, *, page_break: bool = False, keep: bool = False) -> str:
    """One paragraph with one run, so that a tag is never split; tab and newline become a tab and a line break.

    ``keep`` holds it on the page of what follows.
    """
    parts = [
        "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in part.split("\n"))
        for part in text.split("\t")
    ]
    before = ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if page_break else "")
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{"<w:tab/>".join(parts)}</w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>{run}</w:p>'


def led(lead: str, text: str, style: str = "Front") -> str:
    """A paragraph that begins with a few words in the face of headings: 滞后任务。……"""
    face = styles.fonts(styles.HEITI)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:rPr>{face}</w:rPr><w:t xml:space="preserve">{escape(lead)}</w:t></w:r>'
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def condition(test: str, blocks: Sequence[str]) -> list[str]:
    """The blocks only when ``test`` holds."""
    return [paragraph("Normal", f"{{%p if {test} %}}"), *blocks, paragraph("Normal", "{%p endif %}")]


def loop(item: str, source: str, blocks: Sequence[str]) -> list[str]:
    """The blocks once for each ``item`` of ``source``."""
    start = paragraph("Normal", f"{{%p for {item} in {source} %}}")
    return [start, *blocks, paragraph("Normal", "{%p endfor %}")]


def numbered(source: str) -> list[str]:
    """One numbered paragraph an item; a single item is no list and bears no number."""
    several, alone = (loop("项", source, [paragraph(style, "{{ 项 }}")]) for style in ("Matter", "Normal"))
    return [
        *condition(f"{source}|length > 1", several),
        *condition(f"{source}|length == 1", alone),
    ]


def table(columns: Sequence[Column], groups: Sequence[tuple[str, str]], size: str) -> str:
    """A table with a repeated head and one row a dict; ``groups`` are (list variable, group's title)."""
    widths = [column[2] for column in columns]
    rows = [
        _row(
            [_cell(head, width, f"{size}Head", fill="DDEBF7", keep=True) for head, _, width, _ in columns],
            head=True,
        )
    ]
    for source, title in groups:
        rows += _group(columns, source, title, size)
    return f"<w:tbl>{properties(sum(widths))}{grid(widths)}{''.join(rows)}</w:tbl>"


def _group(columns: Sequence[Column], source: str, title: str, size: str) -> list[str]:
    width = sum(column[2] for column in columns)
    span = len(columns)
    cells = [_cell(_value(variable), wide, f"{size}{align}") for _, variable, wide, align in columns]
    rows = [
        _row([_cell(f"{{%tr for 行 in {source} %}}", width, f"{size}Text", span=span)]),
        _row(cells),
        _row([_cell("{%tr endfor %}", width, f"{size}Text", span=span)]),
    ]
    if not title:
        return rows
    head = [
        _row([_cell(f"{{%tr if {source} %}}", width, f"{size}Text", span=span)]),
        _row([_cell(title, width, f"{size}Text", span=span, fill="F2F2F2", keep=True)]),
        _row([_cell("{%tr endif %}", width, f"{size}Text", span=span)]),
    ]
    return head + rows


def _value(variable: str | tuple[str, str]) -> str:
    names = (variable,) if isinstance(variable, str) else variable
    return "/".join(f"{{{{ 行.{name} }}}}" for name in names)


def properties(width: int) -> str:
    """Fixed layout and thin lines; the width equals the grid's, since WPS reads the grid."""
    edges = "".join(_EDGE.format(side=side, size=8) for side in ("top", "left", "bottom", "right"))
    inner = "".join(_EDGE.format(side=side, size=4) for side in ("insideH", "insideV"))
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}{inner}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr>'
    )


def grid(widths: Sequence[int]) -> str:
    """The table's columns."""
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: int, style: str, *, span: int = 1, fill: str = "", keep: bool = False) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, text, keep=keep)}</w:tc>"
    )


def section_break(page: str) -> str:
    """An empty paragraph that ends a section of that page form."""
    return f'<w:p><w:pPr><w:pStyle w:val="Note"/>{section(page, FOOTERS)}</w:pPr></w:p>'


def section(page: str, footers: dict[str, str]) -> str:
    """Section properties with head and foot for odd and even pages."""
    heads = "".join(f'<w:headerReference w:type="{kind}" r:id="{id}"/>' for kind, id in HEADERS.items())
    feet = "".join(f'<w:footerReference w:type="{kind}" r:id="{id}"/>' for kind, id in footers.items())
    return f'<w:sectPr>{heads}{feet}<w:type w:val="nextPage"/>{page}{styles.GRID}</w:sectPr>'


def page_footer(kind: str, *, below: int = 0) -> str:
    """— 1 —, on odd pages right, on even pages left, one character in; ``below`` twips under what stands above it."""
    align, side = ("right", "right") if kind == "default" else ("left", "left")
    run = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{}</w:r>'
    field = (
        run.format('<w:fldChar w:fldCharType="begin"/>')
        + run.format('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run.format('<w:fldChar w:fldCharType="separate"/>')
        + run.format("<w:t>1</w:t>")
        + run.format('<w:fldChar w:fldCharType="end"/>')
    )
    gap = f'<w:spacing w:before="{below}"/>' if below else ""
    dash = [run.format(f'<w:t xml:space="preserve">{text}</w:t>') for text in ("— ", " —")]
    return (
        f'<w:p><w:pPr><w:pStyle w:val="footer"/>{gap}<w:ind w:{side}Chars="100" w:{side}="280"/>'
        f'<w:jc w:val="{align}"/></w:pPr>{dash[0]}{field}{dash[1]}</w:p>'
    )


def watermark_header() -> str:
    """The line that says 模拟数据 on every page; empty for real data."""
    return paragraph("header", "{{ 水印 }}")


def imprint() -> str:
    """版记 at the foot of the last page, its last rule at the end of 版心 (:data:`IMPRINT_GAP`): 报, 送, 发, office, day and copies, parted by the style's rules."""
    told = [
        condition(name, [paragraph("Imprint", f"{name}：{{{{ {name} }}}}")]) for name in ("报", "送", "发")
    ]
    last = paragraph("Imprint", "{{ 编发单位 }}\t{% if 日期 %}{{ 日期 }}印发{% endif %}")
    copies = condition("印数", [paragraph("Copies", "{{ 印数 }}")])
    return "".join(block for blocks in [*told, [last], copies] for block in blocks)
