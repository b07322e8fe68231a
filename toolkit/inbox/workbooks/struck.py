"""Where struck-out text stands, and pieces of text that are too pale to see: whoever reads only values cannot tell them from
what counts.

In: the bytes of xl/sharedStrings.xml and of a sheet, numbers of styles that strike out (stylelook.py). Out: addresses of cells
that are so, wholly or in part, of parts in their usual spelling (spelling.py). Nothing is searched where the word strike or a
colour does not occur, and each search is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.workbooks.sheetscan import REF

_STRIKE = lazy_regex(rb"""<strike\b(?![^<>]*\bval=["'](?:0|false)["'])[^<>]*>""")
_PALE = lazy_regex(  # on white, or the pale yellow of cells that are filled in
    rb"""<color\s(?![^<>]*\btint=)[^<>]*?\b(?:theme="0"|indexed="[19]"|rgb="(?:[0-9A-Fa-f]{2})?(?:[Ff][0-9A-Fa-f]){3}")"""
)
_STRING = lazy_regex(rb"<si[\s/>]")
_CELL = lazy_regex(rb"<c " + REF)
_SHARED = lazy_regex(rb"<c " + REF + rb"""(?=[^<>]*\bt=["']s["'])[^<>]*>\s*+<v>([0-9]{1,9})<""")
_STYLED = lazy_regex(rb"<c " + REF + rb"""[^<>]*\bs=["']([0-9]{1,9})["'][^<>/]*>(?!</c>)""")


def struck_strings(raw: bytes | None) -> frozenset[int]:
    """Numbers of the shared strings with struck-out parts."""
    return _strings(raw, _STRIKE) if raw is not None and b"strike" in raw else frozenset()


def pale_strings(raw: bytes | None) -> frozenset[int]:
    """Numbers of the shared strings with pieces that are too pale to see."""
    return _strings(raw, _PALE) if raw is not None and b"<color" in raw else frozenset()


def _strings(raw: bytes, mark: re.Pattern[bytes]) -> frozenset[int]:
    marks = [match.start() for match in mark.finditer(raw)]
    starts = [match.start() for match in _STRING.finditer(raw)] if marks else []
    return frozenset(bisect_right(starts, at) - 1 for at in marks)


def struck_cells(raw: bytes, strings: Collection[int], styles: Collection[int]) -> set[str]:
    """Addresses of the cells that hold such a string, have such a style, or strike out text of their own."""
    found = set(_inline(raw, _STRIKE)) if b"strike" in raw else set()
    for pattern, wanted in ((_SHARED, strings), (_STYLED, styles)):
        if wanted:
            found.update(ref for ref, number in pattern.findall(raw) if int(number) in wanted)
    return {ref.decode() for ref in found}


def pale_cells(raw: bytes, strings: Collection[int]) -> set[str]:
    """Addresses of the cells that hold such a string, or have pieces of their own that are too pale to see."""
    end = raw.find(b"</sheetData")
    found = set(_inline(raw, _PALE, end)) if raw.find(b"<color", raw.find(b"<sheetData"), end) >= 0 else set()
    if strings:
        found.update(ref for ref, number in _SHARED.findall(raw) if int(number) in strings)
    return {ref.decode() for ref in found}


def _inline(raw: bytes, mark: re.Pattern[bytes], end: int = -1) -> Iterator[bytes]:
    """The last cell that begins before each run that is marked so."""
    cells = [(match.start(), match[1]) for match in _CELL.finditer(raw)]
    for match in mark.finditer(raw, 0, len(raw) if end < 0 else end):
        at = bisect_right(cells, (match.start(),)) - 1
        if at >= 0:
            yield cells[at][1]
