"""校验报告.html: who has reported, what is wrong and how to mend it, and the proof that no cell was lost.

In: the results of a month with its findings. Out: the bytes of one page that needs no network: style and
script stand in it, and its content policy allows nothing else, so that text of returns can only be text. Of many units
(:mod:`toolkit.core.groups`) the page speaks by group, and each group has a page of its own beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.core.findings import Finding
from toolkit.core.groups import Group
from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.pages.html import render
from toolkit.pages.validation.bygroup import FOLDER as FOLDER
from toolkit.pages.validation.bygroup import groups_values, of_group
from toolkit.pages.validation.bygroup import pages_of as pages_of
from toolkit.pages.validation.rows import PAGE as PAGE
from toolkit.pages.validation.rows import page_values

Series = Mapping[str, Sequence[tuple[str, float]]]
_FOLDER = Path(__file__).parent


def write_page(
    result: MonthResult,
    findings: Sequence[Finding],
    checklist: Checklist,
    context: OutputContext,
    series: Series | None = None,
) -> bytes:
    """The page; ``series`` gives the unit's own months (month, value) by finding id."""
    if result.groups:
        values = groups_values(result, findings, checklist, context)
        style, script = _texts("page.css", "groups.css"), _texts("groups.js", "page.js")
        return render(_FOLDER / "groups.html.j2", values, style, script).encode("utf-8")
    values = page_values(result, findings, checklist, context, series or {})
    return _page(values)


def write_group_page(
    result: MonthResult,
    findings: Sequence[Finding],
    checklist: Checklist,
    context: OutputContext,
    group: Group,
    series: Series | None = None,
) -> bytes:
    """The page of one group's units, unit by unit as :func:`write_page` is for few."""
    own, found, known = of_group(result, findings, context, group)
    return _page(page_values(own, found, checklist, known, series or {}, group))


def _page(values: Mapping[str, object]) -> bytes:
    return render(_FOLDER / "page.html.j2", values, _texts("page.css"), _texts("page.js")).encode("utf-8")


def _texts(*names: str) -> str:
    return "".join((_FOLDER / name).read_text("utf-8") for name in names)
