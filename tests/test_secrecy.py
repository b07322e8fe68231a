"""Secrecy: what bears an official mark stays where it lies and nothing of it is kept; what is 内部资料 is held back until a
person rules; an office whose own papers bear a mark drafts no mails and serves no page."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import docx
import openpyxl
import pytest
from collect_month import KASHGAR, Month, mail, small_month, tree, zipped
from packs.packs_month import without_children
from test_private import texts_of

from toolkit.cli import main
from toolkit.core.findings import Finding
from toolkit.core.form import TASKS
from toolkit.core.periods import Period
from toolkit.core.secrecy import held_text, inner_word, level_named, mark_level, told, unquoted, without
from toolkit.errors import OperatorError
from toolkit.inbox.secrecy import level, look, may_bear
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.collecting.firstlook import check_folder, set_aside
from toolkit.pipeline.deciding.rulingcommands import accept
from toolkit.pipeline.desk import write_desk
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.history import import_history
from toolkit.pipeline.generate import generate
from toolkit.pipeline.month.holding import held_review
from toolkit.pipeline.remind import remind
from toolkit.pipeline.report import report
from toolkit.serve.server import serve
from toolkit.terminal import secret_lines

T = TypeVar("T")
NOON = datetime(2024, 6, 24, 12)
JUNE = Period(2024, 6)
MARKS = (
    "机密★10年", "秘密★长期", "绝密 ★ 30年", "机密·1年", "机密★", "绝密★", "秘密★6个月", "机密 ★ ５年", "机　密★10年", "秘密 5年",
    "机密★启用前", "秘密★2030年12月31日前", "（机密★1年）", "密级：秘密★3年", "机密☆二十年", "000012　　机密★1年　　特急",
)  # fmt: skip
LOOKALIKES = (
    "★", "★ 重点任务", "★机密机房建设", "机密机", "秘密花园", "保密协议", "机密性", "国家秘密法宣传", "机密性★高", "商业秘密保护10家",
    "签订保密协议★12份", "秘密★花园项目", "开展保密教育5年", "机密", "涉密人员10年内不得离岗", "★　　★　　机密花园",
)  # fmt: skip
INNER = (
    "本项为内部资料，不对外", "以下内容属于工作秘密", "征地底价每亩 12 万元（不得外传）", "内 部 资 料", "仅供内部参阅", "严禁外传",
)  # fmt: skip
OPEN = ("修订内部资料管理办法", "开展工作秘密保护培训", "外传消息不实", "内部装修完工 3 栋", "内部资料性出版物核发 2 件", "密封条更换")  # fmt: skip


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
    assert mark_level(text)


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not mark_level(text)


def test_levels() -> None:
    assert [mark_level(one) for one in ("秘密★1年", "机密★1年", "绝密★1年", "说明")] == [1, 2, 3, 0]
    assert [level_named(one) for one in ("", "内部", "秘密", "机密★1年")] == [0, 0, 1, 2]


def ofd(text: str) -> bytes:
    page = f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page><ofd:TextCode X="0">{text}</ofd:TextCode></ofd:Page>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", "<ofd:OFD/>")
        package.writestr("Doc_0/Pages/Page_0/Content.xml", page)
    return out.getvalue()


def rtf(text: str) -> bytes:
    written = "".join(f"\\u{ord(one)}?" if ord(one) > 127 else one for one in text)
    return f"{{\\rtf1\\ansi {{\\fonttbl\\f0 SimSun;}}\\pard\\f0\\fs24 {written}\\par end\\par}}".encode()


def letter(text: str) -> bytes:
    return f"From: a@b.cn\nSubject: x\nDate: x\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


WAYS: dict[str, Callable[[str], bytes]] = {
    "cell": lambda text: workbook(text, "cell"),
    "foot": lambda text: workbook(text, "foot"),
    "head": lambda text: document(text, "head"),
    "paragraph": lambda text: document(text, "paragraph"),
    "zip": lambda text: zipped(a__xlsx=workbook(text, "cell")),
    "attachment": lambda text: mail("a@b.cn", NOON, a__docx=document(text, "head")),
    "mail in zip": lambda text: zipped(a__eml=mail("a@b.cn", NOON, a__xlsx=workbook(text, "foot"))),
    "letter": letter,
    "ofd": ofd,
    "rtf": rtf,
}


def seen(data: bytes) -> int:
    return level(data) if may_bear(data) else 0


@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_wherever_it_stands(way: str) -> None:
    assert seen(WAYS[way]("机密★10年")) == 2 and not seen(WAYS[way]("★ 机密机房"))


@pytest.mark.nightly
@pytest.mark.parametrize("way", WAYS)
def test_all_marks_and_no_false_alarm_wherever_they_stand(way: str) -> None:
    make = WAYS[way]
    assert [text for text in MARKS if not seen(make(text))] == []
    assert [text for text in LOOKALIKES if seen(make(text))] == []


def test_the_name_of_a_sheet_is_one_place() -> None:
    assert seen(workbook("机密★10年", "name")) and not seen(workbook("★重点", "name"))


def test_what_cannot_be_opened_bears_none_and_too_much_is_left_to_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert look(b"PK\x03\x04broken") == 0 and look(b"") == 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<w:document>" + " " * 4000)
    assert not may_bear(out.getvalue())
    monkeypatch.setattr("toolkit.inbox.secrecy._QUICK", 1000)
    assert may_bear(out.getvalue()) and not look(out.getvalue())


@pytest.fixture
def month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Month]:
    without_children(monkeypatch)
    made = small_month(tmp_path / "月报")
    yield made
    made.workspace.ledger.close()


def taken(month: Month) -> CollectResult:
    workspace = month.workspace
    when = NOON.replace(day=26)
    return collect(month.root, workspace.config, when, ledger=workspace.ledger, checklist=workspace.checklist)


def traces(root: Path, words: tuple[str, ...], data: bytes) -> list[str]:
    """Files outside inbox/ that know of it: by name, by what they hold, or by its bytes."""
    return [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and "inbox" not in path.relative_to(root).parts[:1]
        for content in [path.read_bytes()]
        if content == data or any(word in path.name or word.encode() in content for word in words)
    ]


@pytest.mark.nightly
def test_it_stays_and_leaves_no_trace_while_the_others_are_taken(month: Month) -> None:
    marked = document("绝密★30年", "head")
    month.drop("代号松树.docx", marked)
    month.drop("代号杨树.zip", zipped(x__docx=marked))
    month.drop("甲.xlsx", month.filled(KASHGAR))
    result = taken(month)
    assert {path.name for path in result.secret} == {"代号杨树.zip", "代号松树.docx"}
    assert result.needs_person and [one.status for one in result.receipts] == ["accepted"]
    assert set(tree(month.inbox)) >= {"代号杨树.zip", "代号松树.docx"}
    assert (month.inbox / "代号松树.docx").read_bytes() == marked
    write_desk(month.workspace, JUNE, NOON)
    assert traces(month.root, ("代号松树", "代号杨树"), marked) == []
    objects = [path for path in (month.root / "archive" / "objects").rglob("*") if path.is_file()]
    assert len(objects) == 1


@pytest.mark.nightly
def test_by_command_line_with_real_children_and_moved_only_on_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    month = small_month(tmp_path / "月报")
    month.workspace.ledger.close()
    marked = mail("a@b.cn", NOON, a__xlsx=workbook("机密★10年", "foot"))
    month.drop("代号松树.eml", marked)
    command = ["--root", str(month.root), "--now", "2024-06-26T12:00", "collect"]
    assert main(command) == 1
    said = capsys.readouterr().out
    assert "断开网络" in said and "代号松树.eml" in said and (month.inbox / "代号松树.eml").is_file()
    assert traces(month.root, ("代号松树",), marked) == []
    monkeypatch.setenv("TOOLKIT_PROGRESS", "lines")  # as the page begins it, which keeps what is said
    assert main(command) == 1 and "代号松树" not in capsys.readouterr().out
    aside = tmp_path / "保密介质"
    assert main([*command, "--secret-to", str(aside)]) == 2  # it is not there
    aside.mkdir()
    assert main([*command, "--secret-to", str(aside)]) == 1
    assert (aside / "代号松树.eml").read_bytes() == marked and not (month.inbox / "代号松树.eml").exists()
    assert traces(month.root, ("代号松树",), marked) == []


def test_marked_files_go_only_to_a_folder_outside_and_over_nothing(tmp_path: Path) -> None:
    root, aside = tmp_path / "月报", tmp_path / "介质"
    (root / "inbox").mkdir(parents=True)
    with pytest.raises(OperatorError):
        check_folder(root, aside)
    with pytest.raises(OperatorError):
        check_folder(root, root / "inbox")
    aside.mkdir()
    check_folder(root, aside)
    for name, data in (("甲", b"1"), ("乙", b"2")):
        (root / "inbox" / name).write_bytes(data)
    (aside / "乙").write_bytes(b"3")
    lines = list(set_aside([root / "inbox" / "甲", root / "inbox" / "乙"], aside))
    assert (aside / "甲").read_bytes() == b"1" and (aside / "乙").read_bytes() == b"3"
    assert (root / "inbox" / "乙").is_file() and "没有移" in lines[1]


def test_the_sentence_says_stop_disconnect_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOOLKIT_PROGRESS", raising=False)
    assert secret_lines([]) == []
    (line,) = secret_lines([Path("inbox/甲.docx")])
    assert all(word in line for word in ("停止操作", "断开网络", "保密工作人员", "甲.docx"))
    monkeypatch.setenv("TOOLKIT_PROGRESS", "lines")
    assert "甲.docx" not in secret_lines([Path("inbox/甲.docx")])[0]


@pytest.mark.parametrize("text", INNER)
def test_a_text_that_must_stay_inside_is_known(text: str) -> None:
    assert inner_word(text) and inner_word(text) in held_text(text)


@pytest.mark.parametrize("text", (*OPEN, *LOOKALIKES))
def test_what_only_speaks_of_such_things_is_open(text: str) -> None:
    assert not inner_word(text)


def test_no_finding_quotes_it_not_even_a_part() -> None:
    text = "征地底价每亩 12 万元，拟于下月公布，内部资料"
    found = [
        Finding("Q504", "u", key="a", seen=text),
        Finding("Q505", "u", key="b", seen="征地底价每亩 12 …"),
        Finding("Q501", "u", key="c", seen="5", values={"shown": text[4:16], "name": "用地"}, wanted=f"已写的“{text[:10]}…”没有说明原因。"),
        Finding("Q504", "u", key="d", seen="平稳推进"),
    ]  # fmt: skip
    shown = [(one.seen, *one.values.values(), one.wanted) for one in unquoted(found, [text])]
    assert not any("底价" in part for one in shown for part in one)
    assert shown[2][0] == "5" and shown[3][0] == "平稳推进" and shown[0][0] == told(text)
    assert without(told(text), [text]) == told(text) and told(text) != told(text + "。")


def test_what_a_lead_unit_marks_is_held_until_accepted() -> None:
    from toolkit.core.reviews import LeadOpinion, LeadReview

    opinion = LeadOpinion("653101", "T02-3", "有异议", 5, "", "底价为工作秘密", "核对", "F9")
    review = LeadReview("地区住建局", JUNE, "", "总体平稳，内部资料", {"经办": "王"}, (opinion,), "archive/x")
    made, found = held_review(review, set())
    assert made.overall == held_text(review.overall) and "底价" not in made.opinions[0].reason
    assert [one.code for one in found] == ["Q507", "Q507"] and made.cover == {"经办": "王"}
    again, _ = held_review(review, {(one.id, one.seen) for one in found})
    assert again == review


def outgoing(root: Path, text: str) -> list[str]:
    """Names of outgoing files in which the text stands, attachments of mails apart."""
    found = []
    for path in (root / "outbox").rglob("*"):
        if not path.is_file() or path.parent.name == "退回":
            continue
        if path.suffix == ".eml":
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body()
            parts = [body.get_content() if body else "", str(message["Subject"])]
        else:
            parts = list(texts_of(path))
        if any(text in part for part in parts):
            found.append(path.name)
    return sorted(found)


@pytest.mark.nightly
def test_it_is_held_back_from_all_papers_until_a_person_lets_it_out(month: Month) -> None:
    text = "与三家企业谈妥地价，底价为每亩一十二万元整，内部资料"
    core = "底价为每亩一十二万元整"
    workspace = month.workspace
    task = next(row.task.key for row in month.form(KASHGAR).rows)
    month.drop("甲.xlsx", month.filled(KASHGAR, changes={(TASKS, task, "progress"): text}))
    taken(month)
    (entry,) = [one for one in workspace.ledger.entries(JUNE) if one.value == text]
    report(workspace, JUNE, NOON, progress=at_once)
    remind(workspace, JUNE, datetime(2024, 6, 30, 9))
    write_desk(workspace, JUNE, NOON)
    assert outgoing(month.root, core) == []
    held = outgoing(month.root, "办公室裁定以前不外送")
    assert any(name.endswith(".csv") for name in held) and any(name.endswith(".xlsx") for name in held)
    (finding,) = [one for one in workspace.ledger.findings(JUNE) if one.code == "Q507"]
    assert (finding.key, finding.field) == (task, "progress") and core not in finding.seen
    own = [path for path in (month.root / "outbox").rglob("退回/*.xlsx") if KASHGAR in path.name]
    assert own and any(core in part for part in texts_of(own[0]))  # the unit's own form keeps its text
    accept(workspace, JUNE, finding.id, "", "看过原件，可以外送", "王敏", NOON)
    report(workspace, JUNE, NOON, progress=at_once)
    assert any(name.endswith(".csv") for name in outgoing(month.root, core)) and entry.source
    month.drop("乙.xlsx", month.filled(KASHGAR, changes={(TASKS, task, "progress"): text + "（改）"}))
    taken(month)
    report(workspace, JUNE, NOON, progress=at_once)
    assert outgoing(month.root, core) == []  # another text is asked about anew


def at_once(work: Iterator[T], _what: str, _count: int) -> Iterator[T]:
    """No bar on the screen."""
    yield from work


def marked_office(root: Path, secrecy: str) -> Workspace:
    settings = root / "config.toml"
    settings.write_text(settings.read_text("utf-8").replace('secrecy = ""', f'secrecy = "{secrecy}"', 1), "utf-8")  # fmt: skip
    return Workspace(root)


@pytest.mark.nightly
def test_a_marked_table_of_former_months_is_not_imported(month: Month, tmp_path: Path) -> None:
    table = tmp_path / "以前.xlsx"
    table.write_bytes(workbook("机密★10年", "foot"))
    with pytest.raises(OperatorError, match="保密工作人员"):
        import_history(month.workspace, table, Period(2023, 6), NOON)
    assert traces(month.root, ("以前.xlsx",), table.read_bytes()) == []


def test_an_office_with_a_mark_serves_no_page(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(Path("config.toml").read_bytes())
    workspace = marked_office(tmp_path, "机密★1年")
    assert workspace.config.secret and workspace.config.marking == "机密★1年"
    with pytest.raises(OperatorError, match="密级"):
        serve(tmp_path)


@pytest.mark.nightly
def test_an_office_with_a_mark_drafts_no_mails_marks_its_papers_and_takes_what_bears_no_higher_mark(
    month: Month,
) -> None:
    before = generate(month.workspace, JUNE, NOON, progress=at_once)
    assert before.mails and all(path.is_file() for path in before.mails)
    month.workspace.ledger.close()
    workspace = marked_office(month.root, "机密★1年")
    made = generate(workspace, JUNE, NOON, progress=at_once)
    assert made.forms and not made.mails and not any(path.exists() for path in before.mails)
    month = Month(month.root)
    month.drop("甲.xlsx", month.filled(KASHGAR))
    month.drop("附.docx", document("秘密★1年", "head"))
    month.drop("高.docx", document("绝密★1年", "head"))
    result = taken(month)
    assert [path.name for path in result.secret] == ["高.docx"]
    report(month.workspace, JUNE, NOON, progress=at_once)
    told = remind(month.workspace, JUNE, datetime(2024, 6, 30, 9))
    assert told.chat == "" and any("secrecy" in note for note in month.workspace.notes)
    papers = [path for path in (month.root / "outbox" / "2024-06").rglob("*") if path.is_file()]
    assert not [path for path in papers if path.suffix == ".eml" or "群消息" in path.name or path.name.startswith("发送清单")]  # fmt: skip
    bare = [
        path.name
        for path in papers
        if path.suffix in (".xlsx", ".docx", ".html")
        and not any("机密★1年" in part for part in marks_of(path))
    ]
    assert bare == []
    assert (month.root / "outbox" / "2024-06" / "催报" / "催报清单.xlsx").is_file()


def marks_of(path: Path) -> Iterator[str]:
    """All text of a paper, heads and feet too."""
    if path.suffix == ".html":
        yield path.read_text("utf-8")
        return
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                yield package.read(name).decode("utf-8")
