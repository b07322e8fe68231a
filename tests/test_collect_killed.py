"""kill -9 at random moments of collect, then run again: same ledger, same archive, same inbox."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from collect_month import (
    DEFENCE,
    GRID,
    HOUSING,
    NOW,
    PDF,
    Month,
    copy_month,
    journal_tells_the_ledger,
    ledger_content,
    mail,
    make_month,
    tree,
    zipped,
)

from toolkit.core.returns import Receipt
from toolkit.inbox.archive import _put
from toolkit.pipeline.collect import collect
from toolkit.pipeline.collecting.files import finish

REPOSITORY = Path(__file__).resolve().parent.parent
SCRIPT = """
import sys
from datetime import datetime
from pathlib import Path
from toolkit.checklist import snapshot
from toolkit.inbox import scan
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import Workspace
scan.OBSERVE_SECONDS = 0
workspace = Workspace(Path(sys.argv[1]))
ledger = workspace.ledger
checklist = snapshot.from_json(next(iter(ledger.checklists().values())))
print("ready", flush=True)
collect(workspace.root, workspace.config, datetime(2024, 6, 26, 9), ledger=ledger, checklist=checklist)
"""

State = tuple[dict[str, list[tuple[object, ...]]], dict[str, str], dict[str, str]]


def state(month: Month) -> State:
    return ledger_content(month.root), tree(month.root / "archive"), tree(month.inbox)


@contextmanager
def started(month: Month) -> Iterator[subprocess.Popen[str]]:
    """A run of collect that has loaded its modules."""
    command = [sys.executable, "-c", SCRIPT, str(month.root)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def run_whole(month: Month) -> float:
    """Run to the end; seconds from ready to done."""
    with started(month) as process:
        begun = time.monotonic()
        assert process.wait() == 0
        return time.monotonic() - begun


def run_and_kill(month: Month, seconds: float) -> None:
    with started(month) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def full_inbox(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """Two versions of one return, a mail, an archive with a scan, a damaged file, a lone scan, a copy."""
    month = make_month(tmp_path_factory.mktemp("killed") / "root")
    first, second = month.filled(GRID, "一"), month.filled(GRID, "二")
    month.drop("国网一.xlsx", first, datetime(2024, 6, 20, 9))
    month.drop("国网二.xlsx", second, datetime(2024, 6, 21, 9))
    month.drop("国网一（副本）.xlsx", first, datetime(2024, 6, 22, 9))
    month.drop("住建.zip", zipped(住建__xlsx=month.filled(HOUSING), 盖章__pdf=PDF), datetime(2024, 6, 23, 9))
    month.drop(
        "国动办.eml",
        mail("gdb@x.cn", datetime(2024, 6, 19, 9), 国动办__xlsx=month.filled(DEFENCE), 坏__xlsx=first[:700]),
        datetime(2024, 6, 24, 9),
    )
    month.drop("坏的.xlsx", second[:900], datetime(2024, 6, 24, 10))
    month.drop("扫描.pdf", PDF + b"alone", datetime(2024, 6, 24, 11))
    return month


@pytest.fixture(scope="session")
def undisturbed(full_inbox: Month, tmp_path_factory: pytest.TempPathFactory) -> tuple[State, float]:
    month = copy_month(full_inbox, tmp_path_factory.mktemp("whole") / "root")
    seconds = run_whole(month)
    reached = state(month)
    assert len(reached[0]["submissions"]) == 4
    assert sorted(reached[2]) == [
        "未识别/坏.xlsx",
        "未识别/坏.xlsx.原因.txt",
        "未识别/坏的.xlsx",
        "未识别/坏的.xlsx.原因.txt",
        "未识别/扫描.pdf",
        "未识别/扫描.pdf.原因.txt",
    ]
    return reached, seconds


def differences(found: State, expected: State) -> list[object]:
    """What one state has and the other has not, for a readable failure."""
    rows = [
        (
            table,
            [
                row
                for row in found[0].get(table, []) + content
                if (row in content) != (row in found[0].get(table, []))
            ],
        )
        for table, content in expected[0].items()
        if found[0].get(table) != content
    ]
    return [*rows, *(found[1].items() ^ expected[1].items()), *(found[2].items() ^ expected[2].items())]


def check(full_inbox: Month, undisturbed: tuple[State, float], folder: Path, moments: list[float]) -> None:
    expected, seconds = undisturbed
    for number, share in enumerate(moments):
        month = copy_month(full_inbox, folder / str(number))
        run_and_kill(month, share * seconds)
        run_whole(month)
        assert differences(state(month), expected) == [], f"killed after {share * seconds:.3f} s"
        assert journal_tells_the_ledger(month.root), f"killed after {share * seconds:.3f} s"


@pytest.mark.slow
def test_killed_at_a_few_moments_and_started_again(
    full_inbox: Month, undisturbed: tuple[State, float], tmp_path: Path
) -> None:
    check(full_inbox, undisturbed, tmp_path, [0.8, 0.93])


def run(month: Month) -> None:
    """Collect in this process."""
    workspace = month.workspace
    try:
        collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    finally:
        workspace.ledger.close()


class Killed(BaseException):
    """Stands for the end of the process: no handler may see it."""


@pytest.mark.slow
def test_killed_between_the_ledger_and_the_inbox(
    full_inbox: Month, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    whole = copy_month(full_inbox, tmp_path / "whole")
    arrivals = len([path for path in whole.inbox.iterdir() if path.is_file()])
    run(whole)
    expected = state(whole)
    for number in range(arrivals):
        month = copy_month(full_inbox, tmp_path / str(number))
        left = iter(range(number))

        def finish_some(*arguments: Any, left: Iterator[int] = left) -> Receipt | None:
            if next(left, None) is None:
                raise Killed
            return finish(*arguments)

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr("toolkit.pipeline.collect.finish", finish_some)
            run(month)
        run(month)
        assert differences(state(month), expected) == [], f"killed at arrival {number}"


@pytest.mark.slow
def test_killed_while_a_file_is_put_among_those_that_wait(
    full_inbox: Month, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    whole = copy_month(full_inbox, tmp_path / "whole")
    run(whole)
    expected = state(whole)
    for name in ("坏.xlsx", "坏.xlsx.原因.txt", "坏的.xlsx", "扫描.pdf"):
        month = copy_month(full_inbox, tmp_path / name)

        def written(temporary: Path, target: Path, name: str = name) -> None:
            _put(temporary, target)
            if target.name == name:
                raise Killed

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr("toolkit.inbox.archive._put", written)
            run(month)
        run(month)
        assert differences(state(month), expected) == [], f"killed when {name} was written"


@pytest.mark.nightly
def test_killed_at_fifty_random_moments(
    full_inbox: Month, undisturbed: tuple[State, float], tmp_path: Path
) -> None:
    draw = random.Random(20240626)
    check(full_inbox, undisturbed, tmp_path, [draw.uniform(0.0, 1.0) for _ in range(50)])
