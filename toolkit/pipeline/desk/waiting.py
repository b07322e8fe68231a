"""The desk: what waits for a person, each with its reason, its remedy and what may be done.

In: the working folder, the ledger, what the last report kept. Out: :class:`Waiting`, what holds up most first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.core.area import said
from toolkit.core.desk import Action, Waiting, WaitingKind
from toolkit.core.exports import EXPORT_MAP
from toolkit.core.findings import Finding
from toolkit.core.followed import OVERDUE
from toolkit.core.messages import CATALOGUE
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.private import without_contacts
from toolkit.figures.doubted.effects import by_effect, effect_words
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import place_in_words, told_place
from toolkit.inbox.scan import WAITING
from toolkit.ledger.merge import words
from toolkit.ledger.records import Waiting as Judged
from toolkit.outputs import actions
from toolkit.papers.identity import LIGHT_VERDICTS, QUOTAS
from toolkit.pipeline.folder.arrivals import unopened, unread_files, waiting_files
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.record.closing import unread_tables
from toolkit.pipeline.record.runrecord import RunRecord

_EMPTY = ({"E708"}, {"E770"})  # the blank form of a unit that is known
_NOTE = lazy_regex(r"(?m)^(\S.*)\n  原因：(.*)\n  怎么办：(.*)$")


def waiting_of(workspace: Workspace, period: Period, record: RunRecord | None) -> Iterator[Waiting]:
    """Everything that waits, in the order in which it is best done; of people, nothing of what came in is quoted."""
    for one in _everything(workspace, period, record):
        what, reason, remedy = map(without_contacts, (one.what, one.reason, one.remedy))
        yield replace(one, what=what, reason=reason, remedy=remedy)


def _everything(workspace: Workspace, period: Period, record: RunRecord | None) -> Iterator[Waiting]:
    yield from _files(workspace, period)
    yield from _arrived(workspace, period)
    yield from _exports(workspace, period)
    yield from _quotas(workspace, period)
    for name, why in unread_tables(workspace, period):
        yield Waiting("决定表", name, f"{why}。", actions=(actions.report(period),))
    if record is not None:
        yield from _recorded(workspace, period, record)
    yield from _corrections(workspace, period)
    if record is not None:
        yield from _findings(workspace, period, record)


def _arrived(workspace: Workspace, period: Period) -> Iterator[Waiting]:
    """What lies in inbox/: most of it only waits to be collected; what cannot be taken as it is says why."""
    stuck = {name: unopened(workspace.inbox / name) for name in unread_files(workspace)}
    new = [name for name, why in stuck.items() if not why]
    if new:
        names = "、".join(new[:5]) + (f" 等 {len(new)} 个" if len(new) > 5 else "")
        reason = f"新到 {len(new)} 件，还没有收表。"
        yield Waiting("新到", names, reason, "全部放好以后收表。", actions=(actions.month(period),))
    for name, why in stuck.items():
        if why:
            remedy = "关闭正打开着的来件，再收表。" if "打不开" in why else "处理好以后再收表。"
            yield Waiting("没读入", name, f"{why}。", remedy, actions=(actions.month(period),))


def _exports(workspace: Workspace, period: Period) -> Iterator[Waiting]:
    """Workbooks in which the columns of exported tables wait to be confirmed."""
    for path in sorted(workspace.outbox(period, *ASIDE.split("/")).glob(f"{EXPORT_MAP}*.xlsx")):
        remedy = "打开它，逐列核对、写上确认人，存盘关掉，再收表。确认一次，以后同样表头的不再问。"
        reason = "填报平台导出的表，各列是什么还没有人确认，表里的数没有收。"
        link = workspace.relative(path)
        yield Waiting("导出表", path.name, reason, remedy, link=link, actions=(actions.month(period),))


def _quotas(workspace: Workspace, period: Period) -> Iterator[Waiting]:
    """目标分解确认表 that came back with shares of which the list has none: a person writes them into it."""
    known = {(one.indicator, one.unit, one.year) for one in workspace.checklist.quotas}
    for pack in workspace.ledger.packs_of(QUOTAS):
        told = [(one["indicator"], one["unit"], one["year"]) for one in json.loads(pack.content)["quotas"]]
        if left := len({*told} - known):
            reason = f"读到 {len(told)} 个分解数，{left} 个还没有写入清单。"
            remedy = "打开看一看，没有问题的写入清单的“分解”表，再重写各表。"
            may = (actions.take_quotas(period, pack.file),)
            yield Waiting("分解回表", pack.name, reason, remedy, link=pack.file, actions=may)


def _files(workspace: Workspace, period: Period) -> Iterator[Waiting]:
    """Files in inbox/未识别 as the text beside each explains it."""
    folder = workspace.inbox / WAITING
    judged: dict[str, list[Judged]] = {}
    for file in workspace.ledger.all_waiting():
        judged.setdefault(file.name, []).append(file)
    for name in waiting_files(folder):
        path = f"inbox/{WAITING}/{name}"
        told = _NOTE.findall(_text(folder / f"{name}.原因.txt")) or [
            (name, "旁边没有写明原因的文本。", "收表时会再判断一次。")
        ]
        for what, reason, remedy in told:
            what = what.partition("（邮件来自")[0]  # the sender stands in the text beside the file
            files = judged.get(what.split(" / ")[-1]) or judged.get(name, [])
            may = (actions.claim(period, path),) if _claimable(files) else ()
            may = (*may, actions.put_aside(period, path))
            yield Waiting(_file_kind(files), what, reason, remedy, link=path, actions=may)


def _claimable(files: Sequence[Judged]) -> bool:
    """Whether it helps to say whose it is: only the messages know that a file cannot be read, or is empty."""
    return not files or any(
        "collect --as" in CATALOGUE[one.code].remedy for file in files for one in file.findings
    )


def _file_kind(files: Sequence[Judged]) -> WaitingKind:
    if any(file.status == "refused" for file in files):
        return "退件"
    codes = {one.code for file in files for one in file.findings}
    return "空表" if codes in _EMPTY else "待定"


def _text(path: Path) -> str:
    return (bytes_at(path) or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _recorded(workspace: Workspace, period: Period, record: RunRecord) -> Iterator[Waiting]:
    """What the last report could not do, and what it found to be decided."""
    failed = dict(record.missing) | {one.paper: one.reason for one in workspace.missing.failed}
    for paper, reason in failed.items():
        remedy = "按原因处理后再运行；文件夹里若有同名文件，是以前写的。"
        yield Waiting("没写出", paper, reason, remedy, actions=(actions.report(period),))
    for note in record.notes:
        what, _, why = note.partition("：")
        kind: WaitingKind = "审定" if what.startswith(LIGHT_VERDICTS) else "决定表"
        yield Waiting(
            kind,
            what if why else note,
            why,
            "改好后再运行。" if why else "",
            actions=(actions.report(period),),
        )
    for one in sorted(record.matters, key=lambda one: one.state != OVERDUE):
        what = f"{one.number} {one.matter}"
        due = f"，时限{one.due}" if one.due else ""
        remedy = "办结后在 templates/checklist.xlsx 的“议定事项”表里写明。"
        yield Waiting("督办", what, f"{one.state}{due}。", remedy, one.unit)


def _corrections(workspace: Workspace, period: Period) -> Iterator[Waiting]:
    names = _names(workspace)
    for one in workspace.ledger.proposals(period):
        change = f"{one.original or '空白'} → {words(one.value)}"
        what = f"更正{one.id} {place_in_words(one.place, workspace.checklist.tasks)}：{change}"
        reason = f"{one.reason}（{one.name}，{one.at:%Y-%m-%d}）；单位还没有确认，目前仍按填报数计。"
        remedy = "把“退回”文件夹里的更正确认单发给单位；已当面或电话确认的，写明确认人、方式、日期。"
        may = (actions.confirm(period, one.id), actions.take_back(period, one.id))
        yield Waiting("更正待确认", what, reason, remedy, names.get(one.unit, one.unit), actions=may)


def _findings(workspace: Workspace, period: Period, record: RunRecord) -> Iterator[Waiting]:
    names = _names(workspace)
    for finding in record.disputes:
        yield _finding(workspace, period, finding, names, "牵头异议")
    order = {unit.code: number for number, unit in enumerate(workspace.checklist.units_in(period))}
    for finding in sorted(record.queries, key=lambda one: (by_effect(one), order.get(one.unit, len(order)))):
        yield _finding(workspace, period, finding, names, "疑问")


def _finding(
    workspace: Workspace, period: Period, finding: Finding, names: Mapping[str, str], kind: WaitingKind
) -> Waiting:
    sheet, key, field = finding.form_sheet, finding.key, finding.field
    place = str(finding.at) if finding.sheet else finding.address
    if sheet and key:
        place = place_in_words(Place(sheet, key, field), workspace.checklist.tasks)
    title = said(CATALOGUE[finding.code].title)
    unit = names.get(finding.unit, "办公室")
    may = [actions.accept(period, finding.id)]
    if finding.unit in names and finding.seen:
        may += _on_the_figure(workspace, period, unit, Place(sheet, key, field))
    return Waiting(
        kind,
        f"{finding.code} {title}：{place}",
        finding.problem + effect_words(finding),
        finding.remedy,
        unit,
        finding.file if finding.file.startswith("archive/") else "",
        tuple(may),
    )


def _on_the_figure(workspace: Workspace, period: Period, unit: str, where: Place) -> list[Action]:
    """What may be done to a figure that stands in one input cell of the form."""
    sheet, key, field = where
    column = (
        next((one for one in SHEETS[sheet].columns if one.field == field), None) if sheet in SHEETS else None
    )
    if column is None or column.role != "input" or not key or "/" in key:
        return []
    place = told_place(where, workspace.checklist.tasks)
    return [actions.exclude(period, unit, place), actions.adjust(period, unit, place)]


def _names(workspace: Workspace) -> dict[str, str]:
    return {unit.code: unit.name for unit in workspace.checklist.reporting}
