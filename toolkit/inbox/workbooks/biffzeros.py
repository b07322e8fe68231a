"""What a stored 0 of a formula in an .xls says, where the program that wrote the file stores 0 for a text too.

LibreOffice and its kin write a text that they took over from another file as 0, with no text in the next record; whoever opens the
file works it out anew. In: the tokens of a formula. Out: whether its last operation gives a number, a text, or either.
"""

from __future__ import annotations

from enum import Enum, auto

_WRITER = b"Excel 97-Tabelle"  # how LibreOffice and OpenOffice name the kind of an .xls, in every language

_ATTRIBUTE, _CHOOSE, _SUM, _STRING, _PAREN = 0x19, 0x04, 0x10, 0x17, 0x15
_ARITHMETIC = frozenset({0x03, 0x04, 0x05, 0x06, 0x07, 0x12, 0x13, 0x14})  # + - * / ^, signs, %
_CONCAT, _FUNCTION, _FUNCTION_OF_ANY = 0x08, 0x21, 0x22
_SIZES = {
    **dict.fromkeys(range(0x03, 0x17), 1), 0x01: 5, 0x02: 5, 0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9,
    0x20: 8, 0x21: 3, 0x22: 4, 0x23: 5, 0x24: 5, 0x25: 9, 0x26: 7, 0x27: 7, 0x28: 7, 0x29: 3, 0x2A: 5, 0x2B: 9, 0x2C: 5, 0x2D: 9,
    0x39: 7, 0x3A: 7, 0x3B: 11, 0x3C: 7, 0x3D: 11,
}  # fmt: skip
# COUNT SUM AVERAGE MIN MAX ABS INT ROUND COUNTA ROUNDUP ROUNDDOWN SUMPRODUCT SUMIF COUNTIF
_NUMBERS = frozenset({0, 4, 5, 6, 7, 24, 25, 27, 169, 212, 213, 228, 345, 346})
# DOLLAR FIXED MID TEXT REPT CHAR LOWER UPPER PROPER LEFT RIGHT TRIM REPLACE SUBSTITUTE T CONCATENATE
_TEXTS = frozenset({13, 14, 30, 31, 48, 111, 112, 113, 114, 115, 116, 118, 119, 120, 130, 336})


class Gives(Enum):
    """What the last operation of a formula gives."""

    NUMBER = auto()
    TEXT = auto()
    EITHER = auto()


def stores_texts_as_zero(kind_of_object: bytes) -> bool:
    """Whether the stream CompObj is that of a program which does."""
    return _WRITER in kind_of_object


def gives(tokens: bytes) -> Gives:
    """Of a formula whose tokens stand in the order in which they are worked out; EITHER where they cannot be followed."""
    at, last = 0, b""
    while at < len(tokens):
        token = tokens[at]
        kind = token if token < 0x20 else token & 0x1F | 0x20
        size = _size(kind, tokens[at + 1 : at + 4])
        if not size or at + size > len(tokens):
            return Gives.EITHER
        if kind != _PAREN and (kind != _ATTRIBUTE or tokens[at + 1] & _SUM):
            last = bytes([kind]) + tokens[at + 1 : at + size]
        at += size
    return _given(last)


def _size(kind: int, rest: bytes) -> int:
    """Bytes of a token, 0 for one that is not known."""
    if kind == _STRING and len(rest) > 1:
        return 3 + rest[0] * (2 if rest[1] & 1 else 1)
    if kind == _ATTRIBUTE and len(rest) > 2:
        return 4 + (2 * (int.from_bytes(rest[1:3], "little") + 1) if rest[0] & _CHOOSE else 0)
    return _SIZES.get(kind, 0)


def _given(last: bytes) -> Gives:
    if not last:
        return Gives.EITHER
    if last[0] in (_CONCAT, _STRING):
        return Gives.TEXT
    if last[0] in _ARITHMETIC or last[0] in (_ATTRIBUTE, 0x1E, 0x1F):
        return Gives.NUMBER
    if last[0] not in (_FUNCTION, _FUNCTION_OF_ANY):
        return Gives.EITHER
    number = int.from_bytes(last[-2:], "little")
    return Gives.NUMBER if number in _NUMBERS else Gives.TEXT if number in _TEXTS else Gives.EITHER
