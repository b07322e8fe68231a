"""The ledger on a PostgreSQL of this computer against the ledger in a file: commands of a month of 22 units, in turn.

    python -m benchmarks.bench_ledger [RUNS]

RUNS of each (default 5), sides alternating, each on a copy of a folder whose inbox is full and on a copy of its ledger.
Prints medians of the wall clock in seconds and their ratio. Exit code 1 where the month takes more than 1.3 times.
Needs Debian's package postgresql.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "tests"),
]

from postgres import database, server

from benchmarks.bench_many import JUNE, measured
from benchmarks.bench_table import LATER, NOW, correction
from toolkit.demo.run import prepare, send_and_return
from toolkit.pipeline.folder.workspace import SETTINGS, Workspace
from toolkit.setup.extra import POSTGRES, provide

AIM = 1.3
MONTH = "month, cold"


def lives_at(root: Path, old: str, url: str) -> None:
    """Another address of the ledger in the settings."""
    settings = root / SETTINGS
    settings.write_text(settings.read_text("utf-8").replace(f'url = "{old}"', f'url = "{url}"', 1), "utf-8")


def waiting(root: Path, url: str) -> None:
    """A working folder whose forms are out and have come back, its ledger at the address."""
    prepare(root)
    lives_at(root, "", url)
    workspace = Workspace(root)
    send_and_return(workspace, JUNE, faults=True)
    workspace.ledger.close()


def commands(root: Path) -> Iterator[tuple[str, float]]:
    """What an office does, with its seconds."""
    yield MONTH, measured(root, NOW, []).wall
    yield "status", measured(root, LATER, ["status"]).wall
    yield "figure", measured(root, LATER, ["figure", f"T02-3/{JUNE}/653101/ytd"]).wall
    correction(root)
    yield "month after one correction", measured(root, LATER, []).wall


def sides(runs: int, folder: Path, at: str) -> dict[str, dict[str, list[float]]]:
    """Command -> side -> seconds of each run."""
    first = database(at, "waiting")
    for side, url in (("file", ""), ("server", first)):
        waiting(folder / side, url)
    found: dict[str, dict[str, list[float]]] = {}
    for run in range(runs):
        for side in ("file", "server") if run % 2 else ("server", "file"):
            root = Path(shutil.copytree(folder / side, folder / f"{side}{run}"))
            if side == "server":
                lives_at(root, first, database(at, f"run{run}", like="waiting"))
            for label, wall in commands(root):
                found.setdefault(label, {}).setdefault(side, []).append(wall)
            shutil.rmtree(root)
    return found


def main(runs: int) -> bool:
    """Measure and print; whether the aim is met."""
    provide(POSTGRES)
    with tempfile.TemporaryDirectory() as name, server() as at:
        found = sides(runs, Path(name), at)
    print("| 22 units | ledger in a file, s | on a server, s | ratio | aim |")
    print("|---|---|---|---|---|")
    ratios = {}
    for label, walls in found.items():
        file, there = (statistics.median(walls[side]) for side in ("file", "server"))
        ratios[label] = there / file
        aim = f"{AIM:.1f}" if label == MONTH else ""
        print(f"| {label} | {file:.2f} | {there:.2f} | {ratios[label]:.2f} | {aim} |")
    return ratios[MONTH] <= AIM


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
