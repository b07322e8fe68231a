"""One command from the command line to its exit code: the folder, the lock, the command, the desk's page, what went wrong.

In: the options. Out: printed Chinese, exit codes as in :mod:`toolkit.cli`. Only the module of the command asked for is
loaded.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from importlib import import_module

from toolkit import terminal
from toolkit.commands.call import (
    Call,
    alone,
    folder_lines,
    keep_said,
    place_of,
    renew_desk,
    units_moved,
)
from toolkit.errors import OperatorError
from toolkit.lastrun import Sight
from toolkit.pipeline.archive.exchange import exchange
from toolkit.pipeline.folder.mishaps import told

_WITHOUT_ROOT = ("demo", "init", "wheels", "test")  # they name the folder that they make
# They take originals in, or lead to them: where computers share a ledger, these exchange them before and after.
_EXCHANGING = (None, "collect", "report", "figure", "audit", "issue", "verify", "history")
_MODULES = {
    "month": ("",),
    "collecting": ("collect",),
    "reporting": ("report", "status"),
    "sending": ("generate", "next", "remind"),
    "deciding": ("rule", "adjust", "quota", "evaluate"),
    "asking": ("figure", "unit", "changes", "audit", "burden"),
    "papers": ("verify", "issue", "template"),
    "founding": ("init", "import", "history", "wheels", "test"),
    "keeping": ("doctor", "backup", "restore", "rebuild"),
    "desk": ("start", "serve", "menu"),
    "demo": ("demo",),
}
HOMES = {
    command: f"toolkit.commands.{module}" for module, commands in _MODULES.items() for command in commands
}


def run(arguments: argparse.Namespace, argv: Sequence[str], before: Sight | None) -> int:
    """Run one command; returns the exit code. ``before`` is what there was when it began, as far as it was looked at."""
    terminal.begin()
    try:
        root = arguments.root.resolve()
        workspace = place_of(arguments, root)
        call = Call(arguments, workspace, arguments.now or datetime.now(), before)
        if not (arguments.json or arguments.command in _WITHOUT_ROOT):
            for line in folder_lines(workspace.root):
                terminal.beside(line)
        if getattr(arguments, "file", None) is not None:
            arguments.file = call.workspace.given(arguments.file)
        with alone(call) as cut_off, closing(workspace):
            workspace.cut_off = cut_off
            try:
                code = _run(call)
            except OperatorError:
                # What was killed may have been done but for the desk, and so there is nothing to do again.
                if cut_off:
                    renew_desk(call)
                raise
            for note in workspace.notes:
                terminal.beside(note)
            renew_desk(call)
            missing = workspace.missing.lines()
            terminal.print_lines("没有写出：", missing)
            code = max(code, 1 if missing else 0)
            if before is not None and not (cut_off or missing):
                keep_said(call, argv, before.files, code)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has stopped reading: nothing is lost, and there is nobody to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
        return 0
    except Exception as error:
        print(told(error, arguments.root), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止。再运行一次会接着做完。", file=sys.stderr)
        return 130
    return code


def command(name: str) -> Callable[[Call], int]:
    """What runs the command of this name."""
    found: Callable[[Call], int] = import_module(HOMES[name]).COMMANDS[name]
    return found


def _run(call: Call) -> int:
    moved = call.arguments.command not in _WITHOUT_ROOT and units_moved(call)
    exchanging = call.arguments.command in _EXCHANGING
    told = exchange(call.workspace) if exchanging else []
    try:
        code = max(command(call.arguments.command or "")(call), 1 if moved else 0)
        told = exchange(call.workspace) if exchanging else []  # what it said before holds or is over
        return code
    finally:
        call.workspace.notes += told
        # What a killed run left of outputs goes.
        if call.workspace.cut_off or "files" in vars(call.workspace):
            call.workspace.sweep()
