"""Proofs with LibreOffice: it recomputes the counters, and a round trip through it loses nothing."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from forms_samples import Place, address_of, cells
from python_calamine import CalamineWorkbook
from test_forms_live import (
    EMPTY_COUNTER,
    HALF,
    HALF_COUNTER,
    RIGHT,
    RIGHT_COUNTER,
    WRONG,
    WRONG_COUNTER,
    last_month_form,
    wrong_caches,
)

from toolkit.core.form import Form
from toolkit.forms.identity import identity_of
from toolkit.forms.layout import FIRST_ROW, SHEETS
from toolkit.forms.places import row_keys
from toolkit.forms.write import write_form

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>"""


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    return folder


def convert(profile: Path, source: Path, suffix: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        suffix,
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=180
    )
    return folder / f"{source.stem}.{suffix}"


def filled(form: Form, data: bytes, values: Mapping[Place, Any]) -> bytes:
    """Type values into the inputs with a library that leaves formulas alone."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in values.items():
        sheet, row, col = address_of(form, place)
        book[sheet].cell(row, col).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("values", "counter", "open_points"),
    [
        ({}, EMPTY_COUNTER, 18),
        (HALF, HALF_COUNTER, 10),
        (RIGHT, RIGHT_COUNTER, 0),
        (WRONG, WRONG_COUNTER, 17),
    ],
    ids=["empty", "half", "right", "wrong"],
)
def test_counters_by_libreoffice(
    profile: Path, tmp_path: Path, values: Mapping[Place, Any], counter: str, open_points: int
) -> None:
    form = last_month_form()
    source = tmp_path / "form.xlsx"
    source.write_bytes(filled(form, wrong_caches(form), values))
    computed = cells(convert(profile, source, "ods", tmp_path / "out").read_bytes())
    assert computed["填报说明", 9, 2] == counter
    assert -999 not in computed.values()
    rows = sum(1 for (sheet, row, col) in computed if sheet == "自检" and col == 2 and row >= FIRST_ROW)
    assert rows == open_points


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_round_trip_loses_nothing(profile: Path, tmp_path: Path, suffix: str) -> None:
    form = last_month_form()
    source = tmp_path / "form.xlsx"
    source.write_bytes(filled(form, write_form(form), RIGHT))
    returned = convert(profile, source, suffix, tmp_path / "out")
    after = cells(returned.read_bytes())
    for place, value in RIGHT.items():
        assert after[address_of(form, place)] == value, place
    assert set(CalamineWorkbook.from_path(str(returned)).sheet_names) >= {
        *SHEETS,
        "_meta",
        "填报说明",
        "自检",
    }
    for name, spec in SHEETS.items():
        keys = [after[name, FIRST_ROW + i, spec.key_index + 1] for i in range(len(row_keys(form, name)))]
        assert tuple(keys) == row_keys(form, name)
    identity = identity_of(form).as_properties()
    meta = {after["_meta", row, 1]: after.get(("_meta", row, 2), "") for row in range(1, 7)}
    assert meta == identity
    assert after["填报说明", 9, 2] == RIGHT_COUNTER


def test_identity_survives_in_the_properties_too(profile: Path, tmp_path: Path) -> None:
    form = last_month_form()
    source = tmp_path / "form.xlsx"
    source.write_bytes(write_form(form))
    there_and_back = convert(profile, source, "xls", tmp_path / "xls")
    back = convert(profile, there_and_back, "xlsx", tmp_path / "back")
    properties = {item.name: item.value for item in openpyxl.load_workbook(back).custom_doc_props.props}
    expected = {name: value for name, value in identity_of(form).as_properties().items() if value}
    assert {name: properties.get(name) for name in expected} == expected
