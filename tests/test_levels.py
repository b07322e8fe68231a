"""Three levels by mail: townships to a county, the county to its prefecture; from the prefecture's figure down to a township's cell."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests.levels_month import COUNTY, NOW, PERIOD, TOWNS, Levels, Values, folder, month, run
from toolkit import lastrun
from toolkit.core.derivation import HEADS, MOST_LINES, SHEET
from toolkit.core.form import COVER, INDICATORS, TASKS
from toolkit.core.places import Place
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.levels.below import carries
from toolkit.pipeline.levels.receiving import filled_in, sources_of

LIST = "{}_填写情况.txt"
Change = Callable[[list[list[Any]]], None]


def typed_otherwise(town: str, values: Values) -> None:
    """Figures that a recount can tell apart, one that is not there yet, and one that is nobody's business here; a 完成度 alike."""
    values[Place(TASKS, "1", "completion")] = 50
    if town == TOWNS[0]:
        values[Place(INDICATORS, "T02-3", "ytd")] = 1234
        values[Place(INDICATORS, "T28-1", "ytd")] = "待统计"
    if town == TOWNS[1]:
        values[Place(INDICATORS, "T02-1", "ytd")] = "不涉及"


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Levels:
    """The form is filled; not to be changed."""
    made = month(tmp_path_factory.mktemp("三级"), typed_otherwise)
    assert run(made.county, "report", "--up", str(made.form)) == 0
    return made


@pytest.fixture(scope="module")
def collected(levels: Levels, tmp_path_factory: pytest.TempPathFactory) -> Levels:
    """The prefecture has taken the county's form in; not to be changed."""
    prefecture = Path(shutil.copytree(levels.prefecture, tmp_path_factory.mktemp("收") / "地区"))
    shutil.copyfile(levels.filled, prefecture / "inbox" / levels.filled.name)
    assert run(prefecture, "collect") == 0
    return replace(levels, prefecture=prefecture)


def cells_of(path: Path | BytesIO, sheet: str) -> dict[str, dict[str, Any]]:
    """Row key -> header -> value, by openpyxl alone; the key stands behind the last header."""
    rows = [*openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]
    heads = [str(head) for head in rows[3] if head is not None]
    return {str(row[len(heads)]): dict(zip(heads, row, strict=False)) for row in rows[4:] if row[len(heads)]}


FIGURES = ("分子累计", "分母累计", "本月累计")


def test_the_form_holds_the_sums_of_the_townships_cells(levels: Levels) -> None:
    before, after = cells_of(levels.form, INDICATORS), cells_of(levels.filled, INDICATORS)
    towns = [
        cells_of(path, INDICATORS) for path in sorted((levels.county / "archive/2024-06").glob("*/v1_*.xlsx"))
    ]
    assert len(towns) == len(TOWNS)
    filled, blank = 0, 0
    for key, row in after.items():
        for head in FIGURES:
            told = [town[key][head] for town in towns if town[key][head] not in (None, "—", "不涉及")]
            if before[key][head] is not None or not told:  # a label or a formula; nobody's business
                assert row[head] == before[key][head], (key, head)
            elif "待统计" in told or key.startswith("T01-"):  # not whole; of each unit's own
                assert row[head] is None, (key, head)
                blank += 1
            elif set(told) <= {"是", "否"}:
                assert row[head] == ("是" if set(told) == {"是"} else "否"), key
                filled += 1
            else:
                assert row[head] == pytest.approx(sum(told), rel=1e-12), (key, head)
                filled += 1
    assert (filled, blank) == (11, 3)
    assert after["T02-3"]["本月累计"] == 1234 + sum(
        levels.typed[town][Place(INDICATORS, "T02-3", "ytd")] for town in TOWNS[1:]
    )


