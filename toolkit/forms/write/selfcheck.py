"""The sheet 自检: every open point as a row, live, from helper formulas in its hidden columns.

Each point of the form has one helper row (need, lack, message, fault, running count); the visible
list picks the rows whose message is not empty with MATCH and INDEX, which old Excel, WPS and
LibreOffice all compute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core.model import COVER, INDICATORS, SELF_CHECK
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW
from toolkit.forms.live import Live
from toolkit.forms.points import LACK, Counts, Point, count
from toolkit.forms.write.book import LINE_HEIGHT, Page
from toolkit.forms.write.printing import break_pages
from toolkit.forms.write.sheet import HEAD_HEIGHTS, HEADER_HEIGHT, Draft, Styles, set_up

HEADERS = (("序号", 7), ("工作表", 14), ("位置", 10), ("对象", 46), ("缺什么、错在哪里", 60))
HINT = "本表自动更新：改好一处就少一行。点“位置”可以跳到要填的单元格。全部处理完，填报说明上的提示会变绿。"
# Hidden columns: position of the visible row's point, then the helper rows.
POSITION, NEED, LACKING, MESSAGE, FAULT, RUNNING, SHEET, ADDRESS, LABEL = range(6, 15)
LETTERS = {index: chr(65 + index) for index in range(15)}
TOTALS_ROW = HEADER_ROW  # 1-based row of the totals, hidden columns
SPARE_ROWS = 40


@dataclass(frozen=True)
class Totals:
    """Where the totals of the helper rows stand, and what they are."""

    counts: Counts
    open_points: int

    @property
    def need(self) -> Live:
        """Required cells."""
        return Live(f"{SELF_CHECK}!${LETTERS[NEED]}${TOTALS_ROW}", self.counts.required)

    @property
    def lack(self) -> Live:
        """Required cells that are blank."""
        return Live(
            f"{SELF_CHECK}!${LETTERS[LACKING]}${TOTALS_ROW}", self.counts.required - self.counts.filled
        )

    @property
    def fault(self) -> Live:
        """Cells filled wrongly."""
        return Live(f"{SELF_CHECK}!${LETTERS[FAULT]}${TOTALS_ROW}", self.counts.faulty)


def totals_of(points: Sequence[Point]) -> Totals:
    """The totals of a form's points."""
    return Totals(count(points), sum(bool(point.message.value) for point in points))


def counter(need: str, lack: str, fault: str, counts: Counts) -> Live:
    """必填项 n/m，有误 k 处."""
    text = f'"必填项 "&({need}-{lack})&"/"&{need}&"，有误 "&{fault}&" 处"'
    return Live(text, f"必填项 {counts.filled}/{counts.required}，有误 {counts.faulty} 处")


def write_sheet_counter(draft: Draft, styles: Styles, page: Page, more: Live | None = None) -> None:
    """Row 3 of a data sheet: the counter of its own points, and what else the sheet says live."""
    places = [position for position, point in enumerate(draft.points) if point.sheet == page.name]
    first, last = places[0] + FIRST_ROW, places[-1] + FIRST_ROW

    def added(col: int) -> str:
        return f"SUM({SELF_CHECK}!{LETTERS[col]}{first}:{LETTERS[col]}{last})"

    counts = count([draft.points[position] for position in places])
    live = counter(added(NEED), added(LACKING), added(FAULT), counts)
    if more is not None:
        live = Live(f"{live.text}&{more.text}", f"{live.value}{more.value}")
    page.live(2, 0, live, styles.strong)


