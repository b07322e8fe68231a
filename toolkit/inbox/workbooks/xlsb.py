"""One pass over the records of an .xlsb for what calamine does not carry.

In: the bytes; out: the bytes that calamine is to read, and BookExtras: properties, saved-at, and by sheet error cells, formulas, percent
formats, struck-out, raised and hidden text, hidden rows, pictures, merges and the last used cell.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from toolkit.core.returns import Faulty
from toolkit.core.value_text import raw_text
from toolkit.inbox.limits import PART_BYTES, SHEET_BYTES
from toolkit.inbox.workbooks.beside import add_beside
from toolkit.inbox.workbooks.biff import ERRORS
from toolkit.inbox.workbooks.biffcells import rk_number
from toolkit.inbox.workbooks.biffstrings import Rich, raised_texts, runs_in
from toolkit.inbox.workbooks.builtin import BUILT_IN, is_worth_knowing
from toolkit.inbox.workbooks.colours import WHITE
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras, address
from toolkit.inbox.workbooks.faulty import add_if_other
from toolkit.inbox.workbooks.margins import FOOT, HEAD, margins_of_codes
from toolkit.inbox.workbooks.ooxml import document_properties
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.workbooks.xlsblook import XlsbFont, font_of, ground_of, rich_items, unseen_on
from toolkit.inbox.workbooks.xlsbrecords import LAST_COLUMN, ROW, SHORT, lengthened, records

_FONT, _FILL, _STRING_ITEM = 43, 45, 19
_BUNDLE_SHEET, _FORMAT, _XF, _BEGIN_CELL_XFS, _END_CELL_XFS = 156, 44, 47, 617, 618
_BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = 1, 2, 3, 4, 5, 6, 7
_FORMULA_STRING, _FORMULA_ERROR, _MERGE = 8, 11, 176
_CALCULATION, _FULL_ON_LOAD, _FORMULA_NUMBER = 157, 24, 9  # where the flag of that record stands
_MAIN, _RELATIONS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_STYLES, _SHARED_STRINGS = "xl/styles.bin", "xl/sharedStrings.bin"
_BACKGROUND = 562
_MARGINS = 479  # six texts: head and foot of all or odd pages, of even ones, of the first
_PLACE = struct.Struct("<LL").unpack_from  # column and style of a cell
_CELLS = frozenset(range(_RK, _FORMULA_ERROR + 1))


def read_extras(data: bytes) -> tuple[BookExtras, bytes]:
    """The extras of a workbook, and the bytes that the cells are to be read from; raises Unreadable when its zip is broken."""
    parts = Parts(data)
    book = document_properties(parts)
    look = _look(parts.raw(_STYLES, PART_BYTES) or b"")
    strings = records(parts.raw(_SHARED_STRINGS, PART_BYTES) or b"")
    look.strings = [body for kind, body in strings if kind == _STRING_ITEM]
    relations = parts.relations(_MAIN)
    workbook = list(records(parts.raw(_MAIN, PART_BYTES) or b""))
    book.recalculated = any(
        kind == _CALCULATION and body[_FULL_ON_LOAD : _FULL_ON_LOAD + 1] and body[_FULL_ON_LOAD] & 1
        for kind, body in workbook
    )
    longer: dict[str, bytes] = {}  # sheets that had short cells
    for kind, body in workbook:
        if kind == _BUNDLE_SHEET and len(body) > 12:
            ident, at = _text(body, 8)
            name, _ = _text(body, at)
            _, target = relations.get(ident, ("", ""))
            raw = parts.raw(target, SHEET_BYTES) or b""
            sheet = _sheet(raw, look)
            if sheet is None:
                longer[target] = lengthened(raw)
                sheet = _sheet(longer[target], look) or SheetExtras()
            book.sheets[name] = sheet
            if not book.recalculated:
                book.sheets[name].uncached.clear()
            add_beside(parts, target, book.sheets[name])
    book.damaged = parts.damaged
    return book, _packed(parts, [target for _, target in relations.values()], longer) if longer else data


def _packed(parts: Parts, targets: Iterable[str], changed: Mapping[str, bytes]) -> bytes:
    """A package of the workbook and what it names, with the sheets that were changed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name in (_MAIN, _RELATIONS, *dict.fromkeys(targets)):
            raw = changed.get(name) or parts.raw(name, SHEET_BYTES)
            if raw is not None:
                package.writestr(name, raw)
    return out.getvalue()


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A wide string with a 32-bit length, and where it ends."""
    if at + 4 > len(body):
        return "", len(body)
    length = struct.unpack_from("<L", body, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + length * 2
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


@dataclass
class _Look:
    """Style index -> format worth knowing; styles that strike out, raise or hide their text; fonts, and strings in several."""

    formats: dict[int, str] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    fonts: list[XlsbFont] = field(default_factory=list)
    strings: list[bytes] = field(default_factory=list)  # each as its record has it

    def font(self, number: int) -> XlsbFont:
        """One that is not there does nothing."""
        return self.fonts[number] if number < len(self.fonts) else XlsbFont()

    @cached_property
    def rich(self) -> list[Rich]:
        """Shared strings that are written in several fonts."""
        return rich_items(self.strings)

    @cached_property
    def struck_strings(self) -> frozenset[int]:
        """Shared strings that are struck out in part."""
        return runs_in(self.rich, lambda font: self.font(font).strikes)

    @cached_property
    def pale_strings(self) -> frozenset[int]:
        """Shared strings with pieces that cannot be seen."""
        return runs_in(self.rich, lambda font: self.font(font).pale)

    @cached_property
    def raised_strings(self) -> dict[int, str]:
        """Shared strings with raised or lowered digits."""
        return raised_texts(self.rich, lambda font: self.font(font).raised)


def _look(raw: bytes) -> _Look:
    codes: dict[int, str] = dict(BUILT_IN)
    look, grounds = _Look(), list[str]()
    inside, style = False, 0
    for kind, body in records(raw):
        if kind == _FORMAT and len(body) > 6:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind == _FONT and len(body) >= 4:
            look.fonts.append(font_of(body))
        elif kind == _FILL:
            grounds.append(ground_of(body))
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            inside = kind == _BEGIN_CELL_XFS
        elif kind == _XF and inside and len(body) >= 4:
            number = struct.unpack_from("<H", body, 2)[0]
            code = codes.get(number, "")
            if is_worth_knowing(number, code):
                look.formats[style] = code
            font_number, fill = struct.unpack_from("<HH", body, 4) if len(body) >= 8 else (0, 0)
            font = look.font(font_number)
            ground = grounds[fill] if fill < len(grounds) else WHITE
            for styles, holds in (
                (look.struck, font.strikes),
                (look.raised, font.raised != 0),
                (look.unseen, unseen_on(font, ground)),
            ):
                if holds:
                    styles.add(style)
            style += 1
    return look


def _sheet(raw: bytes, look: _Look) -> SheetExtras | None:
    """The side facts of a sheet, None where it has short cells."""
    sheet = SheetExtras()
    row = before = 0
    in_order = True  # as sound files have their cells
    for kind, body in records(raw):
        if kind == ROW and len(body) >= 12:
            row = struct.unpack_from("<L", body)[0] + 1
            if body[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind in _CELLS and len(body) >= 8:
            column, style = _PLACE(body)
            place = row << 14 | column
            in_order &= place > before
            before = place
            if column <= LAST_COLUMN:
                _cell(kind, body, address(row, column + 1), style & 0xFFFFFF, sheet, look)
                sheet.last = max(sheet.last[0], row), max(sheet.last[1], column + 1)
        elif kind == _BACKGROUND:
            sheet.background = True
        elif kind == _MARGINS:
            at = 2
            for where in (HEAD, FOOT) * 3:
                text, at = _text(body, at)
                sheet.margins.extend(margins_of_codes(where, text))
        elif kind == _MERGE and len(body) >= 16:
            top, bottom, left, right = struct.unpack_from("<LLLL", body)
            if max(top, bottom) < 1 << 21 and max(left, right) < 1 << 15:
                sheet.merges.append(f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}")
        elif kind in SHORT:
            return None
    if not in_order:
        _add_doubled(raw, look, sheet.faulty)
    return sheet


def _add_doubled(raw: bytes, look: _Look, faulty: dict[str, Faulty]) -> None:
    """Cells that are written twice and say different things."""
    row, contents = 0, dict[tuple[int, int], tuple[int, bytes]]()
    for kind, body in records(raw):
        if kind == ROW and len(body) >= 12:
            row = struct.unpack_from("<L", body)[0] + 1
        elif kind in _CELLS and len(body) >= 8 and (column := _PLACE(body)[0]) <= LAST_COLUMN:
            before = contents.setdefault((row, column), (kind, body[8:]))
            if before != (kind, body[8:]):
                shown = _shown(*before, look), _shown(kind, body[8:], look)
                add_if_other(address(row, column + 1), *shown, faulty)


def _shown(kind: int, content: bytes, look: _Look) -> str:
    """What a record says."""
    if kind in (_ERROR, _FORMULA_ERROR):
        return ERRORS.get(content[0] if content else -1, "#N/A")
    if kind in (_STRING, _FORMULA_STRING):
        return _text(content, 0)[0]
    if kind == _SHARED and len(content) >= 4:
        number = struct.unpack_from("<L", content)[0]
        return _text(look.strings[number], 1)[0] if number < len(look.strings) else ""
    if kind == _RK and len(content) >= 4:
        return raw_text(rk_number(content[:4]))
    if kind in (_REAL, _FORMULA_NUMBER) and len(content) >= 8:
        return raw_text(struct.unpack_from("<d", content)[0])
    return raw_text(content[:1] != b"\0")


def _cell(kind: int, body: bytes, ref: str, style: int, sheet: SheetExtras, look: _Look) -> None:
    string = struct.unpack_from("<L", body, 8)[0] if kind == _SHARED and len(body) >= 12 else -1
    if style in look.formats:
        sheet.number_formats[ref] = look.formats[style]
    if style in look.struck or string in look.struck_strings:
        sheet.struck.add(ref)
    if style in look.raised:
        sheet.raised.add(ref)
    if style in look.unseen or string in look.pale_strings:
        sheet.unseen.add(ref)
    if string in look.raised_strings:
        sheet.texts[ref] = look.raised_strings[string]
    if _FORMULA_STRING <= kind <= _FORMULA_ERROR:
        sheet.formulas[ref] = ""
        if kind == _FORMULA_NUMBER and body[8:16] in (b"", bytes(8)):
            sheet.uncached.add(ref)
    if kind in (_ERROR, _FORMULA_ERROR) and len(body) >= 9:
        sheet.errors[ref] = ERRORS.get(body[8], "#N/A")
