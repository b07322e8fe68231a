"""What a user can ask for: reads the command line, runs one stage, prints what came of it.

Exit codes: 0 done; 1 done, but something waits for a person (said in the last lines); 2 could not
run (one sentence why). Heavy libraries are imported inside the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit import terminal
from toolkit.commandline import make_parser
from toolkit.core.periods import Period
from toolkit.errors import OperatorError

if TYPE_CHECKING:
    from toolkit.pipeline.workspace import Workspace


DAYS_TO_OBJECT = 7


@dataclass(frozen=True)
class Call:
    """One command with its options, the working folder, the period and the time."""

    arguments: argparse.Namespace
    workspace: Workspace
    now: datetime

    @cached_property
    def period(self) -> Period:
        """The month that the command is about."""
        from toolkit.pipeline.period import period_of

        sending = self.arguments.command == "generate"
        return period_of(self.workspace, self.now, self.arguments.period, sending=sending)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    terminal.prepare()
    arguments = make_parser().parse_args(argv)
    try:
        from toolkit.pipeline.workspace import Workspace

        call = Call(arguments, Workspace(arguments.root.resolve()), arguments.now or datetime.now())
        if not (arguments.json or arguments.command in _WITHOUT_ROOT):
            terminal.name_folder(call.workspace.root)
        if getattr(arguments, "file", None) is not None:
            arguments.file = call.workspace.given(arguments.file)
        moved = arguments.command not in _WITHOUT_ROOT and _units_moved(call)
        code = max(_COMMANDS[arguments.command or ""](call), 1 if moved else 0)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has stopped reading: nothing is lost, and there is nobody to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
        return 0
    except Exception:
        traceback.print_exc()
        print("程序内部出错了，已做完的部分不受影响。请把上面的英文信息发给维护人员。", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止。再运行一次会接着做完。", file=sys.stderr)
        return 130
    return code


def _units_moved(call: Call) -> bool:
    """Units of an older config.toml go to the checklist first; whether that left something for a person."""
    from toolkit.pipeline.unitmove import move_units

    move = move_units(call.workspace)
    for line in move.lines if move else ():
        print(line, file=sys.stderr)  # beside the command's own output, which may be --json
    return bool(move and move.open)


def _month(call: Call) -> int:
    from toolkit.pipeline.generate import has_forms
    from toolkit.pipeline.report import has_returns

    code = _collect(call)
    if not has_returns(call.workspace, call.period):
        step = (
            "把收到的填报表放进 inbox 文件夹"
            if has_forms(call.workspace, call.period)
            else "运行 python run_report.py generate 生成填报表并下发"
        )
        print(f"{call.period.chinese}还没有收到填报表。下一步：{step}，再运行一次本命令。")
        return code
    return max(code, _report(call))


def _demo(call: Call) -> int:
    from toolkit.demo.run import run_demo

    run_demo(call.arguments.folder.resolve(), print)
    return 0


def _init(call: Call) -> int:
    from toolkit.pipeline import start

    folder = call.arguments.folder.resolve()
    if start.renew_starters(folder):
        print(
            f"{folder} 已经是工作文件夹，设置和数据没有改动，只换了新的 {start.LAUNCHER} 和 {start.DOUBLE_CLICK}。"
        )
    else:
        start.init_folder(folder)
        print(f"工作文件夹已建好：{folder}")
        print("下一步：")
        print("  1. 打开 templates/checklist.xlsx 的“单位”表，核对单位、邮箱和联系人；")
        print("  2. 打开 config.toml 核对办公室和截止日；")
        print("  3. 到这个文件夹里运行 python run_report.py generate。")
    start.remember(folder)
    return 0


def _wheels(call: Call) -> int:
    from toolkit.pipeline.wheels import fetch_wheels

    options = call.arguments
    terminal.print_lines("", fetch_wheels(options.folder.resolve(), options.target, options.python))
    return 0


def _import(call: Call) -> int:
    from toolkit.pipeline.importing import import_file

    result = import_file(call.workspace, call.arguments.file)
    print(f"读到 {result.tasks} 项任务、{result.indicators} 条拟设指标，写入 {result.path}。")
    print(f"其中 {result.reviews} 处是推断的，表中已标色并注明理由，请逐处核对。")
    terminal.print_lines("与现用清单的不同：", result.differences)
    terminal.print_findings("需要留意：", result.findings)
    return 1 if any(finding.code.startswith("E") for finding in result.findings) else 0


def _generate(call: Call) -> int:
    from toolkit.pipeline.generate import generate

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
    return _finish(call, 0)


def _collect(call: Call) -> int:
    from toolkit.pipeline.collect import collect
    from toolkit.pipeline.collecting.received import Said

    workspace, options = call.workspace, call.arguments
    received = getattr(options, "received", None)
    units = workspace.checklist.reporting
    with terminal.ticking("读取来件") as tick:
        result = collect(
            workspace.root,
            workspace.config,
            call.now,
            period=call.period,
            as_unit=getattr(options, "as_unit", None),
            file=getattr(options, "file", None),
            said=Said(received, options.name) if received else None,
            ledger=workspace.ledger,
            checklist=workspace.checklist,
            tick=tick,
            tell=lambda receipts: terminal.print_receipts(receipts, units),
        )
    if not result.receipts:
        print("inbox 里没有新的来件。")
    terminal.print_read(result.receipts, result.findings, units)
    return 1 if result.needs_person else 0


def _report(call: Call) -> int:
    from toolkit.pipeline.report import report

    result = report(call.workspace, call.period, call.now, progress=terminal.progress)
    terminal.print_lines(f"{call.period.chinese}汇总完成：", result.lines)
    return _finish(call, 1 if result.needs_person else 0)


def _status(call: Call) -> int:
    from toolkit.pipeline.report import status, status_notes

    rows = status(call.workspace, call.period)
    if call.arguments.json:
        print(json.dumps([terminal.status_json(row) for row in rows]))
    else:
        terminal.print_status(call.period, rows)
        terminal.print_lines("", status_notes(call.workspace, call.period))
    return 0


def _remind(call: Call) -> int:
    from toolkit.pipeline.remind import remind

    result = remind(call.workspace, call.period, call.now)
    for item in result.reminders:
        print(f"{item.stage}  {item.unit.name}：{item.owed}")
    if not result.reminders:
        print("现在没有需要催报的单位。")
    print(f"\n{result.chat}")
    terminal.print_lines("已写出：", [call.workspace.relative(path) for path in result.paths])
    return _finish(call, 0)


def _verify(call: Call) -> int:
    from toolkit.pipeline.briefing import verify_file

    lines, clean = verify_file(call.workspace, call.arguments.file, call.period)
    terminal.print_lines("", lines)
    return 0 if clean else 1


def _issue(call: Call) -> int:
    from toolkit.pipeline import briefing

    options = call.arguments
    if options.list:
        lines = briefing.seals(call.workspace)
    elif options.reopen:
        lines = briefing.reopen(call.workspace, call.period, options.reopen, options.name, call.now)
    else:
        lines = briefing.issue(call.workspace, call.period, call.now)
    terminal.print_lines("", lines)
    return _finish(call, 0)


def _template(call: Call) -> int:
    from toolkit.pipeline.briefing import check_templates

    faults = check_templates(call.workspace)
    terminal.print_lines("模板有需要修改的地方：", faults)
    if not faults:
        print("模板没有问题。")
    return 1 if faults else 0


def _evaluate(call: Call) -> int:
    from toolkit.pipeline.evaluation import evaluate_year

    options = call.arguments
    year = options.year or call.period.year
    until = options.until or call.now + timedelta(days=DAYS_TO_OBJECT)
    terminal.print_lines("", evaluate_year(call.workspace, year, until.date(), ranks=options.ranks))
    return _finish(call, 0)


def _rule(call: Call) -> int:
    from toolkit.pipeline import rulings

    options, workspace, period = call.arguments, call.workspace, call.period
    by = (options.reason, options.name, call.now)
    actions: dict[str, Callable[[], list[str]]] = {
        "list": lambda: rulings.rulings(workspace, period),
        "accept": lambda: rulings.accept(workspace, period, options.target, options.unit, *by),
        "exclude": lambda: rulings.exclude(workspace, period, options.unit, options.target, *by),
        "withdraw": lambda: rulings.withdraw(workspace, period, options.unit, options.version, *by),
        "pin": lambda: rulings.pin(workspace, period, options.unit, options.version, *by),
        "revoke": lambda: rulings.revoke(workspace, _number(options.target), call.now),
    }
    terminal.print_lines("", actions[options.action]())
    return 0


def _unit(call: Call) -> int:
    from toolkit.pipeline.units import rename_unit

    terminal.print_lines("", rename_unit(call.workspace, call.arguments.old, call.arguments.new, call.now))
    return 0


def _adjust(call: Call) -> int:
    from toolkit.pipeline import rulings

    options, workspace = call.arguments, call.workspace
    if options.withdraw is not None:
        lines = rulings.withdraw_adjustment(workspace, options.withdraw, call.now)
    else:
        by = (options.reason, options.name, call.now)
        lines = rulings.adjust(workspace, call.period, options.unit, options.place, options.value, *by)
    terminal.print_lines("", lines)
    return 0


def _number(text: str) -> int:
    if not text.isdigit():
        raise OperatorError("要撤销哪一条？请写裁定编号，编号用 rule list 查看。")
    return int(text)


def _quota(call: Call) -> int:
    from toolkit.pipeline.quotas import apply_quotas

    lines, complete = apply_quotas(call.workspace, call.arguments.file)
    terminal.print_lines("", lines)
    return _finish(call, 0 if complete else 1)


def _figure(call: Call) -> int:
    from toolkit.pipeline.report import derivation

    terminal.print_lines("", derivation(call.workspace, call.arguments.key))
    return 0


def _test(call: Call) -> int:
    raise OperatorError("测试请在安装文件夹里运行：python run_report.py test")


def _finish(call: Call, code: int) -> int:
    """Say which outputs were open elsewhere; that needs a person too."""
    for path, other in call.workspace.beside.items():
        print(
            f"{call.workspace.relative(path)} 正被占用（可能在 Excel 或 WPS 里开着），新结果写在旁边：{other.name}。"
        )
    return max(code, 1 if call.workspace.beside else 0)


_WITHOUT_ROOT = ("demo", "init", "wheels", "test")  # they name the folder that they make
_COMMANDS: dict[str, Callable[[Call], int]] = {
    "": _month,
    "demo": _demo,
    "init": _init,
    "import": _import,
    "generate": _generate,
    "collect": _collect,
    "report": _report,
    "status": _status,
    "remind": _remind,
    "evaluate": _evaluate,
    "rule": _rule,
    "adjust": _adjust,
    "unit": _unit,
    "quota": _quota,
    "figure": _figure,
    "verify": _verify,
    "issue": _issue,
    "template": _template,
    "wheels": _wheels,
    "test": _test,
}
