"""xlsxwriter made strict: nothing is dropped in silence, no text turns into a formula.

In: cells, styles and Live formulas. Out: the bytes of a workbook whose structure is locked. What
xlsxwriter would skip with a warning or a return code is raised as :class:`WriteError` here.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_range

from toolkit.core.theme import FONT, FONT_SIZE, TEXT, wrapped_lines
from toolkit.core.value_text import mark_of, raw_text
from toolkit.forms.live import Live
from toolkit.forms.plainsheet import Part, PlainSheet, PlainWorkbook

MAX_TEXT = 32_767
MAX_HEIGHT = 409.0  # points, Excel's limit
LINE_HEIGHT = 16.5  # points of one line of 微软雅黑 10
WRONG_CACHE = -999
EVERY_ROW = 1_048_576
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; 0-based
BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": FONT_SIZE,
    "font_color": f"#{TEXT}",
    "valign": "vcenter",
}


class WriteError(RuntimeError):
    """The writer could not put something into the workbook; a bug, never a fault of the data."""


@lru_cache
def _range(area: Area) -> str:
    return str(xl_range(*area))


@lru_cache(maxsize=1 << 12)  # labels and hints stand in every form
def clean_text(text: str) -> str:
    """Text as a cell can hold it: no control characters but line breaks, at most 32,767 characters."""
    if len(text) <= MAX_TEXT // 2 and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        kept = (ch for ch in text if ch in "\n\t" or (unicodedata.category(ch) not in ("Cc", "Cs", "Cn")))
        text = "".join(kept)
    while len(text.encode("utf-16-le")) // 2 > MAX_TEXT:  # Excel counts UTF-16 units
        text = text[: min(MAX_TEXT, len(text) - 1)]
    return text


def height_for(cells: Iterable[tuple[str, float]], least: float = LINE_HEIGHT) -> float:
    """Row height (points) that shows each wrapped (text, column width) whole, up to Excel's limit."""
    lines = max((wrapped_lines(text, width) for text, width in cells), default=1)
    return min(MAX_HEIGHT, max(least, lines * LINE_HEIGHT + 4))


class _LockedWorkbook(PlainWorkbook):
    """A workbook whose sheets cannot be moved, renamed or deleted; xlsxwriter has no option for it."""

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])


