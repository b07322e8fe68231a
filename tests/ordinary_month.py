"""An ordinary month: what moved since the month before is told, what did not is one click; and the same told in full.

A task moved where one of its figures that both months reported is another, or where its status is (docs/decisions). All of it
is made up by the demo from the checklist, so that anybody gets the same month.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.core import fields
from toolkit.core.form import INDICATORS, NOTHING_NEW, TASKS, Form
from toolkit.core.places import Place
from toolkit.core.words import TaskStatus
from toolkit.forms.needs import task_needs
from toolkit.forms.same import TAKEN, YES

Values = dict[Place, Any]
FIGURES = ("ytd", "numerator", "denominator")
REASONS = ("problems", "next_steps")
ASKED = {need.field for need in task_needs("")} | {fields.SAME}  # the cells of a task that are counted


def moved(form: Form, before: Mapping[Place, Any], now: Mapping[Place, Any]) -> set[str]:
    """Row keys of the tasks that moved."""
    keys = {
        form.task_key(row.indicator.task_no)
        for row in form.indicators
        for place in ((INDICATORS, row.indicator.id, field) for field in FIGURES)
        if place in before and place in now and before[place] != now[place]
    }
    states = {
        row.task.key
        for row in form.rows
        if _at(before, row.task.key, "status") != _at(now, row.task.key, "status")
    }
    return keys | states


def in_full(form: Form, before: Mapping[Place, Any], now: Mapping[Place, Any]) -> Values:
    """The month as a clerk of 2023 would have told it: every cell of every row, 本月无新进展 where nothing moved."""
    values, told = dict(now), moved(form, before, now)
    for row in form.rows:
        key = row.task.key
        keep = TAKEN if key not in told else REASONS if _as_before(key, before, now) else ()
        for field in keep:
            values.pop((TASKS, key, field), None)
            if (last := _at(before, key, field)) is not None:
                values[TASKS, key, field] = last
        if key not in told:
            values[TASKS, key, "progress"] = NOTHING_NEW
    return values


def in_short(form: Form, before: Mapping[Place, Any], now: Mapping[Place, Any]) -> Values:
    """The same month with no more than it takes: one click, or what is new."""
    values, told = in_full(form, before, now), moved(form, before, now)
    for row in form.rows:
        key = row.task.key
        if key not in told:
            new: set[str] = {fields.SAME}
        elif not _as_before(key, before, now):
            continue
        elif _at(now, key, "status") == TaskStatus.ON_TRACK:
            new = {"status", "completion"}
        else:
            new = {fields.SAME, "completion", "progress"}
        for field in ASKED - new:
            values.pop((TASKS, key, field), None)
        if fields.SAME in new:
            values[TASKS, key, fields.SAME] = YES
    return values


def cells(form: Form, values: Mapping[Place, Any]) -> int:
    """How many cells of 任务进展 and of the figures due the unit must fill to tell its month."""
    due = {row.indicator.id for row in form.indicators if row.due}
    tasks = sum(place[0] == TASKS and place[2] in ASKED for place in values)
    return tasks + sum(place[0] == INDICATORS and place[1] in due and place[2] in FIGURES for place in values)


def _as_before(key: str, before: Mapping[Place, Any], now: Mapping[Place, Any]) -> bool:
    return bool(_at(before, key, "status") == _at(now, key, "status"))


def _at(values: Mapping[Place, Any], key: str, field: str) -> Any:
    return values.get((TASKS, key, field))
