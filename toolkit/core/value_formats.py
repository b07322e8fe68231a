"""What a number format shows besides the number: words such as 万元, hundredths, thousands.

In: a format code as a workbook holds it. Out: whether the cell shows more than its number, and what it
shows. Escapes, quotes, padding, colours, conditions and currency brackets are taken as Excel does; the
first section counts, or the first whose condition holds.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core.value_text import number_text

_LONGEST = 255  # characters; Excel allows no longer code
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|(?P<padding>[_*].?)'
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<condition>[<>=]{1,2} ?-?\d+(?:\.\d+)?)\]|(?P<bracket>\[[^\]]*\])"
    r"|(?P<general>General|G/通用格式)|(?P<digit>[0#?])|(?P<bare>.)",
    re.DOTALL | re.IGNORECASE,
)
_VAGUE = re.compile("[约近超不至预]")  # before the digits only such words change what they say
_LITERAL = frozenset({"quoted", "escaped", "currency"})
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_CONDITION = re.compile(r"([<>=]+) ?(.+)")
_THOUSANDS = re.compile("0(,+)(?=[^0,]|$)")  # commas that no digit follows
_DRAWN_POINT = re.compile(r"0p(0+)")  # 0!.0 and 0\.0: a point that is only drawn


@dataclass(frozen=True)
class _Section:
    """Texts around the digits, the powers of ten that the display takes away, hundredths, condition."""

    before: str
    behind: str
    scale: int
    percent: bool
    condition: str

    @property
    def worded(self) -> bool:
        return bool(_VAGUE.search(self.before)) or any(c.isalpha() or c in "%‰" for c in self.behind)

    def holds(self, value: float) -> bool:
        match = _CONDITION.fullmatch(self.condition)
        compare = _COMPARE.get(match[1]) if match else None
        return compare is None or match is None or compare(value, float(match[2]))


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    """Each section as a row of (kind, character): 0 a digit's place, p a drawn point, L any text."""
    found: list[_Section] = []
    marks: list[tuple[str, str]] = []
    condition = ""
    for match in _TOKEN.finditer(code[:_LONGEST]):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "bare" and text == ";":
            found.append(_section(marks, condition))
            marks, condition = [], ""
        elif kind in _LITERAL:
            marks += [("p" if sign == "." else "L", sign) for sign in text]
        elif kind in ("digit", "general"):
            marks.append(("0", ""))
        elif kind == "condition":
            condition = text
        elif kind == "bare":
            marks.append((text, "") if text in ".,%" else ("L", text))
    return (*found, _section(marks, condition))


def _section(marks: list[tuple[str, str]], condition: str) -> _Section:
    kinds = "".join(kind for kind, _ in marks)
    first, last = kinds.find("0"), kinds.rfind("0")
    shown = first >= 0
    drawn = _DRAWN_POINT.search(kinds)
    return _Section(
        "".join(sign for _, sign in marks[:first]) if shown else "",
        "".join(sign for _, sign in marks[last:]) if shown else "",
        3 * sum(map(len, _THOUSANDS.findall(kinds))) + (len(drawn[1]) if drawn else 0),
        "%" in kinds,
        condition,
    )


def is_percent_format(code: str) -> bool:
    """Whether Excel multiplies by 100 for display: a % that is neither quoted nor escaped."""
    return "%" in code and any(section.percent for section in _sections(code))


@lru_cache(maxsize=256)
def tells_more(code: str) -> bool:
    """Whether a number format shows more than the number: hundredths, or words such as 万元."""
    return any(section.percent or section.worded for section in _sections(code))


def shown_with_words(value: float, code: str) -> str | None:
    """What a cell shows whose format puts words around its number; None without any."""
    section = next((section for section in _sections(code) if section.holds(value)), None)
    if section is None or not section.worded:
        return None
    number = float(f"{value / 10**section.scale:.15g}")
    return f"{section.before}{number_text(number)}{section.behind}".strip()
