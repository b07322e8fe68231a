"""How often the office reports: 月, 双月, 季 or 半年, and how a period of it is named.

A period is known by its last month (2024-09 is the third quarter). The cycle is that of the office whose folder is open:
there is one in a process, as the word for its place (docs/decisions). The program's own texts are written with 本月 and
上月 and go through :func:`said`; what comes back goes through :func:`standard`.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex

MONTHLY = "月"
CYCLES = {MONTHLY: 1, "双月": 2, "季": 3, "半年": 6}
_QUARTERS = "一二三四"
_HALVES = ("上半年", "下半年")
_THIS = lazy_regex(r"本(?:期|季度?|半年)(?!末|度)")
_LAST = lazy_regex(r"上(?:期|季度?|个半年)(?!末|度)")
_NAMED = lazy_regex(r"第?([一二三四1-4])季度|(上|下)半年")
_SAID = (
    (lazy_regex("本月底"), "本期末"),
    (lazy_regex(r"(本|上|下|当|各|每)个?月(?!底|份|日|末)"), r"\1期"),
    (lazy_regex("(?<![0-9])([一两三])个月"), r"\1期"),
    (lazy_regex("连续([0-9]+)个月"), r"连续\1期"),
    (lazy_regex("^个月$"), "期"),
    (lazy_regex("^月数$"), "期数"),
    (lazy_regex("月报表"), "报表"),
    (lazy_regex("(判定|历史数据)的月份"), r"\1的各期"),
    (lazy_regex("上年同月"), "上年同期"),
)
_cycle = MONTHLY


def use(name: str) -> None:
    """From now on the program reckons by ``name``; an unknown word is none."""
    global _cycle
    _cycle = name if name in CYCLES else MONTHLY


def current() -> str:
    """The cycle in use."""
    return _cycle


def length() -> int:
    """How many months a period has."""
    return CYCLES[_cycle]


def ends() -> tuple[int, ...]:
    """The months that end a period of the year: 3, 6, 9, 12 of quarters."""
    return tuple(range(length(), 13, length()))


def end_of(month: int) -> int:
    """The last month of the period that ``month`` lies in."""
    return -(-month // length()) * length()


def name_of(month: int) -> str:
    """A period without its year: 6月, 5—6月, 第二季度, 上半年. A month that ends none is named as a month."""
    if _cycle == MONTHLY or month % length():
        return f"{month}月"
    if _cycle == "双月":
        return f"{month - 1}—{month}月"
    return f"第{_QUARTERS[month // 3 - 1]}季度" if _cycle == "季" else _HALVES[month // 6 - 1]


def said(text: str) -> str:
    """A text of the program's own as an office of this cycle says it: 上期累计 for 上月累计."""
    if _cycle == MONTHLY:
        return text
    for pattern, words in _SAID:
        text = pattern.sub(words, text)
    return text


def standard(text: str) -> str:
    """A text as the declarations have it: 本期, 本季度 are 本月 in the words of the form."""
    if _cycle == MONTHLY:
        return text
    return _LAST.sub("上月", _THIS.sub("本月", text))


def as_months(text: str) -> str:
    """第三季度, 上半年 in a text as the months by which periods are known: 9月, 6月."""
    if _cycle == MONTHLY:
        return text

    def last(match: re.Match[str]) -> str:
        if match[1]:
            return f"{('1234'.find(match[1]) if match[1].isdigit() else _QUARTERS.index(match[1])) * 3 + 3}月"
        return "6月" if match[2] == "上" else "12月"

    return _NAMED.sub(last, text)
