"""One period put together: ledger and checklist in, findings and figures out; report, status and figure share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.checks.data import CheckData, UnitData, index
from toolkit.checks.run import run_checks
from toolkit.config import Config
from toolkit.core.findings import Finding, Severity
from toolkit.core.model import Checklist, Entry, Form
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.figures.data import MonthData, OpenFindings, Settings, SubmissionInfo
from toolkit.figures.month import compute_month
from toolkit.ledger.store import Ledger
from toolkit.outputs.context import OutputContext
from toolkit.pipeline.planning import FormPlanner
from toolkit.pipeline.workspace import Workspace


@dataclass(frozen=True)
class Month:
    """A period as the outputs need it. ``open`` are findings that neither an explanation nor a ruling closed."""

    checklist: Checklist
    forms: Mapping[str, Form]  # by unit code, of units that returned something
    result: MonthResult
    findings: Sequence[Finding]
    open: Sequence[Finding]
    context: OutputContext


def assemble(workspace: Workspace, period: Period) -> Month:
    """Validate and compute one period; nothing is written but the findings in the ledger."""
    config, checklist, ledger = workspace.config, workspace.checklist, workspace.ledger
    codes = {unit.name: unit.code for unit in config.units}
    entries = ledger.entries_upto(period, checklist.openings, codes)
    forms = _forms(workspace, period, entries)
    checks = run_checks(_check_data(checklist, config, period, entries, forms))
    ledger.save_findings(period, checks)
    findings = [*ledger.read_findings(period), *checks]
    closed = {*ledger.accepted(period), *ledger.explanations(period)}
    still_open = [finding for finding in findings if (finding.id, finding.seen) not in closed]
    result = compute_month(_month_data(ledger, checklist, config, period, entries, still_open))
    handling = {finding.id: "未处理" if finding in still_open else "已说明或已裁定" for finding in findings}
    context = OutputContext(
        office=config.office.name,
        period=period,
        data_until=result.data_until,
        units=config.units,
        watermark=config.watermark,
        handling=handling,
    )
    return Month(checklist, forms, result, findings, still_open, context)


def _forms(
    workspace: Workspace, period: Period, entries: Mapping[Period, Sequence[Entry]]
) -> dict[str, Form]:
    planner = FormPlanner(workspace, period)
    returned = {entry.unit for entry in entries.get(period, ())}
    return {unit.code: planner.plan(unit) for unit in workspace.config.units if unit.code in returned}


def _check_data(
    checklist: Checklist,
    config: Config,
    period: Period,
    entries: Mapping[Period, Sequence[Entry]],
    forms: Mapping[str, Form],
) -> CheckData:
    by_month = {month: index(values) for month, values in entries.items()}
    units = [
        UnitData(
            unit,
            forms[unit.code],
            by_month[period][unit.code],
            {month: values.get(unit.code, {}) for month, values in by_month.items() if month < period},
        )
        for unit in config.units
        if unit.code in forms
    ]
    return CheckData(checklist, period, units)


def _month_data(
    ledger: Ledger,
    checklist: Checklist,
    config: Config,
    period: Period,
    entries: Mapping[Period, Sequence[Entry]],
    still_open: Sequence[Finding],
) -> MonthData:
    issued: dict[str, frozenset[str]] = {}
    for form in ledger.forms(period):
        issued[form.unit] = issued.get(form.unit, frozenset()) | {key for _, key in form.asked}
    accounts = ledger.accounts(period)
    counted = {account.sha256: account.accepted + account.normalised for account in accounts}
    submissions = [
        SubmissionInfo(one.unit, one.version, one.received, one.sha256, one.file, counted.get(one.sha256, 0))
        for one in ledger.submissions(period)
    ]
    return MonthData(
        checklist=checklist,
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
