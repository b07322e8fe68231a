"""The rule that holds a project against the month before: what it said and had spent then still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.earlier import called
from toolkit.checks.finding import at, shown
from toolkit.checks.project_rows import replaced
from toolkit.checks.rule import rule
from toolkit.checks.state_rules import figures_against
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS
from toolkit.core.messages import Asks, Message
from toolkit.core.periods import Period
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Entry
from toolkit.forms.layout import PROJECT_SHEET, PROJECT_STATUSES

_TO_BEGIN, _BUILDING, _HALTED, _BUILT, _IN_USE = PROJECT_STATUSES
_STANDING = {_TO_BEGIN: 0, _BUILDING: 1, _HALTED: 1, _BUILT: 2, _IN_USE: 3}
ROUNDED = 2.0  # 万元: four sums, each rounded to a whole one
_MONTH = len("2024-06")


@dataclass(frozen=True)
class _Asked:
    """``seen``: all figures that the question rests on."""

    field: str
    against: str
    seen: str = ""


@dataclass(frozen=True)
class _Project:
    """A row of this month beside the last month that has it."""

    unit: UnitData
    key: str
    month: Period
    before: Mapping[PlaceKey, Entry]
    since: str

    def text(self, name: str) -> tuple[str, str]:
        """What stands there now, and what stood there."""
        last = self.before.get((PROJECTS, self.key, name))
        return self.unit.text(PROJECTS, self.key, name), "" if last is None else str(last.value)

    def sums(self, name: str) -> tuple[float, float] | None:
        """The sum now, and what it was; None where either is missing."""
        last, now = self.before.get((PROJECTS, self.key, name)), self.unit.number(PROJECTS, self.key, name)
        return None if now is None or last is None or isinstance(last.value, str) else (now, last.value)


@rule(
    Q421=Message(
        "项目与上月对不上",
        "{against}。",
        "请核对；确有变化、核减的，在“存在问题”里写一句原因即可。",
        explained_in=(fields.PROBLEMS,),
        asked=Asks.FALL,
    ),
)
def projects_go_on_from_last_month(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q421: 项目状态 that goes back, 本年完成投资 or 到位资金 that falls within the year, 本年 and 累计完成投资 that rise by unlike sums, a project
    that was begun and is to have begun later. One question a row; none where 累计 fell, which is Q407, and of the state
    none where the row itself contradicts it, which is Q317."""
    for key in unit.rows(PROJECTS):
        project = _project(data, unit, key)
        done = project.sums(fields.CUMULATIVE_DONE) if project else None
        if (
            project is None
            or replaced(unit, key, project.before)
            or (done and done[0] < done[1] and project.month == data.previous)
        ):
            continue
        state = figures_against(unit, key, unit.text(PROJECTS, key, fields.STATUS), data.period)
        causes = (_fallen, _risen_apart) if state else (_gone_back, _fallen, _risen_apart, _begun_later)
        asked = next((one for cause in causes if (one := cause(project, data.period))), None)
        if asked:
            yield at(unit, "Q421", PROJECTS, key, asked.field, seen=asked.seen, against=asked.against)


def _project(data: CheckData, unit: UnitData, key: str) -> _Project | None:
    names = (fields.STATUS, fields.YEAR_DONE, fields.CUMULATIVE_DONE)
    for month in sorted(unit.history, reverse=True):
        values = unit.history[month]
        if month < data.period and any((PROJECTS, key, name) in values for name in names):
            return _Project(unit, key, month, values, called(data, month))
    return None


def _gone_back(project: _Project, period: Period) -> _Asked | None:
    now, last = project.text(fields.STATUS)
    if _STANDING.get(now, 9) >= _STANDING.get(last, -1):
        return None
    return _Asked(fields.STATUS, f"项目状态{project.since}是“{last}”，本月改成“{now}”")


def _fallen(project: _Project, period: Period) -> _Asked | None:
    """The year's sums begin anew with the year."""
    this_year = (fields.YEAR_DONE, fields.FUNDED) if project.month.year == period.year else ()
    for name in (*this_year, fields.CUMULATIVE_DONE):
        now, last = project.sums(name) or (0.0, 0.0)
        if now < last:
            title = PROJECT_SHEET.column(name).title
            return _Asked(name, f"{title}填了 {shown(now)} 万元，比{project.since}的 {shown(last)} 万元还少")
    return None


def _risen_apart(project: _Project, period: Period) -> _Asked | None:
    """What was done in the years before is 累计 without 本年, and stands; it may be settled once they are over."""
    year, whole = project.sums(fields.YEAR_DONE), project.sums(fields.CUMULATIVE_DONE)
    anew = project.month.year < period.year
    if year is None or whole is None or whole[0] < year[0] or project.month.next.year < period.year:
        return None  # E303 asks of the second
    by_year, by_whole = round(year[0] - (0.0 if anew else year[1]), 6), round(whole[0] - whole[1], 6)
    if by_year - by_whole <= ROUNDED and (anew or by_whole - by_year <= ROUNDED):
        return None
    if anew:
        grown = f"累计完成投资比{project.since}只增加 {shown(by_whole)} 万元；本年完成投资从1月1日算起"
        against = f"本年完成投资填了 {shown(year[0])} 万元，{grown}"
    else:
        sums = [(by_year, "本年完成投资"), (by_whole, "累计完成投资")]
        (more, first), (less, second) = sorted(sums, reverse=True)
        grown = f"比{project.since}增加 {shown(more)} 万元"
        against = f"{first}{grown}，{second}只增加 {shown(less)} 万元，两项的增加额应当一样"
    return _Asked(fields.YEAR_DONE, against, f"{shown(year[0])}、{shown(whole[0])}")


def _begun_later(project: _Project, period: Period) -> _Asked | None:
    now, last = project.text(fields.START)
    status = project.text(fields.STATUS)[1]
    was_begun = _STANDING.get(status, 0) > 0
    if not was_begun or now == last or len(now) < _MONTH or now[:_MONTH] <= str(project.month):
        return None
    was = f"，{project.since}填的是 {last}" if last else ""
    return _Asked(fields.START, f"开工时间填了 {now}{was}，而项目状态{project.since}已是“{status}”")
