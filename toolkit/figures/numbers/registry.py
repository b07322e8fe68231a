"""Collects figures under their keys, so that every number has one home.

In: figures as they are computed. Out: the mapping that :class:`MonthResult` carries; a key given
twice is a fault of the program and raises ValueError.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from toolkit.core.periods import Period
from toolkit.core.returns import Figure

ALL = "all"
GROUP = "group"  # what subjects of groups of units begin with


def figure_key(subject: str, period: Period, who: str, measure: str) -> str:
    """``<subject>/<period>/<unit code or all>/<measure>``; one object wherever it is named, for a month names each many times."""
    return sys.intern(f"{subject}/{period}/{who}/{measure}")


def group_key(period: Period, group: str, measure: str, of: str = "") -> str:
    """The key of a group's figure, ``of`` an indicator, a task or its units: ``group-T02-3/2024-06/喀什地区/value``."""
    return figure_key(f"{GROUP}-{of}" if of else GROUP, period, group, measure)


class Registry:
    """Figures by key, in the order in which they were added."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def add(self, figure: Figure) -> Figure:
        """Keep a figure and hand it back; raises ValueError when its key is taken."""
        if figure.key in self._figures:
            raise ValueError(f"two figures under one key: {figure.key}")
        self._figures[figure.key] = figure
        return figure

    def add_all(self, figures: Iterable[Figure]) -> None:
        """Keep several figures."""
        for figure in figures:
            self.add(figure)

    def mapping(self) -> Mapping[str, Figure]:
        """All figures so far."""
        return dict(self._figures)


def join_marks(marks: Iterable[str]) -> str:
    """The distinct marks of several inputs in one word list, in a fixed order."""
    distinct = {part for mark in marks if mark for part in mark.split("、")}
    return "、".join(sorted(distinct))
