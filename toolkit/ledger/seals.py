"""Seals of issued briefings: once sealed, later returns are kept but do not count until reopened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select, union_all

from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.records import Seal, Verdict
from toolkit.ledger.rows import from_time, storable, to_time
from toolkit.ledger.schema import (
    ADJUSTMENTS,
    ATTACHMENTS,
    PACKS,
    RULINGS,
    SEALS,
    SIGHTINGS,
    SUBMISSIONS,
    VERDICTS,
)

_HASH = 64  # digits of a file's hash; a unit's share of an export has more behind them
_PERIOD: BindParameter[str] = bindparam("period")
_IN_FORCE = select(SEALS).where(SEALS.c.period == _PERIOD, SEALS.c.reopened_at == "")
_COUNTED = (SUBMISSIONS.c.period == _PERIOD, SUBMISSIONS.c.held <= bindparam("held"))
_DECIDED = (RULINGS.c.period == _PERIOD, RULINGS.c.kind != "aside")
_CHANGES = union_all(
    select(func.max(SUBMISSIONS.c.received)).where(*_COUNTED),
    select(func.max(SIGHTINGS.c.at))
    .join(SUBMISSIONS, func.substr(SUBMISSIONS.c.sha256, 1, _HASH) == SIGHTINGS.c.sha256)
    .where(*_COUNTED),
    select(func.max(ATTACHMENTS.c.received)).where(ATTACHMENTS.c.period == _PERIOD),
    select(func.max(RULINGS.c.at)).where(*_DECIDED),
    select(func.max(RULINGS.c.revoked_at)).where(*_DECIDED),
    select(func.max(ADJUSTMENTS.c.at)).where(ADJUSTMENTS.c.period == _PERIOD),
    select(func.max(ADJUSTMENTS.c.withdrawn_at)).where(ADJUSTMENTS.c.period == _PERIOD),
    select(func.max(ADJUSTMENTS.c.confirmed_at)).where(ADJUSTMENTS.c.period == _PERIOD),
    select(func.max(VERDICTS.c.at)).where(VERDICTS.c.period == _PERIOD),
    # What was imported counts in later months only.
    select(func.max(PACKS.c.received)).where(PACKS.c.period == _PERIOD, PACKS.c.kind != IMPORTED),
)


class SealStore(Store):
    """Part of the ledger: what was issued to leaders, and when a period last changed."""

    def seal(self, seal: Seal) -> None:
        """Seal a period; raises OperatorError when it is sealed, or the number is taken."""
        with self.transaction() as connection:
            now = self.sealed(seal.period)
            if now is not None:
                raise OperatorError(
                    f"{seal.period.chinese}已按“{now.number}”封存；要重新印发，请先写明原因解除封存。"
                )
            taken = connection.execute(
                select(SEALS.c.period).where(
                    SEALS.c.number == seal.number, SEALS.c.period != str(seal.period)
                )
            ).scalar()
            if taken is not None:
                raise OperatorError(f"期号“{seal.number}”已用于{Period.parse(taken).chinese}，请换一个期号。")
            row = {
                "period": str(seal.period),
                "number": storable(seal.number),
                "sealed_at": from_time(seal.sealed_at),
                "figures": storable(seal.figures),
                "document": seal.document,
                "file": storable(seal.file),
                "despite": storable(seal.despite),
                "by": storable(seal.by),
            }
            connection.execute(SEALS.insert().values(row))

    def sealed(self, period: Period) -> Seal | None:
        """The seal in force, or None."""
        with self.transaction() as connection:
            row = connection.execute(_IN_FORCE, {"period": str(period)}).first()
        return _seal(row) if row else None

    def seals(self, period: Period | None = None) -> list[Seal]:
        """All seals ever put, also those reopened, in order; of one period or of all."""
        query = select(SEALS).order_by(SEALS.c.period, SEALS.c.id)
        if period is not None:
            query = query.where(SEALS.c.period == str(period))
        with self.transaction() as connection:
            return [_seal(row) for row in connection.execute(query)]

    def reopen(self, period: Period, reason: str, name: str, at: datetime) -> None:
        """Break the seal: returns that came since then count from now on. Raises OperatorError."""
        if not reason.strip():
            raise OperatorError("解除封存要写明原因。")
        with self.transaction() as connection:
            in_force = (SEALS.c.period == str(period), SEALS.c.reopened_at == "")
            values = {"reopened_at": from_time(at), "reason": storable(reason), "name": storable(name)}
            if connection.execute(SEALS.update().where(*in_force).values(values)).rowcount == 0:
                raise OperatorError(f"{period.chinese}没有封存，不用解除。")
            of_period = (SUBMISSIONS.c.period == str(period), SUBMISSIONS.c.held == 1)
            units = (
                connection.execute(select(SUBMISSIONS.c.unit).where(*of_period).distinct()).scalars().all()
            )
            connection.execute(SUBMISSIONS.update().where(*of_period).values(held=0))
            for unit in units:
                merging.remerge(connection, unit, period)

    def save_verdicts(self, period: Period, verdicts: Iterable[Verdict]) -> None:
        """Remember a filled 审定表 in place of the earlier one; what is unchanged keeps its time."""
        with self.transaction() as connection:
            kept = {verdict.key: verdict for verdict in self.verdicts(period)}
            wanted = {verdict.key: _unchanged(verdict, kept.get(verdict.key)) for verdict in verdicts}
            if wanted == kept:
                return  # a run that finds nothing new writes nothing
            connection.execute(VERDICTS.delete().where(VERDICTS.c.period == str(period)))
            for verdict in wanted.values():
                row = {
                    "period": str(period),
                    "key": verdict.key,
                    "decided": verdict.decided,
                    "seen": verdict.seen,
                    "reason": storable(verdict.reason),
                    "name": storable(verdict.name),
                    "at": from_time(verdict.at),
                }
                connection.execute(VERDICTS.insert().values(row))

    def verdicts(self, period: Period) -> list[Verdict]:
        """What the office decided about lights and statuses of the period, by key."""
        query = select(VERDICTS).where(VERDICTS.c.period == str(period)).order_by(VERDICTS.c.key)
        with self.transaction() as connection:
            return [
                Verdict(row.key, row.decided, row.seen, row.reason, row.name, datetime.fromisoformat(row.at))
                for row in connection.execute(query)
            ]

    def last_change(self, period: Period, *, with_held: bool = False) -> datetime | None:
        """When what counts for the period last changed (数据截至): by a return, a document or a decision.

        Taken from what was received and decided, never from when a command ran. ``with_held``: as it would be if
        the sealed period were reopened.
        """
        with self.transaction() as connection:
            values = {"period": str(period), "held": int(with_held)}
            moments = connection.execute(_CHANGES, values).scalars()
            return to_time(max(filter(None, moments), default=""))


def _unchanged(verdict: Verdict, kept: Verdict | None) -> Verdict:
    """The verdict with the time of the earlier one where it says the same."""
    return kept if kept is not None and replace(verdict, at=kept.at) == kept else verdict


def _seal(row: Row[Any]) -> Seal:
    return Seal(
        period=Period.parse(row.period),
        number=row.number,
        sealed_at=datetime.fromisoformat(row.sealed_at),
        figures=row.figures,
        document=row.document,
        reopened_at=to_time(row.reopened_at),
        reason=row.reason,
        name=row.name,
        file=row.file,
        despite=row.despite,
        by=row.by,
    )
