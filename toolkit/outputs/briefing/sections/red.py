"""A task in red, told by the seven facts: task, lead, figure, gap, since when, where, why and by when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from toolkit.core.area import said
from toolkit.core.model import Unit
from toolkit.core.nothing import worded
from toolkit.core.results import IndicatorResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.core.words import TaskStatus
from toolkit.figures.counts.telling import BEHIND_STATUSES
from toolkit.outputs.briefing.sections.common import (
    BEHIND,
    Paper,
    by_gap,
    cause,
    due_indicators,
    in_order,
    planned,
    reason,
    stands,
    task_name,
    task_with_lead,
    unit_name,
    units_behind,
)
from toolkit.word.tokens import figure, listed, name, say, visible

_TOO_LONG = "原因较长，见汇总表"
ALIKE = 2  # further indicators with the same gap that are named
WHERE = 4  # units named as those that a task lags in


def red_task(paper: Paper, row: TaskResult, causes: int, quote: int, *, plans: bool = True) -> str:
    """One paragraph; ``causes`` is how many units are quoted (0: none), ``quote`` at most how long.

    ``plans``: with where it lags and what the units plan; else the reason alone, in the fewest words.
    """
    items = red_items(paper, row)
    told = [stands(paper, item) for item in items[:1]]
    told += _as_far_behind(items) if plans else []  # of the fewest words
    told += _by_units(paper, row)
    if not told or not _is_said_of_all(paper):
        told.append(since(paper, row))
    head = f"{task_with_lead(row, first=not plans)}：{'，'.join(told)}。"
    if not causes:
        return head
    return head + (why(paper, row, causes, quote) if plans else only_reason(paper, row, quote))


def _as_far_behind(items: Sequence[IndicatorResult]) -> list[str]:
    """新建普通高中学校数差距相同: further indicators of the task with the gap that was just said."""
    alike = [item for item in items[1:] if item.gap.value is not None and say(item.gap) == say(items[0].gap)]
    names = [name(item.indicator.name) for item in alike]
    return [f"{listed(names, ALIKE)}差距相同"] if names else []


def _is_said_of_all(paper: Paper) -> bool:
    """Whether the headline says of all tasks in red for how many months they have been so."""
    months = {row.red_run.months for row in paper.lagging}
    return len(paper.lagging) > 1 and len(months) == 1 and min(months) >= 2 and not paper.is_year_end


def only_why(paper: Paper, row: TaskResult, causes: int, quote: int) -> str:
    """城镇老旧小区改造（第28项）：叶城县反映……: what page one had no room for."""
    said = why(paper, row, causes, quote)
    return f"{task_name(row)}：{said}" if said else ""


def only_reason(paper: Paper, row: TaskResult, quote: int) -> str:
    """叶城县反映：“征地未完成”。 / 已报单位均自报“正常推进”。 / 原因未报。: why, and nothing else."""
    behind = units_behind(row)
    told = _reasons(paper, row, quote, _in_brief)
    if told:
        words, group = told[0]
        return f"{_speakers(paper, group)}{words}。"
    if _speaking(paper, row):
        return ""  # given, in words that are too long for here
    said = [cell for cell in row.units.values() if cell.status]
    if said and not behind:
        return f"{_all_said(said)}，原因未报。"
    return "原因未报。" if said else ""


def only_plans(paper: Paper, row: TaskResult, quote: int, page_one: int) -> str:
    """城镇老旧小区改造（第28项），涉及英吉沙县、叶城县，叶城县计划：“10月底前开工”: what page one, which says why, had no room for.

    ``page_one``: the length to which it quoted.
    """
    behind = units_behind(row)
    told = _reasons(paper, row, page_one, _in_brief)
    if not told and _speaking(paper, row):
        return only_why(paper, row, 1, quote)
    affected = _affected(paper, row, behind)
    plan = ""
    if told:
        first = next(cell for cell in _speaking(paper, row) if _in_brief(cell, page_one))
        plan = planned(paper, first, quote)
    where = "" if plan and affected == [first.unit] else _where(paper, affected)
    said = "，".join(part for part in (where, f"{unit_name(first.unit)}{plan}" if plan else "") if part)
    colon = "，" if plan else "："  # what is quoted has a colon of its own
    return f"{task_name(row)}{colon}{said}。" if said else ""


def red_items(paper: Paper, row: TaskResult) -> list[IndicatorResult]:
    """The indicators that make it red, worst first."""
    return by_gap([item for item in due_indicators(paper, row) if item.light is Light.RED])


def _by_units(paper: Paper, row: TaskResult) -> list[str]:
    """已报的13家中5家自报滞后或未启动: what a task rests on that no indicator judges."""
    said, of = paper.of_task(row, "said"), paper.of_task(row, "said_of")
    if row.share is None or said is None or of is None or row.share.measure != "家":
        return []
    return [f"已报的{figure(of)}中{figure(said)}自报滞后或未启动"]


def since(paper: Paper, row: TaskResult) -> str:
    """自7月起连续3个月滞后 / 9月新转为滞后 / 9月滞后 / 年底未完成."""
    if paper.is_year_end:
        return "年底未完成"
    months = paper.of_task(row, "months_behind")
    if row.red_run.months >= 2 and months is not None and row.red_run.since is not None:
        since_then = [one for one in paper.result.period.so_far if one >= row.red_run.since]
        passed = "（其间一个月没有判定）" if len(since_then) > row.red_run.months else ""
        return f"自{row.red_run.since.named}起连续{figure(months)}滞后{said(passed)}"
    return f"{paper.month}新转为滞后" if row.newly_red else f"{paper.month}滞后"


def why(paper: Paper, row: TaskResult, causes: int, quote: int) -> str:
    """Where, and the units' own words; once, that none gave a reason."""
    behind = units_behind(row)
    units = _affected(paper, row, behind)
    told = _reasons(paper, row, quote, partial(cause, paper))[:causes]
    quoted = {unit.code for _, group in told for unit in group}
    silent = [unit for unit in units if unit.code not in quoted]
    place = _where(paper, units) if silent else ""
    where = f"{place}。" if place else ""
    if told:
        return f"{where}{'；'.join(f'{_speakers(paper, group)}{words}' for words, group in told)}。"
    spoken = [cell for cell in row.units.values() if cell.status]
    slow = {unit.code for unit in units}
    of_slow = [cell for cell in spoken if cell.unit.code in slow]
    if _speaking(paper, row):
        return f"{where}{_TOO_LONG}。"
    unexplained = "未报原因" if paper.is_year_end else "未报滞后原因"
    if not behind and units and len(of_slow) == len(units) <= WHERE:
        who = "该单位" if len(units) == 1 else "均"
        return f"{place}，{who}自报{_words(of_slow)}，{unexplained}。"
    if spoken and not behind:
        return f"{where}{_all_said(spoken)}，{unexplained}。"
    return f"{where}未填报原因。" if spoken else where


