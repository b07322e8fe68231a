"""The reading test: thirteen months built through the real chain, their whole text kept, and proven from the filled forms.

``tests/golden/<month>.txt`` is what the paper says, ``tests/golden/facts`` what the units filled in and the checklist,
read with openpyxl; ``told_checker`` proves the one from the other. When a sentence is changed on purpose:
``python tests/test_told_months.py`` (minutes) writes all anew; read the diff.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
import pytest
import told_facts
import told_months as told
from docx.oxml.ns import qn
from told_checker import Checker
from told_recount import Recount

from toolkit.core.periods import Period
from toolkit.outputs.briefing.render import write_briefing
from toolkit.pipeline.folder.settings import briefing_settings
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month

GOLDEN = Path(__file__).resolve().parent / "golden"
FACTS = GOLDEN / "facts"
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "briefing.docx"
ORDINARY = ("2024-06", "2024-07", "2024-08")
ENDING = ("quarterly-due/2024-09", "december/2024-10", "december/2024-11", "december/2024-12")
# month -> the facts of its year so far, oldest first; January's begin with the year before
MONTHS: dict[str, tuple[str, ...]] = {
    **{name: (*ORDINARY, f"{name}/2024-09") for name in told.SEPTEMBERS},
    "december": (*ORDINARY, *ENDING),
    "january": (*ORDINARY, *ENDING, "january/2025-01"),
    "first": ("first/2024-05",),
}
FORBIDDEN = (
    "有数",
    "尚无完成",
    "报滞后的",
    "跌破",
    "前前",
    "本月",
    "上月相比",
    "截止",
    "……",
    "左右）",
    "大幅",
    "显著",
    "个%",
    "None",
)


def period_of(name: str) -> Period:
    return Period.parse(MONTHS[name][-1].rpartition("/")[2])


def text_of(data: bytes) -> str:
    """The paper a line a paragraph; a table's row begins with ｜."""
    lines = []
    for block in docx.Document(io.BytesIO(data)).element.body:
        if block.tag == qn("w:p"):
            lines.append(_text(block))
        elif block.tag == qn("w:tbl"):
            lines += [
                "｜" + "｜".join(_text(cell) for cell in row.iter(qn("w:tc")))
                for row in block.iter(qn("w:tr"))
            ]
    return "".join(f"{line}\n" for line in lines if line)


def _text(node: Any) -> str:
    return "".join(one.text or "" for one in node.iter(qn("w:t")))


def paper(root: Path, name: str) -> str:
    """What the paper of the month says, made by the chain from the folder's ledger."""
    return text_of(document(root, period_of(name)))


def document(root: Path, period: Period) -> bytes:
    workspace = Workspace(root)
    month = told_month(workspace, period)
    settings = briefing_settings(workspace.config, workspace.checklist)
    data = write_briefing(TEMPLATE.read_bytes(), month.result, month.checklist, month.context, settings)
    workspace.ledger.close()
    return data


def build(folder: Path) -> dict[str, Path]:
    """Month -> its working folder, all built anew."""
    base = folder / "base"
    workspace = told.small_folder(base)
    for story in told.ORDINARY.values():
        told.month(base, workspace, story)
    workspace.ledger.close()
    for name, story in told.SEPTEMBERS.items():
        _branched(base, folder / name, story)
    _branched(
        folder / "quarterly-due",
        folder / "december",
        *(told.ENDING[p] for p in (told.OCTOBER, told.NOVEMBER, told.DECEMBER)),
    )
    _branched(folder / "december", folder / "january", told.ENDING[told.JANUARY])
    first = told.small_folder(folder / "first")
    told.month(folder / "first", first, told.FIRST)
    first.ledger.close()
    return {name: folder / name for name in MONTHS}


def _branched(base: Path, root: Path, *stories: told.Story) -> None:
    workspace = told.branch(base, root)
    for story in stories:
        told.month(root, workspace, story)
    workspace.ledger.close()


@lru_cache(maxsize=32)
def facts(name: str) -> Any:
    return json.loads((FACTS / f"{name.replace('/', '.')}.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def book() -> Any:
    return facts("checklist")


def recount(name: str) -> Recount:
    months = {one.rpartition("/")[2]: facts(one) for one in MONTHS[name]}
    return Recount(book(), months, str(period_of(name)))


def faults_of(name: str, text: str) -> list[str]:
    """What of the body cannot be proven from the facts."""
    months = {one.rpartition("/")[2]: facts(one) for one in MONTHS[name]}
    last_year = Recount(book(), months, "2024-12") if name == "january" else None
    return Checker(recount(name), last_year).check(text.partition("附件：")[0])


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", MONTHS)
def test_every_word_is_proven_from_the_filled_forms(name: str) -> None:
    assert faults_of(name, golden(name)) == []


@pytest.mark.parametrize("name", MONTHS)
def test_no_word_is_one_that_official_papers_do_not_use(name: str) -> None:
    body = golden(name).partition("附件：")[0]
    prose = "\n".join(line for line in body.splitlines() if not line.startswith("｜"))
    assert [word for word in FORBIDDEN if word in prose] == []
    assert "{" not in golden(name)  # seen once: 与{paper.last_month}比较, on the first page


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("worse", "环比增长", "环比下降"),
        ("worse", "低于序时进度", "超序时进度"),
        ("worse", "转差5项", "转差6项"),
        ("worse", "英吉沙县反映", "泽普县反映"),
        ("worse", "城镇老旧小区改造（第28项", "城镇老旧小区改造（第36项"),
        ("worse", "巴楚县未报", "伽师县未报"),
        ("better", "均已报送", "均未报送"),
        ("three-of-22", "中仅3个已报", "中仅4个已报"),
        ("all-done", "没有滞后任务", "没有滞后任务，增长3项"),
        ("reversal", "，低于年度目标", "，高于年度目标"),
        ("one-county-behind", "仅疏勒县", "仅疏附县"),
    ],
)
def test_the_checker_finds_what_is_not_so(name: str, old: str, new: str) -> None:
    text = golden(name)
    assert old in text
    assert faults_of(name, text.replace(old, new, 1)) != []


def write(folder: Path) -> None:
    """All texts and facts anew."""
    FACTS.mkdir(parents=True, exist_ok=True)
    roots = build(folder)
    (FACTS / "checklist.json").write_text(
        told_facts.text_of(told_facts.checklist(folder / "base" / "templates" / "checklist.xlsx")), "utf-8"
    )
    for one in dict.fromkeys(one for months in MONTHS.values() for one in months):
        name, _, period = one.rpartition("/")
        said = told_facts.returned(folder / (name or "base") / "archive" / period)
        (FACTS / f"{one.replace('/', '.')}.json").write_text(told_facts.text_of(said), "utf-8")
    for name, root in roots.items():
        (GOLDEN / f"{name}.txt").write_text(paper(root, name), "utf-8", newline="\n")


@pytest.mark.nightly
def test_the_chain_says_what_people_have_read(tmp_path: Path) -> None:
    roots = build(tmp_path)
    for name, root in roots.items():
        assert paper(root, name).splitlines() == golden(name).splitlines(), name
        period = str(period_of(name))
        said = told_facts.returned(root / "archive" / period)
        assert json.loads(told_facts.text_of(said)) == facts(MONTHS[name][-1]), name


if __name__ == "__main__":
    if len(sys.argv) > 1:  # a folder in which they were built before
        sys.exit("python tests/test_told_months.py")
    with tempfile.TemporaryDirectory() as made:
        write(Path(made))
