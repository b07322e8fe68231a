"""The first look: files with an official mark of secrecy stay where they lie, and nothing of them is kept."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from collect_month import KASHGAR, Month, mail, small_month, tree, zipped
from packs.packs_month import without_children

from toolkit.inbox.secrecy import bears_mark, is_mark, may_bear
from toolkit.pipeline.collect import collect
from toolkit.terminal import secret_lines

NOON = datetime(2024, 6, 24, 12)
MARKS = (
    "机密★10年", "秘密★长期", "绝密 ★ 30年", "机密·1年", "机密★", "绝密★", "秘密★6个月", "机密 ★ ５年", "机　密★10年", "秘密 5年",
    "机密★启用前", "秘密★2030年12月31日前", "（机密★1年）", "密级：秘密★3年", "机密☆二十年",
)  # fmt: skip
LOOKALIKES = (
    "★", "★ 重点任务", "★机密机房建设", "机密机", "秘密花园", "保密协议", "机密性", "国家秘密法宣传", "机密性★高", "商业秘密保护10家",
    "签订保密协议★12份", "秘密★花园项目", "开展保密教育5年", "机密", "涉密人员10年内不得离岗",
)  # fmt: skip


def workbook(text: str, place: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = text if place == "cell" else "填报表"
    if place == "foot":
        sheet.oddFooter.center.text = text
    if place == "name":
        sheet.title = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(text: str, place: str) -> bytes:
    paper = docx.Document()
    if place == "head":
        paper.sections[0].header.paragraphs[0].add_run(text[:1])
        paper.sections[0].header.paragraphs[0].add_run(text[1:])
    else:
        paper.add_paragraph(text)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_is_a_mark(text: str) -> None:
    assert is_mark(text)


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not is_mark(text)


WAYS: tuple[Callable[[str], bytes], ...] = (
    lambda text: workbook(text, "cell"),
    lambda text: workbook(text, "foot"),
    lambda text: document(text, "head"),
    lambda text: document(text, "paragraph"),
    lambda text: zipped(a__xlsx=workbook(text, "cell")),
    lambda text: mail("a@b.cn", NOON, a__docx=document(text, "head")),
    lambda text: (
        f"From: a@b.cn\nSubject: x\nDate: x\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
    ),
)


def seen(data: bytes) -> bool:
    return may_bear(data) and bears_mark(data)


@pytest.mark.parametrize("way", range(7))
def test_it_is_found_wherever_it_stands_and_false_alarms_are_none(way: int) -> None:
    make = WAYS[way]
    found = [seen(make(text)) for text in MARKS]
    assert all(found), [text for text, one in zip(MARKS, found, strict=True) if not one]
    assert [text for text in LOOKALIKES if seen(make(text))] == []


def test_the_name_of_a_sheet_is_one_place() -> None:
    assert seen(workbook("机密★10年", "name")) and not seen(workbook("★重点", "name"))


@pytest.fixture
def month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Month]:
    without_children(monkeypatch)
    made = small_month(tmp_path / "月报")
    yield made
    made.workspace.ledger.close()


@pytest.mark.nightly
def test_it_stays_and_leaves_no_trace_while_the_others_are_taken(month: Month) -> None:
    marked = document("绝密★30年", "head")
    month.drop("代号松树.docx", marked)
    month.drop("代号杨树.zip", zipped(x__docx=marked))
    month.drop("甲.xlsx", month.filled(KASHGAR))
    workspace = month.workspace
    result = collect(month.root, workspace.config, NOON.replace(day=26), ledger=workspace.ledger, checklist=workspace.checklist)  # fmt: skip
    assert {path.name for path in result.secret} == {"代号杨树.zip", "代号松树.docx"}
    assert result.needs_person and [one.status for one in result.receipts] == ["accepted"]
    assert set(tree(month.inbox)) >= {"代号杨树.zip", "代号松树.docx"}
    assert (month.inbox / "代号松树.docx").read_bytes() == marked
    kept = {path: path.read_bytes() for path in (month.root / "archive").rglob("*") if path.is_file()}
    for word in ("代号松树", "代号杨树"):
        assert not any(word.encode() in data or word in path.name for path, data in kept.items())
    assert marked not in kept.values() and len([path for path in kept if path.parent.name == "objects"]) == 1
    (line,) = secret_lines(result.secret)
    assert "断开网络" in line and "代号松树.docx" in line
