"""Figures of groups over a month in memory, recounted from what its units reported with plain arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from tests.many_units import JUNE, MAY, months
from toolkit.core.fields import DENOMINATOR, NUMERATOR, STATUS, YTD
from toolkit.core.groups import Group, GroupValue
from toolkit.core.model import Checklist, Quota
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure, Light
from toolkit.figures.given.data import MonthData, OpenFindings, SubmissionInfo
from toolkit.figures.month import compute_month
from toolkit.figures.numbers.registry import group_key

PARTS = {
    "T02-1": lambda at: at % 3 + 1,
    "T02-2": lambda at: 2 if at != 6 else None,
}  # of 6 no part was laid down
DEADLINE = datetime(2024, 6, 25, 18)


@dataclass(frozen=True)
class Recount:
    """A month, and what stands in its returns."""

    data: MonthData
    result: MonthResult

    def said(self, group: Group, row: str, field: str = YTD, period: Period = JUNE) -> list[float | str]:
        """What the units of the group reported under the key of a row."""
        codes = {unit.code for unit in group.units}
        return [
            one.value  # type: ignore[misc]
            for one in self.data.entries[period]
            if (one.key, one.field) == (row, field) and one.unit in codes
        ]

    def sum(self, group: Group, row: str, field: str = YTD, period: Period = JUNE) -> float:
        return sum(float(value) for value in self.said(group, row, field, period))

    def rows(self, indicator: str) -> Iterator[tuple[Group, GroupValue]]:
        row = next(one for one in self.result.indicators if one.indicator.id == indicator)
        assert [one.group for one in row.groups] == list(self.result.groups)
        return zip(self.result.groups, row.groups, strict=True)

    def figure(self, group: Group, measure: str) -> Figure:
        return self.result.figures[group_key(JUNE, group.name, measure)]


@pytest.fixture(scope="module")
def recount(checklist: Checklist) -> Recount:
    """64 units in three groups, the first five silent; every tenth late, errors and queries, two sent back."""
    data = months(checklist, deadline=DEADLINE)
    quotas = [
        Quota(indicator, unit.name, 2024, float(part), "办公室")
        for indicator, part_of in PARTS.items()
        for at, unit in enumerate(data.units)
        if (part := part_of(at)) is not None
    ]
    submissions = [
        SubmissionInfo(unit.code, 1, DEADLINE.replace(day=26 if at % 10 == 0 else 24))
        for at, unit in enumerate(data.units)
        if at >= 5
    ]
    found = {
        unit.code: OpenFindings(errors=at % 4, queries=at % 3, must_fix=int(at in (7, 11)))
        for at, unit in enumerate(data.units)
        if at >= 5
    }
    data = replace(
        data,
        checklist=replace(data.checklist, quotas=tuple(quotas)),
        submissions=submissions,
        open_findings=found,
    )
    return Recount(data, compute_month(data))


def test_the_groups_are_the_levels_above_in_the_order_of_units(recount: Recount) -> None:
    assert [(group.name, len(group.units)) for group in recount.result.groups] == [
        ("第0地区", 22),
        ("第1地区", 21),
        ("第2地区", 21),
    ]


def test_what_adds_up_is_the_sum_of_the_group_with_its_part_last_month_and_share(recount: Recount) -> None:
    whole = sum(recount.sum(group, "T02-1") for group in recount.result.groups)
    for at, (group, row) in enumerate(recount.rows("T02-1")):
        own = recount.sum(group, "T02-1")
        part = sum(int(unit.code[1:]) % 3 + 1 for unit in group.units)  # also of units that said nothing
        assert (row.value.value, row.value.measure, row.value.kind) == (own, "所", "number")
        assert len(row.value.inputs) == len(recount.said(group, "T02-1")) == (20, 19, 20)[at]
        assert row.value.formula == "各单位今年以来累计数相加"
        assert row.previous.value == recount.sum(group, "T02-1", period=MAY) != own
        assert len(row.previous.inputs) == len(recount.said(group, "T02-1", period=MAY))
        assert all(key.endswith("/previous") for key in row.previous.inputs)
        assert row.quota == part == 22 * 1 * (at == 0) + 21 * 2 * (at == 1) + 21 * 3 * (at == 2)
        assert row.rate.value == pytest.approx(own * 100 / part)
        assert (row.rate.measure, row.rate.decimals, row.rate.kind) == ("%", 1, "percent")
        assert f"之和{part} × 100" in row.rate.formula and row.rate.inputs == (row.value.key,)
        assert row.share is not None and row.share.value == pytest.approx(own * 100 / whole)
        assert (row.share.measure, row.share.decimals, row.share.kind) == ("%", 1, "percent")
        assert row.share.inputs == (row.value.key, "T02-1/2024-06/all/ytd")
    shares = [row.share.value or 0 for _, row in recount.rows("T02-1") if row.share is not None]
    assert sum(shares) == pytest.approx(100)


def test_the_share_is_of_the_whole_in_the_measure_of_units(recount: Recount) -> None:
    """The checklist counts T02-3 in 万个, units in 个."""
    whole = sum(recount.sum(group, "T02-3") for group in recount.result.groups)
    for group, row in recount.rows("T02-3"):
        assert (row.value.value, row.value.measure) == (recount.sum(group, "T02-3"), "个")
        assert row.share is not None and row.share.value == pytest.approx(
            recount.sum(group, "T02-3") * 100 / whole
        )


def test_no_rate_is_made_while_the_part_of_a_unit_was_not_laid_down(recount: Recount) -> None:
    for group, row in recount.rows("T02-2"):
        if any(unit.code == "900006" for unit in group.units):
            assert (row.rate.value, row.rate.word, row.quota) == (None, "待分解", None)
        else:
            assert row.quota == 2 * len(group.units)
            assert row.rate.value == pytest.approx(recount.sum(group, "T02-2") * 100 / row.quota)


def test_a_quotient_is_sum_over_sum_and_has_neither_share_nor_part(recount: Recount) -> None:
    for group, row in recount.rows("T07-1"):
        top, bottom = recount.sum(group, "T07-1", NUMERATOR), recount.sum(group, "T07-1", DENOMINATOR)
        assert (row.numerator, row.denominator) == (top, bottom)
        assert row.value.value == pytest.approx(top / bottom * 100)
        assert (row.value.measure, row.value.decimals, row.value.kind) == ("%", 1, "percent")
        assert len(row.value.inputs) == 2 * len(recount.said(group, "T07-1", NUMERATOR))
        assert "床位数之和 ÷ 各单位" in row.value.formula and "× 100" in row.value.formula
        assert (row.previous.value, row.previous.word) == (None, "待统计")  # of the quarter: not due in May
        assert (row.share, row.quota, row.rate.word) == (None, None, "待分解")


def test_who_reaches_it_and_who_says_yes_is_counted(recount: Recount) -> None:
    for group, row in recount.rows("T01-1"):  # 59 items at least
        reach = sum(float(value) >= 59 for value in recount.said(group, "T01-1"))
        assert (row.value.value, row.value.measure, row.value.decimals) == (reach, "个县市", 0)
        assert row.previous.value == sum(
            float(value) >= 59 for value in recount.said(group, "T01-1", period=MAY)
        )
        assert row.rate.value == pytest.approx(reach * 100 / len(group.units)) and row.share is None
        assert row.rate.formula == "达到的单位数 ÷ 应报单位数 × 100"
    for group, row in recount.rows("T01-2"):
        assert row.value.value == recount.said(group, "T01-2").count("是")
        assert (row.value.measure, row.value.formula) == ("个县市", "填“是”的单位个数")
        assert (row.previous.value, row.previous.word) == (None, "待统计")  # of the quarter


def test_who_owes_who_reported_and_who_did_not_is_counted(recount: Recount) -> None:
    for indicator in ("T01-1", "T01-2", "T02-1", "T07-1"):
        field = NUMERATOR if indicator == "T07-1" else YTD
        for group, row in recount.rows(indicator):
            given = len(recount.said(group, indicator, field))
            assert (row.expected.value, row.reported.value) == (len(group.units), given)
            assert row.lights[Light.MISSING].value == len(group.units) - given
            assert (row.expected.kind, row.expected.measure) == ("count", "个")
            assert row.without == {}
    for _, row in recount.rows("T02-5"):  # of the school year: not due in June
        assert (row.expected.value, row.reported.value, row.value.value) == (0, 0, None)
        assert row.value.word == row.rate.word == "待统计" and row.share is None


def test_lights_of_units_are_counted_by_group(recount: Recount) -> None:
    for at, row in enumerate(recount.result.indicators):
        for own in row.groups:
            codes = {unit.code for unit in own.group.units}
            lights = Counter(one.light for one in row.units if one.unit.code in codes and one.light in Light)
            told = {light: figure.value for light, figure in own.lights.items()}
            assert told == {light: many for light, many in lights.items() if light is not Light.NONE}, at


def test_returns_of_a_group_are_counted_by_state_and_what_is_open_added(recount: Recount) -> None:
    for group in recount.result.groups:
        at = [int(unit.code[1:]) for unit in group.units]
        told = [one for one in at if one >= 5]
        expected = {
            "units_asked": len(at),
            "units_received": len(told),
            "units_not_returned": len(at) - len(told),
            "units_sent_back": sum(one in (7, 11) for one in told),
            "units_not_sent": 0,
            "units_late": sum(one % 10 == 0 for one in told),
            "units_on_time": sum(one % 10 != 0 for one in told),
            "errors": sum(one % 4 for one in told),
            "queries": sum(one % 3 for one in told),
        }
        found = {measure: recount.figure(group, measure) for measure in expected}
        assert {measure: figure.value for measure, figure in found.items()} == expected
        assert len(found["errors"].inputs) == sum(one % 4 > 0 for one in told)
        assert len(found["queries"].inputs) == sum(one % 3 > 0 for one in told)
        reports = [row for row in recount.result.units if row.unit in group.units]
        owed = sum(row.required for row in reports if row.completeness is not None)
        filled = sum(row.filled for row in reports if row.completeness is not None)
        whole = recount.figure(group, "completeness")
        assert whole.value == pytest.approx(filled * 100 / owed) and 0 < whole.value < 100
        assert (whole.measure, whole.decimals, whole.kind) == ("%", 1, "percent")
        assert f"{filled}个 ÷ 应填单元格{owed}个" in whole.formula
        assert len(whole.inputs) == len(told)


def test_tasks_of_a_group_are_counted_by_status_and_by_light(recount: Recount) -> None:
    tasks = [row.task for row in recount.result.tasks]
    assert len(tasks) == 3
    everywhere: Counter[tuple[int, Light]] = Counter()
    for group in recount.result.groups:
        words = Counter(word for task in tasks for word in recount.said(group, task.key, STATUS))
        silent = sum(int(unit.code[1:]) < 5 for unit in group.units) * len(tasks)
        held = len(group.units) * len(tasks) - words["不涉及"]
        expected = {
            "tasks_held": held,
            "tasks_done": words["已完成"],
            "tasks_normal": words["正常推进"],
            "tasks_behind": words["进度滞后"],
            "tasks_not_started": 0,
            "tasks_unreported": silent,
        }
        assert {name: recount.figure(group, name).value for name in expected} == expected
        speaking = {
            one.unit
            for one in recount.data.entries[JUNE]
            if one.field == STATUS
            and one.value != "不涉及"
            and one.unit in {unit.code for unit in group.units}
        }
        assert recount.figure(group, "units_reporting_tasks").value == len(speaking)
        lights = Counter(
            (row.task.no, row.units[unit.code].light)
            for row in recount.result.tasks
            for unit in group.units
            if row.units[unit.code].status != "不涉及"
        )
        everywhere += lights
        by_light: Counter[Light] = Counter()
        for (_, light), many in lights.items():
            by_light[light] += many
        named = {Light.BLUE: "blue", Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
        named[Light.MISSING] = "missing"
        for light, name in named.items():
            assert recount.figure(group, f"tasks_{name}").value == by_light[light]
        share = recount.figure(group, "share_on_track")
        good, known = by_light[Light.BLUE] + by_light[Light.GREEN], held - silent
        assert share.value == pytest.approx(good * 100 / known) and 0 < share.value < 100
        assert share.formula == f"蓝灯和绿灯任务{good}项次 ÷ 已报任务{known}项次 × 100"
        assert (share.measure, share.decimals, share.kind) == ("%", 1, "percent")
    for task in tasks:
        for light, name in named.items():
            figure = recount.result.figures[f"task-{task.no}/2024-06/all/units_{name}"]
            assert figure.value == everywhere[task.no, light]
            assert figure.value == sum(recount.result.figures[key].value or 0 for key in figure.inputs)


def test_a_doubt_that_moves_a_sum_by_less_than_a_hundredth_leaves_it_unmarked(recount: Recount) -> None:
    """The unit's figure is one above last month's: of a sum of hundreds that is nothing, of its own all."""
    group = recount.result.groups[0]
    code = group.units[4].code
    last = next(
        float(one.value)  # type: ignore[arg-type]
        for one in recount.data.entries[MAY]
        if (one.unit, one.key, one.field) == (code, "T02-1", YTD)
    )
    for more, marked in ((1.0, False), (recount.sum(group, "T02-1"), True)):
        entries = [
            replace(one, value=last + more) if (one.unit, one.key) == (code, "T02-1") else one
            for one in recount.data.entries[JUNE]
        ]
        data = replace(
            recount.data,
            entries={**recount.data.entries, JUNE: entries},
            open_findings={code: OpenFindings(queries=1, doubted=(("T02-1", YTD),))},
        )
        result = compute_month(data)
        row = next(one for one in result.indicators if one.indicator.id == "T02-1")
        assert "※" in next(one.value.mark for one in row.units if one.unit.code == code)
        assert ["※" in one.value.mark for one in row.groups] == [marked, False, False]


def test_every_figure_of_a_group_rests_on_figures_that_are_there_and_make_it(recount: Recount) -> None:
    """A count is as many as it leads to; a sum is the sum of what it leads to; only a share leads beyond the group."""
    figures, added = recount.result.figures, Counter[str]()
    for group in recount.result.groups:
        codes = {unit.code for unit in group.units}
        own = {key: one for key, one in figures.items() if f"/{group.name}/" in key}
        for key, figure in own.items():
            assert all(one in figures for one in figure.inputs), key
            beyond = {one.split("/")[2] for one in figure.inputs} - codes - {group.name}
            assert beyond == ({"all"} if key.endswith("/share") else set()), key
            if figure.kind == "count":
                assert figure.value == len(figure.inputs), key
                added[key.rpartition("/")[2]] += 1
            elif "相加" in figure.formula and "不相加" not in figure.formula and figure.value is not None:
                assert figure.value == sum(figures[one].value or 0 for one in figure.inputs), key
                added[key.rpartition("/")[2]] += 1
    assert added.keys() >= {"value", "errors", "tasks_done", "tasks_green", "units_reporting_tasks"}
    for group in recount.result.groups:
        speaking = recount.figure(group, "units_reporting_tasks")
        assert {key.rpartition("/")[2] for key in speaking.inputs} == {"tasks_held"}
        assert speaking.formula == "至少报了一项任务状态的单位逐个计数"
