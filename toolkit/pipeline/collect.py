"""collect: inbox/ into archive and ledger; nothing is lost, and each file's fate is plain.

In: the root folder, settings, checklist and ledger. Out: receipts and findings. The order is what makes
a run safe to kill: archive first, read in child processes, one ledger transaction an arrival, and only
then the file leaves the inbox.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from toolkit.checklist import snapshot
from toolkit.config import Config
from toolkit.core.findings import Finding, Severity
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt, file_hash
from toolkit.core.secrecy import level_named
from toolkit.errors import OperatorError
from toolkit.inbox.archive import read_object, store_object
from toolkit.inbox.containers.leaf import Unpacked
from toolkit.inbox.containers.unpack import open_arrival
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.scan import Earlier
from toolkit.inbox.worker import Crew, Result
from toolkit.ledger.records import Attribution, Sighting
from toolkit.ledger.rows import arrival_key
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collecting.cluster import readers
from toolkit.pipeline.collecting.context import fingerprint, read_context
from toolkit.pipeline.collecting.files import (
    FOR_A_PERSON,
    ArrivedFile,
    clear_leftovers,
    drop_stale_notes,
    finish,
    leave,
    left_whole,
    new_files,
    take_in,
)
from toolkit.pipeline.collecting.firstlook import first_look
from toolkit.pipeline.collecting.judge import Judge
from toolkit.pipeline.collecting.parcel import Parcel, Piece
from toolkit.pipeline.collecting.pieces import item_of, lying_in, piece_of, piece_of_file
from toolkit.pipeline.collecting.read import ReadContext, ReadItem, ReadReturn, read_return
from toolkit.pipeline.collecting.received import Said, check, forget_gone, said_of, sighted
from toolkit.pipeline.folder.people import check_person
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import known_unit

_LOG = logging.getLogger("toolkit")
_LOCK_SECONDS = 60
_BATCH = 2  # small, so that results are settled while others are read

T = TypeVar("T")
Tick = Callable[[int, int], None]
Tell = Callable[[Sequence[Receipt]], None]


@dataclass(frozen=True)
class CollectResult:
    """What became of every file; ``findings`` of this run's files only."""

    receipts: tuple[Receipt, ...]
    findings: tuple[Finding, ...]
    secret: tuple[Path, ...] = ()  # with a mark of secrecy: they lie where they lay; only the screen tells
    taken: tuple[str, ...] = ()  # of the inbox, whole, by their places below the root: they left

    @property
    def needs_person(self) -> bool:
        """Does anything wait for a person (exit code 1)."""
        waiting = any(receipt.status in FOR_A_PERSON for receipt in self.receipts)
        wrong = any(finding.severity is Severity.ERROR for finding in self.findings)
        return bool(self.secret) or waiting or wrong


def collect(
    root: Path,
    config: Config,
    now: datetime,
    *,
    period: Period | None = None,
    as_unit: str | None = None,
    file: Path | None = None,
    said: Said | None = None,
    by: str = "",
    ledger: Ledger | None = None,
    checklist: Checklist | None = None,
    tick: Tick | None = None,
    tell: Tell | None = None,
    earlier: Earlier | None = None,
    crew: Crew | None = None,
) -> CollectResult:
    """Take in everything that lies in the inbox; run again it changes nothing.

    ``as_unit`` (a unit's name, short name or code) and ``file`` are a decision of ``by`` whose file that is, kept by hash;
    ``said`` when it came, without ``file`` when all that is new came. ``tick`` is told (workbooks read, to read), ``tell`` the
    receipts of each arrival when it is settled; ``earlier`` was seen of the inbox, ``crew`` is of who collects
    again and again. Raises OperatorError, also while another runs.
    """
    if (as_unit is None) != (file is None):
        raise OperatorError(
            "指定单位时要同时写明文件，例如：python run_report.py collect --as 喀什市 inbox/未识别/报表.xlsx"
        )
    check_person(config, by)
    if said is not None:
        check(said, now)
        check_person(config, said.by)
    workspace = Workspace(root)
    workspace.config = config
    checklist = checklist or workspace.checklist
    (root / "archive").mkdir(parents=True, exist_ok=True)
    if workspace.inbox.exists() and not workspace.inbox.is_dir():
        raise OperatorError(f"{workspace.inbox} 是一个文件，应当是文件夹。请把它移走或改名，再运行一次。")
    try:
        with FileLock(root / "archive" / ".collect.lock", timeout=_LOCK_SECONDS):
            ledger = workspace.ledger = ledger or workspace.ledger
            unit = known_unit(workspace, as_unit) if as_unit is not None else None
            period = period or period_of(workspace, now)
            clear_leftovers(root)
            with reading_crew() if crew is None else nullcontext(crew) as crew:
                # It loads its libraries while the files go into the archive.
                crew.start(new_files(root) + (file is not None))
                allowed = level_named(config.briefing.secrecy)
                files, left, secret = take_in(root, file, partial(first_look, crew, allowed), earlier)
                if file is not None and file.resolve() in {path.resolve() for path in secret}:
                    file = said = None  # whose it is and when it came is nobody's to say here
                sightings = sighted(ledger, files, now)
                if unit is not None and file is not None:
                    _attribute(ledger, files, file, unit.code, now, by)
                if said is not None:
                    sightings |= said_of(ledger, files, file, said, sightings, now)
                run = _Run(root, config, period, ledger, checklist, crew, sightings)
                run.tell = tell or run.tell
                result = run.collect(files, tick or (lambda _done, _total: None))
                run.tell(left)
                return replace(result, receipts=(*result.receipts, *left), secret=tuple(secret))
    except Timeout:
        raise OperatorError("另一个汇总程序正在收取 inbox，请等它结束后再运行。") from None


