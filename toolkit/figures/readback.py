"""What was read of one unit's return, told back to it: counts, the figures that matter most to it, its projects.

In: the month's results, the unit's code. Out: :class:`ReadBack`, lines for a mail. A unit sees by them that it was understood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.form import STATUSES
from toolkit.core.model import YES_NO
from toolkit.core.results import MonthResult, UnitTask, UnitValue
from toolkit.core.returns import Light
from toolkit.core.rounding import shown_number
from toolkit.figures.derive import value_text

MAIN = 5  # figures that are told one by one
_NAMED = 5  # projects that are named
_NEED = {Light.RED: 0, Light.YELLOW: 1}


@dataclass(frozen=True)
class ReadBack:
    """``read``: how much of what, by sheet; ``main``: single figures."""

    read: tuple[str, ...]
    main: tuple[str, ...]


def read_back(result: MonthResult, code: str) -> ReadBack:
    """What the month knows of the unit."""
    values = [one for row in result.indicators if row.due for one in row.units if one.unit.code == code]
    tasks = [row.units[code] for row in result.tasks if code in row.units]
    given = [one for one in values if one.value.value is not None]
    main = sorted(given, key=_matters)[:MAIN]
    return ReadBack(tuple(_counts(result, code, tasks, values)), tuple(_told(one) for one in main))


def _matters(value: UnitValue) -> tuple[int, bool, float]:
    """What a unit will be asked about comes first: a red light, a yellow one; then what has a target of its own; then
    where it is the largest part of the whole, for there a figure that was read wrongly does most harm.
    """
    own = value.rate.value is not None
    return _NEED.get(value.light, 2), not own, -(value.share.value or 0.0)


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


def _counts(
    result: MonthResult, code: str, tasks: Sequence[UnitTask], values: Sequence[UnitValue]
) -> Iterator[str]:
    told = Counter(one.status for one in tasks if one.status)
    if told:
        yield _line("任务", told.total(), "项", [(status, told[status]) for status in STATUSES])
    if values:
        words = Counter(one.value.word for one in values if one.value.value is None)
        given = sum(one.value.value is not None for one in values)
        yield _line("指标", len(values), "项", [("有数", given), *words.items()])
    names = [str(one.values.get(fields.NAME, "")) for one in result.projects if one.unit.code == code]
    if names:
        more = "等" if len(names) > _NAMED else ""
        yield f"项目 {len(names)} 个（{'、'.join(filter(None, names[:_NAMED]))}{more}）"
    if count := sum(one.unit.code == code for one in result.experience):
        yield f"经验与诉求 {count} 条"


def _line(what: str, total: int, measure: str, parts: Sequence[tuple[str, int]]) -> str:
    said = "、".join(f"{word} {count}" for word, count in parts if count and word)
    return f"{what} {total} {measure}（{said}）"
