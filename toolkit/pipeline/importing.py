"""import FILE: a checklist in Word, Excel or text becomes a checklist workbook beside the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.checklist.compare import document_differences
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.errors import OperatorError
from toolkit.pipeline.workspace import CHECKLIST, Workspace

IMPORTED = "templates/checklist-imported.xlsx"


@dataclass(frozen=True)
class ImportResult:
    """What was read, where it is, and how it differs from the checklist in use."""

    path: str
    tasks: int
    indicators: int
    reviews: int
    differences: Sequence[str]
    findings: Sequence[Finding]


def import_file(workspace: Workspace, file: Path) -> ImportResult:
    """Read the file; the checklist in use is never overwritten. Raises OperatorError when nothing was read."""
    try:
        data = file.read_bytes()
    except OSError:
        raise OperatorError(f"打不开 {file}。请检查文件名，并把文件关闭后再试。") from None
    checklist, reviews, findings = import_checklist(data, file.name, workspace.units)
    if not checklist.tasks:
        reasons = "".join(f"\n  {finding.problem}{finding.remedy}" for finding in findings)
        raise OperatorError(f"{file.name} 里没有读到任务，没有写任何文件。{reasons}")
    differences = _differences(workspace, checklist)
    path = workspace.write(workspace.root / IMPORTED, write_checklist(checklist, reviews))
    return ImportResult(
        workspace.relative(path),
        len(checklist.tasks),
        len(checklist.indicators),
        len(reviews),
        differences,
        findings,
    )


def _differences(workspace: Workspace, imported: Checklist) -> Sequence[str]:
    """How it differs from the checklist in use; that one may be of another office, or broken."""
    if not (workspace.root / CHECKLIST).is_file():
        return ()
    try:
        current = workspace.checklist
    except OperatorError:
        return ("现用清单有错误，没有逐项比较。核对后可用新清单替换它。",)
    return document_differences(current, imported)
