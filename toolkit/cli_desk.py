"""The commands of the desk: start, serve and menu open it; next opens a period; changes and unit answer by name.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import terminal
from toolkit.errors import OperatorError
from toolkit.running import Call, finish, say
from toolkit.setup.environment import INSTALLED

if TYPE_CHECKING:
    from toolkit.core.desk import Desk


def _next(call: Call) -> int:
    from toolkit.pipeline.coming import open_next

    workspace = call.workspace
    opened = open_next(workspace, call.now, call.arguments.period, terminal.progress)
    period = opened.period
    terminal.print_lines("上一期还没有了结的：", opened.open)
    terminal.print_lines(f"{period.chinese}的日期：", opened.dates)
    where = workspace.relative(workspace.outbox(period))
    say(
        [
            f"{period.chinese}填报表 {len(opened.made.forms)} 份、邮件草稿 {len(opened.made.mails)} 份，在 {where}。"
        ]
    )
    if opened.calendar:
        say([f"日程 {workspace.relative(opened.calendar)}：双击加进日历，到日子会提醒。"])
    terminal.print_lines("", [opened.settings] if opened.settings else [])
    terminal.print_lines("任务清单自上次下发以来的变化：", opened.made.changes)
    terminal.print_lines("", opened.made.notes)
    terminal.print_lines("汇总前要改好的设置：", opened.made.faults)
    return finish(call, 1 if opened.open or opened.made.faults else 0, opened.made.last)


def _unit(call: Call) -> int:
    options = call.arguments
    if options.which == "rename":
        from toolkit.pipeline.units import rename_unit

        if not (options.old and options.new):
            raise OperatorError("改代码请写 unit rename 原代码 新代码，两个都要写。")
        say(rename_unit(call.workspace, options.old, options.new, call.now))
        return 0
    from toolkit.pipeline.unityear import unit_lines

    if options.old:
        raise OperatorError(f"一次看一个单位：unit {options.which}；改代码请写 unit rename 原代码 新代码。")
    say(unit_lines(call.workspace, call.period, options.which))
    return 0


def _changes(call: Call) -> int:
    from toolkit.pipeline.changes import changes_since

    found = changes_since(call.workspace, call.period)
    if not found:
        say([f"{call.period.chinese}上次汇总以来没有变化。"])
    for kind in dict.fromkeys(one.kind for one in found):
        rows = [f"{one.what}：{one.before} → {one.after}" for one in found if one.kind == kind]
        terminal.print_lines(f"{kind} {len(rows)} 处：", rows)
    return 0


def _serve(call: Call) -> int:
    from toolkit.serve.server import serve

    return serve(call.workspace.root, period=call.arguments.period, now=call.arguments.now)


def _menu(call: Call) -> int:
    from toolkit.menu import Hands, run_menu
    from toolkit.pipeline.desk import desk_of
    from toolkit.pipeline.period import period_of
    from toolkit.pipeline.workspace import Workspace
    from toolkit.serve.opening import open_in_place

    options, root = call.arguments, call.workspace.root

    def look() -> Desk:
        workspace, now = Workspace(root), options.now or datetime.now()
        try:
            return desk_of(workspace, period_of(workspace, now, options.period), now)
        finally:  # the next command is another process, which SQLite lets fold the log only where nobody has it open
            if "ledger" in vars(workspace):
                workspace.ledger.close()

    def run(arguments: Sequence[str]) -> Sequence[str]:
        given = ["--now", options.now.isoformat()] if options.now else []
        return _child([*arguments, *given], root)

    def typed(question: str) -> str:
        return input(question)

    return run_menu(
        Hands(typed, lambda line: say([line]), look, run, lambda place: open_in_place(root / place))
    )


def _child(arguments: Sequence[str], root: Path) -> list[str]:
    """Run a command, showing how far it is; what it said. Ctrl-C is the command's, not the menu's."""
    command = [sys.executable, str(INSTALLED / "run_report.py"), "--root", str(root), *arguments]
    variables = dict(os.environ, PYTHONUTF8="1", PYTHONUNBUFFERED="1", **{terminal.PROGRESS: "menu"})
    # One that does nothing, rather than none: the command would inherit that, and an exception could lose a line.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with (
            terminal.following() as follow,
            subprocess.Popen(  # noqa: S603 - our own program, an action of the desk
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables,
                encoding="utf-8", errors="replace",
            ) as run,
        ):  # fmt: skip
            said = (line.rstrip("\n") for line in run.stdout or ())
            lines = [line for line in said if not follow(line)]
    finally:
        signal.signal(signal.SIGINT, before)
    return lines


def _start(call: Call) -> int:
    if not _has_browser():
        terminal.beside("这里没有可以用的浏览器，改用文字菜单。")
        return _menu(call)
    try:
        return _serve(call)
    except OperatorError as error:
        terminal.beside(f"{error}\n网页打不开，改用文字菜单，能办的事一样。")
        return _menu(call)


def _has_browser() -> bool:
    """Whether a page can be shown here; on Linux only where there is a desktop."""
    import webbrowser

    desktop = sys.platform in ("win32", "darwin") or {"DISPLAY", "WAYLAND_DISPLAY"} & {*os.environ}
    try:
        return bool(desktop and webbrowser.get())
    except webbrowser.Error:
        return False


COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "start": _start,
    "serve": _serve,
    "menu": _menu,
    "next": _next,
    "unit": _unit,
    "changes": _changes,
}
