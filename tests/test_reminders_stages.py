"""催报: the stage by the day, only for what is owed, in a tone that fits; addresses only where they must be."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.unit_rows import set_units
from toolkit.core.findings import Finding
from toolkit.core.followed import OVERDUE, Supervised
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.register import Decision
from toolkit.core.results import UnitReport
from toolkit.errors import OperatorError
from toolkit.outputs.context import OutputContext
from toolkit.outputs.letters.mails import render_text
from toolkit.outputs.letters.reminders import (
    Reminder,
    Stages,
    chat_text,
    reminders,
    stage_of,
    with_overdue,
    write_reminder_list,
)
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.remind import remind

DEADLINE = datetime(2024, 6, 25, 18)
STAGES = Stages((3, 1), 1, 5)
TEMPLATE = (ROOT / "templates" / "mails" / "催报.txt").read_text("utf-8")
COUNTY = Unit(
    "653101", "喀什市", "喀什", affiliation="下级", email=("a@example.org",), contact="阿某 0998-1111111"
)
GRID = Unit(
    "653195", "国网喀什供电公司", "国网", affiliation="垂管", email=("b@example.org",), contact="贝某"
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-06-21T23:00", ("", 0)),
        ("2024-06-22T08:00", ("提醒", 0)),
        ("2024-06-24T23:59", ("提醒", 0)),
        ("2024-06-25T08:00", ("催报", 0)),
        ("2024-06-25T23:00", ("催报", 0)),
        ("2024-06-26T00:01", ("督办", 1)),
        ("2024-06-29T12:00", ("督办", 4)),
        ("2024-06-30T00:00", ("通报", 5)),
        ("2024-07-20T00:00", ("通报", 25)),
    ],
)
def test_the_stage_of_a_day(moment: str, expected: tuple[str, int]) -> None:
    assert stage_of(DEADLINE, datetime.fromisoformat(moment), STAGES) == expected


def of(
    state: str, findings: Sequence[Finding] = (), unit: Unit = COUNTY, days: int = 1
) -> list[tuple[str, str, bool]]:
    found = reminders([UnitReport(unit, state)], findings, DEADLINE, DEADLINE + timedelta(days=days), STAGES)
    return [(item.stage, item.owed, item.missing) for item in found]


def test_nobody_is_asked_for_a_form_in_which_nothing_is_due() -> None:
    quiet = UnitReport(COUNTY, "未报", owes=False)
    assert list(reminders([quiet], [], DEADLINE, DEADLINE + timedelta(days=6), STAGES)) == []


BLANK = Finding("E201", unit=COUNTY.code, values={"column": "本月状态", "how": ""})
WRONG = Finding("E202", unit=COUNTY.code, seen="130")
ASKED = Finding("Q401", unit=COUNTY.code, seen="5", values={"last": "6"})
NOTED = Finding("N403", unit=COUNTY.code, seen="5", values={"months": "3"})
OF_OTHERS = Finding("E202", unit=GRID.code, seen="130")


@pytest.mark.parametrize(
    ("state", "findings", "expected"),
    [
        ("未报", [], [("督办", "填报表尚未报送", True)]),
        ("未下发", [], []),
        ("已报", [], []),  # also a nil return
        ("已报", [NOTED, OF_OTHERS], []),
        ("部分报送", [BLANK, BLANK], [("督办", "2 处必填项未填", False)]),
        ("退回修改", [WRONG, BLANK], [("督办", "1 处必填项未填，1 处错误未改", False)]),
        ("退回修改", [WRONG, ASKED], [("督办", "1 处错误未改，1 处疑问待说明", False)]),
        ("已报", [ASKED], [("催报", "1 处疑问待说明", False)]),  # a question alone is never 督办
    ],
)
def test_only_what_is_owed_is_asked_for(
    state: str, findings: list[Finding], expected: list[tuple[str, str, bool]]
) -> None:
    assert of(state, findings) == expected


def test_a_question_alone_is_never_held_up_before_others() -> None:
    assert [of("已报", [ASKED], days=days)[0][0] for days in (-2, 0, 1, 9)] == [
        "提醒",
        "催报",
        "催报",
        "催报",
    ]
    assert of("已报", [ASKED], days=-9) == []


def mail(unit: Unit, stage: str, *, missing: bool, asked: bool = False) -> str:
    values = {
        "单位": unit.name, "期数": "2024年6月", "请": "请" if unit.affiliation == "下级" else "商请", "数据截至": "",
        "报送截止": "2024年6月25日18时", "办公室": "办公室", "联系": "", "阶段": stage, "逾期天数": 6, "未报": missing,
        "督办事项": "", "日期": "2024年7月1日", "回复截止": "2024年7月3日", "只需说明": asked, "附表": missing, "所差": "填报表尚未报送" if missing else "2 处错误未改", "下级": unit.affiliation == "下级",
    }  # fmt: skip
    return render_text(TEMPLATE, values, "催报.txt")


@pytest.mark.parametrize("stage", ["提醒", "催报", "督办", "通报"])
@pytest.mark.parametrize("missing", [True, False])
def test_the_tone_fits_the_unit(stage: str, missing: bool) -> None:
    county, grid = mail(COUNTY, stage, missing=missing), mail(GRID, stage, missing=missing)
    assert "请" in county and "商请" not in county
    assert "商请" in grid
    for hard in ("通报", "立即", "按规定"):
        assert hard not in grid.partition("\n")[2]
    assert ("按规定将予以通报" in county) == (stage == "通报")
    assert ("逾期 6 天" in county) == (missing and stage in ("督办", "通报"))
    assert ("已过 6 天" in county) == (not missing and stage in ("督办", "通报"))
    assert "逾期" not in grid.partition("\n")[2]
    for text in (county, grid):
        assert ("尚未收到" in text) == missing
        assert ("再附一份" in text) == missing
        assert text.rstrip().endswith("（联系方式见下发通知）\n2024年7月1日")
        assert ("2 处错误未改" in text) == (not missing)
        assert text.startswith("主题：")
        assert "\n\n\n" not in text


def test_a_reminder_says_by_when_and_asks_for_what_is_owed() -> None:
    for stage in ("催报", "督办", "通报"):
        for unit, missing in product((COUNTY, GRID), (True, False)):
            assert "2024年7月3日" in mail(unit, stage, missing=missing)
    subject, _, text = mail(COUNTY, "催报", missing=False, asked=True).partition("\n")
    assert "尽快核实说明2024年6月填报表" in subject
    assert "于2024年7月3日前核实，写明原因后发回" in text and "改正" not in text
    assert "尽快改正2024年6月填报表" in mail(COUNTY, "催报", missing=False)


def items() -> list[Reminder]:
    return [
        Reminder(COUNTY, "督办", "填报表尚未报送", 2, missing=True),
        Reminder(GRID, "督办", "2 处错误未改", 2),
    ]


def test_addresses_stand_in_the_list_and_nowhere_else() -> None:
    chat = chat_text(items(), "2024年6月", "6月25日18时", "城镇化办")
    context = OutputContext("办公室", Period(2024, 6), None, (COUNTY, GRID), "模拟数据")
    sheet = openpyxl.load_workbook(io.BytesIO(write_reminder_list(items(), context, "2024年6月", "6月25日")))["催报清单"]  # fmt: skip
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    for unit in (COUNTY, GRID):
        assert unit.email[0] in cells and unit.contact in cells
        for text in (chat, mail(unit, "督办", missing=True)):
            assert unit.email[0] not in text and unit.contact not in text
    phrases = [text for text in cells if text.startswith("您好")]
    assert len(phrases) == 2
    assert any("商请" in text and "2 处错误未改" in text for text in phrases)
    assert any("尚未收到" in text and "商请" not in text for text in phrases)
    assert any("模拟数据" in text for text in cells)


def test_chat_says_who_owes_what_and_praises_only_when_nothing_is_owed() -> None:
    text = chat_text(items(), "2024年6月", "6月25日18时", "城镇化办")
    assert "尚未报送：喀什。" in text and "国网：2 处错误未改。" in text
    assert "均已" in chat_text([], "2024年6月", "6月25日18时", "城镇化办")
    assert "均已" not in chat_text([], "2024年6月", "6月25日18时", "城镇化办", early=True)


def test_remind_writes_drafts_for_those_who_owe_and_removes_them_later(tmp_path: Path) -> None:
    init_folder(tmp_path / "w")
    set_units(tmp_path / "w", 邮箱="x@example.org", 联系人="某某 123")
    workspace = Workspace(tmp_path / "w")
    units = workspace.checklist.reporting
    period = Period(2024, 6)
    early = remind(workspace, period, datetime(2024, 6, 2))
    assert (list(early.reminders), "均已" in early.chat) == ([], False)
    with pytest.raises(OperatorError, match="还没有下发"):
        remind(workspace, period, datetime(2024, 6, 28))
    record_forms(workspace, period, units[:2])
    result = remind(workspace, period, datetime(2024, 6, 28))
    assert [item.unit.code for item in result.reminders] == [unit.code for unit in units[:2]]
    drafts = sorted(workspace.outbox(period, "邮件").glob("催报_*.eml"))
    assert len(drafts) == 2
    for path in drafts:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["To"] == "x@example.org"
        body = message.get_body()
        assert (
            body is not None and "x@example.org" not in body.get_content() and "123" not in body.get_content()
        )
    remind(workspace, period, datetime(2024, 6, 2))
    assert list(workspace.outbox(period, "邮件").glob("催报_*.eml")) == []


def record_forms(workspace: Workspace, period: Period, units: Sequence[Unit]) -> None:
    from toolkit.pipeline.month.planning import FormPlanner

    planner = FormPlanner(workspace, period)
    for unit in units:
        workspace.ledger.save_form(
            planner.record(planner.plan(unit), datetime(2024, 6, 1), unit.code.encode())
        )


def test_who_owes_what_on_the_phone_is_told_column_by_column() -> None:
    """A unit that was silent, one with an error and a question, one with a question alone, one with a matter that is overdue."""
    silent, wrong, asked, late = (
        Unit(str(at), name, name, affiliation=to, email=(f"{at}@x.cn", f"{at}b@x.cn"), contact=f"某{at}", phone="0998")
        for at, (name, to) in enumerate((("甲县", "下级"), ("乙局", "垂管"), ("丙县", "下级"), ("丁县", "下级")), 1)
    )  # fmt: skip
    matter = Supervised(Decision("会1-1", "户籍办理", "丁县", due="2024-06-15"), OVERDUE, False)
    of_wrong = [
        Finding("E202", unit=wrong.code, seen="130"),
        Finding("Q401", unit=wrong.code, seen="5", values={"last": "6"}),
    ]
    reports = [
        UnitReport(unit, state)
        for unit, state in ((silent, "未报"), (wrong, "退回修改"), (asked, "已报"), (late, "已报"))
    ]
    found = [*of_wrong, Finding("Q401", unit=asked.code, seen="5", values={"last": "6"})]
    items = with_overdue(
        list(reminders(reports, found, DEADLINE, DEADLINE + timedelta(days=2), STAGES)),
        [matter],
        [silent, wrong, asked, late],
    )
    assert items == [
        Reminder(silent, "督办", "填报表尚未报送", 2, missing=True),
        Reminder(wrong, "督办", "1 处错误未改，1 处疑问待说明", 2),
        Reminder(asked, "催报", "1 处疑问待说明", 2, asked=True),
        Reminder(late, "督办", "", 0, overdue=("会1-1 户籍办理（时限2024-06-15）",)),
    ]
    context = OutputContext("办公室", Period(2024, 6), None, (silent, wrong, asked, late))
    sheet = openpyxl.load_workbook(
        io.BytesIO(write_reminder_list(items, context, "2024年6月", "6月25日18时"))
    )
    rows = [list(row[:8]) for row in sheet["催报清单"].iter_rows(values_only=True)]
    heads = ["单位", "阶段", "还差什么", "未报逾期天数", "联系人", "邮箱", "电话里怎么说", "联系结果"]
    came = "您好，贵单位2024年6月填报表已收到，谢谢；还差"
    matters = "督办事项会1-1 户籍办理（时限2024-06-15）尚未办结，请尽快办结并反馈。"
    told = [
        ["甲县", "督办", "填报表尚未报送", 2, "您好，2024年6月填报表尚未收到，已逾期 2 天。请尽快报送，有困难也请告诉我们。"],
        ["乙局", "督办", "1 处错误未改，1 处疑问待说明", "—", f"{came} 1 处错误未改，1 处疑问待说明。商请在退回的修改表里改正后发回。"],
        ["丙县", "催报", "1 处疑问待说明", "—", f"{came} 1 处疑问待说明。请在“请核实说明”表里写明情况后发回。"],
        ["丁县", "督办", "督办事项 1 件逾期未办结", "—", f"您好，贵单位{matters}"],
    ]  # fmt: skip
    assert [[*row[:4], row[6]] for row in rows[rows.index(heads) + 1 :]] == told
    assert [row[5] for row in rows[rows.index(heads) + 1 :]] == [
        f"{at}@x.cn、{at}b@x.cn" for at in range(1, 5)
    ]
    assert all(f"某{at}" in str(row[4]) for at, row in enumerate(rows[rows.index(heads) + 1 :], 1))
