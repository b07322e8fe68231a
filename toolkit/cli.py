"""What a user can ask for: reads the command line, runs one stage, prints what came of it.

Exit codes: 0 done; 1 done, but something waits for a person (said in the last lines); 2 could not
run (one sentence why). Heavy libraries are imported inside the command that needs them.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from toolkit import cli_desk, cli_founding, cli_keeping, cli_papers, lastrun, terminal
from toolkit.commandline import make_parser
from toolkit.errors import OperatorError
from toolkit.running import (
    Call,
    alone,
    close,
    detail,
    finish,
    gather,
    keep_said,
    may_be_said_again,
    renew_desk,
    say,
    units_moved,
)

if TYPE_CHECKING:
    from toolkit.core.returns import Receipt

DAYS_TO_OBJECT = 7


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    terminal.prepare()
    argv = sys.argv[1:] if argv is None else argv
    arguments = make_parser().parse_args(argv)
    try:
        from toolkit.pipeline.workspace import Workspace

        workspace = Workspace(arguments.root.resolve(), progress=terminal.progress)
        call = Call(arguments, workspace, arguments.now or datetime.now())
        if not (arguments.json or arguments.command in _WITHOUT_ROOT):
            for line in terminal.folder_lines(workspace.root):
                terminal.beside(line)
        if getattr(arguments, "file", None) is not None:
            arguments.file = call.workspace.given(arguments.file)
        before = lastrun.seen(workspace.root) if may_be_said_again(call) else None
        with alone(call) as cut_off:
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
                keep_said(call, argv, before, code)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has stopped reading: nothing is lost, and there is nobody to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
        return 0
    except Exception as error:
        from toolkit.pipeline.mishaps import told

        print(told(error, arguments.root), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止。再运行一次会接着做完。", file=sys.stderr)
        return 130
    return code


def _run(call: Call) -> int:
    moved = call.arguments.command not in _WITHOUT_ROOT and units_moved(call)
    try:
        return max(_COMMANDS[call.arguments.command or ""](call), 1 if moved else 0)
    finally:
        # What a killed run left of outputs goes.
        if call.workspace.cut_off or "files" in vars(call.workspace):
            call.workspace.sweep()


def _month(call: Call) -> int:
    from toolkit.outputs.closing import Closing
    from toolkit.pipeline.closing import with_arrivals
    from toolkit.pipeline.generate import has_forms
    from toolkit.pipeline.report import has_returns

    result = gather(call, show=call.arguments.verbose)
    code = 1 if result.needs_person else 0
    if has_returns(call.workspace, call.period):
        return max(code, _report(call, result.receipts))
    return close(
        call,
        with_arrivals(
            call.workspace, Closing(call.period, has_forms(call.workspace, call.period)), result.receipts
        ),
        code,
    )


def _demo(call: Call) -> int:
    from toolkit.demo.examples import EXAMPLES
    from toolkit.demo.run import run_demo

    options = call.arguments
    example = EXAMPLES[options.example] if options.example else None
    return 0 if run_demo(options.folder.resolve(), print, options.months, example) else 1


def _wheels(call: Call) -> int:
    from toolkit.pipeline.wheels import fetch_wheels

    options = call.arguments
    terminal.print_lines("", fetch_wheels(options.folder.resolve(), options.target, options.python))
    return 0


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
    terminal.print_lines("汇总前要改好的设置：", result.faults)
    return finish(call, 1 if result.faults else 0, result.last)


def _collect(call: Call) -> int:
    from toolkit.outputs.closing import Closing, after_collect
    from toolkit.pipeline.closing import with_arrivals

    result = gather(call, show=True)
    say(after_collect(with_arrivals(call.workspace, Closing(call.period), result.receipts)))
    return 1 if result.needs_person else 0


def _report(call: Call, receipts: Sequence[Receipt] | None = None) -> int:
    if getattr(call.arguments, "up", None) is not None:
        return _report_up(call)
    from toolkit.pipeline.closing import with_arrivals
    from toolkit.pipeline.report import report

    result = report(call.workspace, call.period, call.now, progress=terminal.progress)
    head = f"{call.period.chinese}汇总完成："
    detail(call, "汇总", terminal.indented(head, result.lines), call.arguments.verbose)
    facts = result.closing if receipts is None else with_arrivals(call.workspace, result.closing, receipts)
    return close(call, facts, 1 if result.needs_person else 0)


def _report_up(call: Call) -> int:
    from toolkit.pipeline.levels.filling import fill_up

    form = call.workspace.given(call.arguments.up)
    lines, agrees = fill_up(call.workspace, form, call.arguments.period, call.period)
    detail(call, "上报", lines, True)
    return finish(call, 0 if agrees else 1)


def _status(call: Call) -> int:
    from toolkit.pipeline.report import status, status_notes

    rows = status(call.workspace, call.period)
    if call.arguments.json:
        terminal.out(json.dumps([terminal.status_json(row) for row in rows]))
    else:
        terminal.print_status(call.period, rows)
        terminal.print_lines("", status_notes(call.workspace, call.period))
    return 0


def _remind(call: Call) -> int:
    from toolkit.outputs.closing import written_line
    from toolkit.pipeline.remind import remind

    result = remind(call.workspace, call.period, call.now)
    for item in result.reminders:
        print(f"{item.stage}  {item.unit.name}：{item.owed}")
    if not result.reminders:
        print("现在没有需要催报的单位。")
    if result.chat:
        print(f"\n{result.chat}")
    written = Counter(call.workspace.relative(path.parent) for path in result.paths)
    terminal.print_lines("", [written_line(written)] if written else [])
    step = f"把 outbox/{call.period}/邮件 里的催报草稿发出，群消息发到工作群。"
    return finish(call, 0, [f"接下来做：{step}"] if result.reminders and result.chat else ())


def _template(call: Call) -> int:
    from toolkit.pipeline.briefing import check_templates

    faults = check_templates(call.workspace)
    terminal.print_lines("模板有需要修改的地方：", faults)
    if not faults:
        print("模板没有问题。")
    return 1 if faults else 0


def _evaluate(call: Call) -> int:
    from toolkit.outputs.closing import after_evaluate
    from toolkit.pipeline.evaluating import evaluate_year

    options = call.arguments
    year = options.year or call.period.year
    until = options.until or call.now + timedelta(days=DAYS_TO_OBJECT)
    terminal.print_lines(
        "", evaluate_year(call.workspace, year, until.date(), ranks=options.ranks, progress=terminal.progress)
    )
    return finish(call, 0, [after_evaluate(year)])


def _rule(call: Call) -> int:
    from toolkit.outputs.closing import after_decision
    from toolkit.pipeline import rulingcommands
    from toolkit.pipeline.aside import put_aside, revoke

    options, workspace, period = call.arguments, call.workspace, call.period
    by = (options.reason, options.name, call.now)
    actions: dict[str, Callable[[], list[str]]] = {
        "list": lambda: rulingcommands.ruling_lines(workspace, period),
        "aside": lambda: put_aside(workspace, period, options.target, *by),
        "accept": lambda: rulingcommands.accept(workspace, period, options.target, options.unit, *by),
        "exclude": lambda: rulingcommands.exclude(workspace, period, options.unit, options.target, *by),
        "withdraw": lambda: rulingcommands.withdraw(workspace, period, options.unit, options.version, *by),
        "pin": lambda: rulingcommands.pin(workspace, period, options.unit, options.version, *by),
        "revoke": lambda: revoke(workspace, period, _number(options.target), call.now),
    }
    rests_on_it = options.action in ("accept", "exclude", "withdraw", "pin")
    say([*actions[options.action](), *([after_decision(period)] if rests_on_it else ())])
    return 0


def _adjust(call: Call) -> int:
    from toolkit.outputs.closing import after_decision
    from toolkit.pipeline import adjusting

    options, workspace = call.arguments, call.workspace
    if options.list:
        lines = adjusting.listed(workspace, call.period)
    elif options.withdraw is not None:
        lines = adjusting.withdraw_adjustment(workspace, options.withdraw, call.now)
    elif options.number is not None:
        lines = adjusting.confirm(workspace, options.number, options.confirmed, call.now)
    else:
        what = (options.unit, options.place, options.value, options.reason, options.name)
        lines = adjusting.adjust(workspace, call.period, *what, call.now, options.confirmed)
    say(lines if options.list else [*lines, after_decision(call.period)])
    return 0


def _number(text: str) -> int:
    if not text.isdigit():
        raise OperatorError("要撤销哪一条？请写裁定编号，编号用 rule list 查看。")
    return int(text)


def _quota(call: Call) -> int:
    from toolkit.outputs.closing import after_decision
    from toolkit.pipeline.proposing import propose_quotas
    from toolkit.pipeline.quotaintake import apply_quotas

    if str(call.arguments.file) == "propose" and not call.arguments.file.exists():
        return finish(call, 0, propose_quotas(call.workspace, call.period, call.arguments.by))
    lines, complete = apply_quotas(call.workspace, call.arguments.file)
    terminal.print_lines("", lines)
    return finish(call, 0 if complete else 1, [after_decision(call.period)])


def _audit(call: Call) -> int:
    from toolkit.pipeline.audit import audit

    lines, whole = audit(call.workspace, call.period)
    say(lines)
    return 0 if whole else 1


def _figure(call: Call) -> int:
    from toolkit.pipeline.asking import figure_lines

    say(figure_lines(call.workspace, call.period, call.arguments.key))
    return 0


def _keeping(call: Call) -> int:
    return cli_keeping.COMMANDS[call.arguments.command](call.workspace, call.arguments, call.now)


def _test(call: Call) -> int:
    raise OperatorError("测试请在安装文件夹里运行：python run_report.py test")


_WITHOUT_ROOT = ("demo", "init", "wheels", "test")  # they name the folder that they make
_COMMANDS: dict[str, Callable[[Call], int]] = {
    "": _month,
    "demo": _demo,
    **cli_founding.COMMANDS,
    "generate": _generate,
    "collect": _collect,
    "report": _report,
    "status": _status,
    "remind": _remind,
    "evaluate": _evaluate,
    "rule": _rule,
    "adjust": _adjust,
    "quota": _quota,
    "audit": _audit,
    "figure": _figure,
    **cli_papers.COMMANDS,
    **cli_desk.COMMANDS,
    **dict.fromkeys(cli_keeping.COMMANDS, _keeping),
    "template": _template,
    "wheels": _wheels,
    "test": _test,
}
