"""What validation costs: a month of 14 units with five earlier months, and the cost per unit up to 1,400 units.

Run: python -m benchmarks.bench_checks [units ...]. Prints CPU seconds.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.checks_case import JUNE, clean_values, entries_of, form_of
from toolkit.checklist.load import load_checklist
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.run import run_checks
from toolkit.core.form import TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period

ROOT = Path(__file__).resolve().parent.parent
MONTHS = range(1, 6)


def model_data(checklist: Checklist, model: Unit) -> UnitData:
    """A real unit's form, its values of June, and five earlier months."""
    form = form_of(checklist, model)
    history = {}
    for month in MONTHS:
        period = Period(JUNE.year, month)
        history[period] = entries_of(model, period, clean_values(form_of(checklist, model, period)))
    return UnitData(model, form, entries_of(model, JUNE, clean_values(form)), history)


def unit_data(known: UnitData, number: int) -> UnitData:
    """A unit of its own that holds the rows of a real one; every tenth gives its texts as the model does."""
    model = known.unit
    unit = replace(model, code=f"{number:06d}", name=f"{model.name}{number}")
    own = "" if number % 10 == 0 else f"第{number}号片区"
    entries = {
        place: replace(entry, value=f"{entry.value}{own}")
        if place[0] == TASKS and place[2] == "progress"
        else entry
        for place, entry in known.entries.items()
    }
    return UnitData(unit, replace(known.form, unit=unit), entries, known.history)


def measure(checklist: Checklist, models: list[UnitData], count: int) -> float:
    """CPU seconds of run_checks over ``count`` units (the best of three)."""
    units = [unit_data(models[number % len(models)], number) for number in range(count)]
    data = CheckData(checklist, JUNE, units)
    best = float("inf")
    for _ in range(3 if count < 500 else 1):
        start = time.process_time()
        found = run_checks(data)
        best = min(best, time.process_time() - start)
    codes = ", ".join(
        f"{code} {number}" for code, number in Counter(one.code for one in found).most_common(4)
    )
    print(
        f"{count:5d} units: {best:7.3f} s, {best / count * 1000:6.2f} ms a unit, {len(found)} findings ({codes})"
    )
    return best / count


def main() -> None:
    """Print the cost for each number of units, and how the cost per unit grows."""
    checklist, _ = load_checklist((ROOT / "templates" / "checklist.xlsx").read_bytes())
    assert checklist is not None
    counts = [int(text) for text in sys.argv[1:]] or [14, 140, 1400]
    models = [model_data(checklist, unit) for unit in checklist.reporting[:14]]
    costs = [measure(checklist, models, count) for count in counts]
    print(f"cost per unit, largest against smallest: {costs[-1] / costs[0]:.2f}")


if __name__ == "__main__":
    main()
