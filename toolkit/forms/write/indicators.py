"""The sheet 指标数据: targets and quotas, what to enter, and the rates worked out live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import fields
from toolkit.core.addresses import column_letter
from toolkit.core.area import said
from toolkit.core.form import DASH, INDICATORS, WORDS, IndicatorRow
from toolkit.core.model import Kind
from toolkit.core.places import Place
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_TEXT, number_format
from toolkit.core.words import NoValue
from toolkit.forms.formulas import IndicatorFormulas, indicator_formulas
from toolkit.forms.labels import RULE_OF_FIGURE, WHOLE, decimals_of, definition, indicator_labels, until
from toolkit.forms.layout import FIRST_ROW, INDICATOR_SHEET
from toolkit.forms.live import Live
from toolkit.forms.places import indicator_column
from toolkit.forms.points import Row
from toolkit.forms.spec import Column
from toolkit.forms.write.formbook import LINE_HEIGHT, Page, height_for
from toolkit.forms.write.selfcheck import write_live
from toolkit.forms.write.sheet import (
    ERROR_TITLE,
    Draft,
    Styles,
    area,
    choice,
    correction_note,
    format_of,
    held_note,
    open_sheet,
    prompt,
    rule_of,
    say_nothing_asked,
    set_heights,
)

TITLE = "指标数据"
NO_INDICATORS = "本单位本年度没有需要填报的指标，这张表不用填。"
CODES = frozenset({fields.ID, fields.TASK_NO, fields.MEASURE, fields.NATURE})
NUMBERS = frozenset(
    {
        fields.TARGET,
        fields.QUOTA,
        fields.PREVIOUS,
        fields.NUMERATOR,
        fields.DENOMINATOR,
        fields.YTD,
        fields.NEW,
    }
)
FIGURES = (fields.NUMERATOR, fields.DENOMINATOR, fields.YTD)
AT_THE_END = (Kind.STOCK, Kind.RATE_EACH)  # figures of a day, not of the year so far
ROOM = 2 * LINE_HEIGHT
PRINTED_COLUMNS = INDICATOR_SHEET.index(
    fields.DEFINITION
)  # 填报口径 and what comes behind are for the screen


def write_indicators(draft: Draft, styles: Styles) -> None:
    """Fill the sheet; without indicators it stays empty and says so."""
    rows = draft.form.indicators
    page = open_sheet(draft, styles, INDICATOR_SHEET, TITLE, len(rows))
    if not rows:
        say_nothing_asked(page, styles, INDICATOR_SHEET, NO_INDICATORS)
        return
    task_no, heights = 0, []
    folded = [place for place, row in enumerate(rows) if _rests(draft, row)]
    for number, row in enumerate(rows, FIRST_ROW - 1):
        heights.append(_write_row(draft, styles, page, number, row, row.indicator.task_no != task_no))
        task_no = row.indicator.task_no
    set_heights(page, INDICATOR_SHEET, heights, columns=PRINTED_COLUMNS, folded=folded)
    write_live(draft, styles, page, _more(draft, rows, len(folded)))
    _mark_behind(page, rows)
    _show_decimals(page, len(rows))


def _write_row(
    draft: Draft, styles: Styles, page: Page, number: int, row: IndicatorRow, starts_task: bool
) -> float:
    key = row.indicator.id
    labels = indicator_labels(row)
    cells = Row(INDICATOR_SHEET, key, number + 1, "", draft.values)
    formulas = indicator_formulas(row, cells, draft.form.period.month)
    texts: list[tuple[str, float]] = []
    for index, declared in enumerate(INDICATOR_SHEET.columns):
        column = indicator_column(declared.field, row)
        if column.role == "formula":
            page.live(
                number, index, _formula(formulas, column), _label_style(styles, column, row, starts_task)
            )
            continue
        if column.role == "label":
            value: object = labels[column.field]
            page.put(number, index, value, _label_style(styles, column, row, starts_task))
            note = held_note(draft.form, INDICATORS, key, FIGURES) if column.field == fields.PREVIOUS else ""
            if column.field == fields.DEFINITION and value != definition(row):
                note = f"{column.header}{WHOLE}{definition(row)}"
            if note:
                page.note(number, index, note)
        else:
            value = draft.values.get(Place(INDICATORS, key, column.field))
            _write_input(draft, styles, page, (number, index), column, row, starts_task)
        if isinstance(value, str):
            texts.append((value, column.width))
    page.put(number, INDICATOR_SHEET.key_index, key, styles.key)
    return height_for(texts, ROOM)


def _rests(draft: Draft, row: IndicatorRow) -> bool:
    """Whether the row is not due and nothing stands in it that anybody typed."""
    key = row.indicator.id
    typed = {Place(INDICATORS, key, field) for field in (*FIGURES, fields.EXPLANATION, fields.NATURE)}
    return not row.due and not any(place in draft.values or place in draft.marks for place in typed)


def _more(draft: Draft, rows: Sequence[IndicatorRow], folded: int) -> Live:
    """What the counter's line says besides: rates behind pace, rows that are folded away."""
    behind = _behind_pace(draft, rows)
    if not folded:
        return behind
    text = said(f"；本月不用填的 {folded} 项已收起（选中上下两行，右键“取消隐藏”可看）")
    return Live(f'"{text}"&{behind.text}', f"{text}{behind.value}")


