"""What is open when a paper is to be issued, each thing by its name.

In: the paper as edited and what verify found in it, the assembled month, the ledger, the tables of decisions.
Out: one :class:`Open` a kind of thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from toolkit.core.findings import Finding, Severity
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Light, Source
from toolkit.core.reviews import LightVerdict
from toolkit.core.words import ReturnState
from toolkit.inbox.scan import WAITING
from toolkit.ledger.records import Seal
from toolkit.outputs.closing import command
from toolkit.papers.verdicts import KIND as VERDICTS
from toolkit.pipeline.archive.originals import missing_originals
from toolkit.pipeline.archive.sealbasis import printed_keys
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.archive.verified import verified
from toolkit.pipeline.deciding.adjusting import unconfirmed
from toolkit.pipeline.folder.arrivals import waiting_files
from toolkit.pipeline.folder.dates import chinese_day
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import under_todays_codes
from toolkit.pipeline.issue.issued import fresh_paper
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.record.closing import draft, unread_tables
from toolkit.word.tokens import shorten

if TYPE_CHECKING:
    from toolkit.word.renewal import Change
    from toolkit.word.verification import VerifyReport

GRAVE = ("改动了的数", "改义的说法")
LISTED = 10  # places of one kind that are told one by one
SHORT, BEFORE = 60, 8  # characters of a sentence that name it, and how many stand before a difference


@dataclass(frozen=True)
class Open:
    """One kind of thing that is open when a paper is to be issued; ``grave``: not without a reason given."""

    text: str
    grave: bool = False


def in_the_calendar(seals: Sequence[Seal], now: datetime) -> Iterator[Open]:
    """A clock that was set back: the paper would bear a day before that of one that is out already."""
    last = max(seals, key=lambda seal: seal.sealed_at, default=None)
    if last is not None and now < last.sealed_at:
        yield Open(
            f"电脑的时间是{chinese_day(now)}，比{last.period.chinese}{label_of(last)}的封存时间（{chinese_day(last.sealed_at)}）还早，"
            "印发日期会写成前面的日子，请先核对电脑时钟"
        )


def in_the_paper(report: VerifyReport, step: str) -> Iterator[Open]:
    """What verify found, place by place."""
    changed = [f"{one.place}：{one.label}应为“{one.old}”，文中为“{one.new}”" for one in report.changed]
    turned = [
        f"{one.place}：{one.label}“{one.shown}”旁的“{one.old}”成了“{one.new}”" for one in report.reversed
    ]
    removed = [f"{one.place}：删去了{one.label}“{one.shown}”" for one in report.removed]
    free = [f"{one.place}：“{one.number}”没有出处（{one.sentence}）" for one in report.unsupported]
    for lines, what in (
        (changed, "改动了的数"),
        (turned, "改义的说法"),
        (removed, "删去的数"),
        (free, "没有出处的数"),
    ):
        for line in lines[:LISTED]:
            yield Open(line, grave=what in GRAVE)
        if len(lines) > LISTED:
            yield Open(f"{what}另有 {len(lines) - LISTED} 处，运行 {step} 逐处列出", grave=what in GRAVE)
    if not report.has_manifest:
        yield Open("文件里的数字清单已被其他软件去掉，被删除的数字查不出来")


def other_copies(
    workspace: Workspace, period: Period, chosen: Path, data: bytes, *, named: bool
) -> Iterator[Open]:
    """Copies of the paper that the office saved under other names, when it did not say which one to seal."""
    if named:
        return
    from toolkit.word.manifest import read_manifest

    for path in sorted(chosen.parent.glob("*.docx")):
        other = bytes_at(path)
        if other is None or other == data or workspace.files.is_ours(path, other):
            continue
        try:
            manifest = read_manifest(other)
        except (BadZipFile, KeyError, ValueError):
            continue
        if manifest is not None and manifest.period == str(period):
            step = command(period, "issue", workspace.relative(path).join('""'))
            yield Open(f"要封存的是 {chosen.name}，旁边还有改过的 {path.name}；要封存它的，运行 {step}")


def in_the_month(workspace: Workspace, month: Month, data: bytes) -> Iterator[Open]:
    """Findings, missing originals, units that are missing, tasks without a light, queries without an answer."""
    errors = [one for one in month.open if one.severity is Severity.ERROR]
    sources = list(_printed_sources(month.result.figures, data))
    printed = {(one.unit, one.sheet, cell) for one in sources for cell in one.address.split(",")}
    names = {unit.code: unit.name for unit in month.context.units}
    homes = names | {unit.code: group.title for group in month.result.groups for unit in group.units}
    grave = [one for one in errors if (one.unit, one.sheet, one.address) in printed and one.seen]
    yield from of_errors(grave, [one for one in errors if one not in grave], names, homes)
    yield from map(Open, missing_originals(workspace, {one.sha256 for one in sources}))
    missing = [
        row.unit.code
        for row in month.result.units
        if row.owes and row.state in (ReturnState.NOT_RETURNED, ReturnState.NOT_SENT)
    ]
    if missing:
        told = _counted(homes[code] for code in missing) if month.result.groups else None
        yield Open(f"{len(missing)} 个单位未报：{told or '、'.join(names[code] for code in missing)}")
    unlit = [str(row.task.no) for row in month.result.tasks if row.light in (Light.OPEN, Light.MISSING)]
    if unlit:
        yield Open(f"{len(unlit)} 项任务未报齐，没有亮灯：第{'、'.join(unlit)}项")
    if waiting := [one for one in month.open if one.severity is Severity.QUERY]:
        yield Open(f"疑问 {len(waiting)} 处还没有说明或裁定：{_by_unit(waiting, homes)}")


def of_errors(
    grave: Sequence[Finding], rest: Sequence[Finding], names: Mapping[str, str], homes: Mapping[str, str]
) -> Iterator[Open]:
    """Those of figures that the paper prints, and the others; ``homes``: unit code -> its name, or its group's."""
    if grave:
        yield Open(f"专报里的数有未改的错误 {len(grave)} 处：{_places(grave, names)}", grave=True)
    if rest:
        first = "另有" if grave else "有"
        yield Open(
            f"{first}未改的错误 {len(rest)} 处（空着未填，或不影响专报里的数）：{_by_unit(rest, homes)}"
        )


