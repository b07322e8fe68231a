"""The commands on papers of their own: verify and issue of the briefing that the office edits, and burden.

In: the command line. Out: printed Chinese, exit codes. Heavy libraries are imported where they are needed.
"""

from __future__ import annotations

import sys

from toolkit import terminal
from toolkit.running import Call, finish, say, shortened


def _verify(call: Call) -> int:
    from toolkit.outputs.closing import after_verify
    from toolkit.pipeline.briefing import verify_file
    from toolkit.pipeline.closing import draft, given_draft

    file = call.arguments.file or given_draft(call.workspace, call.period)
    found = verify_file(call.workspace, file, call.period)
    lines = shortened(call, f"核对 {file.name}", found.lines)
    given = "" if file == draft(call.workspace, call.period) else call.workspace.named(file)
    say([*lines, *after_verify(found.period, file.name, found.clean, given=given, sealed=found.sealed)])
    return 0 if found.clean else 1


def _issue(call: Call) -> int:
    from toolkit.outputs.closing import after_issue
    from toolkit.pipeline import issued, issuing
    from toolkit.pipeline.people import check_person

    options, workspace, period = call.arguments, call.workspace, call.period
    last: list[str] = []
    check_person(workspace.config, options.name)
    if options.list:
        lines = issued.register(workspace)
    elif options.reopen:
        lines = issued.reopen(workspace, period, options.reopen, options.name, call.now)
    else:
        ready = issuing.prepare(workspace, period, options.file, call.now)
        given = issuing.Consent(options.yes, options.despite, options.name)
        issuing.settle(ready, given, terminal.ask if sys.stdin.isatty() else None, print)
        lines = issuing.issue(workspace, ready, call.now, given)
        last = [after_issue(period)]
    terminal.print_lines("", lines)
    return finish(call, 0, last)


def _burden(call: Call) -> int:
    from toolkit.pipeline.burden import burden

    return finish(call, 0, burden(call.workspace, call.period))


COMMANDS = {"verify": _verify, "issue": _issue, "burden": _burden}
