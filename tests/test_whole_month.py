"""A whole month by somebody who never types a command: by the page alone, and by the numbered menu alone.

Two offices: nine units with two faulty returns, a late one, one under another unit's name, one that is no return; and the
22 units of the shipped list with two faulty returns and a late one. From the first forms to the sealed paper and the forms
of July. What the page says next is what is done, each act is counted, the machine's time is measured and a person's is
reckoned (tests/hands.py); nothing that is shown names a command or speaks English. ``PICTURES=folder`` keeps the page at
each act, ``FIGURES=file`` what was counted.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.chromium import PROGRAM, Tab, browser
from tests.first_month import FAULTY, JUNE, LATE, NO_ADDRESS, edit_list, returned, send
from tests.hands import Hands
from tests.served import serving
from tests.small_checklist import UNITS
from tests.test_serve_browser import done, fill, form, press, text
from toolkit.cli import main
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder

pytestmark = [pytest.mark.nightly, pytest.mark.in_order]

AIM = 12  # acts from the arrivals to the sealed paper; a file that is none of ours is none of the month's
HANDS_ON = 10  # minutes of a person's hands and eyes for the same, by the model of tests/hands.py
NOT_OURS = "搁置"
WRONG_NAME, JUNK = "麦盖提县", "街道情况.docx"
PICTURES, FIGURES = os.environ.get("PICTURES", ""), os.environ.get("FIGURES", "")
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


@dataclass(frozen=True)
class Office:
    """Whose month it is: nine units and also what goes wrong in an inbox; or all 22, of the shipped list."""

    whole: bool

    @property
    def odd(self) -> bool:
        """Whether a return under another unit's name comes too, and a file that is no return."""
        return not self.whole

    def founded(self, folder: Path) -> Path:
        root = folder / "月报"
        init_folder(root)
        edit_list(root, whole=self.whole)
        return root

    def units(self, root: Path) -> list[str]:
        workspace = Workspace(root)
        try:
            return [unit.name for unit in workspace.checklist.units_in(JUNE)]
        finally:
            workspace.ledger.close()

    def first_arrivals(self, root: Path) -> dict[str, bytes]:
        if self.whole:
            return dict(returned(root, *(unit for unit in self.units(root) if unit != LATE)))
        on_time = [unit for unit in UNITS if unit not in (LATE, NO_ADDRESS)]
        misnamed = returned(root, NO_ADDRESS, named=lambda _: WRONG_NAME + "改")
        return {**returned(root, *on_time), **misnamed, JUNK: b"PK\x03\x04 no document"}


OFFICES = [
    pytest.param(Office(whole=False), id="nine units"),
    pytest.param(Office(whole=True), id="22 units"),
]


def strange(said: str, root: Path) -> set[str]:
    """Words that no clerk knows: commands, and English that is no name of anything that is seen on the disk."""
    told = said.replace(str(root), "")
    commands = re.findall(r"run_report\S*|--[a-z]+", told)
    return {*commands, *_WORD.findall(told)} - NAMES


def within(acts: list[str], hands: Hands, machine: float, how: str, office: Office) -> None:
    """The aims, the minutes those of 22 sound or faulty arrivals; what it came to goes into the file FIGURES, for docs/proofs.md."""
    counted = [label for label in acts if label != NOT_OURS]
    told = f"{how}, {office}: {len(counted)} acts; by the model {hands.told()}; machine {machine:.0f} s"
    if FIGURES:
        with Path(FIGURES).open("a", encoding="utf-8") as file:
            file.write(f"{told}\n")
    assert len(counted) <= AIM, counted
    assert office.odd or hands.seconds < HANDS_ON * 60, told


def seen(tab: Tab, place: str) -> str:
    """What of it stands there for eyes: what is said to screen readers only is left out."""
    hide = "document.querySelectorAll('.vh').forEach(one => one.hidden = HOW)"
    tab.run(hide.replace("HOW", "true"))
    told = text(tab, place)
    tab.run(hide.replace("HOW", "false"))
    return told


