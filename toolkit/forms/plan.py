"""What one unit is asked in one period: the checklist and last month's return become a Form.

In: checklist, unit, period, and what is already known of the unit. Out: a Form. Pure: the clock, the
key and all texts of the office are handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from toolkit.core import fields
from toolkit.core.form import (
    INDICATORS,
    PROJECTS,
    TASKS,
    Correction,
    Form,
    IndicatorRow,
    ProjectRow,
    TaskRow,
)
from toolkit.core.model import (
    YES_NO,
    Checklist,
    Decision,
    Indicator,
    Kind,
    PaceKind,
    Target,
    Task,
    Unit,
)
from toolkit.core.pace import curve_for, expected, has_pace, pace
from toolkit.core.periods import Period
from toolkit.core.places import Place, PlaceKey
from toolkit.core.returns import HELD, Entry
from toolkit.forms.asked import asks_figure, asks_status, indicators_of, tasks_of
from toolkit.forms.layout import LAYOUT
from toolkit.forms.needs import is_withdrawn
from toolkit.forms.places import Value, project_numbers
from toolkit.forms.same import taken_over

FINISHED_PROJECTS = frozenset({"已完工", "已投用"})

YES_NO_NUMBERS = {"是": 1.0, "否": 0.0}  # how 上月累计 holds a 是/否 answer


@dataclass(frozen=True)
class Prefill:
    """What is known of the unit: last month's effective entries, and for a correction this month's.

    ``values`` are this month's values by (sheet, row key, field) as the unit sent them.
    """

    entries: Sequence[Entry] = ()
    values: Mapping[Place, Value] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


def plan_form(
    checklist: Checklist,
    unit: Unit,
    period: Period,
    *,
    prefill: Prefill,
    deadline: datetime,
    data_until: datetime,
    office: str,
    office_contact: str,
    key: bytes,
    tasks: Collection[int] | None = None,
    part: str = "",
    watermark: str = "",
    head: str = "",
    changes: Sequence[str] = (),
    so_far: str = "",
    decisions: Sequence[Decision] = (),
    layout: int = LAYOUT,
) -> Form:
    """The form of one unit; ``tasks`` limits it to a part. All numbers in the reporting measure.

    ``layout`` is that of a form which went out before.
    """
    known: dict[PlaceKey, Value] = {entry.place: entry.value for entry in prefill.entries}
    numbers = {task.no for task in checklist.tasks} if tasks is None else set(tasks)
    form = Form(
        unit=unit,
        period=period,
        rows=tuple(
            _task_row(task, period, known) for task in tasks_of(checklist, unit.name) if task.no in numbers
        ),
        indicators=tuple(_indicator_rows(checklist, unit, period, numbers, known)),
        layout=layout,
        projects=tuple(_project_rows(period, prefill, known, None if tasks is None else numbers)),
        decisions=tuple(d for d in decisions if d.unit in (unit.name, "") and not d.closed),
        checklist_digest=checklist.digest,
        key=key,
        data_until=data_until,
        deadline=deadline,
        office=office,
        office_contact=office_contact,
        head=head,
        part=part,
        changes=tuple(changes),
        so_far=so_far,
        values=dict(prefill.values),
        corrections=prefill.corrections,
        watermark=watermark,
        held=frozenset(one.place for one in prefill.entries if one.mark == HELD),
    )
    return replace(form, projects=form.projects + tuple(_sent_projects(form)))


def _text(value: Value | None) -> str:
    return "" if value is None else str(value)


def _task_row(task: Task, period: Period, known: Mapping[PlaceKey, Value]) -> TaskRow:
    def last(name: str) -> str:
        return _text(known.get((TASKS, task.key, name)))

    return TaskRow(
        task,
        period.year,
        previous_status=last(fields.STATUS),
        previous_progress=last(fields.PROGRESS),
        department=last(fields.DEPARTMENT),
        person=last(fields.PERSON),
        asked=asks_status(task, period, last(fields.STATUS)),
        previous=taken_over(period, lambda name: known.get((TASKS, task.key, name))),
    )


def reported_target(indicator: Indicator, target: Target) -> Target:
    """A target in the measure that units report in: 1.86 万个 is 18600 个; quotients stay as they are."""
    if indicator.is_ratio_input:
        return target
    # Decimal, for 1.86 * 10000 must be 18600 exactly.
    low = float(Decimal(repr(target.low)) * Decimal(repr(indicator.factor)))
    if target.high is None:
        return Target(low)
    return Target(low, float(Decimal(repr(target.high)) * Decimal(repr(indicator.factor))))


def _indicator_rows(
    checklist: Checklist, unit: Unit, period: Period, numbers: set[int], known: Mapping[PlaceKey, Value]
) -> Iterator[IndicatorRow]:
    for indicator in indicators_of(checklist, unit.name, period.year):
        if indicator.task_no in numbers:
            target = reported_target(indicator, indicator.targets[period.year])
            yield _indicator_row(checklist, unit, period, indicator, target, known)


def _indicator_row(
    checklist: Checklist,
    unit: Unit,
    period: Period,
    indicator: Indicator,
    target: Target,
    known: Mapping[PlaceKey, Value],
) -> IndicatorRow:
    previous, numerator, denominator = _previous(checklist, unit, period, indicator, known)
    return IndicatorRow(
        indicator,
        target,
        quota=_quota(checklist, unit, period, indicator, target),
        sole=_is_sole(indicator, period),
        due=asks_figure(indicator, period),
        pace=_pace(checklist, unit, period, indicator, target),
        previous=previous,
        previous_numerator=numerator,
        previous_denominator=denominator,
        note=_text(known.get((INDICATORS, indicator.id, fields.EXPLANATION))),
        data_department=_text(known.get((INDICATORS, indicator.id, fields.DATA_DEPARTMENT))),
    )


def _pace(
    checklist: Checklist, unit: Unit, period: Period, indicator: Indicator, target: Target
) -> float | None:
    """序时进度 of the unit's quota, else of the target, by the one rule of pace; None where there is none."""
    share = pace(curve_for(checklist, indicator.id, indicator.task_no), period.month)
    own = checklist.quota(indicator.id, unit.name, period.year)
    base = indicator.base_in(period.year)
    bound = target.low if own is None else own
    if not bound or not has_pace(indicator, period.year) or (base is not None and own is not None):
        return None
    if base is not None and not indicator.is_ratio_input:
        base *= indicator.factor
    return expected(indicator, bound, share, base) * 100 / bound


