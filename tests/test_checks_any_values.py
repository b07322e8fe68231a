"""Whatever stands in the cells of a return that could be read, the rules say what they find and never end."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from tests.checks_case import JUNE, clean_values, entries_of, form_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.run import run_checks
from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.words import NoValue, UnitKind

MAY = Period(2024, 5)
NUMBERS = (0.0, 1.0, 3.0, 0.5, 35.0, 1200.0, 99_999.0, 13_899_001_234.0)
DATES = ("2024-06-05", "2024-06", "1993-01-01", "2094-11", NoValue.PENDING)


def told(form: Form, draw: random.Random) -> str:
    """A text with figures that are about indicators of the form."""
    rows = draw.sample(form.indicators, min(3, len(form.indicators)))
    parts = [
        f"{draw.choice(('截至目前累计', '6月', '下月计划'))}{row.indicator.name[: draw.randint(2, 8)]}"
        f"{draw.choice((0, 3, 1200, '1.2'))}{draw.choice((row.indicator.report_measure, '个', '万人'))}"
        for row in rows
    ]
    return "，".join(parts) + "。"


def changed(form: Form, draw: random.Random) -> Iterator[tuple[Place, str | float | None]]:
    """Some of the form's values made into others of the kinds that reading lets through."""
    for place, value in clean_values(form).items():
        sheet, _, name = place
        if name == fields.PROGRESS and draw.random() < 0.5:
            yield Place(*place), told(form, draw)
        elif draw.random() < 0.3:
            if name in (fields.START, fields.PLANNED_END):
                yield Place(*place), draw.choice(DATES)
            elif sheet == INDICATORS and name in (fields.YTD, fields.NUMERATOR, fields.DENOMINATOR):
                yield Place(*place), draw.choice((*NUMBERS, NoValue.PENDING, NoValue.NOT_APPLICABLE, None))
            elif isinstance(value, float):
                yield Place(*place), draw.choice((*NUMBERS, NoValue.PENDING, None))
            elif sheet == TASKS and name == fields.STATUS:
                yield Place(*place), draw.choice(("已完成", "进度滞后", "未启动", "不涉及", None))
            else:
                yield Place(*place), draw.choice(("无", "本月无新进展", "x" * 200, None))


@pytest.mark.parametrize("seed", range(12))
def test_rules_hold_whatever_stands_there(checklist: Checklist, units: Sequence[Unit], seed: int) -> None:
    draw = random.Random(seed)
    returned = []
    for unit in draw.sample([unit for unit in units if unit.kind == UnitKind.COUNTY], 4):
        before = form_of(checklist, unit, MAY)
        last = entries_of(unit, MAY, {**clean_values(before), **dict(changed(before, draw))})
        form = form_of(checklist, unit, JUNE, list(last.values()))
        now = entries_of(unit, JUNE, {**clean_values(form), **dict(changed(form, draw))})
        returned.append(UnitData(unit, form, now, {MAY: last}))
    found = run_checks(CheckData(checklist, JUNE, returned))
    assert len({one.code for one in found}) > 12  # there is something to find
    assert all("None" not in text for one in found for text in (one.problem, one.remedy))
