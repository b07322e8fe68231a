"""A month of many units: generate, the month (collect and report), an unchanged rerun and status, as commands of their own.

    python -m benchmarks.bench_many [UNITS] [FOLDER]

The shipped checklist with so many units (default 284), each of which is asked what a real one is and returns its form
filled in full; one in ten sends a figure that is no number and so gets a correction workbook. Prints the wall clock, the
processor seconds of all processes and their peak memory (PSS, sampled), and keeps the working folder where one is named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import openpyxl
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from toolkit.core.fields import YTD
from toolkit.core.form import INDICATORS, Form
from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.pipeline.writing.rendering import FORM_LIBRARIES
from toolkit.pipeline.writing.writers import Made, Writers

ROOT = Path(__file__).resolve().parent.parent
JUNE = Period(2024, 6)
COMMANDS: tuple[tuple[str, str, list[str]], ...] = (
    ("generate", "2024-06-01T09:00", ["generate"]),
    ("month", "2024-06-26T09:00", []),
    ("rerun", "2024-06-26T10:00", []),
    ("status", "2024-06-26T10:00", ["status"]),
)
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_UPPERS, _BELOW = 14, 92  # prefectures of a province at least; counties of a province on the average
_AT_ONCE = 100  # forms that are filled together
_EVERY = 0.25  # seconds between two looks at the memory


def multiplied(path: Path, count: int) -> None:
    """The checklist workbook with ``count`` units, copies of its own named 喀什市二片区, 喀什市三片区 …

    Where all units of a 类别 report, 填报单位 says so in one word.
    """
    book = openpyxl.load_workbook(path)
    units = book["单位"]
    models = [list(row) for row in units.iter_rows(min_row=2, values_only=True)]
    names = {str(model[1]): [str(model[1])] for model in models}
    for number in range(len(models), count):
        model = list(models[number % len(models)])
        # No digits at the end: a year follows the name in the head of a sheet.
        name = f"{model[1]}{str(number // len(models) + 1).translate(_NUMERALS)}片区"
        names[str(model[1])].append(name)
        units.append([f"9{number:05d}", name, name, "", *model[4:]])
    kinds: dict[str, set[str]] = {}
    for model in models:
        if model[0]:
            kinds.setdefault(f"全部{model[4]}", set()).add(str(model[1]))
    for sheet in ("任务", "指标"):
        heads = [cell.value for cell in book[sheet][1]]
        columns = [at for at, head in enumerate(heads, 1) if head and str(head).endswith("填报单位")]
        for row in book[sheet].iter_rows(min_row=2):
            for column in columns:
                cell = row[column - 1]
                told = str(cell.value or "").split("、")
                whole = {word: units for word, units in kinds.items() if units <= set(told)}
                rest = [one for one in told if not any(one in units for units in whole.values())]
                if cell.value:
                    cell.value = "、".join(
                        [*whole, *(copy for one in rest for copy in names.get(one, [one]))]
                    )
    book.save(path)


def under_levels_above(path: Path, count: int) -> None:
    """The same workbook with 上级 filled in: 一地区, 二地区 …"""
    book = openpyxl.load_workbook(path)
    units = book["单位"]
    place = [cell.value for cell in units[1]].index("上级") + 1
    for number, row in enumerate(units.iter_rows(min_row=2), 2):
        if row[0].value:  # who reports
            upper = number % max(_UPPERS, count // _BELOW)
            units.cell(number, place, f"{str(upper + 1).translate(_NUMERALS)}地区")
    book.save(path)


def fill(root: Path) -> None:
    """All forms of the month, filled, into the inbox; every tenth with a figure that is none."""
    workspace = Workspace(root)
    planner = FormPlanner(workspace, JUNE)
    numbered = enumerate(workspace.checklist.reporting)
    with Writers(FORM_LIBRARIES) as writers:
        while some := list(islice(numbered, _AT_ONCE)):
            jobs = [(_filled, (unit.short, planner.plan(unit), number % 10 == 0)) for number, unit in some]
            for work in writers.hand_out(jobs):
                for name, data in work().items():
                    (workspace.inbox / name).write_bytes(data)
    workspace.ledger.close()


def _filled(name: str, form: Form, spoilt: bool) -> Made:
    values = dict(made_up_values(form))
    figures = [place for place in values if place[0] == INDICATORS and place[2] == YTD]
    if spoilt and figures:
        values[figures[0]] = "正在统计中"
    return {f"{name}.xlsx": write_form(replace(form, values=values))}


class Watch(threading.Thread):
    """Peak memory of a process and all below it, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process, self.peak, self.over = psutil.Process(pid), 0.0, False

    def run(self) -> None:
        """Look until it is over."""
        while not self.over:
            total = 0.0
            with suppress(psutil.Error):
                for one in (self._process, *self._process.children(recursive=True)):
                    with suppress(psutil.Error):
                        total += one.memory_full_info().pss / 2**20
            self.peak = max(self.peak, total)
            time.sleep(_EVERY)


@dataclass(frozen=True)
class Cost:
    """Of one command, all its processes: wall clock and processor seconds, peak memory in MB (PSS)."""

    wall: float
    processor: float
    peak: float


def measured(root: Path, now: str, words: Sequence[str]) -> Cost:
    """What one command costs; exit code 1 is a month in which something waits for a person."""
    command = [
        sys.executable,
        str(ROOT / "run_report.py"),
        "--root",
        str(root),
        "--now",
        now,
        "-p",
        str(JUNE),
    ]
    before, begun = os.times(), time.perf_counter()
    process = subprocess.Popen([*command, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watch = Watch(process.pid)
    watch.start()
    _, errors = process.communicate()
    wall, after = time.perf_counter() - begun, os.times()
    watch.over = True
    watch.join()  # with a second thread about, writers of this process would be no copies of it
    if process.returncode not in (0, 1):
        raise SystemExit(errors.decode())
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, spent, watch.peak)


def month(count: int, root: Path) -> Iterator[tuple[str, Cost]]:
    """A month of so many units in a new folder, command by command."""
    init_folder(root)
    multiplied(root / CHECKLIST, count)
    under_levels_above(root / CHECKLIST, count)
    for label, now, words in COMMANDS:
        if label == "month":
            fill(root)
            moment = datetime.fromisoformat(now).timestamp()
            for path in (root / "inbox").glob("*.xlsx"):
                os.utime(path, (moment - 3600, moment - 3600))
        yield label, measured(root, now, words)


def main(count: int, folder: str = "") -> None:
    """Run the month and print a line a command."""
    with tempfile.TemporaryDirectory() as name:
        for label, cost in month(count, Path(folder or name) / "月报"):
            told = f"{cost.wall:8.1f} s wall {cost.processor:8.1f} s processor {cost.peak:8.0f} MB"
            print(f"{label:10}{told}   {count} units", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 284, *sys.argv[2:3])
