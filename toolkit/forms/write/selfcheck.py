"""The sheet 自检: every open point as a row, live, from helper formulas in its hidden columns.

Each point of the form has one helper row; mostly its message is the only formula there. The visible
list finds the messages that are not empty, each by MATCH below the one before it, and picks the rest
with INDEX; old Excel, WPS and LibreOffice all compute that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core.form import COVER, INDICATORS, SELF_CHECK, SELF_CHECK_HEADERS
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW
from toolkit.forms.live import Live
from toolkit.forms.points import ASKING, LACK, MISSING, Counts, Point, count
from toolkit.forms.write.book import LINE_HEIGHT, Page
from toolkit.forms.write.printing import break_pages
from toolkit.forms.write.sheet import HEAD_HEIGHTS, HEADER_HEIGHT, Draft, Styles, set_up

HEADERS = tuple(zip(SELF_CHECK_HEADERS, (7, 14, 10, 46, 60), strict=True))
HINT = "本表自动更新：改好一处就少一行。点“位置”可以跳到要填的单元格。全部处理完，填报说明上的提示会变绿。"
# Hidden columns: place of the visible row's point among the helper rows, then the helper rows.
POSITION, NEED, LACKING, MESSAGE, SHEET, ADDRESS, LABEL = range(6, 13)
LETTERS = {index: chr(65 + index) for index in range(13)}
# Totals stand above the helper rows, hidden as well.
NEED_TOTAL, LACK_TOTAL, FAULT_TOTAL, OPEN_TOTAL, COVER_TOTAL = (
    f"${letter}${HEADER_ROW}" for letter in "HIJKL"
)
SPARE_ROWS = 14
ANY_TEXT = '"?*"'


@dataclass(frozen=True)
class Totals:
    """Where the totals of the helper rows stand, and what they are."""

    counts: Counts
    open_points: int

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


def totals_of(points: Sequence[Point]) -> Totals:
    """The totals of a form's points."""
    return Totals(count(points), sum(bool(point.message.value) for point in points))


def counter(need: str, lack: str, fault: str, counts: Counts, cover: str = "") -> Live:
    """必填项 n/m，有误 k 处，封面未填 j 处; the last only while the cover has blanks."""
    text = f'"必填项 "&({need}-{lack})&"/"&{need}&"，有误 "&{fault}&" 处"'
    value = f"必填项 {counts.filled}/{counts.required}，有误 {counts.faulty} 处"
    if cover:
        text += f'&IF({cover}>0,"，封面未填 "&{cover}&" 处","")'
        value += f"，封面未填 {counts.cover} 处" if counts.cover else ""
    return Live(text, value)


@dataclass(frozen=True)
class Sums:
    """Formulas that count the points of neighbouring helper rows (1-based, both included)."""

    first: int
    last: int
    sheet: str = ""  # with "!", for formulas on another sheet

    def area(self, col: int) -> str:
        """The cells of a helper column."""
        return f"{self.sheet}{LETTERS[col]}{self.first}:{LETTERS[col]}{self.last}"

    def beginning(self, words: str) -> str:
        """How many messages begin with these words."""
        return f'COUNTIF({self.area(MESSAGE)},"{words}*")'

    @property
    def need(self) -> str:
        """Required cells."""
        return f"SUM({self.area(NEED)})"

    @property
    def lack(self) -> str:
        """Required cells that are blank: those told by a message, and those that a row has counted."""
        return f"{self.beginning(ASKING)}+SUM({self.area(LACKING)})"

    @property
    def open(self) -> str:
        """Points with a message."""
        return f"COUNTIF({self.area(MESSAGE)},{ANY_TEXT})"

    @property
    def fault(self) -> str:
        """Points whose message is about something else than blank cells."""
        return f"{self.open}-{self.beginning(ASKING)}-{self.beginning(MISSING)}"


def write_sheet_counter(draft: Draft, styles: Styles, page: Page, more: Live | None = None) -> None:
    """Row 3 of a data sheet: the counter of its own points, and what else the sheet says live."""
    places = [position for position, point in enumerate(draft.points) if point.sheet == page.name]
    sums = Sums(places[0] + FIRST_ROW, places[-1] + FIRST_ROW, f"{SELF_CHECK}!")
    counts = count([draft.points[position] for position in places])
    if any(draft.points[position].need.text for position in places):
        live = counter(sums.need, f"({sums.lack})", f"({sums.fault})", counts)
    else:
        live = Live(f'"有误 "&({sums.fault})&" 处"', f"有误 {counts.faulty} 处")
    if more is not None:
        live = Live(f"{live.text}&{more.text}", f"{live.value}{more.value}")
    page.live(2, 0, live, styles.strong)


def visible_rows(draft: Draft) -> int:
    """Rows of the list: what is open at first or may come to be, and a few for what is filled wrongly."""
    four_a_task = 4 * len(draft.form.rows)
    carried = len(draft.form.projects)
    fixed = sum(point.sheet == COVER or _counts_figure(point) for point in draft.points)
    return min(len(draft.points), four_a_task + carried + fixed + SPARE_ROWS)


def _counts_figure(point: Point) -> bool:
    return point.sheet == INDICATORS and bool(point.need.text)


