"""What counts are made of: names of lights, states and statuses in keys, and the Figure of a count.

In: keys of what is counted. Out: one Figure. A count is the number of its inputs, so that its derivation
lists all that it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.area import said
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Figure, Light
from toolkit.core.words import ReturnState, TaskStatus
from toolkit.figures.numbers.registry import ALL, figure_key

LIGHT_NAMES = {
    Light.BLUE: "blue",
    Light.GREEN: "green",
    Light.YELLOW: "yellow",
    Light.RED: "red",
    Light.MISSING: "missing",
    Light.OPEN: "open",
    Light.WAITING: "before_date",
}
STATE_NAMES = {
    ReturnState.RETURNED: "returned",
    ReturnState.PARTIAL: "partial",
    ReturnState.SENT_BACK: "sent_back",
    ReturnState.NOT_RETURNED: "not_returned",
    ReturnState.NOT_SENT: "not_sent",
}
STATUS_NAMES = {
    TaskStatus.DONE: "done",
    TaskStatus.ON_TRACK: "normal",
    TaskStatus.BEHIND: "behind",
    TaskStatus.NOT_STARTED: "not_started",
    "": "unreported",
}
ON_TRACK = (Light.BLUE, Light.GREEN)


def count(key: str, label: str, inputs: Sequence[str], formula: str, measure: str = "项") -> Figure:
    """How many figures stand under these keys."""
    return Figure(
        key, label, float(len(inputs)), measure, formula=said(formula), inputs=tuple(inputs), kind="count"
    )


def counted(result: MonthResult, name: str, subject: str = "overall") -> int:
    """A count of the month as it was made; raises KeyError when the month has no such count."""
    return int(result.figures[figure_key(subject, result.period, ALL, name)].value or 0)


def by_action(tasks: Sequence[TaskResult]) -> Mapping[str, Sequence[TaskResult]]:
    """Tasks by action, both in the checklist's order."""
    groups: dict[str, list[TaskResult]] = {}
    for row in tasks:
        groups.setdefault(row.task.action, []).append(row)
    return groups
