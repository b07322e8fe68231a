"""Whose a document is, whether a picture in a mail is one at all, and what a document says of the figures of its form.

In: a piece, the returns taken from the same arrival, what the ledger knows. Out: a receipt of the return
that the document goes with; findings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from toolkit.core.findings import Finding
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import WORD, Cell, Receipt
from toolkit.inbox.containers.documentwords import is_corrective
from toolkit.inbox.enclosed import READ, differing
from toolkit.inbox.sniff import SLIDES, WORDS
from toolkit.pipeline.collecting.parcel import Parcel, Piece
from toolkit.pipeline.collecting.read import ReadReturn

ORNAMENT = (
    "邮件正文里的小图片（多半是签名或二维码），没有归档为附件，原邮件已存档；是盖章件的请单独放入 inbox"
)
TABLES_UNREAD = (
    "这份 Word 文档里也有填报表的表格，已按同来的 Excel 填报表计，Word 里的没有读；Excel 里空着的请单位补填"
)
NO_FORM = "这个工作簿里没有填报表的任何一张表，已作为附件归档，里面的数没有采用"
ROWS_BESIDE = "这个工作簿里有填报表的几行，已按同来的填报表计，这里的数没有采用；已作为附件归档"
_NAMED = 3  # cells that are told singly
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


def enclosed_findings(
    piece: Piece, read: ReadReturn | None, unit: str, cells: Callable[[], Collection[Cell]]
) -> Iterator[Finding]:
    """A document beside a form corrects it, or shows other figures in a table of the form; ``cells`` are the form's."""
    found = partial(Finding, unit=unit, address=piece.name, seen=piece.name[:100])
    said = {"document": piece.name}
    if (
        piece.kind == "attachment"
        and piece.sort not in READ
        and is_corrective(PurePosixPath(piece.name).stem)
    ):
        yield found("Q782", values=said)
    enclosed = read.enclosed if read else None
    if enclosed is None:
        return
    if enclosed.words:
        words = " ".join(enclosed.words.split()).rstrip("。")
        yield found("Q780" if enclosed.asked else "N780", values=said | {"words": words})
    others = differing(enclosed.shown, cells()) if enclosed.shown else []
    if others:
        told = [
            f"{one.row} {one.header} {one.text[:40]}" + (f"，填报表为 {own}" if own else "")
            for one, own in others[:_NAMED]
        ]
        shown = "；".join(told) + (" 等" if len(others) > _NAMED else "")
        yield found("Q781", values=said | {"count": str(len(others)), "cells": shown})


def kept_as(piece: Piece, read: ReadReturn | None, *, tables: bool) -> str:
    """What is said of one that was kept and of which nothing is asked."""
    if piece.kind == "workbook":
        return ROWS_BESIDE if read and read.cells else NO_FORM
    return TABLES_UNREAD if tables else ""


def is_book(parcel: Parcel, piece: Piece) -> bool:
    """A workbook that is judged by itself."""
    return piece.kind == "workbook" and not may_lie_beside(parcel, piece)


def may_lie_beside(parcel: Parcel, piece: Piece) -> bool:
    """A workbook without any table of the form: a list, a ledger, perhaps the form's figures once more."""
    read = parcel.value_of(piece)
    return piece.kind == "workbook" and read is not None and not read.holds_form


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
