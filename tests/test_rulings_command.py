"""What a person of the office decides on the command line reaches every output."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from toolkit.cli import main

PERIOD = "2024-06"


def told(root: Path, name: str) -> str:
    """All text of a paper, content controls included."""
    document = docx.Document(str(root / "outbox" / PERIOD / "汇总" / f"{PERIOD}_{name}"))
    return "".join(document.element.body.itertext())


def test_a_corrected_figure_is_marked_everywhere_and_can_be_withdrawn(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(small_copy), "--now", "2024-06-29T09:00"]
    by = ["--reason", "与教育局台账核对", "--name", "张三", "--confirmed", "李四", "电话", "2024-06-27"]
    assert main(["adjust", "指标数据/T02-3/本月累计", "900", "--unit", "喀什市", *by, *root]) == 0
    main(["report", *root])
    assert "含更正的数" in told(small_copy, "专报.docx")
    book = openpyxl.load_workbook(
        small_copy / "outbox" / PERIOD / "汇总" / f"{PERIOD}_汇总表.xlsx", data_only=True
    )
    rows = [
        row
        for row in book["分县明细"].iter_rows(values_only=True)
        if row[0] == "喀什市" and row[2] == "T02-3"
    ]
    assert 900 in rows[0]
    assert any("更正：" in str(cell) and "李四" in str(cell) for cell in rows[0])
    capsys.readouterr()
    assert main(["rule", "list", *root]) == 0
    assert "与教育局台账核对" in capsys.readouterr().out
    assert main(["adjust", "--withdraw", "1", *root]) == 0
    main(["report", *root])
    assert "含更正的数" not in told(small_copy, "专报.docx")


def test_a_decision_needs_its_reason_and_name(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(small_copy)]
    assert main(["adjust", "指标数据/T02-3/本月累计", "900", "--unit", "喀什市", *root]) == 2
    assert (
        main(
            [
                "adjust",
                "指标数据/T99-9/本月累计",
                "900",
                "--unit",
                "喀什市",
                "--reason",
                "甲",
                "--name",
                "乙",
                *root,
            ]
        )
        == 2
    )
    assert main(["rule", "revoke", "第一条", *root]) == 2
    assert main(["rule", "accept", "没有这一条", "--reason", "甲", "--name", "乙", *root]) == 2
    assert "Traceback" not in capsys.readouterr().err
