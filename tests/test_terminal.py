"""The terminal: how far a step is, signs that every Chinese console has, and Ctrl-C."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fault_walk import NOW, commands, nobody_there
from rich.console import Console

from toolkit import terminal
from toolkit.cli import main

ROOT = Path(__file__).resolve().parent.parent


class Strict(io.TextIOWrapper):
    """A GBK stream that stops at what GBK has not, whatever the program asks of it; ``tty``: a person looks on."""

    tty = False

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="gbk", errors="strict", newline="\n")

    def reconfigure(self, **_: object) -> None:  # type: ignore[override]
        """Stay strict."""

    def isatty(self) -> bool:
        return self.tty

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("gbk")  # type: ignore[attr-defined,no-any-return]


def test_how_many_values_are_asked_is_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["adjust", "--number", "1", "--confirmed", "李四"])
    assert "后面要跟 3 个值" in capsys.readouterr().err


def test_progress_shows_count_and_time_left_in_gbk(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Strict()
    stream.tty = True
    monkeypatch.setattr(sys, "stdout", stream)
    console = Console(file=stream, force_terminal=True, width=80, legacy_windows=False)
    monkeypatch.setattr("rich.get_console", lambda: console)
    monkeypatch.setattr("rich.progress.get_console", lambda: console)
    assert list(terminal.progress("甲乙丙", "写汇总表和专报", 3)) == ["甲", "乙", "丙"]
    text = stream.text()
    assert "写汇总表和专报" in text and "3/3" in text and "还要" in text


def test_nobody_who_looks_on_is_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Strict()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv(terminal.PROGRESS, raising=False)
    assert list(terminal.progress([1, 2], "x", 2)) == [1, 2]
    assert stream.text() == ""


def test_of_steps_within_steps_the_outer_one_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(terminal.PROGRESS, "lines")
    for _ in terminal.progress([1], "外", 1):
        assert list(terminal.progress([1, 2], "里", 2)) == [1, 2]
    assert [line for line in capsys.readouterr().err.splitlines() if "里" in line] == []
    assert list(terminal.progress([1, 2], "后", 2)) == [1, 2]
    assert "… 后 2/2" in capsys.readouterr().err


@pytest.mark.nightly
def test_whatever_reads_the_month_says_how_far_it_is(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each takes over a second with 22 units."""
    monkeypatch.setenv(terminal.PROGRESS, "lines")
    for line in ("status", "verify", "remind", "audit", "quota propose", "issue", "figure T02-3", "report"):
        assert main([*line.split(), "-p", "2024-06", "--now", NOW, "--root", str(small_copy)]) in (0, 1, 2)
        assert re.search(r"(?m)^… \S+ (\d+)/\1$", capsys.readouterr().err), line


def test_signs_of_the_terminal_are_in_gbk() -> None:
    assert all(sign.encode("gbk") for sign in terminal._SIGNS.values())


@pytest.mark.nightly
def test_what_every_command_says_is_in_gbk(small_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command, lists in commands(small_copy).items():
        for arguments in lists:
            for stream in ("stdout", "stderr"):
                monkeypatch.setattr(sys, stream, Strict())
            line = [*filter(None, [command]), *arguments, "--root", str(small_copy), "--now", NOW]
            try:
                with nobody_there():
                    main(line)
            except SystemExit:  # argparse
                pass
            said = sys.stdout.text() + sys.stderr.text()  # type: ignore[attr-defined]
            assert "程序内部出错" not in said, line


def outputs(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "outbox").rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("moments", [(0.7, 1.6, 3.0)], ids=["at start, at work, while papers are written"])
def test_ctrl_c_ends_a_report_cleanly_and_the_next_run_makes_up_for_it(
    moments: tuple[float, ...], small_copy: Path, tmp_path: Path
) -> None:
    before = Path(shutil.copytree(small_copy, tmp_path / "原样"))
    line = [sys.executable, str(ROOT / "run_report.py"), "report", "--now", NOW, "--root"]
    subprocess.run([*line, str(small_copy)], capture_output=True)
    whole = outputs(small_copy)
    shutil.rmtree(small_copy)
    shutil.copytree(before, small_copy)
    shutil.rmtree(small_copy / "outbox/2024-06/汇总/data")
    for seconds in moments:
        with subprocess.Popen(
            [*line, str(small_copy)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        ) as run:
            time.sleep(seconds)
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the children have it too
            said = run.communicate(timeout=60)[0].decode("utf-8")
        assert "Traceback" not in said and "Error" not in said
        assert run.returncode in (0, 1) or (run.returncode, said.strip().splitlines()[-1]) == (
            130,
            "已停止。再运行一次会接着做完。",
        )
    assert subprocess.run([*line, str(small_copy)], capture_output=True).returncode in (0, 1)
    assert not list(small_copy.rglob(".*.tmp")) and not (small_copy / "archive/.at-work.json").exists()
    assert outputs(small_copy) == whole
