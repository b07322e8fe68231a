"""The register of 议定事项 (督办), and the numbers of the slips that go out for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from toolkit.core.codec import plain
from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.ledger.connect import Store
from toolkit.ledger.rows import from_time, storable
from toolkit.ledger.schema import DECISIONS, SLIPS


class RegisterStore(Store):
    """Part of the ledger: matters under supervision."""

    def save_decision(
        self, decision: Decision, at: datetime, opened: Period | None = None, ended: Period | None = None
    ) -> None:
        """Enter a matter in the register, or bring it up to date.

        ``opened``: the period in whose work it is put on the register, if it is new; ``ended``: the one in which it
        is closed, if it was open until now (``opened`` where not given).
        """
        with self.transaction() as connection:
            same = DECISIONS.c.number == decision.number
            kept = connection.execute(select(DECISIONS).where(same)).first()
            row: dict[str, Any] = {
                name: storable(text) for name, text in plain(decision).items() if name != "closed"
            }
            row |= {"closed": int(decision.closed), "opened": kept.opened if kept else str(opened or "")}
            row["ended"] = "" if not decision.closed else str(ended or opened or "")
            if kept is not None and kept.closed and decision.closed:
                row["ended"] = kept.ended
            if kept is not None and all(kept._mapping[name] == value for name, value in row.items()):
                return
            connection.execute(DECISIONS.delete().where(same))
            connection.execute(DECISIONS.insert().values(**row, at=from_time(at)))

    def decisions(self, *, every: bool = False) -> list[Decision]:
        """The register by number; open matters only unless ``every``."""
        query = select(DECISIONS).order_by(DECISIONS.c.number)
        if not every:
            query = query.where(DECISIONS.c.closed == 0)
        with self.transaction() as connection:
            return [_decision(row) for row in connection.execute(query)]

    def slip_number(self, period: Period, unit: str) -> int:
        """The number of the unit's 督办单 of the period, given once and for all; they count through a year."""
        with self.transaction() as connection:
            known = connection.execute(
                select(SLIPS.c.number).where(SLIPS.c.period == str(period), SLIPS.c.unit == unit)
            ).scalar()
            if known is not None:
                return int(known)
            of_year = SLIPS.c.period.like(f"{period.year}-%")
            last = connection.execute(select(func.max(SLIPS.c.number)).where(of_year)).scalar() or 0
            connection.execute(SLIPS.insert().values(period=str(period), unit=unit, number=last + 1))
            return int(last) + 1


def _decision(row: Row[Any]) -> Decision:
    values = {name: value for name, value in row._mapping.items() if name != "at"}
    return Decision(**{**values, "closed": bool(row.closed)})
