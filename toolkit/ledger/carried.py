"""What a form showed besides its checklist, as JSON text and back; no database, so that readers load fast.

In: last month's entries, changes, decisions and the unit's own line of a form that goes out; out: text for the ledger, from
which a return is read against the form as it was issued.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.core.codec import made, plain
from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.core.returns import HELD, Entry


@dataclass(frozen=True)
class Carried:
    """What a form showed besides its checklist: last month's values, changes, matters decided, its year so far."""

    entries: tuple[Entry, ...] = ()
    changes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    so_far: str = ""


def carried_text(
    entries: Iterable[Entry],
    changes: Sequence[str] = (),
    decisions: Iterable[Decision] = (),
    so_far: str = "",
) -> str:
    """What a form shows besides its checklist, for FormRecord.carried."""
    entries = list(entries)
    held = {"held": sorted([e.sheet, e.key, e.field] for e in entries if e.mark == HELD)}
    return json.dumps(
        {
            "entries": sorted([e.sheet, e.key, e.field, e.value] for e in entries),
            **(held if held["held"] else {}),
            "changes": list(changes),
            "decisions": [plain(decision) for decision in decisions],
            **({"so_far": so_far} if so_far else {}),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def carried_of(text: str, unit: str, period: Period) -> Carried:
    """Such a text read back; ``period`` is that of the form, its entries are of the month before."""
    if not text:
        return Carried()
    kept = json.loads(text)
    held = set(map(tuple, kept.get("held", ())))
    return Carried(
        tuple(
            Entry(
                unit,
                period.previous,
                sheet,
                key,
                field,
                value,
                None,
                HELD if (sheet, key, field) in held else "",
            )
            for sheet, key, field, value in kept["entries"]
        ),
        tuple(kept["changes"]),
        tuple(made(Decision, decision) for decision in kept["decisions"]),
        kept.get("so_far", ""),
    )


def carried_rows(text: str, sheet: str) -> dict[str, dict[str, str | float]]:
    """What such a text has of one sheet: row key -> field -> value."""
    rows: dict[str, dict[str, str | float]] = {}
    for name, key, field, value in json.loads(text)["entries"] if text else ():
        if name == sheet:
            rows.setdefault(key, {})[field] = value
    return rows
