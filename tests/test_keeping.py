"""doctor, backup, restore, rebuild: ledger and archive watch over each other, through the command line."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.ledger.rebuild import contents
from toolkit.ledger.watch import State, state_of
from toolkit.pipeline.archive.originals import missing_originals
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.backup import MANIFEST

NOW = "2024-07-05T09:00"
JUNE = Period(2024, 6)


def run(root: Path, *command: str) -> int:
    return main([*command, "--root", str(root), "--now", NOW])


def content(folder: Path) -> dict[str, str]:
    """Relative path -> sha256 of every file but the locks."""
    gc.collect()  # a command within this process leaves its ledger open until then, and -wal and -shm beside it
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def any_filed(root: Path) -> Path:
    return sorted((root / "archive" / "2024-06").glob("*/v1_*.xlsx"))[0]


def object_of(root: Path, filed: Path) -> Path:
    return root / "archive" / "objects" / hashlib.sha256(filed.read_bytes()).hexdigest()


def decide(root: Path) -> None:
    """What people decide in a month: a ruling, an adjustment, a file's owner, a seal and its reopening."""
    by = ["--reason", "与台账核对", "--name", "王敏"]
    assert run(root, "adjust", "指标数据/T02-3/本月累计", "900", "--unit", "喀什市", *by) == 0
    assert run(root, "rule", "withdraw", "--unit", "叶城县", "--version", "1", *by) == 0
    stray = root / "inbox" / "未署名.xlsx"
    shutil.copy2(any_filed(root), stray)
    run(root, "collect", "--as", "巴楚县", str(stray))
    workspace = Workspace(root)
    from test_journal import NOW as MOMENT

    from toolkit.ledger.records import Seal

    workspace.ledger.seal(Seal(JUNE, "1", MOMENT, "{}", "e" * 64))
    workspace.ledger.reopen(JUNE, "有误", "王敏", MOMENT)
    workspace.ledger.close()


def lose(database: Path, data: bytes | None) -> None:
    """Another file in place of the ledger, None for none, as a person or a sync tool leaves it."""
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    if data is not None:
        database.write_bytes(data)


