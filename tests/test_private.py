"""Numbers of people: what is one, what only looks like one, and that none leaves the office whole."""

from __future__ import annotations

import csv
import email
import email.policy
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from collect_month import FEW, JUNE, KASHGAR, NOW, SERVING, Month, small_month

from toolkit.core import private
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.private import found, masked
from toolkit.forms.places import row_keys
from toolkit.outputs.letters.mails import render_text
from toolkit.outputs.workbook.grid import Column, Contact, clean
from toolkit.pages.html import Whole, _as_it_leaves
from toolkit.pipeline.collect import collect
from toolkit.pipeline.desk import write_desk
from toolkit.pipeline.remind import remind
from toolkit.pipeline.report import report
from toolkit.word.tokens import plain, quote

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PEOPLE = (
    ("张三 13812345678", "张三 138****5678", "手机号"),
    ("138-1234-5678", "138****5678", "手机号"),
    ("138 1234 5678", "138****5678", "手机号"),
    ("１３８１２３４５６７８", "138****5678", "手机号"),
    ("138－1234－5678", "138****5678", "手机号"),
    ("1 3 8 1 2 3 4 5 6 7 8", "138****5678", "手机号"),
    ("138\u200b12345678", "138****5678", "手机号"),
    ("+86 13812345678", "+86138****5678", "手机号"),
    ("8613812345678", "86138****5678", "手机号"),
    ("Tel13812345678", "Tel138****5678", "手机号"),
    ("13812345678,13912345678", "138****5678,139****5678", "手机号"),
    ("13812345678 13912345678", "138****5678 139****5678", "手机号"),
    ("1.13812345678 张三", "1.138****5678 张三", "手机号"),
    ("138 1234 5678 2024-06-30", "138****5678 2024-06-30", "手机号"),
    ("11010519491231002X", "110105********", "身份证号"),
    ("11010519491231002x，", "110105********，", "身份证号"),
    ("1101 0519 4912 3100 2X", "110105********", "身份证号"),
    ("１１０１０５１９４９１２３１００２Ｘ", "110105********", "身份证号"),
    ("653101199001011235", "653101********", "身份证号"),
    ("110105491231002", "110105********", "身份证号"),
    ("6222020200112230004", "6222****0004", "银行卡号"),
    ("6222 0202 0011 2230 004", "6222****0004", "银行卡号"),
    ("4111111111111111", "4111****1111", "银行卡号"),
)
NOBODY = (
    "653101199001011234",  # a wrong check digit
    "653101199013011235",  # no such month
    "110105491331002",
    "6222020200112230005",  # not by Luhn
    "13812345678元", "投资13812345678.50", "¥13812345678", "增长0.13812345678", "1.13812345678", "13812345678 万元",
    "12345678901", "1381234567", "138123456789", "13812345678901234567890",
    "91653100MA12345678", "12653101458001234K", "916531004580012345", "2405-653101-04-01-123456",
    "653101", "653101-2024-001", "喀地办发〔2024〕15号", "2024-06-30 2024-07-31", "1990-01-01 123",
    "150 200 300 40", "150 20240630", "4500 4600 5200 6101", "1.3812345678E+10", "0998-2822222",
    "a13812345678bcdef0123456789abcdef", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "发票代码4111111111111111", "13,812,345,678", "",
)  # fmt: skip


@pytest.mark.parametrize(("text", "shown", "kind"), PEOPLE)
def test_a_number_of_a_person_is_found_and_masked_once(text: str, shown: str, kind: str) -> None:
    assert masked(text) == shown and masked(shown) == shown
    assert {one.kind for one in found(text)} == {kind}


@pytest.mark.parametrize("text", NOBODY)
def test_what_only_looks_like_one_stands(text: str) -> None:
    assert masked(text) == text and not found(text)


def test_the_contact_of_the_office_stands_and_no_other() -> None:
    private.let_stand('phone = "138-1234-5678"  # 办公室')
    assert masked("王敏 13812345678，张三 13912345678") == "王敏 13812345678，张三 139****5678"
    private.let_stand("")
    assert masked("王敏 13812345678") == "王敏 138****5678"


def test_every_way_out_masks() -> None:
    text = "张三 13812345678"
    assert clean(text) == plain(text) == _as_it_leaves(text) == "张三 138****5678"
    assert "138****5678" in quote(text, None, 40)
    template = "主题：甲\n{{ 事 }}{% for 一 in 表 %}{{ 一 }}{% endfor %} 办公室 13912345678"
    assert render_text(template, {"事": text, "表": [text]}, "甲") == (
        "主题：甲\n张三 138****5678张三 138****5678 办公室 13912345678"
    )
    assert _as_it_leaves(Whole(text)) == text and Contact(text).text == text and Column("甲", 8)


def identity(draw: random.Random) -> str:
    body = f"6531{draw.randint(1, 31):02}19{draw.randint(50, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{draw.randint(0, 999):03}"
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, WEIGHTS, strict=True)) % 11]


def mobile(draw: random.Random) -> str:
    return f"1{draw.randint(3, 9)}{draw.randint(0, 999_999_999):09}"


