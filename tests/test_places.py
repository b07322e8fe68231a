"""A place on a form and a cell of a file have one declaration each, and every record gives them under the same name."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl.utils import get_column_letter
from xlsxwriter.utility import xl_col_to_name

from toolkit.core.addresses import column_index, column_letter
from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.places import FilePlace, Place
from toolkit.core.returns import Cell, Entry, Outcome, Source

TOOLKIT = Path(__file__).resolve().parent.parent / "toolkit"
YTD = Place("指标数据", "T02-3", "ytd")
J12 = FilePlace("archive/2024-06/653101/v1.xlsx", "指标数据", "J12")


def test_every_record_gives_its_place() -> None:
    source = Source("653101", J12.file, "0" * 64, J12.sheet, J12.address, "5")
    finding = Finding(
        "E101", "653101", J12.sheet, J12.address, YTD.sheet, YTD.key, YTD.field, "x", file=J12.file
    )
    cell = Cell("表", "B3", "5", Outcome.ACCEPTED, YTD.sheet, YTD.key, YTD.field, 5.0)
    entry = Entry("653101", Period(2024, 6), YTD.sheet, YTD.key, YTD.field, 5.0, source)
    assert entry.place == cell.place == finding.place == YTD
    assert source.place == finding.at == J12
    assert str(J12) == "指标数据!J12"


def test_a_place_is_the_key_that_a_bare_tuple_is() -> None:
    assert {YTD: 1}[("指标数据", "T02-3", "ytd")] == 1
    assert sorted([YTD, Place("任务进展", "15", "status")])[0].sheet == "任务进展"


def test_no_module_declares_a_place_of_its_own() -> None:
    twin = re.compile(r"^(?:Form)?Place(?:Key)?\s*(?::\s*TypeAlias)?\s*=\s*tuple\[str, str, str\]", re.M)
    found = [
        path.relative_to(TOOLKIT).as_posix()
        for path in TOOLKIT.rglob("*.py")
        if twin.search(path.read_text("utf-8"))
    ]
    assert found == ["core/places.py"]


def test_letters_of_columns_are_worked_out_in_one_module_as_two_libraries_do() -> None:
    own = re.compile(r"\* 26 \+|divmod\([^)]*, 26\)|chr\(65 \+")
    found = [
        path.relative_to(TOOLKIT).as_posix()
        for path in TOOLKIT.rglob("*.py")
        if own.search(path.read_text("utf-8"))
    ]
    assert found == ["core/addresses.py"]
    for index in (0, 25, 26, 51, 52, 700, 701, 702, 703, 16383):
        letters = column_letter(index)
        assert letters == get_column_letter(index + 1) == xl_col_to_name(index)
        assert column_index(letters) == index
