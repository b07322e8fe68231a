"""A sheet in which every cell is written twice costs no more than one: each address is not sought through all of it."""

from __future__ import annotations

import time

from toolkit.core.returns import DOUBLED
from toolkit.inbox.workbooks.faulty import add_doubled

MANY = 30_000
SECONDS = 5.0  # of the processor; one search an address took half a minute


def sheet(rows: int) -> bytes:
    cells = (
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>5</v></c><c r="A%d"><v>2</v></c></row>'
        % (n, n, n, n)
        for n in range(1, rows + 1)
    )
    return b"<worksheet><sheetData>" + b"".join(cells) + b"</sheetData></worksheet>"


def test_each_is_told_with_all_that_it_says_in_one_walk() -> None:
    found: dict[str, tuple[str, str]] = {}
    begun = time.process_time()
    add_doubled(sheet(MANY), None, found)
    assert time.process_time() - begun < SECONDS
    assert found == {f"A{n}": (DOUBLED, "1；2") for n in range(1, MANY + 1)}
