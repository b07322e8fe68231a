"""Which month a command is about: the one place that decides it.

In: the working folder, the time, and what -p says. Out: the period.
"""

from __future__ import annotations

from datetime import datetime

from toolkit.core.periods import Period
from toolkit.pipeline.workspace import Workspace


def period_of(
    workspace: Workspace, now: datetime, given: Period | None = None, *, sending: bool = False
) -> Period:
    """-p; else config.toml's; else the newest month whose forms went out, or the clock's where none did.

    ``sending``: forms are about to go out, which without -p and a set period are those of the clock's month.
    """
    chosen = given or workspace.config.period
    if chosen is None and not sending:
        chosen = workspace.ledger.newest_issued()
    return chosen or Period(now.year, now.month)
