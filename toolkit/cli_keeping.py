"""The commands that keep what the office has: doctor, backup, restore, rebuild; they print what came of it.

In: the workspace, the options and the time. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit import terminal

if TYPE_CHECKING:
    from toolkit.pipeline.workspace import Workspace


def _doctor(workspace: Workspace, options: argparse.Namespace, now: datetime) -> int:
    from toolkit.pipeline.doctor import examine

    found = examine(workspace, now, terminal.progress)
    if options.json:
        terminal.print_lines("", [json.dumps([one.as_json() for one in found], ensure_ascii=False)])
    else:
        terminal.print_lines("", [line for one in found for line in one.lines()])
    return 1 if any(one.is_bad for one in found) else 0


def _backup(workspace: Workspace, options: argparse.Namespace, now: datetime) -> int:
    from toolkit.pipeline.backup import backup

    lines, whole = backup(workspace, options.file.absolute(), now, terminal.progress)
    terminal.print_lines("", lines)
    return 0 if whole else 1


def _restore(workspace: Workspace, options: argparse.Namespace, now: datetime) -> int:
    from toolkit.pipeline.restore import restore

    agreed = (lambda _question: True) if options.yes else terminal.agreed
    terminal.print_lines("", restore(workspace, options.file.absolute(), now, agreed))
    return 0


def _rebuild(workspace: Workspace, options: argparse.Namespace, now: datetime) -> int:
    from toolkit.pipeline import rebuilding

    if options.new_key:
        lines, whole = rebuilding.renew_key(workspace), True
    else:
        lines, whole = rebuilding.rebuild(workspace, now)
    terminal.print_lines("", lines)
    return 0 if whole else 1


COMMANDS: Mapping[str, Callable[[Workspace, argparse.Namespace, datetime], int]] = {
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
}
