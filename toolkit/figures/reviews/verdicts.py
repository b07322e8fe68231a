"""The month with what the office decided about lights: every count over them is worked out anew.

In: the month as the tool judged it, the decisions of 审定表. Out: the month with them. A decision keeps what the
tool said when it was made, so that it lapses, and is said to lapse, once the tool says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.periods import Period
from toolkit.core.results import (
    WORST_FIRST,
    Comparison,
    IndicatorResult,
    MonthResult,
    Run,
    TaskResult,
    UnitTask,
)
from toolkit.core.returns import Figure, Light
from toolkit.core.reviews import LightVerdict
from toolkit.core.words import LightWord
from toolkit.figures.counts.overall import overall_figures
from toolkit.figures.judging.lights import PACE_WORDS
from toolkit.figures.numbers.registry import ALL, figure_key

Decide = Callable[[str, Light], LightVerdict | None]


def apply_verdicts(
    result: MonthResult, verdicts: Sequence[LightVerdict]
) -> tuple[MonthResult, list[LightVerdict]]:
    """The month with the decided lights, every count over them worked out anew; and decisions that have lapsed."""
    if not verdicts:
        return result, []
    made = {verdict.key: verdict for verdict in verdicts}
    lapsed: list[LightVerdict] = []

    def decided(key: str, light: Light) -> LightVerdict | None:
        verdict = made.pop(key, None)
        if verdict is not None and verdict.seen is not light:
            lapsed.append(verdict)
            return None
        return verdict

    tasks = tuple(
        _task(row, decided(f"task-{row.task.no}", row.light), decided, result.period) for row in result.tasks
    )
    indicators = tuple(_indicator(row, decided(row.indicator.id, row.light)) for row in result.indicators)
    lapsed += made.values()
    judged = replace(result, tasks=tasks, indicators=indicators)
    counted = {item.key for item in overall_figures(result)}
    figures = {key: item for key, item in result.figures.items() if key not in counted}
    figures |= _marked(result, verdicts, lapsed)
    figures |= {item.key: item for item in overall_figures(judged)}
    return replace(judged, figures=figures), lapsed


def _task(row: TaskResult, verdict: LightVerdict | None, decided: Decide, period: Period) -> TaskResult:
    units = {code: _unit_task(row, code, cell, decided) for code, cell in row.units.items()}
    if verdict is None:
        return replace(row, units=units)
    basis = f"办公室审定：{verdict.reason}（工具判定{verdict.seen.value}）"
    behind, below = verdict.light is Light.RED, verdict.light in (Light.RED, Light.YELLOW)
    comparison = row.comparison
    if comparison.known:
        judged = verdict.light in WORST_FIRST
        comparison = (
            Comparison(comparison.before, verdict.light)
            if judged
            else Comparison(comparison.before, reason="本月由办公室审定为未判定")
        )
    return replace(
        row,
        units=units,
        light=verdict.light,
        word=task_word(verdict.light),
        basis=basis,
        share=None,
        comparison=comparison,
        red_run=_run(row.red_run, period) if behind else Run(),
        below_run=_run(row.below_run, period) if below else Run(),
        newly_red=behind and comparison.known and comparison.before is not Light.RED,
    )


def task_word(light: Light) -> str:
    """What a decided light of a task says."""
    return LightWord.DONE if light is Light.BLUE else PACE_WORDS[light]


def _run(known: Run, period: Period) -> Run:
    return known if known.since else Run(1, period)


def _unit_task(row: TaskResult, code: str, cell: UnitTask, decided: Decide) -> UnitTask:
    verdict = decided(f"task-{row.task.no}/{code}", cell.light)
    return replace(cell, light=verdict.light) if verdict else cell


def _indicator(row: IndicatorResult, verdict: LightVerdict | None) -> IndicatorResult:
    if verdict is None:
        return row
    note = f"{row.note}；" if row.note else ""
    note += f"办公室审定：{verdict.reason}（工具判定{verdict.seen.value}）"
    return replace(row, light=verdict.light, word=PACE_WORDS[verdict.light], note=note)


def _marked(
    result: MonthResult, verdicts: Sequence[LightVerdict], lapsed: Sequence[LightVerdict]
) -> Mapping[str, Figure]:
    """The light Figures of decided tasks and indicators, and unit cells, with the mark 办公室审定."""
    marked: dict[str, Figure] = {}
    for verdict in verdicts:
        subject, _, code = verdict.key.partition("/")
        measure = fields.STATUS if code else "light"
        key = figure_key(subject, result.period, code or ALL, measure)
        if verdict not in lapsed and key in result.figures:
            known = result.figures[key]
            said = (
                known.word.removeprefix(verdict.seen.value).strip() if code else _word(subject, verdict.light)
            )
            word = f"{verdict.light.value} {said}".strip()
            marked[key] = replace(known, word=word, mark="办公室审定", formula=verdict.reason)
    return marked


def _word(subject: str, light: Light) -> str:
    return task_word(light) if subject.startswith("task-") else PACE_WORDS[light]
