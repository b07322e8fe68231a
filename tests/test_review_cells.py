"""What a reviewer still had to change after the Word list was imported: half of what it was before this reader."""

from __future__ import annotations

from pathlib import Path

from review_cells import count_cells

from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import write_checklist

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "checklist.docx"
BEFORE = 489  # of commit 5f814e4, by benchmarks/bench_reviewing.py: 47 in 任务, 332 in 指标, 110 in 单位
AT_MOST = 236  # a figure to lower, never to raise


def test_half_of_the_cells_are_left_to_change() -> None:
    imported = import_checklist([("checklist.docx", DATA.read_bytes())])
    made = write_checklist(imported.checklist, imported.reviews)
    count = count_cells(made, (ROOT / "templates" / "checklist.xlsx").read_bytes())
    assert count.total <= AT_MOST <= BEFORE / 2, dict(count.cells)


def test_the_reviewed_workbook_itself_has_nothing_left_to_change() -> None:
    reviewed = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    count = count_cells(reviewed, reviewed)
    assert not +count.cells
