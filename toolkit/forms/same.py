"""与上月相同: 是 in a row of 任务进展 says that the row stands as it did the month before.

In: the effective values of a month, and those of the month before. Out: the month's with what such rows take over,
each marked. A cell that is filled wins; a status that is filled and another than last month's makes the 是 void,
and so does January, when a year's work begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import TASKS
from toolkit.core.periods import Period
from toolkit.core.returns import SAME, Entry

YES = "是"
TAKEN = (
    fields.STATUS,
    fields.COMPLETION,
    fields.PROGRESS,
    fields.PROBLEMS,
    fields.NEXT_STEPS,
    fields.EVIDENCE,
)
Key = tuple[str, str, str]  # unit code, row key, field


def may_be_same(period: Period) -> bool:
    """Whether a month goes on with the work of the one before."""
    return not period.opens_year


def taken_over(period: Period, last: Callable[[str], str | float | None]) -> dict[str, str | float]:
    """What 是 in a row of the period's form takes over; ``last`` is the value of a field of last month's row."""
    if not may_be_same(period) or not last(fields.STATUS):
        return {}
    return {field: value for field in TAKEN if (value := last(field)) not in (None, "")}


def with_same(
    entries: Sequence[Entry], period: Period, last_month: Callable[[], Sequence[Entry]]
) -> list[Entry]:
    """The entries with what 是 takes over; ``last_month`` is only asked where a unit said so.

    A 是 that holds bears the mark itself, so that whoever asks what is owed need not work it out again.
    """
    said = [entry for entry in entries if _says_so(entry)]
    if not said or not may_be_same(period):
        return list(entries)
    held = _by_place(entries)
    before = _by_place(last_month())
    holding = [entry for entry in said if _holds(entry, held, before)]
    marked = {(one.unit, one.key): _marked(one) for one in holding}
    kept = [marked.get((one.unit, one.key), one) if _says_so(one) else one for one in entries]
    return [*kept, *(one for entry in holding for one in _taken(entry, held, before))]


def _says_so(entry: Entry) -> bool:
    return entry.sheet == TASKS and entry.field == fields.SAME and entry.value == YES


def _by_place(entries: Sequence[Entry]) -> dict[Key, Entry]:
    return {(one.unit, one.key, one.field): one for one in entries if one.sheet == TASKS}


def _holds(said: Entry, held: Mapping[Key, Entry], before: Mapping[Key, Entry]) -> bool:
    """Whether there is a last month to stand by, and no other status is filled in."""
    status, last = (entries.get((said.unit, said.key, fields.STATUS)) for entries in (held, before))
    return last is not None and (status is None or status.value == last.value)


def _marked(said: Entry) -> Entry:
    return replace(said, mark=SAME, note=f"{SAME}：按{said.period.previous.chinese}的填报")


def _taken(said: Entry, held: Mapping[Key, Entry], before: Mapping[Key, Entry]) -> list[Entry]:
    found = []
    for field in TAKEN:
        place = (said.unit, said.key, field)
        if place in held or place not in before:
            continue
        value = before[place].value
        note = f"{SAME}：单位填“{YES}”，沿用{said.period.previous.chinese}填报的“{value}”"
        found.append(replace(said, field=field, value=value, mark=SAME, note=note))
    return found
