"""Numbers that only sentences of the paper need: what stands behind a task's words, and lists that are told as a number.

In: the rows of a month. Out: Figures ``task-<n>/<period>/all/said``, ``said_of``, ``units_behind``, of many units ``asking-<n>/<period>/all/units``, and
``overall/<period>/all/contradicting_units``, ``contradicting_unexplained``, ``matters_merged``, ``year_end``, ``year_end_unjudged``, ``year_end_waiting``, ``year_end_hard``, ``left_unmet``, ``left_unmet_unjudged``,
``indicators_point[_<light>]`` (those without a pace), ``fallen_back`` (met last month, and not any more).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.model import Comparator, Kind
from toolkit.core.nothing import worded
from toolkit.core.patterns import lazy_regex
from toolkit.core.results import ExperienceResult, IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.core.words import NOT_ASKED_YET, TaskStatus
from toolkit.figures.followed.matters import to_coordinate
from toolkit.figures.numbers.arithmetic import same
from toolkit.figures.numbers.counting import LIGHT_NAMES, count
from toolkit.figures.numbers.registry import ALL, figure_key

_UNMET = (Light.YELLOW, Light.RED, Light.WAITING)
BEHIND_STATUSES = (TaskStatus.BEHIND, TaskStatus.NOT_STARTED)
_PLEA = lazy_regex(
    r"^(?:提请|恳请|请求|请)?(?:地区|州|市|盟|县|区|旗|乡|镇)?(?:帮助|支持)?(?:协调)?(?:解决)?"
)
Merged = dict[str, list[tuple[int, ExperienceResult]]]


def telling_figures(result: MonthResult) -> Iterator[Figure]:
    """All of them."""
    for row in result.tasks:
        yield from _task(result, row)
    units = [report.unit.code for report in result.units]
    doubted = [code for code in units if any(_doubts(result, code))]
    unexplained = [code for code in doubted if not all(cell.explained for cell in _doubts(result, code))]
    merged = merged_matters(result.experience)
    for name, label, keys, measure in (
        ("contradicting_units", "自报状态与指标进度不一致的单位", [figure_key("unit", result.period, code, "tasks_held") for code in doubted], "个"),
        ("contradicting_unexplained", "自报状态与指标进度不一致、没有都作说明的单位", [figure_key("unit", result.period, code, "tasks_held") for code in unexplained], "个"),
        ("matters_merged", "提请地区协调的事项（同类合并）", [figure_key(f"matter-{rows[0][0]}", result.period, rows[0][1].unit.code, "title") for rows in merged.values()], "件"),
        ("year_end", "年底到期、尚未达标的指标", [row.value.key for row in result.year_end], "项"),
        ("year_end_unjudged", "年底到期、尚未达标的指标中报数不齐、没有判定的", [row.value.key for row in result.year_end if not row.is_judged], "项"),
        ("year_end_waiting", "年底到期、尚未达标的指标中未到统计期的", [row.value.key for row in result.year_end if row.dated == NOT_ASKED_YET], "项"),
        ("year_end_hard", "年底到期、按今年最好三个月的平均进度难以达标的指标", [row.value.key for row in result.year_end if row.is_hard], "项"),
        ("indicators_behind", "低于序时进度的应统计指标", [row.gap.key for row in behind_pace(result)], "项"),
        ("indicators_behind_red", "低于序时进度、状态为滞后的应统计指标", [row.gap.key for row in behind_pace(result) if row.light is Light.RED], "项"),
        ("fallen_back", "上月达到目标、本月又未达到的指标", [row.total.key for row in fallen_back(result)], "项"),
        ("left_unmet", "上年未完成目标的指标", [row.value.key for row in result.left_unmet], "项"),
        ("left_unmet_unjudged", "上年未完成目标的指标中报数不齐、没有判定的", [row.value.key for row in result.left_unmet if not row.is_judged], "项"),
    ):  # fmt: skip
        key = figure_key("overall", result.period, ALL, name)
        yield count(key, f"{result.period.chinese}{said(label)}", keys, f"{label}逐个计数", measure)
    yield from _without_pace(result)
    if result.groups:
        yield from _asking(result, merged)


def _asking(result: MonthResult, merged: Merged) -> Iterator[Figure]:
    """Of many units, which no paper names one by one: how many ask for the same; under the number of its first row."""
    for matter, rows in merged.items():
        first = {row.unit.code: number for number, row in reversed(rows)}
        keys = [
            figure_key(f"matter-{number}", result.period, code, "title") for code, number in first.items()
        ]
        yield count(
            figure_key(f"asking-{rows[0][0]}", result.period, ALL, "units"),
            f"{result.period.chinese}提请协调“{matter}”的单位",
            keys[::-1],
            "同一事项由几个单位提出，逐个单位计数",
            "个",
        )


def _without_pace(result: MonthResult) -> Iterator[Figure]:
    rows = [
        row for row in result.indicators if row.due and row.light is not Light.NONE and row.pace.value is None
    ]
    groups = {"": ("", rows)} | {
        f"_{name}": (f"（{light.value}）", [row for row in rows if row.light is light])
        for light, name in LIGHT_NAMES.items()
    }
    for name, (light, chosen) in groups.items():
        keys = [figure_key(row.indicator.id, result.period, ALL, "light") for row in chosen]
        yield count(
            figure_key("overall", result.period, ALL, f"indicators_point{name}"),
            f"{result.period.chinese}没有序时进度的应统计指标{light}",
            keys,
            "应统计、没有序时进度的指标逐项计数",
        )


def _doubts(result: MonthResult, code: str) -> list[UnitTask]:
    own = (row.units[code] for row in result.tasks if code in row.units)
    return [cell for cell in own if cell.contradicts]


def _task(result: MonthResult, row: TaskResult) -> Iterator[Figure]:
    subject, head = f"task-{row.task.no}", f"{result.period.chinese}任务{row.task.no}"
    keys = [
        figure_key(subject, result.period, code, fields.STATUS)
        for code, cell in row.units.items()
        if cell.status in BEHIND_STATUSES
    ]
    key = figure_key(subject, result.period, ALL, "units_behind")
    yield count(key, f"{head}自报滞后或未启动的单位", keys, "按填报状态逐个计数", "家")
    if row.share is None:
        return
    for name, value, part in (("said", row.share.said, "分子"), ("said_of", row.share.of, "分母")):
        yield Figure(
            figure_key(subject, result.period, ALL, name),
            f"{head}状态的依据：{row.share.text}的{part}",
            float(value),
            row.share.measure,
            formula=row.basis,
            inputs=(figure_key(subject, result.period, ALL, "light"),),
        )


def behind_pace(result: MonthResult) -> list[IndicatorResult]:
    """Due indicators that are behind their pace by their light and by a known gap, furthest behind first."""
    rows = [
        row
        for row in result.indicators
        if row.due and row.light in (Light.YELLOW, Light.RED) and (row.gap.value or 0) < 0
    ]
    return sorted(rows, key=lambda row: (row.gap.value or 0, row.indicator.id))


def fallen_back(result: MonthResult) -> list[IndicatorResult]:
    """Indicators that met the year's target last month and, with every due unit in, do not any more."""
    return [row for row in result.indicators if not result.period.opens_year and _fell_back(row)]


def _fell_back(row: IndicatorResult) -> bool:
    before, target = row.previous.value, row.target
    if not row.due or row.light not in _UNMET or before is None or target is None or row.total.value is None:
        return False
    if row.reported.value != row.expected.value or row.indicator.kind is Kind.RATE_EACH:
        return False
    if row.indicator.comparator is Comparator.LE:
        return before <= target.low < row.total.value
    if row.indicator.comparator is Comparator.EQ:
        return same(before, target.low) and not same(row.total.value, target.low)
    return before >= target.low > row.total.value


def merged_matters(rows: Sequence[ExperienceResult]) -> Merged:
    """What counties ask for, equal matters together: the matter as a noun -> its numbers and rows."""
    merged: Merged = {}
    for number, row in enumerate(to_coordinate(rows), 1):
        matter = _PLEA.sub("", worded(row.title).strip().rstrip("。")) or "（未写标题）"
        merged.setdefault(matter, []).append((number, row))
    return merged
