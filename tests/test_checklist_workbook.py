"""The written workbook: the contract's sheets and headers, drop-downs, review marks, equal bytes."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from tests.checklist_samples import sample, task
from toolkit.checklist.build import TEMPLATE, shipped_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import Review, write_checklist
from toolkit.core.model import Unit

CONTRACT = {
    "单位": "编码, 单位, 简称, 别名, 类别, 隶属, 邮箱, 抄送, 联系人, 电话, 启用期, 停用期, 上级",
    "任务": "任务序号, 行动, 事项序号, 事项, 主要内容及目标, 2024年措施, 2025年措施, 牵头单位, 责任单位, 填报单位, 填报频次, "
    "报送方式, 来源, 备注",
    "指标": "指标编号, 任务序号, 指标名称, 类型, 比较, 目标单位, 填报单位量, 换算系数, 2024年目标, 2025年目标, 分子名称, "
    "分母名称, 填报单位, 频次, 统计月份, 进度口径, 基期值, 口径说明, 来源",
    "分解": "指标编号, 单位, 年度, 目标, 确认单位",
}


@pytest.fixture(scope="module")
def book():  # type: ignore[no-untyped-def]
    return load_workbook(BytesIO(write_checklist(shipped_checklist())))


def test_sheets_and_headers_of_the_contract(book) -> None:  # type: ignore[no-untyped-def]
    sheets = [
        "任务",
        "指标",
        "分解",
        "单位",
        "校验规则",
        "序时曲线",
        "考核权重",
        "文件差异",
        "期初值",
        "议定事项",
        "考核加减分",
        "说明",
    ]
    assert book.sheetnames == sheets
    for name, headers in CONTRACT.items():
        expected = headers.split(", ")
        assert [cell.value for cell in book[name][1]][: len(expected)] == expected


def test_heads_are_frozen_and_filtered(book) -> None:  # type: ignore[no-untyped-def]
    for name in book.sheetnames[:-1]:
        assert book[name].freeze_panes.endswith("2")
        assert book[name].auto_filter.ref


def test_choices_are_drop_downs(book) -> None:  # type: ignore[no-untyped-def]
    lists = {validation.formula1 for validation in book["指标"].data_validations.dataValidation}
    assert '"年内累计,投资,期末存量,比率,逐个达标,里程碑"' in lists
    assert '"≥,≤,=,>,区间,左右,保持"' in lists
    assert '"序时,达标,基期"' in lists
    channels = {validation.formula1 for validation in book["任务"].data_validations.dataValidation}
    assert '"网络,线下"' in channels
    of_units = {validation.formula1 for validation in book["单位"].data_validations.dataValidation}
    assert of_units == {'"县市,园区,部门,企业,本级"', '"下级,平级,垂管"'}


def test_numbers_are_numbers_and_ranges_are_text(book) -> None:  # type: ignore[no-untyped-def]
    rows = {row[0].value: row for row in book["指标"].iter_rows(min_row=2)}
    header = [cell.value for cell in book["指标"][1]]
    assert rows["T02-3"][header.index("2024年目标")].value == 1.86
    assert rows["T05-4"][header.index("2025年目标")].value == "1～2"
    assert rows["T47-2"][header.index("2024年填报单位")].value == "英吉沙县、泽普县、伽师县"


def test_nothing_is_a_formula_and_no_row_is_too_high(book) -> None:  # type: ignore[no-untyped-def]
    for page in book:
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
        assert all((dim.height or 0) <= 409 for dim in page.row_dimensions.values())


def test_the_guide_explains_every_column(book) -> None:  # type: ignore[no-untyped-def]
    explained = {(row[0], row[1]) for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    for name, headers in CONTRACT.items():
        for header in headers.split(", "):
            assert (name, header.replace("2025", "2024")) in explained


def test_reviews_are_coloured_notes_and_change_no_content() -> None:
    reviews = [
        Review("任务", "1", "牵头单位", "沿用上一行"),
        Review("任务", "1", "牵头单位", "补写全称"),
        Review("指标", "T01-1", "类型", "按字面推定"),
    ]
    data = write_checklist(sample(), reviews)
    page = load_workbook(BytesIO(data))["任务"]
    header = [cell.value for cell in page[1]]
    cell = page.cell(2, header.index("牵头单位") + 1)
    assert "沿用上一行" in cell.comment.text
    assert "补写全称" in cell.comment.text
    plain = page.cell(3, header.index("牵头单位") + 1)
    assert plain.comment is None
    assert cell.fill.fgColor.rgb != plain.fill.fgColor.rgb
    marked, unmarked = load_checklist(data)[0], load_checklist(write_checklist(sample()))[0]
    assert marked == unmarked


def test_the_same_checklist_gives_the_same_bytes() -> None:
    assert write_checklist(sample()) == write_checklist(sample())


def test_a_very_long_text_keeps_to_the_row_height_that_excel_allows() -> None:
    long = replace(sample(), tasks=(task(1, content="很长的内容。" * 2000), *sample().tasks[1:]))
    page = load_workbook(BytesIO(write_checklist(long)))["任务"]
    assert page.row_dimensions[2].height <= 409
    assert page.cell(2, 5).value == "很长的内容。" * 2000


def test_the_office_validator_finds_nothing(tmp_path: Path) -> None:
    reviews = [Review("任务", "1", "牵头单位", "沿用上一行")]
    for name, data in (
        ("shipped", write_checklist(shipped_checklist())),
        ("marked", write_checklist(sample(), reviews)),
    ):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        result = OpenXmlValidator().validate(path)
        assert [error.description for error in result.errors] == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_saved_by_another_program_it_is_the_same_checklist(
    kind: str, tmp_path: Path, units: tuple[Unit, ...]
) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path),
        str(TEMPLATE),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    data = (tmp_path / f"checklist.{kind}").read_bytes()
    loaded, findings = load_checklist(data)
    assert findings == []
    assert loaded == shipped_checklist()
