"""What the ledger keeps of what can be worked out again: findings, counts, states of runs.

In: a table, which rows of it, what they are to be. Out: the table so. It is no act of the journal, and what stands there already is
not written again: a command that finds nothing changed leaves the ledger's file byte for byte as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from toolkit.ledger.recorder import unrecorded


def renew(
    connection: Connection,
    table: Table,
    which: Sequence[ColumnElement[bool]],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Put ``rows`` (column -> value, in order) in place of the rows that ``which`` chooses, unless these are the same."""
    numbered = "id" in table.c
    columns = [column for column in table.c if not (numbered and column is table.c.id)]
    query = select(*columns).where(*which)
    standing = connection.execute(query.order_by(table.c.id) if numbered else query)
    if [dict(row._mapping) for row in standing] == [*map(dict, rows)]:
        return
    with unrecorded(connection):
        connection.execute(table.delete().where(*which))
        if rows:
            connection.execute(table.insert(), [*map(dict, rows)])
