"""Brings a ledger of any earlier version to the present schema, step by step, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, text

from toolkit.errors import OperatorError
from toolkit.ledger.schema import META, METADATA, SCHEMA_VERSION


def _add_verdicts(connection: Connection) -> None:
    """1 to 2: what the office decides about lights and statuses (审定表)."""
    connection.execute(
        text(
            "CREATE TABLE verdicts (period TEXT NOT NULL, key TEXT NOT NULL, decided TEXT NOT NULL, "
            "seen TEXT NOT NULL, reason TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, "
            "PRIMARY KEY (period, key))"
        )
    )


def _add_packs(connection: Connection) -> None:
    """2 to 3: workbooks that went out to be checked and came back."""
    columns = ("kind", "owner", "period", "name", "file", "received", "ordered_at", "content")
    texts = ", ".join(f"{name} TEXT NOT NULL" for name in columns)
    connection.execute(
        text(f"CREATE TABLE packs (sha256 TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, {texts})")
    )


def _add_validations(connection: Connection) -> None:
    """3 to 4: what was open in a month when it was last validated."""
    connection.execute(
        text(
            "CREATE TABLE validations (period TEXT NOT NULL PRIMARY KEY, basis TEXT NOT NULL, open TEXT NOT NULL)"
        )
    )


def _add_layouts(connection: Connection) -> None:
    """4 to 5: the layout of each form that went out; until then there was one."""
    connection.execute(text("ALTER TABLE forms ADD COLUMN layout INTEGER NOT NULL DEFAULT 1"))


def _add_sightings(connection: Connection) -> None:
    """5 to 6: when collect first saw what; until then the file time (or the mail's date) was taken for it."""
    for statement in (
        "CREATE TABLE sightings (sha256 TEXT NOT NULL PRIMARY KEY, seen TEXT NOT NULL, received TEXT NOT NULL, "
        '"by" TEXT NOT NULL, at TEXT NOT NULL)',
        "ALTER TABLE arrivals RENAME COLUMN received TO saved",
        "ALTER TABLE arrivals ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE waiting ADD COLUMN within TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE submissions ADD COLUMN seen TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE submissions ADD COLUMN saved_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE submissions ADD COLUMN times TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE submissions ADD COLUMN received_by TEXT NOT NULL DEFAULT ''",
        "UPDATE submissions SET seen = received, saved_at = ordered_at",
    ):
        connection.execute(text(statement))


def _add_register(connection: Connection) -> None:
    """6 to 7: where a sealed paper is kept, and why it was sealed with errors on printed figures."""
    for name in ("file", "despite", '"by"'):
        connection.execute(text(f"ALTER TABLE seals ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("UPDATE seals SET file = period || '_专报_第' || number || '期.docx'"))


def _add_confirmations(connection: Connection) -> None:
    """7 to 8: corrections wait for the unit; those made until then counted at once, and go on counting."""
    for name in ("confirmed_by", "confirmed_how", "confirmed_on", "confirmed_at"):
        connection.execute(text(f"ALTER TABLE adjustments ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"))
    connection.execute(
        text(
            "UPDATE adjustments SET confirmed_by = name, confirmed_how = '旧版更正，当时已生效', "
            "confirmed_on = substr(at, 1, 10), confirmed_at = at"
        )
    )


def _add_renamings_and_runs(connection: Connection) -> None:
    """8 to 9: units that got another code; what the last run of a period rested on."""
    for statement in (
        "CREATE TABLE renamings (id INTEGER NOT NULL PRIMARY KEY, old TEXT NOT NULL, new TEXT NOT NULL, at TEXT NOT NULL)",
        "CREATE TABLE runs (period TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL)",
    ):
        connection.execute(text(statement))


def _add_acts(connection: Connection) -> None:
    """9 to 10: lines of the journal that are committed and may not be in the file yet."""
    connection.execute(text("CREATE TABLE acts (number INTEGER NOT NULL PRIMARY KEY, line TEXT NOT NULL)"))


def _add_supervision(connection: Connection) -> None:
    """10 to 11: where a matter of the register comes from, what is to be reached, who closed it; numbered slips."""
    for name in ("source", "goal", "closed_by", "task", "opened", "ended"):
        connection.execute(text(f"ALTER TABLE decisions ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("UPDATE decisions SET source = '会议议定'"))
    connection.execute(
        text(
            "CREATE TABLE supervision_slips (period TEXT NOT NULL, unit TEXT NOT NULL, number INTEGER NOT NULL, "
            "PRIMARY KEY (period, unit))"
        )
    )


def _add_claimants(connection: Connection) -> None:
    """11 to 12: who said whose a file is; until then nobody was asked."""
    connection.execute(text("ALTER TABLE attributions ADD COLUMN \"by\" TEXT NOT NULL DEFAULT ''"))


def _add_keepers(connection: Connection) -> None:
    """12 to 13: which computer took in which original; noted for what is there when a shared ledger is next used."""
    connection.execute(
        text("CREATE TABLE keepers (sha256 TEXT NOT NULL PRIMARY KEY, computer TEXT NOT NULL)")
    )


# version -> the step from it to the next one; a step is never changed once released, and never uses
# the tables of schema.py, which describe the present version only
STEPS: dict[int, Callable[[Connection], None]] = {
    1: _add_verdicts,
    2: _add_packs,
    3: _add_validations,
    4: _add_layouts,
    5: _add_sightings,
    6: _add_register,
    7: _add_confirmations,
    8: _add_renamings_and_runs,
    9: _add_acts,
    10: _add_supervision,
    11: _add_claimants,
    12: _add_keepers,
}


def prepare(connection: Connection) -> None:
    """Create the tables of an empty database, or upgrade an older ledger; raises OperatorError for a newer one."""
    if not inspect(connection).has_table(META.name):
        METADATA.create_all(connection)
        connection.execute(META.insert().values(name="schema_version", value=str(SCHEMA_VERSION)))
        return
    version = int(
        connection.execute(select(META.c.value).where(META.c.name == "schema_version")).scalar_one()
    )
    if version > SCHEMA_VERSION:
        raise OperatorError(
            f"台账由更新的版本写成（台账版本 {version}，本程序支持到 {SCHEMA_VERSION}），请先升级本工具再运行。"
        )
    for step in range(version, SCHEMA_VERSION):
        STEPS[step](connection)
    if version < SCHEMA_VERSION:
        connection.execute(
            META.update().where(META.c.name == "schema_version").values(value=str(SCHEMA_VERSION))
        )
