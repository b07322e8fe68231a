"""Validates a period: rules over what units reported, and which findings a person or an explanation closed.

In: ledger, checklist, settings, entries. Out: :class:`Validation`; and for earlier months of the year what is
still open, kept in the ledger until something changes that it rests on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from toolkit.checks.cross_rules import AGAINST_FIGURES
from toolkit.checks.data import CheckData, UnitData, index
from toolkit.checks.run import inner_texts, run_checks
from toolkit.config import Config
from toolkit.core import fields
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.messages import CATALOGUE
from toolkit.core.openings import is_return
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Entry
from toolkit.core.secrecy import unquoted, without
from toolkit.core.value_text import shown_name
from toolkit.figures.doubted.effects import stays_in_office, with_effects
from toolkit.figures.given.data import MonthData, OpenFindings, Settings
from toolkit.forms.asked import as_issued
from toolkit.forms.owed import BLANK_CODES
from toolkit.ledger.merging import place_of
from toolkit.ledger.store import Ledger
from toolkit.pipeline.folder.sources import program_digest
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.handling import is_explained, judged
from toolkit.pipeline.month.planning import FormPlanner

Entries = Mapping[Period, Sequence[Entry]]


@dataclass(frozen=True)
class Validation:
    """What was found in a period. ``handling`` is the 处理状态 by finding id of those that are closed, ``kept`` are open
    ones of which no unit is asked: 疑问 that are too small, and what the office alone can do anything about.
    """

    data: CheckData
    forms: Mapping[str, Form]  # by unit code, of units that returned something
    findings: Sequence[Finding]
    handling: Mapping[str, str]
    kept: Collection[str] = ()

    @property
    def open(self) -> list[Finding]:
        """Findings that neither an explanation nor a ruling closed."""
        return [finding for finding in self.findings if finding.id not in self.handling]


def explained_statuses(made: Validation) -> frozenset[tuple[str, Place]]:
    """Status cells of which the unit said why its figures differ: (unit code, place)."""
    told = (one for one in made.findings if one.code in AGAINST_FIGURES)
    return frozenset((one.unit, one.place) for one in told if is_explained(made.handling.get(one.id, "")))


def validate(workspace: Workspace, period: Period, entries: Entries, *, keep: bool = True) -> Validation:
    """Run all rules over a period; ``keep`` remembers in the ledger what they found."""
    ledger = workspace.ledger
    returned = {entry.unit for entry in entries.get(period, ())}
    forms = issued_forms(workspace, period, returned)
    data = _check_data(workspace, period, entries, forms)
    checks = run_checks(data)
    if keep:
        ledger.save_findings(period, checks)
    inner = inner_texts(data)
    found = [*ledger.read_findings(period), *_filed_elsewhere(workspace, period, returned), *checks]
    told, handling = judged(ledger, data, unquoted(found, inner))
    if inner:  # explanations quote too
        told, handling = unquoted(told, inner), {id: without(text, inner) for id, text in handling.items()}
    made = _weighed(workspace, Validation(data, forms, told, handling), entries)
    if keep:
        counts = {unit: astuple(one) for unit, one in open_by_unit(made.open, made.kept).items()}
        ledger.keep_open(period, _bases(workspace).get(period, ""), counts)
    return made


def _filed_elsewhere(workspace: Workspace, period: Period, returned: Collection[str]) -> Iterator[Finding]:
    """Of units that returned nothing of the period: their forms of another one that came in it."""
    units = {unit.code for unit in workspace.checklist.units_in(period)} - set(returned)
    for one in workspace.ledger.filed_elsewhere(period):
        if one.unit in units:
            values = {**one.values, "name": shown_name(one.address)}
            yield Finding("Q755", unit=one.unit, address=one.address, values=values, file=one.file)


def _weighed(workspace: Workspace, made: Validation, entries: Entries) -> Validation:
    """The findings with their effect on the prefecture's figures, and which of them no unit is asked about."""
    ledger, data, config = workspace.ledger, made.data, workspace.config
    known = MonthData(
        data.checklist,
        data.checklist.units_in(data.period),
        data.period,
        entries,
        open_findings=open_by_unit(made.open),
        rejected=ledger.rejected(data.period),
        taken_out=ledger.taken_out(data.period),
        settings=figure_settings(config),
        whole_list=workspace.checklist,
    )
    weighed = replace(made, findings=with_effects(known, made.findings))
    kept = (
        one.id
        for one in weighed.open
        if CATALOGUE[one.code].office or stays_in_office(one, config.findings.ask_from)
    )
    return replace(weighed, kept=frozenset(kept))


def figure_settings(config: Config) -> Settings:
    """The lights of config.toml as the figures take them."""
    return Settings(
        yellow_points=-config.lights.yellow,
        unit="points" if config.lights.unit == "百分点" else "ratio",
        approx_tolerance=config.lights.about_tolerance,
        carry_missing=config.lights.carry_missing,
    )


