"""Cast the content of one cell to its kind, or say why not.

In: a kind of the form's declaration and the scalar that was read. Out: :class:`Cast` with one of
three outcomes. Accepted: it was written as asked. Normalised: rewritten exactly and without any
doubt, before and after in the note. Rejected: left out, with a finding code and, where one can be
seen, the value to suggest. Nothing becomes 0 or blank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple

from toolkit.core.area import standard
from toolkit.core.form import WORDS
from toolkit.core.messages.values import REASONS
from toolkit.core.model import YES_NO
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Outcome, Scalar
from toolkit.core.value_dates import read_date
from toolkit.core.value_formats import (
    counts_years,
    is_percent_format,
    is_scaled_amiss,
    shown_as_money,
    shown_in_place,
    shown_of_text,
    shown_otherwise,
    shown_with_words,
    shows_time,
)
from toolkit.core.value_hints import (
    DATE_WORDS,
    PERHAPS,
    SYNONYMS,
    noted_answer,
    noted_word,
    ticked,
    word_to_propose,
)
from toolkit.core.value_measures import is_money
from toolkit.core.value_numbers import NOT_A_NUMBER, PLACEHOLDER, read_number
from toolkit.core.value_text import join_thousands, narrow, number_text, raw_text, squeeze, visible
from toolkit.core.words import NoValue

NOT_WHOLE, NOT_A_CHOICE, NOT_A_DATE, ERROR_CELL, UNCACHED = "E107", "E108", "E109", "E110", "E111"
DATE_FOR_NUMBER, NOT_YES_NO, INVISIBLE, PERCENT_FORMAT = "E112", "E113", "E114", "E115"
FRACTION_FOR_PERCENT, LOST_DIGITS, STRUCK, PICTURE = "Q116", "Q117", "E118", "E119"
NEGATIVE, HALF_OF_ONE, TOO_LONG, SHOWN_OTHERWISE = "E142", "E143", "E144", "Q145"
SAID_TWICE, NO_TEXT = "E163", "E164"
UNSEEN, RAISED, CIRCULAR, TINY, NO_COUNT = "Q148", "Q149", "Q155", "Q156", "Q166"
WORKED_OUT, NOT_WORKED_OUT, ZERO_FOR_TEXT = "N127", "Q160", "Q169"
_MOST = 10**15  # of more than 15 digits programs keep only the first; and no office counts so far
NUMBER_KINDS = frozenset({"number", "integer", "percent", "number_or_word"})
YES_NO_CHOICES = ("是", "否")

_YES = frozenset({"√", "✓", "✔", "☑", "对", "是的", "TRUE"})
_NO = frozenset({"×", "✗", "✘", "x", "X", "否定", "不是", "FALSE"})
_SAYING_NOTHING = frozenset(
    "已经都均了的地目本月为是状态暂尚己近工:"
)  # beside a choice, slips of the pen included
_TURNED_ROUND = "\u202e"  # what follows it is shown from right to left: 71 looks like 17
_MARKS = "●•·◆■★√✓✔☑"  # set before or behind a word, they change nothing
_OF_THAT_KIND = lazy_regex("(?:数|类?(?:建设)?(?:工程)?(?:项目)?)$")  # 快报数, 教育类, 市政道路工程
_TIME = lazy_regex(r"\d{2}:\d{2}:\d{2}(?:\.\d+)?")  # 3:50 as a workbook keeps it
_RANK = lazy_regex(r"第.*[名位]")  # 第3名 is a place in an order, not three persons


class Cast(NamedTuple):
    """What became of one cell; a tuple, which is made in a third of the time, for each of hundreds of cells of a form.

    ``value`` is a float, or text (a word such as 待统计, a choice, a date in ISO form); None when
    rejected. ``seen`` is what the cell shows where it holds something else. ``code`` names the finding, also for a value that counts but must be asked about.
    """

    outcome: Outcome
    value: float | str | None
    note: str = ""
    code: str | None = None
    suggestion: str = ""
    seen: str = ""


def cast(
    kind: str, raw: Scalar, *, measure: str = "", choices: Sequence[str] = (), number_format: str = ""
) -> Cast:
    """Read one filled cell as ``kind`` (a ValueKind of forms.layout).

    ``measure`` is the column's 计量单位, which numbers are returned in. ``number_format`` matters for
    percentages that Excel keeps as fractions. A blank cell is the caller's business (ValueError).
    """
    if raw is None or raw == "":
        raise ValueError("a blank cell has no value to cast")
    if isinstance(raw, str):
        if not visible(raw):
            return reject(INVISIBLE)
        if raw.startswith("#") and raw.rstrip("!?") in _EXCEL_ERRORS:
            return reject(ERROR_CELL)
        if is_picture(raw):
            return reject(PICTURE)
        shown = shown_of_text(raw, number_format) if number_format else None
        if shown is not None:
            return _in_place(kind, raw, shown, measure=measure, choices=choices)
    elif number_format and isinstance(raw, (int, float)) and not isinstance(raw, bool):
        shown = shown_in_place(float(raw), number_format)
        if shown is not None:
            return _in_place(kind, raw, shown, measure=measure, choices=choices)
    if measure == YES_NO and kind in NUMBER_KINDS:
        kind, choices = "choice", (*YES_NO_CHOICES, *WORDS)
    if kind in NUMBER_KINDS:
        return _number(kind, raw, "%" if kind == "percent" else measure, number_format)
    if kind == "choice":
        return _choice(raw, choices)
    return _date(raw) if kind == "date" else _text(raw)


def _in_place(kind: str, raw: float | str, shown: str, *, measure: str, choices: Sequence[str]) -> Cast:
    """A cell that shows a text in place of what it holds says that text; one that shows nothing is asked about."""
    if not shown:
        read = cast(kind, raw, measure=measure, choices=choices)
        if isinstance(raw, str):
            return asked(read, UNSEEN)
        return asked(read, SHOWN_OTHERWISE, f"{raw_text(raw)}（显示为空白）")
    read = cast(kind, shown, measure=measure, choices=choices)
    if read.value is None:
        return read._replace(seen=shown)
    if (
        isinstance(raw, float) and isinstance(read.value, float) and read.value != raw
    ):  # 3 as "0": a figure is drawn
        return Cast(Outcome.ACCEPTED, raw, code=SHOWN_OTHERWISE, seen=f"{raw_text(raw)}（显示为{shown}）")
    return _rewritten(raw, read.value, f"单元格格式显示的是“{shown}”")._replace(code=read.code)


def asked(read: Cast, code: str, seen: str = "") -> Cast:
    """The same, with a question; what is left out, or asked about already, needs no other."""
    return read if read.code else read._replace(code=code, seen=seen)


def possible(result: Cast, *, minimum: float | None, counted: bool) -> Cast:
    """The same, or rejected where no such number can be: below its minimum, half of one, over 15 digits."""
    value = result.value
    if not isinstance(value, float):
        return result
    if abs(value) >= _MOST:
        return reject(TOO_LONG)
    if minimum == 0 and value < 0:
        return reject(NEGATIVE)
    return reject(HALF_OF_ONE) if counted and value != int(value) else result


_EXCEL_ERRORS = frozenset(
    {"#REF", "#DIV/0", "#VALUE", "#NAME", "#N/A", "#NUM", "#NULL", "#SPILL", "#CALC", "#GETTING_DATA"}
)


def is_picture(text: str) -> bool:
    """Whether a text is what WPS leaves of a picture in a cell: =DISPIMG("ID_…",1)."""
    return "DISPIMG(" in text and text.lstrip("=").removeprefix("_xlfn.").startswith("DISPIMG(")


def reject(code: str, suggestion: str = "") -> Cast:
    """A cell that is left out, with the finding that says why."""
    return Cast(Outcome.REJECTED, None, REASONS[code], code, suggestion)


def _rewritten(raw: Scalar, value: float | str, why: str = "") -> Cast:
    after = number_text(value) if isinstance(value, float) else value
    return Cast(Outcome.NORMALISED, value, f"“{raw_text(raw)}”按“{after}”读取" + (f"：{why}" if why else ""))


def _word(raw: str) -> str | None:
    """待统计 or 不涉及 when the cell says so, whatever spaces or full stops are around it."""
    text = squeeze(raw).rstrip("。.;!")
    text = SYNONYMS.get(text, text)
    return text if text in WORDS else noted_word(text)


def _number(kind: str, raw: Scalar, measure: str, number_format: str) -> Cast:
    if isinstance(raw, bool):
        return reject(NOT_A_NUMBER)
    if isinstance(raw, datetime):
        return reject(DATE_FOR_NUMBER)
    if isinstance(raw, (int, float)):
        return _from_number(kind, float(raw), measure, number_format)
    assert isinstance(raw, str)  # noqa: S101 - narrows the type; blanks were turned away
    if _TURNED_ROUND in raw:
        return reject(NOT_A_NUMBER)
    if _TIME.fullmatch(raw):
        return reject(DATE_FOR_NUMBER)
    word = _word(raw)
    if word:
        return Cast(Outcome.ACCEPTED, word) if raw == word else _rewritten(raw, word)
    number = read_number(narrow(join_thousands(raw)), measure)
    if number.value is None and _tells_a_date(narrow(raw), measure):
        return reject(NOT_A_NUMBER, word_to_propose(raw))
    if number.value is None:
        code = number.code or NOT_A_NUMBER
        return reject(code, (code == NOT_A_NUMBER and word_to_propose(raw)) or number.suggestion)
    if kind == "integer" and number.value != int(number.value):
        return reject(NOT_WHOLE)
    plain = number_text(number.value)
    read = _rewritten(raw, number.value, "文本型数字" if narrow(raw) == plain else "")
    marked = any(sign in narrow(raw) for sign in "%‰分")  # who writes 0.65% means it
    return read if marked else _asked(kind, read)


def _tells_a_date(text: str, measure: str) -> bool:
    """Whether all digits are those of years, months and days (12月底前完成): no figure in another measure."""
    without = DATE_WORDS.sub("", text)
    return (
        without != text and not any(ch.isdigit() for ch in without) and not DATE_WORDS.search(f"1{measure}")
    )


def _from_number(kind: str, value: float, measure: str, number_format: str) -> Cast:
    exact = float(f"{value:.15g}")  # what Excel shows; removes the dust of binary fractions
    if not math.isfinite(exact):
        return reject(NOT_A_NUMBER)
    if number_format and (counts_years(number_format) or shows_time(number_format)):
        return reject(DATE_FOR_NUMBER)
    if number_format and is_percent_format(number_format):
        if measure != "%":
            return reject(PERCENT_FORMAT, number_text(exact))
        percent = float(f"{exact * 100:.15g}")
        return _rewritten(f"{number_text(percent)}%", percent, "单元格是百分比格式")
    worded = _worded(exact, measure, number_format) if number_format else None
    if worded is not None:
        return worded
    if kind == "integer" and exact != int(exact):
        return reject(NOT_WHOLE)
    read = Cast(Outcome.ACCEPTED, exact)
    scaled = shown_otherwise(exact, number_format) if number_format else None
    if scaled is None and number_format and not is_money(measure):
        scaled = shown_as_money(exact, number_format)
    if scaled is not None:
        return read._replace(code=SHOWN_OTHERWISE, seen=f"{number_text(exact)}（显示为{scaled}）")
    return _asked(kind, read)


def _asked(kind: str, read: Cast) -> Cast:
    """The same, with the question whether a percentage below 1 was meant as a fraction."""
    if kind != "percent" or not isinstance(read.value, float) or not 0 < read.value < 1:
        return read
    note = f"{read.note}；{REASONS[FRACTION_FOR_PERCENT]}" if read.note else REASONS[FRACTION_FOR_PERCENT]
    return read._replace(note=note, code=FRACTION_FOR_PERCENT, suggestion=number_text(read.value * 100))


def _worded(value: float, measure: str, number_format: str) -> Cast | None:
    """A number says what its format shows around it: 2000 as 0"万元" is 0.2 in a column of 亿元.

    None where the words change nothing.
    """
    shown = shown_with_words(value, number_format)
    if shown is None:
        return None
    text = narrow(shown)
    number = read_number(text if _RANK.fullmatch(text) else text.removeprefix("第"), measure)
    if number.value is None:
        return reject(number.code or NOT_A_NUMBER, number.suggestion)._replace(seen=shown)
    if number.value == value:
        return None
    if is_scaled_amiss(value, number_format):
        seen = f"{number_text(value)}（显示为{shown}）"
        return Cast(Outcome.ACCEPTED, value, code=SHOWN_OTHERWISE, seen=seen)
    return _rewritten(shown, number.value, "按单元格格式显示的内容")


def _choice(raw: Scalar, choices: Sequence[str]) -> Cast:
    if isinstance(raw, bool) and "是" in choices:
        return _rewritten(raw, "是" if raw else "否")
    if not isinstance(raw, str):
        return reject(_choice_code(choices))
    raw = standard(raw)
    if choices == ("是",):  # who is offered 是 alone and says 否 says what a blank says
        choices = YES_NO_CHOICES
    if raw in choices:
        return Cast(Outcome.ACCEPTED, raw)
    text = squeeze(raw).rstrip("。.;!")
    if "是" in choices:
        text = "是" if text in _YES else "否" if text in _NO else ticked(text) or noted_answer(text) or text
    if NoValue.PENDING in choices:
        text = noted_word(text) or text
    text = text.strip(_MARKS) or text
    text = text if text in choices else SYNONYMS.get(text, text)
    if text not in choices and (short := _OF_THAT_KIND.sub("", text)) in choices:
        text = short
    plain = {squeeze(choice): choice for choice in choices}
    if text in plain:
        return _rewritten(raw, plain[text])
    alike = [choice for choice in plain if _same_sense(text, choice)]
    close = get_close_matches(text[:40], alike, 1, 0.6)
    proposed = plain[close[0]] if close else PERHAPS.get(text, "")
    return reject(_choice_code(choices), proposed if proposed in choices else "")


def _choice_code(choices: Sequence[str]) -> str:
    return NOT_YES_NO if "是" in choices and NoValue.PENDING in choices else NOT_A_CHOICE


def _same_sense(text: str, choice: str) -> bool:
    """部分已完成, 完成中 and 未完成 look like 已完成 and say something else: what a text has besides must say nothing."""
    if any(c in text for c in "未不否") != any(c in choice for c in "未不否"):
        return False
    plain = _SAYING_NOTHING | {"中"} if choice in text else _SAYING_NOTHING
    return plain.issuperset(set(text) - set(choice))


def _date(raw: Scalar) -> Cast:
    if isinstance(raw, bool) or raw is None:
        return reject(NOT_A_DATE)
    if isinstance(raw, str):
        word = _word(raw)
        if word:
            return Cast(Outcome.ACCEPTED, word) if raw == word else _rewritten(raw, word)
        if read_number(narrow(raw), "").code == PLACEHOLDER:
            return reject(PLACEHOLDER)
    found = read_date(raw)
    if found.iso is None:
        return reject(NOT_A_DATE, found.suggestion)
    if raw == found.iso or (isinstance(raw, datetime) and raw_text(raw) == found.iso):
        return Cast(Outcome.ACCEPTED, found.iso)
    return _rewritten(raw, found.iso)


def _text(raw: Scalar) -> Cast:
    if not isinstance(raw, str):
        text = raw_text(raw)
        if isinstance(raw, float) and abs(raw) >= 10**15:
            return Cast(Outcome.ACCEPTED, text, REASONS[LOST_DIGITS], LOST_DIGITS)
        return Cast(Outcome.ACCEPTED, text)
    text = visible(raw)
    return (
        Cast(Outcome.ACCEPTED, text)
        if text == raw
        else Cast(Outcome.NORMALISED, text, "去掉了首尾空格或看不见的字符")
    )
