"""What lies on the table during collect: an arrival with its pieces, and when each came.

In: files of the inbox, opened and (later) read. Out: moments and order, never taken from the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from toolkit.core.findings import Finding
from toolkit.inbox.worker import Result
from toolkit.pipeline.collecting.files import ArrivedFile
from toolkit.pipeline.collecting.read import ReadReturn

_CLOCK_SLACK = timedelta(days=1)


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
    inline: bool = False
    finding: Finding | None = None


@dataclass(frozen=True)
class Parcel:
    """One arrival with its pieces and what reading made of each workbook, by hash."""

    file: ArrivedFile
    pieces: tuple[Piece, ...]
    read: Mapping[str, Result[ReadReturn]] = field(default_factory=dict)

    def received(self, piece: Piece) -> datetime:
        """When the piece came: the mail's date, else the file time; never the clock."""
        return piece.sent_at or self.file.received

    def ordered_at(self, piece: Piece) -> datetime:
        """Who is newer: mail date, else saved-at in the document, else file time.

        A saved-at later than the file itself comes from a clock that was wrong.
        """
        result = self.read.get(piece.sha256)
        saved = result.value.saved_at if result and result.value else None
        credible = saved is not None and saved <= self.file.received + _CLOCK_SLACK
        return piece.sent_at or (saved if saved and credible else self.file.received)

    def order(self) -> tuple[datetime, datetime, str]:
        """Oldest first, so that versions count up with time; known before anything is read."""
        moments = [self.received(piece) for piece in self.pieces] or [self.file.received]
        return min(moments), self.file.received, self.file.name
