"""All figures of one month, computed once.

In: :class:`MonthData` (effective entries of this month, the year's earlier months and last December).
Out: :class:`MonthResult`, with every number under its key in ``figures``. Pure: the same data give the
same result, in whatever order files arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.core.groups import groups_of
from toolkit.core.marks import REVISED
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitQuality, UnitReport
from toolkit.core.returns import Figure
from toolkit.figures.counts.overall import brief_figures, overall_figures
from toolkit.figures.followed.revisions import MARKED_FROM
from toolkit.figures.followed.supervision import supervised
from toolkit.figures.given.data import MonthData, OpenFindings, Settings, SubmissionInfo
from toolkit.figures.judging.assess import Basis
from toolkit.figures.library import experience_results, project_results
from toolkit.figures.numbers.registry import Registry
from toolkit.figures.returned.quality import unit_quality
from toolkit.figures.returned.reporting import unit_reports
from toolkit.figures.rows.indicators import indicator_results
from toolkit.figures.rows.units import unit_ratings
from toolkit.figures.tasks.matrix import beside_earlier_months, task_results
from toolkit.figures.wordlist import criteria, words_used
from toolkit.figures.year.yearend import left_unmet, year_end

__all__ = [
    "MonthData",
    "OpenFindings",
    "Settings",
    "SubmissionInfo",
    "compute_brief",
    "compute_month",
    "compute_quality",
    "compute_reports",
]


def compute_month(data: MonthData) -> MonthResult:
    """Everything that the outputs of ``data.period`` print."""
    basis = replace(Basis.of(data), groups=groups_of(data.units))
    registry = Registry()
    indicators = _beside_papers(indicator_results(basis, registry), data)
    rows = _told(task_results(basis, data.period, data.issued, registry), data)
    tasks, not_compared = beside_earlier_months(basis, data.period, rows)
    ending, left = year_end(basis, registry), left_unmet(basis, registry, _last_list(data))
    projects = project_results(basis, data.period, registry)
    reports = unit_reports(data, basis)
    result = MonthResult(
        period=data.period,
        figures={},
        indicators=indicators,
        tasks=tasks,
        units=reports,
        quality=_quality(data, reports, registry),
        revised=data.year.revised,
        ratings=unit_ratings(basis),
        projects=projects,
        experience=experience_results(basis, data.period),
        accounts=tuple(data.accounts),
        data_until=data.data_until,
        criteria=(*criteria(data.settings), *_imported(indicators, data.period)),
        decisions=tuple(data.decisions),
        supervised=supervised(data.decisions, data.period, _closing_day(data)),
        not_compared=not_compared,
        year_end=ending,
        left_unmet=left,
        groups=basis.groups,
    )
    registry.add_all(overall_figures(result))
    return replace(result, figures=registry.mapping(), words=words_used(result))


def _told(rows: Sequence[TaskResult], data: MonthData) -> tuple[TaskResult, ...]:
    """The rows, with what their units said of words and figures that differ."""
    known = {code: {place.key for one, place in data.explained if one == code} for code, _ in data.explained}
    return tuple(
        replace(
            row,
            units={
                code: replace(cell, explained=True)
                if cell.contradicts and row.task.key in known.get(code, ())
                else cell
                for code, cell in row.units.items()
            },
        )
        if known
        else row
        for row in rows
    )


def _imported(rows: Sequence[IndicatorResult], period: Period) -> Iterator[str]:
    """Which months that are compared with are of tables of the time before the tool."""
    months = {month for row in rows for month in row.imported}
    months |= {
        Period(period.year - 1, period.month)
        for row in rows
        if row.on_year is not None and IMPORTED in row.on_year.mark
    }
    if months:
        named = "、".join(month.chinese for month in sorted(months))
        yield f"{IMPORTED}：{named}的数取自启用本工具以前的报表，用来比较（新增、环比、同比、趋势）和推算没有报数的单位，不算单位报送过，不计入连续月数。"


def _last_list(data: MonthData) -> Basis | None:
    """The basis of the list with which last year ended, where another one is in use now."""
    return Basis.of(replace(data, checklist=data.last_list, whole_list=None)) if data.last_list else None


def compute_reports(data: MonthData) -> tuple[UnitReport, ...]:
    """Who has returned what, and no other figure."""
    return unit_reports(data, Basis.of(data))


def compute_quality(data: MonthData) -> tuple[UnitQuality, ...]:
    """How each unit has reported in the year so far, and no other figure; ``data.year`` says of the months before."""
    return _quality(data, compute_reports(data), Registry())


def _quality(data: MonthData, reports: tuple[UnitReport, ...], registry: Registry) -> tuple[UnitQuality, ...]:
    year = data.year
    known = {**year.reports, data.period: reports}
    return unit_quality(data.units, known, year.checked, year.revised, data.period, registry)


def _beside_papers(rows: tuple[IndicatorResult, ...], data: MonthData) -> tuple[IndicatorResult, ...]:
    """The rows, marked where an earlier paper printed a total that is another one today."""
    marked = data.year.revised.marked(data.period, MARKED_FROM)
    return tuple(
        replace(row, marks=(*row.marks, REVISED)) if row.indicator.id in marked else row for row in rows
    )


def _closing_day(data: MonthData) -> date:
    """The day by which what is due in the month must be done: the deadline of its returns."""
    period = data.period
    return data.deadline.date() if data.deadline else date(period.next.year, period.next.month, 1)


def indicator_figures(data: MonthData) -> Mapping[str, Figure]:
    """The figures of the month's indicators alone, for papers that are compared with what they printed."""
    registry = Registry()
    indicator_results(Basis.of(data), registry)
    return registry.mapping()


def compute_brief(data: MonthData) -> MonthResult:
    """An earlier month as far as trends and scores need it: counts of tasks and units, no rows of indicators, and
    nothing of the months before it.

    About a third of the work of :func:`compute_month`: the year's months are computed for every report.
    ``data.entries`` hold the year's months up to that month.
    """
    basis = Basis.of(data)
    result = MonthResult(
        period=data.period,
        figures={},
        indicators=(),
        tasks=task_results(basis, data.period, data.issued, Registry()),
        units=unit_reports(data, basis),
        ratings=unit_ratings(basis),
        experience=experience_results(basis, data.period),
        data_until=data.data_until,
    )
    return replace(result, figures={figure.key: figure for figure in brief_figures(result)})
