"""By when something is to be done, as a unit's plan says it: 7月底前完成, 三季度开工, 2025年上半年, 15个工作日内.

In: a plan's words and the day on which they are read. Out: whether a time is named at all, and whether every time that
is named is over. A month without a year is this year's; where next year's is nearer it is not taken for over: in
November 3月底前 is more likely the coming March.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_numerals import chinese_number
from toolkit.core.value_text import narrow

_NUMERAL = "[一二三四五六七八九十]"
_TIME = lazy_regex(
    r"(?P<year>\d{4}年|[今本当明次来去上]年)?度?的?"
    rf"(?:(?P<month>\d{{1,2}}|{_NUMERAL}{{1,2}}(?=月(?:份|底|末|初|[上中下]旬|之?前|{_NUMERAL}{{1,3}}[日号])))月份?"
    rf"(?:(?P<day>\d{{1,2}}|{_NUMERAL}{{1,3}})[日号]|(?P<part>[上中下]旬|[底末初]))?"
    r"|第?(?P<quarter>[一二三四1-4])季度[底末]?|(?P<half>[上下])半年|(?P<end>年[底末内])"
    r"|(?P<near>[本当下次]?月)(?:[底末内]|[上中下]旬)|(?<=年)(?P<bare>[底末内]))"
)
_SPAN = lazy_regex(r"\d{1,3}(?:个)?(?:工作日|日|号|天|周|月)|\d{1,2}[./]\d{1,2}(?=[日之]?前)")
_BY = lazy_regex(r"[日号底末内旬]$|季度$|半年$")
_TO_DO = lazy_regex(
    r"^(?:之?前|以前|内|止)|^(?:[^，。；;]{0,3})(?:完成|竣工|完工|开工|复工|建成|建设|投用|投入|交付|启动|实施|"
    r"报批|批复|到位|落实|进场|验收|招标|达到|整改|销号|办结|上报)"
)
_BEHIND_US = lazy_regex(r"^(?:以来|起|开始|后|以后|已|前已)")
_SINCE = lazy_regex(r"(?:自|从|由|截至|截止)$")
_LAST_DAYS = {"上旬": 10, "初": 10, "中旬": 20}


@dataclass(frozen=True)
class PlanDates:
    """``named``: a time is said; ``over``: all that are said are over, and the last is one by which to be done."""

    named: bool = False
    over: bool = False


@dataclass(frozen=True)
class _Time:
    end: date
    is_to_do: bool


def plan_dates(text: str, day: date) -> PlanDates:
    """What a plan says of its time, seen on ``day``."""
    words = re.sub(r"\s", "", narrow(text))
    times = list(_times(words, day))
    last = max(times, key=lambda one: (one.end, one.is_to_do), default=None)
    over = last is not None and last.is_to_do and last.end < day
    return PlanDates(bool(times) or bool(_SPAN.search(words)), over and not _says_more(words))


def _says_more(words: str) -> bool:
    """A time that has no day of its own, beside those that have: 15个工作日内."""
    return bool(_SPAN.search(_TIME.sub("", words)))


def _times(words: str, day: date) -> Iterator[_Time]:
    said: int | None = None  # a year that is named holds for the months behind it
    for match in _TIME.finditer(words):
        said = _year(match["year"], day) or said
        end = _end(match, said or day.year, day)
        if end is None:
            continue
        if said is None and end < day and _nearer_next_year(end, day):
            end = end.replace(year=end.year + 1, day=min(end.day, 28))
        behind, before = words[match.end() :], words[: match.start()]
        to_do = bool(_BY.search(match[0]) or _TO_DO.search(behind))
        to_do = to_do and not _BEHIND_US.search(behind) and not _SINCE.search(before)
        yield _Time(end, to_do)


def _nearer_next_year(end: date, day: date) -> bool:
    next_year = end.replace(year=end.year + 1, day=min(end.day, 28))
    return next_year - day < day - end


def _year(text: str | None, day: date) -> int | None:
    if not text:
        return None
    if text[0].isdigit():
        return int(text[:4])
    return day.year + (text[0] in "明次来") - (text[0] in "去上")


def _end(match: re.Match[str], year: int, day: date) -> date | None:
    """The last day of what is named; None where there is no such day."""
    if match["end"] or match["bare"]:
        return date(year, 12, 31)
    if match["half"]:
        return _last(year, 6 if match["half"] == "上" else 12)
    if match["quarter"]:
        return _last(year, 3 * (_number(match["quarter"]) or 4))
    if match["near"]:
        ahead = match["near"][0] in "下次"
        return _last(day.year + (ahead and day.month == 12), day.month % 12 + 1 if ahead else day.month)
    month = _number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    last = _last(year, month)
    within = _number(match["day"]) if match["day"] else _LAST_DAYS.get(match["part"] or "")
    return last.replace(day=within) if within and within <= last.day else last


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    number = chinese_number(text)
    return None if number is None else int(number)
