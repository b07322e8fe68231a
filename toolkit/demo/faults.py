"""Faults that counties make, planted in a few of the made-up returns so that the demo shows what happens then."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.places import Place
from toolkit.core.words import TaskStatus
from toolkit.demo.returns import Values
from toolkit.forms.same import TAKEN


def spoiled(form: Form, values: Values) -> Values:
    """The values with the faults of the form's unit; most units make none."""
    changed = dict(values)
    fault = _FAULTS.get(form.unit.name)
    if fault:
        fault(form, changed)
    return changed


def _number_places(form: Form, values: Values) -> list[Place]:
    """Filled number cells of 指标数据, those with a figure of some size first."""
    places = (Place(INDICATORS, row.indicator.id, fields.YTD) for row in form.indicators if row.due)
    numbers = [place for place in places if isinstance(values.get(place), (int, float))]
    return sorted(numbers, key=lambda place: float(values[place]) <= 10)


def _written_as_people_do(form: Form, values: Values) -> None:
    """Full-width digits, thousands separators and 约: two can be read, one must be asked for."""
    full_width, separators, about = _number_places(form, values)[:3]
    digits = str.maketrans("0123456789.", "０１２３４５６７８９．")
    values[full_width] = f"{values[full_width]:g}".translate(digits)
    values[separators] = f"{round(float(values[separators])):,}"
    values[about] = f"约{values[about]:g}"


def _fallen(form: Form, values: Values) -> None:
    """A cumulative value below last month's, without a reason."""
    for row in form.indicators:
        place = Place(INDICATORS, row.indicator.id, fields.YTD)
        if row.previous and row.previous > 10 and place in values:
            values[place] = round(row.previous * 0.8)
            return


def _without_reason(form: Form, values: Values) -> None:
    """进度滞后 without saying why; 已完成 at 90 %."""
    first, second = (row.task.key for row in form.rows[:2])
    values[Place(TASKS, first, fields.STATUS)] = TaskStatus.BEHIND
    values.pop(Place(TASKS, first, fields.PROBLEMS), None)
    values.pop(Place(TASKS, first, fields.NEXT_STEPS), None)
    values[Place(TASKS, second, fields.STATUS)] = TaskStatus.DONE
    values[Place(TASKS, second, fields.COMPLETION)] = 90
    values[Place(TASKS, second, fields.EVIDENCE)] = "验收单一份"


def _half_filled(form: Form, values: Values) -> None:
    """The second half of the tasks left blank."""
    for row in form.rows[len(form.rows) // 2 :]:
        for name in TAKEN:
            values.pop(Place(TASKS, row.task.key, name), None)


def _swapped(form: Form, values: Values) -> None:
    """Numerator and denominator of a percentage the wrong way round."""
    for row in form.indicators:
        top, bottom = (
            Place(INDICATORS, row.indicator.id, name) for name in (fields.NUMERATOR, fields.DENOMINATOR)
        )
        if row.indicator.factor == 100 and top in values and values[top] != values[bottom]:
            values[top], values[bottom] = values[bottom], values[top]
            return


_FAULTS: dict[str, Callable[[Form, Values], None]] = {
    "伽师县": _written_as_people_do,
    "疏附县": _fallen,
    "英吉沙县": _without_reason,
    "岳普湖县": _half_filled,
    "麦盖提县": _swapped,
    "叶城县": _without_reason,
    "城关镇": _fallen,
    "石桥镇": _without_reason,
    "县农业农村局": _half_filled,
    "市商务局": _fallen,
    "市住建局": _without_reason,
    "市城管局": _half_filled,
}
