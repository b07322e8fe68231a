"""What goes wrong at the desk: each bad file costs only itself, each wrong setting stops with one sentence."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.test_month import tree
from toolkit.cli import main
from toolkit.commandline import make_parser
from toolkit.core.findings import Finding
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner, find_unit
from toolkit.terminal import read_lines

UNIT = "自贸办"


@pytest.fixture
def root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "月报"
    assert main(["init", str(folder)]) == 0
    assert main(["generate", "--unit", UNIT, "--root", str(folder), "--now", "2024-06-01T09:00"]) == 0
    capsys.readouterr()
    return folder


def filled(root: Path, period: str = "2024-06") -> bytes:
    workspace = Workspace(root)
    unit = find_unit(workspace.checklist.reporting, UNIT)
    form = FormPlanner(workspace, Period.parse(period)).plan(unit)
    path = root / "outbox" / period / "下发" / f"{unit.code}_{unit.name}_{period}.xlsx"
    return fill_workbook(path.read_bytes(), form, made_up_values(form))


def without_identity(data: bytes) -> bytes:
    """Values and nothing else, under foreign sheet names: nobody could say whose it is."""
    source = openpyxl.load_workbook(io.BytesIO(data))
    target = openpyxl.Workbook()
    sheet = target.active
    assert sheet is not None
    for row in source["重点项目"].iter_rows(max_row=20, values_only=True):
        sheet.append([value for value in row if not isinstance(value, str)])
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def test_a_bad_file_costs_only_itself(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = filled(root)
    inbox = root / "inbox"
    (inbox / "自贸办6月.xlsx").write_bytes(good)
    (inbox / "断了的.xlsx").write_bytes(good[: len(good) // 2])
    (inbox / "网页.xls").write_text("<html><table><tr><td>1</td></tr></table></html>", "utf-8")
    (inbox / "无名.xlsx").write_bytes(without_identity(good))
    (inbox / "空.xlsx").write_bytes(b"")
    (inbox / "~$自贸办6月.xlsx").write_bytes(b"owner")
    assert main(["collect", "--root", str(root)]) == 1
    said = capsys.readouterr().out
    for name in ("断了的.xlsx", "网页.xls", "无名.xlsx", "空.xlsx"):
        assert said.count(name) == 1, "said once, with its reason and what to do"
        assert list((root / "inbox").rglob(name)), f"{name} was not kept"
    assert len(Workspace(root).ledger.submissions(Period(2024, 6))) == 1
    objects = [path.read_bytes() for path in (root / "archive" / "objects").rglob("*") if path.is_file()]
    assert good in objects
    assert good[: len(good) // 2] in objects
    assert not (inbox / "自贸办6月.xlsx").exists()


def test_the_terminal_tells_what_is_the_offices_from_what_is_the_units() -> None:
    path, cell = "archive/2024-06/自贸办/v1_报表.xlsx", {"column": "本月累计", "measure": "（个）"}
    wrong = [Finding("E101", "653193", "指标数据", f"J{n}", values=cell, file=path) for n in range(25)]
    hint = Finding(
        "N128", "653193", "指标数据", "T9", values={"sheet_name": "指标数据", "count": "1", "cells": "T9"}
    )
    whose = Finding(
        "N712",
        address="报表.xlsx",
        file=path,
        values={"signals": "文件名", "unit": "自贸办", "confidence": "65%"},
    )
    receipts = [Receipt("报表.xlsx", "0" * 64, "accepted", "653193", "2024-06", 1)]
    said = [*read_lines(receipts, [hint, *wrong, whose], (Unit("653193", "自贸办", "自贸办"),))]
    assert [line[0] == " " for line in said] == [False, True, False, *[True] * 20, False]
    assert "65%" in said[1]
    assert "自贸办 指标数据 J0" in said[3]
    assert "5 条" in said[-1] and "1 条" in said[-1]


def test_the_same_file_twice_is_one_submission(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = filled(root)
    for name in ("一.xlsx", "二.xlsx"):
        (root / "inbox" / name).write_bytes(data)
    assert main(["collect", "--root", str(root)]) == 0
    (root / "inbox" / "三.xlsx").write_bytes(data)
    assert main(["collect", "--root", str(root)]) == 0
    assert "已收过" in capsys.readouterr().out
    assert [one.version for one in Workspace(root).ledger.submissions(Period(2024, 6))] == [1]


def test_a_return_of_another_period_is_filed_under_its_own_and_said(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "inbox" / "补报.xlsx").write_bytes(filled(root))
    main(["collect", "--root", str(root), "-p", "2024-07"])
    config = root / "config.toml"
    config.write_text(config.read_text("utf-8").replace('period = ""', 'period = "2024-07"'), "utf-8")
    (root / "inbox" / "补报2.xlsx").write_bytes(filled(root) + b"\0")
    capsys.readouterr()
    main(["collect", "--root", str(root)])
    assert "2024-06" in capsys.readouterr().out
    assert list((root / "archive" / "2024-06" / UNIT).glob("v1_*.xlsx"))


def test_a_person_decides_whose_file_it_is(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "inbox" / "无名.xlsx").write_bytes(without_identity(filled(root)))
    assert main(["collect", "--root", str(root)]) == 1
    (waiting,) = (path for path in (root / "inbox").rglob("无名*.xlsx"))
    assert main(["collect", "--root", str(root), "--as", "没有的单位", str(waiting)]) == 2
    main(["collect", "--root", str(root), "--as", "自贸办", str(waiting)])
    capsys.readouterr()
    assert [one.unit for one in Workspace(root).ledger.submissions(Period(2024, 6))] == ["653193"]


def test_old_forms_are_read_by_their_own_version(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = filled(root)
    path = root / "templates" / "checklist.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["指标"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if UNIT in str(row[head.index("填报单位")].value):
            row[head.index("指标名称")].value = f"{row[head.index('指标名称')].value}（新口径）"
    tasks = book["任务"]
    column = [cell.value for cell in tasks[1]].index("主要内容及目标") + 1
    tasks.cell(17, column).value = "换了说法"
    book.save(path)
    (root / "inbox" / "旧表.xlsx").write_bytes(data)
    main(["collect", "--root", str(root)])
    ledger = Workspace(root).ledger
    (one,) = ledger.submissions(Period(2024, 6))
    cells = ledger.cells(one.sha256)
    assert sum(cell.outcome.name in ("ACCEPTED", "NORMALISED") for cell in cells) == len(cells)
    capsys.readouterr()
    assert main(["generate", "--unit", UNIT, "-p", "2024-06", "--root", str(root)]) == 0
    assert "主要内容及目标" in capsys.readouterr().out


def test_offline_tasks_are_left_out_of_forms_and_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "templates" / "checklist.xlsx"
    book = openpyxl.load_workbook(path)
    tasks = book["任务"]
    head = [cell.value for cell in tasks[1]]
    row = next(row for row in tasks.iter_rows(min_row=2) if row[0].value == 40)
    row[head.index("报送方式")].value = "线下"
    book.save(path)
    assert main(["generate", "--unit", "喀什市", "-p", "2024-06", "--root", str(root)]) == 0
    form = openpyxl.load_workbook(next((root / "outbox").rglob("653101_*.xlsx")))["任务进展"]
    numbers = [row[0] for row in form.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)]
    assert 40 not in numbers
    assert len(numbers) == 42
    assert main(["report", "--root", str(root)]) == 0
    summary = openpyxl.load_workbook(next((root / "outbox").rglob("*_汇总表.xlsx")))["任务矩阵"]
    (line,) = (row for row in summary.iter_rows(values_only=True) if row[0] == 40)
    assert any("线下报送" in str(cell) for cell in line)


def test_a_mistake_on_the_command_line_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["status", "-p", "2024-06", "--root", str(root)])  # what a first look works out is kept from now on
    before = tree(root)
    assert main(["figure", "T99-1/2024-06/all/ytd", "--root", str(root)]) == 2
    assert main(["figure", "这不是编号", "--root", str(root)]) == 2
    assert main(["generate", "--tasks", "99", "--root", str(root)]) == 2
    assert main(["import", str(root / "没有.docx"), "--root", str(root)]) == 2
    for wrong in (
        ["generate", "-p", "六月"],
        ["没有这个命令"],
        ["evaluate", "--year", "1999"],
        ["evaluate", "--year", "今年"],
    ):
        with pytest.raises(SystemExit) as caught:
            main([*wrong, "--root", str(root)])
        assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said and "invalid" not in said
    assert tree(root) == before


def test_a_moment_with_a_zone_is_taken_in_beijing_time() -> None:
    parsed = make_parser().parse_args(["status", "--now", "2024-06-28T20:30:00+00:00"])
    assert parsed.now == datetime(2024, 6, 29, 4, 30)


def test_import_never_overwrites_the_checklist(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(__file__).parent / "data" / "checklist.docx"
    kept = (root / "templates" / "checklist.xlsx").read_bytes()
    assert main(["import", str(source), "--root", str(root)]) == 0
    assert (root / "templates" / "checklist.xlsx").read_bytes() == kept
    imported = openpyxl.load_workbook(root / "templates" / "checklist-imported.xlsx")
    assert imported["任务"].max_row == 48
    assert "47 项任务" in capsys.readouterr().out


def test_a_part_for_some_tasks(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["generate", "--unit", "莎车县", "--tasks", "19,20", "-p", "2024-06", "--root", str(root)]) == 0
    )
    (path,) = (root / "outbox").rglob("653125_*.xlsx")
    form = openpyxl.load_workbook(path)["任务进展"]
    assert [row[0] for row in form.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)] == [
        19,
        20,
    ]