def test_a_status_stands_only_where_all_townships_agree(levels: Levels) -> None:
    after = cells_of(levels.filled, TASKS)
    for key, row in after.items():
        said = {levels.typed[town][Place(TASKS, key, "status")] for town in TOWNS}
        assert row["本月状态"] in (None, *said)
        assert row["本月状态"] is None or len(said) == 1
        assert [row[head] for head in ("本月进展", "存在问题", "下步措施", "佐证材料", "责任人")] == [
            None
        ] * 5
    assert {row["本月状态"] for row in after.values()} == {None, "正常推进"}


def test_nothing_else_of_the_form_changes(levels: Levels) -> None:
    blank, filled = (zipfile.ZipFile(path) for path in (levels.form, levels.filled))
    names = blank.namelist()
    added = [name for name in filled.namelist() if name not in names]
    assert [re.sub(r"\d+", "N", name) for name in added] == ["xl/worksheets/sheetN.xml"]
    registers = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
    changed = {name for name in names if blank.read(name) != filled.read(name)} - registers
    assert changed <= {"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}
    for name in changed:
        old, new = (_without_inputs(package.read(name)) for package in (blank, filled))
        assert old == new
    for name in registers:
        old, new = (etree.fromstring(package.read(name)) for package in (blank, filled))
        here, there = ([etree.tostring(one) for one in tree.iter() if not len(one)] for tree in (old, new))
        assert len([one for one in there if one not in here]) == 1, name


def _without_inputs(part: bytes) -> bytes:
    """The XML of a sheet without what stands in its cells of the columns that were filled; formulas stay."""
    tree = etree.fromstring(part)
    for cell in tree.iter("{*}c"):
        if re.match(r"[HIJ]\d+$", cell.get("r")) and cell.find("{*}f") is None:
            cell.attrib.pop("t", None)
            for child in list(cell):
                cell.remove(child)
    return bytes(etree.tostring(tree, method="c14n"))


def test_the_same_figures_give_the_same_bytes_and_the_form_is_left_alone(
    levels: Levels, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = (levels.prefecture / "outbox/2024-06/下发" / levels.form.name).read_bytes()
    assert levels.form.read_bytes() == sent
    before = levels.filled.read_bytes()
    assert run(levels.county, "report", "--up", str(levels.form)) == 0
    assert levels.filled.read_bytes() == before
    said = capsys.readouterr().out
    assert "2024年6月莎车县的填报表：按本级的数填了 “指标数据” 11 格" in said
    listed = levels.filled.with_name(LIST.format(levels.form.stem)).read_text("utf-8-sig")
    assert "T28-1 改造城镇老旧小区数：还没有齐：城关镇（待统计）；已报的 3 个单位合计 " in listed
    assert "T01-2" in listed
    assert "由人判断" in listed


def test_a_form_that_was_filled_is_read_anew_each_time(levels: Levels) -> None:
    """It may lie anywhere: no record says of it that nothing changed."""
    root = str(levels.county)
    for _ in range(2):  # the first one may fold the ledger's log
        assert run(levels.county, "status") == 0
    assert lastrun.again(["status", "--root", root, "--now", NOW]) == 0
    assert run(levels.county, "report", "--up", str(levels.form)) == 0
    assert lastrun.again(["report", "--up", str(levels.form), "--root", root, "--now", NOW]) is None


def test_the_hidden_sheet_names_no_person(levels: Levels) -> None:
    book = openpyxl.load_workbook(levels.filled)
    assert (book.sheetnames[-1], book[SHEET].sheet_state) == (SHEET, "veryHidden")
    told = {str(cell.value) for row in book[SHEET].iter_rows() for cell in row}
    people = {
        str(value)
        for values in levels.typed.values()
        for place, value in values.items()
        if place.sheet == COVER or place.field in ("person", "progress", "department")
    }
    assert not told & people
    files = {text for text in told if text.startswith("archive/")}
    assert files == {f"archive/2024-06/{town}/v1_20240628-090000.xlsx" for town in TOWNS}


def test_the_prefecture_takes_the_form_as_any_and_its_figure_walks_down(
    collected: Levels, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(collected.prefecture)
    (account,) = workspace.ledger.accounts(PERIOD)
    assert account.balanced
    lines = _listed(collected)
    assert account.filled == len(lines)  # of the hidden sheet nothing counts
    assert not [one for one in workspace.ledger.findings(PERIOD) if SHEET in (one.sheet, one.seen)]
    assert run(collected.prefecture, "figure", "T02-3") == 0
    said = capsys.readouterr().out
    for town in TOWNS:
        (path,) = (collected.county / "archive/2024-06" / town).glob("v1_*.xlsx")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        value = cells_of(path, INDICATORS)["T02-3"]["本月累计"]
        assert re.search(
            f"{town}：{value} 个，T02-3/2024-06/65312510./ytd，指标数据!J9，.*哈希 {sha256}", said
        )
    assert "莎车县随表附来的出处（莎车县自述，未经本级核对）：T02-3/2024-06/all/ytd" in said
    assert "不符" not in said
    assert run(collected.prefecture, "figure", "T02-1", COUNTY) == 0
    assert f"{TOWNS[1]}：不涉及" in capsys.readouterr().out
    assert run(collected.prefecture, "figure", "task-1/2024-06/653125/status") == 0
    said = capsys.readouterr().out
    assert f"{TOWNS[3]}：正常推进，task-1/2024-06/653125103/status" in said
    assert f"{TOWNS[3]}：50 %，task-1/2024-06/653125103/completion" in said
    assert "不符" not in said  # what all say alike is no sum


def _listed(levels: Levels) -> set[tuple[str, str, str]]:
    return {tuple(map(str, row[:3])) for row in _rows(levels.filled)[1:]}  # type: ignore[misc]


def _rows(path: Path) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True)]


def test_what_the_county_may_ask_of_its_own_figure_leads_to_the_same_cell(
    levels: Levels, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key that travelled is one of the county's, and the hash one of its archive."""
    line = next(row for row in _rows(levels.filled) if row[1] == "T02-3")
    assert run(levels.county, "figure", str(line[7])) == 0
    said = capsys.readouterr().out
    assert f"{line[12]}!{line[13]}" in said
    assert str(line[14]) in said


# What is typed in the form, and corrections on the way.


def _copy(levels: Levels, tmp_path: Path) -> Levels:
    county = Path(shutil.copytree(levels.county, tmp_path / "县"))
    shutil.rmtree(county / "outbox/2024-06/上报")
    return replace(levels, county=county)


@pytest.mark.slow
def test_a_copied_sheet_and_a_hidden_row_are_left_alone(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = _copy(levels, tmp_path)
    book = openpyxl.load_workbook(levels.form)
    book.copy_worksheet(book[INDICATORS]).title = "5月指标数据"
    book.move_sheet("5月指标数据", -6)
    book[INDICATORS].row_dimensions[9].hidden = True
    form = tmp_path / levels.form.name
    book.save(form)
    assert run(own.county, "report", "--up", str(form)) == 0
    filled = cells_of(own.filled, INDICATORS)
    assert (filled["T02-3"]["本月累计"], filled["T02-2"]["本月累计"] is None) == (None, False)
    assert {row["本月累计"] for row in cells_of(own.filled, "5月指标数据").values()} <= {None, "—"} | {
        row["本月累计"] for row in cells_of(levels.form, INDICATORS).values()
    }
    listed = own.filled.with_name(LIST.format(levels.form.stem)).read_text("utf-8-sig")
    assert "T02-3 新增义务教育学位数：来表里这一行是隐藏的" in listed


def _typed(form: Path, target: Path, sheet: str, address: str, value: float | str) -> Path:
    target.write_bytes(filled_in({sheet: {address: value}}, (), form.read_bytes()))
    return target


def test_what_a_person_typed_stays_and_the_difference_is_told(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = _copy(levels, tmp_path)
    form = _typed(levels.form, tmp_path / levels.form.name, INDICATORS, "J9", 5)
    assert run(own.county, "report", "--up", str(form)) == 1
    assert cells_of(own.filled, INDICATORS)["T02-3"]["本月累计"] == 5
    assert "没有改动：T02-3 新增义务教育学位数 的本月累计，表里已填 5，本级汇总是 " in capsys.readouterr().out


def test_a_form_of_a_level_that_asks_by_quarters_is_read_in_its_words(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The county reports monthly: 本期累计, 本期状态 are its 本月累计, 本月状态; both count from January."""
    own = _copy(levels, tmp_path)
    quarterly = folder(tmp_path / "地区", "全地区", "某地区行署办公室")
    config = quarterly / "config.toml"
    config.write_text(config.read_text("utf-8").replace('cycle = "月"', 'cycle = "季"', 1), "utf-8")
    assert run(quarterly, "generate") == 0
    form = next((quarterly / "outbox/2024-06/下发").glob(f"*_{COUNTY}_*.xlsx"))
    capsys.readouterr()
    assert run(own.county, "report", "--up", str(form)) == 0
    assert "2024年6月莎车县的填报表：按本级的数填了 “指标数据” 11 格" in capsys.readouterr().out
    filled, monthly = (cells_of(path, INDICATORS) for path in (own.filled, levels.filled))
    for key, row in monthly.items():
        for head in FIGURES:
            quarter = filled[key][head.replace("本月", "本期")]
            assert quarter == row[head] or str(row[head]).startswith("="), (key, head)
    assert {row["本期状态"] for row in cells_of(own.filled, TASKS).values()} == {None, "正常推进"}


@pytest.mark.slow
def test_an_edited_copy_is_not_written_over_and_may_be_filled_again(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clerk's words stay; a figure of ours that a township corrected since is renewed, where it is still ours."""
    own = _copy(levels, tmp_path)
    assert run(own.county, "report", "--up", str(levels.form)) == 0
    (old,) = (own.county / "archive/2024-06" / TOWNS[0]).glob("v1_*.xlsx")
    newer = own.county / "inbox" / "更正.xlsx"
    _typed(old, newer, INDICATORS, "J9", 2234)
    assert run(own.county, "collect") == 0
    edited = _typed(own.filled, own.filled, TASKS, "K5", "已开展培训")
    edited.write_bytes(_with_lines(edited.read_bytes(), _rows(levels.filled)))
    assert run(own.county, "report", "--up", str(levels.form)) == 1
    assert cells_of(own.filled, TASKS)["1"]["本月进展"] == "已开展培训"
    assert "有人改过，没有覆盖" in capsys.readouterr().out
    assert run(own.county, "report", "--up", str(own.filled)) == 1
    renewed = own.filled.with_name(f"{own.filled.stem}（新，原文件有改动）.xlsx")
    row = cells_of(renewed, INDICATORS)["T02-3"]
    assert row["本月累计"] == cells_of(levels.filled, INDICATORS)["T02-3"]["本月累计"] + 1000
    assert cells_of(renewed, TASKS)["1"]["本月进展"] == "已开展培训"
    assert _rows(renewed)[0] == list(HEADS)
    assert openpyxl.load_workbook(renewed).sheetnames.count(SHEET) == 1


@pytest.mark.slow
def test_a_figure_that_is_no_longer_whole_is_told_where_it_was_filled(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A return was sent back since: what was filled from it does not pass for this level's figure."""
    own = _copy(levels, tmp_path)
    assert run(own.county, "report", "--up", str(levels.form)) == 0
    why = ["--unit", TOWNS[0], "--version", "1", "--reason", "整份有误", "--name", "张三"]
    assert run(own.county, "rule", "withdraw", *why) == 0
    capsys.readouterr()
    assert run(own.county, "report", "--up", str(own.filled)) == 1
    said = capsys.readouterr().out
    assert "本级汇总是 没有数（还没有齐：城关镇（未报）；已报的 3 个单位合计 " in said
    assert {row[1] for row in _rows(own.filled)[1:]} & {"T02-3", "1"} == set()


# The hidden sheet as a hostile sender would have it.


def _with_lines(data: bytes, rows: Sequence[Sequence[Any]]) -> bytes:
    """The workbook with a hidden sheet of exactly these rows."""
    book = openpyxl.load_workbook(BytesIO(data))
    del book[SHEET]
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "veryHidden"
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _forged(rows: list[list[Any]]) -> None:
    for row in rows[1:]:
        row[3] = 999999 if row[1] == "T02-3" else row[3]


def _parts_forged(rows: list[list[Any]]) -> None:
    for row in rows[1:]:
        row[8] = 1 if row[1] == "T02-3" else row[8]


def _broken(rows: list[list[Any]]) -> None:
    """Odd places, hashes, texts that are too long, numbers that are none; characters that move a cursor."""
    mine = [row for row in rows if row[1] == "T02-3"]
    mine[0][13] = "../../etc/passwd"
    mine[1][14] = "x" * 64
    mine[2][6] = "镇" * 500
    mine[3][6] = "城关\u202e镇"
    rows += [["指标数据", "T02-3", "ytd; DROP TABLE"], [None, "T02-3", "ytd", 3], [True] * 15, ["一"], []]


def _huge(rows: list[list[Any]]) -> None:
    mine = next(row for row in rows if row[1] == "T02-3")
    rows += [[*mine[:8], number, *mine[9:]] for number in range(MOST_LINES + 10)]


def _formulas(rows: list[list[Any]]) -> None:
    for row in rows[1:]:
        row[3] = '=HYPERLINK("http://example.invalid","1")'


SENT: Mapping[str, tuple[Change, str]] = {
    "forged": (_forged, "与单元格数值不符：出处写的是 999999，单元格是 "),
    "parts forged": (_parts_forged, "各项合计 4，与填入的 "),
    "broken": (_broken, "随表附来的出处有 7 行格式不对，没有采用"),
    "huge": (_huge, "随表附来的出处太长，只看了前面的"),
    "formulas": (_formulas, "与单元格数值不符"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SENT)
def test_a_hostile_sheet_is_only_ever_shown(
    name: str, levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, told = SENT[name]
    rows = _rows(levels.filled)
    change(rows)
    prefecture = Path(shutil.copytree(levels.prefecture, tmp_path / "地区"))
    (prefecture / "inbox" / levels.filled.name).write_bytes(_with_lines(levels.filled.read_bytes(), rows))
    assert run(prefecture, "collect") == 0
    assert _entries(prefecture) == _entries_of(levels, tmp_path)
    assert run(prefecture, "figure", "T02-3") == 0
    said = capsys.readouterr().out
    assert told in said
    assert "\u202e" not in said
    assert "DROP" not in said
    assert "passwd" not in said
    assert len(said.splitlines()) < 150


def _entries(prefecture: Path) -> list[tuple[Place, float | str]]:
    return [(entry.place, entry.value) for entry in Workspace(prefecture).ledger.entries(PERIOD)]


def _entries_of(levels: Levels, tmp_path: Path) -> list[tuple[Place, float | str]]:
    """What counts of the form without any hidden sheet."""
    plain = Path(shutil.copytree(levels.prefecture, tmp_path / "无"))
    book = openpyxl.load_workbook(levels.filled)
    del book[SHEET]
    book.save(plain / "inbox" / levels.filled.name)
    assert run(plain, "collect") == 0
    return _entries(plain)


@pytest.mark.slow
def test_what_stands_beside_the_lines_is_counted_and_ignored(levels: Levels, tmp_path: Path) -> None:
    """Nobody hides figures from the account behind that name: another head is another sheet, and a further column a cell."""
    counts = {}
    for name in ("as it was", "beside", "another head"):
        rows = _rows(levels.filled)
        if name == "beside":
            rows[1].append("藏在这里的 5")
        if name == "another head":
            rows[0][0] = "别的"
        prefecture = Path(shutil.copytree(levels.prefecture, tmp_path / name))
        (prefecture / "inbox" / levels.filled.name).write_bytes(_with_lines(levels.filled.read_bytes(), rows))
        assert run(prefecture, "collect") == 0
        (account,) = Workspace(prefecture).ledger.accounts(PERIOD)
        assert account.balanced
        counts[name] = account.ignored
    assert counts["beside"] == counts["as it was"] + 1
    assert counts["another head"] > counts["as it was"] + 100


def test_a_sheet_that_cannot_be_read_is_said(
    collected: Levels, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child that reads it dies: the figure is told all the same."""
    from toolkit.inbox.faults import Unreadable
    from toolkit.inbox.worker import Result
    from toolkit.pipeline.levels import below

    dead: Result[Any] = Result(error=Unreadable("E820"))
    monkeypatch.setattr(below, "run_isolated", lambda function, batches: iter([dead for _ in batches]))
    assert run(collected.prefecture, "figure", "T02-3") == 0
    assert "随表附来的出处读不出来，没有采用" in capsys.readouterr().out


@pytest.mark.slow
def test_only_the_list_of_sheets_says_whether_a_workbook_may_have_it(levels: Levels, tmp_path: Path) -> None:
    ours = levels.filled.read_bytes()
    assert [carries(data) for data in (ours, levels.form.read_bytes(), b"", b"PK nothing")] == [True] + [
        False
    ] * 3
    renamed = BytesIO()
    with zipfile.ZipFile(BytesIO(ours)) as old, zipfile.ZipFile(renamed, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename.replace("workbook.xml", "book.xml"), old.read(info))
    assert carries(renamed.getvalue())  # nobody can say: the child looks
    for kind in ("xls", "ods"):
        convert = shutil.which("soffice")
        if convert is None:
            pytest.skip("LibreOffice is not there")
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        words = [
            convert,
            home,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
            str(levels.filled),
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
        data = (tmp_path / f"{levels.filled.stem}.{kind}").read_bytes()
        assert carries(data)
        assert sources_of(data) == sources_of(ours)


def test_a_return_without_the_sheet_starts_no_child(
    levels: Levels, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from toolkit.pipeline.levels import below

    monkeypatch.setattr(below, "run_isolated", None)
    assert run(levels.county, "figure", "T02-3") == 0
    assert "随表附来" not in capsys.readouterr().out


# What is refused, with nothing changed.


@pytest.mark.slow
def test_what_is_no_form_from_above_is_refused(
    levels: Levels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = next((levels.county / "outbox/2024-06/下发").glob(f"*_{TOWNS[0]}_*.xlsx"))
    secret = _typed(levels.form, tmp_path / "密.xlsx", TASKS, "K5", "机密★10年")
    text = tmp_path / "文字.xlsx"
    text.write_bytes(b"nothing")
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    long = openpyxl.load_workbook(levels.form)
    for number in range(5_001):
        long[TASKS].append([1000 + number, *["一"] * 16])
    long.save(tmp_path / "长.xlsx")
    said = {
        own: "是本级发给",
        tmp_path / "长.xlsx": "没有这样长的填报表",
        secret: "带国家秘密标志",
        text: "文字.xlsx：",
        other: "不是上级发来的填报表",
        tmp_path / "没有.xlsx": "打不开",
    }
    for file, words in said.items():
        assert run(levels.county, "report", "--up", str(file)) == 2
        assert words in capsys.readouterr().err
    assert run(levels.county, "report", "--up", str(levels.form), "-p", "2024-05") == 2
    assert "是2024年6月的填报表，-p 写的是2024年5月" in capsys.readouterr().err
    assert run(levels.prefecture, "report", "--up", str(own)) == 2
    assert "还没有收到填报表" in capsys.readouterr().err
    assert [path.name for path in levels.filled.parent.glob("*.xlsx")] == [levels.filled.name]


def test_the_lines_come_back_as_they_were_written(levels: Levels) -> None:
    told = sources_of(levels.filled.read_bytes())
    assert (told.odd, told.cut) == (0, False)
    assert {line.place.sheet for line in told.lines} == {TASKS, INDICATORS}
    assert {line.unit for line in told.lines} == set(TOWNS)
    assert COUNTY not in {line.unit for line in told.lines}
