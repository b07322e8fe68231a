"""The reporting period that a title or a file's name says.

In: a text. Out: the one year and month that it names; 1—6月 is the return of June.
"""

from __future__ import annotations

import re

from toolkit.core.cycle import as_months
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.value_text import narrow

FULL_DATE = lazy_regex(r"20\d\d[-_./年]\d{1,2}[-_./月]\d{1,2}日?|(?<!\d)20\d{6}(?!\d)|\d{1,2}月\d{1,2}[日号]")
YEAR_MONTH = lazy_regex(r"(?<!\d)(20\d\d)(?:[-_./年]|年度)?(0?[1-9]|1[0-2])(?!\d)月?")
# 2024年1—6月, 1至6月, 202401-06: a return up to the last of these months.
_SPAN = lazy_regex(
    r"(?<!\d)(?:(20\d\d)(?:年度?|[-_./])?)?(1[0-2]|0?[1-9])月?份?[-—–~至到]+(1[0-2]|0?[1-9])月"
    r"|(?<!\d)(20\d\d)(0[1-9]|1[0-2])[-—–~至到](0[1-9]|1[0-2])(?!\d)"
)


def period_in(text: str) -> Period | None:
    """The one year and month that a text names; dates of a day do not count."""
    rest = FULL_DATE.sub(" ", last_months(as_months(narrow(text))))
    months = {(int(year), int(month)) for year, month in YEAR_MONTH.findall(rest)}
    return Period(*months.pop()) if len(months) == 1 else None


def last_months(text: str) -> str:
    """Spans of months as their last one: 1—6月 is the return of June."""

    def last(match: re.Match[str]) -> str:
        year, first, month = match.groups()[:3] if match[3] else match.groups()[3:]
        if int(first) > int(month):
            return " "  # over a year's end: nobody can say
        return f"{year}年{int(month)}月" if year else f"{int(month)}月"

    return _SPAN.sub(last, text)
