"""history import FILE: monthly tables of the time before the tool become values of their months, marked 历史导入.

In: a workbook and the month, said or found. Out: the file in the archive, its account and values in the ledger, and
lines that say what became of every filled cell. What units returned is never touched; the same file again is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.imported import imported_of, imported_text
from toolkit.core.model import Checklist
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.core.returns import Outcome
from toolkit.core.secrecy import level_named
from toolkit.errors import OperatorError, os_reason
from toolkit.inbox.archive import file_as, store_object
from toolkit.inbox.secrecy import look
from toolkit.inbox.workbooks.reader import read_book
from toolkit.ledger.records import PackRecord
from toolkit.papers.history import HistoryRead, by_reason, read_history
from toolkit.pipeline.collecting.returned import read_isolated
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.rebuilding import archive_lock

RETURNED = "这个月该单位已报过这个数，以所报为准"
NAMED = 6  # cells of one reason that are named
UNDATED = (
    "{file} 的“{sheets}”没有写是哪个月的数，什么也没有改动：请写明月份再运行，"
    "如 python run_report.py history import {file} -p 2023-06。"
)
LATE = "{file} 里有{month}的数，历史导入只收{now}以前的月份，什么也没有改动：请核对月份，或用 -p 写明。"
WITHDRAWN = "{file} 以前导入过，后来撤回了（裁定{number}），什么也没有改动。要重新采用，请运行 python run_report.py rule revoke {number}。"
MARKED = "{file} 带国家秘密标志，什么也没有导入、存档和记录。请立即停止操作、断开网络，报告本单位保密工作人员，按其要求处理。"
NOTHING = "{file} 里没有可以导入的数，什么也没有改动。"


def import_history(
    workspace: Workspace, file: Path, given: Period | None, now: datetime
) -> tuple[list[str], bool]:
    """(lines, whether nothing was rejected); raises OperatorError, nothing changed, where there is nothing to keep."""
    data = _bytes(file)
    allowed = level_named(workspace.config.briefing.secrecy)
    read = _read(workspace.checklist, data, file, given, allowed)
    settled = _settled(workspace, read)
    months = sorted({Period.parse(cell.period) for cell in read.cells if cell.taken})
    account = [*_account(settled), *_reasons(settled)]
    if not months:
        raise OperatorError("\n".join([NOTHING.format(file=file.name), *account]))
    _allowed(workspace, months, file, now)
    with archive_lock(workspace):
        kept = _keep(workspace, read, settled, data, file, now)
    return [*account, *kept], not any(cell.outcome is Outcome.REJECTED for cell in settled.cells)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OperatorError(
            f"打不开 {file}：{os_reason(error)}。请检查文件名，并把文件关闭后再试。"
        ) from None


def _read(checklist: Checklist, data: bytes, file: Path, given: Period | None, allowed: int) -> HistoryRead:
    read = read_isolated(partial(_cells, checklist, given, file.name, allowed), data, file.name)
    if read is False:
        raise OperatorError(MARKED.format(file=file.name))
    if isinstance(read, Finding):
        raise OperatorError(f"{file.name}：{read.problem}{read.remedy}")
    if read.undated:
        raise OperatorError(UNDATED.format(file=file.name, sheets="、".join(read.undated)))
    return read


def _cells(
    checklist: Checklist, given: Period | None, name: str, allowed: int, data: bytes
) -> HistoryRead | Literal[False]:
    """In a child process: what the workbook says; False for one that bears a higher mark of secrecy than ``allowed``."""
    if look(data) > allowed:
        return False
    return read_history(read_book(data), checklist, given, name)


def _allowed(workspace: Workspace, months: Sequence[Period], file: Path, now: datetime) -> None:
    current = Period(now.year, now.month)
    for month in months:
        if month >= current:
            raise OperatorError(LATE.format(file=file.name, month=month.chinese, now=current.chinese))
        period_of(workspace, now, month)  # raises for a month that ends no period of the office's cycle


def _settled(workspace: Workspace, read: HistoryRead) -> HistoryRead:
    """Cells of figures that units returned themselves are superseded by these."""
    months = {cell.period for cell in read.cells if cell.taken}
    returned = {
        (month, entry.unit, entry.key)
        for month in months
        for entry in workspace.ledger.entries(Period.parse(month), with_held=True)
        if entry.sheet == INDICATORS and entry.field in fields.FIGURE
    }
    cells = (
        replace(cell, outcome=Outcome.SUPERSEDED, note=RETURNED) if cell.figure in returned else cell
        for cell in read.cells
    )
    return replace(read, cells=tuple(cells))


def _account(read: HistoryRead) -> Iterator[str]:
    """The sum of all filled cells."""
    counts = {one: sum(cell.outcome is one for cell in read.cells) for one in Outcome}
    parts = " + ".join(f"{one.value} {count}" for one, count in counts.items())
    filled = len(read.cells)
    yield (
        f"读到 {read.labels + filled} 个有内容的单元格：标题、表头和名称 {read.labels} 个，其余 {filled} 个 = {parts}。"
    )
    if read.unstated:
        yield f"没有写明计量单位的 {read.unstated} 个数按清单的填报单位量读取，请核对。"


def _reasons(read: HistoryRead) -> Iterator[str]:
    """A line for every reason, with its cells."""
    for outcome in (Outcome.NORMALISED, Outcome.REJECTED, Outcome.SUPERSEDED, Outcome.IGNORED):
        for reason, cells in by_reason(read.cells, outcome).items():
            places = "、".join(f"{cell.sheet}!{cell.address}" for cell in cells[:NAMED])
            more = f"等 {len(cells)} 格" if len(cells) > NAMED else ""
            yield f"{outcome.value} {len(cells)} 个：{reason.rstrip('。')}（{places}{more}）"


def _keep(
    workspace: Workspace, read: HistoryRead, settled: HistoryRead, data: bytes, file: Path, now: datetime
) -> list[str]:
    """Archive the file, keep its values; the lines that say what was kept.

    What is kept does not depend on what units returned: a return that is withdrawn gives its place back.
    """
    ledger = workspace.ledger
    sha256 = store_object(workspace.root, data)
    kept = ledger.pack(sha256)
    if kept is not None and kept.kind != IMPORTED:
        raise OperatorError(f"{file.name} 是已收下的{kept.kind}，不是以前月份的表，什么也没有改动。")
    content = imported_text(read.cells, read.labels)
    if number := ledger.history_withdrawn().get(sha256):
        raise OperatorError(WITHDRAWN.format(file=file.name, number=number))
    if kept is not None and kept.content == content:
        return [f"这份文件以前导入过，内容没有变化，什么也没有改动。存档：{kept.file}"]
    earlier: set[tuple[str, ...]] = {
        (cell.period, cell.unit, cell.key, cell.field)
        for pack in ledger.history_packs()
        if pack.sha256 != sha256 and pack.sha256 not in ledger.history_withdrawn()
        for cell in imported_of(pack.content)
    }
    period = min(Period.parse(cell.period) for cell in read.cells if cell.taken)
    version = len(ledger.history_packs()) + 1
    path = file_as(workspace.root, sha256, period, IMPORTED, version, now, file.name)
    pack = PackRecord(sha256, IMPORTED, sha256, period, version, file.name, path, now, now, content)
    ledger.keep_history(pack)
    return list(_told(settled, earlier, path, kept))


def _told(
    read: HistoryRead, earlier: set[tuple[str, ...]], path: str, before: PackRecord | None
) -> Iterator[str]:
    taken = [cell for cell in read.cells if cell.taken]
    for month in sorted({cell.period for cell in taken}):
        count = sum(cell.period == month for cell in taken)
        yield f"已导入{Period.parse(month).chinese}的 {count} 个数，标“{IMPORTED}”。"
    again = sum((*cell.figure, cell.field) in earlier for cell in taken)
    if again:
        yield f"其中 {again} 个数以前导入的文件里也有，以这次导入的为准，两份都留存。"
    if before is not None:
        months = "、".join(sorted({cell.period for cell in imported_of(before.content)}))
        yield f"这份文件以前导入过（{months}），按这次读到的更新。"
    yield f"存档：{path}"
