"""Rules of 重点项目 and the cover: sums and dates agree, and who filled the form is said."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, PROJECTS
from toolkit.forms.layout import COVER_KEY, COVER_PLACES, FEEDBACK


def sums_of_a_project_agree(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E303: 累计完成投资 is not under 本年完成投资; Q306: nor over 总投资."""
    for key in _begun(unit, PROJECTS):
        total, year, cumulative = (
            unit.number(PROJECTS, key, name) for name in ("total", "year_done", "cumulative_done")
        )
        if cumulative is None:
            continue
        if year is not None and cumulative < year:
            yield at(unit, "E303", PROJECTS, key, "cumulative_done", year=shown(year))
        elif total is not None and cumulative > total:
            yield at(unit, "Q306", PROJECTS, key, "cumulative_done", total=shown(total))


def a_project_ends_after_it_begins(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E304: 计划竣工时间 is not before 开工时间 (dates are ISO text)."""
    for key in _begun(unit, PROJECTS):
        start, end = unit.text(PROJECTS, key, "start"), unit.text(PROJECTS, key, "planned_end")
        if start[:4].isdigit() and end[:4].isdigit() and end < start[: len(end)]:
            yield at(unit, "E304", PROJECTS, key, "planned_end", start=start)


def project_sums_do_not_fall(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q407: 累计完成投资 is not under last month's."""
    before = unit.history.get(data.previous, {})
    for key in _begun(unit, PROJECTS):
        now, last = (
            unit.number(PROJECTS, key, "cumulative_done"),
            before.get((PROJECTS, key, "cumulative_done")),
        )
        if now is not None and last is not None and not isinstance(last.value, str) and now < last.value:
            yield at(unit, "Q407", PROJECTS, key, "cumulative_done", last=shown(last.value))


def cover_is_filled(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N209: who filled and checked the form, and what came of the last meeting's decisions, in one line."""
    missing = [
        place.column.header
        for place in COVER_PLACES
        if place.column.role == "input" and not unit.filled(COVER, COVER_KEY, place.column.field)
    ]
    missing += [
        f"议定事项{decision.number}的{FEEDBACK.header}"
        for decision in unit.form.decisions
        if not unit.filled(COVER, decision.number, FEEDBACK.field)
    ]
    if missing:
        yield Finding(
            "N209", unit=unit.unit.code, sheet=COVER, form_sheet=COVER, values={"items": "、".join(missing)}
        )


def _begun(unit: UnitData, sheet: str) -> list[str]:
    """Keys of the rows in which the unit wrote something, in order."""
    places = [*unit.entries, *unit.rejected]
    return sorted({key for one, key, _ in places if one == sheet})


RULES = (
    sums_of_a_project_agree,
    a_project_ends_after_it_begins,
    project_sums_do_not_fall,
    cover_is_filled,
)
