"""The shared strings of an .xls, and which of them have runs of text with fonts of their own.

In: the record SST and the records that continue it. Out: the strings; those with runs, and what fonts say of them. Text that
goes on in the next record begins there with a byte that says how wide its characters are.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from toolkit.inbox.workbooks.raised import shifted

_WIDE, _EXTENDED, _RICH = 1, 4, 8


Rich = tuple[
    int, str, list[tuple[int, int]]
]  # number of the string, text, where its runs begin with their fonts


def rich_strings(records: Sequence[bytes]) -> list[Rich]:
    """The strings that have runs with fonts of their own; all before the first broken one."""
    found = []
    reader = _Reader(records)
    try:
        reader.skip(4)
        count, number = reader.whole("<L"), 0
        while (number := number + reader.skip_plain(count - number)) < count:
            text, runs = reader.string()
            if runs:
                found.append((number, text, runs))
            number += 1
    except (struct.error, IndexError):
        pass  # cut off: calamine refuses such a file
    return found


def runs_in(rich: Sequence[Rich], holds: Callable[[int], bool]) -> frozenset[int]:
    """Numbers of the strings in which such a font begins anywhere."""
    return frozenset(number for number, _, runs in rich if any(holds(font) for _, font in runs))


def raised_texts(rich: Sequence[Rich], raises: Callable[[int], int]) -> dict[int, str]:
    """Strings in which a font stands above (1) or below (-1) the line, with their digits so."""
    return {
        number: _shown(text, runs, raises)
        for number, text, runs in rich
        if any(raises(font) for _, font in runs)
    }


def _shown(text: str, runs: Sequence[tuple[int, int]], raises: Callable[[int], int]) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    pieces, before, font = [], 0, -1
    for at, following in [*runs, (len(units) // 2, -1)]:
        piece = units[2 * before : 2 * at].decode("utf-16-le", "surrogatepass")
        pieces.append(shifted(piece, raises(font) if font >= 0 else 0))
        before, font = at, following
    return "".join(pieces)


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

    def skip_plain(self, most: int) -> int:
        """Pass over strings without runs that lie in this record, as nearly all do; how many, up to the first other one."""
        data, at, passed = self._records[self._record], self._at, 0
        last = len(data) - 3
        while passed < most and at <= last and not data[at + 2] & (_RICH | _EXTENDED):
            end = at + 3 + (data[at] | data[at + 1] << 8) * (1 + (data[at + 2] & _WIDE))
            if end > last + 3:
                break
            at, passed = end, passed + 1
        self._at = at
        return passed

    def string(self) -> tuple[str, list[tuple[int, int]]]:
        """One string, and where its runs begin (UTF-16 units) with the numbers of their fonts."""
        length, flags = self.whole("<H"), self.whole("<B")
        runs = self.whole("<H") if flags & _RICH else 0
        extended = self.whole("<L") if flags & _EXTENDED else 0
        text = self._characters(length, bool(flags & _WIDE))
        fonts = [(self.whole("<H"), self.whole("<H")) for _ in range(runs)]
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
