"""Every check that the workbook makes by itself, each described once.

In: a Form and the values that stand in its input cells. Out: one Point a checked cell (a row of
重点项目 and of 经验与诉求 is checked as one), with formulas and the values they give. The sheet 自检, the
counters of the cover and the tests all come from here. A project carried over must be filled in again;
of the free rows nothing is required, but one that is used and not filled in whole is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.form import (
    COVER,
    EXPERIENCE,
    NATURES,
    NOT_APPLICABLE,
    PROJECTS,
    STATUSES,
    Form,
    IndicatorRow,
    TaskRow,
)
from toolkit.core.model import Comparator, Kind, PaceKind
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
    first_of,
    in_list,
    in_words,
    is_number,
    is_word,
    none_of,
)
from toolkit.forms.places import experience_keys, is_yes_no, project_numbers
from toolkit.forms.points import ALWAYS, ASKING, NONE, Case, Point, Row, Values, cell_point

BEHIND, DONE = "进度滞后", "已完成"
STATUS_LIST, NATURE_LIST, YES_NO_LIST = "list_status", "list_nature", "list_yes_no"
PROJECT_CATEGORY_LIST, PROJECT_STATUS_LIST = "list_project_category", "list_project_status"
EXPERIENCE_LIST = "list_experience"
PROJECT_NEEDS = ("name", "task_no", "category", "total", "year_done", "cumulative_done", "status")
EXPERIENCE_NEEDS = ("category", "title", "content")
PROJECT_NUMBERS = tuple(
    column.field for column in PROJECT_SHEET.inputs if column.kind in ("integer", "number", "date")
)
PROJECT_INCOMPLETE = "新项目没有填全：名称、任务序号、类别、总投资、本年和累计完成投资、状态都要填"
NOT_NUMBERS = "任务序号和投资额只能填数字，时间请写成日期（例如 2024-06-05）"
NOT_LISTED = "类别和状态请从下拉列表中选"
SUM_TOO_SMALL = "累计完成投资不应小于本年完成投资"
ENDS_TOO_EARLY = "计划竣工时间早于开工时间"
EXPERIENCE_INCOMPLETE = "没有填全：类别、标题、内容三项要一起填"
CATEGORY_NOT_LISTED = "类别请从下拉列表中选一项"
# Texts of the free rows have defined names, since each stands in some two hundred formulas.
SAID = {
    PROJECT_INCOMPLETE: "say_incomplete",
    NOT_NUMBERS: "say_not_numbers",
    NOT_LISTED: "say_not_listed",
    SUM_TOO_SMALL: "say_sum_too_small",
    ENDS_TOO_EARLY: "say_ends_too_early",
    EXPERIENCE_INCOMPLETE: "say_experience",
    CATEGORY_NOT_LISTED: "say_category",
}
STAND_IN = 987_654  # row number of a formula that is made once and set to other rows
CHOOSE = "请从下拉列表中选一项"
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
    found.extend(_project_points(form, values))
    found.extend(_experience_points(values))
    return found


def _cover_points(form: Form, values: Values) -> Iterator[Point]:
    for place in COVER_PLACES:
        if place.column.role != "input":
            continue
        column = place.column
        cell = At(f"{COVER}!{place.address}", values.get((COVER, COVER_KEY, column.field)))
        cases = [(none_of(is_number(cell)), "请写成日期，例如 2024-06-25")] if column.kind == "date" else []
        where = (COVER, COVER_KEY, column.field, place.address, column.header)
        yield cell_point(*where, cell, ALWAYS, f"{ASKING}{column.header}", cases)
    for position, decision in enumerate(form.decisions):
        address = f"{FEEDBACK_LETTER}{decision_row(position)}"
        cell = At(f"{COVER}!{address}", values.get((COVER, decision.number, FEEDBACK.field)))
        where = (COVER, decision.number, FEEDBACK.field, address, f"议定事项{decision.number}")
        yield cell_point(*where, cell, ALWAYS, f"{ASKING}{FEEDBACK.header}", ())


def _task_points(task: TaskRow, row: Row) -> Iterator[Point]:
    status, completion = row.at("status"), row.at("completion")
    concerned = none_of(is_word(status, NOT_APPLICABLE)) if task.asked else None
    behind, done = is_word(status, BEHIND), is_word(status, DONE)
    # The row's required cells are counted once, here; its other points count none.
    yield row.point(
        "status",
        ALWAYS if task.asked else None,
        (none_of(in_list(status, STATUS_LIST, STATUSES)), CHOOSE),
        need=_task_need(task, status),
    )
    yield row.point(
        "completion",
        concerned,
        (none_of(is_number(completion)), "只能填 0 到 100 的数"),
        (any_of(compare(completion, "<", 0), compare(completion, ">", 100)), "应在 0 到 100 之间"),
        (all_of(done, compare(completion, "<>", 100)), "状态是已完成，完成度应为 100"),
        need=NONE,
    )
    yield row.point("progress", concerned, need=NONE)
    yield row.point("problems", behind, need=NONE)
    yield row.point("next_steps", behind, need=NONE)
    yield row.point("evidence", done, need=NONE)


def _task_need(task: TaskRow, status: At) -> Live:
    """How many cells of a task's row must be filled, which its status decides."""
    least = 3 if task.asked else 0
    needs = {NOT_APPLICABLE: min(least, 1), BEHIND: least + 2, DONE: least + 1}
    text = str(least)
    for word, number in needs.items():
        if number != least:
            text = f"IF({is_word(status, word).text},{number},{text})"
    return Live(text, needs.get(status.word, least))


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
    yield row.point("nature", None, (none_of(in_list(nature, NATURE_LIST, NATURES)), CHOOSE))


