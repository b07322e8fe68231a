"""The sheet 填报说明: head of the report, live counter, what is open, changes, steps, legend, contact."""

from __future__ import annotations

from datetime import datetime

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import COVER, DASH, SELF_CHECK, TASKS, Form
from toolkit.core.paper import A4
from toolkit.core.places import Place
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL, LIGHT_TEXT
from toolkit.forms.formulas import count_word
from toolkit.forms.labels import steps_said
from toolkit.forms.layout import (
    COVER_KEY,
    COVER_KEY_INDEX,
    COVER_PLACES,
    FEEDBACK,
    FIRST_DECISION_ROW,
    FIRST_ROW,
    TASK_SHEET,
    CoverPlace,
    decision_row,
)
from toolkit.forms.live import Held, Live, quoted
from toolkit.forms.same import YES, may_be_same
from toolkit.forms.write.colours import MISSING, WRONG, colour_cells
from toolkit.forms.write.formbook import EVERY_ROW, LINE_HEIGHT, Page, height_for
from toolkit.forms.write.printing import lie
from toolkit.forms.write.selfcheck import LETTERS, MESSAGE, POSITION, line_cells, listed_lines, totals_of
from toolkit.forms.write.sheet import (
    DATE_FORMAT,
    Draft,
    Styles,
    correction_note,
    prompt,
    set_up,
)
from toolkit.forms.write.signoff import write_sign_off

REPORT_NAME = "任务清单进展情况月报表"
WIDTHS = (24, 36, 24, 36)  # 120 in all: fits A4 landscape at SCALE in every program
SCALE = 0.9
GAP = 8  # points between blocks
LISTED = 5
MOST_LETTERS = WIDTHS[3] // 2 - 1  # of what is open in a row; the whole stands in 自检
MOST_CHANGES = 3


def write_cover(draft: Draft, styles: Styles) -> None:
    """Fill the sheet; the sign-off page follows on a printed page of its own."""
    page = draft.book.page(COVER, fixed_rows=EVERY_ROW)
    for index, width in enumerate(WIDTHS):
        page.sheet.set_column(index, index, width)
    page.sheet.set_column(COVER_KEY_INDEX, COVER_KEY_INDEX, 8, None, {"hidden": True})
    mark = f"【{draft.form.watermark}】" if draft.form.watermark else ""
    page.merge(
        0,
        0,
        3,
        f"{said(REPORT_NAME)}{mark}",
        draft.book.style(bold=True, font_size=16, align="center", font_color="#1F4E79"),
    )
    page.sheet.set_row(0, 30)
    if draft.form.head:
        page.merge(1, 0, 3, draft.form.head, draft.book.style(text_wrap=True, align="center"))
        page.sheet.set_row(1, height_for([(draft.form.head, sum(WIDTHS))]))
    for place in COVER_PLACES:
        _write_place(draft, styles, page, place)
    colour_cells(page, [line for line in draft.lines if line.sheet == COVER])
    row = _write_counter(draft, styles, page)
    row = _write_decisions(draft, styles, page, row)
    row = _write_open_points(draft, styles, page, row)
    steps, row = _write_texts(draft, styles, page, row)
    page.sheet.set_h_pagebreaks([row] if _fits_one_page(draft.form) else [steps, row])
    write_sign_off(draft, styles, page, row)
    set_up(draft, page)
    lie(page, A4, SCALE)
    page.sheet.center_horizontally()


def day(moment: datetime | None, with_hour: bool = False) -> str:
    """2024年6月25日, with the hour if asked; a dash when unknown."""
    if moment is None:
        return DASH
    text = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{text} {moment.hour:02d}:{moment.minute:02d}" if with_hour else text


def _facts(draft: Draft) -> dict[str, str]:
    form = draft.form
    part = f"（{form.part}）" if form.part else ""
    return {
        fields.FORM_NAME: f"{said(REPORT_NAME)}{part}",
        fields.PERIOD: form.period.chinese,
        fields.UNIT: form.unit.name,
        fields.DATA_UNTIL: day(form.data_until),
        fields.OFFICE: form.office,
        fields.DEADLINE: day(form.deadline, with_hour=True),
    }


