"""The one way out: what is not written, and what 发送清单 says of every draft that lies ready."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from toolkit.core.codec import plain
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import (
    ISSUING,
    NOT_WRITTEN,
    READY,
    RECEIPT,
    REVIEW,
    SENDING,
    SUPERVISING,
    TO_ADDRESS,
    TO_CHECK,
    Carried,
    Posted,
)
from toolkit.outputs.context import OutputContext
from toolkit.outputs.letters.mails import DOCX, Attachment
from toolkit.outputs.letters.postlist import write_post_list
from toolkit.pipeline import generate
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing import posting
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter, post
from toolkit.pipeline.mailing.postlist import posted, read_draft

JUNE = Period(2024, 6)
KASHGAR, SHUFU = "653101", "653121"
Book = Callable[..., Workspace]


@pytest.fixture
def opened(small_copy: Path) -> Book:
    """The folder with addresses in the sheet 单位: ``opened(喀什市=("a@x.cn",))``."""

    def workspace(**addresses: tuple[str, ...]) -> Workspace:
        space = Workspace(small_copy)
        units = [replace(one, email=addresses.get(one.name, ())) for one in space.checklist.units]
        space.checklist = replace(space.checklist, units=tuple(units))
        return space

    return workspace


def unit(space: Workspace, code: str) -> Unit:
    return next(one for one in space.checklist.units if one.code == code)


def form_of(space: Workspace, code: str, period: Period = JUNE) -> Attachment:
    (path,) = space.outbox(period, "下发").glob(f"{code}_*.xlsx")
    return Attachment(path.name, path.read_bytes())


def sending(space: Workspace, code: str, *attachments: Attachment) -> Letter:
    one = unit(space, code)
    return Letter(SENDING, "下发.txt", mail_values(space, JUNE, one), one, attachments)


def row_of(space: Workspace, name: str) -> Posted:
    (row,) = [row for row in posted(space, JUNE) if row.draft == name]
    return row


def test_what_agrees_is_ready_and_named_with_its_hash_and_place(opened: Book) -> None:
    space = opened(喀什市=("a@x.cn", "b@x.cn"))
    form = form_of(space, KASHGAR)
    (path,) = post(space, JUNE, [sending(space, KASHGAR, form)])
    row = row_of(space, path.name)
    assert (row.state, row.why, row.to) == (READY, "", ("a@x.cn", "b@x.cn"))
    (carried,) = row.carried
    assert carried.sha256 == hashlib.sha256(form.data).hexdigest()
    assert (space.root / carried.place).read_bytes() == form.data
    assert row.subject.endswith("（喀什市）") and row.body.startswith("喀什市：")


@pytest.mark.parametrize("wrong", ["another unit's", "another month's", "nobody's", "no workbook"])
def test_an_attachment_that_is_not_the_units_stops_its_draft_alone(wrong: str, opened: Book) -> None:
    space = opened(喀什市=("a@x.cn",), 疏附县=("b@x.cn",))
    attachment = {
        "another unit's": lambda: form_of(space, SHUFU),
        "another month's": lambda: form_of(space, KASHGAR, JUNE.previous),
        "nobody's": lambda: Attachment("x.xlsx", blank_workbook()),
        "no workbook": lambda: Attachment("x.xlsx", b"PK"),
    }[wrong]()
    right = sending(space, SHUFU, form_of(space, SHUFU))
    old = space.outbox(JUNE, "邮件", "下发_653101_喀什市.eml")
    before = old.read_bytes()
    paths = post(space, JUNE, [sending(space, KASHGAR, attachment), right])
    assert [path.name for path in paths] == ["下发_653121_疏附县.eml"]
    assert old.read_bytes() == before
    (line,) = space.missing.lines()
    assert "下发_653101_喀什市.eml" in line and attachment.name in line and "不是这次的" in line
    row = row_of(space, old.name)
    assert row.state == TO_CHECK and "不要发" in row.why
    space.missing.failed.clear()
    post(space, JUNE, [sending(space, KASHGAR, form_of(space, KASHGAR))])
    assert row_of(space, old.name).state == READY


def blank_workbook() -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def test_a_word_paper_goes_to_whom_it_greets(opened: Book) -> None:
    from toolkit.outputs.context import OutputContext
    from toolkit.outputs.notes.supervisionslip import write_slip

    space = opened(喀什市=("a@x.cn",), 疏附县=("b@x.cn",))
    context = OutputContext("办公室", JUNE, None, ())
    theirs = Attachment("督办单.docx", write_slip("喀什市", None, 1, (), context), DOCX)
    words = {"督办单号": "2024年第1号", "事项数": 0, "事项": []}

    def letter(code: str) -> Letter:
        one = unit(space, code)
        return Letter(SUPERVISING, "督办.txt", mail_values(space, JUNE, one) | words, one, [theirs])

    assert [path.name for path in post(space, JUNE, [letter(KASHGAR), letter(SHUFU)])] == [
        "督办_653101_喀什市.eml"
    ]


def test_an_address_of_two_units_is_in_neither_draft_and_the_list_says_whose_it_is(opened: Book) -> None:
    space = opened(喀什市=("a@x.cn",), 疏附县=("A@x.cn", "b@x.cn"))
    letters = [sending(space, code, form_of(space, code)) for code in (KASHGAR, SHUFU)]
    first, second = (row_of(space, path.name) for path in post(space, JUNE, letters))
    assert (first.to, first.state) == ((), TO_ADDRESS) and "疏附县" in first.why
    assert (second.to, second.state) == (("b@x.cn",), TO_CHECK) and "喀什市" in second.why


def test_the_list_follows_what_changed_since_a_draft_was_written(opened: Book) -> None:
    space = opened(喀什市=("a@x.cn",), 疏附县=("b@x.cn",))
    post(space, JUNE, [sending(space, code, form_of(space, code)) for code in (KASHGAR, SHUFU)])
    changed = row_of(opened(喀什市=("new@x.cn",)), "下发_653101_喀什市.eml")
    assert changed.state == TO_CHECK and "单位" in changed.why
    space.outbox(JUNE, "下发", form_of(space, KASHGAR).name).write_bytes(b"another")
    stale = row_of(space, "下发_653101_喀什市.eml")
    assert stale.state == TO_CHECK and "653101_喀什市_2024-06.xlsx" in stale.why
    draft = space.outbox(JUNE, "邮件", "下发_653121_疏附县.eml")
    draft.write_bytes(draft.read_bytes().replace(b"b@x.cn", b"c@x.cn"))
    edited = row_of(Workspace(space.root), draft.name)
    assert edited.state == TO_CHECK and "有人改过" in edited.why


def test_a_lead_unit_without_an_address_has_no_draft_but_a_line(opened: Book) -> None:
    space = opened()
    letter = Letter(REVIEW, "核对.txt", {}, Unit("", "地区教育局", "教育局"), needs_address=True)
    assert post(space, JUNE, [letter], [REVIEW]) == [] and not space.missing.failed
    row = row_of(space, "核对_地区教育局.eml")
    assert (row.state, row.unit) == (NOT_WRITTEN, "地区教育局") and "没有邮箱" in row.why
    post(space, JUNE, [], [REVIEW])
    assert all(row.kind != REVIEW for row in posted(space, JUNE))


def test_the_issued_paper_has_one_draft_that_the_office_addresses(opened: Book) -> None:
    space = opened()
    words = {"专报名称": "某专报", "期号": "第6期", "报": "组长", "送": "", "发": ""}
    paper = Attachment("2024-06_专报_第6期.docx", b"sealed", DOCX, shared=True)
    space.write(space.outbox(JUNE, "汇总", paper.name), paper.data)
    letter = Letter(
        ISSUING, "印发.txt", mail_values(space, JUNE, None) | words, attachments=[paper], name="第6期"
    )
    (path,) = post(space, JUNE, [letter], [ISSUING])
    row = row_of(space, "印发_第6期.eml")
    assert (row.state, row.to, row.unit) == (TO_ADDRESS, (), "") and "发放范围" in row.why
    assert "报：组长" in row.body and "送：" not in row.body
    post(space, JUNE, (), [ISSUING])
    assert not path.exists()


def test_the_workbook_has_a_line_a_draft_and_the_same_bytes_again(opened: Book) -> None:
    space = opened(喀什市=("13912345678@x.cn",))
    post(space, JUNE, [sending(space, KASHGAR, form_of(space, KASHGAR))])
    path = space.outbox(JUNE, "邮件", "发送清单.xlsx")
    data = path.read_bytes()
    post(space, JUNE, [])
    assert path.read_bytes() == data
    book = openpyxl.load_workbook(BytesIO(data))
    listed = [[str(cell) for cell in row] for row in book["发送清单"].iter_rows(min_row=5, values_only=True)]
    assert [row[1] for row in listed if row[2] == READY] == ["喀什市"]
    assert {row[7] for row in listed if row[2] != NOT_WRITTEN} == {
        path.name for path in path.parent.glob("*.eml")
    }
    (web,) = book["网页邮箱用"].iter_rows(min_row=5, values_only=True)
    assert web[0] == "13912345678@x.cn"  # an address, no telephone number
    assert "喀什市" in str(web[2]) and "报送截止" in str(web[3])
    assert str(web[5]).splitlines()[0] == "outbox/2024-06/下发/653101_喀什市_2024-06.xlsx"


def test_texts_for_groups_follow_what_lies_ready(small_demo: Path) -> None:
    folder = small_demo / "outbox/2024-06/邮件"
    assert "报送截止2024年6月25日18时" in (folder / "群消息_下发.txt").read_text("utf-8-sig")
    told = (folder / "群消息_收表.txt").read_text("utf-8-sig")
    space = Workspace(small_demo)
    for row in posted(space, JUNE):
        short = next((one.short for one in space.checklist.units if one.name == row.unit), "")
        if row.kind in (RECEIPT, "退回", "核实"):
            assert short in told
    assert "@" not in told


def test_a_return_is_answered_by_one_mail_that_says_what_was_read(small_demo: Path) -> None:
    folder = small_demo / "outbox/2024-06/邮件"
    returned = {one.unit for one in Workspace(small_demo).ledger.submissions(JUNE)}
    answers = [path for kind in ("退回", "核实", RECEIPT) for path in folder.glob(f"{kind}_*.eml")]
    assert sorted(path.name.split("_")[1] for path in answers) == sorted(returned)
    (receipt,) = folder.glob(f"{RECEIPT}_*.eml")
    body = next(row.body for row in posted(Workspace(small_demo), JUNE) if row.draft == receipt.name)
    for words in ("收到并读入", "任务 ", "指标 ", "项目 ", "1. T", "盖章扫描件", "报送"):
        assert words in body
    lights = [
        line.rpartition("● ")[2][:1]
        for line in body.splitlines()
        if line[:2].rstrip(".").isdigit() and " T" in line
    ]
    told = [("红", "黄").index(one) if one in ("红", "黄") else 2 for one in lights]
    assert told == sorted(told) and len(told) == 5


def test_what_a_draft_says_when_it_is_made_is_what_a_mail_program_reads(small_demo: Path) -> None:
    """Of every draft of the demo, and it lay in the record by the hash of its bytes."""
    kept = json.loads((small_demo / "archive/runs/2024-06-mails.json").read_bytes())["said"]
    drafts = [path.read_bytes() for path in (small_demo / "outbox/2024-06/邮件").glob("*.eml")]
    assert len(drafts) > 10
    for data in drafts:
        assert kept[hashlib.sha256(data).hexdigest()] == plain(read_draft(data))


def test_many_drafts_are_written_some_at_a_time(opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    space = opened()
    units = space.checklist.units_in(JUNE)
    announced: list[int] = []
    announce = space.files.announce
    monkeypatch.setattr(posting, "_AT_ONCE", 4)
    monkeypatch.setattr(
        space.files, "announce", lambda files: (announced.append(len(files)), announce(files))[1]
    )
    values = [mail_values(space, JUNE, one) for one in units]
    letters = [
        Letter(RECEIPT, "下发.txt", value, one, (), "第9版") for value, one in zip(values, units, strict=True)
    ]
    paths = post(space, JUNE, letters)
    assert [path.name for path in paths] == [letter.file for letter in letters]
    assert all(path.exists() for path in paths)
    assert max(announced) == 4 and len(units) > 8


def test_a_form_that_cannot_be_read_again_costs_its_mail_alone(
    opened: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = opened(喀什市=("a@x.cn",), 疏附县=("b@x.cn",))
    forms = {
        unit(space, code): [space.outbox(JUNE, "下发", form_of(space, code).name)]
        for code in (KASHGAR, SHUFU)
    }
    lost = forms[unit(space, KASHGAR)][0]
    lost.unlink()
    letters = list(generate._letters(space, JUNE, forms, ()))
    assert [bool(letter.lacks) for letter in letters] == [True, False] and lost.name in letters[0].lacks
    assert [path.name for path in post(space, JUNE, letters)] == ["下发_653121_疏附县.eml"]
    (line,) = space.missing.lines()
    assert lost.name in line


def test_each_line_of_the_list_says_why_to_whom_and_with_what() -> None:
    carried = (
        Carried("甲.xlsx", "ab" * 32, "outbox/2024-06/下发/甲.xlsx"),
        Carried("附件.docx", "cd" * 32, "outbox/乙.docx"),
    )
    ready = Posted(
        SENDING, "喀什市", READY, "", "下发_喀什市.eml", ("a@x.cn", "b@x.cn"), ("c@x.cn", "d@x.cn"), "请填报", "正文", carried,
    )  # fmt: skip
    held = Posted(RECEIPT, "", NOT_WRITTEN, "没有邮箱，补在“单位”表里")
    context = OutputContext("办公室", JUNE, None, ())
    book = openpyxl.load_workbook(BytesIO(write_post_list([ready, held], context)))
    rows = [list(row[:9]) for row in book["发送清单"].iter_rows(values_only=True)]
    heads = [
        "种类",
        "单位",
        "能不能发",
        "原因和办法",
        "收件人",
        "抄送",
        "附件",
        "草稿",
        "附件哈希（SHA-256）",
    ]
    hashes, names = "\n".join(("ab" * 32, "cd" * 32)), "甲.xlsx\n附件.docx"
    sent = [
        "下发",
        "喀什市",
        "可以发",
        "—",
        "a@x.cn\nb@x.cn",
        "c@x.cn\nd@x.cn",
        names,
        "下发_喀什市.eml",
        hashes,
    ]
    assert rows[rows.index(heads) + 1 :] == [
        sent,
        ["回执", "—", "没有写", "没有邮箱，补在“单位”表里", "—", "—", "—", "—", "—"],
    ]
    web = [list(row[:6]) for row in book["网页邮箱用"].iter_rows(values_only=True)]
    assert web[web.index(["收件人", "抄送", "主题", "正文", "附件", "附件在哪里"]) + 1 :] == [
        [
            "a@x.cn;b@x.cn",
            "c@x.cn;d@x.cn",
            "请填报",
            "正文",
            names,
            "outbox/2024-06/下发/甲.xlsx\noutbox/乙.docx",
        ]
    ]