def _formula(formulas: IndicatorFormulas, column: Column) -> Live:
    if column.field == fields.RATE:
        return formulas.rate
    return formulas.ytd if column.field == fields.YTD and formulas.ytd else formulas.new


def _label_style(styles: Styles, column: Column, row: IndicatorRow, top: bool) -> object:
    if column.field == fields.RATE:
        return styles.label(number="#,##0.0", top=top)
    if column.field in NUMBERS:
        return styles.label(number=number_format(decimals_of(row)), top=top)
    return styles.label(code=column.field in CODES, top=top)


def _write_input(
    draft: Draft,
    styles: Styles,
    page: Page,
    at: tuple[int, int],
    column: Column,
    row: IndicatorRow,
    top: bool,
) -> None:
    place = Place(INDICATORS, row.indicator.id, column.field)
    figure = column.field in NUMBERS
    digits = 0 if row.indicator.is_ratio_input else decimals_of(row)
    style = styles.input(
        code=column.kind == "choice",
        number=number_format(digits) if figure and column.kind != "choice" else format_of(column),
        top=top,
        grey=not row.due,
        wrong=place in draft.marks,
    )
    page.put(*at, draft.values.get(place), style)
    note = correction_note(draft.marks[place]) if place in draft.marks else ""
    if column.field in FIGURES:
        note = "\n\n".join(part for part in (note, _note(row, column)) if part)
    if column.field == fields.EXPLANATION and row.note:
        note = "\n\n".join(part for part in (note, f"{said('上月说明')}：{row.note}") if part)
    if note:
        page.note(*at, note)
    page.validate((*at, *at), _rule(column, row, at, until(draft.form)))


def _note(row: IndicatorRow, column: Column) -> str:
    """The 填报口径 of a figure as a cell note."""
    lines = [f"{row.indicator.name}（{row.indicator.report_measure}）"]
    if column.field != fields.YTD:
        lines = [f"{column.header}：{_part_name(row, column)}（{column.measure or '—'}）"]
    return "\n".join(lines) + RULE_OF_FIGURE + (row.indicator.note or "按清单原文")


def _part_name(row: IndicatorRow, column: Column) -> str:
    return row.indicator.numerator if column.field == fields.NUMERATOR else row.indicator.denominator


def _asking(row: IndicatorRow, column: Column, end: str) -> str:
    """The prompt of a figure; ``end`` is 数据截至 (6月25日)."""
    if column.field == fields.YTD:
        what = f"{end}的数" if row.indicator.kind in AT_THE_END else f"1月1日至{end}的累计数"
        text = f"填{what}，单位：{column.measure}。" if column.measure else f"到{end}是否做到，填“是”或“否”。"
    else:
        last = row.previous_numerator if column.field == fields.NUMERATOR else row.previous_denominator
        text = f"{_part_name(row, column)}，填到{end}的数，单位：{column.measure or '—'}。"
        text += said(f"上月为 {last:,.15g}。") if last is not None else ""
    if not row.due:
        return said(f"本月不用填，{_next_due(row)}再填。") + text
    return text + f"暂时没有数填“{NoValue.PENDING}”，与本单位无关填“{NoValue.NOT_APPLICABLE}”。"


