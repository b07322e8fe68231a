"""Numbers of people in text: identity numbers, mobile and bank card numbers, and the text without them.

In: any text. Out: where such numbers stand and of which kind; the text with them masked (138****1234). Only what can be
nothing else is one: identity numbers with a valid checksum (old ones of 15 digits with a province and a day of birth),
bank cards by Luhn, with blanks, hyphens and full-width digits between. Amounts, codes and hashes are none.

What may stand (the office's own contact) is told once a process, as the word for its place is (docs/decisions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from toolkit.core.patterns import lazy_regex

Kind = Literal["身份证号", "手机号", "银行卡号"]

_BETWEEN = " \t\u00a0\u2002-\u200d\u202f\u205f\u2060\u3000\ufeff\\-\u2010-\u2015\u2212\uff0d\ufe63"
_LONG = lazy_regex(r"\d(?:\W{0,2}\d){10}")  # nothing shorter is looked at; quicker than the exact characters
_RUN = lazy_regex(f"[0-9]+(?:[{_BETWEEN}]{{1,2}}[0-9]+)*")
_GROUP = lazy_regex("[0-9]+")
_CHECK_X = lazy_regex(f"[{_BETWEEN}]{{0,2}}[Xx](?![A-Za-z0-9])")
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
    *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
}  # fmt: skip
_MOBILE = lazy_regex("1[3-9][0-9]{9}")
_CARD = lazy_regex("(?:62|9558)[0-9]{14,17}|(?:[3456]|81)[0-9]+")
_CARD_LENGTHS = (16, 17, 19)  # of 18 digits only 62…: other numbers of 18 digits are codes of something else
# How people group a number; 150 200 300 40 are four numbers, and 150 20240630 is one with a day behind it.
_MOBILE_GROUPS = {
    (3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 8), (7, 4), (8, 3), (4, 7), (5, 6), (6, 5), (5, 3, 3), (3, 3, 5), (3, 5, 3),
    (3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 2, 2, 4), (1,) * 11,
}  # fmt: skip
_OLD_GROUPS = {(6, 6, 3), (6, 9), (12, 3), (6, 2, 2, 2, 3), (3, 3, 6, 3), (1,) * 15}
_CARD_GROUPS = {(6, 10), (6, 11), (6, 12), (6, 13), (8, 8), (8, 11), (1,) * 16, (1,) * 19, (5, 5, 5, 4)}
_AMOUNT = lazy_regex(r"\s*(?:多|余|千|百)?(?:万|亿|元|美元|吨|亩|平方|立方|千瓦|公里|公斤|米)|\.[0-9]")
_DECIMAL = lazy_regex(r"[0-9]\.$")
_LISTED = lazy_regex(
    r"(?:^|[\s；;。，,、：:])[1-9][0-9]?\.$"
)  # the number of a paragraph, not a decimal point
_MONEY = ("¥", "￥", "$")
_CODE = lazy_regex(r"(?:代码|编号|编码|文号|合同号|流水号|订单号|发票号码?)[为是：:\s]{0,2}$")
_MAIL = lazy_regex(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_TOKEN = lazy_regex("[0-9A-Za-z_]+")
_HASH = lazy_regex("[0-9a-f]{12,}|[0-9A-F]{16,}")  # 12: as papers shorten them
_CODE_DIGITS = 15  # so many with a letter beside them are the code of an organisation or a document
_MOST = 24  # groups of one number that are looked at together

_standing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """One number of a person: its place in the text, its kind, and what stands there once it is masked."""

    start: int
    end: int
    kind: Kind
    shown: str


def let_stand(text: str) -> None:
    """From now on the numbers in ``text`` (the office's own contact) are not masked."""
    global _standing
    _standing = frozenset()
    narrow = text.translate(_NARROW)
    allow(frozenset(_digits(narrow[one.start : one.end]) for one in found(text)))


def allow(numbers: frozenset[str]) -> None:
    """The same, of numbers as :func:`standing` gives them."""
    global _standing
    _standing = numbers
    masked.cache_clear()


def standing() -> frozenset[str]:
    """The numbers that may stand, for a child process."""
    return _standing


@lru_cache(maxsize=1 << 14)  # the same names and reports stand in many papers
def masked(text: str) -> str:
    """The text without whole numbers of people."""
    if len(text) < 11 or not _LONG.search(text):  # nearly all texts
        return text
    parts, at = [], 0
    for one in found(text):
        parts += [text[at : one.start], one.shown]
        at = one.end
    return "".join([*parts, text[at:]]) if parts else text


def without_contacts(text: str) -> str:
    """The same, and without addresses of mail: what the desk says of arrivals."""
    return _MAIL.sub("（邮箱）", masked(text))


def found(text: str) -> Sequence[Found]:
    """The numbers of people in a text, in their order."""
    if not _LONG.search(text):
        return ()
    narrow = text.translate(_NARROW)
    return tuple(
        one
        for run in _RUN.finditer(narrow)
        if run.end() - run.start() >= 11
        for one in _in_run(narrow, run)
        if _digits(narrow[one.start : one.end]) not in _standing
    )


def _in_run(text: str, run: re.Match[str]) -> Iterator[Found]:
    """The numbers in digits that only blanks and hyphens divide; each is made of whole groups."""
    groups = [one.span() for one in _GROUP.finditer(text, run.start(), run.end())]
    first = 0
    while first < len(groups):
        last = next((n for n in _ends(groups, first) if _number(text, groups[first : n + 1])), None)
        if last is None:
            first += 1
            continue
        one = _number(text, groups[first : last + 1])
        assert one is not None  # noqa: S101 - for mypy; it was asked above
        yield one
        first = last + 1


def _ends(groups: Sequence[tuple[int, int]], first: int) -> Iterator[int]:
    """The last groups that a number beginning with ``first`` may have, the longest number first."""
    total, ends = 0, []
    for number in range(first, min(len(groups), first + _MOST)):
        total += groups[number][1] - groups[number][0]
        if total > 19:
            break
        if total >= 11:
            ends.append(number)
    yield from reversed(ends)


def _number(text: str, groups: Sequence[tuple[int, int]]) -> Found | None:
    start, end = groups[0][0], groups[-1][1]
    digits = _digits(text[start:end])
    sizes = tuple(b - a for a, b in groups)
    check = _CHECK_X.match(text, end) if len(digits) == 17 else None
    if check is not None and _is_identity(digits + "X"):
        return Found(start, check.end(), "身份证号", f"{digits[:6]}********")
    if _in_code(text, start, end):
        return None
    if _is_identity(digits) or (_is_old_identity(digits) and (len(sizes) == 1 or sizes in _OLD_GROUPS)):
        return Found(start, end, "身份证号", f"{digits[:6]}********")
    if _is_amount(text, start, end):
        return None
    if _is_mobile(digits, sizes):
        return Found(start, end, "手机号", f"{digits[:-8]}****{digits[-4:]}")
    if _is_card(digits, sizes) and not _CODE.search(text, max(0, start - 12), start):
        return Found(start, end, "银行卡号", f"{digits[:4]}****{digits[-4:]}")
    return None


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isalnum()).upper()


