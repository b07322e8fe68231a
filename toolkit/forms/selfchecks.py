"""Every check that the workbook makes by itself, each described once.

In: a Form and the values that stand in its input cells. Out: one Point a checked cell (a row of
重点项目 and of 经验与诉求 is checked as one), with formulas and the values they give. The sheet 自检, the
counters of the cover and the tests all come from here.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.model import (
    COVER,
    NATURES,
    NOT_APPLICABLE,
    STATUSES,
    Comparator,
    Form,
    IndicatorRow,
    Kind,
    PaceKind,
    TaskRow,
)
from toolkit.forms.layout import (
    COVER_KEY,
    COVER_PLACES,
    EXPERIENCE_CATEGORIES,
    EXPERIENCE_SHEET,
    FEEDBACK,
    FEEDBACK_LETTER,
    FIRST_ROW,
    INDICATOR_SHEET,
    PROJECT_CATEGORIES,
    PROJECT_SHEET,
    PROJECT_STATUSES,
    TASK_SHEET,
    WORDS,
    YES_NO_CHOICES,
    decision_row,
)
from toolkit.forms.live import (
    At,
    Live,
    all_of,
    any_of,
    blank,
    compare,
    in_list,
    in_words,
    is_number,
    is_word,
    none_of,
)
from toolkit.forms.places import experience_keys, is_yes_no, project_numbers
from toolkit.forms.points import ALWAYS, Case, Point, Row, Values, cell_point, not_in

PROJECT_CATEGORY_LIST = "list_project_category"
PROJECT_NEEDS = ("name", "task_no", "category", "total", "year_done", "cumulative_done", "status")
PROJECT_MONEY = ("total", "funded", "year_plan", "year_done", "cumulative_done")
EXPERIENCE_NEEDS = ("category", "title", "content")
NUMBER_OR_WORD = "只能填数字、待统计或不涉及"
FALLEN = "比上月累计少，请核对；确有核减的，在说明里写原因"


def points(form: Form, values: Values) -> list[Point]:
    """All points of a form in the order of its sheets."""
    found = list(_cover_points(form, values))
    for number, task in enumerate(form.rows, FIRST_ROW):
        name = f"任务{task.task.no} {task.task.item}"
        row = Row(TASK_SHEET, str(task.task.no), number, name, values)
        found.extend(_task_points(task, row))
    for number, indicator in enumerate(form.indicators, FIRST_ROW):
        name = f"{indicator.indicator.id} {indicator.indicator.name}"
        found.extend(
            _indicator_points(indicator, Row(INDICATOR_SHEET, indicator.indicator.id, number, name, values))
        )
    carried = {project.number for project in form.projects}
    for number, key in enumerate(project_numbers(form), FIRST_ROW):
        found.append(_project_point(Row(PROJECT_SHEET, key, number, f"项目 {key}", values), key in carried))
    for number, key in enumerate(experience_keys(), FIRST_ROW):
        found.append(_experience_point(Row(EXPERIENCE_SHEET, key, number, f"第{int(key[1:])}条", values)))
    return found


def _cover_points(form: Form, values: Values) -> Iterator[Point]:
    for place in COVER_PLACES:
        if place.column.role != "input":
            continue
        column = place.column
        cell = At(f"{COVER}!{place.address}", values.get((COVER, COVER_KEY, column.field)))
        cases = (
            [(not_in(cell, is_number(cell)), "请写成日期，例如 2024-06-25")] if column.kind == "date" else []
        )
        where = (COVER, COVER_KEY, column.field, place.address, column.header)
        yield cell_point(*where, cell, ALWAYS, f"请填写{column.header}", cases)
    for position, decision in enumerate(form.decisions):
        address = f"{FEEDBACK_LETTER}{decision_row(position)}"
        cell = At(f"{COVER}!{address}", values.get((COVER, decision.number, FEEDBACK.field)))
        where = (COVER, decision.number, FEEDBACK.field, address, f"议定事项{decision.number}")
        yield cell_point(*where, cell, ALWAYS, f"请填写{FEEDBACK.header}", ())


def _task_points(task: TaskRow, row: Row) -> Iterator[Point]:
    status, completion = row.at("status"), row.at("completion")
    concerned = none_of(is_word(status, NOT_APPLICABLE)) if task.asked else None
    behind, done = is_word(status, "进度滞后"), is_word(status, "已完成")
    yield row.point(
        "status",
        ALWAYS if task.asked else None,
        (not_in(status, in_words(status, STATUSES)), "请从下拉列表中选一项"),
    )
    yield row.point(
        "completion",
        concerned,
        (not_in(completion, is_number(completion)), "只能填 0 到 100 的数"),
        (any_of(compare(completion, "<", 0), compare(completion, ">", 100)), "应在 0 到 100 之间"),
        (all_of(done, compare(completion, "<>", 100)), "状态是已完成，完成度应为 100"),
    )
    yield row.point("progress", concerned)
    yield row.point("problems", behind)
    yield row.point("next_steps", behind)
    yield row.point("evidence", done)


def _indicator_points(indicator: IndicatorRow, row: Row) -> Iterator[Point]:
    nature = row.at("nature")
    if indicator.indicator.is_ratio_input:
        yield from _ratio_points(indicator, row)
    elif is_yes_no(indicator):
        yield _yes_no_point(indicator, row)
    else:
        ytd = row.at("ytd")
        cases = [*_number_cases(ytd), *_fall_case(indicator, row, ytd, indicator.previous)]
        yield row.point("ytd", _due(indicator), *cases)
    yield row.point("nature", None, (not_in(nature, in_words(nature, NATURES)), "请从下拉列表中选一项"))


def _due(indicator: IndicatorRow) -> Live | None:
    return ALWAYS if indicator.due else None


def _number_cases(cell: At) -> list[Case]:
    return [
        (not_in(cell, any_of(is_number(cell), in_words(cell, WORDS))), NUMBER_OR_WORD),
        (compare(cell, "<", 0), "不能是负数"),
    ]


def may_not_fall(indicator: IndicatorRow) -> bool:
    """Whether this month's cumulative must reach last month's: sums and milestones of the year."""
    if indicator.indicator.kind is Kind.MILESTONE:
        return indicator.indicator.comparator is not Comparator.LE
    return indicator.indicator.kind in (Kind.FLOW, Kind.INVESTMENT)


def _fall_case(indicator: IndicatorRow, row: Row, cell: At, last: float | None) -> list[Case]:
    if last is None or not may_not_fall(indicator):
        return []
    return [(all_of(compare(cell, "<", last), blank(row.at("explanation"))), FALLEN)]


def _yes_no_point(indicator: IndicatorRow, row: Row) -> Point:
    ytd = row.at("ytd")
    cases: list[Case] = [(not_in(ytd, in_words(ytd, YES_NO_CHOICES)), "请从下拉列表中选一项")]
    if indicator.previous == 1:
        undone = all_of(is_word(ytd, "否"), blank(row.at("explanation")))
        cases.append((undone, "上月已填“是”，请核对；确有变化的，在说明里写原因"))
    return row.point("ytd", _due(indicator), *cases)


def _ratio_points(indicator: IndicatorRow, row: Row) -> Iterator[Point]:
    numerator, denominator = row.at("numerator"), row.at("denominator")
    unexplained = blank(row.at("explanation"))
    cases = _number_cases(numerator)
    last = indicator.previous_numerator
    if last is not None and indicator.indicator.pace_kind is PaceKind.PACE:
        cases.append((all_of(compare(numerator, "<", last), unexplained), FALLEN))
    if is_share(indicator):
        above = all_of(compare(numerator, ">", denominator), compare(denominator, ">", 0), unexplained)
        cases.append((above, "分子大于分母，请核对；确实如此的，在说明里写原因"))
    yield row.point("numerator", _due(indicator), *cases)
    needed = none_of(in_words(numerator, WORDS)) if indicator.due else None
    zero: Case = (all_of(compare(denominator, "=", 0), is_number(numerator)), "分母不能为 0")
    yield row.point("denominator", needed, *_number_cases(denominator), zero)


def is_share(indicator: IndicatorRow) -> bool:
    """Whether the numerator is a part of the denominator: percentages that are no completion rates."""
    return indicator.indicator.measure == "%" and indicator.indicator.pace_kind is not PaceKind.PACE


def _project_point(row: Row, carried: bool) -> Point:
    inputs = [column.field for column in PROJECT_SHEET.columns if column.role == "input"]
    used = row.filled_count(inputs)
    return row.whole(
        PROJECT_NEEDS, ALWAYS if carried else Live(f"{used.text}>0", bool(used.value)), _project_cases(row)
    )


def _project_cases(row: Row) -> list[Case]:
    category, status, task_no = row.at("category"), row.at("status"), row.at("task_no")
    listed = in_list(category, PROJECT_CATEGORY_LIST, PROJECT_CATEGORIES)
    return [
        (_not_all_numbers(row, PROJECT_MONEY), "投资额只能填数字，以万元为单位"),
        (_not_all_numbers(row, ("start", "planned_end")), "时间请写成日期，例如 2024-06-05"),
        (not_in(task_no, is_number(task_no)), "任务序号只能填一个数字"),
        (
            any_of(not_in(category, listed), not_in(status, in_words(status, PROJECT_STATUSES))),
            "类别和状态请从下拉列表中选",
        ),
        (compare(row.at("cumulative_done"), "<", row.at("year_done")), "累计完成投资不应小于本年完成投资"),
        (compare(row.at("planned_end"), "<", row.at("start")), "计划竣工时间早于开工时间"),
    ]


def _not_all_numbers(row: Row, fields: tuple[str, ...]) -> Live:
    some, numbers = row.filled_count(fields), row.number_count(fields)
    return Live(f"{some.text}>{numbers.text}", float(some.value) > float(numbers.value))


def _experience_point(row: Row) -> Point:
    used = row.filled_count([column.field for column in EXPERIENCE_SHEET.columns])
    category = row.at("category")
    wrong: Case = (not_in(category, in_words(category, EXPERIENCE_CATEGORIES)), "类别请从下拉列表中选一项")
    return row.whole(EXPERIENCE_NEEDS, Live(f"{used.text}>0", bool(used.value)), [wrong])
