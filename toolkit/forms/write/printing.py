"""Paper: landscape, the smallest that shows every column at eight points or more; footer; breaks that leave no lone row.

In: row heights and column widths of a sheet. Out: its print set-up. Left to itself, a spreadsheet program breaks pages
where a row no longer fits, which now and then leaves one row alone on a page; so the breaks of a table are worked out
here, for one scale that all programs are told.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.paper import DIGIT, PAPERS, SMALLEST, Paper, plain
from toolkit.forms.layout import HEADER_ROW
from toolkit.forms.write.formbook import Page

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
SAFETY = 0.95  # programs differ by some per cent in what fits on a page
LONE_ROW = 1000  # costs more than any number of pages


def set_up_print(page: Page, unit: str, period: str, watermark: str, note: str = "") -> None:
    """Margins, footer and header, the same on every paper; ``note`` says that not all is printed."""
    sheet = page.sheet
    sheet.set_margins(**MARGINS)
    unscaled = {"scale_with_doc": False}
    left = plain(f"{unit}　{period}　{page.name}")
    sheet.set_footer(f"&L&10{left}&C&10第 &P 页 共 &N 页&R&10{plain(watermark)}", unscaled)
    if note:
        sheet.set_header(f"&R&10{note}", unscaled)
    sheet.hide_gridlines(2)


def lay_out(page: Page, widths: Sequence[float], heights: Sequence[float], head: Sequence[float]) -> None:
    """Paper, scale and breaks of a table that starts below the header row: those that take the fewest pages.

    ``heights`` are of its rows, ``head`` of the rows above them (points); the last of these, the header row, repeats on
    every page. ``widths`` are of the columns that are printed (characters).
    """
    found = []
    for paper in PAPERS:
        scale = _scale(paper, widths)
        if scale >= SMALLEST:
            room = _room(paper, scale)
            found.append((page_starts(heights, room - sum(head), room - head[-1]), paper, scale))
    starts, paper, scale = min(found, key=lambda one: len(one[0]))
    lie(page, paper, scale)
    if starts:
        page.sheet.set_h_pagebreaks([HEADER_ROW + start for start in starts])


def lie(page: Page, paper: Paper, scale: float) -> None:
    """The paper and the scale of a sheet."""
    page.sheet.set_paper(paper.number)
    if paper.landscape:
        page.sheet.set_landscape()
    page.sheet.set_print_scale(round(100 * scale))


def _scale(paper: Paper, widths: Sequence[float]) -> float:
    """By how much columns of these widths (characters) shrink to fit side by side, in whole per cents; at most 1."""
    room = (paper.across - MARGINS["left"] - MARGINS["right"]) * 96
    return min(1.0, int(100 * room * 0.99 / sum(width * DIGIT + 5 for width in widths)) / 100)


def _room(paper: Paper, scale: float) -> float:
    """Points that fit below one another at a scale."""
    return (paper.down - MARGINS["top"] - MARGINS["bottom"]) * 72 / scale * SAFETY


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
