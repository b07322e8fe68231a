"""doctor: looks at everything that the month rests on, changes nothing, says what to do.

In: a workspace and the time. Out: :class:`Diagnosis` values, worst first in each check. A check is a small generator
over the workspace; ``CHECKS`` is the list of them, so that another is one function and one entry. A check that
needs a sound ledger is in ``OF_LEDGER`` and is passed over while the ledger is not.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from toolkit.errors import OperatorError, os_reason
from toolkit.ledger import identity, watch
from toolkit.ledger.faults import UNKNOWN, database_fault
from toolkit.ledger.journal import NAME as JOURNAL
from toolkit.ledger.journal import Journal
from toolkit.ledger.private import is_open_to_others
from toolkit.ledger.rebuild import differences, replay
from toolkit.pipeline.originals import damages, unknown_objects
from toolkit.pipeline.rebuilding import ledger_file
from toolkit.pipeline.settings import settings_faults
from toolkit.pipeline.workspace import CHECKLIST, Workspace

Level = Literal["错误", "提醒", "正常"]
BAD: Level = "错误"
HINT: Level = "提醒"
FINE: Level = "正常"
_LOW_SPACE = 1 << 30  # a month's papers and their archive fit twice into this
_NO_SPACE = 100 << 20
_FIRST_YEAR = 2024  # no PC that runs this tool has an earlier year
_CLOCK_SLACK = timedelta(days=1)
_REBUILD = "运行 python run_report.py rebuild。"


@dataclass(frozen=True)
class Diagnosis:
    """What was found, how bad it is, and what to do ("" where there is nothing to do)."""

    level: Level
    what: str
    remedy: str = ""

    @property
    def is_bad(self) -> bool:
        """Does it wait for a person (exit code 1)."""
        return self.level == BAD

    def lines(self) -> list[str]:
        """As the terminal shows it."""
        return [f"{self.level}　{self.what}", *([f"　　　怎么办：{self.remedy}"] if self.remedy else [])]

    def as_json(self) -> dict[str, str]:
        """As ``--json`` gives it."""
        return asdict(self)


Check = Callable[[Workspace, datetime], Iterator[Diagnosis]]


def examine(workspace: Workspace, now: datetime) -> list[Diagnosis]:
    """Run all checks; raises OperatorError only where there is no working folder."""
    _ = workspace.config  # without settings there is nothing to examine: said in one sentence
    found = [one for check in CHECKS for one in check(workspace, now)]
    if any(one.is_bad for one in ledger_state(workspace, now)):
        return found
    return [*found, *(one for check in OF_LEDGER for one in check(workspace, now))]


def ledger_state(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is the ledger's file there, whole, and the one of this archive."""
    database = _local_ledger(workspace)
    if database is None:
        return
    sentence = watch.sentence_on(database, workspace.archive)
    if sentence:
        yield Diagnosis(BAD, sentence, _REBUILD)
    elif watch.state_of(database, workspace.archive) is watch.State.NEW:
        yield Diagnosis(FINE, "还没有台账和存档，第一次下发或收表时会建立。")


