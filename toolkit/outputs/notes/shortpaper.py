"""Short papers of one section that have no template of the office's own: 更正表, 督办单.

In: the blocks between head and signature, with the values of their tags. Out: the bytes of a docx; the same
input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from docxtpl import DocxTemplate

from toolkit.outputs.briefing.render import environment
from toolkit.word.ooxml import fixed_zip
from toolkit.word.template import styles as styles
from toolkit.word.template.blocks import FOOTERS, page_footer, paragraph, section
from toolkit.word.template.package import package


def short_paper(blocks: Sequence[str], data: Mapping[str, object], title: str, created: datetime) -> bytes:
    """The paper; ``data`` also has 编发单位 and 日期 of the signature, and 水印."""
    filled = DocxTemplate(io.BytesIO(_template(blocks)))
    filled.render(data, environment())
    for table in filled.docx.tables[-1:]:  # no signature stands on a page of its own
        for cell in table.rows[-1].cells:
            for line in cell.paragraphs:
                line.paragraph_format.keep_with_next = True
    properties = filled.docx.core_properties
    properties.title, properties.created, properties.modified = title, created, created
    buffer = io.BytesIO()
    filled.docx.save(buffer)
    return fixed_zip(buffer.getvalue())


def _template(blocks: Sequence[str]) -> bytes:
    body = [
        *blocks,
        paragraph("Normal", "", keep=True),
        paragraph("Sign", "{{ 编发单位 }}", keep=True),
        paragraph("Sign", "{{ 日期 }}"),
        section(styles.PORTRAIT, FOOTERS),
    ]
    feet = {kind: page_footer(kind) for kind in ("default", "even")}
    return package(
        body,
        styles.styles_xml(),
        styles.numbering_xml(),
        header=paragraph("header", "{{ 水印 }}"),
        footers=feet,
        last_footers=feet,
    )
