"""工作台.html in a real browser: nothing from the network, found by letters, worked by keyboard, at 360 px, in print.

With the environment variable AXE_CORE (a path of axe.min.js, from ``npm pack axe-core``) axe-core looks at it too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chromium import PROGRAM, Tab, browser
from toolkit.core.desk import Changed, Chat, Desk, Done, MailRow, PaperRow, Stage, Step, UnitRow, Waiting
from toolkit.core.initials import initials
from toolkit.core.periods import Period
from toolkit.outputs import actions
from toolkit.pages.desk import desk_html

pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")]
JUNE, NOW = Period(2024, 6), datetime(2024, 6, 28, 9)
STATES = ("已报", "退回修改", "部分报送", "未报", "未下发", "已收到，待汇总")
NAMES = ("莎车县", "伽师县", "塔什库尔干塔吉克自治县", "疏勒县", "地区疾控中心", "国网喀什供电公司")
SHOWN = "[...document.querySelectorAll('[data-find]')].filter(row => row.checkVisibility()).length"
FOCUS = "document.activeElement.textContent.trim() || document.activeElement.id"
LONG = "很长的文件名" * 12 + ".xlsx"


def unit(name: str, state: str) -> UnitRow:
    return UnitRow(
        f"6531{len(name):02d}", name, state, initials(name), "2024-06-01", "2024-06-25 15:07", 2, "按时", 3, 1,
        "李四", "0998-1234567", f"archive/2024-06/{name}/v1.xlsx", f"outbox/2024-06/退回/{name}_退回修改.xlsx",
        (actions.withdraw(JUNE, name, 2),),
    )  # fmt: skip


def full_desk() -> Desk:
    waits = [
        Waiting("待定", LONG, "认不出是谁的。", "打开看一看。", link=f"inbox/未识别/{LONG}",
                actions=(actions.claim(JUNE, f"inbox/未识别/{LONG}"),)),
        *(Waiting("疑问", f"Q301 比上月少：指标数据/T02-{n}/本月累计", "本月累计比上月少。", "请说明原因。", name,
                  actions=(actions.accept(JUNE, f"Q301@6531/指标数据/T02-{n}/ytd"),))
          for n, name in enumerate(NAMES)),
    ]  # fmt: skip
    return Desk(
        folder="D:/月报/" + "很深的文件夹/" * 9, office="某办公室", period=JUNE, now=NOW, deadline=NOW, days_left=-3,
        stages=(Stage("下发", "done", "6/6 个单位"), Stage("收表", "now", "4/6"), Stage("审核", "later"), Stage("定稿", "later"), Stage("封存", "later")),
        next_step=Step(f"催报，运行 {actions.remind(JUNE).command()}。", actions.remind(JUNE)),
        units=tuple(map(unit, NAMES, STATES)), waiting=tuple(waits),
        papers=(PaperRow("2024-06_专报（送审稿）", "outbox/2024-06/汇总/2024-06_专报.docx", "改过", ("改过以后还没有核对",), (actions.verify(JUNE),)),
                PaperRow("2024-06_校验报告", "outbox/2024-06/汇总/2024-06_校验报告.html", "程序写的")),
        mails=(MailRow("退回", "伽师县", "outbox/2024-06/邮件/退回_1.eml", to=False),),
        changes=(Changed("单位", "莎车县", "未报", "已报，第2版"),),
        done=(Done(NOW, "张三", "认可：伽师县 Q301（已核对）"),),
        chats=(Chat("催报", "【办公室】请尽快报送。\n1. 莎车县"),), actions=(actions.month(JUNE), actions.report(JUNE)), notes=("各表按台账 2024-06-25 15:07 的数写成。",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "工作台.html"
    path.write_text(desk_html(full_desk(), watermark="模拟数据"), "utf-8")
    return path


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        tab.size(1280, 900)
        yield tab


def test_it_needs_no_network_and_the_console_is_silent(tab: Tab, path: Path) -> None:
    tab.open(path)
    assert tab.faults == [] and tab.requests == [path.as_uri()]
    assert tab.run("document.documentElement.lang") == "zh-CN"
    ids = tab.run("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    levels = tab.run("[...document.querySelectorAll('h1,h2,h3')].map(one => +one.tagName[1])")
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("scx", "莎车县"), ("SLX", "疏勒县"), ("gsx", "伽师县"), ("T02-4", "地区疾控中心"), ("国网", "国网")],
)
def test_things_are_found_by_letters_numbers_and_words(tab: Tab, path: Path, typed: str, shown: str) -> None:
    tab.open(path)
    every = tab.run(SHOWN)
    tab.run(
        f"(() => {{ const f = document.getElementById('find'); f.value = '{typed}'; f.dispatchEvent(new Event('input')); }})()"
    )
    texts = tab.run(
        "[...document.querySelectorAll('[data-find]')].filter(row => row.checkVisibility()).map(row => row.textContent)"
    )
    assert texts and len(texts) < every and all(shown in text for text in texts)
    assert tab.run("document.getElementById('found').textContent") == f"找到 {len(texts)} 条。"
    tab.run("document.getElementById('reset').click()")
    assert tab.run(SHOWN) == every and tab.run("document.activeElement.id") == "find"


def test_it_is_worked_by_keyboard(tab: Tab, path: Path) -> None:
    tab.open(path)
    tab.press("Tab", 9)
    assert tab.run(FOCUS) == "跳到接下来做"
    tab.press("Enter", 13, "\r")
    tab.press("Tab", 9)
    assert tab.run(FOCUS) == "复制命令"
    for _ in range(40):
        tab.press("Tab", 9)
        if tab.run("document.activeElement.tagName") == "SUMMARY" and "这是谁的" in tab.run(FOCUS):
            break
    tab.press("Enter", 13, "\r")
    assert tab.run("document.activeElement.parentElement.open") is True
    outline = tab.run("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


@pytest.mark.parametrize("width", [360, 820, 1280])
def test_nothing_stands_out_of_the_page(tab: Tab, path: Path, width: int) -> None:
    tab.size(width, 800)
    tab.open(path)
    tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert tab.run("document.documentElement.scrollWidth") <= width
    tab.size(1280, 900)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_what_is_folded_prints_too(tab: Tab, path: Path) -> None:
    tab.open(path)
    command = ["pdftotext", "-raw", "-", "-"]
    said = subprocess.run(command, input=tab.pdf(), capture_output=True, check=True).stdout.decode()
    text = "".join(said.split())
    assert "指标数据/T02-5/本月累计" in text and "催报" in text and "复制命令" not in text


@pytest.mark.skipif("AXE_CORE" not in os.environ, reason="axe-core is not given")
def test_axe_core_finds_nothing(tab: Tab, path: Path) -> None:
    for width in (360, 1280):
        tab.size(width, 800)
        tab.open(path)
        tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        tab.send("Runtime.evaluate", expression=Path(os.environ["AXE_CORE"]).read_text("utf-8"))
        found = tab.run(
            "axe.run().then(made => JSON.stringify(made.violations.map(one => [one.id, one.impact])))"
        )
        assert json.loads(found) == []
