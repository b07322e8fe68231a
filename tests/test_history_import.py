"""history import: archived, accounted for, marked, never before a return; what it is for is the first year's 累计同比."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from figures_samples import UNITS, checklist, compute, entry, everyone, figures, indicator

from toolkit.cli import main
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.openings import IMPORTED, with_imported
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry
from toolkit.figures.numbers.derive import derivation
from toolkit.ledger.records import Renaming
from toolkit.pipeline.deciding.proposing import proposals_by
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.assembling import assemble, reports
from toolkit.pipeline.month.planning import FormPlanner

JUNE, LAST_JUNE, LAST_DECEMBER, MAY = Period(2024, 6), Period(2023, 6), Period(2023, 12), Period(2024, 5)
HEAD = ["单位", "T02-3 新增义务教育学位数（个）"]
NOW = "2024-01-20T09:00"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    init_folder(tmp_path / "月报")
    return tmp_path / "月报"


def table(path: Path, *rows: Sequence[object], title: str = "2023年6月重点指标") -> Path:
    book = openpyxl.Workbook()
    for row in ([title], *rows):
        book.active.append(row)
    book.properties.modified = datetime(2024, 1, 1)
    stream = BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def run(root: Path, file: Path, *more: str, now: str = NOW) -> int:
    return main(["history", "import", str(file), "--root", str(root), "--now", now, *more])


def held(root: Path) -> list[tuple[str, str, float | str, str]]:
    workspace = Workspace(root)
    try:
        return [(str(one.period), one.unit, one.value, one.mark) for one in workspace.ledger.history()]
    finally:
        workspace.ledger.close()


def archived(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in (root / "archive").glob("*/历史导入/*"))


def test_values_are_kept_with_their_cells_and_marked(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200], ["疏附县", 0.5], ["某县", 7])
    assert run(office, file) == 1  # half a place was rejected
    said = capsys.readouterr().out
    assert (
        "读到 9 个有内容的单元格：标题、表头和名称 5 个，其余 4 个 = 采用 1 + 规范化 0 + 拒收 1 + 被替代 0 + 忽略 2。"
        in said
    )
    assert "忽略 2 个：不认识的单位“某县”（Sheet!A5、Sheet!B5）" in said
    assert "已导入2023年6月的 1 个数，标“历史导入”。" in said
    assert held(office) == [("2023-06", "653101", 1200.0, IMPORTED)]
    (filed,) = archived(office)
    assert filed == "archive/2023-06/历史导入/v1_20240120-090000_表.xlsx"
    assert (office / filed).read_bytes() == file.read_bytes()
    workspace = Workspace(office)
    (value,) = workspace.ledger.history()
    assert value.source is not None
    assert (value.source.file, value.source.address, value.source.raw) == (filed, "B3", "1200")
    assert (office / "archive" / "objects" / value.source.sha256).is_file()
    assert reports(workspace, LAST_JUNE)[0].filled == 0  # nobody returned anything
    assert workspace.ledger.last_change(LAST_JUNE) is None
    workspace.ledger.close()


def test_the_same_file_again_changes_nothing_and_a_later_one_counts(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200], ["疏附县", 500])
    assert run(office, first) == 0
    before = (office / "archive" / "journal.jsonl").read_bytes()
    assert run(office, first, now="2024-01-21T09:00") == 0
    assert "什么也没有改动" in capsys.readouterr().out
    assert (office / "archive" / "journal.jsonl").read_bytes() == before
    second = table(tmp_path / "改.xlsx", HEAD, ["喀什市", 1300])
    assert run(office, second, now="2024-01-22T09:00") == 0
    assert "其中 1 个数以前导入的文件里也有，以这次导入的为准，两份都留存。" in capsys.readouterr().out
    assert [one[2] for one in held(office)] == [1300.0, 500.0]
    assert len(archived(office)) == 2


def test_a_file_imported_for_the_wrong_month_moves_to_the_right_one(office: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200], title="重点指标")
    assert run(office, file, "-p", "2023-05") == 0
    assert run(office, file, "-p", "2023-06") == 0
    assert [one[0] for one in held(office)] == ["2023-06"]


@pytest.mark.parametrize(
    ("title", "more", "said"),
    [
        ("重点指标", (), "没有写是哪个月的数"),
        ("2024年6月重点指标", (), "只收2024年1月以前的月份"),
        ("2023年5月重点指标", ("-p", "2023-06"), "没有可以导入的数"),
    ],
)
def test_without_a_month_nothing_changes(
    office: Path,
    tmp_path: Path,
    title: str,
    more: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(office, table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200], title=title), *more) == 2
    assert said in capsys.readouterr().err
    assert archived(office) == [] and not list((office / "archive").glob("objects/*"))


def test_what_is_no_workbook_is_one_sentence(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert run(office, tmp_path / "坏.xlsx") == 2
    assert "坏.xlsx" in capsys.readouterr().err


def test_the_journal_brings_it_back_and_a_new_code_takes_it_along(office: Path, tmp_path: Path) -> None:
    run(office, table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200]))
    before = held(office)
    (office / "archive" / "ledger.db").unlink()
    assert main(["rebuild", "--root", str(office), "--now", NOW]) == 0
    assert held(office) == before
    workspace = Workspace(office)
    workspace.ledger.rename_unit(Renaming("653101", "653199", datetime(2024, 1, 21)))
    (moved,) = workspace.ledger.history()
    assert (moved.unit, moved.source and moved.source.unit) == ("653199", "653199")
    workspace.ledger.close()


def test_a_first_form_shows_the_imported_figure_of_last_month(office: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "表.xlsx", HEAD, ["喀什市", 1200], title="2024年5月")
    assert run(office, file, now="2024-06-02T09:00") == 0
    workspace = Workspace(office)
    unit = next(one for one in workspace.checklist.units if one.name == "喀什市")
    form = FormPlanner(workspace, JUNE).plan(unit)
    assert next(row.previous for row in form.indicators if row.indicator.id == "T02-3") == 1200.0
    workspace.ledger.close()


def test_quotas_may_be_proposed_by_the_imported_year(office: Path, tmp_path: Path) -> None:
    workspace = Workspace(office)
    names = workspace.checklist.indicator("T02-3").reporters
    rows = [[name, 100 * number] for number, name in enumerate(names, 1)]
    assert run(office, table(tmp_path / "表.xlsx", HEAD, *rows, title="2023年12月")) == 0
    assert proposals_by(workspace, JUNE, "上年")["T02-3"].why == ""
    workspace.ledger.close()


def imported(values: dict[str, float], period: Period) -> list[Entry]:
    return figures(values, period, mark=IMPORTED)


def month(now: list[Entry], before: list[Entry]) -> MonthResult:
    return compute(checklist(indicator()), [*now, *before])


def test_the_first_year_has_its_comparison_marked_and_led_to_its_cells() -> None:
    """The checklist has no target for last year: its units are this year's."""
    result = month(figures(everyone(15)), imported({"县1": 10, "县2": 20}, LAST_JUNE))
    since = result.figures["T01-1/2024-06/all/on_year"]
    assert (since.value, since.mark) == (0.0, "历史导入")  # 30 on 30: the two that both years have
    assert "上年同月取历史导入" in result.indicators[0].note
    lines = derivation(result, since.key)
    assert any("〔历史导入〕" in line for line in lines)
    assert sum("archive/2023-06/" in line for line in lines) == 2


