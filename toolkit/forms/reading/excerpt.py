"""A table of a few rows that a unit made itself to mend what it sent: 岳普湖县2024年6月更正数据, 指标编号 本月累计, T08-1 355.

In: the tables of a book and what was read of them. Out: whether that is all there is, and what is said of it. It goes with what the unit
sent before, so that nothing is missing in it; that it came alone is said (E174), and stands only while it is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import FULL_DATE, YEAR_MONTH
from toolkit.core.returns import Book
from toolkit.core.value_text import narrow
from toolkit.forms.identity import identity_from
from toolkit.forms.reading.claims import claim
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.sheets import AUXILIARY, Located
from toolkit.forms.reading.view import FormView

_FIXED = (TASKS, INDICATORS)  # whose rows the office gave
_MENDING = lazy_regex("[更订]正|勘误")  # what such a table does, and no claim against its own figures
_TITLE = lazy_regex(r"[^\d，。；：,;:]{0,40}")
_MONTH = lazy_regex(r"(?:\d{1,2}月?份?[-—–~至到])?\d{1,2}月份?")


def is_excerpt(located: Located, book: Book, view: FormView, out: Collected) -> bool:
    """Whether the book has nothing but tables of few columns or of few rows, and is no form of the office."""
    if located.covers or identity_from(book.properties) or any(s.name in AUXILIARY for s in book.sheets):
        return False
    return bool(located.tables) and all(
        table.excerpt or _is_short(table.spec.name, view, out) for table in located.tables
    )


def _is_short(name: str, view: FormView, out: Collected) -> bool:
    there = sum(1 for sheet, _ in out.rows if sheet == name)
    return name not in _FIXED or 2 * there < len(view.keys[name])


def is_title(text: str) -> bool:
    """Whether what stands above such a table only names it."""
    for dates in (FULL_DATE, YEAR_MONTH, _MONTH):
        text = dates.sub("", narrow(text))
    return _TITLE.fullmatch(text.strip()) is not None


def labels(cells: Collection[Filled], month: int) -> frozenset[str]:
    """The texts that say that the table mends, and nothing else of figures."""
    return frozenset(cell.raw.strip() for cell in cells if not claim(_MENDING.sub("", cell.raw), month))


def missing(located: Located, view: FormView, out: Collected) -> Iterator[tuple[str, str]]:
    """What of the form is not there: the sheet of the form, and words for it."""
    for name in _FIXED:
        if not located.by_sheet[name] and view.keys[name]:
            yield name, f"“{name}”"
        elif view.keys[name] - {key for sheet, key in out.rows.keys() | out.doubted if sheet == name}:
            yield name, f"“{name}”的其余各行"
