"""What the last run of a period rested on and what came of it, so that the next one can say what moved."""

from __future__ import annotations

from sqlalchemy import select

from toolkit.core.periods import Period
from toolkit.ledger.connect import Store
from toolkit.ledger.recorder import unrecorded
from toolkit.ledger.rows import storable
from toolkit.ledger.schema import RUNS


class RunStore(Store):
    """Part of the ledger: the state of the last run of every period, as JSON text."""

    def last_run(self, period: Period) -> str:
        """The state that save_run kept, "" before the first run."""
        with self.transaction() as connection:
            return connection.execute(select(RUNS.c.state).where(RUNS.c.period == str(period))).scalar() or ""

    def save_run(self, period: Period, state: str) -> None:
        """Keep the state of a run in place of the one before."""
        with self.transaction() as connection, unrecorded(connection):
            connection.execute(RUNS.delete().where(RUNS.c.period == str(period)))
            connection.execute(RUNS.insert().values(period=str(period), state=storable(state)))
