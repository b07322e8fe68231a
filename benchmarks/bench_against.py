"""The commands of this checkout against those of an older commit: the same work, in turn, side by side.

    python -m benchmarks.bench_against COMMIT [RUNS] [COMMAND ...]

COMMANDS are of demo, rerun, report, generate and status (all unless named). Each program works in a demo folder that
it made itself, in temporary folders; the older program is checked out there too. Prints, of RUNS runs each
(default 5) after one that does not count, the least and the median of the processor seconds (user and system, child
processes included), which survive a machine that is busy with other things; the wall clock's do not.
Exit code 1 when a command's least is more than 3 % above the older one's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILED = dict(os.environ, PYTHONDONTWRITEBYTECODE="")
BEARABLE = 1.03  # runs of the same program differ by as much
COMMANDS = {
    "demo": ["demo", "{fresh}"],
    "rerun": ["--root", "{demo}", "--now", "2024-06-28T10:00", "-p", "2024-06"],
    "report": ["--root", "{demo}", "--now", "2024-06-28T10:00", "-p", "2024-06", "report"],
    "generate": ["--root", "{demo}", "--now", "2024-07-01T09:00", "-p", "2024-07", "generate"],
    "status": ["--root", "{demo}", "-p", "2024-06", "status"],
}


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """A worktree of the commit, removed at the end."""
    subprocess.run(
        ["git", "worktree", "add", "--quiet", "--detach", str(folder), commit], cwd=ROOT, check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


def seconds(program: Path, name: str, folder: Path) -> float:
    """User and system seconds of one command; exit code 1 is a month in which something waits for a person."""
    places = {"demo": str(folder / "demo"), "fresh": str(folder / "fresh")}
    arguments = [word.format(**places) for word in COMMANDS[name]]
    before = os.times()
    done = subprocess.run(
        [sys.executable, str(program / "run_report.py"), *arguments],
        capture_output=True,
        env=COMPILED,
        cwd=folder,  # a child of the older program takes the modules of the folder it is started in
    )
    after = os.times()
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return after.children_user + after.children_system - before.children_user - before.children_system


def compare(name: str, programs: dict[str, Path], folder: Path, runs: int) -> float:
    """Run a command of both programs in turn, print the costs, and return by what factor this one's least is higher."""
    spent: dict[str, list[float]] = {label: [] for label in programs}
    for run in range(runs + 1):
        for label, program in programs.items():
            cost = seconds(program, name, folder / label)
            if run:
                spent[label].append(cost)
    least = {label: min(costs) for label, costs in spent.items()}
    row = "   ".join(f"{least[label]:6.2f} {statistics.median(spent[label]):6.2f}" for label in programs)
    factor = least["now"] / least["old"]
    print(f"{name:10} {row}   {factor:6.2f}", flush=True)
    return factor


def main() -> int:
    """Compare and print."""
    commit, *rest = sys.argv[1:]
    runs = int(rest.pop(0)) if rest and rest[0].isdigit() else 5
    with (
        tempfile.TemporaryDirectory() as name,
        checked_out(commit, Path(name) / "old_program") as older,
    ):
        folder = Path(name)
        programs = {"old": older, "now": ROOT}
        for label, program in programs.items():
            (folder / label).mkdir()
            made = [sys.executable, str(program / "run_report.py"), "demo", str(folder / label / "demo")]
            subprocess.run(made, capture_output=True, check=True, cwd=folder, env=COMPILED)
        print(f"{'':10} {'old least, median':>13}   {'now':>13}   factor")
        factors = [compare(command, programs, folder, runs) for command in rest or COMMANDS]
    return 1 if max(factors) > BEARABLE else 0


if __name__ == "__main__":
    sys.exit(main())
