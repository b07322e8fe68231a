"""What leaves the office by mail: kinds of drafts, and a line of 发送清单 for each.

In: nothing. Out: :class:`Posted`. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAILS = "邮件"  # the folder
LIST, CHAT = "发送清单", "群消息"  # files there
READY, TO_ADDRESS, TO_CHECK, NOT_WRITTEN = "可以发", "先补收件人", "先核对", "没有写"
SENDING, URGING, BACK, ASKING, CONFIRMING, RECEIPT, REVIEW, SUPERVISING, ISSUING = KINDS = (
    "下发", "催报", "退回", "核实", "更正确认", "回执", "核对", "督办", "印发",
)  # fmt: skip


@dataclass(frozen=True)
class Carried:
    """A file that a draft carries: what it is called there, its hash, and where in outbox/ the same bytes lie."""

    name: str
    sha256: str
    place: str = ""


@dataclass(frozen=True)
class Posted:
    """One draft, or one that was not written."""

    kind: str
    unit: str  # name; "" for nobody's
    state: str
    why: str = ""
    draft: str = ""  # name of the file
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    subject: str = ""
    body: str = ""
    carried: Sequence[Carried] = ()


def in_order(rows: Sequence[Posted]) -> list[Posted]:
    """By kind as the month goes, as the files are named within."""
    rank = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(rows, key=lambda row: (rank.get(row.kind, len(rank)), row.draft, row.unit))
