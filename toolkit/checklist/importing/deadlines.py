"""What a deadline says: its year, and how often a thing is asked for.

In: the words of a list (2024年12月底, 全年, 每季度, 长期坚持, 2023-2025). Out: years and frequencies.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex

_SPAN = lazy_regex(r"(?:19|20)\d\d\s*年?\s*[-—–~至]+\s*((?:20)\d\d)\s*年?")
_YEAR = lazy_regex(r"(20[1-4]\d)(?!\d)")
_QUARTERLY = lazy_regex(r"每(个)?季|按季|季度")


def end_of_span(text: str) -> str:
    """2023-2025 as the year by which it is done; other texts as they are."""
    match = _SPAN.search(text)
    return f"{match[1]}年" if match else text


def year_of(text: str) -> int | None:
    """The last year that a deadline names; None for 全年, 长期坚持."""
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def frequency_of(text: str) -> str:
    """How often a deadline asks: 季度 for 每季度; "" where it names a day or nothing."""
    return "季度" if _QUARTERLY.search(text) else ""


def _digits(match: re.Match[str]) -> str:
    """二〇二四 as 2024."""
    return "".join(
        str("〇一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else "0" for c in match[0]
    )


def years_in(text: str) -> tuple[int, ...]:
    """All years that a title covers: 2024—2026年 is three of them."""
    text = re.sub("[二][〇○零OＯ0][一二三四][〇○零一二三四五六七八九]", _digits, text)
    found: set[int] = set()
    for match in re.finditer(r"(20[1-4]\d)\s*年?\s*[-—–~至]+\s*(20[1-4]\d)", text):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + 6:
            found.update(range(first, last + 1))
    found.update(int(year) for year in re.findall(r"(20[1-4]\d)(?=\s*年)", text))
    return tuple(sorted(found))
