"""How far a doubtful cell can move the prefecture's figure: by it the office's lists are sorted.

In: a month's data and its findings. Out: the findings with their effect, a share of the prefecture's figure (0.02 is 2 %);
None where no figure of the prefecture hangs on the cell: a text, a state, an indicator that is not due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise, product
from typing import TypeVar

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS, PROJECTS
from toolkit.core.model import Indicator, Kind
from toolkit.core.rounding import shown_rate
from toolkit.figures.doubted.doubts import Peers, expectation, part_of, parts_of
from toolkit.figures.given.data import MonthData
from toolkit.figures.given.table import Amount, number_of
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.judging.rollup import is_counted_over_units, roll_up
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.year.monthly import held_against
from toolkit.forms.layout import MONEY_FIELDS
from toolkit.forms.plan import starts_anew

T = TypeVar("T")
# Rules that hold a figure against what is known of it, so that its effect tells all that may be wrong. What others find
# (the office's own rules, two parts of a return that differ) may lie elsewhere: it is never called small.
MEASURED = frozenset({"Q301", "Q305", "Q307", "Q401", "Q402", "Q406", "Q411", "Q417", "Q419"})
AGAINST = ("spent", "whole")  # values of a finding that may be what the figure should have been


def share(deviation: float, figure: float) -> float:
    """The deviation ÷ the figure; where the figure is nothing, all of it."""
    return abs(deviation / figure) if figure else float(bool(deviation))


def by_effect(finding: Finding) -> float:
    """Sorts findings: what can move a figure most comes first, what moves none last."""
    return 1.0 if finding.effect is None else -finding.effect


def effect_words(finding: Finding) -> str:
    """The effect as a sentence beside what is wrong; "" where no figure hangs on it."""
    if finding.effect is None:
        return ""
    return said(f"对全地区数的影响：{shown_rate(finding.effect * 100)}%。")


def stays_in_office(finding: Finding, ask_from: float) -> bool:
    """Whether a 疑问 can move a figure by less than ``ask_from`` percent only, so that no unit is asked for it."""
    small = finding.effect is not None and finding.effect * 100 < ask_from
    return small and finding.severity is Severity.QUERY and finding.code in MEASURED


def with_effects(data: MonthData, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each with its effect."""
    contested: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        if finding.seen:
            contested.setdefault((finding.form_sheet, finding.key), set()).add(finding.unit)
    effects = _Effects(Basis.of(data), {one.id: one for one in data.checklist.indicators}, contested)
    return [replace(finding, effect=effects.of(finding)) for finding in findings]


@dataclass(frozen=True)
class _Effects:
    """``contested``: codes of the units whose row (sheet, key) has a finding on what stands in it."""

    basis: Basis
    indicators: Mapping[str, Indicator]
    contested: Mapping[tuple[str, str], set[str]]
    peers: dict[str, Peers] = field(
        default_factory=dict
    )  # by indicator, made when the first of its findings asks

    def of(self, finding: Finding) -> float | None:
        if (
            finding.form_sheet == INDICATORS
            and finding.field in fields.FIGURE
            and finding.key in self.indicators
        ):
            return self._of_figure(self.basis.current(self.indicators[finding.key]), finding)
        if finding.form_sheet == PROJECTS and finding.field in MONEY_FIELDS:
            return self._of_money(finding)
        return None

    def _of_figure(self, month: Assessment, finding: Finding) -> float | None:
        unit, indicator = finding.unit, month.indicator
        if not month.due or not indicator.confirmed or unit not in month.amounts:
            return None
        if indicator.kind is Kind.RATE_EACH or is_counted_over_units(indicator):
            return share(1, max(month.total.expected, 1))  # it may be one unit more or less
        now = self._total(month, month.amounts)
        doubted = {
            code: next(iter(self._likely(month, code)))
            for code in self.contested.get((INDICATORS, indicator.id), ())
            if code in month.amounts
        }
        figure = min(abs(now), abs(self._total(month, {**month.amounts, **doubted})))
        likely = self._likely(month, unit, finding)
        return max(share(self._total(month, {**month.amounts, unit: one}) - now, figure) for one in likely)

    def _total(self, month: Assessment, amounts: Mapping[str, Amount]) -> float:
        """The prefecture's figure with these amounts; a quotient of nothing is nothing."""
        tolerance = self.basis.settings.approx_tolerance
        return roll_up(month.indicator, month.target, amounts, tolerance).value or 0.0

    def _likely(self, month: Assessment, unit: str, finding: Finding | None = None) -> Iterator[Amount]:
        """The unit's figure with each number as it may be expected, beside what it reported of the other."""
        amount, names = month.amounts[unit], parts_of(month.indicator)
        told = finding.values if finding else {}
        against = [float(told[name]) for name in AGAINST if name in told]
        choices = [
            [*self._expected(month, unit, name), *against, *_given(part_of(amount, name))] for name in names
        ]
        for value, *rest in product(*choices):
            likely = replace(amount, word="", carried=False, value=value)
            yield replace(likely, numerator=value, denominator=rest[0]) if rest else likely

    def _expected(self, month: Assessment, unit: str, part: str) -> list[float]:
        """The unit's last number, and that with its largest step of the year; without one its peers' median."""
        earlier = held_against(partial(self.basis.assess, month.indicator), month)
        peers = self.peers.setdefault(month.indicator.id, Peers(month, self.basis.kinds))
        last = expectation(earlier, peers, unit, part)
        series = [
            (row.period.month, value)
            for row in reversed(earlier)
            if unit in row.amounts and row.amounts[unit].reported
            for value in _given(part_of(row.amounts[unit], part))
        ]
        if not series or month.period.opens_year:
            return [last]
        if starts_anew(month.indicator, month.period.year):
            series = [(0, 0.0), *series]
        steps = [abs(b - a) / (then - before) for (before, a), (then, b) in pairwise(series)]
        return [last, last + max(steps, default=0.0) * (month.period.month - series[-1][0])]

    def _of_money(self, finding: Finding) -> float:
        """A sum of the projects, with this one as it was last month; a project that is new may be all wrong."""
        here = self._money(finding.unit, finding.key, finding.field)
        deviation = (here[0] or 0.0) - here[1]
        now, before = [], []
        for sheet, unit, key in self.basis.tables[self.basis.period].rows:
            if sheet == PROJECTS:
                value, last = self._money(unit, key, finding.field)
                now.append(value or 0.0)
                before.append(last if unit in self.contested.get((PROJECTS, key), ()) else value or 0.0)
        return share(deviation, min(abs(exact_sum(now)), abs(exact_sum(before))))

    def _money(self, unit: str, key: str, field: str) -> tuple[float | None, float]:
        """This month's sum of a project and last month's, 0 where there was none."""
        tables, period = self.basis.tables, self.basis.period
        found = [
            number_of(tables[month].row(PROJECTS, unit, key), field) if month in tables else None
            for month in (period, period.previous)
        ]
        return found[0], found[1] or 0.0


def _given(value: T | None) -> list[T]:
    return [] if value is None else [value]
