"""rebuild: the ledger anew from archive/ alone; nothing that was there is thrown away.

In: the archive with its journal. Out: archive/ledger.db as it was, the former file beside it under a dated name, and
lines for the terminal. An archive of a version without a journal gives its returns back to the inbox instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import make_url

from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.errors import OperatorError, os_reason
from toolkit.files import free_name
from toolkit.inbox.archive import safe_name, write_atomic
from toolkit.ledger.journal import Journal
from toolkit.ledger.rebuild import SIDE_FILES, differences, move_ledger, replay
from toolkit.ledger.records import Attribution
from toolkit.ledger.store import open_ledger
from toolkit.ledger.watch import State, state_of
from toolkit.pipeline.archive.originals import file_hash, mend
from toolkit.pipeline.folder.workspace import Workspace

_LOCK_SECONDS = 60
_ALL_SOUND = "这台电脑存档里的原件都完好，不用补。"
_FILED = lazy_regex(r"v(\d+)_(\d{8}-\d{6})_(.+)")


def rebuild(workspace: Workspace, now: datetime) -> tuple[list[str], bool]:
    """Make the ledger anew where it is not what the journal says; raises OperatorError.

    Out: lines, and whether nothing is left for a person.
    """
    if workspace.ledger_on_server:
        with archive_lock(workspace):
            mended, whole = mend(workspace, now)
        return [
            "台账在数据库服务器上，没有动它；要恢复它，请信息部门用服务器的备份。",
            *(mended or [_ALL_SOUND]),
        ], whole
    database = ledger_file(workspace)
    with archive_lock(workspace):
        journal = Journal(workspace.archive)
        if state_of(database, workspace.archive) in (State.NEW, State.SOUND):
            workspace.ledger.close()  # opening it brings the journal up to date
            del workspace.ledger
        if not journal.last().number:
            return _from_files(workspace, database, now), False
        fresh = database.with_name(f".{database.name}.重建.tmp")
        _remove(fresh)
        try:
            mark = replay(journal, fresh)
            if _same(database, fresh):
                lines = [f"台账与存档日志一致（共 {mark.number} 笔），不用重建。"]
            else:
                lines = _swap(database, fresh, now)
                lines.append(f"台账已按存档日志重建，共 {mark.number} 笔。请再运行 report 核对各项结果。")
        finally:
            _remove(fresh)
        mended, whole = mend(workspace, now)
        return [*lines, *mended], whole


def renew_key(workspace: Workspace) -> list[str]:
    """A new key, where the old one is lost for good."""
    workspace.ledger.renew_key()
    others = [
        "几台电脑合用一个台账：请把这台的 archive/identity.key 用 U 盘拷到其他各台的 archive 里，换下原来的，否则那边不能下发、收表。"
    ]
    return [
        *(others if workspace.ledger_on_server else ()),
        "已另做一把签发密钥（archive/identity.key）。以前发出的填报表收回时会留在 inbox/未识别，"
        "请逐份用 collect --as 单位 文件 指定；或重新 generate 下发。",
    ]


def ledger_file(workspace: Workspace) -> Path:
    """The ledger's file; raises OperatorError for a ledger on a server."""
    url = make_url(workspace.ledger_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise OperatorError("台账在数据库服务器上（config.toml 的 ledger.url），请用服务器的备份来恢复。")
    return Path(url.database).absolute()


@contextmanager
def archive_lock(workspace: Workspace) -> Iterator[None]:
    """Nobody collects meanwhile."""
    workspace.archive.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workspace.archive / ".collect.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise OperatorError("另一个汇总程序正在收取 inbox，请等它结束后再运行。") from None


def _same(database: Path, fresh: Path) -> bool:
    """Whether the ledger at hand says what its journal says; one that cannot be read does not."""
    try:
        return database.is_file() and differences(database, fresh) == []
    except (sqlite3.Error, ValueError):
        return False


def _swap(database: Path, fresh: Path, now: datetime) -> list[str]:
    """Put the new file in place; the former one keeps a dated name."""
    lines = _move_away(database, now)
    try:
        fresh.replace(database)
    except OSError as error:
        raise OperatorError(
            f"台账文件写不进去：{database}（{os_reason(error)}）。请检查后再运行 rebuild。"
        ) from error
    return lines


def _move_away(database: Path, now: datetime) -> list[str]:
    if not any(database.with_name(database.name + suffix).exists() for suffix in SIDE_FILES):
        return []
    old = free_name(database.with_name(f"ledger-旧-{now:%Y%m%d-%H%M%S}.db"))
    try:
        move_ledger(database, old)
    except OSError as error:
        raise OperatorError(
            f"台账文件换不了（{os_reason(error)}），可能正被别的程序使用。请关闭其他汇总程序后再运行 rebuild。"
        ) from error
    return [f"原来的台账文件改名留在 {old.name}。"]


def _remove(path: Path) -> None:
    for suffix in SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _from_files(workspace: Workspace, database: Path, now: datetime) -> list[str]:
    """Without a journal: filed returns go back into the inbox, each with its unit and period said."""
    lines = _move_away(database, now)
    units = {safe_name(unit.name): unit for unit in workspace.checklist.units}
    workspace.ledger = open_ledger(workspace.ledger_url, workspace.archive, anew=True)
    count = 0
    for path, period, folder, received, name in _filed(workspace.archive):
        sha256 = file_hash(path)
        if folder in units:
            workspace.ledger.attribute(Attribution(sha256, units[folder].code, period, now))
        target = workspace.inbox / name
        if target.exists():
            target = target.with_name(f"{target.stem}~{sha256[:8]}{target.suffix}")
        write_atomic(target, path.read_bytes(), received)
        count += 1
    return [
        *lines,
        f"存档里没有日志（早先的版本不记）：已把归档的 {count} 份来件放回 inbox，并记下各是哪个单位、哪一期的。",
        "请运行 python run_report.py collect 重新收取。以前的裁定、更正、审定和封存找不回来，要重新做；",
        "以前发出的表收回时要用 collect --as 指定单位。",
    ]


def _filed(archive: Path) -> Iterator[tuple[Path, Period, str, datetime, str]]:
    """Copies under readable names, oldest first: path, period, folder, received, original name."""
    found = []
    for path in archive.glob("[0-9]*-[0-9]*/*/v*"):
        named = _FILED.fullmatch(path.name)
        if named is None:
            continue
        period = Period.parse(path.parent.parent.name)
        received = datetime.strptime(named[2], "%Y%m%d-%H%M%S")
        found.append((path, period, path.parent.name, received, named[3]))
    return iter(sorted(found, key=lambda one: (one[3], one[0])))
