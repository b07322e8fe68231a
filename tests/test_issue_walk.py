"""From the edited draft to the corrected issue: every text that was printed or typed is found again at the end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import docx
import openpyxl
import pytest
from office_edits import edit, lost
from test_issue import issue, late_return, paper

from toolkit.cli import main
from toolkit.word.sentences import sentences_of

OWN = "请各县市把暑期抢工期作为头等大事，专班专人盯到项目上。"


def run(root: Path, *words: str, now: str) -> int:
    return main([*words, "--root", str(root), "--now", now])


def add_paragraph(path: Path, text: str) -> None:
    document = docx.Document(str(path))
    next(one for one in document.paragraphs if one.style.name == "提要").insert_paragraph_before(text)
    document.save(str(path))


def texts(path: Path) -> list[str]:
    return [one.text for one in sentences_of(path.read_bytes())]


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-journal", "-wal", "-shm"))
    }


def test_a_rerun_keeps_the_words_of_the_office(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = paper(small_copy)
    add_paragraph(draft, OWN)
    edited = draft.read_bytes()
    capsys.readouterr()
    run(small_copy, "report", now="2024-06-28T10:00")
    assert draft.read_bytes() == edited  # nothing has moved: not a byte is touched
    said = capsys.readouterr().out
    assert "2024-06_专报.docx 有人改过，文字没有动" in said
    late_return(small_copy, "巴楚县")
    run(small_copy, now="2024-07-03T10:00")
    said = capsys.readouterr().out
    assert OWN in "".join(texts(draft))
    assert "处要人改" in said
    listed = draft.parent / "附" / "2024-06_专报_待改.xlsx"
    rows = list(openpyxl.load_workbook(listed).active.iter_rows(min_row=5, values_only=True))
    assert f"还有 {sum(row[0] is not None for row in rows)} 处要人改" in said
    fresh = texts(draft.parent / "附" / "2024-06_专报_程序新稿.docx")
    assert OWN not in "".join(fresh)
    # every sentence on paper is the old one, or today's: never old words with other numbers in between
    before = [one.text for one in sentences_of(edited)]
    assert all(text in before or text in fresh for text in texts(draft))
    # and whoever would issue it now is told what is open, of every kind
    capsys.readouterr()
    assert issue(small_copy, "2024-07-03T11:00", "--yes") == 2
    said = capsys.readouterr().out
    for kind in ("处待改", "专报里的数有未改的错误", "另有未改的错误", "单位未报", "疑问"):
        assert kind in said, kind


def test_issue_asks_and_changes_nothing_when_it_is_refused(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(small_copy)
    capsys.readouterr()
    assert issue(small_copy, "2024-06-28T10:00", "--yes") == 2
    told = capsys.readouterr()
    assert "【须先改】" in told.out
    assert "单位未报" in told.out
    assert "没有封存" in told.err
    assert tree(small_copy) == before
    assert issue(small_copy, "2024-06-28T10:00", "--despite", "先印发") == 2  # without a name
    assert tree(small_copy) == before


def test_a_wrong_number_in_the_paper_is_grave(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from test_issue import one_digit_changed

    one_digit_changed(paper(small_copy))
    capsys.readouterr()
    assert issue(small_copy, "2024-06-28T10:00", "--yes") == 2
    assert "应为" in capsys.readouterr().out


def test_a_deleted_control_is_refused_with_its_place(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = paper(small_copy)
    document = docx.Document(str(draft))
    for control in list(document.element.body.iter("{*}sdt")):
        if any(tag.values()[0] == "issue:number" for tag in control.iter("{*}tag")):
            control.getparent().remove(control)
    document.save(str(draft))
    assert issue(small_copy, "2024-06-28T10:00") == 2
    assert "期号" in capsys.readouterr().err


def test_right_after_the_issue_nothing_is_to_correct(small_copy: Path) -> None:
    add_paragraph(paper(small_copy), OWN)
    assert issue(small_copy, "2024-06-28T10:00") == 0
    run(small_copy, "report", now="2024-06-28T11:00")
    assert not paper(small_copy, "更正表.docx").exists()


def test_another_file_and_another_month_are_refused(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = small_copy / "别的.docx"
    docx.Document().save(str(other))
    wrong = small_copy / "a.xlsx"
    openpyxl.Workbook().save(wrong)
    assert main(["issue", str(wrong), "--yes", "--root", str(small_copy)]) == 2
    assert ".docx" in capsys.readouterr().err
    assert main(["issue", str(other), "--yes", "--root", str(small_copy)]) == 2


def printed(root: Path) -> dict[str, str]:
    """Papers that may have been handed out, by their bytes."""
    folder = root / "outbox" / "2024-06" / "汇总"
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.name
        for path in folder.rglob("*.docx")
        if "期" in path.name or "更正表" in path.name
    }


def test_the_whole_walk_loses_no_word(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Edits of every kind: a paragraph of one's own, one moved, a row struck out, a comment, tracked changes, a header, a
    text box, a picture."""
    draft = paper(small_copy)
    add_paragraph(draft, OWN)
    struck = edit(draft)
    assert lost(draft.read_bytes(), struck) == []
    out: dict[str, str] = {}
    run(small_copy, "report", now="2024-06-28T10:00")
    main(["verify", str(draft), "--root", str(small_copy)])
    assert issue(small_copy, "2024-06-30T10:00") == 0
    first = paper(small_copy, "专报_第1期.docx")
    sealed = first.read_bytes()
    assert lost(sealed, struck) == []
    out |= printed(small_copy)
    assert OWN in "".join(texts(first))
    assert "第1期" in texts(first)
    assert "2024年6月30日" in "".join(texts(first))

    late_return(small_copy, "巴楚县")
    capsys.readouterr()
    assert run(small_copy, now="2024-07-03T10:00") == 1
    assert "更正表" in capsys.readouterr().out
    assert paper(small_copy, "更正表.docx").is_file()
    assert first.read_bytes() == sealed

    out |= printed(small_copy)
    assert main(["issue", "--reopen", "巴楚县补报", "--root", str(small_copy)]) == 2  # nobody's name
    assert main(["issue", "--reopen", "巴楚县补报", "--name", "王", "--root", str(small_copy)]) == 0
    run(small_copy, "report", now="2024-07-03T11:00")
    assert issue(small_copy, "2024-07-03T12:00") == 0
    again = paper(small_copy, "专报_第1期（更正）.docx")
    words = "".join(texts(again))
    assert "第1期（更正）" in words
    assert "本期更正2024年6月30日印发的第1期，更正原因：巴楚县补报。" in words
    assert OWN in words
    # the first one stays, in 汇总 and for good under archive/issued
    kept = small_copy / "archive" / "issued"
    assert first.read_bytes() == sealed
    assert (kept / first.name).read_bytes() == sealed
    assert (kept / again.name).read_bytes() == again.read_bytes()

    assert lost(again.read_bytes(), struck) == []
    out |= printed(small_copy)
    run(small_copy, "generate", "-p", "2024-07", now="2024-07-05T09:00")
    run(small_copy, "-p", "2024-07", now="2024-07-26T09:00")
    assert first.read_bytes() == sealed
    assert OWN in "".join(texts(draft))
    capsys.readouterr()
    main(["issue", "--list", "--root", str(small_copy)])
    said = capsys.readouterr().out
    assert hashlib.sha256(sealed).hexdigest()[:16] in said
    assert "巴楚县补报（王）" in said
    assert "错误已电话核实（张三）" in said
    assert said.count("第1期") == 2
    # whatever was handed out is there byte for byte, and every edit stands in the draft
    assert len(out) == 3 and out.keys() <= set(tree(small_copy).values())
    assert lost(draft.read_bytes(), struck) == []


