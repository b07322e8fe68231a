"""Copies are asked about: another unit's figures, figures in two sheets at once, one text for many tasks."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.checks_case import JUNE, Values, clean_values, codes, entries_of, findings, form_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.run import run_checks
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Kind, Unit
from toolkit.core.places import Place

pytestmark = pytest.mark.quick


def _ids(checklist: Checklist, unit: Unit) -> list[str]:
    rows = form_of(checklist, unit).indicators
    return [
        row.indicator.id
        for row in rows
        if not row.indicator.is_ratio_input and row.indicator.report_measure != "是/否"
    ]


def _figures(checklist: Checklist, unit: Unit, seed: int, most: int = 900) -> dict[Place, str | float | None]:
    dice = random.Random(seed)
    return {Place(INDICATORS, id, "ytd"): float(dice.randint(1, most)) for id in _ids(checklist, unit)}


def _data(checklist: Checklist, unit: Unit, changes: Values) -> UnitData:
    form = form_of(checklist, unit)
    return UnitData(unit, form, entries_of(unit, JUNE, {**clean_values(form), **changes}))


def _asked(checklist: Checklist, units: list[UnitData], code: str) -> list[tuple[str, str]]:
    found = run_checks(CheckData(checklist, JUNE, units))
    return [(one.unit, one.values["other"]) for one in found if one.code == code]


@pytest.mark.parametrize(("moved", "told"), [(0, True), (2, True), (12, True), (45, False)])
def test_the_figures_of_a_neighbour_are_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], moved: int, told: bool
) -> None:
    one, other = units[1], units[2]
    own = _figures(checklist, one, 7)
    copied = {place: own.get(place, value) for place, value in _figures(checklist, other, 8).items()}
    for place in list(copied)[:moved]:
        copied[place] = 901.0 + moved
    asked = _asked(checklist, [_data(checklist, one, own), _data(checklist, other, copied)], "Q415")
    assert asked == ([(other.code, one.name)] if told else [])


@pytest.mark.parametrize("most", [9, 40, 900])
def test_figures_that_are_equal_by_chance_are_not(
    checklist: Checklist, units: tuple[Unit, ...], most: int
) -> None:
    data = [_data(checklist, unit, _figures(checklist, unit, seed, most)) for seed, unit in enumerate(units)]
    assert _asked(checklist, data, "Q415") == []


def test_figures_that_went_into_two_sheets_at_once_are_asked_about(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    """Both sheets have a column of figures at J: selected together, what is typed into one stands in both."""
    unit = units[1]
    form = form_of(checklist, unit)
    keys = [row.task.key for row in form.rows if row.asked]
    ids = _ids(checklist, unit)

    def found(together: int, value: float | None = None) -> list[str]:
        entries = entries_of(unit, JUNE, clean_values(form))
        for number in range(30):
            figure, done = (INDICATORS, ids[number], "ytd"), (TASKS, keys[number], "completion")
            amount = value if value is not None else float(20 + number)
            for place, sheet in ((figure, "指标数据"), (done, "任务进展")):
                entry = entries.get(place) or next(iter(entries.values()))
                shown = amount if number < together or place == figure else 48.5
                source = replace(entry.source, sheet=sheet, address=f"J{number + 5}")
                entries[place] = replace(
                    entry, sheet=place[0], key=place[1], field=place[2], value=shown, source=source
                )
        data = CheckData(checklist, JUNE, [UnitData(unit, form, entries)])
        return [one.address for one in run_checks(data) if one.code == "Q416"]

    assert found(30) == ["J5"]
    assert found(7) == []
    assert found(30, 50.0) == []  # a status of half everywhere, and figures of 50, are no sign


@pytest.mark.parametrize(
    ("count", "text", "expected"),
    [
        (5, "已召开推进会3次，完成阶段目标。", ["N510"]),
        (4, "已召开推进会3次，完成阶段目标。", []),
        (20, "本月无新进展", []),
    ],
)
def test_one_text_for_many_tasks_is_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], count: int, text: str, expected: list[str]
) -> None:
    keys = [row.task.key for row in form_of(checklist, units[1]).rows if row.asked][:count]
    changes = {(TASKS, key, "progress"): text for key in keys}
    assert [code for code in codes(findings(checklist, units[1], changes)) if code == "N510"] == expected


def _goals(checklist: Checklist, unit: Unit, of: str, rows: int) -> dict[Place, str | float | None]:
    """The first ``rows`` figures that several units add up to, as the target of the place or the unit's own task."""
    kinds = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK)
    shared = [
        row for row in form_of(checklist, unit).indicators if row.indicator.kind in kinds and not row.sole
    ]
    goals = {row.indicator.id: row.target.low if of == "place" else row.quota for row in shared}
    known = {Place(INDICATORS, id, "ytd"): goal for id, goal in goals.items() if goal}
    return dict(list(known.items())[:rows])


@pytest.mark.parametrize(("rows", "told"), [(99, True), (20, True), (3, False)])
def test_the_target_of_the_whole_place_in_place_of_what_was_done(
    checklist: Checklist, units: tuple[Unit, ...], rows: int, told: bool
) -> None:
    changes = _goals(checklist, units[1], "place", rows)
    found = [one for one in findings(checklist, units[1], changes, {}) if one.code == "Q422"]
    assert [one.values["goal"] for one in found] == (["全地区的年度目标"] if told else [])
    for one in found:
        assert int(one.values["count"]) == len(one.values["rows"].split("、")) >= len(changes) / 2


def test_ordinary_figures_are_no_goals(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    for unit in units:
        assert "Q422" not in codes(findings(checklist, unit, {}, {}))
