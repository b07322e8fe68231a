"""Which points stand in a correction list: the heaviest first, many of a kind cut short, never more than can be done."""

from __future__ import annotations

from collections import Counter

import pytest

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.pipeline.corrections import FEW_BLANKS, FIRST_THINGS, SAME_KIND, _blanks, _corrections


def blank(number: int) -> Finding:
    values = {"column": "本月状态", "how": "请选一项。"}
    return Finding("E201", unit="653101", form_sheet=TASKS, key=str(number), field="status", values=values)


def over(number: int) -> Finding:
    return Finding("E202", unit="653101", form_sheet=TASKS, key=str(number), field="completion", seen="130")


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (SAME_KIND, SAME_KIND), (SAME_KIND + 7, SAME_KIND)])
def test_many_of_one_kind_are_said_to_be_more(count: int, shown: int) -> None:
    points = list(_corrections([over(number) for number in range(count)]))
    assert len(points) == shown
    assert [("另有 7 处" in point.problem) for point in points] == [False] * (shown - 1) + [count > SAME_KIND]


@pytest.mark.parametrize(("count", "apart", "lines"), [(FEW_BLANKS, FEW_BLANKS, 0), (57, 0, 1)])
def test_many_blanks_of_a_sheet_are_one_line(count: int, apart: int, lines: int) -> None:
    found = [*(blank(number) for number in range(1, count + 1)), over(99)]
    assert len(list(_corrections(found))) == apart + 1
    merged = list(_blanks(found))
    assert [(point.sheet, point.count, point.row_key) for point in merged] == [(TASKS, count, "1")] * lines
    assert all("还有57处必填项空着（任务1、任务2" in point.problem for point in merged)


def test_a_list_is_never_longer_than_it_can_be_worked_through() -> None:
    kinds = ("E201", "E202", "E204", "E205", "E206", "E207")
    values = {"column": "", "how": ""}
    found = [
        Finding(code, unit="653101", form_sheet=TASKS, key=str(n), field="status", seen="1", values=values)
        for code in kinds
        for n in range(9)
    ]
    points = list(_corrections(found))
    assert len(points) == FIRST_THINGS
    assert Counter(point.finding[:4] for point in points)["E201"] == 9


def test_a_point_says_the_row_the_value_and_the_way_out() -> None:
    finding = Finding("E103", unit="653101", sheet="表2", form_sheet=INDICATORS, key="T08-1", field="ytd", seen="约3200", values={"column": "本月累计"}, suggestion="3200")  # fmt: skip
    [point] = _corrections([finding])
    assert (point.sheet, point.row_key, point.field, point.seen) == (INDICATORS, "T08-1", "ytd", "约3200")
    assert point.problem.startswith("指标T08-1：")
    assert (point.remedy, point.suggestion) == (finding.remedy, "3200")
