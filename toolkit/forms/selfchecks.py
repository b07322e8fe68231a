"""Every check that the workbook makes by itself, each described once.

In: a Form and the values that stand in its input cells. Out: one Point a checked cell (a row of
重点项目 and of 经验与诉求 is checked as one), with formulas and the values they give. The sheet 自检, the
counters of the cover and the tests all come from here. What must be filled is declared in
:mod:`toolkit.forms.owed`; here it becomes formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from toolkit.core.area import said
from toolkit.core.form import (
    COVER,
    NATURES,
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
from toolkit.forms.owed import (
    DONE,
    EXPERIENCE_NEEDS,
    FIGURE_NEEDS,
    PROJECT_NEEDS,
    RATIO_NEEDS,
    TASK_NEEDS,
    Need,
    Says,
)
from toolkit.forms.places import experience_keys, is_yes_no, project_numbers
from toolkit.forms.points import (
    ALWAYS,
    ASKING,
    MISSING,
    NONE,
    Case,
    Point,
    Row,
    Values,
    cell_point,
)

STATUS_LIST, NATURE_LIST, YES_NO_LIST = "list_status", "list_nature", "list_yes_no"
PROJECT_CATEGORY_LIST, PROJECT_STATUS_LIST = "list_project_category", "list_project_status"
EXPERIENCE_LIST = "list_experience"
PROJECT_NUMBERS = tuple(
    column.field for column in PROJECT_SHEET.inputs if column.kind in ("integer", "number", "date")
)
PROJECT_INCOMPLETE = f"{MISSING}：新项目的名称、任务序号、类别、总投资、本年和累计完成投资、状态都要填"
NOT_NUMBERS = "任务序号和投资额只能填数字，时间请写成日期（例如 2024-06-05）"
NOT_LISTED = "类别和状态请从下拉列表中选"
SUM_TOO_SMALL = "累计完成投资不应小于本年完成投资"
ENDS_TOO_EARLY = "计划竣工时间早于开工时间"
EXPERIENCE_INCOMPLETE = f"{MISSING}：类别、标题、内容三项要一起填"
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
        yield cell_point(*where, cell, ALWAYS, f"{ASKING}{column.header}", cases, NONE)
    for position, decision in enumerate(form.decisions):
        address = f"{FEEDBACK_LETTER}{decision_row(position)}"
        cell = At(f"{COVER}!{address}", values.get((COVER, decision.number, FEEDBACK.field)))
        where = (COVER, decision.number, FEEDBACK.field, address, f"议定事项{decision.number}")
        yield cell_point(*where, cell, ALWAYS, f"{ASKING}{FEEDBACK.header}", (), NONE)


def needed(need: Need, asked: bool, row: Row) -> Live | None:
    """The condition under which a cell must be filled; None: never."""
    if need.when is None and not asked:
        return None
    conditions = [_says(need.when, row)] if need.when else []
    if need.unless:
        conditions.append(none_of(all_of(*(_says(one, row) for one in need.unless))))
    return all_of(*conditions) if conditions else ALWAYS


def _says(condition: Says, row: Row) -> Live:
    cell = row.at(condition.field)
    return any_of(*(is_word(cell, word) if word else blank(cell) for word in condition.words))


def _task_points(task: TaskRow, row: Row) -> Iterator[Point]:
    status, completion = row.at("status"), row.at("completion")
    cases: dict[str, list[Case]] = {
        "status": [(none_of(in_list(status, STATUS_LIST, STATUSES)), CHOOSE)],
        "completion": [
            (none_of(is_number(completion)), "只能填 0 到 100 的数"),
            (any_of(compare(completion, "<", 0), compare(completion, ">", 100)), "应在 0 到 100 之间"),
            (all_of(is_word(status, DONE), compare(completion, "<>", 100)), "状态是已完成，完成度应为 100"),
        ],
    }
    for need in TASK_NEEDS:
        # The row's required cells are counted once, at its status; its other points count none.
        number = _task_need(task, status) if need.field == "status" else NONE
        yield row.point(need.field, needed(need, task.asked, row), *cases.get(need.field, ()), need=number)


def _task_need(task: TaskRow, status: At) -> Live:
    """How many cells of a task's row must be filled, which its status decides."""
    conditions = [one for need in TASK_NEEDS for one in (need.when, *need.unless) if one]
    words = dict.fromkeys(word for one in conditions for word in one.words)
    least = _number_owed(task.asked, "")
    text = str(least)
    for word in words:
        number = _number_owed(task.asked, word)
        if number != least:
            text = f"IF({is_word(status, word).text},{number},{text})"
    return Live(text, _number_owed(task.asked, status.word))


@cache
def _number_owed(asked: bool, status: str) -> int:
    return sum(need.is_owed(asked, {"status": status}) for need in TASK_NEEDS)


def _indicator_points(indicator: IndicatorRow, row: Row) -> Iterator[Point]:
    nature = row.at("nature")
    if indicator.indicator.is_ratio_input:
        yield from _ratio_points(indicator, row)
    elif is_yes_no(indicator):
        yield _yes_no_point(indicator, row)
    else:
        ytd = row.at("ytd")
        cases = [*_number_cases(ytd), *_fall_case(indicator, row, ytd, indicator.previous)]
        yield row.point("ytd", _figure_need(indicator, row), *cases)
    yield row.point("nature", None, (none_of(in_list(nature, NATURE_LIST, NATURES)), CHOOSE))


