"""Every check that the workbook makes by itself, each described once.

In: a Form and the values that stand in its input cells. Out: one Line a row of a sheet, with the points of its cells:
formulas and the values they give. The sheet 自检, the counters of the cover, the colours of the cells and the tests all
come from here. What must be filled is declared in :mod:`toolkit.forms.needs`; here it becomes formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from toolkit.core import area, cycle, fields
from toolkit.core.area import said
from toolkit.core.form import (
    COVER,
    NATURES,
    WORDS,
    Form,
    IndicatorRow,
)
from toolkit.core.model import Comparator, Kind, PaceKind
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import Place
from toolkit.forms.layout import (
    COVER_KEY,
    COVER_PLACES,
    EXPERIENCE_SHEET,
    FEEDBACK,
    FEEDBACK_LETTER,
    FIRST_ROW,
    INDICATOR_SHEET,
    PROJECT_SHEET,
    SHEETS,
    TASK_SHEET,
    YES_NO_CHOICES,
    decision_row,
)
from toolkit.forms.live import (
    At,
    Live,
    all_of,
    blank,
    compare,
    in_list,
    in_words,
    is_day,
    is_number,
    is_word,
    none_of,
    one_if,
)
from toolkit.forms.needlive import needed
from toolkit.forms.needs import (
    EXPERIENCE_NEEDS,
    FIGURE_NEEDS,
    FREE_NEEDS,
    PROJECT_NEEDS,
    RATIO_NEEDS,
    Need,
)
from toolkit.forms.places import experience_keys, is_yes_no, project_numbers
from toolkit.forms.points import ALWAYS, NONE, Case, Line, Point, Row, Values, add_up, line_of
from toolkit.forms.taskchecks import CHOOSE, task_line

ONLY_NUMBERS = "只能填数字"
WRITE_A_DAY = "请写成日期，例如 2024-06-05"
SUM_TOO_SMALL = "累计完成投资不应小于本年完成投资"
ENDS_TOO_EARLY = "计划竣工时间早于开工时间"
NUMBER_OR_WORD = "只能填数字、待统计或不涉及"
_PLANNED = lazy_regex("计划|目标|任务|下达|指标")
FALLEN = "比上月累计少，请核对；确有核减的，在说明里写原因"
STAND_IN = 987_654  # row number of a line that is made once and set to other rows


def lines(form: Form, values: Values) -> list[Line]:
    """The lines of all rows of a form in the order of its sheets."""
    found = list(_cover_lines(form, values))
    for number, task in enumerate(form.rows, FIRST_ROW):
        name = f"任务{task.task.no} {task.task.title}"
        found.append(task_line(task, Row(TASK_SHEET, task.task.key, number, name, values)))
    for number, indicator in enumerate(form.indicators, FIRST_ROW):
        name = f"{indicator.indicator.id} {indicator.indicator.name}"
        row = Row(INDICATOR_SHEET, indicator.indicator.id, number, name, values)
        found.append(_indicator_line(indicator, row))
    found.extend(_project_lines(form, values))
    found.extend(_experience_lines(values))
    return found


def points(form: Form, values: Values) -> list[Point]:
    """The points of all rows in which anything may be open."""
    return [point for line in lines(form, values) if not line.unused for point in line.points]


def _cover_lines(form: Form, values: Values) -> Iterator[Line]:
    for place in COVER_PLACES:
        column = place.column
        if column.role != "input":
            continue
        cell = At(f"{COVER}!{place.address}", values.get(Place(COVER, COVER_KEY, column.field)))
        cases = ((none_of(is_day(cell)), "请写成日期，例如 2024-06-25"),) if column.kind == "date" else ()
        where = (COVER, COVER_KEY, column.field, place.address, column.header)
        yield line_of([Point(*where, cell, ALWAYS, cases)], column.header, NONE)
    for position, decision in enumerate(form.decisions):
        address = f"{FEEDBACK_LETTER}{decision_row(position)}"
        cell = At(f"{COVER}!{address}", values.get(Place(COVER, decision.number, FEEDBACK.field)))
        where = (COVER, decision.number, FEEDBACK.field, address, FEEDBACK.header)
        yield line_of([Point(*where, cell, ALWAYS)], f"议定事项{decision.number}", NONE)


def _indicator_line(indicator: IndicatorRow, row: Row) -> Line:
    nature = row.at(fields.NATURE)
    if indicator.indicator.is_ratio_input:
        found = list(_ratio_points(indicator, row))
    elif is_yes_no(indicator):
        found = [_yes_no_point(indicator, row)]
    else:
        ytd = row.at(fields.YTD)
        cases = [*_number_cases(ytd), *_fall_case(indicator, row, ytd)]
        found = [row.point(fields.YTD, _figure_need(indicator, row), *cases)]
    found.append(row.point(fields.NATURE, None, (none_of(in_list(nature, NATURES)), CHOOSE)))
    needs = [point.needed for point in found if point.needed is not None]
    number = add_up([Live("1", 1) if need is ALWAYS else one_if(need) for need in needs])
    return line_of(found, row.label, number)


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


def _fall_case(indicator: IndicatorRow, row: Row, cell: At) -> list[Case]:
    if indicator.previous is None or not may_not_fall(indicator):
        return []
    last = At(row.ref(fields.PREVIOUS), indicator.previous)
    return [(all_of(compare(cell, "<", last), blank(row.at(fields.EXPLANATION))), said(FALLEN))]


def _yes_no_point(indicator: IndicatorRow, row: Row) -> Point:
    ytd = row.at(fields.YTD)
    cases: list[Case] = [(none_of(in_list(ytd, YES_NO_CHOICES)), CHOOSE)]
    if indicator.previous == 1:
        undone = all_of(is_word(ytd, "否"), blank(row.at(fields.EXPLANATION)))
        cases.append((undone, said("上月已填“是”，请核对；确有变化的，在说明里写原因")))
    return row.point(fields.YTD, _figure_need(indicator, row), *cases)


def _ratio_points(indicator: IndicatorRow, row: Row) -> Iterator[Point]:
    numerator, denominator = row.at(fields.NUMERATOR), row.at(fields.DENOMINATOR)
    unexplained = blank(row.at(fields.EXPLANATION))
    cases = _number_cases(numerator)
    last = indicator.previous_numerator
    if last is not None and indicator.indicator.pace_kind is PaceKind.PACE:
        cases.append((all_of(compare(numerator, "<", last), unexplained), said(FALLEN)))
    if is_share(indicator):
        above = all_of(compare(numerator, ">", denominator), compare(denominator, ">", 0), unexplained)
        cases.append((above, "分子大于分母，请核对；确实如此的，在说明里写原因"))
    zero: Case = (all_of(compare(denominator, "=", 0), is_number(numerator)), "分母不能为 0")
    of_parts = {fields.NUMERATOR: cases, fields.DENOMINATOR: [*_number_cases(denominator), zero]}
    for need in RATIO_NEEDS:
        yield row.point(need.field, needed(need, indicator.due, row), *of_parts[need.field])


def is_share(indicator: IndicatorRow) -> bool:
    """Whether the numerator is a part of the denominator: percentages, but for what was done of a plan, which may be more."""
    own = indicator.indicator
    return own.measure == "%" and (own.pace_kind is not PaceKind.PACE or not _PLANNED.search(own.denominator))


def _project_lines(form: Form, values: Values) -> Iterator[Line]:
    carried = len(form.projects)
    rows = [
        Row(PROJECT_SHEET, key, number, f"项目 {key}", values)
        for number, key in enumerate(project_numbers(form), FIRST_ROW)
    ]
    for row in rows[:carried]:
        yield _line_of_row(row, none_of(row.withdrawn()))
    yield from _free_lines(rows[carried:])


def _experience_lines(values: Values) -> Iterator[Line]:
    rows = [
        Row(EXPERIENCE_SHEET, key, number, f"第{int(key[1:])}条", values)
        for number, key in enumerate(experience_keys(), FIRST_ROW)
    ]
    yield from _free_lines(rows)


def _free_lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Lines of rows that may stay blank. Nothing is required of one until it is begun; then all that it needs."""
    name = rows[0].spec.name
    used = {key for sheet, key, _ in rows[0].values if sheet == name}
    words = (area.current(), cycle.current())
    for row in rows:
        if row.key in used:
            yield _free_line(row)
        else:
            yield replace(_unused(name, row.number, words), key=row.key, label=row.label)


