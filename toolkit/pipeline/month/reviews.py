"""Reviews of lead units join a month: both values, what is settled, and what waits for the office's ruling.

In: an assembled month and the ledger. Out: the same month with opinions, their findings, and lines for the
terminal. No figure changes here.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.core.reviews import review_of
from toolkit.figures.reviews.opinions import AWAITING, DISPUTES, opinions
from toolkit.ledger.store import Ledger
from toolkit.papers.identity import LEAD_REVIEW
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.holding import held_review


def with_reviews(ledger: Ledger, month: Month, *, keep: bool = True) -> Month:
    """The month with what lead units said of it; a dispute is a finding, open until it is settled.

    ``keep``: the ledger keeps these findings beside those of the validation, so that they can be ruled on.
    """
    period = month.result.period
    packs = ledger.packs(LEAD_REVIEW, period)
    if not packs:
        return month
    accepted = {
        place: f"{ruling.reason}（{ruling.name}）" for place, ruling in ledger.accepted(period).items()
    }
    read = [held_review(review_of(pack.content, pack.file), set(accepted)) for pack in packs]
    reviews = tuple(review for review, _ in read)
    inner = [finding for _, findings in read for finding in findings]
    told = opinions(month.result, reviews, accepted)
    disputed = [(one.state, one.finding) for one in told if one.finding is not None]
    found = [*inner, *(finding for _, finding in disputed)]
    if keep:
        ids = {one.id for one in inner}
        checks = [one for one in ledger.findings(period) if one.code not in DISPUTES and one.id not in ids]
        ledger.save_findings(period, [*checks, *found])
    let_out = {
        one.id: f"已认可：{accepted[one.id, one.seen]}" for one in inner if (one.id, one.seen) in accepted
    }
    handling = {**month.context.handling, **let_out, **{finding.id: state for state, finding in disputed}}
    return replace(
        month,
        findings=[*month.findings, *found],
        open=[
            *month.open,
            *(one for one in inner if one.id not in let_out),
            *(finding for state, finding in disputed if state == AWAITING),
        ],
        context=replace(month.context, reviews=reviews, opinions=told, handling=handling),
    )


def review_lines(month: Month) -> list[str]:
    """How many packs came back and what they say; [] when none did."""
    context = month.context
    if not context.reviews:
        return []
    disputed = sum(one.finding is not None for one in context.opinions)
    line = f"牵头单位回表 {len(context.reviews)} 份：有异议 {disputed} 条，其余意见 {len(context.opinions) - disputed} 条。"
    if context.awaiting:
        line += f"{context.awaiting} 条待办公室裁定，两个数都列在汇总表“牵头单位”。"
    return [line]
