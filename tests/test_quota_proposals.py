"""Proposed quotas: exact totals by largest remainder, nothing where a part would be guessed, marked as proposals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import openpyxl
import pytest

from toolkit.core.model import Checklist, Quota, Unit
from toolkit.core.periods import Period
from toolkit.figures.quotas.proposals import EQUAL_PARTS, LAST_YEAR, largest_remainder, propose
from toolkit.figures.quotas.quotasums import EQUAL, QuotaRow, quota_rows
from toolkit.pipeline.deciding.proposing import proposals_by
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace


def row_of(
    checklist: Checklist, units: tuple[Unit, ...], id: str, quotas: tuple[Quota, ...] = ()
) -> QuotaRow:
    changed = replace(checklist, quotas=quotas)
    return next(row for row in quota_rows(changed, units, 2024) if row.indicator.id == id)


def test_parts_are_whole_and_make_the_total() -> None:
    assert largest_remainder(6, dict.fromkeys("abcd", 1.0), 0) == {"a": 2, "b": 2, "c": 1, "d": 1}
    assert largest_remainder(10, {"a": 1, "b": 1, "c": 4}, 0) == {"a": 2, "b": 2, "c": 6}
    assert largest_remainder(45.65, {"a": 1, "b": 1}, 2) == {"a": 22.83, "b": 22.82}
    assert largest_remainder(0, {"a": 1, "b": 3}, 0) == {"a": 0, "b": 0}


def test_any_weights_give_an_exact_total_and_no_part_is_off_by_a_step() -> None:
    draw = Random(14)
    for _ in range(300):
        decimals = draw.randint(0, 2)
        total = round(draw.uniform(0, 20_000), decimals)
        weights = {str(n): round(draw.uniform(0, 90), 3) for n in range(draw.randint(1, 13))}
        weights["0"] += 1
        parts = largest_remainder(total, weights, decimals)
        assert sum(Fraction(str(part)) for part in parts.values()) == Fraction(str(total))
        whole = sum(weights.values())
        for unit, part in parts.items():
            assert abs(part - total * weights[unit] / whole) < 10**-decimals + 1e-9


def test_what_is_laid_down_stays_and_the_rest_is_split(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    given = Quota("T02-3", "喀什市", 2024, 3600.0)
    row = row_of(checklist, units, "T02-3", (given,))
    proposal = propose(row, EQUAL_PARTS)
    assert len(proposal.shares) == 11 and "653101" not in proposal.shares
    assert sum(proposal.shares.values()) == 18_600 - 3600
    assert {float(share).is_integer() for share in proposal.shares.values()} == {True}


def test_nothing_is_proposed_where_a_part_would_be_guessed(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    row = row_of(checklist, units, "T02-3")
    some = dict.fromkeys(list(row.quotas)[1:], 1.0)
    assert propose(row, "按城镇人口", some).shares == {}
    assert propose(row, "按城镇人口", some).why == "1个单位没有可用的权重"
    assert propose(row, "按城镇人口", dict.fromkeys(row.quotas, 0.0)).why == "权重都是0"
    over = row_of(checklist, units, "T02-3", (Quota("T02-3", "喀什市", 2024, 20_000.0),))
    assert propose(over, EQUAL_PARTS).why == "已有的分解数合计已超过目标"


@pytest.mark.parametrize("year", [2024, 2025])
def test_equal_parts_of_every_shipped_target_make_the_target(
    checklist: Checklist, units: tuple[Unit, ...], year: int
) -> None:
    names = {unit.code: unit.name for unit in units}
    quotas = tuple(
        Quota(row.indicator.id, names[unit], year, share)
        for row in quota_rows(checklist, units, year)
        for unit, share in propose(row, EQUAL_PARTS).shares.items()
    )
    laid = replace(checklist, quotas=quotas)
    rows = quota_rows(laid, units, year)
    assert len(rows) > 10 and {row.state for row in rows} == {EQUAL}


@pytest.mark.parametrize("way", [EQUAL_PARTS, LAST_YEAR, "城镇人口"])
def test_each_way_gives_exact_totals(demo_copy: Path, way: str) -> None:
    """均分, 上年: the shares of the last month of last year in which every unit had a figure; a column of the office."""
    path = demo_copy / CHECKLIST
    book = openpyxl.load_workbook(path)
    book["分解"].delete_rows(2, book["分解"].max_row)  # the demo's quotas stand
    if way == "城镇人口":
        sheet = book["单位"]
        column = sheet.max_column + 1
        sheet.cell(1, column, way)
        for line in range(2, sheet.max_row + 1):
            sheet.cell(line, column, 7.5 * line)
    book.save(path)
    workspace = Workspace(demo_copy)
    period = Period(2025, 6)
    proposals = proposals_by(workspace, period, way)
    checklist = workspace.checklist.at(period)
    rows = {row.indicator.id: row for row in quota_rows(checklist, checklist.units_in(period), 2025)}
    made = {id: one for id, one in proposals.items() if one.shares}
    assert made
    for id, one in made.items():
        laid = [share for share in rows[id].quotas.values() if share is not None]
        total = sum((Fraction(str(share)) for share in (*one.shares.values(), *laid)), Fraction(0))
        assert total == Fraction(str(rows[id].target.low)), id
    if way == LAST_YEAR:
        assert {one.way for one in made.values()} <= {"按2024-05占比", "按2024-06占比"}
        assert all(one.why for id, one in proposals.items() if id not in made)
    workspace.ledger.close()
