"""What lead units say beside what was reported: both values with their sources, and whether the office has ruled.

In: a month's results, the reviews that came back, rulings. Out: one :class:`Opinion` a row that a lead unit
spoke of, in the order of reviews. No figure changes by an opinion; only the office's ruling does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import DASH, INDICATORS, TASKS
from toolkit.core.model import YES_NO
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import ADJUSTED, PROPOSED, Figure, Source
from toolkit.core.reviews import WHOLE, LeadOpinion, LeadReview
from toolkit.core.value_text import number_text
from toolkit.core.words import NoValue
from toolkit.figures.numbers.arithmetic import same

AWAITING = "待裁定"
EQUAL_NOW = "两数一致"
OTHER_VALUE, OBJECTION = DISPUTES = ("N770", "N771")  # codes of findings on what is disputed


@dataclass(frozen=True)
class Opinion:
    """One opinion beside what it is about. ``unit`` is "" for the prefecture's figure, else a unit's name.

    ``reported`` is the figure (None for tasks), ``shown`` it or the task's status in words, ``own`` the lead
    unit's figure in words, "" when it gave none. ``state`` is "" for what is not disputed, else 待裁定 or how
    it was settled; ``finding`` is there for what is disputed.
    """

    lead: str
    opinion: LeadOpinion
    file: str
    unit: str
    task: int
    name: str
    measure: str
    reported: Figure | None
    shown: str
    own: str
    sources: tuple[Source, ...]
    state: str = ""
    finding: Finding | None = None

    @property
    def place(self) -> str:
        """The lead unit's cell, as 来源单元格 has it."""
        return f"{self.opinion.sheet}!{self.opinion.address}"


@dataclass(frozen=True)
class _Subject:
    """What an opinion is about."""

    unit: str
    task: int
    name: str
    measure: str
    reported: Figure | None
    shown: str
    sources: tuple[Source, ...] = ()


def opinions(
    result: MonthResult, reviews: Sequence[LeadReview], accepted: Mapping[tuple[str, str], str]
) -> tuple[Opinion, ...]:
    """Opinions on rows that the month has. ``accepted``: (finding id, value) -> why and by whom it stands."""
    subjects = {(unit, key): subject for unit, key, subject in _subjects(result)}
    return tuple(
        _opinion(review, one, subjects[one.unit, one.subject], accepted)
        for review in reviews
        for one in review.opinions
        if (one.unit, one.subject) in subjects
    )


def _subjects(result: MonthResult) -> Iterator[tuple[str, str, _Subject]]:
    for row in result.indicators:
        indicator, total = row.indicator, row.total
        name = f"{indicator.id} {indicator.name}"
        whole = _Subject("", indicator.task_no, name, indicator.measure, total, _words(total))
        yield WHOLE, indicator.id, whole
        for value in row.units:
            said = _words(value.value)
            place = (value.unit.name, indicator.task_no, name, indicator.report_measure)
            yield value.unit.code, indicator.id, _Subject(*place, value.value, said, value.sources)
    for task in result.tasks:
        yield from _task_subjects(task)


def _task_subjects(task: TaskResult) -> Iterator[tuple[str, str, _Subject]]:
    key, name = str(task.task.no), f"任务{task.task.no} {task.task.title}"
    yield WHOLE, key, _Subject("", task.task.no, name, "", None, task.word)
    for code, cell in task.units.items():
        sources = (cell.sources[fields.STATUS],) if fields.STATUS in cell.sources else ()
        yield (
            code,
            key,
            _Subject(
                cell.unit.name, task.task.no, name, "", None, cell.status or NoValue.NOT_REPORTED, sources
            ),
        )


def _opinion(
    review: LeadReview, one: LeadOpinion, subject: _Subject, accepted: Mapping[tuple[str, str], str]
) -> Opinion:
    own = one.raw or ("" if one.value is None else _number(one.value, subject.measure))
    finding = _finding(review, one, subject, own) if one.disputed else None
    state = _state(one, subject, finding, accepted) if finding else ""
    return Opinion(
        lead=review.lead,
        opinion=one,
        file=review.file,
        unit=subject.unit,
        task=subject.task,
        name=subject.name,
        measure=subject.measure,
        reported=subject.reported,
        shown=subject.shown,
        own=own,
        sources=subject.sources,
        state=state,
        finding=finding,
    )


def _state(
    one: LeadOpinion, subject: _Subject, finding: Finding, accepted: Mapping[tuple[str, str], str]
) -> str:
    """待裁定, or how it was settled: the values agree, the office corrected the figure, or it lets it stand."""
    figure = subject.reported
    ruled = accepted.get((finding.id, finding.seen))
    if ruled is not None:
        return f"维持填报数：{ruled}"
    adjusted = figure is not None and ADJUSTED in figure.mark
    reported = figure.value if figure is not None else None
    if one.value is not None and reported is not None and same(one.value, reported):
        return f"{EQUAL_NOW}（已{ADJUSTED}）" if adjusted else EQUAL_NOW
    if figure is not None and PROPOSED in figure.mark and subject.unit:
        return f"已提出更正，{PROPOSED}"
    return f"已{ADJUSTED}" if adjusted and subject.unit else AWAITING


def _finding(review: LeadReview, one: LeadOpinion, subject: _Subject, own: str) -> Finding:
    """A note for the office: units are not asked to mend what a bureau says otherwise."""
    indicator = subject.reported is not None
    reason = f"依据：{one.reason.rstrip('。')}。" if one.reason else ""
    values = {"lead": review.lead, "rule": review.lead, "place": f"{one.sheet}!{one.address}"}
    values |= {"reported": subject.shown, "own": own, "reason": reason}
    return Finding(
        OTHER_VALUE if own else OBJECTION,
        unit="" if one.unit == WHOLE else one.unit,
        sheet=one.sheet,
        address=one.address,
        form_sheet=INDICATORS if indicator else TASKS,
        key=one.subject,
        field=fields.YTD if indicator else fields.STATUS,
        seen=f"{subject.shown}；{review.lead}：{own or one.said}",
        values=values,
        file=review.file,
    )


def _words(figure: Figure) -> str:
    return figure.word or DASH if figure.value is None else _number(figure.value, figure.measure)


def _number(value: float, measure: str) -> str:
    if measure == YES_NO and value in (0.0, 1.0):
        return "是" if value else "否"
    return number_text(value)
