"""A filling platform's export as an arrival: waits for a person once, then gives what the forms would have given."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from export_month import LONG, as_csv, as_xlsx, long_table, wide_table

from toolkit.cli import main
from toolkit.core.exports import ExportMap
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Cell, Outcome, share_id
from toolkit.forms.plan import Prefill, plan_form
from toolkit.inbox.archive import read_object
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.workbooks.csvtext import read_csv
from toolkit.inbox.workbooks.reader import read_book
from toolkit.papers.exportmaps import COLUMN, KEY_NAME, UNIT_NAME, Pair, Signed, settle
from toolkit.papers.exporttables import _sample, find_export
from toolkit.papers.historynames import Names
from toolkit.pipeline.collecting.context import read_context
from toolkit.pipeline.collecting.exported import FIELDS, SplitExport, read_export
from toolkit.pipeline.collecting.read import ReadItem, read_return
from toolkit.pipeline.deciding.exports import Confirmed, ask_maps
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.assembling import assemble

JUNE, JULY = Period(2024, 6), Period(2024, 7)
HEAD = ["单位", "指标编号", "指标名称", "计量单位", "本月累计"]
ROWS = [
    HEAD,
    ["喀什市", "T02-1", None, "所", 3],
    ["疏附", "T02-3", None, "万个", 0.12],
    ["合计", "T02-1", None, None, 3],
]
Rows = Sequence[Sequence[object]]


def book(rows: Rows, title: str = "") -> Book:
    return read_book(as_xlsx(rows, title))


def known_of(one: Book, checklist: Checklist, **names: Mapping[str, str]) -> dict[str, ExportMap]:
    """What a person confirms who changes nothing."""
    table = find_export(one, Names.of(checklist), FIELDS)
    assert table is not None
    columns = {column.name: column.meaning or "不导入" for column in table.columns}
    units, keys = names.get("units", {}), names.get("keys", {})
    return {table.fingerprint: ExportMap(table.fingerprint, columns, units, keys, "张三", "2024年6月26日")}


def read(
    one: Book, checklist: Checklist, maps: Mapping[str, ExportMap], name: str = "导出.xlsx"
) -> SplitExport | Finding | None:
    def form_of(unit: Unit) -> Form:
        then = datetime(2024, 7, 1)
        return plan_form(
            checklist, unit, JUNE, prefill=Prefill(), deadline=then, data_until=then, office="", office_contact="", key=b"k"
        )  # fmt: skip

    return read_export(one, name, Names.of(checklist), maps, JUNE, form_of)


def split(rows: Rows, checklist: Checklist, title: str = "", **names: Mapping[str, str]) -> SplitExport:
    one = book(rows, title)
    made = read(one, checklist, known_of(one, checklist, **names))
    assert isinstance(made, SplitExport), made
    return made


def code(made: object) -> str:
    return made.code if isinstance(made, Finding) else repr(made)


def values(made: SplitExport) -> dict[tuple[str, str, str], tuple[str, object]]:
    return {
        (share.unit, cell.key, cell.field): (cell.address, cell.value)
        for share in made.shares
        for cell in share.cells
        if cell.outcome in (Outcome.ACCEPTED, Outcome.NORMALISED)
    }


def test_it_waits_until_somebody_confirmed_the_columns(checklist: Checklist) -> None:
    assert code(read(book(ROWS), checklist, {})) == "E714"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["完成79%。", "完成60%。"], "完成79%；完成60%"),  # no stop before a semicolon
        (["长" * 50, "短" * 20], "长" * 50 + "；" + "短" * 8 + "…"),
        (["同", "同", "异", "不列"], "同；异"),
    ],
)
def test_examples_of_a_column_are_told_in_one_line(texts: list[str], told: str) -> None:
    assert _sample(texts) == told


def test_the_rows_of_one_unit_may_be_its_form(checklist: Checklist) -> None:
    assert read(book(ROWS[:2]), checklist, {}) is None


def test_figures_keep_their_cells_and_all_cells_are_accounted_for(checklist: Checklist) -> None:
    made = split(ROWS, checklist, "2024年6月数据收集结果")
    assert values(made) == {
        ("653101", "T02-1", "ytd"): ("E3", 3.0),
        ("653121", "T02-3", "ytd"): ("E4", 1200.0),  # 0.12 万个 in the form's 个
    }
    filled = 1 + sum(value is not None for row in ROWS for value in row)
    assert made.told.startswith(
        f"导出表有内容的 {filled} 格 = 标题、表头和名称 12 + 拆分给 2 个单位 2 + 没有采用 3（合计数"
    )
    assert "没有写报送期" not in made.told
    assert "张三" in made.evidence


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_the_same_as_csv(checklist: Checklist, encoding: str) -> None:
    one = read_csv(as_csv(ROWS, encoding))
    made = read(one, checklist, known_of(one, checklist), "导出.csv")
    assert isinstance(made, SplitExport)
    assert {place: value for place, (_, value) in values(made).items()} == {
        ("653101", "T02-1", "ytd"): 3.0,
        ("653121", "T02-3", "ytd"): 1200.0,
    }
    assert "没有写报送期，按2024年6月收" in made.told


def test_indicators_as_columns_and_quotients_by_their_parts(checklist: Checklist) -> None:
    heads = [
        "提交时间",
        "1、您所在的单位名称*",
        "2、T02-1新建义务教育学校数（所）",
        "T02-5分子累计",
        "T02-5分母累计",
        "T02-5",
    ]
    rows = [heads, ["6月25日", "喀什市", 3, 90, 120, 75], ["6月25日", "疏附县", 1, 50, None, 100]]
    made = split(rows, checklist)
    assert values(made) == {
        ("653101", "T02-1", "ytd"): ("C2", 3.0),
        ("653101", "T02-5", "numerator"): ("D2", 90.0),
        ("653101", "T02-5", "denominator"): ("E2", 120.0),
        ("653121", "T02-1", "ytd"): ("C3", 1.0),
        ("653121", "T02-5", "numerator"): ("D3", 50.0),
    }
    assert made.shares[1].blank == {(INDICATORS, "T02-5", "denominator")}
    assert [
        (cell.address, cell.outcome) for cell in made.shares[0].cells if cell.address in ("A2", "F2")
    ] == [
        ("A2", Outcome.IGNORED),
        ("F2", Outcome.IGNORED),
    ]


def test_names_that_nobody_explained_wait_and_are_explained_once(checklist: Checklist) -> None:
    rows = [*ROWS[:3], ["喀什市教育局", "T02-1", None, "所", 1], ["疏附县", "", "新建学校", "所", 2]]
    one = book(rows)
    made = read(one, checklist, known_of(one, checklist))
    assert isinstance(made, Finding)
    assert (made.code, made.values["names"]) == ("E715", "喀什市教育局、新建学校")
    told = split(rows, checklist, units={"喀什市教育局": "不导入"}, keys={"新建学校": "T02-1"})
    assert values(told)["653121", "T02-1", "ytd"] == ("E5", 2.0)
    assert "对照为不导入 4 格：收集结果!A4" in told.told


def test_doubled_rows_count_once_or_not_at_all(checklist: Checklist) -> None:
    rows = [HEAD, *([unit, "T02-1", None, "所", value] for unit, value in
            (("喀什市", 3), ("喀什市", 3), ("疏附县", 1), ("疏附县", 2)))]  # fmt: skip
    made = split(rows, checklist)
    assert values(made) == {("653101", "T02-1", "ytd"): ("E2", 3.0)}
    assert [[finding.code for finding in share.findings] for share in made.shares] == [["N130"], ["E121"]]


def test_rows_of_other_months_are_left_aside(checklist: Checklist) -> None:
    head = ["报送期", *HEAD]
    rows = [
        head,
        ["2024-06", *ROWS[1]],
        ["2024年5月", *ROWS[2]],
        ["2024-06-30", "莎车县", "T02-1", None, "所", 2],
    ]
    made = split(rows, checklist)
    assert {unit for unit, _, _ in values(made)} == {"653101", "653125"}
    assert "报送期“2024年5月”不是2024年6月 5 格" in made.told
    old = book([head, ["2024-05", *ROWS[1]], ["2024-05", *ROWS[2]]])
    assert code(read(old, checklist, known_of(old, checklist))) == "E718"
    named = book(ROWS)
    assert code(read(named, checklist, known_of(named, checklist), "2024年5月导出.xlsx")) == "E718"


def test_what_was_not_asked_of_the_unit_is_said(checklist: Checklist) -> None:
    made = split([*ROWS, ["疏附县", "T04-2", None, None, 5]], checklist)  # of 地区疾控中心 alone
    assert [finding.code for share in made.shares for finding in share.findings] == ["Q716"]


def test_tasks_are_read_by_the_columns_of_the_form(checklist: Checklist) -> None:
    head = ["填报单位", "任务序号", "本月状态", "完成度(%)"]
    made = split([head, ["喀什市", 1, "正常推进", 50], ["疏附县", 1, "顺利", 40]], checklist)
    key = next(task.key for task in checklist.tasks if task.no == 1)
    assert values(made)["653101", key, "status"] == ("C2", "正常推进")
    assert ("653121", key, "status") not in values(made)  # no word of the form: rejected, as in a form
    assert values(made)["653121", key, "completion"] == ("D3", 40.0)


def pairs(**columns: str) -> list[Pair | Signed]:
    signed = Signed("f", "张三", "D5")
    return [signed, *(Pair("f", COLUMN, name, meaning, "F7") for name, meaning in columns.items())]


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"单位": "单位", "项目": "指标", "数": "本月累计"}, []),
        ({"单位": "单位", "甲": "T02-1", "乙": "T02-5 分子累计"}, []),
        ({"单位": "单位", "项目": "指标", "数": ""}, ["E717"]),
        ({"单位": "单位", "甲": "T99-9", "乙": "T02-1"}, ["E717"]),
        ({"单位": "单位", "甲": "T02-5", "乙": "T02-1"}, ["E717"]),  # a quotient has two parts
        ({"项目": "指标", "数": "本月累计"}, ["E719"]),
        ({"单位": "单位", "项目": "指标", "数": "不导入"}, ["E719"]),
        ({"单位": "单位", "项目": "指标", "数": "本月累计", "值": "本月累计"}, ["E719"]),
    ],
)
def test_only_what_makes_a_whole_is_confirmed(
    checklist: Checklist, columns: dict[str, str], codes: list[str]
) -> None:
    maps, findings = settle(pairs(**columns), Names.of(checklist), FIELDS, {}, "今天")
    assert [finding.code for finding in findings] == codes
    assert len(maps) == (not codes)


def test_names_are_kept_beside_those_of_earlier_months(checklist: Checklist) -> None:
    before = {"f": ExportMap("f", {}, {"某局": "不导入"}, {}, "李四")}
    told = [Pair("f", UNIT_NAME, "喀什教育局", "喀什市", "F9"), Pair("f", KEY_NAME, "学校", "T02-1", "F10")]
    maps, _ = settle(
        [*pairs(单位="单位", 项目="指标", 数="本月累计"), *told], Names.of(checklist), FIELDS, before, "今天"
    )
    assert maps[0].units == {"某局": "不导入", "喀什教育局": "喀什市"}
    assert maps[0].keys == {"学校": "T02-1"}


def latest(workspace: Workspace, period: Period) -> dict[str, Path]:
    """Unit -> its last return of the period as filed."""
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    files = workspace.ledger.submissions(period)
    return {names[one.unit]: workspace.root / one.file for one in sorted(files, key=lambda one: one.version)}


def places(cells: Sequence[Cell]) -> dict[tuple[str, str], tuple[Outcome, object]]:
    """What was read of the two sheets that an export carries."""
    kinds = (TASKS, INDICATORS)
    return {(cell.key, cell.field): (cell.outcome, cell.value) for cell in cells if cell.form_sheet in kinds}


@pytest.mark.slow
def test_an_export_of_the_demos_forms_reads_as_the_forms_do(small_demo: Path) -> None:
    workspace = Workspace(small_demo)
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    files = latest(workspace, JUNE)
    data = as_xlsx(long_table(files, "2024-06"))
    waits = read_return(context, ReadItem("导出.xlsx", data=data))
    assert [finding.code for finding in waits.conflicts] == ["E714"]
    known = known_of(read_book(data), workspace.checklist)
    made = read_return(_with(context, known), ReadItem("导出.xlsx", data=data)).export
    assert made is not None
    assert {share.unit for share in made.shares} == {one.unit for one in workspace.ledger.submissions(JUNE)}
    sent = {
        one.unit: one.sha256
        for one in sorted(workspace.ledger.submissions(JUNE), key=lambda one: one.version)
    }
    for share in made.shares:
        name = files[next(unit.name for unit in context.units if unit.code == share.unit)].name
        form = read_return(context, ReadItem(name, data=read_object(small_demo, sent[share.unit])))
        assert places(share.cells) == places(form.cells), share.unit
    with pytest.raises(Unreadable) as fault:
        read_return(context, ReadItem("a.csv", data="单位,数值\n喀什市,1\n".encode("gbk")))
    assert fault.value.code == "E805"
    workspace.ledger.close()


def _with(context: object, maps: Mapping[str, ExportMap]) -> object:
    from dataclasses import replace

    return replace(context, exports=maps)  # type: ignore[type-var]


def confirm(path: Path) -> None:
    """What a person does in 导入对照表 who agrees with it."""
    made = openpyxl.load_workbook(path)
    (head,) = [cell for row in made["导出表"].iter_rows() for cell in row if cell.value == "确认"]
    head.offset(1, 0).value, head.offset(1, 1).value = "确认", "张三"
    made.save(path)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["long", "wide"])
def test_a_month_from_an_export_gives_the_figures_of_the_forms(
    demo_copy: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    from toolkit.demo.run import send_and_return

    workspace = Workspace(demo_copy)
    send_and_return(workspace, JULY, faults=False)
    names = {unit.short: unit.name for unit in workspace.checklist.units}
    ratios = [one.id for one in workspace.checklist.indicators if one.is_ratio_input]
    workspace.ledger.close()
    other = Path(shutil.copytree(demo_copy, tmp_path / "另一份"))
    forms = {names[path.name.split("2024年")[0]]: path for path in sorted((other / "inbox").iterdir())}
    long, wide = long_table(forms, "2024-07"), wide_table(forms, ratios)
    for path in forms.values():
        path.unlink()
    file = other / "inbox" / ("一表通导出.xlsx" if kind == "long" else "收集结果.csv")
    file.write_bytes(as_xlsx(long, "2024年7月") if kind == "long" else as_csv(wide, "gb18030"))
    common = ["-p", "2024-07", "--now", "2024-07-26T10:00"]
    assert main(["--root", str(demo_copy), *common, "collect"]) == 0
    assert main(["--root", str(other), *common, "collect"]) == 1
    assert (other / "inbox" / "未识别" / file.name).is_file()
    confirm(other / "outbox/2024-07/汇总/附/导入对照表.xlsx")
    assert main(["--root", str(other), *common, "collect"]) == 0
    assert not (other / "outbox/2024-07/汇总/附/导入对照表.xlsx").exists()
    figures = [assemble(Workspace(root), JULY).result.figures for root in (demo_copy, other)]
    wanted = [
        key
        for key in figures[0]
        if key.startswith("T") or (kind == "long" and key.startswith(("task", "action")))
    ]
    assert len(wanted) > 500
    for key in wanted:
        one, two = (figures_of[key] for figures_of in figures)
        assert (one.value, one.word) == (two.value, two.word), key
    capsys.readouterr()
    assert main(["--root", str(other), *common, "figure", "T02-1/2024-07/653101/ytd"]) == 0
    said = capsys.readouterr().out
    assert file.name in said and "来源：" in said
    # the same once more is no second version, whatever it is called
    (other / "inbox" / f"再来{file.suffix}").write_bytes(
        next((other / "archive" / "2024-07").glob(f"*/v1_*{file.name}")).read_bytes()
    )
    assert main(["--root", str(other), *common, "collect"]) == 0
    assert "已收的导出表完全相同" in capsys.readouterr().out
    # next month's export of the same headers is not asked about: its columns are known
    ledger = Workspace(other).ledger
    assert {one.version for one in ledger.submissions(JULY)} == {1}
    assert all("/" in one.sha256 for one in ledger.submissions(JULY))
    assert main(["--root", str(other), *common, "doctor"]) == 0


def test_a_share_is_told_by_file_month_and_unit() -> None:
    assert share_id("a" * 64, JUNE, "653101") == "a" * 64 + "/2024-06/653101"


def test_headers_of_the_sample_are_those_of_the_form() -> None:
    assert set(LONG) - {"填报单位", "指标编号", "报送期", "任务序号"} <= {*FIELDS}


def test_where_no_export_waits_no_writer_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_folder(tmp_path / "月报")
    monkeypatch.setitem(
        sys.modules, "toolkit.outputs.packs.exportmap", None
    )  # loading it would be an ImportError
    assert ask_maps(Workspace(tmp_path / "月报"), Period(2024, 6), Confirmed()) == []
