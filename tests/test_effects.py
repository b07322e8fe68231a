"""Findings by effect: how far the prefecture's figure may be off, what is listed first, what no unit is asked about."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from checks_case import form_of
from figures_samples import CODES, JUNE, UNITS, checklist, entry, everyone, figures, indicator

from toolkit.checks.data import CheckData, UnitData, index
from toolkit.checks.proportion_rules import figures_in_proportion
from toolkit.checks.time_rules import cumulative_does_not_fall, no_jump
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Checklist, Kind
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.core.words import NoValue
from toolkit.figures.doubted.effects import by_effect, effect_words, stays_in_office, with_effects
from toolkit.figures.given.data import MonthData
from toolkit.outputs.context import KEPT
from toolkit.outputs.findingwords import handling_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.corrections import plan_corrections
from toolkit.pipeline.month.assembling import assemble

MAY, APRIL = JUNE.previous, JUNE.previous.previous
AT_MOST = 2  # percent that config lets an office keep to itself


def found(code: str = "Q401", unit: str = "县1", field: str = "ytd", **parts: Any) -> Finding:
    place = {"form_sheet": INDICATORS, "key": "T01-1", "seen": "1"}
    return Finding(code, unit=CODES[unit], field=field, **{**place, **parts})


def weighed(rows: Checklist, entries: Sequence[Entry], *findings: Finding) -> list[float | None]:
    months: dict[Period, list[Entry]] = {JUNE: []}
    for one in entries:
        months.setdefault(one.period, []).append(one)
    return [one.effect for one in with_effects(MonthData(rows, UNITS, JUNE, months), findings)]


def grown(now: Mapping[str, Any]) -> list[Entry]:
    """Twelve units that add ten a month, and what is reported now instead."""
    before = [*figures(everyone(40), APRIL), *figures(everyone(50), MAY)]
    return [*before, *figures({**everyone(60), **now})]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (600, 550 / 710),  # ten times too much: of the figure as it stands without it
        (49, 11 / 709),  # fallen by one: with the step of every month it should be 60
        (50, 10 / 710),
        (0, 60 / 660),
    ],
)
def test_a_sum_moves_by_what_the_units_own_months_lead_to_expect(now: float, expected: float) -> None:
    (effect,) = weighed(checklist(indicator()), grown({"县1": now}), found())
    assert effect == pytest.approx(expected)


def test_what_is_missing_counts_as_what_it_would_add() -> None:
    rows = checklist(indicator())
    entries = [
        one for one in grown({"县2": NoValue.PENDING}) if (one.unit, one.period) != (CODES["县1"], JUNE)
    ]
    blank, pending = weighed(
        rows, entries, found("E207", seen=""), found("Q406", unit="县2", seen=NoValue.PENDING)
    )
    assert blank == pytest.approx(60 / 600)
    assert pending == pytest.approx(60 / 600)
    gone = grown({"县2": NoValue.NOT_APPLICABLE})
    (effect,) = weighed(rows, gone, found("Q418", unit="县2", seen=NoValue.NOT_APPLICABLE))
    assert effect is not None and effect > 50 / 720


def test_a_wild_figure_of_one_unit_does_not_make_another_units_fault_look_small() -> None:
    wild = grown({"县1": 20, "县2": 6_000_000})
    effect, _ = weighed(checklist(indicator()), wild, found(), found("Q411", unit="县2"))
    assert effect is not None
    assert effect > 40 / 720


def test_a_quotient_moves_as_a_whole_and_a_count_by_one_unit() -> None:
    ratio = checklist(indicator(Kind.RATIO, 90))
    entries = [*figures(everyone((80, 100)), MAY), *figures({**everyone((80, 100)), "县1": (8, 100)})]
    (effect,) = weighed(ratio, entries, found("Q411", field="numerator"))
    assert effect == pytest.approx((960 - 888) / 888)
    each = checklist(indicator(Kind.RATE_EACH, 90))
    assert weighed(each, figures(everyone(95)), found()) == [pytest.approx(1 / 12)]


def test_what_the_finding_holds_against_the_figure_counts_too() -> None:
    entries = grown({})
    (effect,) = weighed(
        checklist(indicator()), entries, found("Q305", values={"spent": "240", "value": "60"})
    )
    assert effect == pytest.approx(180 / 710)


def test_money_of_a_project_moves_the_sum_of_the_projects() -> None:
    rows, name = checklist(indicator()), "year_done"
    entries = [
        entry("县1", MAY, PROJECTS, "P1", name, 100),
        entry("县1", JUNE, PROJECTS, "P1", name, 1_000_000),
        entry("县2", JUNE, PROJECTS, "P2", name, 900),
    ]
    place = {"form_sheet": PROJECTS, "key": "P1", "field": name}
    assert weighed(rows, entries, found("Q307", **place)) == [pytest.approx(999_900 / 1000)]


def test_nothing_hangs_on_words_on_what_is_not_due_and_on_what_nobody_confirmed() -> None:
    word = {"form_sheet": TASKS, "key": "1", "field": "status"}
    assert weighed(checklist(indicator()), grown({}), found("Q404", **word)) == [None]
    assert weighed(checklist(indicator()), grown({}), found(field="explanation")) == [None]
    late = checklist(indicator(months=(12,)))
    assert weighed(late, grown({}), found()) == [None]
    assert weighed(checklist(indicator(confirmed=False)), grown({}), found()) == [None]
    assert effect_words(found()) == ""
    assert effect_words(replace(found(), effect=0.0314)) == "对全地区数的影响：3.1%。"


def test_only_measured_queries_stay_in_the_office_and_the_heaviest_is_first() -> None:
    small = replace(found(), effect=0.004)
    assert stays_in_office(small, 0.5)
    assert not stays_in_office(small, 0)
    assert not stays_in_office(small, 0.4)
    assert not stays_in_office(found(), 2)  # nobody can say how large it is
    assert not stays_in_office(replace(small, code="E203"), 2)
    assert not stays_in_office(replace(small, code="Q901", values={"rule": "R1"}), 2)
    rows = [found(), small, replace(found(), effect=0.2)]
    assert [one.effect for one in sorted(rows, key=by_effect)] == [0.2, 0.004, None]


def random_year(rng: random.Random) -> tuple[dict[Period, dict[str, float]], dict[str, float]]:
    """The year's earlier months of units of very different size, and what June truly is; no step is the largest yet."""
    months: dict[Period, dict[str, float]] = {month: {} for month in JUNE.so_far[:-1]}
    truth = {}
    for unit in UNITS:
        size = 10 ** rng.uniform(0.5, 3.5)
        steps = [rng.uniform(0, size) for _ in JUNE.so_far]
        steps[-1] = min(steps[-1], max(steps[:-1]))
        for at, month in enumerate(JUNE.so_far[:-1], 1):
            months[month][unit.name] = round(sum(steps[:at]))
        truth[unit.name] = min(
            round(sum(steps)),
            months[MAY][unit.name] + max(b - a for a, b in steps_of(months, unit.name)),
        )
    return months, truth