def _figure_need(indicator: IndicatorRow, row: Row) -> Live | None:
    (need,) = FIGURE_NEEDS
    return needed(need, indicator.due, row)


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
    return [(all_of(compare(cell, "<", last), blank(row.at("explanation"))), said(FALLEN))]


def _yes_no_point(indicator: IndicatorRow, row: Row) -> Point:
    ytd = row.at("ytd")
    cases: list[Case] = [(none_of(in_list(ytd, YES_NO_LIST, YES_NO_CHOICES)), CHOOSE)]
    if indicator.previous == 1:
        undone = all_of(is_word(ytd, "否"), blank(row.at("explanation")))
        cases.append((undone, said("上月已填“是”，请核对；确有变化的，在说明里写原因")))
    return row.point("ytd", _figure_need(indicator, row), *cases)


def _ratio_points(indicator: IndicatorRow, row: Row) -> Iterator[Point]:
    numerator, denominator = row.at("numerator"), row.at("denominator")
    unexplained = blank(row.at("explanation"))
    cases = _number_cases(numerator)
    last = indicator.previous_numerator
    if last is not None and indicator.indicator.pace_kind is PaceKind.PACE:
        cases.append((all_of(compare(numerator, "<", last), unexplained), said(FALLEN)))
    if is_share(indicator):
        above = all_of(compare(numerator, ">", denominator), compare(denominator, ">", 0), unexplained)
        cases.append((above, "分子大于分母，请核对；确实如此的，在说明里写原因"))
    zero: Case = (all_of(compare(denominator, "=", 0), is_number(numerator)), "分母不能为 0")
    of_parts = {"numerator": cases, "denominator": [*_number_cases(denominator), zero]}
    for need in RATIO_NEEDS:
        yield row.point(need.field, needed(need, indicator.due, row), *of_parts[need.field])


def is_share(indicator: IndicatorRow) -> bool:
    """Whether the numerator is a part of the denominator: percentages that are no completion rates."""
    return indicator.indicator.measure == "%" and indicator.indicator.pace_kind is not PaceKind.PACE


def _project_points(form: Form, values: Values) -> Iterator[Point]:
    carried = [project.number for project in form.projects]
    rows = [
        Row(PROJECT_SHEET, key, number, f"项目 {key}", values)
        for number, key in enumerate(project_numbers(form), FIRST_ROW)
    ]
    for row in rows[: len(carried)]:
        yield row.whole([need.field for need in PROJECT_NEEDS], _project_cases(row), SAID)
    yield from _free_points(rows[len(carried) :], PROJECT_NEEDS, PROJECT_INCOMPLETE, _project_cases)


def _free_points(
    rows: Sequence[Row], needs: Sequence[Need], incomplete: str, cases: Callable[[Row], list[Case]]
) -> Iterator[Point]:
    """Points of rows that may stay blank. Nothing is required of one until it is begun; then all that it needs.

    The first point counts for all of them, and the messages are short: they stand in the file for every free row.
    """
    fields, inputs = [need.field for need in needs], rows[0].inputs
    begun, filled = rows[0].begun_rows(rows, inputs), rows[0].filled_in_all(rows, fields)
    number = len(needs) * int(begun.value)
    need = Live(f"{len(needs)}*{begun.text}", number)
    lack = Live(f"{need.text}-{filled.text}", number - int(filled.value))
    used = {key for sheet, key, _ in rows[0].values if sheet == rows[0].spec.name}
    blank_row = replace(rows[0], key="", number=STAND_IN, values={})
    unused = _free_message(blank_row, fields, incomplete, cases(blank_row))
    for row in rows:
        made = _free_message(row, fields, incomplete, cases(row)) if row.key in used else None
        yield row.whole_point(fields, need, lack, made or _moved(unused, row.number))
        need = lack = NONE


def _free_message(row: Row, fields: Sequence[str], incomplete: str, cases: Sequence[Case]) -> Live:
    used, filled = row.filled_count(*row.inputs), row.filled_count(*fields)
    lacking: Case = (Live(f"{filled.text}<{len(fields)}", float(filled.value) < len(fields)), incomplete)
    wrong = first_of([lacking, *cases], SAID)
    return Live(f'IF({used.text}=0,"",{wrong.text})', wrong.value if used.value else "")


def _moved(live: Live, number: int) -> Live:
    """The formula of an unused row, set to another row."""
    return Live(live.text.replace(str(STAND_IN), str(number)), "")


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
    rows = [
        Row(EXPERIENCE_SHEET, key, number, f"第{int(key[1:])}条", values)
        for number, key in enumerate(experience_keys(), FIRST_ROW)
    ]
    yield from _free_points(rows, EXPERIENCE_NEEDS, EXPERIENCE_INCOMPLETE, _experience_cases)


def _experience_cases(row: Row) -> list[Case]:
    known = in_list(row.at("category"), EXPERIENCE_LIST, EXPERIENCE_CATEGORIES)
    return [(none_of(known), CATEGORY_NOT_LISTED)]
