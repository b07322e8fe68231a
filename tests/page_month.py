"""A month with findings of every severity, some closed, some with hostile text, for the tests of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.summary_month import context, file_of, month
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext

HOSTILE = "<img src=x onerror=alert(1)></script><script>document.title='破'</script>\x00\u202e\"'&amp;"
SERIES = (("2024-04", 300.0), ("2024-05", 754.0), ("2024-06", 603.0))


@dataclass(frozen=True)
class PageMonth:
    """The arguments of write_page."""

    result: MonthResult
    findings: tuple[Finding, ...]
    checklist: Checklist
    context: OutputContext
    series: dict[str, tuple[tuple[str, float], ...]]


def page_month(checklist: Checklist, units: Sequence[Unit]) -> PageMonth:
    """Twenty findings of five codes over four units, one of them of the office's rules."""
    period = Period(2024, 6)
    result = month(checklist, units, period, months=0)
    findings: list[Finding] = [Finding("E602", sheet="校验规则", address="第3行", seen=HOSTILE, values={"rule": "R9", "reason": HOSTILE})]  # fmt: skip
    for unit in units[:4]:
        file = file_of(unit, period)
        common = {"unit": unit.code, "file": file}
        findings += [
            Finding("E201", sheet=TASKS, address="K5", form_sheet=TASKS, key="1", field="progress", values={"column": "本月进展", "how": "请填写。"}, **common),
            Finding("E205", sheet=TASKS, address="J6", form_sheet=TASKS, key="2", field="completion", seen="90", suggestion="100", **common),
            Finding("Q401", sheet=INDICATORS, address="J9", form_sheet=INDICATORS, key="T02-3", field="ytd", seen="603", values={"last": "754"}, **common),
            Finding("Q504", sheet=TASKS, address="K7", form_sheet=TASKS, key="3", field="progress", seen=HOSTILE * 3, **common),
            Finding("N403", sheet=INDICATORS, address="J5", form_sheet=INDICATORS, key="T01-1", field="ytd", seen="5", values={"months": "3"}, **common),
        ]  # fmt: skip
    series = {finding.id: SERIES for finding in findings if finding.code == "Q401"}
    closed = {finding.id: f"已说明：{HOSTILE}" for finding in findings if finding.code == "Q401"}
    return PageMonth(
        result,
        tuple(findings),
        checklist,
        replace(context(units, result), handling=dict(list(closed.items())[:1])),
        series,
    )
