"""Applies what the office decided in the sheet 待核对 to the checklist that stands beside it.

In: the checklist as its other sheets have it, with its doubts. Out: the checklist as decided, and findings for decisions
that cannot be applied. A decision on a row that is gone changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.checklist.reviewsheet import ACCEPT, CHANGE, NO_INDICATOR, REVIEW
from toolkit.core.doubt import Doubt
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Indicator, Kind, PaceKind, Task

TO_FILL = "（待填写）"
_PACED = (Kind.FLOW, Kind.INVESTMENT)
_TASK_FIELDS = {"填报单位": "reporters", "牵头单位": "leads", "责任单位": "responsible", "事项": "item"}
_LISTS = ("reporters", "leads")


def reviewed(checklist: Checklist) -> tuple[Checklist, list[Finding]]:
    """The checklist with the decisions of its doubts."""
    findings: list[Finding] = []
    for doubt in checklist.doubts:
        if not doubt.decision:
            continue
        if doubt.sheet == "指标":
            checklist = _indicator(checklist, doubt)
        elif doubt.sheet == "任务" and doubt.decision == CHANGE:
            checklist, fault = _task(checklist, doubt)
            findings += fault
    return checklist, findings


def open_doubts(checklist: Checklist) -> int:
    """How many doubts nobody has decided."""
    return sum(not doubt.decision for doubt in checklist.doubts)


def _indicator(checklist: Checklist, doubt: Doubt) -> Checklist:
    if doubt.decision == NO_INDICATOR:
        return replace(
            checklist,
            indicators=tuple(one for one in checklist.indicators if one.id != doubt.row),
            quotas=tuple(one for one in checklist.quotas if one.indicator != doubt.row),
        )
    changed = tuple(_as_kind(one, doubt) if one.id == doubt.row else one for one in checklist.indicators)
    return replace(checklist, indicators=changed)


def _as_kind(one: Indicator, doubt: Doubt) -> Indicator:
    if doubt.decision in (ACCEPT, CHANGE) or doubt.decision == one.kind:
        return replace(one, confirmed=True)
    kind = Kind(doubt.decision)
    ratio = kind is Kind.RATIO and len(one.reporters) > 1
    return replace(
        one,
        kind=kind,
        confirmed=True,
        pace_kind=PaceKind.PACE if kind in _PACED else PaceKind.POINT,
        numerator=(one.numerator or TO_FILL) if ratio else "",
        denominator=(one.denominator or TO_FILL) if ratio else "",
    )


def _asked_of(one: Indicator, names: tuple[str, ...]) -> Indicator:
    """The indicator reported by others; several units report parts of a quotient, never the quotient."""
    parts = one.numerator or (TO_FILL if one.kind is Kind.RATIO and len(names) > 1 else "")
    return replace(one, reporters=names, numerator=parts, denominator=one.denominator or parts)


def _task(checklist: Checklist, doubt: Doubt) -> tuple[Checklist, list[Finding]]:
    field = _TASK_FIELDS.get(doubt.column)
    if field is None or not doubt.instead:
        return checklist, []
    names = tuple(part.strip() for part in re.split(r"[、，,；;\n]", doubt.instead) if part.strip())
    known = {unit.name for unit in checklist.units}
    if field == "reporters" and (unknown := [name for name in names if name not in known]):
        fault = Finding("E907", sheet=REVIEW, seen=unknown[0], values={"header": "改为"})
        return checklist, [fault]
    value = names if field in _LISTS else doubt.instead

    def changed(task: Task) -> Task:
        return replace(task, **{field: value}) if str(task.no) == doubt.row else task  # type: ignore[arg-type]

    tasks = tuple(map(changed, checklist.tasks))
    indicators = checklist.indicators
    if field == "reporters":  # figures of the task are asked of those that report it
        before = {task.no: task.reporters for task in checklist.tasks}
        indicators = tuple(
            _asked_of(one, names)
            if str(one.task_no) == doubt.row and one.reporters == before[one.task_no]
            else one
            for one in indicators
        )
    return replace(checklist, tasks=tasks, indicators=indicators), []
