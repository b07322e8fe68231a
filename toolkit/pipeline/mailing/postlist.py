"""What lies ready in 邮件/, read back and held against today's sheet 单位 and the files of outbox/: 发送清单.xlsx.

In: the drafts on the disk, and what was not written (kept in archive/runs/<period>-mails.json with what each draft says,
by its hash: no decision and no source, the next run makes it anew). Out: the list, and texts for chat groups beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import cast

from toolkit.core.codec import made, plain
from toolkit.core.groups import groups_of
from toolkit.core.mailboxes import AddressBook
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import (
    CHAT,
    ISSUING,
    LIST,
    MAILS,
    NOT_WRITTEN,
    READY,
    TO_ADDRESS,
    TO_CHECK,
    Carried,
    Posted,
    in_order,
)
from toolkit.outputs.context import OutputContext
from toolkit.outputs.letters.chats import Occasion, chat_texts
from toolkit.pipeline.folder.arrivals import held_names
from toolkit.pipeline.folder.dates import chinese_day, chinese_hour
from toolkit.pipeline.folder.outfiles import EDITED, OCCUPIED, bytes_at, put
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace

_FOLDERS = ("下发", "退回", "牵头单位", "汇总", f"{ASIDE}/督办单")  # of what drafts carry
_CHANGED = "收件人与现在的“单位”表不一致，请再运行一次，或发送前改正"
_STALE = "附件“{name}”与 outbox 里现在的文件不一样，请再运行一次写出新的草稿"
_OFFICE = "收件人由办公室按发放范围写"
_NO_ADDRESS = "没有收件地址，请在“单位”表补上邮箱再运行一次，或发送时写上"
_EDITED = "草稿有人改过，程序没有核对；请自己核对收件人和附件"
_NEWER = "这一封是旧的（被占用或有人改过），旁边有新写的，请发新的"
NO_MAILS = "config.toml 写了密级（[briefing] 的 secrecy）：不写邮件草稿、发送清单和群消息，请按保密规定送达。"
_HELD = "正被别的程序占用，没有核对"
_OLD = "这次没有写成（{reason}），这一封是以前的，不要发"


@dataclass(frozen=True)
class Held:
    """A draft that was not written, and why."""

    kind: str
    unit: str
    file: str
    attachments: Sequence[str]
    reason: str


@dataclass(frozen=True)
class Said:
    """What a draft says of itself; ``carried`` are names and hashes of its files."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    carried: Sequence[tuple[str, str]]


@dataclass
class _Record:
    """What was held back, and what the drafts said when they were read, by their hash."""

    held: list[Held]
    said: dict[str, Said]
    seen: set[str] = field(default_factory=set)

    def read(self, data: bytes) -> Said:
        digest = hashlib.sha256(data).hexdigest()
        self.seen.add(digest)
        if digest not in self.said:
            self.said[digest] = read_draft(data)
        return self.said[digest]

    def text(self) -> str:
        """As it is kept: of the drafts, those that were read now."""
        said = {digest: plain(one) for digest, one in sorted(self.said.items()) if digest in self.seen}
        return json.dumps({"held": plain(self.held), "said": said}, ensure_ascii=False)


def address_book(workspace: Workspace, period: Period) -> AddressBook:
    """The addresses of all rows of the sheet 单位 that serve in the period."""
    return AddressBook([unit for unit in workspace.checklist.units if unit.serves_in(period)])


def relist(
    workspace: Workspace,
    period: Period,
    held: Mapping[str, Held | None],
    whole: Sequence[str] = (),
    composed: Mapping[str, Said] | None = None,
) -> None:
    """Keep what was held back (None: it no longer is), and write the list and the texts for chat groups anew.

    ``composed`` is what drafts say that were just made, by their hash, as reading them would tell.
    """
    from toolkit.outputs.letters.postlist import write_post_list  # a library that the desk does not need

    record = _recorded(workspace, period)
    known = {one.file: one for one in record.held if one.kind not in whole}
    record.held = [one for one in (known | dict(held)).values() if one is not None]
    record.said |= composed or {}
    rows = _posted(workspace, period, record)
    path = _record_path(workspace, period)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        put(path, record.text().encode())
    folder = workspace.outbox(period, MAILS)
    config = workspace.config
    moment = workspace.ledger.last_change(period)
    context = OutputContext(config.office.name, period, moment, (), config.marking)
    workspace.made(folder / f"{LIST}.xlsx", partial(write_post_list, rows, context))
    deadline = config.deadline(period)
    occasion = Occasion(
        config.office.short,
        period.chinese,
        chinese_day(config.data_until(period)),
        chinese_hour(deadline),
        workspace.ledger.sealed(period) is not None,
        held_names(workspace, period),
    )
    groups = groups_of(workspace.checklist.units_in(period))
    texts = chat_texts(rows, workspace.checklist.units, occasion, groups)
    written = [
        workspace.made(folder / f"{CHAT}_{about}.txt", partial(str.encode, text, "utf-8-sig"))
        for about, text in texts.items()
    ]
    workspace.clear(folder, f"{CHAT}_*.txt", filter(None, written))


