"""Units of which the ledger has returns and which the sheet 单位 does not have so: said, and brought together again.

In: a working folder. Out: lines that say what does not count, and the ledger with a unit under its new code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from toolkit.checklist import snapshot
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.records import Renaming
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import find_unit


def left_out(workspace: Workspace, period: Period) -> list[str]:
    """Returns that count nowhere: of units that the sheet 单位 does not have, or not in their month of this year."""
    return [*gone(workspace), *_resting(workspace, period)]


def gone(workspace: Workspace) -> list[str]:
    """Units of the ledger that the sheet 单位 does not have: their code was changed, or their row deleted."""
    units = {unit.code: unit for unit in workspace.checklist.reporting}
    lines = []
    for code, periods in workspace.ledger.returned_periods().items():
        if code not in units:
            names = _former_names(workspace, code)
            now = next((unit.code for unit in units.values() if set(_labels(unit)) & names), "新代码")
            lines.append(
                f"{_called(code, names)} 报过{_months(periods)}的填报表，但清单“单位”表里没有这个代码，数没有计入任何合计。"
                f"是改了代码的，请运行 python run_report.py unit rename {code} {now}；是误删的，请把这一行补回“单位”表；是撤销、合并了的，也请补回，并写上停用期。"
            )
    return lines


def _resting(workspace: Workspace, period: Period) -> Iterator[str]:
    """Units that returned something for a month of this year in which they do not serve."""
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    for month in period.so_far:
        serving = {unit.code for unit in workspace.checklist.units_in(month)}
        returned = {submission.unit for submission in workspace.ledger.submissions(month)}
        for code in sorted((returned - serving) & set(names)):
            yield (
                f"{names[code]} 报过{month.chinese}的填报表，但清单“单位”表里它这一期不填报（启用期、停用期），"
                "数没有计入，请核对。"
            )


def rename_unit(workspace: Workspace, old: str, new: str, now: datetime) -> list[str]:
    """Take all that the ledger has of a unit over to the code that the sheet 单位 has now; raises OperatorError."""
    unit = find_unit(workspace.checklist.reporting, new)
    code = _former_code(workspace, old, unit)
    if code == unit.code:
        return [f"{unit.code} {unit.name} 的代码没有变，以前的数照旧算在它名下，不用改台账。"]
    living = {one.code: one.name for one in workspace.checklist.reporting}
    if code in living:
        raise OperatorError(
            f"{code} {living[code]} 还在清单的“单位”表里，两个单位的数不能并在一起，没有改动。"
            "它已经改成新代码的，请先把旧的这一行删去；两个单位合并的，旧的一行留着，写上停用期。"
        )
    if _stood_together(workspace, code, unit.code):
        raise OperatorError(
            f"{_called(code, _former_names(workspace, code))} 和 {unit.code} {unit.name} 在以前的“单位”表里是两个单位，"
            "各报各的数，不能并在一起，没有改动。两个单位合并的，请把旧的这一行补回“单位”表并写上停用期，"
            "以前各月的数照旧算在它名下，以后的由合并后的单位报。"
        )
    called = _called(code, _former_names(workspace, code))
    periods = workspace.ledger.rename_unit(Renaming(code, unit.code, now))
    what = f"{_months(periods)}的填报数、裁定和说明" if periods else "下发记录"
    return [
        f"{called} 已改为 {unit.code} {unit.name}：{what}都归到新代码，存档的原件和文件名不动。",
        "下一步：运行 python run_report.py report 重新汇总；旧代码的填报表寄回来也认得。",
    ]


def _former_code(workspace: Workspace, text: str, now: Unit) -> str:
    """The code in the ledger that the operator means by a code or a former name."""
    known = set(workspace.ledger.returned_periods()) | workspace.ledger.issued_units()
    if text in known or text == now.code:
        return text
    living = {unit.code for unit in workspace.checklist.reporting}
    codes = [code for code in sorted(known) if text in _former_names(workspace, code)]
    if now.code in codes or text in _labels(now):
        return next((code for code in codes if code not in living), now.code)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise OperatorError(f"叫“{text}”的单位在台账里有几个：{'、'.join(codes)}。请写代码。")
    raise OperatorError(f"台账里没有代码或名称是“{text}”的单位，没有改动。")


def _former_names(workspace: Workspace, code: str) -> set[str]:
    """What the unit of that code was called in the checklists that were used."""
    texts = workspace.ledger.checklists().values()
    return {
        label
        for text in texts
        for unit in snapshot.units_of(text)
        if unit.code == code
        for label in _labels(unit)
    }


def _stood_together(workspace: Workspace, one: str, other: str) -> bool:
    """Whether a checklist that was used has both codes, with names that have nothing in common: two units, not one."""
    for text in workspace.ledger.checklists().values():
        units = {
            unit.code: set(_labels(unit)) for unit in snapshot.units_of(text) if unit.code in (one, other)
        }
        if len(units) == 2 and not units[one] & units[other]:
            return True
    return False


def _labels(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short, *unit.aliases)


def _called(code: str, names: set[str]) -> str:
    """The code with its longest name, which is the official one."""
    return f"{code} {max(sorted(names), key=len)}" if names else code


def _months(periods: Sequence[Period]) -> str:
    """2024年5月, or 2024年1月至6月 of several that follow each other, else each."""
    first, last = periods[0], periods[-1]
    if len(periods) == 1:
        return first.chinese
    together = all(one.next == other for one, other in pairwise(periods))
    return f"{first.chinese}至{last.chinese}" if together else "、".join(one.chinese for one in periods)
