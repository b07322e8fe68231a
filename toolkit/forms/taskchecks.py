"""The line of a row of 任务进展: what it must hold by its status, or what it is spared where nothing moved.

In: a row of the form and the values of its cells. Out: its :class:`Line`. What must be filled is declared in
:mod:`toolkit.forms.needs`; here it becomes formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import STATUSES, TaskRow
from toolkit.core.words import TaskStatus
from toolkit.forms.live import (
    At,
    Live,
    all_of,
    any_of,
    blank,
    compare,
    in_list,
    is_number,
    is_word,
    none_of,
)
from toolkit.forms.needlive import needed, says
from toolkit.forms.needs import AsBefore, Need, Says, as_before, task_needs
from toolkit.forms.points import ALWAYS, Case, Line, Row, line_of
from toolkit.forms.same import YES

CHOOSE = "请从下拉列表中选一项"
NOTHING_BEFORE = "上月没有可以沿用的状态，请清空这一格，填本月的"
ANOTHER_STATUS = "本月状态与上月不同，请清空这一格"
OTHER = "其他"  # a status that is none of those asked about


def task_line(task: TaskRow, row: Row) -> Line:
    """What 自检 says of the row."""
    status, completion = row.at(fields.STATUS), row.at(fields.COMPLETION)
    before = as_before(task.asked, task.previous)
    same = None if before is None else _is_same(task, row)
    needs = task_needs(_status_before(task))
    cases: dict[str, list[Case]] = {
        fields.STATUS: [(none_of(in_list(status, STATUSES)), CHOOSE)],
        fields.COMPLETION: [
            (none_of(is_number(completion)), "只能填 0 到 100 的数"),
            (any_of(compare(completion, "<", 0), compare(completion, ">", 100)), "应在 0 到 100 之间"),
            (
                all_of(is_word(status, TaskStatus.DONE), compare(completion, "<>", 100)),
                "状态是已完成，完成度应为 100",
            ),
        ],
    }
    found = []
    for need in needs:
        when = needed(need, task.asked, row)
        if before is not None and same is not None:
            when = _unless_same(when, same, need.field in dict(before.fields))
        found.append(row.point(need.field, when, *cases.get(need.field, ())))
    found.append(row.point(fields.SAME, None, *_same_cases(same, row)))
    return line_of(found, row.label, _task_need(task, row, before, same))


def _unless_same(when: Live | None, same: Live, owed: bool) -> Live | None:
    """The condition with what 与上月相同 makes of it; ``owed``: last month left the cell blank, and should not have."""
    if owed:
        return same if when is None else any_of(same, when)
    if when is None:
        return None
    return none_of(same) if when is ALWAYS else all_of(when, none_of(same))


def _is_same(task: TaskRow, row: Row) -> Live:
    """Whether the row says that it stands as last month."""
    status, before = row.at(fields.STATUS), At(row.ref(fields.PREVIOUS_STATUS), task.previous_status)
    equal = Live(f"{status.ref}={before.ref}", status.word == before.word)
    return all_of(is_word(row.at(fields.SAME), YES), any_of(blank(status), equal))


def _same_cases(same: Live | None, row: Row) -> list[Case]:
    if same is None:
        return [(ALWAYS, said(NOTHING_BEFORE))]
    chosen = is_word(row.at(fields.SAME), YES)
    return [(none_of(chosen), CHOOSE), (all_of(chosen, none_of(same)), said(ANOTHER_STATUS))]


def _task_need(task: TaskRow, row: Row, before: AsBefore | None, same: Live | None) -> Live:
    """How many cells of a task's row must be filled: one number a status, and that of a row as last month."""
    status = row.at(fields.STATUS)
    least, differing = _numbers_owed(task.asked, _status_before(task))
    text = str(least)
    for number in dict.fromkeys(differing.values()):
        alike = tuple(word for word, n in differing.items() if n == number)
        text = f"IF({says(Says(fields.STATUS, alike), row).text},{number},{text})"
    value = differing.get(status.word.strip(), least)
    if before is not None and same is not None:
        text = f"IF({same.text},{len(before.fields)},{text})"
        value = len(before.fields) if same.value else value
    return Live(text, value)


def _status_before(task: TaskRow) -> str:
    return str(task.previous.get(fields.STATUS, ""))


@cache
def _numbers_owed(asked: bool, before: str) -> tuple[int, dict[str, int]]:
    """How many cells a row owes at most statuses, and at those that are asked about and differ; ``before`` is last month's."""
    needs = task_needs(before)
    conditions = [one for need in needs for one in (need.when, *need.unless) if one]
    least = _number_owed(asked, needs, OTHER)
    words = dict.fromkeys(word for one in conditions for word in one.words)
    return least, {word: n for word in words if (n := _number_owed(asked, needs, word)) != least}


def _number_owed(asked: bool, needs: Sequence[Need], status: str) -> int:
    return sum(need.is_owed(asked, {fields.STATUS: status}) for need in needs)
