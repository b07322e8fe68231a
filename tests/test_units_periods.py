"""Units begin and end: forms, status, returns and figures of a month are those of the units of that month."""

from __future__ import annotations

import shutil
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest

from tests import told_facts
from tests import told_months as told
from tests.collect_month import DEFENCE, GRID, HOUSING, JUNE, KASHGAR, NOW, Month, small_month
from tests.small_checklist import cut
from tests.unit_rows import add_unit, set_units
from toolkit.cli import main
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.core.results import Light
from toolkit.core.returns import Receipt
from toolkit.pipeline.collect import collect
from toolkit.pipeline.collecting.context import read_context
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.assembling import assemble

JULY = Period(2024, 7)
GRID_NAME, HOUSING_NAME, DEFENCE_NAME = "国网喀什供电公司", "地区住建局", "地区国动办"


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms of June went out, and the grid company's return lies in the inbox."""
    month = small_month(tmp_path_factory.mktemp("单位") / "w")
    month.drop("国网.xlsx", month.filled(GRID))
    return month.root


@pytest.fixture
def month(june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    return Month(Path(shutil.copytree(june, tmp_path / "w", copy_function=shutil.copy2)))


def taken(root: Path) -> dict[str, Receipt]:
    workspace = Workspace(root)
    result = collect(root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    return {receipt.name: receipt for receipt in result.receipts}


def codes(root: Path, period: Period) -> set[str]:
    return {row.unit.code for row in assemble(Workspace(root), period).result.units}


def test_a_month_keeps_its_units_and_their_figures_when_one_ends(month: Month) -> None:
    assert taken(month.root)["国网.xlsx"].status == "accepted"
    before = assemble(Workspace(month.root), JUNE).result
    set_units(month.root, GRID_NAME, 停用期="2024-06")
    set_units(month.root, DEFENCE_NAME, 启用期="2024-07")
    after = assemble(Workspace(month.root), JUNE).result
    assert GRID in codes(month.root, JUNE) and DEFENCE not in codes(month.root, JUNE)
    assert GRID not in codes(month.root, JULY) and DEFENCE in codes(month.root, JULY)
    own = {key: figure.value for key, figure in before.figures.items() if f"/{GRID}/" in key}
    assert own and {key: after.figures[key].value for key in own} == own
    july = assemble(Workspace(month.root), JULY).result
    assert not [key for key in july.figures if f"/{GRID}/" in key]


def test_forms_go_to_the_units_of_the_month_only(month: Month, capsys: pytest.CaptureFixture[str]) -> None:
    set_units(month.root, GRID_NAME, 停用期="2024-06")
    root = ["--root", str(month.root)]
    assert main(["generate", "--unit", "国网喀什", "-p", "2024-07", *root]) == 2
    assert "不是2024年7月的填报单位" in capsys.readouterr().err
    assert main(["generate", "--unit", "国网喀什", "-p", "2024-06", *root]) == 0
    keep_only(month.root, HOUSING_NAME, DEFENCE_NAME, GRID_NAME)
    assert main(["generate", "-p", "2024-07", *root]) == 0
    sent = {path.name for path in (month.root / "outbox" / "2024-07" / "下发").glob("*.xlsx")}
    assert sent == {f"{HOUSING}_{HOUSING_NAME}_2024-07.xlsx", f"{DEFENCE}_{DEFENCE_NAME}_2024-07.xlsx"}


def keep_only(root: Path, *names: str) -> None:
    """All other units end before July, so that few forms are written."""
    for unit in Workspace(root).checklist.units:
        if unit.name not in names:
            set_units(root, unit.name, 停用期="2024-05")


def test_a_return_for_a_month_in_which_the_unit_does_not_serve_waits_for_a_person(month: Month) -> None:
    set_units(month.root, GRID_NAME, 停用期="2024-05")
    receipt = taken(month.root)["国网.xlsx"]
    assert receipt.status == "waiting" and "单位" in receipt.remedy
    assert {one.code for one in Workspace(month.root).ledger.all_waiting()[0].findings} == {"E713"}
    set_units(month.root, GRID_NAME, 停用期="2024-06")
    assert [receipt.status for receipt in taken(month.root).values()] == ["accepted"]


def test_a_return_that_no_longer_counts_is_said(month: Month, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken(month.root)["国网.xlsx"].status == "accepted"
    set_units(month.root, GRID_NAME, 停用期="2024-05")
    capsys.readouterr()
    assert main(["report", "-p", "2024-06", "--root", str(month.root)]) == 1
    assert f"{GRID_NAME} 报过2024年6月的填报表，但清单“单位”表里它这一期不填报" in capsys.readouterr().out


def test_a_renamed_unit_s_earlier_form_is_known_by_its_former_name(month: Month) -> None:
    book = openpyxl.load_workbook(month.root / CHECKLIST)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "填报单位" not in cell.value:
                    cell.value = cell.value.replace(GRID_NAME, "南疆电力公司")
    book.save(month.root / CHECKLIST)
    set_units(month.root, "南疆电力公司", 简称="南疆电力", 别名=None)
    workspace = Workspace(month.root)
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    unit = next(one for one in context.units if one.code == GRID)
    assert (unit.name, unit.short) == ("南疆电力公司", "南疆电力")
    assert {GRID_NAME, "国网喀什"} <= set(unit.aliases)
    receipt = taken(month.root)["国网.xlsx"]
    assert (receipt.status, receipt.unit) == ("accepted", GRID)
    entries = [one for one in Workspace(month.root).ledger.entries(JUNE) if one.unit == GRID]
    assert entries  # its rows were found by the name that the form's own checklist has


def test_a_lead_unit_stands_in_the_sheet_and_is_asked_nothing(month: Month) -> None:
    before = Workspace(month.root).checklist
    add_unit(
        month.root, 单位="地区发改委", 类别="部门", 隶属="平级", 邮箱="fgw@x.cn、zhb@x.cn", 抄送="c@x.cn"
    )
    after = Workspace(month.root).checklist
    assert after.reporting == before.reporting and after.digest == before.digest
    assert after.units[-1].email == ("fgw@x.cn", "zhb@x.cn")


def test_mails_go_to_every_address_and_greet_the_contact(month: Month) -> None:
    set_units(
        month.root, HOUSING_NAME, 邮箱="a@x.cn、b@x.cn", 抄送="c@x.cn，d@x.cn", 联系人="张三", 电话="123"
    )
    assert main(["generate", "--unit", HOUSING_NAME, "-p", "2024-06", "--root", str(month.root)]) == 0
    (path,) = (month.root / "outbox" / "2024-06" / "邮件").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@x.cn", "b@x.cn"]
    assert [one.addr_spec for one in mail["Cc"].addresses] == ["c@x.cn", "d@x.cn"]
    body = mail.get_body()
    assert body is not None and f"{HOUSING_NAME}（张三）：" in body.get_content()


def test_an_address_changed_between_forms_and_returns_changes_nothing_that_was_asked(month: Month) -> None:
    digest = Workspace(month.root).checklist.digest
    set_units(month.root, 邮箱="x@x.cn")
    workspace = Workspace(month.root)
    assert workspace.checklist.digest == digest
    assert taken(month.root)["国网.xlsx"].status == "accepted"


def test_names_that_two_units_have_borne_are_nobody_s(month: Month, checklist: Checklist) -> None:
    workspace = month.workspace
    first, second = (next(u for u in checklist.units if u.code == code) for code in (GRID, KASHGAR))
    swapped = replace(checklist, units=(replace(first, name=second.name), second), digest="x")
    from toolkit.checklist import snapshot

    workspace.ledger.save_checklist("x", snapshot.to_json(swapped))
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    assert [unit.code for unit in context.units if second.name in (unit.name, *unit.aliases)] == [KASHGAR]


def test_the_month_after_a_unit_ended_looks_back_on_what_the_month_before_printed(tmp_path: Path) -> None:
    """Last month's totals, lights and history are those of that month's units, recounted from the filled returns."""
    root = tmp_path / "w"
    init_folder(root)
    cut(root / CHECKLIST, (15, 28), ("喀什市", "疏附县", "莎车县"))
    workspace = Workspace(root)
    told.month(root, workspace, told.Story(told.JUNE, speed={"T28-1": 0.9}))
    slow = {("T28-1", "莎车县"): 0.1, ("T28-6", "莎车县"): 0.5}
    told.month(root, workspace, told.Story(told.JULY, speed=slow))
    workspace.ledger.close()
    printed = {row.indicator.id: row for row in assemble(Workspace(root), JULY).result.indicators}
    set_units(root, "莎车县", 停用期="2024-07")
    workspace = Workspace(root)
    told.month(root, workspace, told.Story(told.AUGUST))
    workspace.ledger.close()
    now = {row.indicator.id: row for row in assemble(Workspace(root), told.AUGUST).result.indicators}
    for key, row in now.items():
        before = printed[key]
        assert row.previous.value == before.total.value, key
        assert row.last_light == before.light, key
        assert dict(row.history)[JULY] == before.total.value, key
    filled = told_facts.returned(root / "archive" / "2024-07")
    added = sum(said["indicators"]["T28-1"][0] for said in filled.values())
    assert len(filled) == 3 and now["T28-1"].previous.value == added
    left = sum(said["indicators"]["T28-1"][0] for unit, said in filled.items() if unit != "莎车县")
    assert left < added  # by the units of August it would be another sum, under another light
    assert (now["T28-1"].last_light, now["T28-1"].light) == (Light.RED, Light.GREEN)
