"""What a unit owes in a period: the rows it must fill, and the cells of each.

In: :class:`Basis`, what was issued. Out: row keys and required places. A row counts only when the
checklist asks for it this month and a form that went out held it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.core.form import INDICATORS, NOT_APPLICABLE, TASKS
from toolkit.core.model import Task
from toolkit.core.periods import DUE_MONTHS, Period, is_due
from toolkit.figures.assess import Basis
from toolkit.figures.data import Place
from toolkit.figures.table import holders
from toolkit.forms.plan import BEHIND, WHILE_BEHIND

Issued = Mapping[str, frozenset[str]] | None


def is_asked(basis: Basis, task: Task, unit: str, period: Period, issued: Issued = None) -> bool:
    """Whether the unit owes a status of the task in that month."""
    if task.offline or not _sent(issued, unit, str(task.no)):
        return False
    if task.frequency != WHILE_BEHIND:
        return is_due(task.frequency, (), period)
    before = basis.tables.get(period.previous)
    status = before.row(TASKS, unit, str(task.no)).get("status") if before else None
    return period.month in DUE_MONTHS["季度"] or (status is not None and status.value == BEHIND)


def required_places(basis: Basis, unit: str, period: Period, issued: Issued = None) -> Iterator[Place]:
    """Cells that the unit must fill: status, progress and completion of tasks, figures of due indicators."""
    table = basis.tables[period]
    names = {code: name for name, code in basis.codes.items()}
    for task in basis.checklist.tasks:
        if names[unit] not in task.reporters or not is_asked(basis, task, unit, period, issued):
            continue
        key = str(task.no)
        yield TASKS, key, "status"
        status = table.row(TASKS, unit, key).get("status")
        if status is None or status.value != NOT_APPLICABLE:
            yield TASKS, key, "completion"
            yield TASKS, key, "progress"
    for indicator in basis.checklist.indicators:
        due = is_due(indicator.frequency, indicator.months, period) and _sent(issued, unit, indicator.id)
        offline = indicator.task_no in basis.offline
        if due and not offline and unit in holders(indicator, period.year, basis.codes):
            for name in ("numerator", "denominator") if indicator.is_ratio_input else ("ytd",):
                yield INDICATORS, indicator.id, name


def _sent(issued: Issued, unit: str, key: str) -> bool:
    return issued is None or key in issued.get(unit, frozenset())
