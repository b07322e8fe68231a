"""Text checks: what 本月进展 says against last month and other units. Never 错误."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.rule import month_rule, rule
from toolkit.core import fields
from toolkit.core.area import standard
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, EXPERIENCE, NOTHING_NEW, TASKS
from toolkit.core.messages import Message
from toolkit.core.model import Unit
from toolkit.core.nothing import says_nothing
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import Place
from toolkit.core.private import found
from toolkit.core.returns import SAME
from toolkit.core.secrecy import inner_word, told
from toolkit.core.words import TaskStatus

NEARLY = 95  # likeness (0..100) from which two texts count as the same
COMPARED = 8  # texts of other units that one is held against
SHORT = 8  # a reason for being behind needs more than this many characters
EMPTY_PHRASES = (
    "正在推进中", "正在推进", "按计划开展", "按计划推进", "有序推进", "稳步推进", "持续推进", "扎实推进", "积极推进",
    "正常推进", "正在开展", "有序开展", "正常开展", "工作", "各项", "目前", "已", "中", "情况", "良好", "顺利",
)  # fmt: skip
_NOISE = lazy_regex(r"[\s，。、；：,.;:!！（）()“”\"]+")
_MONTH = lazy_regex(r"\d{1,2}月")
_NUMBER = lazy_regex(r"\d+(?:\.\d+)?")

_AT_REST = (TaskStatus.DONE, TaskStatus.NOT_STARTED)


@rule(
    Q502=Message(
        "与上月文字相同",
        "本月进展与上月几乎一样。",
        "请写本月的新情况；确无新进展的，写“本月无新进展”即可。",
    ),
)
def not_last_months_text(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q502: the text is last month's, but for the month."""
    before = unit.history.get(data.previous, {})
    for row in unit.form.rows:
        place = (TASKS, row.task.key, fields.PROGRESS)
        now, last = unit.text(*place), before.get(place)
        entry = unit.entries.get(place)
        if entry is not None and entry.mark == SAME:
            continue  # 与上月相同: the unit says so itself
        at_status = Place(TASKS, row.task.key, fields.STATUS)
        status, was = unit.text(*at_status), before.get(at_status)
        if status == TaskStatus.NOT_APPLICABLE:
            continue  # why a task does not concern a unit stays as it is
        if status in _AT_REST and was is not None and was.value == status:
            continue  # what was done before, or has not begun, makes no progress
        if now and last is not None and not _is_honest(now) and _same(now, str(last.value)):
            yield at(unit, "Q502", *place)


