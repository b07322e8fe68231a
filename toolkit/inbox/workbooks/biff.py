"""One pass over the records of an .xls or .et for what calamine does not carry.

In: the bytes; out: BookExtras: properties, saved-at, and by sheet error cells, formulas, percent
formats, struck-out text, hidden rows, notes, pictures and objects, merges and the last used cell. The OLE container is read by olefile, which
stops at looping chains and directories, which calamine does not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from olefile import OleFileIO

from toolkit.core.returns import LOST, Scalar
from toolkit.core.value_text import raw_text
from toolkit.inbox.faults import OLE_FAULTS, Unreadable
from toolkit.inbox.workbooks import biffconditions
from toolkit.inbox.workbooks.biffcells import sparse_sheets, value_of
from toolkit.inbox.workbooks.biffdrawn import DRAWN, Drawn
from toolkit.inbox.workbooks.bifflook import BiffLook
from toolkit.inbox.workbooks.biffstrings import Rich, raised_texts, rich_strings, runs_in, strings_of
from toolkit.inbox.workbooks.biffzeros import Gives, gives, stores_texts_as_zero
from toolkit.inbox.workbooks.builtin import BUILT_IN, is_worth_knowing
from toolkit.inbox.workbooks.extras import MISSING, BookExtras, SheetExtras, address
from toolkit.inbox.workbooks.faulty import add_if_other
from toolkit.inbox.workbooks.margins import FOOT, HEAD, margins_of_codes
from toolkit.inbox.workbooks.oleprops import custom_properties, saved_at

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x002F, 0x041E, 0x00E0
_MARGINS = {0x0014: HEAD, 0x0015: FOOT}
_FONT, _SST, _PALETTE = 0x0031, 0x00FC, 0x0092
_BACKGROUND = 0x00E9
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR, _ROW, _MERGED = (
    0x0203,
    0x027E,
    0x00BD,
    0x0006,
    0x0205,
    0x0208,
    0x00E5,
)
_LABEL, _LABELSST, _RSTRING, _STRING = 0x0204, 0x00FD, 0x00D6, 0x0207
_CONTINUE = 0x003C
_CELLS = frozenset({_NUMBER, _RK, _FORMULA, _BOOLERR, _LABEL, _LABELSST, _RSTRING})
_CONDITIONS = frozenset({biffconditions.AREAS, biffconditions.RULE})


@dataclass
class _Globals:
    names: dict[int, str] = field(default_factory=dict)  # stream offset of the sheet -> name
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)  # style index -> format number
    look: BiffLook = field(default_factory=BiffLook)
    strings: list[bytes] = field(default_factory=list)  # the record of shared strings and what continues it
    open_strings: bool = False
    awaited: str = ""  # the formula whose text comes next
    texts_as_zero: bool = False  # a text that a formula gives may be stored as 0
    contents: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # of the cells of one sheet, by kind

    @cached_property
    def rich(self) -> list[Rich]:
        """Shared strings that are written in several fonts; asked for when all strings are known."""
        return rich_strings(self.strings)

    @cached_property
    def texts(self) -> list[str]:
        """The shared strings; asked for where a cell is written twice."""
        return strings_of(self.strings)

    @cached_property
    def count(self) -> int:
        """How many shared strings there are."""
        told = self.strings[0][4:8] if self.strings else b""
        return int.from_bytes(told, "little")

    @cached_property
    def struck_strings(self) -> frozenset[int]:
        """Shared strings that are struck out in part."""
        return runs_in(self.rich, lambda font: self.look.font(font).strikes)

    @cached_property
    def pale_strings(self) -> frozenset[int]:
        """Shared strings with pieces that are too pale to see."""
        return runs_in(self.rich, self.look.is_pale)

    @cached_property
    def raised_strings(self) -> dict[int, str]:
        """Shared strings with raised or lowered digits."""
        return raised_texts(self.rich, lambda font: self.look.font(font).raised)

    @cached_property
    def telling(self) -> dict[int, str]:
        """Style index -> format that shows more than the number; asked for when all styles are known."""
        codes = [self.formats.get(number) or BUILT_IN.get(number, "") for number in self.styles]
        told = enumerate(zip(self.styles, codes, strict=True))
        return {style: code for style, (number, code) in told if is_worth_knowing(number, code)}


def read_extras(data: bytes) -> BookExtras:
    """The extras of a workbook; raises Unreadable (E802 damaged container, E803 password)."""
    try:
        return _read(data)
    except OLE_FAULTS as error:
        raise Unreadable("E813", {"part": "OLE"}) from error


def sparse_tables(data: bytes) -> list[tuple[str, tuple[tuple[Scalar, ...], ...], bool]] | None:
    """(name, rows, visible) of every sheet without calamine; None for what is older than Excel 97, or broken."""
    try:
        with OleFileIO(BytesIO(data)) as ole:
            return sparse_sheets(_records(_stream(ole, "Workbook") or _stream(ole, "Book")))
    except (*OLE_FAULTS, struct.error, ValueError):
        return None


def is_encrypted(data: bytes) -> bool:
    """Whether the workbook stream begins with a password record; raises Unreadable as read_extras."""
    try:
        with OleFileIO(BytesIO(data)) as ole:
            records = _records((_stream(ole, "Workbook") or _stream(ole, "Book"))[:4096])
            return any(kind == _FILEPASS for _, kind, _ in records)
    except OLE_FAULTS as error:
        raise Unreadable("E813", {"part": "OLE"}) from error


def _read(data: bytes) -> BookExtras:
    book = BookExtras()
    with OleFileIO(BytesIO(data)) as ole:
        _refuse_loops(ole)
        stream = _stream(ole, "Workbook") or _stream(ole, "Book")
        book.properties = custom_properties(_stream(ole, "\x05DocumentSummaryInformation"))
        book.saved_at = saved_at(_stream(ole, "\x05SummaryInformation"))
        texts_as_zero = stores_texts_as_zero(_stream(ole, "\x01CompObj"))
    shared, sheet, notes = _Globals(texts_as_zero=texts_as_zero), None, Drawn()
    conditions = biffconditions.Conditions(shared.look.colour)
    charts = 0  # they keep the values that they show
    for at, kind, body in _records(stream):
        if kind == _BOF and at in shared.names:
            sheet, notes = book.sheets.setdefault(shared.names[at], SheetExtras()), Drawn()
            shared.contents.clear()
            conditions = biffconditions.Conditions(shared.look.colour)
        elif sheet is None:
            _global(kind, body, shared)
        elif kind == _BOF or (kind == _EOF and charts):
            charts += 1 if kind == _BOF else -1
        elif charts:
            continue
        elif kind in DRAWN:
            notes.take(kind, body, sheet)
        elif kind in _CONDITIONS:
            sheet.restyled += conditions.take(kind, body)
        else:
            _cell(kind, body, sheet, shared)
    return book


def _refuse_loops(ole: OleFileIO) -> None:
    """calamine follows a looping chain of sectors until memory ends, which nobody can catch."""
    ole.loadminifat()
    streams = [
        entry for entry in ole.direntries if entry is not None and entry.entry_type in (2, 5) and entry.size
    ]
    big = [ole.first_dir_sector, ole.first_mini_fat_sector]
    big += [entry.isectStart for entry in streams if not entry.is_minifat]
    small = [entry.isectStart for entry in streams if entry.is_minifat]
    for table, starts in ((ole.fat, big), (ole.minifat, small)):
        passed: set[int] = set()
        for start in starts:
            at, own = start, set[int]()
            while 0 <= at < len(table) and at not in passed:
                passed.add(at)
                own.add(at)
                at = table[at]
            if at in own:  # a sector of another stream is only shared with it
                raise Unreadable("E813", {"part": "OLE"})


def _stream(ole: OleFileIO, name: str) -> bytes:
    if not ole.exists(name) or ole.get_type(name) != 2:
        return b""
    with ole.openstream(name) as stream:
        return bytes(stream.read())


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _global(kind: int, body: bytes, shared: _Globals) -> None:
    if kind == _FILEPASS:
        raise Unreadable("E803")
    if kind == _BOUNDSHEET and len(body) > 8:
        shared.names[struct.unpack_from("<L", body)[0]] = _short_text(body[6:])
    elif kind == _FORMAT and len(body) > 5:
        shared.formats[struct.unpack_from("<H", body)[0]] = _long_text(body[2:])
    elif kind == _XF and len(body) >= 4:
        shared.look.add_style(body)
        shared.styles.append(struct.unpack_from("<H", body, 2)[0])
    elif kind == _FONT and len(body) >= 4:
        shared.look.add_font(body)
    elif kind == _PALETTE:
        shared.look.add_palette(body)
    elif kind == _SST or (kind == _CONTINUE and shared.open_strings):
        shared.strings.append(body)
    shared.open_strings = kind == _SST or (kind == _CONTINUE and shared.open_strings)


def _short_text(body: bytes) -> str:
    """Eight-bit length, flags, characters."""
    wide = body[1] & 1
    raw = body[2 : 2 + body[0] * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _long_text(body: bytes) -> str:
    length, wide = struct.unpack_from("<HB", body)
    raw = body[3 : 3 + length * (2 if wide & 1 else 1)]
    return raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")


def _cell(kind: int, body: bytes, sheet: SheetExtras, shared: _Globals) -> None:
    if kind == _ROW and len(body) >= 16:
        if struct.unpack_from("<H", body, 12)[0] & 0x20:
            sheet.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
    elif kind in _MARGINS and len(body) > 3:
        sheet.margins.extend(margins_of_codes(_MARGINS[kind], _long_text(body)))
    elif kind == _BACKGROUND:
        sheet.background = True
    elif kind == _MERGED and len(body) >= 2:
        _merged(body, sheet)
    elif kind == _MULRK and len(body) >= 6:
        row, first = struct.unpack_from("<HH", body)
        for number in range((len(body) - 6) // 6):
            style = struct.unpack_from("<H", body, 4 + number * 6)[0]
            ref = _note(row, first + number, style, sheet, shared)
            _said(ref, _RK, body[6 + number * 6 : 10 + number * 6], sheet, shared)
    elif kind == _STRING and len(body) > 2:  # the text that a formula gives
        sheet.uncached.discard(shared.awaited)
    elif kind in _CELLS and len(body) >= 6:
        row, column, style = struct.unpack_from("<HHH", body)
        ref = _note(row, column, style, sheet, shared)
        _said(ref, kind, body[6:], sheet, shared)
        if kind == _LABELSST and len(body) >= 10:
            number = struct.unpack_from("<L", body, 6)[0]
            if number >= shared.count:
                sheet.faulty[ref] = (LOST, MISSING)
            if number in shared.struck_strings:
                sheet.struck.add(ref)
            if number in shared.pale_strings:
                sheet.unseen.add(ref)
            if number in shared.raised_strings:
                sheet.texts[ref] = shared.raised_strings[number]
        if kind == _FORMULA and len(body) >= 14:
            sheet.formulas[ref] = ""
            if body[6] == 2 and body[12:14] == b"\xff\xff":
                sheet.errors[ref] = ERRORS.get(body[8], "#N/A")
            elif _is_never_worked_out(body) or _is_text(body):
                sheet.uncached.add(ref)
                shared.awaited = ref
            elif shared.texts_as_zero and body[6:14] == bytes(8):
                _zero(ref, body, sheet)
        elif kind == _BOOLERR and len(body) >= 8 and body[7]:
            sheet.errors[ref] = ERRORS.get(body[6], "#N/A")


def _said(ref: str, kind: int, content: bytes, sheet: SheetExtras, shared: _Globals) -> None:
    """A cell that is written twice with different contents is none that anybody can read; one number has several spellings."""
    before = shared.contents.setdefault(ref, (kind, content))
    if before != (kind, content):
        add_if_other(ref, _shown(*before, shared), _shown(kind, content, shared), sheet.faulty)


def _shown(kind: int, content: bytes, shared: _Globals) -> str:
    """What a record says, "" for the text of a formula, which stands in the next one."""
    if kind == _BOOLERR and content[1:2] not in (b"", b"\0"):
        return ERRORS.get(content[0], "#N/A")
    if kind == _FORMULA and content[:1] == b"\2" and content[6:8] == b"\xff\xff":
        return ERRORS.get(content[2], "#N/A")
    return raw_text(value_of(kind, bytes(6) + content, shared.texts))


def _zero(ref: str, body: bytes, sheet: SheetExtras) -> None:
    """A stored 0 that may stand for a text."""
    given = gives(body[22 : 22 + int.from_bytes(body[20:22], "little")])
    if given is Gives.TEXT:
        sheet.uncached.add(ref)
    elif given is Gives.EITHER:
        sheet.zeros.add(ref)


def _is_text(body: bytes) -> bool:
    """A formula whose text follows in a record of its own."""
    return body[6] == 0 and body[12:14] == b"\xff\xff"


def _is_never_worked_out(body: bytes) -> bool:
    """A formula that is to be worked out on opening, with 0 or an empty text for its result: so write programs that work out none."""
    flags = struct.unpack_from("<H", body, 14)[0] if len(body) >= 16 else 0
    return bool(flags & 3) and (body[6:14] == bytes(8) or (body[6] == 3 and body[12:14] == b"\xff\xff"))


def _note(row: int, column: int, style: int, sheet: SheetExtras, shared: _Globals) -> str:
    ref = address(row + 1, column + 1)
    sheet.last = max(sheet.last[0], row + 1), max(sheet.last[1], column + 1)
    if style in shared.telling:
        sheet.number_formats[ref] = shared.telling[style]
    if style in shared.look.struck:
        sheet.struck.add(ref)
    if style in shared.look.raised:
        sheet.raised.add(ref)
    if style in shared.look.unseen:
        sheet.unseen.add(ref)
    return ref


def _merged(body: bytes, sheet: SheetExtras) -> None:
    count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
    for number in range(count):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + number * 8)
        sheet.merges.append(f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}")
