"""Where originals lie, for a ledger that several computers share: each keeps what it took in in an archive of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import extract, func, select

from toolkit.ledger.connect import Store
from toolkit.ledger.rows import storable
from toolkit.ledger.schema import KEEPERS, META

_ID = "ledger_id"
_TEXT = "own_text/"  # rows of meta: the path follows, the value is a hash


class KeeperStore(Store):
    """Part of the ledger: which computer took in which original."""

    def server_clock(self) -> float | None:
        """The time of the server, in seconds since 1970; None of a ledger in a file."""
        if not self.on_server:
            return None
        with self.transaction() as connection:
            return float(connection.execute(select(extract("epoch", func.clock_timestamp()))).scalar_one())

    def keepers(self) -> dict[str, str]:
        """Hash of an original -> the computer that took it in, in words for people."""
        with self.transaction() as connection:
            return {row.sha256: row.computer for row in connection.execute(select(KEEPERS))}

    def note_kept(self, hashes: Iterable[str], computer: str) -> None:
        """Remember that these are at the computer, but for those that another has already."""
        with self.transaction() as connection:
            known = set(connection.execute(select(KEEPERS.c.sha256)).scalars())
            rows = [{"sha256": one, "computer": storable(computer)} for one in sorted(set(hashes) - known)]
            if rows:
                connection.execute(KEEPERS.insert(), rows)

    def own_texts(self) -> dict[str, str]:
        """Path -> hash of what the program itself wrote of sealed papers, on whichever computer."""
        query = select(META.c.name, META.c.value).where(META.c.name.startswith(_TEXT))
        with self.transaction() as connection:
            return {row.name.removeprefix(_TEXT): row.value for row in connection.execute(query)}

    def note_own_texts(self, texts: Mapping[str, str]) -> None:
        """Remember these, but for those that are known already."""
        with self.transaction() as connection:
            new = sorted(texts.keys() - self.own_texts().keys())
            if rows := [{"name": f"{_TEXT}{path}", "value": texts[path]} for path in new]:
                connection.execute(META.insert(), rows)

    def own_id(self) -> str:
        """By which a folder is known to belong to this ledger and to no other; made when first asked for."""
        with self.transaction() as connection:
            found = connection.execute(select(META.c.value).where(META.c.name == _ID)).scalar()
            if found is None:
                found = secrets.token_hex(8)
                connection.execute(META.insert().values(name=_ID, value=found))
            return str(found)
