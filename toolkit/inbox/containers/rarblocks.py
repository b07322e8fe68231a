"""Walk the blocks of a rar archive: bytes in, what UnRAR does not tell out.

UnRAR takes an archive that breaks off between two files, or within a header, for one that ends there;
and it turns the bytes of an old name without a stated encoding into whatever this machine's are.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from toolkit.inbox.limits import ENTRIES

_RAR5, _RAR4 = b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00"
_BLOCKS = 4 * ENTRIES  # a file may be followed by blocks of its owner, rights and streams
_END5, _END4, _FILE4, _SERVICE4 = 5, 0x7B, 0x74, 0x7A
_VERSION_3 = 29  # that unpacks a file; before it no block said where the archive ends
_LARGE, _UNICODE, _LONG = 0x100, 0x200, 0x8000


@dataclass(frozen=True)
class Blocks:
    """``complete``: the blocks lead to the archive's end, nothing is cut off.

    ``names``: of each file in turn its checksum and its name as raw bytes, b"" where UnRAR knows the
    name's encoding: rar 5 always says it and has no list, rar 4 by a flag and an encoded copy behind a NUL.
    Flagged without such a copy the bytes are UTF-8, which UnRAR on Windows takes for the machine's own.
    """

    complete: bool
    names: tuple[tuple[int, bytes], ...] = ()


def walk(data: bytes) -> Blocks:
    """The blocks of an archive that is not encrypted; never raises for what the bytes hold."""
    return _walk5(data) if data.startswith(_RAR5) else _walk4(data)


def _walk5(data: bytes) -> Blocks:
    at = len(_RAR5)
    for _ in range(_BLOCKS):
        size, start = _number(data, at + 4)
        kind, flags_at = _number(data, start)
        flags, extra_at = _number(data, flags_at)
        _, more_at = _number(data, extra_at) if flags & 1 else (0, extra_at)
        more, _ = _number(data, more_at) if flags & 2 else (0, 0)
        after = start + size + more
        if not size or after > len(data):
            return Blocks(False)
        if kind == _END5:
            return Blocks(True)
        at = after
    return Blocks(False)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The variable-length number there and where it ends; 0 beyond the end of the bytes."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at] if at < len(data) else 0
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return value, at


def _walk4(data: bytes) -> Blocks:
    at = len(_RAR4)
    names: list[tuple[int, bytes]] = []
    says_its_end = False
    for _ in range(_BLOCKS):
        if at + 7 > len(data):
            break
        kind, flags, size = struct.unpack_from("<BHH", data, at + 2)
        after = at + size
        if size < 7 or after > len(data):
            break
        if kind == _END4:
            return Blocks(True, tuple(names))
        if (kind in (_FILE4, _SERVICE4) and size >= 32) or (flags & _LONG and size >= 11):
            after += int(struct.unpack_from("<L", data, at + 7)[0])
        if kind in (_FILE4, _SERVICE4) and flags & _LARGE and size >= 40:
            after += int(struct.unpack_from("<L", data, at + 32)[0]) << 32
        if kind == _FILE4 and size >= 32:
            names.append(_name4(data[at : at + size], flags))
            says_its_end = says_its_end or data[at + 24] >= _VERSION_3
        if after > len(data):
            break
        at = after
    return Blocks(at == len(data) and bool(names) and not says_its_end, tuple(names))


def _name4(head: bytes, flags: int) -> tuple[int, bytes]:
    checksum, length = struct.unpack_from("<L", head, 16)[0], struct.unpack_from("<H", head, 26)[0]
    start = 40 if flags & _LARGE else 32
    raw = head[start : start + length]
    return checksum, b"" if flags & _UNICODE and b"\0" in raw else raw
