"""What a new list of the same office takes over from the one in use: identities, decisions, quotas and settings.

In: the checklist in use and the one just imported. Out: the imported one, in which tasks and indicators that say the same
as before keep what the office made of them. Matching is by text alone: numbers of tasks change from year to year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.checklist.shortnames import with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.tables import fold
from toolkit.core.model import Checklist, Indicator, Task

ALIKE_NAME = 70.0
ALIKE = 82.0  # rapidfuzz's 0–100: the same task in the next year's words


def carried(current: Checklist, imported: Checklist) -> Checklist:
    """The imported list with what the office had settled before; its own texts and targets stay."""
    tasks = _pairs(current.tasks, imported.tasks)
    old_tasks = {task.no: old for task, old in tasks}
    indicators, renamed = _indicators(current, imported, old_tasks)
    made = replace(
        imported,
        tasks=with_short_names([_task(task, old_tasks.get(task.no)) for task in imported.tasks]),
        indicators=indicators,
        quotas=(
            *(replace(one, indicator=renamed.get(one.indicator, one.indicator)) for one in imported.quotas),
            *(
                one
                for one in current.quotas
                if any(one.indicator == x.id and one.year in x.targets for x in indicators)
            ),
        ),
        rules=current.rules,
        curves=current.curves,
        weights=current.weights,
        decisions=current.decisions,
        awards=current.awards,
    )
    settled = {one.id for one in indicators if one.confirmed}
    doubts = tuple(
        replace(one, row=renamed.get(one.row, one.row)) if one.sheet == "指标" else one
        for one in imported.doubts
    )
    doubts = tuple(one for one in doubts if not (one.sheet == "指标" and one.row in settled))
    made = replace(made, doubts=doubts)
    return replace(made, digest=digest_of(made))


def _pairs(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[Task, Task]]:
    """New task and the old one that says the same, each old one once, the likest first."""
    from rapidfuzz import fuzz  # only an import needs it

    scores = [
        (
            fuzz.token_set_ratio(fold(task.item), fold(one.item)) * 0.3
            + fuzz.ratio(_words(task), _words(one)) * 0.7,
            i,
            j,
        )
        for i, task in enumerate(new)
        for j, one in enumerate(old)
    ]
    used_new: set[int] = set()
    used_old: set[int] = set()
    pairs: list[tuple[Task, Task]] = []
    for score, i, j in sorted(scores, key=lambda found: -found[0]):
        if score >= ALIKE and i not in used_new and j not in used_old:
            used_new.add(i)
            used_old.add(j)
            pairs.append((new[i], old[j]))
    return pairs


def _words(task: Task) -> str:
    return fold("".join((task.content, *task.measures.values())))[:400]


def _task(task: Task, old: Task | None) -> Task:
    """Frequency, channel and note are the office's own settings."""
    if old is None:
        return replace(task, short="")  # given anew, so that none repeats one that the office gave
    return replace(
        task, short=old.short, frequency=old.frequency, channel=old.channel, note=task.note or old.note
    )


def _indicators(
    current: Checklist, imported: Checklist, old_tasks: Mapping[int, Task]
) -> tuple[tuple[Indicator, ...], dict[str, str]]:
    """Indicators under the ids that last year's had, so that figures can be compared; and new id by proposed id."""
    left = list(current.indicators)
    found: list[tuple[Indicator, Indicator | None]] = []
    for one in imported.indicators:
        old_task = old_tasks.get(one.task_no)
        old = _same(one, [x for x in left if old_task and x.task_no == old_task.no])
        if old is not None:
            left.remove(old)
        found.append((one, old))
    taken = {old.id for old in current.indicators}
    renamed: dict[str, str] = {}
    result: list[Indicator] = []
    for one, old in found:
        new_id = old.id if old is not None else _free(one.id, taken)
        taken.add(new_id)
        renamed[one.id] = new_id
        result.append(replace(one if old is None else _settled(one, old), id=new_id))
    new_numbers = {old.no: number for number, old in old_tasks.items()}
    kept = [replace(old, task_no=new_numbers[old.task_no]) for old in left if old.task_no in new_numbers]
    return (*result, *kept), renamed  # what the office added to a task that is still there stays


def _same(one: Indicator, candidates: Sequence[Indicator]) -> Indicator | None:
    """The old indicator that this one is: by its name; else by a target that both have; else by the likest name."""
    from rapidfuzz import fuzz

    measured = [old for old in candidates if old.measure == one.measure]
    for old in measured:
        if fold(old.name) == fold(one.name):
            return old
    equal = [
        old for old in measured if any(old.targets.get(year) == goal for year, goal in one.targets.items())
    ]
    if len(equal) == 1:
        return equal[0]
    alike = [(fuzz.token_set_ratio(fold(old.name), fold(one.name)), old.id, old) for old in equal or measured]
    best = max(alike, default=None)
    return best[2] if best and best[0] >= ALIKE_NAME else None


def _settled(one: Indicator, old: Indicator) -> Indicator:
    """What the office confirmed of it last year; the new year's target is the list's own."""
    return replace(
        old,
        task_no=one.task_no,
        targets={**old.targets, **one.targets},
        source=one.source,
        note=old.note or one.note,
    )


def _free(id: str, taken: set[str]) -> str:
    head, _, number = id.rpartition("-")
    count = int(number)
    while f"{head}-{count}" in taken:
        count += 1
    return f"{head}-{count}"
