"""Mail drafts: a text template of the office and its values in, the bytes of an .eml out.

The first line of a template that begins with 主题： is the subject. Drafts carry no date and no
message id, so that the same month gives the same bytes; the mail program adds both when it sends.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from toolkit.core.mailboxes import Addressed
from toolkit.core.private import masked
from toolkit.errors import OperatorError
from toolkit.outputs.templatefaults import template_fault
from toolkit.outputs.templatewords import in_our_words

ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=False, trim_blocks=True)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_PHONE = "联系人电话"  # of the unit that the mail goes to
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; one that is ``shared`` is the same for everybody and names no unit."""

    name: str
    data: bytes
    media_type: str = _XLSX
    shared: bool = False


@dataclass(frozen=True)
class Recipients:
    """To whom a draft goes; it may be nobody, then the office fills it in."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()

    @classmethod
    def of(cls, addressed: Addressed) -> Recipients:
        """Those of a unit that are beyond doubt."""
        return cls(addressed.to, addressed.cc)

    def headers(self) -> list[str]:
        """To and Cc, each address on a line of its own, so that no line grows too long."""
        named = (("To", self.to), ("Cc", self.cc))
        return [
            f"{header}: " + ",\r\n ".join(_one_line(address) for address in addresses)
            for header, addresses in named
            if addresses
        ]


def render_text(template: str, values: Mapping[str, object], name: str) -> str:
    """A text template with its values; raises OperatorError naming the template and its fault.

    Numbers of people are masked in the values; what the office itself writes into a template stands.
    """
    try:
        return _compiled(in_our_words(template)).render(
            {key: _as_it_leaves(key, value) for key, value in values.items()}
        )
    except Exception as error:  # a template can compute anything, and fail in any way
        raise OperatorError(
            f"模板 {name} 有误：{template_fault(error)}。请对照安装包里的原模板改正。"
        ) from error


def _as_it_leaves(key: str, value: object) -> object:
    if isinstance(value, str):
        return value if key == OWN_PHONE else masked(value)
    return [_as_it_leaves("", one) for one in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=16)
def _compiled(template: str) -> Template:
    """One text makes the drafts of all units."""
    return ENVIRONMENT.from_string(template)


@dataclass(frozen=True)
class Text:
    """What a mail says."""

    subject: str
    body: str


def mail_text(template: str, values: Mapping[str, object], name: str) -> Text:
    """Subject and body of a mail template; raises OperatorError for a bad one."""
    first, _, body = render_text(template, values, name).partition("\n")
    if not first.startswith("主题："):
        raise OperatorError(f"模板 {name} 的第一行要写成“主题：……”。")
    # An empty line more or less is what a template's conditions leave behind.
    return Text(_one_line(first.removeprefix("主题：")), re.sub(r"\n{3,}", "\n\n", body.strip()))


def draft(
    template: str,
    values: Mapping[str, object],
    name: str,
    recipients: Recipients = Recipients(),
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A draft by a template; raises OperatorError for a bad one."""
    return composed(mail_text(template, values, name), recipients, attachments)


def composed(text: Text, recipients: Recipients, attachments: Sequence[Attachment]) -> bytes:
    """A draft that mail programs open ready to send (X-Unsent)."""
    boundary = "=_" + hashlib.sha256(f"{text.subject}\n{text.body}".encode()).hexdigest()[:32]
    lines = [
        "MIME-Version: 1.0",
        "X-Unsent: 1",
        *recipients.headers(),
        f"Subject: {_encoded(text.subject)}",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        *_base64_lines(text.body.encode() + b"\n"),
    ]
    for attachment in attachments:
        # One encoded-word in filename= and name=: RFC 2231 continuations show badly in some clients.
        shown = _encoded(attachment.name, fold=False)
        lines += [
            f"--{boundary}",
            f'Content-Type: {attachment.media_type}; name="{shown}"',
            f'Content-Disposition: attachment; filename="{shown}"',
            "Content-Transfer-Encoding: base64",
            "",
            *_base64_lines(attachment.data),
        ]
    return "\r\n".join([*lines, f"--{boundary}--", ""]).encode("ascii")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _encoded(text: str, *, fold: bool = True) -> str:
    text = _one_line(text)
    if fold:
        return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _base64_lines(data: bytes) -> list[str]:
    text = base64.b64encode(data).decode()
    return [text[i : i + 76] for i in range(0, len(text), 76)] + [""]
