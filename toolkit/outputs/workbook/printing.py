"""How a table goes on paper: the fewest pages on which no text prints under :data:`toolkit.core.paper.LEAST_POINTS`.

In: widths of columns in half-width characters, heights of rows in points. Out: :class:`Layout` (paper, scale, the
columns where a page ends), how many rows its first page takes, and the print set-up of a worksheet of xlsxwriter.
Papers are those of ISO 216 that offices have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from toolkit.core.paper import DIGIT, PAPERS, SMALLEST, Paper, plain
from toolkit.core.theme import FONT_SIZE

MARGIN, EDGE, HEADER = 0.4, 0.5, 0.2  # inches left and right, above and below, of head and foot from the edge
OWNER = 20  # letters of a name in the footer
_SCALES = (0.9, SMALLEST)  # of what would be longer at full size
_UNSCALED: dict[str, Any] = {"scale_with_doc": False}
_SLACK = 0.97  # programs round columns and rows in their own ways


@dataclass(frozen=True)
class Layout:
    """``scale`` as a share of full size; ``breaks`` are the columns that begin a page, from the second page on."""

    paper: Paper
    scale: float
    breaks: tuple[int, ...]

    def first_rows(self, above: float, heights: Sequence[float]) -> int:
        """How many of the rows one page takes below heads of ``above`` points; at least one."""
        room = _points(self.paper) / self.scale - above
        return max(1, sum(height <= room for height in accumulate(heights)))

    def pages(self, above: float, heights: Sequence[float], head: float = 0.0) -> int:
        """How many pages the table takes: ``above`` stands on the first, the head of ``head`` points on the others."""
        down, rest = 1, heights
        while len(rest) > (taken := self.first_rows(above if down == 1 else head or above, rest)):
            down, rest = down + 1, rest[taken:]
        return down * (len(self.breaks) + 1)


def layout(
    widths: Sequence[float], repeated: int, above: float, heights: Sequence[float], head: float = 0.0
) -> Layout:
    """The paper and scale of the fewest pages, the smaller paper and the larger text where two take as many.

    The first ``repeated`` columns stand on every page, ``above`` points on the first, ``head`` of them on all.
    """
    columns = [int(width * DIGIT + 5) for width in widths]
    found = [one for paper in PAPERS for one in _on(paper, columns, repeated)]
    return min(found, key=lambda one: one.pages(above, heights, head))


def _on(paper: Paper, columns: Sequence[int], repeated: int) -> Iterator[Layout]:
    """As large as the width allows, then smaller, for what is long."""
    widest = min(1.0, _pixels(paper) / sum(columns))
    if widest < SMALLEST:
        yield Layout(paper, SMALLEST, tuple(_breaks(columns, repeated, _pixels(paper) / SMALLEST)))
        return
    yield from (Layout(paper, scale, ()) for scale in (widest, *_SCALES) if scale <= widest)


def _pixels(paper: Paper) -> float:
    """What fits side by side at full scale."""
    return (paper.across - 2 * MARGIN) * 96 * _SLACK


def _points(paper: Paper) -> float:
    """What fits below one another at full scale."""
    return (paper.down - 2 * EDGE) * 72 * _SLACK


def points_on(paper: Paper, size: float) -> float:
    """What fits below one another on a page whose text prints in this size."""
    return _points(paper) * FONT_SIZE / size


def _breaks(columns: Sequence[int], repeated: int, room: float) -> Iterator[int]:
    """Pages of about the same width rather than full ones and a narrow rest."""
    keys, rest = sum(columns[:repeated]), columns[repeated:]
    share = sum(rest) / -(-sum(rest) // max(1, room - keys))
    page = 0
    for index, width in enumerate(rest, start=repeated):
        if page and (keys + page + width > room or page + width / 2 > share):
            yield index
            page = 0
        page += width


def set_paper(sheet: Any, fit: Layout, last: tuple[int, int], repeated: int, *, whole: bool) -> None:
    """Paper, scale and pages for the area down to ``last`` (0-based row, column); ``whole``: all on one page."""
    sheet.set_paper(fit.paper.number)
    if fit.paper.landscape:
        sheet.set_landscape()
    sheet.print_area(0, 0, *last)
    if fit.breaks:
        sheet.repeat_columns(0, max(0, repeated - 1))
        sheet.set_v_pagebreaks(list(fit.breaks))
    if fit.breaks or (fit.scale in _SCALES and not whole):
        sheet.set_print_scale(round(fit.scale * 100))
    else:
        sheet.fit_to_pages(1, 1 if whole else 0)


def set_page(sheet: Any, what: str, state: str) -> None:
    """Margins, and below each page: ``what`` it is of, page x of y, ``state`` of the data."""
    sheet.set_margins(left=MARGIN, right=MARGIN, top=EDGE, bottom=EDGE)
    sheet.hide_gridlines(2)
    sheet.set_footer(
        f"&L&10{plain(what)}&C&10第 &P 页 共 &N 页&R&10{plain(state)}", _UNSCALED | {"margin": HEADER}
    )


def set_header(sheet: Any, watermark: str, note: str) -> None:
    """The watermark in the middle, ``note`` on the right; a sheet without either has none."""
    parts = f"&C&16&KC0C0C0{plain(watermark)}" if watermark else ""
    parts += f"&R&10{plain(note)}" if note else ""
    if parts:
        sheet.set_header(parts, _UNSCALED | {"margin": HEADER})


def short(owner: str) -> str:
    """A name that leaves the middle of the footer to the page number."""
    return owner if len(owner) <= OWNER else f"{owner[: OWNER - 1]}…"
