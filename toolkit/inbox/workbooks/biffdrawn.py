"""What is drawn on a sheet of an .xls: notes, words in shapes, pictures, embedded and linked files.

In: the records of drawings, objects, their texts and notes, as they come. Out: additions to SheetExtras.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from toolkit.inbox.workbooks.extras import Area, SheetExtras, address
from toolkit.inbox.workbooks.notes import own_words

_DRAWING, _OBJECT, _TEXT, _CONTINUE, _NOTE = 0x00EC, 0x005D, 0x01B6, 0x003C, 0x001C
DRAWN = frozenset({_OBJECT, _TEXT, _CONTINUE, _NOTE, _DRAWING})
_PICTURE, _NOTE_OBJECT = 8, 25
_OF_A_FILE, _FLAGS, _CONTROL = 9, 8, 0x10  # parts of a record of an object; a button is none
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"  # type and length of a client anchor among drawing records


@dataclass
class Drawn:
    """What a sheet draws, while it is read; its notes point to texts by number."""

    texts: dict[int, str] = field(default_factory=dict)
    drawn: int = 0  # the object whose text comes next
    missing: int = 0  # characters of it that are still to come
    anchor: Area | None = None  # of the object that comes next
    shape: Area | None = None  # where the object lies that text may follow, unless it is a note

    def take(self, kind: int, body: bytes, sheet: SheetExtras) -> None:
        """The next record of those in ``DRAWN``."""
        if kind == _DRAWING:
            self.anchor = _anchor(body)
        elif kind == _OBJECT and len(body) >= 8:
            self.drawn, self.missing = struct.unpack_from("<H", body, 6)[0], 0
            drawn_as = struct.unpack_from("<H", body, 4)[0]
            if self.anchor and drawn_as == _PICTURE:
                (sheet.objects if _is_of_a_file(body) else sheet.pictures).append(self.anchor)
            self.shape, self.anchor = (self.anchor if drawn_as != _NOTE_OBJECT else None), None
        elif kind == _TEXT and len(body) >= 12:
            self.missing = struct.unpack_from("<H", body, 10)[0]
        elif kind == _CONTINUE and self.missing and body:
            raw, wide = body[1:], body[0] & 1
            text = raw.decode("utf-16-le" if wide else "latin-1", "replace")[: self.missing]
            self.texts[self.drawn] = self.texts.get(self.drawn, "") + text
            self.missing -= len(text)
            if self.shape and not self.missing:
                sheet.words.append((address(*self.shape[:2]), self.texts[self.drawn].strip()))
        elif kind == _NOTE and len(body) >= 8:
            row, column, _, drawn = struct.unpack_from("<HHHH", body)
            sheet.comments[address(row + 1, column + 1)] = own_words(self.texts.get(drawn, ""))


def _anchor(body: bytes) -> Area | None:
    """The cells under the last object that drawing records place."""
    at = body.rfind(_ANCHOR)
    if at < 0 or at + 24 > len(body):
        return None
    left, _, top, _, right, _, bottom = struct.unpack_from("<7H", body, at + 8)
    return top + 1, left + 1, bottom + 1, right + 1


def _is_of_a_file(body: bytes) -> bool:
    """Whether the record of an object says that it shows an embedded or linked file: type, length and content of each of its parts."""
    at, flags = 0, 0
    while at + 4 <= len(body):
        kind, size = struct.unpack_from("<HH", body, at)
        if kind == _OF_A_FILE:
            return not flags & _CONTROL
        if kind == _FLAGS and at + 6 <= len(body):
            flags = struct.unpack_from("<H", body, at + 4)[0]
        at += 4 + size
    return False
