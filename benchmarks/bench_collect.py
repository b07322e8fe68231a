"""collect against pandas: the same filled workbooks, side by side in one run.

    python benchmarks/bench_collect.py [MONTHS]

pandas: read_excel(engine="openpyxl", sheet_name=None), nothing kept. collect: everything from inbox/ to
ledger (archive with fsync, child processes, identification, reading, accounting, filing). MONTHS is how
many months' returns of the 22 units lie in the inbox (1 to 3, default 3). Both run in turn, the cheapest
run of each counts. The toolkit's modules are compiled beforehand, as an installed pandas is, and as they are
after a first run. Exit code 1 below five times.
"""

from __future__ import annotations

import compileall
import gc
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from os import times, utime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import toolkit
from toolkit.checklist import snapshot
from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.inbox import scan
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner

PERIODS = (Period(2024, 6), Period(2024, 5), Period(2024, 7))
AIM = 5.0
RUNS = 3


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of all processors, child processes included."""

    wall: float
    cpu: float


def measured(work: Callable[[], object]) -> Cost:
    """What a piece of work costs."""
    before, begun = times(), time.perf_counter()
    work()
    wall, after = time.perf_counter() - begun, times()
    return Cost(wall, sum(after[:4]) - sum(before[:4]))


def prepare(root: Path, months: int) -> Workspace:
    """A working folder whose inbox holds the filled forms of so many months."""
    init_folder(root)
    workspace = Workspace(root)
    workspace.ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    for period in PERIODS[:months]:
        planner = FormPlanner(workspace, period)
        for number, unit in enumerate(workspace.checklist.reporting):
            form = planner.plan(unit)
            workspace.ledger.save_form(planner.record(form, datetime(2024, 5, 1, 9), unit.code.encode()))
            path = workspace.inbox / f"{unit.short}{period}.xlsx"
            path.write_bytes(write_form(replace(form, values=made_up_values(form))))
            moment = datetime(period.year, period.month, 20, 9) + timedelta(minutes=number)
            utime(path, (moment.timestamp(), moment.timestamp()))
    return workspace


def by_pandas(files: list[bytes]) -> None:
    """Every sheet of every file."""
    for data in files:
        pd.read_excel(BytesIO(data), engine="openpyxl", sheet_name=None)


def by_collect(workspace: Workspace, expected: int) -> None:
    """The whole inbox, as the command does it."""
    result = collect(
        workspace.root,
        workspace.config,
        datetime(2024, 6, 26),
        ledger=workspace.ledger,
        checklist=workspace.checklist,
    )
    assert [receipt.status for receipt in result.receipts] == ["accepted"] * expected


def main(months: int) -> int:
    """Print the cheapest of both costs in turn, and their ratio."""
    compileall.compile_dir(Path(toolkit.__file__).parent, quiet=1)
    scan.OBSERVE_SECONDS = 0.0  # the wait for files that are still being copied measures nothing
    theirs, ours = [], []
    with TemporaryDirectory() as name:
        waiting = prepare(Path(name) / "root", months)
        waiting.ledger.close()
        files = [path.read_bytes() for path in sorted(waiting.inbox.glob("*.xlsx"))]
        pd.read_excel(BytesIO(files[0]), engine="openpyxl", sheet_name=None)  # its imports do not count
        for run in range(RUNS):
            gc.enable()
            theirs.append(measured(lambda: by_pandas(files)))
            gc.collect()
            gc.disable()  # as run_report.py does for every command
            workspace = Workspace(Path(shutil.copytree(waiting.root, Path(name) / f"run{run}")))
            assert workspace.checklist.digest in workspace.ledger.checklists()
            ours.append(measured(lambda: by_collect(workspace, len(files))))  # noqa: B023 - called at once
            assert all(account.balanced for account in workspace.ledger.accounts(PERIODS[0]))
            workspace.ledger.close()
    for name, costs in (("pandas/openpyxl", theirs), ("collect", ours)):
        wall, cpu = (
            min(getattr(cost, field) for cost in costs) / len(files) * 1000 for field in ("wall", "cpu")
        )
        print(f"{name:16} {wall:6.1f} ms wall, {cpu:6.1f} ms CPU a workbook ({len(files)} workbooks)")
    ratio = min(cost.wall for cost in theirs) / min(cost.wall for cost in ours)
    by_cpu = min(cost.cpu for cost in theirs) / min(cost.cpu for cost in ours)
    print(f"ratio            {ratio:.1f} wall, {by_cpu:.1f} CPU (aim {AIM:g})")
    return 0 if ratio >= AIM else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
