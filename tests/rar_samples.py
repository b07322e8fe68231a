"""rar archives of both formats, made by the tests themselves: stored, never compressed.

Each function gives one block, so that a test can lie in any field; rar5() and rar4() join them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

MARK5, MARK4 = b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00"
SPLIT_AFTER = 0x10  # the flag of a rar 5 block
SYMLINK, JUNCTION, HARDLINK, COPY = 1, 3, 4, 5
METHOD_NORMAL = 3


def number(value: int) -> bytes:
    """A variable-length number of rar 5."""
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def block5(kind: int, body: bytes = b"", *, flags: int = 0, extra: bytes = b"", data: bytes = b"") -> bytes:
    """A rar 5 block with its checksum."""
    flags |= (1 if extra else 0) | (2 if data else 0)
    head = number(kind) + number(flags)
    head += (number(len(extra)) if extra else b"") + (number(len(data)) if data else b"") + body + extra
    head = number(len(head)) + head
    return struct.pack("<L", zlib.crc32(head)) + head + data


END5 = block5(5, number(0))


def record5(kind: int, body: bytes) -> bytes:
    """A record of a block's extra area."""
    return number(len(number(kind) + body)) + number(kind) + body


def link5(kind: int, target: str) -> bytes:
    """The extra record of a link."""
    return record5(5, number(kind) + number(0) + number(len(target.encode())) + target.encode())


def encryption5() -> bytes:
    """The extra record of an encrypted file."""
    return record5(1, number(0) + number(0) + bytes([15]) + b"s" * 16 + b"i" * 16)


def file5(
    name: str,
    data: bytes = b"",
    *,
    size: int | None = None,
    checksum: int | None = None,
    folder: bool = False,
    dictionary: int = 0,
    method: int = 0,
    solid: bool = False,
    flags: int = 0,
    extra: bytes = b"",
    kind: int = 2,
) -> bytes:
    """A rar 5 file; ``dictionary`` n asks for 128 KB << n, ``size`` and ``checksum`` may lie."""
    checksum = zlib.crc32(data) if checksum is None else checksum
    packing = (0x40 if solid else 0) | method << 7 | dictionary << 10
    body = number(4 | (1 if folder else 0)) + number(len(data) if size is None else size) + number(0o644)
    body += struct.pack("<L", checksum) + number(packing) + number(1)
    body += number(len(name.encode())) + name.encode()
    return block5(kind, body, flags=flags, extra=extra, data=data)


def comment5(text: bytes) -> bytes:
    """The service block of an archive comment."""
    return file5("CMT", text, kind=3)


def rar5(*blocks: bytes, solid: bool = False, volume: bool = False, end: bytes = END5) -> bytes:
    """A rar 5 archive of those blocks."""
    main = block5(1, number((4 if solid else 0) | (1 if volume else 0)))
    return MARK5 + main + b"".join(blocks) + end


def locked5() -> bytes:
    """A rar 5 archive whose very headers are encrypted."""
    return MARK5 + block5(4, number(0) + number(0) + bytes([15]) + b"s" * 16) + b"\x5a" * 96


def block4(kind: int, body: bytes, *, flags: int = 0, data: bytes = b"") -> bytes:
    """A rar 4 block with its checksum."""
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


END4 = block4(0x7B, b"", flags=0x4000)


def file4(
    name: bytes, data: bytes = b"", *, flags: int = 0, mode: int = 0o100644, version: int = 29
) -> bytes:
    """A rar 4 file made on Unix; ``flags`` 0x200 says that the name holds its Unicode form, too."""
    fixed = struct.pack(
        "<LLBLLBBHL", len(data), len(data), 3, zlib.crc32(data), 0, version, 0x30, len(name), mode
    )
    return block4(0x74, fixed + name, flags=0x8000 | flags, data=data)


def wide4(name: str) -> bytes:
    """A rar 4 name as WinRAR wrote it: a narrow form, a zero, the wide form in pairs of bytes."""
    wide = name.encode("utf-16-le")
    pairs = [wide[at : at + 8] for at in range(0, len(wide), 8)]  # one byte of kinds before each four
    return b"?" * len(name) + b"\0" + b"\0" + b"".join(b"\xaa" + four for four in pairs)


def rar4(*blocks: bytes, flags: int = 0, end: bytes = END4) -> bytes:
    """A rar 4 archive of those blocks."""
    return MARK4 + block4(0x73, b"\0" * 6, flags=flags) + b"".join(blocks) + end


def rar_of(entries: Mapping[str, bytes]) -> bytes:
    """A rar 5 with these names and contents."""
    return rar5(*(file5(name, data) for name, data in entries.items()))
