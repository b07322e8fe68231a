"""What came in: arrivals, attachments, files that wait for a person, and whose they were said to be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from toolkit.core.codec import made, plain
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.records import ArrivalKey, ArrivalRecord, Attachment, Attribution, Sighting, Waiting
from toolkit.ledger.rows import (
    arrival_key,
    findings_json,
    findings_of_json,
    from_time,
    storable,
    to_json,
    to_time,
)
from toolkit.ledger.schema import ARRIVALS, ATTACHMENTS, ATTRIBUTIONS, PACKS, SIGHTINGS, SUBMISSIONS, WAITING

_SAME = (
    ARRIVALS.c.sha256 == bindparam("same_sha256"),
    ARRIVALS.c.name == bindparam("same_name"),
    ARRIVALS.c.saved == bindparam("same_saved"),
)
_FORGET = ARRIVALS.delete().where(*_SAME)
_RECORD = ARRIVALS.insert()
_RECEIPTS = select(ARRIVALS.c.receipts).where(*_SAME)


def _same(sha256: str, name: str, saved: datetime) -> dict[str, str]:
    key = arrival_key(sha256, name, saved)
    return dict(zip(("same_sha256", "same_name", "same_saved"), key, strict=True))


class ArrivalStore(Store):
    """Part of the ledger: the fate of every file that came in."""

    def record_arrival(self, arrival: ArrivalRecord, receipts: Sequence[Receipt]) -> None:
        """Remember a file of the inbox and what became of it; told again, the later fate holds."""
        row = {
            "sha256": arrival.sha256,
            "name": storable(arrival.name),
            "saved": from_time(arrival.saved),
            "size": arrival.size,
            "sender": storable(arrival.sender),
            "receipts": storable(to_json(plain(list(receipts)))),
        }
        with self.transaction() as connection:
            connection.execute(_FORGET, _same(arrival.sha256, arrival.name, arrival.saved))
            connection.execute(_RECORD, row)

    def arrivals(self) -> set[ArrivalKey]:
        """All arrivals that were ever recorded."""
        query = select(ARRIVALS.c.sha256, ARRIVALS.c.name, ARRIVALS.c.saved)
        with self.transaction() as connection:
            return {(sha256, name, saved) for sha256, name, saved in connection.execute(query)}

    def arrival_receipts(self, sha256: str, name: str, saved: datetime) -> tuple[Receipt, ...] | None:
        """What became of exactly this arrival, None when it was never recorded."""
        with self.transaction() as connection:
            text = connection.execute(_RECEIPTS, _same(sha256, name, saved)).scalar()
        return None if text is None else made(tuple[Receipt, ...], json.loads(text))

    def hold_arrival(self, sha256: str, name: str, saved: datetime) -> None:
        """The file was taken, but could not leave the inbox: the next run knows it by this."""
        with self.transaction() as connection:
            statement = ARRIVALS.update().where(*_SAME).values(held=1)
            connection.execute(statement, _same(sha256, name, saved))

    def held_arrivals(self) -> set[ArrivalKey]:
        """Arrivals that were taken and perhaps still lie in the inbox."""
        query = select(ARRIVALS.c.sha256, ARRIVALS.c.name, ARRIVALS.c.saved).where(ARRIVALS.c.held == 1)
        with self.transaction() as connection:
            return {(sha256, name, saved) for sha256, name, saved in connection.execute(query)}

    def sight(self, hashes: Sequence[str], moment: datetime) -> None:
        """Remember when these bytes were first seen, before anything is made of them."""
        rows = [
            {"sha256": sha256, "seen": from_time(moment), "received": "", "by": "", "at": ""}
            for sha256 in hashes
        ]
        if rows:
            with self.transaction() as connection:
                connection.execute(SIGHTINGS.insert(), rows)

    def sightings(self) -> dict[str, Sighting]:
        """When which bytes were first seen, and what people say of when they came."""
        with self.transaction() as connection:
            rows = connection.execute(select(SIGHTINGS)).all()
        return {
            row.sha256: Sighting(
                datetime.fromisoformat(row.seen), to_time(row.received), row.by, to_time(row.at)
            )
            for row in rows
        }

    def say_received(self, sha256: str, seen: datetime, received: datetime, by: str, at: datetime) -> None:
        """A person says when the bytes came; holds also for a return that was taken before."""
        row = {"sha256": sha256, "seen": from_time(seen), "received": from_time(received)}
        row |= {"by": storable(by), "at": from_time(at)}
        with self.transaction() as connection:
            connection.execute(SIGHTINGS.delete().where(SIGHTINGS.c.sha256 == sha256))
            connection.execute(SIGHTINGS.insert(), row)
            of_file = or_(SUBMISSIONS.c.sha256 == sha256, SUBMISSIONS.c.sha256.startswith(f"{sha256}/"))
            found = connection.execute(select(SUBMISSIONS).where(of_file).order_by(SUBMISSIONS.c.id)).all()
            if found:
                moments = {"received": row["received"], "ordered_at": row["received"]}
                change = SUBMISSIONS.update().where(of_file)
                connection.execute(change.values(**moments, received_by=row["by"]))
            for taken in found:
                merging.remerge(connection, taken.unit, Period.parse(taken.period))

    def filed_for_another(self, path: str, sha256: str) -> bool:
        """Whether the ledger has the path for other bytes, which may lie on another computer alone. Returns are not
        looked at: each has a number of its own in its path."""
        with self.transaction() as connection:
            return any(
                connection.execute(
                    select(table.c.sha256)
                    .where(table.c.file == storable(path), table.c.sha256 != sha256)
                    .limit(1)
                ).first()
                for table in (ATTACHMENTS, PACKS)
            )

    def add_attachment(self, attachment: Attachment) -> bool:
        """Keep a document that came with a return; False when the unit has it already."""
        same = (
            ATTACHMENTS.c.sha256 == attachment.sha256,
            ATTACHMENTS.c.unit == attachment.unit,
            ATTACHMENTS.c.period == str(attachment.period),
        )
        row = {
            "sha256": attachment.sha256,
            "unit": attachment.unit,
            "period": str(attachment.period),
            "name": storable(attachment.name),
            "file": storable(attachment.file),
            "received": from_time(attachment.received),
            "stamped": int(attachment.stamped),
        }
        with self.transaction() as connection:
            if connection.execute(select(ATTACHMENTS.c.sha256).where(*same)).first() is not None:
                return False
            connection.execute(ATTACHMENTS.insert().values(row))
            return True

    def attached(self, sha256: str) -> set[tuple[str, Period]]:
        """(unit code, period) of all returns that the document came with."""
        query = select(ATTACHMENTS.c.unit, ATTACHMENTS.c.period).where(ATTACHMENTS.c.sha256 == sha256)
        with self.transaction() as connection:
            return {(unit, Period.parse(period)) for unit, period in connection.execute(query)}

    def attachments(self, period: Period) -> list[Attachment]:
        """Documents that came with returns of the period, by unit and file."""
        query = select(ATTACHMENTS).where(ATTACHMENTS.c.period == str(period))
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(ATTACHMENTS.c.unit, ATTACHMENTS.c.file)).all()
        return [
            Attachment(
                sha256=row.sha256,
                unit=row.unit,
                period=period,
                name=row.name,
                file=row.file,
                received=datetime.fromisoformat(row.received),
                stamped=bool(row.stamped),
            )
            for row in rows
        ]

    def save_waiting(self, waiting: Waiting) -> None:
        """Remember a file that waits for a person, so that it is not parsed again unchanged."""
        row = {
            "sha256": waiting.sha256,
            "name": storable(waiting.name),
            "received": from_time(waiting.received),
            "sender": storable(waiting.sender),
            "status": waiting.status,
            "findings": findings_json(waiting.findings),
            "context": waiting.context,
            "within": storable(to_json(list(waiting.within))),
        }
        with self.transaction() as connection:
            connection.execute(WAITING.delete().where(WAITING.c.sha256 == waiting.sha256))
            connection.execute(WAITING.insert().values(row))

    def all_waiting(self) -> list[Waiting]:
        """All files that wait for a person, by name."""
        query = select(WAITING).order_by(WAITING.c.name, WAITING.c.sha256)
        with self.transaction() as connection:
            return [
                Waiting(
                    sha256=row.sha256,
                    name=row.name,
                    received=datetime.fromisoformat(row.received),
                    sender=row.sender,
                    status=row.status,
                    findings=findings_of_json(row.findings),
                    context=row.context,
                    within=tuple(json.loads(row.within or "[]")),
                )
                for row in connection.execute(query)
            ]

    def forget_waiting(self, sha256: str) -> None:
        """The file has found its place."""
        with self.transaction() as connection:
            connection.execute(WAITING.delete().where(WAITING.c.sha256 == sha256))

    def attribute(self, attribution: Attribution) -> None:
        """Remember a person's decision whose file this is; a later decision replaces it."""
        row = {
            "sha256": attribution.sha256,
            "unit": attribution.unit,
            "period": str(attribution.period or ""),
            "at": from_time(attribution.at),
            "by": storable(attribution.by),
        }
        with self.transaction() as connection:
            connection.execute(ATTRIBUTIONS.delete().where(ATTRIBUTIONS.c.sha256 == attribution.sha256))
            connection.execute(ATTRIBUTIONS.insert().values(row))

    def attributions(self) -> dict[str, Attribution]:
        """All decisions of people whose file it is, by hash."""
        with self.transaction() as connection:
            rows = connection.execute(select(ATTRIBUTIONS)).all()
        return {
            row.sha256: Attribution(
                row.sha256,
                row.unit,
                Period.parse(row.period) if row.period else None,
                datetime.fromisoformat(row.at),
                row.by,
            )
            for row in rows
        }