@dataclass
class Clerk:
    """Somebody before the page: does what it says next, and counts."""

    tab: Tab
    root: Path
    acts: list[str] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)
    hands: Hands = field(default_factory=Hands)
    machine: float = 0.0  # seconds in which the clerk waits

    def begin(self) -> None:
        """From here on it counts."""
        self.acts.clear()
        self.hands, self.machine = Hands(), 0.0

    def look(self) -> str:
        """What is to be done, after a look over the whole page."""
        said = text(self.tab, "main")
        self.strange |= strange(said, self.root)
        for place in (".stages", ".live-run", "section.next", "section[aria-labelledby=waiting]"):
            self.hands.read(seen(self.tab, place))
        if PICTURES:
            self.tab.picture(Path(PICTURES) / f"{len(self.acts):02}.png", whole=True)
        return text(self.tab, ".step")

    def act(self, label: str, within: str = "main", *, sure: bool = False, **answers: str) -> str:
        """Press a button; the step must name it, unless it stands where something waits."""
        self.acts.append(label)
        found = form(self.tab, label, within)
        if answers:
            fill(self.tab, found, **answers)
        self._count(found, answers, sure=sure)
        begun = time.monotonic()
        press(self.tab, found)
        if sure:
            self.tab.press("Enter", 13, "\r")
        told = done(self.tab, label)
        self.machine += time.monotonic() - begun
        self.look()
        return told

    def _count(self, found: str, answers: dict[str, str], *, sure: bool) -> None:
        if not self.tab.run(f"{found}.closest('section').classList.contains('next')"):
            self.hands.click()  # on the label in the sentence, or the line that unfolds
        for name, answer in answers.items():
            if name == "unit":
                self.hands.choose()
            else:
                self.hands.field(answer)
        self.hands.click()
        if sure:
            self.hands.again()

    def follow(self, label: str, **how: bool) -> str:
        """The same for what the page itself says next."""
        step = self.look()
        assert f"“{label}”" in step, (label, step)
        return self.act(label, **how)

    def drop(self, made: dict[str, bytes], folder: Path) -> None:
        """Files from wherever they were saved."""
        self.acts.append("拖入")
        self.hands.files()
        folder.mkdir()
        for name, data in made.items():
            (folder / name).write_bytes(data)
        begun = time.monotonic()
        self.tab.drop("#droparea", *folder.iterdir())
        self.tab.until("document.querySelector('.step').textContent.includes('个来件，还没有收表')")
        self.machine += time.monotonic() - begun

    def send(self, kind: str) -> int:
        """The drafts of a kind, opened from the page one by one and sent in the mail program; how many there are."""
        told = str(self.tab.run("document.querySelector('section[aria-labelledby=mails]').innerText"))
        found = re.search(rf"{kind}：(\d+) 份", told)
        number = int(found[1]) if found else 0
        self.hands.click()
        for _ in range(number):
            self.hands.mail()
        return number


@contextmanager
def day(tab: Tab, root: Path, now: datetime) -> Iterator[None]:
    with serving(root, now) as client:
        tab.visit(client.keys.url)
        tab.until("document.querySelector('.live-run') !== null")
        yield


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("office", OFFICES)
def test_a_month_by_the_page_alone(office: Office, own: Path, tmp_path: Path) -> None:
    root = office.founded(tmp_path)
    with browser(tmp_path / "profile") as tab:
        clerk = Clerk(tab, root)
        with day(tab, root, datetime(2024, 6, 20, 10)):
            clerk.follow("生成2024年6月填报表")
            assert "把“邮件”里的“下发”草稿发给各单位" in clerk.look()
        arrivals = office.first_arrivals(root)
        assert not office.whole or len(arrivals) == 21
        clerk.begin()
        with day(tab, root, datetime(2024, 6, 25, 17)):
            clerk.drop(arrivals, tmp_path / "来件")
            clerk.follow("收表并汇总")
            if office.odd:
                odd_ones(clerk)
        with day(tab, root, datetime(2024, 6, 26, 9)):
            if office.odd:
                clerk.follow("重写各表")
            assert "1 个单位没有报来，点“催报”" in clerk.look()
            assert clerk.send("退回") == 2
            clerk.act("催报")
            assert clerk.send("催报") >= 1
        with day(tab, root, datetime(2024, 6, 27, 10)):
            clerk.drop(dict(returned(root, LATE, *FAULTY, faults=False)), tmp_path / "改好")
            clerk.follow("收表并汇总")
            assert "电话问清楚的，在“等人办”里点“认可”" in clerk.look()
            clerk.send("核实")
            clerk.act("认可", reason="状态已改正，已电话核实", name="王敏")
            clerk.follow("重写各表")
            clerk.hands.paper()
            clerk.follow("核对专报")
            told = clerk.follow("编号封存", sure=True)
            assert "点“还有未了事项，照样封存”" in told
            clerk.act("还有未了事项，照样封存", sure=True)
            assert "已封存（第1期）" in clerk.look()
            assert len(list((root / "outbox/2024-06/汇总").glob("*第1期.docx"))) == 1
        within(clerk.acts, clerk.hands, clerk.machine, "page", office)
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


