"""What lies on the table during collect: an arrival with its pieces, when each came and how old it is.

In: files of the inbox, opened and (later) read, and when they were first seen. Out: moments and order.
Received is when collect first saw a file; a mail's, when the office's own server took it; or what a
person says. Dates of mails, times saved inside and file times are evidence of who is newer, no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from toolkit.core.findings import Finding
from toolkit.core.returns import WORD
from toolkit.inbox.enclosed import READ
from toolkit.inbox.worker import Result
from toolkit.ledger.records import Age, Sighting, Waiting
from toolkit.pipeline.collecting.files import ArrivedFile
from toolkit.pipeline.collecting.read import ReadReturn

_CLOCK_SLACK = timedelta(days=1)  # a moment further ahead comes from a clock that is wrong
BY_MAIL = "邮件"


@dataclass(frozen=True)
class Piece:
    """A file to judge: an arrival that is no container, or a leaf of one (in the archive already)."""

    name: str
    sha256: str
    kind: str  # workbook, attachment or refused
    sort: str = ""  # by content: pdf, image, ...
    path: tuple[str, ...] = ()  # containers
    sender: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    inline: bool = False
    finding: Finding | None = None
    ornament: bool = False
    words: str = ""  # of the mails around it, where they speak of figures
    letter: str = ""  # all that these mails say themselves
    subject: str = ""  # of the innermost of them
    folder: str = ""  # of the inbox or of the archives around it

    @property
    def called(self) -> str:
        """Its name with the folders that it lay in."""
        return "/".join(filter(None, (self.folder, self.name)))

    @property
    def is_read(self) -> bool:
        """Whether it is opened: a workbook; a Word document, which may hold the form's tables; what may tell of a form it came with."""
        sorts = READ if self.path else (WORD,)
        return self.kind == "workbook" or (self.kind == "attachment" and self.sort in sorts)


@dataclass(frozen=True)
class Parcel:
    """One arrival with its pieces, when it was first seen, and what reading made of each workbook, by hash."""

    file: ArrivedFile
    pieces: tuple[Piece, ...]
    sighting: Sighting
    read: Mapping[str, Result[ReadReturn]] = field(default_factory=dict)

    def value_of(self, piece: Piece) -> ReadReturn | None:
        """What reading made of it in this run, where it could be read."""
        result = self.read.get(piece.sha256)
        return result.value if result else None

    def received(self, piece: Piece) -> datetime:
        """When the piece came; never later than it was first seen."""
        if self.sighting.received is not None:
            return self.sighting.received
        return min(piece.received_at or self.sighting.seen, self.sighting.seen)

    def received_by(self, piece: Piece) -> str:
        """What says so: "" (first seen), 邮件, or a person's name."""
        if self.sighting.received is not None:
            return self.sighting.by
        return BY_MAIL if piece.received_at and piece.received_at <= self.sighting.seen else ""

    def age(self, piece: Piece) -> Age:
        """How old the piece is, once it is read; its order is that of its own evidence."""
        value = self.value_of(piece)
        saved = value.saved_at if value else None
        times = self._times(piece, saved)
        received = self.received(piece)
        best = next(iter(times.values()), self.sighting.seen)
        return Age(self.sighting.seen, received, times, (received, best), self.received_by(piece))

    def _times(self, piece: Piece, saved: datetime | None = None) -> dict[str, datetime]:
        """Every credible moment that speaks of its age, the best first."""
        mail = piece.received_at or piece.sent_at
        found = {"mail": mail, "saved": saved, "file": None if mail else self.file.saved}
        limit = self.sighting.seen + _CLOCK_SLACK
        return {kind: moment for kind, moment in found.items() if moment is not None and moment <= limit}

    def written(self, piece: Piece) -> datetime:
        """By what is known before anything is read."""
        return next(iter(self._times(piece).values()), self.sighting.seen)

    def waiting(
        self, piece: Piece, status: Literal["refused", "waiting"], findings: Sequence[Finding], context: str
    ) -> Waiting:
        """The piece as one that waits for a person, with why and what it was judged against."""
        came = (self.received(piece), piece.sender)
        return Waiting(piece.sha256, piece.name, *came, status, tuple(findings), context, piece.path)

    def order(self) -> tuple[datetime, datetime, datetime, str]:
        """Oldest first, so that versions count up with time; known before anything is read."""
        moments = [self.written(piece) for piece in self.pieces] or [self.file.saved]
        return self.sighting.seen, min(moments), self.file.saved, self.file.name
