"""The key numbers: four to six, each with its change, on page one; those that tasks in red leave no room for open section three.

In: the paper. Out: a text a number.
"""

from __future__ import annotations

from toolkit.core.model import Kind
from toolkit.core.results import IndicatorResult
from toolkit.figures.numbers.counting import by_action
from toolkit.outputs.briefing.sections.common import Paper, stands
from toolkit.outputs.briefing.wording import fell, moved

LEAST = 4  # numbers that are told somewhere


def key_numbers(paper: Paper) -> list[str]:
    """What config names, else one an action, the widest first; as many as page one has room for."""
    return _told(paper, _chosen(paper, paper.page_one.numbers))


def numbers_left(paper: Paper) -> list[str]:
    """Those of the first four that page one had no room for."""
    shown = _chosen(paper, paper.page_one.numbers)
    return _told(paper, [row for row in _chosen(paper, LEAST) if row not in shown])


def _told(paper: Paper, rows: list[IndicatorResult]) -> list[str]:
    if paper.is_silent or paper.is_thin or not rows:
        return []
    told = [_number(paper, row) for row in rows]
    apart = "以下合计不含未报单位。" if paper.missing else ""
    return [f"{apart}{told[0]}", *told[1:]]


def _chosen(paper: Paper, most: int) -> list[IndicatorResult]:
    usable = [row for row in paper.result.indicators if _is_key(row)]
    wanted = paper.settings.main_indicators
    if wanted:
        return [row for row in usable if row.indicator.id in wanted][:most]
    best: list[IndicatorResult] = []
    for rows in by_action(paper.result.tasks).values():
        numbers = {row.task.no for row in rows}
        mine = [row for row in usable if row.indicator.task_no in numbers]
        mine.sort(key=lambda row: (-_weight(row), row.indicator.task_no))
        best += mine[:2]
    best.sort(key=lambda row: -_weight(row))
    chosen = {row.indicator.id for row in best[:most]}
    return [row for row in usable if row.indicator.id in chosen]


def _is_key(row: IndicatorResult) -> bool:
    kinds = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK, Kind.RATIO)
    enough = (row.reported.value or 0) * 2 >= (row.expected.value or 0)
    return (
        row.due
        and row.indicator.kind in kinds
        and bool(row.total.value)
        and row.target is not None
        and enough
    )


def _weight(row: IndicatorResult) -> float:
    """Money and people of the whole prefecture first."""
    wide = len(row.units) > 2
    measure = row.indicator.measure
    return (
        4 * wide + 2 * measure.startswith(("亿", "万")) + (row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT))
    )


def _number(paper: Paper, row: IndicatorResult) -> str:
    step = fell(row, paper.result.period) or moved(row, paper.result.period)
    return "，".join(part for part in (stands(paper, row, paced=False), step) if part)
