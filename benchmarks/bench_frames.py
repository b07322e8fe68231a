"""What the frames of a big month cost: 284 units over the shipped checklist, on top of the assembled month.

Run: python -m benchmarks.bench_frames [units]. Prints rows, CPU seconds and what they take of memory.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import summary_month

from toolkit.checklist.load import load_checklist
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.tables.frames import frame_of
from toolkit.tables.month import month_tables

ROOT = Path(__file__).resolve().parent.parent
JUNE = Period(2024, 6)
_MIB = 1024 * 1024


def many(checklist: Checklist, count: int) -> tuple[Checklist, tuple[Unit, ...]]:
    """The checklist with ``count`` units, each of which reports what a real one does."""
    models = checklist.reporting
    copies: dict[str, list[str]] = {}
    units = []
    for number in range(count):
        model = models[number % len(models)]
        name = model.name if number < len(models) else f"{model.name}{number}"
        code = model.code if number < len(models) else f"{900000 + number}"
        units.append(replace(model, code=code, name=name, short=name))
        copies.setdefault(model.name, []).append(name)

    def all_of(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(copy for name in names for copy in copies[name])

    return (
        replace(
            checklist,
            units=tuple(units),
            tasks=tuple(replace(task, reporters=all_of(task.reporters)) for task in checklist.tasks),
            indicators=tuple(
                replace(
                    one,
                    reporters=all_of(one.reporters),
                    reporters_by_year={year: all_of(names) for year, names in one.reporters_by_year.items()},
                )
                for one in checklist.indicators
            ),
        ),
        tuple(units),
    )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 284
    shipped, _ = load_checklist((ROOT / "templates/checklist.xlsx").read_bytes())
    assert shipped is not None
    checklist, units = many(shipped, count)
    result = summary_month.month(checklist, units, JUNE, months=0)
    entries = summary_month.entries(checklist, units, JUNE)
    context = summary_month.context(units, result)
    frame_of(month_tables(result, (), (), entries[:1], checklist, context)[0])  # pandas is warm
    before, seconds = psutil.Process().memory_info().rss, float("inf")
    for _ in range(3):
        tables = month_tables(result, (), (), entries, checklist, context)
        start = time.process_time()
        frames = {table.name: frame_of(table) for table in tables}
        seconds = min(seconds, time.process_time() - start)
    after = psutil.Process().memory_info().rss
    print(f"{count} units: { {name: len(frame) for name, frame in frames.items()} }")
    print(f"frames      {seconds:6.2f} s CPU, {(after - before) / _MIB:6.0f} MiB on top of the month")
    tracemalloc.start()
    again = [frame_of(table) for table in month_tables(result, (), (), entries, checklist, context)]
    print(f"at its peak {tracemalloc.get_traced_memory()[1] / _MIB:6.0f} MiB, of {len(again)} frames")


if __name__ == "__main__":
    main()
