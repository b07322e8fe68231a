"""The commands that open the desk: start, serve and menu.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from toolkit import terminal
from toolkit.commands.call import Call, say
from toolkit.core.desk import Desk
from toolkit.errors import OperatorError
from toolkit.menu import Hands, run_menu
from toolkit.pipeline.desk import desk_of
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.serve.opening import open_in_place
from toolkit.serve.server import serve
from toolkit.setup.environment import INSTALLED


def _serve(call: Call) -> int:
    return serve(call.workspace.root, period=call.arguments.period, now=call.arguments.now)


def _menu(call: Call) -> int:
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
    desktop = sys.platform in ("win32", "darwin") or {"DISPLAY", "WAYLAND_DISPLAY"} & {*os.environ}
    try:
        return bool(desktop and webbrowser.get())
    except webbrowser.Error:
        return False


COMMANDS: Mapping[str, Callable[[Call], int]] = {"start": _start, "serve": _serve, "menu": _menu}
