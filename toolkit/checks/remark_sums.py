"""Sums since January told beside a figure that is to be one: 本月23，累计120 beside 23; 累计120.

In: the text in 说明, what the row carries, whether it is a count that grows from January, and numbers that stand elsewhere in its task. Out: the
first sentence that gives another sum than the cell, or "". A sum of another thing, time or area is none: 累计走访120户, 2021年以来累计120人.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from toolkit.checks.remark_figures import NUMBER, SHARE, clauses_of, equal, number_of
from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import Row, sentences

_DONE = r"(?:完成|新增|培训|办理|发放|改造|建成|申报|认定)*"
# The month's number, which is not what the cell asks for.
_OF_THE_MONTH = lazy_regex(
    rf"[此该]?数?(?:填的?)?[为是系]?(?:本月|当月|单月|(?P<month>\d{{1,2}})月份?)(?:的|发生|新增)*(?:数[据字]?|{_DONE}{NUMBER}\D{{0,4}})"
)
_MORE = lazy_regex(rf"[较比]上月(?:末|底)?(?:新增|增加|多){NUMBER}")
_RANGE = (
    r"(?:自?今?年?1月份?[-—–~～至到](?P<until>\d{1,2})月份?|[今本]年1月?[-—–~～至到](?P<till>\d{1,2})月份?"
    r"|1[-—–~～至到](?P<to>\d{1,2})月份?|今年以来|年初以来|上半年)"
)
_TIME = rf"(?P<year>(?:{_RANGE}|[今本]年|本月)?)(?:截?[至止]到?目前|截?[至止]到?\d{{1,2}}月底?|目前)?"
# With 累计; what was done may also be counted from the start of the plan, the bare sum is the cell's.
_IN_ALL = lazy_regex(
    rf"{_TIME}(?:已|共|实际)*累计(?P<done>(?:完成|新增|培训|办理|发放|改造|建成|申报|认定|实际|实现|达到?|[已共数为是:：])*){NUMBER}(?P<rest>\D{{0,4}})"
)
_IN_RANGE = lazy_regex(
    rf"(?P<year>{_RANGE})(?P<done>(?:已|共|实际|完成|新增|实现|达到?)*){NUMBER}(?P<rest>\D{{0,4}})"
)
_BARE = lazy_regex(r"(?:完成|新增|实际|实现|达到?|[已共数为是:：])*")
_TOLD = lazy_regex(r"\d[\d,]*(?:\.\d+)?")
_PART = lazy_regex(r"(?:其中|含|包括|上月)[^，,]*")
_ELSE = lazy_regex(
    r"[今本当去上往前历]年|以[来前]|结转|规划|20\d\d|[一二三]期|全[县市区州地]|其他|另|只|仅|不|扣|剔|填|指标|任务"
)
_HALF = 6  # months


def another_sum(text: str, row: Row, *, grows: bool, elsewhere: Set[float]) -> str:
    """The sentence that gives as the sum since January more than the figure of the row; ``grows``: it is counted, and from January;
    ``elsewhere``: numbers of the other rows of its task."""
    figure = row.figures[0] if len(row.figures) == 1 else 0.0
    if figure <= 0:
        return ""
    told = list(sentences(text))
    for sentence in told:
        others = [one for one in told if one is not sentence]
        if _is_another(clauses_of(sentence), figure, row) or (
            grows and _is_the_cells(clauses_of(sentence), others, row, elsewhere)
        ):
            return sentence
    return ""


def _is_another(clauses: Sequence[str], figure: float, row: Row) -> bool:
    """本月23，累计120 beside 23; 1-6月累计120; an increase of the month that is more than all."""
    more = [said for one in clauses if (said := _MORE.fullmatch(one))]
    if any(_is_more(one, row) for one in more):
        return True
    sums = [said for one in clauses if (said := _sum_in(one, row))]
    if not sums or not all(_is_more(one, row) for one in sums):
        return False
    month = next((said for one in clauses if (said := _month_in(one, row))), None)
    if month is not None:
        return month["number"] is None or equal(number_of(month, row) or 0.0, figure)
    return bool(sums[0]["year"]) and all(one == sums[0].string or _is_harmless(one, row) for one in clauses)


def _is_the_cells(clauses: Sequence[str], others: Sequence[str], row: Row, elsewhere: Set[float]) -> bool:
    """累计120 where nothing else is said that it may be the sum of; the cell's own number is named nowhere."""
    sums = [said for one in clauses if (said := _sum_in(one, row)) and _BARE.fullmatch(said["done"])]
    number = number_of(sums[0], row) if len(sums) == 1 else None
    if number is None or not _is_more(sums[0], row):
        return False
    known = (*row.others, *elsewhere)
    if any(equal(number, one) for one in known) or any(_has(one, row.figures[0]) for one in others):
        return False
    return all(one == sums[0].string or _is_harmless(one, row) for one in clauses)


def _is_more(said: re.Match[str], row: Row) -> bool:
    """Whether a number of the row's measure is more than its figure, as exactly as it is written."""
    number = number_of(said, row)
    digits = said["number"].replace(",", "")
    if number is None or not float(digits):
        return False
    half = number / float(digits) * 10.0 ** -len(digits.partition(".")[2]) / 2
    return number - half > row.figures[0]


def _sum_in(clause: str, row: Row) -> re.Match[str] | None:
    """What a clause gives as the sum of what the row counts, up to its month."""
    said = _IN_ALL.fullmatch(clause) or _IN_RANGE.fullmatch(clause)
    if said is None or said["rest"] not in ("", row.measure):
        return None
    until = said["until"] or said["till"] or said["to"]
    if until and int(until) != row.month:
        return None
    return None if "上半年" in said["year"] and row.month != _HALF else said


def _month_in(clause: str, row: Row) -> re.Match[str] | None:
    said = _OF_THE_MONTH.fullmatch(clause)
    return None if said is None or (said["month"] and int(said["month"]) != row.month) else said


def _is_harmless(clause: str, row: Row) -> bool:
    """Whether a clause beside a sum gives it no other meaning: 按计划推进; 完成年度任务的42%; 其中城区90人."""
    if SHARE.fullmatch(clause):
        return True
    if _ELSE.search(clause) or _has(clause, row.figures[0]):
        return False
    return _TOLD.search(clause) is None or _PART.fullmatch(clause) is not None


def _has(text: str, figure: float) -> bool:
    return any(equal(float(one.replace(",", "")), figure) for one in _TOLD.findall(text))
