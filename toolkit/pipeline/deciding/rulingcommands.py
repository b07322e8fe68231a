"""What a person of the office decides: accept a finding, take out, withdraw, pin, undo any of it.

In: the ledger and what the command line names. Out: lines for the terminal; effects stand in the ledger, so
the next report has them. Every decision has a reason and a name. The workbook 裁定表 does the same for open
findings without a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from toolkit.core.area import said, standard
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.formercodes import called_now
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Submission
from toolkit.core.secrecy import unquoted
from toolkit.errors import OperatorError
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import indicator_column, place_in_words, row_keys, told_place
from toolkit.forms.spec import Column
from toolkit.ledger.merge import words
from toolkit.ledger.records import Ruling, RulingKind
from toolkit.papers.findingrulings import (
    ACCEPT,
    KIND,
    PAPER,
    FindingRuling,
    read_finding_rulings,
    shown_value,
)
from toolkit.pipeline.deciding.rulingwords import KINDS, file_ruled
from toolkit.pipeline.deciding.tables import Filled, Tables, take_in
from toolkit.pipeline.folder.people import check_person, may_decide
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner, known_unit

SHOWN = 12  # candidates named when one must be chosen


def ruling_lines(workspace: Workspace, period: Period) -> list[str]:
    """All rulings and adjustments of the period, also those taken back, one line each."""
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    lines = []
    for ruling in workspace.ledger.rulings(period, every=True):
        undone = f"，{ruling.revoked_at:%Y-%m-%d}撤销" if ruling.revoked_at else ""
        unit = names.get(ruling.unit, ruling.unit)
        what = (
            f"裁定{ruling.id}　{KINDS[ruling.kind]}　{unit}　{file_ruled(workspace, ruling) or ruling.target}"
        )
        lines.append(f"{what}　{ruling.reason}（{ruling.name}，{ruling.at:%Y-%m-%d}{undone}）")
    for one in workspace.ledger.adjustments(period, every=True):
        undone = f"，{one.withdrawn_at:%Y-%m-%d}撤回" if one.withdrawn_at else ""
        change = f"{one.original or '空白'} → {words(one.value)}"
        what = f"更正{one.id}　{names.get(one.unit, one.unit)}　{told_place(one.place, workspace.checklist.tasks)}　{change}"
        lines.append(f"{what}　{one.reason}（{one.name}，{one.at:%Y-%m-%d}{undone}）")
    return lines or [f"{period.chinese}还没有裁定和更正。"]


def accept(
    workspace: Workspace, period: Period, which: str, unit: str, reason: str, name: str, now: datetime
) -> list[str]:
    """Let a finding stand: ``which`` is its 唯一标识, or its 编号 where one finding (of ``unit``) has it."""
    finding = _finding(workspace, period, which, known_unit(workspace, unit) if unit else None)
    number = _rule(workspace, "accept", period, finding.unit, finding.id, reason, name, now, finding.seen)
    return [f"裁定{number}：{_told(workspace, finding)} 已认可，数字不变时以后各期也不再提。"]


def exclude(
    workspace: Workspace, period: Period, unit: str, place: str, reason: str, name: str, now: datetime
) -> list[str]:
    """Take one figure of a unit out of all totals, as long as it stays what it is."""
    who = known_unit(workspace, unit)
    target, _ = find_place(FormPlanner(workspace, period).plan(who), place)
    seen = _value(workspace, period, who, target)
    if not seen:
        raise OperatorError(f"{who.name}在“{place}”没有可剔除的数。")
    number = _rule(workspace, "exclude", period, who.code, "/".join(target), reason, name, now, seen)
    return [f"裁定{number}：{who.name} {place} 的“{seen}”不再计入汇总，原件仍在台账。"]


def withdraw(
    workspace: Workspace, period: Period, unit: str, version: int, reason: str, name: str, now: datetime
) -> list[str]:
    """Let a whole return no longer count."""
    file = _submission(workspace, period, unit, version)
    number = _rule(workspace, "withdraw", period, file.unit, file.sha256, reason, name, now)
    return [f"裁定{number}：{unit}第{version}版不再采用，原件仍在存档。"]


def pin(
    workspace: Workspace, period: Period, unit: str, version: int, reason: str, name: str, now: datetime
) -> list[str]:
    """Let one return count before newer ones."""
    file = _submission(workspace, period, unit, version)
    number = _rule(workspace, "pin", period, file.unit, file.sha256, reason, name, now)
    return [f"裁定{number}：{unit}以第{version}版为准。"]


def revoke(workspace: Workspace, number: int, now: datetime) -> list[str]:
    """Take a ruling back."""
    ruling = workspace.ledger.revoke(number, now)
    return [f"裁定{number}（{KINDS[ruling.kind]}）已撤销。重新运行 report 后生效。"]


def take_in_table(workspace: Workspace, period: Period, now: datetime) -> Tables[FindingRuling]:
    """Take what a person filled into the 裁定表 of the last report, and say which rows cannot count."""
    path = workspace.outbox(period, *table_name(period).split("/"))
    tables = take_in(path, period, read_finding_rulings)
    if not any(one.taken.rows for one in tables.filled):
        return tables
    known = {finding.id: finding for finding in _known(workspace, period)}
    former = workspace.ledger.former_codes()

    def applied(one: Filled[FindingRuling]) -> Filled[FindingRuling]:
        if not tables.is_new(one):
            return one
        asked = [(known.get(called_now(made.finding, former)), made) for made in one.taken.rows]
        told = (_take(workspace, period, finding, made, now) for finding, made in asked)
        return one.with_unfit([finding for finding in told if finding is not None])

    return replace(tables, filled=tuple(applied(one) for one in tables.filled))


def _take(
    workspace: Workspace, period: Period, finding: Finding | None, made: FindingRuling, now: datetime
) -> Finding | None:
    """Let a decision of the table count, or say why it cannot."""
    if not may_decide(workspace.config, made.name):
        values = {"name": made.name, "names": "、".join(workspace.config.people.names)}
        return Finding("E768", sheet=PAPER.name, address=made.place, values=values)
    if finding is None or shown_value(finding) != made.seen:
        return Finding("E797", sheet=PAPER.name, address=made.place, values={"finding": made.finding})
    if not _apply(workspace, period, finding, made, now):
        return Finding("E798", sheet=PAPER.name, address=made.place)
    return None


def table_name(period: Period) -> str:
    """The 裁定表 below outbox/<period>/."""
    return f"汇总/{period}_{KIND}.xlsx"


def find_place(form: Form, text: str) -> tuple[Place, Column]:
    """The place that ``text`` names (指标数据/T02-3/本月累计) and its column; raises OperatorError with a hint."""
    parts = [part.strip() for part in text.replace("／", "/").split("/")]
    if len(parts) != 3 or parts[0] not in SHEETS:
        raise OperatorError(said("位置请写成 工作表/行的编号/列名，例如 指标数据/T02-3/本月累计。"))
    sheet, key, name = parts
    if sheet == TASKS:
        key = next((row.task.key for row in form.rows if str(row.task.no) == key), "")
    if not key or key not in row_keys(form, sheet):
        raise OperatorError(f"{form.unit.name}的“{sheet}”里没有编号为 {parts[1]} 的行。")
    named = (name, standard(name))  # as the form of this office has it, or as the declarations do
    column = next((one for one in SHEETS[sheet].columns if one.field == name or one.header in named), None)
    row = next((one for one in form.indicators if one.indicator.id == key), None)
    if column is not None and sheet == INDICATORS and row is not None:
        column = indicator_column(column.field, row)
    if column is None or column.role != "input":
        inputs = "、".join(said(one.header) for one in SHEETS[sheet].columns if one.role == "input")
        raise OperatorError(f"“{sheet}”里没有可填的列“{name}”。可填的列有：{inputs}。")
    return Place(sheet, key, column.field), column


def _apply(workspace: Workspace, period: Period, finding: Finding, one: FindingRuling, now: datetime) -> bool:
    if one.decision == ACCEPT:
        kind: RulingKind = "accept"
        target, seen = finding.id, finding.seen
    else:
        place = finding.place
        unit = next(unit for unit in workspace.checklist.reporting if unit.code == finding.unit)
        kind, target, seen = "exclude", "/".join(place), _value(workspace, period, unit, place)
        if not seen:
            return False
    _rule(workspace, kind, period, finding.unit, target, one.reason, one.name, now, seen)
    return True


def _rule(
    workspace: Workspace, kind: RulingKind, period: Period, unit: str, target: str,
    reason: str, name: str, now: datetime, seen: str = "",
) -> int:  # fmt: skip
    check_signed(workspace, reason, name)
    return workspace.ledger.rule(Ruling(kind, period, unit, target, reason.strip(), name.strip(), now, seen))


def check_signed(workspace: Workspace, reason: str, name: str) -> None:
    """Raises OperatorError for a decision without its reason or name, or of somebody who may not decide."""
    if not reason.strip() or not name.strip():
        raise OperatorError("裁定和更正都要写明原因和姓名：--reason 原因 --name 姓名。")
    check_person(workspace.config, name)


def _known(workspace: Workspace, period: Period) -> Sequence[Finding]:
    """The findings of the last report."""
    return unquoted([*workspace.ledger.read_findings(period), *workspace.ledger.findings(period)], ())


def _finding(workspace: Workspace, period: Period, which: str, unit: Unit | None) -> Finding:
    if not which.strip():
        raise OperatorError("没有写是哪条问题，请写上它的唯一标识，见汇总表“校验问题”的最后一列。")
    known = _known(workspace, period)
    which = called_now(which, workspace.ledger.former_codes())
    found = [one for one in known if which in (one.id, one.code) and unit in (None, _unit(workspace, one))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise OperatorError(f"{period.chinese}没有“{which}”这条问题。唯一标识见汇总表“校验问题”的最后一列。")
    names = "\n".join(f"  {one.id}" for one in found[:SHOWN])
    raise OperatorError(f"编号 {which} 的问题有 {len(found)} 条，请写明是哪一条（唯一标识）：\n{names}")


def _told(workspace: Workspace, finding: Finding) -> str:
    """A finding as people name it; one that is at no cell of the form by its 唯一标识."""
    unit, tasks = _unit(workspace, finding), workspace.checklist.tasks
    if unit is None or not (finding.form_sheet and finding.key):
        return finding.id
    place = place_in_words(finding.place, tasks)
    return f"{unit.name} {finding.code} {place}"


def _unit(workspace: Workspace, finding: Finding) -> Unit | None:
    return next((unit for unit in workspace.checklist.reporting if unit.code == finding.unit), None)


def _submission(workspace: Workspace, period: Period, unit: str, version: int) -> Submission:
    who = known_unit(workspace, unit)
    files = [one for one in workspace.ledger.submissions(period, every=True) if one.unit == who.code]
    found = next((one for one in files if one.version == version), None)
    if found is None:
        have = "、".join(f"第{one.version}版" for one in files) or "一份也没有"
        raise OperatorError(f"{who.name}{period.chinese}没有第{version}版，现有：{have}。")
    return found


def _value(workspace: Workspace, period: Period, unit: Unit, place: Place) -> str:
    """What counts at a place now, as words."""
    for entry in workspace.ledger.entries(period):
        if (entry.unit, entry.place) == (unit.code, place):
            return words(entry.value)
    return ""