def visible_rows(draft: Draft) -> int:
    """Rows of the list: more than can be open at once, free rows of projects apart."""
    four_a_task = 4 * len(draft.form.rows)
    carried = len(draft.form.projects)
    fixed = sum(point.sheet in (COVER, INDICATORS) for point in draft.points)
    return min(len(draft.points), four_a_task + carried + fixed + SPARE_ROWS)


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
    running = 0
    for row, point in enumerate(draft.points, FIRST_ROW - 1):
        line = row + 1
        lack, message = f"{LETTERS[LACKING]}{line}", f"{LETTERS[MESSAGE]}{line}"
        running += bool(point.message.value)
        _number_or_formula(page, row, NEED, point.need, styles)
        _number_or_formula(page, row, LACKING, point.lack, styles)
        page.live(row, MESSAGE, Live(point.message.text.replace(LACK, lack), point.message.value), styles.key)
        page.live(row, FAULT, Live(f"IF(AND({lack}=0,LEN({message})>0),1,0)", int(point.fault)), styles.key)
        above = f"{LETTERS[RUNNING]}{line - 1}+" if row > FIRST_ROW - 1 else ""
        page.live(row, RUNNING, Live(f"{above}IF(LEN({message})>0,1,0)", running), styles.key)
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
    sums = {
        NEED: totals.counts.required,
        LACKING: totals.counts.required - totals.counts.filled,
        FAULT: totals.counts.faulty,
    }
    for col, value in sums.items():
        letter = LETTERS[col]
        page.live(TOTALS_ROW - 1, col, Live(f"SUM({letter}{FIRST_ROW}:{letter}{last})", value), styles.key)
    running = f"{LETTERS[RUNNING]}{last}"
    page.live(TOTALS_ROW - 1, RUNNING, Live(running, totals.open_points), styles.key)
    more = f"{LETTERS[RUNNING]}{TOTALS_ROW}-{visible_rows(draft)}"
    overflow = max(0, totals.open_points - visible_rows(draft))
    text = f"，另有{overflow}处未列出" if overflow else ""
    head = counter(totals.need.text, totals.lack.text, totals.fault.text, totals.counts)
    page.live(
        2,
        0,
        Live(f'{head.text}&IF({more}>0,"，另有"&({more})&"处未列出","")', f"{head.value}{text}"),
        styles.strong,
    )


def _write_list(draft: Draft, styles: Styles, page: Page, rows: int) -> None:
    open_points = [(place, point) for place, point in enumerate(draft.points, 1) if point.message.value]
    last = FIRST_ROW - 1 + len(draft.points)
    text, code = styles.plain(shrink=True), styles.plain(code=True)
    link = styles.plain(code=True, link=True)
    for position in range(rows):
        row = FIRST_ROW - 1 + position
        place, point = open_points[position] if position < len(open_points) else (0, None)
        at = f"${LETTERS[POSITION]}{row + 1}"
        running = f"${LETTERS[RUNNING]}${FIRST_ROW}:${LETTERS[RUNNING]}${last}"
        total = f"${LETTERS[RUNNING]}${TOTALS_ROW}"
        found = Live(f"IF({total}>={position + 1},MATCH({position + 1},{running},0),0)", place)
        page.live(row, POSITION, found, styles.key)
        page.live(row, 0, Live(f'IF({at}>0,{position + 1},"")', position + 1 if point else ""), code)
        for col, live in enumerate(point_cells(at, last, point), 1):
            page.live(row, col, live, link if col == 2 else code if col == 1 else text)


def point_cells(at: str, last: int, point: Point | None, sheet: str = "") -> tuple[Live, Live, Live, Live]:
    """工作表, 位置 (a link), 对象, 问题 of the point whose place in the helper rows stands in ``at``."""
    prefix = f"{sheet}!" if sheet else ""

    def picked(col: int) -> str:
        return f"INDEX({prefix}${LETTERS[col]}${FIRST_ROW}:${LETTERS[col]}${last},{at})"

    def shown(col: int, value: object) -> Live:
        return Live(f'IF({at}>0,{picked(col)},"")', str(value) if point else "")

    target = f'"#\'"&{picked(SHEET)}&"\'!"&{picked(ADDRESS)}'
    link = Live(f'IF({at}>0,HYPERLINK({target},{picked(ADDRESS)}),"")', point.address if point else "")
    return (
        shown(SHEET, point.sheet if point else ""),
        link,
        shown(LABEL, point.label if point else ""),
        shown(MESSAGE, point.message.value if point else ""),
    )
