"""What is said beside a project's sums and takes one of them, or the whole row, back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.checks.data import UnitData
from toolkit.checks.finding import shown
from toolkit.checks.project_words import name_taken_back, row_taken_back
from toolkit.checks.remark_words import sentences_of_money, words_against
from toolkit.core import fields
from toolkit.core.form import PROJECTS
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import MONEY_FIELDS, PROJECT_SHEET

BESIDE = (fields.PROBLEMS, fields.IMAGE)
_CLAUSE = lazy_regex(r"[,，、:：]")
# 完成投资 alone may be the year's or all; what a sentence calls 累计 may be since January.
_DONE = (fields.YEAR_DONE, fields.CUMULATIVE_DONE)
_NAMED = lazy_regex(
    r"(?P<year_done>(?:[本今当]|20\d\d)年度?(?:以来|已|共|实际|累计|的)*完成的?投资|1[-—–~至到]\d{1,2}月份?(?:已|共|实际|累计)*完成的?投资)"
    r"|(?P<cumulative_done>累计(?:已|共|实际)*(?:完成)?的?总?投资)|(?P<year_plan>计划(?:完成)?投资|年度?投资计划)"
    r"|(?P<funded>到位[^,\d]{0,4}资金|资金[^,\d]{0,4}到位)|(?P<done>完成的?投资)|(?P<total>总投资|概算)"
)


@dataclass(frozen=True)
class TakenBack:
    """The words, the column that they speak of, and the figures where it is the whole row ("" for the column's own)."""

    words: str
    column: str
    seen: str = ""


def taken_back(unit: UnitData, key: str, period: Period) -> TakenBack | None:
    """What is said of a project and takes its row, or one of its sums, back."""
    values = {name: value for name in MONEY_FIELDS if (value := unit.number(PROJECTS, key, name)) is not None}
    row = _row_taken_back(unit, key) if any(values.values()) else ""
    if row:
        return TakenBack(row, next(iter(values)), "、".join(map(shown, values.values())))
    for text in (unit.text(PROJECTS, key, name) for name in BESIDE):
        for sentence in sentences_of_money(text):
            named = _named(squeeze(sentence))
            counted = [values[name] for name in named or values if name in values]
            column = _column(squeeze(sentence), counted, named or tuple(values), period)
            if column in values and words_against(sentence, counted, _MEASURE, period):
                return TakenBack(sentence, column)
    return None


_MEASURE = PROJECT_SHEET.column(fields.TOTAL).measure


def _row_taken_back(unit: UnitData, key: str) -> str:
    texts = (unit.text(PROJECTS, key, name) for name in BESIDE)
    named = name_taken_back(unit.text(PROJECTS, key, fields.NAME))
    return next((words for text in texts if (words := row_taken_back(text))), named)


def _named(sentence: str) -> tuple[str, ...]:
    """The columns that a sentence names or may mean, the first named first."""
    names: list[str] = []
    for match in _NAMED.finditer(sentence):
        name = match.lastgroup or ""
        names += (
            _DONE
            if name == "done"
            else (name, fields.YEAR_DONE)
            if name == fields.CUMULATIVE_DONE
            else (name,)
        )
    return tuple(dict.fromkeys(names))


def _column(sentence: str, counted: Sequence[float], named: tuple[str, ...], period: Period) -> str:
    """The column that the clause which takes a figure back names, or that was last named before it; else the first."""
    last = first = next(iter(named), "")
    for clause in _CLAUSE.split(sentence):
        last = next(iter(_named(clause)), last)
        if words_against(clause, counted, _MEASURE, period):
            return last
    return first
