"""What the ledger takes and gives besides the nouns of core: small frozen records, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from toolkit.core.corrections import proposal_key
from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.places import Place

ArrivalKey = tuple[str, str, str]  # hash, name, file time (ISO), as stored


@dataclass(frozen=True)
class FormRecord:
    """One workbook that was issued; ``rows`` are (sheet, row key, asked or due this month).

    ``carried`` is the JSON text of what else it showed (carried.carried_text), so that a return is read
    against the form as it was sent out, whatever the ledger has learnt since. ``layout`` says which columns
    it has (forms.layout).
    """

    unit: str  # unit code
    period: Period
    digest: str  # of the checklist it was made from
    part: str
    rows: tuple[tuple[str, str, bool], ...]
    generated_at: datetime
    sha256: str
    carried: str = ""
    layout: int = 1

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """(sheet, row key) of the rows that must be filled."""
        return frozenset((sheet, key) for sheet, key, asked in self.rows if asked)


@dataclass(frozen=True)
class ArrivalRecord:
    """One file of the inbox; ``saved`` is its own file time."""

    sha256: str
    name: str
    saved: datetime
    size: int = 0
    sender: str = ""


@dataclass(frozen=True)
class Sighting:
    """When collect first saw these bytes, and when they came as a person says (``by``, ``at`` that time), if one did."""

    seen: datetime
    received: datetime | None = None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Attachment:
    """A scan, picture or document that came with a return; ``file`` is relative to the root."""

    sha256: str
    unit: str  # unit code
    period: Period
    name: str
    file: str
    received: datetime
    stamped: bool  # 盖章件


@dataclass(frozen=True)
class Age:
    """What is known of a return's age. ``order``: (moment, moment) that says who is newer among a unit's.

    ``times`` are the moments that speak of it: mail (when the mail was taken or sent), saved (in the
    workbook), file (of the file in the inbox).
    """

    seen: datetime
    received: datetime
    times: Mapping[str, datetime]
    order: tuple[datetime, datetime]
    by: str = ""  # what says when it was received: "" (first seen), 邮件, a person's name


@dataclass(frozen=True)
class Rival:
    """Another return of the same unit, period and part."""

    sha256: str
    version: int
    age: Age
    name: str  # of the file, as it came


@dataclass(frozen=True)
class PackRecord:
    """A workbook that went out to be checked and came back; ``content`` is JSON of what was filled in.

    ``owner`` is a lead unit, a unit code or a year, as ``kind`` has it; of two that were received at the
    same moment ``ordered_at`` says who is newer.
    """

    sha256: str
    kind: str
    owner: str
    period: Period
    version: int
    name: str
    file: str
    received: datetime
    ordered_at: datetime
    content: str


@dataclass(frozen=True)
class Waiting:
    """A file that waits for a person in inbox/未识别; ``context`` is what it was judged against.

    ``within`` names the mail or archives that it came in, from the outside in.
    """

    sha256: str
    name: str
    received: datetime
    sender: str
    status: Literal["refused", "waiting"]
    findings: tuple[Finding, ...]
    context: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribution:
    """A person's decision (collect --as) whose file this is; kept by hash."""

    sha256: str
    unit: str  # unit code
    period: Period | None
    at: datetime
    by: str = ""  # "" where nobody was named


@dataclass(frozen=True)
class Explanation:
    """A 说明 that closed a 疑问, with the value it explained; carried on while the value stays."""

    finding: str  # finding id: code and place
    seen: str
    text: str
    period: Period
    sha256: str = ""


RulingKind = Literal["accept", "withdraw", "pin", "exclude", "unimport", "aside"]


@dataclass(frozen=True)
class Ruling:
    """A person's decision. ``target``: finding id (accept), file hash (withdraw, pin, unimport, aside), place (exclude).

    A ruling on a finding or a figure holds for the value ``seen`` only; of a file that was put aside it is the name.
    """

    kind: RulingKind
    period: Period
    unit: str  # unit code
    target: str
    reason: str
    name: str
    at: datetime
    seen: str = ""
    revoked_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True)
class Confirmation:
    """Who of the unit agreed to a correction or refused it, by what means, on which day; and when we learnt of it."""

    name: str
    how: str
    on: str  # ISO date
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Adjustment:
    """A correction that the office proposes; it counts once the unit confirmed it, and the original is kept."""

    unit: str  # unit code
    period: Period
    place: Place
    value: float | str
    reason: str
    name: str
    at: datetime
    original: str = ""  # the value in force when it was made
    withdrawn_at: datetime | None = None
    id: int = 0
    confirmed: Confirmation | None = None
    refused: Confirmation | None = None

    @property
    def key(self) -> str:
        """What the unit's slip calls it."""
        return proposal_key(self.place, self.at)

    @property
    def open(self) -> bool:
        """Whether it waits for the unit."""
        return not (self.withdrawn_at or self.confirmed or self.refused)


@dataclass(frozen=True)
class Verdict:
    """What the office decided about a light or status (审定表); ``seen`` is what the tool said then."""

    key: str
    decided: str
    seen: str
    reason: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Seal:
    """An issued briefing: its number, its figures (JSON text) and the hash of the document."""

    period: Period
    number: str
    sealed_at: datetime
    figures: str
    document: str
    reopened_at: datetime | None = None
    reason: str = ""
    name: str = ""
    file: str = ""  # its name under archive/issued/
    despite: str = ""  # why it was issued with errors on printed figures, and by whom
    by: str = ""


@dataclass(frozen=True)
class Renaming:
    """A unit that got another code (unit rename): all that the ledger has of the old code is the new one's."""

    old: str  # unit code
    new: str
    at: datetime
