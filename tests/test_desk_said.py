"""What people who had never seen the desk had to guess: how it says what waits, whose it is, what has nothing to do."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.test_desk import JUNE, NOW, desk_with
from toolkit.cli import main
from toolkit.core.desk import Waiting
from toolkit.core.findings import Finding
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import place_in_words, told_place
from toolkit.ledger.records import Attribution, PackRecord
from toolkit.ledger.records import Waiting as Judged
from toolkit.outputs import actions
from toolkit.outputs.actions import without_commands
from toolkit.papers.identity import QUOTAS
from toolkit.pipeline.desk import UNASKED, desk_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.serve import runner


def test_what_was_just_put_there_only_waits_to_be_collected(small_copy: Path, tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        (small_copy / "inbox" / name).write_bytes(b"x")
    (small_copy / "inbox/捷径.xlsx").symlink_to(tmp_path / "别处.xlsx")
    (tmp_path / "别处.xlsx").write_bytes(b"x")
    found = [
        one for one in desk_of(Workspace(small_copy), JUNE, NOW).waiting if one.kind in ("新到", "没读入")
    ]
    assert [(one.kind, one.what) for one in found] == [("新到", "乙.xlsx、甲.xlsx"), ("没读入", "捷径.xlsx")]
    assert found[0].reason == "新到 2 件，还没有收表。"
    assert "快捷方式或链接" in found[1].reason


@pytest.mark.parametrize(
    ("code", "status", "kind", "claimed"),
    [
        ("E701", "waiting", "待定", True),
        ("E708", "waiting", "空表", False),
        ("E770", "waiting", "空表", False),
        ("E707", "waiting", "待定", False),
        ("E821", "refused", "退件", False),
    ],
)
def test_whose_a_file_is_is_asked_where_the_answer_helps(
    small_copy: Path, code: str, status: Any, kind: str, claimed: bool
) -> None:
    (small_copy / "inbox/未识别").mkdir(exist_ok=True)
    (small_copy / "inbox/未识别/甲.xlsx").write_bytes(b"x")
    ledger = Workspace(small_copy).ledger
    ledger.save_waiting(Judged("a" * 64, "甲.xlsx", NOW, "", status, (Finding(code, file="甲.xlsx"),), ""))
    ledger.close()
    one = desk_of(Workspace(small_copy), JUNE, NOW).waiting[0]
    assert one.kind == kind
    assert [act.label for act in one.actions] == [*["这是谁的"] * claimed, "搁置"]


def test_a_unit_without_anything_to_fill_in_is_no_unit_without_a_form(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = "巴楚县"
    workspace = Workspace(small_copy)
    code = next(one.code for one in workspace.checklist.units if one.name == idle)
    kept = {unit: when for unit, when in workspace.ledger.sent(JUNE).items() if unit != code}
    monkeypatch.setattr(type(workspace.ledger), "sent", lambda _self, _period: kept)
    monkeypatch.setattr("toolkit.pipeline.desk.has_rows", lambda _list, unit, _year: unit != idle)
    monkeypatch.setattr("toolkit.pipeline.desk.recalled", lambda _workspace, _period: None)
    desk = desk_of(Workspace(small_copy), JUNE, NOW)
    row = next(one for one in desk.units if one.name == idle)
    assert row.state == UNASKED
    assert row.actions == ()
    assert desk.stages[0].told == f"{len(kept)}/{len(kept)} 个单位，另有 1 个没有要填的，不用报"
    assert desk.stages[0].state == "done"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "请打开文件看一看，再用 python run_report.py collect --as 单位 文件 指定。",
            "请打开文件看一看，再点“这是谁的”指定。",
        ),
        ("再用 python run_report.py rule withdraw 撤回这一份。", "再点“退回整份”撤回这一份。"),
        ("请先运行 python run_report.py report -p 2024-06", "请先点“重写各表”"),
        ("收好后运行 python run_report.py。", "收好后点“收表并汇总”。"),
        ("见 运行日志.txt，要在屏幕上看全请加 --verbose。", "见 运行日志.txt。"),
        (
            "没有封存。不影响印发的，请加上 --yes 再运行。",
            "没有封存。不影响印发的，请点“还有未了事项，照样封存”。",
        ),
        (
            "请先用 python run_report.py generate 生成这个月的表。",
            "请先点“重新生成2024年6月填报表和邮件”生成这个月的表。",
        ),
        # of another month, with a file, or without a button here: it stays a command
        ("运行 python run_report.py report -p 2024-07。", None),
        ('运行 python run_report.py report "一 份.docx"。', None),
        ("运行 python run_report.py rebuild。", None),
        ("运行 python run_report.py remind -p 2024-06。", None),
    ],
)
def test_sentences_of_messages_and_runs_name_the_buttons(told: str, shown: str | None) -> None:
    claim = actions.claim(JUNE, "inbox/未识别/甲.xlsx")
    here = (
        actions.report(JUNE), actions.month(JUNE), actions.withdraw(JUNE, "莎车县", 1), actions.generate_again(JUNE),
        actions.issue_as_it_is(JUNE),
    )  # fmt: skip
    desk = replace(desk_with("某县"), actions=here, waiting=(Waiting("待定", "甲.xlsx", actions=(claim,)),))
    assert without_commands(desk, "点")(told) == (shown or told)


def test_a_place_is_said_as_people_say_it() -> None:
    place = ("指标数据", "T02-3", "ytd")
    header = next(one.header for one in SHEETS["指标数据"].columns if one.field == "ytd")
    assert told_place(place, ()) == f"指标数据/T02-3/{header}"
    assert place_in_words(place, ()) == f"指标T02-3的{header}"


def test_who_said_whose_a_file_is_stands_in_the_log(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(small_copy)
    unit = workspace.ledger.submissions(JUNE)[0]
    workspace.ledger.attribute(Attribution(unit.sha256, unit.unit, None, NOW, "王敏"))
    workspace.ledger.close()
    done = [one for one in desk_of(Workspace(small_copy), JUNE, NOW).done if one.what.startswith("认定来件")]
    assert [one.who for one in done] == ["王敏"]
    config = small_copy / "config.toml"
    config.write_text(config.read_text("utf-8").replace("names = []", 'names = ["李强"]', 1), "utf-8")
    (small_copy / "inbox/甲.xlsx").write_bytes(b"x")
    line = [
        "collect",
        "--as",
        "巴楚县",
        str(small_copy / "inbox/甲.xlsx"),
        "--name",
        "王敏",
        "--root",
        str(small_copy),
    ]
    assert main(line) == 2
    assert "不在可以定事的人员名单里" in capsys.readouterr().err
    assert (small_copy / "inbox/甲.xlsx").is_file()


def test_on_windows_a_command_has_no_window_and_outlives_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(runner.sys, "platform", "win32")
    for name, value in (("CREATE_NEW_PROCESS_GROUP", 0x200), ("CREATE_NO_WINDOW", 0x8000000)):
        monkeypatch.setattr(subprocess, name, value, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: given.update(how, command=command))
    runner._child([r"C:\月报 文件夹\python.exe", "--root", r"D:\月 报"], 1)
    assert given["command"][2] == r"D:\月 报"  # a list of words, which Popen quotes
    assert given["creationflags"] == 0x8000200
    assert given["start_new_session"] is False
    assert given.get("shell") is None


def test_forms_that_are_out_can_be_made_again_and_the_list_is_opened(small_copy: Path) -> None:
    """A draft without an address says: add it to the list and make the forms again."""
    labels = {one.label: one for one in desk_of(Workspace(small_copy), JUNE, NOW).actions}
    assert labels["重新生成2024年6月填报表和邮件"].arguments == ("generate", "-p", "2024-06")
    assert labels["打开任务清单"].opens == "templates/checklist.xlsx"
    assert labels["存审计包"].arguments == ("audit", "-p", "2024-06")


def test_an_export_that_nobody_has_explained_waits_with_its_workbook(small_copy: Path) -> None:
    workspace = Workspace(small_copy)
    path = workspace.outbox(JUNE, "汇总", "附", "导入对照表.xlsx")
    path.write_bytes(b"x")
    one = next(one for one in desk_of(workspace, JUNE, NOW).waiting if one.kind == "导出表")
    assert one.link == "outbox/2024-06/汇总/附/导入对照表.xlsx"
    assert [act.label for act in one.actions] == ["收表并汇总"]


def test_of_several_returns_one_is_chosen(small_copy: Path) -> None:
    rows = {one.name: one for one in desk_of(Workspace(small_copy), JUNE, NOW).units}
    (pin,) = (one for one in rows["叶城县"].actions if one.label == "指定以哪一版为准")
    line = pin.filled({"version": "1", "reason": "第2版拿错了表", "name": "王敏"})
    assert main([*line, "--root", str(small_copy), "--now", "2024-06-28T10:00"]) == 0
    assert all(one.label != pin.label for one in rows["喀什市"].actions)


def test_what_opens_a_file_stands_for_no_command() -> None:
    desk = replace(desk_with("x"), actions=(actions.open_settings("config.toml"), actions.month(JUNE)))
    assert without_commands(desk, "点")("改好后运行 python run_report.py。") == "改好后点“收表并汇总”。"


def test_shares_that_came_back_wait_until_they_stand_in_the_list(small_copy: Path) -> None:
    """Whoever works by the page alone has a button for it, and the receipt names the button."""
    workspace = Workspace(small_copy)
    there = workspace.checklist.quotas[0]
    for number, indicator in (("1", there.indicator), ("2", "T99-1")):
        share = {"indicator": indicator, "unit": there.unit, "year": there.year, "target": 1}
        content = json.dumps({"quotas": [share]})
        file = f"archive/2024-06/目标分解确认表/v{number}_回表.xlsx"
        record = PackRecord(
            number * 64, QUOTAS, "2024", JUNE, int(number), "回表.xlsx", file, NOW, NOW, content
        )
        workspace.ledger.add_pack(record)
    workspace.ledger.close()
    desk = desk_of(Workspace(small_copy), JUNE, NOW)
    (one,) = (one for one in desk.waiting if one.kind == "分解回表")
    assert one.reason == "读到 1 个分解数，1 个还没有写入清单。" and one.link == file
    assert [act.arguments for act in one.actions] == [("quota", file, "-p", "2024-06")]
    told = without_commands(desk, "点")(f"还没有写入清单，下一步运行 python run_report.py quota {file}")
    assert told == "还没有写入清单，下一步点“写入分解”"
