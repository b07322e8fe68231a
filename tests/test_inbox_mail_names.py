"""Names of mail attachments as real mailers write them: whatever the mailer did, the sender's name comes out."""

from __future__ import annotations

import base64
import email
from urllib.parse import quote

import pytest

from toolkit.inbox.containers.mail import part_name
from toolkit.inbox.containers.mailnames import header_text, lenient_base64

NAME = "喀什市填报表.xlsx"
RARE = "墒情䶮镕垚.xlsx"  # beyond GB2312: 镕 is GBK, 䶮 only GB18030
SLASH = "薄弘俓.xlsx"  # GBK bytes of 俓 end in a backslash
LONG = "喀什地区塔什库尔干塔吉克自治县两年行动计划任务清单月度填报表二〇二四年六月（定稿）.xlsx"


def word(raw: bytes, label: str, kind: str = "B") -> str:
    if kind == "B":
        return f"=?{label}?B?{base64.b64encode(raw).decode()}?="
    return f"=?{label}?Q?{''.join(f'={byte:02X}' for byte in raw)}?="


def halves(name: str, encoding: str, label: str, at: int) -> str:
    raw = name.encode(encoding)
    return f"{word(raw[:at], label)}\r\n {word(raw[at:], label)}"


def disposition(value: str | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else value.encode()
    return b"Content-Disposition: attachment; " + raw


def extended(name: str, encoding: str = "utf-8") -> str:
    return quote(name.encode(encoding), safe="")


def pieces(name: str, size: int, label: str = "UTF-8", encoding: str = "utf-8") -> str:
    """RFC 2231 continuations of ``size`` characters each, also inside an escape."""
    text = extended(name, encoding)
    cut = [text[at : at + size] for at in range(0, len(text), size)]
    return ";\r\n ".join(
        f"filename*{n}*={label + chr(39) * 2 if n == 0 else ''}{part}" for n, part in enumerate(cut)
    )


GBK = NAME.encode("gbk")
CASES: dict[str, tuple[bytes, str]] = {
    "plain ascii": (disposition('filename="report.xlsx"'), "report.xlsx"),
    "unquoted ascii": (disposition("filename=report.xlsx"), "report.xlsx"),
    "raw utf-8": (disposition(f'filename="{NAME}"'), NAME),
    "raw utf-8 unquoted": (disposition(f"filename={NAME}"), NAME),
    "raw gbk": (disposition(b'filename="' + GBK + b'"'), NAME),
    "raw gbk unquoted": (disposition(b"filename=" + GBK), NAME),
    "raw gbk with a backslash as second byte": (disposition(b'filename="' + SLASH.encode("gbk") + b'"'), SLASH),
    "raw gb18030": (disposition(b'filename="' + RARE.encode("gb18030") + b'"'), RARE),
    "word utf-8 b": (disposition(f'filename="{word(NAME.encode(), "utf-8")}"'), NAME),
    "word utf-8 q": (disposition(f'filename="{word(NAME.encode(), "UTF-8", "Q")}"'), NAME),
    "word unquoted": (disposition(f"filename={word(NAME.encode(), 'utf-8')}"), NAME),
    "word gb2312": (disposition(f'filename="{word(GBK, "gb2312")}"'), NAME),
    "word gb2312 on gbk characters": (disposition(f'filename="{word("镕垚.xlsx".encode("gbk"), "GB2312")}"'), "镕垚.xlsx"),
    "word gb2312 on gb18030": (disposition(f'filename="{word(RARE.encode("gb18030"), "gb2312")}"'), RARE),
    "word gbk": (disposition(f'filename="{word(GBK, "GBK")}"'), NAME),
    "word gb18030": (disposition(f'filename="{word(RARE.encode("gb18030"), "gb18030")}"'), RARE),
    "unknown label x-gbk": (disposition(f'filename="{word(GBK, "x-gbk")}"'), NAME),
    "unknown label gb_2312-80": (disposition(f'filename="{word(GBK, "GB_2312-80")}"'), NAME),
    "unknown label cp936": (disposition(f'filename="{word(GBK, "cp936")}"'), NAME),
    "no label at all": (disposition(f'filename="{word(NAME.encode(), "")}"'), NAME),
    "latin label on utf-8": (disposition(f'filename="{word(NAME.encode(), "iso-8859-1")}"'), NAME),
    "split in mid-character utf-8": (disposition(f'filename="{halves(NAME, "utf-8", "utf-8", 4)}"'), NAME),
    "split in mid-character gbk": (disposition(f'filename="{halves(NAME, "gbk", "gb2312", 3)}"'), NAME),
    "word without padding": (disposition(f'filename="{word(NAME.encode(), "utf-8").replace("=?=", "?=")}"'), NAME),
    "rfc 2231": (disposition(f"filename*=UTF-8''{extended(NAME)}"), NAME),
    "rfc 2231 with language": (disposition(f"filename*=utf-8'zh-CN'{extended(NAME)}"), NAME),
    "rfc 2231 gb2312": (disposition(f"filename*=gb2312''{extended(RARE, 'gb18030')}"), RARE),
    "rfc 2231 quoted": (disposition(f"filename*=\"UTF-8''{extended(NAME)}\""), NAME),
    "rfc 2231 in pieces": (disposition(pieces(LONG, 60)), LONG),
    "rfc 2231 cut inside an escape": (disposition(pieces(LONG, 61)), LONG),
    "rfc 2231 pieces gbk": (disposition(pieces(LONG, 50, "GBK", "gb18030")), LONG),
    "ascii filename beside filename*": (disposition(f"filename=\"report.xlsx\"; filename*=UTF-8''{extended(NAME)}"), NAME),
    "filename* before filename": (disposition(f"filename*=UTF-8''{extended(NAME)}; filename=\"____.xlsx\""), NAME),
    "rfc 2231 with unknown label": (disposition(f"filename*=x-unknown''{extended(NAME)}"), NAME),
    "word inside 2231 pieces": (
        disposition(f'filename*0="{word(GBK, "gb2312")[:20]}"; filename*1="{word(GBK, "gb2312")[20:]}"'),
        NAME,
    ),
    "percent escapes in a plain name": (disposition(f'filename="{extended(NAME)}"'), NAME),
    "only the content-type names it": (b'Content-Type: application/x; name="' + GBK + b'"', NAME),
    "content-type better than disposition": (
        f'Content-Type: application/x; name="{word(NAME.encode(), "utf-8")}"\r\n'.encode()
        + disposition('filename="??????.xlsx"'),
        NAME,
    ),
    "folded header": (b'Content-Disposition: attachment;\r\n\tfilename="' + word(NAME.encode(), "utf-8").encode() + b'"', NAME),
    "semicolon in the name": (disposition('filename="a;b.xlsx"'), "a;b.xlsx"),
    "escaped quote": (disposition('filename="a\\"b.xlsx"'), 'a"b.xlsx'),
    "windows path": (disposition('filename="C:\\\\Users\\\\me\\\\report.xlsx"'), "report.xlsx"),
    "traversal": (disposition('filename="../../etc/passwd"'), "passwd"),
    "case of the keyword": (disposition(f'FileName="{NAME}"'), NAME),
    "blanks around the equals sign": (disposition('filename = "report.xlsx"'), "report.xlsx"),
    "missing closing quote": (disposition('filename="report.xlsx'), "report.xlsx"),
    "tab between words": (disposition(f'filename="{word(GBK[:4], "gbk")}\t{word(GBK[4:], "gbk")}"'), NAME),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_name(case: str) -> None:
    headers, expected = CASES[case]
    assert part_name(email.message_from_bytes(headers + b"\r\n\r\nbody")) == expected


def test_header_texts() -> None:
    assert header_text(word("疏附县".encode("gbk"), "gb2312") + " <a@b.cn>") == "疏附县 <a@b.cn>"
    assert header_text("plain") == "plain"
    assert header_text(None) == ""


def test_lenient_base64_says_when_text_is_missing() -> None:
    whole = base64.encodebytes(b"x" * 100)
    assert lenient_base64(whole) == (b"x" * 100, True)
    assert lenient_base64(b"  " + whole.replace(b"\n", b"\r\n> ")) == (b"x" * 100, True)
    data, sound = lenient_base64(whole.rstrip(b"=\n")[:-1])
    assert not sound
    assert data == b"x" * len(data)
