"""The command without a name: what came is collected, and the month is reported where anything has been returned.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.commands.call import Call, close
from toolkit.commands.collecting import gather
from toolkit.commands.reporting import report_month
from toolkit.outputs.closing import Closing
from toolkit.pipeline.generate import has_forms
from toolkit.pipeline.record.closing import with_arrivals
from toolkit.pipeline.report import has_returns


def _month(call: Call) -> int:
    result = gather(call, show=call.arguments.verbose)
    code = 1 if result.needs_person else 0
    if has_returns(call.workspace, call.period):
        return max(code, report_month(call, result.receipts))
    return close(
        call,
        with_arrivals(
            call.workspace, Closing(call.period, has_forms(call.workspace, call.period)), result.receipts
        ),
        code,
    )


COMMANDS: Mapping[str, Callable[[Call], int]] = {"": _month}
