"""Workbooks that were copied into each other for years have ten thousands of styles: what they say costs no more for it."""

from __future__ import annotations

import random
import time

import pytest

from toolkit.inbox.workbooks.sheetscan import cells_in_styles, conditional_areas, scan_sheet

MANY = 20_000
SECONDS = 3.0  # of the processor; one search a style through all cells took half a minute


def sheet(styles: list[int], rules: int = 0) -> bytes:
    """A filled cell a row in these styles, a blank one beside each, and conditional formats one a row."""
    rows = (
        b'<row r="%d"><c r="A%d" s="%d"><v>1</v></c><c r="B%d" s="%d"/></row>' % (n, n, style, n, style)
        for n, style in enumerate(styles, 1)
    )
    formats = (
        b'<conditionalFormatting sqref="A%d"><cfRule dxfId="%d"/></conditionalFormatting>' % (n, n)
        for n in range(1, rules + 1)
    )
    return b"<worksheet><sheetData>%s</sheetData>%s</worksheet>" % (b"".join(rows), b"".join(formats))


@pytest.mark.parametrize("wanted", [3, 49, 50, 51, 400])
def test_as_many_styles_as_there_are_tell_the_same_cells(wanted: int) -> None:
    draw = random.Random(wanted)
    styles = [draw.randrange(600) for _ in range(500)]
    sought = set(draw.sample(range(600), wanted))
    expected = {f"A{n}" for n, style in enumerate(styles, 1) if style in sought}
    assert cells_in_styles(sheet(styles), sought) == expected
    found = scan_sheet(sheet(styles), {str(style): f"0{style}" for style in sought}).number_formats
    assert found == {f"A{n}": f"0{style}" for n, style in enumerate(styles, 1) if style in sought}


def test_conditional_formats_are_told_by_their_own_style() -> None:
    assert conditional_areas(sheet([0], 30), {2, 21}) == ["A2", "A21"]


def test_ten_thousands_of_styles_are_not_searched_one_by_one() -> None:
    raw, styles = sheet(list(range(MANY)), MANY), range(MANY)
    begun = time.process_time()
    assert len(cells_in_styles(raw, styles)) == MANY
    assert len(scan_sheet(raw, dict.fromkeys(map(str, styles), "0%")).number_formats) == MANY
    assert len(conditional_areas(raw, range(MANY + 1))) == MANY
    assert time.process_time() - begun < SECONDS