@rule(
    Q504=Message(
        "只有套话",
        "本月进展只写了“{seen}”，看不出做了什么。",
        "请写一件事、一个数或一个时间；确无新进展的，写“本月无新进展”即可。",
    ),
)
def has_a_fact(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q504: nothing is left of the text without its empty phrases."""
    for row in unit.form.rows:
        text = unit.text(TASKS, row.task.key, fields.PROGRESS)
        if text and not _is_honest(text) and _is_empty(text):
            yield at(unit, "Q504", TASKS, row.task.key, fields.PROGRESS)


@rule(
    Q505=Message(
        "原因过于简单",
        "滞后原因只写了“{seen}”。",
        "请写清卡在哪个环节、缺什么、谁能解决。",
    ),
)
def reason_says_something(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q505: the reason for being behind is too short to act on."""
    for row in unit.form.rows:
        key = row.task.key
        text = _NOISE.sub("", unit.text(TASKS, key, fields.PROBLEMS))
        if text and unit.text(TASKS, key, fields.STATUS) == TaskStatus.BEHIND and len(text) < SHORT:
            yield at(unit, "Q505", TASKS, key, fields.PROBLEMS)


@rule(
    N508=Message(
        "经验与诉求里写的是没有",
        "这一行只写了“{seen}”，没有当作一条经验或诉求列入。",
        "没有的不用填，请提醒单位以后把这一行留空。",
    ),
)
def something_to_tell(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N508: title and content of a row of 经验与诉求 say that there is nothing."""
    for key in unit.rows(EXPERIENCE):
        texts = [(name, unit.text(EXPERIENCE, key, name)) for name in (fields.TITLE, fields.CONTENT)]
        filled = [name for name, text in texts if text]
        if filled and all(says_nothing(text) for _, text in texts):
            yield at(unit, "N508", EXPERIENCE, key, filled[0])


@month_rule(
    Q503=Message(
        "与其他单位文字相同",
        "本月进展与{other}的几乎一样。",
        "请按本单位实际情况填写。",
    ),
)
def own_words(data: CheckData) -> Iterator[Finding]:
    """Q503: two units gave the same text for one task, but for their names.

    Only texts with the same figures (without figures: the same beginning) are compared, and each with a few,
    so that the cost grows with the number of units alone.
    """
    seen: dict[tuple[str, tuple[str, ...]], list[tuple[UnitData, str]]] = {}
    for unit in data.units:
        for row in unit.form.rows:
            key = row.task.key
            text = unit.text(TASKS, key, fields.PROGRESS)
            own = _without_names(text, unit.unit)
            if len(_NOISE.sub("", own)) <= SHORT or _is_honest(text) or _is_empty(text):
                continue
            others = seen.setdefault((key, _figures_of(own) or (own[:10],)), [])
            twin = next((other for other, words in others[:COMPARED] if _same(own, words)), None)
            if twin is not None:
                yield at(unit, "Q503", TASKS, key, fields.PROGRESS, other=twin.unit.name)
            others.append((unit, own))


@rule(
    N506=Message(
        "写有个人信息",
        "这一格写有{what}，共 {count} 个。往外送的表、文和邮件里已遮住中间几位；台账和存档是原样。",
        "办公室知道即可；请提醒单位以后不要在填报表里写个人的证件号、手机号和银行卡号。",
    ),
)
def nobodys_numbers(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N506: numbers of people in a text, but for the telephone that the form itself asks for."""
    for place, entry in unit.entries.items():
        if not isinstance(entry.value, str) or (place[0] == COVER and place[2] == fields.PHONE):
            continue
        if numbers := found(entry.value):
            what = "、".join(dict.fromkeys(one.kind for one in numbers))
            yield at(unit, "N506", *place, what=what, count=str(len(numbers)))


@rule(
    Q507=Message(
        "标有内部字样",
        "这一格的文字里有“{word}”。裁定以前，往外送的表、文和邮件里不印这段文字；台账和存档是原样。",
        "可以外送的，请删去这个字样再报；确属内部资料、工作秘密的，请从填报表里删去，按保密规定另行报送。"
        "办公室看过原件、认为可以外送的，在裁定表里认可。",
    ),
)
def says_it_is_inner(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q507: a text says that it must not leave; the finding does not quote it."""
    for place, entry in unit.entries.items():
        if isinstance(entry.value, str) and (word := inner_word(entry.value)):
            yield at(unit, "Q507", *place, seen=told(entry.value), word=word)


def _without_names(text: str, unit: Unit) -> str:
    for name in sorted({unit.name, unit.short, *unit.aliases} - {""}, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def _is_honest(text: str) -> bool:
    return NOTHING_NEW in standard(text)


def _is_empty(text: str) -> bool:
    if _NUMBER.search(text):
        return False
    rest = _NOISE.sub("", text)
    for phrase in EMPTY_PHRASES:
        rest = rest.replace(phrase, "")
    return len(rest) < SHORT // 2


def _figures_of(text: str) -> tuple[str, ...]:
    return tuple(sorted(_NUMBER.findall(_MONTH.sub("", text))))


def _same(one: str, other: str) -> bool:
    """Equal or nearly so, months apart; texts with other figures are other texts."""
    if _figures_of(one) != _figures_of(other):
        return False
    one, other = _MONTH.sub("", one), _MONTH.sub("", other)
    return fuzz.ratio(_NOISE.sub("", one), _NOISE.sub("", other)) >= NEARLY
