"""What one arrival holds once mails and archives are opened: leaves, each with where it was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from toolkit.core.findings import Finding
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DEPTH, FILE_BYTES, FILES, MB, TOTAL_BYTES
from toolkit.inbox.pictures import is_ornament

Kind = Literal["workbook", "attachment", "refused"]


@dataclass(frozen=True)
class Leaf:
    """A file that is no container any more. ``path`` names the containers from the outside in.

    ``sender`` (``疏附县 <a@b.cn>``, or the address alone where no name is given), ``sent_at`` (Beijing
    time) and ``subject`` are those of the innermost mail; ``received_at`` is when a server of the office
    took the outermost mail, as its topmost Received line says.
    ``finding`` says why a refused one is refused; ``sort`` is the kind by content (sniff);
    ``inline`` marks a picture that is part of the mail's text, ``ornament`` one that is too small to be a scan.
    ``words`` are those of the mails around it, where they speak of figures (mailwords.py);
    ``letter`` is all that these mails say themselves below their subjects; ``folder`` are the folders of archives that it lay in.
    """

    name: str
    data: bytes
    sha256: str
    path: tuple[str, ...] = ()
    sender: str = ""
    sent_at: datetime | None = None
    kind: Kind = "workbook"
    finding: Finding | None = None
    subject: str = ""
    sort: str = ""
    inline: bool = False
    received_at: datetime | None = None
    ornament: bool = False
    words: str = ""
    letter: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Unpacked:
    """All leaves of one arrival, in the order found, and notes about names that were not taken."""

    leaves: tuple[Leaf, ...]
    notes: tuple[Finding, ...] = ()


def named_sender(name: str, address: str) -> str:
    """The sender as people see him: ``疏附县 <a@b.cn>``; his own name may say which unit he is."""
    name, address = name.strip(" \"'"), address.lower()
    return f"{name} <{address}>" if name and address and name.lower() != address else address


@dataclass(frozen=True)
class Origin:
    """Where a part stands while unpacking: its containers and the innermost mail's particulars."""

    path: tuple[str, ...] = ()
    sender: str = ""
    sent_at: datetime | None = None
    subject: str = ""
    received_at: datetime | None = None
    words: str = ""
    letter: str = ""
    folder: str = ""

    def inside(self, name: str) -> Origin:
        """The origin of what lies in the container ``name``; raises Unreadable when too deep."""
        if len(self.path) >= DEPTH:
            raise Unreadable("E810", {"limit": str(DEPTH)})
        return replace(self, path=(*self.path, name))


@dataclass(frozen=True)
class Part:
    """One thing found in a container; ``fault`` says why it could not be taken out.

    ``sort`` overrules the sniffed kind where the container knows better (a message within a mail).
    ``mail`` replaces the particulars of the origin.
    """

    name: str
    data: bytes
    fault: Unreadable | None = None
    sort: str = ""
    inline: bool = False
    mail: Origin | None = None
    folder: str = ""

    def origin(self, outer: Origin) -> Origin:
        """Where the part stands: the outer containers, the folders within, the innermost mail's particulars."""
        outer = replace(outer, folder="/".join(filter(None, (outer.folder, self.folder))))
        if self.mail is None:
            return outer
        return replace(
            outer,
            sender=self.mail.sender or outer.sender,
            sent_at=self.mail.sent_at or outer.sent_at,
            subject=self.mail.subject or outer.subject,
            received_at=outer.received_at or self.mail.received_at,
            words=_together(outer.words, self.mail.words),
            letter=_together(outer.letter, self.mail.letter),
        )


def _together(*said: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, said)))


@dataclass
class Budget:
    """What one arrival may still yield; every byte that is unpacked is taken from it."""

    bytes_left: int = TOTAL_BYTES
    files_left: int = FILES
    notes: list[Finding] = field(default_factory=list)

    def room(self) -> int:
        """How many bytes the next part may have."""
        return min(self.bytes_left, FILE_BYTES)

    def take(self, size: int) -> None:
        """Count one part of that many bytes; raises Unreadable when the arrival is too large."""
        self.bytes_left -= size
        self.files_left -= 1
        if self.files_left < 0:
            raise Unreadable("E809", {"limit": str(FILES)})
        if self.bytes_left < 0 or size > FILE_BYTES:
            raise Unreadable("E808", {"limit": f"{TOTAL_BYTES // MB}MB"})


def make_leaf(
    name: str,
    data: bytes,
    origin: Origin,
    kind: Kind,
    *,
    sort: str = "",
    fault: Unreadable | None = None,
    inline: bool = False,
) -> Leaf:
    """A leaf of these bytes."""
    return Leaf(
        name,
        data,
        hashlib.sha256(data).hexdigest(),
        origin.path,
        origin.sender,
        origin.sent_at,
        kind,
        fault.finding(name) if fault else None,
        origin.subject,
        sort,
        inline,
        origin.received_at,
        inline and is_ornament(name, data),
        origin.words,
        origin.letter,
        origin.folder,
    )
