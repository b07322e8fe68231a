"""Entries to tasks: numbers, items, units and who reports; each inference with its review.

In: the entries of a list, its frame and units. Out: tasks, reviews, and the units (the office's own level added where
nobody else can report).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.checklist.columns import TASKS
from toolkit.checklist.importing.clauses import as_list, read_roles, split_units
from toolkit.checklist.importing.deadlines import frequency_of, year_of
from toolkit.checklist.importing.entries import Entry, Note
from toolkit.checklist.importing.frame import LEAD, LOCAL, RESPONSIBLE, Frame
from toolkit.checklist.importing.grid import flat
from toolkit.checklist.importing.roster import own_level, with_unit
from toolkit.checklist.importing.units import Resolved, resolve_leads, resolve_units
from toolkit.checklist.workbook import Review
from toolkit.core.model import Task, Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.words import UnitKind

Resolve = Callable[[str], tuple[str, ...]]  # the units that a text means, by official name
Kinds = Mapping[str, str]  # 类别 of each unit
LOCAL_KINDS = (UnitKind.COUNTY, UnitKind.ZONE)
ITEM_LENGTH = 24
_CLAUSE = lazy_regex(r"[，。；,;\n（(]")


@dataclass
class Assembled:
    """What the entries of a list become."""

    tasks: list[Task] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Office:
    """Whose list it is: its frame, its units, whether these were known before, and who is to report if said."""

    frame: Frame
    units: tuple[Unit, ...]
    known: bool = False
    reporters: frozenset[str] = frozenset()  # LEAD, RESPONSIBLE as the command line says; empty: by the paper

    @property
    def asked(self) -> frozenset[str]:
        """Who reports, as far as anybody says."""
        return self.reporters or self.frame.reporters


def assemble(entries: Sequence[Entry], office: Office, years: Sequence[int]) -> Assembled:
    """Tasks of all entries; ``years`` are those that the sheet gets a column for."""
    made = Assembled(units=office.units)
    used: set[int] = set()
    item, item_no = "", 0
    group = "其他任务" if any(entry.action for entry in entries) else office.frame.subject
    for entry in entries:
        no, notes = _number(entry, used)
        used.add(no)
        title = entry.item or short_title(entry.content or entry.text)
        item_no = entry.item_no or (item_no if title == item and item_no else item_no + 1)
        item = title
        leads = _leads(entry, office)
        resolved = _reporters(entry, leads, office)
        notes += [*entry.notes, *resolved[1]]
        if not resolved[0]:
            own = next((one for one in made.units if one.kind == UnitKind.OWN), None) or own_level(
                office.frame
            )
            made.units = with_unit(made.units, own)
            resolved = ((own.name,), [])
            notes.append(("填报单位", f"原文没有写明由谁报，先由{own.name}填报，请改成应当填报的单位。"))
        if completed := [lead for lead in leads if lead not in flat(entry.leads or entry.responsible)]:
            notes.append(("牵头单位", "按前文写全为" + "、".join(completed) + "，请核对。"))
        if entry.lead_is_first and leads and entry.responsible and not office.frame.first_leads:
            notes.append(("牵头单位", f"原文没有牵头单位一栏，按责任单位的第一个推定为{'、'.join(leads)}。"))
        task = _task(entry, no, item, item_no, leads, resolved[0], office, years, group)
        made.tasks.append(task)
        made.reviews += [Review(TASKS, str(no), header, note) for header, note in notes]
    return made


def _task(
    entry: Entry,
    no: int,
    item: str,
    item_no: int,
    leads: tuple[str, ...],
    reporters: tuple[str, ...],
    office: Office,
    years: Sequence[int],
    group: str,
) -> Task:
    cycle = office.frame.cycle or "月度"
    quarterly = "季度" in (cycle, frequency_of(entry.deadline))
    measures = dict.fromkeys(years, "") | dict(entry.measures)
    return Task(
        no=no,
        action=entry.action or group,
        item_no=item_no,
        item=item,
        content=entry.content,
        measures=measures,
        leads=leads,
        responsible=_responsible(entry, leads, office.frame),
        reporters=reporters,
        frequency="季度" if quarterly else "月度",
        source=entry.place,
        note=entry.note,
        leads_text=as_list(entry.leads),
        support=resolve_leads(entry.support, office.units if office.known else ()),
        deadline=entry.deadline.strip() or _year_of_targets(entry, office.frame),
    )


def _year_of_targets(entry: Entry, frame: Frame) -> str:
    """A row that is an indicator of one year is due with it."""
    return f"{frame.year}年" if frame.year and any(not amount.kind for amount in entry.amounts) else ""


def short_title(text: str) -> str:
    """The first clause of a text, as a name for it."""
    first = _CLAUSE.split(text.strip(), maxsplit=1)[0] or text.strip()
    return flat(first)[:ITEM_LENGTH]


def _number(entry: Entry, used: Collection[int]) -> tuple[int, list[Note]]:
    text = entry.number
    if text.isdigit() and int(text) not in used:
        return int(text), []
    no = max(used, default=0) + 1
    if text.isdigit():
        return no, [("任务序号", f"原文序号{text}与前面重复，按行序改为{no}。")]
    how = "由Word自动编号，号码按行序推定" if entry.numbered else "没有序号，按行序推定"
    return no, [("任务序号", f"原文{how}。")]


def _leads(entry: Entry, office: Office) -> tuple[str, ...]:
    known = office.units if office.known else ()
    if entry.leads:
        return resolve_leads(entry.leads, known)
    names = resolve_leads(entry.responsible, known)
    if entry.all_lead:
        return names
    return names[:1] if entry.lead_is_first else ()


def _responsible(entry: Entry, leads: Sequence[str], frame: Frame) -> str:
    """As written; without those that lead, where the paper says that the first of a list does."""
    text = as_list(entry.responsible)
    if entry.leads or not entry.lead_is_first or not frame.first_leads:
        return text
    names = split_units(text)
    return "、".join(names[len(leads) :]) if len(names) >= len(leads) else text


def _reporters(entry: Entry, leads: Sequence[str], office: Office) -> tuple[tuple[str, ...], list[Note]]:
    """Who reports a task, by what the paper or the office says, and the reasons."""
    notes: list[str] = []

    def resolve(text: str) -> tuple[str, ...]:
        found: Resolved = resolve_units(text, entry.text, office.units)
        if found.note:
            notes.append(found.note)
        return found.names

    kinds = {unit.name: unit.kind for unit in office.units}
    names = (
        list(resolve(entry.reporters)) if entry.reporters else _by_rule(entry, leads, office, resolve, kinds)
    )
    said = [("填报单位", "；".join(dict.fromkeys(notes)) + "。")] if notes else []
    order = {unit.name: index for index, unit in enumerate(office.units)}
    return tuple(sorted(set(names), key=lambda name: order[name])), said


def _by_rule(entry: Entry, leads: Sequence[str], office: Office, resolve: Resolve, kinds: Kinds) -> list[str]:
    if entry.shares:
        return [name for name in resolve("、".join(entry.shares)) if kinds[name] in LOCAL_KINDS]
    if office.known and not office.reporters:
        return list(resolve(entry.responsible)) or [n for n in resolve("、".join(leads)) if n in kinds]
    asked = office.asked
    carrying = "" if entry.all_lead and not entry.leads else entry.responsible
    names: list[str] = []
    if LEAD in asked or (RESPONSIBLE in asked and not carrying):
        names += resolve("、".join(leads))
    if RESPONSIBLE in asked and carrying:
        names += resolve(carrying)
    if LOCAL in asked or not asked:
        names += _local(entry, leads, carrying, resolve, kinds, LOCAL in asked)
    return names or list(resolve("、".join(leads))) or list(resolve(carrying))


def _local(
    entry: Entry, leads: Sequence[str], carrying: str, resolve: Resolve, kinds: Kinds, asked: bool
) -> Iterator[str]:
    """Local units that carry the task out; those that only support it where one of them leads, or the paper asks them."""
    responsible = resolve(carrying) if carrying else ()
    local = [name for name in responsible if kinds[name] in LOCAL_KINDS]
    if local:
        yield from responsible if entry.implementing or read_roles(carrying).implementing else local
        return
    leading = [name for name in resolve("、".join(leads)) if kinds[name] in LOCAL_KINDS]
    yield from leading
    if entry.support and (leading or asked):
        yield from (name for name in resolve(entry.support) if kinds[name] in LOCAL_KINDS)


def years_of(frame: Frame, entries: Sequence[Entry], now: int) -> tuple[tuple[int, ...], bool]:
    """The years of a list: of its columns, its title, else of its deadlines; else this one, and that it was assumed."""
    columns = {year for entry in entries for year in entry.measures}
    columns |= {amount.year for entry in entries for amount in entry.amounts if amount.year}
    if columns | set(frame.years):
        return tuple(sorted(columns | set(frame.years))), False
    dated = {year for entry in entries if (year := year_of(entry.deadline))}
    if dated:
        return tuple(sorted(dated)), False
    return (now,), True
