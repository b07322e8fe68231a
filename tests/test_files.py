"""Files that are there whole or not at all, and what a killed run leaves behind."""

from __future__ import annotations

import errno
import os
import stat
import time
from datetime import datetime
from pathlib import Path

import pytest
from collect_month import make_month

from toolkit import files
from toolkit.cli import main
from toolkit.files import PRIVATE, begun, filled, free_name, settle, sweep, write_whole
from toolkit.pipeline.folder.workspace import Workspace


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_file_as_it_was_and_nothing_beside_it(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    write_whole(path, b"old")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(os, step, full)
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_content_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled(tmp_path / "a", broken())
    assert names(tmp_path) == []


def test_a_target_that_another_program_holds_is_tried_again_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    tries: list[int] = []

    def held(*_: object) -> None:
        tries.append(1)
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(files, "PAUSE", 0)
    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(PermissionError):
        write_whole(path, b"new")
    assert len(tries) == files.TRIES and names(tmp_path) == ["a"]
    write_whole(path, b"old")  # the same bytes stand there: as good
    assert names(tmp_path) == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="Windows rules rights by folder")
def test_a_private_file_is_its_owner_s_from_its_first_byte(tmp_path: Path) -> None:
    temporary = begun(tmp_path / "key", rights=PRIVATE)
    assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
    settle(temporary, tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_names_that_are_free(tmp_path: Path) -> None:
    path = tmp_path / "ledger-旧.db"
    assert free_name(path) == path
    path.touch()
    assert free_name(path).name == "ledger-旧-2.db"
    free_name(path).mkdir()
    assert free_name(path).name == "ledger-旧-3.db"


def test_what_a_killed_run_left_goes_and_nothing_else(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    folders = [tmp_path / "outbox/2024-06/汇总", tmp_path / "archive", tmp_path / "archive/issued/程序原稿"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        old = begun(folder / "a.docx")
        files.set_time(old, datetime.fromtimestamp(time.time() - 60))
        begun(folder / "b.docx")  # another run writes it at this moment
        for name in (".~lock.tmp", "报表.tmp", ".0123456789ab.tmp.docx"):
            (folder / name).touch()
            files.set_time(folder / name, datetime(2024, 6, 1))
    workspace.sweep()
    for folder in folders:
        left = [path.name for path in folder.iterdir() if path.is_file()]
        assert len(left) == 4 and ".~lock.tmp" in left and "报表.tmp" in left
    sweep([tmp_path / ".0123456789ab.tmp"])  # gone already


def test_every_command_that_writes_outputs_sweeps(tmp_path: Path) -> None:
    root = make_month(tmp_path / "w").root
    left = begun(root / "outbox/2024-06/邮件/催报.eml")
    files.set_time(left, datetime(2024, 6, 1))
    assert main(["remind", "--root", str(root), "-p", "2024-06", "--now", "2024-06-27T09:00"]) == 0
    assert not left.exists()