def _is_identity(number: str) -> bool:
    if len(number) != 18 or number[:2] not in _PROVINCES or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def _is_old_identity(number: str) -> bool:
    return len(number) == 15 and number[:2] in _PROVINCES and _is_birthday("19" + number[6:12])


def _is_birthday(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100


def _is_mobile(digits: str, sizes: tuple[int, ...]) -> bool:
    if len(digits) in (13, 15) and digits.startswith(("86", "0086")):  # the code of the country before it
        inner = sizes[1:] if sizes[0] in (2, 4) and len(sizes) > 1 else sizes
        return bool(_MOBILE.fullmatch(digits[-11:])) and (len(inner) == 1 or inner in _MOBILE_GROUPS)
    if not _MOBILE.fullmatch(digits) or not (len(sizes) == 1 or sizes in _MOBILE_GROUPS):
        return False
    return not (sizes == (3, 8) and digits[3:].startswith("20") and _is_birthday(digits[3:]))


def _is_card(digits: str, sizes: tuple[int, ...]) -> bool:
    if not (len(digits) in _CARD_LENGTHS or (len(digits) == 18 and digits.startswith("62"))):
        return False
    fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    if not (len(sizes) == 1 or fours or sizes in _CARD_GROUPS) or not _CARD.fullmatch(digits):
        return False
    if len(digits) == 18 and digits[:2] in _PROVINCES and _is_birthday(digits[6:14]):
        return False  # an identity number with a wrong check digit is a wrong number, not a card
    doubled = (int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _is_amount(text: str, start: int, end: int) -> bool:
    """Whether the digits are a sum or a decimal: a measure behind them, a point of a number on either side."""
    if start and text[start - 1] in _MONEY:
        return True
    before = text[max(0, start - 8) : start]
    if _DECIMAL.search(before) and (not _LISTED.search(before) or text[end:].strip() == ""):
        return True
    return bool(_AMOUNT.match(text, end))


def _in_code(text: str, start: int, end: int) -> bool:
    """Whether the digits are the inside of a hash or of a longer code with letters."""
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    if not any(one.isascii() and (one.isalpha() or one == "_") for one in beside):
        return False
    token = next((one for one in _TOKEN.finditer(text) if one.start() <= start < one.end()), None)
    return token is not None and (bool(_HASH.fullmatch(token[0])) or end - start >= _CODE_DIGITS)
