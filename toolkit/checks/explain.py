"""Explanations: what closes a 疑问 on the unit's side."""

from __future__ import annotations

from toolkit.checks.data import UnitData
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS, PROJECTS, TASKS

# 任务进展 has no 说明: for these the reason stands in 存在问题, or in 说明 of the indicator they speak of.
_TASK_CODES = ("Q303", "Q304", "Q404", "Q405", "Q408")
LEAST = 3  # characters; “无” and “属实” give no reason
_PROJECT_CODES = ("Q306", "Q407", "Q753")


def explanation_of(unit: UnitData, finding: Finding) -> str:
    """The unit's explanation of a 疑问, "" when it gave none."""
    given = _given(unit, finding).strip()
    return given if len(given) >= LEAST else ""


def _given(unit: UnitData, finding: Finding) -> str:
    if finding.severity is not Severity.QUERY:
        return ""
    if finding.form_sheet == INDICATORS:
        return unit.text(INDICATORS, finding.key, "explanation")
    if finding.form_sheet == PROJECTS and finding.code in _PROJECT_CODES:
        return unit.text(PROJECTS, finding.key, "problems")
    given = ""
    if finding.form_sheet == TASKS and finding.code in _TASK_CODES:
        given = unit.text(TASKS, finding.key, "problems")
    if not given and "indicator" in finding.values:
        given = unit.text(INDICATORS, finding.values["indicator"], "explanation")
    return given
