"""Issuing a briefing: the paper that the office edited is checked, numbered, sealed and kept for good.

In: the draft as it lies in 汇总/ (or a file that is named), the month, the ledger. Out: the sealed paper in 汇总/ and,
byte for byte, under archive/issued/ together with what the tool itself would have written that day, so that
a 更正表 can tell later what moved (:mod:`toolkit.pipeline.issue.issued`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from toolkit.core.codec import plain
from toolkit.core.periods import Period
from toolkit.core.post import ISSUING
from toolkit.core.returns import Figure
from toolkit.errors import OperatorError
from toolkit.ledger.records import Seal
from toolkit.outputs.closing import command, reopening
from toolkit.outputs.letters.mails import DOCX, Attachment
from toolkit.pipeline.archive.sealbasis import basis, basis_path
from toolkit.pipeline.archive.sealed import kept_papers, label_of
from toolkit.pipeline.folder.dates import chinese_day
from toolkit.pipeline.folder.outfiles import put
from toolkit.pipeline.folder.settings import briefing_settings
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_with_lapsed, under_todays_codes
from toolkit.pipeline.issue.issued import corrects, fresh_paper, label, next_number, own_texts, shown_copy
from toolkit.pipeline.issue.unsettled import (
    Open,
    in_the_calendar,
    in_the_month,
    in_the_office,
    in_the_paper,
    in_the_words,
    other_copies,
)
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter, post
from toolkit.pipeline.month.assembled import Month

if TYPE_CHECKING:
    from toolkit.word.verification import VerifyReport

MAIL_TEMPLATE = "印发.txt"
_NO_DOCUMENT = "{name} 不是能打开的 Word 文档（.docx）。请另存为 .docx 再封存。"


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


def prepare(workspace: Workspace, period: Period, file: Path | None, now: datetime) -> Ready:
    """The paper to be issued and what is open; raises OperatorError when it cannot be issued at all."""
    seal = workspace.ledger.sealed(period)
    if seal is not None:
        there = (kept_papers(workspace) / seal.file).is_file()
        said = shown_copy(workspace, period, seal) if there else []  # killed just after the seal: made up for
        if there and workspace.cut_off:
            data = (kept_papers(workspace) / seal.file).read_bytes()
            _hand_on(workspace, period, seal.sealed_at, label_of(seal), seal.file, data)
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
    month, lapsed = told_with_lapsed(workspace, period)
    read = _read_paper(workspace, month, data, chosen.name)
    verify = command(period, "verify", *([f'"{file}"'] if file else ()))
    points = (
        *in_the_calendar(workspace.ledger.seals(), now),
        *in_the_paper(_verified(read, month.result.figures, chosen.name, period), verify),
        *other_copies(workspace, period, chosen, data, named=file is not None),
        *in_the_month(workspace, month, read),
        *in_the_office(workspace, period, lapsed),
        *in_the_words(workspace, month, chosen, data),
    )
    return Ready(chosen, data, month, points)


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
    figures = plain(ready.month.result.figures)
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
    papers = {
        kept_papers(workspace) / file: data,
        own_texts(workspace) / file: base,
        basis_path(workspace, file): basis(workspace, period),
    }
    _seal(workspace, seal, papers)
    lines = [f"{period.chinese}专报已编为{label(number, again)}并封存，原件在 archive/issued/{file}。"]
    shown = workspace.outbox(period, "汇总", file)
    write = workspace.files.take_over if ready.file == shown else workspace.write
    if path := workspace.missing.attempt(shown, partial(write, shown, data)):
        lines.append(f"送签、印发用 {workspace.relative(path)}。")
        _hand_on(workspace, period, now, label(number, again), file, data)
    return lines


def _hand_on(workspace: Workspace, period: Period, now: datetime, told: str, file: str, data: bytes) -> None:
    """The draft that carries the sealed paper: addressed by the office, for who may have it is no matter of the sheet 单位."""
    paper = workspace.config.briefing
    values = mail_values(workspace, period, None, now) | {
        "专报名称": paper.title,
        "期号": told,
        "报": paper.report_to,
        "送": paper.send_to,
        "发": paper.copy_to,
    }
    attachment = Attachment(file, data, DOCX, shared=True)
    letter = Letter(ISSUING, MAIL_TEMPLATE, values, attachments=[attachment], name=told)
    post(workspace, period, [letter], [ISSUING])


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
