"""kill -9 at random moments of the whole month: collect, report, adjust, issue, reopen; run again: as if nothing had been.

A kill starts from a copy of the folder as it stood before the step, so that it costs two runs and not the month; the month
is the small demo, whose every step takes seconds and writes every kind of output.
"""

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
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from test_issue import DESPITE, late_return

from toolkit.ledger.rebuild import contents

REPOSITORY = Path(__file__).resolve().parent.parent
RUN = "import sys; from toolkit.cli import main; sys.exit(main(sys.argv[1:]))"
LATE_STEP, WHOLE_EVERY = 3, 10  # each tenth month that was killed goes on to its end
ADJUSTED = ("--unit", "莎车县", "--reason", "单位来电更正", "--name", "王")
LEDGER = "archive/ledger.db"
# What a coordinator does between 28 June and 3 July, each with the clock of that moment.
STEPS: Sequence[tuple[tuple[str, ...], str]] = (
    (("report",), "2024-06-28T10:00"),
    (("adjust", "指标数据/T02-3/本月累计", "700", *ADJUSTED), "2024-06-28T11:00"),
    (("issue", *DESPITE), "2024-06-30T10:00"),
    ((), "2024-07-02T10:00"),  # LATE_STEP: a late return lies in the inbox
    (("issue", "--reopen", "补报", "--name", "王"), "2024-07-02T11:00"),
    (("report",), "2024-07-02T12:00"),
    (("issue", *DESPITE), "2024-07-03T10:00"),
    (("remind",), "2024-07-03T11:00"),
)
# said.json: the times of all files stand in it, and after a kill nothing is kept to be said again.
UNSTABLE = (
    "said.json",
    ".lock",
    "-journal",
    "-wal",
    "-shm",
    "ledger.db",
    "日志.txt",
    "错误.txt",
    "journal.jsonl",
)


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


def begin(root: Path, number: int) -> Path:
    """What lies in the inbox before a step."""
    if number == LATE_STEP and not any((root / "inbox").glob("*补报.xlsx")):
        late_return(root, "巴楚县")
    return root


def state(root: Path) -> dict[str, str]:
    """All that the next step takes: files by their bytes, the ledger by what it says."""
    return tree(root) | {f"ledger {table}": digest for table, digest in contents(root / LEDGER).items()}


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@dataclass(frozen=True)
class Undisturbed:
    """The month as it goes when nothing is killed: the folder before each step, and how long the step took."""

    before: list[Path]
    states: list[dict[str, str]]
    seconds: list[float]


def undisturbed(month: Path, folder: Path) -> Undisturbed:
    made = Undisturbed([], [], [])
    for number, (words, now) in enumerate(STEPS):
        made.before.append(Path(shutil.copytree(begin(month, number), folder / f"{number}" / "月报")))
        begun = time.monotonic()
        assert run(month, words, now) in (0, 1), words
        made.seconds.append(time.monotonic() - begun)
        made.states.append(state(month))
    return made


def killed(root: Path, month: Undisturbed, number: int, seconds: float, *, to_the_end: bool) -> list[str]:
    """What differs once a step was killed after so many seconds and run again.

    The next step depends on nothing but the folder, so a month that stands after the step as it always does
    goes on as it always does; ``to_the_end`` shows it.
    """
    run_and_kill(root, *STEPS[number], seconds)
    # a step that was done just before it was killed may say so when it is run again
    assert run(root, *STEPS[number]) in (0, 1, 2), STEPS[number]
    wrong = differing(month.states[number], state(root))
    if not (wrong or to_the_end):
        return []
    for later in range(number + 1, len(STEPS)):
        assert run(begin(root, later), *STEPS[later]) in (0, 1), STEPS[later]
    return wrong and [
        "after the step",
        *wrong[:8],
        "at the end",
        *differing(month.states[-1], state(root))[:8],
    ]


@pytest.mark.nightly
def test_killed_at_fifty_random_moments_of_the_month(small_demo: Path, tmp_path: Path) -> None:
    place = tmp_path / "here" / "月报"  # one for all months: the desk names its folder
    month = undisturbed(Path(shutil.copytree(small_demo, place)), tmp_path)
    shutil.rmtree(place)
    draw = random.Random(int(os.environ.get("SEED", "20240628")))
    different = []
    for attempt in range(int(os.environ.get("KILLS", "50"))):
        number = draw.randrange(len(STEPS))
        seconds = draw.uniform(0, 1.2 * month.seconds[number])
        root = Path(shutil.copytree(month.before[number], place))
        wrong = killed(root, month, number, seconds, to_the_end=attempt % WHOLE_EVERY == 0)
        if wrong:
            different.append((STEPS[number], seconds, wrong))
        sys.stdout.write(f"{attempt + 1} {STEPS[number][0]} {seconds:.1f} s: {wrong or 'as always'}\n")
        sys.stdout.flush()
        assert strays(root) == []
        shutil.rmtree(root)
    assert different == []
