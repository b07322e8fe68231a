"""What must agree between the sheets of the checklist workbook: every reference has its row.

In: the rows read, by field of the checklist. Out: findings E91x, E92x at the referring cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.checklist import columns
from toolkit.checklist.cells import RowReader
from toolkit.checklist.tables import fold
from toolkit.core.area import AREAS
from toolkit.core.findings import Finding
from toolkit.core.groups import MANY_UNITS, WHOLE
from toolkit.core.model import Indicator
from toolkit.core.pace import DEFAULT_CURVE

Read = tuple[RowReader, Any]
LONGEST_UPPER = 30  # characters: a column of a paper is as wide as two


def check_references(read: Mapping[str, Sequence[Read]]) -> list[Finding]:
    """Findings on references between sheets; faults already noted on the rows are not repeated."""
    before = {id(row): len(row.findings) for items in read.values() for row, _ in items}
    tasks = {task.no for _, task in read["tasks"]}
    indicators: dict[str, Indicator] = {indicator.id: indicator for _, indicator in read["indicators"]}
    _check_short_names(read["tasks"])
    _check_keys(read["tasks"])
    for row, indicator in read["indicators"]:
        if indicator.task_no not in tasks:
            row.fault("E910", "task_no", name=columns.TASKS)
    for row, quota in read["quotas"]:
        _check_reporter(row, indicators, quota.indicator, quota.unit, quota.year)
    for row, opening in read["openings"]:
        _check_reporter(row, indicators, opening.indicator, opening.unit, opening.period.year)
    for row, rule in read["rules"]:
        for name in re.findall(r"T\d+-\d+", rule.expression):
            if name not in indicators:
                row.fault("E922", "expression", seen=name)
        if not set(rule.tasks) <= tasks:
            row.fault("E910", "tasks", name=columns.TASKS)
    named = {name for _, task in read["tasks"] for name in task.reporters}
    named |= {name for one in indicators.values() for name in one.reporters}
    named |= {
        name for one in indicators.values() for names in one.reporters_by_year.values() for name in names
    }
    for row, unit in read["units"]:
        if unit.name in named and not unit.code:
            row.fault("E965", "code", seen=unit.name)
    known = {"", DEFAULT_CURVE} | {str(no) for no in tasks} | set(indicators)
    for row, curve in read["curves"]:
        if curve.applies_to not in known:
            row.fault("E910", "applies_to", name=columns.INDICATORS)
    for row, difference in read["differences"]:
        if not set(difference.task_nos) <= tasks:
            row.fault("E910", "task_nos", name=columns.TASKS)
    bearers = {unit.name for _, unit in read["units"]} | {
        lead for _, task in read["tasks"] for lead in task.leads
    }
    for row, decision in read["decisions"]:
        if decision.unit and decision.unit not in bearers:
            row.fault("E907", "unit", seen=decision.unit)
    weighed = {weight.criterion for _, weight in read["weights"]}
    for row, award in read["awards"]:
        if award.criterion and award.criterion not in weighed:
            row.fault("E910", "criterion", name=columns.WEIGHTS)
    return [
        finding for items in read.values() for row, _ in items for finding in row.findings[before[id(row)] :]
    ]


def _check_short_names(read: Sequence[Read]) -> None:
    """简称 that two tasks share: a sentence that bears one could mean either."""
    owners: dict[str, RowReader] = {}
    for row, task in read:
        if task.short and (owner := owners.setdefault(fold(task.short), row)) is not row:
            row.fault("E927", "short", other=str(owner.row.number))


def _check_keys(read: Sequence[Read]) -> None:
    """Two tasks under one 台账号: the months before would be counted to both."""
    owners: dict[str, Read] = {}
    for row, task in read:
        owner, other = owners.setdefault(task.key, (row, task))
        if owner is not row and other.no != task.no:
            field = "known_as" if task.known_as else "no"
            row.fault("E928", field, seen=task.key, other=str(owner.row.number))


def check_units(read: Sequence[Read]) -> list[Finding]:
    """Names that two units share: a return that bears one could be either's."""
    owners: dict[str, RowReader] = {}
    findings: list[Finding] = []
    for row, _ in read:
        before = len(row.findings)
        for field in ("name", "short", "aliases"):
            for name in row.names(field):
                owner = owners.setdefault(fold(name), row)
                if owner is not row:
                    row.fault("E964", field, seen=name, other=str(owner.row.number))
        findings += row.findings[before:]
    return [*findings, *_check_uppers(read)]


def _check_uppers(read: Sequence[Read]) -> list[Finding]:
    """Names that a table by 上级 cannot have as a head; of few units there is none."""
    findings: list[Finding] = []
    for row, unit in read if sum(bool(unit.code) for _, unit in read) > MANY_UNITS else ():
        before = len(row.findings)
        if len(unit.upper) > LONGEST_UPPER:
            row.fault("E966", "upper", seen=unit.upper, reason=f"超过{LONGEST_UPPER}个字")
        elif unit.upper and fold(unit.upper).isdigit():
            row.fault("E966", "upper", seen=unit.upper, reason="只有数字，在表里会当成数")
        elif fold(unit.upper) in (*AREAS, WHOLE):
            row.fault("E966", "upper", seen=unit.upper, reason="和表里全域、合计的叫法一样")
        findings += row.findings[before:]
    return findings


def _check_reporter(
    row: RowReader, indicators: Mapping[str, Indicator], id: str, unit: str, year: int
) -> None:
    if id not in indicators:
        row.fault("E910", "indicator", name=columns.INDICATORS)
    elif unit not in indicators[id].reporters_in(year):
        row.fault("E923", "unit", seen=unit, indicator=id)
