"""What a new list of the same office takes over from the one in use: identities, decisions, quotas and settings.

In: the checklist in use, the one just imported, and all keys and ids that the ledger ever knew. Out: the imported one, in
which tasks and indicators that say the same as before keep what the office made of them, and their 台账号, so that the
months before stay theirs. Matching is by text alone: numbers of tasks change when a list is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from toolkit.checklist.importing.indicators import AS_THE_LIST_SAYS
from toolkit.checklist.reviewsheet import NO_INDICATOR
from toolkit.checklist.shortnames import with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.tables import fold
from toolkit.core.doubt import Doubt
from toolkit.core.model import Checklist, Curve, Difference, Indicator, OfficeRule, Quota, Task
from toolkit.core.pace import DEFAULT_CURVE
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import number_text

ALIKE_NAME = 70.0
ALIKE = 82.0  # rapidfuzz's 0–100: the same task in the next year's words
_QUOTED = lazy_regex(r"「([^」]*)」")  # the words that a source cites
_INDICATOR_ID = lazy_regex(r"T\d+-\d+")


@dataclass(frozen=True)
class Carried:
    """The list with what was taken over, and what a person should know of it, in lines."""

    checklist: Checklist
    lines: Sequence[str] = ()


def carried(current: Checklist, imported: Checklist, used: Collection[str] = ()) -> Carried:
    """The imported list with what the office had settled before; its own texts and targets stay.

    ``used``: keys of tasks and ids of indicators that earlier lists had: no new one gets their months.
    """
    before = {task.no: old for task, old in _pairs(current.tasks, imported.tasks)}
    used = {*used, *(task.key for task in current.tasks), *(one.id for one in current.indicators)}
    tasks = [_task(task, before.get(task.no), used) for task in imported.tasks]
    indicators = _Indicators(current, imported, before, used)
    found = indicators.all()
    numbers = {old.no: no for no, old in before.items()}
    ids = {one.id for one in found}
    quotas, lost = _quotas(current, imported, found, indicators.renamed)
    rules, idle = _rules(current.rules, numbers, ids)
    curves, bare = _curves(current.curves, numbers, ids)
    made = replace(
        imported,
        tasks=with_short_names(tasks),
        indicators=found,
        quotas=quotas,
        rules=rules,
        curves=curves,
        weights=current.weights,
        differences=tuple(_differences(current.differences, numbers)),
        openings=tuple(
            one
            for one in current.openings
            if any(one.indicator == x.id and one.unit in x.reporters for x in found)
        ),
        decisions=current.decisions,
        awards=current.awards,
    )
    made = replace(made, doubts=_doubts(current, imported, before, indicators))
    lines = [*_lost_tasks(current, before), *indicators.lines, *lost, *idle, *bare]
    return Carried(replace(made, digest=digest_of(made)), lines)


def _pairs(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[Task, Task]]:
    """New task and the old one that says the same, each old one once, the likest first."""
    scores = [
        (
            fuzz.token_set_ratio(fold(task.item), fold(one.item)) * 0.3
            + fuzz.ratio(_words(task), _words(one)) * 0.7,
            -abs(task.no - one.no),
            i,
            j,
        )
        for i, task in enumerate(new)
        for j, one in enumerate(old)
    ]
    used_new: set[int] = set()
    used_old: set[int] = set()
    pairs: list[tuple[Task, Task]] = []
    for score, _, i, j in sorted(scores, key=lambda found: (-found[0], -found[1])):
        if score >= ALIKE and i not in used_new and j not in used_old:
            used_new.add(i)
            used_old.add(j)
            pairs.append((new[i], old[j]))
    return pairs


def _words(task: Task) -> str:
    return fold("".join((task.content, *task.measures.values())))[:400]


def _task(task: Task, old: Task | None, used: set[str]) -> Task:
    """Frequency, channel, short name and note are the office's own settings; so is who reports what reads as before."""
    if old is None:
        key = next(key for key in _keys(task.no) if key not in used)
        used.add(key)
        return replace(task, short="", known_as=_known_as(task, key))
    made = replace(
        task,
        short=old.short,
        frequency=old.frequency,
        channel=old.channel,
        note=task.note or old.note,
        known_as=_known_as(task, old.key),
    )
    return replace(made, reporters=old.reporters, leads=old.leads) if _same_units(task, old) else made


