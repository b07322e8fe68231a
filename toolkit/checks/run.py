"""Runs every rule over every unit; findings come out ordered by weight, then by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.checks import form_rules, number_rules
from toolkit.checks.data import CheckData, UnitData
from toolkit.core.findings import Finding

UnitRule = Callable[[CheckData, UnitData], Iterator[Finding]]

UNIT_RULES: tuple[UnitRule, ...] = (*form_rules.RULES, *number_rules.RULES)


def run_checks(data: CheckData) -> list[Finding]:
    """All findings of the period."""
    return [finding for unit in data.units for rule in UNIT_RULES for finding in rule(data, unit)]
