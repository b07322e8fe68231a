"""Open a winmail.dat (TNEF), Outlook's wrapping: bytes in, its attachments out as Parts.

A flat list of attributes: level, id, length, data, checksum. Own code, since tnefparse decodes
Chinese names wrongly and can be led to take gigabytes; this one takes what the file holds, once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.inbox.bytetext import guess
from toolkit.inbox.containers.leaf import Budget, Part
from toolkit.inbox.containers.mailnames import better, decode_words
from toolkit.inbox.faults import Unreadable

_RENDER_DATA, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _FILE_NAME, _DISPLAY_NAME, _CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_MESSAGE_ID = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"


@dataclass
class _Attachment:
    title: str = ""
    long_name: str = ""
    data: bytes = b""
    whole: bool = True
    message: bool = False


def open_tnef(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every attachment; one that is cut off comes as a Part with its fault."""
    for attachment in _attachments(data):
        if not (attachment.data or attachment.title or attachment.long_name):
            continue
        budget.take(len(attachment.data))
        name = better(attachment.long_name, attachment.title).replace("\\", "/").rpartition("/")[2]
        sort = "tnef" if attachment.message else ""
        fault = None if attachment.whole else Unreadable("E817")
        yield Part(name or "附件", attachment.data, fault, sort=sort)


def _attachments(data: bytes) -> list[_Attachment]:
    found: list[_Attachment] = []
    at = 6  # signature and key
    while at + 9 <= len(data):
        level, ident, _, size = struct.unpack_from("<BHHL", data, at)
        body = data[at + 9 : at + 9 + size]
        if level not in (1, 2):
            break
        if level == 2:
            if ident == _RENDER_DATA or not found:
                found.append(_Attachment())
            _add(found[-1], ident, body, whole=len(body) == size)
        at += 9 + size + 2
    return found


def _add(attachment: _Attachment, ident: int, body: bytes, *, whole: bool) -> None:
    attachment.whole &= whole
    if ident == _TITLE:
        attachment.title = decode_words(guess(body.partition(b"\0")[0]))
    elif ident == _DATA:
        attachment.data = body
    elif ident == _PROPERTIES:
        properties = _mapi(body)
        for tag in (_LONG_NAME, _FILE_NAME, _DISPLAY_NAME):
            attachment.long_name = attachment.long_name or _text(properties.get(tag))
        kind, content = properties.get(_CONTENT, (0, b""))
        if kind == _OBJECT and content.startswith(_MESSAGE_ID):
            attachment.data, attachment.message = content[16:], True
        elif content and not attachment.data:
            attachment.data = content[16:] if kind == _OBJECT else content


def _text(value: tuple[int, bytes] | None) -> str:
    if value is None:
        return ""
    kind, raw = value
    text = raw.decode("utf-16-le", "replace") if kind == _UNICODE else guess(raw)
    return decode_words(text.partition("\0")[0])


def _mapi(body: bytes) -> dict[int, tuple[int, bytes]]:
    """MAPI properties by tag: (type, first value). Stops at the first that does not make sense."""
    found: dict[int, tuple[int, bytes]] = {}
    if len(body) < 4:
        return found
    count = struct.unpack_from("<L", body)[0]
    at = 4
    while count > 0 and at + 4 <= len(body):
        kind, tag = struct.unpack_from("<HH", body, at)
        at = _skip_name(body, at + 4) if tag >= 0x8000 else at + 4
        value, at = _property(body, at, kind)
        if at < 0:
            break
        found.setdefault(tag, (kind & 0x0FFF, value))
        count -= 1
    return found


def _skip_name(body: bytes, at: int) -> int:
    """Past the GUID and the name or number of a named property."""
    if at + 24 > len(body):
        return len(body)
    kind, size = struct.unpack_from("<LL", body, at + 16)
    return at + 24 + (_padded(size) if kind else 0)


def _property(body: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The (first) value and where the next property begins; -1 when the data end or make no sense."""
    single = kind & 0x0FFF
    variable = single in (_OBJECT, _STRING, _UNICODE, _BINARY)
    count = 1
    if kind & 0x1000 or variable:
        if at + 4 > len(body):
            return b"", -1
        count = struct.unpack_from("<L", body, at)[0]
        at += 4
    first = b""
    for number in range(min(count, len(body))):
        size = _FIXED.get(single, -1)
        if variable and at + 4 <= len(body):
            size = struct.unpack_from("<L", body, at)[0]
            at += 4
        if size < 0 or at + size > len(body):
            return first, -1
        first = body[at : at + size] if number == 0 else first
        at += _padded(size)
    return first, at


def _padded(size: int) -> int:
    return size + -size % 4
