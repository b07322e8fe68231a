"""Plans forms from what the workspace and the ledger know; generate, report and corrections share it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from rapidfuzz import process

from toolkit.checklist.rewording import Pair, reworded
from toolkit.core.area import said
from toolkit.core.byunit import by_unit
from toolkit.core.form import INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.formercodes import called_now
from toolkit.core.model import Checklist, Decision, Unit
from toolkit.core.openings import with_imported
from toolkit.core.periods import Period
from toolkit.core.returns import HELD, Entry
from toolkit.errors import OperatorError
from toolkit.forms.plan import Prefill, plan_form
from toolkit.ledger.carried import Carried, carried_of, carried_text
from toolkit.ledger.records import FormRecord
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.renumbered import in_use

# On the cover of a form that carries what a return said which came too late for its month.
HELD_LINE = (
    "贵单位上月的填报表在上月专报印发以后才收到，尚未采用：本表的上月累计、上月进展和项目先照它带出，"
    f"批注里标“{HELD}”，接着填本月的即可，上月的不用重填。"
)


@dataclass(frozen=True)
class Part:
    """A share of a unit's form: the tasks it holds and its name ("" for the whole form)."""

    tasks: frozenset[int] | None = None
    name: str = ""


WHOLE = Part()
FIRST_LINE = "上月没有下发过填报表，没有可比的。"


@dataclass(frozen=True)
class FormPlanner:
    """Plans forms of one period; ``changes`` are lines on what changed since last month, ``reworded`` indicators in other words.

    ``own`` holds a line for each unit alone (unit code -> how it has reported so far).
    """

    workspace: Workspace
    period: Period
    changes: Sequence[str] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    reworded: Sequence[Pair] = ()

    def plan(self, unit: Unit, part: Part = WHOLE) -> Form:
        """The form that goes out: last month's values are carried in."""
        entries = tuple(self.last_month(unit))
        held = [said(HELD_LINE)] if any(one.mark == HELD for one in entries) else []
        changes = [*self.changes, *held]
        if not (changes or entries or self._sent_before):
            changes = [said(FIRST_LINE)]
        carried = Carried(entries, tuple(changes), tuple(self._decisions), self.own.get(unit.code, ""))
        form = self._plan(unit, part, carried)
        asked = {row.indicator.id for row in form.indicators}
        words = reworded([pair for pair in self.reworded if pair[1].id in asked])
        return replace(form, changes=(*form.changes, *words))

    def plan_correction(self, unit: Unit) -> Form:
        """The whole form anew for a correction; its labels stay as they were issued."""
        return self._plan(unit, WHOLE, carried_of(self._issued.get(unit.code, ""), unit.code, self.period))

    def _plan(self, unit: Unit, part: Part, carried: Carried) -> Form:
        config = self.workspace.config
        return plan_form(
            self._checklist,
            unit,
            self.period,
            prefill=Prefill(carried.entries),
            deadline=config.deadline(self.period),
            data_until=config.data_until(self.period),
            office=config.office.name,
            office_contact=config.office.contact_line,
            key=self._key,
            tasks=part.tasks,
            part=part.name,
            watermark=config.marking,
            head=config.form.text,
            changes=carried.changes,
            so_far=carried.so_far,
            decisions=carried.decisions,
        )

    def last_month(self, unit: Unit) -> Sequence[Entry]:
        """The unit's values of the month before; of a return that came after its seal marked HELD."""
        return self._entries.get(unit.code, ())

    def record(self, form: Form, now: datetime, data: bytes) -> FormRecord:
        """What was asked and shown, for the ledger."""
        rows = [(TASKS, row.task.key, row.asked) for row in form.rows]
        rows += [(INDICATORS, row.indicator.id, row.due) for row in form.indicators]
        rows += [(PROJECTS, row.number, True) for row in form.projects]
        return FormRecord(
            unit=form.unit.code,
            period=form.period,
            digest=form.checklist_digest,
            part=form.part,
            rows=tuple(rows),
            generated_at=now,
            sha256=hashlib.sha256(data).hexdigest(),
            carried=carried_text(self.last_month(form.unit), form.changes, form.decisions, form.so_far),
            layout=form.layout,
        )

    @cached_property
    def _checklist(self) -> Checklist:
        return self.workspace.checklist.at(self.period)

    @cached_property
    def _key(self) -> bytes:
        return self.workspace.ledger.key()

    @cached_property
    def _sent_before(self) -> bool:
        return bool(self.workspace.ledger.forms(self.period.previous))

    @cached_property
    def _decisions(self) -> Sequence[Decision]:
        return self.workspace.ledger.decisions()

    @cached_property
    def _issued(self) -> Mapping[str, str]:
        """What the whole form of each unit showed when it went out."""
        return {form.unit: form.carried for form in self.workspace.ledger.forms(self.period) if not form.part}

    @cached_property
    def _entries(self) -> Mapping[str, Sequence[Entry]]:
        ledger, month = self.workspace.ledger, self.period.previous
        entries = counted = ledger.entries(month)
        if ledger.held(month):
            known = {_place(entry): entry.value for entry in counted}
            entries = [
                entry if known.get(_place(entry)) == entry.value else replace(entry, mark=HELD)
                for entry in ledger.entries(month, with_held=True)
            ]
        entries = in_use(ledger, self._checklist, month, entries)
        return by_unit(with_imported({month: entries}, ledger.history(), self.period)[month])


def _place(entry: Entry) -> tuple[str, ...]:
    return entry.unit, entry.sheet, entry.key, entry.field


def register_decisions(workspace: Workspace, now: datetime, opened: Period, ended: Period) -> None:
    """Bring the ledger's register of 议定事项 up to date with the checklist workbook.

    ``opened``: the period to whose work a new matter belongs: what is asked for in a period's forms is of the month
    before; ``ended``: that in which one counts as closed.
    """
    for decision in workspace.checklist.decisions:
        workspace.ledger.save_decision(decision, now, opened, ended)


def find_unit(units: Sequence[Unit], text: str) -> Unit:
    """The unit of that name, short name, alias or code; raises OperatorError with near names."""
    labels = {label: unit for unit in units for label in (unit.code, unit.name, unit.short, *unit.aliases)}
    if text in labels:
        return labels[text]
    near = process.extractOne(text, list(labels), score_cutoff=50)
    hint = f"是不是 {labels[near[0]].name}？" if near else "单位名称见清单的“单位”表。"
    raise OperatorError(f"没有叫“{text}”的填报单位。{hint}")


def known_unit(workspace: Workspace, text: str) -> Unit:
    """The unit of that name or code, also of a code that it had before; raises OperatorError."""
    if not text.strip():
        raise OperatorError("没有写是哪个单位，请加上 --unit 单位名称。")
    return find_unit(workspace.checklist.reporting, called_now(text, workspace.ledger.former_codes()))


def unit_of(checklist: Checklist, period: Period, text: str) -> Unit:
    """The reporting unit of that period by any of its names; raises OperatorError also when it does not serve then."""
    unit = find_unit(checklist.reporting, text)
    if not unit.serves_in(period):
        raise OperatorError(
            f"{unit.name}不是{period.chinese}的填报单位（清单“单位”表的启用期、停用期：{unit.bounds}）。确要填报的，请先改这两格。"
        )
    return unit
