"""裁定表 and 审定表: decisions are taken in, and nothing that a person typed there is ever written over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from papers_samples import FALLEN, HEAD, OTHER
from summary_samples import PERIOD, sample

from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.ledger.records import Verdict
from toolkit.outputs.packs.findingtable import write_finding_rulings
from toolkit.outputs.packs.verdicttable import write_verdicts
from toolkit.papers.findingrulings import FindingRuling, read_finding_rulings
from toolkit.papers.officetables import TakenIn
from toolkit.pipeline.deciding import tables
from toolkit.pipeline.deciding.tables import Filled, Tables, take_in
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import take_in_lights
from toolkit.pipeline.report import report

NOW = datetime(2024, 6, 29, 9)
RULED = {"办公室裁定": "认可", "理由": "已电话核实", "裁定人": "王某"}
LIT = {"审定": "红", "理由": "现场未开工"}


class Kept:
    """A ledger that knows verdicts only; no unit's code ever changed."""

    def __init__(self) -> None:
        self.made: dict[str, Verdict] = {}

    def verdicts(self, period: object) -> list[Verdict]:
        return list(self.made.values())

    def save_verdicts(self, period: object, verdicts: Iterable[Verdict]) -> None:
        self.made = {one.key: one for one in verdicts}

    def former_codes(self) -> dict[str, str]:
        return {}


class Folder:
    """A folder in which tables are written and filled, without the rest of a report."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        self.ledger = Kept()
        self.workspace.__dict__["ledger"] = self.ledger
        self.taken: list[FindingRuling] = []
        self.rule()
        self.light()

    def path(self, name: str) -> Path:
        return self.workspace.outbox(PERIOD, "汇总", f"{PERIOD}_{name}.xlsx")

    def rule(self) -> list[str]:
        """What report does with the 裁定表."""
        read: Tables[FindingRuling] = take_in(self.path("裁定表"), PERIOD, read_finding_rulings)
        for one in read.filled:
            self.taken += one.taken.rows if read.is_new(one) else ()
        return self._write(read, rulings(read.taken))

    def light(self) -> list[str]:
        """What report does with the 审定表."""
        read = take_in_lights(self.workspace, PERIOD, NOW)
        made = tuple(
            LightVerdict(one.key, Light(one.decided), one.reason, Light(one.seen))
            for one in self.ledger.verdicts(PERIOD)
        )
        return self._write(read, lights(made, read.taken))

    def _write(self, read: Tables[Any], data: bytes) -> list[str]:
        _, said = read.write(self.workspace, data)
        assert self.workspace.files.lines() == []
        return [*read.notes, *said]

    def run(self, name: str) -> list[str]:
        return self.rule() if name == "裁定表" else self.light()

    def edit(self, name: str, change: Callable[[Worksheet], None]) -> bytes:
        """Save the table anew; gives the bytes as they then lie there."""
        return edit(self.path(name), change)

    def decided(self) -> dict[str, tuple[str, str]]:
        return {one.key: (one.decided, one.reason) for one in self.ledger.verdicts(PERIOD)}


@cache
def rulings(taken: tuple[str, ...]) -> bytes:
    return write_finding_rulings([FALLEN, OTHER], sample()[3], taken)


@cache
def lights(made: tuple[LightVerdict, ...], taken: tuple[str, ...]) -> bytes:
    result, _, _, context = sample()
    return write_verdicts(result, context, made, taken)


def edit(path: Path, change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """Read in this process: starting a child takes longer than these tests."""
    monkeypatch.setattr(tables, "read_isolated", lambda reader, data, name: reader(data))
    return Folder(tmp_path)


def column(sheet: Worksheet, head: str) -> int:
    return next(cell.column for cell in sheet[HEAD] if cell.value == head)


def insert(before: str, head: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        place = column(sheet, before)
        sheet.insert_cols(place)
        sheet.cell(HEAD, place).value = head

    return change


def enter(row: int, values: dict[str, str | None]) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for head, value in values.items():
            sheet.cell(row, column(sheet, head)).value = value

    return change


def without_own(sheet: Worksheet) -> None:
    sheet.delete_cols(column(sheet, "科室意见"))


def keys(path: Path) -> list[str]:
    """The keys of the first sheet, by row from the first below the head."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    place = column(sheet, "唯一标识") if sheet.title == "裁定表" else column(sheet, "编号")
    return [str(sheet.cell(row, place).value) for row in range(HEAD + 1, sheet.max_row + 1)]


def green(folder: Folder, name: str = "审定表") -> tuple[int, str]:
    """A row of 任务 that is not red, and its key."""
    sheet = openpyxl.load_workbook(folder.path(name))["任务"]
    row = next(r for r in range(HEAD + 1, sheet.max_row + 1) if "红" not in str(sheet.cell(r, 3).value))
    return row, str(sheet.cell(row, column(sheet, "编号")).value)


