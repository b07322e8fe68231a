"""Open zip, 7z and rar archives: bytes in, Parts out.

Names are data, never paths: nothing is written, the last component of a decoded name is kept. What
is unpacked is bounded by bytes really read, since headers may lie.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from toolkit.core.findings import Finding
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.leaf import Budget, Part
from toolkit.inbox.limits import ENTRIES, FILE_BYTES, MB, RATIO, RATIO_FLOOR
from toolkit.inbox.scan import is_temporary
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
            part = _zip_part(archive, info, name, budget)
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


def decode_name(raw: bytes) -> str:
    """Bytes of a name without a stated encoding: strict UTF-8 when that gives no odd letters, else GBK.

    Two GBK characters may by chance be valid UTF-8, but then for letters below U+2000 that no
    Chinese file name has.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and all(ch < "\x80" or ch >= "\u2000" for ch in text):
        return text
    return raw.decode("gb18030", "replace")


def entry_name(name: str, budget: Budget) -> tuple[str, Unreadable | None]:
    """The last component of a received name ('' for system files), and the fault of a hostile path."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    last = "".join(ch for ch in parts[-1] if ch.isprintable()) if parts else ""
    if "__MACOSX" in parts or is_temporary(last):
        budget.notes.append(Finding("N801", address=last, file=last))
        return "", None
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
        return last or "未命名", Unreadable("E824", {"path": name[:200]})
    return last or "未命名", None


def open_7z(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every file of a 7z archive; its library is loaded only when one arrives."""
    from toolkit.inbox.sevenzip import parts

    yield from parts(data, budget)


def open_rar(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every file of a rar archive; its library is loaded only when one arrives and not had everywhere."""
    try:
        from toolkit.inbox.rar import parts
    except ImportError as error:
        raise Unreadable("E807") from error
    yield from parts(data, budget)
