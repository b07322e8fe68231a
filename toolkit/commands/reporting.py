"""The commands report and status: the month's papers, and who has reported.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from toolkit import terminal
from toolkit.commands.call import Call, close, detail, finish
from toolkit.core.returns import Receipt
from toolkit.pipeline.asking.statusbygroup import status_by_group
from toolkit.pipeline.record.closing import with_arrivals
from toolkit.pipeline.report import report, status, status_notes


def report_month(call: Call, receipts: Sequence[Receipt] | None = None) -> int:
    """Write the month's papers; ``receipts`` are what the same command collected before."""
    if getattr(call.arguments, "up", None) is not None:
        return _report_up(call)
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
    rows = status(call.workspace, call.period)
    if call.arguments.json:
        terminal.out(json.dumps([terminal.status_json(row) for row in rows]))
    else:
        table, lines = status_by_group(call.period, rows)
        if table:
            terminal.print_status_by_group(call.period, table, lines)
        else:
            terminal.print_status(call.period, rows)
        terminal.print_lines("", status_notes(call.workspace, call.period))
    return 0


COMMANDS: Mapping[str, Callable[[Call], int]] = {"report": report_month, "status": _status}