@pytest.mark.slow
def test_who_only_looks_at_a_folder_that_can_only_be_read_sees_all_and_changes_nothing(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A locked stick, a disc, a share without rights: SQLite opens no ledger there, and its file is not broken."""
    looks = [["status"], ["figure", "T02-3/2024-06/653101/ytd"], ["unit", "喀什市"], ["changes"]]
    asked = [[*words, "-p", "2024-06"] for words in looks]
    for words in asked:  # what they keep on a first look stands then
        run(small_copy, *words)
    capsys.readouterr()
    told = [(run(small_copy, *words), capsys.readouterr().out) for words in asked]
    before, connect = content(small_copy), sqlite3.connect

    def barred(database: Any, *arguments: Any, **named: Any) -> sqlite3.Connection:
        if str(database).startswith(str(small_copy)):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(database, *arguments, **named)

    monkeypatch.setattr(sqlite3, "connect", barred)
    monkeypatch.setattr("toolkit.commands.call.os.access", lambda *_: False)
    assert [(run(small_copy, *words), capsys.readouterr().out) for words in asked] == told
    assert run(small_copy, "doctor") == 1
    examined = capsys.readouterr().out
    assert "台账完好，与存档日志一致" in examined and "损坏" not in examined and "写不进" in examined
    assert content(small_copy) == before
    monkeypatch.undo()
    monkeypatch.setattr("toolkit.ledger.watch.read_only", barred)
    assert state_of(small_copy / "archive/ledger.db", small_copy / "archive") is State.SOUND


@pytest.mark.parametrize(
    "how", ["deleted", *(pytest.param(how, marks=pytest.mark.slow) for how in ("empty", "broken", "older"))]
)
def test_a_lost_ledger_stops_every_command_and_rebuild_brings_it_back(
    small_copy: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    root, database = small_copy, small_copy / "archive" / "ledger.db"
    old = database.read_bytes()
    decide(root)
    said = contents(database)
    lose(database, {"deleted": None, "empty": b"", "broken": b"\x00" * 4096, "older": old}[how])
    before = content(root)
    capsys.readouterr()
    for command in (("report",), (), ("generate",), ("collect",), ("status",)):
        assert run(root, *command) == 2
        told = capsys.readouterr()
        assert "rebuild" in told.err
        assert "Traceback" not in told.err
    assert content(root) == before
    assert run(root, "doctor") == 1
    assert "rebuild" in capsys.readouterr().out
    assert run(root, "rebuild") == 0
    assert len(list((root / "archive").glob("ledger-旧-*.db"))) == (how != "deleted")
    assert contents(database) == said
    assert run(root, "doctor") == 0


@pytest.mark.slow
def test_outputs_after_rebuild_are_the_same_bytes(small_copy: Path) -> None:
    decide(small_copy)
    run(small_copy, "report")
    printed = content(small_copy / "outbox")
    lose(small_copy / "archive" / "ledger.db", None)
    assert run(small_copy, "rebuild") == 0
    shutil.rmtree(small_copy / "outbox" / "2024-06" / "汇总")
    run(small_copy, "report")
    assert content(small_copy / "outbox") == printed


def test_a_missing_original_is_said_by_doctor_and_figure_and_mended_from_its_twin(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small_copy
    filed = any_filed(root)
    data, stored = filed.read_bytes(), object_of(root, filed)
    workspace = Workspace(root)
    key = next(
        f"{e.key}/2024-06/{e.unit}/ytd"
        for e in workspace.ledger.entries(JUNE)
        if e.source and e.source.sha256 == stored.name and e.field == "ytd"
    )
    stored.unlink()
    assert run(root, "doctor") == 1
    assert stored.name in capsys.readouterr().out
    assert missing_originals(workspace, [stored.name]) == []
    filed.write_bytes(b"altered")
    assert run(root, "doctor") == 1
    assert "两处都没有完好的一份" in capsys.readouterr().out
    (sentence,) = missing_originals(workspace, [stored.name])
    assert stored.name in sentence
    assert run(root, "figure", key) == 0
    assert stored.name[:12] in capsys.readouterr().out.splitlines()[-1]
    assert run(root, "issue", "--yes") == 2
    assert (
        stored.name[:12] in capsys.readouterr().out
    )  # what the paper cites is gone: said before it is sealed
    stored.write_bytes(data)
    assert run(root, "rebuild") == 0
    assert filed.read_bytes() == data
    (kept,) = filed.parent.glob("*-被改-*")
    assert kept.read_bytes() == b"altered"
    assert run(root, "doctor") == 0


def test_a_ledger_changed_by_hand_is_found(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(small_copy / "archive" / "ledger.db")
    connection.execute("update cells set number = number + 1 where number is not null")
    connection.commit()
    connection.close()
    assert run(small_copy, "doctor", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert any(one["level"] == "错误" and "cells" in one["what"] for one in found)
    assert run(small_copy, "rebuild") == 0
    assert run(small_copy, "doctor") == 0


def test_an_archive_without_journal_gives_its_returns_back(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small_copy
    count = len(Workspace(root).ledger.submissions(JUNE))
    for name in ("ledger.db", "journal.jsonl"):
        (root / "archive" / name).unlink()
    assert run(root, "report") == 2
    assert run(root, "rebuild") == 1
    assert "放回 inbox" in capsys.readouterr().out
    run(root, "collect")
    assert len(Workspace(root).ledger.submissions(JUNE)) == count


def test_a_lost_key_is_said_and_made_anew_only_when_asked(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_copy / "archive" / "identity.key").unlink()
    assert run(small_copy, "generate") == 2
    assert "identity.key" in capsys.readouterr().err
    assert run(small_copy, "doctor") == 1
    assert run(small_copy, "rebuild", "--new-key") == 0
    assert run(small_copy, "doctor") == 0


def test_backup_and_restore_bring_everything_back(
    small_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "备份.zip"
    assert run(small_copy, "backup", str(saved)) == 0
    assert run(small_copy, "backup", str(saved)) == 2  # never overwritten
    before = content(small_copy)
    fresh = tmp_path / "别处"
    fresh.mkdir()
    assert run(fresh, "restore", str(saved)) == 0
    after = content(fresh)
    inbox = {name for name in before if name.startswith("inbox/")} | {"演示说明.txt"}
    starters = {
        "run_report.py",
        "开始.bat",
        "开始.command",
        "开始.sh",
    }  # programs never come out of a backup: init makes them
    assert set(before) - inbox - starters == set(after)
    changed = {name for name in after if before[name] != after[name]}
    assert changed <= {"archive/ledger.db"}  # written anew by SQLite
    assert (fresh / "archive" / "identity.key").stat().st_mode & 0o077 == 0
    capsys.readouterr()
    assert run(fresh, "doctor") == 0
    assert run(fresh, "status") == 0


@pytest.mark.slow
def test_an_older_backup_asks_and_what_it_replaces_is_kept(
    small_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "备份.zip"
    assert run(small_copy, "backup", str(saved)) == 0
    edited = small_copy / "outbox" / "2024-06" / "汇总" / "我的改稿.docx"
    edited.write_bytes(b"words of the office")
    assert run(small_copy, "adjust", "指标数据/T02-3/本月累计", "900", "--unit", "喀什市", "--reason", "甲", "--name", "乙") == 0  # fmt: skip
    before = content(small_copy)
    capsys.readouterr()
    assert run(small_copy, "restore", str(saved)) == 2
    assert "旧" in capsys.readouterr().err
    assert content(small_copy) == before
    assert run(small_copy, "restore", str(saved), "--yes") == 0
    assert Workspace(small_copy).ledger.adjustments(JUNE) == []
    (aside,) = small_copy.glob("恢复前-*")
    assert (aside / edited.relative_to(small_copy)).read_bytes() == b"words of the office"
    kept = {name: value for name, value in content(aside).items() if not name.endswith((".db", "-wal"))}
    assert kept.items() <= before.items()
    # The newer state restored over the older one asks nothing.
    shutil.rmtree(aside)
    newer = tmp_path / "新.zip"
    assert run(small_copy, "adjust", "指标数据/T02-3/本月累计", "901", "--unit", "喀什市", "--reason", "甲", "--name", "乙") == 0  # fmt: skip
    assert run(small_copy, "backup", str(newer)) == 0
    assert run(small_copy, "restore", str(newer)) == 0


def rewritten(source: Path, target: Path, change: dict[str, bytes], manifest: dict[str, Any]) -> Path:
    """A backup with other or further entries and another manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        kept = {info.filename: old.read(info) for info in old.infolist()}
        told = {**json.loads(kept.pop(MANIFEST)), **manifest}
        told["files"] = {**told["files"], **{n: hashlib.sha256(d).hexdigest() for n, d in change.items()}}
        for name, data in {**kept, **change}.items():
            new.writestr(name, data)
        new.writestr(MANIFEST, json.dumps(told, ensure_ascii=False))
    return target


@pytest.fixture(scope="module")
def small_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    assert main(["init", str(folder / "月报")]) == 0
    assert run(folder / "月报", "generate", "--unit", "国网喀什供电公司") == 0
    assert run(folder / "月报", "backup", str(folder / "b.zip")) == 0
    return folder / "b.zip"


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt", "archive/../../outside.txt", "/etc/outside.txt", "C:/outside.txt", "archive\\..\\outside.txt",
        "run_report.py", "toolkit/cli.py", "archive", "inbox/a.xlsx", "archive//a",
    ],
)  # fmt: skip
def test_a_backup_reaches_nowhere_else(
    small_backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    evil = rewritten(small_backup, tmp_path / "e.zip", {name: b"x"}, {})
    root = tmp_path / "a" / "root"
    root.mkdir(parents=True)
    assert run(root, "restore", str(evil), "--yes") == 2
    assert "没有" in capsys.readouterr().err
    assert {path.name for path in tmp_path.rglob("*")} == {"e.zip", "a", "root"}


@pytest.mark.parametrize("how", ["cut", "flipped", "foreign", "no zip", "kind", "missing", "extra"])
def test_a_backup_that_is_not_sound_changes_nothing(
    small_backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    bad = tmp_path / "坏.zip"
    data = bytearray(small_backup.read_bytes())
    if how == "cut":
        bad.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        data[len(data) // 3] ^= 0xFF
        bad.write_bytes(data)
    elif how == "foreign":
        with zipfile.ZipFile(bad, "w") as other:
            other.writestr("照片.jpg", b"x")
    elif how == "no zip":
        bad.write_bytes(b"not a zip")
    elif how == "kind":
        rewritten(small_backup, bad, {}, {"kind": "other"})
    elif how == "missing":
        rewritten(small_backup, bad, {}, {})
        with zipfile.ZipFile(bad) as old:
            told = json.loads(old.read(MANIFEST))
        rewritten(small_backup, bad, {}, {"files": {**told["files"], "outbox/none.txt": "0" * 64}})
    else:
        shutil.copy(small_backup, bad)
        with zipfile.ZipFile(bad, "a") as more:
            more.writestr("outbox/extra.txt", b"x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "config.toml").write_text("kept", "utf-8")
    assert run(root, "restore", str(bad), "--yes") == 2
    told_err = capsys.readouterr().err
    assert "Traceback" not in told_err
    assert content(root) == {"config.toml": hashlib.sha256(b"kept").hexdigest()}
