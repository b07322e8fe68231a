"""The whole month, end to end: demo through the normal commands, recounted from the archived files."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.month_recount import recount, table
from toolkit.cli import main
from toolkit.core.desk import PAGE
from toolkit.core.periods import Period
from toolkit.demo.run import NOT_REPORTING
from toolkit.pipeline.desk import write_desk
from toolkit.pipeline.folder.outfiles import OutFiles
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembling import assemble, qualities, reports

PERIOD = "2024-06"


@pytest.fixture(scope="module")
def demo(finished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(finished_demo, tmp_path_factory.mktemp("month") / "demo"))


@pytest.fixture(scope="module")
def summary(demo: Path) -> Path:
    return demo / "outbox" / PERIOD / "汇总" / f"{PERIOD}_汇总表.xlsx"


def tree(folder: Path) -> dict[str, str]:
    """Path -> hash of everything but the ledger's files beside its own, the log of runs and what was said."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((".", "ledger.db-", "运行日志", "said.json"))
    }


def rows(path: Path, sheet: str, key: str) -> Iterator[dict[str, Any]]:
    cells = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(cells) if key in row)
    head = cells[start]
    for row in cells[start + 1 :]:
        if row[head.index(key)] not in (None, ""):
            yield {str(name): value for name, value in zip(head, row, strict=True) if name}


def test_every_unit_gets_a_workbook(demo: Path) -> None:
    names = {path.name for path in (demo / "outbox" / PERIOD / "下发").glob("*.xlsx")}
    assert len(names) == 22
    assert "653131_塔什库尔干塔吉克自治县_2024-06.xlsx" in names


def test_totals_equal_an_independent_recount(demo: Path, summary: Path) -> None:
    counts = recount(demo / "archive" / PERIOD)
    master = {row["指标编号"]: row for row in table(demo / "templates" / "checklist.xlsx", "指标")}
    compared = 0
    for row in table(summary, "指标汇总"):
        shown, of = row["累计完成"], master[row["指标编号"]]
        count = counts.get(row["指标编号"])
        if not isinstance(shown, (int, float)):
            assert count is None or not count.reported or shown == "待统计", row
            continue
        assert count is not None
        factor, kind = float(of["换算系数"]), of["类型"]
        if kind == "比率":
            expected = count.numerator / count.denominator * factor
        elif kind == "逐个达标":
            target = float(of["2024年目标"])
            scale = factor if of["分子名称"] else 1
            expected = sum(value * scale >= target for value in count.values)
        elif of["填报单位量"] == "是/否":
            expected = count.yes
        else:
            expected = count.total / factor
        assert shown == pytest.approx(expected, rel=1e-12), row
        assert row["已报单位数"] == count.reported, row
        compared += 1
    assert compared > 50


def test_every_file_balances(summary: Path) -> None:
    files = [row for row in rows(summary, "数据台账", "是否平衡") if row["文件"].startswith("archive/")]
    assert len(files) == 21  # twenty units and one return sent again
    for row in files:
        parts = sum(row[name] for name in ("采用", "规范化", "拒收", "被替代", "忽略"))
        assert row["已填单元格"] == parts, row
        assert row["是否平衡"] == "是"


def test_the_faults_of_the_demo_are_found(summary: Path) -> None:
    units = {row["单位"] for row in rows(summary, "校验问题", "修改建议") if row["级别"] == "错误"}
    assert {"英吉沙县", "岳普湖县", "麦盖提县", "伽师县"} <= units
    states = {row["单位"]: row["状态"] for row in rows(summary, "报送情况", "逾期天数")}
    assert [unit for unit, state in states.items() if state == "未报"] == list(NOT_REPORTING)
    assert states["岳普湖县"] == "部分报送"
    assert states["麦盖提县"] == "退回修改"
    assert states["叶城县"] == "已报"


