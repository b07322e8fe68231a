"""What the locked label cells of a form show.

In: a Form. Out: row key -> field -> value for one data sheet; the writer prints it, and the reader
compares with it to notice a label that was overwritten.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH, INDICATORS, PROJECTS, TASKS, Form, IndicatorRow, TaskRow
from toolkit.core.model import YES_NO, Comparator, Target
from toolkit.core.rounding import shown_number, shown_rate
from toolkit.core.theme import wrapped_lines
from toolkit.core.words import NoValue
from toolkit.forms.layout import INDICATOR_SHEET, LAYOUT, TASK_SHEET
from toolkit.forms.places import is_yes_no, row_keys

Labels = Mapping[str, str | float]
MOST_LINES = 7  # of a row, which is then at most 120 points high and fits a laptop's screen
EXTRACT = "节选：本表只打印开头部分，全部内容请看电子表"  # in the head of a sheet that is not printed whole
PRINTED = "只打印已有的项目；本月新增的打印时，请先扩大打印区域"  # in the head of the sheet of projects
REST = "……（全文见批注）"
WHOLE = "全文：\n"  # in a note behind a header: the text that the label shows cut
RULE_OF_FIGURE = "\n填报口径："  # in the note of a figure, behind its name and measure
WHOLE_LAYOUT = 1  # whose forms showed all texts whole
COUNTED = "{counted}"  # stands in a sheet's hint for what ``counted`` says


def cut_texts(form: Form) -> dict[str, str]:
    """The whole text of each label that the form shows cut -> what it shows."""
    if form.layout == WHOLE_LAYOUT:
        return {}
    pairs = [(whole_task_labels(row), task_labels(row)) for row in form.rows]
    pairs += [({fields.DEFINITION: definition(row)}, indicator_labels(row)) for row in form.indicators]
    return {
        str(text): str(shown[field])
        for whole, shown in pairs
        for field, text in whole.items()
        if text != shown[field]
    }


def until(form: Form) -> str:
    """数据截至 as prompts write it: 6月25日."""
    moment = form.data_until
    return f"{moment.month}月{moment.day}日" if moment else said("本月底")


def counted(form: Form) -> str:
    """What 本月累计 is, by the form's 数据截至."""
    return f"今年1月1日至{until(form)}的累计数（存量填{until(form)}的数）"


def label_values(form: Form, sheet: str) -> dict[str, Labels]:
    """Label cells of every row of a sheet; empty for sheets without labels."""
    if sheet == TASKS:
        return {row.task.key: task_labels(row, form.layout) for row in form.rows}
    if sheet == INDICATORS:
        return {row.indicator.id: indicator_labels(row, form.layout) for row in form.indicators}
    if sheet == PROJECTS:
        return {key: {fields.NUMBER: key} for key in row_keys(form, sheet)}
    return {}


def task_labels(row: TaskRow, layout: int = LAYOUT) -> Labels:
    """The labels of a row of 任务进展, long texts cut; forms of the first layout showed them whole."""
    whole = whole_task_labels(row)
    if layout == WHOLE_LAYOUT:
        return whole
    return {field: cut(value, TASK_SHEET.column(field).width) for field, value in whole.items()}


def whole_task_labels(row: TaskRow) -> Labels:
    """The labels of a row of 任务进展 with their whole texts."""
    return {
        fields.NO: row.task.no,
        fields.ACTION: row.task.action,
        fields.ITEM: row.task.item,
        fields.CONTENT: row.task.content,
        fields.MEASURES: row.task.measures.get(row.year, "") or DASH,
        fields.LEADS: "、".join(row.task.leads),
        fields.PREVIOUS_STATUS: row.previous_status or DASH,
        fields.PREVIOUS_PROGRESS: row.previous_progress or DASH,
    }


def cut(value: str | float, width: float) -> str | float:
    """A text as far as it goes into a cell of that width and of the most lines that a row has; its end says where the
    rest is.
    """
    return _cut(value, width) if isinstance(value, str) else value


