"""The printed 审签页: control totals, signatures, seal; a page of its own at the end of 填报说明."""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, STATUSES, TASKS
from toolkit.core.places import Place
from toolkit.core.words import NoValue
from toolkit.forms.formulas import count_filled, count_word, indicator_formulas, total
from toolkit.forms.identity import FORM_VERSION, identity_of
from toolkit.forms.layout import COVER_KEY, COVER_PLACES, FIRST_ROW, SHEETS
from toolkit.forms.live import Live
from toolkit.forms.places import indicator_column, row_keys
from toolkit.forms.points import Row
from toolkit.forms.write.formbook import Page
from toolkit.forms.write.projects import project_total
from toolkit.forms.write.selfcheck import totals_of
from toolkit.forms.write.sheet import NUMBER_FORMAT, Draft, Styles

PLEDGE = "本单位对以上数据的真实性、准确性、完整性负责，数据来源清楚，可供核查。"
CONTROL_TOTAL = "核对用总数"
SIGNATURES = (
    (fields.FILLER, "填报人"),
    (fields.PHONE, "联系电话"),
    (fields.REVIEWER, "审核人"),
    (fields.HEAD, "单位负责人"),
)


def write_sign_off(draft: Draft, styles: Styles, page: Page, row: int) -> None:
    """Write the page from a 0-based row of the cover on."""
    form = draft.form
    title = draft.book.style(bold=True, font_size=16, align="center", font_color="#1F4E79")
    mark = f"【{form.watermark}】" if form.watermark else ""
    page.merge(row, 0, 3, f"审签页{mark}", title)
    page.sheet.set_row(row, 30)
    for col, text in enumerate(("填报单位", form.unit.name, "报送期", form.period.chinese)):
        page.put(row + 1, col, text, styles.label() if col % 2 == 0 else styles.plain())
    row = _write_figures(draft, styles, page, row + 3)
    page.merge(row + 1, 0, 3, PLEDGE, draft.book.style(bold=True, text_wrap=True))
    page.sheet.set_row(row + 1, 24)
    row = _write_signatures(draft, styles, page, row + 2)
    digest = identity_of(form).signature[:16]
    note = f"表样版本 {FORM_VERSION}　校验码 {digest}　以上数字由本工作簿实时算出，核对用总数是各指标数相加，签字前请与各表核对。"
    page.put(row + 1, 0, note, styles.hint)


def _write_figures(draft: Draft, styles: Styles, page: Page, row: int) -> int:
    figures = _figures(draft)
    for position, (name, live, number_format) in enumerate(figures):
        line, col = row + position // 2, position % 2 * 2
        page.put(line, col, name, styles.label())
        page.live(line, col + 1, live, styles.plain(number=number_format, code=True))
        page.sheet.set_row(line, 22)
    if len(figures) % 2:
        page.put(row + len(figures) // 2, 2, "", styles.label())
        page.put(row + len(figures) // 2, 3, "", styles.plain())
    return row + (len(figures) + 1) // 2


def _figures(draft: Draft) -> list[tuple[str, Live, str]]:
    found: list[tuple[str, Live, str]] = []
    if draft.form.rows:
        ref, held = _column(draft, TASKS, fields.STATUS)
        found.append(("任务项数", Live("", len(draft.form.rows)), "0"))
        found.extend((f"其中：{word}", count_word(ref, word, held), "0") for word in STATUSES)
    if draft.form.indicators:
        ref, held = _ytd(draft)
        found.append(("指标项数", Live("", len(draft.form.indicators)), "0"))
        found.append(
            ("其中：已有数", Live(f"COUNT({ref})", sum(isinstance(v, (int, float)) for v in held)), "0")
        )
        found.append((f"其中：{NoValue.PENDING}", count_word(ref, NoValue.PENDING, held), "0"))
        found.append((f"其中：{NoValue.NOT_APPLICABLE}", count_word(ref, NoValue.NOT_APPLICABLE, held), "0"))
        found.append((CONTROL_TOTAL, total(ref, held), "#,##0.00"))
    ref, held = _column(draft, PROJECTS, fields.NAME)
    found.append(("重点项目个数", count_filled(ref, held), "0"))
    found.append(("重点项目总投资（万元）", project_total(draft, fields.TOTAL), NUMBER_FORMAT))
    found.append(("本年完成投资（万元）", project_total(draft, fields.YEAR_DONE), NUMBER_FORMAT))
    ref, held = _column(draft, EXPERIENCE, fields.TITLE)
    found.append(("经验与诉求条数", count_filled(ref, held), "0"))
    found.append(("填报进度", totals_of(draft.lines).counter, "@"))
    return found


def _column(draft: Draft, sheet: str, field: str) -> tuple[str, list[object]]:
    keys = row_keys(draft.form, sheet)
    letter = SHEETS[sheet].letter(field)
    ref = f"{sheet}!{letter}{FIRST_ROW}:{letter}{FIRST_ROW + len(keys) - 1}"
    return ref, [draft.values.get(Place(sheet, key, field)) for key in keys]


def _ytd(draft: Draft) -> tuple[str, list[object]]:
    """本月累计 of every row; quotients are formulas, so their values are worked out here too."""
    ref, held = _column(draft, INDICATORS, fields.YTD)
    for position, row in enumerate(draft.form.indicators):
        if indicator_column(fields.YTD, row).role == "formula":
            cells = Row(SHEETS[INDICATORS], row.indicator.id, FIRST_ROW + position, "", draft.values)
            quotient = indicator_formulas(row, cells, draft.form.period.month).ytd
            held[position] = quotient.value if quotient else None
    return ref, held


def _write_signatures(draft: Draft, styles: Styles, page: Page, row: int) -> int:
    addresses = {place.column.field: place.address for place in COVER_PLACES}
    for position, (field, label) in enumerate(SIGNATURES):
        line, col = row + position // 2, position % 2 * 2
        value = draft.values.get(Place(COVER, COVER_KEY, field)) or ""
        page.put(line, col, f"{label}（签字）" if field != fields.PHONE else label, styles.label())
        page.live(line, col + 1, Live(f'{addresses[field]}&""', str(value)), styles.plain())
        page.sheet.set_row(line, 36)
    line = row + 2
    page.put(line, 0, "单位（盖章）", styles.label())
    page.put(line, 1, "", styles.plain())
    page.put(line, 2, "日期", styles.label())
    page.put(line, 3, "　　　　年　　月　　日", styles.plain())
    page.sheet.set_row(line, 90)
    return line + 1
