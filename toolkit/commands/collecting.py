"""The command collect: what lies in inbox/ is read, and every arrival's fate is said.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit import terminal
from toolkit.commands.call import Call, detail, say
from toolkit.inbox.scan import Earlier
from toolkit.outputs.closing import Closing, after_collect
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.collecting.firstlook import check_folder, set_aside
from toolkit.pipeline.collecting.received import Said
from toolkit.pipeline.deciding.exports import ask_maps, take_in_maps
from toolkit.pipeline.record.closing import with_arrivals


def gather(call: Call, *, show: bool) -> CollectResult:
    """Collect; every receipt and finding goes to the log, and to the screen where ``show``."""
    workspace, options = call.workspace, call.arguments
    aside = getattr(options, "secret_to", None)
    if aside is not None:
        check_folder(workspace.root, aside)
    confirmed = take_in_maps(workspace, call.now)
    detail(call, "导出表", confirmed.lines, show)
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
            by=getattr(options, "name", ""),
            ledger=workspace.ledger,
            checklist=workspace.checklist,
            tick=tick,
            earlier=_earlier(call),
            tell=lambda receipts: detail(call, "来件", [*terminal.receipt_lines(receipts, units)], show),
        )
    call.taken.extend(result.taken)
    if result.secret:  # never through detail: nothing of them is logged
        terminal.only_now(
            terminal.secret_lines(result.secret) if aside is None else [*set_aside(result.secret, aside)]
        )
    if any(receipt.status in ("held", "unread") for receipt in result.receipts):
        terminal.only_now()
    if not result.receipts and not result.secret and show:
        say(["inbox 里没有新的来件。"])
    detail(call, "读取", [*terminal.read_lines(result.receipts, result.findings, units)], show)
    detail(call, "导出表", ask_maps(workspace, call.period, confirmed), show)
    return result


def _earlier(call: Call) -> Earlier | None:
    """What was seen of the inbox when the command began."""
    if call.before is None:
        return None
    above = f"{call.workspace.inbox.name}/"
    files = call.before.files.items()
    stamps = {path.removeprefix(above): mark[:2] for path, mark in files if path.startswith(above)}
    return Earlier(call.before.at, stamps)


def _collect(call: Call) -> int:
    result = gather(call, show=True)
    say(after_collect(with_arrivals(call.workspace, Closing(call.period), result.receipts)))
    return 1 if result.needs_person else 0


COMMANDS: Mapping[str, Callable[[Call], int]] = {"collect": _collect}
