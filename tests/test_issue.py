"""Draft, verify, seal, and what comes after the seal, through the command line."""

from __future__ import annotations

import email
import email.policy
import io
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from briefing_reading import whole_text

from toolkit.cli import main
from toolkit.core.form import INDICATORS
from toolkit.core.periods import Period
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner, find_unit

PERIOD = "2024-06"


def paper(root: Path, name: str = "专报.docx") -> Path:
    folder = root / "outbox" / PERIOD / "汇总"
    return (folder / "附" if name.startswith("更正表") else folder) / f"{PERIOD}_{name}"


def one_digit_changed(path: Path) -> None:
    """Change the first figure that stands in a content control."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "word/document.xml":
                text = data.decode()
                start = text.index("</w:sdtPr>", text.index(f"/{PERIOD}/"))
                digit = next(
                    at
                    for at in range(text.index("<w:t", start), len(text))
                    if text[at].isdigit() and text[at - 1] == ">"
                )
                text = text[:digit] + str((int(text[digit]) + 1) % 10) + text[digit + 1 :]
                data = text.encode()
            target.writestr(item, data)
    path.write_bytes(buffer.getvalue())


def late_return(root: Path, unit_name: str) -> Path:
    """The unit's whole return, put into the inbox after everybody else's."""
    workspace = Workspace(root)
    unit = find_unit(workspace.checklist.reporting, unit_name)
    form = FormPlanner(workspace, Period.parse(PERIOD)).plan(unit)
    blank = root / "outbox" / PERIOD / "下发" / f"{unit.code}_{unit.name}_{PERIOD}.xlsx"
    values = made_up_values(form)
    values[INDICATORS, "T02-3", "ytd"] = 9000
    path = root / "inbox" / f"{unit.name}补报.xlsx"
    path.write_bytes(fill_workbook(blank.read_bytes(), form, values))
    moment = datetime(2024, 7, 2, 9).timestamp()
    os.utime(path, (moment, moment))
    return path


DESPITE = ("--despite", "错误已电话核实", "--name", "张三")  # the demo's returns have faults on purpose


def issue(root: Path, now: str, *more: str) -> int:
    return main(["issue", *(more or DESPITE), "--root", str(root), "--now", now])


def test_verify_finds_a_planted_digit(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = paper(small_copy)
    assert main(["verify", str(path), "--root", str(small_copy)]) == 0
    one_digit_changed(path)
    capsys.readouterr()
    assert main(["verify", str(path), "--root", str(small_copy)]) == 1
    assert "改动1处" in capsys.readouterr().out


def test_a_sealed_briefing_does_not_change_but_its_errata_say_what_would(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(small_copy, "2024-06-30T10:00") == 0
    sealed = paper(small_copy, "专报_第1期.docx")
    kept = sealed.read_bytes()
    assert "第1期" in whole_text(kept)
    with zipfile.ZipFile(sealed) as parts:  # 版记 stands in the feet of the last page
        feet = [parts.read(name).decode() for name in parts.namelist() if name.startswith("word/footer")]
    assert [("2024年6月30日" in foot) for foot in feet if "印发" in foot] == [True, True]
    mails = small_copy / "outbox" / PERIOD / "邮件"
    carrying = email.message_from_bytes((mails / "印发_第1期.eml").read_bytes(), policy=email.policy.default)
    assert carrying["To"] is None and next(carrying.iter_attachments()).get_content() == kept
    late_return(small_copy, "巴楚县")
    capsys.readouterr()
    assert main(["--root", str(small_copy), "--now", "2024-07-03T10:00"]) == 1
    said = capsys.readouterr().out
    assert "更正表" in said
    assert sealed.read_bytes() == kept
    # it is told apart from those that sent nothing, and nobody is urged for what lies here
    assert "封存后报来、没有计入：巴楚县。" in said
    assert not [line for line in said.splitlines() if line.startswith("没有报来") and "巴楚县" in line]
    assert main(["remind", "--root", str(small_copy), "--now", "2024-07-03T10:00"]) == 0
    assert "封存后报来、没有计入的不催报：巴楚县。" in capsys.readouterr().out
    assert list(mails.glob("催报_*")) and not list(mails.glob("催报_653130_*"))
    # what would stand is of the day on which the last of it came, never "as of" a day on which it was not there
    corrected = whole_text(paper(small_copy, "更正表.docx").read_bytes())
    assert "截至7月3日10时，" in corrected
    assert "（封存后收到补报或更正；巴楚县封存后报来的还没有计入，按采用后列出）" in corrected
    group = (mails / "群消息_收表.txt").read_text("utf-8-sig")
    assert group.count("\n") == 1 and "专报已经印发。巴楚在印发后报来的" in group
    assert "版本 1；收到时间 7月3日10时" in corrected  # the row of the unit in 附件2
    # a chart's values are told as its labels have them
    assert "与序时进度之差（百分点） 图中没有" in corrected
    assert "与序时进度之差（百分点） −10.4\n" in corrected
    # the unit hears that it came and does not count, once
    (receipt,) = mails.glob("回执_653130_*.eml")
    told = email.message_from_bytes(receipt.read_bytes(), policy=email.policy.default)
    assert "没有计入汇总" in told.get_body().get_content()  # type: ignore[union-attr]
    assert main(["issue", "--root", str(small_copy)]) == 2
    assert main(["issue", "--reopen", "巴楚县补报", "--name", "张三", "--root", str(small_copy)]) == 0
    assert list(mails.glob("印发_*.eml")) == []
    assert main(["report", "--root", str(small_copy)]) == 1
    (answer,) = [path for path in mails.glob("*_653130_*.eml") if path.name[:2] in ("回执", "退回", "核实")]
    assert (
        "没有计入"
        not in email.message_from_bytes(answer.read_bytes(), policy=email.policy.default)
        .get_body()
        .get_content()
    )  # type: ignore[union-attr]
    states = {row.unit.name: row.state for row in _status(small_copy)}
    assert states["巴楚县"] == "已报"
    assert main(["issue", "--list", "--root", str(small_copy)]) == 0
    assert "巴楚县补报" in capsys.readouterr().out


def _status(root: Path):  # type: ignore[no-untyped-def]
    from toolkit.pipeline.report import status

    return status(Workspace(root), Period.parse(PERIOD))


def test_the_office_decides_a_light_and_it_is_remembered(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paper(small_copy, "审定表.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[2].value == "● 黄")
    row[4].value, row[5].value = "红", "现场核查进度不实"
    key = row[7].value
    book.save(path)
    assert main(["report", "--root", str(small_copy), "--now", "2024-06-29T09:00"]) == 1
    summary = openpyxl.load_workbook(paper(small_copy, "汇总表.xlsx"), data_only=True)["任务矩阵"]
    number = int(str(key).removeprefix("task-"))
    line = next(row for row in summary.iter_rows(values_only=True) if row[0] == number)
    assert str(line[2]).startswith("● 红")
    again = openpyxl.load_workbook(path).worksheets[0]
    kept = next(row for row in again.iter_rows(min_row=5, values_only=True) if row[7] == key)
    assert kept[4:6] == ("红", "现场核查进度不实")


def test_a_broken_template_is_named_with_place_and_remedy(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_copy / "templates" / "briefing.docx"
    document = docx.Document(str(path))
    document.add_paragraph("{{ 没有这个变量 }}")
    document.save(str(path))
    assert main(["template", "check", "--root", str(small_copy)]) == 1
    assert "没有这个变量" in capsys.readouterr().out
    assert main(["report", "--root", str(small_copy)]) == 1  # the other papers are written
    assert "没有这个变量" in capsys.readouterr().out
    shutil.copyfile(Path(__file__).parent.parent / "templates" / "briefing.docx", path)
    assert main(["template", "check", "--root", str(small_copy)]) == 0


def test_head_and_main_indicators_of_the_paper_follow_the_settings(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = small_copy / "config.toml"
    text = settings.read_text("utf-8")
    chosen = text.replace("copies = 0 ", "copies = 60 ").replace("issues_before = -1 ", "issues_before = 12 ")
    settings.write_text(
        chosen.replace("main_indicators = []", 'main_indicators = ["T10-1", "T02-3"]'), "utf-8"
    )
    assert issue(small_copy, "2024-06-28T10:00", "--yes") == 2
    assert "请先运行 python run_report.py report" in capsys.readouterr().out  # the draft has the old head
    assert main(["report", "--root", str(small_copy), "--now", "2024-06-28T09:00"]) == 1
    assert issue(small_copy, "2024-06-28T10:00") == 0
    document = docx.Document(str(paper(small_copy, "专报_第1期.docx")))
    with zipfile.ZipFile(paper(small_copy, "专报_第1期.docx")) as parts:
        body = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "第1期（总第13期）" in body
    assert "共印60份" in body
    heads = ("指标", "年度目标")
    table = next(
        one
        for one in document.tables
        if all(h in "".join(c.text for c in one.rows[0].cells).replace("\n", "") for h in heads)
    )
    assert len(table.rows) == 3
    settings.write_text(text.replace("main_indicators = []", 'main_indicators = ["T99-1"]'), "utf-8")
    assert main(["report", "--root", str(small_copy), "--now", "2024-06-28T10:00"]) == 2
    assert "T99-1" in capsys.readouterr().err