class Page:
    """One worksheet; rows and columns are 0-based, ``style`` is a format made by :meth:`FormBook.style`."""

    def __init__(self, book: FormBook, sheet: PlainSheet, name: str, fixed_rows: int) -> None:
        self.book = book
        self.sheet = sheet
        self.name = name
        self._fixed_rows = fixed_rows

    def put(self, row: int, col: int, value: Any, style: Any) -> None:
        """A text, number or date as it is; "" and None leave a formatted blank."""
        if value is None or value == "":
            value = ""
            done = self.sheet.write_blank(row, col, None, style)
        elif isinstance(value, str):
            value = clean_text(value)
            done = self.sheet.write_string(row, col, value, style)
        elif isinstance(value, date):
            done = self.sheet.write_datetime(row, col, value, style)
        else:
            done = self.sheet.write_number(row, col, value, style)
        if done:
            self._refused("cell", row, col, done)
        if row < self._fixed_rows and style.locked:
            self.book.fixed_texts.append(value)

    def live(self, row: int, col: int, live: Live, style: Any) -> None:
        """A formula with its cached value; a Live without a formula is a plain value."""
        if not live.text:
            self.put(row, col, live.value, style)
            return
        cached = live.cached if self.book.right_caches else WRONG_CACHE
        done = self.sheet.write_formula(row, col, f"={live.text}", style, cached)
        if done:
            self._refused("formula", row, col, done)

    def live_of(self, area: Area, row: int, live: Live, style: Any) -> None:
        """A formula that all cells of an area of one column share, with the value of this row."""
        cached = live.cached if self.book.right_caches else WRONG_CACHE
        done = self.sheet.write_shared(row, area[1], live.text, style, cached, _range(area))
        if done:
            self._refused("formula", row, area[1], done)

    def again(self, row: int, part: Part) -> None:
        """Cells of another row once more, as :meth:`PlainSheet.part` gave them; never in the fixed rows."""
        done = self.sheet.write_part(row, part)
        if done:
            self._refused("cells", row, part.first, done)

    def link(self, row: int, col: int, target: str, text: str, style: Any) -> None:
        """A link to a place of this workbook, such as ``任务进展!I5``."""
        sheet, _, address = target.partition("!")
        done = self.sheet.write_url(row, col, f"internal:'{sheet}'!{address}", style, text)
        if done:
            self._refused("link", row, col, done)
        if row < self._fixed_rows:
            self.book.fixed_texts.append(text)

    def note(self, row: int, col: int, text: str) -> None:
        """A cell note, sized for its text."""
        text = clean_text(text)
        lines = sum(1 + len(line) // 19 for line in text.split("\n"))
        options = {"width": 300, "height": min(400, 24 + 18 * lines), "font_name": FONT, "font_size": 9}
        done = self.sheet.write_comment(row, col, text, options)
        if done:
            self._refused("note", row, col, done)
        self.book.fixed_texts.append(text)

    def validate(self, area: Area, options: dict[str, Any]) -> None:
        """A data validation or an input prompt; nothing for a column that has neither."""
        if options == {"validate": "any"}:
            return
        done = self.sheet.data_validation(*area, options)
        if done:
            self._refused("validation", area[0], area[1], done)

    def colour(self, area: Area, formula: str, **changes: Any) -> None:
        """A conditional format by formula; ``changes`` are the format properties that it sets."""
        self.colour_areas([area], formula, changes)

    def colour_areas(self, areas: Sequence[Area], formula: str, changes: Mapping[str, Any]) -> None:
        """One conditional format over several areas; the formula is that of the first cell of the first one."""
        rule = {"type": "formula", "criteria": f"={formula}", "format": self.book.bare_style(**changes)}
        if len(areas) > 1:
            rule["multi_range"] = " ".join(xl_range(*one) for one in areas)
        done = self.sheet.conditional_format(*areas[0], rule)
        if done:
            self._refused("conditional format", areas[0][0], areas[0][1], done)

    def merge(self, row: int, first: int, last: int, value: str, style: Any) -> None:
        """One text over several columns of a row (never used inside a table)."""
        done = self.sheet.merge_range(row, first, row, last, "", style)
        if done:
            self._refused("merge", row, first, done)
        self.put(row, first, value, style)

    def _refused(self, what: str, row: int, col: int, code: int) -> None:
        raise WriteError(f"{self.name}: {what} at row {row + 1}, column {col + 1}: xlsxwriter says {code}")


class FormBook:
    """A workbook under construction; ``right_caches`` False plants wrong cached values for tests."""

    def __init__(self, created: datetime, right_caches: bool = True) -> None:
        self._buffer = io.BytesIO()
        # The default font sets the unit of column widths; every program has or replaces this one alike.
        normal = {"font_name": FONT, "font_size": FONT_SIZE}
        options = {"in_memory": True, "default_format_properties": normal, "default_row_height": 22}
        self.workbook = _LockedWorkbook(self._buffer, options)
        self.workbook.set_properties({"created": created})
        self.right_caches = right_caches
        self.fixed_texts: list[Any] = []
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}

    def page(self, name: str, fixed_rows: int = 0) -> Page:
        """A new sheet at the end; what is put into locked cells of its first rows is kept as fixed."""
        sheet = self.workbook.add_worksheet(name, worksheet_class=PlainSheet)
        return Page(self, sheet, name, fixed_rows)

    def fixed_marks(self) -> str:
        """Marks of the fixed texts, by which a reader tells them from what a unit wrote beside them."""
        return " ".join(sorted({mark_of(raw_text(value)) for value in self.fixed_texts if value != ""}))

    def style(self, **properties: Any) -> Any:
        """The format of these properties over the base style; made once."""
        return self.bare_style(**{**BASE, **properties})

    def bare_style(self, **properties: Any) -> Any:
        """A format of just these properties; made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(properties)
        return self._styles[key]

    def name(self, name: str, reference: str) -> None:
        """A defined name, such as ``list_status``."""
        if self.workbook.define_name(name, f"={reference}"):
            raise WriteError(f"defined name {name} was refused")

    def close(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._buffer.getvalue()


def strictly(build: Callable[[], bytes]) -> bytes:
    """Run a build with xlsxwriter's warnings (all UserWarning) raised as :class:`WriteError`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            return build()
        except UserWarning as warning:
            raise WriteError(str(warning)) from warning
