"""When files came, and which have gone: as collect first saw them, as the ledger remembers it, or as a person says.

In: the files of a run, the ledger and the time of the run. Out: a Sighting by hash. It is written down
before anything is made of a file, so that a run that is cut short changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from toolkit.core.returns import Receipt
from toolkit.errors import OperatorError
from toolkit.ledger.records import Sighting
from toolkit.ledger.store import Ledger
from toolkit.pipeline.archive.exchange import this_computer
from toolkit.pipeline.collecting.files import ArrivedFile


@dataclass(frozen=True)
class Said:
    """What a person says of when files came (``--received``, ``--name``)."""

    received: datetime
    by: str


def check(said: Said, now: datetime) -> None:
    """Raises OperatorError for what cannot be, or is nobody's word."""
    if not said.by.strip():
        raise OperatorError(
            "认定收到时间要写明是谁认定的，例如：python run_report.py collect --received 2024-06-25T16:00 --name 王敏"
        )
    if said.received > now:
        raise OperatorError(f"收到时间 {said.received:%Y-%m-%d %H:%M} 比现在还晚，没有改动。请核对后再运行。")


def sighted(ledger: Ledger, files: Sequence[ArrivedFile], now: datetime) -> dict[str, Sighting]:
    """When each file was first seen: now, unless the ledger knows better."""
    known = {one.sha256: Sighting(one.received) for one in ledger.all_waiting()} | ledger.sightings()
    new = [sha256 for sha256 in dict.fromkeys(file.sha256 for file in files) if sha256 not in known]
    ledger.sight(new, now)
    return known | dict.fromkeys(new, Sighting(now))


def said_of(
    ledger: Ledger,
    files: Sequence[ArrivedFile],
    named: Path | None,
    said: Said,
    sightings: Mapping[str, Sighting],
    now: datetime,
) -> dict[str, Sighting]:
    """The files that a person means, the one named or all that are new, with the time that he says."""
    if named is not None:
        meant = [file for file in files if file.path.resolve() == named.resolve()]
    else:
        meant = [file for file in files if sightings[file.sha256].seen == now and not file.waiting]
    result = {}
    for file in meant:
        seen = sightings[file.sha256]
        ledger.say_received(file.sha256, seen.seen, said.received, said.by, now)
        result[file.sha256] = replace(seen, received=said.received, by=said.by)
    return result


def forget_gone(ledger: Ledger, root: Path, receipts: Sequence[Receipt]) -> None:
    """What a person took out of 未识别 waits no more."""
    open_now = {r.sha256 for r in receipts if r.status in ("refused", "waiting")}
    keepers, own = ledger.keepers(), this_computer(root)
    unnoted = "" if ledger.on_server else own  # another computer may be at it at this moment
    for waiting in ledger.all_waiting():
        if waiting.sha256 not in open_now and keepers.get(waiting.sha256, unnoted) == own:
            ledger.forget_waiting(waiting.sha256)
