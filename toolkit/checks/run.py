"""Runs every rule over every unit; findings come out ordered by weight, then by unit and place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.checks import cross_rules, form_rules, number_rules, project_rules, text_rules, time_rules
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.office_rules import apply_rules, compile_rules
from toolkit.core.findings import Finding, Severity

UnitRule = Callable[[CheckData, UnitData], Iterator[Finding]]

UNIT_RULES: tuple[UnitRule, ...] = (
    *form_rules.RULES,
    *number_rules.RULES,
    *project_rules.RULES,
    *cross_rules.RULES,
    *time_rules.RULES,
    *text_rules.RULES,
)
_WEIGHT = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


def run_checks(data: CheckData) -> list[Finding]:
    """All findings of the period; faults of the office's own rules come first."""
    compiled, faults = compile_rules(data.checklist.rules)
    found = [finding for unit in data.units for rule in UNIT_RULES for finding in rule(data, unit)]
    found += text_rules.own_words(data)
    found += apply_rules(data, compiled)
    order = {unit.unit.code: number for number, unit in enumerate(data.units)}
    found.sort(key=lambda finding: (_WEIGHT[finding.severity], order[finding.unit], finding.code))
    return [*faults, *found]