def reading_crew() -> Crew:
    """Child processes that read what arrives."""
    return Crew(preload=[read_return.__module__])


def _attribute(
    ledger: Ledger, files: Sequence[ArrivedFile], file: Path, unit: str, now: datetime, by: str
) -> None:
    named = next(item for item in files if item.path.resolve() == file.resolve())
    ledger.attribute(Attribution(named.sha256, unit, None, now, by.strip()))


class _Run:
    """One run of collect: what stays the same for all files of it."""

    def __init__(
        self,
        root: Path,
        config: Config,
        period: Period,
        ledger: Ledger,
        checklist: Checklist,
        crew: Crew,
        sightings: Mapping[str, Sighting],
    ) -> None:
        self._root, self._ledger, self._config, self._crew = root, ledger, config, crew
        self._period, self._checklist, self._sightings = period, checklist, sightings
        self.tell: Tell = lambda _receipts: None
        with ledger.transaction():  # one state of it, read at once
            if not ledger.has_checklist(checklist.digest):
                ledger.save_checklist(checklist.digest, snapshot.to_json(checklist))
            self._context = read_context(ledger, config, checklist, period)
            self._submitted = {file_hash(one) for one in ledger.submitted()} | ledger.pack_hashes()
            self._waiting = {waiting.sha256: waiting for waiting in ledger.all_waiting()}
            self._said = ledger.attributions()
        self._others: dict[Period, ReadContext] = {}  # of months that returns turn out to be of

    @cached_property
    def _judged_by(self) -> str:
        """Worked out where something waits only: it looks through the whole program."""
        return fingerprint(self._context)

    def collect(self, files: Sequence[ArrivedFile], tick: Tick) -> CollectResult:
        """Judge all files, oldest first, while later ones are still being read, and let them leave."""
        files, receipts = self._without_held(files)
        parcels = [
            Parcel(file, pieces, self._sightings[file.sha256])
            for file, pieces in zip(files, self._pieces(files), strict=True)
        ]
        parcels.sort(key=Parcel.order)
        wanted = self._wanted(parcels)
        results: dict[str, Result[ReadReturn]] = {}
        taken: list[str] = []
        with (
            closing(self._read(wanted)) as reading,
            ThreadPoolExecutor() as pool,
            self._ledger.many_transactions(),
        ):
            judge = Judge(
                self._root,
                self._ledger,
                self._context.units,
                self._period,
                lambda: self._judged_by,
                self._waiting,
                self._said,
                pool,
                self._submitted,
                self._ledger.arrivals(),
            )
            for parcel in parcels:
                for piece in parcel.pieces:
                    while piece.sha256 in wanted and piece.sha256 not in results:
                        sha256, result = next(reading)
                        results[sha256] = result
                        tick(len(results), len(wanted))
                settled = self._settle(judge, replace(parcel, read=results))
                self.tell(settled)
                receipts += settled
                taken += left_whole(self._root, parcel.file, settled)
        forget_gone(self._ledger, self._root, receipts)
        drop_stale_notes(self._root)
        return CollectResult(tuple(receipts), tuple(judge.findings), taken=tuple(taken))

    def _settle(self, judge: Judge, parcel: Parcel) -> Sequence[Receipt]:
        """Into the ledger, out of the inbox; a bug of ours costs this arrival only, which then stays."""
        file = parcel.file
        try:
            settled = judge.settle(parcel)
        except OperatorError:
            raise
        except Exception:
            _LOG.exception("%s", file.name)
            finding = Unreadable("E823").finding(file.name)
            judge.findings.append(finding)
            return [Receipt(file.name, file.sha256, "refused", reason=finding.problem, remedy=finding.remedy)]
        moments = {piece.sha256: parcel.received(piece) for piece in parcel.pieces}
        stays = finish(self._root, file, settled, {file.sha256: parcel.sighting.seen} | moments)
        if stays is None:
            return settled
        if stays.status == "held":
            self._ledger.hold_arrival(file.sha256, file.name, file.saved)
        return [*settled, stays]

    def _without_held(self, files: Sequence[ArrivedFile]) -> tuple[list[ArrivedFile], list[Receipt]]:
        """Files that were dealt with in an earlier run leave now, or are still open and said to be."""
        known = self._ledger.held_arrivals()
        fresh, receipts = [], []
        for file in files:
            if file.outside or arrival_key(file.sha256, file.name, file.saved) not in known:
                fresh.append(file)
            elif stays := leave(file):
                receipts.append(stays)
        self.tell(receipts)
        return fresh, receipts

    def _pieces(self, files: Sequence[ArrivedFile]) -> Iterator[tuple[Piece, ...]]:
        """What each arrival holds; containers are opened in child processes."""
        containers = {file.sha256: file.name for file in files if file.container}
        loaded = (
            [(name, read_object(self._root, sha256)) for sha256, name in batch]
            for batch in _batches(list(containers.items()))
        )
        results = self._crew.run(open_arrival, loaded) if containers else iter(())
        opened = {
            sha256: self._opened(name, sha256, result)
            for (sha256, name), result in zip(containers.items(), results, strict=True)
        }
        for file in files:
            if file.container:
                yield lying_in(file.folder, opened[file.sha256])
            else:
                yield (piece_of_file(file, self._waiting.get(file.sha256)),)

    def _opened(self, name: str, sha256: str, result: Result[Unpacked]) -> tuple[Piece, ...]:
        if result.value is not None:
            return self._stored(result.value)
        fault = result.error or Unreadable("E823")
        return (Piece(name, sha256, "refused", finding=fault.finding(name)),)

    def _stored(self, unpacked: Unpacked) -> tuple[Piece, ...]:
        """The leaves as pieces, each in the archive under its own hash."""
        for leaf in unpacked.leaves:
            if leaf.path:  # else it is the arrival itself, which is there already
                store_object(self._root, leaf.data)
        return tuple(piece_of(leaf, self._waiting.get(leaf.sha256)) for leaf in unpacked.leaves)

    def _wanted(self, parcels: Sequence[Parcel]) -> dict[str, ReadItem]:
        """Every workbook and readable document that was not read before, each content once, in the order of the parcels."""
        wanted: dict[str, ReadItem] = {}
        for parcel in parcels:
            for piece in parcel.pieces:
                said = self._said.get(piece.sha256) or self._said.get(parcel.file.sha256)
                if piece.is_read and piece.sha256 not in wanted and self._is_new(piece, said):
                    wanted[piece.sha256] = item_of(piece, said)
        return wanted

    def _read(self, wanted: dict[str, ReadItem]) -> Generator[tuple[str, Result[ReadReturn]], None, None]:
        """Hash and result of each, in the same order."""
        if not wanted:
            return
        with readers(self._config, self._crew, len(wanted)) as reader:
            read = reader.run(partial(read_return, self._context), self._loaded(wanted))
            for (sha256, item), result in zip(wanted.items(), read, strict=True):
                if result.value is not None and result.value.period not in (None, *self._context.sent):
                    result = self._read_again(sha256, item, result.value)
                if result.detail:
                    _LOG.error("%s: %s", item.name, result.detail)
                yield sha256, result

    def _read_again(self, sha256: str, item: ReadItem, first: ReadReturn) -> Result[ReadReturn]:
        """A return of a month far off: read against what is known of that month, the forms sent out then."""
        month = first.period
        assert month is not None  # noqa: S101 - for mypy; the caller has looked
        if month not in self._others:
            self._others[month] = read_context(self._ledger, self._config, self._checklist, month)
        again = replace(item, data=read_object(self._root, sha256))
        return next(self._crew.run(partial(read_return, self._others[month]), [[again]]))

    def _is_new(self, piece: Piece, said: Attribution | None) -> bool:
        waiting = self._waiting.get(piece.sha256)
        judged = waiting is not None and waiting.context == self._judged_by and said is None
        return piece.sha256 not in self._submitted and not judged

    def _loaded(self, wanted: dict[str, ReadItem]) -> Iterator[list[ReadItem]]:
        """Batches with their bytes, loaded only when it is their turn."""
        for batch in _batches(list(wanted.items())):
            yield [replace(item, data=read_object(self._root, sha256)) for sha256, item in batch]


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Even batches: enough for all processors, none large."""
    size = max(1, min(_BATCH, -(-len(items) // (os.cpu_count() or 1))))
    for start in range(0, len(items), size):
        yield items[start : start + size]
