"""Rows of the checklist workbook to model objects, one ``parse_…`` a sheet.

In: a ``RowReader`` on one row. Out: the object, or None when the row cannot be used; what is wrong
is in the reader's findings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from toolkit.checklist.cells import RowReader
from toolkit.checklist.columns import MONTHS
from toolkit.checklist.reviewsheet import CHANGE
from toolkit.core.doubt import Doubt
from toolkit.core.mailboxes import is_mailbox, meant
from toolkit.core.model import (
    FROM_MEETING,
    YES_NO,
    Award,
    Comparator,
    Curve,
    Decision,
    Difference,
    Indicator,
    Kind,
    OfficeRule,
    Opening,
    PaceKind,
    Quota,
    Target,
    Task,
    Unit,
    Weight,
)
from toolkit.core.pace import LINEAR
from toolkit.core.patterns import lazy_regex

# A name is part of file names on Windows, and of lists in a cell, which these marks take apart.
_UNFIT_NAME = lazy_regex(r'[\\/:*?"<>|\n\t、，,；;]|^\.|\.$')
DEFAULT_PACE = {Kind.FLOW: PaceKind.PACE, Kind.INVESTMENT: PaceKind.PACE}


def parse_task(row: RowReader) -> Task | None:
    """A row of 任务."""
    no, item_no = row.integer("no"), row.integer("item_no")
    channel = row.choice("channel", "网络")
    reporters = row.units_or_groups("reporters")
    if not reporters and channel != "线下" and not row.findings:
        row.fault("E917", "reporters", seen=f"任务{no}")
    task = Task(
        no=no or 0,
        action=row.text("action"),
        item_no=item_no or 0,
        item=row.text("item"),
        content=row.text("content"),
        measures=row.by_year("measures"),
        leads=row.names("leads"),
        responsible=row.text("responsible"),
        reporters=reporters,
        frequency=row.choice("frequency", "月度"),
        channel=channel,
        source=row.text("source"),
        note=row.text("note"),
        leads_text=row.text("leads_text"),
        support=row.names("support"),
        deadline=row.text("deadline"),
        short=row.text("short"),
        known_as=row.text("known_as"),
    )
    return task if no is not None else None


def parse_indicator(row: RowReader) -> Indicator | None:
    """A row of 指标."""
    id, task_no = row.text("id"), row.integer("task_no")
    kind_text, comparator_text = row.choice("kind"), row.choice("comparator")
    if not (id and task_no is not None and kind_text and comparator_text):
        return None
    kind, comparator = Kind(kind_text), Comparator(comparator_text)
    measure = row.text("measure")
    targets = _targets(row, comparator)
    decimals = row.integer("decimals")
    indicator = Indicator(
        id=id,
        task_no=task_no,
        name=row.text("name"),
        kind=kind,
        comparator=comparator,
        measure=measure,
        report_measure=row.text("report_measure") or measure,
        factor=_factor(row),
        targets=targets,
        reporters=row.units_or_groups("reporters"),
        frequency=row.choice("frequency", "月度"),
        months=row.months("months"),
        pace_kind=PaceKind(row.choice("pace_kind") or DEFAULT_PACE.get(kind, PaceKind.POINT)),
        base=row.number("base"),
        numerator=row.text("numerator"),
        denominator=row.text("denominator"),
        numerator_measure=row.text("numerator_measure"),
        denominator_measure=row.text("denominator_measure"),
        decimals=decimals_of(targets, kind, measure) if decimals is None else decimals,
        note=row.text("note"),
        source=row.text("source"),
        bases={year: base for year in row.table.years if (base := row.number("bases", year)) is not None},
        comparable=row.choice("comparable", "是") == "是",
        confirmed=row.choice("confirmed", "已核对") == "已核对",
        reporters_by_year={
            year: row.units_or_groups("reporters_by_year", year)
            for year, text in row.by_year("reporters_by_year").items()
            if text
        },
    )
    _check_indicator(row, indicator)
    return indicator


def _targets(row: RowReader, comparator: Comparator) -> dict[int, Target]:
    targets: dict[int, Target] = {}
    for year in row.table.years:
        target = row.target("targets", year)
        if target is None:
            continue
        if (target.high is not None) != (comparator is Comparator.RANGE):
            row.fault("E920", "targets", year, comparator=comparator)
        targets[year] = target
    return targets


def _factor(row: RowReader) -> float:
    if not row.text("factor") and row.text("report_measure") in ("", row.text("measure")):
        return 1.0
    factor = row.number("factor")
    if factor is None or factor <= 0:
        row.findings = [finding for finding in row.findings if finding.field != "factor"]
        row.fault("E912", "factor")
        return 1.0
    return factor


def _check_indicator(row: RowReader, indicator: Indicator) -> None:
    alone = not (indicator.numerator or indicator.denominator) and len(indicator.reporters) == 1
    ratio = indicator.kind is Kind.RATIO and not alone  # one unit may report the quotient itself
    if ratio or bool(indicator.numerator) != bool(indicator.denominator):
        for field in ("numerator", "denominator"):
            if not row.text(field):
                row.fault("E913", field)
    if indicator.pace_kind is PaceKind.BASE and indicator.base is None and not indicator.bases:
        row.fault("E916", "base")
    if not indicator.reporters and not row.text("reporters"):
        row.fault("E917", "reporters", seen=indicator.id)
    if indicator.report_measure == YES_NO and indicator.kind is not Kind.MILESTONE:
        row.fault("E924", "report_measure", seen=indicator.kind)


def decimals_of(targets: Mapping[int, Target], kind: Kind, measure: str) -> int:
    """The most decimals that any target is written with; enough of them to tell a value from its target."""
    least = 2 if measure[:1] in ("万", "亿") else 1 if kind is Kind.RATIO or measure == "%" else 0
    texts = (f"{value:.6f}".rstrip("0") for t in targets.values() for value in (t.low, t.high or 0))
    return max([least, *(len(text.partition(".")[2]) for text in texts)])


def parse_quota(row: RowReader) -> Quota | None:
    """A row of 分解."""
    indicator, year, target = row.text("indicator"), row.integer("year"), row.number("target")
    units = row.units("unit") or ("",)
    if year is None or target is None or not units[0]:
        row.text("unit")
        return None
    return Quota(indicator, units[0], year, target, row.text("confirmed_by"))


def parse_unit(row: RowReader) -> Unit | None:
    """A row of 单位."""
    name, kind, affiliation = row.text("name"), row.choice("kind"), row.choice("affiliation")
    starts, ends = row.period("starts"), row.period("ends")
    if starts and ends and ends < starts:
        row.fault("E962", "ends", starts=str(starts))
    unit = Unit(
        code=_code(row),
        name=name,
        short=row.text("short") or name,
        aliases=row.names("aliases"),
        kind=kind,
        affiliation=affiliation,
        email=_addresses(row, "email"),
        contact=row.text("contact"),
        cc=_addresses(row, "cc"),
        phone=row.text("phone"),
        starts=starts,
        ends=ends,
        upper=row.text("upper"),
    )
    for field, text in (("name", name), ("upper", unit.upper)):  # both name files
        if marks := "".join(dict.fromkeys(_UNFIT_NAME.findall(text))):
            row.fault("E961", field, marks=marks)
    return unit if name else None


def _code(row: RowReader) -> str:
    code = row.text("code")
    if code and not re.fullmatch(r"[0-9A-Za-z]{2,12}", code):
        row.fault("E960", "code")
    return code


def _addresses(row: RowReader, field: str) -> tuple[str, ...]:
    """Mail addresses; a fault for each that no mail program would take."""
    addresses = tuple(part for name in row.names(field) for part in name.split())
    for address in addresses:
        if not is_mailbox(address):
            row.fault("E963", field, seen=address, suggestion=meant(address))
    return addresses


def parse_rule(row: RowReader) -> OfficeRule | None:
    """A row of 校验规则."""
    return OfficeRule(
        id=row.text("id"),
        expression=row.text("expression"),
        severity=row.choice("severity"),
        message=row.text("message"),
        months=row.months("months"),
        units=row.units_or_groups("units"),
        trial=row.choice("trial") == "是",
        row=row.row.number,
        tasks=_task_numbers(row, "tasks"),
    )


def parse_curve(row: RowReader) -> Curve | None:
    """A row of 序时曲线: twelve cumulative percentages that never fall and end at 100."""
    shares = [row.number(f"m{month}") for month in MONTHS]
    numbers = tuple(share for share in shares if share is not None)
    reason = ""
    if len(numbers) < len(MONTHS):
        reason = "不全"
    elif any(not 0 <= share <= 100 for share in numbers):
        reason = "有不在0到100之间的"
    elif any(later < earlier for earlier, later in pairwise(numbers)):
        reason = "有逐月减少的"
    elif abs(numbers[-1] - 100) > 1e-9:
        reason = "到12月没有达到100"
    if reason:
        row.fault("E914", "m1", reason=reason)
        return None
    return Curve(row.text("applies_to"), exact_shares(numbers), row.text("name"))


def exact_shares(shares: Sequence[float]) -> tuple[float, ...]:
    """A share typed as 8.33 means one twelfth exactly; else a value on pace would miss it by a hair."""
    return tuple(
        even if abs(share - even) <= 0.0051 else float(share)
        for share, even in zip(shares, LINEAR, strict=True)
    )


def parse_weight(row: RowReader) -> Weight | None:
    """A row of 考核权重."""
    weight = row.number("weight")
    return None if weight is None else Weight(row.text("criterion"), weight, row.text("rule"))


def parse_difference(row: RowReader) -> Difference | None:
    """A row of 文件差异."""
    return Difference(
        row.text("id"),
        _task_numbers(row, "task_nos"),
        row.text("checklist_text"),
        row.text("plan_text"),
        row.text("note"),
    )


def _task_numbers(row: RowReader, field: str) -> tuple[int, ...]:
    names = row.names(field)
    if all(re.fullmatch(r"\d+", name) for name in names):
        return tuple(int(name) for name in names)
    row.fault("E906", field)
    return ()


def parse_opening(row: RowReader) -> Opening | None:
    """A row of 期初值: a value, or numerator and denominator."""
    indicator, period, units = row.text("indicator"), row.period("period"), row.units("unit")
    if not units:
        row.text("unit")
    if not units or period is None:
        return None
    numbers = [row.number(field) for field in ("value", "numerator", "denominator")]
    return Opening(indicator, units[0], period, *numbers)


def parse_award(row: RowReader) -> Award | None:
    """A row of 考核加减分."""
    year, units, points = row.integer("year"), row.units("units"), row.number("points")
    criterion, reason, by = row.choice("criterion"), row.text("reason"), row.text("by")
    if points is not None and points <= 0:
        row.fault("E926", "points")
        return None
    if not units or year is None or points is None:
        return None
    return Award(year, units, criterion, points, reason, by)


def parse_doubt(row: RowReader) -> Doubt | None:
    """A row of 待核对."""
    number, sheet, key = row.integer("number"), row.text("sheet"), row.text("row")
    if not sheet or not key:
        return None
    decision, instead = row.choice("decision"), row.text("instead")
    if instead and not decision:
        decision = CHANGE
    return Doubt(
        number or 0,
        row.text("urgency"),
        sheet,
        key,
        row.text("column"),
        read=row.text("read"),
        assumed=row.text("assumed"),
        why=row.text("why"),
        decision=decision,
        instead=instead,
    )


def parse_decision(row: RowReader) -> Decision | None:
    """A row of 议定事项; without a unit all units are asked. Whether the unit is known is checked with the tasks."""
    number, matter = row.text("number"), row.text("matter")
    if not number or not matter:
        return None
    return Decision(
        number,
        matter,
        row.text("unit"),
        row.text("due"),
        row.text("feedback"),
        row.choice("closed", "否") == "是",
        row.choice("source", FROM_MEETING),
        row.text("goal"),
        row.text("closed_by"),
        row.text("task"),
    )
