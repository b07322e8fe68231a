"""Paper: A4 landscape, one page wide, footer with unit, period and page; breaks that leave no lone row.

In: row heights and column widths of a sheet. Out: its print set-up. A spreadsheet program breaks pages
where a row no longer fits, which now and then leaves one row alone on the last page; where that may
happen, a break some rows before the end keeps them together.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.forms.layout import HEADER_ROW
from toolkit.forms.write.book import Page

A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
PRINTABLE_WIDTH = 297 / 25.4 - MARGINS["left"] - MARGINS["right"]  # inches
PRINTABLE_HEIGHT = (210 / 25.4 - MARGINS["top"] - MARGINS["bottom"]) * 72  # points
# Programs differ by some per cent in what fits on a page; what holds for all of these holds in each.
ROOMS = tuple(percent / 100 for percent in range(86, 121, 2))
KEPT_TOGETHER = range(3, 15)  # rows that may go to the last page by a break of ours


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


def break_pages(page: Page, heights: Sequence[float], widths: Sequence[float], head: float) -> None:
    """Keep the last data row from standing alone on a page; ``head`` is the height above the data."""
    start = safe_break(heights, PRINTABLE_HEIGHT / scale_of(widths), head)
    if start is not None:
        page.sheet.set_h_pagebreaks([HEADER_ROW + start])


def safe_break(heights: Sequence[float], room: float, head: float) -> int | None:
    """The position of a row before which to break, or None when no lone row can come about.

    ``heights`` are of the data rows, ``room`` is a page's height, ``head`` is taken off it (points).
    """
    if all(_rows_on_last_page(heights, room * part - head) > 1 for part in ROOMS):
        return None
    for kept in KEPT_TOGETHER:
        start = len(heights) - kept
        fits = start > 1 and sum(heights[start:]) <= room * ROOMS[0] - head
        if fits and all(_rows_on_last_page(heights[:start], room * part - head) > 1 for part in ROOMS):
            return start
    return None


def _rows_on_last_page(heights: Sequence[float], room: float) -> int:
    """How many rows stand on the last page; one page with a single row counts as two, it has no choice."""
    rows, used, pages = 0, 0.0, 1
    for height in heights:
        if rows and used + height > room:
            rows, used, pages = 0, 0.0, pages + 1
        rows, used = rows + 1, used + height
    return rows if pages > 1 else max(rows, 2)
