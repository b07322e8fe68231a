"""What was read of one unit's return, told back to it: counts, the figures that matter most to it, its projects.

In: the month's results. Out: a :class:`ReadBack` a unit, lines for a mail. A unit sees by them that it was understood.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.form import STATUSES
from toolkit.core.model import YES_NO
from toolkit.core.results import MonthResult, ProjectResult, UnitTask, UnitValue
from toolkit.core.returns import Light
from toolkit.core.rounding import shown_number
from toolkit.figures.numbers.shown import value_text

MAIN = 5  # figures that are told one by one
_NAMED = 5  # projects that are named
_NEED = {Light.RED: 0, Light.YELLOW: 1}


@dataclass(frozen=True)
class ReadBack:
    """``read``: how much of what, by sheet; ``main``: single figures."""

    read: tuple[str, ...]
    main: tuple[str, ...]


def read_backs(result: MonthResult) -> dict[str, ReadBack]:
    """What the month knows of each unit, by its code."""
    values: dict[str, list[UnitValue]] = defaultdict(list)
    for row in result.indicators:
        for one in row.units if row.due else ():
            values[one.unit.code].append(one)
    projects: dict[str, list[ProjectResult]] = defaultdict(list)
    for project in result.projects:
        projects[project.unit.code].append(project)
    experience = Counter(one.unit.code for one in result.experience)
    told = {}
    for report in result.units:
        code = report.unit.code
        tasks = [row.units[code] for row in result.tasks if code in row.units]
        read = (
            *_counts(tasks, values[code]),
            *_further([str(one.values.get(fields.NAME, "")) for one in projects[code]], experience[code]),
        )
        given = [one for one in values[code] if one.value.value is not None]
        main = sorted(given, key=_matters)[:MAIN]
        told[code] = ReadBack(read, tuple(_told(one) for one in main))
    return told


def _matters(value: UnitValue) -> tuple[int, bool, bool, float]:
    """What a unit will be asked about comes first: a red light, a yellow one; then numbers, before answers of yes or no; then what
    has a target of its own; then where it is the largest part of the whole, for there a figure that was read wrongly does most harm.
    """
    own = value.rate.value is not None
    answer = value.value.measure == YES_NO
    return _NEED.get(value.light, 2), answer, not own, -(value.share.value or 0.0)


def _told(value: UnitValue) -> str:
    """施工图审查 3 个，本单位年度任务 6 个，完成率50.0%，● 黄 进度偏慢."""
    item, figure = value.indicator, value.value
    mark = f"〔{figure.mark}〕" if figure.mark else ""
    parts = [f"{item.id} {item.name}：{value_text(figure)}{mark}"]
    yes_no = figure.measure == YES_NO  # 1 and 0 in the figure; a rate of one answer says nothing
    if value.quota is not None and not yes_no:
        gap = "" if figure.measure == "%" else " "
        parts.append(f"本单位年度任务 {shown_number(value.quota, figure.decimals)}{gap}{figure.measure}")
    if value.rate.value is not None and not yes_no:
        parts.append(f"完成率 {value_text(value.rate)}")
    if value.light in _NEED:
        parts.append(f"{value.light.value} {value.word}".rstrip())
    return "，".join(parts)


def _counts(tasks: Sequence[UnitTask], values: Sequence[UnitValue]) -> Iterator[str]:
    told = Counter(one.status for one in tasks if one.status)
    if told:
        yield _line("任务", told.total(), "项", [(status, told[status]) for status in STATUSES])
    if values:
        words = Counter(one.value.word for one in values if one.value.value is None)
        given = sum(one.value.value is not None for one in values)
        yield _line("指标", len(values), "项", [("有数", given), *words.items()])


def _further(names: Sequence[str], experience: int) -> Iterator[str]:
    """``names`` are those of its projects, ``experience`` how many rows of 经验与诉求 there are."""
    if names:
        more = "等" if len(names) > _NAMED else ""
        yield f"项目 {len(names)} 个（{'、'.join(filter(None, names[:_NAMED]))}{more}）"
    if experience:
        yield f"经验与诉求 {experience} 条"


def _line(what: str, total: int, measure: str, parts: Sequence[tuple[str, int]]) -> str:
    said = "、".join(f"{word} {count}" for word, count in parts if count and word)
    return f"{what} {total} {measure}（{said}）"
