"""Rules over numbers: ranges, parts and wholes."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.forms.selfchecks import is_share


def completion_in_range(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E202: 完成度 lies between 0 and 100."""
    for row in unit.form.rows:
        value = unit.number(TASKS, str(row.task.no), "completion")
        if value is not None and not 0 <= value <= 100:
            yield at(unit, "E202", TASKS, str(row.task.no), "completion")


def not_negative(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E203: counts, lengths and amounts are not negative."""
    for (sheet, key, name), entry in unit.entries.items():
        if sheet in (INDICATORS, PROJECTS) and not isinstance(entry.value, str) and entry.value < 0:
            yield at(unit, "E203", sheet, key, name)


def part_within_whole(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E301: a share is not above its whole (Q301 when 说明 says why); E302: the denominator is not 0."""
    for row in unit.form.indicators:
        indicator = row.indicator
        if not indicator.is_ratio_input:
            continue
        numerator = unit.number(INDICATORS, indicator.id, "numerator")
        denominator = unit.number(INDICATORS, indicator.id, "denominator")
        if numerator is None or denominator is None:
            continue
        if denominator == 0 and numerator != 0:
            yield at(unit, "E302", INDICATORS, indicator.id, "denominator")
        elif is_share(row) and numerator > denominator:
            explained = unit.filled(INDICATORS, indicator.id, "explanation")
            yield at(
                unit,
                "Q301" if explained else "E301",
                INDICATORS,
                indicator.id,
                "numerator",
                numerator=indicator.numerator,
                denominator=indicator.denominator,
                whole=f"{denominator:.10g}",
            )


RULES = (completion_in_range, not_negative, part_within_whole)
