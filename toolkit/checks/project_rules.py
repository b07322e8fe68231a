"""Rules of 重点项目 and the cover: sums and dates agree, and who filled the form is said."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.project_rows import replaced
from toolkit.checks.proportion_rules import YUAN
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, PROJECTS
from toolkit.core.messages import MEANT, TWO, Asks, Message
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import COVER_KEY, COVER_PLACES, FEEDBACK, MONEY_FIELDS, PROJECT_SHEET


@rule(
    E303=Message(
        "累计投资少于本年投资",
        "累计完成投资填了 {seen} 万元，比本年完成投资 {year} 万元还少。",
        "累计数含以前年度，不会少于本年数，请核对两格是否填反。",
    ),
    Q306=Message(
        "投资超过总投资",
        "{column}填了 {seen} 万元，超过总投资 {total} 万元。",
        "请核对是否多写了一位；概算已调整的，请改总投资，或在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def sums_of_a_project_agree(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E303: 累计完成投资 is not under 本年完成投资; Q306: nor over 总投资, as little as 到位资金 and 本年计划投资 are."""
    for key in _begun(unit, PROJECTS):
        values = {name: unit.number(PROJECTS, key, name) for name in MONEY_FIELDS}
        total, year, cumulative = (
            values[name] for name in (fields.TOTAL, fields.YEAR_DONE, fields.CUMULATIVE_DONE)
        )
        most = [fields.FUNDED, fields.YEAR_PLAN]
        if year is not None and cumulative is not None and cumulative < year:
            yield at(unit, "E303", PROJECTS, key, fields.CUMULATIVE_DONE, year=shown(year))
        else:
            most.append(fields.CUMULATIVE_DONE)
        for name in most:
            value = values[name]
            if value is not None and total is not None and _is_over(value, total):
                column = PROJECT_SHEET.column(name).header
                yield at(unit, "Q306", PROJECTS, key, name, column=column, total=shown(total))


def _is_over(value: float, total: float) -> bool:
    """Whether it is more than all of it; a thousand times as much is asked about as another measure."""
    return value > total and not 0 < total <= value / YUAN


@rule(
    Q309=Message(
        "同一个项目像是填了两次",
        "项目名称“{seen}”和项目编号 {other} 的相同，总投资也没有不同，两行的投资会重复计入。",
        "同一个项目只填一行，请删去多出来的一行；确是两个项目的，请在名称里写明（如一期、二期），或在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=TWO,
    ),
    Q310=Message(
        "任务清单里没有这个序号",
        "任务序号填了 {seen}，任务清单里没有，这个项目不会归到任何任务。",
        "请核对“任务进展”表里的任务序号；不属于清单任务的项目，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def a_project_stands_once_under_a_task(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q309: no two rows have the same name while their 总投资 does not differ; Q310: 任务序号 is one of the checklist's."""
    known = {task.no for task in data.checklist.tasks}
    named: dict[str, list[tuple[str, float | None]]] = {}
    for key in _begun(unit, PROJECTS):
        name, total = squeeze(unit.text(PROJECTS, key, fields.NAME)), unit.number(PROJECTS, key, fields.TOTAL)
        same = [other for other, had in named.get(name, ()) if None in (had, total) or had == total]
        if name and same:
            yield at(unit, "Q309", PROJECTS, key, fields.NAME, other=same[0])
        named.setdefault(name, []).append((key, total))
        task = unit.number(PROJECTS, key, fields.TASK_NO)
        if task is not None and task not in known:
            yield at(unit, "Q310", PROJECTS, key, fields.TASK_NO)


@rule(
    E304=Message(
        "竣工早于开工",
        "计划竣工时间填了 {seen}，早于开工时间 {start}。",
        "请核对两个时间，写成 2024-06-05 的样子。",
    ),
)
def a_project_ends_after_it_begins(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E304: 计划竣工时间 is not before 开工时间 (dates are ISO text)."""
    for key in _begun(unit, PROJECTS):
        start, end = unit.text(PROJECTS, key, fields.START), unit.text(PROJECTS, key, fields.PLANNED_END)
        if start[:4].isdigit() and end[:4].isdigit() and end < start[: len(end)]:
            yield at(unit, "E304", PROJECTS, key, fields.PLANNED_END, start=start)


@rule(
    Q407=Message(
        "项目累计投资比上月少",
        "累计完成投资 {seen} 万元，比上月的 {last} 万元还少。",
        "请核对；确有核减的，在“存在问题”里写一句原因即可。",
        explained_in=(fields.PROBLEMS,),
        asked=Asks.FALL,
    ),
)
def project_sums_do_not_fall(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q407: 累计完成投资 is not under last month's."""
    before = unit.history.get(data.previous, {})
    for key in _begun(unit, PROJECTS):
        now, last = (
            unit.number(PROJECTS, key, fields.CUMULATIVE_DONE),
            before.get((PROJECTS, key, fields.CUMULATIVE_DONE)),
        )
        if now is None or last is None or isinstance(last.value, str) or replaced(unit, key, before):
            continue  # of another project: Q424
        if now < last.value:
            yield at(unit, "Q407", PROJECTS, key, fields.CUMULATIVE_DONE, last=shown(last.value))


@rule(
    N209=Message(
        "填报说明没有填全",
        "“填报说明”里还没有填：{items}。",
        "下次请填上，便于核对时联系；不影响本月汇总。",
    ),
)
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
