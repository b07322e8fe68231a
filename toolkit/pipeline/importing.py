"""import FILE: a checklist in Word, Excel or text becomes a checklist workbook beside the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.checklist.compare import document_differences
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.findings import Finding
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
    checklist, reviews, findings = import_checklist(data, file.name, workspace.config.units)
    if not checklist.tasks:
        reasons = "".join(f"\n  {finding.problem}{finding.remedy}" for finding in findings)
        raise OperatorError(f"{file.name} 里没有读到任务，没有写任何文件。{reasons}")
    current = workspace.checklist if (workspace.root / CHECKLIST).is_file() else None
    path = workspace.write(workspace.root / IMPORTED, write_checklist(checklist, reviews))
    return ImportResult(
        workspace.relative(path),
        len(checklist.tasks),
        len(checklist.indicators),
        len(reviews),
        document_differences(current, checklist) if current else (),
        findings,
    )
