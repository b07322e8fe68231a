"""Paper: A4 landscape, one page wide, footer with unit, period and page; breaks that leave no lone row.

In: row heights and column widths of a sheet. Out: its print set-up. Left to itself, a spreadsheet
program breaks pages where a row no longer fits, which now and then leaves one row alone on a page; so
the breaks of a table are worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.forms.layout import HEADER_ROW
from toolkit.forms.write.book import Page

A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
PRINTABLE_WIDTH = 297 / 25.4 - MARGINS["left"] - MARGINS["right"]  # inches
PRINTABLE_HEIGHT = (210 / 25.4 - MARGINS["top"] - MARGINS["bottom"]) * 72  # points
SAFETY = 0.95  # programs differ by some per cent in what fits on a page
LONE_ROW = 1000  # costs more than any number of pages


def set_up_print(page: Page, unit: str, period: str, watermark: str, fit: bool = True) -> None:
    """Paper, margins and footer; ``fit`` makes the sheet one page wide."""
    sheet = page.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    if fit:
        sheet.fit_to_pages(1, 0)
    left = f"{unit}　{period}　{page.name}".replace("&", "&&")
    sheet.set_footer(f"&L&9{left}&C&9第 &P 页 共 &N 页&R&9{watermark.replace('&', '&&')}")
    sheet.hide_gridlines(2)


def scale_of(widths: Sequence[float]) -> float:
    """By how much columns of these widths (characters) shrink to fit one page; at most 1."""
    inches = sum(width * 7 + 5 for width in widths) / 96
    return min(1.0, int(100 * PRINTABLE_WIDTH / inches) / 100)


def break_pages(page: Page, heights: Sequence[float], widths: Sequence[float], head: Sequence[float]) -> None:
    """Set the breaks of a table that starts below the header row.

    ``heights`` are of its rows, ``head`` of the rows above them (points); the last of these, the
    header row, repeats on every page. ``widths`` are of the columns (characters).
    """
    room = PRINTABLE_HEIGHT / scale_of(widths) * SAFETY
    starts = page_starts(heights, room - sum(head), room - head[-1])
    if starts:
        page.sheet.set_h_pagebreaks([HEADER_ROW + start for start in starts])


def page_starts(heights: Sequence[float], first_room: float, room: float) -> list[int]:
    """Positions of the rows that begin a page: as few lone rows as possible, then as few pages."""
    best: list[tuple[int, int]] = [(0, 0)]  # for the first n rows: cost, position where the last page starts
    for end in range(1, len(heights) + 1):
        options = []
        used, start = 0.0, end - 1
        while start >= 0:
            used += heights[start]
            if used > (room if start else first_room) and end - start > 1:
                break
            options.append((best[start][0] + (LONE_ROW if end - start == 1 else 1), start))
            start -= 1
        best.append(min(options, key=lambda option: (option[0], -option[1])))
    starts, position = [], len(heights)
    while position > 0:
        position = best[position][1]
        starts.append(position)
    return [start for start in reversed(starts) if start]
