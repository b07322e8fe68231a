"""The status of a task for the prefecture: by its ruling rows, else by the units' own words.

In: :class:`Basis`, a task, a period; nothing of figures or words of units is needed, so that past
months are judged by the same code. Out: :class:`Status`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from toolkit.core.model import Comparator, Task
from toolkit.core.pace import has_begun, has_pace
from toolkit.core.periods import Period
from toolkit.core.results import WORST_FIRST, JudgedBy, Share
from toolkit.core.returns import Light
from toolkit.core.rounding import shown_rate
from toolkit.core.words import LightWord, TaskStatus
from toolkit.figures.judging.assess import Assessment, Basis, Issued
from toolkit.figures.judging.judged import End
from toolkit.figures.judging.lights import LAST_MONTH, NEAR
from toolkit.figures.numbers.arithmetic import at_least
from toolkit.figures.tasks.unitwords import Spoken, by_words

ITEMS = "项指标"


@dataclass(frozen=True)
class Status:
    """``rows`` are the ruling rows; ``spoken`` what its units say."""

    light: Light
    word: str
    basis: str
    judged_by: JudgedBy
    rows: tuple[Assessment, ...] = ()
    share: Share | None = None
    spoken: Spoken = field(default_factory=Spoken)

    @property
    def judged(self) -> bool:
        """Whether it has a ●."""
        return self.light in WORST_FIRST


def task_status(basis: Basis, task: Task, period: Period, issued: Issued = None) -> Status:
    """The task's status in a period that has a table, worked out once; ``issued`` is what went out in this month.

    Of an earlier month with the light that its paper prints.
    """
    return basis.kept((task_status, task.no, period), lambda: _printed(basis, task, period, issued))


def _printed(basis: Basis, task: Task, period: Period, issued: Issued) -> Status:
    made = _status(basis, task, period, issued)
    return replace(made, light=basis.printed(task, period, made.light))


def _status(basis: Basis, task: Task, period: Period, issued: Issued) -> Status:
    rows = ruling_rows(basis, task, period)
    spoken = _spoken(basis, task, period, issued)
    if rows:
        return by_rows(basis, task, period, rows, spoken)
    if task.offline:
        return Status(Light.NONE, LightWord.OFFLINE, "本任务线下报送", JudgedBy.NOTHING)
    light, word, text, share = by_words(spoken, targets_met(basis, task, period))
    judged = JudgedBy.UNITS if spoken.owed else JudgedBy.NOTHING
    return Status(light, word, text, judged, (), share, spoken)


def ruling_rows(basis: Basis, task: Task, period: Period) -> tuple[Assessment, ...]:
    """Due paced rows, due 保持-rows, and rows whose date has come; none without a light or ○."""
    found = []
    for indicator in basis.indicators_of(task.no):
        row = basis.assess(indicator, period)
        if row is None or row.target is None or row.judgement.light is Light.NONE:
            continue
        paced = has_pace(indicator, period.year) and row.target.low != 0
        kept = indicator.comparator is Comparator.KEEP
        if (row.due and (paced or kept)) or period.month >= indicator.date:
            found.append(row)
    return tuple(found)


def by_rows(
    basis: Basis,
    task: Task,
    period: Period,
    rows: Sequence[Assessment],
    spoken: Spoken,
    alone: bool = False,
) -> Status:
    """The status on these ruling rows; ``alone``: as if the task had no other targets."""
    unknown = [row for row in rows if not row.lit and (row.low is None or row.high is None)]
    red = any(row.judgement.light is Light.RED for row in rows)
    rest = True if alone else targets_met(basis, task, period, but=rows)
    ends = [
        _rule(period, [_point(row, worse) for row in rows], bool(rest), spoken.all_done)
        for worse in (True, False)
    ]
    rows = tuple(rows)
    if (unknown and not red) or ends[0] is not ends[1]:
        return Status(Light.OPEN, LightWord.OPEN, _open_basis(rows), JudgedBy.INDICATORS, rows, None, spoken)
    light = ends[0]
    share = None
    if period.month == LAST_MONTH:
        share = Share(sum(row.met for row in rows), len(rows), ITEMS)
    word = _word(light, period, any(row.judgement.pace is not None for row in rows))
    return Status(light, word, _basis(rows, period), JudgedBy.INDICATORS, rows, share, spoken)


@dataclass(frozen=True)
class _Point:
    """One ruling row at one of its ends."""

    light: Light
    met: bool
    near: bool


def _point(row: Assessment, worse: bool) -> _Point:
    """The row as it stands; at an end where it is ○; the worst or the best where it has no ends."""
    kept = row.is_kept
    if row.lit and row.low is None:
        return _standing(row.judgement.light, row.rate, kept)
    if row.low is None or row.high is None:
        return _Point(Light.RED, False, False) if worse else _Point(Light.BLUE, True, True)
    points = [_standing(end.judgement.light, end.rate, kept) for end in (row.low, row.high)]
    points.sort(key=lambda one: (WORST_FIRST.index(one.light), one.near))
    return points[0] if worse else points[1]


def _standing(light: Light, rate: float | None, kept: bool) -> _Point:
    met = light is Light.BLUE or (kept and light is Light.GREEN)
    return _Point(Light.BLUE if met else light, met, met or at_least(rate or 0.0, NEAR))


def _rule(period: Period, points: Sequence[_Point], rest_met: bool, all_done: bool) -> Light:
    """The worst light; in the last month by how many targets are met. Blue needs every target and every word."""
    met = sum(point.met for point in points)
    if met == len(points):
        return Light.BLUE if rest_met and all_done else Light.GREEN
    if period.month == LAST_MONTH:
        missed = [point for point in points if not point.met]
        nearly = met * 5 >= len(points) * 4 or all(point.near for point in missed)
        return Light.YELLOW if nearly else Light.RED
    worst = min((point.light for point in points), key=WORST_FIRST.index)
    return Light.GREEN if worst is Light.BLUE else worst


def _word(light: Light, period: Period, paced: bool) -> str:
    if light is Light.BLUE:
        return LightWord.DONE
    if period.month == LAST_MONTH:
        return {Light.GREEN: LightWord.MET, Light.YELLOW: LightWord.NEARLY, Light.RED: LightWord.NOT_DONE}[
            light
        ]
    if light is Light.GREEN:
        return LightWord.ON_PACE if paced else LightWord.MET
    return {Light.YELLOW: LightWord.SLOW, Light.RED: LightWord.BEHIND}[light]


def targets_met(basis: Basis, task: Task, period: Period, but: Collection[Assessment] = ()) -> bool | None:
    """Whether all its targets of the year are shown met, those of ``but`` left out; None when it has none."""
    left_out = {row.indicator.id for row in but}
    rows = [
        basis.assess(indicator, period)
        for indicator in basis.indicators_of(task.no)
        if period.year in indicator.targets and indicator.id not in left_out
    ]
    if not rows:
        return True if but else None
    return all(row is not None and row.met for row in rows)


def _spoken(basis: Basis, task: Task, period: Period, issued: Issued) -> Spoken:
    """What the units say of the task, who owes a word, and what the silent ones said last this year."""
    said: dict[str, str] = {}
    silent: dict[str, str] = {}
    not_mine = []
    asked_of = issued if period == basis.period else None
    for unit in basis.reporting(task, period):
        status = basis.status(unit, period, task.key)
        if status == TaskStatus.NOT_APPLICABLE:
            not_mine.append(unit)
        elif status:
            said[unit] = status
        elif basis.is_asked(task, unit, period, asked_of):
            silent[unit] = _last_word(basis, unit, period, task.key)
    begun = has_begun(basis.curve("", task.no), period.month)
    return Spoken(said, silent, tuple(not_mine), begun)


def _last_word(basis: Basis, unit: str, period: Period, task: str) -> str:
    for month in reversed(period.so_far[:-1]):
        status = basis.status(unit, month, task)
        if status:
            return status
    return ""


def describe(row: Assessment) -> str:
    """An indicator's standing in one phrase."""
    judgement = row.judgement
    words = f"{row.indicator.id} {row.indicator.name} {judgement.word}"
    if row.rate is None or judgement.light in (Light.OPEN, Light.MISSING):
        return words
    if judgement.gap is None or judgement.pace is None or row.period.month == LAST_MONTH:
        return f"{words}（完成率{shown_rate(row.rate)}%）"
    return (
        f"{words}（完成率{shown_rate(row.rate)}%，序时进度{shown_rate(judgement.pace)}%，"
        f"进度差{shown_rate(judgement.gap, signed=True)}个百分点）"
    )


