"""Corrections that the office proposed, with what the units said to them.

In: the tables adjustments and packs. Out: :class:`Adjustment`. What a slip says is looked up whenever it is
needed and stands nowhere else, so that a ledger made anew from the archive says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from toolkit.core.corrections import SLIP, answers_of
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.ledger.records import Adjustment, Confirmation
from toolkit.ledger.rows import join_value, to_time
from toolkit.ledger.schema import ADJUSTMENTS, PACKS

Answers = Mapping[tuple[str, str], tuple[bool, Confirmation]]


def corrections(connection: Connection, period: Period, *, every: bool = False) -> list[Adjustment]:
    """Corrections of the period in the order they were made; ``every``: also those withdrawn."""
    query = select(ADJUSTMENTS).where(ADJUSTMENTS.c.period == str(period))
    if not every:
        query = query.where(ADJUSTMENTS.c.withdrawn_at == "")
    rows = connection.execute(query.order_by(ADJUSTMENTS.c.id)).all()
    answers = _answers(connection, period) if rows else {}
    return [_answered(_adjustment(row), answers) for row in rows]


def _answers(connection: Connection, period: Period) -> Answers:
    """(unit code, key of the proposal) -> (agreed, by whom); of two slips the later one counts."""
    query = select(PACKS).where(PACKS.c.kind == SLIP, PACKS.c.period == str(period))
    order = (PACKS.c.received, PACKS.c.ordered_at, PACKS.c.version)
    answers: dict[tuple[str, str], tuple[bool, Confirmation]] = {}
    for row in connection.execute(query.order_by(*order)):
        received = datetime.fromisoformat(row.received)
        for one in answers_of(row.content):
            how = f"{SLIP} {row.file} {one.place}"
            said = Confirmation(one.name, how, received.date().isoformat(), received, one.note)
            answers[row.owner, one.proposal] = (one.agreed, said)
    return answers


def _answered(made: Adjustment, answers: Answers) -> Adjustment:
    """With what the slip says, unless the unit confirmed it otherwise since."""
    agreed, said = answers.get((made.unit, made.key), (False, None))
    if said is None or (made.confirmed is not None and made.confirmed.at > said.at):
        return made
    return replace(made, confirmed=said if agreed else None, refused=None if agreed else said)


def _adjustment(row: Row[Any]) -> Adjustment:
    value, confirmed_at = join_value(row.number, row.text), to_time(row.confirmed_at)
    return Adjustment(
        unit=row.unit,
        period=Period.parse(row.period),
        place=Place(row.sheet, row.key, row.field),
        value="" if value is None else value,
        reason=row.reason,
        name=row.name,
        at=datetime.fromisoformat(row.at),
        original=row.original,
        withdrawn_at=to_time(row.withdrawn_at),
        id=row.id,
        confirmed=Confirmation(row.confirmed_by, row.confirmed_how, row.confirmed_on, confirmed_at)
        if confirmed_at
        else None,
    )