def write_self_check(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    page = draft.book.page(SELF_CHECK)
    page.put(0, 0, f"自检　{draft.heading}", styles.title)
    page.put(1, 0, HINT, styles.hint)
    for index, (header, width) in enumerate(HEADERS):
        page.sheet.set_column(index, index, width)
        page.put(HEADER_ROW - 1, index, header, styles.header)
    page.sheet.set_column(POSITION - 1, LABEL, 8, None, {"hidden": True})
    page.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    _write_points(draft, styles, page)
    _write_totals(draft, styles, page)
    rows = visible_rows(draft)
    _write_list(draft, styles, page, rows)
    page.sheet.freeze_panes(HEADER_ROW, 0)
    page.sheet.repeat_rows(HEADER_ROW - 1)
    set_up(draft, page)
    printed = max(10, totals_of(draft.points).open_points)
    page.sheet.print_area(0, 0, FIRST_ROW - 2 + min(rows, printed), len(HEADERS) - 1)
    heights = [LINE_HEIGHT] * min(rows, printed)
    for row in range(rows):
        page.sheet.set_row(FIRST_ROW - 1 + row, LINE_HEIGHT)
    break_pages(page, heights, [width for _, width in HEADERS], HEAD_HEIGHTS)


def _write_points(draft: Draft, styles: Styles, page: Page) -> None:
    for row, point in enumerate(draft.points, FIRST_ROW - 1):
        message = point.message
        if point.need.text:
            _number_or_formula(page, row, NEED, point.need, styles)
        if point.lack.text:
            page.live(row, LACKING, point.lack, styles.key)
            message = Live(message.text.replace(LACK, f"{LETTERS[LACKING]}{row + 1}"), message.value)
        page.live(row, MESSAGE, message, styles.key)
        page.put(row, SHEET, point.sheet, styles.key)
        page.put(row, ADDRESS, point.address, styles.key)
        page.put(row, LABEL, point.label, styles.key)


def _number_or_formula(page: Page, row: int, col: int, live: Live, styles: Styles) -> None:
    if live.text.isdigit():
        page.put(row, col, live.value, styles.key)
    else:
        page.live(row, col, live, styles.key)


def _write_totals(draft: Draft, styles: Styles, page: Page) -> None:
    totals = totals_of(draft.points)
    last = FIRST_ROW - 1 + len(draft.points)
    after_cover = FIRST_ROW + sum(point.sheet == COVER for point in draft.points)
    sums, data = Sums(FIRST_ROW, last), Sums(after_cover, last)
    cover = Sums(FIRST_ROW, after_cover - 1)
    cells = (
        Live(sums.need, totals.counts.required),
        Live(data.lack, totals.counts.required - totals.counts.filled),
        Live(sums.fault, totals.counts.faulty),
        Live(sums.open, totals.open_points),
        Live(cover.beginning(ASKING), totals.counts.cover),
    )
    for col, live in enumerate(cells, NEED):
        page.live(HEADER_ROW - 1, col, live, styles.key)
    more = f"{OPEN_TOTAL}-{visible_rows(draft)}"
    overflow = max(0, totals.open_points - visible_rows(draft))
    text = f"，另有{overflow}处未列出" if overflow else ""
    head = counter(NEED_TOTAL, LACK_TOTAL, FAULT_TOTAL, totals.counts, COVER_TOTAL)
    told = Live(f'{head.text}&IF({more}>0,"，另有"&({more})&"处未列出","")', f"{head.value}{text}")
    page.live(2, 0, told, styles.strong)


def _write_list(draft: Draft, styles: Styles, page: Page, rows: int) -> None:
    open_points = [(place, point) for place, point in enumerate(draft.points, 1) if point.message.value]
    last = FIRST_ROW - 1 + len(draft.points)
    text, code = styles.plain(shrink=True), styles.plain(code=True)
    link = styles.plain(code=True, link=True)
    for position in range(rows):
        row = FIRST_ROW - 1 + position
        place, point = open_points[position] if position < len(open_points) else (0, None)
        at = f"${LETTERS[POSITION]}{row + 1}"
        page.live(row, POSITION, Live(_next_open(position, last), place), styles.key)
        page.live(row, 0, Live(f'IF({at},{position + 1},"")', position + 1 if point else ""), code)
        for col, live in enumerate(point_cells(at, last, point), 1):
            page.live(row, col, live, link if col == 2 else code if col == 1 else text)


def _next_open(position: int, last: int) -> str:
    """The place of the next message that is not empty, sought from the row after the one above it."""
    letter = LETTERS[MESSAGE]
    messages, end = f"{letter}${FIRST_ROW}:{letter}${last}", f"{letter}${last}"
    above = f"{LETTERS[POSITION]}{FIRST_ROW - 1 + position}"
    found = f"MATCH({ANY_TEXT},{messages},0)"
    if position:
        found = f"{above}+MATCH({ANY_TEXT},INDEX({messages},{above}+1):{end},0)"
    return f"IF({OPEN_TOTAL}>{position},{found},0)"


def point_cells(at: str, last: int, point: Point | None, sheet: str = "") -> tuple[Live, Live, Live, Live]:
    """工作表, 位置 (a link), 对象, 问题 of the point whose place in the helper rows stands in ``at``."""
    prefix = f"{sheet}!" if sheet else ""

    def picked(col: int) -> str:
        return f"INDEX({prefix}${LETTERS[col]}${FIRST_ROW}:${LETTERS[col]}${last},{at})"

    def shown(col: int, value: object) -> Live:
        return Live(f'IF({at},{picked(col)},"")', str(value) if point else "")

    target = f'"#\'"&{picked(SHEET)}&"\'!"&{picked(ADDRESS)}'
    link = Live(f'IF({at},HYPERLINK({target},{picked(ADDRESS)}),"")', point.address if point else "")
    return (
        shown(SHEET, point.sheet if point else ""),
        link,
        shown(LABEL, point.label if point else ""),
        shown(MESSAGE, point.message.value if point else ""),
    )
