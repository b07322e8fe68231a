"""A unit that sent nothing has no errors to count: every output prints a dash for them, none a nought."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from toolkit.cli import main
from toolkit.core.desk import PAGE
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import UnitReport
from toolkit.core.words import ReturnState

JUNE = Period(2024, 6)
UNIT = Unit("1", "甲市", "甲")


@pytest.mark.parametrize(
    ("version", "errors", "counted", "told"),
    [(0, 0, None, "—"), (0, 2, 2, "2"), (1, 0, 0, "0"), (3, 4, 4, "4")],
)
def test_a_nought_is_told_of_a_return_only(version: int, errors: int, counted: int | None, told: str) -> None:
    row = UnitReport(UNIT, ReturnState.PARTIAL, version, errors=errors)
    assert (row.of_return(row.errors), row.told(row.errors)) == (counted, told)


def test_every_output_of_the_month_says_the_same(
    small_demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """汇总表 and its CSV file, 校验报告, the desk, status in words and as JSON, and unit."""
    silent, dashes = {"巴楚县", "草湖项目区"}, ("—", "—")
    folder = small_demo / "outbox" / "2024-06" / "汇总"
    sheet = openpyxl.load_workbook(folder / "2024-06_汇总表.xlsx")["报送情况"]
    _, _, _, heads, *rows = sheet.iter_rows(values_only=True)
    errors, queries = heads.index("错误"), heads.index("疑问")
    assert {row[0] for row in rows if (row[errors], row[queries]) == dashes} == silent
    with (folder / "data" / "报送情况.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["单位"] for row in csv.DictReader(file) if row["错误"] == row["疑问"] == ""} == silent
    for page, table, at in (
        (folder / "2024-06_校验报告.html", "reports", 4),
        (small_demo / PAGE, "units", 3),
    ):
        lines = html.fromstring(page.read_text("utf-8")).xpath(
            f"//section[@aria-labelledby='{table}']//tbody/tr"
        )
        told = {
            line.xpath("th//text()")[0]: [one.text_content().strip() for one in line.xpath("td")]
            for line in lines
        }
        assert {name for name, cells in told.items() if tuple(cells[at : at + 2]) == dashes} == silent, page
    asked = ["--root", str(small_demo), "--period", str(JUNE)]
    assert main([*asked, "status", "--json"]) == 0
    assert {
        one["unit"] for one in json.loads(capsys.readouterr().out) if one["errors"] is one["queries"] is None
    } == silent
    assert main([*asked, "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines if line.split()[-3:] == ["—"] * 3} == silent
    assert main([*asked, "unit", "巴楚县"]) == 0
    assert "没有收到　错误 —，疑问 —，完整率 —" in capsys.readouterr().out
