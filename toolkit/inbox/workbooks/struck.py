"""Where struck-out text stands: whoever reads only values cannot tell it from what counts.

In: the bytes of xl/sharedStrings.xml and of a sheet, numbers of styles that strike out (stylelook.py). Out: addresses of cells that are struck
out, wholly or in part, of parts in their usual spelling (spelling.py). Nothing is searched where the word
strike does not occur, and each search is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator

from toolkit.inbox.workbooks.sheetscan import REF

_STRIKE = re.compile(rb"""<strike\b(?![^<>]*\bval=["'](?:0|false)["'])[^<>]*>""")
_STRING = re.compile(rb"<si[\s/>]")
_CELL = re.compile(rb"<c " + REF)
_SHARED = re.compile(rb"<c " + REF + rb"""(?=[^<>]*\bt=["']s["'])[^<>]*>\s*+<v>([0-9]{1,9})<""")
_STYLED = re.compile(rb"<c " + REF + rb"""[^<>]*\bs=["']([0-9]{1,9})["'][^<>/]*>(?!</c>)""")


def struck_strings(raw: bytes | None) -> frozenset[int]:
    """Numbers of the shared strings with struck-out parts."""
    if raw is None or b"strike" not in raw:
        return frozenset()
    starts = [match.start() for match in _STRING.finditer(raw)]
    return frozenset(bisect_right(starts, match.start()) - 1 for match in _STRIKE.finditer(raw))


def struck_cells(raw: bytes, strings: Collection[int], styles: Collection[int]) -> set[str]:
    """Addresses of the cells that hold such a string, have such a style, or strike out text of their own."""
    found = set(_inline(raw)) if b"strike" in raw else set()
    for pattern, wanted in ((_SHARED, strings), (_STYLED, styles)):
        if wanted:
            found.update(ref for ref, number in pattern.findall(raw) if int(number) in wanted)
    return {ref.decode() for ref in found}


def _inline(raw: bytes) -> Iterator[bytes]:
    """The last cell that begins before each struck-out run."""
    cells = [(match.start(), match[1]) for match in _CELL.finditer(raw)]
    for match in _STRIKE.finditer(raw):
        at = bisect_right(cells, (match.start(),)) - 1
        if at >= 0:
            yield cells[at][1]
