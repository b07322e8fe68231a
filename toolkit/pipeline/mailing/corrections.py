"""退回: the form anew for every unit with something to mend or to explain, pre-filled with what it sent, and the mail.

In: an assembled month. Out: workbooks in 退回/ and letters; those of a unit that has nothing to mend any more are removed.
 A unit with a 错误 gets 退回修改, one with 疑问 alone 请核实说明: its return stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.core import fields
from toolkit.core.byunit import by_unit
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS, TASKS, TO_EXPLAIN, TO_MEND, Correction, Form
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.post import ASKING, BACK
from toolkit.core.returns import ADJUSTED, SAME, Entry
from toolkit.forms.blanks import Blanks, gathered
from toolkit.forms.places import asked_places
from toolkit.outputs.letters.mails import Attachment
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.pipeline.writing.writers import Files

Value = str | float

MAIL_TEMPLATE = "退回.txt"
FIRST_THINGS = 40  # a list that is longer is not worked through; the rest comes back next time
NAMED = 5  # points that the mail itself names
_BACK, _ASKING = (TO_MEND, BACK), (TO_EXPLAIN, ASKING)  # what files are called, and mails
SAME_KIND = 10  # of one code; what is beyond is said in one line


def plan_corrections(workspace: Workspace, period: Period, month: Month) -> list[tuple[str, Form]]:
    """File name and form of every correction workbook of the period."""
    units = {unit.code: unit for unit in workspace.checklist.reporting}
    planner = FormPlanner(workspace, period)
    asked, reported = by_unit(month.asked), by_unit(month.reported)
    # What a unit wrote where it could not be read is shown to it again, so that it is mended and not retyped.
    unread = workspace.ledger.rejected_texts(period)
    mend_by = _mend_by(workspace, period)
    forms = []
    for code in month.forms:
        if findings := _to_mend(asked.get(code, ()), month.forms[code]):
            own = (one for one in reported.get(code, ()) if one.mark != SAME or one.field == fields.SAME)
            sent = {entry.place: _as_sent(entry) for entry in own}
            sent |= unread.get(code, {})
            form = _form(planner, units[code], sent, findings)
            forms.append(replace(form, mend_by=mend_by))
    return [(f"{form.unit.code}_{form.unit.name}_{_kind(form)[0]}.xlsx", form) for form in forms]


def _kind(form: Form) -> tuple[str, str]:
    return _ASKING if form.asks_only else _BACK


def correction_letters(
    workspace: Workspace,
    period: Period,
    corrections: Sequence[tuple[str, Form]],
    files: Files,
    read: Callable[[str], dict[str, object]],
) -> Iterator[Letter]:
    """The mails that carry the workbooks, each with what was read of the return (``read`` of a unit code): one mail does."""
    dated = workspace.ledger.last_change(period)
    for name, form in corrections:
        workbook = files.get(f"退回/{name}")
        attached = [Attachment(name, workbook)] if workbook is not None else []
        points = form.corrections
        known = mail_values(workspace, period, form.unit, dated) | read(form.unit.code)
        values = known | {
            "错误数": sum(point.count for point in points) - form.queries,
            "疑问数": form.queries,
            "主要问题": [point.problem for point in points[:NAMED]],
        }
        lacks = "" if attached else "它要带的退回修改表没有写出。"
        yield Letter(_kind(form)[1], MAIL_TEMPLATE, values, form.unit, attached, lacks=lacks)


def clear_corrections(workspace: Workspace, period: Period, corrections: Sequence[tuple[str, Form]]) -> None:
    """What a unit no longer has to mend goes, unless anything failed: then that of the last run stays."""
    if not workspace.missing.failed:
        kept = [workspace.outbox(period, "退回", name) for name, _ in corrections]
        for workbooks, _ in (_BACK, _ASKING):
            workspace.clear(workspace.outbox(period, "退回"), f"*_{workbooks}.xlsx", kept)


def _to_mend(asked: Sequence[Finding], form: Form) -> list[Finding]:
    """Open 错误 and 疑问 that a unit is asked about: errors first, wrong figures before blanks, then as the form goes."""
    rank = {Severity.ERROR: 0, Severity.QUERY: 1}
    found = [finding for finding in asked if finding.severity in rank]
    if not found:
        return []
    places = {place: number for number, place in enumerate(asked_places(form))}

    def weight(finding: Finding) -> tuple[int, bool, int]:
        place = finding.place
        return rank[finding.severity], not finding.seen, places.get(place, len(places))

    return sorted(found, key=weight)


def _form(planner: FormPlanner, unit: Unit, sent: Mapping[Place, Value], findings: Sequence[Finding]) -> Form:
    form = planner.plan_correction(unit)
    places = set(asked_places(form))
    values = {place: value for place, value in sent.items() if place in places}
    listed = list(gathered(findings))
    points = (*_corrections(form, listed), *_blanks(form, listed))
    points = tuple(sorted(points, key=lambda point: point.severity != Severity.ERROR))
    return replace(form, values=values, corrections=points)


def _mend_by(workspace: Workspace, period: Period) -> date:
    """By when the mail asks for it, which is dated by the state of the ledger."""
    config = workspace.config
    return config.answer_by(workspace.ledger.last_change(period) or config.deadline(period))


def _as_sent(entry: Entry) -> str | float:
    """What the unit itself sent: a correction by the office is the office's, and not put into its mouth."""
    if ADJUSTED not in entry.mark:
        return entry.value
    raw = entry.source.raw if entry.source else ""
    try:
        return float(raw)
    except ValueError:
        return raw


