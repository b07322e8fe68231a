"""The sheet in front of a correction workbook: what to mend or to explain, where, how."""

from __future__ import annotations

from toolkit.core.form import ASK_LIST, DASH, FIX_LIST, Correction, Form
from toolkit.forms.layout import COVER_PLACES, FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.places import row_keys
from toolkit.forms.write.formbook import EVERY_ROW, Page, height_for
from toolkit.forms.write.printing import lay_out
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
EXPLAIN = "写明原因的，指标写在“说明”，任务写在“存在问题”"
HINT = f"请按下表逐条修改，点“位置”可以跳到单元格。错误必须改；疑问请改正或者写明原因（{EXPLAIN}）。改好后照常发回。"
ASK_HINT = (
    f"请逐条核实，点“位置”可以跳到单元格。填错的请改正，没有填错的请写明原因（{EXPLAIN}）。写好后照常发回。"
)


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


def counted(form: Form) -> str:
    """How many points there are, and by when they are asked back."""
    errors = sum(point.count for point in form.corrections) - form.queries
    parts = [f"错误 {errors} 处，必须改"] if errors else []
    parts += [f"疑问 {form.queries} 处，请改正或说明"] if form.queries else []
    by = form.mend_by
    parts += [f"请于 {by.year}年{by.month}月{by.day}日前发回"] if by else []
    return "；".join(parts)


def write_fix_list(draft: Draft, styles: Styles) -> None:
    """Fill the sheet."""
    asks = draft.form.asks_only
    name = ASK_LIST if asks else FIX_LIST
    page = draft.book.page(name, fixed_rows=EVERY_ROW)
    page.put(0, 0, f"{name}　{draft.heading}", styles.title)
    page.put(1, 0, ASK_HINT if asks else HINT, styles.hint)
    page.put(2, 0, counted(draft.form), styles.strong)
    for index, (header, width) in enumerate(HEADERS):
        page.sheet.set_column(index, index, width)
        page.put(HEADER_ROW - 1, index, header, styles.header)
    page.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    heights = [
        _write_row(draft, styles, page, position, point)
        for position, point in enumerate(draft.form.corrections)
    ]
    lay_out(page, [width for _, width in HEADERS], heights, HEAD_HEIGHTS)
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
        point.seen or DASH,
        point.problem,
        point.remedy,
        point.suggestion or DASH,
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
