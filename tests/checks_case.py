"""Clean returns over the shipped checklist, and the findings that a change of a few values makes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.run import run_checks
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import Checklist, Kind, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Entry, Source
from toolkit.core.words import NoValue
from toolkit.demo.returns import made_up_values
from toolkit.forms.plan import Prefill, plan_form

JUNE = Period(2024, 6)
Values = Mapping[Place, str | float | None]
_CLEAN: dict[tuple[int, Unit, Period], tuple[Checklist, Form, Values]] = {}  # the list stays, so its id does
DECIMAL_MEASURES = ("亿元", "万元", "公里", "万平方米")


def form_of(checklist: Checklist, unit: Unit, period: Period = JUNE, entries: Sequence[Entry] = ()) -> Form:
    """The unit's form as it would go out."""
    moment = datetime(period.year, period.month, 25, 18)
    return plan_form(
        checklist, unit, period, prefill=Prefill(entries), deadline=moment, data_until=moment,
        office="办公室", office_contact="", key=b"key",
    )  # fmt: skip


def clean_values(form: Form) -> dict[Place, str | float]:
    """Plausible values without a fault: on pace, nothing pending, statuses that agree with the figures."""
    values = made_up_values(form)
    for row in form.rows:
        if row.asked:
            values[TASKS, str(row.task.no), "status"] = "正常推进"
            values[TASKS, str(row.task.no), "completion"] = float(form.period.month * 8)
            for name in ("problems", "next_steps"):  # no task lags, so that there is nothing to explain
                values[TASKS, str(row.task.no), name] = ""
            # A figure of its own, for made-up texts of two units may be the same by chance.
            own = f"走访群众{int(form.unit.code) - 653000}人。"
            values[TASKS, str(row.task.no), "progress"] = (
                f"{values[TASKS, str(row.task.no), 'progress']}{own}"
            )
    for row in form.indicators:
        place = (INDICATORS, row.indicator.id, "ytd")
        if (
            not row.due
            or row.indicator.is_ratio_input
            or (isinstance(values.get(place), str) and values[place] != NoValue.PENDING)
        ):
            continue
        values[INDICATORS, row.indicator.id, "explanation"] = ""  # why there was no figure
        goal = row.quota or row.target.low / max(1, len(row.indicator.reporters))
        if row.indicator.id == "T10-1":
            goal *= 4  # a county with a park has more industry than its park
        if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
            level = goal * (row.pace or 50) / 100 * 1.02
            values[place] = (
                round(level, 3)
                if row.indicator.report_measure in DECIMAL_MEASURES
                else float(math.ceil(level))
            )
        elif values.get(place) == NoValue.PENDING:
            values[place] = 1.0
    return values  # fmt: skip


def clean_return(checklist: Checklist, unit: Unit, period: Period) -> tuple[Form, Values]:
    """The unit's form and what stands in it without a fault; made once, for hundreds of cases change the same few."""
    key = id(checklist), unit, period
    if key not in _CLEAN:
        form = form_of(checklist, unit, period)
        _CLEAN[key] = checklist, form, MappingProxyType(clean_values(form))
    return _CLEAN[key][1:]


def entries_of(unit: Unit, period: Period, values: Values) -> dict[Place, Entry]:
    """Effective values, each with a cell of a file."""
    source = Source(unit.code, f"archive/{period}/{unit.code}/v1.xlsx", "0" * 64, "表", "A1", "")
    return {
        place: Entry(unit.code, period, *place, value, source)
        for place, value in values.items()
        if value is not None and value != ""
    }


def findings(
    checklist: Checklist,
    unit: Unit,
    changes: Values,
    months: Mapping[int, Values] | None = None,
    *,
    period: Period = JUNE,
    rejected: frozenset[Place] = frozenset(),
) -> list[Finding]:
    """What the rules say of the clean return with ``changes`` (None: blank); ``months``: of earlier months."""
    history = {
        Period(period.year, month): entries_of(unit, Period(period.year, month), values)
        for month, values in (months or {}).items()
    }
    last = history.get(period.previous, {})
    if last:
        form = form_of(checklist, unit, period, list(last.values()))
        clean: Values = clean_values(form)
    else:
        form, clean = clean_return(checklist, unit, period)
    values = {**clean, **changes}
    data = UnitData(unit, form, entries_of(unit, period, values), history, rejected)
    return run_checks(CheckData(checklist, period, [data]))  # fmt: skip


def codes(found: Sequence[Finding]) -> list[str]:
    """The codes, sorted; office rules with their number."""
    return sorted(f"{f.code}:{f.values['rule']}" if "rule" in f.values else f.code for f in found)


def new_codes(before: Sequence[Finding], after: Sequence[Finding]) -> list[str]:
    """Codes that are in ``after`` and not in ``before``."""
    return sorted((Counter(codes(after)) - Counter(codes(before))).elements())
