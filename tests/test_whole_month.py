"""A whole month by somebody who never types a command: by the page alone, and by the numbered menu alone.

The folder of ``first_month``: nine units, two faulty returns, a late one, one under another unit's name, one that is no
return; from the first forms to the sealed paper and the forms of July. What the page says next is what is done, each act
is counted, and nothing that is shown names a command or speaks English. ``PICTURES=folder`` keeps the page at each act.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.chromium import PROGRAM, Tab, browser
from tests.first_month import FAULTY, LATE, NO_ADDRESS, edit_list, returned, send
from tests.served import serving
from tests.small_checklist import UNITS
from tests.test_serve_browser import done, fill, form, press, text
from toolkit.cli import main
from toolkit.pipeline.start import init_folder

pytestmark = [pytest.mark.nightly, pytest.mark.in_order]

AIM = 12  # acts from the arrivals to the sealed paper
WRONG_NAME, JUNK = "麦盖提县", "街道情况.docx"
PICTURES = os.environ.get("PICTURES", "")
# Names of files, folders and settings that a person meets on the disk, and of programs.
NAMES = frozenset(
    [
        "inbox",
        "outbox",
        "archive",
        "templates",
        "checklist",
        "xlsx",
        "docx",
        "html",
        "txt",
        "toml",
        "config",
        "office",
        "contact",
        "phone",
        "index",
        "data",
        "ics",
        "zip",
        "Word",
        "Excel",
        "schedule",
        "reminders",
    ]
)
_WORD = re.compile(r"(?<![A-Za-z0-9_./-])[A-Za-z]{2,}(?![0-9])")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing is opened on the screen of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("own")
        patch.setattr("tempfile.tempdir", str(folder))
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            patch.delenv(name, raising=False)
        yield folder


def founded(folder: Path) -> Path:
    root = folder / "月报"
    init_folder(root)
    edit_list(root)
    return root


def first_arrivals(root: Path) -> dict[str, bytes]:
    on_time = [unit for unit in UNITS if unit not in (LATE, NO_ADDRESS)]
    misnamed = returned(root, NO_ADDRESS, named=lambda _: WRONG_NAME + "改")
    return {**returned(root, *on_time), **misnamed, JUNK: b"PK\x03\x04 no document"}


def strange(said: str, root: Path) -> set[str]:
    """Words that no clerk knows: commands, and English that is no name of anything that is seen on the disk."""
    told = said.replace(str(root), "")
    commands = re.findall(r"run_report\S*|--[a-z]+", told)
    return {*commands, *_WORD.findall(told)} - NAMES


@dataclass
class Clerk:
    """Somebody before the page: does what it says next, and counts."""

    tab: Tab
    root: Path
    acts: list[str] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)

    def look(self) -> str:
        """What is to be done, after a look over the whole page."""
        said = text(self.tab, "main")
        self.strange |= strange(said, self.root)
        if PICTURES:
            self.tab.picture(Path(PICTURES) / f"{len(self.acts):02}.png", whole=True)
        return text(self.tab, ".step")

    def act(self, label: str, within: str = "main", *, sure: bool = False, **answers: str) -> str:
        """Press a button; the step must name it, unless it stands where something waits."""
        self.acts.append(label)
        found = form(self.tab, label, within)
        if answers:
            fill(self.tab, found, **answers)
        press(self.tab, found)
        if sure:
            self.tab.press("Enter", 13, "\r")
        told = done(self.tab, label)
        self.look()
        return told

    def follow(self, label: str, **how: bool) -> str:
        """The same for what the page itself says next."""
        step = self.look()
        assert f"“{label}”" in step, (label, step)
        return self.act(label, **how)

    def drop(self, made: dict[str, bytes], folder: Path) -> None:
        """Files from wherever they were saved."""
        self.acts.append("拖入")
        folder.mkdir()
        for name, data in made.items():
            (folder / name).write_bytes(data)
        self.tab.drop("#droparea", *folder.iterdir())
        self.tab.until("document.querySelector('.step').textContent.includes('个来件，还没有收表')")


@contextmanager
def day(tab: Tab, root: Path, now: datetime) -> Iterator[None]:
    with serving(root, now) as client:
        tab.visit(client.keys.url)
        tab.until("document.querySelector('.live-run') !== null")
        yield


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
def test_a_month_by_the_page_alone(own: Path, tmp_path: Path) -> None:
    root = founded(tmp_path)
    with browser(tmp_path / "profile") as tab:
        clerk = Clerk(tab, root)
        with day(tab, root, datetime(2024, 6, 20, 10)):
            clerk.follow("生成2024年6月填报表")
            assert "把“邮件”里的“下发”草稿发给各单位" in clerk.look()
        clerk.acts.clear()
        with day(tab, root, datetime(2024, 6, 25, 17)):
            clerk.drop(first_arrivals(root), tmp_path / "来件")
            clerk.follow("收表并汇总")
            step = clerk.look()
            assert "“这是谁的”" in step
            tab.run(
                "[...document.querySelectorAll('.step a.jump')].find(a => a.textContent.includes('这是谁的')).click()"
            )
            assert tab.run("document.activeElement.name") == "unit"  # the name of the button led to it
            clerk.act("这是谁的", WRONG_NAME + "改", unit=NO_ADDRESS, name="王敏")
            (root / "inbox/未识别" / JUNK).unlink()  # in the folder's window
        with day(tab, root, datetime(2024, 6, 26, 9)):
            clerk.follow("重写各表")
            assert "1 个单位没有报来，点“催报”" in clerk.look()
            clerk.act("催报")
        with day(tab, root, datetime(2024, 6, 27, 10)):
            clerk.drop(dict(returned(root, LATE, *FAULTY, faults=False)), tmp_path / "改好")
            clerk.follow("收表并汇总")
            assert "电话问清楚的，在“等人办”里点“认可”" in clerk.look()
            clerk.act("认可", reason="状态已改正，已电话核实", name="王敏")
            clerk.follow("重写各表")
            clerk.follow("核对专报")
            told = clerk.follow("编号封存", sure=True)
            assert "点“还有未了事项，照样封存”" in told
            clerk.act("还有未了事项，照样封存", sure=True)
            assert "已封存（第1期）" in clerk.look()
            assert len(list((root / "outbox/2024-06/汇总").glob("*第1期.docx"))) == 1
        assert len(clerk.acts) <= AIM, clerk.acts
        with day(tab, root, datetime(2024, 7, 1, 9)):
            clerk.follow("开始下一期")
            assert text(tab, "h1") == "2024年7月工作台"
            tab.run(
                "[...document.querySelectorAll('header a')].find(a => a.textContent === '2024年6月').click()"
            )
            tab.until("document.querySelector('h1').innerText === '2024年6月工作台'")
            clerk.act("解除封存", reason="补报", name="王敏")  # what is wanted of June can be had in July
            assert text(tab, "h1") == "2024年6月工作台"
        assert clerk.strange == set()
        assert tab.faults == []


@dataclass
class Typist:
    """Somebody before the menu: what is wanted, one after another; a line of the menu, or an answer to a question."""

    shown: pytest.CaptureFixture[str]
    wanted: list[str] = field(default_factory=list)
    said: str = ""

    def typed(self, question: str) -> str:
        lines = self.shown.readouterr().out
        self.said += lines
        if question.startswith("按回车"):
            return ""
        if not self.wanted:
            return "0"
        want = self.wanted.pop(0)
        if not question.startswith("请输入数字"):
            return want
        entries = re.findall(r"(?m)^ *(\d+)\. (.*)$", lines)
        return next((number for number, entry in reversed(entries) if want in entry), f"没有 {want}")


def test_a_month_by_the_menu_alone(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = founded(tmp_path)
    clerk = Typist(capfd)
    monkeypatch.setattr("builtins.input", clerk.typed)

    def sits(now: str, *wanted: str) -> str:
        clerk.wanted, clerk.said = [*wanted], ""
        assert main(["menu", "--root", str(root), "--now", now]) == 0
        assert clerk.wanted == [] and "没有“没有" not in clerk.said, clerk.said
        return clerk.said

    said = [sits("2024-06-20T10:00", "生成2024年6月填报表")]
    send(root, first_arrivals(root))
    waiting = ("等人办的", WRONG_NAME + "改", "这是谁的", NO_ADDRESS, "王敏")
    said += [sits("2024-06-25T17:00", "收表并汇总", *waiting)]
    (root / "inbox/未识别" / JUNK).unlink()
    said += [sits("2024-06-26T09:00", "重写各表", "催报")]
    send(root, dict(returned(root, LATE, *FAULTY, faults=False)))
    ruling = ("等人办的", "疑问", "认可", "已电话核实", "王敏")
    sealing = ("各种材料", "专报（送审稿）", "还有未了事项，照样封存")
    said += [sits("2024-06-27T10:00", "收表并汇总", *ruling, "重写各表", "核对专报", "编号封存", *sealing)]
    assert "本期专报已封存（第1期）" in said[-1]
    assert len(list((root / "outbox/2024-06/汇总").glob("*第1期.docx"))) == 1
    said += [sits("2024-07-01T09:00", "开始下一期")]
    assert "2024年7月填报表 9 份" in said[-1]
    heads = re.findall(r"(?m)^接下来做：.*$", "\n".join(said))
    assert {word for head in heads if "选" in head for word in strange(head, root)} == set()
