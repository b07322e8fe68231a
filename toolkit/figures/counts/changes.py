"""Tasks against last month: better, worse, level; what became of those that were behind; months in a row.

In: the tasks of a month. Out: Figures ``task-<no>/<period>/all/change``, ``months_behind``, ``months_below``
and counts ``overall/<period>/all/tasks_better``, ``lagging_still`` and the like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.core.area import said
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Figure, Light
from toolkit.figures.numbers.counting import ON_TRACK, count
from toolkit.figures.numbers.registry import ALL, figure_key

FORMULA = (
    "两个月的灯相比，逐项计数；按两个月共同的指标（或两个月都报了状态的单位）判定，变化与此不符的不比，"
    "判定不了的也不比；只在年内比"
)
LAGGING_FORMULA = "上月为红灯的任务，按本月的灯逐项计数；转好只计与上月可比的"


def change_figures(result: MonthResult) -> Iterator[Figure]:
    """What changed since last month; counts of 0 where there was no last month."""
    for row in result.tasks:
        if row.comparison.known:
            yield _change(row, result.period)
        yield from _months(row, result.period)
    yield from _compared(result)
    yield from _lagging(result)


def _change(row: TaskResult, period: Period) -> Figure:
    subject, before, now = f"task-{row.task.no}", row.comparison.before, row.comparison.after
    return Figure(
        figure_key(subject, period, ALL, "change"),
        f"{period.chinese}任务{row.task.no}（{row.task.item}）{said('全地区状态与上月相比')}",
        None,
        word=f"{before.value} → {now.value}，{row.comparison.word}" if before and now else "",
        formula=said("上月的灯 → 本月的灯；按两个月共同的依据判定，变化也是如此"),
        inputs=(figure_key(subject, period, ALL, "light"),),
        kind="text",
    )


def _months(row: TaskResult, period: Period) -> Iterator[Figure]:
    """For how many months in a row it has been behind; nothing where it is not."""
    subject = f"task-{row.task.no}"
    for name, label, run in (
        ("months_behind", "连续滞后", row.red_run),
        ("months_below", "连续偏慢或滞后", row.below_run),
    ):
        if run.since:
            yield Figure(
                figure_key(subject, period, ALL, name),
                f"{period.chinese}任务{row.task.no}{label}{said('月数')}",
                float(run.months),
                said("个月"),
                formula=said(
                    f"{run.since.chinese}至{period.chinese}{label}；没有判定的月份不计、不中断（限一个月）"
                ),
                inputs=(figure_key(subject, period, ALL, "light"),),
            )


def _compared(result: MonthResult) -> Iterator[Figure]:
    pairs = [(row.comparison.step, row) for row in result.tasks if row.comparison.known]
    groups = {
        "comparable": ("与上月可比的任务", [row for _, row in pairs]),
        "better": ("转好的任务", [row for step, row in pairs if step > 0]),
        "worse": ("转差的任务", [row for step, row in pairs if step < 0]),
        "level": ("与上月持平的任务", [row for step, row in pairs if step == 0]),
    }
    for name, (label, rows) in groups.items():
        yield _count(result.period, f"tasks_{name}", label, rows, FORMULA)


def _lagging(result: MonthResult) -> Iterator[Figure]:
    groups = became_of_lagging(result)
    before = [row for row in result.tasks if row.comparison.before is Light.RED]
    for name, label, rows in (
        ("before", "上月滞后任务", before),
        ("cleared", "上月滞后、本月已消除", groups["cleared"]),
        ("eased", "上月滞后、本月有好转但仍偏慢", groups["eased"]),
        ("still", "上月滞后、本月仍滞后", groups["still"]),
        ("unsettled", "上月滞后、本月不作比较", groups["unsettled"]),
    ):
        yield _count(result.period, f"lagging_{name}", label, rows, LAGGING_FORMULA)
    newly = [row for row in result.tasks if row.newly_red]
    yield _count(result.period, "lagging_new", "新转为滞后的任务", newly, FORMULA)


def became_of_lagging(result: MonthResult) -> Mapping[str, list[TaskResult]]:
    """What became of the tasks that last month's paper shows in red; each is in one group, as this month shows it."""
    groups: dict[str, list[TaskResult]] = {"cleared": [], "eased": [], "still": [], "unsettled": []}
    for row in result.tasks:
        if row.comparison.before is Light.RED:
            groups[_became(row)].append(row)
    return groups


def _became(row: TaskResult) -> str:
    if row.light is Light.RED:
        return "still"
    if not row.comparison.known:
        return "unsettled"
    return "cleared" if row.comparison.after in ON_TRACK else "eased"


def _count(period: Period, name: str, label: str, rows: list[TaskResult], formula: str) -> Figure:
    measures = {row.task.no: "change" if row.comparison.known else "light" for row in rows}
    keys = [figure_key(f"task-{no}", period, ALL, measure) for no, measure in measures.items()]
    return count(figure_key("overall", period, ALL, name), f"{period.chinese}{said(label)}", keys, formula)
