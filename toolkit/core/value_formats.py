"""What a number format shows besides the number, or in its place: words such as 万元, hundredths, 无 for 0.

In: a format code as a workbook holds it. Out: whether the cell shows anything else than its number, and what it
shows. Escapes, quotes, padding, colours, conditions and currency brackets are taken as Excel does; the section
counts whose condition holds, else that of the number's sign. A dash for zero, as accountants write it, is a number.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core.patterns import lazy_regex
from toolkit.core.rounding import rounded
from toolkit.core.value_numbers import SUM_WORDS
from toolkit.core.value_text import number_text

_WHITE = frozenset({"[white]", "[白色]", "[白]", "[color2]", "[color 2]", "[颜色2]", "[颜色 2]"})
_ANY_TEXT = "字"
_LONGEST = 255  # characters; Excel allows no longer code
_TOKEN = lazy_regex(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|(?P<padding>_.?)|\*(?P<filling>.?)'
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<condition>[<>=]{1,2} ?-?\d+(?:\.\d+)?)\]"
    r"|\[(?P<elapsed>h+|m+|s+)\]|(?P<bracket>\[[^\]]*\])"
    r"|(?P<general>General|G/通用格式)|(?P<power>E[+-])|(?P<digit>[0#?])|(?P<bare>.)",
    re.DOTALL | re.IGNORECASE,
)
_VAGUE = lazy_regex(
    "[约近超不至预≈~～<>＜＞≤≥≦≧%％﹪‰]"
)  # before the digits only such words change what they say
_LESS = lazy_regex("[-−﹣－减降负]")  # and these where the number is above zero
_MORE = frozenset("%％﹪‰‱+＋±?？*＊#")  # behind them, besides letters
_DATE_LETTERS = frozenset("dmyhs")
_FOREIGN = lazy_regex("[$\u00a2-\u00a4\u20a0-\u20cf\uffe0\uffe1\uffe6]")
_MONEY = lazy_regex("[¥￥]|人民币|RMB|CNY")
_NO_WORDS = lazy_regex(r"[\s\-–—―－_.()（）¥￥$€]*")  # what may stand for zero and says nothing else
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_MULTIPLE = lazy_regex(r"\s*([十百千万亿]+)")
_LITERAL = frozenset({"quoted", "escaped", "currency"})
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_CONDITION = lazy_regex(r"([<>=]+) ?(.+)")
_THOUSANDS = lazy_regex("0(,+)(?=[^0,]|$)")  # commas that no digit follows
_POINT = lazy_regex(r"[.p](0+)")
_DRAWN_POINT = lazy_regex(r"0p(0+)")  # 0!.0 and 0\.0: a point that is only drawn


@dataclass(frozen=True)
class _Section:
    """Texts around the digits, the powers of ten that the display takes away, hundredths, condition.

    ``decimals``: places behind its point. ``shown``: it has a digit's place; ``zero``: also for 0. ``other``: it is for dates or texts; ``timed``: for hours
    beyond a day, or dates that readers give as numbers. Without digits all its text is ``before``. ``between``: the places of digits (0) from the first to the
    last with the signs that are drawn between them, "" where none are. ``around``: what stands before and behind a text;
    ``white``: it is written in that colour.
    """

    before: str
    behind: str
    between: str
    scale: int
    decimals: int
    percent: bool
    condition: str
    shown: bool
    zero: bool
    other: bool
    timed: bool
    around: tuple[str, str] | None
    white: bool

    @property
    def worded(self) -> bool:
        return bool(_VAGUE.search(self.before)) or any(c.isalpha() or c in _MORE for c in self.behind)

    def alters(self, value: float) -> bool:
        """Whether its words change what the number says."""
        return self.worded or (value > 0 and _LESS.search(self.before) is not None)

    def disguises(self, value: float) -> bool:
        """Whether what stands around or among its digits reads as part of a number, or as another number's name."""
        around = self.before + self.behind
        if self.between or any(sign.isdigit() for sign in around) or _FOREIGN.search(around):
            return True
        name = SUM_WORDS.sub("", self.before.strip().removeprefix("第"))
        return any(sign.isalpha() for sign in name) or (
            value > 0 and re.search("[)）−-]", self.behind) is not None
        )

    @property
    def money(self) -> bool:
        """Whether it calls its digits money."""
        return self.shown and _MONEY.search(self.before + self.behind) is not None

    @property
    def telling(self) -> bool:
        """Whether what it shows may differ from the number."""
        if (
            self.percent
            or self.timed
            or self.money
            or self.white
            or (self.shown and (self.worded or self.scale > 0))
        ):
            return True
        return not self.other and not self.zero and self.replaced

    @property
    def replaced(self) -> bool:
        """Whether the text that stands alone where no digit is shown says something, nothing at all included."""
        text = self.before + self.behind
        return not text.strip() or _NO_WORDS.fullmatch(text) is None

    def holds(self, value: float) -> bool:
        match = _CONDITION.fullmatch(self.condition)
        compare = _COMPARE.get(match[1]) if match else None
        return compare is None or match is None or compare(value, float(match[2]))


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    """Each section as a row of (kind, character): 0 and # a digit's place, p a drawn point, D a bare letter, / itself,
    L any text."""
    found: list[_Section] = []
    marks: list[tuple[str, str]] = []
    bracketed: list[tuple[str, str]] = []  # a colour or [DBNum1] alone leaves the number as it is
    condition = ""
    for match in _TOKEN.finditer(code[:_LONGEST]):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "bare" and text == ";":
            found.append(_section(marks or bracketed, condition))
            marks, bracketed, condition = [], [], ""
        elif kind in _LITERAL:
            marks += [("p" if sign == "." else "L", sign) for sign in text]
        elif kind == "filling":  # a sign that fills the cell: 17 as 0*5 is 17555
            marks += [("L", sign) for sign in text if not sign.isspace()]
        elif kind == "bracket" and text.lower() in _WHITE:
            marks.append(("W", ""))
        elif kind == "bracket":
            bracketed = [("0", "")]
        elif kind == "elapsed":
            marks.append(("E", ""))
        elif kind == "general":
            marks.append(("0", ""))
        elif kind == "digit":
            marks.append(("0" if text == "0" else "#", ""))
        elif kind == "condition":
            condition = text
        elif kind == "bare":
            letter = "D" if text.isascii() and text.isalpha() else "/" if text == "/" else "L"
            marks.append((text, "") if text in ".,%@" else (letter, text))
    return (*found, _section(marks or bracketed, condition))