def _next_due(row: IndicatorRow) -> str:
    if row.indicator.months:
        return "、".join(str(month) for month in row.indicator.months) + "月"
    return "季度末" if row.indicator.frequency == "季度" else "12月"


def _rule(column: Column, row: IndicatorRow, at: tuple[int, int], end: str) -> dict[str, object]:
    if column.field not in FIGURES:
        return rule_of(column)
    if column.kind == "choice":
        return {**choice(column), **prompt(column, _asking(row, column, end))}
    cell = f"{column_letter(at[1])}{at[0] + 1}"
    words = ",".join(f'{cell}="{word}"' for word in WORDS)
    return {
        "validate": "custom",
        "value": f"=OR(AND(ISNUMBER({cell}),{cell}>=0),{words})",
        "error_title": ERROR_TITLE,
        "error_message": f"请填不小于 0 的数字（不带单位），或者{NoValue.PENDING}、{NoValue.NOT_APPLICABLE}。",
        **prompt(column, _asking(row, column, end)),
    }


def _stretches(rows: Sequence[IndicatorRow]) -> Iterator[tuple[int, int, float]]:
    """(first position, position after the last, pace) of neighbouring rows that share a pace."""
    start = 0
    for position in range(1, len(rows) + 1):
        pace = judged_pace(rows[start])
        if position < len(rows) and judged_pace(rows[position]) == pace:
            continue
        if pace is not None:
            yield start, position, pace
        start = position


def judged_pace(row: IndicatorRow) -> float | None:
    """The pace that the row's 完成率 is held against; None where there is none."""
    return row.pace if row.due and row.quota is not None else None


def _mark_behind(page: Page, rows: Sequence[IndicatorRow]) -> None:
    """Rates behind pace in red and with a sign, so that print shows it too."""
    col, letter = INDICATOR_SHEET.index(fields.RATE), INDICATOR_SHEET.letter(fields.RATE)
    look = {"font_color": f"#{LIGHT_TEXT[Light.RED]}", "bold": True, "num_format": '"▼"#,##0.0'}
    for start, stop, pace in _stretches(rows):
        cell = f"${letter}{FIRST_ROW + start}"
        stretch = (FIRST_ROW - 1 + start, col, FIRST_ROW - 2 + stop, col)
        page.colour(stretch, f"AND(ISNUMBER({cell}),{cell}<{pace:.15g})", **look)


def _behind_pace(draft: Draft, rows: Sequence[IndicatorRow]) -> Live:
    """How many rates are behind pace, added up over the stretches of equal pace."""
    letter = INDICATOR_SHEET.letter(fields.RATE)
    parts, behind = [], 0
    for start, stop, pace in _stretches(rows):
        parts.append(f'COUNTIF({letter}{FIRST_ROW + start}:{letter}{FIRST_ROW + stop - 1},"<{pace:.15g}")')
        for position in range(start, stop):
            cells = Row(INDICATOR_SHEET, rows[position].indicator.id, FIRST_ROW + position, "", draft.values)
            rate = indicator_formulas(rows[position], cells, draft.form.period.month).rate.value
            behind += isinstance(rate, (int, float)) and rate < pace
    if not parts:
        return Live('""', "")
    return Live(f'"，低于序时进度 "&({"+".join(parts)})&" 项"', f"，低于序时进度 {behind} 项")


def _show_decimals(page: Page, rows: int) -> None:
    """A typed number with decimals shows them, also where whole numbers are usual."""
    for field in FIGURES:
        col, cell = INDICATOR_SHEET.index(field), f"${INDICATOR_SHEET.letter(field)}{FIRST_ROW}"
        typed = f"AND(ISNUMBER({cell}),{cell}<>ROUND({cell},0))"
        if field == fields.YTD:  # quotients have a format of their own; their 分子累计 is no dash
            typed = f'AND(${INDICATOR_SHEET.letter(fields.NUMERATOR)}{FIRST_ROW}="{DASH}",{typed})'
        page.colour(area(FIRST_ROW - 1, rows, col), typed, num_format="#,##0.00##")
