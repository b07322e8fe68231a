"""What the page shows, as plain rows: words, links and signs are settled here, the template only places them.

In: a month's results and findings. Out: the values of the template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from toolkit.core.area import said
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import DASH, TO_EXPLAIN, TO_MEND
from toolkit.core.groups import Group
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist
from toolkit.core.private import masked
from toolkit.core.results import FileAccount, MonthResult, UnitReport
from toolkit.core.returns import ADJUSTED, PROPOSED, Outcome
from toolkit.core.rounding import shown_number, shown_rate
from toolkit.core.words import ReturnState
from toolkit.figures.doubted.effects import effect_words
from toolkit.figures.numbers.counting import STATE_NAMES, counted
from toolkit.figures.numbers.registry import group_key
from toolkit.figures.reviews.opinions import AWAITING
from toolkit.forms.blanks import gathered, of_a_sheet
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingwords import concerned, handled, rank_of, row_names
from toolkit.pages.validation.sparkline import Sparkline, sparkline

SIGNS = {Severity.ERROR: "●", Severity.QUERY: "▲", Severity.NOTE: "○"}
LOOKS = {Severity.ERROR: "error", Severity.QUERY: "query", Severity.NOTE: "note"}
OPEN = {Severity.ERROR: "待修改", Severity.QUERY: "待说明", Severity.NOTE: "仅提示"}
STATE_SIGNS = {
    ReturnState.RETURNED: "●",
    ReturnState.PARTIAL: "◐",
    ReturnState.SENT_BACK: "▲",
    ReturnState.NOT_RETURNED: "○",
    ReturnState.NOT_SENT: "—",
}
STATE_LOOKS = {
    ReturnState.RETURNED: "done",
    ReturnState.PARTIAL: "query",
    ReturnState.SENT_BACK: "error",
    ReturnState.NOT_RETURNED: "missing",
    ReturnState.NOT_SENT: "note",
}
PAGE = "校验报告.html"  # after the period
OFFICE = "office"  # stands for the unit of findings that concern no unit
LONG = 60  # a longer value is folded
NAMED = 8  # units without a return that a tile of a group's page names
FATES = (
    (Outcome.ACCEPTED, "accepted"),
    (Outcome.NORMALISED, "normalised"),
    (Outcome.REJECTED, "rejected"),
    (Outcome.SUPERSEDED, "superseded"),
    (Outcome.IGNORED, "ignored"),
)


class Told(Protocol):
    """What is counted of a finding."""

    @property
    def severity(self) -> str:
        """A Severity."""

    @property
    def unit(self) -> str:
        """The unit's code, or :data:`OFFICE`."""

    @property
    def closed(self) -> bool:
        """Nobody has to do anything about it."""


@dataclass(frozen=True)
class Row:
    """One finding as it is shown."""

    id: str
    code: str
    severity: str
    sign: str
    look: str
    title: str
    unit: str
    unit_name: str
    place: str
    subject: str
    seen: str
    folded: bool
    line: Sparkline | None
    problem: str
    remedy: str
    suggestion: str
    closed: bool
    handling: str
    file: str
    link: str
    effect: str
    elsewhere: str = ""  # on which computer the file lies, where it is not here
    fold: str = ""  # which many blanks it is one of
    heading: str = ""  # what stands above the first of these, and opens them


