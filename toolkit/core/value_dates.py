"""Read a date or a month that a person wrote, exactly or not at all.

In: a date cell's scalar. Out: ISO text (``2024-06-05`` or ``2024-06``) or a suggestion; nothing is
completed by guessing a year or a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_numerals import chinese_number
from toolkit.core.value_text import narrow

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050  # 1990-01-01 to 2099-12-31
_DAY = lazy_regex(
    r"(\d{4})\s*[-./、年]\s*(\d{1,2})\s*[-./、月]\s*(\d{1,2})\s*[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_MONTH = lazy_regex(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?份?")
_COMPACT = lazy_regex(r"(\d{4})(\d{2})(\d{2})?")
_SHORT_YEAR = lazy_regex(r"(\d{2})[-./年](\d{1,2})(?:[-./月](\d{1,2})[日号]?|月)")
_DIGITS = "〇一二三四五六七八九"
_CHINESE = lazy_regex(
    rf"([\d零○{_DIGITS}]{{4}})年([\d十{_DIGITS}]{{1,3}})月(?:份|([\d十廿卅{_DIGITS}]{{1,4}})[日号])?"
)
_AS_DIGITS = str.maketrans(f"零○{_DIGITS}", "000123456789")
_MONTH_INSIDE = lazy_regex(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月")

_YEARS_END = lazy_regex(r"(\d{4})年?(?:年?底|年?末)前?")


@dataclass(frozen=True)
class ReadDate:
    """ISO text of a day or a month, or None with a suggestion ("" where none can be seen)."""

    iso: str | None
    suggestion: str = ""


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        exact = date(year, month, day or 1)
    except ValueError:
        return None
    return exact.isoformat() if day else exact.isoformat()[:7]


def _groups(match: re.Match[str]) -> str | None:
    day = match[3] if match.re.groups > 2 else None
    return _iso(int(match[1]), int(match[2]), int(day) if day else None)


def _in_chinese(text: str) -> str:
    """二〇二四年六月五日 as 2024年6月5日; any other text as it is."""
    match = _CHINESE.fullmatch("".join(text.split()))
    if match is None:
        return text
    month, day = _small(match[2]), _small(match[3] or "")
    return f"{match[1].translate(_AS_DIGITS)}年{month}月" + (f"{day}日" if match[3] else "")


def _small(text: str) -> str:
    """A month or a day in digits; what is neither numeral nor digits stays, and is no date."""
    number = chinese_number(text.replace("廿", "二十").replace("卅", "三十"))
    return text if number is None else str(number)


def _from_number(value: float) -> ReadDate:
    """A serial, 20240605, 202406; 2024.6 typed as a number is a month unless its zero may be lost."""
    if value == int(value):
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return ReadDate((_SERIAL_ZERO + timedelta(days=int(value))).isoformat())
        return _from_text(str(int(value)))
    text = f"{value:.6g}"
    if text.endswith(".1"):
        return ReadDate(None)  # 2024.1 may have been 2024.10
    if re.fullmatch(r"\d{4}\.\d{1,2}", text):
        return _from_text(text)
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return ReadDate((_SERIAL_ZERO + timedelta(days=int(value))).isoformat())
    return ReadDate(None)


def _from_text(text: str) -> ReadDate:
    for pattern in (_DAY, _MONTH, _COMPACT):
        match = pattern.fullmatch(text)
        if match:
            return ReadDate(_groups(match))
    short = _SHORT_YEAR.fullmatch(text)
    if short:
        return ReadDate(
            None, _iso(2000 + int(short[1]), int(short[2]), int(short[3]) if short[3] else None) or ""
        )
    inside = _MONTH_INSIDE.findall(text)
    if len(inside) == 1:
        return ReadDate(None, _iso(int(inside[0][0]), int(inside[0][1]), None) or "")
    end = _YEARS_END.fullmatch(text)
    return ReadDate(None, (_iso(int(end[1]), 12, None) or "") if end else "")


def read_date(value: str | float | datetime) -> ReadDate:
    """The day or month that a cell says."""
    if isinstance(value, datetime):
        return ReadDate(_iso(value.year, value.month, value.day))
    if isinstance(value, str):
        text = narrow(value).lstrip("'").rstrip("。.;,")
        if re.fullmatch(r"\d{5}", text):
            return _from_number(float(text))
        return _from_text(_in_chinese(text)) if len(text) <= 40 else ReadDate(None)
    return _from_number(value) if abs(value) < 10**9 else ReadDate(None)
