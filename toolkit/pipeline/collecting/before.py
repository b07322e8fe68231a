"""What the ledger has already of the very bytes that came again.

In: a hash, the ledger. Out: :class:`Before`, with the sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.ledger.store import Ledger
from toolkit.papers.identity import QUOTAS


@dataclass(frozen=True)
class Before:
    """Whose the same bytes were then; ``named``: a return whose name speaks of that other month today."""

    period: Period
    reason: str
    unit: str = ""
    version: int = 0
    named: Period | None = None

    def asked(self, name: str, unit: str) -> Finding:
        """The question that such a name, of a return of the unit of that name, is."""
        values = {"unit": unit, "period": self.period.chinese, "version": str(self.version)}
        return Finding(
            "E762", address=name, values=values | {"named": self.named.chinese if self.named else ""}
        )


def known_before(ledger: Ledger, sha256: str, named: Callable[[Period], Period | None]) -> Before | None:
    """The return, the export or the pack of that hash; None where the ledger has none."""
    known = ledger.submission(sha256)
    if known is not None:
        reason = f"与{known.period.chinese}已收的第{known.version}版完全相同，不重复计"
        return Before(known.period, reason, known.unit, known.version, named(known.period))
    if shares := ledger.shares(sha256):
        period = shares[0].period
        return Before(
            period, f"与{period.chinese}已收的导出表完全相同（已拆分给 {len(shares)} 个单位），不重复计"
        )
    pack = ledger.pack(sha256)
    if pack is None:
        return None
    owner = pack.kind if pack.kind == QUOTAS else pack.owner
    return Before(
        pack.period, f"与已收的{pack.kind}第{pack.version}版完全相同，不重复计", owner, pack.version
    )
