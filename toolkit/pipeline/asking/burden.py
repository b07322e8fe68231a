"""burden: what a month's forms asked of the units, what was brought along, what stayed as it was, and what is used by nothing.

In: the working folder and a period whose forms went out. Out: outbox/<period>/汇总/附/<period>_填报负担.xlsx and lines for the
terminal. It reads the ledger and changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.byunit import by_unit
from toolkit.core.form import TASKS
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.forms.burden import Load, loads, sums, together
from toolkit.outputs.burden import TITLE, USED_BY, unused, write_burden
from toolkit.outputs.closing import NEXT, command
from toolkit.outputs.context import OutputContext
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.validation import issued_forms, let_stand

FILE = "{}_{}.xlsx"


def burden(workspace: Workspace, period: Period) -> list[str]:
    """Write the table; raises OperatorError where no form of the period went out."""
    of_units = _loads(workspace, period)
    if not of_units:
        raise OperatorError(
            f"{period.chinese}还没有下发填报表，没有可算的。{NEXT}{command(period, 'generate')} 生成填报表，或用 -p 写明月份。"
        )
    config = workspace.config
    context = OutputContext(
        config.office.name,
        period,
        workspace.ledger.last_change(period),
        tuple(of_units),
        watermark=config.marking,
    )
    path = workspace.outbox(period, ASIDE, FILE.format(period, TITLE))
    written = workspace.made(path, partial(write_burden, of_units, context))
    where = [f"明细：{workspace.relative(written)}"] if written else []
    return [*map(said, _lines(period, of_units)), *where]


def _loads(workspace: Workspace, period: Period) -> dict[Unit, Sequence[Load]]:
    """By unit that got a form; what it reported so far, and the month before."""
    ledger = workspace.ledger
    forms = issued_forms(workspace, period, ledger.asked(period))
    now, before = by_unit(ledger.entries(period)), by_unit(ledger.entries(period.previous, with_held=True))
    rejected, excused = ledger.rejected(period), ledger.taken_out(period) | let_stand(ledger, period)
    return {
        unit: loads(
            forms[unit.code],
            now.get(unit.code, ()),
            before.get(unit.code, ()),
            {place for code, place in rejected if code == unit.code},
            {place for code, place in excused if code == unit.code},
        )
        for unit in workspace.checklist.units_in(period)
        if unit.code in forms
    }


def _lines(period: Period, of_units: Mapping[Unit, Sequence[Load]]) -> Iterator[str]:
    whole = together(of_units.values())
    required, carried, typed, same = sums(whole)
    clicks = next(load.required for load in whole if (load.sheet, load.field) == (TASKS, fields.SAME))
    yield (
        f"{period.chinese} {len(of_units)} 个单位：必填 {required} 格，其中 {clicks} 格是整行只选“与上月相同”；"
        f"表里已带出 {carried} 格；单位自己填 {typed} 格；与上月一样的 {same} 格。"
    )
    for load in whole:
        if any(load.counts):
            counts = "必填 {}，已带出 {}，自己填 {}，与上月相同 {}".format(*load.counts)
            used = USED_BY[load.sheet, load.field]
            yield f"  {load.sheet}·{load.header}：{counts}{f'；用在{used}' if used else ''}"
    named = [f"{load.sheet}的“{load.header}”" for load in unused(whole)]
    yield f"没有材料和规则用到的栏目：{'、'.join(named) or '没有'}。"
    asked = {unit.name: sums(own)[0] for unit, own in of_units.items()}
    heaviest = sorted(asked, key=lambda name: -asked[name])[:3]
    told = "、".join(f"{name} {asked[name]} 格" for name in heaviest)
    yield f"必填最多的单位：{told}。"
