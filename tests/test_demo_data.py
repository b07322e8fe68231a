"""The made-up month makes sense: matters belong to their task, growth differs, what is made up is said in heads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.model import Checklist, Kind, Quota
from toolkit.core.periods import Period
from toolkit.demo.amounts import made_up_weights
from toolkit.demo.returns import Values, made_up_values
from toolkit.demo.run import months_of
from toolkit.demo.texts import PRACTICES, WISHES
from toolkit.demo.texts import PROJECTS as MADE_UP_PROJECTS
from toolkit.figures.quotas.proposals import propose
from toolkit.figures.quotas.quotasums import quota_rows
from toolkit.forms.plan import Prefill, plan_form

MONTHS = [Period(2024, month) for month in range(1, 13)]


@pytest.fixture(scope="module")
def divided(checklist: Checklist) -> Checklist:
    """The shipped checklist with a made-up quota for every target that units share."""
    names = {unit.code: unit.name for unit in checklist.units}
    quotas = tuple(
        Quota(row.indicator.id, names[unit], 2024, share)
        for row in quota_rows(checklist, checklist.reporting, 2024)
        for unit, share in propose(row, "", made_up_weights(row)).shares.items()
    )
    return Checklist(
        **{name: getattr(checklist, name) for name in ("tasks", "indicators", "units")}, quotas=quotas
    )


def filled(checklist: Checklist, period: Period) -> Iterator[tuple[Form, Values]]:
    for unit in checklist.units_in(period):
        form = plan_form(
            checklist, unit, period, prefill=Prefill(), deadline=datetime(2024, 6, 25, 18),
            data_until=datetime(2024, 6, 25), office="办公室", office_contact="", key=b"",
        )  # fmt: skip
        yield form, made_up_values(form)


def test_matters_are_of_the_task_and_the_lead_they_name(checklist: Checklist) -> None:
    for matter in (*WISHES, *PRACTICES):
        task = checklist.task(matter.task)
        assert not matter.lead or matter.lead in task.leads, matter
    assert {checklist.task(no).no for _, _, no, _ in MADE_UP_PROJECTS} <= {2, 22, 24, 28, 36}
    told = [
        values
        for _, values in filled(checklist, Period(2024, 6))
        if any(key[0] == EXPERIENCE for key in values)
    ]
    assert len(told) == 12  # every county has its requests or its practice


def test_no_text_says_of_itself_that_it_is_made_up(divided: Checklist) -> None:
    texts = [
        (place, value)
        for _, values in filled(divided, Period(2024, 6))
        for place, value in values.items()
        if isinstance(value, str)
    ]
    assert len(texts) > 1000
    assert not [place for place, value in texts if "模拟" in value]


def test_cumulative_figures_never_fall_and_do_not_grow_alike(divided: Checklist) -> None:
    flows = {one.id for one in divided.indicators if one.kind in (Kind.FLOW, Kind.INVESTMENT)}
    totals: dict[str, list[float]] = {}
    last: dict[tuple[str, str], float] = {}
    for period in MONTHS[4:8]:
        for form, values in filled(divided, period):
            for (sheet, key, field), value in values.items():
                if (
                    sheet == INDICATORS
                    and field == "ytd"
                    and key in flows
                    and isinstance(value, (int, float))
                ):
                    assert value >= last.get((form.unit.code, key), 0)
                    last[form.unit.code, key] = value
        for key in flows:
            totals.setdefault(key, []).append(sum(value for (_, id), value in last.items() if id == key))
    growth = {round(line[1] / line[0], 2) for line in totals.values() if line[0] > 100}
    assert len(growth) > 8  # May to June, and not one factor for all
    assert all(1 <= one < 1.6 for one in growth)


def test_most_units_own_up_and_projects_carry_their_money_into_the_new_year(divided: Checklist) -> None:
    behind = told = 0
    for form, values in filled(divided, Period(2024, 6)):
        for row in form.indicators:
            value = values.get((INDICATORS, row.indicator.id, "ytd"))
            status = values.get((TASKS, str(row.indicator.task_no), "status"))
            if status and row.quota and row.pace and isinstance(value, float | int):
                far = value / row.quota * 100 < row.pace - 10
                behind += far
                told += far and status == "进度滞后"
    assert behind > 40
    assert 0.6 < told / behind < 1
    (december, before), (january, after) = (
        next(filled(divided, period)) for period in (Period(2024, 12), Period(2025, 1))
    )
    money = [
        [values[place] for place in values if place[2] == "cumulative_done"] for values in (before, after)
    ]
    assert money[0] and all(old <= new for old, new in zip(*money, strict=True))
    assert december.unit == january.unit and any(place[0] == PROJECTS for place in before)


def test_three_months_go_over_the_end_of_the_year() -> None:
    assert [str(period) for period in months_of(3)] == ["2024-11", "2024-12", "2025-01"]
    assert [str(period) for period in months_of(2)] == ["2024-05", "2024-06"]
    assert str(months_of(13)[0]) == "2024-01"
