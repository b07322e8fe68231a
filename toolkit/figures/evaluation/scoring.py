"""How each criterion of the sheet 考核权重 is scored.

In: :class:`EvaluationData`, a unit, the criterion's weight. Out: :class:`CriterionScore` with its
evidence. The office changes weights in the sheet; a criterion by another name is stated as not scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.marks import CONTRADICTS
from toolkit.core.model import BONUS, DEDUCTION, Unit, Weight
from toolkit.core.results import MonthResult, UnitRating, UnitReport, UnitTask
from toolkit.core.returns import Light
from toolkit.core.rounding import shown_rate
from toolkit.core.value_text import number_text
from toolkit.core.words import NoValue, ReturnState, TaskStatus
from toolkit.figures.evaluation.scores import CriterionScore, EvaluationData, ScoreItem, Scorer
from toolkit.figures.judging.lights import LAST_MONTH
from toolkit.figures.numbers.arithmetic import at_least, exact_sum
from toolkit.figures.numbers.registry import figure_key

UNMET_SHARE = 0.5  # of 正常推进 in the last month while a target of the unit's own is not met
STATUS_SHARES = {
    TaskStatus.DONE: 1.0,
    TaskStatus.ON_TRACK: 1.0,
    TaskStatus.BEHIND: 0.5,
    TaskStatus.NOT_STARTED: 0.0,
    "": 0.0,
}
LATE_DAY = 0.1  # of a month's timeliness, a day
ERROR, QUERY, SENT_BACK = 0.1, 0.02, 0.1  # of half of a month's quality, each


def _averaged(weight: Weight, items: Sequence[ScoreItem], rule: str, missing: str) -> CriterionScore:
    """Full points times the mean share of the items; no items, no points."""
    if not items:
        return CriterionScore(weight.criterion, None, weight.weight, rule, missing=missing)
    scored = tuple(replace(item, points=weight.weight * item.share / len(items)) for item in items)
    points = weight.weight * exact_sum(item.share for item in items) / len(items)
    return CriterionScore(weight.criterion, points, weight.weight, rule, scored)


def tasks(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """任务完成: the statuses of every month, averaged over the months due; a month not returned counts 0."""
    rule = said(
        "逐月看任务状态：已完成、正常推进记1，进度滞后记0.5，未启动、未报记0，不涉及不计；12月自报正常推进而本单位有目标"
        "未达到的记0.5；带▲的按本单位指标中最低的 完成率 ÷ 序时进度 记；每月取平均，再对应报月份取平均，没有报送的月份记0"
    )
    by_month = [items for month in data.months if (items := list(_task_items(month, unit)))]
    if not by_month:
        return CriterionScore(weight.criterion, None, weight.weight, rule, missing="没有要填报的任务")
    scored = tuple(
        replace(item, points=weight.weight * item.share / len(items) / len(by_month))
        for items in by_month
        for item in items
    )
    means = [exact_sum(item.share for item in items) / len(items) for items in by_month]
    points = weight.weight * exact_sum(means) / len(by_month)
    return CriterionScore(weight.criterion, points, weight.weight, rule, scored)


def _task_items(month: MonthResult, unit: Unit) -> Iterator[ScoreItem]:
    for row in month.tasks:
        cell = row.units.get(unit.code)
        if (
            cell is None
            or cell.status == TaskStatus.NOT_APPLICABLE
            or (not cell.status and cell.light is Light.NONE)
        ):
            continue
        key = figure_key(f"task-{row.task.no}", month.period, unit.code, fields.STATUS)
        label = f"{month.period.chinese} 任务{row.task.no} {row.task.title}"
        seen = f"{cell.status}{CONTRADICTS}" if cell.contradicts else cell.status or NoValue.NOT_REPORTED
        yield ScoreItem(key, label, seen, _task_share(month, unit, row.task.no, cell))


def _task_share(month: MonthResult, unit: Unit, number: int, cell: UnitTask) -> float:
    """What a status earns: its words, held against what the unit's own figures of the task say."""
    shares = [STATUS_SHARES[cell.status]]
    own = [rating for rating in _ratings(month, unit) if rating.indicator.task_no == number]
    if (
        month.period.month == LAST_MONTH
        and cell.status == TaskStatus.ON_TRACK
        and any(_is_unmet(one) for one in own)
    ):
        shares.append(UNMET_SHARE)
    if cell.contradicts:
        shares += [
            min(1.0, max(rating.rate, 0.0) / rating.pace)
            for rating in own
            if rating.own and rating.rate is not None and rating.pace
        ]
    return min(shares)


