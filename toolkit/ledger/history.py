"""Tables of the time before the tool (history import): kept as packs, one a file; their values cell by cell.

In: what was read of a file. Out: entries of past periods with the mark 历史导入. Of two files that fill one place the
one imported later counts, what a person took back counts no more; nothing here goes before what a unit returned (``core.openings``).
"""

from __future__ import annotations

from sqlalchemy import select

from toolkit.core.form import INDICATORS
from toolkit.core.imported import imported_of
from toolkit.core.openings import IMPORTED
from toolkit.core.periods import Period
from toolkit.core.returns import Entry, Source
from toolkit.ledger.packs import PackStore, pack_of
from toolkit.ledger.records import PackRecord
from toolkit.ledger.schema import PACKS, RULINGS


class HistoryStore(PackStore):
    """Part of the ledger: what stands for months before the tool."""

    def keep_history(self, pack: PackRecord) -> bool:
        """Keep what was read of a file in place of an earlier reading of the same bytes; False when that says the same."""
        with self.transaction() as connection:
            kept = self.pack(pack.sha256)
            if kept is not None and kept.content == pack.content:
                return False
            connection.execute(PACKS.delete().where(PACKS.c.sha256 == pack.sha256, PACKS.c.kind == IMPORTED))
            self.add_pack(pack)
            return True

    def history_packs(self) -> list[PackRecord]:
        """All imported tables in the order in which they were imported."""
        query = select(PACKS).where(PACKS.c.kind == IMPORTED).order_by(PACKS.c.ordered_at, PACKS.c.sha256)
        with self.transaction() as connection:
            return [pack_of(row) for row in connection.execute(query)]

    def history_withdrawn(self) -> dict[str, int]:
        """Hash of each imported table that a person took back -> the number of that ruling."""
        query = select(RULINGS.c.target, RULINGS.c.id).where(
            RULINGS.c.kind == "unimport", RULINGS.c.revoked_at == ""
        )
        with self.transaction() as connection:
            return {row.target: row.id for row in connection.execute(query)}

    def history(self) -> list[Entry]:
        """The values that stand for months before the tool, one a place, by period, unit, indicator and field."""
        found: dict[tuple[Period, str, str, str], Entry] = {}
        taken_back = self.history_withdrawn()
        for pack in self.history_packs():
            if pack.sha256 in taken_back:
                continue
            for cell in imported_of(pack.content):
                period = Period.parse(cell.period)
                source = Source(cell.unit, pack.file, pack.sha256, cell.sheet, cell.address, cell.raw)
                found[period, cell.unit, cell.key, cell.field] = Entry(
                    cell.unit, period, INDICATORS, cell.key, cell.field, cell.value, source, IMPORTED
                )
        return [found[place] for place in sorted(found)]