def test_everything_that_is_made_up_says_so(demo: Path, summary: Path) -> None:
    book = openpyxl.load_workbook(summary)
    for sheet in book:
        assert any(
            "模拟数据" in str(cell)
            for row in sheet.iter_rows(max_row=4, values_only=True)
            for cell in row
            if cell
        ), sheet.title


def test_a_second_run_changes_nothing(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_desk(
        Workspace(small_copy), Period(2024, 6), datetime(2024, 6, 28)
    )  # it names the folder, which is a copy
    before = tree(small_copy)
    on_the_desk = {PAGE, "archive/written.json"}  # how many days are left stands on the desk alone
    for now, other in (("2024-06-28T10:00", set()), ("2024-07-03T10:00", on_the_desk)):
        assert main(["--root", str(small_copy), "--now", now]) == 1  # open 错误 wait for a person
        assert main(["generate", "--root", str(small_copy), "--now", now]) == 0
        assert main(["status", "--root", str(small_copy), "--now", now]) == 0
        after = tree(small_copy)
        assert {name for name in before | after if before.get(name) != after.get(name)} == other
    capsys.readouterr()


def test_demo_leaves_a_folder_of_somebody_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "重要.txt").write_text("x")
    assert main(["demo", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["重要.txt"]
    assert "重要" not in capsys.readouterr().out


def test_an_output_that_is_open_is_written_beside(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_copy / "outbox" / PERIOD / "汇总"
    path = folder / f"{PERIOD}_汇总表.xlsx"
    kept = path.read_bytes()
    OutFiles(small_copy).take_over(path, b"open in Excel, with another month")  # what an earlier run wrote
    path.chmod(0o444)
    try:
        assert main(["report", "--root", str(small_copy)]) == 1
        beside = folder / f"{PERIOD}_汇总表（新，原文件被占用）.xlsx"
        assert beside.read_bytes() == kept
        assert beside.name in capsys.readouterr().out
    finally:
        path.chmod(0o644)
    assert main(["report", "--root", str(small_copy)]) == 1
    assert path.read_bytes() == kept
    assert not beside.exists()


def test_broken_settings_stop_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "w")]) == 0
    config = tmp_path / "w" / "config.toml"
    config.write_text(config.read_text("utf-8").replace("deadline_day = 25", "deadline_day = 77"), "utf-8")
    before = tree(tmp_path)
    assert main(["generate", "--root", str(tmp_path / "w")]) == 2
    assert "deadline_day" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_a_broken_checklist_stops_with_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "w")]) == 0
    path = tmp_path / "w" / "templates" / "checklist.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["指标"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("类型") + 1
    sheet.cell(3, column).value = "不知道"
    book.save(path)
    before = tree(tmp_path)
    assert main(["generate", "--root", str(tmp_path / "w")]) == 2
    said = capsys.readouterr().err
    assert "指标" in said
    assert sheet.cell(3, column).coordinate in said
    assert tree(tmp_path) == before


def test_nothing_to_do_says_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "w")]) == 0
    assert main(["--root", str(tmp_path / "w")]) == 0
    assert "generate" in capsys.readouterr().out


def test_the_demo_collects_daily_so_that_its_returns_are_not_all_late(finished_demo: Path) -> None:
    with (finished_demo / "outbox/2024-06/汇总/data/报送情况.csv").open(encoding="utf-8-sig") as file:
        punctual = [row["是否按时"] for row in csv.DictReader(file) if row["收到时间"]]
    assert punctual.count("是") > len(punctual) / 2
    assert 0 < punctual.count("否") < len(punctual) / 4


def test_reports_and_qualities_alone_are_those_of_the_whole_month(demo: Path) -> None:
    workspace = Workspace(demo)
    whole = assemble(workspace, Period.parse(PERIOD)).result
    assert tuple(reports(workspace, Period.parse(PERIOD))) == whole.units
    assert tuple(qualities(workspace, Period.parse(PERIOD))) == whole.quality
    assert whole.quality
