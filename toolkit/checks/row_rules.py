"""A column of figures that was pasted one row too high or too low: each figure can be, but it fits the row beside its own.

It is told in the first month too: what is expected of a row is last month's figure, else the unit's share of the year's target so far,
times what the unit's figures mostly are of theirs (a small county has less in every row). Terms of ratios have no target: without last
month's, what units of the same 类别 mostly have stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.proportion_rules import PEERS
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, IndicatorRow
from toolkit.core.medians import others_median
from toolkit.core.messages import Message
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.places import is_yes_no

PLAINLY = log(2)  # one fit is that much better than another
LEAST, AGAINST = 6, 4  # rows that fit better, and times as many as fit worse
_WHOLE = 100.0  # %


@dataclass(frozen=True)
class _Fit:
    """Rows whose figure fits the row beside them plainly better, and how many fit it plainly worse."""

    better: Sequence[str]
    worse: int

    @property
    def holds(self) -> bool:
        return len(self.better) >= LEAST and len(self.better) >= AGAINST * self.worse


@rule(
    Q414=Message(
        "像是整列错了一行",
        "有 {count} 项的{column}（{rows}），大小与自己这一项相差几倍，却与{beside}一项相称，像是整列粘贴时错了一行。",
        "请逐项核对是否对着自己的行；没有错的，在第一项的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
    ),
)
def columns_stand_in_their_rows(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q414: six or more figures that are within the reach of the row above or below and far from their own's, and few the other way;
    of ratios each of its terms, among the rows of ratios."""
    rows = unit.form.indicators
    yield from _moved(unit, [row.indicator.id for row in rows], fields.YTD, [_expected(row) for row in rows])
    ratios = [row for row in rows if row.indicator.is_ratio_input]
    ids = [row.indicator.id for row in ratios]
    for name in (fields.NUMERATOR, fields.DENOMINATOR):
        found = list(_moved(unit, ids, name, [_expected_term(data, unit, row, name) for row in ratios]))
        yield from found
        if found:
            return  # its row is looked at whole


def _expected(row: IndicatorRow) -> float:
    """What a row may be expected to hold, 0.0 where nothing is known."""
    if row.indicator.is_ratio_input or is_yes_no(row):
        return 0.0
    share = row.quota or row.target.low / max(1, len(row.indicator.reporters))
    return max(0.0, row.previous or share * (row.pace or _WHOLE) / _WHOLE)


def _expected_term(data: CheckData, unit: UnitData, row: IndicatorRow, name: str) -> float:
    """What a term of a ratio may be expected to be: last month's, else the median of at least three others of its 类别."""
    last = row.previous_numerator if name == fields.NUMERATOR else row.previous_denominator
    if last:
        return max(0.0, last)
    place = INDICATORS, row.indicator.id, name
    value = unit.number(*place)
    own = [] if value is None else [value]
    count, usual = others_median(data.by_kind.get((unit.unit.kind, place), ()), own)
    return max(0.0, usual) if count >= PEERS else 0.0


def _moved(unit: UnitData, ids: Sequence[str], name: str, expected: Sequence[float]) -> Iterator[Finding]:
    values = [unit.number(INDICATORS, id, name) or 0.0 for id in ids]
    for step, beside in ((-1, "上面"), (1, "下面")):
        fit = _fit(ids, values, expected, step)
        if fit.holds:
            better = fit.better
            listed = "、".join(better[:6]) + ("等" if len(better) > 6 else "")
            said = {"count": str(len(better)), "rows": listed, "beside": beside}
            column = INDICATOR_SHEET.column(name).title
            yield at(unit, "Q414", INDICATORS, better[0], name, column=column, **said)


def _fit(ids: Sequence[str], values: Sequence[float], expected: Sequence[float], step: int) -> _Fit:
    known = [log(value) - log(own) for value, own in zip(values, expected, strict=True) if value > 0 and own]
    size = median(known) if known else 0.0
    better, worse = list[str](), 0
    for index, value in enumerate(values):
        other = expected[index + step] if 0 <= index + step < len(ids) else 0.0
        if value <= 0 or not expected[index] or not other:
            continue
        of_the_unit = log(value) - size
        nearer = abs(of_the_unit - log(expected[index])) - abs(of_the_unit - log(other))
        if nearer > PLAINLY:
            better.append(ids[index])
        elif nearer < -PLAINLY:
            worse += 1
    return _Fit(better, worse)
