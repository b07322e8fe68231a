"""Rules between sheets: status against figures, projects against investment."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS, IndicatorRow
from toolkit.core.messages import Asks, Message
from toolkit.core.model import Kind
from toolkit.core.rounding import shown_rate
from toolkit.core.words import TaskStatus

FAR_BEHIND = 10  # points behind pace
TOLERANCE = 0.05  # projects may be more than the indicator by roundings and different cut-off days
_IN_WAN = {"亿元": 10_000.0, "万元": 1.0}


AGAINST_FIGURES = ("Q303", "Q304")  # what is asked of a status that the unit's own figures do not bear out


@rule(
    Q303=Message(
        "已完成与指标不符",
        "状态选了“已完成”，而“{name}”只完成本单位任务的 {rate}%。",
        "请核对状态和数据；两处口径不同的，在“存在问题”里写一句。",
        explained_in=(
            fields.PROBLEMS,
            fields.EXPLANATION,
        ),
    ),
)
def done_means_reached(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q303: 已完成 while the unit's own indicator of the task is under 100 %; the furthest of several."""
    for key, (row, rate) in _furthest(unit, TaskStatus.DONE).items():
        if rate < 100:
            values = {
                "name": row.indicator.name,
                "indicator": row.indicator.id,
                "rate": shown_rate(rate),
            }
            yield at(unit, "Q303", TASKS, key, fields.STATUS, seen=_status_and_figure(unit, row), **values)


@rule(
    Q304=Message(
        "正常推进与进度不符",
        "状态选了“正常推进”，而“{name}”完成 {rate}%，比序时进度 {pace}% 落后 10 个百分点以上。",
        "请核对；确实滞后的请改为“进度滞后”，写上原因和措施；进度另有安排的，在“存在问题”里写一句。",
        explained_in=(
            fields.PROBLEMS,
            fields.EXPLANATION,
        ),
        asked=Asks.ARRANGED,
    ),
)
def normal_means_on_pace(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q304: 正常推进 while the unit's own indicator is over ten points behind pace; the furthest of several."""
    for key, (row, rate) in _furthest(unit, TaskStatus.ON_TRACK).items():
        if row.pace is not None and rate < row.pace - FAR_BEHIND:
            values = {"name": row.indicator.name, "indicator": row.indicator.id}
            values |= {"rate": shown_rate(rate), "pace": shown_rate(row.pace)}
            yield at(unit, "Q304", TASKS, key, fields.STATUS, seen=_status_and_figure(unit, row), **values)


@rule(
    Q305=Message(
        "项目投资多于指标",
        "本年累计填了 {value}{measure}，而这项任务下的重点项目本年完成投资合计 {spent}{measure}。",
        "请核对两处的口径和数据；口径不同的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.OTHER,
    ),
)
def projects_within_investment(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q305: projects of a task have invested more this year than its investment indicator says."""
    done: dict[int, float] = {}
    for sheet, key, name in unit.entries:
        if sheet == PROJECTS and name == fields.YEAR_DONE:
            task = unit.number(PROJECTS, key, fields.TASK_NO)
            if task is not None:
                done[int(task)] = done.get(int(task), 0.0) + (
                    unit.number(PROJECTS, key, fields.YEAR_DONE) or 0.0
                )
    for row in unit.form.indicators:
        indicator = row.indicator
        if indicator.kind is not Kind.INVESTMENT or indicator.report_measure not in _IN_WAN:
            continue
        value = unit.number(INDICATORS, indicator.id, fields.YTD)
        spent = done.get(indicator.task_no, 0.0) / _IN_WAN[indicator.report_measure]
        if value is not None and spent > value * (1 + TOLERANCE):
            measure = indicator.report_measure
            values = {"value": shown(value), "spent": shown(spent), "measure": measure}
            seen = f"{shown(value)}（项目合计 {shown(spent)}{measure}）"
            yield at(unit, "Q305", INDICATORS, indicator.id, fields.YTD, seen=seen, **values)


def _furthest(unit: UnitData, status: str) -> dict[str, tuple[IndicatorRow, float]]:
    """Of every task of that status the indicator that is furthest behind its pace, with its rate."""
    found: dict[str, tuple[IndicatorRow, float]] = {}
    for row, rate in _rated(unit):
        key = unit.form.task_key(row.indicator.task_no)
        if unit.text(TASKS, key, fields.STATUS) != status:
            continue
        known = found.get(key)
        if known is None or rate - (row.pace or 0) < known[1] - (known[0].pace or 0):
            found[key] = row, rate
    return found


def _status_and_figure(unit: UnitData, row: IndicatorRow) -> str:
    indicator = row.indicator
    value = unit.number(INDICATORS, indicator.id, fields.YTD) or 0.0
    status = unit.text(TASKS, unit.form.task_key(indicator.task_no), fields.STATUS)
    return f"{status}（{indicator.id}：{shown(value)}{indicator.report_measure}）"


def _rated(unit: UnitData) -> Iterator[tuple[IndicatorRow, float]]:
    """Rows of sums that the unit answers for alone or with a quota, with its completion rate."""
    for row in unit.form.indicators:
        if not row.due or row.indicator.kind not in (Kind.FLOW, Kind.INVESTMENT):
            continue
        goal = row.quota if row.quota is not None else row.target.low if row.sole else None
        value = unit.number(INDICATORS, row.indicator.id, fields.YTD)
        if goal and value is not None:
            yield row, value / goal * 100
