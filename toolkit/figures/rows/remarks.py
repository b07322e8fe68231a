"""说明 of a row of 指标汇总: what a reader must know before using the figure.

In: an assessment, last month's. Out: one Chinese text; coverage and what it means for the light, natures,
corrections, carried and rejected figures first, then the checklist's 口径说明.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.area import said
from toolkit.core.marks import STANDING
from toolkit.core.model import Comparator, Kind
from toolkit.core.openings import IMPORTED, OPENING
from toolkit.core.returns import PROPOSED, Light
from toolkit.core.rounding import shown_number
from toolkit.core.value_text import number_text
from toolkit.core.words import NOT_ASKED_YET, Nature, NoValue
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.rows import wording
from toolkit.figures.year.monthly import runs_up

NO_MATTER = "未报单位不影响判定"
WITH_LAST = "判定含未报单位上次累计"
NAMED = 6  # units that are missing, by name


def remarks(
    basis: Basis, month: Assessment, before: Assessment | None, names: Mapping[str, str], imported: bool
) -> str:
    """The parts joined by 。; ``names`` gives short unit names by code; ``imported``: 累计同比 rests on 历史导入."""
    parts = [
        *_of_coverage(month, names),
        *_of_this_month(basis, month, names),
        *_of_last_month(basis, month, before),
        f"上年同月取{IMPORTED}" if imported else "",
        month.indicator.note.rstrip("。"),
    ]
    text = "。".join(part for part in parts if part)
    return text + "。" if text else ""


def listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Who is missing: 疏附、巴楚; 疏附、巴楚等8个单位."""
    shown = "、".join(names.get(code, code) for code in codes[:NAMED])
    return f"{shown}等{len(codes)}个单位" if len(codes) > NAMED else shown


def _of_coverage(month: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    """Who is missing, and what follows for sum and light."""
    total, missing = month.total, month.missing
    if not month.due or not missing or not total.reported:
        return
    yield f"按已报的{total.reported}个单位计算，还有{len(missing)}个单位没有数（{listed(missing, names)}）"
    if runs_up(month.indicator):
        yield "累计完成和完成率只含已报单位，实际数不低于此"
    if month.judgement.light is Light.OPEN:
        yield f"待报齐：{listed(missing, names)}未报"
    elif month.lit:
        yield NO_MATTER
        if month.printed is not month.judgement.light:
            yield WITH_LAST


def _of_this_month(basis: Basis, month: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    rests = basis.valued(month)
    amounts = rests.amounts.values()
    if month.stands:
        yield f"{month.stands.month}{STANDING}，到期后沿用至年底"
    elif not month.due:
        if month.judgement.word == NoValue.PENDING and (early := sum(a.reported for a in amounts)):
            yield f"{NOT_ASKED_YET}，{early}个单位已填的数不汇总"
        return
    rejected = sum(amount.word == NoValue.REJECTED for amount in amounts)
    if rejected:
        yield f"{rejected}个单位填的内容读不出数，没有计入"
    taken_out = sum(amount.word == NoValue.TAKEN_OUT for amount in amounts)
    if taken_out:
        yield f"{taken_out}个单位的数经办公室裁定剔除，没有计入"
    natures = Counter(a.nature for a in amounts if a.counts and a.nature != Nature.ACTUAL)
    marks = Counter(mark for a in amounts if a.counts and a.mark for mark in a.mark.split("、"))
    proposed = marks.pop(PROPOSED, 0)
    if proposed:
        yield f"{proposed}个单位的数有更正建议，{PROPOSED}，目前按填报数计"
    doubtful = sum(amount.counts and amount.doubtful for amount in amounts)
    if doubtful:
        yield f"{doubtful}个单位的数待核实"
    for word, count in sorted((natures + marks).items()):
        yield f"含{word}{count}个单位"
    yield from _of_each(month, names)
    base = month.indicator.base_in(month.period.year)
    if base is not None:
        yield f"跨年目标，本年按基期{number_text(base)}{month.indicator.measure}起算序时进度"


def _of_each(month: Assessment, names: Mapping[str, str]) -> Iterator[str]:
    """逐个达标: what each has to reach, and the lowest."""
    indicator = month.indicator
    if indicator.kind is not Kind.RATE_EACH or month.target is None:
        return
    each = f"每个单位应{wording.each_bound(indicator, month.target)}"
    if month.total.minimum and indicator.comparator is not Comparator.LE:
        value, unit = month.total.minimum
        low = shown_number(value, indicator.decimals)
        each += f"；最低{low}{indicator.measure}（{names.get(unit, unit)}）"
    yield each


def _of_last_month(basis: Basis, month: Assessment, before: Assessment | None) -> Iterator[str]:
    if before is None:
        return
    counted = [amount for amount in before.amounts.values() if amount.counts]
    names = {code: name for name, code in basis.codes_in(before.period).items()}
    gone = [unit for unit, amount in before.amounts.items() if amount.counts and unit not in month.amounts]
    if gone:
        yield said(f"上月累计含本月不再填报的单位（{listed(gone, names)}）")
    for mark in (OPENING, IMPORTED):
        if any(mark in amount.mark for amount in counted):
            yield said(f"上月累计取{mark}")
