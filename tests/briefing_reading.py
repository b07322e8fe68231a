"""Reads a briefing with python-docx alone, for tests: none of the project's own reading is used."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import docx
from docx.oxml.ns import qn

from toolkit.core.returns import Figure

DATES = re.compile(r"\d{4}年(\d{1,2}月)?(\d{1,2}日)?|\d{1,2}月(\d{1,2}日)?|\d{1,2}时(\d{1,2}分)?")
HEADINGS = re.compile(
    r"第\d+期|总第\d+期|第\d+项任务|第\d+项(?=[，）])|等\d+家(?=牵头)|附件[:：]?\d|[表图]\d|(?:^[\s　]*|(?<=任务。))\d\.(?!\d)"
)
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Shown:
    tag: str
    text: str


def paragraphs(data: bytes) -> list:  # type: ignore[type-arg]
    return list(docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")))


def controls(data: bytes) -> list[Shown]:
    """All content controls of figures and quotations: tag and text."""
    found = []
    for paragraph in paragraphs(data):
        for sdt in paragraph.iter(qn("w:sdt")):
            tag = sdt.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
            if tag.startswith("issue:"):
                continue  # number and date of the issue
            found.append(Shown(tag, "".join(node.text or "" for node in sdt.iter(qn("w:t")))))
    return found


def free_text(paragraph) -> str:  # type: ignore[no-untyped-def]
    """The text of a paragraph outside its content controls (a control leaves a gap)."""
    parts = []
    for node in paragraph.iter(qn("w:t")):
        inside = any(up.tag == qn("w:sdt") for up in node.iterancestors())
        parts.append("□" if inside else node.text or "")
    return "".join(parts)


def whole_text(data: bytes) -> str:
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in paragraphs(data))


def expected(item: Figure, style: str) -> str:
    """An independent statement of how the paper says a figure."""
    if item.value is None:
        return item.word or "—"
    if item.measure == "是/否":
        return {1.0: "是", 0.0: "否"}[item.value]
    value = Decimal(f"{item.value:.15g}")  # as Excel takes a number
    value = abs(value) if "a" in style else value
    places = 1 if item.kind in ("percent", "points") or item.measure == "%" else item.decimals
    if item.kind == "count":
        places = 0
    if item.kind == "points" and "n" not in style and 0 < abs(value) < Decimal("0.05"):
        return "不足0.1个百分点"
    number = value.quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    amount = item.kind != "percent" and item.measure != "%"
    if "n" not in style and amount and number == 0 and value > 0:
        return f"不足{ {0: '1', 1: '0.1', 2: '0.01', 3: '0.001', 4: '0.0001'}[places] }{item.measure}"
    text = str(number if number != 0 else abs(number)).replace("-", "\u2212")
    unit = {"points": "个百分点", "percent": "%"}.get(item.kind, item.measure)
    return text if "n" in style else text + unit
