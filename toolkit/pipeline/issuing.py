"""Issuing a briefing: the paper that the office edited is checked, numbered, sealed and kept for good.

In: the draft as it lies in 汇总/ (or a file that is named), the month, the ledger. Out: the sealed paper in 汇总/ and,
byte for byte, under archive/issued/ together with what the tool itself would have written that day, so that
a 更正表 can tell later what moved (:mod:`toolkit.pipeline.issued`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from toolkit.core.findings import Finding, Severity
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Light, Source
from toolkit.errors import OperatorError
from toolkit.ledger.records import Seal
from toolkit.outputs.closing import command, reopening
from toolkit.pipeline.adjusting import unconfirmed
from toolkit.pipeline.assembled import Month
from toolkit.pipeline.briefing import RULINGS_TABLES, told_month, under_todays_codes
from toolkit.pipeline.generate import chinese_day
from toolkit.pipeline.issued import corrects, fresh_paper, label, next_number, own_texts, shown_copy
from toolkit.pipeline.originals import missing_originals
from toolkit.pipeline.outfiles import bytes_at, put
from toolkit.pipeline.sealed import kept_papers, label_of
from toolkit.pipeline.settings import briefing_settings
from toolkit.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.word.verification import VerifyReport

_NO_DOCUMENT = "{name} 不是能打开的 Word 文档（.docx）。请另存为 .docx 再封存。"
GRAVE = ("改动了的数", "改义的说法")
LISTED = 10  # numbers of one kind that are told one by one
NAMED = 8  # things of one kind that are named among what is open


@dataclass(frozen=True)
class Open:
    """One kind of thing that is open when a paper is to be issued; ``grave``: not without a reason given."""

    text: str
    grave: bool = False


@dataclass(frozen=True)
class Ready:
    """A paper that could be sealed: its bytes as edited, and what is open."""

    file: Path
    data: bytes
    month: Month
    open: tuple[Open, ...]

    @property
    def grave(self) -> bool:
        """Whether sealing it takes a reason and a name."""
        return any(one.grave for one in self.open)


@dataclass(frozen=True)
class Consent:
    """What the person who issues has said beforehand: go on without asking; why despite errors, and who."""

    yes: bool = False
    despite: str = ""
    name: str = ""


def prepare(workspace: Workspace, period: Period, file: Path | None) -> Ready:
    """The paper to be issued and what is open; raises OperatorError when it cannot be issued at all."""
    seal = workspace.ledger.sealed(period)
    if seal is not None:
        there = (kept_papers(workspace) / seal.file).is_file()
        said = shown_copy(workspace, period, seal) if there else []  # killed just after the seal: made up for
        raise OperatorError(
            f"{period.chinese}专报已编为{label_of(seal)}封存。{''.join(said)}"
            f"确需更正重印，请先运行 {reopening(period)}。"
        )
    chosen = file or _draft(workspace, period)
    try:
        data = chosen.read_bytes()
    except FileNotFoundError:
        raise OperatorError(
            f"没有找到 {chosen.name}。请先运行 {command(period, 'report')} 写出送审稿。"
        ) from None
    except OSError:
        raise OperatorError(f"打不开 {chosen.name}。请在 Word 或 WPS 里关闭它，再运行一次。") from None
    month = told_month(workspace, period)
    read = _read_paper(workspace, month, data, chosen.name)
    verify = command(period, "verify", *([f'"{file}"'] if file else ()))
    points = (
        *_in_the_paper(_verified(read, month.result.figures, chosen.name, period), verify),
        *_other_copies(workspace, period, chosen, data, named=file is not None),
        *_in_the_month(workspace, month, read),
        *_in_the_office(workspace, period),
    )
    pending = _waiting_sentences(workspace, month, chosen, data)
    return Ready(chosen, data, month, (*points, *pending))


def settle(
    ready: Ready, given: Consent, ask: Callable[[str], bool] | None, say: Callable[[str], None]
) -> None:
    """Say what is open and have it allowed; raises OperatorError, nothing changed, when it is not."""
    if given.despite and not given.name.strip():
        raise OperatorError("有错误未改仍要封存，要写明是谁决定的，请加上 --name 姓名。")
    if ready.open:
        say(f"封存前请看一看，{ready.month.result.period.chinese}专报还有这些没有了结：")
        for point in ready.open:
            say(f"  {'【须先改】' if point.grave else ''}{point.text}")
    if ready.grave and not given.despite:
        raise OperatorError(
            "标着【须先改】的没有改好，没有封存。请改好后再封存；"
            "确须先印发的，加上 --despite 原因 --name 姓名，原因会记入封存登记。"
        )
    if not ready.open or given.yes or given.despite:
        return
    if ask is None:
        raise OperatorError("没有封存。确认以上事项不影响印发的，请加上 --yes 再运行。")
    if not ask("仍要封存吗？输入 是 继续，直接回车放弃："):
        raise OperatorError("没有封存，什么都没有改动。")


def issue(workspace: Workspace, ready: Ready, now: datetime, given: Consent) -> list[str]:
    """Number, seal and keep the paper."""
    period = ready.month.result.period
    seals = workspace.ledger.seals()
    number, again = next_number(seals, period)
    settings = briefing_settings(workspace.config, workspace.checklist)
    from toolkit.outputs.briefing.context import number_text
    from toolkit.word.stamping import DATE, NUMBER, stamp

    texts = {NUMBER: number_text(settings, number, again=again), DATE: chinese_day(now)}
    note = corrects(seals, period) if again else ""
    data = stamp(ready.data, texts, note)
    base = stamp(fresh_paper(workspace, ready.month), texts, note)
    file = f"{period}_专报_{label(number, again)}.docx"
    figures = {key: asdict(figure) for key, figure in ready.month.result.figures.items()}
    seal = Seal(
        period,
        str(number),
        now,
        json.dumps(figures, ensure_ascii=False, sort_keys=True),
        hashlib.sha256(data).hexdigest(),
        file=file,
        despite=given.despite,
        by=given.name if given.despite else "",
    )
    _seal(workspace, seal, {kept_papers(workspace) / file: data, own_texts(workspace) / file: base})
    lines = [f"{period.chinese}专报已编为{label(number, again)}并封存，原件在 archive/issued/{file}。"]
    shown = workspace.outbox(period, "汇总", file)
    write = workspace.files.take_over if ready.file == shown else workspace.write
    if path := workspace.missing.attempt(shown, partial(write, shown, data)):
        lines.append(f"送签、印发用 {workspace.relative(path)}。")
    return lines


def _seal(workspace: Workspace, seal: Seal, papers: Mapping[Path, bytes]) -> None:
    """Papers first, then the seal: killed in between it is simply run again; where the seal fails, they go again."""
    with ExitStack() as undo:
        for path, data in papers.items():
            if not path.exists():
                undo.callback(path.unlink, missing_ok=True)
            _keep(workspace, path, data)
        workspace.ledger.seal(seal)
        undo.pop_all()


def _draft(workspace: Workspace, period: Period) -> Path:
    return workspace.outbox(period, "汇总", f"{period}_专报.docx")


def _read_paper(workspace: Workspace, month: Month, data: bytes, name: str) -> bytes:
    """The paper as it is compared with the month: under today's codes of units."""
    try:
        return under_todays_codes(workspace, month.result.figures, data)
    except (BadZipFile, ValueError):
        raise OperatorError(_NO_DOCUMENT.format(name=name)) from None


