"""What issue lists before it seals: each thing that is open, by its name; and what is never written over after the seal."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from test_issue import PERIOD, issue, late_return, paper
from test_issue_walk import OWN, add_paragraph, run, texts

from toolkit.cli import main
from toolkit.core.findings import Severity
from toolkit.core.periods import Period
from toolkit.core.returns import Light
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month

pytestmark = pytest.mark.slow

NOW = "2024-06-28T10:00"
ADDED = "以上情况，请各单位对照办理。"


def listed(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What issue says is open; nothing is sealed, for the demo has errors on printed figures."""
    capsys.readouterr()
    assert run(root, "issue", *words, "--yes", now=NOW) == 2
    return capsys.readouterr().out


def template_says(root: Path, text: str) -> None:
    """The program's own words change, no figure does."""
    path = root / "templates" / "briefing.docx"
    document = docx.Document(str(path))
    tag = next(one for one in document.paragraphs if one.style.name == "提要")
    tag.insert_paragraph_before(text)
    document.save(str(path))


def test_everything_that_is_open_is_listed_by_its_name(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = ("--reason", "单位来电更正", "--name", "王")
    assert run(demo_copy, "adjust", "指标数据/T02-3/本月累计", "700", "--unit", "莎车县", *by, now=NOW) == 0
    table = paper(demo_copy, "裁定表.xlsx")
    book = openpyxl.load_workbook(table)
    book.worksheets[0]["Z1"] = "记一笔"
    book.save(table)
    (demo_copy / "inbox" / "伽师县补充.xlsx").write_bytes(b"not yet read")
    add_paragraph(paper(demo_copy), OWN)
    said = listed(demo_copy, capsys)

    month = told_month(Workspace(demo_copy), Period.parse(PERIOD))
    names = {unit.code: unit.name for unit in month.context.units}
    missing = [row.unit.name for row in month.result.units if row.owes and row.state in ("未报", "未下发")]
    unlit = [str(row.task.no) for row in month.result.tasks if row.light in (Light.OPEN, Light.MISSING)]
    queries = {names[one.unit] for one in month.open if one.severity is Severity.QUERY}
    assert missing and queries
    lines = said.splitlines()

    def line(word: str) -> str:
        (found,) = [line for line in lines if word in line]
        return found

    assert all(name in line("个单位未报") for name in missing)
    assert not unlit or f"第{'、'.join(unlit)}项" in line("没有亮灯")
    assert all(name in line("没有说明或裁定") for name in queries)
    assert "更正1　莎车县" in line("单位来电更正")
    assert "裁定表.xlsx 里有填写还没有读入" in said
    assert "伽师县补充.xlsx" in line("没有读入：")
    assert "2024-06_专报.docx 改过以后没有用 verify 核对过" in said
    # once somebody has verified these very bytes, that is no longer open
    run(demo_copy, "verify", now=NOW)
    assert "没有用 verify" not in listed(demo_copy, capsys)
    add_paragraph(paper(demo_copy), OWN)
    assert "没有用 verify" in listed(demo_copy, capsys)


def test_tasks_without_a_light_are_listed_by_number(
    demo_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from toolkit.pipeline.issue import issuing

    real = issuing.told_with_lapsed

    def dark(workspace: Workspace, period: Period):  # type: ignore[no-untyped-def]
        month, lapsed = real(workspace, period)
        tasks = [
            replace(row, light=Light.OPEN) if row.task.no in (3, 19) else row for row in month.result.tasks
        ]
        return replace(month, result=replace(month.result, tasks=tuple(tasks))), lapsed

    monkeypatch.setattr(issuing, "told_with_lapsed", dark)
    (line,) = [one for one in listed(demo_copy, capsys).splitlines() if "没有亮灯" in one]
    assert "3" in line and "19" in line and line.split("第")[1].split("项")[0].split("、").count("19") == 1


def test_a_sentence_that_changed_in_words_alone_is_listed_with_both_versions(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No figure has moved and no run was made since: verify finds nothing, the paper is out of date all the same."""
    draft = paper(demo_copy)
    add_paragraph(draft, OWN)
    template_says(demo_copy, ADDED)
    said = listed(demo_copy, capsys)
    assert "处待改" in said
    assert ADDED in said and "（新增）" in said
    assert OWN not in said.split("处待改")[1]


def test_a_copy_is_held_against_the_text_from_which_it_began(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Saved under another name, then a run wrote a new draft: the copy's words are those of the older text."""
    draft = paper(demo_copy)
    copy = draft.with_name("专报 主任改.docx")
    shutil.copyfile(draft, copy)
    add_paragraph(copy, OWN)
    template_says(demo_copy, ADDED)
    run(demo_copy, "report", now=NOW)
    assert ADDED in "".join(texts(draft))
    said = listed(demo_copy, capsys, str(copy))
    assert ADDED in said.split("处待改")[1]
    # and laid over the draft (a copy from a stick) it is renewed by its own text too
    shutil.copyfile(copy, draft)
    copy.unlink()
    capsys.readouterr()
    run(demo_copy, "report", now=NOW)
    assert "还有 1 处要人改" in capsys.readouterr().out
    assert ADDED in listed(demo_copy, capsys).split("处待改")[1]


@pytest.mark.nightly
def test_an_errata_that_may_have_been_handed_out_is_never_written_over(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(demo_copy, "2024-06-30T10:00") == 0
    late_return(demo_copy, "巴楚县")
    run(demo_copy, now="2024-07-03T10:00")
    first = paper(demo_copy, "更正表.docx")
    handed_out = first.read_bytes()
    run(demo_copy, "report", now="2024-07-03T11:00")
    second = paper(demo_copy, "更正表（第2份）.docx")
    assert not second.exists()  # nothing new to say
    by = ("--reason", "单位来函", "--name", "王", "--confirmed", "李四", "电话", "2024-07-03")
    run(demo_copy, "adjust", "指标数据/T02-3/本月累计", "5", "--unit", "莎车县", *by, now="2024-07-03T12:00")
    run(demo_copy, "report", now="2024-07-03T13:00")
    assert first.read_bytes() == handed_out
    assert "本表是第2份更正表，以前的更正表以本份为准。" in "".join(texts(second))
    kept = demo_copy / "archive" / "issued" / "更正表"
    assert (kept / first.name).read_bytes() == handed_out
    assert (kept / second.name).read_bytes() == second.read_bytes()
    # what the office wrote into it stays, and costs no third one
    add_paragraph_at_the_end(second, OWN)
    edited = hashlib.sha256(second.read_bytes()).hexdigest()
    run(demo_copy, "report", now="2024-07-03T14:00")
    assert hashlib.sha256(second.read_bytes()).hexdigest() == edited
    assert not list(second.parent.glob("*更正表*第3份*")) and not list(second.parent.glob("*更正表*新*"))
    # the corrected issue has a series of its own
    assert main(["issue", "--reopen", "补报", "--name", "王", "--root", str(demo_copy)]) == 0
    run(demo_copy, "report", now="2024-07-04T10:00")
    assert issue(demo_copy, "2024-07-04T11:00") == 0
    capsys.readouterr()
    run(demo_copy, "report", now="2024-07-04T12:00")
    assert "更正表" not in capsys.readouterr().out
    assert first.read_bytes() == handed_out and second.is_file()


def test_a_new_name_or_template_after_the_seal_corrects_nothing(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was printed was right: neither the unit's new name nor other words of the program are an error in it."""
    assert issue(demo_copy, "2024-06-30T10:00") == 0
    checklist = demo_copy / "templates" / "checklist.xlsx"
    book = openpyxl.load_workbook(checklist)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("莎车县", "莎车市")
    book.save(checklist)
    template_says(demo_copy, ADDED)
    capsys.readouterr()
    run(demo_copy, "report", now="2024-07-01T10:00")
    changed = paper(demo_copy).parent / "附" / f"{PERIOD}_月中改动.txt"
    assert "改名为“莎车市”" in changed.read_text("utf-8-sig")
    assert "更正表" not in capsys.readouterr().out
    assert not paper(demo_copy, "更正表.docx").exists()
    # a figure that moved afterwards is told, and that the words have changed too
    late_return(demo_copy, "巴楚县")
    run(demo_copy, now="2024-07-03T10:00")
    said = capsys.readouterr().out
    assert "封存后收到补报或更正，任务清单、设置、模板或程序也有改动" in said


def add_paragraph_at_the_end(path: Path, text: str) -> None:
    document = docx.Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))
