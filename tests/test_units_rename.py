"""A unit's code changes under its figures: said, nothing dropped in silence, and taken over by ``unit rename``."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.collect_month import DEFENCE, GRID, JUNE, NOW, Month, small_month
from tests.test_ledger_versions import add, ledger  # noqa: F401 - a fixture
from tests.unit_rows import merge_unit, set_units
from toolkit.cli import main
from toolkit.core.form import INDICATORS
from toolkit.core.returns import Receipt
from toolkit.ledger.records import Explanation, Renaming, Ruling
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.month.assembling import assemble

GRID_NAME, DEFENCE_NAME = "国网喀什供电公司", "地区国动办"
NEW = "653999"
YTD = (INDICATORS, "T01-1", "ytd")


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    month = small_month(tmp_path_factory.mktemp("改名") / "w")
    month.drop("国网.xlsx", month.filled(GRID))
    month.drop("国动办.xlsx", month.filled(DEFENCE))
    workspace = Workspace(month.root)
    collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    workspace.ledger.close()
    return month.root


@pytest.fixture
def month(june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    return Month(Path(shutil.copytree(june, tmp_path / "w", copy_function=shutil.copy2)))


def own(root: Path, code: str) -> dict[str, float | None]:
    result = assemble(Workspace(root), JUNE).result
    return {key.replace(code, "*"): one.value for key, one in result.figures.items() if f"/{code}/" in key}


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root), "--now", "2024-06-27T09:00"])


def test_a_changed_code_is_said_with_the_command_that_mends_it(
    month: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    before = own(month.root, GRID)
    set_units(month.root, GRID_NAME, 编码=NEW)
    assert run(month.root, "report") == 1
    said = capsys.readouterr().out
    assert f"{GRID} {GRID_NAME} 报过2024年6月的填报表" in said and "没有计入任何合计" in said
    assert f"unit rename {GRID} {NEW}" in said
    assert run(month.root, "status") == 0
    assert f"unit rename {GRID} {NEW}" in capsys.readouterr().out
    assert run(month.root, "unit", "rename", GRID, NEW) == 0
    assert f"{GRID} {GRID_NAME} 已改为 {NEW} {GRID_NAME}：2024年6月的填报数" in capsys.readouterr().out
    assert own(month.root, NEW) == before
    run(month.root, "report")
    assert "没有计入任何合计" not in capsys.readouterr().out
    state = {row.unit.code: row.state for row in assemble(Workspace(month.root), JUNE).result.units}
    assert state[NEW] not in ("未报", "未下发") and GRID not in state


def test_names_do_as_well_as_codes_and_files_stay(month: Month, capsys: pytest.CaptureFixture[str]) -> None:
    files = set((month.root / "archive").rglob("*.xlsx"))
    set_units(month.root, GRID_NAME, 编码=NEW)
    assert run(month.root, "unit", "rename", GRID_NAME, GRID_NAME) == 0
    assert set((month.root / "archive").rglob("*.xlsx")) == files
    kept = Workspace(month.root).ledger
    assert [(one.old, one.new) for one in kept.renamings()] == [(GRID, NEW)]
    for one in kept.submissions(JUNE):
        assert (month.root / one.file).is_file()


def test_a_form_that_bears_the_old_code_is_still_known(month: Month) -> None:
    late = month.filled(GRID, seed="later")
    set_units(month.root, GRID_NAME, 编码=NEW, 简称="南疆电力", 别名=None)
    assert run(month.root, "unit", "rename", GRID, NEW) == 0
    month.drop("更正.xlsx", late)
    workspace = Workspace(month.root)
    (receipt,) = collect(
        month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist
    ).receipts
    assert isinstance(receipt, Receipt)
    assert (receipt.status, receipt.unit, receipt.version) == ("accepted", NEW, 2)


def test_a_deleted_unit_is_said_and_two_living_units_are_never_joined(
    month: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(month.root, "unit", "rename", GRID, DEFENCE) == 2
    assert "还在清单的“单位”表里" in capsys.readouterr().err
    assert run(month.root, "unit", "rename", "没有的单位", DEFENCE) == 2
    assert "台账里没有" in capsys.readouterr().err
    assert run(month.root, "unit", "rename", DEFENCE, DEFENCE) == 0
    assert "代码没有变" in capsys.readouterr().out
    assert Workspace(month.root).ledger.renamings() == []


def test_two_units_that_become_one_keep_their_figures_of_before(
    month: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    before = own(month.root, GRID), own(month.root, DEFENCE)
    rows = (month.root / CHECKLIST).read_bytes()
    merge_unit(month.root, GRID_NAME, DEFENCE_NAME)
    assert run(month.root, "unit", "rename", GRID, DEFENCE) == 2
    said = capsys.readouterr().err
    assert GRID_NAME in said and DEFENCE_NAME in said and "停用期" in said
    assert Workspace(month.root).ledger.renamings() == []
    (month.root / CHECKLIST).write_bytes(rows)
    set_units(month.root, GRID_NAME, 停用期="2024-06")
    assert (own(month.root, GRID), own(month.root, DEFENCE)) == before
    assert GRID not in {unit.code for unit in Workspace(month.root).checklist.units_in(JUNE.next)}


def test_returns_under_both_codes_become_versions_and_decisions_go_along(ledger: Ledger) -> None:  # noqa: F811
    first = add(ledger, "旧.xlsx", {YTD: 1.0}, hours=1)
    second = add(ledger, "新.xlsx", {YTD: 2.0}, hours=2, unit=NEW)
    at = datetime(2024, 6, 27, 9)
    finding = "Q401@{}/指标数据/T01-1/ytd"
    ledger.save_explanations(
        [
            Explanation(finding.format("653101"), "1", "核减", JUNE),
            Explanation(finding.format(NEW), "1", "核减了", JUNE),
            Explanation(finding.format("653101"), "2", "补报", JUNE),
        ]
    )
    ledger.rule(Ruling("accept", JUNE, "653101", finding.format("653101"), "属实", "张三", at, "1"))
    assert ledger.rename_unit(Renaming("653101", NEW, at)) == [JUNE]
    versions = {one.sha256: (one.unit, one.version) for one in ledger.submissions(JUNE)}
    assert versions == {first: (NEW, 1), second: (NEW, 2)}
    assert [(one.unit, one.value) for one in ledger.entries(JUNE)] == [(NEW, 2.0)]
    assert all(account.balanced for account in ledger.accounts(JUNE))
    explained = {place: one.text for place, one in ledger.explanations(JUNE).items()}
    assert explained == {(finding.format(NEW), "1"): "核减了", (finding.format(NEW), "2"): "补报"}
    assert set(ledger.accepted(JUNE)) == {(finding.format(NEW), "1")}


def test_codes_are_followed_over_several_changes(ledger: Ledger) -> None:  # noqa: F811
    at = datetime(2024, 6, 27, 9)
    for old, new in (("1", "2"), ("2", "3")):
        ledger.rename_unit(Renaming(old, new, at))
    assert ledger.former_codes() == {"1": "3", "2": "3"}
