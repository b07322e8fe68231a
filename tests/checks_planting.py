"""Faults to plant: each kind takes a row that no other fault of the return uses, and says what must be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from toolkit.core.form import (
    COVER,
    EXPERIENCE,
    INDICATORS,
    PROJECTS,
    TASKS,
    Form,
    IndicatorRow,
)
from toolkit.core.model import Kind
from toolkit.core.places import Place
from toolkit.core.words import NoValue
from toolkit.forms.places import is_yes_no
from toolkit.forms.selfchecks import is_share

Value = str | float | None
Changes = dict[Place, Value]


@dataclass(frozen=True)
class Plant:
    """A fault: what to write (last month and this), and the finding it must make at (sheet, key).

    ``also`` are further findings that follow from it and are no false alarms (the same text planted in two returns).
    """

    code: str
    sheet: str
    key: str
    now: Changes
    before: Changes = field(default_factory=dict)
    opening: dict[int, float] = field(default_factory=dict)  # month -> figure, for the indicator
    also: tuple[str, ...] = ()


class Rows:
    """Hands out rows of a return, each once."""

    def __init__(self, form: Form, values: dict[Place, str | float]) -> None:
        self.form, self.values = form, values
        self._tasks = iter([row for row in form.rows if row.asked and not self._has_figures(row.task.no)])
        self._used: set[str] = set()
        self._project = 20

    def _has_figures(self, task_no: int) -> bool:
        return any(row.indicator.task_no == task_no and row.due for row in self.form.indicators)

    def task(self) -> str:
        """A task without figures, so that status and figures cannot disagree."""
        return str(next(self._tasks).task.no)

    def indicator(self, fits: Callable[[IndicatorRow], bool]) -> str:
        """A due indicator that fits; raises StopIteration when none is left."""
        row = next(r for r in self.form.indicators if r.due and r.indicator.id not in self._used and fits(r))
        self._used.add(row.indicator.id)
        return row.indicator.id

    def take(self, id: str) -> str:
        """That indicator; raises StopIteration when the unit does not hold it or it is used."""
        return self.indicator(lambda row: row.indicator.id == id)

    def project(self) -> str:
        """The number of a free project row."""
        self._project += 1
        return f"{self.form.unit.code}-{self.form.period.year}-{self._project:03d}"

    def number(self, id: str) -> float:
        """The figure that stands there."""
        value = self.values[INDICATORS, id, "ytd"]
        assert not isinstance(value, str)
        return value


def _flow(row: IndicatorRow) -> bool:
    own = row.indicator
    monthly = own.frequency == "月度" and not own.months
    return (
        monthly
        and own.kind is Kind.FLOW
        and not own.is_ratio_input
        and not row.sole
        and row.quota is None
        and own.task_no not in (2, 28)
    )


def _ratio(row: IndicatorRow) -> bool:
    return is_share(row) and row.indicator.is_ratio_input


def _task(
    code: str, now: dict[str, Value], before: dict[str, Value] | None = None, also: tuple[str, ...] = ()
) -> Callable[[Rows], Plant]:
    def plant(rows: Rows) -> Plant:
        key = rows.task()
        changes = (
            {(TASKS, key, name): value for name, value in cells.items()} for cells in (now, before or {})
        )
        return Plant(code, TASKS, key, *changes, also=also)

    return plant


def _cell(
    code: str, value: Value, before: Value = None, also: tuple[str, ...] = ()
) -> Callable[[Rows], Plant]:
    def plant(rows: Rows) -> Plant:
        place = (INDICATORS, rows.indicator(_flow), "ytd")
        return Plant(
            code, INDICATORS, place[1], {place: value}, {} if before is None else {place: before}, also=also
        )

    return plant


def _share(
    code: str, numerator: Value, denominator: Value, also: tuple[str, ...] = ()
) -> Callable[[Rows], Plant]:
    def plant(rows: Rows) -> Plant:
        id = rows.indicator(_ratio)
        now: Changes = {
            (INDICATORS, id, "numerator"): numerator,
            (INDICATORS, id, "denominator"): denominator,
        }
        return Plant(code, INDICATORS, id, now, also=also)

    return plant


_PROJECT: dict[str, Value] = {
    "task_no": 22.0, "category": "市政道路", "total": 800.0, "year_done": 200.0,
    "cumulative_done": 300.0, "status": "在建", "start": "2024-03-01", "planned_end": "2024-11-30",
}  # fmt: skip


def _cells_of(key: str, **change: Value) -> dict[tuple[str, str, str], Value]:
    """A sound project, of a name of its own, but for the change."""
    cells: dict[str, Value] = {"name": f"新区道路{key[:6]}{key[-3:]}（试）", **_PROJECT, **change}
    return {(PROJECTS, key, name): value for name, value in cells.items()}


def _project(code: str, **change: Value) -> Callable[[Rows], Plant]:
    def plant(rows: Rows) -> Plant:
        key = rows.project()
        return Plant(code, PROJECTS, key, _cells_of(key, **change))

    return plant


def _fallen(rows: Rows) -> Plant:
    id = rows.indicator(_flow)
    place = (INDICATORS, id, "ytd")
    return Plant("Q401", INDICATORS, id, {place: 10.0}, {place: 40.0})


def _jump(rows: Rows) -> Plant:
    id = rows.indicator(_flow)
    place = (INDICATORS, id, "ytd")
    return Plant("Q402", INDICATORS, id, {place: 900.0}, {place: 50.0}, {2: 20.0, 3: 30.0, 4: 40.0})


def _still(rows: Rows) -> Plant:
    id = rows.indicator(_flow)
    place = (INDICATORS, id, "ytd")
    return Plant("N403", INDICATORS, id, {place: 50.0}, {place: 50.0}, {4: 50.0})


def _behind_figure(rows: Rows) -> Plant:
    id = rows.indicator(lambda row: row.indicator.kind is Kind.FLOW and row.sole and bool(row.pace))
    key = str(
        rows.form.indicators[[row.indicator.id for row in rows.form.indicators].index(id)].indicator.task_no
    )
    return Plant("Q304", TASKS, key, {(INDICATORS, id, "ytd"): 1.0})


def _text_and_figure(rows: Rows) -> Plant:
    id = rows.take("T02-3")
    text = f"6月新增义务教育学位{rows.number(id) + 7:.0f}个，6月20日投用。"
    return Plant("Q501", TASKS, "2", {(TASKS, "2", "progress"): text}, also=("Q503",))


def _more_estates_than_homes(rows: Rows) -> Plant:
    homes, estates = rows.take("T28-2"), rows.take("T28-1")
    return Plant("Q601", INDICATORS, estates, {(INDICATORS, estates, "ytd"): rows.number(homes) + 1})


def _investment(rows: Rows) -> Plant:
    id, key = rows.take("T24-4"), rows.project()
    wan = rows.number(id) * 10_000
    cells = _cells_of(key, task_no=24.0, total=wan * 4, year_done=wan * 1.2, cumulative_done=wan * 2)
    return Plant("Q305", INDICATORS, id, cells)


def _fallen_project(rows: Rows) -> Plant:
    key = (
        f"{rows.form.unit.code}-{rows.form.period.year}-004"  # the first free row of May, so it is carried on
    )
    now: Changes = _cells_of(key)
    return Plant("Q407", PROJECTS, key, now, {**now, (PROJECTS, key, "cumulative_done"): 700.0})


def _half_experience(rows: Rows) -> Plant:
    return Plant("E208", EXPERIENCE, "J007", {(EXPERIENCE, "J007", "title"): "一窗通办"})


def _yes_to_no(rows: Rows) -> Plant:
    id = rows.indicator(is_yes_no)
    place = (INDICATORS, id, "ytd")
    return Plant("Q409", INDICATORS, id, {place: "否"}, {place: "是"})


_BEHIND: dict[str, Value] = {"status": "进度滞后", "problems": "配套资金缺口两百万元，批复未到。", "next_steps": "7月15日前办结批复。"}  # fmt: skip
_DONE: dict[str, Value] = {"status": "已完成", "completion": 100.0, "evidence": "验收单3号"}
_SAME = "完成管网检测12公里，发现漏点3处，已全部修复。"

KINDS: tuple[Callable[[Rows], Plant], ...] = (
    _task("E201", {"status": None}),
    _cell("E103", "约35"),
    _fallen,
    _task("E205", {**_DONE, "completion": 90.0}),
    _cell("E207", None),
    _share("E301", 500.0, 400.0),
    _task("E204", {"status": "进度滞后", "problems": None, "next_steps": None}),
    _cell("E101", "正在核实"),
    _jump,
    _task("Q504", {"progress": "正在推进中，按计划开展。"}),
    _project("E303", cumulative_done=100.0),
    _text_and_figure,
    _task("E202", {"completion": 130.0}),
    _cell("E102", "/"),
    _cell("Q406", NoValue.PENDING, NoValue.PENDING),
    _task("E206", {**_DONE, "evidence": None}),
    _share("E302", 5.0, 0.0),
    _more_estates_than_homes,
    _task("Q404", {"completion": 100.0}, _DONE),
    _cell("E142", -5.0),
    _task("Q502", {"progress": f"6月{_SAME}"}, {"progress": f"5月{_SAME}"}, also=("Q503",)),
    _project("E304", planned_end="2023-11-30"),
    _task("Q405", {"status": "不涉及", "completion": None}),
    _share("E207", None, 300.0),
    _investment,
    _task("E101", {"completion": "大部分"}),
    _fallen_project,
    _task("Q408", {"completion": 20.0}),
    _cell("E104", "35、40"),
    _task("Q505", {**_BEHIND, "problems": "资金不足"}),
    _yes_to_no,
    _task("E201", {**_BEHIND, "progress": None}),
    _project("E208", category=None),
    _still,
    _task("E204", {**_BEHIND, "problems": None}),
    _half_experience,
    _project("Q306", cumulative_done=900.0),
    _behind_figure,
    _task("E201", {"completion": None}),
    _cell("E105", "30万元"),
    lambda rows: Plant("N209", COVER, "", {(COVER, "", "phone"): None}),
)


def plants(rows: Rows, start: int, count: int) -> Iterator[Plant]:
    """``count`` faults of one return, kinds from ``start`` on; a kind that does not fit the unit is passed over."""
    made, at = 0, start
    while made < count:
        assert at < start + 3 * len(KINDS), "the return has not enough rows"
        try:
            plant = KINDS[at % len(KINDS)](rows)
        except StopIteration:
            plant = None
        at += 1
        if plant is not None:
            made += 1
            yield plant
