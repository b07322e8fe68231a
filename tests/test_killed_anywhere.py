"""kill -9 at random moments of the whole month: collect, report, issue, reopen; run again: as if nothing had happened."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
from test_issue import DESPITE, late_return

REPOSITORY = Path(__file__).resolve().parent.parent
RUN = "import sys; from toolkit.cli import main; sys.exit(main(sys.argv[1:]))"
LATE = ("2024-07-02T09:00",)
# What a coordinator does between 28 June and 3 July, each with the clock of that moment.
STEPS: Sequence[tuple[tuple[str, ...], str]] = (
    (("report",), "2024-06-28T10:00"),
    (("issue", *DESPITE), "2024-06-30T10:00"),
    ((), "2024-07-02T10:00"),  # a late return lies in the inbox
    (("issue", "--reopen", "补报", "--name", "王"), "2024-07-02T11:00"),
    (("report",), "2024-07-02T12:00"),
    (("issue", *DESPITE), "2024-07-03T10:00"),
    (("remind",), "2024-07-03T11:00"),
)
UNSTABLE = (".lock", "-journal", "-wal", "-shm", "ledger.db", "日志.txt", "错误.txt", "journal.jsonl")


def command(root: Path, words: Sequence[str], now: str) -> list[str]:
    return [sys.executable, "-c", RUN, *words, "--root", str(root), "-p", "2024-06", "--now", now]


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith(UNSTABLE)
    }


def run(root: Path, words: Sequence[str], now: str) -> int:
    return subprocess.run(
        command(root, words, now), cwd=REPOSITORY, capture_output=True, stdin=subprocess.DEVNULL
    ).returncode


def strays(root: Path) -> list[str]:
    return [
        " ".join(process.info["cmdline"])
        for process in psutil.process_iter(["cmdline"])
        if str(root) in " ".join(process.info["cmdline"] or [])
    ]


def run_and_kill(root: Path, words: Sequence[str], now: str, seconds: float) -> None:
    with subprocess.Popen(
        command(root, words, now),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        time.sleep(seconds)
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)  # the parent alone: its children have to notice
        process.wait()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == [], "children that outlive their parent"


def whole(root: Path, kill: tuple[int, float] | None = None) -> dict[str, str]:
    """All steps; ``kill``: the step that is cut off and after how many seconds, then run again."""
    for number, (words, now) in enumerate(STEPS):
        if number == 2 and not any((root / "inbox").glob("*补报.xlsx")):
            late_return(root, "巴楚县")
        if kill is not None and kill[0] == number:
            run_and_kill(root, words, now, kill[1])
        # a step that was done just before it was killed may say so when it is run again
        assert run(root, words, now) in ((0, 1, 2) if kill is not None and kill[0] == number else (0, 1)), (
            words
        )
    return tree(root)


@pytest.mark.nightly
def test_killed_at_fifty_random_moments_of_the_month(demo_copy: Path, tmp_path: Path) -> None:
    one = Path(shutil.copytree(demo_copy, tmp_path / "undisturbed" / "月报"))
    begun = time.monotonic()
    expected = whole(one)
    seconds = (time.monotonic() - begun) / len(STEPS)
    draw = random.Random(20240628)
    different = []
    for attempt in range(int(os.environ.get("KILLS", "50"))):
        root = Path(shutil.copytree(demo_copy, tmp_path / str(attempt) / "月报"))
        kill = draw.randrange(len(STEPS)), draw.uniform(0, 1.3 * seconds)
        reached = whole(root, kill)
        wrong = sorted(
            name for name in expected.keys() | reached.keys() if expected.get(name) != reached.get(name)
        )
        if wrong:
            different.append((kill, wrong[:8]))
        assert strays(root) == []
        shutil.rmtree(root.parent)
    assert different == []