def _section(marks: list[tuple[str, str]], condition: str) -> _Section:
    marks = _without_denominator(marks)
    kinds = "".join(kind for kind, _ in marks)
    places = kinds.replace("#", "0")
    first, last = places.find("0"), places.rfind("0")
    shown = first >= 0
    drawn, point = _DRAWN_POINT.search(places), _POINT.search(places)
    text = kinds.find("@")
    return _Section(
        _signs(marks[:first] if shown else marks),
        _signs(marks[last:]) if shown else "",
        "" if "/" in kinds else _between(marks[first : last + 1]),
        3 * sum(map(len, _THOUSANDS.findall(places))) + (len(drawn[1]) if drawn else 0),
        len(point[1]) if point else 0,
        "%" in kinds,
        condition,
        shown,
        "0" in kinds or "/" in kinds,  # a fraction shows 0
        not shown and ("D" in kinds or "@" in kinds or "E" in kinds),
        not shown and ("E" in kinds or _is_unknown_date(marks)),
        (_signs(marks[:text]), _signs(marks[text + 1 :])) if text >= 0 else None,
        "W" in kinds,
    )


def _without_denominator(marks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """# ?/8 shows eighths: the 8 is no sign beside the number."""
    stroke = marks.index(("/", "/")) if ("/", "/") in marks else len(marks)
    end = stroke + 1
    while end < len(marks) and (marks[end][1].isdigit() or marks[end][0] in "0#"):
        end += 1
    return [*marks[: stroke + 1], *marks[end:]]


def _signs(marks: list[tuple[str, str]]) -> str:
    return "".join(sign for _, sign in marks)


def _is_unknown_date(marks: list[tuple[str, str]]) -> bool:
    """Letters of days of the week, eras and their years alone (aaaa, e): readers do not take these for dates."""
    letters = {sign.lower() for kind, sign in marks if kind == "D"}
    return bool(letters) and not letters & _DATE_LETTERS


def _between(marks: list[tuple[str, str]]) -> str:
    """The row of places and drawn signs (0-0), "" where nothing but spaces is drawn between them."""
    if all(kind != "L" or sign.isspace() for kind, sign in marks):
        return ""
    return "".join(sign if kind == "L" else "0" for kind, sign in marks if kind in "0#L")


def _section_of(value: float, code: str) -> _Section | None:
    """The section that shows a number; None where none does. A fourth one is for texts."""
    sections = _sections(code)[:3]
    if any(section.condition for section in sections):
        return next((section for section in sections if section.holds(value)), None)
    if len(sections) == 3 and value == 0:
        return sections[2]
    return sections[1] if value < 0 and len(sections) > 1 else sections[0]


def _section_of_texts(code: str) -> _Section | None:
    """The fourth section, or the last one if it has a place for a text."""
    sections = _sections(code)
    last = sections[-1]
    return last if last.around or (len(sections) > 3 and not last.shown) else None


def shown_of_text(text: str, code: str) -> str | None:
    """What a cell shows whose format has words of its own for texts, "" where it shows nothing; None where it shows the
    text."""
    section = _section_of_texts(code)
    if section is None:
        return None
    shown = text.join(section.around) if section.around else section.before
    return None if shown.split() == text.split() else shown.strip()


def is_percent_format(code: str) -> bool:
    """Whether Excel multiplies by 100 for display: a % that is neither quoted nor escaped."""
    return "%" in code and any(section.percent for section in _sections(code))


@lru_cache(maxsize=256)
def tells_more(code: str) -> bool:
    """Whether a number format shows more than the number, or something else: hundredths, 万元, 无 for 0, nothing."""
    sections = _sections(code)[:3] if code else ()
    if code and shown_of_text(_ANY_TEXT, code) is not None:
        return True
    return any(section.telling for section in sections) or any(
        (one.alters(sign) or one.disguises(sign)) if one.shown else not one.other
        for one, sign in zip(sections, (1, -1), strict=False)
    )


def counts_years(code: str) -> bool:
    """Whether a code that names years (yyyy"年") shows a date: 0"年" shows a number."""
    return "年" in code and not any(section.shown for section in _sections(code))


def shows_time(code: str) -> bool:
    """Whether a cell shows its number as hours beyond a day ([h]:mm) or as a date that readers do not know (aaaa)."""
    return any(section.timed for section in _sections(code))


def shown_in_place(value: float, code: str) -> str | None:
    """The text that a cell shows in place of its number, "" where it shows nothing; None where it shows digits.

    A dash for zero is no text; for any other number it is.
    """
    section = _section_of(value, code)
    if section is not None and section.white:
        return ""
    if section is None or section.other or (section.shown and (value != 0 or section.zero)):
        return None
    return f"{section.before}{section.behind}".strip() if value or section.replaced else None


def shown_with_words(value: float, code: str) -> str | None:
    """What a cell shows whose format puts words around its number; None without any."""
    section = _section_of(value, code)
    return _shown(value, section) if section is not None and section.alters(value) else None


def is_scaled_amiss(value: float, code: str) -> bool:
    """Whether the display takes other powers of ten away than its words give back: 900 as 0.0,"万" shows 0.9万."""
    section = _section_of(value, code)
    if section is None or not section.scale:
        return False
    multiple = _MULTIPLE.match(section.behind)
    return multiple is None or section.scale != sum(_POWERS[sign] for sign in multiple[1])


def shown_otherwise(value: float, code: str) -> str | None:
    """What a cell shows whose format takes thousands away without a word that says so, or puts signs among or before
    the digits that make another number of them; None where it does neither."""
    section = _section_of(value, code)
    if section is None or not section.shown or section.alters(value) or not value:
        return None
    if section.between:
        return _drawn(value, section)
    if section.disguises(value):
        return _shown(value, section)
    if section.scale:
        return _shown(value, section, float(rounded(value / 10**section.scale, section.decimals)))
    return None


def shown_as_money(value: float, code: str) -> str | None:
    """What a cell shows whose format calls the number money; None where it does not."""
    section = _section_of(value, code)
    return _shown(value, section) if section is not None and section.money and value else None


def _drawn(value: float, section: _Section) -> str:
    """12 as 0-0 is 1-2: digits go to their places from the last one, what is left stands at the first."""
    digits, row = list(number_text(abs(value)).partition(".")[0]), []
    first = section.between.find("0")
    for place in range(len(section.between) - 1, -1, -1):
        sign = section.between[place]
        if sign == "0":
            sign = "".join(digits) if place == first else digits.pop() if digits else "0"
        row.append(sign)
    return f"{'-' if value < 0 else ''}{section.before}{''.join(reversed(row))}{section.behind}".strip()


def _shown(value: float, section: _Section, number: float | None = None) -> str:
    """With the words around it; ``number``: what is shown of the value, by default all of its digits."""
    if number is None:
        number = float(f"{value / 10**section.scale:.15g}")
    if value >= 0:
        return f"{section.before}{number_text(number)}{section.behind}".strip()
    # The section has a sign of its own, or red letters in its place.
    before, behind = section.before.strip().strip("-−(（"), section.behind.strip().strip(")）")
    return f"-{before}{number_text(-number)}{behind}"
