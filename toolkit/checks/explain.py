"""Explanations: what closes a 疑问 on the unit's side."""

from __future__ import annotations

from toolkit.checks.data import UnitData
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import CATALOGUE, EXPLANATION

LEAST = 3  # characters; “无” and “属实” give no reason


def explanation_of(unit: UnitData, finding: Finding) -> str:
    """The unit's explanation of a 疑问, "" when it gave none."""
    texts = (_text(unit, finding, name).strip() for name in CATALOGUE[finding.code].explained_in)
    given = next((text for text in texts if text), "")
    return given if len(given) >= LEAST else ""


def _text(unit: UnitData, finding: Finding, name: str) -> str:
    """What stands in 说明 of the indicator or in 存在问题 of the row; a cell is no explanation of itself."""
    if name == EXPLANATION:
        id = finding.key if finding.form_sheet == INDICATORS else finding.values.get("indicator", "")
        return unit.text(INDICATORS, id, name)
    if finding.form_sheet in (TASKS, PROJECTS) and finding.field != name:
        return unit.text(finding.form_sheet, finding.key, name)
    return ""
