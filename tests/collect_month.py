"""A small month for the tests of collect: a working folder with issued forms, and returns by hand."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from small_checklist import cut
from sqlalchemy import create_engine, select

from tests.server_ledgers import NOTE
from toolkit.checklist import snapshot
from toolkit.core.form import Form
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.inbox.moments import BEIJING
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.journal import Journal
from toolkit.ledger.rebuild import differences, replay
from toolkit.ledger.schema import METADATA, SUBMISSIONS
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner

JUNE = Period(2024, 6)
NOW = datetime(2024, 6, 26, 9)
KASHGAR, GRID, HOUSING, DEFENCE = "653101", "653195", "653197", "653198"
UNITS = (GRID, HOUSING, DEFENCE)  # few cells, so that tests are fast
SERVING = ("喀什市", "国网喀什供电公司", "地区住建局", "地区国动办")
FEW = (2, 25, 26, 40)  # tasks
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


class Month:
    """A working folder and the forms that went out from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "inbox"
        self.waiting = self.inbox / "未识别"
        self.workspace = Workspace(root)

    def form(self, unit: str, period: Period = JUNE) -> Form:
        """The unit's form of the period."""
        planner = FormPlanner(self.workspace, period)
        return planner.plan(next(item for item in self.workspace.checklist.reporting if item.code == unit))

    def filled(
        self, unit: str, seed: str = "", changes: dict[Place, str | float | None] | None = None
    ) -> bytes:
        """A filled return; ``changes`` overwrite made-up values, None leaves a cell blank."""
        form = self.form(unit)
        values = {**made_up_values(form, seed), **(changes or {})}
        return write_form(replace(form, values={k: v for k, v in values.items() if v is not None}))

    def drop(self, name: str, data: bytes, moment: datetime = datetime(2024, 6, 24, 10)) -> Path:
        """Put a file into the inbox with a file time."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        stamp = moment.timestamp()
        os.utime(path, (stamp, stamp))
        return path


def small_month(root: Path) -> Month:
    """The same with the four units that got forms and a few of their tasks: a report of it takes seconds."""
    return make_month(root, lambda path: cut(path, FEW, SERVING))


def make_month(root: Path, change: Callable[[Path], None] = lambda checklist: None) -> Month:
    """A fresh folder, its checklist changed, whose forms of June are in the ledger."""
    init_folder(root)
    change(root / CHECKLIST)
    month = Month(root)
    workspace = month.workspace
    workspace.ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    planner = FormPlanner(workspace, JUNE)
    for unit in (*UNITS, KASHGAR):
        form = month.form(unit)
        workspace.ledger.save_form(planner.record(form, datetime(2024, 6, 1, 9), unit.encode()))
    workspace.ledger.close()
    return month


def copy_month(month: Month, root: Path) -> Month:
    """The same folder elsewhere, its file times kept."""
    shutil.copytree(month.root, root, copy_function=shutil.copy2)
    copied = Month(root)
    copied.workspace.checklist = month.workspace.checklist  # loading it takes longer than a run
    return copied


def run(month: Month, now: datetime = NOW, **options: object) -> CollectResult:
    """Take in what lies in its inbox."""
    workspace = month.workspace
    return collect(
        month.root,
        workspace.config,
        now,
        ledger=workspace.ledger,
        checklist=workspace.checklist,
        **options,  # type: ignore[arg-type]
    )


def zipped(**files: bytes) -> bytes:
    """A zip of those files; names end in the part after the double underscore."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", ".")), data)
    return out.getvalue()


def mail(sender: str, moment: datetime, received: datetime | None = None, **files: bytes) -> bytes:
    """A mail of that moment (Beijing) with those attachments, taken by the office's server then or later."""
    message = EmailMessage()
    came = (received or moment).replace(tzinfo=BEIJING)
    message["Received"] = (
        f"from mx.example.net by mail.example.org with SMTP; {came:%a, %d %b %Y %H:%M:%S %z}"
    )
    message["Received"] = "from pc by mx.example.net; Tue, 1 Jan 2019 00:00:00 +0800"
    message["From"], message["To"], message["Subject"] = sender, "office@example.org", "报送"
    message["Date"] = moment.replace(tzinfo=BEIJING)
    message.set_content("请查收。")
    for name, data in files.items():
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("__", ".")
        )
    return message.as_bytes()


def ledger_content(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the ledger but for their numbers; cells and findings under their file's hash.

    How many acts it took to come there is the journal's matter (``journal_tells_the_ledger``).
    """
    on_a_server = (root / "archive" / NOTE).is_file()
    engine = create_engine(
        Workspace(root).ledger_url if on_a_server else sqlite_url(root / "archive" / "ledger.db")
    )
    content: dict[str, list[tuple[object, ...]]] = {}
    with engine.connect() as connection:
        hashes = {row.id: row.sha256 for row in connection.execute(select(SUBMISSIONS))}
        for table in METADATA.sorted_tables:
            rows = []
            for row in connection.execute(select(table)).mappings():
                if table.name == "acts" or (table.name == "meta" and row["name"] == "journal"):
                    continue
                kept = {name: value for name, value in row.items() if name != "id"}
                if table.name == "cells":
                    kept["submission"] = hashes[row["submission"]]
                rows.append(tuple(kept.values()))
            content[table.name] = sorted(rows, key=repr)
    engine.dispose()
    return content


def journal_tells_the_ledger(root: Path) -> bool:
    """Whether the journal alone gives the ledger back, row for row."""
    with tempfile.TemporaryDirectory() as folder:
        replay(Journal(root / "archive"), Path(folder) / "ledger.db")
        return differences(root / "archive" / "ledger.db", Path(folder) / "ledger.db") == []


def tree(folder: Path) -> dict[str, str]:
    """Relative path -> sha256 of every file, but for the database, its journal and the lock."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("ledger.db", "journal.jsonl", ".collect.lock")):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
