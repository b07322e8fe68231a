"""Live formulas of 指标汇总 over 分县明细: what the figures stage computed, as a person can follow it.

In: one indicator's result and the place of both rows. Out: :class:`Formula` with the figure as its cached
value, or the plain figure where no formula of old spreadsheet programs says the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.marks import NOT_CONFIRMED
from toolkit.core.model import YES_NO, Comparator, Kind
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import Figure
from toolkit.core.rounding import shown_number
from toolkit.figures.judging.rates import all_or_nothing
from toolkit.figures.judging.rollup import is_counted_over_units
from toolkit.outputs.summary import details
from toolkit.outputs.summary.layout import FIRST
from toolkit.outputs.workbook.grid import (
    Formula,
    Number,
    Value,
    cell_name,
    number_format,
    percent,
    shown,
    span_name,
)
from toolkit.outputs.workbook.limits import MOST_ROWS

TARGET, TOTAL, RATE, PACE, GAP, EXPECTED = 4, 6, 8, 9, 10, 13  # columns of 指标汇总
_COUNTS = ">-1E+300"  # a criterion that every number meets and no text does
_PERCENT_LOOK = "0.0"
_CRITERIA = {Comparator.GT: ">", Comparator.LE: "<=", Comparator.EQ: "="}
_SUMMED = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK)


@dataclass(frozen=True)
class RowFormulas:
    """The formulas of one row; ``line`` is its 0-based row, ``detail_count`` the rows of 分县明细.

    ``grouped``: these are of groups of units, which hold how many units are done.
    """

    row: IndicatorResult
    line: int
    detail_count: int
    grouped: bool = False

    def total(self) -> Value:
        """累计完成: a sum, a quotient of sums, or a count of units."""
        figure, indicator = self.row.total, self.row.indicator
        whole = 0 < self.detail_count <= MOST_ROWS - FIRST
        text = self._total_text() if self._is_live and whole else ""
        if not text:
            return shown(figure)
        counted = (
            details.NUMERATOR if indicator.is_ratio_input and indicator.kind is Kind.RATIO else details.VALUE
        )
        look = number_format(figure.decimals, indicator.measure)
        return Formula(f'IF({self._count(counted, _COUNTS)}=0,"{DASH}",{text})', _cached(figure), look)

    def rate(self) -> Value:
        """完成率(%) on 累计完成 of the same row."""
        figure = self.row.rate
        text = self._rate_text() if self._is_live and self.row.target else ""
        if not text:
            return percent(figure)
        total = cell_name(self.line, TOTAL)
        return Formula(f'IF(ISNUMBER({total}),{text},"{DASH}")', _cached(figure), _PERCENT_LOOK)

    def gap(self) -> Value:
        """进度差 as 完成率 less 序时进度; where the light rests on missing units too, it is none and stays so."""
        figure, base = self.row.gap, self.row.has_base
        if not self._is_live or figure.value is None or base:
            return percent(figure)
        rate, pace = cell_name(self.line, RATE), cell_name(self.line, PACE)
        text = f'IF(AND(ISNUMBER({rate}),ISNUMBER({pace})),{rate}-{pace},"{DASH}")'
        return Formula(text, _cached(figure), _PERCENT_LOOK)

    @property
    def _is_live(self) -> bool:
        """Whether the row's figure is made of this month's rows of 分县明细."""
        return self.row.due and self.row.word != NOT_CONFIRMED

    def _total_text(self) -> str:
        indicator = self.row.indicator
        if indicator.kind is Kind.RATIO:
            return self._ratio_text()
        if indicator.kind is Kind.RATE_EACH:
            return self._reached()
        if is_counted_over_units(indicator):
            done = self._done()
            return f"IF({done}={cell_name(self.line, EXPECTED)},1,0)" if indicator.measure == YES_NO else done
        if indicator.kind in _SUMMED or indicator.measure != YES_NO:
            divided = "" if indicator.factor == 1 else f"/{indicator.factor:.12g}"
            return self._sum(details.VALUE) + divided
        return ""

    def _ratio_text(self) -> str:
        indicator = self.row.indicator
        if not indicator.is_ratio_input and self.grouped:
            return ""  # whether it was one unit is not in the sheet
        if not indicator.is_ratio_input:
            only = self._count(details.VALUE, _COUNTS)
            return f'IF({only}=1,{self._sum(details.VALUE)},"{DASH}")'
        times = "" if indicator.factor == 1 else f"*{indicator.factor:.12g}"
        top, bottom = self._sum(details.NUMERATOR), self._sum(details.DENOMINATOR)
        return f'IF({bottom}=0,"{DASH}",{top}/{bottom}{times})'

    def _reached(self) -> str:
        """How many units reach the target; a quotient that misses it by binary noise counts."""
        indicator, target = self.row.indicator, self.row.target
        if target is None or indicator.comparator is Comparator.ABOUT:
            return ""
        if self.grouped:
            return self._sum(details.VALUE)
        sign = _CRITERIA.get(indicator.comparator, ">=")
        noise = {">=": -1e-9, ">": 1e-9, "<=": 1e-9, "=": 0.0}[sign] if indicator.is_ratio_input else 0.0
        return self._count(details.VALUE, f"{sign}{target.low + noise * max(1.0, abs(target.low)):.12g}")

    def _rate_text(self) -> str:
        indicator, target = self.row.indicator, self.row.target
        total, expected = cell_name(self.line, TOTAL), cell_name(self.line, EXPECTED)
        assert target is not None  # noqa: S101  (rate() asks first)
        if is_counted_over_units(indicator) or indicator.kind is Kind.RATE_EACH:
            done = self._done() if indicator.measure == YES_NO else total
            due = expected
            if indicator.kind is Kind.MILESTONE and indicator.measure != YES_NO and target.low >= 1:
                due = f"MIN({expected},{round(target.low)})"
            return f"{done}/{due}*100"
        if indicator.measure == YES_NO or all_or_nothing(indicator, target) or target.low == 0:
            return ""
        return f"{total}/{cell_name(self.line, TARGET)}*100"

    def _done(self) -> str:
        """How many units said 是."""
        return self._sum(details.VALUE) if self.grouped else self._count(details.VALUE, "1")

    def _sum(self, column: int) -> str:
        return f"SUMIFS({self._span(column)},{self._span(details.INDICATOR)},{self._key})"

    def _count(self, column: int, criterion: str) -> str:
        return f'COUNTIFS({self._span(details.INDICATOR)},{self._key},{self._span(column)},"{criterion}")'

    @property
    def _key(self) -> str:
        return f"$A{self.line + 1}"

    def _span(self, column: int) -> str:
        return span_name(said(details.NAME), FIRST, FIRST + self.detail_count - 1, column)


def target_cell(row: IndicatorResult) -> Value:
    """The year's target as a number; a range keeps its lower bound in the cell and shows both.

    Of 逐个达标 it is how many units are asked to reach it.
    """
    target = row.target
    if target is None:
        return None
    if row.indicator.kind is Kind.RATE_EACH:
        return shown(row.goal)
    look = number_format(row.indicator.decimals, row.indicator.measure)
    if target.high is not None:
        look = f'{look}"～{shown_number(target.high, row.indicator.decimals)}"'
    return Number(target.low, look)


def _cached(figure: Figure) -> float | str:
    return DASH if figure.value is None else figure.value
