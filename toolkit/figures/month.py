"""All figures of one month, computed once.

In: :class:`MonthData` (effective entries of this month, the year's earlier months and last December).
Out: :class:`MonthResult`, with every number under its key in ``figures``. Pure: the same data give the
same result, in whatever order files arrived.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.core.results import MonthResult
from toolkit.figures.assess import Basis
from toolkit.figures.data import MonthData, OpenFindings, Settings, SubmissionInfo
from toolkit.figures.indicators import indicator_results
from toolkit.figures.library import experience_results, project_results
from toolkit.figures.overall import brief_figures, overall_figures
from toolkit.figures.ratings import unit_ratings
from toolkit.figures.registry import Registry
from toolkit.figures.reporting import unit_reports
from toolkit.figures.tasks import task_results
from toolkit.figures.wordlist import criteria, words_used
from toolkit.figures.yearend import left_unmet, year_end

__all__ = [
    "MonthData",
    "OpenFindings",
    "Settings",
    "SubmissionInfo",
    "compute_brief",
    "compute_month",
]


def compute_month(data: MonthData) -> MonthResult:
    """Everything that the outputs of ``data.period`` print."""
    basis = Basis.of(data)
    registry = Registry()
    indicators = indicator_results(basis, registry)
    tasks, not_compared = task_results(basis, data.period, data.issued, registry)
    ending, left = year_end(basis, registry), left_unmet(basis, registry)
    projects = project_results(basis, data.period, registry)
    result = MonthResult(
        period=data.period,
        figures={},
        indicators=indicators,
        tasks=tasks,
        units=unit_reports(data, basis),
        ratings=unit_ratings(basis),
        projects=projects,
        experience=experience_results(basis, data.period),
        accounts=tuple(data.accounts),
        data_until=data.data_until,
        criteria=criteria(data.settings),
        decisions=tuple(data.decisions),
        not_compared=not_compared,
        year_end=ending,
        left_unmet=left,
    )
    registry.add_all(overall_figures(result))
    return replace(result, figures=registry.mapping(), words=words_used(result))


def compute_brief(data: MonthData) -> MonthResult:
    """An earlier month as far as trends and scores need it: counts of tasks and units, no rows of indicators.

    About a third of the work of :func:`compute_month`: the year's months are computed for every report.
    ``data.entries`` hold the year's months up to that month.
    """
    basis = Basis.of(data)
    result = MonthResult(
        period=data.period,
        figures={},
        indicators=(),
        tasks=task_results(basis, data.period, data.issued, Registry())[0],
        units=unit_reports(data, basis),
        ratings=unit_ratings(basis),
        experience=experience_results(basis, data.period),
        data_until=data.data_until,
    )
    return replace(result, figures={figure.key: figure for figure in brief_figures(result)})
