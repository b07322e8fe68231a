"""The sheet 自检: one row a row of the form in which anything is open, faults first, live, from helper formulas in its hidden columns.

Each row of the form that is checked has one helper row: a line with two texts, what is wrong in it and what is blank.
Signs in the texts are counted, the counts added up, and the n-th line of the list is the first to which n are open. All
of that is plain text and arithmetic, which Excel, WPS, LibreOffice and engines in JavaScript compute alike: no wildcards,
no arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.addresses import column_letter
from toolkit.core.form import COVER, SELF_CHECK, SELF_CHECK_HEADERS
from toolkit.core.theme import text_width
from toolkit.forms.labels import EXTRACT
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW
from toolkit.forms.live import Live
from toolkit.forms.plainsheet import Part
from toolkit.forms.points import BETWEEN, NOT_FILLED, STOP, Counts, Line, count
from toolkit.forms.write.colours import colour_cells
from toolkit.forms.write.formbook import LINE_HEIGHT, Page
from toolkit.forms.write.printing import lay_out
from toolkit.forms.write.sheet import HEAD_HEIGHTS, HEADER_HEIGHT, Draft, Styles, set_up

LABEL_WIDTH, MESSAGE_WIDTH = 34, 80
HEADERS = tuple(zip(SELF_CHECK_HEADERS, (6, 12, 8, LABEL_WIDTH, MESSAGE_WIDTH), strict=True))
HINT = "本表自动更新：改好一处就少一处，有误的排在前面。点“位置”可以跳到要填的单元格。全部处理完，填报说明上的提示会变绿。"
MESSAGE = 4  # the column that says what is open
# Hidden columns: the line that a visible row shows; then of each line what it needs, lacks and has wrong, where and
# what it is, its texts, and how many lines down to it are faulty, or blank alone.
POSITION, NEED, LACK, FAULT, SHEET, ADDRESS, LABEL, WRONGS, BLANKS, NTH_WRONG, NTH_BLANK = range(6, 17)
LETTERS = {index: column_letter(index) for index in range(17)}
# Totals stand above the helper rows, hidden as well.
NEED_TOTAL, LACK_TOTAL, FAULT_TOTAL, WRONG_LINES, BLANK_LINES, COVER_TOTAL = (
    f"${letter}${HEADER_ROW}" for letter in "HIJKLM"
)
SPARE_ROWS = 14
LONGEST = 500  # of a text of blanks
PRINTED_ROWS = 24  # one page; the rest is for the screen
WRONG_ROWS = 6  # faults stand first: high enough for what a row may have of them


@dataclass(frozen=True)
class Totals:
    """Where the totals of the helper rows stand, and what they are."""

    counts: Counts
    wrong: int  # lines
    blank: int  # lines without a fault

    @property
    def open(self) -> int:
        """Lines with anything open."""
        return self.wrong + self.blank

    @property
    def need(self) -> Live:
        """Required cells."""
        return Live(f"{SELF_CHECK}!{NEED_TOTAL}", self.counts.required)

    @property
    def lack(self) -> Live:
        """Required cells that are blank."""
        return Live(f"{SELF_CHECK}!{LACK_TOTAL}", self.counts.required - self.counts.filled)

    @property
    def fault(self) -> Live:
        """Cells filled wrongly."""
        return Live(f"{SELF_CHECK}!{FAULT_TOTAL}", self.counts.faulty)

    @property
    def cover(self) -> Live:
        """Cells of the cover that are blank."""
        return Live(f"{SELF_CHECK}!{COVER_TOTAL}", self.counts.cover)

    @property
    def counter(self) -> Live:
        """The counter of the whole form, on another sheet than 自检."""
        return counter(self.need.text, self.lack.text, self.fault.text, self.counts, self.cover.text)


def totals_of(lines: Sequence[Line]) -> Totals:
    """The totals of a form's lines."""
    wrong = sum(bool(line.wrongs.value) for line in lines)
    return Totals(count(lines), wrong, sum(bool(line.message) for line in lines) - wrong)