def test_an_inserted_column_costs_no_decision_and_no_word(folder: Folder) -> None:
    row, key = green(folder)
    folder.edit("裁定表", insert("办公室裁定", "科室意见"))
    folder.edit("审定表", insert("审定", "科室意见"))
    ruled = folder.edit("裁定表", enter(HEAD + 1, {**RULED, "科室意见": "同意，见会议纪要"}))
    lit = folder.edit("审定表", enter(row, LIT))
    for _ in range(2):  # a second run changes nothing
        said = [*folder.rule(), *folder.light()]
        assert [(one.finding, one.reason) for one in folder.taken] == [
            (keys(folder.path("裁定表"))[0], "已电话核实")
        ]
        assert folder.decided() == {key: ("● 红", "现场未开工")}
        assert (folder.path("裁定表").read_bytes(), folder.path("审定表").read_bytes()) == (ruled, lit)
        assert said[0].startswith("裁定表 G4：G列“科室意见”") and "（新）.xlsx" in said[1]
        assert said[2].startswith("审定表 任务!E4：E列“科室意见”") and "（新）.xlsx" in said[3]
        assert len(said) == 4

    # What is taken back later is not taken in once more from the table that was kept.
    folder.edit("审定表（新）", enter(row, {"审定": "按工具判定", "理由": None}))
    folder.light()
    folder.light()
    assert folder.decided() == {}

    # Once the office has moved its own column away, all is one table again.
    folder.edit("裁定表", without_own)
    folder.edit("审定表", without_own)
    assert [*folder.rule(), *folder.light()] == []
    assert sorted(path.name for path in folder.path("x").parent.iterdir()) == [
        "2024-06_审定表.xlsx",
        "2024-06_裁定表.xlsx",
    ]


def test_a_table_that_was_filled_as_asked_is_written_anew(folder: Folder) -> None:
    row, key = green(folder)
    folder.edit("裁定表", enter(HEAD + 1, RULED))
    folder.edit("审定表", enter(row, LIT))
    assert [*folder.rule(), *folder.light()] == []
    assert len(folder.taken) == 1 and set(folder.decided()) == {key}
    assert folder.path("裁定表").read_bytes() == rulings(())
    sheet = openpyxl.load_workbook(folder.path("审定表"))["任务"]
    assert [sheet.cell(row, column(sheet, head)).value for head in LIT] == ["红", "现场未开工"]
    folder.edit("审定表", enter(row, {"审定": None, "理由": None}))  # taken back
    assert folder.light() == [] and folder.decided() == {}


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("裁定表", {"理由": "还要再看"}, "没有选"),
        ("裁定表", {**RULED, "办公室裁定": "同意"}, "不在选项里"),
        ("裁定表", {"问题": "已请教育局核实"}, "与发出时不一样"),
        ("审定表", {"审定": "偏红", "理由": "现场未开工"}, "不在选项里"),
        ("审定表", {"审定": "按工具判定", "理由": "同意"}, "理由没有采用"),
        ("审定表", {"依据": "此项请分管领导定"}, "与发出时不一样"),
    ],
)
def test_what_was_not_understood_stays_byte_for_byte(
    folder: Folder, name: str, values: dict[str, str | None], said: str
) -> None:
    kept = folder.edit(name, enter(HEAD + 1, values))
    lines = folder.run(name)
    assert folder.path(name).read_bytes() == kept and folder.path(f"{name}（新）").is_file()
    assert len(lines) == 2
    assert lines[0].startswith(name) and said in lines[0] and "5：" in lines[0]
    assert "没有覆盖" in lines[1] and f"{name}（新）.xlsx" in lines[1]
    assert folder.taken == [] and folder.decided() == {}


def test_two_tables_that_were_not_understood_both_stay(folder: Folder) -> None:
    kept = folder.edit("裁定表", lambda sheet: sheet.append(["补充", "请办公室研究"]))
    folder.rule()
    folder.edit("裁定表（新）", enter(HEAD + 1, RULED))
    other = folder.edit("裁定表（新）", lambda sheet: sheet.append(["又一行"]))
    folder.rule()
    assert len(folder.taken) == 1
    assert (folder.path("裁定表").read_bytes(), folder.path("裁定表（新）").read_bytes()) == (kept, other)
    assert folder.path("裁定表（新2）").is_file()
    folder.path("裁定表").unlink()
    folder.path("裁定表（新）").unlink()
    assert folder.rule() == []
    assert folder.path("裁定表").is_file() and not folder.path("裁定表（新2）").exists()