def steps_of(months: Mapping[Period, Mapping[str, float]], unit: str) -> Iterator[tuple[float, float]]:
    values = [0.0, *(values[unit] for values in months.values())]
    return pairwise(values)


def spoiled(rng: random.Random, value: float, last: float) -> float:
    """A figure as slips of the hand leave it."""
    return rng.choice(
        [
            value * 10, value // 10, value * 10_000, 0.0, last - 1 if last else 0.0, last // 2,
            float(str(int(value))[::-1]), value + rng.randint(1, 9) * 10 ** rng.randint(0, 4),
        ]
    )  # fmt: skip


def test_of_the_errors_that_rules_find_none_over_two_percent_of_a_figure_is_kept_back() -> None:
    rng, kept, large = random.Random(19), 0, 0
    rows = checklist(indicator())
    forms = {unit.code: form_of(rows, unit) for unit in UNITS}
    for _ in range(60):
        months, truth = random_year(rng)
        now = dict(truth)
        for name in rng.sample(sorted(truth), 3):
            now[name] = spoiled(rng, truth[name], months[MAY][name])
        entries = {month: figures(values, month) for month, values in {**months, JUNE: now}.items()}
        indexed = {month: index(values) for month, values in entries.items()}
        data = CheckData(
            rows,
            JUNE,
            [
                UnitData(
                    unit,
                    forms[unit.code],
                    indexed[JUNE][unit.code],
                    {month: indexed[month][unit.code] for month in months},
                )
                for unit in UNITS
            ],
        )
        findings = [
            finding
            for rule in (cumulative_does_not_fall, no_jump, figures_in_proportion)
            for unit in data.units
            for finding in rule(data, unit)
        ]
        names = {code: name for name, code in CODES.items()}
        for finding in with_effects(MonthData(rows, UNITS, JUNE, entries), findings):
            name = names[finding.unit]
            off = abs(now[name] - truth[name]) / sum(truth.values()) * 100
            held = stays_in_office(finding, AT_MOST)
            kept, large = kept + held, large + (off > AT_MOST)
            assert not (held and off > AT_MOST), (name, now[name], truth[name], finding.effect)
    assert kept > 20
    assert large > 20


def test_a_small_query_stays_in_the_office_and_counts_against_nobody(small_copy: Path) -> None:
    settings = small_copy / "config.toml"
    settings.write_text(settings.read_text("utf-8").replace("ask_from = 0", "ask_from = 2"), "utf-8")
    workspace = Workspace(small_copy)
    month = assemble(workspace, JUNE)
    (small,) = [one for one in month.open if one.code == "Q401"]
    assert small.effect is not None and 0 < small.effect < 0.02
    assert handling_of(small, month.context) == KEPT
    assert small not in month.asked
    assert {one.id for one in month.asked} == {one.id for one in month.open} - {small.id}
    assert [row.queries for row in month.result.units if row.unit.code == small.unit] == [0]
    assert not any(name.startswith(small.unit) for name, _ in plan_corrections(workspace, JUNE, month))
    (value,) = [
        one for row in month.result.indicators if row.indicator.id == small.key for one in row.units
        if one.unit.code == small.unit
    ]  # fmt: skip
    assert value.doubtful  # the figure is as doubtful as it was
