"""A first month as an office works it: the folder, the edit of its list, what the units send, and every command.

``python -m tests.first_month`` writes docs/first-month.md anew; ``test_first_month`` holds it line by line. The pictures
of the manual (docs/images/make.py) are made from the same folder.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import openpyxl

from tests.small_checklist import TASKS, UNITS, cut
from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.demo.faults import spoiled
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.desk import desk_of
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.month.planning import FormPlanner

PAGE = Path(__file__).resolve().parent.parent / "docs" / "first-month.md"
JUNE = Period(2024, 6)
FAULTY, LATE, NO_ADDRESS = ("伽师县", "英吉沙县"), "巴楚县", "草湖项目区"
FOLDER, SHOWN = "我的工作", "D:\\我的工作"
_HEAD = """# 第一个月实录

一个办公室从建文件夹到开始下一期，全部用命令办一遍：每条命令和屏幕上的每一行都照原样印在这里（文件夹写作 `D:\\我的工作`）。数据是编的，两份表填错、一份迟报。
在[工作台](使用手册.md)上点按钮办的，就是这些命令。本页由 `python -m tests.first_month` 写成，测试逐行核对。
"""


@dataclass
class Transcript:
    """Runs commands at fixed times and keeps what stood on the screen."""

    base: Path
    text: str = _HEAD
    codes: list[int] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.base / FOLDER

    def told(self, heading: str, *words: str) -> None:
        """A heading and what a person does between commands."""
        self.text += f"\n## {heading}\n"
        self.text += "".join(f"\n{line}\n" for line in words)

    def run(self, when: str, *words: str) -> None:
        """One command as it is typed in the folder, and what it prints."""
        screen = io.StringIO()
        # a new folder is made beside; all else happens in it
        where = self.root if self.root.is_dir() else self.base
        with contextlib.chdir(where), contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            own = ["--root", str(self.root)] if where == self.root else []
            self.codes.append(main([*words, "--now", when, *own]))
        typed = " ".join(["python run_report.py", *(f'"{word}"' if " " in word else word for word in words)])
        printed = screen.getvalue().replace(str(self.root), SHOWN).rstrip()
        self.text += f"\n```\n> {typed}\n{printed}\n```\n"


def first_month(base: Path) -> Transcript:
    """The whole month in an empty folder."""
    made = Transcript(base)
    on_time = [unit for unit in UNITS if unit != LATE]
    made.told("6月20日　建工作文件夹")
    made.run("2024-06-20T09:00", "init", FOLDER)
    made.told(
        "6月20日　改清单",
        f"用 Excel 打开 `templates/checklist.xlsx`：任务留下 {len(TASKS)} 项，单位留下 {len(UNITS)} 个；“单位”表写上邮箱、联系人、电话，{NO_ADDRESS}的还没有问到，先空着。存盘。",
    )
    edit_list(made.root)
    made.told("6月20日　发表")
    made.run("2024-06-20T10:00", "generate")
    made.told("6月25日　收表", f"收到 {len(on_time)} 份，原样放进 `inbox`。{LATE}没有报来。")
    send(made.root, returned(made.root, *on_time))
    made.run("2024-06-25T17:00")
    made.run("2024-06-25T17:05", "status")
    made.told("6月26日　退回、催报", "先把“退回”草稿发给填错的两家，再催报。")
    made.run("2024-06-26T09:00", "remind")
    made.told("6月27日　改好的两份和迟报的一份", "三份都放进 `inbox`。")
    send(made.root, returned(made.root, LATE, *FAULTY, faults=False))
    made.run("2024-06-27T10:00")
    made.told(
        "6月27日　裁定",
        "打电话问清楚了：英吉沙县第2项没有完成，状态已改正，所以不再写佐证材料。工作台“等人办”里有这条疑问，命令照那里的写，填上原因和姓名。",
    )
    made.run("2024-06-27T10:20", *accepting(made.root, "状态已改正，不需要佐证材料，已电话核实", "王敏"))
    made.run("2024-06-27T10:25", "report")
    made.told("6月27日　定稿、封存", "在 `2024-06_专报.docx` 里改好文字，存盘，关掉，再核对。")
    made.run("2024-06-27T11:00", "verify")
    made.run("2024-06-27T11:30", "issue")
    made.told("6月27日　确认后封存", "没有了结的一项是知道的，不影响印发。")
    made.run("2024-06-27T11:35", "issue", "--yes")
    made.told("7月1日　下一期")
    made.run("2024-07-01T09:00", "next")
    return made


def accepting(root: Path, reason: str, name: str) -> list[str]:
    """The command that the desk shows for the one query that waits, filled in."""
    workspace = Workspace(root)
    try:
        desk = desk_of(workspace, JUNE, datetime(2024, 6, 27, 10, 20))
    finally:
        workspace.ledger.close()
    (action,) = (one for thing in desk.waiting for one in thing.actions if one.label == "认可")
    return list(action.filled({"reason": reason, "name": name}))


def edit_list(root: Path, *, whole: bool = False) -> None:
    """What the office does to the list that came with init: its own tasks, its own units (``whole``: as it came) and whom to write to."""
    path = root / CHECKLIST
    if not whole:
        cut(path, TASKS, UNITS)
    book = openpyxl.load_workbook(path)
    rows = book["单位"]
    heads = [str(cell.value) for cell in rows[1]]
    for row in range(2, rows.max_row + 1):
        name = str(rows.cell(row, heads.index("单位") + 1).value)
        if name == NO_ADDRESS:
            continue
        code = str(rows.cell(row, heads.index("编码") + 1).value)
        told = {"邮箱": f"u{code}@example.com", "联系人": f"{name[0]}同志", "电话": f"0998-5{code}"}
        for head, value in told.items():
            rows.cell(row, heads.index(head) + 1, value)
    book.save(path)


def returned(
    root: Path, *names: str, faults: bool = True, period: Period = JUNE, named: Callable[[str], str] = str
) -> Mapping[str, bytes]:
    """File name -> workbook of what these units fill in, with the faults of those that make some."""
    workspace = Workspace(root)
    try:
        planner = FormPlanner(workspace, period)
        made = {}
        for unit in workspace.checklist.units_in(period):
            if unit.name not in names:
                continue
            form = planner.plan(unit)
            blank = workspace.outbox(period, "下发", f"{unit.code}_{unit.name}_{period}.xlsx").read_bytes()
            values = made_up_values(form)
            if faults and unit.name in FAULTY:
                values = spoiled(form, values)
            made[f"{named(unit.short)}{period.month}月报表.xlsx"] = fill_workbook(blank, form, values)
        return made
    finally:
        workspace.ledger.close()


def send(root: Path, made: Mapping[str, bytes]) -> None:
    """Put them where arrivals go."""
    for name, data in made.items():
        (root / "inbox" / name).write_bytes(data)


if __name__ == "__main__":
    os.environ.pop("TOOLKIT_PROGRESS", None)
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(first_month(Path(scratch)).text, "utf-8")
