"""One command under way: what it works on, what it says, and what goes to the log.

In: the options, facts of the run. Out: lines on the screen and in archive/运行日志.txt.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from toolkit import lastrun, terminal
from toolkit.core.desk import PAGE
from toolkit.core.periods import Period
from toolkit.outputs.closing import Closing, closing_lines
from toolkit.pipeline.desk import write_desk
from toolkit.pipeline.folder.atwork import at_work
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.unitmove import move_units
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import work_folders
from toolkit.pipeline.month.readonly import ReadOnlyWorkspace
from toolkit.runlog import LOG, log
from toolkit.setup.environment import INSTALLED

# They change nothing, are about no working folder of ours, or only run the other commands.
_LOOKING = frozenset(
    (
        "demo",
        "init",
        "wheels",
        "test",
        "status",
        "figure",
        "template",
        "doctor",
        "changes",
        "start",
        "serve",
        "menu",
    )
)
LONG = 60  # lines of a list on the screen; all of them stand in the log


@dataclass(frozen=True)
class Call:
    """One command with its options, the working folder, the period and the time.

    ``before`` is what was there when it began, None where nobody looked; ``taken`` are arrivals that it took in.
    """

    arguments: argparse.Namespace
    workspace: Workspace
    now: datetime
    before: lastrun.Sight | None = None
    taken: list[str] = field(default_factory=list)

    @cached_property
    def period(self) -> Period:
        """The month that the command is about."""
        sending = self.arguments.command == "generate"
        return period_of(self.workspace, self.now, self.arguments.period, sending=sending)


def detail(call: Call, head: str, lines: Sequence[str], show: bool) -> None:
    """Every line goes to the log, and to the screen where ``show``."""
    if lines and not log(call.workspace.root, call.now, f"{head} {call.period}", lines):
        say(["运行日志写不进去，下面逐条列出。请检查 archive 文件夹的权限和磁盘空间。"])
        terminal.only_now()
        show = True
    if show:
        say(lines)


def shortened(call: Call, head: str, lines: Sequence[str]) -> list[str]:
    """A long list as the screen shows it, its last line (the sum) always; all of it stands in the log."""
    if call.arguments.verbose or len(lines) <= LONG:
        return [*lines]
    detail(call, head, lines, False)
    return [
        *lines[: LONG - 2],
        f"另有 {len(lines) - LONG + 1} 行，见 {LOG}，要在屏幕上看全请加 --verbose。",
        lines[-1],
    ]


def close(call: Call, facts: Closing, code: int) -> int:
    """The last lines, outputs that were left alone among them."""
    told = left_alone(call)
    say(closing_lines(replace(facts, told=told)))
    return max(code, 1 if told else 0)


def say(lines: Iterable[str]) -> None:
    """Lines on the screen."""
    terminal.print_lines("", [*lines])


def left_alone(call: Call) -> list[str]:
    """Which outputs were open, protected or edited elsewhere."""
    return call.workspace.files.lines()


def place_of(arguments: argparse.Namespace, root: Path) -> Workspace:
    """The working folder; who only looks at one where nothing can be written, such as a locked stick, works on a copy of the
    ledger in memory."""
    archive = root / "archive"
    if _only_looks(arguments) and archive.is_dir() and not os.access(archive, os.W_OK):
        return ReadOnlyWorkspace(root, progress=terminal.progress)
    return Workspace(root, progress=terminal.progress)


def _only_looks(options: argparse.Namespace) -> bool:
    """Whether the command changes nothing in the working folder."""
    listing = getattr(options, "list", False) or getattr(options, "action", "") == "list"
    return listing or options.command in _LOOKING or (options.command == "unit" and options.which != "rename")


def alone(call: Call) -> AbstractContextManager[bool]:
    """While a command changes the folder nobody else does: a second person is told who is at work.

    Gives whether the command before was killed at work.
    """
    command = call.arguments.command or ""
    if _only_looks(call.arguments) or command == "restore":  # it moves the archive with the lock in it
        return nullcontext(False)
    return at_work(call.workspace.archive, command or "收表并汇总", datetime.now(), terminal.beside)


def units_moved(call: Call) -> bool:
    """Units of an older config.toml go to the checklist first; whether that left something for a person."""
    move = move_units(call.workspace)
    for line in move.lines if move else ():
        terminal.beside(line)
    return bool(move and move.open)


def renew_desk(call: Call) -> None:
    """Write outbox/工作台.html after a command that changed something; a page that can't be written costs itself only."""
    options = call.arguments
    # restore brings back the desk of its day, byte for byte.
    if _only_looks(options) or options.command in ("import", "backup", "restore"):
        return
    # After rebuild the ledger is another file than the one that may be open here.
    workspace = Workspace(call.workspace.root) if options.command == "rebuild" else call.workspace
    written = call.workspace.missing.attempt(PAGE, lambda: write_desk(workspace, call.period, call.now))
    if written is not None and written.name != PAGE.rpartition("/")[2]:
        terminal.beside(f"{PAGE} 正被占用或有人改过，没有覆盖，新的写在旁边：{written.name}。")


def folder_lines(root: Path) -> list[str]:
    """The first line of a command: the folder it works on; it is no part of what the command prints."""
    others = "、".join(map(str, work_folders())) if root == INSTALLED else ""
    hint = f"用 init 新建过的工作文件夹：{others}（要用它，请到那个文件夹里运行）"
    return [f"{terminal.FOLDER}{root}", *([hint] if others else [])]


def keep_said(call: Call, argv: Sequence[str], before: lastrun.Seen, code: int) -> None:
    """Remember what the command said for whoever asks again; nothing where it was for this moment only."""
    lines, workspace = terminal.printed(), call.workspace
    if lines is None or workspace.notes or left_alone(call) or workspace.config.ledger.url:
        return
    beside = [] if call.arguments.json else folder_lines(workspace.root)
    if len(beside) > 1:  # which other folders there are, changes outside of this one
        return
    workspace.ledger.close()  # from now on its file is whole
    head = lastrun.SAID_AGAIN[call.arguments.command or ""]
    log_head = f"{head} {call.period}" if head else ""
    with suppress(OSError, ValueError):
        said = lastrun.Answer(code, beside, lines, f"{call.now:%Y-%m-%d %H:%M}", log_head)
        works = not _only_looks(call.arguments)
        lastrun.keep(workspace.root, argv, before, said, works=works, taken=call.taken)


def finish(call: Call, code: int, last: Iterable[str] = ()) -> int:
    """Say which outputs were open elsewhere, for that needs a person too; and what to do next."""
    lines = left_alone(call)
    say([*lines, *last])
    return max(code, 1 if lines else 0)