def _free_line(row: Row) -> Line:
    return replace(_line_of_row(row, row.begun()), free=True)


def _line_of_row(row: Row, begun: Live) -> Line:
    needs = FREE_NEEDS[row.spec.name]
    points = _FREE_POINTS[row.spec.name](row, begun)
    number = len(needs) if begun.value else 0
    return line_of(points, row.label, Live(f"IF({begun.text},{len(needs)},0)", number))


@cache  # every form has hundreds of them, and they are the same in all
def _unused(name: str, number: int, words: tuple[str, str]) -> Line:
    """The line of an unused row of a sheet, without key and label; ``words`` are those of the office, in which it is made."""
    if number != STAND_IN:
        return _moved(_unused(name, STAND_IN, words), number)
    return replace(_free_line(Row(SHEETS[name], "", STAND_IN, "", {})), unused=True)


def _moved(line: Line, to: int) -> Line:
    """The line of an unused row, set to another row."""
    number, stand_in = str(to), str(STAND_IN)

    def set_to(live: Live) -> Live:
        return Live(live.text.replace(stand_in, number), live.value)

    return replace(
        line,
        address=line.address.replace(stand_in, number),
        need=set_to(line.need),
        blanks=set_to(line.blanks),
        wrongs=set_to(line.wrongs),
    )


