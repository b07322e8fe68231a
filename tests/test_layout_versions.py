"""A form is read by the layout that it was made with; a column that is added takes one edit.

The columns are added to a copy of the toolkit, by one replacement each in forms/layout.py, and the copy takes
in, reads and reports what the present toolkit sent out: as it goes for an office that brings it up to date.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from collect_month import GRID, KASHGAR, small_month
from forms_samples import KEY, sample_form
from openpyxl import load_workbook

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.forms import layout
from toolkit.forms.identity import identity_from
from toolkit.forms.layout import LAYOUT, SHEETS, sheets_of
from toolkit.forms.reading.form import read_form
from toolkit.inbox.workbooks.reader import read_book

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "tests" / "data" / "forms" / "layout1.xlsx"  # made before there was a second layout
# The hint that closes a sheet's declaration, and the columns that are added in front of it.
ADDED = {
    "完成度须为100并写进展和佐证材料。": 'Column("staff", "投入人数(人)", "input", "number", measure="人", minimum=0, since=9)',
    "只填浅黄色单元格。": 'Column("record", "统计台账", "input", since=9)',
    "上月项目已带出": 'Column("fund_source", "资金来源", "input", prompt="例如：专项债券。", since=9),'
    ' _money("bonds", "专项债券资金(万元)", since=9)',
    "没有可以不填。": 'Column("contact", "联系人", "input", since=9)',
}


def with_columns(folder: Path) -> Path:
    """A copy of the toolkit whose form has more columns."""
    shutil.copytree(ROOT / "toolkit", folder / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "toolkit" / "forms" / "layout.py"
    text = path.read_text("utf-8")
    for hint, column in ADDED.items():
        before, sign, after = text.partition(hint)
        head, close, rest = before.rpartition("    ),\n")
        assert sign, hint
        assert close, hint
        text = f"{head}        {column},\n{close}{rest}{sign}{after}"
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the toolkit with more columns made of a month that the present one had begun."""
    folder = tmp_path_factory.mktemp("layouts")
    month = small_month(folder / "office")
    month.drop("旧表.xlsx", month.filled(GRID))
    month.workspace.ledger.close()
    code = with_columns(folder)
    # ROOT, for `tests`, comes last: the toolkit is the copy's.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(code), str(ROOT / "tests"), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "later_layout.py"), str(month.root)],
        env=environment,
        cwd=code,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.rpartition("\n")[2])
    return result


def column(table: list[list[Any]], header: str) -> list[Any]:
    """The filled cells below a header."""
    index = table[0].index(header)
    return [row[index] for row in table[1:] if row[index] not in (None, "", "—")]


def test_an_added_column_stands_in_the_form_behind_the_others(renewed: dict[str, Any]) -> None:
    *older, source, bonds = renewed["header"]
    assert tuple(older) == SHEETS[PROJECTS].headers
    assert (source, bonds) == ("资金来源", "专项债券资金(万元)")


def test_an_added_column_is_read_and_kept(renewed: dict[str, Any]) -> None:
    found = {(sheet, field): value for sheet, _, field, value in renewed["entries"]}
    assert found == {
        (TASKS, "staff"): 12.0,
        (INDICATORS, "record"): "台账第3页",
        (PROJECTS, "fund_source"): "专项债券",
        (PROJECTS, "bonds"): 300.0,
        (EXPERIENCE, "contact"): "艾力",
    }
    assert renewed["layouts"][KASHGAR] == 9


def test_an_added_column_stands_in_summary_and_csv(renewed: dict[str, Any]) -> None:
    projects = renewed["projects"]
    assert projects[0][-3:] == ["来源文件", "资金来源", "专项债券资金(万元)"]
    assert column(projects, "资金来源") == ["专项债券"]
    assert column(projects, "专项债券资金(万元)")[0] == 300
    assert str(column(projects, "专项债券资金(万元)")[-1]).startswith("=IF(COUNTIFS(")  # the total
    assert column(renewed["experience"], "联系人") == ["艾力"]
    assert column(renewed["details"], "投入人数(人)") == [12]
    assert column(renewed["details"], "统计台账") == ["台账第3页"]
    tables = renewed["tables"]
    assert column(tables["重点项目"], "资金来源") == ["专项债券"]
    assert column(tables["重点项目"], "专项债券资金") == ["300.0"]
    assert column(tables["分县任务"], "投入人数") == ["12.0"]
    assert column(tables["分县指标"], "统计台账") == ["台账第3页"]


def test_a_form_that_was_out_is_read_without_a_finding_about_columns(renewed: dict[str, Any]) -> None:
    assert renewed["layouts"][GRID] == LAYOUT
    assert renewed["states"] == {GRID: 1, KASHGAR: 1}
    about_columns = {"E123", "N167", "E124", "E170", "Q125", "N128", "N133", "E703", "N712"}
    assert not about_columns & {*renewed["codes"][GRID], *renewed["codes"][KASHGAR]}


def test_only_its_own_layout_says_what_a_form_lacks(renewed: dict[str, Any]) -> None:
    first = renewed["first"]
    assert first["read as its own"] == []
    assert first["read as a later one"] == ["N167"] * 6  # 与上月相同 of the second layout too
    assert first["said by its headers"] == 1
    assert renewed["said by headers"] == 9


def test_the_ledger_says_the_layout_of_a_file_that_has_lost_its_identity(renewed: dict[str, Any]) -> None:
    assert renewed["lost"].count("N167") == 6  # and not by its headers, which would say the first


# --- the first layout -----------------------------------------------------------------------------


def test_a_form_of_the_first_layout_is_genuine_and_read_whole() -> None:
    data = FIRST.read_bytes()
    book = read_book(data)
    identity = identity_from(book.properties)
    assert identity is not None
    assert identity.genuine(KEY)
    assert identity.layout == 1
    reading = read_form(book, replace(sample_form(), layout=identity.layout))
    assert reading.findings == ()
    found = {(cell.form_sheet, cell.field): cell.value for cell in reading.cells}
    assert found[PROJECTS, "name"] == "示例小学"
    assert found[PROJECTS, "problems"] == "无"
    assert found[EXPERIENCE, "content"] == "做法和成效"


@pytest.mark.parametrize("path", sorted(FIRST.parent.glob("layout*.xlsx")), ids=lambda path: path.stem)
def test_a_layout_has_the_columns_that_its_forms_have(path: Path) -> None:
    book = load_workbook(BytesIO(path.read_bytes()))
    for name, spec in sheets_of(int(path.stem.removeprefix("layout"))).items():
        headers = [cell.value for cell in book[name][layout.HEADER_ROW] if cell.value is not None]
        assert tuple(headers) == spec.headers


def test_later_columns_stand_behind_earlier_ones() -> None:
    for spec in SHEETS.values():
        since = [column.since for column in spec.columns]
        assert since == sorted(since), spec.name
    assert max(column.since for spec in SHEETS.values() for column in spec.columns) == LAYOUT
    assert sheets_of(LAYOUT) is sheets_of(LAYOUT + 5) is SHEETS
