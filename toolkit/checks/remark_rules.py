"""Rules of what is said beside figures: what takes one back is asked about, what is no ordinary account of work is told.

The words are judged in ``remark_words.py`` (asked) and ``core/remarks.py`` (told).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.project_remarks import BESIDE, TakenBack, taken_back
from toolkit.checks.remark_answers import against_answer, against_none, against_share
from toolkit.checks.remark_figures import against_figure, does_not_fit, leaves_the_rest
from toolkit.checks.remark_sums import another_sum
from toolkit.checks.remark_words import is_as_last, sentences_of, sentences_of_money, words_against
from toolkit.checks.rule import rule
from toolkit.checks.stated import is_ahead
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, IndicatorRow
from toolkit.core.messages import Message
from toolkit.core.model import Kind
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.places import PlaceKey
from toolkit.core.remarks import Row, is_ordinary, sentences, to_be_told, told_of_data
from toolkit.core.value_text import squeeze
from toolkit.core.values import YES_NO_CHOICES
from toolkit.core.words import NoValue
from toolkit.forms.layout import COVER_KEY, COVER_PLACES
from toolkit.forms.places import is_yes_no

SHOWN, LETTERS = 30, 80  # remarks in one note, letters of each
_ACCOUNTS = (fields.PROGRESS, fields.PROBLEMS, fields.NEXT_STEPS)
_PEOPLE = tuple(
    place.column
    for place in COVER_PLACES
    if place.column.role == "input" and place.column.field != fields.FILLED_ON
)
_UNCHANGED = lazy_regex(
    r"(?:(?:比[例率]|占比)[为是]?[\d.]+[%％][，,])?(?:存量|期末数|分[子母]|数据?)?(?:没有变化|无变化|未变|不变)[。.]?"
)
_WHOLE = 100.0  # per cent


@rule(
    Q508=Message(
        "旁边的话与填的数对不上",
        "这一项的数旁边写着“{words}”，填的是 {seen}。",
        "请核对以哪一个为准：数要改的，请改在数上，不要只写在旁边；填的没有错的，请把旁边的话改清楚。",
    ),
    N509=Message(
        "数旁边的话要看一看",
        "有 {count} 处写的不只是工作情况，还说到数本身：{remarks}。",
        "办公室看一看：数要改的，请单位改在数上；能不能与其他单位相加、相比，也由办公室把握。只是说明情况的不用管。",
    ),
)
def words_beside_figures(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q508: what is said beside a figure, of it by name in its task or among the wishes, or of a project takes it back:
    of one of its sums at the column named, of the whole row once.

    N509: what else is said there and is no ordinary account of work, in the words of the unit; once a unit.
    """
    asked = {row.indicator.id: _against_figure(data, unit, row) for row in unit.form.indicators}
    money = {key: taken_back(unit, key, data.period) for key in unit.rows(PROJECTS)}
    for row in unit.form.indicators:
        if against := asked[row.indicator.id]:
            name = _of(row, against)
            yield at(unit, "Q508", INDICATORS, row.indicator.id, name, words=squeeze(against)[:100])
    for key, back in money.items():
        if back:
            yield at(
                unit, "Q508", PROJECTS, key, back.column, seen=back.seen, words=squeeze(back.words)[:100]
            )
    said = [
        *_beside_figures(data, unit, asked),
        *_in_accounts(unit, {*asked.values()}),
        *_of_projects(unit, money),
        *_on_cover(unit),
    ]
    if said:
        remarks = "；".join(f"{of}“{' '.join(words.split())[:LETTERS]}”" for _, of, words in said[:SHOWN])
        values = {"count": str(len(said)), "remarks": remarks + ("等" if len(said) > SHOWN else "")}
        yield at(unit, "N509", *said[0][0], **values)


def _against_figure(data: CheckData, unit: UnitData, row: IndicatorRow) -> str:
    """What is said of the figure of a row in this form, and takes it back."""
    id, terms = row.indicator.id, row.indicator.is_ratio_input
    explanation, asked = (
        unit.text(INDICATORS, id, fields.EXPLANATION),
        row.indicator.name + row.indicator.note,
    )
    if is_yes_no(row):
        answer = unit.text(INDICATORS, id, fields.YTD)
        if answer in YES_NO_CHOICES:
            return against_answer(explanation, answer, asked, data.period.month)
    if unit.text(INDICATORS, id, _first(row)) == NoValue.NOT_APPLICABLE:
        return against_none(explanation)
    if unit.number(INDICATORS, id, _first(row)) is None:
        return ""
    beside = [explanation, unit.text(INDICATORS, id, fields.DATA_DEPARTMENT)]
    task = unit.form.task_key(row.indicator.task_no)
    longer = [unit.text(TASKS, task, name) for name in _ACCOUNTS]
    longer += [unit.text(EXPERIENCE, key, fields.CONTENT) for key in unit.rows(EXPERIENCE)]
    texts = (*beside, *(one for text in longer for one in sentences_of(text, row.indicator.name)))
    pairs = _beside_last(unit, row)
    if all(now == last for last, now in pairs):
        texts = tuple(one for one in texts if not is_as_last(one, data.period))
    measure = "" if terms else row.indicator.report_measure
    share = _share(unit, row)
    against = "" if share is None else against_share(explanation, share)
    known = _row(data, unit, row)
    against = against or against_figure(explanation, known, asked, row.quota)
    grows = row.indicator.kind is Kind.FLOW
    against = against or another_sum(explanation, known, grows=grows, elsewhere=_elsewhere(unit, row))
    return against or _first_against(
        texts,
        _figures(unit, row),
        measure,
        data.period,
        asked,
        [last - now for last, now in pairs if now < last],
    )