def in_the_office(workspace: Workspace, period: Period, lapsed: Sequence[LightVerdict]) -> Iterator[Open]:
    """Corrections that no unit confirmed, lights to decide anew, tables in which somebody wrote since, arrivals."""
    yield from map(Open, unconfirmed(workspace, period))
    for one in lapsed:
        yield Open(f"{VERDICTS} {one.key}：工具判定已变，原来的审定不再适用，还没有重新审定")
    yield from (Open(f"{name} {why}") for name, why in unread_tables(workspace, period))
    for folder, what in ((workspace.inbox, "没有读入"), (workspace.inbox / WAITING, "没有认领或处理")):
        if names := waiting_files(folder):
            yield Open(
                f"{workspace.relative(folder)} 里还有 {len(names)} 个来件{what}：{_listed(names, '个')}"
            )


def in_the_words(workspace: Workspace, month: Month, file: Path, data: bytes) -> Iterator[Open]:
    """Sentences and charts that the tool would write otherwise today than when the office began to edit."""
    period = month.result.period
    fresh = fresh_paper(workspace, month)
    if workspace.files.is_ours(file, data) if file.is_relative_to(workspace.root) else data == fresh:
        if data != fresh:
            step = command(period, "report")
            yield Open(f"送审稿是以前写的，之后数据、设置或模板有变化，请先运行 {step}")
        return
    if not verified(workspace, period, data):
        yield Open(f"{file.name} 改过以后没有用 verify 核对过，本次封存前的核对结果列在上面")
    base = workspace.drafts.base(draft(workspace, period), data)
    if base is None:
        yield Open(f"不知道 {file.name} 是从哪一稿改的，各句用词是否过时没有逐句核对，请通读一遍")
        return
    from toolkit.word.renewal import changes, chart_changes

    then, now = (under_todays_codes(workspace, month.result.figures, one) for one in (base, data))
    waiting = [change for change in changes(then, now, fresh) if change.why]
    charts = [f"图“{one.title}”画的是原来的数" for one in chart_changes(then, now, fresh)]
    lines = [*map(_sentence, waiting), *charts]
    if lines:
        yield Open(f"专报里有 {len(lines)} 处待改：台账变了，文中还是原来的写法：")
    yield from (Open(f"  {line}") for line in lines[:LISTED])
    if len(lines) > LISTED:
        yield Open(
            f"  待改另有 {len(lines) - LISTED} 处，运行 {command(period, 'report')} 后见 汇总/附 里的待改清单"
        )


def _sentence(change: Change) -> str:
    """One sentence that waits: where, as it stands, as it would be."""
    from toolkit.outputs.notes.errata import contrast

    stands, today = change.stands, change.today
    if stands and today:
        old, new = contrast(stands, today)
        begin = max(0, _alike(old, new) - BEFORE)
        cut = "……" if begin else ""
        old, new = (f"“{cut}{shorten(text[begin:], SHORT)}”" for text in (old, new))
        return f"{stands.place.text}：文中{old}，今天应为{new}（{change.why}）"
    if stands:
        return f"{stands.place.text}：“{shorten(stands.shown, SHORT)}”今天不再写（{change.why}）"
    assert today is not None  # noqa: S101 - for mypy; a change has at least one side
    return f"{today.place.text}：今天多一句“{shorten(today.shown, SHORT)}”（{change.why}）"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (this, that) in pairs if this != that), min(len(one), len(other)))


def _printed_sources(figures: Mapping[str, Figure], data: bytes) -> Iterator[Source]:
    """Cells of everything that the figures printed in a paper rest on."""
    todo = printed_keys(figures, data)
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key in seen or key not in figures:
            continue
        seen.add(key)
        todo += figures[key].inputs
        yield from figures[key].sources


def _places(findings: Sequence[Finding], names: Mapping[str, str]) -> str:
    return _listed([f"{names.get(one.unit, one.unit)} {one.at}" for one in findings])


def _by_unit(findings: Sequence[Finding], names: Mapping[str, str]) -> str:
    """喀什市 3、莎车县 2: every unit, or group of many units, the most first."""
    return _counted(names.get(one.unit, one.unit) for one in findings)


def _counted(names: Iterable[str]) -> str:
    return "、".join(f"{name} {number}" for name, number in Counter(names).most_common())


def _listed(names: Sequence[str], measure: str = "处") -> str:
    more = f"等 {len(names)} {measure}" if len(names) > LISTED else ""
    return "、".join(names[:LISTED]) + more