def _write_place(draft: Draft, styles: Styles, page: Page, place: CoverPlace) -> None:
    row, col = int(place.address[1:]) - 1, ord(place.address[0]) - 65
    page.put(row, col - 1, place.column.header, styles.label())
    page.sheet.set_row(row, 20)
    if place.column.role == "label":
        page.put(row, col, _facts(draft)[place.column.field], styles.plain())
        return
    spot = Place(COVER, COVER_KEY, place.column.field)
    dated = place.column.kind == "date"
    style = styles.input(number=DATE_FORMAT if dated else "@", left=True, wrong=spot in draft.marks)
    page.put(row, col, draft.values.get(spot), style)
    if spot in draft.marks:
        page.note(row, col, correction_note(draft.marks[spot]))
    rule: dict[str, object] = {"validate": "any", **prompt(place.column)}
    if dated:
        rule = {"validate": "date", "criteria": ">=", "value": datetime(2000, 1, 1), **prompt(place.column)}
        rule.update(error_title="请核对", error_message=place.column.prompt)
    page.validate((row, col, row, col), rule)


def _write_counter(draft: Draft, styles: Styles, page: Page) -> int:
    totals = totals_of(draft.lines)
    ready = f"AND({totals.lack.text}=0,{totals.fault.text}=0,{totals.cover.text}=0)"
    big = draft.book.style(bold=True, font_size=12, border=1, border_color="#BFBFBF", shrink=True)
    page.put(8, 0, "填报进度", styles.label())
    page.live(8, 1, totals.counter, big)
    page.put(8, 2, "能否报送", styles.label())
    asked = f"（还有{draft.form.queries}处疑问待说明）" if draft.form.queries else ""
    words = (f"● 可以报送{asked}", "○ 还不能报送，请看下面")
    page.live(
        8, 3, Live(f'IF({ready},"{words[0]}","{words[1]}")', words[0 if totals.counts.ready else 1]), big
    )
    page.sheet.set_row(8, LINE_HEIGHT + 12)
    page.live(9, 0, _load(draft), styles.hint)
    page.sheet.set_row(9, LINE_HEIGHT)
    for light, condition in ((Light.GREEN, ready), (Light.YELLOW, f"NOT({ready})")):
        colours = {"bg_color": f"#{LIGHT_FILL[light]}", "font_color": f"#{LIGHT_TEXT[light]}"}
        page.colour_areas([(8, 1, 8, 1), (8, 3, 8, 3)], condition, colours)
    return 10


def _load(draft: Draft) -> Live:
    """How many cells are asked for, how many are filled already, and how many tasks stand as last month."""
    asked = totals_of(draft.lines).counts.required
    text = said(f"本月必填 {asked} 格（随所填状态增减），表里已带出 {len(draft.values)} 格")
    if not draft.form.rows or not may_be_same(draft.form.period):
        return Live("", f"{text}。")
    letter, last = TASK_SHEET.letter(fields.SAME), FIRST_ROW - 1 + len(draft.form.rows)
    same = count_word(f"{TASKS}!{letter}{FIRST_ROW}:{letter}{last}", YES, _said_same(draft))
    told = said(f"{text}；没有变化的任务只选“与上月相同”，已选 ")
    return Live(f'{quoted(told)}&{same.text}&" 项。"', f"{told}{same.value} 项。")


def _said_same(draft: Draft) -> list[Held]:
    return [draft.values.get(Place(TASKS, row.task.key, fields.SAME)) for row in draft.form.rows]


def _write_decisions(draft: Draft, styles: Styles, page: Page, row: int) -> int:
    decisions = draft.form.decisions
    if not decisions:
        return row
    page.put(FIRST_DECISION_ROW - 3, 0, "督办事项（请在最右一列填写落实情况）", styles.strong)
    for col, header in enumerate(("编号", "事项", "完成时限", FEEDBACK.header)):
        page.put(FIRST_DECISION_ROW - 2, col, header, styles.header)
    for position, decision in enumerate(decisions):
        at = decision_row(position) - 1
        spot = Place(COVER, decision.number, FEEDBACK.field)
        value = draft.values.get(spot)
        for col, text in enumerate((decision.number, decision.asked, decision.due or DASH)):
            page.put(at, col, text, styles.label(code=col != 1))
        page.put(at, 3, value, styles.input(wrong=spot in draft.marks))
        page.put(at, COVER_KEY_INDEX, decision.number, styles.key)
        page.validate((at, 3, at, 3), {"validate": "any", **prompt(FEEDBACK)})
        page.sheet.set_row(at, height_for([(decision.asked, WIDTHS[1]), (str(value or ""), WIDTHS[3])], 34))
    return decision_row(len(decisions))


