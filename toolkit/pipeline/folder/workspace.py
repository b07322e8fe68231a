"""The working folder: where things are, and how outputs are written.

In: the root folder; out: paths, the checked config and checklist, and the writer of outputs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL

import toolkit.checks  # noqa: F401  (every command begins here: the words of all findings are known from then on)
from toolkit.checklist import snapshot
from toolkit.checklist.load import load_checklist, load_units
from toolkit.checklist.told import fault_lines
from toolkit.config import Config, decode_config, load_config
from toolkit.core import area, cycle, private
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.files import ALIVE, LEFTOVER, sweep
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.server import is_server
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.pipeline.folder.drafts import Drafts
from toolkit.pipeline.folder.mishaps import Missing
from toolkit.pipeline.folder.outfiles import OutFiles
from toolkit.pipeline.folder.progress import Progress, unseen
from toolkit.pipeline.folder.templates import template_file
from toolkit.setup.extra import POSTGRES, provide

CHECKLIST = "templates/checklist.xlsx"
SETTINGS = "config.toml"
BACKUP = "templates/checklist-备份.xlsx"
FAULTS_SHOWN = 20  # faults of the checklist that fit on a screen


@dataclass
class Workspace:
    """A working folder; ``notes`` are sentences on how the ledger was found.

    ``cut_off``: the command before was killed at work, so that what follows from the ledger may not have been written.
    ``progress`` shows how far a long step is.
    """

    root: Path
    notes: list[str] = field(default_factory=list)
    cut_off: bool = False
    progress: Progress = unseen

    def __post_init__(self) -> None:
        """Its words hold before anything is read."""
        self.use_words()

    def use_words(self) -> None:
        """The office's word for its place and its cycle are the program's from now on, also where config.toml is at fault."""
        path = self.root / "config.toml"
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        found = re.search(r'(?m)^\s*area\s*=\s*"(全[^"]{1,3})"', text)
        area.use(found[1] if found else area.STANDARD)
        often = re.search(r'(?m)^\s*cycle\s*=\s*"([^"]*)"', text)
        cycle.use(often[1] if often else cycle.MONTHLY)
        private.let_stand(text)  # the office's own contact; nobody else's number is in its settings

    @cached_property
    def config(self) -> Config:
        """The checked settings; raises OperatorError."""
        path = self.root / "config.toml"
        if not path.is_file():
            raise OperatorError(
                f"{self.root} 里没有 config.toml。请到工作文件夹里运行，或先用 python run_report.py init 文件夹名 新建一个。"
            )
        return load_config(decode_config(path.read_bytes()))

    @cached_property
    def checklist(self) -> Checklist:
        """The checked checklist; raises OperatorError with every fault and its cell."""
        path = self.root / CHECKLIST
        if not path.is_file():
            raise OperatorError(f"没有找到任务清单 {CHECKLIST}。请把清单工作簿放回 templates 文件夹。")
        checklist, findings = load_checklist(path.read_bytes())
        if checklist is None:
            lines = [*fault_lines(findings[:FAULTS_SHOWN])]
            if len(findings) > FAULTS_SHOWN:
                lines.append(f"  另有 {len(findings) - FAULTS_SHOWN} 处，改好上面这些再运行，会接着列出。")
            raise OperatorError(f"任务清单 {CHECKLIST} 有需要修改的地方：\n" + "\n".join(lines))
        return checklist

    @property
    def units(self) -> tuple[Unit, ...]:
        """The sheet 单位, also of a checklist whose other sheets are at fault; raises OperatorError without units."""
        path = self.root / CHECKLIST
        units, _ = load_units(path.read_bytes()) if path.is_file() else ((), ())
        return units or self.checklist.units

    @property
    def inbox(self) -> Path:
        """Where the coordinator drops what arrived."""
        return self.root / "inbox"

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened once; raises OperatorError, also when it is lost, older or broken."""
        ledger = open_ledger(self.driven_url(), self.archive)
        self.notes += ledger.said
        return ledger

    def close(self) -> None:
        """Give the ledger back, where it was opened: its file is whole from then on."""
        if "ledger" in vars(self):
            self.ledger.close()

    def keep_checklist(self) -> None:
        """Remember in the ledger this version of the checklist, which forms and figures rest on."""
        if not self.ledger.has_checklist(self.checklist.digest):
            self.ledger.save_checklist(self.checklist.digest, snapshot.to_json(self.checklist))

    @property
    def archive(self) -> Path:
        """Where every byte that arrived is kept, with ledger, journal and key."""
        return self.root / "archive"

    @property
    def ledger_url(self) -> str | URL:
        """Where the ledger is: archive/ledger.db, or what config.toml says."""
        return self.config.ledger.url or sqlite_url(self.archive / "ledger.db")

    @property
    def ledger_on_server(self) -> bool:
        """Whether the ledger is no file of this folder, so that other computers may use it too."""
        return is_server(self.ledger_url)

    def driven_url(self) -> str | URL:
        """The same, with the driver of a server's database importable; raises OperatorError."""
        if self.ledger_on_server:
            provide(POSTGRES)
        return self.ledger_url

    @cached_property
    def missing(self) -> Missing:
        """The papers that this run could not write."""
        return Missing(self.root)

    def made(self, path: Path, make: Callable[[], bytes]) -> Path | None:
        """Make an output and write it; where it is, or None when either failed, which is then in ``missing``."""
        return self.missing.attempt(path, lambda: self.write(path, make()))

    def outbox(self, period: Period, *parts: str) -> Path:
        """A path below outbox/<period>/."""
        return self.root.joinpath("outbox", str(period), *parts)

    def template(self, name: str) -> Path:
        """A template of the office; raises OperatorError when it is gone."""
        return template_file(self.root, name)

    def relative(self, path: Path) -> str:
        """The path relative to the root, with forward slashes, for people and for cells."""
        return path.relative_to(self.root).as_posix()

    def given(self, path: Path) -> Path:
        """A file as the operator named it: seen from the current folder, or from the root, as printed."""
        here, below = path, self.root / path
        if not below.exists():
            return here
        if here.exists() and not here.samefile(below):
            raise OperatorError(
                f"叫 {path} 的文件有两个，不知道要用哪一个，请写完整路径：\n  {here.resolve()}\n  {below}"
            )
        return below

    def named(self, path: Path) -> str:
        """A given file as a next step prints it: what lies below the root as seen from there."""
        whole = path.resolve()
        return self.relative(whole) if whole.is_relative_to(self.root) else str(path)

    @cached_property
    def files(self) -> OutFiles:
        """How outputs reach the disk, and what of them a person should hear."""
        return OutFiles(self.root)

    @cached_property
    def drafts(self) -> Drafts:
        """The papers that the office edits."""
        return Drafts(self.files)

    def write(self, path: Path, data: bytes) -> Path:
        """Write an output; returns where it is: beside a file that is open, protected or edited by a person."""
        return self.files.write(path, data)

    def sweep(self) -> None:
        """Remove half-written outputs of a run that was killed; collect does so with what came in."""
        alive = 0 if self.cut_off else ALIVE  # that run is at an end: what it wrote a moment ago goes too
        sweep(self.archive.glob(LEFTOVER), alive)
        kept = (self.archive / name for name in ("issued", "drafts", "runs"))
        for folder in (self.root / "outbox", *kept):
            sweep(folder.rglob(LEFTOVER) if folder.is_dir() else (), alive)

    def clear(self, folder: Path, pattern: str, keep: Iterable[Path]) -> None:
        """Remove outputs of an earlier run that this run no longer makes."""
        self.files.clear(folder, pattern, keep)
