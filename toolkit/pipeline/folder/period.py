"""Which month a command is about: the one place that decides it.

In: the working folder, the time, and what -p says. Out: the period.
"""

from __future__ import annotations

from datetime import datetime

from toolkit.core import cycle
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.workspace import Workspace

_OFF = "本办公室按{cycle}报送（config.toml 的 cycle），报送期写末月：{given} 请写成 {right}。"


def period_of(
    workspace: Workspace, now: datetime, given: Period | None = None, *, sending: bool = False
) -> Period:
    """-p; else config.toml's; else the newest month whose forms went out, or the clock's where none did.

    ``sending``: forms are about to go out, which without -p and a set period are those of the clock's month. Raises
    OperatorError for a month that ends no period of the office's cycle.
    """
    chosen = given or workspace.config.period
    if chosen is not None and chosen.month not in cycle.ends():
        raise OperatorError(_OFF.format(cycle=cycle.current(), given=chosen, right=covering(chosen)))
    if chosen is None and not sending:
        chosen = workspace.ledger.newest_issued()
    return chosen or covering(Period(now.year, now.month))


def covering(month: Period) -> Period:
    """The period that a month lies in."""
    return Period(month.year, cycle.end_of(month.month))
