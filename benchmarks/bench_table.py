"""The table of docs/performance.md: what a month costs, against pandas and openpyxl merely reading the same files.

    python -m benchmarks.bench_table [RUNS] [UNITS,UNITS ...]

A month of the 22 units of the shipped list runs RUNS times (default 5), each time in turn with a process that reads the same
returns by ``pandas.read_excel(engine="openpyxl", sheet_name=None)``; medians of the wall clock and their ratios. Then, once each,
months of UNITS units (default none; 284,1000,2844 are those of the page), with all processes' time and memory. Prints Markdown.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_many import JUNE, Cost, measured, month
from toolkit.core.fields import YTD
from toolkit.core.form import INDICATORS
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.demo.run import prepare, send_and_return
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner

NOW, LATER = "2024-06-28T09:00", "2024-06-28T11:00"
CHANGED = "莎车县"  # whose correction comes after the month
_READ = """
import sys, pathlib, pandas
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xlsx")):
    pandas.read_excel(path, engine="openpyxl", sheet_name=None)
"""
READING = "pandas and openpyxl read the same files"
BARS = {
    "month, cold": 1.0,
    "unchanged rerun": 0.15,
    "status": 0.15,
    "--help": 0.07,
    "month after one correction": 0.6,
}


def seconds(work: Callable[[], object]) -> float:
    """Wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def correction(root: Path) -> None:
    """One unit sends its form again with one figure changed."""
    workspace = Workspace(root)
    unit = next(one for one in workspace.checklist.reporting if one.name == CHANGED)
    form = FormPlanner(workspace, JUNE).plan(unit)
    values = dict(made_up_values(form))
    place = next(one for one in values if one[0] == INDICATORS and one[2] == YTD and values[one])
    values[place] = float(values[place]) + 1
    (blank,) = workspace.outbox(JUNE, "下发").glob(f"*{CHANGED}*.xlsx")
    (root / "inbox" / "更正.xlsx").write_bytes(fill_workbook(blank.read_bytes(), form, values))
    workspace.ledger.close()


def round_of(waiting: Path, root: Path) -> Iterator[tuple[str, float]]:
    """Every line of the table once, on a copy of a folder whose inbox is full."""
    shutil.copytree(waiting, root)
    read = [sys.executable, "-c", _READ, str(root / "inbox")]
    yield READING, seconds(lambda: subprocess.run(read, check=True, capture_output=True))
    yield "month, cold", measured(root, NOW, []).wall
    yield "unchanged rerun", measured(root, NOW, []).wall
    measured(root, NOW, ["status"])
    yield "status", measured(root, NOW, ["status"]).wall
    yield "--help", measured(root, NOW, ["--help"]).wall
    correction(root)
    yield "month after one correction", measured(root, LATER, []).wall


def table_of_22(runs: int, folder: Path) -> Iterator[str]:
    """The lines of the month of the shipped list."""
    waiting = folder / "waiting"
    prepare(waiting)
    send_and_return(Workspace(waiting), JUNE, faults=True)
    found: dict[str, list[float]] = {}
    for run in range(runs):
        for label, wall in round_of(waiting, folder / f"run{run}"):
            found.setdefault(label, []).append(wall)
        shutil.rmtree(folder / f"run{run}")
    medians = {label: statistics.median(walls) for label, walls in found.items()}
    yield "| 22 units | s | ratio | bar |"
    yield "|---|---|---|---|"
    for label, wall in medians.items():
        bar = f"{BARS[label]:.2f}" if label in BARS else ""
        yield f"| {label} | {wall:.2f} | {wall / medians[READING]:.2f} | {bar} |"


def tables_of_many(counts: list[int], folder: Path) -> Iterator[str]:
    """The lines of months of many units."""
    yield ""
    yield "| units | command | s | processor s | processor ms a unit | MB |"
    yield "|---|---|---|---|---|---|"
    for count in counts:
        root = folder / str(count)
        for label, cost in month(count, root):
            yield _line(count, label, cost)
        shutil.rmtree(root)


def _line(count: int, label: str, cost: Cost) -> str:
    each = f"{1000 * cost.processor / count:.0f}"
    return f"| {count} | {label} | {cost.wall:.1f} | {cost.processor:.1f} | {each} | {cost.peak:.0f} |"


def main(runs: int, counts: list[int]) -> None:
    """Measure and print."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "openpyxl", "xlsxwriter"))
    print(f"{date.today()}, {cpu_count()} cores, Python {platform.python_version()}, {libraries}\n")
    with tempfile.TemporaryDirectory() as name:
        for line in table_of_22(runs, Path(name)):
            print(line, flush=True)
        for line in tables_of_many(counts, Path(name)) if counts else ():
            print(line, flush=True)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5,
        [int(one) for one in sys.argv[2].split(",")] if len(sys.argv) > 2 else [],
    )