def _write_open_points(draft: Draft, styles: Styles, page: Page, row: int) -> int:
    page.put(row, 0, f"还要处理的（最多列{LISTED}处，全部见“自检”）", styles.strong)
    page.link(row, 3, f"{SELF_CHECK}!A{FIRST_ROW}", "打开自检，查看全部", styles.link)
    shown = [line for _, line in listed_lines(draft.lines)]
    last = FIRST_ROW - 1 + len(draft.lines)
    for position in range(LISTED):
        at = f"{SELF_CHECK}!${LETTERS[POSITION]}${FIRST_ROW + position}"
        first = shown[position] if position < len(shown) else None
        sheet, link, label, message = line_cells(at, last, first, SELF_CHECK)
        line = row + 1 + position
        brief = _brief(f"{SELF_CHECK}!${LETTERS[MESSAGE]}${FIRST_ROW + position}", str(message.value))
        for col, live in enumerate((sheet, label, link, brief)):
            page.live(line, col, live, styles.plain(link=col == 2, code=col == 2, shrink=col != 2))
        page.sheet.set_row(line, 20)
    page.sheet.set_row(row + LISTED + 1, GAP)
    return row + LISTED + 2


def _brief(cell: str, message: str) -> Live:
    """What 自检 says in its own row of the same line, as much as this column takes."""
    cut = f"{message[: MOST_LETTERS - 1]}…" if len(message) > MOST_LETTERS else message
    return Live(f'IF(LEN({cell})>{MOST_LETTERS},LEFT({cell},{MOST_LETTERS - 1})&"…",{cell})', cut)


def _fits_one_page(form: Form) -> bool:
    """Whether all before the sign-off page fits one sheet of paper; else the steps start a second one."""
    return not form.decisions and len(form.changes) + bool(form.so_far) <= MOST_CHANGES


def _write_texts(draft: Draft, styles: Styles, page: Page, row: int) -> tuple[int, int]:
    """Changes, the unit's year so far, steps, legend, contact; the rows where the steps start and where all ends."""
    changes = draft.form.changes or (said("与上月相同，没有变化。"),)
    blocks = ((said("比上月有什么变化"), changes), ("怎么填", tuple(steps_said("上面", "本页", "下一页"))))
    body = draft.book.style(text_wrap=True)
    steps = row
    for heading, lines in blocks:
        steps = row
        page.put(row, 0, heading, styles.strong)
        for line in lines:
            row += 1
            page.merge(row, 0, 3, line, body)
            page.sheet.set_row(row, height_for([(line, sum(WIDTHS))], 18))
        page.sheet.set_row(row + 1, GAP)
        row += 2
    if draft.form.so_far:
        page.put(row, 0, "今年报送情况", styles.strong)
        page.merge(row, 1, 3, draft.form.so_far, body)
        page.sheet.set_row(row, height_for([(draft.form.so_far, sum(WIDTHS[1:]))], 20))
        row += 1
    page.put(row, 0, "颜色", styles.strong)
    page.put(row, 1, "请填写（深一些的是还没填）", draft.book.style(**styles.boxed, **MISSING))
    page.put(row, 2, "不用填", styles.label())
    page.put(row, 3, "填得不对，或者被退回，请修改", draft.book.style(**{**styles.boxed, **WRONG}))
    page.put(row + 1, 0, "有疑问请联系", styles.strong)
    contact = "　".join(part for part in (draft.form.office, draft.form.office_contact) if part)
    page.merge(row + 1, 1, 3, contact or DASH, body)
    return steps, row + 3
