"""How much of what units reported was changed after it was looked at: by a later version, or by a correction.

In: the ledger, a month's effective entries. Out: :class:`Checked` for 报送质量.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.core import fields
from toolkit.core.form import INDICATORS
from toolkit.core.openings import is_return
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.figures.given.data import Checked
from toolkit.ledger.store import Ledger


def checked_returns(ledger: Ledger, month: Period, entries: Sequence[Entry]) -> Checked:
    """Figures of 指标数据 by unit: how many count, and how many of them are others than what was first reported."""
    now = {
        (entry.unit, entry.key, entry.field): entry.value
        for entry in entries
        if entry.sheet == INDICATORS
        and entry.field in fields.FIGURE
        and entry.source is not None
        and is_return(entry)
    }
    changed = {
        place for place, value in ledger.superseded(month, INDICATORS) if place in now and now[place] != value
    }
    changed |= {
        (one.unit, one.place.key, one.place.field)
        for one in ledger.adjustments(month)
        if one.confirmed is not None
    } & set(now)
    return Checked(
        ledger.accounts(month),
        Counter(unit for unit, _, _ in now),
        Counter(unit for unit, _, _ in changed),
    )
