"""Tables that lie in outbox/ and are filled in by the office itself: 裁定表 and 审定表.

In: the workbook as read, its declaration, how one row is read. Out: :class:`TakenIn`. That a table is never
overwritten while something in it was not understood follows from this value alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.papers.identity import read_identity, read_marks
from toolkit.papers.reading import PaperRow, other_sheets, read_table
from toolkit.papers.sheet import PaperSheet

D = TypeVar("D")
NOT_A_CHOICE, NOT_SAID, NO_DECISION = "E790", "E791", "E794"
NOT_OURS, OTHER_PERIOD = "Q779", "E799"


@dataclass(frozen=True)
class TakenIn(Generic[D]):
    """What the rows of a table say, and a finding for everything else that somebody wrote there.

    ``changed`` are the keys of rows whose decision is another one than when the table went out, also one that
    was taken back. ``taken`` are hashes of tables beside it that were read before it was written.
    """

    rows: tuple[D, ...] = ()
    findings: tuple[Finding, ...] = ()
    changed: frozenset[str] = frozenset()
    taken: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether nothing that was typed would be lost with the file."""
        return not self.findings


def take_in(
    book: Book,
    kind: str,
    period: Period,
    papers: Sequence[PaperSheet],
    read_row: Callable[[PaperSheet, PaperRow], D | Finding | None],
) -> TakenIn[D]:
    """What stands in a table; ``read_row`` gives that of a row, what is wrong with it, or None."""
    identity = read_identity(book)
    findings: list[Finding] = []
    if identity is None or identity.kind != kind:
        findings.append(Finding(NOT_OURS, values={"kind": kind}))
    elif identity.period != str(period):
        said = Period.parse(identity.period).chinese
        return TakenIn(findings=(Finding(OTHER_PERIOD, values={"kind": kind, "said": said}),))
    marks = read_marks(book)
    rows: list[D] = []
    changed: set[str] = set()
    for paper in papers:
        table = read_table(book, paper, marks)
        findings += table.findings
        for row in table.rows if table.complete else ():
            found = read_row(paper, row) if row.intact else None
            if isinstance(found, Finding):
                findings.append(found)
                continue
            if found is not None:
                rows.append(found)
            if row.typed and row.intact:
                changed.add(row.key)
    findings += other_sheets(book, papers)
    return TakenIn(tuple(rows), tuple(findings), frozenset(changed), identity.taken if identity else ())
