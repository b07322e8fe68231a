"""The shared strings of an .xls, and which of them have runs of text with fonts of their own.

In: the record SST and the records that continue it. Out: the strings; numbers of those with a struck-out run. Text that
goes on in the next record begins there with a byte that says how wide its characters are.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

_WIDE, _EXTENDED, _RICH = 1, 4, 8


def struck_runs(records: Sequence[bytes], strikes: Callable[[int], bool]) -> frozenset[int]:
    """Strings in which a font that strikes out begins anywhere; all before the first broken one."""
    found = set()
    reader = _Reader(records)
    try:
        reader.skip(4)
        for number in range(reader.whole("<L")):
            if any(map(strikes, reader.string()[1])):
                found.add(number)
    except (struct.error, IndexError):
        pass  # cut off: calamine refuses such a file
    return frozenset(found)


def strings_of(records: Sequence[bytes], count: int | None = None) -> list[str]:
    """All strings before the first broken one, or so many as are asked for."""
    found: list[str] = []
    reader = _Reader(records)
    try:
        reader.skip(4)
        said = reader.whole("<L")
        found.extend(reader.string()[0] for _ in range(said if count is None else count))
    except (struct.error, IndexError):
        pass
    return found if count is None else [*found, *[""] * (count - len(found))]


class _Reader:
    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._record, self._at = records, 0, 0

    def string(self) -> tuple[str, list[int]]:
        """One string, and the font numbers of its runs."""
        length, flags = self.whole("<H"), self.whole("<B")
        runs = self.whole("<H") if flags & _RICH else 0
        extended = self.whole("<L") if flags & _EXTENDED else 0
        text = self._characters(length, bool(flags & _WIDE))
        fonts = []
        for _ in range(runs):
            self.skip(2)
            fonts.append(self.whole("<H"))
        self.skip(extended)
        return text, fonts

    def _characters(self, left: int, wide: bool) -> str:
        found = []
        while left:
            width = 2 if wide else 1
            here = min(left, (len(self._records[self._record]) - self._at) // width)
            raw = self._records[self._record][self._at : self._at + here * width]
            found.append(raw.decode("utf-16-le" if wide else "latin-1", "surrogatepass"))
            self._at += here * width
            left -= here
            if left:
                self._next()
                wide = bool(self.whole("<B") & _WIDE)
        return "".join(found)

    def whole(self, form: str) -> int:
        """A number, which never lies across two records."""
        size = struct.calcsize(form)
        if self._at + size > len(self._records[self._record]):
            self._next()
        value = struct.unpack_from(form, self._records[self._record], self._at)[0]
        self._at += size
        return int(value)

    def skip(self, size: int) -> None:
        """Pass over bytes, into the next records too."""
        while size > len(self._records[self._record]) - self._at:
            size -= len(self._records[self._record]) - self._at
            self._next()
        self._at += size

    def _next(self) -> None:
        self._record, self._at = self._record + 1, 0
        len(self._records[self._record])  # IndexError at the end
