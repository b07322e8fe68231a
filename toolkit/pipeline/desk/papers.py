"""The desk: papers of the month, the register of sealed ones, mails, and texts for chat groups.

In: outbox/<period>/, the seals of the ledger, what the last report kept. Out: rows with paths below the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.core.desk import Chat, MailRow, PaperRow
from toolkit.core.exports import EXPORT_MAP
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.post import CHAT, ISSUING, LIST, MAILS
from toolkit.outputs import actions
from toolkit.pipeline.archive.sealed import kept_papers, label_of
from toolkit.pipeline.archive.verified import agreed, verified
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.record.closing import draft
from toolkit.pipeline.record.runrecord import RunRecord

_HEAD = 4096  # bytes of a draft in which its heads stand
_TO = lazy_regex(rb"(?im)^To:[ \t]*\S")
_ASIDE = (".xlsx", ".docx", ".zip")
_TABLES = ("汇总表.xlsx", "汇总表(报送版).xlsx", "校验报告.html", "裁定表.xlsx", "审定表.xlsx")


def papers_of(
    workspace: Workspace, period: Period, record: RunRecord | None, *, behind: bool
) -> Iterator[PaperRow]:
    """The draft, what stands beside it, 更正表, and every paper that was sealed, the newest first."""
    folder = workspace.outbox(period, "汇总")
    yield from _draft(workspace, period, record, behind=behind)
    for name in _TABLES:
        path = folder / f"{period}_{name}"
        if path.is_file():
            note = ("台账比它新，要再汇总一次",) if behind else ()
            yield PaperRow(path.stem, workspace.relative(path), "程序写的", note)
    for path in sorted(folder.glob("*更正表*.docx")):
        yield PaperRow(path.stem, workspace.relative(path), "程序写的")
    for path in sorted(workspace.outbox(period, *ASIDE.split("/")).glob("*")):
        if path.suffix in _ASIDE and not path.name.startswith((EXPORT_MAP, "~", ".")):
            yield PaperRow(f"附　{path.stem}", workspace.relative(path), "程序写的")
    for seal in reversed(workspace.ledger.seals()):
        here = workspace.outbox(seal.period, "汇总", seal.file)
        path = here if here.is_file() else kept_papers(workspace) / seal.file
        notes = [f"{seal.sealed_at:%Y-%m-%d %H:%M} 封存"]
        if not path.is_file():
            notes.append("原件不见了，请从备份找回")
        if seal.despite:
            notes.append(f"有错误未改仍封存：{seal.despite}（{seal.by}）")
        if seal.reopened_at:
            notes.append(f"{seal.reopened_at:%Y-%m-%d} 解除：{seal.reason}（{seal.name}）")
        name = f"{seal.period.chinese}专报 {label_of(seal)}"
        state = "已解除封存" if seal.reopened_at else "已封存"
        may = () if seal.reopened_at else (actions.reopen(seal.period),)
        yield PaperRow(name, workspace.relative(path) if path.is_file() else "", state, tuple(notes), may)


def _draft(
    workspace: Workspace, period: Period, record: RunRecord | None, *, behind: bool
) -> Iterator[PaperRow]:
    path = draft(workspace, period)
    if not path.is_file() or workspace.ledger.sealed(period) is not None:
        return
    name, data, notes = workspace.relative(path), bytes_at(path), []
    if data is None:
        yield PaperRow(path.stem, name, "打不开", ("正被别的程序占用，不知道有没有改过",))
        return
    state = "程序写的" if workspace.files.is_ours(path, data) else "改过"
    if agreed(workspace, period, data):
        notes.append("这一稿核对过，与台账一致" if not behind else "这一稿核对过，那时与台账一致")
    elif verified(workspace, period, data):
        notes.append("这一稿核对过，有与台账不一致的地方")
    elif state == "改过":
        notes.append("改过以后还没有核对")
    waits = (record.pending or {}).get(name, 0) if record else 0
    if waits:
        notes.append(f"有 {waits} 处还是原来的数或说法，见 附/{path.stem}_待改.xlsx")
    if behind:
        notes.append("台账比它新，数字可能是旧的，要再汇总一次")
    may = (
        actions.verify(period),
        actions.issue(period),
        actions.issue_as_it_is(period),
        actions.issue_despite(period),
    )
    yield PaperRow(f"{path.stem}（送审稿）", name, state, tuple(notes), may)


def mails_of(workspace: Workspace, period: Period) -> Iterator[MailRow]:
    """The drafts that lie ready."""
    codes = {unit.code: unit.name for unit in workspace.checklist.units if unit.code}
    for path in sorted(workspace.outbox(period, MAILS).glob("*.eml")):
        kind, _, rest = path.stem.partition("_")
        code, _, name = rest.partition("_")
        shown = codes.get(code, name or rest)
        yield MailRow(kind, shown, workspace.relative(path), kind == ISSUING or _has_address(path))


def _has_address(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head, _, _ = file.read(_HEAD).replace(b"\r\n", b"\n").partition(b"\n\n")
    except OSError:
        return True  # held by another program: nothing is known against it
    return bool(_TO.search(head))


def mail_list(workspace: Workspace, period: Period) -> str:
    """Where 发送清单 is; "" where there is none."""
    path = workspace.outbox(period, MAILS, f"{LIST}.xlsx")
    return workspace.relative(path) if path.is_file() else ""


def chats_of(workspace: Workspace, period: Period) -> Iterator[Chat]:
    """Texts that were written for chat groups."""
    texts = {
        path.stem.partition("_")[2]: path
        for path in sorted(workspace.outbox(period, MAILS).glob(f"{CHAT}_*.txt"))
    }
    texts["催报（上次写催报时的情况）"] = workspace.outbox(period, "催报", f"{CHAT}.txt")
    for title, path in texts.items():
        if text := bytes_at(path):
            yield Chat(title, text.decode("utf-8-sig", "replace").replace("\r\n", "\n").strip())
