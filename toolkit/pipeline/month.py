"""One period put together: ledger and checklist in, findings and figures out; report, status and figure share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from toolkit.checks.data import CheckData, Place, UnitData, as_issued, index
from toolkit.checks.explain import explanation_of
from toolkit.checks.run import run_checks
from toolkit.checks.series import series_of
from toolkit.config import Config
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import Form
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry
from toolkit.figures.data import MonthData, OpenFindings, Settings, SubmissionInfo
from toolkit.figures.month import compute_brief, compute_month
from toolkit.ledger.records import Explanation
from toolkit.ledger.store import Ledger
from toolkit.outputs.context import OutputContext
from toolkit.pipeline.assembled import Month
from toolkit.pipeline.planning import FormPlanner
from toolkit.pipeline.reviews import with_reviews
from toolkit.pipeline.workspace import Workspace


def assemble(workspace: Workspace, period: Period, *, with_held: bool = False) -> Month:
    """Validate and compute one period; the findings are kept in the ledger.

    ``with_held``: as it would be with the returns that came after the period was sealed; nothing is kept.
    """
    config, checklist, ledger = workspace.config, workspace.checklist, workspace.ledger
    codes = {unit.name: unit.code for unit in config.units}
    entries: dict[Period, Sequence[Entry]] = {**ledger.entries_upto(period, checklist.openings, codes)}
    if with_held:
        entries[period] = ledger.entries(period, with_held=True)
    forms = _forms(workspace, period, entries)
    check_data = _check_data(workspace, period, entries, forms)
    checks = run_checks(check_data)
    if not with_held:
        ledger.save_findings(period, checks)
    findings = [*ledger.read_findings(period), *checks]
    handling = _handling(ledger, check_data, findings)
    still_open = [finding for finding in findings if finding.id not in handling]
    result = compute_month(_month_data(workspace, period, entries, still_open))
    context = OutputContext(
        office=config.office.name,
        period=period,
        data_until=result.data_until,
        units=config.units,
        watermark=config.watermark,
        history=tuple(_history(workspace, period, entries)),
        handling=handling,
    )
    month = Month(
        checklist,
        entries.get(period, ()),
        forms,
        result,
        result,
        findings,
        still_open,
        context,
        series_of(check_data, findings),
    )
    return with_reviews(ledger, month, keep=not with_held)


def _history(
    workspace: Workspace, period: Period, entries: Mapping[Period, Sequence[Entry]]
) -> Iterator[MonthResult]:
    """The year's earlier months of which anything is known, oldest first."""
    for month in sorted(entries):
        if month.year == period.year and month < period and entries[month]:
            known = {one: entries.get(one, ()) for one in (month.previous, month)}
            yield compute_brief(_month_data(workspace, month, known, ()))


def _forms(
    workspace: Workspace, period: Period, entries: Mapping[Period, Sequence[Entry]]
) -> dict[str, Form]:
    """Forms of the units that returned something, asking only what went out to them."""
    planner = FormPlanner(workspace, period)
    asked: dict[str, frozenset[tuple[str, str]]] = {}
    for record in workspace.ledger.forms(period):
        asked[record.unit] = asked.get(record.unit, frozenset()) | record.asked
    returned = {entry.unit for entry in entries.get(period, ())}
    return {
        unit.code: as_issued(planner.plan(unit), asked.get(unit.code))
        for unit in workspace.config.units
        if unit.code in returned
    }


def _check_data(
    workspace: Workspace,
    period: Period,
    entries: Mapping[Period, Sequence[Entry]],
    forms: Mapping[str, Form],
) -> CheckData:
    by_month = {month: index(values) for month, values in entries.items()}
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
        )
        for unit in workspace.config.units
        if unit.code in forms
    ]
    return CheckData(workspace.checklist, period, units)


def _handling(ledger: Ledger, data: CheckData, findings: Sequence[Finding]) -> dict[str, str]:
    """处理状态 of findings that a ruling or an explanation closed, by finding id; explanations are remembered."""
    units = {unit.unit.code: unit for unit in data.units}
    given = [
        Explanation(finding.id, finding.seen, text, data.period)
        for finding in findings
        if finding.unit in units and (text := explanation_of(units[finding.unit], finding))
    ]
    ledger.save_explanations(given)
    rulings, explanations = ledger.accepted(data.period), ledger.explanations(data.period)
    handling = {}
    for finding in findings:
        place = (finding.id, finding.seen)
        if place in rulings:
            handling[finding.id] = f"已认可：{rulings[place].reason}（{rulings[place].name}）"
        elif finding.severity is Severity.QUERY and place in explanations:
            handling[finding.id] = f"已说明：{explanations[place].text}"
    return handling


def _month_data(
    workspace: Workspace,
    period: Period,
    entries: Mapping[Period, Sequence[Entry]],
    still_open: Sequence[Finding],
) -> MonthData:
    config, ledger = workspace.config, workspace.ledger
    issued: dict[str, frozenset[str]] = {}
    for form in ledger.forms(period):
        issued[form.unit] = issued.get(form.unit, frozenset()) | {key for _, key in form.asked}
    accounts = ledger.accounts(period)
    counted = {
        account.sha256: account.accepted + account.normalised + account.superseded for account in accounts
    }
    submissions = [
        SubmissionInfo(one.unit, one.version, one.received, one.sha256, one.file, counted.get(one.sha256, 0))
        for one in ledger.submissions(period)
    ]
    return MonthData(
        checklist=workspace.checklist,
        units=config.units,
        period=period,
        entries=entries,
        issued=issued,
        submissions=submissions,
        open_findings=_open_by_unit(still_open),
        rejected=ledger.rejected(period),
        stamped={one.unit: "已收" for one in ledger.attachments(period) if one.stamped},
        deadline=config.deadline(period),
        settings=figure_settings(config),
        accounts=accounts,
        data_until=ledger.last_change(period),
    )


def figure_settings(config: Config) -> Settings:
    """The lights of config.toml as the figures take them."""
    return Settings(
        yellow_points=-config.lights.yellow,
        unit="points" if config.lights.unit == "百分点" else "ratio",
        approx_tolerance=config.lights.about_tolerance,
        carry_missing=config.lights.carry_missing,
    )


def _open_by_unit(findings: Sequence[Finding]) -> dict[str, OpenFindings]:
    counts: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        counts[finding.unit, finding.severity] += 1
        if finding.severity is Severity.ERROR and finding.seen:
            counts[finding.unit, "filled"] += 1
    return {
        unit: OpenFindings(counts[unit, Severity.ERROR], counts[unit, Severity.QUERY], counts[unit, "filled"])
        for unit, _ in counts
    }


def chinese_time(moment: datetime | None) -> str:
    """A moment for the terminal."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "尚无数据"
