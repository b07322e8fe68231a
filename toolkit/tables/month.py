"""All tables of a month, in the order in which files, sheets and frames have them.

In: results, findings, entries, the checklist, the context. Out: :class:`Table` values; rows are made when they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry
from toolkit.outputs.context import OutputContext
from toolkit.tables.cells import ENTRIES, FIGURES, entries, figures
from toolkit.tables.columns import Table
from toolkit.tables.indicators import INDICATORS, UNIT_VALUES, indicators, unit_values
from toolkit.tables.returns import (
    ACCOUNTS,
    FINDINGS,
    PROJECTS,
    SUBMISSIONS,
    accounts,
    findings,
    projects,
    submissions,
)
from toolkit.tables.tasks import TASKS, UNIT_TASKS, tasks, unit_tasks

Tables = tuple[Table[Any], ...]


def month_tables(
    result: MonthResult,
    found: Sequence[Finding],
    still_open: Collection[Finding],
    accepted: Sequence[Entry],
    checklist: Checklist,
    context: OutputContext,
) -> Tables:
    """The month as tables. ``still_open`` are those of ``found`` that nothing closed."""
    return (
        indicators(result),
        unit_values(result),
        tasks(result),
        unit_tasks(result),
        submissions(result),
        projects(result),
        figures(result),
        accounts(result, context),
        findings(found, still_open, checklist, context),
        entries(accepted, context),
    )


# What the tables are, without a record: names and columns.
DECLARED: Tables = (
    INDICATORS, UNIT_VALUES, TASKS, UNIT_TASKS, SUBMISSIONS, PROJECTS, FIGURES, ACCOUNTS, FINDINGS, ENTRIES,
)  # fmt: skip
LONG = ("figures", "entries")  # too many rows for a workbook that people open
