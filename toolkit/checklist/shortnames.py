"""简称 of tasks that the office has named no other way: short, and no two the same.

In: tasks of a checklist. Out: the same tasks, those without a 简称 with one from their own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from toolkit.core.model import Task
from toolkit.core.patterns import lazy_regex

SHORTEST, LONGEST = 4, 16
_CLAUSES = lazy_regex(r"[，。；：,;:\s]+")
_NUMBER = lazy_regex(r"^[（(]?\d+[)）.．、]\s*")
_AMOUNT = lazy_regex(r"(?<!\d)\d+(\.\d+)?(%|‰|[^\d\s，。]{0,2}?[个家座所条公项户人亩元名件场处台部张吨])")
_MARKS = str.maketrans("", "", "“”‘’\"'《》")
# Words that say how, not what: 持续深化…, 积极推进….
_HOW = lazy_regex(
    r"^(进一步|持续|积极|加快|深入|不断|全面|大力|继续|切实|着力|推进|推动|开展|实施|强化|深化|落实|加强|做好)+(?=.{4})"
)


def with_short_names(
    tasks: Sequence[Task], figures: Mapping[int, str] = MappingProxyType({})
) -> tuple[Task, ...]:
    """The tasks, each with a 简称 that no other has; what the office wrote stays.

    ``figures``: what the first number of a task counts, a name where its 事项 is only the number in words.
    """
    taken = {task.short for task in tasks if task.short}
    shared = Counter(task.item for task in tasks)
    named = []
    for task in tasks:
        if not task.short:
            task = replace(
                task,
                short=next(
                    name for name in _candidates(task, shared, figures.get(task.no, "")) if name not in taken
                ),
            )
            taken.add(task.short)
        named.append(task)
    return tuple(named)


def _candidates(task: Task, shared: Counter[str], figure: str) -> Iterator[str]:
    """Names from the best down; the last one bears the task's number and is free in any case."""
    item = _plain(task.item)
    if figure and _AMOUNT.search(item) and SHORTEST <= len(figure) <= LONGEST:
        yield _plain(figure)
    if shared[task.item] == 1 and 0 < len(item) <= LONGEST:
        yield item
    for clause in _CLAUSES.split(_NUMBER.sub("", task.content.strip())):
        name = _plain(_HOW.sub("", _NUMBER.sub("", clause)))
        if SHORTEST <= len(name) <= LONGEST and not name.startswith("20"):  # no bare date
            yield name
    yield f"{item[:LONGEST]}（任务{task.no}）"


def _plain(text: str) -> str:
    return text.translate(_MARKS).strip()
