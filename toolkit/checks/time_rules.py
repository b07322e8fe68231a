"""Rules over time: this month beside the unit's own earlier months. All are 疑问 or 提示, none blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.earlier import called, cumulative_field, is_due_in, last_due, last_of_year
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, IndicatorRow
from toolkit.core.messages import Asks, Message
from toolkit.core.model import Kind
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.words import NoValue, TaskStatus
from toolkit.forms.places import is_yes_no
from toolkit.forms.selfchecks import may_not_fall

JUMP = 3  # times the largest monthly increase of the year so far
JUMP_MONTHS = 3  # with fewer earlier months nothing can be said of a unit's own pace
STILL_MONTHS = 3
ALL_STILL = 12  # running totals that one form would have to repeat
_SUMS = (Kind.FLOW, Kind.INVESTMENT)
_STANDS = lazy_regex(  # why a figure has not grown: 本月无新增, 尚差1人, 预计年底完成2个
    r"(?:本月|当月|目前|暂时?)(?:没有|无|未)|(?:没有|无)(?:新[增的]|变化|进展)|[尚还]未|未到|[尚还]差|剩余|预计|完成率?100"
)
_STANDING: Mapping[str, int] = {
    TaskStatus.NOT_STARTED: 0,
    TaskStatus.BEHIND: 1,
    TaskStatus.ON_TRACK: 1,
    TaskStatus.DONE: 2,
}


@rule(
    Q401=Message(
        "累计数减少",
        "本月累计 {seen}，比{last} 还少。",
        "请核对；确属核减的，在“说明”里写一句原因即可。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.FALL,
    ),
)
def cumulative_does_not_fall(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q401: a cumulative value below the last one of the year needs a reason in 说明 (核减)."""
    for row in unit.form.indicators:
        name = cumulative_field(row)
        place = (INDICATORS, row.indicator.id, name)
        found = last_of_year(data, unit, place) if name else None
        value = unit.number(*place) if name else None
        if found is None or value is None or isinstance(found[1].value, str):
            continue
        if value < found[1].value:
            last = f"{called(data, found[0])}的 {shown(found[1].value)}"
            yield at(unit, "Q401", *place, last=last)


