"""The worked examples of docs/examples: each does what its page says, on a demo, counted once more by hand."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pandas as pd
import pytest

import toolkit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
SUM = "T02-3"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def office(small_demo: Path) -> toolkit.Office:
    return toolkit.open(small_demo)


def told(office: toolkit.Office, period: str, indicator: str) -> dict[str, float | str]:
    """Unit name -> number or word, straight from the results."""
    (row,) = (one for one in office.month(period).results.indicators if one.indicator.id == indicator)
    return {
        value.unit.name: value.value.word if value.value.value is None else value.value.value
        for value in row.units
    }


def test_pivot(office: toolkit.Office) -> None:
    table = example("pivot").pivot(office, SUM)
    assert list(table.columns) == list(office.periods)
    for period in office.periods:
        assert table[period].dropna().to_dict() == told(office, period, SUM)
    assert table.isin(["未报"]).any().any()  # a unit that never came is not a zero


def test_trend(office: toolkit.Office) -> None:
    table = example("trend").trend(office, SUM).set_index("period")
    (row,) = (one for one in office.month("2024-06").results.indicators if one.indicator.id == SUM)
    june = table.loc["2024-06"]
    assert june["total"] == row.total.value and june["missing_units"] == "、".join(
        unit.name for unit in row.coverage.absent
    )
    assert bool(june["complete"]) is (not row.coverage.absent)


def test_corrections(office: toolkit.Office) -> None:
    table = example("corrections").corrections(office).set_index("unit")
    accounts = [row for period in office.periods for row in office.month(period).results.accounts]
    for unit, row in table.iterrows():
        own = [one for one in accounts if one.unit == unit]
        assert (row["files"], row["cells_replaced"]) == (len(own), sum(one.superseded for one in own))
    assert table["sent_again"].iloc[0] > 0 and table["sent_again"].is_monotonic_decreasing


def test_join(office: toolkit.Office) -> None:
    june, values = office.month("2024-06"), told(office, "2024-06", SUM)
    people = pd.DataFrame({"unit": ["653101", "653121"], "population": [700_000, 300_000]})
    table = example("join").per_thousand(june, SUM, people).set_index("unit_name")
    assert len(table) == len(values)
    assert table.loc["喀什市", "per_thousand"] == values["喀什市"] / 700
    assert table["why"].eq("另一张表里没有这个单位").sum() == len(values) - 2
    assert table.loc[table["per_thousand"].isna(), "why"].ne("有数").all()


def test_chart(office: toolkit.Office, tmp_path: Path) -> None:
    path = example("chart").chart(office, SUM, tmp_path)
    assert path.stat().st_size > 1000
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["数据"]
        numbers = [
            next(
                one.total.value for one in office.month(period).results.indicators if one.indicator.id == SUM
            )
            for period in office.periods
        ]
        assert [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)] == list(
            zip(office.periods, numbers, strict=True)
        )


def test_reconcile(office: toolkit.Office) -> None:
    table = example("reconcile").reconcile(office, "2024-05", "2024-06")
    before = {one.indicator.id: one.total.value for one in office.month("2024-05").results.indicators}
    now = {one.indicator.id: one.previous.value for one in office.month("2024-06").results.indicators}
    other = {name for name, value in before.items() if value != now[name]}
    assert set(table["indicator"]) == other


def test_export(office: toolkit.Office, tmp_path: Path) -> None:
    written = example("export").export(office.month("2024-06"), tmp_path)
    assert all(path.is_relative_to(tmp_path) for path in written)
    assert {path.suffix for path in written} - {".parquet"} == {".csv", ".xlsx"}


def test_the_page_shows_every_example_with_the_command_that_runs_it() -> None:
    page = (ROOT / "docs/analysis.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\(examples/(\w+)\.py\)", page)) == NAMES
    for name in NAMES:
        assert re.search(
            rf"^ *python docs/examples/{name}\.py FOLDER", (FOLDER / f"{name}.py").read_text("utf-8"), re.M
        )


def test_the_page_of_columns_is_written_from_the_declaration() -> None:
    from tests.analysis_page import columns_of_the_page, written

    page = (ROOT / "docs/analysis.md").read_text("utf-8")
    assert columns_of_the_page(page) == written(), "run: python -m tests.analysis_page"


def arguments(name: str, before: str, now: str, out: Path) -> list[str]:
    """What each takes behind the folder; the other table is made beside its results."""
    people = out / "population.csv"
    people.write_text("unit,population\n653101,700000\n", "utf-8")
    return {
        "pivot": [SUM], "trend": [SUM], "corrections": [], "join": [now, SUM, str(people)],
        "chart": [SUM, str(out)], "reconcile": [before, now], "export": [now, str(out)],
    }[name]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_runs_as_a_script(name: str, small_demo: Path, tmp_path: Path) -> None:
    given = arguments(name, "2024-05", "2024-06", tmp_path)
    command = [sys.executable, str(FOLDER / f"{name}.py"), str(small_demo), *given]
    paths = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **paths})
    assert done.returncode == 0 and done.stdout, done.stderr
