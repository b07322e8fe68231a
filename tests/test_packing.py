"""Dataclasses of which a month has tens of thousands: they come out of a pickle as they went in, and are small in it."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from dataclasses import fields, replace

import pytest

from toolkit.core.findings import Finding
from toolkit.core.form import IndicatorRow, TaskRow
from toolkit.core.periods import Period
from toolkit.core.results import UnitRating, UnitTask, UnitValue
from toolkit.core.returns import Cell, Entry, Figure, Outcome, Source
from toolkit.core.standings import Run
from toolkit.figures.evaluation.scores import CriterionScore, ScoreItem
from toolkit.figures.numbers.registry import figure_key

JUNE = Period(2024, 6)
SOURCE = Source("653101", "archive/2024-06/喀什市/v1.xlsx", "a" * 64, "指标数据", "J12", "12")
FIGURES = [
    Figure(
        f"T02-3/2024-06/{number}/ytd", f"{number}号单位 收治人数 本月累计", float(number), sources=(SOURCE,)
    )
    for number in range(1000)
]
MANY = (
    Cell,
    CriterionScore,
    Entry,
    Figure,
    Finding,
    IndicatorRow,
    Run,
    ScoreItem,
    Source,
    TaskRow,
    UnitRating,
    UnitTask,
    UnitValue,
)


@pytest.mark.parametrize("kind", MANY)
def test_what_a_month_has_many_of_carries_no_dict(kind: type) -> None:
    assert "__dict__" not in {name for one in kind.__mro__ for name in vars(one)}
    assert all(one.init for one in fields(kind))  # a plain call makes it again


def test_they_come_back_equal_and_share_what_they_shared() -> None:
    entry = Entry("653101", JUNE, "指标数据", "T02-3", "ytd", 12.0, SOURCE, mark="更正")
    finding = Finding("E101", unit="653101", values={"how": "读不出"}, effect=0.5)
    cell = Cell("指标数据", "J12", "12", Outcome.ACCEPTED, value=12.0)
    back = pickle.loads(pickle.dumps((entry, finding, cell, SOURCE, FIGURES)))
    assert back == (entry, finding, cell, SOURCE, FIGURES)
    assert back[0].source is back[3] is back[4][7].sources[0]
    assert copy.deepcopy(entry) == entry == replace(entry, mark="更正")


def test_unpacking_takes_little_beside_what_it_makes() -> None:
    data = pickle.dumps(FIGURES)
    tracemalloc.start()
    try:
        back = pickle.loads(data)
        live, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert back == FIGURES
    assert peak < 1.7 * live


def test_a_key_is_one_text_wherever_it_is_named() -> None:
    assert figure_key("T02-3", JUNE, "653101", "ytd") is figure_key("T02-3", JUNE, "653101", "ytd")
