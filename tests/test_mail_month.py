"""A month by drafts alone: each mail is read back, its attachment filled and returned, and what comes back is compared."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections import Counter
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from collect_month import mail
from small_checklist import cut
from unit_rows import set_units

from toolkit.cli import main
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.periods import Period
from toolkit.core.post import READY
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.forms.layout import SHEETS
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.mailing.postlist import posted
from toolkit.pipeline.month.planning import FormPlanner

JUNE = Period(2024, 6)
UNITS = ("喀什市", "疏附县", "莎车县", "叶城县")
TASKS_OF = (2, 7, 10, 28)
SPOILED = "莎车县"
Values = dict[tuple[str, str, str], str | float]


def run(root: Path, *words: str, now: str) -> int:
    return main([*words, "-p", str(JUNE), "--root", str(root), "--now", now])


def drafts(root: Path, *kinds: str) -> dict[str, EmailMessage]:
    """Address -> the mail, of the drafts of these kinds."""
    found = {}
    for path in sorted((root / "outbox/2024-06/邮件").glob("*.eml")):
        if path.name.partition("_")[0] in kinds:
            read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            (to,) = read["To"].addresses
            assert to.addr_spec not in found, "one mail a unit"
            found[to.addr_spec] = read
    return found


def body(read: EmailMessage) -> str:
    part = read.get_body()
    assert part is not None
    return str(part.get_content())


def typed(data: bytes, place: tuple[str, str, str], value: str | float) -> bytes:
    """The workbook with a cell typed as a clerk does."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, key, field = place
    (row,) = [row for row in book[sheet].iter_rows() if key in [cell.value for cell in row]]
    book[sheet][f"{SHEETS[sheet].letter(field)}{row[0].row}"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statuses(values: Values) -> Counter[str]:
    return Counter(
        str(value) for (sheet, _, field), value in values.items() if (sheet, field) == (TASKS, "status")
    )


def keys(values: Values, sheet: str, field: str) -> int:
    return len({key for one, key, name in values if one == sheet and name == field})


def compare(text: str, values: Values) -> int:
    """What a mail says was read, held against what was filled; how many single figures were compared."""
    told = statuses(values)
    (tasks,) = re.findall(r"任务 (\d+) 项（(.*?)）", text)
    assert int(tasks[0]) == told.total()
    assert dict(one.rsplit(" ", 1) for one in tasks[1].split("、")) == {
        name: str(count) for name, count in told.items()
    }
    (given,) = re.findall(r"指标 \d+ 项（有数 (\d+)", text)
    filled = {key for sheet, key, field in values if sheet == INDICATORS and field in ("ytd", "numerator")}
    words = {
        key
        for (sheet, key, field), value in values.items()
        if (sheet, field) == (INDICATORS, "ytd") and value in ("待统计", "不涉及")
    }
    assert int(given) == len(filled - words)
    projects = keys(values, PROJECTS, "name")
    assert (f"项目 {projects} 个" in text) == bool(projects)
    experience = keys(values, EXPERIENCE, "title")
    assert (f"经验与诉求 {experience} 条" in text) == bool(experience)
    lines = re.findall(r"\d\. (T\d+-\d+) [^：]*：([\d,.]+|是|否)", text)
    assert len(lines) <= 5
    single = 0
    for ident, said in lines:
        if (value := values.get((INDICATORS, ident, "ytd"))) is not None:
            assert (
                float(said.replace(",", "")) == pytest.approx(float(value), abs=0.01)
                if said not in "是否"
                else said == value
            )
            single += 1
    return single


@pytest.mark.nightly
def test_a_month_by_drafts_alone(tmp_path: Path) -> None:
    root = tmp_path / "月"
    init_folder(root)
    cut(root / CHECKLIST, TASKS_OF, UNITS)
    addresses = {}
    for number, name in enumerate(UNITS):
        addresses[f"u{number}@example.cn"] = name
        set_units(root, name, 邮箱=f"u{number}@example.cn")
    assert run(root, "generate", now="2024-06-03T09:00") in (0, 1)
    space = Workspace(root)
    assert {row.state for row in posted(space, JUNE)} == {READY}
    planner = FormPlanner(space, JUNE)
    units = {unit.name: unit for unit in space.checklist.reporting}
    sent: dict[str, Values] = {}
    for to, read in drafts(root, "下发").items():
        form, guide = read.iter_attachments()
        assert guide.get_filename() == "填报指南.docx"
        planned = planner.plan(units[addresses[to]])
        values: Values = dict(made_up_values(planned))
        if addresses[to] == SPOILED:
            place = next(
                one
                for one, value in values.items()
                if one[::2] == (INDICATORS, "ytd") and not isinstance(value, str)
            )
            right, values[place] = values[place], "很多"
        sent[to] = values
        data = fill_workbook(form.get_payload(decode=True), planned, values)
        wrapped = mail(to, datetime(2024, 6, 20, 9), 回__xlsx=data)
        (root / "inbox" / f"{to}.eml").write_bytes(wrapped)
    run(root, now="2024-06-21T09:00")
    answered = drafts(root, "回执", "退回", "核实")
    assert set(answered) == set(addresses)
    spoiled = next(to for to, name in addresses.items() if name == SPOILED)
    assert sum(compare(body(read), sent[to]) for to, read in answered.items() if to != spoiled) >= 10
    assert spoiled in drafts(root, "退回") and "请修改" in str(answered[spoiled]["Subject"])
    receipts = {path.name: path.read_bytes() for path in (root / "outbox/2024-06/邮件").glob("回执_*.eml")}
    assert receipts, "some return had nothing to mend"
    assert all("收件回执" in str(read["Subject"]) for read in drafts(root, "回执").values())

    (sheet,) = answered[spoiled].iter_attachments()
    data = typed(sheet.get_payload(decode=True), place, right)
    mended = sent[spoiled] | {place: right}
    (root / "inbox" / "改.eml").write_bytes(mail(spoiled, datetime(2024, 6, 22, 9), 改__xlsx=data))
    run(root, now="2024-06-23T09:00")
    again = drafts(root, "回执", "退回", "核实")
    assert spoiled not in drafts(root, "退回")
    assert "第2次报来" in body(again[spoiled])
    assert compare(body(again[spoiled]), mended) > 0
    folder = root / "outbox/2024-06/邮件"
    for name, data in receipts.items():
        assert (folder / name).read_bytes() == data, "what another unit sends changes no receipt"
    everything = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(root, "report", now="2024-06-24T09:00")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == everything