def _blanks(form: Form, listed: Sequence[Finding | Blanks]) -> Iterator[Correction]:
    """One line a sheet with many blanks: 自检 lists them, and the cells are coloured."""
    for found in listed:
        if isinstance(found, Blanks):
            first = found.findings[0]
            yield Correction(
                finding=first.id,
                severity=first.severity,
                sheet=first.form_sheet,
                row_key=first.key,
                field=first.field,
                seen="",
                problem=f"{first.form_sheet}：{found.told(lambda one: _row_of(form, one))}",
                remedy="没有填的格子已标成深一些的黄色，请逐格补上；“自检”里一行一行列着。",
                count=len(found.findings),
            )


def _corrections(form: Form, listed: Sequence[Finding | Blanks]) -> Iterator[Correction]:
    """The first things to act on; many of one kind are cut short with a line that says how many more."""
    findings = [one for one in listed if isinstance(one, Finding)]
    counts: dict[str, int] = {}
    shown = 0
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] > SAME_KIND or shown >= FIRST_THINGS:
            continue
        shown += 1
        more = sum(other.code == finding.code for other in findings) - SAME_KIND
        last_of_kind = counts[finding.code] == SAME_KIND and more > 0
        row = _row_of(form, finding)
        problem = f"{row}：{finding.problem}" if row else finding.problem
        if last_of_kind:
            problem += f"（同类问题另有 {more} 处，见“自检”）"
        yield Correction(
            finding=finding.id,
            severity=finding.severity,
            sheet=finding.form_sheet or finding.sheet,
            row_key=finding.key,
            field=finding.field,
            seen=finding.seen,
            problem=problem,
            remedy=finding.remedy,
            suggestion=finding.advice,
            count=1 + (more if last_of_kind else 0),
        )


def _row_of(form: Form, finding: Finding) -> str:
    """The row as people call it: 任务9, 指标T02-3."""
    sheet = finding.form_sheet or finding.sheet
    if finding.key and sheet == TASKS:
        return f"任务{form.task_number(finding.key)}"
    if finding.key and sheet == INDICATORS:
        return f"指标{finding.key}"
    return f"{sheet} {finding.key}".strip()
