"""Generation of all units' forms against plain xlsxwriter writing the same cells and formats.

Run from the project's folder: ``python benchmarks/bench_forms.py [rounds]``. Every call that the
writer makes is recorded once; then both are timed in turn within one process. The limit is 1.3.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import xlsxwriter  # the project's folder comes first
from xlsxwriter.worksheet import CellStringTuple

from toolkit.checklist.load import load_checklist
from toolkit.config import Config, decode_config, load_config
from toolkit.core.form import Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.forms.plainsheet import Part, Shared
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.write import build_form, write_form
from toolkit.forms.write.formbook import FormBook

JUNE = Period(2024, 6)
LIMIT = 1.3
Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]  # sheet (-1: the workbook), method, arguments


class Recorder:
    """Passes calls on to a workbook or sheet and notes them; formats are noted by their number."""

    def __init__(self, target: Any, calls: list[Call], formats: dict[int, int], number: int = -1) -> None:
        self._target, self._calls, self._formats, self._number = target, calls, formats, number
        self._sheets = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = getattr(self._target, name)(*args, **kwargs)
            if name == "add_worksheet":
                self._calls.append((-1, name, args, {}))
                self._sheets += 1
                return Recorder(result, self._calls, self._formats, self._sheets - 1)
            if name == "add_format":
                self._formats[id(result)] = len(self._formats)
            if name == "part":
                return result
            if name == "write_part":  # which plain xlsxwriter cannot: each cell is written
                self._calls.extend(self._of_part(*args))
                return result
            self._calls.append((self._number, name, tuple(map(self._plain, args)), kwargs))
            return result

        return call

    def _of_part(self, row: int, part: Part) -> Iterator[Call]:
        texts = {number: text for text, number in self._target.str_table.string_table.items()}
        for col, cell in part.cells.items():
            look, kind = self._plain(cell.format), cell.__class__
            if kind is CellStringTuple:
                yield self._number, "write_string", (row, col, texts[cell.string], look), {}
            elif kind is Shared:
                yield self._number, "write_formula", (row, col, "", look, cell.value), {}
            else:
                yield self._number, "write_blank", (row, col, None, look), {}

    def _plain(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        return FormatNumber(self._formats[id(value)]) if id(value) in self._formats else value


class FormatNumber(int):
    """Stands for a format in recorded arguments."""


def record(form: Form) -> list[Call]:
    """Every xlsxwriter call that writing this form makes."""
    calls: list[Call] = []
    book = FormBook(datetime(2024, 6, 1))
    book.workbook = Recorder(book.workbook, calls, {})  # type: ignore[assignment]
    build_form(form, book)
    return calls


def replay(calls: list[Call]) -> bytes:
    """The same calls on plain xlsxwriter."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    formats: list[Any] = []
    sheets: list[Any] = []
    for number, name, args, kwargs in calls:
        target = workbook if number < 0 else sheets[number]
        if name == "write_shared":  # which plain xlsxwriter cannot: each cell has the formula in full
            name, args = "write_formula", args[:-1]
        result = getattr(target, name)(*(restore(value, formats) for value in args), **kwargs)
        if name == "add_format":
            formats.append(result)
        if name == "add_worksheet":
            sheets.append(result)
    return buffer.getvalue()


def restore(value: Any, formats: list[Any]) -> Any:
    """Format numbers become formats again."""
    if isinstance(value, FormatNumber):
        return formats[value]
    if isinstance(value, dict):
        return {key: restore(item, formats) for key, item in value.items()}
    return value


def shipped() -> tuple[Config, Checklist]:
    """The shipped settings and checklist."""
    config = load_config(decode_config((ROOT / "config.toml").read_bytes()))
    data = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    checklist, findings = load_checklist(data)
    if checklist is None:
        raise SystemExit("; ".join(finding.problem for finding in findings))
    return config, checklist


def plan(config: Config, checklist: Checklist, unit: Unit) -> Form:
    """The unit's form of June."""
    return plan_form(
        checklist,
        unit,
        JUNE,
        prefill=Prefill(),
        deadline=config.deadline(JUNE),
        data_until=config.data_until(JUNE),
        office=config.office.name,
        office_contact=config.office.contact,
        key=b"k" * 32,
    )


def timed(work: Callable[[], Any]) -> float:
    """Process time of one run, so that other users of the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rounds: int = 3) -> int:
    """Time both in turn, print the medians and their ratio; 1 when over the limit."""
    config, checklist = shipped()
    recorded = [record(plan(config, checklist, unit)) for unit in checklist.reporting]
    own: list[float] = []
    plain: list[float] = []
    for _ in range(rounds):
        own.append(timed(lambda: [write_form(plan(config, checklist, unit)) for unit in checklist.reporting]))
        plain.append(timed(lambda: [replay(calls) for calls in recorded]))
    ratio = statistics.median(own) / statistics.median(plain)
    cells = sum(name.startswith("write_") for calls in recorded for _, name, _, _ in calls)
    print(f"units: {len(recorded)}, cells written: {cells}")
    print(f"toolkit: {statistics.median(own):.2f} s, plain xlsxwriter: {statistics.median(plain):.2f} s")
    print(f"ratio: {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main(*(int(argument) for argument in sys.argv[1:2])))
