"""The desk: what the page says is what the ledger knows; what it offers can be done; nothing from outside is more than text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest
from lxml import html

from toolkit.cli import main
from toolkit.core.desk import PAGE, Action, Desk, Done, MailRow, PaperRow, Stage, Step, UnitRow, Waiting
from toolkit.core.initials import initials
from toolkit.core.periods import Period
from toolkit.core.private import without_contacts
from toolkit.ledger.records import Ruling, RulingKind
from toolkit.menu import head
from toolkit.outputs import actions
from toolkit.outputs.closing import Closing, quota_step, step
from toolkit.pages.desk import Live, desk_html
from toolkit.pipeline.asking.changes import changes_since
from toolkit.pipeline.deciding.rulingwords import KINDS
from toolkit.pipeline.desk import desk_of, write_desk
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.record.runrecord import recalled, record_path

JUNE = Period(2024, 6)
NOW = datetime(2024, 6, 28, 9)
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}\"'&\u202e"


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.fixture(scope="module")
def small(small_demo: Path) -> tuple[Workspace, Desk, html.HtmlElement]:
    workspace = Workspace(small_demo)
    page = (small_demo / PAGE).read_text("utf-8")
    return workspace, desk_of(workspace, JUNE, NOW), parsed(page)


def test_the_page_says_of_each_unit_what_the_ledger_knows(
    small: tuple[Workspace, Desk, html.HtmlElement],
) -> None:
    workspace, _, page = small
    rows = {
        row.xpath("string(th/text())"): [words(cell) for cell in row.xpath("td")]
        for row in page.xpath("//section[@aria-labelledby='units']//tbody/tr")
    }
    assert list(rows) == [unit.name for unit in workspace.checklist.units_in(JUNE)]
    newest = {one.unit: one for one in workspace.ledger.submissions(JUNE)}
    record = recalled(workspace, JUNE)
    assert record is not None
    for unit in workspace.checklist.units_in(JUNE):
        sent, received, state, errors, queries = rows[unit.name][:5]
        file, kept = newest.get(unit.code), record.standing.units[unit.code]
        assert sent == "2024-06-01"
        assert received == "—" if file is None else f"{file.received:%Y-%m-%d %H:%M}" in received
        assert file is None or f"第{file.version}版" in received
        assert state.split()[-1] == kept["state"]
        counts = ("—", "—") if file is None else (str(kept["errors"]), str(kept["queries"]))
        assert (errors.split()[0], queries.split()[0]) == counts
    assert rows["叶城县"][1].startswith("2024-06-25") and "第2版" in rows["叶城县"][1]


def test_originals_and_corrections_are_a_click_away(
    small_demo: Path, small: tuple[Workspace, Desk, html.HtmlElement]
) -> None:
    from urllib.parse import unquote, urldefrag

    links = [unquote(urldefrag(link)[0]) for link in small[2].xpath("//main//a/@href")]
    files = [link for link in links if link]
    assert any("/archive/2024-06/英吉沙县/" in link for link in files)
    assert any(link.endswith("_英吉沙县_退回修改.xlsx") for link in files)
    assert any(link.endswith("校验报告.html") for link in files)
    assert [link for link in files if not (small_demo / "outbox" / link).resolve().is_file()] == []


def test_the_next_step_is_that_of_the_last_lines(
    small_demo: Path, small: tuple[Workspace, Desk, html.HtmlElement]
) -> None:
    _, desk, page = small
    step = words(page.xpath("//section[@aria-labelledby='next']/p[@class='step']")[0])
    assert (
        step
        == desk.next_step.told
        == (
            "把 outbox/2024-06/邮件 里的 3 份“退回”草稿、3 份“核实”草稿发出，收到改好的表放进 inbox，运行 python run_report.py -p 2024-06。"
        )
    )
    drafts = [one.kind for one in desk.mails]
    assert (drafts.count("退回"), drafts.count("核实")) == (3, 3)
    assert (
        desk.next_step.action is not None
        and desk.next_step.action.command() == "python run_report.py -p 2024-06"
    )
    states = [one.state for one in desk.stages]
    assert [one.name for one in desk.stages] == ["下发", "收表", "审核", "定稿", "封存"] and states[:2] == [
        "done",
        "now",
    ]
    assert page.xpath("//ol[@class='stages']/li[@aria-current]/b/text()") == ["收表"]


def test_what_waits_stands_there_with_reason_and_remedy(
    small: tuple[Workspace, Desk, html.HtmlElement],
) -> None:
    workspace, desk, page = small
    record = recalled(workspace, JUNE)
    assert record is not None and len(record.queries) == sum(
        one["queries"] for one in record.standing.units.values()
    )
    asked = [one for one in desk.waiting if one.kind == "疑问"]
    assert {one.actions[0].arguments[2] for one in asked} == {one.id for one in record.queries}
    shown = words(page.xpath("//section[@aria-labelledby='waiting']")[0])
    for one in asked:
        assert " ".join(one.what.split()) in shown and " ".join(one.reason.split()) in shown
        assert " ".join(one.remedy.split()) in shown


def test_the_same_day_gives_the_same_bytes(small_copy: Path) -> None:
    first = write_desk(Workspace(small_copy), JUNE, NOW).read_bytes()
    assert write_desk(Workspace(small_copy), JUNE, NOW.replace(hour=17)).read_bytes() == first
    assert b"http" not in first.replace(b"http-equiv", b"").replace(b"http://www.w3.org", b"")


def refuse(*_: object) -> Desk:
    raise ValueError


def test_a_query_is_let_stand_by_the_action_that_the_desk_offers(
    small_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(Workspace(small_copy), JUNE, NOW)
    waits = next(one for one in desk.waiting if one.kind == "疑问")
    accept = next(one for one in waits.actions if one.label == "认可")
    assert desk.action(accept.id) == accept and desk.action("0" * 16) is None
    line = accept.filled({"reason": "已核对原始凭证", "name": "张三 13812345678"})
    assert main([*line, "--root", str(small_copy), "--now", "2024-06-28T10:00"]) == 0
    after = desk_of(Workspace(small_copy), JUNE, NOW)
    assert after.done[0].who == "张三 13812345678" and "已核对原始凭证" in after.done[0].what
    assert after.next_step.action is not None and after.next_step.action.label == "重写各表"
    assert "已核对原始凭证" in (small_copy / PAGE).read_text("utf-8")
    (small_copy / PAGE).unlink()
    assert main(["rule", "list", "-p", "2024-06", "--root", str(small_copy)]) == 0
    assert not (small_copy / PAGE).exists()
    monkeypatch.setattr("toolkit.pipeline.desk.desk_of", refuse)
    capsys.readouterr()
    assert main(["rule", "revoke", "1", "--root", str(small_copy), "--now", "2024-06-28T11:00"]) == 1
    assert "没有写出" in (said := capsys.readouterr().out) and PAGE in said
    assert Workspace(small_copy).ledger.rulings(JUNE) == []


def test_what_changed_since_the_last_report(small_copy: Path) -> None:
    workspace = Workspace(small_copy)
    assert changes_since(workspace, JUNE) == ()
    kept = json.loads(record_path(workspace, JUNE).read_text("utf-8"))
    before = json.loads(json.dumps(kept["standing"]))
    name = next(iter(before["figures"]))
    was, before["figures"][name] = before["figures"][name], "1"
    light = next(iter(before["lights"]))
    before["lights"][light] = "● 红 滞后"
    before["units"]["653101"] |= {"state": "未报", "version": 0, "errors": 0, "queries": 0}
    kept["before"] = before
    kept["standing"]["units"]["653126"]["version"] = 1
    record_path(workspace, JUNE).write_text(json.dumps(kept), "utf-8")
    found = changes_since(workspace, JUNE)
    assert [one.kind for one in found] == ["单位", "单位", "单位", "状态灯", "数字"]
    assert (found[0].what, found[0].before, found[0].after) == ("叶城县", "第1版", "第2版已收，还没有汇总")
    assert (found[1].what, found[1].before) == ("喀什市", "未报")
    assert (found[-1].what, found[-1].before, found[-1].after) == (name, "1", was)
    row = next(one for one in desk_of(workspace, JUNE, NOW).units if one.name == "叶城县")
    assert row.state == "已收到，待汇总" and row.late == ""


def test_files_that_nobody_knows_can_be_claimed(small_copy: Path) -> None:
    folder = small_copy / "inbox" / "未识别"
    folder.mkdir(parents=True, exist_ok=True)
    name = "某县 `rm` {unit}.xlsx"
    (folder / name).write_bytes(b"x")
    note = f"邮件.eml / {name}（邮件来自 wang@example.cn）\n  原因：认不出\n  怎么办：请指定\n"
    (folder / f"{name}.原因.txt").write_bytes(note.encode("utf-8-sig"))
    desk = desk_of(Workspace(small_copy), JUNE, NOW)
    one = desk.waiting[0]
    assert (one.kind, one.what, one.reason, one.remedy) == ("待定", f"邮件.eml / {name}", "认不出", "请指定")
    claim = one.actions[0]
    assert claim.filled({"unit": "莎车县", "name": "王敏"}) == (
        "collect",
        "--as=莎车县",
        f"inbox/未识别/{name}",
        "--name=王敏",
        "-p",
        "2024-06",
    )
    assert claim.command() == "" and desk.next_step.action == actions.month(JUNE)
    assert "wang@" not in desk_html(desk)


def desk_with(text: str) -> Desk:
    act = Action(text, ("collect", "--as={unit}", f"inbox/{text}"), ("unit",))
    return Desk(
        folder=text, office=text, period=JUNE, now=NOW, deadline=NOW, days_left=0,
        stages=(Stage("下发", "now", text),), next_step=Step(text, act),
        units=(UnitRow("1", text, text, initials(text), contact=text, phone=text, original=f"archive/{text}", actions=(act,)),),
        waiting=(Waiting("疑问", text, text, text, text, f"archive/{text}", (act,)),),
        papers=(PaperRow(text, f"outbox/../../{text}", text, (text,), (act,)),),
        mails=(MailRow(text, text, f"outbox/{text}.eml", to=False),),
        done=(Done(NOW, text, text),), actions=(act,), notes=(text,),
    )  # fmt: skip


def _tags(tree: html.HtmlElement) -> set[str]:
    nodes = (one for one in tree.iter() if isinstance(one.tag, str) and one.getparent() is not None)
    return {f"{one.getparent().tag}/{one.tag}" for one in nodes}


@pytest.mark.parametrize(
    ("told", "live", "shown"),
    [
        ("改完运行 python run_report.py verify -p 2024-06 核对。", True, "改完点“核对专报”核对。"),
        (
            "改完运行 python run_report.py verify -p 2024-06 核对。",
            False,
            "改完运行 python run_report.py verify -p 2024-06 核对。",
        ),
        ("照做，运行 python run_report.py verify -p 2024-06。", True, "照做，点“核对专报”。"),
    ],
)
def test_where_there_are_buttons_they_are_named(told: str, live: bool, shown: str) -> None:
    """Whoever has never typed a command is not told to type one (tried with the served page)."""
    check = actions.verify(Period(2024, 6))
    desk = replace(desk_with("某县"), next_step=Step(told, check), notes=(told,), actions=(check,))
    page = parsed(desk_html(desk, Live("词") if live else None))
    for name in ("step", "note"):
        assert words(page.xpath(f"//section[@aria-labelledby='next']/p[@class='{name}']")[0]) == shown


def test_what_no_one_button_does_is_said_by_buttons_too() -> None:
    desk = replace(desk_with("某县"), next_step=Step("运行 甲 再运行 乙", by_buttons="先点甲，再点乙"))
    for live, shown in ((None, "运行 甲 再运行 乙"), (Live("词"), "先点甲，再点乙")):
        page = parsed(desk_html(desk, live))
        assert words(page.xpath("//p[@class='step']")[0]) == shown


@pytest.mark.parametrize("live", [None, Live(HOSTILE, (HOSTILE,))])
def test_names_from_outside_are_only_text(live: Live | None) -> None:
    page = desk_html(desk_with(HOSTILE), live)
    plain = parsed(desk_html(desk_with("某县"), Live("某县", ("某县",)) if live else None))
    tree = parsed(page)
    # A command that no shell takes safely is a sentence in place of a code.
    tags, usual = (_tags(one) - {"div/code"} for one in (tree, plain))
    assert tags == usual
    assert not tree.xpath("//img") and "49" not in tree.text_content() and "\u202e" not in page
    assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
    assert not [link for link in tree.xpath("//a/@href") if link.startswith("..") and "/archive/" not in link]
    assert not tree.xpath("//*[@src or @style or self::link or self::iframe]")


def test_an_action_is_filled_and_told() -> None:
    act = Action(
        "更正",
        ("adjust", "指标数据/T02-3/本月累计", "{value}", "--unit=莎车县", "--name={name}"),
        ("value", "name"),
    )
    told = "python run_report.py adjust PLACE 更正为 --unit=莎车县 --name 姓名"
    assert act.command() == told.replace("PLACE", "指标数据/T02-3/本月累计")
    assert (
        Action("", ("collect", "inbox/一 份.xlsx")).command()
        == 'python run_report.py collect "inbox/一 份.xlsx"'
    )
    assert act.filled({"value": " -5.2 ", "name": "李\n四"})[2:] == ("-5.2", "--unit=莎车县", "--name=李 四")
    with pytest.raises(ValueError):
        act.filled({"value": "--root=/", "name": "李四"})
    with pytest.raises(KeyError):
        act.filled({"value": "", "name": "李四"})
    assert act.id == replace(act, label="另一个名称").id != replace(act, asks=()).id
    assert Action("", ("a", 'b"c')).command() == ""


def test_names_are_found_by_the_first_letters_of_pinyin() -> None:
    assert initials("莎车县") == "s cj x" and initials("T02-3 重庆") == "t 0 2 - 3 ctz q"


def test_numbers_of_people_are_masked() -> None:
    said = "张三 13812345678，证件 653101199001011235，a.b@x.gov.cn，完成 1381234567 元"
    assert without_contacts(said) == "张三 138****5678，证件 653101********，（邮箱），完成 1381234567 元"


def test_beside_buttons_no_sentence_asks_for_a_command() -> None:
    claim, split = actions.claim(JUNE, "inbox/未识别/甲.xlsx"), actions.propose(JUNE)
    facts = Closing(JUNE, pending=["甲.xlsx"], unsplit=3, states={"已报": ["莎车县"]})
    desk = replace(
        desk_with("某县"), next_step=step(facts), notes=(quota_step(JUNE, 3, False),), actions=(split,),
        waiting=(Waiting("待定", "甲.xlsx", actions=(claim, actions.put_aside(JUNE, "inbox/未识别/甲.xlsx"))),),
    )  # fmt: skip
    served = parsed(desk_html(desk, Live("令", ()))).xpath("//section[@class='next']")[0].text_content()
    assert "认得是谁的，选上单位，点“这是谁的”；用不着的，写上原因和姓名，点“搁置”。" in served
    assert "收表并汇总" in served and "点“写出分解建议数”写出建议数" in served
    assert "run_report.py" not in served
    assert "run_report.py collect --as 单位 文件" in desk_html(
        desk
    )  # the page that only shows keeps its commands
    menu = "\n".join(head(desk))
    assert (
        "认得是谁的，选“这是谁的”；用不着的，选“搁置”；都办完了，再选 1。" in menu
        and "run_report.py" not in menu
    )


def test_every_kind_of_ruling_stands_in_the_log(small_copy: Path) -> None:
    """A table of before the tool that was taken back is a ruling too, which no file of the month is about."""
    workspace = Workspace(small_copy)
    file = workspace.ledger.submissions(JUNE)[0].sha256
    for kind in get_args(RulingKind):
        target = file if kind in ("withdraw", "pin") else "f" * 64
        workspace.ledger.rule(Ruling(kind, JUNE, "", target, "试", "王敏", NOW))
    told = [one.what for one in desk_of(Workspace(small_copy), JUNE, NOW).done if one.who == "王敏"]
    assert sorted(what.partition("：")[0] for what in told) == sorted(KINDS.values())
