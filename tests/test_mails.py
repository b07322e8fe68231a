"""Mail drafts, read back with the standard library's mail parser."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest

from toolkit.errors import OperatorError
from toolkit.outputs.letters.mails import Attachment, Recipients, draft

LONG_NAME = "653131_塔什库尔干塔吉克自治县_2024-06_地区发展和改革委员会.xlsx"


def parsed(data: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(data, policy=policy.default))


def test_a_draft_reads_back_with_subject_body_and_attachment() -> None:
    mail = parsed(
        draft(
            "主题：{{ 期 }}填报\n{{ 单位 }}：\n请填报。\n",
            {"期": "6月", "单位": "疏附县"},
            "甲",
            Recipients(("a@b.cn",)),
            [Attachment(LONG_NAME, b"\x00PK")],
        )
    )
    assert mail["Subject"] == "6月填报"
    assert mail["To"] == "a@b.cn"
    assert mail["X-Unsent"] == "1"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().strip() == "疏附县：\n请填报。"
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == LONG_NAME
    assert attachment.get_payload(decode=True) == b"\x00PK"
    # A program that looks at one of the two names, or only at the kind of the part, still shows a file to save.
    assert attachment.get_content_disposition() == "attachment"
    assert attachment["Content-Type"].params["name"] == LONG_NAME
    assert (
        attachment.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert (mail.get_content_type(), body.get_content_type()) == ("multipart/mixed", "text/plain")
    assert (body.get_content_charset(), mail["MIME-Version"]) == ("utf-8", "1.0")


def test_the_same_month_gives_the_same_bytes() -> None:
    once, again = (draft("主题：甲\n乙", {}, "甲") for _ in range(2))
    assert once == again


def test_values_cannot_add_headers() -> None:
    mail = parsed(
        draft(
            "主题：{{ 单位 }}\n正文",
            {"单位": "甲\r\nBcc: x@y.cn"},
            "甲",
            Recipients(("a@b.cn\r\nBcc: z@y.cn",)),
        )
    )
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "template",
    ["没有主题\n", "主题：{{ 没有这个 }}\n", "主题：{{ 单位\n", "主题：{{ ''.__class__.__mro__ }}\n"],
)
def test_a_bad_template_is_named(template: str) -> None:
    with pytest.raises(OperatorError, match="通知"):
        draft(template, {}, "通知")
