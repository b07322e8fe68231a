"""说明 of a row of 指标汇总: what a reader must know before using the figure.

In: an assessment, last month's. Out: one Chinese text; coverage, natures, corrections, carried and
rejected figures first, then the checklist's 口径说明.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from toolkit.core.model import PaceKind
from toolkit.core.openings import OPENING
from toolkit.core.returns import PROPOSED
from toolkit.figures import wording
from toolkit.figures.assess import Assessment
from toolkit.figures.lights import pace_applies
from toolkit.figures.table import DEFAULT_NATURE, REJECTED, TAKEN_OUT


def remarks(month: Assessment, before: Assessment | None, names: Mapping[str, str]) -> str:
    """The parts joined by 。; ``names`` gives short unit names by code."""
    parts = [*_of_this_month(month, names), *_of_last_month(before), month.indicator.note.rstrip("。")]
    text = "。".join(part for part in parts if part)
    return text + "。" if text else ""


def _of_this_month(month: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    total, amounts = month.total, month.amounts.values()
    if not month.due:
        return
    if 0 < total.reported < total.expected:
        yield f"按已报的{total.reported}个单位计算，还有{total.expected - total.reported}个单位没有数"
    rejected = sum(amount.word == REJECTED for amount in amounts)
    if rejected:
        yield f"{rejected}个单位填的内容读不出数，没有计入"
    taken_out = sum(amount.word == TAKEN_OUT for amount in amounts)
    if taken_out:
        yield f"{taken_out}个单位的数经办公室裁定剔除，没有计入"
    natures = Counter(a.nature for a in amounts if a.counts and a.nature != DEFAULT_NATURE)
    marks = Counter(mark for a in amounts if a.counts and a.mark for mark in a.mark.split("、"))
    proposed = marks.pop(PROPOSED, 0)
    if proposed:
        yield f"{proposed}个单位的数有更正建议，{PROPOSED}，目前按填报数计"
    for word, count in sorted((natures + marks).items()):
        yield f"含{word}{count}个单位"
    if total.minimum:
        value, unit = total.minimum
        yield f"最低为{names.get(unit, unit)}{wording.number(round(value, 2))}{month.indicator.measure}"
    if month.indicator.pace_kind is PaceKind.BASE and pace_applies(month.indicator):
        yield f"按基期值{wording.number(month.indicator.base or 0)}计算进度"


def _of_last_month(before: Assessment | None) -> Iterator[str]:
    if before and any(OPENING in amount.mark for amount in before.amounts.values() if amount.counts):
        yield "上月累计取期初值"
