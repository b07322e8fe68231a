"""Read a number that a person wrote as text, exactly or not at all.

In: tidied text (half width) and the column's measure. Out: :class:`Number` with the value in the
column's measure, or the code of the finding that says why it is not one exact number, with the
number to suggest where one can be seen.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_measures import base_of, convert, is_measure, is_money
from toolkit.core.value_numerals import CHARACTERS, MIXED_PART, chinese_number, mixed_number
from toolkit.core.value_text import number_text

NOT_A_NUMBER, PLACEHOLDER, APPROXIMATE, SEVERAL, WRONG_MEASURE, GROUPING, IN_POWERS = (
    "E101",
    "E102",
    "E103",
    "E104",
    "E105",
    "E106",
    "E168",
)

_PLACEHOLDERS = frozenset(
    [
        "/",
        "//",
        "\\",
        "-",
        "--",
        "---",
        "----",
        "—",
        "——",
        "――",
        "―",
        "–",
        "_",
        "__",
        "*",
        "**",
        ".",
        "..",
        "...",
        "…",
        "……",
        "、",
        "无",
        "没有",
        "暂无",
        "空",
        "空白",
        "N/A",
        "n/a",
        "NA",
        "na",
        "null",
        "NULL",
        "none",
        "None",
        "?",
        "??",
        "???",
        "未填",
        "未报",
        "未统计",
        "同上",
        "略",
        "无数据",
        "暂无数据",
        "无此项",
        "无该项",
        "×",
        "x",
        "X",
    ]
)
_PLAIN = lazy_regex(r"([+-]?)(\d+(?:,\d+)*)?(\.\d*)?(?:[eE]([+-]?\d{1,2}))?")
_GROUPED = lazy_regex(r"\d{1,3}(?:,\d{3})+")
SUM_WORDS = lazy_regex(
    r"^(?:人民币|RMB|CNY|共计|合计|总计|累计|共有|共)"
)  # before a number they say no more than it
_MONEY = lazy_regex("['‘’`]*(?:[¥￥]|人民币|RMB|CNY)")
_APPROX_BEFORE = lazy_regex(
    r"^(?:大约|大概|约为|约有|约|近|将近|接近|超过|超|突破|不到|不足|不少于|不低于|至少|最多|达到|已达|达|≈|~|>=|<=|≥|≤|>|<)+"
)
_APPROX_AFTER = lazy_regex(r"(左右|上下|以上|以下|以内|有余|出头|不到|\+|多|\?+)$")
_APPROX_INSIDE = lazy_regex(rf"^([\d.,{CHARACTERS}]+)(余|多|几|来)(?!\d)(.*)$")
_VAGUE = lazy_regex(r"[余多几来]|左右|上下|以上|以下|以内|出头|不到|[+?]$")
_SOME = lazy_regex(r"几|数(?!据|字)|若干")
_NUMERAL = lazy_regex(rf"(负?[{CHARACTERS}]+(?:点[{CHARACTERS}]+)?)(.*)")
_NUMERALS = lazy_regex(f"[{CHARACTERS}半几数]")
_TEN_THOUSANDS = lazy_regex("[万萬亿億]")
_MIXED_HEAD = lazy_regex(rf"((?:{MIXED_PART}){{2,}})(.*)")
_GROUP = lazy_regex(r"\d+(?:\.\d+)?")
_ALONE = lazy_regex(
    rf"(?<![0-9a-zA-Z²³.,])(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?![0-9a-zA-Z²³.,{CHARACTERS}])"
)  # not the 0 of l0, nor the 3 of 3万多
_RAISED = lazy_regex("[0-9][⁰¹²³⁴-⁾₀-₎]")  # a mark of a note, or a power
_MEASURE_IN_BRACKETS = lazy_regex(r"(.*\d) ?[(\[【〔] ?([^()\[\]【】〔〕\d]+?) ?[)\]】〕]")
_MISPOINTED = lazy_regex(
    r"[+-]?\d+(?:(?:[。·•・']|\.\.)\d+)+"
)  # 12。5, 12·5, 12..5: which of the signs is the point?
_OTHERWISE = lazy_regex(
    r"核[实定准查]|更正|订正|修[改正]|改[为成]?\d|应[为是填]|实[际为]?\d|实际|[报填]\d|[→⇒]|不对|有误|错"
)  # a note on a number that says another one is right, or may be
_LONG_AND_SHORT = lazy_regex(r"(\d+) ?(公里|千米|km) ?(\d{1,3}) ?(?:米|m)")  # 3公里500米
_NO_MEASURE = lazy_regex("[①-⒇OoIl↑↓→·•・“”‘’\"'′″※★☆^]+")  # behind a number: a mark, or a letter for a digit
_LONGEST = 60  # a longer text is prose
_TRAILING = "。,;、.，；!！"


@dataclass(frozen=True)
class Number:
    """The number read, or ``code`` and maybe a ``suggestion`` to put in its place."""

    value: float | None
    code: str = ""
    suggestion: str = ""


def read_number(text: str, measure: str) -> Number:
    """The one exact number that ``text`` says, in ``measure``."""
    if text in _PLACEHOLDERS:
        return Number(None, PLACEHOLDER)
    if len(text) > _LONGEST or _RAISED.search(text):
        return Number(None, NOT_A_NUMBER)
    if _MONEY.match(text) and not is_money(measure):
        return Number(None, WRONG_MEASURE)
    plain = SUM_WORDS.sub("", text.lstrip("'‘’`¥￥").rstrip(_TRAILING)).strip() or text
    plain = (
        plain.removesuffix("整")
        if plain.endswith(("元整", "圆整", f"{measure}整")) or plain[-2:-1].isdigit()
        else plain
    )
    plain = plain.replace("廿", "二十").replace("卅", "三十")
    if _MISPOINTED.fullmatch(plain):
        return Number(None, GROUPING)
    bracketed = _MEASURE_IN_BRACKETS.fullmatch(plain)
    if bracketed and (bracketed[2] == measure or is_measure(bracketed[2])):
        plain = bracketed[1] + bracketed[2]
    exact = _exact(plain, measure)
    if exact.value is not None or exact.code in (GROUPING, SEVERAL, APPROXIMATE, IN_POWERS):
        return exact
    if exact.code and not _VAGUE.search(plain):
        return exact
    return _inexact(plain, measure)


def _exact(text: str, measure: str) -> Number:
    if text.startswith("百分之"):
        return _in_measure(chinese_number(text[3:]) or _plain_decimal(text[3:]), "%", measure)
    match = _MIXED_HEAD.fullmatch(text)
    if match:
        return _scaled(mixed_number(match[1]), match[2].strip(), measure)
    two = _LONG_AND_SHORT.fullmatch(text)
    if two:
        return _in_measure(Decimal(two[1]) + Decimal(two[3]) / 1000, two[2], measure)
    head = _PLAIN.match(text)
    if head and head[0] not in ("", "+", "-") and (head[2] or head[3]):
        return _digits(head, text[head.end() :].strip(), measure)
    numeral = _NUMERAL.fullmatch(text)
    if numeral is None or any(sign.isdigit() for sign in numeral[2]):  # 一、30 numbers what it says
        return Number(None)
    read = _scaled if _TEN_THOUSANDS.search(numeral[1]) else _in_measure
    return read(chinese_number(numeral[1]), numeral[2].strip(), measure)


def _scaled(value: Decimal | None, tail: str, measure: str) -> Number:
    """A number whose words hold 万 or 亿: 五百万 in a column of 万元 is 500, as 500万 is."""
    return (
        Number(None, WRONG_MEASURE)
        if measure == "%" and not tail
        else _in_measure(value, tail or base_of(measure), measure)
    )


def _plain_decimal(text: str) -> Decimal | None:
    return Decimal(text) if _GROUP.fullmatch(text) else None


def _digits(head: re.Match[str], tail: str, measure: str) -> Number:
    """A number in digits; its tail may be a measure, else it is not exact."""
    sign, whole, decimals, exponent = head[1], head[2] or "0", head[3] or "", head[4]
    if "," in whole and not _GROUPED.fullmatch(whole):
        return Number(None, SEVERAL if _looks_like_list(whole) else GROUPING)
    if decimals == "." and not head[2]:
        return Number(None, NOT_A_NUMBER)
    value = Decimal(f"{sign}{whole.replace(',', '')}{decimals if decimals != '.' else ''}")
    if exponent:  # text such as 1.86E+04 is a rounded display: digits may be lost
        return Number(None, IN_POWERS, _suggest(value.scaleb(int(exponent)), tail, measure))
    if (
        tail
        and (re.search(r"[\d()~,;+*/:=-]", tail) or re.match("[余多几来]|左右|上下|以", tail))
        and tail != measure
    ):
        return Number(None)
    return Number(None) if _NO_MEASURE.fullmatch(tail) else _in_measure(value, tail.replace(" ", ""), measure)


def _looks_like_list(whole: str) -> bool:
    return whole.count(",") > 1 and any(len(part) != 3 for part in whole.split(",")[1:])


def _in_measure(value: Decimal | None, tail: str, measure: str) -> Number:
    if value is None:
        return Number(None)
    converted = convert(value, tail, measure)
    if converted is None:
        code = WRONG_MEASURE if _names_a_measure(tail) else NOT_A_NUMBER
        return Number(
            None, code, number_text(float(value)) if not measure or _is_of_own(tail, measure) else ""
        )
    result = float(converted)
    return Number(result) if math.isfinite(result) else Number(None, NOT_A_NUMBER)


def _names_a_measure(tail: str) -> bool:
    """Another measure, and no words: 12辆, but not 12所学校 and 三分之一."""
    return is_measure(tail) or not re.search(rf"[\u4e00-\u9fff]{{2}}|[{CHARACTERS}整半成]", tail)


def _is_of_own(tail: str, measure: str) -> bool:
    """The column's own measure with the name of what is counted (12所学校), and nothing that qualifies it (12所在建)."""
    return (
        tail.startswith(measure)
        and re.fullmatch(r"(?:(?![在未拟待含已新左右多余])[\u4e00-\u9fff]){1,4}", tail[len(measure) :])
        is not None
    )


