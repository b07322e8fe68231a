"""Mending originals from their twins: whole or not at all, and never touching what only cannot be read now."""

from __future__ import annotations

import errno
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.collect_month import GRID, NOW, Month, make_month
from toolkit.inbox.archive import object_path
from toolkit.pipeline.archive import originals
from toolkit.pipeline.archive.originals import mend
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.rebuilding import rebuild

AT = datetime(2024, 6, 28, 10)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    month = make_month(tmp_path_factory.mktemp("原件") / "w")
    month.drop("国网.xlsx", month.filled(GRID))
    workspace = Workspace(month.root)
    collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    workspace.ledger.close()
    return month.root


@pytest.fixture
def workspace(taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    return Month(Path(shutil.copytree(taken, tmp_path / "w", copy_function=shutil.copy2))).workspace


def stored(workspace: Workspace) -> Path:
    ((sha256, _),) = workspace.ledger.originals()
    return object_path(workspace.root, sha256)


def files(workspace: Workspace) -> dict[str, bytes]:
    kept = (path for path in workspace.archive.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in kept if not path.name.startswith(("ledger.db", "."))}


def test_what_cannot_be_read_now_is_said_and_left_where_it_is(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before, real = stored(workspace), files(workspace), originals.file_hash

    def barred(one: Path) -> str:
        if one == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(one))
        return real(one)

    with monkeypatch.context() as patch:
        patch.setattr(originals, "file_hash", barred)
        lines, whole = rebuild(workspace, AT)
    assert not whole and any("读不出来（没有权限" in line and "关闭打开它的程序" in line for line in lines)
    assert files(workspace) == before


@pytest.mark.parametrize("step", ["filled", "settle"])
def test_a_copy_that_cannot_be_written_leaves_the_altered_file_where_it_was(
    step: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored(workspace)
    sound = path.read_bytes()
    path.write_bytes(b"altered")
    before = files(workspace)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(originals, step, full)
        lines, whole = mend(workspace, AT)
    assert not whole and any("磁盘满了" in line for line in lines)
    assert {**files(workspace)} == before
    assert mend(workspace, AT)[1] and path.read_bytes() == sound
    (kept,) = path.parent.glob("*-被改-*")
    assert kept.read_bytes() == b"altered"
