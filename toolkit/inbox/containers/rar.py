"""Open a rar archive by UnRAR: bytes in, Parts out. Imported only when one arrives, in a child process.

UnRAR opens files by their path only, so the bytes lie in a scratch file while it works; what it unpacks
stays in memory. It is asked to test, never to extract, and whatever it asks for itself (a password,
another volume) is denied: so it writes nothing, follows no link and opens no other file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from unrar.cffi.unrarlib import (
    C_ERAR_BAD_PASSWORD,
    C_ERAR_MISSING_PASSWORD,
    C_RAR_OM_EXTRACT,
    C_RAR_SKIP,
    C_RAR_TEST,
    UCM_PROCESSDATA,
    PyUNRARCALLBACKStub,
    RARCloseArchive,
    RAROpenArchiveEx,
    RARProcessFileW,
    RARReadHeaderEx,
    RARSetCallbackPtr,
    ffi,
)

from toolkit.inbox.containers.entrynames import decode_name, entry_name, folder_of
from toolkit.inbox.containers.leaf import Budget, Part
from toolkit.inbox.containers.rarblocks import Blocks, walk
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DICTIONARY, ENTRIES, FILE_BYTES, MB, RATIO, RATIO_FLOOR

# Fixed by UnRAR's interface (its unrar.h); the binding carries only some of them.
_END_OF_ARCHIVE, _NOT_OPENED = 10, 15
_SPLIT_BEFORE, _SPLIT_AFTER, _ENCRYPTED, _DIRECTORY = 0x01, 0x02, 0x04, 0x20
_STORED, _CRC32 = 0x30, 1
_PASSWORDS = (C_ERAR_MISSING_PASSWORD, C_ERAR_BAD_PASSWORD)


def open_rar(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every file of the archive, in its order; damaged ones and links come with their fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.rar")
        path.write_bytes(data)
        archive = _Archive(path)
        try:
            yield from _files(archive, walk(data), len(data), budget)
        finally:
            archive.close()


class _Archive:
    """One archive in UnRAR's hands, not by the binding's own class: a long comment overruns its buffer."""

    def __init__(self, path: Path) -> None:
        opening = ffi.new("struct RAROpenArchiveDataEx *")
        if sys.platform == "win32":
            self._name = opening.ArcNameW = ffi.new("wchar_t[]", str(path))
        else:  # as bytes, which UnRAR would make of letters by a locale that may know only English ones
            self._name = opening.ArcName = ffi.new("char[]", os.fsencode(path))
        opening.OpenMode = C_RAR_OM_EXTRACT
        self._handle = RAROpenArchiveEx(opening)
        if opening.OpenResult == _NOT_OPENED:
            raise OSError(f"UnRAR cannot open its scratch file {path}")
        if self._handle == ffi.NULL:
            raise Unreadable("E815" if opening.OpenResult in _PASSWORDS else "E812")
        self._taken = bytearray()
        self._room = 0
        self._stopped: Exception | None = None
        self._own = ffi.new_handle(self._answer)
        RARSetCallbackPtr(self._handle, PyUNRARCALLBACKStub, self._own)

    def close(self) -> None:
        """Let go of the file and of what was taken last."""
        RARCloseArchive(self._handle)
        self._own = self._stopped = None  # both refer to this very object

    def next(self) -> Any:
        """The header of the next file, None after the last; raises Unreadable where the archive breaks."""
        header = ffi.new("struct RARHeaderDataEx *")
        code = RARReadHeaderEx(self._handle, header)
        if header.Method:  # filled in; the code may still be that of an earlier damaged file
            return header
        if code == _END_OF_ARCHIVE:
            return None
        if code in _PASSWORDS:
            raise Unreadable("E815")
        raise Unreadable("E825" if code == _NOT_OPENED else "E812")

    def skip(self) -> None:
        """Pass over the file whose header was read."""
        RARProcessFileW(self._handle, C_RAR_SKIP, ffi.NULL, ffi.NULL)

    def take(self, room: int) -> tuple[bytes, bool]:
        """The content of that file and whether UnRAR was content; raises Unreadable above ``room`` bytes."""
        self._taken, self._room, self._stopped = bytearray(), room, None
        code = RARProcessFileW(self._handle, C_RAR_TEST, ffi.NULL, ffi.NULL)
        if self._stopped is not None:
            raise self._stopped
        return bytes(self._taken), code == 0

    def _answer(self, message: int, address: int, size: int) -> int:
        """What UnRAR calls: 1 to go on, -1 to stop. Nothing may be raised through it."""
        if message != UCM_PROCESSDATA:
            return -1
        try:
            if len(self._taken) + size > self._room:
                raise _too_large()
            self._taken += ffi.buffer(ffi.cast("char *", address), size)
        except (Unreadable, MemoryError) as error:
            self._stopped = error
            return -1
        return 1


def _files(archive: _Archive, blocks: Blocks, packed: int, budget: Budget) -> Iterator[Part]:
    """The files in turn; the declared sizes are looked at before unpacking, also of what is passed over."""
    allowance = max(RATIO_FLOOR, packed * RATIO)
    number = -1
    while (header := archive.next()) is not None:
        number += 1
        if number >= ENTRIES:
            raise Unreadable("E809", {"limit": str(ENTRIES)})
        _guard(header)
        if header.Flags & _DIRECTORY:
            archive.skip()
            continue
        room = min(allowance, budget.room())
        if _size(header) > room or (header.Method != _STORED and header.DictSize * 1024 > DICTIONARY):
            raise _too_large()
        received = _name(header, number, blocks)
        name, fault = entry_name(received, budget)
        if not name or header.RedirType:
            archive.skip()
            content = b""
            fault = fault or Unreadable("E826")
        else:
            content, sound = archive.take(room)
            fault = fault or (None if _is_whole(header, content, sound) else Unreadable("E816"))
        allowance -= len(content)
        if name:
            budget.take(len(content))
            yield Part(name, content, fault, folder=folder_of(received))
    if not blocks.complete:
        raise Unreadable("E812")


def _guard(header: Any) -> None:
    if header.Flags & (_SPLIT_BEFORE | _SPLIT_AFTER):
        raise Unreadable("E825")
    if header.Flags & _ENCRYPTED:
        raise Unreadable("E815")


def _is_whole(header: Any, content: bytes, sound: bool) -> bool:
    """Whether the file is what was packed.

    By its checksum where it is one that we know, since after one damaged file UnRAR is content with none.
    """
    if len(content) != _size(header):
        return False
    return zlib.crc32(content) == header.FileCRC if header.HashType == _CRC32 else sound


def _size(header: Any) -> int:
    return int(header.UnpSize | header.UnpSizeHigh << 32)


def _name(header: Any, number: int, blocks: Blocks) -> str:
    """The name as its packer meant it; an old one without a stated encoding is read from its bytes."""
    if number < len(blocks.names):
        checksum, raw = blocks.names[number]
        if raw and checksum == header.FileCRC:
            return decode_name(raw)
    wide = str(ffi.string(header.FileNameW))  # rar 4 has rare characters in two halves
    return wide.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _too_large() -> Unreadable:
    return Unreadable("E808", {"limit": f"{FILE_BYTES // MB}MB"})
