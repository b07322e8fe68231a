"""The rules on what is counted as a project: a row names one, and no other unit reports the same one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.project_names import is_no_project
from toolkit.checks.rule import month_rule, rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS
from toolkit.core.messages import MEANT, TWO, Message
from toolkit.core.model import Unit
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import MONEY_FIELDS

# Sums that two units may both have: small ones, and round ones, as plans and allotments are.
SMALL, ROUND = 100.0, 100
UNLIKE = 3  # different sums among the equal ones
_STEM = 2  # letters of a place's name without 县: 疏附
_COMPARED = 8  # rows with one name and 总投资 that one is held against


class _Row(NamedTuple):
    """What tells one project from another."""

    unit: UnitData
    key: str
    name: str
    total: float
    sums: tuple[float | None, ...]
    dates: tuple[str, str]


@rule(
    Q320=Message(
        "项目名称看不出是哪个项目",
        "项目名称写的是“{seen}”，看不出是哪一个项目；是合计、汇总的，这一行的投资会重复计入。",
        "请按批复或备案文件上的名称，一个项目填一行；是合计、汇总的请删去这一行；确是打捆批复的，在“存在问题”里写明包含哪些项目。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def rows_name_a_project(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q320: the name of a project says that the row is a total, several projects, others, the one above, or nothing."""
    for key in unit.rows(PROJECTS):
        if is_no_project(unit.text(PROJECTS, key, fields.NAME)):
            yield at(unit, "Q320", PROJECTS, key, fields.NAME)


@month_rule(
    Q319=Message(
        "像是两个单位报了同一个项目",
        "“{name}”与{other}报的“{theirs}”{same}，像是同一个项目，两家的投资会重复计入。",
        "请两家商定由哪一家填报，另一家删去这一行；各报各的部分、不重复的，或者确是两个项目的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=TWO,
    ),
)
def a_project_is_one_units(data: CheckData) -> Iterator[Finding]:
    """Q319, to the later unit: a project has the name and 总投资 of another unit's, or all its sums where not each is called after its
    own place; once a row.

    Each row is held against a few, so that the cost grows with the number of rows alone.
    """
    named: dict[tuple[str, float], list[_Row]] = {}
    summed: dict[tuple[float | None, ...], list[_Row]] = {}
    for row in (row for unit in data.units for row in _rows(unit)):
        alike = named.setdefault((row.name, row.total), [])
        equal = summed.setdefault(row.sums, [])
        if same := next((one for one in alike if one.unit is not row.unit and _is_told(one, row)), None):
            yield _same(row, same, f"名称和总投资（{shown(row.total)} 万元）都一样")
        elif _is_telling(row.sums) and (
            same := next(
                (one for one in equal if one.unit is not row.unit and not _of_two_places(one, row)), None
            )
        ):
            yield _same(row, same, f"各项投资都一样（总投资 {shown(row.total)} 万元）")
        for known in (alike, equal):
            if len(known) < _COMPARED and all(one.unit is not row.unit for one in known):
                known.append(row)


def _rows(unit: UnitData) -> Iterator[_Row]:
    """The rows that cost something and name a project."""
    for key in unit.rows(PROJECTS):
        name = squeeze(unit.text(PROJECTS, key, fields.NAME))
        sums = tuple(unit.number(PROJECTS, key, one) for one in MONEY_FIELDS)
        dates = unit.text(PROJECTS, key, fields.START), unit.text(PROJECTS, key, fields.PLANNED_END)
        total = unit.number(PROJECTS, key, fields.TOTAL) or 0.0
        if total > 0 and name and not is_no_project(name):
            yield _Row(unit, key, name, total, sums, dates)


def _is_told(one: _Row, other: _Row) -> bool:
    """Whether a name and a 总投资 in common are no chance, as those of a programme with as much for every county may be."""
    sums = (
        mine
        for mine, theirs in zip(one.sums, other.sums, strict=True)
        if mine == theirs and mine not in (None, 0, one.total)
    )
    return bool(one.total % ROUND) or any(sums) or (all(one.dates) and one.dates == other.dates)


def _is_telling(sums: tuple[float | None, ...]) -> bool:
    """Whether no two projects have these sums by chance; all are there."""
    different = {value for value in sums if value is not None and value >= SMALL}
    return None not in sums and len(different) >= UNLIKE and any(value % ROUND for value in different)


def _of_two_places(one: _Row, other: _Row) -> bool:
    """Whether each is called after its own unit alone: 疏附县…实验室 and 莎车县…实验室 of one standard design are two."""
    return all(
        _is_named_after(row.name, own.unit) and not _is_named_after(row.name, foreign.unit)
        for row, own, foreign in ((one, one.unit, other.unit), (other, other.unit, one.unit))
    )


def _is_named_after(name: str, unit: Unit) -> bool:
    called = {squeeze(word) for word in (unit.name, unit.short, *unit.aliases)}
    stems = {word[:-1] for word in called if len(word) > _STEM and word[-1] in "县市区"}
    return any(word in name for word in called | stems if len(word) >= _STEM)


def _same(row: _Row, other: _Row, same: str) -> Finding:
    said = {"name": row.name, "other": other.unit.unit.name, "theirs": other.name, "same": same}
    seen = f"{row.name}、{shown(row.total)}"
    return at(row.unit, "Q319", PROJECTS, row.key, fields.NAME, seen=seen, **said)