def _in_brief(cell: UnitTask, limit: int) -> str:
    return reason(cell, limit, briefly=True)


def _reasons(
    paper: Paper, row: TaskResult, limit: int, say: Callable[[UnitTask, int], str]
) -> list[tuple[str, list[Unit]]]:
    """What units say of it, equal words once, with the cell of the first who said them."""
    speaking: dict[str, tuple[str, list[Unit]]] = {}
    for cell in _speaking(paper, row):
        if words := say(cell, limit):
            speaking.setdefault(visible(words), (words, []))[1].append(cell.unit)
    return list(speaking.values())


def _affected(paper: Paper, row: TaskResult, behind: Sequence[UnitTask]) -> list[Unit]:
    """Units that say they are behind, and those whose own figure of the worst indicator is red."""
    slow = [
        value.unit for item in red_items(paper, row)[:1] for value in item.units if value.light is Light.RED
    ]
    return in_order(paper, [*(cell.unit for cell in behind), *slow])


def _where(paper: Paper, units: Sequence[Unit]) -> str:
    return f"涉及{_named(paper, units)}" if 0 < len(units) <= WHERE else ""


def _named(paper: Paper, units: Sequence[Unit]) -> str:
    return listed([unit_name(unit) for unit in in_order(paper, units)])


def _speakers(paper: Paper, units: Sequence[Unit]) -> str:
    """Who says the same words; of many the first, since the words matter."""
    names = [unit_name(unit) for unit in in_order(paper, units)]
    return listed(names) if len(names) <= WHERE else f"{listed(names[: WHERE - 1])}等单位"


def _all_said(said: Sequence[UnitTask]) -> str:
    if len(said) > 1:
        return f"已报单位均自报{_words(said)}"
    return f"{unit_name(said[0].unit)}自报{_words(said)}"


def _words(said: Sequence[UnitTask]) -> str:
    return "或".join(
        f"“{status}”"
        for status in (TaskStatus.ON_TRACK, TaskStatus.DONE)
        if any(cell.status == status for cell in said)
    )


def _speaking(paper: Paper, row: TaskResult) -> list[UnitTask]:
    """Units that tell a problem of the task and are behind themselves: by their status first, then by figures of their own.

    What a unit on pace writes is no cause of the lag, whatever it is.
    """
    slow = {
        value.unit.code for item in red_items(paper, row) for value in item.units if value.light in BEHIND
    }
    by_status = units_behind(row)
    by_figures = [
        cell
        for code, cell in row.units.items()
        if cell.status and cell.status not in BEHIND_STATUSES and (cell.light in BEHIND or code in slow)
    ]
    return [cell for cell in [*by_status, *by_figures] if worded(cell.problems)]