@rule(
    Q409=Message(
        "报过是又填否",
        "{since}填的是“是”，本月改成了“否”。",
        "请核对；确有变化的，在“说明”里写一句原因即可。",
        explained_in=(fields.EXPLANATION,),
    ),
)
def yes_stays_yes(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q409: 是 when it was last answered in the year, 否 now."""
    for row in unit.form.indicators:
        place = (INDICATORS, row.indicator.id, fields.YTD)
        found = last_of_year(data, unit, place)
        if not is_yes_no(row) or not may_not_fall(row) or found is None:
            continue
        if (found[1].value, unit.text(*place)) == ("是", "否"):
            yield at(unit, "Q409", *place, since=called(data, found[0]))


@rule(
    Q408=Message(
        "完成度比上月低",
        "完成度填的是 {seen}，上月是 {last}。",
        "请核对；确有调整的，在“存在问题”里写一句原因即可。",
        explained_in=(fields.PROBLEMS,),
        asked=Asks.FALL,
    ),
)
def completion_does_not_fall(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q408: 完成度 of a task is below last month's."""
    for row in unit.form.rows:
        place = (TASKS, row.task.key, fields.COMPLETION)
        now, last = unit.number(*place), unit.history.get(data.previous, {}).get(place)
        if now is None or last is None or isinstance(last.value, str) or data.period.opens_year:
            continue
        if now < last.value:
            yield at(unit, "Q408", *place, last=shown(last.value))


@rule(
    Q402=Message(
        "本月增长异常",
        "本月比{since}新增 {increase}，超过今年以前各期最大新增 {largest} 的 3 倍。",
        "请核对是否多写了一位或单位有误；属实的，在“说明”里写一句原因。",
        explained_in=(fields.EXPLANATION,),
    ),
)
def no_jump(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q402: this month's increase is over three times the largest of the year's earlier ones, from due month to due month."""
    for row in _sums(unit):
        series = _series(data, unit, row)
        if data.period not in series or len(series) <= JUMP_MONTHS:
            continue
        due = [month for month in data.period.so_far if is_due_in(row, month)]
        steps = {b: series[b] - series[a] for a, b in pairwise(due) if a in series and b in series}
        increase = steps.pop(data.period, None)
        if due and due[0] in series:
            steps[due[0]] = series[due[0]]
        largest = max(steps.values(), default=0.0)
        if increase is not None and largest > 0 and increase > JUMP * largest:
            values = {"increase": shown(increase), "largest": shown(largest)}
            yield at(
                unit, "Q402", INDICATORS, row.indicator.id, fields.YTD, since=called(data, due[-2]), **values
            )


@rule(
    N403=Message(
        "数字多月未动",
        "累计数 {seen} 已连续 {months} 个月没有变化。",
        "请确认是否确无进展，或忘了更新。",
    ),
)
def does_not_stand_still(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N403: the same cumulative figure three months running, short of the target; not where 说明 says why it stands."""
    for row in _sums(unit):
        series = _series(data, unit, row)
        months = [data.period, data.previous, data.previous.previous]
        values = {series.get(month) for month in months[:STILL_MONTHS]}
        target = row.quota if row.quota is not None else None
        if len(values) != 1 or None in values or (target is not None and series[data.period] >= target):
            continue
        still = _STANDS.search(unit.text(INDICATORS, row.indicator.id, fields.EXPLANATION))
        if series[data.period] > 0 and not still:
            yield at(unit, "N403", INDICATORS, row.indicator.id, fields.YTD, months=str(STILL_MONTHS))


@rule(
    Q404=Message(
        "状态倒退",
        "上月状态是“{last}”，本月改成“{seen}”。",
        "请核对；属实的，在“存在问题”里写明原因。",
        explained_in=(fields.PROBLEMS,),
        asked=Asks.STATE,
    ),
)
def status_does_not_go_back(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q404: a task that was 已完成 or under way stands lower than last month."""
    before = unit.history.get(data.previous, {})
    for row in unit.form.rows:
        place = (TASKS, row.task.key, fields.STATUS)
        now, last = unit.text(*place), before.get(place)
        if last is None or data.period.opens_year:
            continue
        if _STANDING.get(now, 9) < _STANDING.get(str(last.value), -1):
            yield at(unit, "Q404", *place, last=str(last.value))


@rule(
    Q405=Message(
        "责任单位填不涉及",
        "状态填了“不涉及”，但清单中责任单位为“{responsible}”，包括本单位。",
        "请核对；确不涉及的，在“存在问题”里写明理由，由办公室确认。",
        explained_in=(fields.PROBLEMS,),
    ),
)
def responsible_means_concerned(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q405: 不涉及 for a task that the checklist gives to this unit."""
    for row in unit.form.rows:
        if unit.text(TASKS, row.task.key, fields.STATUS) == TaskStatus.NOT_APPLICABLE:
            yield at(unit, "Q405", TASKS, row.task.key, fields.STATUS, responsible=row.task.responsible)


@rule(
    Q406=Message(
        "待统计过久",
        "{since}应报时填的就是“待统计”，本期仍是“待统计”。",
        "请填数；仍报不出的，在“说明”里写明何时能报。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.ARRANGED,
    ),
)
def pending_is_not_for_ever(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q406: 待统计 though the figure was 待统计 already when it was last due."""
    for row in unit.form.indicators:
        due = last_due(data.period, row)
        if not row.due or due is None:
            continue
        for name in fields.FIGURE:
            place = (INDICATORS, row.indicator.id, name)
            last = unit.history.get(due, {}).get(place)
            if unit.text(*place) == NoValue.PENDING and last is not None and last.value == NoValue.PENDING:
                yield at(unit, "Q406", *place, since=due.chinese)


@rule(
    Q413=Message(
        "各项数都与上月一样",
        "有 {count} 项累计数（{rows}），与上月一个不差，像是照上月抄的，没有更新。",
        "请逐项核对，有进展的改成本月的累计数；确实都没有变化的，在第一项的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
    ),
)
def not_everything_stands_still(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q413: every running total of the form, of twelve or more that are not 0, is last month's."""
    if data.period.opens_year:
        return
    last = unit.history.get(data.previous, {})
    pairs = {
        row.indicator.id: (unit.number(*place), last[place].value)
        for row in _sums(unit)
        if (place := (INDICATORS, row.indicator.id, fields.YTD)) in last
        and is_due_in(row, data.period)
        and is_due_in(row, data.previous)
    }
    told = {id: now for id, (now, before) in pairs.items() if now and not isinstance(before, str)}
    if len(told) >= ALL_STILL and all(now == pairs[id][1] for id, now in told.items()):
        ids = list(told)
        rows = "、".join(ids[:6]) + ("等" if len(ids) > 6 else "")
        yield at(unit, "Q413", INDICATORS, ids[0], fields.YTD, count=str(len(ids)), rows=rows)


def _sums(unit: UnitData) -> Iterator[IndicatorRow]:
    return (row for row in unit.form.indicators if row.indicator.kind in _SUMS)


def _series(data: CheckData, unit: UnitData, row: IndicatorRow) -> dict[Period, float]:
    """The year's cumulative figures by month, this month included."""
    place = (INDICATORS, row.indicator.id, fields.YTD)
    found = {
        month: values.get(place) for month, values in unit.history.items() if month.year == data.period.year
    }
    found[data.period] = unit.entries.get(place)
    return {
        month: float(entry.value)
        for month, entry in found.items()
        if entry is not None and not isinstance(entry.value, str)
    }
