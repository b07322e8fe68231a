"""Texts that say that they must stay inside (内部资料, 工作秘密) are held back from what is printed until a person rules.

In: what was reported, or what lead units wrote, and the rulings. Out: the same with a sentence in place of each such text that
nobody let out. Ledger, archive and the unit's own form keep the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.core.reviews import LeadOpinion, LeadReview
from toolkit.core.secrecy import held_text, inner_word, told
from toolkit.ledger.store import Ledger
from toolkit.papers.identity import LEAD_REVIEW
from toolkit.pipeline.month.validation import Entries

CODE = "Q507"


def held_back(ledger: Ledger, entries: Entries) -> Entries:
    """The entries of all months as papers may print them."""
    return {month: _printable(ledger, month, values) for month, values in entries.items()}


def _printable(ledger: Ledger, month: Period, entries: Sequence[Entry]) -> Sequence[Entry]:
    inner = [one for one in entries if isinstance(one.value, str) and inner_word(one.value)]
    if not inner:
        return entries
    accepted = ledger.accepted(month)
    held = {one for one in inner if (_id(one), told(str(one.value))) not in accepted}
    return [_covered(one, held_text(str(one.value))) if one in held else one for one in entries]


def _covered(entry: Entry, shown: str) -> Entry:
    source = replace(entry.source, raw=shown) if entry.source else None
    return replace(entry, value=shown, note="", source=source)


def _id(entry: Entry) -> str:
    return Finding(
        CODE, unit=entry.unit, form_sheet=entry.sheet, key=entry.key, field=entry.field
    ).id  # as checks make it


def held_review(review: LeadReview, accepted: set[tuple[str, str]]) -> tuple[LeadReview, list[Finding]]:
    """What a lead unit wrote, as papers may print it, and a finding for every text of it that asks for a ruling."""
    found: list[Finding] = []

    def printable(text: str, key: str, sheet: str = "", address: str = "") -> str:
        if not inner_word(text):
            return text
        finding = Finding(
            CODE, sheet=sheet, address=address, form_sheet=LEAD_REVIEW, key=key, field=review.lead,
            seen=told(text), values={"word": inner_word(text)}, file=review.file,
        )  # fmt: skip
        found.append(finding)
        return text if (finding.id, finding.seen) in accepted else held_text(text)

    def opinion(one: LeadOpinion) -> LeadOpinion:
        key, place = f"{one.subject}-{one.unit}", (one.sheet, one.address)
        return replace(one, raw=printable(one.raw, key, *place), reason=printable(one.reason, key, *place))

    made = replace(
        review,
        overall=printable(review.overall, "总体进展"),
        cover={name: printable(text, name) for name, text in review.cover.items()},
        opinions=tuple(map(opinion, review.opinions)),
    )
    return made, found