@lru_cache(maxsize=1 << 14)  # the forms of all units show the same texts
def _cut(value: str, width: float) -> str:
    if wrapped_lines(value, width) <= MOST_LINES:
        return value
    shown = value
    while wrapped_lines(shown + REST, width) > MOST_LINES:
        shown = shown[: -max(1, (len(shown) - 20) // 20)]
    return shown.rstrip("，、；：\n ") + REST


def indicator_labels(row: IndicatorRow, layout: int = LAYOUT) -> Labels:
    """The labels of a row of 指标数据; 分子累计 and 分母累计 are labels only where they are not asked."""
    own: str | float = NoValue.TO_BE_SPLIT if row.quota is None else row.quota
    if row.quota is not None and is_yes_no(row):
        own = "是"
    elif row.quota is not None and row.quota == row.target.low:
        own = target_text(row, row.target)
    previous: str | float = DASH if row.previous is None else row.previous
    if is_yes_no(row) and row.previous is not None:
        previous = "是" if row.previous else "否"
    ratio, told = row.indicator.is_ratio_input, definition(row)
    return {
        fields.ID: row.indicator.id,
        fields.TASK_NO: row.indicator.task_no,
        fields.NAME: row.indicator.name,
        fields.MEASURE: row.indicator.measure if ratio else row.indicator.report_measure,
        fields.TARGET: target_text(row, row.target),
        fields.QUOTA: own,
        fields.PREVIOUS: previous,
        fields.NUMERATOR: DASH,
        fields.DENOMINATOR: DASH,
        fields.DEFINITION: told
        if layout == WHOLE_LAYOUT
        else cut(told, INDICATOR_SHEET.column(fields.DEFINITION).width),
    }


def decimals_of(row: IndicatorRow) -> int:
    """Decimals of numbers in the reporting measure: 1.86 万个 has none in 个."""
    if row.indicator.is_ratio_input:
        return row.indicator.decimals
    return max(0, row.indicator.decimals - round(math.log10(row.indicator.factor or 1)))


def target_text(row: IndicatorRow, target: Target) -> str | float:
    """A target as the cell shows it: a number where it is one, else with its comparator.

    A target that counts the units which answer 是 says what it counts: 12个.
    """
    digits = decimals_of(row)
    if is_yes_no(row):
        counted = row.indicator.measure != YES_NO
        return f"{shown_number(target.low, digits)}{row.indicator.measure}" if counted else "是"
    if target.high is not None:
        return f"{shown_number(target.low, digits)}～{shown_number(target.high, digits)}"
    if row.indicator.comparator in (Comparator.LE, Comparator.GT):
        return f"{row.indicator.comparator.value}{shown_number(target.low, digits)}"
    return target.low


def definition(row: IndicatorRow) -> str:
    """填报口径 in whole."""
    parts = [row.indicator.note] if row.indicator.note else []
    if row.indicator.is_ratio_input:
        parts.append(f"分子：{row.indicator.numerator}；分母：{row.indicator.denominator}")
    if row.pace is not None:
        parts.append(f"序时进度 {shown_rate(row.pace)}%")
    return "。".join(part.rstrip("。；") for part in parts) or DASH


# Also on the page that goes along (outputs/notes/guide), where the cover is another paper.
STEPS = (
    "1. 填{head}的填报人、联系电话、审核人、单位负责人、填报日期。",
    "2. 依次填“任务进展”“指标数据”“重点项目”“经验与诉求”，只填浅黄色单元格；没有变化的任务选“与上月相同”即可。",
    "3. 看{page}的填报进度和“自检”，把缺的补上、错的改好，直到显示“可以报送”。",
    "4. 打印{following}“审签页”，签字盖章后扫描。",
    "5. 在报送截止前把本表（Excel 原件，不要转成 PDF）和盖章扫描件一起发回。",
)


def steps_said(head: str, page: str, following: str) -> Iterator[str]:
    """How a form is filled in, with the words for where its parts are."""
    return (said(step.format(head=head, page=page, following=following)) for step in STEPS)
