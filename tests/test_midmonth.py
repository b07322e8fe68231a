"""What changes under a month: settings, checklist and templates are said once, with what moved; held values go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.collect_month import DEFENCE, GRID, JUNE, NOW, Month, small_month
from toolkit.cli import main
from toolkit.core.form import COVER, INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.returns import HELD
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.ledger.records import Seal
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.month.planning import FormPlanner

GRID_NAME = "国网喀什供电公司"
JULY = Period(2024, 7)


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """June with two returns, reported once."""
    month = small_month(tmp_path_factory.mktemp("月中") / "w")
    month.drop("国网.xlsx", month.filled(GRID))
    month.drop("国动办.xlsx", month.filled(DEFENCE))
    assert main(["--root", str(month.root), "--now", "2024-06-26T09:00"]) in (0, 1)
    return month.root


@pytest.fixture
def month(june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    return Month(Path(shutil.copytree(june, tmp_path / "w", copy_function=shutil.copy2)))


@pytest.fixture
def report(month: Month, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def run() -> str:
        capsys.readouterr()
        main(["report", "--root", str(month.root), "--now", "2024-06-27T09:00"])
        return capsys.readouterr().out

    return run


def set_text(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def raise_target(root: Path, indicator: str) -> None:
    book = openpyxl.load_workbook(root / CHECKLIST)
    sheet = book["指标"]
    head = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == indicator)
    cell = row[head.index("2024年目标")]
    cell.value = float(cell.value) * 2
    book.save(root / CHECKLIST)


def test_settings_and_templates_that_change_are_said_once(month: Month, report: Callable[[], str]) -> None:
    assert "改了" not in report()
    set_text(month.root / "config.toml", "yellow = 10 ", "yellow = 3 ")
    set_text(month.root / "templates" / "mails" / "催报.txt", "。", "！")
    said = report()
    assert "config.toml 改了 lights.yellow：10.0 → 3.0" in said
    assert "改了模板 templates/mails/催报.txt" in said
    kept = month.root / "outbox" / "2024-06" / "汇总" / "附" / "2024-06_月中改动.txt"
    first = kept.read_bytes()
    assert "lights.yellow" in first.decode("utf-8-sig")
    again = report()
    assert "改了" not in again and kept.read_bytes() == first
    set_text(month.root / "config.toml", "yellow = 3 ", "yellow = 4 ")
    report()
    assert kept.read_bytes().startswith(first.rstrip(b"\r\n"))


def test_a_target_that_changes_lists_the_lights_and_figures_that_moved(
    month: Month, report: Callable[[], str]
) -> None:
    form = month.form(GRID)
    indicator = next(row.indicator.id for row in form.indicators if row.due and row.sole)
    raise_target(month.root, indicator)
    said = report()
    assert f"任务清单改了 指标{indicator}" in said
    assert "由此变动的状态灯和主要数字" in said
    assert f"{indicator}“" in said and "完成率：" in said
    assert "由此" not in report()


def test_what_new_returns_moved_is_not_put_down_to_a_change(month: Month, report: Callable[[], str]) -> None:
    month.drop("改.xlsx", month.filled(GRID, seed="other"))
    workspace = Workspace(month.root)
    collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    assert "变动" not in report()
    month.drop("改2.xlsx", month.filled(GRID, seed="third"))
    collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    set_text(month.root / "config.toml", "yellow = 10 ", "yellow = 3 ")
    assert "不全是改动引起的" in report()


def test_a_change_between_forms_and_first_report_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "w"
    now = ["--root", str(root), "--now", "2024-06-01T09:00"]
    assert main(["init", str(root)]) == 0
    assert main(["generate", "--unit", GRID_NAME, *now]) == 0
    set_text(root / "config.toml", "deadline_day = 25 ", "deadline_day = 20 ")
    main(["report", *now])
    said = capsys.readouterr().out
    assert "config.toml 改了 schedule.deadline_day：25 → 20" in said
    assert "填报表下发以后" in said


def taken(month: Month) -> CollectResult:
    workspace = Workspace(month.root)
    return collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)


def test_a_unit_whose_return_is_held_types_nothing_again(month: Month, tmp_path: Path) -> None:
    """F11: its next form carries the held values, marked; read back, nothing of it counts as overwritten."""
    ledger = Workspace(month.root).ledger
    before = {row.indicator.id: row.previous for row in month.form(GRID, JULY).indicators}
    ledger.seal(Seal(JUNE, "1", datetime(2024, 6, 26, 10), "{}", ""))
    indicator = next(
        row for row in month.form(GRID).indicators if row.due and not row.indicator.is_ratio_input
    )
    place = (INDICATORS, indicator.indicator.id, "ytd")
    month.drop("迟到.xlsx", month.filled(GRID, changes={place: 4321.0}))
    assert [one.status for one in taken(month).receipts] == ["accepted"]
    assert ledger.held(JUNE)
    form = month.form(GRID, JULY)
    after = {row.indicator.id: row.previous for row in form.indicators}
    assert after[indicator.indicator.id] == 4321.0 != before[indicator.indicator.id]
    assert form.held == {place}
    assert any("尚未采用" in line for line in form.changes)
    file = tmp_path / "七月.xlsx"
    file.write_bytes(write_form(form))
    book = openpyxl.load_workbook(file)
    marked = [
        cell
        for row in book[INDICATORS].iter_rows()
        for cell in row
        if cell.comment and HELD in cell.comment.text
    ]
    assert [cell.value for cell in marked] == [4321.0]
    assert any("尚未采用" in str(cell.value) for row in book[COVER].iter_rows() for cell in row)

    workspace = Workspace(month.root)
    planner = FormPlanner(workspace, JULY)
    unit = next(one for one in workspace.checklist.reporting if one.code == GRID)
    workspace.ledger.save_form(planner.record(planner.plan(unit), NOW, file.read_bytes()))
    assert planner.plan_correction(unit).held == {place}
    values = made_up_values(form, "七月")
    month.drop("七月.xlsx", write_form(replace(form, values=values)))
    result = taken(month)
    assert [(one.status, one.period) for one in result.receipts] == [("accepted", "2024-07")]
    assert not [
        one.code for one in result.findings if one.form_sheet in (INDICATORS, TASKS) and one.code[0] != "Q"
    ]

    workspace.ledger.reopen(JUNE, "补报", "张三", datetime(2024, 6, 27))
    again = month.form(GRID, JULY)
    assert not again.held and not any("尚未采用" in line for line in again.changes)
    assert {row.indicator.id: row.previous for row in again.indicators} == after


def set_cell(root: Path, sheet: str, first: str, head: str, value: object) -> None:
    """Change one cell of the checklist: the row that begins with ``first``, the column ``head``."""
    book = openpyxl.load_workbook(root / CHECKLIST)
    page = book[sheet]
    column = [cell.value for cell in page[1]].index(head)
    row = next(row for row in page.iter_rows(min_row=2) if str(row[0].value) == first)
    row[column].value = value
    book.save(root / CHECKLIST)


def test_what_changed_in_the_sheet_of_units_is_named(month: Month, report: Callable[[], str]) -> None:
    """Who, which column, from what to what; not that something of the file has changed."""
    said_before = Workspace(month.root).checklist.units
    was = next(unit for unit in said_before if unit.code == GRID)
    set_cell(month.root, "单位", GRID, "邮箱", "tianbao@kashi.example.gov.cn、second@kashi.example.gov.cn")
    set_cell(month.root, "单位", GRID, "联系人", "阿依古丽")
    said = report()
    assert f"任务清单改了 单位{GRID}“{was.name}”：" in said
    assert "second@kashi.example.gov.cn" in said  # addresses are longer than other cells: given whole
    assert f"联系人 {was.contact or '（空）'} → 阿依古丽" in said
    assert "有改动" not in said
    assert "任务清单改了" not in report()
