"""Revisions: which figures that an issued paper printed are others today, by how much, whose and why.

In: the figures of the seals of earlier papers and those of today, by month. Out: :class:`Revised` and Figures
``revision-<n>/<period>/all/percent`` and ``overall/<period>/all/revisions``. Pure; figures are compared by their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

from toolkit.core import fields
from toolkit.core.followed import MeanRevision, Printed, Revised, Revision
from toolkit.core.form import NATURES
from toolkit.core.periods import Period
from toolkit.core.returns import ADJUSTED, Figure
from toolkit.core.rounding import rounded
from toolkit.core.words import Nature
from toolkit.figures.numbers.arithmetic import exact_sum, same
from toolkit.figures.numbers.counting import count
from toolkit.figures.numbers.registry import ALL, figure_key

MARKED_FROM = 1.0  # per cent: a printed total that moved by more is marked in this month's paper


def revised(printed: Sequence[Printed], names: Mapping[str, str]) -> Revised:
    """What changed since the papers of those months, and by how much figures are revised in the mean.

    ``names`` of units by code, in the order in which they are told.
    """

    def unit_name(code: str) -> str:
        return names.get(code, code)

    rows = [row for one in printed for row in _rows(one, unit_name)]
    pairs = [pair for one in printed for pair in _unit_pairs(one)]
    return Revised(
        tuple(rows),
        by_unit=_means([(unit_name(unit), size) for unit, _, size in pairs], list(names.values())),
        by_nature=_means([(nature, size) for _, nature, size in pairs], NATURES),
        held=tuple((one.period, tuple(map(unit_name, one.held))) for one in printed if one.held),
    )


def _rows(one: Printed, unit_name: Callable[[str], str]) -> Iterator[Revision]:
    for key, before in one.last.items():
        subject, _, who, measure = _parts(key)
        if measure != fields.YTD or who != ALL or key not in one.keys:
            continue
        told = before
        for figures in (one.in_force, one.current) if one.held else (one.in_force,):
            after = figures.get(key)
            if after is None or _equal(told, after) or _equal(before, after):
                continue
            told = after
            yield Revision(
                one.period,
                one.issue,
                subject,
                before.label,
                before.measure,
                before.decimals,
                before.value,
                after.value,
                _percent(before.value, after.value),
                "；".join(_whose(subject, one, figures, unit_name)),
                waits=figures is not one.in_force,
            )


def _whose(
    subject: str, one: Printed, figures: Mapping[str, Figure], unit_name: Callable[[str], str]
) -> Iterator[str]:
    """The units whose own figure is another one, each with both and what brought it about, and whether it counts."""
    for key, after in figures.items():
        own, _, unit, measure = _parts(key)
        before = one.last.get(key)
        if own != subject or measure != fields.YTD or unit == ALL or before is None or _equal(before, after):
            continue
        counts = one.in_force.get(key)
        waits = "" if counts is not None and _equal(counts, after) else "，尚未采用"
        yield f"{unit_name(unit)}：{_said(before)}→{_said(after)}（{_why(before, after)}{waits}）"


def _why(before: Figure, after: Figure) -> str:
    natures = _nature(before), _nature(after)
    moved = f"，{natures[0]}转{natures[1]}" if natures[0] != natures[1] else ""
    if ADJUSTED in after.mark.split("、") and ADJUSTED not in before.mark.split("、"):
        return "更正" + moved
    if after.value is None:
        return after.word or "撤回"
    if before.value is None:
        return "补报"
    files = {source.sha256 for source in before.sources} != {source.sha256 for source in after.sources}
    return ("重报" if files else "台账更正") + moved


def _unit_pairs(one: Printed) -> Iterator[tuple[str, str, float]]:
    """(unit, 数据性质 when it was first printed, revision in % of the first figure) of every unit figure."""
    for key, before in one.first.items():
        _, _, unit, measure = _parts(key)
        after = one.in_force.get(key, before)
        if measure == fields.YTD and unit != ALL and before.value and after.value is not None:
            yield unit, _nature(before), abs(after.value - before.value) / abs(before.value) * 100


def _means(pairs: Sequence[tuple[str, float]], order: Sequence[str]) -> tuple[MeanRevision, ...]:
    sizes: dict[str, list[float]] = {}
    for name, size in pairs:
        sizes.setdefault(name, []).append(size)
    known = [name for name in order if name in sizes]
    return tuple(
        MeanRevision(name, len(sizes[name]), sum(one > 0 for one in sizes[name]), fmean(sizes[name]))
        for name in (*known, *(name for name in sizes if name not in known))
    )


def revision_figures(found: Revised, period: Period) -> Iterator[Figure]:
    """By how much each printed figure moved, and how many did."""
    keys, moved, waiting = [], [], []
    for at, row in enumerate(found.rows, 1):
        key = figure_key(f"revision-{at}", period, ALL, "percent")
        if not row.waits:
            keys.append(key)
        if row in found.worth_marking(period, MARKED_FROM):
            moved.append(key)
        if row in found.worth_marking(period, MARKED_FROM, waiting=True):
            waiting.append(key)
        now = "采用补报后的数" if row.waits else "现在的数"
        for name, value, word in (("before", row.before, "印发的数"), ("now", row.current, now)):
            yield Figure(
                figure_key(f"revision-{at}", period, ALL, name),
                f"{row.label}（{row.issue}）{word}",
                value,
                row.measure,
                row.decimals,
                word="" if value is not None else "没有数",
                formula="封存的数"
                if name == "before"
                else f"按{'采用后' if row.waits else '现在'}的台账计算",
            )
        yield Figure(
            key,
            f"{row.label}（{row.issue}印发）以后的变动",
            row.percent,
            "%",
            1,
            formula=f"（{now} − 印发的数）÷ 印发的数 × 100",
            kind="percent",
        )
    yield count(
        figure_key("overall", period, ALL, "revisions_marked"),
        f"{period.chinese}以前各期印发的数中变动超过{MARKED_FROM:g}%的",
        moved,
        "逐个与印发时的数比较",
    )
    yield count(
        figure_key("overall", period, ALL, "revisions_waiting"),
        f"{period.chinese}以前各期印发的数中采用尚未计入的补报后变动超过{MARKED_FROM:g}%的",
        waiting,
        "逐个与印发时的数比较",
    )
    label = f"{period.chinese}以前（含本期）印发的数中已有变动的"
    yield count(figure_key("overall", period, ALL, "revisions"), label, keys, "逐个与印发时的数比较")


def worth_issuing(
    sealed: Mapping[str, Figure], now: Mapping[str, Figure], *, lights: bool, percent: float
) -> tuple[str, ...]:
    """Why what changed since a paper was issued asks for a corrected one; () when the list alone will do."""
    reasons = []
    for key, before in sealed.items():
        after = now.get(key)
        _, _, who, measure = _parts(key)
        if after is None or who != ALL:
            continue
        if lights and measure == "light" and before.word != after.word:
            reasons.append(f"{before.label}由“{before.word}”变为“{after.word}”")
        if measure == fields.YTD and not _equal(before, after):
            moved = _percent(before.value, after.value)
            if (moved is None or abs(moved) >= percent) and _said(before) != _said(after):
                reasons.append(f"{before.label}由{_said(before)}变为{_said(after)}")
    return tuple(reasons)


def _parts(key: str) -> tuple[str, str, str, str]:
    subject, period, who, measure = (*key.split("/"), "", "", "", "")[:4]
    return subject, period, who, measure


def _equal(before: Figure, after: Figure) -> bool:
    if before.value is None or after.value is None:
        return before.value is None and after.value is None
    return same(before.value, after.value)


def _percent(before: float | None, after: float | None) -> float | None:
    if not before or after is None:
        return None
    return exact_sum((after, -before)) / abs(before) * 100


def _nature(figure: Figure) -> str:
    return next((part for part in figure.mark.split("、") if part in NATURES), Nature.ACTUAL)


def _said(figure: Figure) -> str:
    return (
        figure.word or "无"
        if figure.value is None
        else f"{rounded(figure.value, figure.decimals)}{figure.measure}"
    )