def odd_ones(clerk: Clerk) -> None:
    """One that came under another unit's name is claimed; one that is no return is put aside."""
    step = clerk.look()
    assert "“这是谁的”" in step and "“搁置”" in step
    for label, first in (("这是谁的", "unit"), ("搁置", "reason")):
        clerk.tab.run(
            f"[...document.querySelectorAll('.step a.jump')].find(a => a.textContent.includes('{label}')).click()"
        )
        assert clerk.tab.run("document.activeElement.name") == first  # the name of the button led to it
    clerk.act("这是谁的", WRONG_NAME + "改", unit=NO_ADDRESS, name="王敏")
    told = clerk.act("搁置", JUNK, reason="街道自己的材料，与填报无关", name="王敏")
    assert "archive/搁置/2024-06" in told
    kept = clerk.root / "archive/搁置/2024-06" / JUNK
    assert kept.read_bytes() == b"PK\x03\x04 no document"
    assert f"王敏 搁置：来件“{JUNK}”（街道自己的材料，与填报无关）" in text(
        clerk.tab, "section[aria-labelledby=log]"
    )


@dataclass
class Typist:
    """Somebody before the menu: what is wanted, one after another; a line of the menu, or an answer to a question."""

    shown: pytest.CaptureFixture[str]
    wanted: list[str] = field(default_factory=list)
    said: str = ""
    acts: list[str] = field(default_factory=list)
    hands: Hands = field(default_factory=Hands)
    machine: float = 0.0
    _typed: float = 0.0  # when the last thing was typed

    def begin(self) -> None:
        """From here on it counts."""
        self.acts.clear()
        self.hands, self.machine = Hands(), 0.0

    def typed(self, question: str) -> str:
        if self._typed:
            self.machine += time.monotonic() - self._typed
        lines = self.shown.readouterr().out
        self.said += lines
        self.hands.read(re.sub(r"(?m)^ *\d+\. .*$", "", lines))  # lines of a menu are searched, which is M
        answer = self._answer(question, lines)
        self._typed = time.monotonic()
        return answer

    def _answer(self, question: str, lines: str) -> str:
        if question.startswith("按回车"):
            self.acts.append(question)
            self.hands.number("")
            return ""
        if not self.wanted:
            return "0"
        want = self.wanted.pop(0)
        if not question.startswith("请输入数字"):
            self.hands.answer(want)
            return want
        entries = re.findall(r"(?m)^ *(\d+)\. (.*)$", lines)
        number = next((number for number, entry in reversed(entries) if want in entry), f"没有 {want}")
        self.hands.number(number)
        return number

    def put(self, root: Path, made: dict[str, bytes]) -> None:
        """Files into inbox/, from one folder's window to another."""
        self.acts.append("放入")
        self.hands.files()
        send(root, made)

    def send(self, root: Path, kind: str) -> int:
        """The drafts of a kind, opened from the folder of mails one by one."""
        number = len(list((root / "outbox/2024-06/邮件").glob(f"{kind}_*.eml")))
        for _ in range(number):
            self.hands.mail()
        return number


@pytest.mark.parametrize("office", OFFICES)
def test_a_month_by_the_menu_alone(
    office: Office,
    own: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = office.founded(tmp_path)
    clerk = Typist(capfd)
    monkeypatch.setattr("builtins.input", clerk.typed)

    def sits(now: str, *wanted: str) -> str:
        clerk.wanted, clerk.said, clerk._typed = [*wanted], "", 0.0
        assert main(["menu", "--root", str(root), "--now", now]) == 0
        assert clerk.wanted == [] and "没有“没有" not in clerk.said, clerk.said
        assert strange(clerk.said, root) == set()
        return clerk.said

    sits("2024-06-20T10:00", "生成2024年6月填报表")
    arrivals = office.first_arrivals(root)
    clerk.begin()
    clerk.put(root, arrivals)
    claim = ("等人办的", WRONG_NAME + "改", "这是谁的", NO_ADDRESS, "王敏")
    aside = ("等人办的", JUNK, "搁置", "与填报无关", "王敏")
    sits("2024-06-25T17:00", "收表并汇总", *((*claim, *aside) if office.odd else ()))
    assert clerk.send(root, "退回") == 2
    sits("2024-06-26T09:00", *(["重写各表"] if office.odd else []), "催报")
    clerk.send(root, "催报")
    clerk.put(root, dict(returned(root, LATE, *FAULTY, faults=False)))
    ruling = ("等人办的", "疑问", "认可", "已电话核实", "王敏")
    sealing = (
        "编号封存",
        "还有未了事项，照样封存",
    )  # the second is named by the first, and can be chosen right away
    told = sits("2024-06-27T10:00", "收表并汇总", *ruling, "重写各表", "核对专报", *sealing)
    clerk.send(root, "核实")
    clerk.hands.paper()
    assert "本期专报已封存（第1期）" in told
    assert len(list((root / "outbox/2024-06/汇总").glob("*第1期.docx"))) == 1
    within(clerk.acts[: -1 if office.odd else None], clerk.hands, clerk.machine, "menu", office)
    told = sits("2024-07-01T09:00", "开始下一期")
    assert f"2024年7月填报表 {len(office.units(root))} 份" in told
