"""What a clerk finds: six folders a month, in 汇总 at most eight files to open, everything else one level down."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import openpyxl
import pytest
from test_issue import late_return

from toolkit.cli import main
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace

FOLDERS = {"汇总", "下发", "退回", "牵头单位", "邮件", "催报"}
MOST_TO_OPEN = 8


def opened(month: Path) -> set[str]:
    """Files of 汇总 that lie open to a clerk; the rest is one level down."""
    inside = list((month / "汇总").iterdir())
    assert {path.name for path in inside if path.is_dir()} <= {"data", "附"}
    return {path.name.removeprefix("2024-06_") for path in inside if path.is_file()}


def test_a_demo_month_has_few_files_to_open(finished_demo: Path) -> None:
    month = finished_demo / "outbox/2024-06"
    assert {path.name for path in month.iterdir()} <= FOLDERS
    names = {"专报.docx", "审定表.xlsx", "校验报告.html", "汇总表(报送版).xlsx", "汇总表.xlsx", "裁定表.xlsx"}
    assert opened(month) == names
    aside = {path.name for path in (month / ASIDE).iterdir()}
    assert {"2024-06_数据出处表.xlsx", "目标分解确认表.xlsx"} <= aside


@pytest.mark.nightly
def test_all_optional_papers_keep_to_the_six_folders(demo_copy: Path) -> None:
    month = demo_copy / "outbox/2024-06"
    former = month / "汇总/2024-06_数据出处表.xlsx"
    Workspace(demo_copy).write(former, b"as an earlier version of the toolkit left it")
    config = demo_copy / "config.toml"
    text = config.read_text("utf-8").replace("notice = false", "notice = true")
    config.write_text(text.replace("unit_brief = false", "unit_brief = true"), "utf-8")
    root = ["--root", str(demo_copy), "--now", "2024-06-28T09:00"]
    main(["report", *root])
    main(["remind", *root])
    assert {path.name for path in month.iterdir()} == FOLDERS
    assert len(opened(month)) <= MOST_TO_OPEN and "通报.docx" in opened(month)
    assert not former.exists()
    assert len(list((month / ASIDE / "县市情况单").iterdir())) == 12
    assert main(["issue", "--yes", "--despite", "时限已到", "--name", "王", *root]) == 0
    late_return(demo_copy, "巴楚县")
    main(["--root", str(demo_copy), "--now", "2024-07-03T10:00", "-p", "2024-06"])
    assert len(opened(month)) <= MOST_TO_OPEN and "专报_第1期.docx" in opened(month)
    assert (month / ASIDE / "2024-06_更正表.docx").is_file()


@pytest.mark.slow
def test_a_lead_unit_with_an_address_gets_a_draft_with_its_pack(demo_copy: Path) -> None:
    checklist = demo_copy / "templates/checklist.xlsx"
    book = openpyxl.load_workbook(checklist)
    sheet = book["单位"]
    heads = [cell.value for cell in sheet[1]]
    row = sheet.max_row + 1
    for head, value in {
        "单位": "地区教育局",
        "类别": "部门",
        "隶属": "平级",
        "邮箱": "jyj@example.cn",
    }.items():
        sheet.cell(row, heads.index(head) + 1, value)
    book.save(checklist)
    (demo_copy / "templates/mails/核对.txt").unlink()  # a folder that is older than these mails
    root = ["--root", str(demo_copy), "--now", "2024-06-28T09:00"]
    main(["report", *root])
    (path,) = (demo_copy / "outbox/2024-06/邮件").glob("核对_*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "jyj@example.cn" and "地区教育局" in str(mail["Subject"])
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "地区教育局_2024-06_核对.xlsx"
    assert attached.get_content() == (demo_copy / "outbox/2024-06/牵头单位/地区教育局.xlsx").read_bytes()
    book["单位"].delete_rows(row)
    book.save(checklist)
    main(["report", *root])
    assert not path.exists()
