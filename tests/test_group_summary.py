"""The summary of many units: 任务矩阵 and 分县明细 by group, each unit's rows in the file of its group, and Excel's limits."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from tests.many_units import JUNE, many_month, months
from tests.test_summary_formulas import differences, grid, poisoned, recalculated
from toolkit.cli import main
from toolkit.core import area
from toolkit.core.groups import FOLDER, Group
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure, Light, Outcome
from toolkit.errors import OperatorError
from toolkit.figures.month import compute_month
from toolkit.figures.numbers.registry import group_key
from toolkit.inbox.workbooks.reader import read_book
from toolkit.outputs.context import OutputContext
from toolkit.outputs.groupwords import file_names
from toolkit.outputs.packs.quotabook import write_quotas
from toolkit.outputs.summary import groupdetails, write_summary
from toolkit.outputs.summary.bygroup import write_group
from toolkit.outputs.summary.groupmatrix import group_cell
from toolkit.outputs.workbook.outputbook import render
from toolkit.papers.history import OF_GROUPS, read_history
from toolkit.pipeline.folder.workspace import CHECKLIST
from toolkit.tables.month import month_tables
from toolkit.tables.workbook import data_workbook

HEAD = 4  # row of the heads
WORDS = {"● 蓝": "蓝", "● 绿": "绿", "● 黄": "黄", "● 红": "红", "○ 未报": "未报", "◇": "◇"}


def context(result: MonthResult, **changed: Any) -> OutputContext:
    until = datetime(2024, 6, 26, 9)
    units = tuple(row.unit for row in result.units)
    return replace(OutputContext("某办公室", JUNE, until, units), **changed)


def rows_of(data: bytes, sheet: str) -> list[dict[str, Any]]:
    lines = [*openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet].iter_rows(values_only=True)]
    heads = [head for head in lines[HEAD - 1] if head is not None]
    return [dict(zip(heads, line, strict=False)) for line in lines[HEAD:]]


class Made:
    """A month in memory with its summary and the workbooks of its groups."""

    def __init__(self, checklist: Checklist, **given: Any) -> None:
        data = months(checklist, **given)
        self.result = compute_month(data)
        self.checklist = data.checklist
        self.summary = write_summary(self.result, self.checklist, [], context(self.result))
        self.files = {
            group.name: write_group(self.result, group, context(self.result, root_prefix="../../../.."))
            for group in self.result.groups
        }


@pytest.fixture(scope="module")
def made(checklist: Checklist) -> Made:
    return Made(checklist)


def test_a_cell_of_the_matrix_counts_the_lights_of_the_group_s_own_sheet(made: Made) -> None:
    whole = rows_of(made.summary, "任务矩阵")
    heads = [*whole[0]]
    names = [group.name for group in made.result.groups]
    assert heads[:3] == ["任务序号", "事项", "全地区"] and heads[3 : 3 + len(names)] == names
    over_all: dict[Any, Counter[str]] = {
        row["任务序号"]: Counter() for row in whole[: len(made.result.tasks)]
    }
    for group in made.result.groups:
        units = [unit.name for unit in group.units]
        own = rows_of(made.files[group.name], "任务矩阵")
        assert [head for head in own[0] if "第" in head] == units
        for row, line in zip(own, whole[: len(made.result.tasks)], strict=False):
            told = Counter(
                word for unit in units for begin, word in WORDS.items() if row[unit].startswith(begin)
            )
            doubts = sum("▲" in row[unit] for unit in units)
            shown = dict(re.findall(r"([^\d\s]+)(\d+)", line[group.name]))
            assert {word: int(number) for word, number in shown.items()} == told + Counter(
                {"▲": doubts} if doubts else {}
            )
            over_all[line["任务序号"]] += told
    for row in whole[: len(made.result.tasks)]:
        for word in ("蓝", "绿", "黄", "红", "未报"):
            assert row[f"{word}(家)"] == over_all[row["任务序号"]][word]
    totals = {row["事项"]: row for row in whole[len(made.result.tasks) :]}
    for group in made.result.groups:
        cells = [
            row[unit.name]
            for row in rows_of(made.files[group.name], "任务矩阵")[: len(made.result.tasks)]
            for unit in group.units
        ]
        assert totals["绿"][group.name] == sum(cell.startswith("● 绿") for cell in cells) > 0
        received = f"{sum(unit.code >= '900005' for unit in group.units)}/{len(group.units)}"
        assert totals["已报送/应报(家)"][group.name] == received


def test_details_are_a_row_a_group_and_indicator_and_the_units_stand_in_the_group_s_file(made: Made) -> None:
    rows = rows_of(made.summary, "分县明细")
    assert [*rows[0]][:11] == (
        [
            "单位",
            "任务序号",
            "指标编号",
            "名称",
            "计量单位",
            "本月累计",
            "上月累计",
            "完成率(%)",
            "状态",
            "来源单元格",
            "来源文件",
        ]
    )
    keys = [(row["单位"], row["指标编号"]) for row in rows]
    ids = [row.indicator.id for row in made.result.indicators if row.target is not None]
    assert sorted(keys) == sorted((group.name, id) for group in made.result.groups for id in ids)
    for row in rows:
        own = [one for one in rows_of_once(made, row["单位"]) if one["指标编号"] == row["指标编号"]]
        numbers = [one["本月累计"] for one in own if isinstance(one["本月累计"], (int, float))]
        kind = next(
            one.indicator.kind.value for one in made.result.indicators if one.indicator.id == row["指标编号"]
        )
        if kind in ("年内累计", "投资", "期末存量"):
            assert row["本月累计"] == (pytest.approx(sum(numbers)) if numbers else "待统计")
        if row["本月累计"] != "待统计":
            assert row["状态"].startswith(f"{len(numbers)}/{len(own)}")
            assert (row["已报单位数"], row["应报单位数"]) == (len(numbers), len(own))
        assert row["来源文件"] == f"outbox/2024-06/汇总/{FOLDER}/{row['单位']}.xlsx"


def test_a_cell_that_would_name_many_units_tells_how_many_are_in_which_group(checklist: Checklist) -> None:
    data = months(checklist)
    silent = [f"9{at:05d}" for at in range(5, 20)]
    entries = {month: [one for one in told if one.unit not in silent] for month, told in data.entries.items()}
    result = compute_month(replace(data, entries=entries))
    summary = write_summary(result, data.checklist, [], context(result))
    owing = Counter(unit.upper for unit in data.units if unit.code in {f"9{at:05d}" for at in range(20)})
    cells = {row["未报单位"] for row in rows_of(summary, "指标汇总") if row["应报单位数"]}
    assert cells
    for row in rows_of(summary, "指标汇总"):
        if row["应报单位数"]:
            told = dict(re.findall(r"(第\d地区) (\d+)个", row["未报单位"]))
            assert row["未报单位"].startswith("20个单位：") and told == {k: str(n) for k, n in owing.items()}
    of_tasks = {row["任务序号"]: row["偏慢、滞后的单位"] for row in rows_of(summary, "牵头单位")}
    for task in result.tasks:
        behind = [code for code, cell in task.units.items() if cell.light in (Light.YELLOW, Light.RED)]
        told = of_tasks[task.task.no]
        if len(behind) > 8:
            assert told.startswith(f"{len(behind)}个单位：")
            assert sum(int(one) for one in re.findall(r" (\d+)个", told)) == len(behind)
        else:
            assert len(told.split("、")) == max(1, len(behind))
    assert any("个单位：" in str(told) for told in of_tasks.values())
    received = result.figures["overall/2024-06/all/units_received"]
    assert received.formula == "按报送情况逐个计数" and len(received.inputs) == 44


def test_units_that_are_behind_stand_in_the_file_of_their_group_alone(made: Made) -> None:
    def behind(cell: str) -> bool:
        return cell.startswith(("● 黄", "● 红"))

    whole = rows_of(made.summary, "滞后事项")
    matrix = rows_of(made.summary, "任务矩阵")
    lit = {row["任务序号"] for row in matrix if behind(str(row["全地区"]))}
    assert {row["任务序号"] for row in whole} == lit and len(whole) == len(lit)
    assert {row["单位"] for row in whole} == {"全地区"}
    for group in made.result.groups:
        cells = rows_of(made.files[group.name], "任务矩阵")[: len(made.result.tasks)]
        own = {
            (row["任务序号"], unit.name) for row in cells for unit in group.units if behind(row[unit.name])
        }
        told = rows_of(made.files[group.name], "滞后事项")
        assert {(row["任务序号"], row["单位"]) for row in told if row["单位"] != "全地区"} == own
        assert own


_ROWS: dict[tuple[int, str], list[dict[str, Any]]] = {}


def rows_of_once(made: Made, group: str) -> list[dict[str, Any]]:
    key = id(made), group
    if key not in _ROWS:
        _ROWS[key] = rows_of(made.files[group], "分县明细")
    return _ROWS[key]


def test_links_lead_to_the_groups_files_in_the_office_s_own_version_alone(made: Made) -> None:
    def targets(data: bytes) -> set[str]:
        sheet = openpyxl.load_workbook(io.BytesIO(data))["分县明细"]
        links = (cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink)
        return {link.target.replace("\\", "/") for link in links}

    assert targets(made.summary) == {f"{FOLDER}/第{at}地区.xlsx" for at in range(3)}
    outgoing = write_summary(made.result, made.checklist, [], context(made.result), for_report=True)
    assert targets(outgoing) == set()


def test_every_unit_stands_in_one_file_and_no_other(made: Made) -> None:
    found = Counter(
        row["单位"] for group in made.files for row in rows_of_once(made, group)
    )  # a row a task and indicator
    assert set(found) == {row.unit.name for row in made.result.units}
    assert len(set(found.values())) == 1


def test_formulas_over_groups_give_what_their_caches_say(checklist: Checklist) -> None:
    every = Made(checklist, count=61, tasks=[task.no for task in checklist.tasks if not task.offline])
    assert len({row.indicator.kind for row in every.result.indicators}) == 6
    assert len(differences(grid(every.summary), grid(poisoned(every.summary)))) > 300
    assert differences(grid(every.summary), recalculated(poisoned(every.summary))) == []
    live = openpyxl.load_workbook(io.BytesIO(every.summary))["指标汇总"]
    kinds = {str(row[22].value) for row in live.iter_rows(min_row=5) if str(row[6].value).startswith("=")}
    assert kinds == {"年内累计", "投资", "期末存量", "比率", "逐个达标", "里程碑"}


def test_names_of_files_differ_where_a_folder_cannot_tell_them_apart() -> None:
    names = file_names([Group(name, ()) for name in ("AB", "ab", "Ab", "甲?", "甲*")], ".xlsx")
    assert [*names.values()] == ["AB.xlsx", "ab（2）.xlsx", "Ab（3）.xlsx", "甲_.xlsx", "甲_（2）.xlsx"]
    area.use("全市")
    assert file_names([Group("县市", (), by_kind=True)], ".xlsx") == {"县市": "县区.xlsx"}


def test_more_groups_or_units_than_excel_has_columns_are_said(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.outputs.summary.matrix.MOST_COLUMNS", 12)
    data = write_summary(made.result, made.checklist, [], context(made.result))
    assert len(rows_of(data, "任务矩阵")[0]) == 12
    note = openpyxl.load_workbook(io.BytesIO(data))["任务矩阵"]["A3"].value
    assert "另有 1 个组超出 Excel 的列数" in note and "CSV" in note
    assert (
        differences(grid(data), recalculated(poisoned(data))) == []
    )  # 总览 counts over what is behind the groups

    group = made.result.groups[0]
    own = write_group(made.result, group, context(made.result))
    assert len(rows_of(own, "任务矩阵")[0]) == 12
    sheet = openpyxl.load_workbook(io.BytesIO(own))["任务矩阵"]
    told = "".join(str(cell.value) for cell in sheet[3] if cell.value)
    assert f"另有 {len(group.units) - 2} 个单位超出" in told


def test_a_sheet_of_more_columns_than_excel_has_says_so_in_one_sentence(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "toolkit.outputs.workbook.sheet.MOST_COLUMNS", 40
    )  # a column a unit, and they come back
    with pytest.raises(OperatorError, match=r"列，超出 Excel 的列数（40 列）"):
        write_quotas(made.checklist, context(made.result), 2024)


def test_a_table_of_more_rows_than_a_sheet_says_so_in_its_last(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = made.result
    tables = month_tables(result, [], [], [], made.checklist, context(result))
    table = next(one for one in tables if one.file == "分县指标")
    monkeypatch.setattr("toolkit.tables.workbook.MOST_ROWS", 30)
    lines = [*openpyxl.load_workbook(io.BytesIO(data_workbook([table], context(result))))[table.file].iter_rows(values_only=True)]  # fmt: skip
    assert len(lines) == 30
    assert lines[-1][0].startswith(f"另有 {len(table.records) - 28:,} 行超出 Excel 的行数") and not any(
        lines[-1][1:]
    )
    monkeypatch.setattr("toolkit.tables.workbook.MOST_ROWS", len(table.records) + 1)
    sheet = openpyxl.load_workbook(io.BytesIO(data_workbook([table], context(result))))[table.file]
    assert sheet.max_row == len(table.records) + 1
    assert "另有" not in str(sheet.cell(sheet.max_row, 1).value)


def test_sums_of_groups_are_not_taken_for_a_unit_s_figures_of_the_time_before(checklist: Checklist) -> None:
    data = months(checklist, 61)
    units = [replace(unit, upper=data.units[at % 2].name) for at, unit in enumerate(data.units)]
    many = replace(data, units=units, checklist=replace(data.checklist, units=tuple(units)))
    result = compute_month(many)
    whole = read_book(write_summary(result, many.checklist, [], context(result)))
    read = read_history(whole, many.checklist, JUNE, "汇总表.xlsx")
    assert {cell.outcome for cell in read.cells} == {Outcome.IGNORED}
    assert {cell.note for cell in read.cells if cell.sheet == "分县明细"} == {OF_GROUPS}
    own = read_book(write_group(result, result.groups[0], context(result)))
    taken = [cell for cell in read_history(own, many.checklist, JUNE, "组.xlsx").cells if cell.unit]
    assert {cell.unit for cell in taken} == {
        unit.code for unit in result.groups[0].units if unit.code >= "900005"
    }


@pytest.mark.nightly
def test_a_month_in_a_folder_has_a_file_a_group_and_drops_one_that_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    month = many_month(tmp_path / "月报")
    month.workspace.ledger.close()

    def report() -> dict[str, bytes]:
        command = ["--root", str(month.root), "--now", "2024-06-29T10:00", "-p", "2024-06", "report"]
        assert main(command) in (0, 1)
        return {
            path.stem: path.read_bytes() for path in (month.root / "outbox/2024-06/汇总" / FOLDER).iterdir()
        }

    first = report()
    assert set(first) == {"喀什地区", "和田地区", "阿克苏地区", "其他单位"}
    assert f"{FOLDER} 4 个" in capsys.readouterr().out
    linked = openpyxl.load_workbook(io.BytesIO(first["和田地区"]))["分县明细"]
    links = (cell.hyperlink for row in linked.iter_rows() for cell in row if cell.hyperlink)
    targets = {unquote(link.target.replace("\\", "/")) for link in links}
    folder = month.root / "outbox/2024-06/汇总" / FOLDER
    assert targets and all((folder / target).resolve().is_file() for target in targets)
    assert report() == first

    book = openpyxl.load_workbook(month.root / CHECKLIST)
    sheet = book["单位"]
    column = next(cell.column for cell in sheet[1] if cell.value == "上级")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, column).value == "阿克苏地区":
            sheet.cell(row, column, "和田地区")
    book.save(month.root / CHECKLIST)
    second = report()
    assert set(second) == {"喀什地区", "和田地区", "其他单位"}
    assert second["喀什地区"] == first["喀什地区"] and second["和田地区"] != first["和田地区"]


def test_details_by_group_put_their_first_page_on_paper_and_say_so(made: Made) -> None:
    rows = groupdetails.detail_rows(made.result, context(made.result), links=False) * 20
    data = render(context(made.result), "明细", lambda book: groupdetails.write(book, rows))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["分县明细"]
    last = int(sheet.print_area.rpartition("$")[2])
    assert HEAD < last < HEAD + 80 < sheet.max_row == HEAD + len(rows)
    assert sheet.oddHeader.right.text == "节选：本表只打印首页，全表请看电子表格"


def test_cells_of_which_the_indicators_say_otherwise_are_counted_behind_the_lights(made: Made) -> None:
    task, group = made.result.tasks[0], made.result.groups[0]
    key = group_key(JUNE, group.name, "contradictions", f"task-{task.task.no}")
    plain = group_cell(made.result, task, group)
    doubted = replace(made.result, figures={**made.result.figures, key: Figure(key, "", 3.0, "家")})
    assert "▲" not in plain
    assert " ".join(group_cell(doubted, task, group).split()) == f"{' '.join(plain.split())} ▲3"