def open_before(
    workspace: Workspace, period: Period, entries: Entries
) -> dict[Period, dict[str, OpenFindings]]:
    """What is open in each of the year's earlier months whose forms went out, or of which anything is known.

    By unit code; validates only what changed since. A month that nobody returned is one of them: it was owed.
    """
    found, bases, asked = {}, _bases(workspace), workspace.ledger.issued_periods()
    for month in sorted(entries):
        returned = [entry for entry in entries[month] if is_return(entry)]
        if month.year == period.year and month < period and (returned or month in asked):
            known = {one: values for one, values in entries.items() if one < month}
            known[month] = returned
            found[month] = _open(workspace, month, known, bases)
    return found


def open_in(workspace: Workspace, period: Period, entries: Entries) -> dict[str, OpenFindings]:
    """What is open in the period, by unit code; validates it only when anything changed since."""
    return _open(workspace, period, entries, _bases(workspace))


def _open(
    workspace: Workspace, period: Period, entries: Entries, bases: Mapping[Period, str]
) -> dict[str, OpenFindings]:
    kept = workspace.ledger.kept_open(period, bases.get(period, ""))
    if kept is not None:
        return {unit: _kept(*values) for unit, values in kept.items()}
    made = validate(workspace, period, entries)
    return open_by_unit(made.open, made.kept)


def _bases(workspace: Workspace) -> dict[Period, str]:
    """Period -> a digest of everything that its findings rest on, the rules themselves too."""
    checklist = workspace.checklist
    config = workspace.config
    common = repr(
        (program_digest(), checklist.digest, checklist.units, config.schedule, config.lights, config.findings)
    )
    return {
        period: hashlib.sha256(f"{common}{state}".encode()).hexdigest()
        for period, state in workspace.ledger.states().items()
    }


def issued_forms(workspace: Workspace, period: Period, units: Collection[str]) -> dict[str, Form]:
    """The forms of units (by code), asking only what went out to them."""
    planner = FormPlanner(workspace, period)
    asked, shown = workspace.ledger.asked(period), workspace.ledger.shown(period)
    return {
        unit.code: as_issued(planner.plan(unit), asked.get(unit.code), shown.get(unit.code))
        for unit in workspace.checklist.units_in(period)
        if unit.code in units
    }


def _check_data(
    workspace: Workspace,
    period: Period,
    entries: Entries,
    forms: Mapping[str, Form],
) -> CheckData:
    by_month = {month: index(values) for month, values in entries.items()}
    taken_out = workspace.ledger.taken_out(period)
    unreadable: dict[str, set[Place]] = {}
    for code, place in workspace.ledger.rejected(period):
        unreadable.setdefault(code, set()).add(place)
    units = [
        UnitData(
            unit,
            forms[unit.code],
            by_month[period][unit.code],
            {month: values.get(unit.code, {}) for month, values in by_month.items() if month < period},
            frozenset(unreadable.get(unit.code, ())),
            frozenset(place for code, place in taken_out if code == unit.code),
        )
        for unit in workspace.checklist.units_in(period)
        if unit.code in forms
    ]
    return CheckData(workspace.checklist.at(period), period, units)


def let_stand(ledger: Ledger, period: Period) -> frozenset[tuple[str, Place]]:
    """Blank places that a person lets stand by accepting the finding: (unit code, place)."""
    blanks = (finding.partition("@") for finding, seen in ledger.accepted(period) if not seen)
    let_off = (where.split("/", 1) for code, _, where in blanks if code in BLANK_CODES)
    return frozenset((unit, place_of(place)) for unit, place in let_off)


def _kept(
    errors: int, queries: int, must_fix: int, doubted: Sequence[Sequence[str]], status: Sequence[str]
) -> OpenFindings:
    """What open_by_unit gave, as JSON brings it back."""
    return OpenFindings(errors, queries, must_fix, tuple((key, name) for key, name in doubted), tuple(status))


def open_by_unit(findings: Sequence[Finding], kept: Collection[str] = ()) -> dict[str, OpenFindings]:
    """Counts of open findings by unit code, and which figures (※) and status cells (▲) they contest.

    What the office keeps to itself is not counted against a unit; the figure still bears its mark.
    """
    counts: Counter[tuple[str, str]] = Counter()
    doubted: dict[str, set[tuple[str, str]]] = {}
    status: dict[str, set[str]] = {}
    for finding in findings:
        counts[finding.unit, finding.severity] += finding.id not in kept
        if finding.severity is Severity.ERROR and finding.seen:
            counts[finding.unit, "filled"] += 1
        if finding.severity in (Severity.ERROR, Severity.QUERY) and finding.seen:
            if finding.form_sheet == INDICATORS and finding.key and finding.field in fields.FIGURE:
                doubted.setdefault(finding.unit, set()).add((finding.key, finding.field))
            elif finding.key and (finding.form_sheet, finding.field, finding.severity) == (
                TASKS,
                fields.STATUS,
                Severity.ERROR,
            ):
                status.setdefault(finding.unit, set()).add(finding.key)
    return {
        unit: OpenFindings(
            counts[unit, Severity.ERROR],
            counts[unit, Severity.QUERY],
            counts[unit, "filled"],
            tuple(sorted(doubted.get(unit, ()))),
            tuple(sorted(status.get(unit, ()))),
        )
        for unit, _ in counts
    }
