"""unit NAME: a unit's year on one page: how it reported, its lights, what it owes, revisions and matters under 督办.

In: the working folder, the period up to which, the unit's name. Out: lines; every number is the month's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.followed import CLOSED
from toolkit.core.form import DASH
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, UnitReport
from toolkit.core.returns import Light
from toolkit.core.rounding import shown_rate
from toolkit.figures.numbers.shown import value_text
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.month.planning import known_unit

_LISTED = (Light.RED, Light.YELLOW)


def unit_lines(workspace: Workspace, period: Period, name: str) -> list[str]:
    """The page; raises OperatorError for a name that no unit has, with the near ones."""
    unit = known_unit(workspace, name)
    result = told_month(workspace, period).result
    parts = (
        [_head(unit, period)],
        _months(result, unit),
        _owed(result, unit),
        _indicators(result, unit),
        _tasks(result, unit),
        _revised(result, unit),
        _followed(result, unit),
    )
    return [line for part in parts for line in part]


def _head(unit: Unit, period: Period) -> str:
    person = " ".join(filter(None, (unit.contact, unit.phone)))
    about = "，".join(filter(None, (unit.code, unit.kind, person)))
    return f"{unit.name}（{about}）　{period.year}年到{period.named}"


def _months(result: MonthResult, unit: Unit) -> Iterator[str]:
    yield "报送："
    months = next((row.months for row in result.quality if row.unit.code == unit.code), {})
    today = next((row for row in result.units if row.unit.code == unit.code), None)
    shown: Mapping[Period, UnitReport] = {**months, **({result.period: today} if today else {})}
    for month, row in sorted(shown.items()):
        received = f"{row.received_at:%m-%d %H:%M}收到第{row.version}版" if row.received_at else "没有收到"
        late = f"，晚{row.days_late}天" if row.on_time is False else ""
        whole = DASH if row.completeness is None else f"{shown_rate(row.completeness)}%"
        counts = f"错误 {row.told(row.errors)}，疑问 {row.told(row.queries)}，完整率 {whole}"
        yield f"  {month.named}　{row.state}　{received}{late}　{counts}"
    if not shown:
        yield "  今年还没有要它报的。"


def _owed(result: MonthResult, unit: Unit) -> Iterator[str]:
    row = next((row for row in result.units if row.unit.code == unit.code), None)
    if row is None or not row.owes:
        yield f"{result.period.named}没有要它报的。"
        return
    blank = row.required - row.filled
    owed = [f"{blank} 处必填项未填"] if blank > 0 else []
    owed += [f"{row.errors} 处错误未改"] if row.errors else []
    owed += [f"{row.queries} 处疑问待说明"] if row.queries else []
    yield f"还差：{'，'.join(owed) or '没有'}。"


def _indicators(result: MonthResult, unit: Unit) -> Iterator[str]:
    found = [(row, value) for row in result.indicators for value in row.units if value.unit.code == unit.code]
    yield f"指标 {len(found)} 项：{_counted([value.light for _, value in found])}"
    for light in _LISTED:
        for row, value in found:
            if value.light is light:
                rate = value_text(value.rate)
                yield f"  {light} {value.word or ''}　{row.indicator.id} {row.indicator.name}：{value_text(value.value)}，完成率 {rate}"


def _tasks(result: MonthResult, unit: Unit) -> Iterator[str]:
    found = [(row.task, row.units[unit.code]) for row in result.tasks if unit.code in row.units]
    yield f"任务 {len(found)} 项（按单位自报）：{_counted([cell.light for _, cell in found])}"
    for light in _LISTED:
        for task, cell in found:
            if cell.light is light:
                since = f"，已连续 {cell.below_run.months} 个月" if cell.below_run.months > 1 else ""
                yield f"  {light} {cell.status}　第{task.no}项 {task.title}{since}"
    for task, cell in found:
        if cell.contradicts:
            yield f"  ▲ 第{task.no}项 {task.title}：{'；'.join(cell.doubts)}"


def _counted(lights: Sequence[Light]) -> str:
    return "、".join(f"{light} {lights.count(light)}" for light in Light if light in lights) or "没有"


def _revised(result: MonthResult, unit: Unit) -> Iterator[str]:
    mean = next((one for one in result.revised.by_unit if one.name == unit.name), None)
    if mean is None or not mean.changed:
        yield "印发过的数今年没有因它改动。"
        return
    share = shown_rate(mean.percent)
    yield f"印发过的 {mean.figures} 个数中 {mean.changed} 个后来有改动，平均变动 {share}%："
    for row in result.revised.rows:
        if unit.name in row.whose or unit.short in row.whose:
            yield f"  {row.period.named}（{row.issue}）{row.label}：{row.whose}"


def _followed(result: MonthResult, unit: Unit) -> Iterator[str]:
    own = [one for one in result.supervised if one.decision.unit == unit.name]
    yield f"督办事项 {sum(one.state != CLOSED for one in own)} 件在办：" if own else "没有督办事项。"
    for one in own:
        yield f"  {one.decision.number} {one.decision.asked}　{one.state}，时限 {one.decision.due or DASH}"
