"""Chinese numerals and mixed scales: 三十, 一百二十, 两千零五, 1亿2000万.

In: text in half width. Out: a Decimal, or None where the words are not one exact number (三五, 一万二).
"""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.core.patterns import lazy_regex

_DIGITS = {
    word: value
    for value, words in enumerate(
        ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for word in words
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHARACTERS = "".join((*_DIGITS, *_SMALL, *_LARGE))
MIXED_PART = r"\d+(?:\.\d+)?(?:[百千][万亿]?|[万亿])"  # 2千万, 5百, 3亿
_MIXED = lazy_regex(rf"(?:{MIXED_PART})+")
_MIXED_PART = lazy_regex(r"(\d+(?:\.\d+)?)([百千]?)([万亿]?)")


def _section(text: str) -> int | None:
    """A numeral below 10000; None when it is not well formed or leaves a scale to guess (一百二)."""
    total, digit, last_scale, zero = 0, None, 10**4, False
    for character in text:
        if character in "零〇":
            if digit is not None:
                return None
            zero = True
        elif character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        else:
            scale = _SMALL[character]
            if scale >= last_scale or (digit is None and not (scale == 10 and total == 0)):
                return None
            total, digit, last_scale, zero = total + (digit or 1) * scale, None, scale, False
    if digit is not None:
        if last_scale not in (10**4, 10) and not zero:
            return None
        total += digit
    return total


def _whole(text: str) -> int | None:
    total, rest = 0, text
    for scale in (10**8, 10**4):
        match = re.match(rf"(.*?)([{'亿億' if scale == 10**8 else '万萬'}])(.*)", rest)
        if match:
            head, rest = _section(match[1]), match[3]
            if not match[1] or head is None:
                return None
            total += head * scale
            if rest and not (rest[0] in "零〇" or rest[-1] in _LARGE or "千" in rest or "仟" in rest):
                return None  # 一万二: twelve thousand to the ear, ten thousand and two by the letter
    if not rest:
        return total
    if any(character in _LARGE for character in rest):
        return None
    small = _section(rest)
    return None if small is None else total + small


def chinese_number(text: str) -> Decimal | None:
    """The number that a Chinese numeral says, with sign and 点; None when it is not exactly one number."""
    sign = -1 if text.startswith("负") else 1
    whole, point, decimals = text.removeprefix("负").partition("点")
    if not whole or any(character not in CHARACTERS for character in whole):
        return None
    if len(whole) > 3 and all(character in _DIGITS for character in whole):
        value: int | None = int("".join(str(_DIGITS[character]) for character in whole))  # 二〇二四
    else:
        value = _whole(whole)
    if value is None or (point and (not decimals or any(c not in _DIGITS for c in decimals))):
        return None
    tail = "".join(str(_DIGITS[character]) for character in decimals)
    return sign * Decimal(f"{value}.{tail}" if tail else value)


def mixed_number(text: str) -> Decimal | None:
    """Digits with falling scales: 1亿2000万 is 120000000, 1亿2千万 too, 3千5百万 is 35000000; None when it is anything else."""
    if not _MIXED.fullmatch(text):
        return None
    total, section = Decimal(0), Decimal(0)
    last_small, last_large = Decimal(10**4), Decimal(10**12)
    for digits, small, large in _MIXED_PART.findall(text):
        scale = Decimal(_SMALL.get(small, 1))
        part = Decimal(digits) * scale
        if part >= last_small or scale >= last_small:
            return None
        section, last_small = section + part, scale
        if large:
            if _LARGE[large] >= last_large:
                return None
            total, section = total + section * _LARGE[large], Decimal(0)
            last_small, last_large = Decimal(10**4), Decimal(_LARGE[large])
    return total + section
