"""What a reviewer still had to change after the Word list was imported: half of what it was before this reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from review_cells import Count, count_cells

from toolkit.checklist.importing import import_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Unit

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "checklist.docx"
BEFORE = 489  # of commit 5f814e4, by benchmarks/bench_reviewing.py: 47 in 任务, 332 in 指标, 110 in 单位
BEFORE_KNOWN = 379  # without the 110, where the units were typed in beforehand
AT_MOST, AT_MOST_KNOWN = 212, 176  # figures to lower, never to raise


def test_half_of_the_cells_are_left_to_change() -> None:
    count = _left_to_change(())
    assert count.total <= AT_MOST <= BEFORE / 2, dict(count.cells)


def test_half_of_them_also_where_the_units_are_known() -> None:
    checklist, _ = load_checklist((ROOT / "templates" / "checklist.xlsx").read_bytes())
    assert checklist is not None
    count = _left_to_change(checklist.units)
    assert count.total <= AT_MOST_KNOWN <= BEFORE_KNOWN / 2, dict(count.cells)


def _left_to_change(units: Sequence[Unit]) -> Count:
    imported = import_checklist([("checklist.docx", DATA.read_bytes())], units)
    made = write_checklist(imported.checklist, imported.reviews)
    return count_cells(made, (ROOT / "templates" / "checklist.xlsx").read_bytes())


def test_the_reviewed_workbook_itself_has_nothing_left_to_change() -> None:
    reviewed = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    count = count_cells(reviewed, reviewed)
    assert not +count.cells
