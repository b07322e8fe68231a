"""What becomes of one arrival: its returns, attachments and refusals go into the ledger at once.

In: the arrival, its pieces and what reading made of them; out: one ledger transaction and a receipt
for every piece. Filing in the archive comes before the commit and is safe to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from toolkit.core.findings import Finding
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt, ReceiptStatus, Submission, share_id
from toolkit.core.value_text import shown_name
from toolkit.inbox.archive import file_as, file_object, filed_path
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.pictures import STAMPED
from toolkit.inbox.signals import Names
from toolkit.ledger.records import ArrivalKey, ArrivalRecord, Attachment, Attribution, PackRecord, Waiting
from toolkit.ledger.rows import arrival_key
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collecting import documents
from toolkit.pipeline.collecting.before import known_before
from toolkit.pipeline.collecting.filing import (
    SPARE,
    filing_findings,
    is_spare,
    mail_findings,
    reasons_to_wait,
)
from toolkit.pipeline.collecting.months import named_month
from toolkit.pipeline.collecting.newer import standing, version_findings
from toolkit.pipeline.collecting.packs import ReturnedPack
from toolkit.pipeline.collecting.parcel import Parcel, Piece
from toolkit.pipeline.collecting.pieces import nothing_in
from toolkit.pipeline.collecting.read import ReadReturn


@dataclass
class Judge:
    """Puts parcels into the ledger; ``findings`` gathers what the run has to say."""

    root: Path
    ledger: Ledger
    units: Sequence[Unit]
    period: Period
    context: Callable[[], str]  # what waiting files are judged against
    waiting: Mapping[str, Waiting]  # from earlier runs, by hash
    said: Mapping[str, Attribution]  # by people, by hash
    pool: Executor
    submitted: set[str]  # hashes of the workbooks that the ledger has
    arrived: set[ArrivalKey]  # what the ledger knows the fate of
    findings: list[Finding] = field(default_factory=list)
    _copies: list[Future[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._finder = Names(self.units)
        self._called: dict[str, str] = {}  # what came in this run, with the folders that it lay in
        self._by_code = {unit.code: unit for unit in self.units}
        self._known = (self._by_code.get, self.ledger, self.period, self._finder)

    def settle(self, parcel: Parcel) -> tuple[Receipt, ...]:
        """One transaction: everything that the arrival holds, or nothing. Told twice, nothing changes."""
        file = parcel.file
        with self.ledger.transaction():
            key = arrival_key(file.sha256, file.name, file.saved)
            known: tuple[Receipt, ...] = ()  # what became of exactly this arrival before
            if key in self.arrived:
                known = self.ledger.arrival_receipts(file.sha256, file.name, file.saved) or ()
            if known and all(receipt.status not in ("refused", "waiting") for receipt in known):
                return known
            ordered = sorted(parcel.pieces, key=lambda piece: (parcel.written(piece), piece.name))
            books = [one for one in ordered if documents.is_book(parcel, one)]
            books.sort(key=lambda one: (read := parcel.value_of(one)) is not None and read.blank_form)
            receipts: list[Receipt] = []
            for piece in books:
                spare = is_spare(parcel.value_of(piece), piece, receipts, *self._known)
                left = [self._receipt(piece, "skipped", reason=SPARE)]
                receipts += left if spare else self._book(parcel, piece)
            receipts += self._attachments(parcel, receipts)
            receipts += [self._refused(parcel, piece) for piece in parcel.pieces if piece.kind == "refused"]
            if all(receipt.status == "skipped" for receipt in receipts):
                receipts.append(self._refused(parcel, nothing_in(parcel)))
            # What this very arrival brought in a run that was cut short is no duplicate of itself.
            taken = {one.sha256: one for one in known if one.status in ("accepted", "attachment")}
            receipts = [taken.get(one.sha256, one) if one.status == "duplicate" else one for one in receipts]
            still_waiting = all(receipt.status in ("refused", "waiting", "skipped") for receipt in receipts)
            if not (file.waiting and still_waiting):
                sender = next((piece.sender for piece in parcel.pieces if piece.sender), "")
                record = ArrivalRecord(file.sha256, file.name, file.saved, file.size, sender)
                self.ledger.record_arrival(record, receipts)
                self.arrived.add(key)
            # Before the commit: what the ledger has is not looked at again, so its copies must be there.
            self._wait_for_filing()
        return tuple(receipts)

    def _wait_for_filing(self) -> None:
        """Until the copies under readable names are on the disk."""
        while self._copies:
            self._copies.pop().result()

    def _book(self, parcel: Parcel, piece: Piece) -> Sequence[Receipt]:
        """One receipt, of an export one for each unit: the first has its account."""
        result = parcel.read.get(piece.sha256)
        export = result.value.export if result is not None and result.value is not None else None
        if result is None or result.value is None or export is None or piece.sha256 in self.submitted:
            return [self._workbook(parcel, piece)]
        shares = (replace(result.value, **vars(one)) for one in export.shares)
        found = [self._accept(parcel, piece, share, shared=True) for share in shares]
        return [self._with_words(replace(found[0], reason=export.told), piece), *found[1:]]

    def _workbook(self, parcel: Parcel, piece: Piece) -> Receipt:
        """Its fate; a return that is taken bears itself what the mail around it says of figures."""
        receipt, result = self._judged(parcel, piece), parcel.read.get(piece.sha256)
        is_pack = result is not None and result.value is not None and result.value.pack is not None
        return receipt if receipt.status == "accepted" and not is_pack else self._with_words(receipt, piece)

    def _with_words(self, receipt: Receipt, piece: Piece) -> Receipt:
        said = list(mail_findings(piece, receipt.unit))
        self.findings += said
        return replace(receipt, reason=" ".join([receipt.reason, *(one.problem for one in said)]).strip())

    def _judged(self, parcel: Parcel, piece: Piece) -> Receipt:
        again = self._again(parcel, piece) if piece.sha256 in self.submitted else None
        if again is not None:
            return again
        result = parcel.read.get(piece.sha256)
        if result is None:  # judged in an earlier run, and nothing has changed since
            waiting = self.waiting[piece.sha256]
            return self._waiting(parcel, piece, waiting.findings, waiting.status)
        if result.value is None:
            fault = result.error or Unreadable("E823")
            return self._waiting(parcel, piece, (fault.finding(piece.name),), "refused")
        if result.value.pack is not None:
            return self._accept_pack(parcel, piece, result.value.pack)
        stops = reasons_to_wait(result.value, piece, *self._known)
        if stops:
            of_the_file = stops[0].code.startswith("E8")
            return self._waiting(parcel, piece, stops, "refused" if of_the_file else "waiting")
        return self._accept(parcel, piece, result.value)

    def _again(self, parcel: Parcel, piece: Piece) -> Receipt | None:
        """The same bytes once more; None when the ledger has them not after all (undone by a fault)."""
        named = partial(self._names_another_month, parcel, piece)
        before = known_before(self.ledger, piece.sha256, named)
        if before is None:
            return None
        if before.named is not None:
            finding = before.asked(piece.name, self._name(before.unit))
            return self._waiting(parcel, piece, (finding,), "waiting")
        self._found_its_place(piece)
        return self._receipt(piece, "duplicate", before.unit, before.period, before.version, before.reason)

    def _names_another_month(self, parcel: Parcel, piece: Piece, known: Period) -> Period | None:
        """The other month that name or letter speak of, unless a person has said whose it is."""
        return None if self._said(parcel, piece) else named_month(piece, self.period, known, self._finder)

    def _said(self, parcel: Parcel, piece: Piece) -> Attribution | None:
        """A person's decision whose it is."""
        return self.said.get(piece.sha256) or self.said.get(parcel.file.sha256)

    def _accept(self, parcel: Parcel, piece: Piece, read: ReadReturn, *, shared: bool = False) -> Receipt:
        assert read.period is not None  # noqa: S101 - for mypy; reasons_to_wait has looked
        unit, period, received = read.unit, read.period, parcel.received(piece)
        version = self.ledger.next_version(unit, period)
        path = filed_path(self.root, piece.sha256, period, self._name(unit), version, received, piece.name)
        # The disk is slow: the copy is written while the ledger takes the cells.
        self._copies.append(self.pool.submit(file_object, self.root, piece.sha256, path))
        held = self.ledger.sealed(period) is not None
        rivals = self.ledger.rivals(unit, period, read.part) if version > 1 else []
        rivals = [replace(one, name=self._called.get(one.sha256, one.name)) for one in rivals]
        self._called[piece.sha256] = piece.called
        where = standing(parcel.age(piece), rivals, read.cells, self.ledger.cells, piece.called)
        if held:
            filed = {"filed": period.chinese}
            self.findings.append(Finding("E756", unit=unit, address=piece.name, values=filed))
        told = (piece, read, self.period, self._finder, self._name, where.newer is None)
        filing = [] if shared else list(filing_findings(*told))
        filing += version_findings(piece.called, read.unit, self._name(read.unit), version, where)
        submission = Submission(
            sha256=share_id(piece.sha256, period, unit) if shared else piece.sha256,
            file=path,
            original_name=piece.name,
            unit=unit,
            period=period,
            received=received,
            version=version,
            cells=read.cells,
            blank=read.blank,
            checklist_digest=read.digest,
            sender=piece.sender,
            confidence=read.confidence,
            evidence=read.evidence,
            received_by=where.age.by,
        )
        mailed = () if shared else mail_findings(piece, unit)
        said = (*read.conflicts, *read.findings, *filing, *mailed)
        findings = [replace(finding, file=path) for finding in said]
        self.ledger.add_submission(
            submission,
            findings,
            part=read.part,
            age=where.age,
            held=held,
            fingerprint=read.fingerprint,
        )
        self.submitted.add(piece.sha256)
        self._found_its_place(piece)
        self.findings += findings
        reason = " ".join(finding.problem for finding in filing)
        return self._receipt(piece, "accepted", unit, period, version, reason)

    def _accept_pack(self, parcel: Parcel, piece: Piece, pack: ReturnedPack) -> Receipt:
        """A workbook to be checked: filed under its owner; the newest of an owner and period counts."""
        received, ordered_at = parcel.age(piece).order
        version = self.ledger.next_pack_version(pack.kind, pack.owner, pack.period)
        folder = self._name(pack.folder)
        self._wait_for_filing()
        path = self._filed(piece, pack.period, folder, version, received)
        filed = (pack.kind, pack.owner, pack.period, version, piece.name, path, received, ordered_at)
        self.ledger.add_pack(PackRecord(piece.sha256, *filed, pack.content))
        self.submitted.add(piece.sha256)
        self._found_its_place(piece)
        told = pack.told.replace("{file}", path)
        if pack.findings:
            told += f"另有 {len(pack.findings)} 处没有采用，见下面“请核对”。"
        self.findings += [replace(finding, file=path) for finding in pack.findings]
        kept = self.ledger.packs(pack.kind, pack.period)
        if not any(one.sha256 == piece.sha256 for one in kept):
            told += "这一份比已收的旧，以较新的为准。"
        return self._receipt(piece, "accepted", pack.folder, pack.period, version, told)

    def _attachments(self, parcel: Parcel, receipts: Sequence[Receipt]) -> list[Receipt]:
        """Documents, and workbooks that are no form, go with the return that they came with; alone they wait for a person."""
        taken = [receipt for receipt in receipts if receipt.status in ("accepted", "duplicate")]
        paths = {piece.sha256: piece.path for piece in parcel.pieces}
        result = []
        for piece in parcel.pieces:
            beside = documents.may_lie_beside(parcel, piece)
            if piece.kind != "attachment" and not beside:
                continue
            owner = documents.owner_of(piece, taken, paths, self.units)
            if owner is None and (beside or self._holds_tables(parcel, piece)):
                result.append(self._workbook(parcel, piece))
                continue
            owner = owner or self._attributed(parcel, piece)
            if documents.is_ornament(piece, owner, self.ledger.attached):
                result.append(self._receipt(piece, "skipped", reason=documents.ORNAMENT))
            elif owner is None:
                waiting = self.waiting.get(piece.sha256) if piece.is_read else None
                said = (
                    waiting.findings
                    if waiting and piece.sha256 not in parcel.read
                    else (documents.alone(piece),)
                )
                result.append(self._waiting(parcel, piece, said, "waiting"))
            else:
                result.append(self._attach(parcel, piece, owner))
        return result

    def _holds_tables(self, parcel: Parcel, piece: Piece) -> bool:
        """A Word document with the form's tables is a return, where no workbook came beside it."""
        if not piece.is_read:
            return False
        read = parcel.value_of(piece)
        return piece.sha256 in self.submitted or (read is not None and read.holds_form)

    def _attributed(self, parcel: Parcel, piece: Piece) -> Receipt | None:
        """A person's decision whose document it is; it goes with the unit's latest return."""
        said = self._said(parcel, piece)
        if said is None:
            return None
        period = said.period or self.period
        version = max(1, self.ledger.next_version(said.unit, period) - 1)
        return self._receipt(piece, "accepted", said.unit, period, version)

    def _attach(self, parcel: Parcel, piece: Piece, owner: Receipt) -> Receipt:
        period, received = Period.parse(owner.period), parcel.received(piece)
        self._wait_for_filing()  # names of documents are told apart by what is there
        path = self._filed(piece, period, self._name(owner.unit), owner.version, received)
        stamped = bool(STAMPED.search(piece.name)) or piece.sort in documents.SCANS
        attachment = Attachment(piece.sha256, owner.unit, period, piece.name, path, received, stamped)
        new = self.ledger.add_attachment(attachment)
        self._found_its_place(piece)
        said: list[Finding] = []
        if new or owner.status == "accepted":
            cells = partial(self.ledger.cells_of, owner.unit, period, owner.version)
            told = documents.enclosed_findings(piece, parcel.value_of(piece), owner.unit, cells)
            said = [replace(one, file=path) for one in told]
            self.ledger.add_read_findings(owner.unit, period, owner.version, said)
            self.findings += said
        kept = documents.kept_as(piece, parcel.value_of(piece), tables=self._holds_tables(parcel, piece))
        reason = " ".join(one.problem for one in said) or kept
        status: ReceiptStatus = "attachment" if new else "duplicate"
        return self._receipt(piece, status, owner.unit, period, owner.version, reason)

    def _filed(self, piece: Piece, period: Period, folder: str, version: int, received: datetime) -> str:
        place = (self.root, piece.sha256, period, folder, version, received, piece.name)
        return file_as(*place, self.ledger.filed_for_another)

    def _refused(self, parcel: Parcel, piece: Piece) -> Receipt:
        finding = piece.finding or Unreadable("E823").finding(piece.name)
        return self._waiting(parcel, piece, (finding,), "refused")

    def _found_its_place(self, piece: Piece) -> None:
        if piece.sha256 in self.waiting:
            self.ledger.forget_waiting(piece.sha256)

    def _waiting(
        self,
        parcel: Parcel,
        piece: Piece,
        findings: Sequence[Finding],
        status: Literal["refused", "waiting"],
    ) -> Receipt:
        self.ledger.save_waiting(parcel.waiting(piece, status, findings, self.context()))
        self.findings += findings
        reason = "；".join(finding.problem.rstrip("。") for finding in findings)
        remedy = "；".join(dict.fromkeys(finding.remedy.rstrip("。") for finding in findings))
        codes = " ".join(finding.code for finding in findings)
        return replace(self._receipt(piece, status, reason=reason), remedy=remedy, codes=codes)

    def _receipt(
        self,
        piece: Piece,
        status: ReceiptStatus,
        unit: str = "",
        period: Period | None = None,
        version: int = 0,
        reason: str = "",
    ) -> Receipt:
        place = (unit, str(period) if period else "", version, reason)
        sender = shown_name(piece.sender)
        return Receipt(piece.name, piece.sha256, status, *place, within=piece.path, sender=sender)

    def _name(self, code: str) -> str:
        """The unit's official name; a lead unit, which has no code, is called by its name."""
        unit = self._by_code.get(code)
        return unit.name if unit else code
