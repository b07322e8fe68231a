"""A month with two returns in the ledger and the packs that went out from it, for tests of what comes back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from collect_month import GRID, JUNE, KASHGAR, NOW, Month, copy_month, make_month
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.worker import Crew, Result
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.month.assembled import Month as Assembled
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.writing.rendering import lead_files

EDUCATION = "地区教育局"
SENT = datetime(2024, 6, 27, 9)
Fill = Callable[[openpyxl.Workbook], None]


@dataclass(frozen=True)
class Prepared:
    """A folder whose returns are collected, and the lead packs by lead unit."""

    month: Month
    packs: dict[str, bytes]

    def copy(self, root: Path) -> Month:
        """The same folder elsewhere."""
        return copy_month(self.month, root)


@cache  # one month for all tests of packs
def prepare(root: Path) -> Prepared:
    """Two units have returned June; the packs of that month."""
    month = make_month(root)
    for unit in (KASHGAR, GRID):
        month.drop(f"{unit}.xlsx", month.filled(unit), datetime(2024, 6, 24, 10))
    run(month)
    packs = {
        Path(name).stem: data for name, data in lead_files(assemble(month.workspace, JUNE), 0, 1).items()
    }
    month.workspace.ledger.close()
    return Prepared(month, packs)


def run(month: Month) -> CollectResult:
    """Collect what lies in the inbox, as soon as its last file is there."""
    workspace = month.workspace
    times = [datetime.fromtimestamp(path.stat().st_mtime) for path in month.inbox.iterdir()]
    now = max([NOW, *times])
    return collect(month.root, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist)


def june(month: Month) -> Assembled:
    """June as the outputs get it."""
    return assemble(month.workspace, JUNE)


def without_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: starting child processes takes longer than these tests."""

    def run(
        _crew: Crew, function: Callable[[Any], Any], batches: Iterable[Iterable[Any]]
    ) -> Iterator[Result[Any]]:
        for batch in batches:
            for item in batch:
                try:
                    yield Result(function(item))
                except Unreadable as error:
                    yield Result(error=error)

    monkeypatch.setattr(Crew, "run", run)
    monkeypatch.setattr(Crew, "start", lambda self, items, shared=(): None)


def filled(data: bytes, fill: Fill) -> bytes:
    """The workbook as somebody filled and saved it with another program."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heads(sheet: Worksheet) -> list[object]:
    """The head of the table of an output sheet."""
    return [cell.value for cell in sheet[4]]


def enter(sheet: Worksheet, key: str, head: str, value: object) -> None:
    """Fill the cell of a row of a lead pack, found by its hidden key."""
    names = heads(sheet)
    row = next(row for row in sheet.iter_rows(min_row=5) if row[names.index("标识")].value == key)
    row[names.index(head)].value = value


def reported(data: bytes, unit: str) -> list[str]:
    """Ids of the indicators for which a lead pack shows a number of the unit."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["分县指标"]
    names = heads(sheet)
    return [
        str(row[names.index("标识")].value).partition("/")[2]
        for row in sheet.iter_rows(min_row=5)
        if str(row[names.index("标识")].value).startswith(unit)
        and isinstance(row[names.index("本月累计")].value, (int, float))
    ]