def _keys(no: int) -> Iterator[str]:
    """5, and where another task had that number 5-2, 5-3 …"""
    yield str(no)
    yield from (f"{no}-{count}" for count in range(2, 1000))


def _known_as(task: Task, key: str) -> str:
    return "" if key == str(task.no) else key


def _same_units(task: Task, old: Task) -> bool:
    """Whether the list names the same units for the task as it did before."""
    return (fold(task.responsible), fold(task.leads_text)) == (fold(old.responsible), fold(old.leads_text))


def _same_text(task: Task, old: Task) -> bool:
    return _words(task) == _words(old)


class _Indicators:
    """Indicators under the ids that they had, so that figures can be compared."""

    def __init__(
        self, current: Checklist, imported: Checklist, before: Mapping[int, Task], used: set[str]
    ) -> None:
        self.current, self.imported, self.before, self.used = current, imported, before, used
        self.renamed: dict[str, str] = {}  # new id by proposed id
        self.settled: set[str] = set()
        self.lines: list[str] = []
        struck = [doubt for doubt in current.doubts if doubt.decision == NO_INDICATOR and doubt.read]
        self.struck = {_cited(doubt.read) for doubt in struck}
        self.used |= {doubt.row for doubt in struck}
        self.tasks = {task.no: task for task in imported.tasks}

    def all(self) -> tuple[Indicator, ...]:
        """Those of the list, then those that the office added to a task that is still there."""
        left = list(self.current.indicators)
        made: list[tuple[Indicator, Indicator | None]] = []
        for one in self.imported.indicators:
            if _cited(one.source) in self.struck:  # the office said before that it is none
                continue
            old_task = self.before.get(one.task_no)
            old = _same(one, [x for x in left if old_task and x.task_no == old_task.no])
            if old is not None:
                left.remove(old)
            made.append((one, old))
        result = [self._one(one, old) for one, old in made]
        return (*result, *self._kept(left))

    def _one(self, one: Indicator, old: Indicator | None) -> Indicator:
        new_id = old.id if old is not None else _free(one.id, self.used)
        self.used.add(new_id)
        self.renamed[one.id] = new_id
        made = replace(one if old is None else self._settled(one, old), id=new_id)
        if made.confirmed:
            self.settled.add(new_id)
        return made

    def _settled(self, one: Indicator, old: Indicator) -> Indicator:
        """What the office confirmed of it; the list's own targets, and its units where it names others than before."""
        task, old_task = self.tasks[one.task_no], self.before[one.task_no]
        made = replace(
            old,
            task_no=one.task_no,
            targets={**old.targets, **one.targets},
            source=one.source,
            note=one.note if not old.note or old.note.startswith(AS_THE_LIST_SAYS) else old.note,
        )
        if _same_units(task, old_task) or set(old.reporters) <= set(one.reporters):
            return made
        self.lines.append(
            f"指标{old.id}“{old.name}”：责任单位改了，填报单位改为 {'、'.join(one.reporters)}，请核对。"
        )
        return replace(made, reporters=one.reporters, reporters_by_year={})

    def _kept(self, left: Sequence[Indicator]) -> Iterator[Indicator]:
        numbers = {old.no: number for number, old in self.before.items()}
        for old in left:
            number = numbers.get(old.task_no)
            if number is None:
                self.lines.append(f"指标{old.id}“{old.name}”：任务不在新清单里，随任务删去。")
                continue
            self.settled.add(old.id)
            if not _same_text(self.tasks[number], self.before[number]):
                self.lines.append(
                    f"指标{old.id}“{old.name}”：任务{number}的文字改了，新清单里没有读到这个数，先照旧保留；"
                    "不要了的请删去。"
                )
            yield replace(old, task_no=number)


def _same(one: Indicator, candidates: Sequence[Indicator]) -> Indicator | None:
    """The old indicator that this one is: by its name; else by a target that both have; else by the likest name."""
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


def _cited(source: str) -> str:
    """The list's own words in a source, without file and place."""
    return fold("".join(_QUOTED.findall(source)) or source)


def _free(id: str, taken: Collection[str]) -> str:
    head, _, number = id.rpartition("-")
    count = int(number)
    while f"{head}-{count}" in taken:
        count += 1
    return f"{head}-{count}"