def _is_unmet(rating: UnitRating) -> bool:
    """A target of the unit's own (quota, sole reporter, each) that its figure does not meet."""
    return (rating.own or rating.each) and rating.rate is not None and not rating.met


def indicators(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """指标完成: rates of the last month in which each indicator was due."""
    items, waiting = [], 0
    months, silent = _returned(data, unit)
    for rating in _last_ratings(months, unit):
        if rating.quota is None or not _has_rate(rating):
            waiting += 1
            continue
        label = f"{rating.indicator.id} {rating.indicator.name}"
        seen = f"{rating.value_text}，完成率{rating.rate_text}"
        share = min(max(rating.rate or 0.0, 0.0), 100.0) / 100
        items.append(ScoreItem(rating.key, label, seen, share))
    rule = "有分解任务、各自达标或独家填报的指标，按全年最后一次完成率计，超过100按100，未报记0，取平均"
    score = _averaged(weight, items, rule, "没有分解到本单位的指标")
    lines = [f"另有{waiting}项指标没有完成率（待分解、待统计等），不计分"] if waiting else []
    return replace(score, lines=(*lines, *silent))


def _last_ratings(months: Sequence[MonthResult], unit: Unit) -> Iterator[UnitRating]:
    """Each indicator in the last month in which it was due."""
    latest: dict[str, UnitRating] = {}
    for month in months:
        latest |= {rating.indicator.id: rating for rating in _ratings(month, unit)}
    yield from latest.values()


def _ratings(month: MonthResult, unit: Unit) -> Iterator[UnitRating]:
    """What the unit owes: not what it says does not apply to it, nor what a ruling took out."""
    return (
        rating
        for rating in month.ratings.get(unit.code, ())
        if rating.word not in (NoValue.NOT_APPLICABLE, NoValue.TAKEN_OUT)
    )


def _has_rate(rating: UnitRating) -> bool:
    """未报 has the rate 0; other words (待统计, 拒收) have none."""
    return rating.rate is not None or rating.word == NoValue.NOT_REPORTED


def pace(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """序时进度: the unit's rate beside the pace, in every month."""
    items = []
    months, silent = _returned(data, unit)
    for month in months:
        for rating in _ratings(month, unit):
            due = rating.pace
            if due is None or rating.quota is None or not _has_rate(rating):
                continue
            rate = rating.rate
            share = 0.0 if rate is None else 1.0 if at_least(rate, due) else max(rate, 0.0) / due
            label = f"{month.period.chinese} {rating.indicator.id} {rating.indicator.name}"
            seen = f"完成率{rating.rate_text or NoValue.NOT_REPORTED}，序时进度{shown_rate(due)}%"
            items.append(ScoreItem(rating.rate_key, label, seen, share))
    rule = "有进度口径且分解到本单位的指标，逐月看：达到序时进度记1，落后的按 完成率 ÷ 序时进度 记，未报记0，取平均"
    return replace(_averaged(weight, items, rule, "没有分解到本单位的序时指标"), lines=silent)


def _returned(data: EvaluationData, unit: Unit) -> tuple[list[MonthResult], tuple[str, ...]]:
    """The months that the unit returned, and a line that names those which it did not."""
    silent = {
        month.period
        for month, report in _asked_months(data, unit)
        if report.state == ReturnState.NOT_RETURNED and report.owes
    }
    months = [month for month in data.months if month.period not in silent]
    if not silent:
        return months, ()
    named = "、".join(period.named for period in sorted(silent))
    return months, (f"{named}没有报送，本项只按报送了的月份计",)


def _asked_months(data: EvaluationData, unit: Unit) -> Iterator[tuple[MonthResult, UnitReport]]:
    return (
        (month, one) for month, one in data.reports.get(unit.code, ()) if one.state != ReturnState.NOT_SENT
    )


def timeliness(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """报送时效: on time or how late, in every month that the unit was asked."""
    items = []
    for month, report in _asked_months(data, unit):
        if report.state == ReturnState.NOT_RETURNED and report.owes:
            share, seen = 0.0, str(report.state)
        elif report.on_time is None:
            continue
        else:
            share = max(0.0, 1.0 - LATE_DAY * report.days_late)
            seen = "按时" if report.on_time else f"逾期{report.days_late}天"
        items.append(ScoreItem("", f"{month.period.chinese}报送", seen, share))
    rule = "逐月看：按时记1，每逾期一天减0.1，未报记0；没有应报内容的月份不报不扣，取平均"
    return _averaged(weight, items, rule, "没有下发过填报表")


def quality(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """数据质量: completeness and open findings of every return."""
    items = []
    for month, report in _asked_months(data, unit):
        if report.state == ReturnState.NOT_RETURNED or report.completeness is None:
            continue
        back = (data.sent_back or {}).get((unit.code, month.period), 0)
        clean = max(0.0, 1.0 - ERROR * report.errors - QUERY * report.queries - SENT_BACK * back)
        seen = f"完整率{shown_rate(report.completeness)}%，错误{report.errors}个，疑问{report.queries}个"
        if data.sent_back is not None:
            seen += f"，退回{back}次"
        share = (report.completeness / 100 + clean) / 2
        items.append(ScoreItem("", f"{month.period.chinese}填报", seen, share))
    rule = said(
        "逐月看：完整率占一半；另一半从1起，每个未处理的错误减0.1、疑问减0.02、退回一次减0.1，最低0；"
        "没有报送的月份不计，取平均"
    )
    score = _averaged(weight, items, rule, "没有可看的填报表")
    lines = _returned(data, unit)[1]
    if data.sent_back is None and score.points is not None:
        lines = ("退回次数没有记录，未计", *lines)
    return replace(score, lines=lines)


def bonus(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """典型经验加分: what the office recognised, up to the weight."""
    items = _award_items(data, unit, weight, 1)
    points = min(weight.weight, exact_sum(item.points for item in items))
    lines = (f"全年报送典型经验{data.offered.get(unit.code, 0)}条，办公室认定加分{len(items)}条",)
    rule = f"由办公室认定，合计最多{number_text(weight.weight)}分"
    return CriterionScore(weight.criterion, points, weight.weight, rule, items, lines)


def deduction(data: EvaluationData, unit: Unit, weight: Weight) -> CriterionScore:
    """扣分: what the office took, down to the weight."""
    items = _award_items(data, unit, weight, -1)
    points = max(-weight.weight, exact_sum(item.points for item in items))
    rule = f"由办公室认定，合计最多扣{number_text(weight.weight)}分"
    lines = () if items else ("没有扣分",)
    return CriterionScore(weight.criterion, points, weight.weight, rule, items, lines)


def _award_items(data: EvaluationData, unit: Unit, weight: Weight, sign: int) -> tuple[ScoreItem, ...]:
    return tuple(
        ScoreItem(
            "",
            award.reason,
            f"{number_text(award.points)}分，认定人：{award.by}",
            1.0,
            sign * award.points,
        )
        for award in data.awards
        if unit.name in award.units and award.criterion == weight.criterion
    )


SCORERS: dict[str, Scorer] = {
    "任务完成": tasks,
    "指标完成": indicators,
    "序时进度": pace,
    "报送时效": timeliness,
    "数据质量": quality,
    BONUS: bonus,
    DEDUCTION: deduction,
}
EXTRA = frozenset({BONUS, DEDUCTION})  # beside the hundred points
