"""The formulas of 指标数据 and 重点项目 with their values: 本月累计 of ratios, 本月新增, 完成率, totals.

In: an indicator row and its cells. Out: Live pairs. Numbers are in the measure that units report in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core import cycle, fields
from toolkit.core.form import DASH, WORDS, IndicatorRow
from toolkit.core.marks import NO_SHARE
from toolkit.core.model import Comparator
from toolkit.core.words import NoValue
from toolkit.forms.live import At, Live, in_words, is_number, quoted
from toolkit.forms.places import is_flow, is_yes_no
from toolkit.forms.points import Row


@dataclass(frozen=True, slots=True)
class IndicatorFormulas:
    """What the locked cells of a row show; ``ytd`` is None where the unit types it in."""

    ytd: Live | None
    new: Live
    rate: Live


def indicator_formulas(indicator: IndicatorRow, row: Row, period_month: int) -> IndicatorFormulas:
    """All formulas of one row."""
    ytd = _quotient(indicator, row) if indicator.indicator.is_ratio_input else None
    held = ytd.value if ytd else row.at(fields.YTD).held
    cell = At(row.address(fields.YTD), None if held == "" else held)
    return IndicatorFormulas(ytd, _new(indicator, row, cell, period_month), _rate(indicator, cell))


def _quotient(indicator: IndicatorRow, row: Row) -> Live:
    top = At(row.address(fields.NUMERATOR), row.at(fields.NUMERATOR).held)
    bottom = At(row.address(fields.DENOMINATOR), row.at(fields.DENOMINATOR).held)
    factor = f"{indicator.indicator.factor:.15g}"
    word = in_words(top, WORDS)
    text = (
        f"IF(AND(ISNUMBER({top.ref}),ISNUMBER({bottom.ref})),"
        f"IF({bottom.ref}<>0,{top.ref}/{bottom.ref}*{factor},{quoted(DASH)}),"
        f'IF({word.text},{top.ref},""))'
    )
    if top.number is not None and bottom.number is not None:
        value = top.number / bottom.number * indicator.indicator.factor if bottom.number else None
        return Live(text, DASH if value is None else value)
    return Live(text, top.word if word.value else "")


def _new(indicator: IndicatorRow, row: Row, cell: At, month: int) -> Live:
    """本月新增 of a flow: this month's cumulative less last month's; in January the cumulative itself."""
    if not is_flow(indicator) or (indicator.previous is None and month > cycle.length()):
        return Live("", DASH)
    known = month > cycle.length() and indicator.previous is not None
    less = f"-{row.address(fields.PREVIOUS)}" if known else ""
    value = cell.number - (indicator.previous or 0 if known else 0) if cell.number is not None else ""
    return Live(f'IF({is_number(cell).text},{cell.ref}{less},"")', value)


def _rate(indicator: IndicatorRow, cell: At) -> Live:
    """完成率: only with a task of the unit's own; words of the cell are passed on."""
    goal = indicator.quota
    if goal is None:
        return Live("", NoValue.TO_BE_SPLIT)
    if is_yes_no(indicator):
        text = f'IF({cell.ref}="是",100,IF({cell.ref}="否",0,{cell.ref}&""))'
        answers: dict[str, float] = {"是": 100, "否": 0}
        return Live(text, answers.get(cell.word, cell.word))
    limit = f"{goal:.15g}"
    reached_only = indicator.indicator.comparator in (Comparator.LE, Comparator.EQ) and _all_or_nothing(
        indicator, goal
    )
    if goal == 0 and not reached_only:
        return Live("", NO_SHARE)  # nothing to take a share of
    share = f"IF({cell.ref}<={limit},100,0)" if reached_only else f"{cell.ref}/{limit}*100"
    text = f'IF({is_number(cell).text},{share},{cell.ref}&"")'
    if cell.number is None:
        return Live(text, cell.word)
    if reached_only:
        return Live(text, 100.0 if cell.number <= goal else 0.0)
    return Live(text, cell.number / goal * 100)


def _all_or_nothing(indicator: IndicatorRow, goal: float) -> bool:
    """≤ and = 0 are reached or not; there is no share of them."""
    return indicator.indicator.comparator is Comparator.LE or goal == 0


def total(ref: str, values: Sequence[object]) -> Live:
    """The sum of a column's numbers."""
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    return Live(f"SUM({ref})", float(sum(numbers)))


def count_word(ref: str, word: str, values: Sequence[object]) -> Live:
    """How many cells of a column hold exactly this word."""
    return Live(f"COUNTIF({ref},{quoted(word)})", sum(value == word for value in values))


def count_filled(ref: str, values: Sequence[object]) -> Live:
    """How many cells of a column hold anything."""
    return Live(f"COUNTA({ref})", sum(value is not None for value in values))
