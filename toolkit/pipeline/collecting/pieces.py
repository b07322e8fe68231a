"""What an arrival holds, as pieces to judge: leaves of a container, or the file itself.

In: leaves and files of the inbox. Out: Pieces, and what a child process is given to read of them.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.inbox.containers.leaf import Kind, Leaf
from toolkit.inbox.containers.unpack import kind_of
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import FILE_BYTES, MB
from toolkit.ledger.records import Attribution, Waiting
from toolkit.pipeline.collecting.files import TOO_LARGE, ArrivedFile
from toolkit.pipeline.collecting.parcel import Parcel, Piece
from toolkit.pipeline.collecting.read import ReadItem


def piece_of(leaf: Leaf, before: Waiting | None) -> Piece:
    """A leaf; ``before``: the same bytes have been waiting since an earlier run."""
    return Piece(
        name=leaf.name,
        sha256=leaf.sha256,
        kind=leaf.kind,
        sort=leaf.sort,
        path=leaf.path,
        sender=leaf.sender or (before.sender if before else ""),
        sent_at=leaf.sent_at,
        received_at=leaf.received_at,
        inline=leaf.inline,
        finding=leaf.finding,
        ornament=leaf.ornament,
        words=leaf.words,
        letter=leaf.letter,
        subject=leaf.subject,
        folder=leaf.folder,
    )


def piece_of_file(file: ArrivedFile, before: Waiting | None) -> Piece:
    """A file that is no container; one that is too large to look into is kept and refused."""
    kind: Kind = "refused"
    fault: Unreadable | None
    if file.sort == TOO_LARGE:
        values = {"size": f"{file.size // MB}MB", "limit": f"{FILE_BYTES // MB}MB"}
        fault = Unreadable("E827", values)
    else:
        kind, fault = kind_of(file.name, file.sort)
    finding = fault.finding(file.name) if fault else None
    piece = Piece(file.name, file.sha256, kind, file.sort, finding=finding, folder=file.folder)
    return replace(piece, path=before.within, sender=before.sender) if before else piece


def lying_in(folder: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What a mail or an archive holds, where that lay in a folder of the inbox."""
    if not folder:
        return pieces
    return tuple(replace(piece, folder=piece.folder or folder) for piece in pieces)


def nothing_in(parcel: Parcel) -> Piece:
    """A mail or archive as a whole of which nothing could be taken."""
    file = parcel.file
    words = "\n".join(dict.fromkeys(piece.words for piece in parcel.pieces if piece.words))
    finding = Unreadable.of_nothing(words).finding(file.name)
    return Piece(file.name, file.sha256, "refused", file.sort, finding=finding)


def item_of(piece: Piece, said: Attribution | None) -> ReadItem:
    """What is to be read, as yet without its bytes; ``said`` is a person's decision whose it is."""
    unit, period = (said.unit, said.period) if said else ("", None)
    document = piece.kind == "attachment"
    within = bool(piece.path)
    return ReadItem(
        piece.name, piece.sender, unit, period, within=within, document=document, folder=piece.folder
    )