def _lost_tasks(current: Checklist, before: Mapping[int, Task]) -> Iterator[str]:
    kept = {old.no for old in before.values()}
    for task in current.tasks:
        if task.no not in kept:
            yield (
                f"任务{task.no}“{task.title}”：新清单里没有，换用新清单以后不再下发、不再汇总；以前各期收到的数仍在台账里。"
            )


def _quotas(
    current: Checklist, imported: Checklist, found: Sequence[Indicator], renamed: Mapping[str, str]
) -> tuple[tuple[Quota, ...], list[str]]:
    """The list's own quotas and those given before, as far as their units still report; and which are left out."""
    own = [
        replace(one, indicator=renamed[one.indicator]) for one in imported.quotas if one.indicator in renamed
    ]
    given = {(one.indicator, one.unit, one.year) for one in own}
    by_id = {one.id: one for one in found}
    lines = []
    for one in current.quotas:
        indicator = by_id.get(one.indicator)
        if indicator is None or (one.indicator, one.unit, one.year) in given:
            continue
        if one.year in indicator.targets and one.unit in indicator.reporters_in(one.year):
            own.append(one)
        else:
            lines.append(
                f"分解 {one.indicator} {one.unit} {one.year}年 {number_text(one.target)}：不再由它填报，没有带过来。"
            )
    return tuple(own), lines


def _rules(
    rules: Sequence[OfficeRule], numbers: Mapping[int, int], ids: Collection[str]
) -> tuple[tuple[OfficeRule, ...], list[str]]:
    kept, lines = [], []
    for rule in rules:
        tasks = tuple(numbers[no] for no in rule.tasks if no in numbers)
        gone = [id for id in _INDICATOR_ID.findall(rule.expression) if id not in ids]
        if gone or (rule.tasks and not tasks):
            lines.append(f"校验规则{rule.id}：所管的任务或指标不在新清单里，没有带过来。")
        else:
            kept.append(replace(rule, tasks=tasks))
    return tuple(kept), lines


def _curves(
    curves: Sequence[Curve], numbers: Mapping[int, int], ids: Collection[str]
) -> tuple[tuple[Curve, ...], list[str]]:
    kept, lines = [], []
    for curve in curves:
        name = curve.applies_to
        if name.isdigit():
            name = str(numbers.get(int(name), ""))
        elif name not in ("", DEFAULT_CURVE) and name not in ids:
            name = ""
        if curve.applies_to and not name:
            lines.append(f"序时曲线“{curve.applies_to}”：所管的任务或指标不在新清单里，没有带过来。")
        else:
            kept.append(replace(curve, applies_to=name))
    return tuple(kept), lines


def _differences(rows: Sequence[Difference], numbers: Mapping[int, int]) -> Iterator[Difference]:
    for row in rows:
        tasks = tuple(numbers[no] for no in row.task_nos if no in numbers)
        if tasks:
            yield replace(row, task_nos=tasks)


def _doubts(
    current: Checklist, imported: Checklist, before: Mapping[int, Task], indicators: _Indicators
) -> tuple[Doubt, ...]:
    """What is open: nothing that the office settled before; and what it struck out, for the import after this one."""
    tasks = {str(task.no): task for task in imported.tasks}
    undecided = {(doubt.sheet, doubt.row, doubt.column) for doubt in current.doubts if not doubt.decision}
    found = []
    for one in imported.doubts:
        if one.sheet == "指标":
            row = indicators.renamed.get(one.row, "")
            if row and row not in indicators.settled:
                found.append(replace(one, row=row))
            continue
        old = before.get(int(one.row)) if one.sheet == "任务" and one.row.isdigit() else None
        alone = not one.read.startswith("第")  # one of many rows that were inferred alike stands for all
        asked = old is not None and ("任务", str(old.no), one.column) in undecided
        if (
            old
            and alone
            and not asked
            and _same_text(tasks[one.row], old)
            and _same_units(tasks[one.row], old)
        ):
            continue
        found.append(one)
    found += [doubt for doubt in current.doubts if doubt.decision == NO_INDICATOR]
    return tuple(replace(one, number=number) for number, one in enumerate(found, start=1))