def test_an_imported_month_of_this_year_is_a_base_and_no_return() -> None:
    result = month(figures(everyone(15)), imported(everyone(10), MAY))
    row = result.indicators[0]
    assert (row.previous.value, row.previous.mark, row.imported) == (120.0, "历史导入", (MAY,))
    assert "上月累计取历史导入" in row.note
    assert [value for _, value in row.history] == [120.0, 180.0]


def test_what_a_unit_returned_goes_before() -> None:
    own = [*figures({"县1": 3.0}, MAY), entry("县2", MAY, INDICATORS, "T01-1", "ytd", "待统计")]
    status = entry("县3", MAY, TASKS, "1", "status", "正常推进")
    laid = with_imported({MAY: [*own, status]}, imported(everyone(9), MAY), JUNE)
    assert len(laid[MAY]) == 3 + len(UNITS) - 2
    assert with_imported(laid, imported(everyone(9), MAY), JUNE) == laid
    assert with_imported({MAY: own}, imported(everyone(9), MAY), MAY) == {MAY: own}


@pytest.mark.slow
def test_last_june_gives_this_june_its_comparison(
    demo_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(demo_copy)
    before = assemble(workspace, JUNE).result
    row = next(one for one in before.indicators if one.indicator.id == "T02-3")
    assert row.on_year is not None and row.on_year.value is None
    names = {unit.unit.name: unit.value.value for unit in row.units}
    rows = [[name, round(value / 2)] for name, value in names.items() if value]
    assert run(demo_copy, table(tmp_path / "上年.xlsx", HEAD, *rows), now="2024-06-27T09:00") == 0
    late = table(tmp_path / "五月.xlsx", HEAD, *rows, title="2024年5月")
    assert run(demo_copy, late, now="2024-06-27T09:00") == 0
    assert "被替代" in capsys.readouterr().out  # May was returned
    after = assemble(workspace, JUNE).result
    since = after.figures["T02-3/2024-06/all/on_year"]
    assert since.value == pytest.approx(100, abs=1) and since.mark == "历史导入"
    assert {key: one.value for key, one in after.figures.items() if "/ytd" in key} == {
        key: one.value for key, one in before.figures.items() if "/ytd" in key
    }
    assert [unit.owes for unit in after.units] == [unit.owes for unit in before.units]
    workspace.ledger.close()
    capsys.readouterr()
    main(["figure", "T02-3/2024-06/all/on_year", "--root", str(demo_copy), "-p", "2024-06"])
    assert "历史导入/v1_" in capsys.readouterr().out


def test_a_wrong_table_is_taken_back_with_reason_and_name_and_nothing_is_deleted(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = table(tmp_path / "对的.xlsx", HEAD, ["喀什市", 1200])
    wrong = table(tmp_path / "错的.xlsx", HEAD, ["喀什市", 9900], ["疏附县", 8800])
    assert run(office, right) == run(office, wrong, now="2024-01-21T09:00") == 0
    files = archived(office)
    at = ["--root", str(office), "--now", "2024-01-22T09:00"]
    assert main(["history", "withdraw", "错的.xlsx", *at]) == 2  # who and why
    assert main(["history", "withdraw", "别的.xlsx", "--reason", "取错了表", "--name", "张三", *at]) == 2
    assert [one[2] for one in held(office)] == [9900.0, 8800.0]
    capsys.readouterr()
    assert main(["history", "withdraw", "错的.xlsx", "--reason", "取错了表", "--name", "张三", *at]) == 0
    assert "错的.xlsx（2023年6月）的 2 个数不再采用" in capsys.readouterr().out
    assert [one[1:3] for one in held(office)] == [("653101", 1200.0)]  # what it had covered counts again
    assert archived(office) == files
    assert main(["history", "list", *at]) == 0
    said = capsys.readouterr().out
    assert "错的.xlsx" in said and "已撤回（裁定1）" in said
    assert main(["rule", "list", "-p", "2023-06", *at]) == 0
    assert "撤回历史导入" in (said := capsys.readouterr().out) and "取错了表（张三" in said
    assert run(office, wrong, now="2024-01-23T09:00") == 2  # not silently back again
    assert "rule revoke 1" in capsys.readouterr().err
    (office / "archive" / "ledger.db").unlink()
    assert main(["rebuild", *at]) == 0
    assert [one[2] for one in held(office)] == [1200.0]
    assert main(["rule", "revoke", "1", *at]) == 0
    assert [one[2] for one in held(office)] == [9900.0, 8800.0]
