"""Tells a workbook that nobody has saved since it was written, without reading its cells.

In: the bytes of a paper. Out: the same with a digest of its parts in the custom properties; and for a file that
still is what was written its properties. A table that lies as it was written need not be read again.
"""

from __future__ import annotations

import hashlib
import io
from html import unescape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from toolkit.core.patterns import lazy_regex

_PROPERTIES = "docProps/custom.xml"
_MOST = 64 * 1024  # bytes of properties that are looked at
WRITTEN_NAME = "Written"
_PROPERTY = lazy_regex(r'name="(\w+)"[^>]*><vt:lpwstr>([^<]*)<')
_FAULTS = (BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError)
BLANK = "0" * 64  # stands where the digest will; as long as it


def seal(data: bytes) -> bytes:
    """The workbook with the digest of its parts in place of the blank."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        digest = _digest(source)
        for info in source.infolist():
            part = source.read(info)
            if info.filename == _PROPERTIES:
                part = part.replace(BLANK.encode(), digest.encode())
            target.writestr(info, part)
    return out.getvalue()


def untouched(data: bytes) -> dict[str, str] | None:
    """The properties of a file that is as it was written; None for another: any program that saves it changes parts."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            info = package.getinfo(_PROPERTIES)
            if info.file_size > _MOST:
                return None
            found = _named(package.read(info))
            return found if found.get(WRITTEN_NAME) == _digest(package) else None
    except _FAULTS:
        return None


def properties(data: bytes) -> dict[str, str]:
    """The custom properties of a workbook that this program wrote; none of any other file."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            info = package.getinfo(_PROPERTIES)
            return _named(package.read(info)) if info.file_size <= _MOST else {}
    except _FAULTS:
        return {}


def _named(part: bytes) -> dict[str, str]:
    return {name: unescape(text) for name, text in _PROPERTY.findall(part.decode())}


def _digest(package: ZipFile) -> str:
    """Of the names and checksums of all parts but the properties, which hold it."""
    parts = sorted((info.filename, info.CRC) for info in package.infolist() if info.filename != _PROPERTIES)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
