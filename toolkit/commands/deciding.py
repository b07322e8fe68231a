"""The commands by which the office decides: rule, adjust, quota, evaluate.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from toolkit import terminal
from toolkit.commands.call import Call, finish, say
from toolkit.errors import OperatorError
from toolkit.outputs.closing import after_decision, after_evaluate
from toolkit.pipeline.deciding import adjusting, rulingcommands
from toolkit.pipeline.deciding.aside import put_aside, revoke
from toolkit.pipeline.deciding.proposing import propose_quotas
from toolkit.pipeline.deciding.quotaintake import apply_quotas
from toolkit.pipeline.evaluating import evaluate_year

DAYS_TO_OBJECT = 7


def _evaluate(call: Call) -> int:
    options = call.arguments
    year = options.year or call.period.year
    until = options.until or call.now + timedelta(days=DAYS_TO_OBJECT)
    terminal.print_lines(
        "", evaluate_year(call.workspace, year, until.date(), ranks=options.ranks, progress=terminal.progress)
    )
    return finish(call, 0, [after_evaluate(year)])


def _rule(call: Call) -> int:
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
    if str(call.arguments.file) == "propose" and not call.arguments.file.exists():
        return finish(call, 0, propose_quotas(call.workspace, call.period, call.arguments.by))
    lines, complete = apply_quotas(call.workspace, call.arguments.file)
    terminal.print_lines("", lines)
    return finish(call, 0 if complete else 1, [after_decision(call.period)])


COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "rule": _rule,
    "adjust": _adjust,
    "quota": _quota,
    "evaluate": _evaluate,
}