def counter(need: str, lack: str, fault: str, counts: Counts, cover: str = "") -> Live:
    """必填项 n/m，有误 k 处，封面未填 j 处; the last only while the cover has blanks."""
    text = f'"必填项 "&({need}-{lack})&"/"&{need}&"，有误 "&{fault}&" 处"'
    value = f"必填项 {counts.filled}/{counts.required}，有误 {counts.faulty} 处"
    if cover:
        text += f'&IF({cover}>0,"，封面未填 "&{cover}&" 处","")'
        value += f"，封面未填 {counts.cover} 处" if counts.cover else ""
    return Live(text, value)


def summed(col: int, first: int, last: int, sheet: str = "") -> str:
    """The sum of a helper column over neighbouring lines (1-based rows, both included)."""
    return f"SUM({sheet}{LETTERS[col]}{first}:{LETTERS[col]}{last})"


def write_live(draft: Draft, styles: Styles, page: Page, more: Live | None = None) -> None:
    """What a data sheet says live: the counter of its own lines in row 3, with ``more``, and the colours of its cells."""
    places = [position for position, line in enumerate(draft.lines, FIRST_ROW) if line.sheet == page.name]
    first, last = places[0], places[-1]
    need, lack, fault = (summed(col, first, last, f"{SELF_CHECK}!") for col in (NEED, LACK, FAULT))
    lines = [draft.lines[place - FIRST_ROW] for place in places]
    colour_cells(page, lines)
    live = counter(need, lack, fault, count(lines))
    if more is not None:
        live = Live(f"{live.text}&{more.text}", f"{live.value}{more.value}")
    page.live(2, 0, live, styles.strong)


def visible_rows(draft: Draft) -> int:
    """Rows of the list: each row of the form that is asked for, and some for the free ones."""
    return min(len(draft.lines), sum(not line.unused for line in draft.lines) + SPARE_ROWS)


