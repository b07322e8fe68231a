"""Packs that came back: reviews of lead units, confirmed quotas, objections to scores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from toolkit.core.periods import Period
from toolkit.ledger.connect import Store
from toolkit.ledger.records import PackRecord
from toolkit.ledger.rows import from_time, storable
from toolkit.ledger.schema import PACKS


class PackStore(Store):
    """Part of the ledger: what others filled into workbooks that are no forms. Nothing is ever removed."""

    def add_pack(self, pack: PackRecord) -> bool:
        """Keep a returned pack; False when the same bytes are there already."""
        row = {
            "sha256": pack.sha256,
            "kind": pack.kind,
            "owner": storable(pack.owner),
            "period": str(pack.period),
            "version": pack.version,
            "name": storable(pack.name),
            "file": storable(pack.file),
            "received": from_time(pack.received),
            "ordered_at": from_time(pack.ordered_at),
            "content": storable(pack.content),
        }
        with self.transaction() as connection:
            if self.pack(pack.sha256) is not None:
                return False
            connection.execute(PACKS.insert().values(row))
            return True

    def pack(self, sha256: str) -> PackRecord | None:
        """The pack of that hash, also one that a newer one supersedes."""
        with self.transaction() as connection:
            row = connection.execute(select(PACKS).where(PACKS.c.sha256 == sha256)).first()
        return pack_of(row) if row else None

    def pack_hashes(self) -> set[str]:
        """Hashes of all packs."""
        with self.transaction() as connection:
            return set(connection.execute(select(PACKS.c.sha256)).scalars())

    def next_pack_version(self, kind: str, owner: str, period: Period) -> int:
        """The number that the owner's next pack of this kind and period gets."""
        query = select(func.max(PACKS.c.version)).where(
            PACKS.c.kind == kind, PACKS.c.owner == storable(owner), PACKS.c.period == str(period)
        )
        with self.transaction() as connection:
            return int(connection.execute(query).scalar() or 0) + 1

    def packs_of(self, kind: str) -> list[PackRecord]:
        """All of a kind, whatever the period, in the order in which they were taken in."""
        query = select(PACKS).where(PACKS.c.kind == kind).order_by(PACKS.c.ordered_at, PACKS.c.version)
        with self.transaction() as connection:
            return [pack_of(row) for row in connection.execute(query)]

    def packs_in(self, period: Period) -> list[PackRecord]:
        """All of a period, whatever the kind, older ones too."""
        query = select(PACKS).where(PACKS.c.period == str(period)).order_by(PACKS.c.file)
        with self.transaction() as connection:
            return [pack_of(row) for row in connection.execute(query)]

    def packs(self, kind: str, period: Period) -> list[PackRecord]:
        """The newest pack of every owner, by owner; older ones of the same owner no longer count."""
        query = select(PACKS).where(PACKS.c.kind == kind, PACKS.c.period == str(period))
        order = (PACKS.c.owner, PACKS.c.received, PACKS.c.ordered_at, PACKS.c.version)
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(*order)).all()
        newest = {row.owner: pack_of(row) for row in rows}
        return list(newest.values())


def pack_of(row: Row[Any]) -> PackRecord:
    """A row of the table as a record."""
    return PackRecord(
        sha256=row.sha256,
        kind=row.kind,
        owner=row.owner,
        period=Period.parse(row.period),
        version=row.version,
        name=row.name,
        file=row.file,
        received=datetime.fromisoformat(row.received),
        ordered_at=datetime.fromisoformat(row.ordered_at),
        content=row.content,
    )
