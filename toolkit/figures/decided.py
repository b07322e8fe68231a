"""The month with what the office decided about lights: every count over them is worked out anew.

In: the month as the tool judged it, the decisions of 审定表. Out: the month with them. A decision keeps what the
tool said when it was made, so that it lapses, and is said to lapse, once the tool says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.core.reviews import LightRuling
from toolkit.figures.lights import PACE_WORDS
from toolkit.figures.overall import overall_figures

Decide = Callable[[str, Light], LightRuling | None]


def apply_rulings(
    result: MonthResult, rulings: Sequence[LightRuling]
) -> tuple[MonthResult, list[LightRuling]]:
    """The month with the decided lights, every count over them worked out anew; and decisions that have lapsed."""
    made = {ruling.key: ruling for ruling in rulings}
    lapsed: list[LightRuling] = []

    def decided(key: str, light: Light) -> LightRuling | None:
        ruling = made.pop(key, None)
        if ruling is not None and ruling.seen is not light:
            lapsed.append(ruling)
            return None
        return ruling

    tasks = tuple(_task(row, decided(f"task-{row.task.no}", row.light), decided) for row in result.tasks)
    indicators = tuple(_indicator(row, decided(row.indicator.id, row.light)) for row in result.indicators)
    lapsed += made.values()
    figures = {**result.figures, **_marked(result, rulings, lapsed)}
    figures |= {item.key: item for item in overall_figures(result.period, tasks, indicators, result.units)}
    return replace(result, tasks=tasks, indicators=indicators, figures=figures), lapsed


def _task(row: TaskResult, ruling: LightRuling | None, decided: Decide) -> TaskResult:
    units = {code: _unit_task(row, code, cell, decided) for code, cell in row.units.items()}
    if ruling is None:
        return replace(row, units=units)
    basis = f"办公室审定：{ruling.reason}（工具判定{ruling.seen.value}）"
    months = (
        row.months_behind
        if ruling.light is Light.RED and row.months_behind
        else int(ruling.light is Light.RED)
    )
    word = PACE_WORDS[ruling.light]
    return replace(row, units=units, light=ruling.light, word=word, basis=basis, months_behind=months)


def _unit_task(row: TaskResult, code: str, cell: UnitTask, decided: Decide) -> UnitTask:
    ruling = decided(f"task-{row.task.no}/{code}", cell.light)
    return replace(cell, light=ruling.light) if ruling else cell


def _indicator(row: IndicatorResult, ruling: LightRuling | None) -> IndicatorResult:
    if ruling is None:
        return row
    note = f"{row.note}；" if row.note else ""
    note += f"办公室审定：{ruling.reason}（工具判定{ruling.seen.value}）"
    return replace(row, light=ruling.light, word=PACE_WORDS[ruling.light], note=note)


def _marked(
    result: MonthResult, rulings: Sequence[LightRuling], lapsed: Sequence[LightRuling]
) -> Mapping[str, Figure]:
    """The light Figures of decided tasks, with the mark 办公室审定."""
    marked: dict[str, Figure] = {}
    for ruling in rulings:
        key = f"{ruling.key}/{result.period}/all/light"
        if ruling not in lapsed and key in result.figures:
            word = f"{ruling.light.value} {PACE_WORDS[ruling.light]}"
            marked[key] = replace(result.figures[key], word=word, mark="办公室审定", formula=ruling.reason)
    return marked
