"""Paper: landscape, the smallest that shows every column at eight points or more; footer; breaks that leave no lone row.

In: row heights and column widths of a sheet. Out: its print set-up. Left to itself, a spreadsheet program breaks pages
where a row no longer fits, which now and then leaves one row alone on a page; so the breaks of a table are worked out
here, for one scale that all programs are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core.theme import FONT_SIZE
from toolkit.forms.layout import HEADER_ROW
from toolkit.forms.write.book import Page

LEAST_POINTS = 8.0
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
EXTRACT = "节选：本表只打印开头部分，全部内容请看电子表"
SAFETY = 0.95  # programs differ by some per cent in what fits on a page
LONE_ROW = 1000  # costs more than any number of pages
_DIGIT = 8.6  # pixels of a digit at 96 to the inch: 7 in our font; a program without it takes a wider one
_SMALLEST = LEAST_POINTS / FONT_SIZE


@dataclass(frozen=True)
class Paper:
    """A paper as it lies: the number that workbooks use, its sides in inches."""

    number: int
    across: float
    down: float

    @property
    def landscape(self) -> bool:
        """Whether it lies on its long side."""
        return self.across > self.down

    def scale(self, widths: Sequence[float]) -> float:
        """By how much columns of these widths (characters) shrink to fit side by side, in whole per cents; at most 1."""
        room = (self.across - MARGINS["left"] - MARGINS["right"]) * 96
        return min(1.0, int(100 * room * 0.99 / sum(width * _DIGIT + 5 for width in widths)) / 100)

    def room(self, scale: float) -> float:
        """Points that fit below one another at a scale."""
        return (self.down - MARGINS["top"] - MARGINS["bottom"]) * 72 / scale * SAFETY


A4, A3, A3_UPRIGHT = Paper(9, 11.69, 8.27), Paper(8, 16.54, 11.69), Paper(8, 11.69, 16.54)


def set_up_print(page: Page, unit: str, period: str, watermark: str, note: str = "") -> None:
    """Margins, footer and header, the same on every paper; ``note`` says that not all is printed."""
    sheet = page.sheet
    sheet.set_margins(**MARGINS)
    unscaled = {"scale_with_doc": False}
    left = f"{unit}　{period}　{page.name}".replace("&", "&&")
    sheet.set_footer(f"&L&10{left}&C&10第 &P 页 共 &N 页&R&10{watermark.replace('&', '&&')}", unscaled)
    if note:
        sheet.set_header(f"&R&10{note}", unscaled)
    sheet.hide_gridlines(2)


def lay_out(page: Page, widths: Sequence[float], heights: Sequence[float], head: Sequence[float]) -> None:
    """Paper, scale and breaks of a table that starts below the header row: those that take the fewest pages.

    ``heights`` are of its rows, ``head`` of the rows above them (points); the last of these, the header row, repeats on
    every page. ``widths`` are of the columns that are printed (characters).
    """
    found = []
    for paper in (A4, A3, A3_UPRIGHT):
        scale = paper.scale(widths)
        if scale >= _SMALLEST:
            room = paper.room(scale)
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
