"""No traceback reaches a user: all commands, over every fault that a disk, a colleague or another program can cause."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from fault_walk import EARLY, LATE, Fault, Ran, all_commands, commands, put_form_from_above, walk

from toolkit.cli import main

QUICK = {"config forbidden", "checklist cut", "archive is a file"}
SLOW_COMMANDS = {"", "report", "evaluate", "issue"}


@pytest.fixture
def root(small_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # faults that are simulated reach no child
    folder = Path(shutil.copytree(small_demo, tmp_path / "月报"))
    put_form_from_above(folder)
    return folder


def test_every_command_is_walked(tmp_path: Path) -> None:
    assert set(commands(tmp_path)) == all_commands()


@pytest.mark.parametrize("name", sorted(QUICK))
def test_a_fault_is_one_sentence(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    EARLY[name](root, monkeypatch)
    quick = set(commands(root)) - SLOW_COMMANDS if name == "archive is a file" else None
    assert [wrong for ran in walk(root, capsys, quick) for wrong in ran.wrong()] == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted((EARLY | LATE).keys() - QUICK))
def test_every_other_fault_is_one_sentence(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault: Fault = (EARLY | LATE)[name]
    fault(root, monkeypatch)
    assert [wrong for ran in walk(root, capsys) for wrong in ran.wrong()] == []


@pytest.mark.parametrize(
    "line",
    [
        ["-p", "2024-13"],
        ["-p", "1999-12", "status"],
        ["status", "-p", "六月"],
        ["--now", "昨天"],
        ["status", "--now", "9999-12-31T00:00"],
        ["status", "--now", "0001-01-01"],
        ["evaluate", "--year", "1024"],
        ["generate", "--tasks", "x"],
        ["collect", "--r", "x"],
        ["rule", "revoke"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense_is_one_sentence(
    line: list[str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main([*line, "--root", str(root)])
    except SystemExit as left:
        code = int(str(left.code))
    said = capsys.readouterr()
    assert code == 2
    assert Ran(" ".join(line), code, said.out + said.err, ()).wrong() == []


@pytest.mark.parametrize("period", ["2000-01", "2099-12"])
def test_the_first_and_the_last_month_have_neighbours(
    period: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "-p", period, "--root", str(root)]) == 0
