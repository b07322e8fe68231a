"""Tables of the ledger, as SQLAlchemy Core declares them (SQLite by default, PostgreSQL by URL).

Times are ISO text (Beijing time, no zone), periods text such as ``2024-06``: both sort as text and
read the same in every database. Values that are lists or mappings are JSON text.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, MetaData, Table, Text, UniqueConstraint

SCHEMA_VERSION = 13

METADATA = MetaData()


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    if primary_key:
        return Column(name, Text, primary_key=True)
    return Column(name, Text, nullable=False, default="")


def _flag(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


META = Table("meta", METADATA, _text("name", primary_key=True), _text("value"))

CHECKLISTS = Table("checklists", METADATA, _text("digest", primary_key=True), _text("json"))

FORMS = Table(
    "forms",
    METADATA,
    _text("period", primary_key=True),
    _text("unit", primary_key=True),
    _text("part", primary_key=True),
    _text("digest"),
    _text("row_keys"),  # JSON: [[sheet, key, asked], ...]
    _text("carried"),  # JSON: what else the form showed
    _text("generated_at"),
    _text("sha256"),
    Column("layout", Integer, nullable=False, default=1),  # since version 5: which columns it has
)

ARRIVALS = Table(
    "arrivals",
    METADATA,
    _text("sha256", primary_key=True),
    _text("name", primary_key=True),
    _text("saved", primary_key=True),  # the file's own time: tells one arrival from another, no more
    Column("size", Integer, nullable=False, default=0),
    _text("sender"),
    _text("receipts"),  # JSON: what became of it and of the files in it
    _flag("held"),  # taken, but could not leave the inbox since another program holds it
)

SIGHTINGS = Table(  # since version 5
    "sightings",
    METADATA,
    _text("sha256", primary_key=True),
    _text("seen"),  # when collect first saw these bytes
    _text("received"),  # when they came as a person says, "" when nobody did
    _text("by"),
    _text("at"),
)

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("sha256"),
    _text("unit"),
    _text("period"),
    _text("part"),
    Column("version", Integer, nullable=False),
    _text("file"),
    _text("original_name"),
    _text("received"),
    _text("ordered_at"),  # with saved_at: who is newer
    _text("digest"),
    _text("sender"),
    Column("confidence", Float, nullable=False, default=1.0),
    _text("evidence"),  # JSON list
    _text("blank"),  # JSON list of [sheet, key, field]
    _text("fingerprint"),  # of this month's own entries: the same content sent twice
    Column("filled", Integer, nullable=False, default=0),
    _flag("withdrawn"),
    _flag("held"),  # came for a sealed period: kept, not effective until it is reopened
    _text("pinned_at"),
    _text("seen"),  # when collect first saw it: the same for all of one run
    _text(
        "saved_at"
    ),  # when it was written, by the best evidence; among those of one run it says who is newer
    _text("times"),  # JSON: every moment that speaks of its age (mail, saved, file)
    _text("received_by"),  # what says when it came: "" (first seen), 邮件, or a person's name
    UniqueConstraint("sha256"),
    UniqueConstraint("period", "unit", "version"),
)

Index("submissions_fingerprint", SUBMISSIONS.c.fingerprint)

CELLS = Table(
    "cells",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("submission", Integer, nullable=False),
    _text("sheet"),
    _text("address"),
    _text("raw"),
    _text("form_sheet"),
    _text("key"),
    _text("field"),
    Column("number", Float),
    Column("text", Text),
    _text("outcome"),  # as read
    _text("note"),
    Column("confidence", Float, nullable=False, default=1.0),
    _text("fate"),  # as it stands now, after versions and rulings
    _text("fate_note"),
    _text("entry_key"),  # the key after rows of several files are brought together
)
Index("cells_submission", CELLS.c.submission)

FINDINGS = Table(
    "findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("origin"),  # read, merge or check
    _text("sha256"),  # of the file, for origin read
    _text("code"),
    _text("unit"),
    _text("sheet"),
    _text("address"),
    _text("form_sheet"),
    _text("key"),
    _text("field"),
    _text("seen"),
    _text("details"),  # JSON of Finding.values
    _text("suggestion"),
    _text("file"),
)
Index("findings_period", FINDINGS.c.period, FINDINGS.c.origin)

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    _text("sha256", primary_key=True),
    _text("unit", primary_key=True),
    _text("period", primary_key=True),
    _text("name"),
    _text("file"),
    _text("received"),
    _flag("stamped"),
)

WAITING = Table(
    "waiting",
    METADATA,
    _text("sha256", primary_key=True),
    _text("name"),
    _text("received"),
    _text("sender"),
    _text("status"),  # refused or waiting
    _text("findings"),  # JSON
    _text("context"),  # what it was judged against; another context: judge again
    _text("within"),  # JSON list: the mail or archives that it came in
)

ATTRIBUTIONS = Table(
    "attributions",
    METADATA,
    _text("sha256", primary_key=True),
    _text("unit"),
    _text("period"),
    _text("at"),
    _text("by"),  # since version 12: who said whose it is
)

EXPLANATIONS = Table(
    "explanations",
    METADATA,
    _text("finding", primary_key=True),  # finding id: code and place
    _text("seen", primary_key=True),  # the value that it explains
    _text("period", primary_key=True),
    _text("text"),
    _text("sha256"),
)

RULINGS = Table(
    "rulings",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("kind"),  # accept, withdraw, pin, exclude
    _text("period"),
    _text("unit"),
    _text("target"),  # finding id, file hash, or sheet/key/field
    _text("seen"),  # the value ruled on; another value: ruled on anew
    _text("reason"),
    _text("name"),
    _text("at"),
    _text("revoked_at"),
)

ADJUSTMENTS = Table(
    "adjustments",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("unit"),
    _text("period"),
    _text("sheet"),
    _text("key"),
    _text("field"),
    _text("original"),
    Column("number", Float),
    Column("text", Text),
    _text("reason"),
    _text("name"),
    _text("at"),
    _text("withdrawn_at"),
    _text("confirmed_by"),  # of the unit, otherwise than by its slip
    _text("confirmed_how"),
    _text("confirmed_on"),
    _text("confirmed_at"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    _text("number", primary_key=True),
    _text("matter"),
    _text("unit"),
    _text("due"),
    _text("feedback"),
    _flag("closed"),
    _text("at"),
    _text("source"),  # from here on since version 11
    _text("goal"),
    _text("closed_by"),
    _text("task"),
    _text("opened"),  # periods
    _text("ended"),
)

SLIPS = Table(  # since version 11: numbers of 督办单
    "supervision_slips",
    METADATA,
    _text("period", primary_key=True),
    _text("unit", primary_key=True),
    Column("number", Integer, nullable=False),
)

SEALS = Table(
    "seals",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("period"),
    _text("number"),
    _text("sealed_at"),
    _text("figures"),
    _text("document"),
    _text("reopened_at"),
    _text("reason"),
    _text("name"),
    _text("file"),
    _text("despite"),
    _text("by"),
)

VERDICTS = Table(  # since version 2
    "verdicts",
    METADATA,
    _text("period", primary_key=True),
    _text("key", primary_key=True),
    _text("decided"),
    _text("seen"),  # what the tool said when it was decided
    _text("reason"),
    _text("name"),
    _text("at"),
)

PACKS = Table(  # since version 3
    "packs",
    METADATA,
    _text("sha256", primary_key=True),
    _text("kind"),
    _text("owner"),  # a lead unit, a unit code, or a year
    _text("period"),
    Column("version", Integer, nullable=False),
    _text("name"),
    _text("file"),
    _text("received"),
    _text("ordered_at"),
    _text("content"),  # JSON: what was filled in
)

VALIDATIONS = Table(  # since version 4
    "validations",
    METADATA,
    _text("period", primary_key=True),
    _text("basis"),  # digest of what the validation rests on
    _text("open"),  # JSON: {unit code: counts}
)

RENAMINGS = Table(  # since version 9
    "renamings",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("old"),  # unit codes
    _text("new"),
    _text("at"),
)

RUNS = Table(  # since version 9
    "runs",
    METADATA,
    _text("period", primary_key=True),
    _text("state"),  # JSON: what the last run of the period rested on and what came of it
)

KEEPERS = Table(  # since version 13; of a ledger that several computers share
    "keepers",
    METADATA,
    _text("sha256", primary_key=True),  # of an original
    _text("computer"),  # which computer and folder took it in, in words
)

ACTS = Table(  # since version 10
    "acts",
    METADATA,
    Column("number", Integer, primary_key=True),
    _text("line"),  # of the journal; those that the file has are removed by the next change
)
