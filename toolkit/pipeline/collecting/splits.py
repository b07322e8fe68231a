"""Which units share which indicator, as the reader of 目标分解确认表 needs it.

In: the checklist and the units. Out: by year, what :mod:`toolkit.papers.quotapaper` may take over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toolkit.core.model import Checklist, Unit
from toolkit.figures.quotas.quotasums import quota_rows
from toolkit.papers.quotapaper import Split


def splits_of(checklist: Checklist, units: Sequence[Unit]) -> Callable[[int], Mapping[str, Split]]:
    """A function of the year: indicator -> its lead units and the names of the units that hold it."""
    names = {unit.code: unit.name for unit in units}

    def splits(year: int) -> Mapping[str, Split]:
        return {
            row.indicator.id: Split(row.leads, frozenset(names.get(code, code) for code in row.quotas))
            for row in quota_rows(checklist, units, year)
        }

    return splits
