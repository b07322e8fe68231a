"""The commands that keep what the office has: doctor, backup, restore, rebuild; they print what came of it.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.commands.call import Call
from toolkit.pipeline.health.doctor import examine
from toolkit.pipeline.keeping import rebuilding
from toolkit.pipeline.keeping.backup import backup
from toolkit.pipeline.keeping.restore import restore


def _doctor(call: Call) -> int:
    found = examine(call.workspace, call.now, terminal.progress)
    if call.arguments.json:
        terminal.print_lines("", [json.dumps([one.as_json() for one in found], ensure_ascii=False)])
    else:
        terminal.print_lines("", [line for one in found for line in one.lines()])
    return 1 if any(one.is_bad for one in found) else 0


def _backup(call: Call) -> int:
    lines, whole = backup(call.workspace, call.arguments.file.absolute(), call.now, terminal.progress)
    terminal.print_lines("", lines)
    return 0 if whole else 1


def _restore(call: Call) -> int:
    agreed = (lambda _question: True) if call.arguments.yes else terminal.agreed
    terminal.print_lines("", restore(call.workspace, call.arguments.file.absolute(), call.now, agreed))
    return 0


def _rebuild(call: Call) -> int:
    if call.arguments.new_key:
        lines, whole = rebuilding.renew_key(call.workspace), True
    else:
        lines, whole = rebuilding.rebuild(call.workspace, call.now)
    terminal.print_lines("", lines)
    return 0 if whole else 1


COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
}
