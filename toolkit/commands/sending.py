"""The commands that give units something to do: generate, next and remind.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.commands.call import Call, finish, say
from toolkit.outputs.closing import written_line
from toolkit.pipeline.coming import open_next
from toolkit.pipeline.generate import generate
from toolkit.pipeline.remind import remind


def _generate(call: Call) -> int:
    options = call.arguments
    result = generate(
        call.workspace,
        call.period,
        call.now,
        unit=options.unit,
        tasks=options.tasks,
        split=options.split,
        progress=terminal.progress,
    )
    print(
        f"{call.period.chinese}填报表 {len(result.forms)} 份，在 {call.workspace.relative(call.workspace.outbox(call.period, '下发'))}。"
    )
    print(
        f"邮件草稿 {len(result.mails)} 份，在 {call.workspace.relative(call.workspace.outbox(call.period, '邮件'))}。"
    )
    terminal.print_lines("任务清单自上次下发以来的变化：", result.changes)
    terminal.print_lines("", result.notes)
    terminal.print_lines("汇总前要改好的设置：", result.faults)
    return finish(call, 1 if result.faults else 0, result.last)


def _next(call: Call) -> int:
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


def _remind(call: Call) -> int:
    result = remind(call.workspace, call.period, call.now)
    if result.by_group:
        print(f"需要催报 {len(result.reminders)} 个单位，逐个列在 outbox/{call.period}/催报/催报清单.xlsx。")
    for line in () if result.chat else result.by_group:  # the text for the chat group has the same lines
        print(line)
    for item in () if result.by_group else result.reminders:
        print(f"{item.stage}  {item.unit.name}：{item.owed}")
    if result.held:
        print(f"封存后报来、没有计入的不催报：{'、'.join(result.held)}。")
    if not result.reminders:
        print("现在没有需要催报的单位。")
    if result.chat:
        print(f"\n{result.chat}")
    written = Counter(call.workspace.relative(path.parent) for path in result.paths)
    terminal.print_lines("", [written_line(written)] if written else [])
    step = f"把 outbox/{call.period}/邮件 里的催报草稿发出，群消息发到工作群。"
    return finish(call, 0, [f"接下来做：{step}"] if result.reminders and result.chat else ())


COMMANDS: Mapping[str, Callable[[Call], int]] = {"generate": _generate, "next": _next, "remind": _remind}