@pytest.mark.slow
def test_a_sealed_paper_that_is_gone_or_changed_is_said(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(small_copy, "2024-06-30T10:00") == 0
    sealed = paper(small_copy, "专报_第1期.docx")
    printed = sealed.read_bytes()
    sealed.unlink()
    run(small_copy, "report", now="2024-06-30T11:00")
    assert sealed.read_bytes() == printed
    add_paragraph(sealed, OWN)
    capsys.readouterr()
    run(small_copy, "report", now="2024-06-30T12:00")
    assert "封存后被改动" in capsys.readouterr().out
    assert OWN in "".join(texts(sealed))
    assert (small_copy / "archive" / "issued" / sealed.name).read_bytes() == printed


def test_two_tables_that_the_office_filled_are_read_before_issuing(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paper(small_copy, "审定表.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F5"] = "记一笔"
    book.save(path)
    capsys.readouterr()
    issue(small_copy, "2024-06-28T10:00", "--yes")
    assert "审定表.xlsx 里有填写还没有读入" in capsys.readouterr().out


def test_a_copy_that_the_office_saved_beside_the_draft_is_named_before_another_is_sealed(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word's “另存为”, then a run that writes a new draft: the words of the office are in the other file."""
    draft = paper(small_copy)
    add_paragraph(draft, OWN)
    copy = draft.rename(draft.with_name("专报 定稿.docx"))
    run(small_copy, "report", now="2024-06-28T10:00")
    capsys.readouterr()
    assert run(small_copy, "issue", "--yes", now="2024-06-28T11:00") == 2
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if copy.name in line]
    assert line.endswith('运行 python run_report.py issue "outbox/2024-06/汇总/专报 定稿.docx" -p 2024-06')
    run(small_copy, "issue", str(copy), "--yes", now="2024-06-28T11:00")
    (named,) = [line for line in capsys.readouterr().out.splitlines() if copy.name in line]
    assert "改过以后没有用 verify 核对过" in named  # it is the paper that is issued, no longer one beside it


@pytest.mark.slow
def test_a_paper_of_which_hundreds_of_numbers_are_wrong_does_not_fill_the_screen(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = paper(demo_copy)
    document = docx.Document(str(draft))
    wrong = 0
    for control in document.element.body.iter("{*}sdt"):
        node = next(control.iter("{*}t"), None)
        if node is not None and (node.text or "").strip("0123456789.") == "" and node.text:
            node.text = "7" + node.text
            wrong += 1
    document.save(str(draft))
    capsys.readouterr()
    assert issue(demo_copy, "2024-06-28T10:00", "--yes") == 2
    said = capsys.readouterr().out
    assert "改动了的数另有" in said and len(said.splitlines()) < 30
    assert run(demo_copy, "verify", now="2024-06-28T10:00") == 1
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) <= 65 and any("行，见 archive/运行日志.txt" in line for line in shown)
    logged = (demo_copy / "archive" / "运行日志.txt").read_text("utf-8-sig")
    assert logged.count("文中改动") == wrong > 250
    assert run(demo_copy, "verify", "--verbose", now="2024-06-28T10:00") == 1
    assert capsys.readouterr().out.count("文中改动") == logged.count("文中改动")


def test_a_paper_sealed_out_of_date_is_not_said_to_have_been_overtaken(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from test_issue import one_digit_changed

    one_digit_changed(paper(small_copy))
    assert issue(small_copy, "2024-06-28T10:00", "--despite", "会议急用", "--name", "王敏") == 0
    capsys.readouterr()
    run(small_copy, "report", now="2024-06-28T11:00")
    said = capsys.readouterr().out
    assert "封存时文中有的数、有的话已与台账不一致" in said
    assert "封存后收到补报" not in said
    assert "确需更正重印的，运行 python run_report.py issue --reopen 原因 --name 姓名 -p 2024-06" in said
