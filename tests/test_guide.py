"""填报指南: one page in the form's own words, beside the forms and in every mail that carries one."""

from __future__ import annotations

import email
import email.policy
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import pytest

from toolkit.forms.labels import STEPS
from toolkit.forms.layout import NO_FIGURE, TASK_SHEET
from toolkit.outputs.notes.guide import TITLE, Occasion, write_guide

MONTH = "2024-06"
ORDINARY = Occasion(
    "2024年6月",
    "2024年6月25日",
    "2024年6月25日18时",
    "某地区办公室",
    "王敏 0998-1",
    "",
    datetime(2024, 6, 20, 9),
)
# As long as any of it gets.
LONG = replace(
    ORDINARY,
    period="2024年第三季度",
    office="喀什地区推进以人为核心的新型城镇化战略五年行动工作领导小组办公室（发展和改革委员会）",
    contact="阿卜杜热合曼·买买提明 0998-2552225、0998-2552226、13900000000",
    watermark="模拟数据",
)


def words(data: bytes) -> tuple[list[str], dict[str, str]]:
    paper = docx.Document(io.BytesIO(data))
    (table,) = paper.tables
    return [one.text for one in paper.paragraphs], {
        row.cells[0].text: row.cells[1].text for row in table.rows
    }


def test_it_says_what_the_form_says() -> None:
    lines, table = words(write_guide(ORDINARY))
    assert lines[0] == "2024年6月填报指南"
    assert "2024年6月25日18时" in lines[1] and "某地区办公室（王敏 0998-1）" in lines[1]
    assert [line[:2] for line in lines[2:7]] == ["1.", "2.", "3.", "4.", "5."] and len(STEPS) == 5
    assert STEPS[1] in lines
    assert not any("{" in line or "上面" in line or "本页" in line for line in lines)
    columns = {column.header: column for column in TASK_SHEET.inputs}
    assert table["本月进展"] == columns["本月进展"].prompt
    assert all(status in table["本月状态"] for status in columns["本月状态"].choices)
    assert table["本月累计"] == NO_FIGURE
    assert "一次性" in table["退回来的表"]


def test_the_same_day_gives_the_same_bytes() -> None:
    assert write_guide(LONG) == write_guide(LONG)


def test_nobodys_telephone_leaves_no_brackets() -> None:
    lines, _ = words(write_guide(replace(ORDINARY, contact="")))
    assert lines[1].endswith("有疑问请联系某地区办公室。")


@pytest.mark.slow
def test_it_lies_beside_the_forms_and_goes_with_each(small_demo: Path) -> None:
    month = small_demo / "outbox" / MONTH
    page = (month / "下发" / f"{TITLE}.docx").read_bytes()
    mails = sorted((month / "邮件").glob("下发_*.eml"))
    assert len(mails) == 9
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        form, guide = mail.iter_attachments()
        assert str(form.get_filename()).endswith(f"_{MONTH}.xlsx")
        assert (guide.get_filename(), guide.get_content_subtype().rpartition(".")[2]) == (
            f"{TITLE}.docx",
            "document",
        )
        assert guide.get_payload(decode=True) == page


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdfinfo"), reason="needs LibreOffice, poppler"
)
@pytest.mark.parametrize("occasion", [ORDINARY, LONG], ids=["ordinary", "long"])
def test_it_is_one_page(occasion: Occasion, tmp_path: Path) -> None:
    (tmp_path / "in.docx").write_bytes(write_guide(occasion))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "in.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told = subprocess.run(
        ["pdfinfo", str(tmp_path / "in.pdf")], check=True, capture_output=True, text=True
    ).stdout
    assert "Pages:           1\n" in told
    assert "(A4)" in told
