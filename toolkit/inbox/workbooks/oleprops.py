"""Document properties of OLE files (.xls, .et): a property-set stream in, texts and times out.

Own code, since counts in a damaged stream must not be believed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime

from toolkit.inbox.bytetext import guess
from toolkit.inbox.moments import filetime

_USER_DEFINED = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_LPSTR, _LPWSTR, _FILETIME = 0x1E, 0x1F, 0x40
_LAST_SAVED = 13
_UTF16 = 1200
_MANY = 1000


def custom_properties(stream: bytes) -> dict[str, str]:
    """Text properties by name from ``\\x05DocumentSummaryInformation``; what makes no sense is left out."""
    found: dict[str, str] = {}
    for ident, section in _sections(stream):
        if ident == _USER_DEFINED:
            offsets = _offsets(section)
            wide = _code_page(section, offsets) == _UTF16
            for number, name in _names(section, offsets.get(0, len(section)), wide=wide):
                value = _text(section, offsets.get(number, len(section)))
                if name and value is not None:
                    found[name] = value
    return found


def saved_at(stream: bytes) -> datetime | None:
    """When the document was last saved, from ``\\x05SummaryInformation``, as naive Beijing time."""
    for _, section in _sections(stream):
        at = _offsets(section).get(_LAST_SAVED, len(section))
        if at + 12 <= len(section) and struct.unpack_from("<L", section, at)[0] == _FILETIME:
            ticks = struct.unpack_from("<Q", section, at + 4)[0]
            return filetime(ticks)
    return None


def _sections(stream: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(stream) < 48:
        return
    count = min(struct.unpack_from("<L", stream, 24)[0], 8)
    for number in range(count):
        head = stream[28 + 20 * number : 48 + 20 * number]
        if len(head) == 20:
            yield head[:16], stream[struct.unpack_from("<L", head, 16)[0] :]


def _offsets(section: bytes) -> dict[int, int]:
    if len(section) < 8:
        return {}
    count = min(struct.unpack_from("<L", section, 4)[0], _MANY, (len(section) - 8) // 8)
    return dict(struct.unpack_from("<LL", section, 8 + 8 * number) for number in range(count))


def _code_page(section: bytes, offsets: dict[int, int]) -> int:
    at = offsets.get(1, len(section))
    return int(struct.unpack_from("<H", section, at + 4)[0]) if at + 6 <= len(section) else 0


def _names(section: bytes, at: int, *, wide: bool) -> Iterator[tuple[int, str]]:
    """(property number, name) of the dictionary; wide names are padded to four bytes."""
    if at + 4 > len(section):
        return
    count = min(struct.unpack_from("<L", section, at)[0], _MANY)
    at += 4
    for _ in range(count):
        if at + 8 > len(section):
            return
        number, length = struct.unpack_from("<LL", section, at)
        size = length * 2 if wide else length
        raw = section[at + 8 : at + 8 + size]
        yield number, (raw.decode("utf-16-le", "replace") if wide else guess(raw)).partition("\0")[0]
        at += 8 + size + (-size % 4 if wide else 0)


def _text(section: bytes, at: int) -> str | None:
    if at + 8 > len(section):
        return None
    kind, length = struct.unpack_from("<LL", section, at)
    if kind == _LPWSTR:
        return section[at + 8 : at + 8 + length * 2].decode("utf-16-le", "replace").partition("\0")[0]
    if kind != _LPSTR:
        return None
    raw = section[at + 8 : at + 8 + length]
    text = raw.decode("utf-16-le", "replace") if raw[1:2] == b"\0" and len(raw) > 2 else guess(raw)
    return text.partition("\0")[0]
