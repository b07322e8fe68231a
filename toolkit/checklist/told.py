"""Faults of the checklist workbook as lines that name their place.

In: findings E9xx. Out: one line each: sheet and cell, the sheet where no cell is at fault, else the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.core.findings import Finding


def fault_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Indented lines, to stand below a sentence that names the file."""
    for one in findings:
        sheet = f"“{one.sheet}”表" if one.sheet else ""
        place = " ".join(filter(None, (sheet, one.address))) or "整个文件"
        yield f"  {place}：{one.problem}{one.remedy}"
