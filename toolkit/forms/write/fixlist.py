"""The sheet 退回修改清单 in front of a correction workbook: what to mend, where, how."""

from __future__ import annotations

from toolkit.core.form import FIX_LIST, Correction
from toolkit.forms.layout import COVER_PLACES, FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.places import row_keys
from toolkit.forms.write.book import EVERY_ROW, Page, height_for
from toolkit.forms.write.printing import break_pages
from toolkit.forms.write.sheet import HEAD_HEIGHTS, HEADER_HEIGHT, Draft, Styles, set_up

HEADERS = (
    ("序号", 6),
    ("级别", 8),
    ("位置", 20),
    ("填报值", 22),
    ("问题", 46),
    ("怎么改", 40),
    ("建议值", 18),
)
HINT = "请按下表逐条修改，点“位置”可以跳到单元格。错误必须改；疑问请改正，或者在“说明”里写明原因。改好后照常发回。"


def place_of(draft: Draft, point: Correction) -> str:
    """Sheet and address of a correction's cell; the sheet's first cell when it has no cell of its own."""
    if point.sheet in SHEETS and point.row_key in (keys := row_keys(draft.form, point.sheet)):
        fields = [column.field for column in SHEETS[point.sheet].columns]
        letter = SHEETS[point.sheet].letter(point.field) if point.field in fields else "A"
        return f"{point.sheet}!{letter}{FIRST_ROW + keys.index(point.row_key)}"
    for place in COVER_PLACES:
        if place.column.field == point.field and not point.row_key:
            return f"{point.sheet}!{place.address}"
    return f"{point.sheet}!A1"


def write_fix_list(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    page = draft.book.page(FIX_LIST, fixed_rows=EVERY_ROW)
    page.put(0, 0, f"退回修改清单　{draft.heading}", styles.title)
    page.put(1, 0, HINT, styles.hint)
    page.put(2, 0, f"共 {len(draft.form.corrections)} 处", styles.strong)
    for index, (header, width) in enumerate(HEADERS):
        page.sheet.set_column(index, index, width)
        page.put(HEADER_ROW - 1, index, header, styles.header)
    page.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    heights = [
        _write_row(draft, styles, page, position, point)
        for position, point in enumerate(draft.form.corrections)
    ]
    break_pages(page, heights, [width for _, width in HEADERS], HEAD_HEIGHTS)
    last = max(FIRST_ROW - 2 + len(draft.form.corrections), HEADER_ROW)
    page.sheet.autofilter(HEADER_ROW - 1, 0, last, len(HEADERS) - 1)
    page.sheet.freeze_panes(HEADER_ROW, 0)
    page.sheet.repeat_rows(HEADER_ROW - 1)
    set_up(draft, page)


def _write_row(draft: Draft, styles: Styles, page: Page, position: int, point: Correction) -> float:
    row = FIRST_ROW - 1 + position
    target = place_of(draft, point)
    texts = (
        str(position + 1),
        point.severity,
        "",
        point.seen or "—",
        point.problem,
        point.remedy,
        point.suggestion or "—",
    )
    for col, text in enumerate(texts):
        if col == 2:
            page.link(row, col, target, target, styles.plain(link=True))
        else:
            page.put(row, col, position + 1 if col == 0 else text, styles.plain(code=col < 2))
    widths = [width for _, width in HEADERS]
    height = height_for(zip(texts, widths, strict=True))
    page.sheet.set_row(row, height)
    return height
