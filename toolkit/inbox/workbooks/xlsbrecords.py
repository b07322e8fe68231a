"""The records of a part of an .xlsb, and the same part without short ones.

In: the bytes of a part. Out: its records; bytes in which every cell names its column: SheetJS writes most cells as short records,
which stand one column behind the cell before and of which calamine knows none.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

ROW, LAST_COLUMN = 0, 16_383
SHORT = {
    12: 1,
    13: 2,
    14: 3,
    15: 4,
    16: 5,
    17: 6,
    18: 7,
}  # blank, RK, error, bool, real, text, shared: the long kind of each
_CELLS = frozenset(range(1, 12))


def records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body): type in one or two bytes, length in up to four, seven bits each."""
    at = 0
    while at < len(raw):
        kind, at = raw[at], at + 1
        if kind & 0x80 and at < len(raw):
            kind, at = (kind & 0x7F) | (raw[at] << 7), at + 1
        size = 0
        for shift in (0, 7, 14, 21):
            if at >= len(raw):
                return
            byte, at = raw[at], at + 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, raw[at : at + size]
        at += size


def lengthened(raw: bytes) -> bytes:
    """The part of a sheet with its short cells as long ones."""
    out, column = bytearray(), -1
    for kind, body in records(raw):
        if kind == ROW:
            column = -1
        elif kind in SHORT:
            column += 1
            kind, body = SHORT[kind], struct.pack("<L", column) + body
        elif kind in _CELLS and len(body) >= 4:
            column = struct.unpack_from("<L", body)[0]
        if column <= LAST_COLUMN:
            out += _head(kind, len(body)) + body
    return bytes(out)


def _head(kind: int, size: int) -> bytes:
    head = bytearray([kind] if kind < 0x80 else [kind & 0x7F | 0x80, kind >> 7])
    while size >= 0x80:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    return bytes(head)
