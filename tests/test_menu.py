"""The desk as a numbered menu: the same actions as the page, asked for by plain input, until a person leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.commands import desk as desk_commands
from toolkit.core.desk import Action, Chat, Desk, PaperRow, Stage, Step, UnitRow, Waiting
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.menu import Hands, head, run_menu, top

ROOT = Path(__file__).resolve().parent.parent
MONTH = Action("收表并汇总", ("-p", "2024-06"))
REMIND = Action("催报", ("remind", "-p", "2024-06"))
CLAIM = Action("这是谁的", ("collect", "--as={unit}", "inbox/未识别/{x}.xlsx"), ("unit",))
ACCEPT = Action("认可", ("rule", "accept", "Q1/x", "--reason={reason}", "--name={name}"), ("reason", "name"))
SHOW = Action("打开", (), opens="outbox/2024-06/汇总")
DESK = Desk(
    folder="月报",
    office="某办",
    period=Period(2024, 6),
    now=datetime(2024, 6, 24),
    deadline=datetime(2024, 6, 25, 18),
    days_left=1,
    stages=(Stage("下发", "done"), Stage("收表", "now", "3/5")),
    next_step=Step(f"催报，运行 {REMIND.command()}。", REMIND),
    units=(UnitRow("1", "喀什市", "已报"), UnitRow("2", "莎车县", "未报", actions=(REMIND,))),
    waiting=(
        Waiting("待定", "{x}.xlsx", "没写单位", "认得是谁的就指定", actions=(CLAIM,)),
        Waiting("疑问", "数减少", unit="莎车县", actions=(ACCEPT,)),
    ),
    papers=(PaperRow("专报", "outbox/2024-06/汇总/x.docx", "改过", ("有旧数",), (SHOW,)),),
    chats=(Chat("催报", "请各单位今天报来。"),),
    actions=(MONTH, REMIND),
)


@dataclass
class World:
    """What a person types, and what comes of it."""

    typed: list[str]
    desk: Desk = DESK
    fault: str = ""
    says: tuple[str, ...] = ()  # each command
    said: list[str] = field(default_factory=list)
    ran: list[tuple[str, ...]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str:
        self.said.append(question)
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)

    def look(self) -> Desk:
        if self.fault:
            raise OperatorError(self.fault)
        return self.desk

    def run(self, arguments: Sequence[str]) -> Sequence[str]:
        self.ran.append(tuple(arguments))
        return self.says

    def open(self, place: str) -> bool:
        self.opened.append(place)
        return place != "inbox"

    def go(self) -> World:
        assert run_menu(Hands(self.ask, self.said.append, self.look, self.run, self.open)) == 0
        return self


def at(label: str, desk: Desk = DESK) -> str:
    return next(str(number) for number, entry in enumerate(top(desk), 1) if entry.label.startswith(label))


def test_the_menu_offers_what_the_desk_offers_and_nothing_else() -> None:
    def actions(entries: Iterable[object]) -> Iterable[Action]:
        for entry in entries:
            if entry.action:  # type: ignore[attr-defined]
                yield entry.action  # type: ignore[attr-defined]
            yield from actions(entry.below)  # type: ignore[attr-defined]

    offered = {one.id for one in actions(top(DESK)) if one.opens not in ("inbox", "outbox")}
    assert offered == {one.id for one in DESK.every_action()}
    labels = [entry.label for entry in top(DESK)]
    assert labels[0] == "催报" and labels.count("催报") == 1  # the next step first, and once
    assert labels[-2:] == ["打开放来件的文件夹", "打开结果文件夹"]


def test_an_action_runs_and_the_menu_comes_back() -> None:
    world = World([at("收表并汇总"), "", "0"]).go()
    assert world.ran == [MONTH.arguments]
    assert sum("接下来做：催报" in line for line in world.said) == 2


SEAL = Action("编号封存", ("issue", "-p", "2024-06"))
AS_IT_IS = Action("还有未了事项，照样封存", ("issue", "--yes", "-p", "2024-06"))


def test_what_a_command_says_names_numbers_of_the_menu() -> None:
    """Nobody who chose a number types a command next."""
    says = (
        "认得是谁的，运行 python run_report.py collect --as 单位 文件 -p 2024-06。",
        f"收好以后，运行 {MONTH.command()}。",
        f"接下来做：运行 {MONTH.command()}。",
    )
    another = Action("这是谁的", ("collect", "--as={unit}", "inbox/未识别/b.xlsx"), ("unit",))
    desk = replace(DESK, waiting=(*DESK.waiting, Waiting("待定", "b.xlsx", actions=(another,))))
    world = World([at("收表并汇总"), "", "0"], desk=desk, says=says).go()
    waits, month = at("等人办的"), at("收表并汇总")
    assert sum("接下来做：" in line for line in world.said) == 2  # that of the menu, before and after
    assert f"认得是谁的，选 {waits}“等人办的”里的“这是谁的”。" in world.said
    assert f"收好以后，选 {month}“收表并汇总”。" in world.said
    assert "run_report" not in "".join(world.said)


def test_what_a_command_names_can_be_chosen_right_away() -> None:
    papers = (PaperRow("专报", "outbox/2024-06/汇总/x.docx", "改过", (), (SEAL, AS_IT_IS)),)
    desk = replace(DESK, papers=papers, actions=(MONTH, REMIND, SEAL))
    says = ("没有封存。确认以上事项不影响印发的，请加上 --yes 再运行。",)
    world = World([at("编号封存", desk), "", "2", "", "0"], desk=desk, says=says).go()
    assert "没有封存。确认以上事项不影响印发的，请选 2“还有未了事项，照样封存”。" in world.said
    assert world.ran == [SEAL.arguments, AS_IT_IS.arguments]


CHILD = """
import pathlib, sys, time
try:
    print("工作文件夹：甲", flush=True)
    print("… 读取来件 1/2", file=sys.stderr, flush=True)
    pathlib.Path(sys.argv[2], "开始了").touch()
    time.sleep(float(sys.argv[-1]))
