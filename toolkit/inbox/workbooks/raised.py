"""Digits that stand above or below the line, as marks of footnotes and powers do: 12 with a small 1 is no 121.

In: the bytes of xl/sharedStrings.xml and of a sheet in their usual spelling (spelling.py). Out: texts with such digits as
characters of their own (12¹, m²), which no later step takes for plain ones. Nothing is searched where the word vertAlign
does not occur.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.workbooks.sheetscan import REF, decoded
from toolkit.inbox.workbooks.stylelook import is_raised
from toolkit.inbox.xmlsafe import OPTIONS

_ABOVE = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_PARSER = etree.XMLParser(**{**OPTIONS, "recover": True})
_MARK = lazy_regex(rb"<vertAlign\b")
_STRING = lazy_regex(rb"<si[\s/>]")
_CELL = lazy_regex(rb"<c " + REF)
_SHARED = lazy_regex(rb"<c " + REF + rb"""(?=[^<>]*\bt=["']s["'])[^<>]*>\s*+<v>([0-9]{1,9})<""")


def shifted(text: str, where: int) -> str:
    """The text with its digits as they stand above (1) or below (-1) the line."""
    return text.translate(_ABOVE if where > 0 else _BELOW) if where else text


def raised_strings(raw: bytes | None) -> dict[int, str]:
    """Shared strings with digits above or below the line, by their numbers."""
    if raw is None or b"vertAlign" not in raw:
        return {}
    starts = [match.start() for match in _STRING.finditer(raw)]
    return dict(_texts(raw, starts, b"</si>", "{*}t"))


def raised_texts(raw: bytes, strings: Mapping[int, str]) -> dict[str, str]:
    """The texts of cells that hold such a string, or such runs of their own, by address."""
    found = {}
    if strings:
        named = ((ref, int(number)) for ref, number in _SHARED.findall(raw))
        found = {ref.decode(): strings[number] for ref, number in named if number in strings}
    if b"vertAlign" in raw:
        cells = [(match.start(), match[1].decode()) for match in _CELL.finditer(raw)]
        texts = _texts(raw, [start for start, _ in cells], b"</c>", "{*}is/{*}t")
        found.update((cells[number][1], text) for number, text in texts)
    return found


def _texts(raw: bytes, starts: Sequence[int], end: bytes, plain: str) -> Iterator[tuple[int, str]]:
    """(position among the starts, text) of each element in which text is raised."""
    hit = {bisect_right(starts, match.start()) - 1 for match in _MARK.finditer(raw)}
    for number in sorted(hit - {-1}):
        stop = raw.find(end, starts[number])
        # Prefixes are bound outside the piece.
        element = etree.fromstring(raw[starts[number] : stop + len(end)], _PARSER)
        if element is not None:
            text = "".join(piece.text or "" for piece in element.iterfind(plain))
            text += "".join(map(_shown, element.iter("{*}r")))
            yield number, decoded(text)


def _shown(run: etree._Element) -> str:
    text = "".join(piece.text or "" for piece in run.iterfind("{*}t"))
    return shifted(text, is_raised(run.find("{*}rPr")))
