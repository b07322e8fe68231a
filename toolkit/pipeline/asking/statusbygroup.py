"""status of many units: a line a group, and who owes with a few names each; all units stand in ``status --json``.

In: the rows of 报送情况. Out: cells and lines for the terminal; every number is a Figure of the group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.groups import Group, groups_of
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, UnitReport
from toolkit.core.returns import Figure
from toolkit.core.words import ReturnState
from toolkit.figures.counts.groupcounts import group_figures
from toolkit.figures.counts.unitcounts import units_by_state
from toolkit.figures.numbers.counting import STATE_NAMES
from toolkit.figures.numbers.registry import ALL, figure_key, group_key
from toolkit.outputs.groupwords import REPORT_COLUMNS, lines_of, some_names, told, upper_of

_EACH = "逐个单位的情况见汇总表“报送情况”和校验报告（汇总后才有）。"
Table = Sequence[Sequence[str]]


def status_by_group(period: Period, rows: Sequence[UnitReport]) -> tuple[Table, Sequence[str]]:
    """(the table with its heads, the lines below it); both empty of few units."""
    groups = groups_of([row.unit for row in rows])
    if not groups:
        return (), ()
    month = MonthResult(period, {}, (), (), tuple(rows), groups=groups)
    figures = {one.key: one for one in (*group_figures(month), *units_by_state(period, rows))}
    heads = (upper_of(groups), *(head for _, head in REPORT_COLUMNS))
    table = [heads, *(_line(period, group, figures) for _, group in lines_of(groups))]
    owing = list(_owing(period, rows, groups, figures)) or ["全部单位已报。"]
    return table, [*owing, _EACH]


def _line(period: Period, group: Group, figures: Mapping[str, Figure]) -> tuple[str, ...]:
    found = (figures[group_key(period, group.name, name)] for name, _ in REPORT_COLUMNS)
    return (group.title, *(told(item) for item in found))


def _owing(
    period: Period, rows: Sequence[UnitReport], groups: Sequence[Group], figures: Mapping[str, Figure]
) -> Iterator[str]:
    """Who got no form or sent none back: how many, and of each group some by name."""
    states = {row.unit.code: row.state for row in rows}
    for state in (ReturnState.NOT_SENT, ReturnState.NOT_RETURNED):
        name = f"units_{STATE_NAMES[state]}"
        whole = figures[figure_key("overall", period, ALL, name)]
        if whole.value:
            yield f"{state} {told(whole)} 个："
        for group in groups:
            own = figures[group_key(period, group.name, name)]
            if own.value:
                names = [unit.name for unit in group.units if states[unit.code] == state]
                yield f"  {group.title} {told(own)} 个：{some_names(names)}"
