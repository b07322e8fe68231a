"""Of many units: the first page, which speaks of groups, and what a group's own page is made from.

In: a month's results and findings. Out: the values of ``groups.html.j2``; a month of one group's units alone. A count of
units is a Figure of the group, under its key; of findings and cells as many are counted as the group's page has rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from toolkit.core.area import said
from toolkit.core.findings import Finding, Severity
from toolkit.core.groups import NO_UPPER, WHOLE, Group
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist
from toolkit.core.results import FileAccount, MonthResult, UnitReport
from toolkit.figures.counts.groupcounts import together
from toolkit.figures.numbers.counting import STATE_NAMES, counted
from toolkit.figures.numbers.registry import group_key
from toolkit.outputs.context import OutputContext
from toolkit.outputs.groupmonth import of_group as month_of
from toolkit.outputs.groupwords import REPORT_COLUMNS, file_names, told, upper_of
from toolkit.pages.validation.rows import (
    FATES,
    OFFICE,
    SIGNS,
    STATE_LOOKS,
    STATE_SIGNS,
    is_closed,
    page_values,
    tiles,
)

FOLDER = "校验报告"  # beside the first page: a page a group


@dataclass(frozen=True)
class _Counted:
    """What the first page counts of a finding."""

    code: str
    severity: Severity
    unit: str
    closed: bool


def pages_of(groups: Sequence[Group]) -> dict[str, str]:
    """Name of a group -> the name of its page in :data:`FOLDER`."""
    return file_names(groups, ".html")


def of_group(
    result: MonthResult, findings: Sequence[Finding], context: OutputContext, group: Group
) -> tuple[MonthResult, Sequence[Finding], OutputContext]:
    """The month as the group's own page tells it, one folder below the first page."""
    codes = {unit.code for unit in group.units}
    known = replace(context, units=group.units, root_prefix=f"{context.root_prefix}/..")
    return month_of(result, group), [finding for finding in findings if finding.unit in codes], known


def groups_values(
    result: MonthResult, findings: Sequence[Finding], checklist: Checklist, context: OutputContext
) -> dict[str, Any]:
    """Everything that the template of the first page names; what is of no group stands on it whole."""
    home = {unit.code: group for group in result.groups for unit in group.units}
    rest = [finding for finding in findings if finding.unit not in home]
    counts = [
        _Counted(one.code, one.severity, one.unit or OFFICE, is_closed(one, context)) for one in findings
    ]
    by_unit = {row.unit.code: row for row in result.units}
    links = {name: f"{FOLDER}/{page}" for name, page in pages_of(result.groups).items()}
    return page_values(replace(result, units=(), accounts=()), rest, checklist, context, {}) | {
        "by_kind": result.groups[0].by_kind,
        "without_upper": next((len(one.units) for one in result.groups if one.name == NO_UPPER), 0),
        "upper": upper_of(result.groups),
        "findings_title": "不属于各单位的校验问题",
        "tiles": tiles(result, counts, partial(counted, result), 0),
        "states": {state: many for state, name in STATE_NAMES.items() if (many := counted(result, f"units_{name}"))},
        "columns": [head for _, head in REPORT_COLUMNS],
        "total": WHOLE,
        "whole": [_figure(result, together(result.groups), name) for name, _ in REPORT_COLUMNS],
        "groups": [_group(result, group, links[group.name], by_unit) for group in result.groups],
        "found": list(_rules(counts, home, links)),
        "cells": list(_cells(result, home, links)),
        "totals": _sums(result.accounts),
        "files": len(result.accounts),
        "balanced": all(account.balanced for account in result.accounts),
    }  # fmt: skip


def _group(result: MonthResult, group: Group, link: str, reports: Mapping[str, UnitReport]) -> dict[str, Any]:
    return {
        "name": group.title,
        "link": link,
        "figures": [_figure(result, group, name) for name, _ in REPORT_COLUMNS],
        "units": [
            _unit(reports[unit.code], link) for unit in group.units if unit.code in reports
        ],
    }  # fmt: skip


def _figure(result: MonthResult, group: Group, name: str) -> tuple[str, str]:
    """What is shown of a figure of the group, and its key."""
    item = result.figures[group_key(result.period, group.name, name)]
    return told(item), item.key


def _unit(row: UnitReport, page: str) -> dict[str, Any]:
    return {
        "code": row.unit.code,
        "name": row.unit.name,
        "page": page,
        "state": row.state,
        "sign": STATE_SIGNS.get(row.state, ""),
        "look": STATE_LOOKS.get(row.state, "note"),
        "errors": row.errors,
        "queries": row.queries,
    }


def _rules(
    counts: Sequence[_Counted], home: Mapping[str, Group], links: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str, list[tuple[str, str, int]]]]:
    """(code, title, sign, severity, [(group, its page, how many)]) of the rules that found something, the heaviest first."""
    severities = list(Severity)
    found: dict[tuple[Severity, str], Counter[str]] = {}
    for one in counts:
        group = home.get(one.unit)
        found.setdefault((one.severity, one.code), Counter())[group.name if group else ""] += 1
    groups = {group.name: group for group in home.values()}
    order = list(groups)
    for (severity, code), where in sorted(
        found.items(), key=lambda one: (severities.index(one[0][0]), -one[1].total(), one[0][1])
    ):
        named = [
            (groups[name].title if name else "办公室", links.get(name, ""), many)
            for name, many in sorted(
                where.items(), key=lambda one: (-one[1], order.index(one[0]) if one[0] else -1)
            )
        ]
        yield code, said(CATALOGUE[code].title), SIGNS[severity], severity.value, named


def _cells(
    result: MonthResult, home: Mapping[str, Group], links: Mapping[str, str]
) -> Iterator[tuple[str, str, int, list[int], bool]]:
    """(group, its page, files, cells filled and by fate, whether they balance)."""
    by_group: dict[str, list[FileAccount]] = {}
    for account in result.accounts:
        where = home[account.unit].name if account.unit in home else ""
        by_group.setdefault(where, []).append(account)
    for group in result.groups:
        if own := by_group.get(group.name):
            yield group.title, links[group.name], len(own), _sums(own), all(one.balanced for one in own)
    if own := by_group.get(""):
        yield "其他", "", len(own), _sums(own), all(one.balanced for one in own)


def _sums(accounts: Sequence[FileAccount]) -> list[int]:
    return [sum(getattr(one, name) for one in accounts) for name in ("filled", *(name for _, name in FATES))]