def _elsewhere(unit: UnitData, row: IndicatorRow) -> set[float]:
    """Numbers of the other indicators of its task."""
    rows = (one for one in unit.form.indicators if one.indicator.task_no == row.indicator.task_no)
    return {number for one in rows if one is not row for number in _figures(unit, one)}


def _share(unit: UnitData, row: IndicatorRow) -> float | None:
    """A ratio in per cent."""
    above, below = (
        unit.number(INDICATORS, row.indicator.id, name) for name in (fields.NUMERATOR, fields.DENOMINATOR)
    )
    return _WHOLE * above / below if row.indicator.factor == _WHOLE and above is not None and below else None


def _of(row: IndicatorRow, words: str) -> str:
    """The cell that the words speak of."""
    of_the_whole = row.indicator.is_ratio_input and "分母" in words and "分子" not in words
    return fields.DENOMINATOR if of_the_whole else _first(row)


def _figures(unit: UnitData, row: IndicatorRow) -> list[float]:
    """The number of a row, or both terms and their ratio."""
    terms = (fields.NUMERATOR, fields.DENOMINATOR, fields.YTD)
    names = terms if row.indicator.is_ratio_input else (fields.YTD,)
    return [value for one in names if (value := unit.number(INDICATORS, row.indicator.id, one)) is not None]


def _beside_last(unit: UnitData, row: IndicatorRow) -> list[tuple[float, float]]:
    """Last month's number and this month's, or those of its terms, where both are known."""
    last = {
        fields.YTD: row.previous,
        fields.NUMERATOR: row.previous_numerator,
        fields.DENOMINATOR: row.previous_denominator,
    }
    pairs = [(before, unit.number(INDICATORS, row.indicator.id, name)) for name, before in last.items()]
    return [(before, now) for before, now in pairs if before is not None and now is not None]


def _first(row: IndicatorRow) -> str:
    return fields.NUMERATOR if row.indicator.is_ratio_input else fields.YTD


def _first_against(
    texts: Iterable[str],
    counted: Sequence[float],
    measure: str,
    period: Period,
    asked: str,
    fallen: Sequence[float],
) -> str:
    against = (words_against(text, counted, measure, period, asked, fallen) for text in texts)
    return next((words for words in against if words), "")


def _beside_figures(
    data: CheckData, unit: UnitData, asked: Mapping[str, str]
) -> Iterator[tuple[PlaceKey, str, str]]:
    """Place, of what, words: beside figures that are not asked about already, and of them by name among the wishes."""
    for row in unit.form.indicators:
        id, name = row.indicator.id, _first(row)
        if unit.number(INDICATORS, id, name) is None or asked[id]:
            continue
        known = _row(data, unit, row)
        explanation = unit.text(INDICATORS, id, fields.EXPLANATION)
        said = (one for one in sentences(explanation) if not is_as_last(one, data.period))
        pairs = _beside_last(unit, row)
        if pairs and all(now == last for last, now in pairs):
            said = (one for one in said if not _UNCHANGED.fullmatch(one))
        said = (one for one in said if not is_ahead(one, known.figures))
        told = (one for one in said if not is_ordinary(one, known))
        words = next((one for one in told if not leaves_the_rest(one, known)), "")
        words = words or does_not_fit(explanation, known, row.indicator.name, row.indicator.note)
        source = unit.text(INDICATORS, id, fields.DATA_DEPARTMENT)
        if not words and source and to_be_told(f"来源{source}", known):
            words = source
        wishes = (unit.text(EXPERIENCE, key, fields.CONTENT) for key in unit.rows(EXPERIENCE))
        named = (one for text in wishes for one in sentences_of(text, row.indicator.name))
        words = words or next((one for one in named if not is_ordinary(one, known)), "")
        if words:
            yield (INDICATORS, id, name), id, words


def _row(data: CheckData, unit: UnitData, row: IndicatorRow) -> Row:
    """What the row of an indicator carries."""
    figures, last = _figures(unit, row), row.previous
    known = [
        row.target.low,
        row.target.high,
        row.quota,
        last,
        row.previous_numerator,
        row.previous_denominator,
    ]
    if last is not None and figures:
        known.append(figures[0] - last)
    others = [one for one in known if one is not None]
    measure = "" if row.indicator.is_ratio_input else row.indicator.report_measure
    return Row(figures, others, measure, data.period.month)


def _in_accounts(unit: UnitData, asked: Set[str]) -> Iterator[tuple[PlaceKey, str, str]]:
    """In accounts of tasks, where they speak of data and nothing is asked about it."""
    for key in unit.rows(TASKS):
        for name in _ACCOUNTS:
            words = told_of_data(unit.text(TASKS, key, name))
            if words and words not in asked:
                yield (TASKS, key, name), f"任务{key}", words


def _on_cover(unit: UnitData) -> Iterator[tuple[PlaceKey, str, str]]:
    """Where people and telephones are asked for; a name alone is no remark, strange as it may be."""
    for column in _PEOPLE:
        text = unit.text(COVER, COVER_KEY, column.field)
        if text and to_be_told(f"联系{text}"):
            yield (COVER, COVER_KEY, column.field), column.header, text


def _of_projects(
    unit: UnitData, asked: Mapping[str, TakenBack | None]
) -> Iterator[tuple[PlaceKey, str, str]]:
    """Beside the sums of projects that are not asked about already."""
    for key in unit.rows(PROJECTS):
        if asked[key]:
            continue
        for name in BESIDE:
            text = unit.text(PROJECTS, key, name)
            of_money = (one for one in sentences_of_money(text) if not is_ordinary(one))
            if words := told_of_data(text) or next(of_money, ""):
                yield (PROJECTS, key, name), unit.text(PROJECTS, key, fields.NAME) or key, words
