"""The commands on the briefing that the office edits and on templates: verify, issue, template.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.commands.call import Call, finish, say, shortened
from toolkit.outputs.closing import after_issue, after_verify
from toolkit.pipeline.folder.people import check_person
from toolkit.pipeline.issue import issued, issuing
from toolkit.pipeline.issue.briefing import check_templates, verify_file
from toolkit.pipeline.record.closing import draft, given_draft


def _verify(call: Call) -> int:
    file = call.arguments.file or given_draft(call.workspace, call.period)
    found = verify_file(call.workspace, file, call.period)
    lines = shortened(call, f"核对 {file.name}", found.lines)
    given = "" if file == draft(call.workspace, call.period) else call.workspace.named(file)
    say([*lines, *after_verify(found.period, file.name, found.clean, given=given, sealed=found.sealed)])
    return 0 if found.clean else 1


def _issue(call: Call) -> int:
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


def _template(call: Call) -> int:
    faults = check_templates(call.workspace)
    terminal.print_lines("模板有需要修改的地方：", faults)
    if not faults:
        print("模板没有问题。")
    return 1 if faults else 0


COMMANDS: Mapping[str, Callable[[Call], int]] = {"verify": _verify, "issue": _issue, "template": _template}