except KeyboardInterrupt:
    print("已停止。再运行一次会接着做完。")
    sys.exit(130)
print("… 读取来件 2/2", file=sys.stderr, flush=True)
print("做完 ❤", flush=True)
"""


def test_a_child_shows_how_far_it_is_and_is_heard_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run_report.py").write_text(CHILD, "utf-8")
    monkeypatch.setattr(desk_commands, "INSTALLED", tmp_path)
    assert desk_commands._child(["0"], tmp_path) == ["工作文件夹：甲", "做完 ❤"]
    assert capsys.readouterr().out == ""  # nobody looks on
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    desk_commands._child(["0.1"], tmp_path)
    shown = capsys.readouterr().out
    assert "\r读取来件 1/2" in shown and "\r读取来件 2/2" in shown and shown.endswith(" \r")


def test_ctrl_c_stops_the_command_and_leaves_the_menu(tmp_path: Path) -> None:
    """As a terminal does: both have it."""
    (tmp_path / "run_report.py").write_text(CHILD, "utf-8")
    script = (
        "from pathlib import Path; from toolkit.commands import desk; import sys;"
        "desk.INSTALLED = Path(sys.argv[1]); print(desk._child(['30'], Path(sys.argv[1])), flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True, cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as menu:  # fmt: skip
        until = time.monotonic() + 20
        while not (tmp_path / "开始了").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        os.killpg(menu.pid, signal.SIGINT)
        out, err = menu.communicate(timeout=20)
    assert "已停止。再运行一次会接着做完。" in out and "Traceback" not in err


@pytest.mark.parametrize("answer", ["莎车县", "2", "２", " 2. "])
def test_a_waiting_file_is_claimed_by_name_or_number(answer: str) -> None:
    world = World([at("等人办的"), "1", "1", answer, "", "0"]).go()
    assert "没写单位 认得是谁的就指定" in world.said  # why, before what may be done
    assert world.ran == [("collect", "--as=莎车县", "inbox/未识别/{x}.xlsx")]


def test_below_a_row_stand_its_actions() -> None:
    world = World([at("等人办的"), "2", "1", "与台账核对", "王敏", "", "0"]).go()
    assert world.ran == [("rule", "accept", "Q1/x", "--reason=与台账核对", "--name=王敏")]


def test_an_answer_that_would_be_an_option_does_nothing_and_the_menu_goes_on() -> None:
    world = World([at("等人办的"), "2", "1", "--yes", "王敏", "0"]).go()
    assert world.ran == []
    assert "“原因”不能以 - 开头。没有办，什么都没有改动。" in world.said


def test_an_empty_answer_does_nothing() -> None:
    world = World([at("等人办的"), "2", "1", "与台账核对", "", "0"]).go()
    assert world.ran == []
    assert "没有办，什么都没有改动。" in world.said


@pytest.mark.parametrize("typed", ["99", "-1", "x", "", "①", "1 2", "9" * 50])
def test_nonsense_is_answered_and_nothing_runs(typed: str) -> None:
    world = World([typed, "0"]).go()
    assert world.ran == []
    assert any(line.startswith(f"没有“{typed.strip()}”这一项") for line in world.said)


@pytest.mark.parametrize(
    "typed", [[], ["1"], [at("等人办的")], [at("等人办的"), "2"], [at("等人办的"), "2", "1"]]
)
def test_where_nobody_types_any_more_the_menu_ends(typed: list[str]) -> None:
    World([*typed]).go()


def test_folders_papers_and_texts() -> None:
    world = World(
        [at("打开放来件"), at("打开结果"), at("各种材料"), "1", "1", at("发到工作群"), "1", "0"]
    ).go()
    assert world.opened == ["inbox", "outbox", "outbox/2024-06/汇总"]
    assert "这里打不开文件夹窗口，请自己打开 inbox。" in world.said
    assert "有旧数" in world.said and "请各单位今天报来。" in world.said


def test_a_desk_that_cannot_be_read_leaves_a_way() -> None:
    world = World(["1", "", "0"], fault="config.toml 有需要修改的地方。").go()
    assert world.said[0] == "config.toml 有需要修改的地方。"
    assert world.ran == [("doctor",)]


@pytest.mark.parametrize(("days", "words"), [(3, "还有 3 天"), (0, "今天截止"), (-2, "已过截止 2 天")])
def test_the_head(days: int, words: str) -> None:
    lines = list(head(replace(DESK, days_left=days)))
    assert words in lines[1] and "★收表（3/5）" in lines[2]
    assert lines[-1] == "接下来做：催报，选 1。"


@pytest.mark.slow
def test_commands_run_as_children_and_the_ledger_stays_sound_between_them(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The menu looks at the ledger before and after each; one left open here would be taken for a broken one."""
    labels = ["重写各表", "催报", "重写各表"]
    shown: list[str] = []

    def typed(question: str) -> str:
        shown.append(capfd.readouterr().out)
        if not question.startswith("请输入数字"):
            return ""
        if not labels:
            return "0"
        wanted = labels.pop(0)
        return next(
            line.split(".")[0].strip() for line in shown[-1].splitlines() if line.endswith(f". {wanted}")
        )

    monkeypatch.setattr("builtins.input", typed)
    assert main(["menu", "--root", str(small_copy), "--now", "2024-06-27T09:00"]) == 0
    assert labels == []
    assert "损坏" not in "".join(shown) and sum("接下来做：" in one for one in shown) >= 4


# --- start: the page, or the menu


def started(monkeypatch: pytest.MonkeyPatch, browser: bool, fault: str) -> list[str]:
    said: list[str] = []

    def serve(_: object) -> int:
        if fault:
            raise OperatorError(fault)
        said.append("页面")
        return 0

    monkeypatch.setattr(desk_commands, "_has_browser", lambda: browser)
    monkeypatch.setattr(desk_commands, "_serve", serve)
    monkeypatch.setattr(desk_commands, "_menu", lambda _: said.append("菜单") or 0)
    monkeypatch.setattr(desk_commands.terminal, "beside", said.append)
    assert desk_commands.COMMANDS["start"](None) == 0  # type: ignore[arg-type]
    return said


def test_start_opens_the_page_where_it_can_and_the_menu_where_it_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert started(monkeypatch, True, "") == ["页面"]
    assert started(monkeypatch, False, "")[-1] == "菜单"
    told, menu = started(monkeypatch, True, "组件没有装上，请检查网络。")
    assert told.startswith("组件没有装上") and "文字菜单" in told and menu == "菜单"
