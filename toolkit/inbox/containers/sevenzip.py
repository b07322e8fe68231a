"""Open a 7z archive in memory by py7zr: bytes in, Parts out. Imported only when one arrives."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from py7zr import SevenZipFile
from py7zr.exceptions import PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from toolkit.inbox.containers.entrynames import entry_name, folder_of
from toolkit.inbox.containers.leaf import Budget, Part
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import ENTRIES, FILE_BYTES, MB, RATIO, RATIO_FLOOR, TOTAL_BYTES


class _Sink(Py7zIO):
    """Collects one file; what all sinks together take is bounded."""

    def __init__(self, allowance: list[int]) -> None:
        self.data = bytearray()
        self._allowance = allowance

    def write(self, s: bytes | bytearray) -> int:
        self._allowance[0] -= len(s)
        if self._allowance[0] < 0 or len(self.data) + len(s) > FILE_BYTES:
            raise Unreadable("E808", {"limit": f"{FILE_BYTES // MB}MB"})
        self.data += s
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return bytes(self.data[:size])

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        """Nothing is buffered."""

    def size(self) -> int:
        return len(self.data)


class _Sinks(WriterFactory):
    def __init__(self, allowance: int) -> None:
        self._allowance = [allowance]
        self.by_name: dict[str, _Sink] = {}

    def create(self, filename: str) -> Py7zIO:
        sink = self.by_name[filename.rpartition("/")[2]] = _Sink(self._allowance)
        return sink


def open_7z(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every file of the archive, in its order; the declared sizes are looked at before unpacking."""
    try:
        with SevenZipFile(BytesIO(data)) as archive:
            names, sinks = _extract(archive, len(data), budget)
    except (Unreadable, MemoryError):
        raise
    except PasswordRequired as error:
        raise Unreadable("E815") from error
    except Exception as error:  # on damaged archives py7zr raises whatever it stumbles over
        raise Unreadable("E812") from error
    for number, received in names.items():
        name, fault = entry_name(received, budget)
        sink = sinks.by_name.get(number)
        if name and sink is not None:
            budget.take(len(sink.data))
            yield Part(name, bytes(sink.data), fault, folder=folder_of(received))


def _extract(archive: Any, packed: int, budget: Budget) -> tuple[dict[str, str], _Sinks]:
    """Unpack all; received names are swapped for numbers first, so that no name is ever a path."""
    if archive.needs_password():
        raise Unreadable("E815")
    if len(archive.files.files_list) > ENTRIES:
        raise Unreadable("E809", {"limit": str(ENTRIES)})
    allowance = min(budget.bytes_left, TOTAL_BYTES, max(RATIO_FLOOR, packed * RATIO))
    if sum(max(0, item.uncompressed or 0) for item in archive.files if not item.is_directory) > allowance:
        raise Unreadable("E808", {"limit": f"{allowance // MB}MB"})
    names = {}
    for number, info in enumerate(archive.files.files_list):
        if not info.get("is_directory"):
            names[str(number)] = str(info["filename"])
        info["filename"] = str(number)
    sinks = _Sinks(allowance)
    archive.extractall(factory=sinks)
    return names, sinks
