"""Live formulas equal their caches, charts show what the cells say, and the Office validator finds nothing."""

from __future__ import annotations

import functools
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import formualizer
import openpyxl
import pytest
import summary_month
import summary_samples
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.figures.given.data import MonthData
from toolkit.figures.month import compute_month
from toolkit.outputs.summary import write_summary

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

MONTHS = (Period(2024, 6), Period(2024, 12), Period(2025, 1))
Grid = dict[str, list[list[object]]]


@functools.cache
def _built(checklist_of: _Held, period: Period) -> tuple[MonthResult, bytes]:
    checklist, units = checklist_of.checklist, checklist_of.units
    result = summary_month.month(checklist, units, period)
    history = (summary_month.month(checklist, units, period.previous, months=1),)
    return result, write_summary(result, checklist, [], summary_month.context(units, result, history))


class _Held:
    """Checklist and units as one hashable key."""

    def __init__(self, checklist: Checklist, units: Sequence[Unit]) -> None:
        self.checklist, self.units = checklist, tuple(units)


@pytest.fixture(scope="module")
def held(checklist: Checklist, units: tuple[Unit, ...]) -> _Held:
    return _Held(checklist, units)


def poisoned(data: bytes) -> bytes:
    """The same workbook with −999 as the cached value of every formula, so that no cache passes for a result."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>-999</v>", text)
                text = re.sub(rb' t="str"(><f>)', rb"\1", text)
            new.writestr(name, text)
    return out.getvalue()


def grid(data: bytes) -> Grid:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def differences(expected: Grid, actual: Grid) -> list[tuple[str, int, int, object, object]]:
    """Cells that differ by more than the noise of a division."""
    found = []
    for sheet, rows in expected.items():
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                other = actual[sheet][line][column]
                numbers = isinstance(value, float) and isinstance(other, float)
                same = abs(value - other) <= 1e-9 * max(1.0, abs(value)) if numbers else value == other
                if not same:
                    found.append((sheet, line, column, value, other))
    return found


def recalculated(data: bytes) -> Grid:
    answer = formualizer.recalculate_xlsx_bytes(data)
    assert answer["summary"]["errors"] == 0, answer["summary"]
    return grid(bytes(answer["bytes"]))


def test_only_functions_that_every_program_has(held: _Held) -> None:
    text = _sheets(_built(held, MONTHS[1])[1]).decode()
    formulas = re.findall(r"<f>(.*?)</f>", text)
    used = {name for body in formulas for name in re.findall(r"\b([A-Z][A-Z0-9.]*)\(", body)}
    allowed = "IF AND N ISNUMBER ABS MIN SUM SUMIFS COUNT COUNTIF COUNTIFS ROWS"
    assert used <= set(allowed.split(" "))
    assert {"SUMIFS", "COUNTIFS"} <= used


@pytest.mark.parametrize("period", MONTHS, ids=str)
def test_an_engine_computes_what_the_caches_say(held: _Held, period: Period) -> None:
    _, data = _built(held, period)
    assert len(re.findall(rb"<f>", _sheets(data))) > 800
    assert len(differences(grid(data), grid(poisoned(data)))) > 800
    assert differences(grid(data), recalculated(poisoned(data))) == []


@pytest.mark.parametrize("period", MONTHS, ids=str)
def test_cached_totals_are_the_figures_unrounded(held: _Held, period: Period) -> None:
    result, data = _built(held, period)
    rows = {row[0]: row for row in grid(data)["指标汇总"][4:]}
    assert len(result.indicators) == len(held.checklist.indicators)
    for item in result.indicators:
        row = rows[item.indicator.id]
        for column, figure in ((6, item.total), (8, item.rate), (9, item.pace), (10, item.gap)):
            shown = row[column]
            if figure.value is None:
                assert isinstance(shown, str), item.indicator.id
            else:  # a file holds sixteen digits
                assert shown == pytest.approx(figure.value, rel=1e-14), item.indicator.id


def test_correcting_a_cell_moves_the_total_and_the_rate() -> None:
    data = write_summary(*summary_samples.sample())
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book["分县明细"].iter_rows(min_row=5):
        if (row[0].value, row[2].value) == ("莎车县", "T02-3"):
            row[5].value = 9_000
        if (row[0].value, row[2].value) == ("莎车县", "T02-5"):
            row[13].value = 20
    out = io.BytesIO()
    book.save(out)
    rows = {row[0]: row for row in recalculated(out.getvalue())["指标汇总"][4:]}
    assert rows["T02-3"][6] == pytest.approx(1.023)
    assert rows["T02-3"][8] == pytest.approx(1.023 / 1.86 * 100)
    assert rows["T02-3"][10] == pytest.approx(1.023 / 1.86 * 100 - 50)
    assert rows["T02-5"][6] == pytest.approx(110 / 120 * 100)


def test_filling_in_a_missing_figure_moves_the_total_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_summary(*summary_samples.sample())))
    for row in book["分县明细"].iter_rows(min_row=5):
        if row[2].value == "T02-3" and row[5].value == "—":
            row[5].value = 770
    out = io.BytesIO()
    book.save(out)
    assert recalculated(out.getvalue())["指标汇总"][4][6] == pytest.approx(0.4)


def test_counts_on_the_overview_follow_the_matrix(held: _Held) -> None:
    result, data = _built(held, MONTHS[0])
    book = openpyxl.load_workbook(io.BytesIO(data))
    cell = next(
        row[2] for row in book["任务矩阵"].iter_rows(min_row=5) if str(row[2].value).startswith("● 黄")
    )
    cell.value = "● 红 滞后"
    out = io.BytesIO()
    book.save(out)
    before, after = grid(data)["总览"], recalculated(out.getvalue())["总览"]
    assert (after[4][3], after[4][5]) == (before[4][3] - 1, before[4][5] + 1)
    assert before[4][5] == sum(task.light is Light.RED for task in result.tasks)


@pytest.mark.parametrize("period", MONTHS, ids=str)
def test_charts_show_what_the_cells_say(held: _Held, period: Period) -> None:
    _, data = _built(held, period)
    cells = grid(data)
    drawn = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/charts/chart"):
                text = package.read(name).decode()
                for formula, cache in re.findall(
                    r"<c:f>([^<]+)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", text
                ):
                    points = dict(re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', cache))
                    for index, value in enumerate(_cells_of(cells, formula)):
                        point = points.get(str(index), "")
                        assert (float(point) == value) if isinstance(value, float) else (point == value), (
                            formula
                        )
                        drawn += 1
    assert drawn > 50


def _cells_of(cells: Grid, formula: str) -> list[object]:
    match = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?", formula)
    assert match, formula
    column = openpyxl.utils.column_index_from_string(match[2]) - 1
    return [cells[match[1]][row - 1][column] for row in range(int(match[3]), int(match[5] or match[3]) + 1)]


def test_chart_of_actions_counts_every_task_once(held: _Held) -> None:
    result, data = _built(held, MONTHS[0])
    sheet = grid(data)["总览"]
    head = next(index for index, row in enumerate(sheet) if row[0] == "行动")
    rows = sheet[head + 1 : head + 7]
    assert [sum(row[1:6]) for row in rows] == [row[6] for row in rows]  # type: ignore[arg-type]
    assert sum(row[6] for row in rows) == len(result.tasks) == 47  # type: ignore[misc]


def test_the_overview_names_red_tasks_with_lead_and_months_and_what_is_asked(held: _Held) -> None:
    result, data = _built(held, MONTHS[0])
    sheet = grid(data)["总览"]
    head = next(index for index, row in enumerate(sheet) if row[0] == "滞后任务")
    told = [row for row in sheet[head + 1 : head + 7] if row[0]]
    red = {f"{task.task.no} {task.task.title}": task for task in result.tasks if task.light is Light.RED}
    if len(red) > 6:
        assert told.pop()[0] == f"另有{len(red) - 5}项"
    assert told and all(row[0] in red for row in told)
    for row in told:
        task = red[str(row[0])]
        assert str(row[1]).startswith(task.task.leads[0])
        months = task.red_run.months
        assert (f"连续{months}个月滞后" in str(row[5])) if months > 1 else ("滞后" in str(row[5]))
    asked = [str(row[9]) for row in sheet[head + 1 : head + 7] if row[9]]
    wanted = [row for row in result.experience if row.category == "需地区协调事项"]
    assert bool(asked) == bool(wanted) or asked == ["没有提请研究的事项。"]


@pytest.mark.parametrize(
    "kind",
    [
        "sample",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("month", "december", "nobody", "for_report")
        ),
    ],
)
def test_office_validator_finds_nothing(held: _Held, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.xlsx"
    path.write_bytes(_workbook(held, kind))
    answer = OpenXmlValidator().validate(path)
    assert [error.description for error in answer.errors] == []


def _workbook(held: _Held, kind: str) -> bytes:
    if kind == "sample":
        return write_summary(*summary_samples.sample())
    if kind == "nobody":
        return _nobody(held)
    result, data = _built(held, MONTHS[1] if kind == "december" else MONTHS[0])
    if kind == "for_report":
        context = summary_month.context(held.units, result)
        return write_summary(result, held.checklist, [], context, for_report=True)
    return data


def _nobody(held: _Held) -> bytes:
    result = compute_month(MonthData(held.checklist, held.units, Period(2024, 6), {}))
    return write_summary(
        result, held.checklist, [], replace(summary_month.context(held.units, result), data_until=None)
    )


def test_a_month_in_which_nobody_reported_is_missing_not_red_and_not_zero(held: _Held) -> None:
    cells = grid(_nobody(held))
    lights = [str(row[2]) for row in cells["任务矩阵"][4:51]]
    assert not any("红" in light or "黄" in light for light in lights) and "○ 待报齐" in lights
    assert not any(isinstance(row[6], float) for row in cells["指标汇总"][4:])
    assert differences(cells, recalculated(poisoned(_nobody(held)))) == []


def _sheets(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist() if "worksheets/sheet" in name)


ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_computes_what_the_caches_say(held: _Held, tmp_path: Path) -> None:
    _, data = _built(held, MONTHS[0])
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    source = tmp_path / "in.xlsx"
    source.write_bytes(poisoned(data))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{profile.parent}",
        "--headless",
        "--convert-to",
        "ods",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=180
    )
    actual = grid((tmp_path / "in.ods").read_bytes())
    expected = grid(data)
    formulas = _formula_cells(data)
    wrong = [
        (sheet, cell, expected[sheet][cell[0]][cell[1]], actual[sheet][cell[0]][cell[1]])
        for sheet, found in formulas.items()
        for cell in found
        if not _close(expected[sheet][cell[0]][cell[1]], actual[sheet][cell[0]][cell[1]])
    ]
    assert sum(map(len, formulas.values())) > 800
    assert wrong == []


def _close(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= 1e-9 * max(1.0, abs(left))
    return left == right


def _formula_cells(data: bytes) -> dict[str, list[tuple[int, int]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        for sheet in book
    }
