"""What must hold of lights and statuses whatever arrives: two ends, order of arrival, missing returns, units' words."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import figures_samples as samples
import pytest
from figures_samples import CODES, UNITS, compute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.model import YES_NO, Checklist, Comparator, Indicator, Kind, Quota
from toolkit.core.periods import Period
from toolkit.core.results import WORST_FIRST, IndicatorResult, JudgedBy
from toolkit.core.returns import Entry, Light
from toolkit.figures.given.data import Settings

NAMES = [unit.name for unit in UNITS]
LOOSE = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW_OR_MANY = pytest.mark.parametrize("examples", [3, pytest.param(60, marks=pytest.mark.nightly)])


def holds(examples: int, *drawn: Any) -> Callable[[Callable[..., None]], None]:
    """Tries a property on so many examples; few of them are quick, many are for the night."""
    return lambda tried: settings(LOOSE, max_examples=examples)(given(*drawn)(tried))()


def _sums() -> tuple[Indicator, ...]:
    flow = samples.indicator(Kind.FLOW, 120)
    money = samples.indicator(
        Kind.INVESTMENT, 12.5, id="T01-2", measure="亿元", report_measure="亿元", decimals=2
    )
    each = samples.indicator(Kind.RATE_EACH, 59, id="T01-3", measure="项", report_measure="项")
    answers = samples.indicator(Kind.MILESTONE, 12, id="T01-4", measure="个", report_measure=YES_NO)
    exact = samples.indicator(Kind.FLOW, 60, id="T01-5", comparator=Comparator.EQ)
    return flow, money, each, answers, exact


CHECKLIST = samples.checklist(
    *_sums(), quotas=(Quota("T01-1", "县1", 2024, 30.0), Quota("T01-1", "县2", 2024, 0.0))
)


@st.composite
def year(draw: Any) -> tuple[Period, dict[str, dict[Period, dict[str, float | str]]]]:
    """A month, and for each indicator what units gave up to it: cumulatives that never fall; some are silent now."""
    month = draw(st.integers(2, 12))
    seed = draw(st.integers(0, 10**6))
    rng = random.Random(seed)
    silent = set(rng.sample(NAMES, rng.randint(0, 6)))
    speed = rng.choice((0.3, 0.8, 1.0, 1.2, 2.0))
    told: dict[str, dict[Period, dict[str, float | str]]] = {}
    for indicator in CHECKLIST.indicators:
        months: dict[Period, dict[str, float | str]] = {Period(2024, m): {} for m in range(1, month + 1)}
        for name in NAMES:
            value = 0.0
            for number in range(1, month + 1):
                part = indicator.targets[2024].low / 12 / 12 * speed * rng.uniform(0, 2)
                value = value + (round(part) if indicator.measure != "亿元" else round(part, 2))
                if (number == month and name in silent) or rng.random() < 0.05:
                    continue
                said: float | str = round(value, 2)
                if indicator.kind is Kind.RATE_EACH:
                    said = float(rng.choice((40, 59, 60)))
                if indicator.report_measure == YES_NO:
                    said = rng.choice(("是", "否"))
                months[Period(2024, number)][name] = said
        told[indicator.id] = months
    return Period(2024, month), told


def _entries(told: dict[str, dict[Period, dict[str, float | str]]]) -> list[Entry]:
    return [
        row
        for id, months in told.items()
        for period, values in months.items()
        for row in samples.figures(values, period, id)
    ]


def _within(
    indicator: Indicator, row: IndicatorResult, period: Period, told: Any, rng: random.Random
) -> dict[str, Any]:
    """Figures for the units without one, anywhere between their ends as the rule words them."""
    found: dict[str, Any] = {}
    silent = [unit.name for unit in row.coverage.absent]
    due = int(row.expected.value or 0)
    for name in silent:
        last = [(p.month, told[p][name]) for p in sorted(told) if p < period and name in told[p]]
        if indicator.report_measure == YES_NO:
            found[name] = "是" if last and last[-1][1] == "是" else rng.choice(("是", "否"))
            continue
        if indicator.kind is Kind.RATE_EACH:
            done = bool(last) and last[-1][1] >= indicator.targets[2024].low
            found[name] = 60.0 if done else rng.choice((0.0, 58.0, 59.0, 70.0))
            continue
        quotas = {quota.unit: quota.target for quota in CHECKLIST.quotas if quota.indicator == indicator.id}
        part = quotas.get(name, indicator.targets[2024].low / due)
        low, high = 0.0, part * (period.month + 1) / 12
        if last:
            since, low = last[-1]
            high = low + max(low / since, part / 12) * (period.month - since + 1)
        found[name] = rng.choice((low, high, rng.uniform(low, high)))
    return found


@pytest.mark.parametrize(("examples", "draws"), [(3, 5), pytest.param(10, 200, marks=pytest.mark.nightly)])
def test_a_light_lit_with_units_missing_is_what_it_would_be_with_them(examples: int, draws: int) -> None:
    @holds(examples, year(), st.integers(0, 10**6))
    def tried(case: Any, seed: int) -> None:
        period, told = case
        rng = random.Random(seed)
        rows = compute(CHECKLIST, _entries(told), period).indicators
        lit = [row for row in rows if row.light in (*WORST_FIRST, Light.WAITING) and row.coverage.absent]
        for _ in range(draws if lit else 0):
            full, drawn = dict(told), {}
            for row in lit:
                id = row.indicator.id
                drawn[id] = _within(row.indicator, row, period, told[id], rng)
                full[id] = {**told[id], period: {**told[id][period], **drawn[id]}}
            made = {row.indicator.id: row for row in compute(CHECKLIST, _entries(full), period).indicators}
            for row in lit:
                id = row.indicator.id
                assert made[id].light is row.light, (id, row.note, drawn[id])


@FEW_OR_MANY
def test_with_every_due_figure_in_nothing_waits(examples: int) -> None:
    @holds(examples, year())
    def tried(case: Any) -> None:
        period, told = case
        for id, months in told.items():
            indicator = CHECKLIST.indicator(id)
            for name in NAMES:
                months[period].setdefault(name, "是" if indicator.report_measure == YES_NO else 5.0)
        words = samples.statuses(dict.fromkeys(NAMES, "正常推进"), period)
        result = compute(CHECKLIST, [*_entries(told), *words], period)
        assert all(row.light is not Light.OPEN for row in (*result.indicators, *result.tasks))


@FEW_OR_MANY
def test_the_order_in_which_units_arrive_changes_nothing(examples: int) -> None:
    @holds(examples, year(), st.randoms(use_true_random=False))
    def tried(case: Any, rng: Any) -> None:
        period, told = case
        entries = [
            *_entries(told),
            *samples.statuses({name: rng.choice(("已完成", "未启动", "进度滞后")) for name in NAMES}, period),
        ]
        by_unit: dict[str, list[Entry]] = {}
        for row in entries:
            by_unit.setdefault(row.unit, []).append(row)
        order = list(by_unit)
        rng.shuffle(order)
        assert compute(CHECKLIST, entries, period) == compute(
            CHECKLIST, [row for unit in order for row in by_unit[unit]], period
        )


@FEW_OR_MANY
def test_a_task_never_gets_better_because_a_return_is_missing(examples: int) -> None:
    """Of figures that do not fall: what was reached stays reached."""
    running = Checklist(CHECKLIST.tasks, CHECKLIST.indicators[:2], quotas=CHECKLIST.quotas)

    @holds(examples, year(), st.sampled_from(NAMES))
    def tried(case: Any, gone: str) -> None:
        period, told = case
        told = {id: months for id, months in told.items() if id in ("T01-1", "T01-2")}
        words = samples.statuses(dict.fromkeys(NAMES, "已完成"), period)
        with_it = compute(running, [*_entries(told), *words], period).tasks[0]
        without = [
            row for row in [*_entries(told), *words] if not (row.unit == CODES[gone] and row.period == period)
        ]
        left = compute(running, without, period).tasks[0]
        assert with_it.judged_by is left.judged_by is JudgedBy.INDICATORS
        if left.light in WORST_FIRST and with_it.light in WORST_FIRST:
            assert WORST_FIRST.index(left.light) <= WORST_FIRST.index(with_it.light)


STATUSES = st.sampled_from(["未启动", "正常推进", "进度滞后", "已完成", "不涉及", ""])


TWELVE = st.lists(STATUSES, min_size=12, max_size=12)


@pytest.mark.parametrize("examples", [12, pytest.param(300, marks=pytest.mark.nightly)])
def test_a_task_that_rests_on_words_says_how_many_said_so(examples: int) -> None:
    @holds(examples, TWELVE, TWELVE)
    def tried(now: list[str], before: list[str]) -> None:
        period = Period(2024, 6)
        entries = [
            row
            for month, words in ((period, now), (period.previous, before))
            for row in samples.statuses({n: w for n, w in zip(NAMES, words, strict=True) if w}, month)
        ]
        row = compute(samples.checklist(), entries, period).tasks[0]
        said = [word for word in now if word not in ("", "不涉及")]
        if row.judged_by is not JudgedBy.UNITS:
            assert not said and all(word == "不涉及" for word in now)
            return
        if row.light is Light.OPEN:
            assert row.share is None and "" in now
            return
        assert row.share is not None and row.share.of == len(said) > 0
        behind = sum(word in ("进度滞后", "未启动") for word in said)
        told = {
            "自报滞后或未启动较多": behind,
            "自报存在滞后或未启动": behind,
            "自报已完成": said.count("已完成"),
        }
        assert row.share.said == told.get(row.word, len(said) - behind)
        assert row.status == f"{row.word}（{row.share.said}/{len(said)}家）"


def test_a_carried_figure_is_no_reported_one() -> None:
    """The ends do not count twice what config carries over."""
    lists = samples.checklist(samples.indicator(Kind.FLOW, 120))
    before, now = Period(2024, 5), Period(2024, 6)
    entries = samples.figures(dict.fromkeys(NAMES, 6.0), before) + samples.figures(
        dict.fromkeys(NAMES[1:], 8.0), now
    )
    row = compute(lists, entries, now, settings=Settings(carry_missing=True)).indicators[0]
    assert (row.total.value, row.reported.value, row.expected.value) == (94.0, 11.0, 12.0)
    assert row.light is Light.GREEN and "沿用上月" in row.marks
