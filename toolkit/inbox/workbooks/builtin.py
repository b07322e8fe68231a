"""Number formats that workbooks of Excel name by a number alone, in the code that Chinese Office shows them by.

In: the number. Out: the code, only of those that tell more than the number.
"""

from __future__ import annotations

from toolkit.core.value_formats import tells_more

CJK_DATES = frozenset((*range(27, 37), *range(50, 59)))  # dates only in Chinese Office: readers miss them
_MONEY, _ACCOUNTS = '"¥"#,##0;"¥"\\-#,##0', '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ '
BUILT_IN = {
    **dict.fromkeys((5, 6, 7, 8), _MONEY),
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((42, 44), _ACCOUNTS),
    46: "[h]:mm:ss",
    **dict.fromkeys(CJK_DATES, "yyyy年m月d日"),
}


def is_worth_knowing(number: int, code: str) -> bool:
    """Whether a cell of this format, by its number and code, may show something else than readers give."""
    return number in CJK_DATES or tells_more(code)
