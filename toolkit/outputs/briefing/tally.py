"""The month's counts as the paper says them: a whole and its parts, looked up under their keys.

In: a :class:`MonthResult`; out: its Figures. Nothing is counted here; a key that the month does not have
raises KeyError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.core.results import IndicatorResult, MonthResult
from toolkit.core.returns import Figure
from toolkit.figures.numbers.counting import LIGHT_NAMES, STATE_NAMES, STATUS_NAMES, by_action
from toolkit.figures.numbers.registry import ALL, figure_key


@dataclass(frozen=True)
class Split:
    """A whole and its parts by light or status, as Figures."""

    total: Figure
    parts: Mapping[str, Figure]  # the name of a light, state or status in keys -> count


class Tally:
    """An index over the figures of one month."""

    def __init__(self, result: MonthResult) -> None:
        self.result = result
        numbers = {action: at for at, action in enumerate(by_action(result.tasks), 1)}
        self.overall = self._split("overall", "tasks", "lit", LIGHT_NAMES.values())
        self.actions = {
            action: self._split(f"action-{at}", "tasks", "lit", LIGHT_NAMES.values())
            for action, at in numbers.items()
        }
        self.by_indicators = self._split("overall", "tasks", "by_indicators", LIGHT_NAMES.values(), by=True)
        self.by_units = self._split("overall", "tasks", "by_units", LIGHT_NAMES.values(), by=True)
        self.indicators = self._split("overall", "indicators", "due", [*LIGHT_NAMES.values(), "waiting"])
        self.paced = self._split("overall", "indicators", "paced", LIGHT_NAMES.values(), by=True)
        self.unpaced = self._split("overall", "indicators", "point", LIGHT_NAMES.values(), by=True)
        self.reports = self._split("overall", "units", "asked", [*STATE_NAMES.values(), "late"])
        self.changes = self._split("overall", "tasks", "comparable", ("better", "worse", "level"))
        self.units = {
            row.unit.code: self._split("unit", "tasks", "held", STATUS_NAMES.values(), row.unit.code)
            for row in result.units
        }

    def figure(self, subject: str, measure: str, who: str = ALL) -> Figure:
        """The figure under ``subject/period/who/measure``."""
        return self.result.figures[figure_key(subject, self.result.period, who, measure)]

    def target(self, row: IndicatorResult) -> tuple[Figure, ...]:
        """The year's target as one Figure, as two for a range, () where there is none."""
        keys = (
            figure_key(row.indicator.id, self.result.period, ALL, end) for end in ("target", "target_high")
        )
        return tuple(self.result.figures[key] for key in keys if key in self.result.figures)

    def _split(
        self,
        subject: str,
        what: str,
        whole: str,
        parts: Iterable[str],
        who: str = ALL,
        *,
        by: bool = False,
    ) -> Split:
        """``by``: the parts are of the whole's own kind (tasks_by_units_red), else of all (tasks_red)."""
        of = f"{what}_{whole}" if by else what
        return Split(
            self.figure(subject, f"{what}_{whole}", who),
            {name: self.figure(subject, f"{of}_{name}", who) for name in parts},
        )
