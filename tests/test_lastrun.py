"""Asked the same again while nothing changed, a command is not run: what it said is said again, and only then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import lastrun
from toolkit.cli import main
from toolkit.runlog import LOG

ROOT = Path(__file__).resolve().parent.parent
PERIOD, NOW = "2024-06", "2024-06-28T10:00"
HEAD = "来件、台账、设置、模板和已写出的材料自 2024-06-28 10:00 以来没有任何变化，没有重做。那次说的是："
DRAFT = f"outbox/{PERIOD}/汇总/{PERIOD}_专报.docx"


def line(root: Path, *command: str, now: str = NOW) -> list[str]:
    return ["--root", str(root), "--now", now, "-p", PERIOD, *command]


def again(root: Path, *command: str, now: str = NOW) -> int | None:
    return lastrun.again(line(root, *command, now=now))


@pytest.fixture
def reported(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A month whose report and status were asked for once."""
    for command in ("report", "status"):
        assert main(line(small_copy, command)) in (0, 1)
    capsys.readouterr()
    return small_copy


@pytest.mark.parametrize("command", ["report", "status"])
def test_what_is_said_again_is_what_another_run_would_say(
    command: str, reported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = again(reported, command)
    told = capsys.readouterr()
    kept = reported / lastrun.KEPT
    kept.unlink()
    assert main(line(reported, command)) == code
    run = capsys.readouterr()
    assert told.err == run.err
    assert told.out.removeprefix(f"{HEAD}\n") == run.out
    assert told.out.startswith(HEAD) == (command == "report")


def test_the_log_names_a_run_that_was_not_done(reported: Path) -> None:
    before = (reported / LOG).read_text("utf-8-sig")
    assert again(reported, "report", now="2024-06-28T16:30") is not None
    added = (reported / LOG).read_text("utf-8-sig").removeprefix(before)
    assert added == f"2024-06-28 16:30  汇总 {PERIOD}\n  2024-06-28 10:00 以来没有任何变化，没有重做。\n"


def _same_size(path: Path) -> None:
    """Other bytes, as many, at the same time of the file."""
    data, stat = path.read_bytes(), path.stat()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "an arrival": lambda root: (root / "inbox/来件.xlsx").write_bytes(b"x"),
    "an arrival in a folder": lambda root: _put(root / "inbox/补报/来件.xlsx"),
    "an edited draft": lambda root: (root / DRAFT).write_bytes(b"edited"),
    "a draft of the same size and time": lambda root: _same_size(root / DRAFT),
    "a paper that is gone": lambda root: (root / DRAFT).unlink(),
    "a file beside": lambda root: (root / f"outbox/{PERIOD}/汇总/~$x.docx").write_bytes(b"x"),
    "settings of the same size and time": lambda root: _same_size(root / "config.toml"),
    "a template": lambda root: (root / "templates/notice.docx").write_bytes(b"another"),
    "a decision": lambda root: main(
        line(
            root, "rule", "withdraw", "--unit", "喀什市", "--version", "1", "--reason", "重报", "--name", "张"
        )
    ),
    "a ledger that is gone": lambda root: (root / "archive/ledger.db").unlink(),
    "somebody at work": lambda root: (root / "archive" / lastrun.NOTE).write_text("{}"),
    "a torn record": lambda root: (root / lastrun.KEPT).write_bytes(b'{"stamp":'),
    "a record of another make": lambda root: (root / lastrun.KEPT).write_text('{"stamp": "", "said": []}'),
    "a log that takes nothing": lambda root: _folder_for(root / LOG),
}


def _put(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"x")


def _folder_for(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_run(what: str, reported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    CHANGES[what](reported)
    capsys.readouterr()
    assert again(reported, "report") is None
    assert capsys.readouterr().out == ""


def test_another_question_is_run(reported: Path) -> None:
    assert again(reported, "report", "--verbose") is None
    assert again(reported, "report", now="2024-06-29T10:00") is None  # days to the deadline are other ones
    assert again(reported) is None
    assert again(reported, "remind") is None
    assert again(reported, "report", now="2024-06-28T23:00") is not None


def test_another_program_is_run(reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(reported, "status") is not None
    (tmp_path / "toolkit").mkdir()
    monkeypatch.setattr(lastrun, "_PROGRAM", tmp_path / "toolkit")
    assert again(reported, "status") is None


MEANWHILE: dict[str, Callable[[Path], object]] = {
    "an arrival": CHANGES["an arrival"],
    "settings": lambda root: (root / "config.toml").write_text((root / "config.toml").read_text() + "\n"),
    "an edited paper": lambda root: (root / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html").write_bytes(b"x"),
    "a paper that went": lambda root: (root / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html").unlink(),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_changed_while_a_run_was_at_it_is_run(
    what: str, small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether the run had read it before or after."""
    real = lastrun.keep

    def later(*arguments: object) -> None:
        MEANWHILE[what](small_copy)
        real(*arguments)  # type: ignore[arg-type]

    main(line(small_copy, "report"))
    (small_copy / lastrun.KEPT).unlink(missing_ok=True)
    monkeypatch.setattr(lastrun, "keep", later)
    main(line(small_copy, "report"))
    assert again(small_copy, "report") is None


def test_what_was_left_alone_is_tried_again(small_copy: Path) -> None:
    """Whether a program still holds a file, or may write there now, no listing shows."""
    main(line(small_copy, "report"))
    page = small_copy / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html"
    page.write_bytes(b"edited")
    assert main(line(small_copy, "report")) == 1
    assert again(small_copy, "report") is None


def test_nothing_is_kept_of_a_marked_file(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small_copy / "inbox/代号松树.txt").write_text("机密★10年\n关于松树的说明", "utf-8")
    main(line(small_copy))
    assert "代号松树" in capsys.readouterr().out
    main(line(small_copy))
    kept = small_copy / lastrun.KEPT
    assert not kept.exists() or "松树" not in kept.read_text("utf-8")
    assert again(small_copy) is None


def test_nothing_heavy_is_loaded(reported: Path) -> None:
    """Neither the components nor the environment that holds them."""
    command = [
        sys.executable,
        "-I",
        "-X",
        "importtime",
        str(ROOT / "run_report.py"),
        *line(reported, "status"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.startswith("2024年6月报送情况")
    loaded = {row.rpartition("|")[2].strip().partition(".")[0] for row in done.stderr.splitlines()}
    assert not loaded & {"sqlalchemy", "pydantic", "openpyxl", "lxml", "rich", "filelock", "jinja2"}
    assert "toolkit" in loaded


def test_a_folder_that_was_moved_is_run_once(reported: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(reported, tmp_path / "别处"))
    assert again(moved, "status") is None
    assert main(line(moved, "status")) == 0
    assert again(moved, "status") == 0


def test_status_and_report_do_not_drive_each_other_out(reported: Path) -> None:
    assert [again(reported, one) for one in ("status", "report", "status")].count(None) == 0
    assert len(json.loads((reported / lastrun.KEPT).read_bytes())["said"]) == 2
