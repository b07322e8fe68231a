"""The month of one group of units, for the papers and pages that tell its units one by one.

In: a month with groups. Out: the same with these units' rows alone.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.core.groups import Group
from toolkit.core.results import MonthResult


def of_group(result: MonthResult, group: Group) -> MonthResult:
    """The month with the rows of these units alone, which are told one by one; what is said of the whole stays."""
    codes = {unit.code for unit in group.units}
    return replace(
        result,
        units=tuple(row for row in result.units if row.unit.code in codes),
        accounts=tuple(row for row in result.accounts if row.unit in codes),
        tasks=tuple(
            replace(task, units={code: cell for code, cell in task.units.items() if code in codes})
            for task in result.tasks
        ),
        indicators=tuple(
            replace(row, units=tuple(value for value in row.units if value.unit.code in codes), groups=())
            for row in result.indicators
        ),
        groups=(),
    )
