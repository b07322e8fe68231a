"""The shared strings of an .xls, as far as runs of text have fonts of their own.

In: the record SST and the records that continue it. Out: numbers of the strings with a struck-out run. Text that
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
            if any(map(strikes, reader.fonts_of_string())):
                found.add(number)
    except (struct.error, IndexError):
        pass  # cut off: calamine refuses such a file
    return frozenset(found)


class _Reader:
    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._record, self._at = records, 0, 0

    def fonts_of_string(self) -> list[int]:
        """Font numbers of the runs of one string, which is passed over."""
        length, flags = self.whole("<H"), self.whole("<B")
        runs = self.whole("<H") if flags & _RICH else 0
        extended = self.whole("<L") if flags & _EXTENDED else 0
        self._characters(length, bool(flags & _WIDE))
        fonts = []
        for _ in range(runs):
            self.skip(2)
            fonts.append(self.whole("<H"))
        self.skip(extended)
        return fonts

    def _characters(self, left: int, wide: bool) -> None:
        while left:
            width = 2 if wide else 1
            here = min(left, (len(self._records[self._record]) - self._at) // width)
            self._at += here * width
            left -= here
            if left:
                self._next()
                wide = bool(self.whole("<B") & _WIDE)

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
