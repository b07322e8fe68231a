"""The checks of 重点项目, computed by an engine: projects carried over, free rows, more than the list holds."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest
from forms_samples import PERIOD, UNIT, address_of, compute, sample_form
from test_forms_live import (
    PROJECT,
    RIGHT,
    computed,
    project,
    told,
    wrong_caches,
)

from toolkit.core.form import Form
from toolkit.core.returns import Entry
from toolkit.forms.labels import PRINTED
from toolkit.forms.layout import FIRST_ROW
from toolkit.forms.plan import Prefill
from toolkit.forms.selfchecks import (
    CHOOSE,
    ENDS_TOO_EARLY,
    ONLY_NUMBERS,
    SUM_TOO_SMALL,
    WRITE_A_DAY,
    lines,
)
from toolkit.forms.write import held_values, write_form

CARRIED = "653101-2024-001"


@cache
def form_with_a_project() -> Form:
    known = {**PROJECT, "start": "2024-03-01", "planned_end": "2025-03-01"}
    return sample_form(
        prefill=Prefill(
            [Entry(UNIT.code, PERIOD.previous, "重点项目", CARRIED, *kv, None) for kv in known.items()]
        )
    )


@cache
def planted_project() -> bytes:
    return wrong_caches(form_with_a_project())


PROJECT_CASES: list[tuple[dict[str, Any], tuple[str, str, str] | None]] = [
    ({}, None),
    ({"year_plan": "约500"}, ("G", "本年计划投资", ONLY_NUMBERS)),
    ({"task_no": "第二项"}, ("C", "任务序号", ONLY_NUMBERS)),
    ({"start": "去年"}, ("J", "开工时间", WRITE_A_DAY)),
    ({"start": "2024.6", "planned_end": "2025年3月1日"}, None),  # texts that reading takes
    ({"start": "24.6"}, ("J", "开工时间", WRITE_A_DAY)),
    ({"category": "学校"}, ("D", "项目类别", CHOOSE)),
    ({"status": "*"}, ("L", "项目状态", CHOOSE)),
    ({"cumulative_done": 399}, ("I", "累计完成投资", SUM_TOO_SMALL)),
    ({"start": date(2024, 6, 1), "planned_end": date(2024, 5, 1)}, ("K", "计划竣工时间", ENDS_TOO_EARLY)),
    ({"start": None, "planned_end": date(2024, 5, 1)}, None),
    ({"start": date(2024, 6, 1), "planned_end": None}, None),
]


@pytest.mark.parametrize("key", [CARRIED, "653101-2024-002", "653101-2024-201"])
@pytest.mark.parametrize(("changes", "message"), PROJECT_CASES)
def test_projects_carried_and_new(
    key: str, changes: dict[str, Any], message: tuple[str, str, str] | None
) -> None:
    form = form_with_a_project()
    values = {("重点项目", key, name): value for name, value in {**PROJECT, **changes}.items()}
    book = compute(form, planted_project(), values)
    row = address_of(form, ("重点项目", key, "name"))[1]
    of_projects = {address: text for (sheet, address), text in told(book).items() if sheet == "重点项目"}
    if key != CARRIED:
        of_projects.pop(f"B{FIRST_ROW}")  # the project carried over lacks this month's figures
    cell = f"{message[0]}{row}" if message else ""
    said = f"{cell} {message[1]}：{message[2]}。" if message else ""
    assert of_projects == ({cell: said} if message else {})
    held = {**held_values(form), **values}
    assert [line.message for line in lines(form, held) if line.key == key] == [said]


def test_a_project_carried_over_is_required_cell_by_cell() -> None:
    form = form_with_a_project()
    book = compute(form, planted_project(), {})
    # name, task, category, total and status are carried; this month's two amounts are typed anew
    assert book.get_value("填报说明", 9, 2) == "必填项 5/21，有误 0 处，封面未填 5 处"
    assert book.get_value("重点项目", 3, 1).startswith("必填项 5/7，有误 0 处")
    messages = [book.get_value("自检", row, 5) for row in range(FIRST_ROW, 60)]
    assert "本年完成投资、累计完成投资未填" in messages
    typed = {("重点项目", CARRIED, "year_done"): 400, ("重点项目", CARRIED, "cumulative_done"): 300}
    book = compute(form, planted_project(), typed)
    assert book.get_value("重点项目", 3, 1).startswith("必填项 7/7，有误 1 处")


@pytest.mark.parametrize(
    ("why", "counted"),
    [(None, "必填项 0/7，有误 0 处"), (" ", "必填项 0/7，有误 0 处"), ("已取消", "必填项 0/0，有误 0 处")],
)
def test_a_project_given_up_owes_nothing_but_why(why: str | None, counted: str) -> None:
    form = form_with_a_project()
    cleared: dict[Any, Any] = {place: None for place in held_values(form) if place[1] == CARRIED}
    book = compute(form, planted_project(), {**cleared, ("重点项目", CARRIED, "problems"): why})
    assert str(book.get_value("重点项目", 3, 1)).startswith(counted)
    assert bool(why and why.strip()) == (f"B{FIRST_ROW}" not in {cell for _, cell in told(book)})


def test_what_the_list_has_no_room_for_is_said_and_comes_up_later() -> None:
    many: dict[Any, Any] = {}
    for number in range(1, 151):
        many |= project(number, name=f"项目{number}")
    shown = told(computed(many | RIGHT | project(1, name="项目1", status="不详")))
    assert next(iter(shown)) == ("重点项目", "L5")  # what is wrong stands first
    room = len(shown)
    book = computed(many | RIGHT)
    # 33 cells are filled as they should be; of each further project its name is
    assert book.get_value("自检", 3, 1) == f"必填项 181/{32 + 149 * 7}，有误 0 处，另有{149 - room}行未列出"
    few = {place: value for place, value in many.items() if int(place[1][-3:]) <= room}
    later = told(computed(few | RIGHT))
    assert len(later) == room - 1
    assert ("重点项目", f"B{FIRST_ROW + room - 1}") in later


@pytest.mark.parametrize("filled", [(), (1,), (1, 4)])
def test_rows_without_a_project_do_not_print(filled: tuple[int, ...]) -> None:
    values = {
        ("重点项目", f"653101-2024-00{number}", field): value
        for number in filled
        for field, value in PROJECT.items()
    }
    form = replace(sample_form(), values=values)
    sheet = openpyxl.load_workbook(io.BytesIO(write_form(form)))["重点项目"]
    last = int(sheet.print_area.rpartition("$")[2])
    assert last == FIRST_ROW - 1 + max((1, *filled))  # the first row alone where there is none
    assert sheet.oddHeader.right.text == PRINTED
