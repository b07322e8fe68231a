"""What went out: checklists by digest, forms issued, and the key that signs them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from toolkit.core.form import TASKS
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.carried import carried_rows
from toolkit.ledger.connect import Store
from toolkit.ledger.identity import CHECK, key_of, make_key
from toolkit.ledger.records import FormRecord
from toolkit.ledger.rows import from_time, storable, to_json
from toolkit.ledger.schema import CHECKLISTS, FORMS, META


class IssuedStore(Store):
    """Part of the ledger: what was issued."""

    def key(self) -> bytes:
        """The secret that signs forms: made once, kept beside the archive; raises OperatorError when it is gone."""
        if self._folder is None:
            raise OperatorError("没有存档文件夹，不能签发填报表。")
        with self.transaction() as connection:
            return key_of(connection, self._folder)

    def key_check(self) -> str:
        """What the ledger remembers of the key, "" before there was one."""
        with self.transaction() as connection:
            return connection.execute(select(META.c.value).where(META.c.name == CHECK)).scalar() or ""

    def renew_key(self) -> None:
        """Another key in place of one that is lost for good: forms that are out are told by a person then."""
        if self._folder is not None:
            with self.transaction() as connection:
                make_key(connection, self._folder)

    def save_checklist(self, digest: str, json_text: str) -> None:
        """Keep a version of the checklist; the same digest twice changes nothing."""
        with self.transaction() as connection:
            known = connection.execute(select(CHECKLISTS.c.digest).where(CHECKLISTS.c.digest == digest))
            if known.first() is None:
                connection.execute(CHECKLISTS.insert().values(digest=digest, json=storable(json_text)))

    def has_checklist(self, digest: str) -> bool:
        """Whether that version of the checklist was used before."""
        with self.transaction() as connection:
            known = connection.execute(select(CHECKLISTS.c.digest).where(CHECKLISTS.c.digest == digest))
            return known.first() is not None

    def checklists(self) -> dict[str, str]:
        """All versions of the checklist that were used: digest -> JSON text."""
        with self.transaction() as connection:
            return {row.digest: row.json for row in connection.execute(select(CHECKLISTS))}

    def save_form(self, form: FormRecord) -> None:
        """Remember a form that was issued; the same unit, period and part replaces the earlier one."""
        place = (FORMS.c.period == str(form.period), FORMS.c.unit == form.unit, FORMS.c.part == form.part)
        row = {
            "period": str(form.period),
            "unit": form.unit,
            "part": storable(form.part),
            "digest": form.digest,
            "row_keys": to_json(form.rows),
            "carried": storable(form.carried),
            "generated_at": from_time(form.generated_at),
            "sha256": form.sha256,
            "layout": form.layout,
        }
        with self.transaction() as connection:
            kept = connection.execute(select(FORMS.c.sha256).where(*place)).scalar()
            if kept == form.sha256:
                return  # generated again with the same content
            connection.execute(FORMS.delete().where(*place))
            connection.execute(FORMS.insert().values(row))

    def asked(self, period: Period) -> dict[str, frozenset[tuple[str, str]]]:
        """Unit code -> (sheet, row key) of the rows that its forms of the period asked for, all parts together."""
        units: dict[str, frozenset[tuple[str, str]]] = {}
        for form in self.forms(period):
            units[form.unit] = units.get(form.unit, frozenset()) | form.asked
        return units

    def shown(self, period: Period) -> dict[str, dict[str, dict[str, str | float]]]:
        """Unit code -> row key of 任务进展 -> what its forms of the period showed of last month, by field."""
        units: dict[str, dict[str, dict[str, str | float]]] = {}
        for form in self.forms(period):
            rows = units.setdefault(form.unit, {})
            for key, row in carried_rows(form.carried, TASKS).items():
                rows.setdefault(key, {}).update(row)
        return units

    def newest_issued(self) -> Period | None:
        """The latest period that any form was issued for."""
        with self.transaction() as connection:
            newest = connection.execute(select(func.max(FORMS.c.period))).scalar()
        return Period.parse(newest) if newest else None

    def issued_periods(self) -> frozenset[Period]:
        """The periods that any form was issued for."""
        with self.transaction() as connection:
            return frozenset(
                map(Period.parse, connection.execute(select(FORMS.c.period).distinct()).scalars())
            )

    def sent(self, period: Period) -> dict[str, datetime]:
        """Unit code -> when its form of the period was made last."""
        query = select(FORMS.c.unit, func.max(FORMS.c.generated_at)).where(FORMS.c.period == str(period))
        with self.transaction() as connection:
            rows = connection.execute(query.group_by(FORMS.c.unit)).all()
        return {unit: datetime.fromisoformat(made) for unit, made in rows}

    def issued_units(self) -> set[str]:
        """Codes of all units that a form was ever made for."""
        with self.transaction() as connection:
            return set(connection.execute(select(FORMS.c.unit).distinct()).scalars())

    def forms(self, period: Period) -> list[FormRecord]:
        """Forms issued for a period, by unit and part."""
        query = select(FORMS).where(FORMS.c.period == str(period)).order_by(FORMS.c.unit, FORMS.c.part)
        with self.transaction() as connection:
            return [_form(row) for row in connection.execute(query)]


def _form(row: Row[Any]) -> FormRecord:
    return FormRecord(
        unit=row.unit,
        period=Period.parse(row.period),
        digest=row.digest,
        part=row.part,
        rows=tuple(map(tuple, json.loads(row.row_keys))),
        generated_at=datetime.fromisoformat(row.generated_at),
        sha256=row.sha256,
        carried=row.carried,
        layout=row.layout,
    )
