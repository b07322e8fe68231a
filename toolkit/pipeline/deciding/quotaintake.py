"""quota FILE: a returned 目标分解确认表 becomes rows of the sheet 分解 in the office's own checklist.

In: the workbook that came back. Out: templates/checklist.xlsx with that one sheet edited, the workbook as it was
beside it, and lines for every change and every problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from toolkit.checklist.load import load_checklist
from toolkit.checklist.quotasheet import QuotaEdit, put_quotas
from toolkit.checklist.told import fault_lines
from toolkit.core.area import said
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Quota, Unit
from toolkit.core.value_text import number_text
from toolkit.errors import OperatorError
from toolkit.figures.quotas.quotasums import BELOW, SOME_MISSING, QuotaRow, quota_rows
from toolkit.inbox.workbooks.reader import read_book
from toolkit.papers.identity import QUOTAS
from toolkit.papers.quotapaper import QuotaReturn, read_quotas
from toolkit.pipeline.collecting.returned import read_isolated
from toolkit.pipeline.collecting.splits import splits_of
from toolkit.pipeline.folder.workspace import BACKUP, CHECKLIST, Workspace


def apply_quotas(workspace: Workspace, file: Path) -> tuple[list[str], bool]:
    """(lines, whether nothing is left for a person); raises OperatorError when nothing could be read."""
    returned = _read(workspace, file)
    quotas = returned.quotas
    path = workspace.root / CHECKLIST
    before = path.read_bytes()
    edit = put_quotas(before, quotas, [unit.name for unit in workspace.checklist.units])
    checklist = _checked(edit, quotas)
    if edit.changes:
        workspace.files.take_over(workspace.root / BACKUP, before)
        workspace.files.renew(path, edit.data)
    found = [
        *(f"{one.at} {one.problem}{one.remedy}" for one in returned.findings),
        *edit.problems,
        *_left(workspace.checklist, quotas),
        *_sums(checklist, quotas, returned.sums),
    ]
    return [*_lines(edit, len(quotas)), *found], not found


def _read(workspace: Workspace, file: Path) -> QuotaReturn:
    try:
        data = file.read_bytes()
    except OSError:
        raise OperatorError(f"打不开 {file}。请检查文件名，并把文件关闭后再试。") from None
    reader = partial(_returned, workspace.checklist, workspace.checklist.reporting)
    returned = read_isolated(reader, data, file.name)
    if isinstance(returned, Finding):
        raise OperatorError(f"{file.name}：{returned.problem}")
    if not returned.quotas and not returned.findings:
        raise OperatorError(f"{file.name} 不是填好的{QUOTAS}，清单没有改动。")
    return returned


def _returned(checklist: Checklist, units: Sequence[Unit], data: bytes) -> QuotaReturn:
    """In a child process: what the workbook says."""
    names = [unit.name for unit in units]
    return read_quotas(read_book(data), splits_of(checklist, units), names) or QuotaReturn()


def _checked(edit: QuotaEdit, quotas: Sequence[Quota]) -> Checklist:
    """The edited workbook read back; raises OperatorError when it does not say what it should."""
    checklist, findings = load_checklist(edit.data)
    if checklist is None:
        faults = "".join(f"\n{line}" for line in fault_lines(findings))
        raise OperatorError(f"写入后清单读不通，没有改动清单：{faults}")
    written = {(quota.indicator, quota.unit, quota.year): quota.target for quota in checklist.quotas}
    wrong = [q for q in quotas if written.get((q.indicator, q.unit, q.year)) != q.target]
    if wrong and not edit.problems:
        raise OperatorError(
            f"写入后读回的分解数与回表不符（{wrong[0].indicator} {wrong[0].unit}），没有改动清单。"
        )
    return checklist


def _lines(edit: QuotaEdit, count: int) -> list[str]:
    if not edit.changes:
        return [f"回表里的 {count} 个分解数清单里都已有，清单没有改动。"]
    return [
        f"清单“分解”表改动 {len(edit.changes)} 处，原清单留在 {BACKUP}：",
        *(f"  {change}" for change in edit.changes),
        "下一步：打开清单核对，再运行 report；以后下发的表会带上分解数。",
    ]


def _left(checklist: Checklist, quotas: Sequence[Quota]) -> list[str]:
    """Quotas of the checklist that came back empty: kept, and said."""
    told = {(quota.indicator, quota.year) for quota in quotas}
    given = {(quota.indicator, quota.unit, quota.year) for quota in quotas}
    return [
        f"{quota.indicator} {quota.unit} {quota.year}年：清单里是 {number_text(quota.target)}，回表是空的，没有改动；要取消请在“分解”表里删去这一行。"
        for quota in checklist.quotas
        if (quota.indicator, quota.year) in told and (quota.indicator, quota.unit, quota.year) not in given
    ]


def _sums(checklist: Checklist, quotas: Sequence[Quota], cells: Mapping[str, str]) -> list[str]:
    """Indicators whose shares do not make the target."""
    told = {(quota.year, quota.indicator) for quota in quotas}
    return [
        f"{cells.get(row.indicator.id, QUOTAS)} {row.indicator.id}：{_gap(row)}"
        for year in sorted({year for year, _ in told})
        for row in quota_rows(checklist, checklist.reporting, year)
        if (year, row.indicator.id) in told and not row.fits
    ]


def _gap(row: QuotaRow) -> str:
    sums = f"分解合计 {number_text(row.total or 0.0)}，{said('全地区')}年度目标 {number_text(row.target.low)}（{row.measure}）"
    missing = sum(share is None for share in row.quotas.values())
    if row.state == SOME_MISSING:
        return f"{sums}，还有 {missing} 个单位没有分解数。"
    gap = abs(row.difference or 0.0)
    return f"{sums}，{'少' if row.state == BELOW else '多'} {number_text(gap)}，请与牵头单位核对。"
