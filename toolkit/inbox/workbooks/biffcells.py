"""The cells of an .xls whose used area is too large for calamine, which keeps every blank one.

In: the records of the workbook stream. Out: rows by sheet, each up to its last filled cell. Numbers are floats, dates
too (the reader of the form takes the count of days); errors are blank, biff.py lists them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from toolkit.core.returns import Scalar
from toolkit.inbox.workbooks.biffstrings import strings_of

_BOF, _BOUNDSHEET, _SST, _CONTINUE = 0x0809, 0x0085, 0x00FC, 0x003C
_EOF, _BIFF8, _CHART = 0x000A, b"\0\x06", b"\x20\0"
_NUMBER, _RK, _MULRK, _LABELSST, _BOOLERR, _FORMULA, _STRING = (
    0x0203,
    0x027E,
    0x00BD,
    0x00FD,
    0x0205,
    0x0006,
    0x0207,
)
_TEXTS = frozenset({0x0204, 0x00D6})  # with their characters in the record
Cells = dict[int, dict[int, Scalar]]


def sparse_sheets(
    records: Iterable[tuple[int, int, bytes]],
) -> list[tuple[str, tuple[tuple[Scalar, ...], ...], bool]]:
    """(name, rows, visible) of every worksheet."""
    names: dict[int, tuple[str, bool]] = {}
    shared: list[bytes] = []
    found: dict[int, Cells] = {}
    strings: list[str] = []
    cells: Cells | None = None
    waiting: tuple[int, int] | None = None
    before = charts = 0
    for at, kind, body in records:
        if kind == _BOUNDSHEET and len(body) > 8 and body[5] == 0:
            names[struct.unpack_from("<L", body)[0]] = (
                strings_of([b"\0" * 8 + _as_long(body[6:])], 1)[0],
                body[4] == 0,
            )
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            shared.append(body)
            kind = _SST
        elif kind == _BOF and body[:2] != _BIFF8:
            raise ValueError("an older format")
        elif kind == _BOF and at in names:
            strings = strings or strings_of(shared)
            cells = found.setdefault(at, {})
            charts = 0
        elif (kind == _BOF and body[2:4] == _CHART) or (kind == _EOF and charts):
            charts += 1 if kind == _BOF else -1
        elif charts:
            continue  # a chart keeps the values that it shows
        elif cells is not None and kind == _STRING and waiting is not None:
            cells.setdefault(waiting[0], {})[waiting[1]] = strings_of([b"\0" * 8 + body], 1)[0] or None
            waiting = None
        elif cells is not None:
            waiting = _take(kind, body, cells, strings) or waiting
        before = kind
    return [(name, _rows(found.get(at, {})), visible) for at, (name, visible) in names.items()]


def _as_long(text: bytes) -> bytes:
    """A string with a length of one byte as one of two."""
    return text[:1] + b"\0" + text[1:]


def _take(kind: int, body: bytes, cells: Cells, strings: list[str]) -> tuple[int, int] | None:
    """Put the values of a record where they stand; the place whose text comes with the next record."""
    if len(body) < 6:
        return None
    row, column = struct.unpack_from("<HH", body)
    if kind == _MULRK:
        for number in range((len(body) - 6) // 6):
            cells.setdefault(row, {})[column + number] = rk_number(body[6 + number * 6 : 10 + number * 6])
        return None
    value = value_of(kind, body, strings)
    if value is not None:
        cells.setdefault(row, {})[column] = value
    return (row, column) if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 0 else None


def value_of(kind: int, body: bytes, strings: list[str]) -> Scalar:
    """The value of a record of one cell, None for none and for an error."""
    if kind == _NUMBER and len(body) >= 14:
        return float(struct.unpack_from("<d", body, 6)[0])
    if kind == _RK and len(body) >= 10:
        return rk_number(body[6:10])
    if kind == _LABELSST and len(body) >= 10:
        number = struct.unpack_from("<L", body, 6)[0]
        return (strings[number] or None) if number < len(strings) else None
    if kind in _TEXTS:
        return strings_of([b"\0" * 8 + body[6:]], 1)[0] or None
    if kind == _BOOLERR and len(body) >= 8:
        return None if body[7] else bool(body[6])
    if kind == _FORMULA and len(body) >= 14:
        if body[12:14] != b"\xff\xff":
            return float(struct.unpack_from("<d", body, 6)[0])
        return bool(body[8]) if body[6] == 1 else None
    return None


def rk_number(raw: bytes) -> float:
    """A number in four bytes: a whole one, or the upper half of a float; perhaps hundredfold."""
    (packed,) = struct.unpack("<L", raw)
    whole = struct.unpack("<l", raw)[0] >> 2
    number = float(whole) if packed & 2 else struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]
    return float(number) / 100 if packed & 1 else float(number)


def _rows(cells: Cells) -> tuple[tuple[Scalar, ...], ...]:
    rows: list[tuple[Scalar, ...]] = [()] * (max(cells, default=-1) + 1)
    for number, row in cells.items():
        rows[number] = tuple(row.get(column) for column in range(max(row) + 1))
    return tuple(rows)
