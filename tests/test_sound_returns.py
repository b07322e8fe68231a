"""Whole sound returns in the varied language of counties: of texts that agree with their figures nothing is asked.

``data/sound_returns.jsonl`` has a return a line, made up and written without looking at the rules (模拟数据): unit, month, what it filled in the month
before and in this one, as [sheet, row, field, value]. Its figures move plausibly, and every text that names one names the cell's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.checks_case import entries_of, form_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.run import run_checks
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place

RETURNS = [
    json.loads(line)
    for line in (Path(__file__).resolve().parent / "data" / "sound_returns.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
# What is asked about because words and figures, or words and words, cannot both be true.
OF_TEXTS = frozenset(
    {"Q315", "Q316", "Q318", "Q420", "Q424", "Q425", "Q501", "Q502", "Q508", "Q511", "Q512", "Q514"}
)


def _values(rows: Sequence[Sequence[Any]]) -> dict[Place, Any]:
    return {Place(sheet, key, field): value for sheet, key, field, value in rows}


@pytest.mark.parametrize("told", RETURNS, ids=lambda one: f"{one['unit']}-{one['month']}")
def test_nothing_is_asked_of_the_texts_of_a_sound_return(
    checklist: Checklist, units: tuple[Unit, ...], told: dict[str, Any]
) -> None:
    unit = next(one for one in units if one.name == told["unit"])
    period = Period(2024, told["month"])
    before = entries_of(unit, period.previous, _values(told["before"]))
    now = entries_of(unit, period, _values(told["now"]))
    form = form_of(checklist, unit, period, list(before.values()))
    data = CheckData(checklist, period, [UnitData(unit, form, now, {period.previous: before})])
    asked = [(one.code, one.key, one.problem) for one in run_checks(data) if one.code in OF_TEXTS]
    assert asked == []


def test_the_returns_are_full_of_texts_and_figures() -> None:
    texts = {row[3] for one in RETURNS for row in one["now"] if isinstance(row[3], str) and len(row[3]) > 10}
    figures = sum(row[0] == INDICATORS and isinstance(row[3], float) for one in RETURNS for row in one["now"])
    assert len(texts) > 500 and figures > 300
    assert {row[0] for one in RETURNS for row in one["now"]} >= {TASKS, INDICATORS, PROJECTS}
