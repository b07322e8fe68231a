"""The one way out: every mail draft of every command is judged, written and listed here.

In: :class:`Letter` values: kind, unit, template, values, attachments. Out: drafts in 邮件/, a line for each that could not be
written, and 发送清单.xlsx over all that lie there. What an attachment says of itself (unit code, period) is held against the
unit of the draft, its addresses against the sheet 单位: where they do not agree, nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from toolkit.core.mailboxes import AddressBook, Addressed
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import MAILS
from toolkit.forms.identity import PERIOD_NAME, UNIT_NAME
from toolkit.outputs.letters.mails import DOCX, Attachment, Recipients, composed, mail_text
from toolkit.papers.identity import OWNER_NAME
from toolkit.papers.untouched import properties
from toolkit.pipeline.folder.outfiles import digest_of
from toolkit.pipeline.folder.templates import later_template, template_text
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.postlist import Held, Said, address_book, no_mails, relist

_AT_ONCE = 100  # drafts that are announced together and in memory together, 15 MB
_FIRST = ("下发.txt", "退回.txt", "催报.txt")  # every working folder has these; the others came later
_LOST = "不知道附件“{name}”是哪个单位的，没有写这封邮件。请再运行一次；还是这样，请发给维护人员。"
_OTHERS = "附件“{name}”是{owner}的，不是{unit} {period} 的，没有写这封邮件。请再运行一次；还是这样，请发给维护人员。"
_NOWHERE = "“单位”表里没有邮箱；请补上再运行一次，或把附件另行送达"


@dataclass(frozen=True)
class Letter:
    """A mail to be drafted. ``unit`` is None where the office names who gets it; ``lacks`` says that its attachment is
    missing; without an address nothing is written where the mail ``needs_address``.
    """

    kind: str
    template: str  # below templates/mails
    values: Mapping[str, object]
    unit: Unit | None = None
    attachments: Sequence[Attachment] = ()
    name: str = ""  # of the file behind the kind, where it is not the unit's
    lacks: str = ""
    needs_address: bool = False

    @property
    def file(self) -> str:
        """下发_653101_喀什市.eml."""
        unit = (self.unit.code, self.unit.name) if self.unit else ()
        return "_".join(filter(None, (self.kind, *unit, self.name))) + ".eml"


def post(
    workspace: Workspace, period: Period, letters: Iterable[Letter], whole: Sequence[str] = ()
) -> list[Path]:
    """Write the drafts and the list of all; ``whole`` are kinds of which nothing but these letters is wanted any more.

    Where the office's papers bear a mark of secrecy there are none, and those that lie there go.
    """
    if workspace.config.secret:
        no_mails(workspace, period)
        return []
    book = address_book(workspace, period)
    drafts: dict[Path, bytes] = {}
    said: dict[str, Said] = {}
    held: dict[str, Held | None] = {}
    paths: list[Path] = []
    for letter in letters:
        path = workspace.outbox(period, MAILS, letter.file)
        fault, hint = _against(letter, period, book)
        held[letter.file] = _held(letter, fault or hint) if fault or hint else None
        if fault:
            workspace.missing.add(path, fault)
        elif not hint:
            made = workspace.missing.attempt(path, partial(outgoing, workspace, letter, book))
            if made is None:
                held[letter.file] = _held(letter, workspace.missing.failed[-1].reason)
            else:
                drafts[path], told = made
                said[digest_of(drafts[path])] = told
        if len(drafts) == _AT_ONCE:
            paths += _written(workspace, drafts)
            drafts = {}
    paths += _written(workspace, drafts)
    if not workspace.missing.failed:  # what could not be made anew stays as the last run left it
        for kind in whole:
            workspace.clear(workspace.outbox(period, MAILS), f"{kind}_*.eml", paths)
    relist(workspace, period, held, whole, said)
    return paths


def _written(workspace: Workspace, drafts: Mapping[Path, bytes]) -> list[Path]:
    workspace.files.announce(drafts)
    attempts = [
        workspace.missing.attempt(path, partial(workspace.write, path, data)) for path, data in drafts.items()
    ]
    return [path for path in attempts if path]


def outgoing(workspace: Workspace, letter: Letter, book: AddressBook) -> tuple[bytes, Said]:
    """The bytes of a draft and what they say: the one place where anything that a mail says or carries goes by."""
    read = template_text if letter.template in _FIRST else later_template
    name = f"mails/{letter.template}"
    text = mail_text(read(workspace.root, name), letter.values, f"templates/{name}")
    recipients = Recipients.of(_addressed(letter, book))
    carried = [(one.name, sha256(one.data).hexdigest()) for one in letter.attachments]
    said = Said(recipients.to, recipients.cc, text.subject, text.body.strip(), carried)
    return composed(text, recipients, letter.attachments), said


def _addressed(letter: Letter, book: AddressBook) -> Addressed:
    return book.addressed(letter.unit) if letter.unit else Addressed()


def _against(letter: Letter, period: Period, book: AddressBook) -> tuple[str, str]:
    """(what forbids the draft, why there is none although nothing is wrong); "" twice where it may be written."""
    if letter.lacks:
        return letter.lacks, ""
    if letter.unit:
        for attachment in letter.attachments:
            if not attachment.shared and (fault := _not_theirs(attachment, letter.unit, period)):
                return fault, ""
    addressed = _addressed(letter, book)
    if letter.needs_address and not addressed.to:
        return "", "；".join(addressed.doubts) or _NOWHERE
    return "", ""


def _held(letter: Letter, reason: str) -> Held:
    name = letter.unit.name if letter.unit else ""
    return Held(letter.kind, name, letter.file, [one.name for one in letter.attachments], reason)


def _not_theirs(attachment: Attachment, unit: Unit, period: Period) -> str:
    """Why an attachment must not go to the unit; "" for one that says that it is the unit's, and of the period."""
    if attachment.media_type == DOCX:  # no other mark than whom it greets
        ours = f"{unit.name}：" in _paragraphs(attachment.data)
        return "" if ours else _LOST.format(name=attachment.name)
    said = properties(attachment.data)
    owner = said.get(UNIT_NAME) or said.get(OWNER_NAME, "")
    if not owner:
        return _LOST.format(name=attachment.name)
    if owner in (unit.code, unit.name) and said.get(PERIOD_NAME) == str(period):
        return ""
    told = f"{owner} {said.get(PERIOD_NAME, '')}".strip()
    return _OTHERS.format(name=attachment.name, owner=told, unit=unit.name, period=period)


def _paragraphs(data: bytes) -> list[str]:
    """The paragraphs of a Word paper of ours as text."""
    try:
        with ZipFile(BytesIO(data)) as package:
            body = package.read("word/document.xml").decode()
    except (BadZipFile, KeyError, ValueError):
        return []
    return [
        unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part))) for part in body.split("</w:p>")
    ]
