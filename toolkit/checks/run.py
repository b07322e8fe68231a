"""Runs every rule over every unit; findings come out ordered by weight, then by unit and place."""

from __future__ import annotations

from toolkit.checks.data import CheckData
from toolkit.checks.rule import MONTH_RULES, UNIT_RULES
from toolkit.core.findings import Finding, Severity
from toolkit.core.secrecy import inner_word, unquoted

_WEIGHT = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


def run_checks(data: CheckData) -> list[Finding]:
    """All findings of the period; what concerns no unit (faults of the office's own rules) comes first."""
    found = [finding for unit in data.units for rule in UNIT_RULES for finding in rule(data, unit)]
    found += [finding for rule in MONTH_RULES for finding in rule(data)]
    order = {unit.unit.code: number for number, unit in enumerate(data.units)}
    found.sort(key=lambda one: (one.unit in order, _WEIGHT[one.severity], order.get(one.unit, 0), one.code))
    return unquoted(found, inner_texts(data))


def inner_texts(data: CheckData) -> list[str]:
    """What units wrote of this month that must stay inside until a person rules: no finding quotes it."""
    values = (entry.value for unit in data.units for entry in unit.entries.values())
    return [value for value in values if isinstance(value, str) and inner_word(value)]
