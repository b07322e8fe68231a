"""How outputs tell of findings: in which order, what each is about, what to do, and where it stands.

In: a finding, the checklist, the context. Out: words, and ranks to sort by. 校验问题, its table for analysts and
校验报告.html take them from here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from toolkit.core.findings import Finding, Severity
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist
from toolkit.figures.doubted.effects import by_effect
from toolkit.forms.blanks import is_blank
from toolkit.outputs.context import FOR_OFFICE, KEPT, OutputContext

_DEFAULT_HANDLING = {Severity.ERROR: "待修改", Severity.QUERY: "待说明", Severity.NOTE: "仅提示"}
_WEIGHT = {severity: rank for rank, severity in enumerate(Severity)}


def rank_of(finding: Finding, context: OutputContext) -> tuple[int, bool, float, bool]:
    """Sorts findings: the heaviest first, within a severity what is open, of that what moves a figure most, and then what
    is wrong before what is blank, for many blanks bury no other.
    """
    return _WEIGHT[finding.severity], context.is_settled(finding.id), by_effect(finding), is_blank(finding)


def row_names(checklist: Checklist) -> dict[tuple[str, str], str]:
    """(sheet, row key) -> what the row is called, of tasks and indicators."""
    names = {(TASKS, task.key): f"任务{task.no} {task.title}" for task in checklist.tasks}
    names |= {(INDICATORS, row.id): f"{row.id} {row.name}" for row in checklist.indicators}
    return names


def subject_of(finding: Finding, names: Mapping[tuple[str, str], str]) -> str:
    """What it is about: the row of the form, by its name."""
    sheet = finding.form_sheet or finding.sheet
    subject = names.get((sheet, finding.key)) or finding.key
    return f"{sheet} {subject}" if subject and sheet in (PROJECTS, EXPERIENCE) else subject


def remedy_of(finding: Finding) -> str:
    """What to do, with the word that the tool would suggest."""
    return finding.remedy + (f"建议值：{finding.advice}" if finding.advice else "")


def handling_of(finding: Finding, context: OutputContext) -> str:
    """处理状态."""
    return handled(finding, context) or _DEFAULT_HANDLING[finding.severity]


def handled(finding: Finding, context: OutputContext) -> str:
    """处理状态 of what is closed or of which no unit is asked, else ""."""
    if finding.id not in context.kept:
        return context.handling.get(finding.id, "")
    return context.handling.get(finding.id, FOR_OFFICE if CATALOGUE[finding.code].office else KEPT)


def concerned(units: Collection[str]) -> str:
    """涉及 3 个单位和办公室: whom findings of these units (codes) concern; "" stands for the office, which is no unit."""
    codes = {unit for unit in units if unit}
    if "" not in units:
        return f"涉及 {len(codes)} 个单位"
    return f"涉及 {len(codes)} 个单位和办公室" if codes else "涉及办公室"
