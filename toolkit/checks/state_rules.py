"""The rules on 项目状态: the sums and dates of the row, and what it says of the whole project, go with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.project_words import (
    BEGUN,
    DONE,
    NOT_BEGUN,
    RESUMED,
    STOPPED,
    UNFINISHED,
    row_taken_back,
    state_said,
)
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS
from toolkit.core.messages import MEANT, Message
from toolkit.core.periods import Period
from toolkit.forms.layout import MONEY_FIELDS, PROJECT_SHEET, PROJECT_STATUSES

_TO_BEGIN, _BUILDING, _HALTED, _BUILT, _IN_USE = PROJECT_STATUSES
# Design, permits and surveys cost a few per cent of all, with land a little more; of a small project a few 100,000 yuan.
PREPARED, PREPARED_LEAST = 0.1, 50.0
# A low bid (30 % off) and a reserve that was not needed (10 %) leave more than 60 % of all; 完成投资 goes by work, not by payment.
BUILT = 0.5
_FINISHED = (_BUILT, _IN_USE)
# Land that was bought and cleared, surveys and design of earlier years: of a street in a town up to a third.
BEFORE_START = 0.3
_DONE = (fields.CUMULATIVE_DONE, fields.YEAR_DONE)
_MONTH = len("2024-06")
_SAYS = {
    NOT_BEGUN: _TO_BEGIN,
    BEGUN: _BUILDING,
    RESUMED: _BUILDING,
    UNFINISHED: _BUILDING,
    STOPPED: _HALTED,
    DONE: _BUILT,
}
_CONTRARY = {
    _TO_BEGIN: (DONE, BEGUN, STOPPED),
    _BUILDING: (NOT_BEGUN, DONE, STOPPED),
    _HALTED: (DONE, RESUMED),
    _BUILT: (NOT_BEGUN, STOPPED, UNFINISHED),
    _IN_USE: (NOT_BEGUN, STOPPED, UNFINISHED),
}


@rule(
    Q317=Message(
        "项目状态与投资、时间对不上",
        "项目状态选了“{status}”，而{against}。",
        "请核对项目状态和这几项数、时间；确实如此的，在“存在问题”里写一句原因。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
    Q318=Message(
        "项目状态与文字对不上",
        "项目状态选了“{status}”，而{where}里写的是“{words}”。",
        "请核对以哪一个为准，改项目状态或者改文字；两处都对的，在“存在问题”里写一句原因。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
    Q321=Message(
        "开工时间与累计投资对不上",
        "开工时间填了 {start}，是今年开的工，而累计完成投资 {total_done} 万元、本年完成投资 {of_year} 万元，往年就完成了 {before} 万元。",
        "请核对开工时间和这两项投资；往年的钱确是开工前花的（如征地拆迁），在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def states_go_with_sums_and_words(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q317: 未开工 with over a tenth of 总投资 done, 已完工 with under half of it, begun though 开工时间 is still to come
    or nothing costs anything; Q321: begun this year, with more money of earlier years than work before the start takes; Q318: the row's
    words say another state of the whole project. One question a row."""
    for key in unit.rows(PROJECTS):
        place = (PROJECTS, key, fields.STATUS)
        status = unit.text(*place)
        if against := figures_against(unit, key, status, data.period):
            words, figures = against
            yield at(unit, "Q317", *place, seen="、".join((status, *figures)), status=status, against=words)
        elif told := _before_the_start(unit, key, data.period):
            seen = f"{told['start']}、{told['before']}"  # which the months to come leave as it is
            yield at(unit, "Q321", PROJECTS, key, fields.START, seen=seen, **told)
        elif said := _words_against(unit, key, status):
            where, words, other = said
            seen = f"{status}、{other}"
            yield at(unit, "Q318", *place, seen=seen, status=status, where=where, words=words[:100])


def _words_against(unit: UnitData, key: str, status: str) -> tuple[str, str, str] | None:
    """Where the row says another state, in what words, and which."""
    for name, state in product((fields.IMAGE, fields.PROBLEMS), _CONTRARY.get(status, ())):
        if words := state_said(unit.text(PROJECTS, key, name), state):
            return PROJECT_SHEET.column(name).title, words, _SAYS[state]
    return None


def figures_against(
    unit: UnitData, key: str, status: str, period: Period
) -> tuple[str, tuple[str, ...]] | None:
    """What does not go with a state, and the figures of it."""
    total = unit.number(PROJECTS, key, fields.TOTAL) or 0.0
    done = {name: unit.number(PROJECTS, key, name) or 0.0 for name in _DONE}
    start = unit.text(PROJECTS, key, fields.START)
    most = max(done, key=lambda name: done[name])
    if status == _TO_BEGIN and total > 0 and done[most] > max(PREPARED * total, PREPARED_LEAST):
        column, figures = PROJECT_SHEET.column(most).title, (shown(done[most]), shown(total))
        return f"{column}填了 {figures[0]} 万元，超过总投资 {figures[1]} 万元的一成", figures
    if status in (_BUILDING, *_FINISHED) and len(start) >= _MONTH and start[:_MONTH] > str(period):
        return f"开工时间填了 {start}，还没有到", (start,)
    all_sums = [unit.number(PROJECTS, key, name) for name in MONEY_FIELDS]
    if status in (_BUILDING, *_FINISHED) and all_sums[0] == 0 and not any(all_sums) and not _gone(unit, key):
        return "总投资和其他各项投资都是 0", ("0",)
    spent = unit.number(PROJECTS, key, fields.CUMULATIVE_DONE)
    if status in _FINISHED and spent is not None and spent < BUILT * total:
        figures = (shown(spent), shown(total))
        return f"累计完成投资填了 {figures[0]} 万元，不到总投资 {figures[1]} 万元的一半", figures
    return None


def _gone(unit: UnitData, key: str) -> bool:
    """Whether the row says that the project is none any more: nothing is what it should count."""
    return any(row_taken_back(unit.text(PROJECTS, key, name)) for name in (fields.IMAGE, fields.PROBLEMS))


def _before_the_start(unit: UnitData, key: str, period: Period) -> dict[str, str] | None:
    """开工时间 in this year, 累计, 本年, and what is left for earlier years where that is too much; a 累计 over 总投资 is Q306's."""
    start = unit.text(PROJECTS, key, fields.START)
    total, spent, this_year = (unit.number(PROJECTS, key, name) for name in (fields.TOTAL, *_DONE))
    if total is None or spent is None or this_year is None or start[:4] != str(period.year):
        return None
    before = round(spent - this_year, 4)
    if spent > total or before <= max(BEFORE_START * total, PREPARED_LEAST):
        return None
    return {
        "start": start,
        "total_done": shown(spent),
        "of_year": shown(this_year),
        "before": shown(before),
    }
