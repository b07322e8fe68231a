"""Every command, option, config key and mail variable is documented (finding codes: test_checks_catalogue, variables of
papers: test_briefing_template); what the docs tell to type is understood, and runs."""

from __future__ import annotations

import argparse
import inspect
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fault_walk import put_form_from_above
from pydantic import BaseModel

from toolkit.cli import main
from toolkit.commandline import make_parser
from toolkit.config import Config
from toolkit.core.desk import WaitingKind
from toolkit.core.marks import NO_SHARE, NOT_CONFIRMED, REVISED, TO_VERIFY
from toolkit.core.periods import Period
from toolkit.core.returns import PROPOSED, Light
from toolkit.core.words import NoValue, ReturnState
from toolkit.outputs import actions
from toolkit.outputs.letters.mailvariables import COMMON, OWN

ROOT = Path(__file__).resolve().parent.parent
MANUAL = (ROOT / "docs/使用手册.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
TEMPLATES = (ROOT / "docs/简报模板说明.md").read_text("utf-8")
SHIPPED = (ROOT / "config.toml").read_text("utf-8")
GENERAL = {"--help", "--root", "--period", "--now", "--json", "--verbose"}


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


def rows(text: str, heading: str) -> dict[str, str]:
    """First cell -> whole line of the table below a heading."""
    part = text.split(heading, 1)[1]
    lines = [line for line in part.split("\n## ")[0].splitlines() if line.startswith("| `")]
    return {line.split("|")[1].strip().strip("`"): line for line in lines}


def test_the_table_of_commands_is_whole() -> None:
    table = rows(MANUAL, "## 五、全部命令")
    assert set(table) == set(commands())
    for name, parser in commands().items():
        options = {word for one in parser._actions for word in one.option_strings if word.startswith("--")}
        missing = {word for word in options - GENERAL if word not in MANUAL}
        assert missing == set(), name
        assert set(re.findall(r"--[a-z-]+", table[name])) <= options, name
    for option in ("--root", "-p", "--now", "--json", "--verbose"):
        assert f"`{option}" in MANUAL


def test_the_manual_names_every_button_that_a_month_has() -> None:
    """Labels of outputs/actions, and those that the served page has of its own."""
    period = Period(2024, 6)
    given = {
        "period": period,
        "unit": "甲",
        "version": 1,
        "path": "x",
        "finding": "x",
        "place": "x",
        "number": 1,
    }
    labels = set()
    for name, make in inspect.getmembers(actions, inspect.isfunction):
        told = inspect.signature(make)
        if told.return_annotation == "Action" and not name.startswith("_"):
            labels.add(make(*(given[word] for word in told.parameters)).label)
    assert len(labels) > 15
    assert {label for label in labels if re.sub(r"2024年6月", "…月", label) not in MANUAL} == set()


def test_the_manual_explains_every_status_word() -> None:
    """States of units, kinds of what waits, marks on figures."""
    part = MANUAL.split("## 状态词")[1].split("# 第二部分")[0]
    told = " ".join(line.split("|")[1] for line in part.splitlines() if line.startswith("| "))
    words = {
        *ReturnState,
        NoValue.PENDING,
        NoValue.NOT_APPLICABLE,
        NoValue.TO_BE_SPLIT,
        TO_VERIFY,
        NOT_CONFIRMED,
        NO_SHARE,
        REVISED,
        PROPOSED,
    }
    words |= {light.value.split()[1] for light in (Light.OPEN, Light.WAITING)}
    assert {word for word in words if word not in told} == set()
    assert {kind for kind in get_args(WaitingKind) if kind not in MANUAL} == set()


def test_every_picture_of_the_manual_is_shown_and_there() -> None:
    shown = set(
        re.findall(r"\]\(images/(desk-[a-z]+)\.png\)", MANUAL + README.replace("docs/images", "images"))
    )
    assert shown == {path.stem for path in (ROOT / "docs/images").glob("desk-*.png")}


def keys(model: type[BaseModel], section: str = "") -> Iterator[tuple[str, str]]:
    for name, info in model.model_fields.items():
        inner = info.annotation
        if info.alias:  # units, which the sheet 单位 took over
            continue
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys(inner, name)
        else:
            yield section, name


def test_every_config_key_stands_in_the_shipped_file_with_a_comment() -> None:
    section, told = "", {}
    for line in SHIPPED.splitlines():
        if head := re.match(r"\[(\w+)\]", line):
            section = head[1]
        if key := re.match(r"(\w+) = .*?#\s*(\S.*)$", line):
            told[section, key[1]] = key[2]
    assert set(told) == set(keys(Config))
    assert all(re.search("[一-鿿]", text) for text in told.values())


@pytest.mark.parametrize(
    "section", sorted({section for section, _ in keys(Config)} - {"", "lights", "ledger", "engine"})
)
def test_the_manual_names_the_sections_that_an_office_changes(section: str) -> None:
    assert f"[{section}]" in MANUAL or f"`{section}`" in MANUAL


def test_every_mail_variable_is_documented() -> None:
    part = TEMPLATES.split("## 邮件模板的变量", 1)[1]
    common, own = part.split("只有一个模板能用的")
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", common)) == COMMON
    told: dict[str, set[str]] = {name: set() for name in OWN}
    for line in own.splitlines():
        if row := re.match(r"\| `([^`]+\.txt)` \| ([^|]+) \|", line):
            told[row[1]] |= set(re.findall(r"`(\w+)`", row[2]))
    assert told == OWN


# --- What the docs tell to type

PAGES = ("README.md", "docs/使用手册.md", "docs/简报模板说明.md")
ALONE = re.compile(r"python run_report\.py((?: [^\s`，。；）、]+)*)")


def typed() -> list[str]:
    """Command lines of the pages for users: whole ones, and those in backticks that begin with a command's name."""
    found: list[str] = []
    for page in PAGES:
        text = (ROOT / page).read_text("utf-8")
        for line in map(str.strip, text.splitlines()):
            told = (
                re.split(" {2,}", line)[0] if line.startswith("python") else line
            )  # what it does stands behind
            found += [match[1].strip() for match in ALONE.finditer(told)]
        for span in re.findall(r"`([^`\n]+)`", text):
            words = span.split()
            if words[0] in commands() and len(words) > 1:
                found.append(span)
    return [line for line in dict.fromkeys(found) if "；" not in line]


def test_there_is_enough_to_try() -> None:
    lines = typed()
    assert len(lines) > 40
    assert {line.split()[0] for line in lines if line} >= {
        "next",
        "adjust",
        "rule",
        "issue",
        "history",
        "unit",
        "quota",
    }


@pytest.mark.parametrize("line", typed())
def test_what_the_docs_tell_to_type_is_understood(line: str) -> None:
    words = shlex.split(line.replace("\\", "/"))
    make_parser().parse_args(["3" if word == "编号" else word for word in words])


ELSEWHERE = {
    "demo",
    "test",
    "wheels",
    "serve",
    "start",
    "menu",
}  # their own tests run them: minutes, a network, a page
# What names nothing in this folder, or what an earlier line has done already: refused in one sentence, which is right.
REFUSED = (
    "rule accept 唯一标识", "rule aside", "rule revoke", "rule pin", "rule withdraw", "adjust --number", "adjust --withdraw", "unit rename",
    "issue", "generate --tasks 19,20", "collect --as", "history import", "history withdraw", "restore",
)  # fmt: skip


def real(line: str, root: Path, aside: Path) -> list[str]:
    """The words with files that are there in place of those of the docs."""
    paper = root / "outbox/2024-06/汇总/2024-06_专报.docx"
    listed = ROOT / "toolkit/demo/lists"
    known = {
        "文件": paper, "文件.docx": paper, "专报文件.docx": paper, "我的工作": aside / "我的工作", "文件夹名": aside / "另一个", "文件夹": aside / "带走",
        "inbox/未识别/文件名.xlsx": root / "inbox/未识别/文件名.xlsx",
        "archive/2024-06/目标分解确认表/文件名.xlsx": root / "outbox/2024-06/汇总/附/目标分解确认表.xlsx",
        "去年6月.xlsx": root / "outbox/2024-05/汇总/2024-05_汇总表.xlsx",
        "D:\\备份\\2024-06.zip": aside / "备份.zip", "备份文件": aside / "备份.zip",
    }  # fmt: skip
    words = [str(known.get(word, word)) for word in line.split()]
    lists = sorted(path for path in listed.iterdir() if path.suffix == ".docx")
    words = ["3" if word == "编号" else word for word in words]
    return [str(lists[0]) if re.fullmatch(r".*清单\.docx|十件.*\.xlsx", word) else word for word in words]


@pytest.mark.nightly
def test_what_the_docs_tell_to_type_runs(
    small_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = small_copy / "inbox/未识别/文件名.xlsx"
    waiting.parent.mkdir(exist_ok=True)
    shutil.copy2(next((small_copy / "archive/2024-06").glob("*/v1_*.xlsx")), waiting)
    (tmp_path / "带走").mkdir()
    put_form_from_above(small_copy)
    refused = []
    for line in sorted(
        typed(), key=lambda line: (line.startswith("next"), line.startswith(("restore", "rebuild")))
    ):
        if line.split()[:1] and line.split()[0] in ELSEWHERE:
            continue
        if line.startswith("init"):  # each into a folder of its own
            shutil.rmtree(tmp_path / "我的工作", ignore_errors=True)
            shutil.rmtree(tmp_path / "另一个", ignore_errors=True)
        words = real(line, small_copy, tmp_path)
        (tmp_path / "备份.zip").unlink(missing_ok=True) if words[:1] == ["backup"] else None
        try:
            code: object = main([*words, "--root", str(small_copy), "--now", "2024-06-28T09:00"])
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        assert "程序内部出错" not in said.err, line
        bare = line in ("rule accept", "rule exclude")  # named in passing: what of is asked for
        if code not in (0, 1) and not bare and not line.startswith(REFUSED):
            refused.append(f"{line}: {said.err}")
    told = "\n".join(refused)
    assert told == "", told
    with sqlite3.connect(small_copy / "archive/ledger.db") as ledger:
        assert ledger.execute("pragma integrity_check").fetchone() == ("ok",)
