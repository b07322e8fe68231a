"""Rules of copies: figures of another unit, figures that went into two sheets at once, one text for many tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.rule import month_rule, rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, NOTHING_NEW, TASKS, IndicatorRow
from toolkit.core.messages import MEANT, Message
from toolkit.core.model import Kind
from toolkit.core.places import PlaceKey
from toolkit.core.value_text import squeeze

TELLING = 10.0  # two units may both have 3 of something; 128 is a unit's own, and so is 3.7
ALIKE, MOST = 8, 0.9  # equal figures, and the part of those that could be
MANY, HALF = 20, 0.5  # so many need be that part alone
SHARED = 3  # units that have a figure: what more have tells nothing
# Equal figures at the same addresses of two sheets, and how many different ones among them.
TOGETHER, UNLIKE = 8, 4
ONE_TEXT = 5  # tasks with one and the same text
_COMPARED = 8  # units with the same figure that one is held against
_LISTED, _SHOWN = 6, 60
_COLUMNS = ((fields.YTD,), (fields.NUMERATOR, fields.DENOMINATOR))


@month_rule(
    Q415=Message(
        "与其他单位的数相同",
        "与{other}的 {count} 个数（{rows}）一个不差，像是照抄，或拿错了别的单位的表。",
        "请与两家核对各是谁的数，抄错的请改；确实都没有错的，在第一项的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
)
def own_figures(data: CheckData) -> Iterator[Finding]:
    """Q415: of the telling figures that two units both have in a column nearly all are equal.

    Each figure is held against those of a few units, so that the cost grows with the number of units alone.
    """
    for names in _COLUMNS:
        told = [_telling(unit, names) for unit in data.units]
        usual = Counter(one for figures in told for one in figures.items())
        holders: dict[tuple[PlaceKey, float], list[int]] = {}
        columns: list[dict[PlaceKey, float]] = []
        for number, (unit, figures) in enumerate(zip(data.units, told, strict=True)):
            own = {place: value for place, value in figures.items() if usual[place, value] <= SHARED}
            equal = Counter(other for one in own.items() for other in holders.get(one, ()))
            for other, count in equal.most_common(1):
                theirs = columns[other]
                both = len(own.keys() & theirs.keys())
                if count >= max(ALIKE, MOST * both) or count >= max(MANY, HALF * both):
                    same = [place for place, value in own.items() if theirs.get(place) == value]
                    yield _copied(unit, data.units[other], same)
            for one in own.items():
                known = holders.setdefault(one, [])
                if len(known) < _COMPARED:
                    known.append(number)
            columns.append(own)


def _copied(unit: UnitData, other: UnitData, same: Sequence[PlaceKey]) -> Finding:
    rows = "、".join(dict.fromkeys(place[1] for place in same[:_LISTED])) + "等"
    return at(unit, "Q415", *same[0], other=other.unit.name, count=str(len(same)), rows=rows)


def _telling(unit: UnitData, names: Sequence[str]) -> dict[PlaceKey, float]:
    """The figures of a column on 指标数据 that no other unit has by chance, or because both did what was asked."""
    rows = [(row, name) for row in unit.form.indicators for name in names]
    numbers = ((row, (INDICATORS, row.indicator.id, name)) for row, name in rows)
    return {
        place: value
        for row, place in numbers
        if (value := unit.number(*place)) is not None
        and (value >= TELLING or not value.is_integer())
        and value not in (row.quota, row.target.low)
    }


@rule(
    Q422=Message(
        "填的像是任务数",
        "有 {count} 项的本月累计（{rows}）正好是{goal}，像是把任务数填成了完成数。",
        "请逐项核对，填实际完成的累计数；没有错的，在第一项的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
)
def figures_are_no_goals(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q422: most of the figures that could be are the target of the whole place, or the unit's own before the year's end."""
    rows = [row for row in unit.form.indicators if _is_shared(row)]
    goals: list[tuple[str, dict[str, float]]] = [
        (
            "全地区的年度目标",
            {row.indicator.id: row.target.low for row in rows if row.quota != row.target.low},
        )
    ]
    if not data.period.next.opens_year:
        goals.append(("本单位的年度任务", {row.indicator.id: row.quota for row in rows if row.quota}))
    for goal, known in goals:
        figures = {id: unit.number(INDICATORS, id, fields.YTD) for id, target in known.items() if target}
        filled = {id: value for id, value in figures.items() if value}
        same = [id for id, value in filled.items() if value == known[id]]
        if len(same) >= max(ALIKE, HALF * len(filled)):
            listed = "、".join(same)
            yield at(
                unit, "Q422", INDICATORS, same[0], fields.YTD, count=str(len(same)), rows=listed, goal=goal
            )
            return


def _is_shared(row: IndicatorRow) -> bool:
    """Whether several units' figures add up to the target, so that none of them has all of it."""
    adds = row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK)
    return adds and not row.sole and not row.indicator.is_ratio_input


@rule(
    Q416=Message(
        "几张表同一位置的数一样",
        "工作表“{one}”和“{other}”有 {count} 格位置相同、数也一样（{cells}），像是几张表选在一起（工作组）时填的，一张表的数写进了另一张。",
        "请取消工作组（点一下别的表名），逐格核对这张表的数；没有错的，在第一格那一行的“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
    ),
)
def sheets_are_filled_one_by_one(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q416: figures stand at the same addresses of two sheets, as when both were selected while one was filled in."""
    figures, done = (_by_address(unit, sheet) for sheet in (INDICATORS, TASKS))
    both = [address for address in done if address in figures]
    same = [address for address in both if figures[address][1] == done[address][1]]
    if len(same) < max(TOGETHER, MOST * len(both)) or len({done[one][1] for one in same}) < UNLIKE:
        return
    cells = "、".join(same[:_LISTED]) + ("等" if len(same) > _LISTED else "")
    said = {"one": TASKS, "other": INDICATORS, "count": str(len(same)), "cells": cells}
    yield at(unit, "Q416", *done[same[0]][0], **said)


def _by_address(unit: UnitData, sheet: str) -> dict[str, tuple[PlaceKey, float]]:
    """The numbers of a sheet of the form by the address of their cells."""
    return {
        entry.source.address: (place, float(entry.value))
        for place, entry in unit.entries.items()
        if place[0] == sheet and entry.source is not None and not isinstance(entry.value, str)
    }


@rule(
    N510=Message(
        "多项任务写的一个字不差",
        "有 {count} 项任务（{rows}）的本月进展写的一个字不差：“{text}”。",
        "办公室看一看：专报要引用的，先问清是哪一项任务的情况；请单位以后按各项任务分别写，确无新进展的写“本月无新进展”。",
    ),
)
def each_task_has_its_own_text(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N510: one and the same text for many tasks."""
    texts: dict[str, list[str]] = {}
    for row in unit.form.rows:
        text = squeeze(unit.text(TASKS, row.task.key, fields.PROGRESS))
        if text and NOTHING_NEW not in text:
            texts.setdefault(text, []).append(row.task.key)
    for keys in texts.values():
        if len(keys) >= ONE_TEXT:
            rows = "、".join(f"任务{key}" for key in keys[:_LISTED]) + ("等" if len(keys) > _LISTED else "")
            said = {
                "count": str(len(keys)),
                "rows": rows,
                "text": unit.text(TASKS, keys[0], fields.PROGRESS)[:_SHOWN],
            }
            yield at(unit, "N510", TASKS, keys[0], fields.PROGRESS, **said)