def _project_points(row: Row, begun: Live) -> list[Point]:
    """All cells of a project; two of them must agree with another."""
    own: dict[str, Case] = {
        fields.CUMULATIVE_DONE: (
            compare(row.at(fields.CUMULATIVE_DONE), "<", row.at(fields.YEAR_DONE)),
            SUM_TOO_SMALL,
        ),
        fields.PLANNED_END: (compare(row.at(fields.PLANNED_END), "<", row.at(fields.START)), ENDS_TOO_EARLY),
    }
    return _row_points(row, begun, PROJECT_NEEDS, own)


def _experience_points(row: Row, begun: Live) -> list[Point]:
    return _row_points(row, begun, EXPERIENCE_NEEDS, {})


_FREE_POINTS: dict[str, Callable[[Row, Live], list[Point]]] = {
    PROJECT_SHEET.name: _project_points,
    EXPERIENCE_SHEET.name: _experience_points,
}


def _row_points(row: Row, begun: Live, needs: Sequence[Need], own: dict[str, Case]) -> list[Point]:
    """The cells of a row that a unit fills as a whole, checked by the kinds of their columns."""
    asked = {need.field for need in needs}
    found = []
    for column in row.spec.inputs:
        cell, field = row.at(column.field), column.field
        cases: list[Case] = []
        if column.kind in ("integer", "number"):
            cases.append((none_of(is_number(cell)), ONLY_NUMBERS))
        elif column.kind == "date":
            cases.append((none_of(is_day(cell)), WRITE_A_DAY))
        elif column.kind == "choice":
            cases.append((none_of(in_list(cell, column.choices)), CHOOSE))
        if field in own:
            cases.append(own[field])
        if cases or field in asked:
            found.append(row.point(field, ALWAYS if field in asked else None, *cases, begun=begun))
    return found