def _verified(data: bytes, figures: Mapping[str, Figure], name: str, period: Period) -> VerifyReport:
    from toolkit.word.manifest import read_manifest
    from toolkit.word.verification import verify

    try:
        manifest = read_manifest(data)
        report = verify(data, figures)
    except (BadZipFile, KeyError, ValueError):
        raise OperatorError(_NO_DOCUMENT.format(name=name)) from None
    if manifest is not None and manifest.period != str(period):
        raise OperatorError(
            f"{name} 是 {manifest.period} 的专报，不是{period.chinese}的。请核对文件，或用 -p 写明报送期。"
        )
    return report


def _in_the_paper(report: VerifyReport, step: str) -> Iterator[Open]:
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


def _other_copies(
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


def _in_the_month(workspace: Workspace, month: Month, data: bytes) -> Iterator[Open]:
    errors = [one for one in month.open if one.severity is Severity.ERROR]
    sources = list(_printed_sources(month.result.figures, data))
    printed = {(one.unit, one.sheet, cell) for one in sources for cell in one.address.split(",")}
    grave = [one for one in errors if (one.unit, one.sheet, one.address) in printed and one.seen]
    names = {unit.code: unit.name for unit in month.context.units}
    if grave:
        yield Open(f"专报里的数有未改的错误 {len(grave)} 处：{_places(grave, names)}", grave=True)
    if rest := len(errors) - len(grave):
        yield Open(f"另有未改的错误 {rest} 处（空着未填，或不影响专报里的数）")
    yield from map(Open, missing_originals(workspace, {one.sha256 for one in sources}))
    missing = [row.unit.name for row in month.result.units if row.owes and row.state in ("未报", "未下发")]
    if missing:
        yield Open(f"{len(missing)} 个单位未报：{_listed(missing, '个')}")
    unlit = [f"第{row.task.no}项" for row in month.result.tasks if row.light in (Light.OPEN, Light.MISSING)]
    if unlit:
        yield Open(f"{len(unlit)} 项任务未报齐，没有亮灯：{_listed(unlit, '项')}")
    waiting = sum(one.severity is Severity.QUERY for one in month.open)
    if waiting:
        yield Open(f"疑问 {waiting} 处还没有说明或裁定")


def _in_the_office(workspace: Workspace, period: Period) -> Iterator[Open]:
    """Corrections that no unit confirmed; tables of decisions in which somebody wrote since the last run."""
    yield from map(Open, unconfirmed(workspace, period))
    for name in RULINGS_TABLES:
        path = workspace.outbox(period, "汇总", f"{period}_{name}.xlsx")
        filled = bytes_at(path) if path.is_file() else b""
        if filled is None:
            yield Open(f"{path.name} 打不开，不知道里面有没有新的填写，请先关闭它")
        elif filled and not workspace.files.is_ours(path, filled):
            yield Open(f"{path.name} 里有填写还没有读入，请先运行 {command(period, 'report')}")


def _waiting_sentences(workspace: Workspace, month: Month, file: Path, data: bytes) -> Iterator[Open]:
    base = workspace.drafts.base(file) if file.is_relative_to(workspace.root) else None
    if base is None:
        return
    fresh = fresh_paper(workspace, month)
    if not workspace.drafts.is_edited(file):
        if data != fresh:
            step = command(month.result.period, "report")
            yield Open(f"送审稿是以前写的，之后数据、设置或模板有变化，请先运行 {step}")
        return
    from toolkit.word.renewal import changes, chart_changes

    then, now = (under_todays_codes(workspace, month.result.figures, one) for one in (base, data))
    waiting = [change for change in changes(then, now, fresh) if change.why]
    charts = [f"图“{one.title}”" for one in chart_changes(then, now, fresh)]
    if number := len(waiting) + len(charts):
        named = f"，其中{_listed(charts, '幅')}画的是原来的数" if charts else ""
        yield Open(
            f"专报里有 {number} 处待改：台账变了，文中还是原来的写法{named}（见 汇总/附 里的待改清单）"
        )


def _printed_sources(figures: Mapping[str, Figure], data: bytes) -> Iterator[Source]:
    """Cells of everything that the figures printed in a paper rest on."""
    from toolkit.word.manifest import read_manifest
    from toolkit.word.tokens import tag_index

    manifest = read_manifest(data)
    tags = tag_index(figures)
    todo = [tags[one.tag][0].key for one in (manifest.figures if manifest else ()) if one.tag in tags]
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key in seen or key not in figures:
            continue
        seen.add(key)
        todo += figures[key].inputs
        yield from figures[key].sources


def _places(findings: Sequence[Finding], names: Mapping[str, str]) -> str:
    return _listed([f"{names.get(one.unit, one.unit)} {one.sheet}!{one.address}" for one in findings])


def _listed(names: Sequence[str], measure: str = "处") -> str:
    more = f"等 {len(names)} {measure}" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def _keep(workspace: Workspace, path: Path, data: bytes) -> None:
    """Store what is issued; what was sealed before is never written over."""
    sealed = {seal.file for seal in workspace.ledger.seals()}
    if path.is_file() and path.read_bytes() != data and path.name in sealed:
        raise OperatorError(
            f"{workspace.relative(path)} 已存有封存过的另一份专报，没有覆盖。请核对台账后再封存。"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if not put(path, data):
        raise OperatorError(f"{workspace.relative(path.parent)} 写不进去。请检查磁盘空间和文件夹权限。")