def _basis(rows: Sequence[Assessment], period: Period) -> str:
    """Which rows decide: the worst, and in the year's last month those that do not meet their target."""
    if period.month == LAST_MONTH:
        missed = [row for row in rows if not row.met]
        met, each = len(rows) - len(missed), "均" if len(rows) > 1 else ""
        if not missed:
            return f"按指标判定，{len(rows)}项指标{each}达到目标"
        told = f"中{met}项达到目标，未达到的：" if met else f"{each}未达到目标："
        return f"按指标判定，{len(rows)}项指标{told}{_named(missed)}"
    lights = [row.judgement.light for row in rows if row.lit]
    worst = min(lights, key=WORST_FIRST.index) if lights else Light.OPEN
    chosen = [row for row in rows if row.judgement.light is worst]
    return f"按指标判定，{len(rows)}项指标中以最差的为准：{_named(chosen)}"


def _open_basis(rows: Sequence[Assessment]) -> str:
    waiting = [row for row in rows if not row.lit]
    return f"按指标判定，{len(rows)}项指标中待报齐的：{_named(waiting)}"


def _named(rows: Sequence[Assessment]) -> str:
    more = f"等{len(rows)}项" if len(rows) > 3 else ""
    return "；".join(describe(row) for row in rows[:3]) + more


def end_lights(low: End, high: End) -> tuple[Light, Light]:
    """The worse and the better light of two ends."""
    lights = (low.judgement.light, high.judgement.light)
    order = [*WORST_FIRST[:2], Light.WAITING, *WORST_FIRST[2:]]
    worse, better = sorted(lights, key=order.index)
    return worse, better
