"""The commands of the desk: start, serve and menu open it; next opens a period; changes and unit answer by name.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.errors import OperatorError
from toolkit.running import Call, finish, say


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


COMMANDS: Mapping[str, Callable[[Call], int]] = {"next": _next, "unit": _unit}
