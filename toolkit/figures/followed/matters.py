"""What counties ask the prefecture to settle, and what became of the last meeting's decisions.

In: the month's texts and register of decisions. Out: text Figures ``matter-<n>/<period>/<code>/title`` and
``decision-<n>/<period>/all/state``, and counts ``overall/<period>/all/matters``, ``decisions``,
``decisions_closed``, ``decisions_open``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.area import level
from toolkit.core.periods import Period
from toolkit.core.results import ExperienceResult, MonthResult
from toolkit.core.returns import Figure
from toolkit.figures.numbers.counting import count
from toolkit.figures.numbers.registry import ALL, figure_key

TO_COORDINATE = "需地区协调事项"


def to_coordinate(rows: Sequence[ExperienceResult]) -> list[ExperienceResult]:
    """What counties ask the prefecture to settle."""
    return [row for row in rows if row.category == TO_COORDINATE]


def matter_figures(result: MonthResult) -> Iterator[Figure]:
    """Matters and decisions one by one, and how many there are."""
    matters = list(_matters(result.period, to_coordinate(result.experience)))
    yield from matters
    yield count(
        figure_key("overall", result.period, ALL, "matters"),
        f"{result.period.chinese}提请{level()}协调的事项",
        [item.key for item in matters],
        f"经验与诉求里类别为“{TO_COORDINATE}”的逐条计数",
        "件",
    )
    yield from _decisions(result)


def _matters(period: Period, rows: Sequence[ExperienceResult]) -> Iterator[Figure]:
    for number, row in enumerate(rows, 1):
        yield Figure(
            figure_key(f"matter-{number}", period, row.unit.code, "title"),
            f"{period.chinese}{row.unit.name}提请{level()}协调的事项",
            None,
            word=row.title or "（未写标题）",
            formula="单位填报",
            sources=(row.source,),
            kind="text",
        )


def _decisions(result: MonthResult) -> Iterator[Figure]:
    closed: list[str] = []
    still_open: list[str] = []
    for number, row in enumerate(result.decisions, 1):
        key = figure_key(f"decision-{number}", result.period, ALL, "state")
        (closed if row.closed else still_open).append(key)
        yield Figure(
            key,
            f"议定事项{row.number}：{row.matter}（{row.unit}）",
            None,
            word="已办结" if row.closed else "在办",
            formula="议定事项登记",
            kind="text",
        )
    groups = {
        "decisions": ("议定事项", [*closed, *still_open]),
        "decisions_closed": ("已办结的议定事项", closed),
        "decisions_open": ("未办结的议定事项", still_open),
    }
    for name, (label, keys) in groups.items():
        key = figure_key("overall", result.period, ALL, name)
        yield count(key, f"{result.period.chinese}{label}", keys, "按议定事项登记逐项计数")