def page_values(
    result: MonthResult,
    findings: Sequence[Finding],
    checklist: Checklist,
    context: OutputContext,
    series: Mapping[str, Sequence[tuple[str, float]]],
    group: Group | None = None,
) -> dict[str, Any]:
    """Everything that the template names; with ``group`` all else is of its units alone."""
    order = {unit.code: number for number, unit in enumerate(context.units)}
    ordered = sorted(findings, key=lambda f: (*rank_of(f, context), order.get(f.unit, -1), f.code))
    rows = list(_all_rows(ordered, row_names(checklist), context, series))
    still_open = Counter((row.unit, row.severity) for row in rows if not row.closed)
    count = partial(counted, result) if group is None else partial(counted_in, result, group)
    beside = ".." if group is None else "../.."
    return {
        "context": context,
        "month": context.period.chinese,
        "group": group.title if group else "",
        "whole_page": f"../{context.period}_{PAGE}",
        "findings_title": "校验问题",
        "tiles": tiles(result, rows, count, NAMED if group else None),
        "units": [_unit(report, still_open, beside) for report in result.units],
        "states": {state: many for state, name in STATE_NAMES.items() if (many := count(f"units_{name}"))},
        "rows": rows,
        "severities": [(severity.value, SIGNS[severity], LOOKS[severity]) for severity in Severity],
        "rules": _rules(rows),
        "filter_units": [
            (code, name) for code, name in _filter_units(context) if any(row.unit == code for row in rows)
        ],
        "accounts": [_account(account, context) for account in result.accounts],
        "totals": [sum(getattr(a, name) for a in result.accounts) for name in ("filled", *(n for _, n in FATES))],
        "balanced": all(account.balanced for account in result.accounts),
        "fates": [word for word, _ in FATES],
        "corrected": list(_corrected(result, order)),
        "dash": DASH,
    }  # fmt: skip


def counted_in(result: MonthResult, group: Group, name: str) -> int:
    """A count of a group's units as it was made."""
    return int(result.figures[group_key(result.period, group.name, name)].value or 0)


