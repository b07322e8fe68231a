"""发送清单: every draft of the month with its addresses, attachment and hash, and whether it may be sent.

In: :class:`Posted` rows. Out: the workbook, with a sheet for webmail, which takes no .eml.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.post import LIST, NOT_WRITTEN, READY, Posted
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Contact, Link, Row
from toolkit.outputs.workbook.outputbook import OutputBook, render

_HOW = (
    "“可以发”的：收件人与“单位”表一致，附件里的单位编码、报送期与收件单位一致，附件与 outbox 里的文件一字不差。"
    "本表每次运行重写，不要在里面填写。"
)
_WEB = "用网页邮箱发信时，逐行复制：一行一封，附件从所列文件夹里取。只列“可以发”的。"
_COLUMNS = (
    Column("种类", 9, "code"),
    Column("单位", 20),
    Column("能不能发", 11, "code"),
    Column("原因和办法", 32),
    Column("收件人", 26),
    Column("抄送", 20),
    Column("附件", 38),
    Column("草稿", 36),
    Column("附件哈希（SHA-256）", 68),
)
_PRINTED = 7  # columns; the rest is for the screen
_WEB_COLUMNS = (
    Column("收件人", 30),
    Column("抄送", 26),
    Column("主题", 36),
    Column("正文", 70),
    Column("附件", 44),
    Column("附件在哪里", 50),
)


def write_post_list(rows: Sequence[Posted], context: OutputContext) -> bytes:
    """The workbook."""

    def fill(book: OutputBook) -> None:
        sheet = book.sheet(LIST, _COLUMNS, title=LIST, notes=_HOW)
        sheet.rows(_row(row) for row in rows)
        sheet.done(freeze_columns=2, printed=_PRINTED)
        if ready := [row for row in rows if row.state == READY]:
            web = book.sheet("网页邮箱用", _WEB_COLUMNS, notes=_WEB)
            web.rows(_web_row(row) for row in ready)
            web.done(freeze_columns=1, extract=True)

    return render(context, f"{context.period.chinese}{LIST}", fill)


def _row(row: Posted) -> Row:
    return (
        row.kind,
        row.unit or None,
        row.state,
        row.why or None,
        _addresses("\n", row.to),
        _addresses("\n", row.cc),
        "\n".join(one.name for one in row.carried) or None,
        Link(row.draft, row.draft) if row.state != NOT_WRITTEN else None,
        "\n".join(filter(None, (one.sha256 for one in row.carried))) or None,
    )


def _addresses(between: str, addresses: Sequence[str]) -> Contact | None:
    """Whole: a mailbox may be called by a telephone number."""
    return Contact(between.join(addresses)) if addresses else None


def _web_row(row: Posted) -> Row:
    return (
        _addresses(";", row.to),
        _addresses(";", row.cc),
        row.subject,
        row.body,
        "\n".join(one.name for one in row.carried) or None,
        "\n".join(one.place for one in row.carried) or None,
    )