def test_what_was_typed_beside_a_file_open_in_excel_is_not_thrown_away(folder: Folder) -> None:
    beside = folder.path("裁定表（新，原文件被占用）")
    beside.write_bytes(folder.path("裁定表").read_bytes())
    kept = edit(beside, lambda sheet: sheet.append(["补充"]))
    folder.rule()
    assert beside.read_bytes() == kept


def test_a_lapsed_decision_is_recalled_and_counts_only_when_it_is_made_anew(folder: Folder) -> None:
    row, key = green(folder)
    folder.edit("审定表", enter(row, LIT))
    folder.light()
    folder.ledger.made[key] = replace(
        folder.ledger.made[key], seen=Light.BLUE.value
    )  # the tool said otherwise then
    for _ in range(2):  # printed once more, it does not come to life
        folder.light()
        sheet = openpyxl.load_workbook(folder.path("审定表"))["任务"]
        assert sheet.cell(row, column(sheet, "审定")).value is None
        assert "现场未开工" in str(sheet.cell(row, column(sheet, "依据")).value)
        assert folder.ledger.made[key].seen == Light.BLUE.value
    folder.edit("审定表", enter(row, {"审定": "按工具判定"}))
    folder.light()
    assert folder.decided() == {}


def test_a_decision_on_a_light_that_is_gone_can_be_taken_back(folder: Folder) -> None:
    folder.ledger.made["task-99"] = Verdict("task-99", Light.RED.value, Light.GREEN.value, "旧事", "", NOW)
    folder.light()
    row = HEAD + 1 + keys(folder.path("审定表")).index("task-99")
    folder.edit("审定表", enter(row, {"审定": "按工具判定"}))
    assert folder.light() == [] and folder.decided() == {}
    assert "task-99" not in keys(folder.path("审定表"))


def test_a_table_that_nobody_touched_is_not_read_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a child process was started")

    monkeypatch.setattr(tables, "read_isolated", refuse)
    assert [*folder.rule(), *folder.light()] == []
    folder.edit("裁定表", enter(HEAD + 1, {}))
    with pytest.raises(AssertionError):
        folder.rule()


def test_the_month_with_inserted_columns(small_copy: Path) -> None:
    """The whole way: report, columns inserted, decisions typed, report."""
    workspace = Workspace(small_copy)
    place = {name: workspace.outbox(PERIOD, "汇总", f"{PERIOD}_{name}.xlsx") for name in ("裁定表", "审定表")}
    finding = keys(place["裁定表"])
    row = next(index for index, key in enumerate(finding) if key.startswith("Q"))
    edit(place["裁定表"], insert("办公室裁定", "科室意见"))
    edit(place["审定表"], insert("审定", "科室意见"))
    sheet = openpyxl.load_workbook(place["审定表"])["任务"]
    lit = next(r for r in range(HEAD + 1, sheet.max_row + 1) if "绿" in str(sheet.cell(r, 3).value))
    edit(place["裁定表"], enter(HEAD + 1 + row, {**RULED, "科室意见": "见会议纪要"}))
    edit(place["审定表"], enter(lit, LIT))
    edit(place["审定表"], enter(lit + 1, {"审定": "待定"}))
    kept = {name: path.read_bytes() for name, path in place.items()}
    result = report(workspace, PERIOD, NOW, progress=lambda items, label, total: items)
    assert [one.target for one in workspace.ledger.rulings(PERIOD)] == [finding[row]]
    assert [(one.key, one.reason) for one in workspace.ledger.verdicts(PERIOD)] == [
        (str(sheet.cell(lit, column(sheet, "编号")).value), "现场未开工")
    ]
    assert {name: path.read_bytes() for name, path in place.items()} == kept
    assert all(path.with_name(f"{path.stem}（新）.xlsx").is_file() for path in place.values())
    assert result.needs_person
    text = "\n".join(result.lines)
    assert text.count("没有覆盖") == 2 and "“待定”不在选项里" in text and text.count("“科室意见”") == 2
    fresh = workspace.outbox(PERIOD, "汇总", f"{PERIOD}_裁定表（新）.xlsx")
    assert finding[row] not in keys(fresh)
    workspace.ledger.close()


@pytest.mark.parametrize("since", [b"", b"typed while the run was at it"])
def test_a_table_that_was_saved_since_it_was_read_is_not_written_over(tmp_path: Path, since: bytes) -> None:
    path, sha256 = tmp_path / "outbox/2024-06/表.xlsx", hashlib.sha256(b"read").hexdigest()
    path.parent.mkdir(parents=True)
    path.write_bytes(since or b"read")
    known = Tables(path, (Filled(path, "表", sha256, TakenIn[str](), as_read=sha256),))
    written, told = known.write(Workspace(tmp_path), b"new")
    assert written.read_bytes() == b"new"
    assert path.read_bytes() == (since or b"new") and (written == path) == (not since)
    assert bool(told) == bool(since) == ("又保存过，没有覆盖" in "".join(told))
