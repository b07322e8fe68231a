"""The facts of a run's last lines, and the log that keeps what the last lines leave out.

In: an assembled month, receipts, the working folder. Out: :class:`Closing`; lines added to archive/运行日志.txt,
which is no output: it grows with every run, with the time that the run was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from toolkit.core.findings import Severity
from toolkit.core.periods import Period
from toolkit.core.receipts import Told
from toolkit.core.returns import Receipt
from toolkit.core.words import ReturnState
from toolkit.errors import OperatorError
from toolkit.figures.quotas.quotasums import unsplit
from toolkit.inbox.scan import WAITING
from toolkit.outputs.closing import Closing, UnitOpen, command
from toolkit.papers.identity import FINDING_RULINGS, LIGHT_VERDICTS
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.archive.verified import agreed
from toolkit.pipeline.folder.arrivals import held_names, waiting_files
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembled import Month

_DECIDING = (LIGHT_VERDICTS, FINDING_RULINGS)  # in the order in which they are told


def month_closing(
    workspace: Workspace,
    month: Month,
    paths: Sequence[Path],
    corrections: int,
    account: str,
    notes: Sequence[str],
    *,
    moved: bool,
) -> Closing:
    """What a report ends with; what came is added by whoever collected."""
    result = month.result
    seal = workspace.ledger.sealed(result.period)
    return Closing(
        result.period,
        states={
            state: [row.unit.name for row in result.units if row.state == state] for state in ReturnState
        },
        held=held_names(workspace, result.period),
        data_until=chinese_time(result.data_until),
        pending=waiting_files(workspace.inbox / WAITING),
        open=_open(month),
        account=account,
        notes=notes,
        written=Counter(workspace.relative(path.parent) for path in sorted(paths)),
        corrections=corrections,
        sealed=label_of(seal) if seal else "",
        moved=moved,
        verified=draft_agrees(workspace, result.period)
        and not any(state.pending for state in workspace.drafts.states),
        unsplit=unsplit(month.checklist, result.period),
        proposed=bool(workspace.ledger.quota_way(result.period.year)),
        draft=workspace.relative(draft(workspace, result.period)),
    )


def with_arrivals(workspace: Workspace, facts: Closing, receipts: Sequence[Receipt]) -> Closing:
    """The same, with what this run collected."""
    sealed = {str(seal.period): seal.period for seal in workspace.ledger.seals() if not seal.reopened_at}
    accepted = [receipt for receipt in receipts if receipt.status == "accepted"]

    def names(*statuses: str) -> list[str]:
        return [Told((receipt,)).title for receipt in receipts if receipt.status in statuses]

    return replace(
        facts,
        arrived=sum(receipt.status != "skipped" for receipt in receipts),
        accepted=len(accepted),
        late=[sealed[receipt.period] for receipt in accepted if receipt.unit and receipt.period in sealed],
        elsewhere=_elsewhere(
            workspace, [one for one in accepted if one.period not in (str(facts.period), *sealed)]
        ),
        refused=names("refused"),
        pending=names("waiting"),
        unread=names("held", "unread"),
    )


def _elsewhere(workspace: Workspace, receipts: Sequence[Receipt]) -> dict[Period, list[str]]:
    """The units of which returns of other months came, by month."""
    found: dict[Period, list[str]] = {}
    called = {unit.code: unit.name for unit in workspace.checklist.reporting} if receipts else {}
    for receipt in receipts:
        if receipt.unit in called and receipt.period:
            found.setdefault(Period.parse(receipt.period), []).append(called[receipt.unit])
    return found


def draft(workspace: Workspace, period: Period) -> Path:
    """The briefing that the office edits."""
    return workspace.outbox(period, "汇总", f"{period}_专报.docx")


def draft_agrees(workspace: Workspace, period: Period) -> bool:
    """Whether the draft, exactly as it lies there, agreed with the ledger when somebody verified it."""
    data = bytes_at(draft(workspace, period))
    return data is not None and agreed(workspace, period, data)


def given_draft(workspace: Workspace, period: Period) -> Path:
    """The draft, for a command that was given no file; raises OperatorError where there is none."""
    path = draft(workspace, period)
    if not path.is_file():
        raise OperatorError(
            f"还没有{period.chinese}的专报草稿（{workspace.relative(path)}）。请先运行 {command(period, 'report')}，"
            f"或写明要核对的文件。"
        )
    return path


def _open(month: Month) -> list[UnitOpen]:
    counts = Counter((finding.unit, finding.severity) for finding in month.asked)
    return [
        UnitOpen(unit.name, counts[unit.code, Severity.ERROR], counts[unit.code, Severity.QUERY])
        for unit in month.checklist.units
        if counts[unit.code, Severity.ERROR] or counts[unit.code, Severity.QUERY]
    ]


def unread_tables(workspace: Workspace, period: Period) -> Iterator[tuple[str, str]]:
    """Tables of decisions in which somebody wrote since the last report, or that cannot be read: name, what about it."""
    for name in _DECIDING:
        path = workspace.outbox(period, "汇总", f"{period}_{name}.xlsx")
        filled = bytes_at(path) if path.is_file() else b""
        if filled is None:
            yield path.name, "打不开，不知道里面有没有新的填写，请先关闭它"
        elif filled and not workspace.files.is_ours(path, filled):
            yield path.name, f"里有填写还没有读入，请先运行 {command(period, 'report')}"


def chinese_time(moment: datetime | None) -> str:
    """A moment for the terminal."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "尚无数据"
