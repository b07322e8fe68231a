"""The odd office's year, line by line: whatever is made of it today is what is kept in tests/golden/odd.

A line says that nothing moved, not that it is right: that is what recounts are for (``test_figures_recount``,
``test_whole_recount``, ``test_group_recount``, ``test_told_months``), and ``test_odd_office_recounted`` for this very office. When a
line is to be another: ``GOLDEN=write python -m pytest tests/test_golden_months.py``.
"""

from __future__ import annotations

import difflib
import os

import pytest
from golden_months import GOLDEN, TEXTS, kept, text

SHOWN = 40  # lines of a difference
WRITE = os.environ.get("GOLDEN") == "write"


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_made_is_what_was_kept(name: str) -> None:
    if WRITE:
        GOLDEN.mkdir(exist_ok=True)
        kept(name).write_text(text(name), "utf-8", newline="\n")
    was, now = kept(name).read_text("utf-8").splitlines(), text(name).splitlines()
    if was != now:
        lines = difflib.unified_diff(was, now, f"golden/odd/{name}.txt", "today", lineterm="", n=0)
        told = [line for line, _ in zip(lines, range(SHOWN), strict=False)]
        pytest.fail(
            "\n".join(told) + "\nmeant so? GOLDEN=write python -m pytest tests/test_golden_months.py",
            pytrace=False,
        )


def test_no_text_is_kept_that_is_no_longer_made() -> None:
    for file in GOLDEN.glob("*.txt") if WRITE else ():
        if file.stem not in TEXTS:
            file.unlink()
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(TEXTS)
