"""Open zip archives: bytes in, Parts out.

Nothing is written. What is unpacked is bounded by bytes really read, since headers may lie.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from toolkit.inbox.containers.entrynames import decode_name, entry_name, folder_of
from toolkit.inbox.containers.leaf import Budget, Part
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import ENTRIES, FILE_BYTES, MB, RATIO, RATIO_FLOOR
from toolkit.inbox.xmlsafe import ZIP_FAULTS

_CHUNK = 1 << 16


def open_zip(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every file of the archive; encrypted or damaged entries come as Parts with their fault."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except ZIP_FAULTS as error:
        raise Unreadable("E812") from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > ENTRIES:
        raise Unreadable("E809", {"limit": str(ENTRIES)})
    for info in infos:
        name, fault = entry_name(zip_name(info), budget)
        if name:
            folder = folder_of(zip_name(info))
            part = replace(_zip_part(archive, info, name, budget), folder=folder)
            yield replace(part, fault=fault) if fault else part


def _zip_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget) -> Part:
    if info.flag_bits & 1:
        return Part(name, b"", Unreadable("E815"))
    limit = min(budget.room(), max(RATIO_FLOOR, info.compress_size * RATIO))
    chunks = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise Unreadable("E808", {"limit": f"{FILE_BYTES // MB}MB"})
                chunks.append(chunk)
    except ZIP_FAULTS:
        budget.take(size)
        return Part(name, b"".join(chunks), Unreadable("E816"))
    budget.take(size)
    return Part(name, b"".join(chunks))


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its packer meant it; zips say UTF-8 by a flag, by an extra field, or not at all."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return _unicode_extra(info.extra, raw) or decode_name(raw)


def _unicode_extra(extra: bytes, raw: bytes) -> str:
    """The Info-ZIP Unicode Path field (0x7075), when it belongs to this very name; else ''."""
    at = 0
    while at + 4 <= len(extra):
        ident, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        if ident == 0x7075 and len(body) > 5 and struct.unpack_from("<L", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
        at += 4 + size
    return ""
