"""doctor: looks at everything that the month rests on, changes nothing, says what to do.

In: a workspace and the time. Out: :class:`Diagnosis` values. A check is a small generator over the workspace, and
another one is one function and one entry: in ``OF_PLACE`` what needs no settings, in ``CHECKS`` what needs them, in
``OF_LEDGER`` what needs a ledger that is sound.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from toolkit.errors import OperatorError
from toolkit.ledger import identity, watch
from toolkit.ledger.faults import UNKNOWN, database_fault
from toolkit.ledger.journal import NAME as JOURNAL
from toolkit.ledger.journal import Journal
from toolkit.ledger.rebuild import differences, replay
from toolkit.ledger.snapshot import copy_still
from toolkit.pipeline.archive.exchange import HOW_TO_SHARE, clock_fault
from toolkit.pipeline.archive.originals import damages, unknown_objects
from toolkit.pipeline.folder.progress import Progress, unseen
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.health.diagnosis import BAD, FINE, HINT, Check, Diagnosis
from toolkit.pipeline.health.exchange import shared_folder
from toolkit.pipeline.health.office import addresses, config, doubts, quotas, settings, templates
from toolkit.pipeline.health.place import disk, open_files, python, rights, sync_drive, unreadable
from toolkit.pipeline.keeping.rebuilding import ledger_file
from toolkit.pipeline.month.readonly import ReadOnlyWorkspace

_FIRST_YEAR = 2024  # no PC that runs this tool has an earlier year
_CLOCK_SLACK = timedelta(days=1)
_REBUILD = "运行 python run_report.py rebuild。"


def examine(workspace: Workspace, now: datetime, progress: Progress = unseen) -> list[Diagnosis]:
    """Run all checks that can be run; raises OperatorError only where there is no working folder."""
    found = [one for check in OF_PLACE for one in check(workspace, now)]
    try:
        _ = workspace.config
    except OperatorError as error:
        if not (workspace.root / "config.toml").is_file():
            raise
        return [
            Diagnosis(BAD, " ".join(str(error).split()), "改好后再运行一次，其余的检查要用到设置。"),
            *found,
        ]
    found += [one for check in CHECKS for one in check(workspace, now)]
    if ledger_file_is_missing(workspace) or any(one.is_bad for one in ledger_state(workspace, now)):
        return found
    told = progress(OF_LEDGER, "检查台账和存档", len(OF_LEDGER))
    return [*found, *(one for check in told for one in check(workspace, now))]


def ledger_state(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is the ledger's file there, whole, and the one of this archive."""
    database = _local_ledger(workspace)
    if database is None:
        yield _server(workspace)
        return
    sentence = watch.sentence_on(database, workspace.archive)
    if sentence:
        yield Diagnosis(BAD, sentence, _REBUILD)
    elif watch.state_of(database, workspace.archive) is watch.State.NEW:
        yield Diagnosis(FINE, "还没有台账和存档，第一次下发或收表时会建立。")


def _server(workspace: Workspace) -> Diagnosis:
    """Does the server answer."""
    try:
        _ = workspace.ledger
    except OperatorError as error:
        what, _, remedy = str(error).partition("。")
        return Diagnosis(BAD, f"{what}。", remedy)
    return Diagnosis(FINE, "台账在数据库服务器上，连得上；它由服务器备份，不在 backup 里。")


def ledger_content(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Does the ledger say what its journal says; every act is done again in a scratch file."""
    database, journal = _local_ledger(workspace), Journal(workspace.archive)
    if database is None or not database.is_file():
        return
    if not isinstance(workspace, ReadOnlyWorkspace):
        workspace.ledger.close()  # opened once, so that the journal is up to date
    with tempfile.TemporaryDirectory() as scratch:
        fresh, copy = (Path(scratch) / name for name in ("anew.db", "ledger.db"))
        copy_still(database, copy)  # where nothing can be written SQLite opens no file
        try:
            mark = replay(journal, fresh)
            differing = differences(copy, fresh)
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
    shared = workspace.ledger.on_server
    fault = identity.key_fault(workspace.archive, expected, shared=shared) if expected else ""
    if fault:
        what, _, remedy = fault.partition("。")
        yield Diagnosis(BAD, f"{what}。", remedy)
    elif expected:
        yield Diagnosis(FINE, "签发填报表的密钥在。")


def originals(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Are all originals what they were when they came."""
    found = list(damages(workspace))
    for computer, many in Counter(one.computer for one in found if one.computer).items():
        yield Diagnosis(HINT, f"{many} 份原件不在这台电脑上，在{computer}。", HOW_TO_SHARE)
    for one in found:
        if one.computer:
            continue
        yield Diagnosis(
            BAD, f"{workspace.relative(one.path)} {one.how}（哈希 {one.sha256[:12]}…）。", one.remedy
        )
    for path in unknown_objects(workspace):
        what = f"{workspace.relative(path)} 在存档里，台账却没有记它。"
        yield Diagnosis(HINT, what, "通常是收取中断所致：再运行一次 collect；仍在的，复制一份到 inbox 再收。")
    count = len(workspace.ledger.originals())
    if not found and count:
        yield Diagnosis(FINE, f"存档的 {count} 份原件都在，与哈希一致。")


def clock(workspace: Workspace, now: datetime) -> Iterator[Diagnosis]:
    """Is the clock right, as far as what has arrived tells."""
    moments = [datetime.fromisoformat(moment) for _, _, moment in workspace.ledger.arrivals()]
    ahead = [moment for moment in moments if moment > now + _CLOCK_SLACK]
    remedy = "请核对电脑的日期和时间：按时、迟报和新旧都靠它判断。"
    if off := clock_fault(workspace):
        what, _, told = off.partition("。")
        yield Diagnosis(BAD, f"{what}。", told)
    if now.year < _FIRST_YEAR:
        yield Diagnosis(BAD, f"电脑时钟是 {now:%Y-%m-%d %H:%M}。", remedy)
    elif ahead:
        what = f"有 {len(ahead)} 份来件的时间晚于现在（最晚 {max(ahead):%Y-%m-%d %H:%M}，电脑时钟 {now:%Y-%m-%d %H:%M}）。"
        yield Diagnosis(HINT, what, remedy)


def ledger_file_is_missing(workspace: Workspace) -> bool:
    """Whether there is none yet: opening it would make one, and nothing is changed here."""
    database = _local_ledger(workspace)
    return database is not None and not database.is_file()


def _local_ledger(workspace: Workspace) -> Path | None:
    """The ledger's file, None on a server, which has watchmen of its own."""
    try:
        return ledger_file(workspace)
    except OperatorError:
        return None


OF_PLACE: Sequence[Check] = (python, disk, sync_drive, unreadable, open_files, rights)
CHECKS: Sequence[Check] = (config, settings, addresses, doubts, quotas, templates, ledger_state)
OF_LEDGER: Sequence[Check] = (ledger_content, key, originals, shared_folder, clock)
