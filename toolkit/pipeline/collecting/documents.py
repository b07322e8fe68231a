"""Whose a document is, and whether a picture in a mail is one at all.

In: a piece, the returns taken from the same arrival, what the ledger knows. Out: a receipt of the return
that the document goes with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from toolkit.core.findings import Finding
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import WORD, Receipt
from toolkit.inbox.sniff import SLIDES, WORDS
from toolkit.pipeline.collecting.parcel import Piece

ORNAMENT = (
    "邮件正文里的小图片（多半是签名或二维码），没有归档为附件，原邮件已存档；是盖章件的请单独放入 inbox"
)
TABLES_UNREAD = (
    "这份 Word 文档里也有填报表的表格，已按同来的 Excel 填报表计，Word 里的没有读；Excel 里空着的请单位补填"
)
SCANS = frozenset({"pdf", "image", "ofd"})
_UNREAD: dict[str, Collection[str]] = {
    "E764": {WORD},
    "E771": WORDS - {WORD},
    "E765": SCANS,
    "E766": SLIDES,
}


def alone(piece: Piece) -> Finding:
    """A document without a return, called what it is: nobody should wait for the figures in it."""
    code = next((code for code, sorts in _UNREAD.items() if piece.sort in sorts), "E760")
    return Finding(code, address=piece.name)


def owner_of(
    piece: Piece, taken: Sequence[Receipt], paths: Mapping[str, tuple[str, ...]], units: Sequence[Unit]
) -> Receipt | None:
    """The one return beside which the document lay, the innermost container first, then its name."""
    for depth in range(len(piece.path), 0, -1):
        beside = [r for r in taken if paths[r.sha256][:depth] == piece.path[:depth]]
        if len({(receipt.unit, receipt.period) for receipt in beside}) == 1:
            return beside[-1]
        if beside:
            named = [receipt for receipt in beside if _names(receipt.unit, piece.name, units)]
            return named[-1] if len({receipt.unit for receipt in named}) == 1 else None
    return None


def _names(unit: str, name: str, units: Sequence[Unit]) -> bool:
    known = next((item for item in units if item.code == unit), None)
    labels = (known.name, known.short, *known.aliases) if known else (unit,)
    return any(label and label in name for label in labels)


def is_ornament(
    piece: Piece, owner: Receipt | None, attached: Callable[[str], Collection[tuple[str, Period]]]
) -> bool:
    """Whether a picture is part of a mail's dress: too small for a scan, or in the text of several returns.

    ``attached`` gives the (unit, period) of all returns that the same bytes came with: a scan is one
    return's, a signature everybody's.
    """
    if piece.ornament or not piece.inline or owner is None:
        return piece.ornament
    return any((unit, str(period)) != (owner.unit, owner.period) for unit, period in attached(piece.sha256))