def _is_sole(indicator: Indicator, period: Period) -> bool:
    return len(indicator.reporters_in(period.year)) == 1


def _quota(
    checklist: Checklist, unit: Unit, period: Period, indicator: Indicator, target: Target
) -> float | None:
    """The unit's own task: its share by 分解; the whole target where each unit must reach it alone.

    Where units answer 是 or 否, a unit's own task is 是; the target counts units then (12 个).
    """
    quota = checklist.quota(indicator.id, unit.name, period.year)
    if quota is not None:
        return quota
    if indicator.report_measure == YES_NO:
        return YES_NO_NUMBERS["是"]
    return target.low if indicator.kind is Kind.RATE_EACH or _is_sole(indicator, period) else None


def _previous(
    checklist: Checklist, unit: Unit, period: Period, indicator: Indicator, known: Mapping[PlaceKey, Value]
) -> tuple[float | None, float | None, float | None]:
    """Last month's value, numerator and denominator; none in January for what starts anew each year."""
    if period.opens_year and starts_anew(indicator, period.year):
        return None, None, None

    def number(name: str) -> float | None:
        value = known.get((INDICATORS, indicator.id, name))
        if isinstance(value, str):
            return YES_NO_NUMBERS.get(value)
        return None if value is None else float(value)

    value, numerator, denominator = number(fields.YTD), number(fields.NUMERATOR), number(fields.DENOMINATOR)
    if all(known.get((INDICATORS, indicator.id, name)) is None for name in fields.FIGURE):
        value, numerator, denominator = _opening(checklist, unit, period, indicator)
    if value is None and numerator is not None and denominator:
        value = numerator / denominator * indicator.factor
    return value, numerator, denominator


def starts_anew(indicator: Indicator, year: int) -> bool:
    """Whether January begins at nothing: sums, milestones and completion rates of the year do; nothing with a base does."""
    if indicator.base_in(year) is not None:
        return False
    if indicator.kind in (Kind.FLOW, Kind.INVESTMENT, Kind.MILESTONE):
        return True
    return indicator.kind is Kind.RATIO and indicator.pace_kind is PaceKind.PACE


def _opening(
    checklist: Checklist, unit: Unit, period: Period, indicator: Indicator
) -> tuple[float | None, float | None, float | None]:
    for opening in checklist.openings:
        if (opening.indicator, opening.unit, opening.period) == (indicator.id, unit.name, period.previous):
            return opening.value, opening.numerator, opening.denominator
    return None, None, None


def _project_rows(
    period: Period, prefill: Prefill, known: Mapping[PlaceKey, Value], numbers: set[int] | None
) -> Iterator[ProjectRow]:
    projects: dict[str, dict[str, Value]] = {}
    for (sheet, key, name), value in known.items():
        if sheet == PROJECTS and value != "":
            projects.setdefault(key, {})[name] = value
    for number in sorted(projects):
        values = projects[number]
        other_part = numbers is not None and values.get(fields.TASK_NO) not in numbers
        over = period.opens_year and values.get(fields.STATUS) in FINISHED_PROJECTS
        if not (other_part or over or is_withdrawn(values)):
            yield ProjectRow(number, _carried(period, values))


def _carried(period: Period, values: Mapping[str, Value]) -> dict[str, Value]:
    """Last month's values of a project; in January without those of the year that is over."""
    yearly = {fields.YEAR_PLAN, fields.YEAR_DONE} if period.opens_year else set()
    return {name: value for name, value in values.items() if name not in yearly}


def _sent_projects(form: Form) -> Iterator[ProjectRow]:
    """Rows for projects that the unit sent under a number that this form would not have."""
    sent = {key for sheet, key, _ in form.values if sheet == PROJECTS}
    have = set(project_numbers(form)) if sent else set()
    yield from (ProjectRow(number, {}) for number in sorted(sent - have))


def lead_parts(checklist: Checklist, unit: Unit, year: int) -> dict[str, tuple[int, ...]]:
    """The unit's tasks by the system that leads them (教育, 卫健, 住建 …): one part of a form each.

    A task goes to its first lead unit, so that the parts together are the whole and never overlap.
    """
    parts: dict[str, list[int]] = {}
    asked = {
        indicator.task_no
        for indicator in checklist.indicators
        if year in indicator.targets and unit.name in indicator.reporters_in(year)
    }
    for task in checklist.tasks:
        if not task.offline and (unit.name in task.reporters or task.no in asked):
            parts.setdefault(lead_system(task.leads[0] if task.leads else ""), []).append(task.no)
    return {name: tuple(numbers) for name, numbers in parts.items()}


def lead_system(lead: str) -> str:
    """The short name of a lead unit's system: 地区教育局 is 教育."""
    name = lead.removeprefix("地区").removeprefix("地委")
    return name[:-1] if len(name) > 2 and name[-1] in "局委办" else name or "其他"
