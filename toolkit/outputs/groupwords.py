"""What papers and pages print of groups of units: what the groups are, and the columns of how their units reported.

In: groups; the names of their Figures and of their units. Out: words, and names of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.form import DASH
from toolkit.core.groups import FOLDER, NAMED, Group
from toolkit.core.model import Unit
from toolkit.core.returns import Figure
from toolkit.core.rounding import shown_number, shown_rate
from toolkit.core.words import ReturnState
from toolkit.figures.counts.groupcounts import together
from toolkit.figures.numbers.counting import STATE_NAMES
from toolkit.outputs.workbook.grid import file_name

SOME = 3  # units of many that a line or a sentence names
UNITS_NOTE = f"单位超过{NAMED}个的只写各组的个数，逐个单位见“汇总/{FOLDER}”里各组的表。"
# Measures of a group's figures, and their heads in 报送情况 by group.
ASKED, RECEIVED, LATE = ("units_asked", "应报"), ("units_received", "已有报送"), ("units_late", "逾期报送")
STATES = tuple(
    (f"units_{STATE_NAMES[state]}", state.value)
    for state in (
        ReturnState.RETURNED,
        ReturnState.PARTIAL,
        ReturnState.SENT_BACK,
        ReturnState.NOT_RETURNED,
    )
)
OPEN = (("errors", "错误（处）"), ("queries", "疑问（处）"))
REPORT_COLUMNS = (ASKED, RECEIVED, *STATES, LATE, *OPEN, ("completeness", "完整率（%）"))


def some_names(names: Sequence[str]) -> str:
    """甲县、乙县、丙县等: the first of many."""
    return "、".join(names[:SOME]) + ("等" if len(names) > SOME else "")


def units_told(groups: Sequence[Group], units: Sequence[Unit], names: Sequence[str]) -> str:
    """The names of these units; of many in their place 26个单位：一地区 4个、二地区 3个等, the groups with most of them first."""
    if not groups or len(units) <= NAMED:
        return "、".join(names)
    codes = {unit.code for unit in units}
    numbers = [(group.title, sum(unit.code in codes for unit in group.units)) for group in groups]
    there = sorted((one for one in numbers if one[1]), key=lambda one: -one[1])
    listed = "、".join(f"{title} {number}个" for title, number in there[:NAMED])
    return f"{len(units)}个单位：{listed}{'等' if len(there) > NAMED else ''}"


def lines_of(groups: Sequence[Group]) -> Iterator[tuple[str, Group]]:
    """The lines of a table by group with their numbers; the last, without one, is of all of them."""
    yield from ((str(number), group) for number, group in enumerate(groups, 1))
    yield "", together(groups)


def told(item: Figure) -> str:
    """A figure of :data:`REPORT_COLUMNS` as a table has it."""
    if item.value is None:
        return item.word or DASH
    return shown_rate(item.value) if item.measure == "%" else shown_number(item.value, 0)


def file_names(groups: Sequence[Group], suffix: str) -> dict[str, str]:
    """Name of a group -> name of its file; no two alike, also where capitals and small letters are the same."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for group in groups:
        stem = file_name(group.title)
        number = 1
        while (name := stem if number == 1 else f"{stem}（{number}）").casefold() in taken:
            number += 1
        taken.add(name.casefold())
        names[group.name] = f"{name}{suffix}"
    return names


def upper_of(groups: Sequence[Group]) -> str:
    """What the names of the groups are: 上级, or 类别 where no unit has one."""
    return "类别" if groups[0].by_kind else "上级"
