"""Tidy the text of one cell before it is read: width, spaces, invisible characters.

In: a scalar or a text as a person typed it. Out: text that later steps compare and parse. Nothing
here changes what a text says.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize
from zlib import crc32

from toolkit.core.area import standard
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar

_VOID = lazy_regex("作废|废弃|勿用|不用|草稿|草表|初稿|底稿|未[审核定]|旧[版表]|测试")
# Zero-width characters, direction marks, soft hyphen, byte order mark: left by web pages and chat programs.
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
        "\u061c\u180e\u2066\u2067\u2068\u2069",
    )
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u1680\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t\r\n"
        "\x0b\x0c\x85\u2028\u2029",
    ),
    " ",
)
_LINES = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")  # of lines and pages, as Word has them
_SEEN = {**_INVISIBLE, **_LINES}
# Characters that Unicode itself gives as equivalents of common ones: radicals as PDF and OCR write them,
# compatibility ideographs, small and upright forms. Not ², ½ and ⑫: they say something else than 2, 12 and 12.
_EQUIVALENT_BLOCKS = (
    (0x2F00, 0x2FD6),
    (0xF900, 0xFB00),
    (0xFE10, 0xFE20),
    (0xFE30, 0xFE6C),
    (0x2F800, 0x2FA1E),
    (0x1D400, 0x1D800),  # letters and digits of mathematics
    (0xFFE0, 0xFFE7),
)
_EQUIVALENTS = {
    code: folded
    for first, end in _EQUIVALENT_BLOCKS
    for code in range(first, end)
    if (folded := normalize("NFKC", chr(code))) != chr(code)
}
# Radicals that Unicode calls equivalent to an ideograph without folding them (EquivalentUnifiedIdeograph), and the one that
# it folds to the form of Taiwan: 用⼾ is how a PDF gives 用户.
_RADICALS = str.maketrans(
    "⼾⺟⺠⺴⺻⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "户母民网聿虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
_VARIANTS = dict.fromkeys(range(0xFE00, 0xFE10))  # which of its shapes a character takes
_NARROW = {
    **_EQUIVALENTS,
    **_RADICALS,
    **_VARIANTS,
    **_INVISIBLE,
    **_FULL_WIDTH,
    **_SPACES,
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
}
# 1 286: three digits behind each blank; 120 300 may be two numbers, unless the blank is one of print.
_BLANK_GROUPS = lazy_regex(
    r"\s*[+-]?(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d{1,2}(?: \d{3})+|\d{3}(?: \d{3}){2,})(?:\.\d+)?"
    r"(?!\s*[\d.,])"
)
_EXACT_DIGITS = 15  # Excel keeps no more
_LABEL = 200  # characters; longer texts are what units write


def raw_text(value: Scalar) -> str:
    """A cell's value as text: whole numbers without point, floats as Excel shows them (15 digits)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.min.time() else "%Y-%m-%d %H:%M:%S")
    return number_text(value)


def number_text(value: float) -> str:
    """A number as people write it, whole numbers without a point; beyond the 15 digits that a spreadsheet has with an exponent."""
    text = f"{value:.{_EXACT_DIGITS}g}"
    exact = Decimal(text) + 0  # no minus before nothing
    return f"{exact:f}" if exact.adjusted() < _EXACT_DIGITS else text


def shared_digits(one: float, other: float) -> int:
    """How many digits two numbers share that are the same but for the decimal point, as 4.21 and 42.1; 0 where their digits differ."""
    digits, others = (f"{number:.12g}".replace(".", "").strip("0") for number in (one, other))
    return len(digits) if digits == others else 0


def is_blank(value: Scalar) -> bool:
    """Whether a cell counts as not filled: nothing, or only spaces."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def visible(text: str) -> str:
    """The text without invisible characters and without spaces around it, every break of a line a plain one."""
    return (text if text.isprintable() else text.translate(_SEEN)).strip()


def narrow(text: str) -> str:
    """The text in half width, spaces of all kinds made one, none around it."""
    return re.sub(" {2,}", " ", text.translate(_NARROW)).strip()


def join_thousands(text: str) -> str:
    """The text without the blanks between the thousands of the number that it begins with."""
    match = _BLANK_GROUPS.match(text)
    return "".join(match[0].split()) + text[match.end() :] if match else text


def squeeze(text: str) -> str:
    """The text in half width without any space: for comparing labels."""
    if text.isascii():
        return text if text.isalnum() else "".join(text.split())
    return _squeezed_label(text) if len(text) <= _LABEL else _squeezed(text)


def _squeezed(text: str) -> str:
    return "".join(text.translate(_NARROW).split())


_squeezed_label = lru_cache(maxsize=1 << 13)(_squeezed)  # labels come again in every return


def mark_of(text: str) -> str:
    """A short mark of a text (8 hex digits), the same whatever spaces and width it is shown in.

    The form carries the marks of its own fixed texts, so that the reader can tell them from notes that
    a unit wrote beside them.
    """
    text = squeeze(standard(text))
    return _mark_of_label(text) if len(text) <= _LABEL else _mark(text)


def _mark(squeezed: str) -> str:
    return f"{crc32(squeezed.encode('utf-8', 'surrogatepass')):08x}"


_mark_of_label = lru_cache(maxsize=1 << 12)(_mark)


def says_void(name: str) -> bool:
    """Whether the name of a file or a sheet says that what it holds does not count, or not yet."""
    return _VOID.search(name) is not None


def shown_name(name: str) -> str:
    """A received file name as people may see it: nothing that moves a cursor, breaks a line or is no character."""
    return "".join(ch if ch.isprintable() else "\u25a1" for ch in name)