def card(draw: random.Random) -> str:
    body = f"6222{draw.randint(0, 10**14 - 1):014}"
    total = sum(int(one) * (1 if place % 2 else 2) // 10 + int(one) * (1 if place % 2 else 2) % 10 for place, one in enumerate(reversed(body)))  # fmt: skip
    return body + str(-total % 10)


def split(draw: random.Random, number: str) -> str:
    """As somebody types it: as it is, grouped, in full width."""
    if draw.random() < 0.4:
        return number
    if draw.random() < 0.3:
        return "".join(chr(ord(one) + 0xFEE0) for one in number)
    cut = (3, 4, 4) if len(number) == 11 else (6, 4, 4, 4) if len(number) == 18 else (4, 4, 4, 4, 4)
    parts, at = [], 0
    for size in cut:
        parts.append(number[at : at + size])
        at += size
    return draw.choice((" ", "-", "－")).join(filter(None, parts))


LOOKALIKES = (
    "合同金额13812345678元",
    "代码91653100MA12345678",
    "项目2405-653101-04-01-123456",
    "653101199001011234",
)


def planted(month: Month, numbers: list[str]) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Every number in a free text of the form of 喀什市, and the look-alikes beside the first ones."""
    form = month.form(KASHGAR)
    draw = random.Random(5)
    fields = ("progress", "problems", "next_steps", "evidence", "person", "department")
    places = [(TASKS, row.task.key, name) for row in form.rows if row.asked for name in fields]
    places += [(INDICATORS, row.indicator.id, "explanation") for row in form.indicators]
    for sheet, names, rows in (
        (PROJECTS, ("name", "image", "problems"), 8),
        (EXPERIENCE, ("title", "content", "lead"), 5),
    ):
        places += [(sheet, key, name) for key in row_keys(form, sheet)[:rows] for name in names]
    places += [(COVER, "", name) for name in ("filler", "reviewer", "head", "phone")]
    texts: dict[tuple[str, str, str], list[str]] = {}
    for at, number in enumerate(numbers):
        texts.setdefault(places[at % len(places)], []).append(split(draw, number))
    for at, (place, said) in enumerate(texts.items()):
        beside = LOOKALIKES[at] if at < len(LOOKALIKES) else "完成投资1286万元"
        yield place, f"联系人{'，'.join(said)}；{beside}。"
    for at, key in enumerate(row_keys(form, EXPERIENCE)[:5]):
        yield (EXPERIENCE, key, "category"), ("需地区协调事项", "典型经验", "意见建议")[at % 3]


def texts_of(path: Path) -> Iterator[str]:
    """All text of a file, also of what it carries."""
    data = path.read_bytes()
    if path.suffix == ".eml":
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        yield str(message["Subject"])
        for part in message.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield from texts_in(content)
        return
    yield from texts_in(data)


def texts_in(data: bytes) -> Iterator[str]:
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as package:
            for name in package.namelist():
                yield unescape(re.sub("<[^>]*>", "\n", package.read(name).decode("utf-8", "replace")))
    else:
        text = data.decode("utf-8-sig", "replace")
        yield unescape(text)


def holds(text: str, numbers: list[str]) -> set[str]:
    narrow = text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    digits = re.sub(r"(?<=[0-9])[ \-－](?=[0-9X])", "", narrow).upper()
    return {one for one in numbers if one in digits}


@pytest.mark.nightly
def test_of_two_hundred_planted_numbers_none_leaves_whole(tmp_path: Path) -> None:
    draw = random.Random(19)
    numbers = [(identity, mobile, card)[at % 3](draw) for at in range(200)]
    month = small_month(tmp_path / "月报")
    settings = tmp_path / "月报" / "config.toml"
    text = settings.read_text("utf-8").replace('phone = ""', 'phone = "13999999999"', 1)
    for switch in ("notice", "unit_brief"):
        text = text.replace(f"{switch} = false", f"{switch} = true")
    settings.write_text(text, "utf-8")
    month = Month(month.root)
    changes = dict(planted(month, numbers))
    month.drop("甲.xlsx", month.filled(KASHGAR, changes=dict(changes)))
    workspace = month.workspace
    collect(month.root, workspace.config, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    assert len(SERVING) == len(FEW)
    kept = "\n".join(str(entry.value) for entry in workspace.ledger.entries(JUNE))
    assert len(holds(kept, numbers)) > 190  # the ledger keeps the originals
    report(workspace, JUNE, NOW, progress=lambda work, _what, _count: (one for one in work))
    remind(workspace, JUNE, datetime(2024, 6, 30, 9))
    write_desk(workspace, JUNE, NOW)
    own = {path for path in (month.root / "outbox").rglob("*.xlsx") if path.parent.name == "退回"}
    out = [path for path in (month.root / "outbox").rglob("*") if path.is_file() and path not in own]
    carried = {path for path in out if path.name.startswith(("退回_", "核实_"))}
    assert {path.suffix for path in out} >= {".xlsx", ".docx", ".csv", ".html", ".eml"}
    whole = {path.name: seen for path in out if path not in carried for text in texts_of(path) if (seen := holds(text, numbers))}  # fmt: skip
    assert whole == {}
    for path in carried:  # the unit's own form goes back to it as it was; the words of the mail are masked
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage) and KASHGAR in path.name
        body = message.get_body()
        assert body is not None and not holds(body.get_content(), numbers)
        assert "13999999999" in body.get_content()
    table = month.root / "outbox" / "2024-06" / "汇总" / "data" / "采用单元格.csv"
    cells = "\n".join(" ".join(row) for row in csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert all(one in cells for one in LOOKALIKES) and "****" in cells
    findings = [one for one in workspace.ledger.findings(JUNE) if one.code == "N506"]
    told = {(one.form_sheet, one.key, one.field) for one in findings}
    assert told == {place for place in changes if place[2] not in ("phone", "category")}
