"""One sheet of an output workbook: title, state of the ledger, notes, head, rows, and what of them goes on paper.

In: columns and rows (:mod:`toolkit.outputs.workbook.grid`). Out: cells of a worksheet of xlsxwriter. Text is always written as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from toolkit.core import area, theme
from toolkit.core.form import DASH
from toolkit.core.returns import Light
from toolkit.errors import OperatorError
from toolkit.forms.plainsheet import PlainSheet
from toolkit.outputs.workbook.grid import (
    HEAD_ROW,
    Column,
    Contact,
    Formula,
    Link,
    Number,
    Row,
    Value,
    clean,
    span_name,
)
from toolkit.outputs.workbook.limits import (
    MOST_COLUMNS,
    MOST_LINKS,
    MOST_ROWS,
    links_beyond,
    rows_beyond,
    too_wide,
)
from toolkit.outputs.workbook.looks import (
    cell_look,
    fitted,
    fitted_whole,
    light_looks,
    merged_width,
    spaced,
    wrap_width,
)
from toolkit.outputs.workbook.printing import layout, set_header, set_page, set_paper, short
from toolkit.outputs.workbook.stationery import Stationery, check

LINE_HEIGHT = 16.5  # points that one line of the theme's font takes
ROW_HEIGHT = LINE_HEIGHT + 1.5
MAX_HEIGHT = 409.0
EXTRACT = "节选：本表只打印首页，全表请看电子表格"


class OutputSheet:
    """One sheet with a table whose head stands in row 4."""

    def __init__(
        self, book: Stationery, name: str, columns: Sequence[Column], *, title: str, notes: str, noted: int
    ) -> None:
        if len(columns) > MOST_COLUMNS:  # that paper cannot be, and costs itself alone
            raise OperatorError(too_wide(area.said(name), len(columns), MOST_COLUMNS))
        self.book = book
        self.name = area.said(name)
        self.columns = spaced(columns)
        self.worksheet = book.workbook.add_worksheet(self.name, worksheet_class=PlainSheet)
        self.first = self.next = HEAD_ROW + 1
        self.top: tuple[str, ...] = ()  # the lines above the table
        self._noted = noted or len(self.columns)
        self._heights: list[float] = []  # points of the rows written so far
        self._above = self._repeated = 0.0  # points above them on the first page, on every page
        self._printed, self._extract, self._keys = len(self.columns), False, 0
        self._left_out = (0, "")  # rows at the end that do not go on paper, and what the page says of them
        self._drawn: int | None = None
        self._links = self._unlinked = self._beyond = 0
        self.worksheet.set_default_row(ROW_HEIGHT)
        self._widths = [column.width for column in columns]
        self._wraps = [wrap_width(column) for column in self.columns]
        for index, column in enumerate(columns):
            self.worksheet.set_column(index, index, column.width)
        self._top(title, notes)
        if any(column.header for column in columns):
            self._head()
            self.worksheet.repeat_rows(HEAD_ROW)
        self._page()

    @property
    def last(self) -> int:
        """0-based row of the last row written so far (the head's when there is none)."""
        return self.next - 1

    def span(self, column: int) -> str:
        """Absolute range of a column of the table from its first row to the last written so far."""
        return span_name(self.name, self.first, max(self.first, self.last), column)

    def rows(self, rows: Iterable[Row], **look: Any) -> None:
        """Write rows below one another; ``look`` adds properties (a group or total row).

        What is beyond the last row of Excel is counted, and the line above the table says so (:meth:`to_paper`).
        """
        looks = [self._cell(column, **look) for column in self.columns]
        fits: list[dict[str, tuple[str, int]]] = [{} for _ in self.columns]
        formats: dict[tuple[int, str], Any] = {}
        for row in rows:
            if self.next >= MOST_ROWS:
                self._beyond += 1
                continue
            height = 1
            for index, value in enumerate(row):
                value = DASH if value is None else value
                if isinstance(value, str) and value:  # most cells: nothing is looked up again for them
                    known = fits[index]
                    if value not in known:
                        known[value] = fitted(value, self._wraps[index])
                    text, lines = known[value]
                    check(self.worksheet.write_string(self.next, index, text, looks[index]))
                elif isinstance(value, Number):  # of the others most
                    key = index, value.number_format
                    if key not in formats:
                        formats[key] = self._cell(self.columns[index], value.number_format, **look)
                    check(self.worksheet.write_number(self.next, index, value.value, formats[key]))
                    lines = 1
                else:
                    lines = self.put(self.next, index, value, self.columns[index], **look)
                if lines > height:
                    height = lines
            points = min(MAX_HEIGHT, height * LINE_HEIGHT + 2) if height > 1 else ROW_HEIGHT
            if height > 1:
                self.worksheet.set_row(self.next, points)
            self._heights.append(points)
            self.next += 1

    def fold(self, head: Row, rows: Iterable[Row]) -> None:
        """A line that stands for others, which are folded away below it until its sign is clicked; they do not print."""
        at, begin = self.next, len(self._heights)
        self.rows([head])
        self.rows(rows)
        if at == self.next:
            return  # beyond the last row of Excel
        self.worksheet.outline_settings(True, False, False, False)  # the sign beside the line above
        self.worksheet.set_row(at, self._heights[begin], None, {"collapsed": True})
        for place in range(begin + 1, len(self._heights)):
            folded = {"level": 1, "hidden": True}
            self.worksheet.set_row(at + place - begin, self._heights[place], None, folded)
            self._heights[place] = 0.0

    def skip(self, rows: int) -> None:
        """Leave rows empty, for what is drawn over them."""
        self.next += rows
        self._heights += [ROW_HEIGHT] * rows

    def total(self, row: Row) -> None:
        """Write a row of totals."""
        self.rows([row], bold=True, bg_color="#" + theme.GROUP)

    def nothing(self, text: str) -> None:
        """Say that there is nothing to list, so that an empty table cannot mean anything else."""
        muted = self.book.format(font_color="#" + theme.MUTED)
        self.worksheet.write_string(self.next, 0, area.said(text), muted)
        self.next += 1

    def put(self, row: int, index: int, value: Value, column: Column, **look: Any) -> int:
        """Write one cell; returns the lines of text it takes."""
        if value is None:
            value = DASH
        if value == "":
            check(self.worksheet.write_blank(row, index, None, self._cell(column, **look)))
            return 1
        if isinstance(value, str | Contact):
            fit = fitted if isinstance(value, str) else fitted_whole
            text, lines = fit(value if isinstance(value, str) else value.text, wrap_width(column))
            check(self.worksheet.write_string(row, index, text, self._cell(column, **look)))
            return lines
        if isinstance(value, Link):
            return self._link(row, index, value, column, **look)
        if isinstance(value, Formula):
            cell = self._cell(column, value.number_format, **look)
            check(self.worksheet.write_formula(row, index, "=" + value.text, cell, value.value))
        elif isinstance(value, Number):
            cell = self._cell(column, value.number_format, **look)
            check(self.worksheet.write_number(row, index, value.value, cell))
        elif isinstance(value, datetime):
            cell = self._cell(column, "yyyy-mm-dd hh:mm", **look)
            check(self.worksheet.write_datetime(row, index, value.replace(tzinfo=None), cell))
        else:
            check(self.worksheet.write_number(row, index, value, self._cell(column, **look)))
        return 1

    def lights(self, first_column: int, last_column: int) -> None:
        """Colour cells of the table by the light they begin with, and grey what is 不涉及."""
        if self.last < self.first:
            return
        self.lights_at(self.first, first_column, self.last, last_column)

    def lights_at(self, *area: int) -> None:
        """The same for any area: first row, first column, last row, last column (0-based)."""
        for begin, fill, colour in light_looks():
            look = self.book.bare_format(bg_color="#" + fill, font_color="#" + colour)
            rule = {"type": "text", "criteria": "begins with", "value": begin, "format": look}
            check(self.worksheet.conditional_format(*area, rule))

    def done(
        self,
        *,
        freeze_columns: int = 0,
        filters: bool = True,
        printed: int = 0,
        extract: bool = False,
        left_out: tuple[int, str] = (0, ""),
    ) -> None:
        """Freeze head and keys, add filters over the rows written so far, and set what goes on paper.

        ``printed``: the first columns, all when 0. ``extract``: evidence that nobody reads on paper prints its
        first page alone, which says so. ``left_out``: rows at the end that do not print, and how the page says so.
        """
        self._left_out = left_out
        self.worksheet.freeze_panes(HEAD_ROW + 1, freeze_columns)
        if filters and self.last >= self.first:
            self.worksheet.autofilter(HEAD_ROW, 0, self.last, len(self.columns) - 1)
        self._printed, self._extract, self._keys = printed or len(self.columns), extract, freeze_columns

    def height_to(self, row: int) -> float:
        """Points of the rows above this one, of a sheet that is drawn."""
        pixels = self.worksheet.row_sizes
        return sum(pixels[one][0] * 0.75 if one in pixels else ROW_HEIGHT for one in range(row))

    def one_page(self, last_row: int) -> None:
        """A sheet that is drawn for one page, down to ``last_row``."""
        self._drawn = last_row

    def to_paper(self) -> None:
        """Paper, scale, pages and print area of the rows written; what is left out stays on the screen."""
        sheet = self.worksheet
        self.top = (*self.top[:2], "".join((self.top[2], *self._limits())))
        if self.top[2]:
            self._above += self._note_height(0, self._last_noted)
        kept = len(self._heights) - self._left_out[0]
        heights = self._heights[:1] if self._extract else self._heights[:kept]
        fit = layout(self._widths[: self._printed], self._keys, self._above, heights, self._repeated)
        last = max(self.last - self._left_out[0], self.first) if self._drawn is None else self._drawn
        if self._extract:
            last = min(last, self.first + fit.first_rows(self._above, self._heights) - 1)
        self._write_top(fit.breaks)
        whole = self._drawn is not None or (self._extract and not fit.breaks)
        if not sheet.hidden:  # LibreOffice prints a hidden sheet that has a print area
            set_paper(sheet, fit, (last, self._printed - 1), self._keys, whole=whole)
        if last < self.last and self._drawn is None:
            self._header(EXTRACT if self._extract else self._left_out[1])

    def _limits(self) -> Iterator[str]:
        """What Excel has no room for, and where it stands."""
        if self._beyond:
            yield rows_beyond(self._beyond, MOST_ROWS)
        if self._unlinked:
            yield links_beyond(self._unlinked, MOST_LINKS)

    def _link(self, row: int, index: int, value: Link, column: Column, **look: Any) -> int:
        if value.target and self._links >= MOST_LINKS:
            self._unlinked += 1
        if not value.target or self._links >= MOST_LINKS:
            return self.put(row, index, clean(value.text), column, **look)
        self._links += 1
        text, lines = fitted(value.text, wrap_width(column))
        cell = self._cell(column, font_color="#" + theme.LIGHT_TEXT[Light.BLUE], underline=1, **look)
        kind = "" if value.target.startswith("internal:") else "external:"
        check(self.worksheet.write_url(row, index, kind + value.target, cell, text))
        return lines

    def _cell(self, column: Column, number_format: str = "", **look: Any) -> Any:
        """The format of a cell of this column; kept, since most cells of a column look alike."""
        key = (column.kind, column.decimals, column.entry, column.beside, number_format, tuple(look.items()))
        cells = self.book.cells
        if key not in cells:
            cells[key] = self.book.format(**(cell_look(column, number_format) | look))
        return cells[key]

    def _top(self, title: str, notes: str) -> None:
        """Rows 1 to 3: title, state, and the 口径 of what follows."""
        context, sheet = self.book.context, self.worksheet
        mark = f"【{context.watermark}】" if context.watermark else ""
        sheet.set_row(0, 27)
        self._above = 27 + ROW_HEIGHT
        head = clean(f"{self.book.of}{area.said(title)}{mark}")
        state = clean(
            f"{context.office}　报送期 {context.period}　{context.dates}" + (f"　{mark}" if mark else "")
        )
        self.top = (head, state, clean(area.said(notes)))

    @property
    def _last_noted(self) -> int:
        """The last column over which the note runs: what is beyond the printed ones would cut it off."""
        return min(self._noted, self._printed) - 1

    def _note_height(self, first: int, last: int) -> float:
        """What the note takes over these columns."""
        lines = theme.wrapped_lines(self.top[2], merged_width(self._widths[first : last + 1]))
        return min(MAX_HEIGHT, lines * LINE_HEIGHT + 3)

    def _write_top(self, breaks: tuple[int, ...]) -> None:
        """Rows 1 to 3; beside columns that stand on every page state and note are on the first page alone, and the title
        is where it is wider than these columns, which would cut it off.
        """
        first, last = (self._keys, breaks[0] - 1) if breaks else (0, self._last_noted)
        head, state, note = self.top
        wide = theme.text_width(head) * theme.TITLE_SIZE / theme.FONT_SIZE > merged_width(
            self._widths[:first]
        )
        look = self.book.format(bold=True, font_size=theme.TITLE_SIZE, font_color="#" + theme.HEAD)
        check(self.worksheet.write_string(0, first if breaks and wide else 0, head, look))
        check(self.worksheet.write_string(1, first, state, self.book.format(font_color="#" + theme.MUTED)))
        if not note:
            return
        look = self.book.format(font_color="#" + theme.MUTED, text_wrap=True, valign="top")
        if last > first:
            self.worksheet.merge_range(2, first, 2, last, "", look)
        check(self.worksheet.write_string(2, first, note, look))
        self.worksheet.set_row(2, self._note_height(first, last))

    @property
    def head_look(self) -> Any:
        """The format of head cells."""
        return self.book.format(
            bold=True, text_wrap=True, align="center", border=1, border_color="#" + theme.LINE,
            bg_color="#" + theme.HEAD, font_color="#" + theme.HEAD_TEXT,
        )  # fmt: skip

    def _head(self) -> None:
        look = self.head_look
        lines = 1
        for index, column in enumerate(self.columns):
            check(self.worksheet.write_string(HEAD_ROW, index, clean(area.said(column.header)), look))
            lines = max(lines, theme.wrapped_lines(column.header, column.width))
        height = lines * LINE_HEIGHT + 4
        self.worksheet.set_row(HEAD_ROW, height)
        self._above += height
        self._repeated = height

    def _page(self) -> None:
        context = self.book.context
        set_page(
            self.worksheet,
            clean(f"{short(self.book.owner)} {context.period} {self.name}"),
            context.dates,
        )
        self._header("")

    def _header(self, note: str) -> None:
        set_header(self.worksheet, clean(self.book.context.watermark)[:20], note)
