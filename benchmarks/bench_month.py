"""What a month costs: the demo, collect and report for 22 units, a briefing, a month's checks and figures.

Run: python -m benchmarks.bench_month [runs]. Prints the fastest of the runs: wall seconds from a cold start
for what users wait for, CPU seconds for what runs inside a process. Bars: demo under 10 s once set up,
collect and report under 5 s (aim 2), a briefing under 0.4 s, a month's figures under 0.5 s.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.demo.run import SECOND, prepare, send_and_return
from toolkit.outputs.briefing import write_briefing
from toolkit.pipeline.month import assemble
from toolkit.pipeline.settings import briefing_settings
from toolkit.pipeline.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent


def timed(clock: Callable[[], float], work: Callable[[], object]) -> float:
    """What one run of ``work`` takes by the clock."""
    start = clock()
    work()
    return clock() - start


def command(*arguments: str) -> None:
    """Run the tool as a user does; exit code 1 is a month in which something waits for a person."""
    done = subprocess.run([sys.executable, str(ROOT / "run_report.py"), *arguments], capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())


def collect_and_report(waiting: Path, folder: Path) -> float:
    """Wall seconds of one month's run on a copy of a folder whose inbox is full."""
    copy = Path(shutil.copytree(waiting, folder))
    return timed(time.perf_counter, lambda: command("--root", str(copy), "--now", "2024-06-28T09:00"))


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo, waiting = folder / "demo", folder / "waiting"
        seconds = [timed(time.perf_counter, lambda: command("demo", str(demo))) for _ in range(runs)]
        print(f"demo                {min(seconds):6.2f} s wall")
        prepare(waiting)
        send_and_return(Workspace(waiting), SECOND, faults=True)
        seconds = [collect_and_report(waiting, folder / f"run{run}") for run in range(runs)]
        print(f"collect and report  {min(seconds):6.2f} s wall")
        workspace = Workspace(demo)
        month = assemble(workspace, SECOND)
        template = workspace.template("briefing.docx").read_bytes()
        settings = briefing_settings(workspace.config, workspace.checklist)

        def briefing() -> bytes:
            return write_briefing(template, month.result, month.checklist, month.context, settings)

        print(
            f"briefing            {min(timed(time.process_time, briefing) for _ in range(runs)):6.2f} s CPU"
        )
        seconds = [timed(time.process_time, lambda: assemble(workspace, SECOND)) for _ in range(runs)]
        print(f"checks and figures  {min(seconds):6.2f} s CPU")


if __name__ == "__main__":
    main()