def write_self_check(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    page = draft.book.page(SELF_CHECK)
    page.put(0, 0, f"自检　{draft.heading}", styles.title)
    page.put(1, 0, HINT, styles.hint)
    for index, (header, width) in enumerate(HEADERS):
        page.sheet.set_column(index, index, width)
        page.put(HEADER_ROW - 1, index, header, styles.header)
    page.sheet.set_column(POSITION - 1, NTH_BLANK, 8, None, {"hidden": True})
    page.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    totals = totals_of(draft.lines)
    _write_lines(draft, styles, page)
    _write_totals(draft, styles, page, totals)
    rows = visible_rows(draft)
    _write_list(draft, styles, page, rows, totals)
    page.sheet.freeze_panes(HEADER_ROW, 0)
    page.sheet.repeat_rows(HEADER_ROW - 1)
    printed = min(rows, PRINTED_ROWS)
    set_up(draft, page, note=EXTRACT if rows > printed else "")
    page.sheet.print_area(0, 0, FIRST_ROW - 2 + printed, len(HEADERS) - 1)
    heights = [LINE_HEIGHT * (2 if row < WRONG_ROWS else 1) for row in range(rows)]
    for row, height in enumerate(heights):
        page.sheet.set_row(FIRST_ROW - 1 + row, height)
    lay_out(page, [width for _, width in HEADERS], heights[:printed], HEAD_HEIGHTS)


def _write_lines(draft: Draft, styles: Styles, page: Page) -> None:
    wrong = blank = 0
    end = FIRST_ROW - 2 + len(draft.lines)
    free = dict(_free_areas(draft.lines))
    alike: tuple[
        Part, ...
    ] = ()  # what unused rows of a sheet have in common; the first of them has the formulas
    above: Line | None = None
    for row, line in enumerate(draft.lines, FIRST_ROW - 1):
        wrong += bool(line.wrongs.value)
        blank += bool(line.message) and not line.wrongs.value
        again = above is not None and above.unused and line.unused and above.sheet == line.sheet
        if again and alike:
            for part in alike:
                page.again(row, part)
        else:
            _write_formulas(page, styles, row, line, free.get(line.sheet))
            _write_counts(page, styles, row, line, (wrong, blank), end)
            page.put(row, SHEET, line.sheet, styles.key)
            runs = ((NEED, SHEET), (WRONGS, NTH_BLANK))
            alike = tuple(page.sheet.part(row, *run) for run in runs) if again else ()
        page.put(row, ADDRESS, line.address, styles.key)
        page.put(row, LABEL, shown_label(line), styles.key)
        above = line


def _write_formulas(page: Page, styles: Styles, row: int, line: Line, free: tuple[int, int] | None) -> None:
    """What the line needs and its two texts; rows ``free`` share them from the first to the last."""
    for col, live in ((NEED, line.need), (WRONGS, line.wrongs), (BLANKS, line.blanks)):
        if line.free and free:
            page.live_of((free[0], col, free[1], col), row, live, styles.key)
        elif live.text:
            _number_or_formula(page, row, col, live, styles)


def _write_counts(page: Page, styles: Styles, row: int, line: Line, nth: tuple[int, int], end: int) -> None:
    """How much is blank and wrong, and how many such lines there are down to this one (``nth``)."""
    for col, value in zip(
        (LACK, FAULT, NTH_WRONG, NTH_BLANK), (line.lacking, line.faults, *nth), strict=True
    ):
        first = FIRST_ROW - 1 + (col in (NTH_WRONG, NTH_BLANK))
        # Below the first cell of an area its formula is shared, and need not be said again.
        live = Live(_helper(col, row) if row <= first else "", value)
        if row < first:  # there is none above it
            page.live(row, col, live, styles.key)
        else:
            page.live_of((first, col, end, col), row, live, styles.key)


def _free_areas(lines: Sequence[Line]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Sheet, and the first and last of the rows (0-based) on which the lines of its free rows stand."""
    for sheet in dict.fromkeys(line.sheet for line in lines if line.free):
        rows = [row for row, line in enumerate(lines, FIRST_ROW - 1) if line.free and line.sheet == sheet]
        yield sheet, (rows[0], rows[-1])


def _helper(col: int, row: int) -> str:
    """The formula of a helper cell that counts what the texts beside it say."""
    if col in (LACK, FAULT):
        return _counted(*((BLANKS, BETWEEN) if col == LACK else (WRONGS, STOP)), row)
    return _nth(col, f"{LETTERS[FAULT]}{row + 1}>0" if col == NTH_WRONG else _only_blank(row + 1), row)


def _counted(col: int, sign: str, row: int) -> str:
    """How often a sign stands in the text of a helper cell."""
    cell = f"{LETTERS[col]}{row + 1}"
    return f'LEN({cell})-LEN(SUBSTITUTE({cell},"{sign}",""))'


def _only_blank(row: int) -> str:
    return f"AND({LETTERS[LACK]}{row}>0,{LETTERS[FAULT]}{row}=0)"


def _nth(col: int, condition: str, row: int) -> str:
    """How many lines down to this one meet a condition: the first with a number is the line of that number."""
    above = f"{LETTERS[col]}{row}+" if row >= FIRST_ROW else ""
    return f"{above}IF({condition},1,0)"


def _number_or_formula(page: Page, row: int, col: int, live: Live, styles: Styles) -> None:
    if live.text.isdigit():
        page.put(row, col, live.value, styles.key)
    else:
        page.live(row, col, live, styles.key)


def _write_totals(draft: Draft, styles: Styles, page: Page, totals: Totals) -> None:
    last = FIRST_ROW - 1 + len(draft.lines)
    after_cover = FIRST_ROW + sum(line.sheet == COVER for line in draft.lines)
    counts = totals.counts
    cells = (
        Live(summed(NEED, FIRST_ROW, last), counts.required),
        Live(summed(LACK, after_cover, last), counts.required - counts.filled),
        Live(summed(FAULT, FIRST_ROW, last), counts.faulty),
        Live(f"{LETTERS[NTH_WRONG]}{last}", totals.wrong),
        Live(f"{LETTERS[NTH_BLANK]}{last}", totals.blank),
        Live(summed(LACK, FIRST_ROW, after_cover - 1), counts.cover),
    )
    for col, live in enumerate(cells, NEED):
        page.live(HEADER_ROW - 1, col, live, styles.key)
    more = f"{WRONG_LINES}+{BLANK_LINES}-{visible_rows(draft)}"
    overflow = max(0, totals.open - visible_rows(draft))
    text = f"，另有{overflow}行未列出" if overflow else ""
    head = counter(NEED_TOTAL, LACK_TOTAL, FAULT_TOTAL, counts, COVER_TOTAL)
    told = Live(f'{head.text}&IF({more}>0,"，另有"&({more})&"行未列出","")', f"{head.value}{text}")
    page.live(2, 0, told, styles.strong)


def listed_lines(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """The lines with anything open as the list has them, faults first, each with its place among all from 1 on."""
    found = [(place, line) for place, line in enumerate(lines, 1) if line.message]
    return sorted(found, key=lambda item: not item[1].wrongs.value)


def _write_list(draft: Draft, styles: Styles, page: Page, rows: int, totals: Totals) -> None:
    shown = listed_lines(draft.lines)
    last = FIRST_ROW - 1 + len(draft.lines)
    code, link = styles.plain(code=True), styles.plain(code=True, link=True)
    for position in range(rows):
        text = styles.plain(shrink=position >= WRONG_ROWS)
        row = FIRST_ROW - 1 + position
        place, line = shown[position] if position < len(shown) else (0, None)
        at = f"${LETTERS[POSITION]}{row + 1}"
        page.live(row, POSITION, Live(_sought(position + 1, last), place), styles.key)
        page.live(row, 0, Live(f'IF({at}>0,{position + 1},"")', position + 1 if line else ""), code)
        for col, live in enumerate(line_cells(at, last, line), 1):
            page.live(row, col, live, link if col == 2 else code if col == 1 else text)


def shown_label(line: Line) -> str:
    """What the row is, as much of it as a cell takes without shrinking."""
    text = line.label
    while text_width(text) > LABEL_WIDTH - 2:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _sought(number: int, last: int) -> str:
    """The place of the line that the list shows as its ``number``-th: faulty lines, then those that are blank alone."""
    wrong, blank = (f"{LETTERS[col]}${FIRST_ROW}:{LETTERS[col]}${last}" for col in (NTH_WRONG, NTH_BLANK))
    then = f"IF({WRONG_LINES}+{BLANK_LINES}>={number},MATCH({number}-{WRONG_LINES},{blank},0),0)"
    return f"IF({WRONG_LINES}>={number},MATCH({number},{wrong},0),{then})"


def line_cells(at: str, last: int, line: Line | None, sheet: str = "") -> tuple[Live, Live, Live, Live]:
    """工作表, 位置 (a link), 对象, 问题 of the line whose place in the helper rows stands in ``at``."""
    prefix = f"{sheet}!" if sheet else ""

    def picked(col: int) -> str:
        return f"INDEX({prefix}${LETTERS[col]}${FIRST_ROW}:${LETTERS[col]}${last},{at})"

    def shown(text: str, value: str) -> Live:
        return Live(f'IF({at}>0,{text},"")', value)

    wrongs, blanks = picked(WRONGS), picked(BLANKS)
    place = f'IF(LEN({wrongs})>0,LEFT({wrongs},FIND(" ",{wrongs}&" ")-1),{picked(ADDRESS)})'
    target = f'"#\'"&{picked(SHEET)}&"\'!"&{place}'
    told = f'{wrongs}&IF(LEN({blanks})>0,MID({blanks},2,{LONGEST})&"{NOT_FILLED}","")'
    return (
        shown(picked(SHEET), line.sheet if line else ""),
        shown(f"HYPERLINK({target},{place})", line.place if line else ""),
        shown(picked(LABEL), shown_label(line) if line else ""),
        shown(told, line.message if line else ""),
    )
