"""A task in red, told by the seven facts: task, lead, figure, gap, since when, where, why and by when."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Unit
from toolkit.core.results import IndicatorResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.briefing.sections.common import (
    Paper,
    by_gap,
    cause,
    due_indicators,
    in_order,
    stands,
    task_name,
    task_with_lead,
    unit_name,
    units_behind,
)
from toolkit.word.tokens import figure, listed, plain, visible

WHERE = 4  # units named as those that a task lags in


def red_task(paper: Paper, row: TaskResult, causes: int, quote: int) -> str:
    """One paragraph; ``causes`` is how many units are quoted (0: none), ``quote`` at most how long."""
    items = by_gap([item for item in due_indicators(paper, row) if item.light is Light.RED])
    told = [stands(paper, item) for item in items[:1]]
    told += _by_units(paper, row)
    if not told or not _is_said_of_all(paper):
        told.append(since(paper, row))
    head = f"{task_with_lead(row)}：{'，'.join(told)}。"
    return head + (why(paper, row, items, causes, quote) if causes else "")


def _is_said_of_all(paper: Paper) -> bool:
    """Whether the headline says of all tasks in red for how many months they have been so."""
    months = {row.red_run.months for row in paper.lagging}
    return len(paper.lagging) > 1 and len(months) == 1 and min(months) >= 2 and not paper.is_year_end


def only_why(paper: Paper, row: TaskResult, items: Sequence[IndicatorResult], causes: int, quote: int) -> str:
    """城镇老旧小区改造（第28项）：叶城县反映……: what page one had no room for."""
    said = why(paper, row, items, causes, quote)
    return f"{task_name(row)}：{said}" if said else ""


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
        return f"自{row.red_run.since.named}起连续{figure(months)}滞后"
    return f"{paper.month}新转为滞后" if row.newly_red else f"{paper.month}滞后"


def why(paper: Paper, row: TaskResult, items: Sequence[IndicatorResult], causes: int, quote: int) -> str:
    """Where, and the units' own words; once, that none gave a reason."""
    behind = units_behind(row)
    slow = [value.unit for item in items[:1] for value in item.units if value.light is Light.RED]
    units = in_order(paper, [*(cell.unit for cell in behind), *slow])
    speaking: dict[str, tuple[str, list[Unit]]] = {}  # equal words are told once, with the cell of the first
    for cell in _speaking(row, behind):
        if words := cause(cell, quote):
            speaking.setdefault(visible(words), (words, []))[1].append(cell.unit)
    told = list(speaking.values())[:causes]
    silent = [unit for unit in units if not any(unit in group for _, group in told)]
    where = ""
    if silent and len(units) <= WHERE:
        where = f"涉及{listed([unit_name(unit) for unit in units])}。"
    if told:
        spoken = (f"{listed([unit_name(u) for u in in_order(paper, group)])}{said}" for said, group in told)
        return f"{where}{'；'.join(spoken)}。"
    said = [cell for cell in row.units.values() if cell.status]
    of_slow = [cell for cell in said if cell.unit in slow]
    if not behind and units and len(of_slow) == len(units) <= WHERE:
        who = "该单位" if len(units) == 1 else "均"
        return (
            f"涉及{listed([unit_name(unit) for unit in units])}，{who}自报{_words(of_slow)}，未报滞后原因。"
        )
    if said and not behind:
        who = (
            f"已报单位均自报{_words(said)}"
            if len(said) > 1
            else f"{unit_name(said[0].unit)}自报{_words(said)}"
        )
        return f"{where}{who}，未报滞后原因。"
    return f"{where}未填报原因。" if said else where


def _words(said: Sequence[UnitTask]) -> str:
    return "或".join(
        f"“{status}”" for status in ("正常推进", "已完成") if any(cell.status == status for cell in said)
    )


def _speaking(row: TaskResult, behind: Sequence[UnitTask]) -> list[UnitTask]:
    """Units that tell a problem of the task, those behind first."""
    others = [cell for cell in row.units.values() if cell.status and cell not in behind]
    return [cell for cell in [*behind, *others] if plain(cell.problems)]
