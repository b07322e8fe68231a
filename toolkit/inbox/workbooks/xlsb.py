"""One pass over the records of an .xlsb for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, percent
formats, struck-out styles, hidden rows, pictures, merges and the last used cell.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.inbox.limits import PART_BYTES, SHEET_BYTES
from toolkit.inbox.workbooks.beside import add_beside
from toolkit.inbox.workbooks.biff import ERRORS
from toolkit.inbox.workbooks.builtin import BUILT_IN, is_worth_knowing
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras, address
from toolkit.inbox.workbooks.margins import FOOT, HEAD, margins_of_codes
from toolkit.inbox.workbooks.ooxml import document_properties
from toolkit.inbox.workbooks.package import Parts

_FONT, _STRIKEOUT = 43, 0x0008
_BUNDLE_SHEET, _FORMAT, _XF, _BEGIN_CELL_XFS, _END_CELL_XFS = 156, 44, 47, 617, 618
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = 0, 1, 2, 3, 4, 5, 6, 7
_FORMULA_STRING, _FORMULA_ERROR, _MERGE = 8, 11, 176
_MARGINS = 479  # six texts: head and foot of all or odd pages, of even ones, of the first
_CELLS = frozenset(range(_RK, _FORMULA_ERROR + 1))


def read_extras(data: bytes) -> BookExtras:
    """The extras of a workbook; raises Unreadable when its zip is broken."""
    parts = Parts(data)
    book = document_properties(parts)
    look = _look(parts.raw("xl/styles.bin", PART_BYTES) or b"")
    relations = parts.relations("xl/workbook.bin")
    for kind, body in _records(parts.raw("xl/workbook.bin", PART_BYTES) or b""):
        if kind == _BUNDLE_SHEET and len(body) > 12:
            ident, at = _text(body, 8)
            name, _ = _text(body, at)
            _, target = relations.get(ident, ("", ""))
            book.sheets[name] = _sheet(parts.raw(target, SHEET_BYTES) or b"", look)
            add_beside(parts, target, book.sheets[name])
    book.damaged = parts.damaged
    return book


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body): type in one or two bytes, length in up to four, seven bits each."""
    at = 0
    while at < len(raw):
        kind, at = raw[at], at + 1
        if kind & 0x80 and at < len(raw):
            kind, at = (kind & 0x7F) | (raw[at] << 7), at + 1
        size = 0
        for shift in (0, 7, 14, 21):
            if at >= len(raw):
                return
            byte, at = raw[at], at + 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, raw[at : at + size]
        at += size


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A wide string with a 32-bit length, and where it ends."""
    if at + 4 > len(body):
        return "", len(body)
    length = struct.unpack_from("<L", body, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + length * 2
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


@dataclass(frozen=True)
class _Look:
    """Style index -> format worth knowing; styles that strike out."""

    formats: dict[int, str]
    struck: frozenset[int]


def _look(raw: bytes) -> _Look:
    codes: dict[int, str] = dict(BUILT_IN)
    found: dict[int, str] = {}
    fonts: list[bool] = []
    struck: set[int] = set()
    inside, style = False, 0
    for kind, body in _records(raw):
        if kind == _FORMAT and len(body) > 6:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind == _FONT and len(body) >= 4:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRIKEOUT))
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            inside = kind == _BEGIN_CELL_XFS
        elif kind == _XF and inside and len(body) >= 4:
            number = struct.unpack_from("<H", body, 2)[0]
            code = codes.get(number, "")
            if is_worth_knowing(number, code):
                found[style] = code
            font = struct.unpack_from("<H", body, 4)[0] if len(body) >= 6 else 0
            if font < len(fonts) and fonts[font]:
                struck.add(style)
            style += 1
    return _Look(found, frozenset(struck))


def _sheet(raw: bytes, look: _Look) -> SheetExtras:
    sheet = SheetExtras()
    row = 0
    for kind, body in _records(raw):
        if kind == _ROW and len(body) >= 12:
            row = struct.unpack_from("<L", body)[0] + 1
            if body[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind in _CELLS and len(body) >= 8:
            _cell(kind, body, row, sheet, look)
        elif kind == _MARGINS:
            at = 2
            for where in (HEAD, FOOT) * 3:
                text, at = _text(body, at)
                sheet.margins.extend(margins_of_codes(where, text))
        elif kind == _MERGE and len(body) >= 16:
            top, bottom, left, right = struct.unpack_from("<LLLL", body)
            if max(top, bottom) < 1 << 21 and max(left, right) < 1 << 15:
                sheet.merges.append(f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}")
    return sheet


def _cell(kind: int, body: bytes, row: int, sheet: SheetExtras, look: _Look) -> None:
    column, style = struct.unpack_from("<LL", body)
    if column > 16_383:
        return
    ref = address(row, column + 1)
    sheet.last = max(sheet.last[0], row), max(sheet.last[1], column + 1)
    if style & 0xFFFFFF in look.formats:
        sheet.number_formats[ref] = look.formats[style & 0xFFFFFF]
    if style & 0xFFFFFF in look.struck:
        sheet.struck.add(ref)
    if _FORMULA_STRING <= kind <= _FORMULA_ERROR:
        sheet.formulas[ref] = ""
    if kind in (_ERROR, _FORMULA_ERROR) and len(body) >= 9:
        sheet.errors[ref] = ERRORS.get(body[8], "#N/A")