def _due(indicator: IndicatorRow) -> Live | None:
    return ALWAYS if indicator.due else None


def _number_cases(cell: At) -> list[Case]:
    return [
        (none_of(is_number(cell), in_words(cell, WORDS)), NUMBER_OR_WORD),
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
    cases: list[Case] = [(none_of(in_list(ytd, YES_NO_LIST, YES_NO_CHOICES)), CHOOSE)]
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


def _project_points(form: Form, values: Values) -> Iterator[Point]:
    carried = {project.number for project in form.projects}
    used = {key for sheet, key, _ in values if sheet == PROJECTS}
    unused = _free_project(Row(PROJECT_SHEET, "", STAND_IN, "", {})).text
    for number, key in enumerate(project_numbers(form), FIRST_ROW):
        row = Row(PROJECT_SHEET, key, number, f"项目 {key}", values)
        if key in carried:
            yield row.whole(PROJECT_NEEDS, _project_cases(row), SAID)
        else:
            message = _free_project(row) if key in used else _moved(unused, number)
            yield row.optional(PROJECT_NEEDS, message)


def _moved(text: str, number: int) -> Live:
    """The formula of an unused row, set to another row."""
    return Live(text.replace(str(STAND_IN), str(number)), "")


def _free_project(row: Row) -> Live:
    inputs = [column.field for column in PROJECT_SHEET.inputs]
    return _free_message(row, inputs, PROJECT_NEEDS, PROJECT_INCOMPLETE, _project_cases(row))


def _free_message(
    row: Row, inputs: Sequence[str], needs: Sequence[str], incomplete: str, cases: Sequence[Case]
) -> Live:
    """What to say of a row that may stay blank: short, for it stands in the file for every free row."""
    used, filled = row.filled_count(*inputs), row.filled_count(*needs)
    lacking: Case = (Live(f"{filled.text}<{len(needs)}", float(filled.value) < len(needs)), incomplete)
    wrong = first_of([lacking, *cases], SAID)
    return Live(f'IF({used.text}=0,"",{wrong.text})', wrong.value if used.value else "")


def _project_cases(row: Row) -> list[Case]:
    """Of a row whose required cells are filled; numbers come first, so that the rest can compare them."""
    some, numbers = row.filled_count(*PROJECT_NUMBERS), row.number_count(*PROJECT_NUMBERS)
    category = in_list(row.at("category"), PROJECT_CATEGORY_LIST, PROJECT_CATEGORIES)
    status = in_list(row.at("status"), PROJECT_STATUS_LIST, PROJECT_STATUSES)
    year, all_years = row.at("year_done"), row.at("cumulative_done")
    start, end = row.at("start"), row.at("planned_end")
    early = compare(end, "<", start)
    return [
        (Live(f"{numbers.text}<{some.text}", float(numbers.value) < float(some.value)), NOT_NUMBERS),
        (none_of(all_of(category, status)), NOT_LISTED),
        (Live(f"{all_years.ref}<{year.ref}", compare(all_years, "<", year).value), SUM_TOO_SMALL),
        (Live(f"AND({end.ref}>0,{end.ref}<{start.ref})", early.value), ENDS_TOO_EARLY),
    ]


def _experience_points(values: Values) -> Iterator[Point]:
    used = {key for sheet, key, _ in values if sheet == EXPERIENCE}
    unused = _experience(Row(EXPERIENCE_SHEET, "", STAND_IN, "", {})).text
    for number, key in enumerate(experience_keys(), FIRST_ROW):
        row = Row(EXPERIENCE_SHEET, key, number, f"第{int(key[1:])}条", values)
        message = _experience(row) if key in used else _moved(unused, number)
        yield row.optional(EXPERIENCE_NEEDS, message)


def _experience(row: Row) -> Live:
    inputs = [column.field for column in EXPERIENCE_SHEET.inputs]
    known = in_list(row.at("category"), EXPERIENCE_LIST, EXPERIENCE_CATEGORIES)
    cases = [(none_of(known), CATEGORY_NOT_LISTED)]
    return _free_message(row, inputs, EXPERIENCE_NEEDS, EXPERIENCE_INCOMPLETE, cases)
