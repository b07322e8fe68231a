"""What the last run of a period rested on, so that the next one can say what moved; how quotas are proposed."""

from __future__ import annotations

from sqlalchemy import select

from toolkit.core.periods import Period
from toolkit.ledger.connect import Store
from toolkit.ledger.derived import renew
from toolkit.ledger.rows import storable
from toolkit.ledger.schema import META, RUNS

_QUOTA_WAY = "quota_way/{year}"


class RunStore(Store):
    """Part of the ledger: the state of the last run of every period, as JSON text; choices that a person made once."""

    def last_run(self, period: Period) -> str:
        """The state that save_run kept, "" before the first run."""
        with self.transaction() as connection:
            return connection.execute(select(RUNS.c.state).where(RUNS.c.period == str(period))).scalar() or ""

    def save_run(self, period: Period, state: str) -> None:
        """Keep the state of a run in place of the one before."""
        row = {"period": str(period), "state": storable(state)}
        with self.transaction() as connection:
            renew(connection, RUNS, [RUNS.c.period == str(period)], [row])

    def quota_way(self, year: int) -> str:
        """How the office has quotas of a year proposed, "" when it has not asked for any."""
        name = _QUOTA_WAY.format(year=year)
        with self.transaction() as connection:
            return connection.execute(select(META.c.value).where(META.c.name == name)).scalar() or ""

    def save_quota_way(self, year: int, way: str) -> None:
        """Keep how quotas of a year are proposed."""
        if way == self.quota_way(year):
            return
        name = _QUOTA_WAY.format(year=year)
        with self.transaction() as connection:
            connection.execute(META.delete().where(META.c.name == name))
            connection.execute(META.insert().values(name=name, value=storable(way)))