def _suggest(value: Decimal | None, tail: str, measure: str) -> str:
    number = _in_measure(value, tail, measure)
    return "" if number.value is None else number_text(number.value)


def _inexact(text: str, measure: str) -> Number:
    """Say why the text is not one exact number, and suggest one where it can be seen."""
    core = _APPROX_AFTER.sub("", _APPROX_BEFORE.sub("", text)).strip()
    if core != text:
        inner = _exact(core, measure) if core else Number(None)
        if inner.value is None and core:
            inner = Number(None, "", _inexact(core, measure).suggestion)
        suggestion = inner.suggestion if inner.value is None else number_text(inner.value)
        if suggestion or (not _GROUP.search(core) and (not core or _NUMERALS.search(core))):
            return Number(None, APPROXIMATE, suggestion)
    inside = _APPROX_INSIDE.match(text)
    if inside:
        number = _exact(inside[1] + inside[3], measure) if inside[2] != "几" else Number(None)
        return Number(None, APPROXIMATE, "" if number.value is None else number_text(number.value))
    groups = _GROUP.findall(text.replace(",", ""))
    if len(groups) > 1:
        return Number(None, SEVERAL, _before_note(text, measure))
    if _SOME.search(text) and not groups:
        return Number(None, APPROXIMATE)
    alone = _ALONE.findall(text) if len(groups) == 1 and text[0] != "第" else []
    return Number(None, NOT_A_NUMBER, _before_note(text, measure) or "".join(alone).replace(",", ""))


def _before_note(text: str, measure: str) -> str:
    """For 5所(其中在建2所) the number before the bracket; for 12(核实后15) none of both."""
    head, bracket, note = text.partition("(")
    number = (
        _exact(head.strip(), measure)
        if head.strip() and bracket and not _OTHERWISE.search(note)
        else Number(None)
    )
    return "" if number.value is None else number_text(number.value)
