"""The summary workbook: one module a sheet or group of sheets.

In: the figures of a month, the checklist, findings, the context. Out: the bytes of the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.outputs.summary import (
    behind,
    details,
    groupdetails,
    groupmatrix,
    leads,
    library,
    matrix,
    overview,
    quality,
    revisions,
    scores,
    status,
    supervision,
    totals,
    trend,
    yearend,
)  # fmt: skip
from toolkit.outputs.workbook.outputbook import OutputBook, render

__all__ = ["write_summary"]


def write_summary(
    result: MonthResult,
    checklist: Checklist,
    findings: Sequence[Finding],
    context: OutputContext,
    *,
    for_report: bool = False,
) -> bytes:
    """The workbook's bytes; the same input gives the same bytes.

    ``for_report`` makes the version that goes out (报送版): without 校验问题, 考核评分, 数据台账 and what follows it, and
    without links into the archive, which its readers do not have.
    """
    links = not for_report

    def fill(book: OutputBook) -> None:
        matrices: Any = groupmatrix if result.groups else matrix
        lines: Any = groupdetails if result.groups else details
        rows = lines.detail_rows(result, context, links=links)
        overview.write(book, result)
        matrices.write(book, result)
        totals.write(book, result, len(rows))
        lines.write(book, rows)
        behind.write(book, result)
        library.write_projects(book, result, context, links=links)
        library.write_experience(book, result, context, links=links)
        leads.write(book, result, checklist, links=links)
        status.write_reports(book, result)
        if not for_report:
            status.write_findings(book, checklist, findings, context)
            scores.write(book, context)
        trend.write(book, result, context)
        if not for_report:
            status.write_accounts(book, result, context)
            revisions.write(book, result)
            quality.write(book, result)
            supervision.write(book, result)
            yearend.write(book, result)

    return render(context, f"{result.period.chinese}汇总表", fill)
