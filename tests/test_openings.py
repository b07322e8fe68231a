"""期初值: a base for months before the tool was used, never a return; figures, checks and form have one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from figures_samples import CODES, JUNE, checklist, compute, entry, figures, indicator, one
from test_checks_month import send

from tests.checks_case import clean_values
from toolkit.checklist import snapshot
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Kind, Opening
from toolkit.core.openings import with_openings
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.month.planning import FormPlanner

MAY = Period(2024, 5)


def laid(entries: list[Entry], *openings: Opening) -> list[tuple[str, float | str]]:
    """Field and value of what stands for May as June looks back."""
    found = with_openings({MAY: entries, JUNE: []}, openings, CODES, JUNE)
    return [(row.field, row.value) for row in found[MAY]]


def test_an_opening_stands_beside_a_return_that_says_nothing_of_the_figure() -> None:
    status = entry("县1", MAY, TASKS, "1", "status", "正常推进")
    assert laid([status], Opening("T01-1", "县1", MAY, 500.0)) == [("status", "正常推进"), ("ytd", 500.0)]
    other = figures({"县1": 3.0}, MAY, id="T01-2")
    assert laid(other, Opening("T01-1", "县1", MAY, 500.0)) == [("ytd", 3.0), ("ytd", 500.0)]


@pytest.mark.parametrize("own", [30.0, 0.0, "待统计"])
def test_what_the_unit_says_itself_goes_before_its_opening(own: float | str) -> None:
    assert laid(figures({"县1": own}, MAY), Opening("T01-1", "县1", MAY, 500.0)) == [("ytd", own)]


def test_half_a_quotient_is_not_filled_up_with_half_an_opening() -> None:
    half = [entry("县1", MAY, INDICATORS, "T01-1", "numerator", 30.0)]
    assert laid(half, Opening("T01-1", "县1", MAY, None, 40.0, 100.0)) == [("numerator", 30.0)]
    assert laid([], Opening("T01-1", "县1", MAY, None, 40.0, 100.0)) == [
        ("numerator", 40.0),
        ("denominator", 100.0),
    ]


def test_an_opening_is_no_return_of_the_month_itself() -> None:
    opening = Opening("T01-1", "县1", JUNE, 500.0)
    assert with_openings({JUNE: []}, [opening], CODES, JUNE) == {JUNE: []}
    row = one(checklist(indicator(), openings=(opening,)), [])
    assert (row.total.value, row.reported.value) == (None, 0)


def test_laying_openings_in_twice_changes_nothing() -> None:
    openings = [Opening("T01-1", "县1", MAY, 500.0), Opening("T01-1", "县2", MAY, 7.0)]
    first = with_openings({MAY: figures({"县2": 8.0}, MAY)}, openings, CODES, JUNE)
    assert with_openings(first, openings, CODES, JUNE) == first
    assert [row.mark for row in first[MAY]] == ["", "期初值"]


def test_figures_look_back_on_an_opening() -> None:
    lists = checklist(indicator(Kind.STOCK), openings=(Opening("T01-1", "县1", MAY, 500.0),))
    rows = [entry("县1", MAY, TASKS, "1", "status", "正常推进"), *figures({"县1": 400.0})]
    result = compute(lists, rows)
    assert result.figures["T01-1/2024-06/653101/previous"].value == 500
    change = result.figures["T01-1/2024-06/all/change"]
    assert (change.value, change.measure) == (400 - 500, "所")  # of a stock, the change of its level


def test_a_fall_below_an_opening_is_counted_and_queried(tmp_path: Path) -> None:
    """The unit returned a status in May and nothing else: rules and figures must see the same last month."""
    init_folder(tmp_path)
    workspace = Workspace(tmp_path)
    unit = next(unit for unit in workspace.checklist.units if unit.name == "喀什市")
    opening = Opening("T08-1", unit.name, MAY, 1e6)
    workspace.checklist = replace(workspace.checklist, openings=(opening,))
    workspace.ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    blank = dict.fromkeys(clean_values(FormPlanner(workspace, MAY).plan(unit)))
    for period, changes in ((MAY, {**blank, (TASKS, "1", "status"): "正常推进"}), (JUNE, {})):
        send(workspace, period, unit, changes)
        now = datetime(period.year, period.month, 26, 9)
        collect(tmp_path, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist)
    month = assemble(workspace, JUNE)
    assert month.result.figures[f"T08-1/2024-06/{unit.code}/previous"].value == 1e6
    assert [one.key for one in month.findings if one.code == "Q401"] == ["T08-1"]