def ledger_content(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Does the ledger say what its journal says; every act is done again in a scratch file."""
    database, journal = _local_ledger(workspace), Journal(workspace.archive)
    if database is None or not database.is_file():
        return
    workspace.ledger.close()  # opened once, so that the journal is up to date
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "ledger.db"
        try:
            mark = replay(journal, fresh)
            differing = differences(database, fresh)
        except OperatorError:
            remedy = f"台账本身可用：把 archive/{JOURNAL} 改名移开，再运行一次本命令，会按台账重写日志。"
            yield Diagnosis(BAD, f"存档日志 archive/{JOURNAL} 缺行或被改动。", remedy)
            return
        except sqlite3.Error as error:
            fault, _, remedy = (database_fault(error) or UNKNOWN).partition("。")
            yield Diagnosis(BAD, f"台账 {database.name} {fault.removeprefix('：')}。", remedy)
            return
    if differing:
        what = f"台账与存档日志记的不一样（{'、'.join(differing)}），台账可能被直接改过。"
        yield Diagnosis(BAD, what, f"{_REBUILD}现在的台账会改名留下。")
    else:
        yield Diagnosis(FINE, f"台账完好，与存档日志一致（共 {mark.number} 笔）。")


def key(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is the key there that signed the forms which are out."""
    expected = workspace.ledger.key_check()
    fault = identity.key_fault(workspace.archive, expected) if expected else ""
    if fault:
        what, _, remedy = fault.partition("。")
        yield Diagnosis(BAD, f"{what}。", remedy)
    elif expected:
        yield Diagnosis(FINE, "签发填报表的密钥在。")


def originals(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Are all originals what they were when they came."""
    found = list(damages(workspace))
    for one in found:
        yield Diagnosis(
            BAD, f"{workspace.relative(one.path)} {one.how}（哈希 {one.sha256[:12]}…）。", one.remedy
        )
    for path in unknown_objects(workspace):
        what = f"{workspace.relative(path)} 在存档里，台账却没有记它。"
        yield Diagnosis(HINT, what, "通常是收取中断所致：再运行一次 collect；仍在的，复制一份到 inbox 再收。")
    count = len(workspace.ledger.originals())
    if not found and count:
        yield Diagnosis(FINE, f"存档的 {count} 份原件都在，与哈希一致。")


def rights(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """May nobody but the owner read ledger, key and journal."""
    for pattern in ("*.db*", "*.key", "*.jsonl"):
        for path in sorted(workspace.archive.glob(pattern)):
            if is_open_to_others(path):
                name = workspace.relative(path)
                yield Diagnosis(HINT, f"{name} 别的用户也能读，里面有姓名和电话。", f"chmod 600 {name}")


def settings(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Would a report stop, or pass over a rule, for what stands in checklist and settings."""
    try:
        faults = settings_faults(workspace.config, workspace.checklist)
    except OperatorError as error:
        faults = [" ".join(str(error).split())]
    except OSError as error:
        faults = [f"任务清单 {CHECKLIST} 读不出来：{os_reason(error)}。"]
    for fault in faults:
        yield Diagnosis(BAD, fault, "请改好后再下发、汇总。")


def disk(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is there room for the next months."""
    free = shutil.disk_usage(workspace.root).free
    what = f"工作文件夹所在磁盘还剩 {free >> 20} MB。"
    if free < _NO_SPACE:
        yield Diagnosis(BAD, what, "请先清理磁盘再收表、汇总。")
    elif free < _LOW_SPACE:
        yield Diagnosis(HINT, what, "建议清理磁盘；存档和台账不要删。")
    else:
        yield Diagnosis(FINE, what)


def clock(workspace: Workspace, now: datetime) -> Iterator[Diagnosis]:
    """Is the clock right, as far as what has arrived tells."""
    moments = [datetime.fromisoformat(moment) for _, _, moment in workspace.ledger.arrivals()]
    ahead = [moment for moment in moments if moment > now + _CLOCK_SLACK]
    remedy = "请核对电脑的日期和时间：按时、迟报和新旧都靠它判断。"
    if now.year < _FIRST_YEAR:
        yield Diagnosis(BAD, f"电脑时钟是 {now:%Y-%m-%d %H:%M}。", remedy)
    elif ahead:
        what = f"有 {len(ahead)} 份来件的时间晚于现在（最晚 {max(ahead):%Y-%m-%d %H:%M}，电脑时钟 {now:%Y-%m-%d %H:%M}）。"
        yield Diagnosis(HINT, what, remedy)


def _local_ledger(workspace: Workspace) -> Path | None:
    """The ledger's file, None on a server, which has watchmen of its own."""
    try:
        return ledger_file(workspace)
    except OperatorError:
        return None


CHECKS: Sequence[Check] = (ledger_state, settings, rights, disk)
OF_LEDGER: Sequence[Check] = (ledger_content, key, originals, clock)
