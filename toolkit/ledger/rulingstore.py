"""What people of the office decided: rulings and corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.errors import OperatorError
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.corrections import corrections
from toolkit.ledger.entries import reported_words
from toolkit.ledger.merging import place_of
from toolkit.ledger.records import Adjustment, Confirmation, Ruling
from toolkit.ledger.rows import from_time, insert_one, split_value, storable, to_time
from toolkit.ledger.schema import ADJUSTMENTS, RULINGS, SUBMISSIONS

NO_SUCH = "没有第 {number} 号更正，或者它已经撤回。编号用 adjust --list 查看。"


class RulingStore(Store):
    """Part of the ledger: decisions of people, each with reason, name and time."""

    def rule(self, ruling: Ruling) -> int:
        """Keep a ruling and let it take effect; the same ruling twice is one. Returns its number.

        Raises OperatorError when it names a file that the ledger does not have.
        """
        with self.transaction() as connection:
            same = connection.execute(
                select(RULINGS.c.id).where(
                    RULINGS.c.kind == ruling.kind,
                    RULINGS.c.period == str(ruling.period),
                    RULINGS.c.unit == ruling.unit,
                    RULINGS.c.target == ruling.target,
                    RULINGS.c.seen == storable(ruling.seen),
                    RULINGS.c.revoked_at == "",
                )
            ).scalar()
            if same is not None:
                return int(same)
            row = {
                "kind": ruling.kind,
                "period": str(ruling.period),
                "unit": ruling.unit,
                "target": ruling.target,
                "seen": storable(ruling.seen),
                "reason": storable(ruling.reason),
                "name": storable(ruling.name),
                "at": from_time(ruling.at),
            }
            kept = insert_one(connection, RULINGS, row)
            _apply(connection, ruling, active=True)
            return kept

    def revoke(self, number: int, at: datetime) -> Ruling:
        """Take a ruling back, and undo its effect; raises OperatorError when there is none of that number."""
        with self.transaction() as connection:
            row = connection.execute(select(RULINGS).where(RULINGS.c.id == number)).first()
            if row is None:
                raise OperatorError(f"没有第 {number} 号裁定，请先查看裁定清单中的编号。")
            ruling = _ruling(row)
            if ruling.revoked_at is None:
                changed = {"revoked_at": from_time(at)}
                connection.execute(RULINGS.update().where(RULINGS.c.id == number).values(changed))
                _apply(connection, ruling, active=False)
                ruling = replace(ruling, revoked_at=at)
            return ruling

    def rulings(self, period: Period, *, every: bool = False) -> list[Ruling]:
        """Rulings of the period in the order they were made; ``every``: also those taken back."""
        query = select(RULINGS).where(RULINGS.c.period == str(period))
        if not every:
            query = query.where(RULINGS.c.revoked_at == "")
        with self.transaction() as connection:
            return [_ruling(row) for row in connection.execute(query.order_by(RULINGS.c.id))]

    def ruling(self, number: int) -> Ruling | None:
        """The ruling of that number, also one that was taken back."""
        with self.transaction() as connection:
            row = connection.execute(select(RULINGS).where(RULINGS.c.id == number)).first()
            return _ruling(row) if row else None

    def taken_out(self, period: Period) -> frozenset[tuple[str, Place]]:
        """(unit code, place) of the figures that a ruling took out (剔除)."""
        rulings = (ruling for ruling in self.rulings(period) if ruling.kind == "exclude")
        return frozenset((ruling.unit, place_of(ruling.target)) for ruling in rulings)

    def accepted(self, period: Period) -> dict[tuple[str, str], Ruling]:
        """(finding id, value) -> the ruling that lets it stand, of this period or an earlier one."""
        query = select(RULINGS).where(
            RULINGS.c.kind == "accept", RULINGS.c.period <= str(period), RULINGS.c.revoked_at == ""
        )
        with self.transaction() as connection:
            found = [
                _ruling(row) for row in connection.execute(query.order_by(RULINGS.c.period, RULINGS.c.id))
            ]
        return {(ruling.target, ruling.seen): ruling for ruling in found}

    def adjust(self, adjustment: Adjustment) -> int:
        """Propose another figure; it holds while the unit's value stays. Returns its number."""
        sheet, key, field = adjustment.place
        number, text = split_value(adjustment.value)
        with self.transaction() as connection:
            of_place = (
                ADJUSTMENTS.c.unit == adjustment.unit,
                ADJUSTMENTS.c.period == str(adjustment.period),
                ADJUSTMENTS.c.sheet == sheet,
                ADJUSTMENTS.c.key == key,
                ADJUSTMENTS.c.field == field,
                ADJUSTMENTS.c.withdrawn_at == "",
            )
            row: dict[str, Any] = {
                "unit": adjustment.unit,
                "period": str(adjustment.period),
                "sheet": sheet,
                "key": key,
                "field": field,
                "original": reported_words(connection, adjustment.period, adjustment.unit, adjustment.place),
                "number": number,
                "text": storable(text) if text is not None else None,
                "reason": storable(adjustment.reason),
                "name": storable(adjustment.name),
            }
            known = corrections(connection, adjustment.period)
            refused = {one.id for one in known if one.refused}
            for kept in connection.execute(select(ADJUSTMENTS).where(*of_place)).all():
                if kept.id not in refused and all(kept._mapping[name] == row[name] for name in row):
                    return int(kept.id)
            moment = from_time(adjustment.at)
            # What the unit confirmed counts until it confirms another figure.
            replaced = ADJUSTMENTS.c.id.not_in([one.id for one in known if one.confirmed])
            connection.execute(ADJUSTMENTS.update().where(*of_place, replaced).values(withdrawn_at=moment))
            return insert_one(connection, ADJUSTMENTS, {**row, "at": moment})

    def confirm_adjustment(self, number: int, by: Confirmation) -> None:
        """Keep that the unit agreed to a correction; raises OperatorError when there is none of that number."""
        values = {
            "confirmed_by": storable(by.name),
            "confirmed_how": storable(by.how),
            "confirmed_on": by.on,
            "confirmed_at": from_time(by.at),
        }
        with self.transaction() as connection:
            of_number = (ADJUSTMENTS.c.id == number, ADJUSTMENTS.c.withdrawn_at == "")
            if connection.execute(ADJUSTMENTS.update().where(*of_number).values(values)).rowcount == 0:
                raise OperatorError(NO_SUCH.format(number=number))

    def withdraw_adjustment(self, number: int, at: datetime) -> None:
        """Let the unit's own value count again; raises OperatorError when there is none of that number."""
        with self.transaction() as connection:
            of_number = (ADJUSTMENTS.c.id == number, ADJUSTMENTS.c.withdrawn_at == "")
            changed = connection.execute(
                ADJUSTMENTS.update().where(*of_number).values(withdrawn_at=from_time(at))
            )
            if changed.rowcount == 0:
                raise OperatorError(NO_SUCH.format(number=number))

    def adjustments(self, period: Period, *, every: bool = False) -> list[Adjustment]:
        """Corrections of the period in the order they were made; ``every``: also those withdrawn."""
        with self.transaction() as connection:
            return corrections(connection, period, every=every)

    def proposals(self, period: Period) -> list[Adjustment]:
        """Corrections that wait for the unit, while what they correct is still what it reports."""
        with self.transaction() as connection:
            return [
                made
                for made in corrections(connection, period)
                if made.open and reported_words(connection, period, made.unit, made.place) == made.original
            ]


def _apply(connection: Connection, ruling: Ruling, *, active: bool) -> None:
    """Withdrawing, pinning and taking out change what counts of returns; accepting only closes a finding, what was
    imported is taken back where it is read (``HistoryStore.history``), and what was put aside never was a return."""
    if ruling.kind in ("accept", "unimport", "aside"):
        return
    if ruling.kind in ("withdraw", "pin"):
        flag: dict[str, Any] = {"withdrawn": int(active)}
        if ruling.kind == "pin":
            flag = {"pinned_at": from_time(ruling.at) if active else ""}
        of_file = SUBMISSIONS.c.sha256 == ruling.target
        if connection.execute(SUBMISSIONS.update().where(of_file).values(flag)).rowcount == 0:
            raise OperatorError("台账里没有这份填报表，请核对文件名或哈希。")
    merging.remerge(connection, ruling.unit, ruling.period)


def _ruling(row: Row[Any]) -> Ruling:
    return Ruling(
        kind=row.kind,
        period=Period.parse(row.period),
        unit=row.unit,
        target=row.target,
        reason=row.reason,
        name=row.name,
        at=datetime.fromisoformat(row.at),
        seen=row.seen,
        revoked_at=to_time(row.revoked_at),
        id=row.id,
    )
