"""Which rows a unit is asked for in a period: by the checklist, and by what went out to it.

In: checklist, unit, period, last month's statuses, what was issued. Out: the tasks, indicators and projects
whose rows must be answered. Forms are planned from here and the figures count from here, so that a form asks
for what its unit is held to. What must stand in such a row says :mod:`toolkit.forms.owed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import INDICATORS, PROJECTS, TASKS, Form, ProjectRow, TaskRow
from toolkit.core.model import Checklist, Indicator, Task
from toolkit.core.periods import Period, is_due
from toolkit.core.words import TaskStatus
from toolkit.forms.same import taken_over

WHILE_BEHIND = "滞后月报"

# (sheet, row key) of the rows that the unit's forms asked for; None where it was sent no form, so that all that
# the checklist asks for counts.
Issued = Collection[tuple[str, str]] | None
# What a row of 任务进展 shows of last month: field -> value.
Shown = Mapping[str, str | float]


def tasks_of(checklist: Checklist, unit: str) -> Iterator[Task]:
    """Tasks of which the unit (by name) gets a row."""
    return (task for task in checklist.tasks if not task.offline and unit in task.reporters)


def indicators_of(checklist: Checklist, unit: str, year: int) -> Iterator[Indicator]:
    """Indicators of which the unit gets a row: with a target, reported by it, of a task that is not on paper."""
    numbers = {task.no for task in checklist.tasks if not task.offline}
    for indicator in checklist.indicators:
        if (
            year in indicator.targets
            and indicator.task_no in numbers
            and unit in indicator.reporters_in(year)
        ):
            yield indicator


def has_rows(checklist: Checklist, unit: str, year: int) -> bool:
    """Whether a form for the unit (by name) would hold anything; else none is made."""
    return any(tasks_of(checklist, unit)) or any(indicators_of(checklist, unit, year))


def asks_status(task: Task, period: Period, status_before: str) -> bool:
    """Whether a status of the task is asked for in that month; ``status_before`` is last month's."""
    if task.frequency == WHILE_BEHIND:
        return status_before == TaskStatus.BEHIND or is_due("季度", (), period)
    return is_due(task.frequency, (), period)


def asks_figure(indicator: Indicator, period: Period) -> bool:
    """Whether a figure of the indicator is asked for in that month."""
    return is_due(indicator.frequency, indicator.months, period)


def is_sent(issued: Issued, sheet: str, key: str) -> bool:
    """Whether a form that went out asked for the row."""
    return issued is None or (sheet, key) in issued


def projects_sent(issued: Issued) -> list[str]:
    """Numbers of the projects that the unit's forms carried over, in order."""
    return sorted(key for sheet, key in issued or () if sheet == PROJECTS)


def as_issued(form: Form, issued: Issued, shown: Mapping[str, Shown] | None = None) -> Form:
    """The form with only those rows asked for that went out to the unit; None: all of them.

    ``shown`` is what they showed of last month by row key, which a later return may have changed since.
    """
    if issued is None:
        return form
    rows = tuple(_as_issued(row, form.period, issued, shown) for row in form.rows)
    indicators = tuple(
        replace(row, due=row.due and is_sent(issued, INDICATORS, row.indicator.id)) for row in form.indicators
    )
    planned = {row.number for row in form.projects}
    projects = [replace(row, asked=is_sent(issued, PROJECTS, row.number)) for row in form.projects]
    projects += [ProjectRow(number, {}) for number in projects_sent(issued) if number not in planned]
    return replace(form, rows=rows, indicators=indicators, projects=tuple(projects))


def _as_issued(row: TaskRow, period: Period, issued: Issued, shown: Mapping[str, Shown] | None) -> TaskRow:
    row = replace(row, asked=row.asked and is_sent(issued, TASKS, row.task.key))
    if shown is None:
        return row
    last = shown.get(row.task.key, {})
    return replace(
        row, previous_status=str(last.get(fields.STATUS, "")), previous=taken_over(period, last.get)
    )
