"""The commands that answer a question: figure, unit, changes, audit, burden.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.commands.call import Call, finish, say
from toolkit.errors import OperatorError
from toolkit.pipeline.asking.burden import burden
from toolkit.pipeline.asking.changes import changes_since
from toolkit.pipeline.asking.figure import figure_lines
from toolkit.pipeline.asking.unityear import unit_lines
from toolkit.pipeline.keeping.audit import audit
from toolkit.pipeline.month.units import rename_unit


def _figure(call: Call) -> int:
    say(figure_lines(call.workspace, call.period, call.arguments.key))
    return 0


def _unit(call: Call) -> int:
    options = call.arguments
    if options.which == "rename":
        if not (options.old and options.new):
            raise OperatorError("改代码请写 unit rename 原代码 新代码，两个都要写。")
        say(rename_unit(call.workspace, options.old, options.new, call.now))
        return 0
    if options.old:
        raise OperatorError(f"一次看一个单位：unit {options.which}；改代码请写 unit rename 原代码 新代码。")
    say(unit_lines(call.workspace, call.period, options.which))
    return 0


def _changes(call: Call) -> int:
    found = changes_since(call.workspace, call.period)
    if not found:
        say([f"{call.period.chinese}上次汇总以来没有变化。"])
    for kind in dict.fromkeys(one.kind for one in found):
        rows = [f"{one.what}：{one.before} → {one.after}" for one in found if one.kind == kind]
        terminal.print_lines(f"{kind} {len(rows)} 处：", rows)
    return 0


def _audit(call: Call) -> int:
    lines, whole = audit(call.workspace, call.period)
    say(lines)
    return 0 if whole else 1


def _burden(call: Call) -> int:
    return finish(call, 0, burden(call.workspace, call.period))


COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "figure": _figure,
    "unit": _unit,
    "changes": _changes,
    "audit": _audit,
    "burden": _burden,
}
