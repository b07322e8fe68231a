"""The numbers that Word puts before paragraphs by itself: 一、, （二）, 3．

In: the numbering part of a .docx, and paragraphs in their order. Out: the number as shown, or "".
"""

from __future__ import annotations

from typing import Any

from lxml import etree

_NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_W = f"{{{_NS['w']}}}"
_DIGITS = "零一二三四五六七八九"
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
)
LEVELS = 9


class Numbering:
    """Counts as Word does: one row of counters a list, deeper ones begin anew below a higher one."""

    def __init__(self, xml: bytes | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counters: dict[str, list[int]] = {}
        root = _parsed(xml)
        if root is None:
            return
        for abstract in root.iterfind("w:abstractNum", _NS):
            self._levels[abstract.get(f"{_W}abstractNumId", "")] = dict(
                _level(level) for level in abstract.iterfind("w:lvl", _NS)
            )
        for number in root.iterfind("w:num", _NS):
            reference = number.find("w:abstractNumId", _NS)
            if reference is not None:
                self._lists[number.get(f"{_W}numId", "")] = reference.get(f"{_W}val", "")

    def label(self, paragraph: Any) -> str:
        """The number in front of a paragraph; "" when Word puts none there."""
        properties = paragraph.find("w:pPr/w:numPr", _NS)
        if properties is None:
            return ""
        list_id = _value(properties.find("w:numId", _NS))
        depth = int(_value(properties.find("w:ilvl", _NS)) or 0)
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        if depth not in levels:
            return ""
        counters = self._counters.setdefault(list_id, [0] * LEVELS)
        counters[depth] = counters[depth] + 1 if counters[depth] else levels[depth][2]
        counters[depth + 1 :] = [0] * (LEVELS - depth - 1)
        text = levels[depth][1]
        for index in range(depth + 1):
            if index in levels:
                text = text.replace(
                    f"%{index + 1}", _shown(counters[index] or levels[index][2], levels[index][0])
                )
        return text


def _parsed(xml: bytes | None) -> Any:
    if not xml:
        return None
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        return None


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    start = _value(level.find("w:start", _NS))
    depth = level.get(f"{_W}ilvl", "0")
    shape = (
        _value(level.find("w:numFmt", _NS)),
        _value(level.find("w:lvlText", _NS)),
        int(start) if start.isdigit() else 1,
    )
    return int(depth) if depth.isdigit() and int(depth) < LEVELS else 0, shape


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _shown(number: int, shape: str) -> str:
    return chinese_number(number) if shape in _CHINESE else "" if shape in ("bullet", "none") else str(number)


def chinese_number(number: int) -> str:
    """一 … 九十九; larger numbers as digits."""
    if number >= 100 or number < 1:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")
