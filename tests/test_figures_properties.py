"""Properties of the roll-up that must hold for whatever units report."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import figures_samples as samples
import pytest
from figures_samples import JUNE, UNITS, compute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.form import INDICATORS
from toolkit.core.model import YES_NO, Checklist, Indicator, Kind, Target, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.figures.numbers.arithmetic import exact_sum

MAY = Period(2024, 5)
LOOSE = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW_OR_MANY = pytest.mark.parametrize("examples", [3, pytest.param(60, marks=pytest.mark.nightly)])


def holds(examples: int, *drawn: Any) -> Callable[[Callable[..., None]], None]:
    """Tries a property on so many examples; few of them are quick, many are for the night."""
    return lambda tried: settings(LOOSE, max_examples=examples)(given(*drawn)(tried))()


def _indicators() -> tuple[Indicator, ...]:
    kinds = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK, Kind.RATIO, Kind.RATE_EACH, Kind.MILESTONE)
    rows = [
        samples.indicator(kind, 50.0, id=f"T01-{number}", factor=100 if kind is Kind.RATIO else 1)
        for number, kind in enumerate(kinds, 1)
    ]
    answers = samples.indicator(Kind.MILESTONE, 12, id="T01-7", measure="个", report_measure=YES_NO)
    single = samples.indicator(Kind.MILESTONE, 1, id="T01-8", measure=YES_NO, report_measure=YES_NO)
    return (*rows, answers, replace(single, reporters=("县1",)))


CHECKLIST = samples.checklist(*_indicators())
# Smaller numbers than a millionth do not come from people; a quotient over them is no figure.
NUMBERS = st.one_of(st.integers(0, 10**7).map(float), st.floats(1e-6, 1e9), st.just(0.1))
WORDS = st.sampled_from(["待统计", "不涉及"])


@st.composite
def returns(draw: Any) -> list[Entry]:
    """Entries of May and June: any unit may miss any row, in any month."""
    rows: list[Entry] = []
    for period in (MAY, JUNE):
        for unit in UNITS:
            if draw(st.integers(0, 5)) == 0:
                continue
            rows += samples.statuses(
                {
                    unit.name: (
                        draw(st.sampled_from(["未启动", "正常推进", "进度滞后", "已完成", "不涉及"])),
                        draw(st.none() | st.integers(0, 100)),
                    )
                },
                period,
            )
            for indicator in CHECKLIST.indicators:
                if unit.name in indicator.reporters and draw(st.integers(0, 3)):
                    rows += samples.figures({unit.name: draw(_answer(indicator))}, period, indicator.id)
    return rows


def _answer(indicator: Indicator) -> st.SearchStrategy[Any]:
    if indicator.report_measure == YES_NO:
        return st.sampled_from(["是", "否", "待统计", "不涉及"])
    if indicator.is_ratio_input:
        return st.tuples(NUMBERS, NUMBERS)
    return NUMBERS | WORDS


@FEW_OR_MANY
def test_order_of_entries_does_not_matter(examples: int) -> None:
    @holds(examples, returns(), st.randoms(use_true_random=False))
    def tried(entries: list[Entry], rng: Any) -> None:
        shuffled = list(entries)
        rng.shuffle(shuffled)
        assert compute(CHECKLIST, shuffled) == compute(CHECKLIST, entries)


@FEW_OR_MANY
def test_splitting_a_return_in_two_parts_does_not_matter(examples: int) -> None:
    @holds(examples, returns(), st.sets(st.integers(0, 400)))
    def tried(entries: list[Entry], second: set[int]) -> None:
        parts = [
            replace(row, source=replace(row.source, file="archive/2024-06/part2.xlsx", sha256="cd" * 32))
            if position in second and row.source
            else row
            for position, row in enumerate(entries)
        ]
        whole, split = compute(CHECKLIST, entries), compute(CHECKLIST, parts)
        strip = {key: replace(figure, sources=()) for key, figure in whole.figures.items()}
        assert {key: replace(figure, sources=()) for key, figure in split.figures.items()} == strip
        assert [row.light for row in split.tasks] == [row.light for row in whole.tasks]
        assert split.units == whole.units


@FEW_OR_MANY
def test_a_unit_with_zeros_changes_no_ratio_and_no_sum(examples: int) -> None:
    @holds(examples, returns())
    def tried(entries: list[Entry]) -> None:
        extra = Unit("653199", "县13", "县13")
        wider = Checklist(
            CHECKLIST.tasks,
            tuple(
                replace(row, reporters=(*row.reporters, extra.name)) if len(row.reporters) > 1 else row
                for row in CHECKLIST.indicators
            ),
        )
        zeros = [
            samples.entry(extra.code, period, INDICATORS, row.id, name, 0.0)
            for period in (MAY, JUNE)
            for row in wider.indicators
            for name in (("numerator", "denominator") if row.is_ratio_input else ("ytd",))
            if row.report_measure != YES_NO and extra.name in row.reporters
        ]
        before = compute(CHECKLIST, entries)
        after = compute(wider, [*entries, *zeros], units=(*UNITS, extra))
        for old, new in zip(before.indicators, after.indicators, strict=True):
            if new.indicator.kind in (Kind.RATE_EACH, Kind.MILESTONE):
                continue
            if old.total.value is not None:
                assert new.total.value == old.total.value
                assert new.rate.value == old.rate.value
            if old.previous.value is not None:
                assert new.previous.value == old.previous.value
            if old.change.value is not None:
                assert new.change.value == old.change.value


@FEW_OR_MANY
def test_a_missing_unit_is_never_zero_and_never_red(examples: int) -> None:
    @holds(examples, returns())
    def tried(entries: list[Entry]) -> None:
        result = compute(CHECKLIST, entries)
        said = {(row.unit, row.key) for row in entries if row.period == JUNE and row.sheet == INDICATORS}
        for row in result.indicators:
            assert 0 <= (row.reported.value or 0) <= (row.expected.value or 0) <= 12
            for value in row.units:
                if (value.unit.code, row.indicator.id) not in said:
                    assert value.value.value is None
                    assert value.value.word == "未报"
                    assert value.light.name == "MISSING"


@FEW_OR_MANY
def test_every_input_of_a_figure_is_a_figure(examples: int) -> None:
    @holds(examples, returns())
    def tried(entries: list[Entry]) -> None:
        figures = compute(CHECKLIST, entries).figures
        for key, figure in figures.items():
            assert figure.key == key
            assert all(name in figures for name in figure.inputs)
            assert figure.value is not None or figure.word, key
            assert figure.value is None or math.isfinite(figure.value)


@given(st.lists(st.floats(-1e15, 1e15, allow_nan=False)), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_exact_sum_knows_no_order(values: list[float], rng: Any) -> None:
    shuffled = list(values)
    rng.shuffle(shuffled)
    assert exact_sum(shuffled) == exact_sum(values)
    assert math.isclose(exact_sum(values), math.fsum(values), rel_tol=1e-12, abs_tol=1e-6)


def test_exact_sum_shows_no_binary_noise() -> None:
    assert exact_sum([0.1, 0.2]) == 0.3
    assert exact_sum([2.08, 3.78, 16.56]) == 22.42


def test_target_of_a_range_is_its_lower_bound() -> None:
    row = samples.indicator(Kind.FLOW, None, targets={2024: Target(1, 2)})
    assert samples.one(samples.checklist(row), samples.figures({"县1": 1})).rate.value == 100