def _corrected(result: MonthResult, units: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(what, value, why and by whom) of every unit's figure that was corrected, or is to be."""
    for key, figure in result.figures.items():
        if (ADJUSTED in figure.mark or PROPOSED in figure.mark) and key.split("/")[2] in units:
            value = (
                DASH
                if figure.value is None
                else f"{shown_number(figure.value, figure.decimals)}{figure.measure}"
            )
            yield figure.label, figure.word or value, figure.formula


def _filter_units(context: OutputContext) -> list[tuple[str, str]]:
    return [(OFFICE, "办公室"), *((unit.code, unit.name) for unit in context.units)]


def _row(
    finding: Finding,
    subjects: Mapping[tuple[str, str], str],
    context: OutputContext,
    series: Mapping[str, Sequence[tuple[str, float]]],
) -> Row:
    severity = finding.severity
    sheet = finding.sheet or finding.form_sheet
    handling = handled(finding, context)
    return Row(
        id=finding.id,
        code=finding.code,
        severity=severity.value,
        sign=SIGNS[severity],
        look=LOOKS[severity],
        title=said(CATALOGUE[finding.code].title),
        unit=finding.unit or OFFICE,
        unit_name=context.unit_name(finding.unit) if finding.unit else "办公室",
        place="!".join(part for part in (sheet, finding.address) if part) or DASH,
        subject=subjects.get((finding.form_sheet, finding.key), finding.key),
        seen=masked(finding.seen) or DASH,  # before it is cut
        folded=len(finding.seen) > LONG,
        line=sparkline(series.get(finding.id, ())),
        problem=finding.problem,
        remedy=finding.remedy,
        suggestion=finding.advice,
        closed=is_closed(finding, context),
        handling=handling or OPEN[severity],
        file=finding.file,
        link=context.link(finding.file) if finding.file else "",
        elsewhere=context.elsewhere.get(finding.file, ""),
        effect=effect_words(finding),
    )


def is_closed(finding: Finding, context: OutputContext) -> bool:
    """Whether nobody has to do anything about it."""
    handling = handled(finding, context)
    return handling != AWAITING and (bool(handling) or finding.severity is Severity.NOTE)


def _all_rows(
    findings: Sequence[Finding],
    subjects: Mapping[tuple[str, str], str],
    context: OutputContext,
    series: Mapping[str, Sequence[tuple[str, float]]],
) -> Iterator[Row]:
    """A row a finding; many blanks of a sheet belong together below a heading."""
    rows = {id(finding): _row(finding, subjects, context, series) for finding in findings}
    together = gathered(findings, lambda one: (*of_a_sheet(one), rows[id(one)].handling))
    for number, one in enumerate(together):
        if isinstance(one, Finding):
            yield rows[id(one)]
            continue
        first = rows[id(one.findings[0])]
        told = one.told(lambda each: rows[id(each)].subject.partition(" ")[0])
        heading = f"{first.unit_name}　{one.findings[0].form_sheet}：{told}"
        for place, each in enumerate(one.findings):
            yield replace(rows[id(each)], fold=str(number), heading="" if place else heading)


def tiles(
    result: MonthResult, rows: Sequence[Told], count: Callable[[str], int], named: int | None = None
) -> list[tuple[str, str, str, str]]:
    """(look, number, words, link) of what needs a decision first; beyond ``named`` nobody is named who is silent."""
    missing = [report.unit.short for report in result.units if report.state == ReturnState.NOT_RETURNED]
    tiles = []
    for severity, words in ((Severity.ERROR, "处错误待改"), (Severity.QUERY, "处疑问待说明")):
        waiting = [row for row in rows if row.severity == severity and not row.closed]
        whose = concerned({"" if row.unit == OFFICE else row.unit for row in waiting})
        target = f"#level={severity.value}&state=open"
        tiles.append((LOOKS[severity], f"{SIGNS[severity]} {len(waiting)}", f"{words}，{whose}", target))
    names = "、".join(missing if named is None or len(missing) <= named else ())
    silent = count("units_not_returned")
    tiles.append(("missing", f"○ {silent}", f"个单位未报{'：' + names if names else ''}", "#reports"))
    received = count("units_received")
    tiles.append(("done", f"● {received}/{len(result.units)}", "个单位已有报送", "#reports"))
    return tiles  # fmt: skip


def _unit(report: UnitReport, still_open: Mapping[tuple[str, str], int], beside: str) -> dict[str, Any]:
    """``beside``: the way to the folders beside 汇总."""
    code = report.unit.code
    errors, queries = (still_open.get((code, severity), 0) for severity in (Severity.ERROR, Severity.QUERY))
    name = f"{code}_{report.unit.name}_{TO_MEND if errors else TO_EXPLAIN}.xlsx"
    late = (
        f"逾期{report.days_late}天"
        if report.days_late
        else "按时"
        if report.on_time
        else report.punctual or DASH
    )
    return {
        "code": code,
        "name": report.unit.name,
        "state": report.state,
        "sign": STATE_SIGNS.get(report.state, ""),
        "look": STATE_LOOKS.get(report.state, "note"),
        "version": f"第{report.version}版" if report.version else DASH,
        "received": f"{report.received_at:%m-%d %H:%M}" if report.received_at else DASH,
        "late": late,
        "errors": report.told(errors),
        "queries": report.told(queries),
        "completeness": f"{shown_rate(report.completeness)}%" if report.completeness is not None else DASH,
        "stamped": report.stamped,
        "correction": f"{beside}/退回/{name}" if report.version and (errors or queries) else "",
    }


def _rules(rows: Sequence[Row]) -> list[tuple[str, str, str, str, int]]:
    """(code, title, sign, severity, how many) of the rules that found something, the heaviest first."""
    counts = Counter(row.code for row in rows)
    first = {row.code: row for row in reversed(rows)}
    order = {row.code: number for number, row in reversed(list(enumerate(rows)))}
    codes = sorted(counts, key=lambda code: order[code])
    return [(c, first[c].title, first[c].sign, first[c].severity, counts[c]) for c in codes]


def _account(account: FileAccount, context: OutputContext) -> dict[str, Any]:
    return {
        "unit": context.unit_name(account.unit),
        "file": account.file,
        "name": context.told(account.file.rpartition("/")[2], account.file),
        "link": context.link(account.file),
        "sha256": account.sha256,
        "version": account.version,
        "counts": [account.filled, *(getattr(account, name) for _, name in FATES)],
        "balanced": account.balanced,
    }