def no_mails(workspace: Workspace, period: Period) -> None:
    """Nothing lies ready, and the office is told why."""
    workspace.clear(workspace.outbox(period, MAILS), "*", ())
    with suppress(OSError):
        _record_path(workspace, period).unlink(missing_ok=True)
    if NO_MAILS not in workspace.notes:
        workspace.notes.append(NO_MAILS)


def posted(workspace: Workspace, period: Period) -> list[Posted]:
    """Every draft that lies there and every one that was not written, each with whether it may be sent."""
    return _posted(workspace, period, _recorded(workspace, period))


def _posted(workspace: Workspace, period: Period, record: _Record) -> list[Posted]:
    book = address_book(workspace, period)
    places = dict(_places(workspace, period))
    held = {one.file: one for one in record.held}
    rows = [
        _judged(workspace, path, book, places, held.get(path.name), record)
        for path in sorted(workspace.outbox(period, MAILS).glob("*.eml"))
    ]
    drafts = {row.draft for row in rows}
    rows += [
        Posted(one.kind, one.unit, NOT_WRITTEN, one.reason, one.file, carried=_named(one))
        for one in held.values()
        if one.file not in drafts
    ]
    return in_order(rows)


def _named(one: Held) -> list[Carried]:
    return [Carried(name, "") for name in one.attachments]


def _judged(
    workspace: Workspace,
    path: Path,
    book: AddressBook,
    places: Mapping[str, str],
    held: Held | None,
    record: _Record,
) -> Posted:
    kind, _, rest = path.stem.partition("_")
    unit = _unit_of(rest, book.units)
    row = Posted(kind, unit.name if unit else "", TO_CHECK, _HELD, path.name)
    data = bytes_at(path)
    if data is None:
        return row
    if not workspace.files.is_ours(path, data):
        return replace(row, why=_EDITED)
    said = record.read(data)
    carried = [Carried(name, digest, places.get(digest, "")) for name, digest in said.carried]
    row = replace(
        row, to=tuple(said.to), cc=tuple(said.cc), subject=said.subject, body=said.body, carried=carried
    )
    if held is not None:
        return replace(row, why=_OLD.format(reason=held.reason.rstrip("。")))
    if any(path.with_name(f"{path.stem}{mark}.eml").is_file() for mark in (OCCUPIED, EDITED)):
        return replace(row, why=_NEWER)
    if stale := next((one.name for one in row.carried if not one.place), ""):
        return replace(row, why=_STALE.format(name=stale))
    if kind == ISSUING:
        return replace(row, state=TO_ADDRESS, why=_OFFICE)
    return _addressed(row, unit, book)


def _addressed(row: Posted, unit: Unit | None, book: AddressBook) -> Posted:
    """The row with what the addresses say; a unit that is gone from the sheet has none."""
    if unit is None:
        return replace(row, why="“单位”表里没有这个单位了，请核对")
    wanted = book.addressed(unit)
    if (row.to, row.cc) != (wanted.to, wanted.cc):
        return replace(row, why=_CHANGED)
    if not row.to:
        return replace(row, state=TO_ADDRESS, why="；".join(wanted.doubts) or _NO_ADDRESS)
    if wanted.doubts:
        return replace(row, why=f"{'；'.join(wanted.doubts)}，没有写进收件人")
    return replace(row, state=READY, why="")


def read_draft(data: bytes) -> Said:
    """What a draft says, as a mail program reads it."""
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body()
    carried = [
        (part.get_filename() or "", hashlib.sha256(cast(bytes, part.get_payload(decode=True))).hexdigest())
        for part in mail.iter_attachments()
    ]
    return Said(
        _addresses(mail, "To"),
        _addresses(mail, "Cc"),
        str(mail["Subject"]),
        str(body.get_content()).strip() if body else "",
        carried,
    )


def _addresses(mail: EmailMessage, header: str) -> tuple[str, ...]:
    return tuple(one.addr_spec for one in mail[header].addresses) if mail[header] else ()


def _unit_of(rest: str, units: Sequence[Unit]) -> Unit | None:
    """Whose a draft is, by the rest of its name: code and name, or the name of a lead unit that has no code."""
    code, _, after = rest.partition("_")
    return next(
        (one for one in units if one.code and one.code == code and after.startswith(one.name)), None
    ) or next((one for one in units if not one.code and code.startswith(one.name)), None)


def _places(workspace: Workspace, period: Period) -> Iterator[tuple[str, str]]:
    """Hash -> where the file lies, of all that drafts may carry."""
    for folder in _FOLDERS:
        for path in sorted(workspace.outbox(period, *folder.split("/")).glob("*.*")):
            data = bytes_at(path) if path.suffix in (".xlsx", ".docx") else None
            if data is not None:
                yield hashlib.sha256(data).hexdigest(), workspace.relative(path)


def _record_path(workspace: Workspace, period: Period) -> Path:
    return workspace.archive / "runs" / f"{period}-mails.json"


def _recorded(workspace: Workspace, period: Period) -> _Record:
    try:
        kept = json.loads(_record_path(workspace, period).read_bytes())
        return _Record(made(list[Held], kept["held"]), made(dict[str, Said], kept["said"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return _Record([], {})
