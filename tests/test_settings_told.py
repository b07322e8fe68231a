"""What only a report would stumble over is said before forms go out: by generate, and by doctor."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from collect_month import make_month

from toolkit.cli import main

GRID = "国网喀什供电公司"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_month(tmp_path / "w").root


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root), "-p", "2024-06", "--now", "2024-06-02T09:00"])


def with_rule(root: Path, expression: str) -> None:
    path = root / "templates/checklist.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["校验规则"]
    heads = [cell.value for cell in sheet[1]]
    row = sheet.max_row + 1
    for head, value in {"规则编号": "R99", "表达式": expression, "级别": "疑问", "提示": "请核对"}.items():
        sheet.cell(row, heads.index(head) + 1, value)
    book.save(path)


def with_main_indicators(root: Path, value: str) -> None:
    path = root / "config.toml"
    text = path.read_text("utf-8")
    assert "main_indicators = []" in text
    path.write_text(text.replace("main_indicators = []", f"main_indicators = {value}"), "utf-8")


def test_an_indicator_that_nobody_knows_and_a_rule_that_cannot_be_computed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_main_indicators(root, '["T99-1", "T02-3"]')
    with_rule(root, "T17-3 <=< T17-1")
    assert run(root, "generate", "--unit", GRID) == 1
    said = capsys.readouterr().out
    assert (
        "briefing.main_indicators" in said and "T99-1" in said and "T02-3" not in said.split("T99-1")[1][:6]
    )
    assert "“校验规则”第" in said and "R99" in said and "T17-3 <=< T17-1" in said
    assert said.splitlines()[-1].startswith("接下来做：")
    assert list(
        (root / "outbox/2024-06/下发").glob(f"*_{GRID}_2024-06.xlsx")
    )  # the forms went out all the same
    assert run(root, "doctor") == 1
    said = capsys.readouterr().out
    assert "T99-1" in said and "R99" in said


def test_nothing_is_said_of_what_is_right(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_main_indicators(root, '["T02-3"]')
    assert run(root, "generate", "--unit", GRID) == 0
    assert run(root, "doctor") == 0
    assert "要改好的设置" not in capsys.readouterr().out


def test_doctor_goes_on_beside_a_broken_checklist(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "templates/checklist.xlsx").write_bytes(b"no workbook")
    assert run(root, "doctor") == 1
    said = capsys.readouterr().out
    assert "checklist.xlsx" in said and "磁盘还剩" in said
