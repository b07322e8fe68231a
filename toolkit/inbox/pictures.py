"""Pictures in the text of a mail: a scan that a phone put there, or the logo of a signature.

In: name and bytes; out: whether it is an ornament. Only headers of fixed layout are looked at.
"""

from __future__ import annotations

import struct

from toolkit.core.patterns import lazy_regex

STAMPED = lazy_regex("盖章|扫描|审签|签章|签字")
_SHORT = 320  # pixels: a banner or a logo is no higher, a scan or a photograph is
_SMALL = 512  # nor is a code to be scanned wider than this
_UNKNOWN = 20_000  # bytes: what tells no size counts as an ornament below this


def is_ornament(name: str, data: bytes) -> bool:
    """Whether a picture within a text is too small to be a scan; a name that says otherwise is believed."""
    if STAMPED.search(name):
        return False
    size = dimensions(data)
    if size is None:
        return len(data) < _UNKNOWN
    return min(size) < _SHORT or max(size) < _SMALL


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, BMP or JPEG; None for anything else or what is cut off."""
    try:
        if data.startswith(b"\x89PNG"):
            width, height = struct.unpack_from(">LL", data, 16)
        elif data.startswith(b"GIF8"):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data.startswith(b"BM"):
            width, height = struct.unpack_from("<ll", data, 18)
        elif data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        else:
            return None
    except struct.error:
        return None
    return (width, abs(height)) if width > 0 and height else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """From the first frame header; segments before it are passed over by their length."""
    at = 2
    while data[at : at + 1] == b"\xff":
        marker, length = struct.unpack_from(">xBH", data, at)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return (width, height) if width and height else None
        at += 2 + length
    return None
