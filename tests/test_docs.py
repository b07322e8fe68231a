"""Docs are tested: what README and the manual tell people to type exists, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.commandline import make_parser
from toolkit.figures.given.data import Settings
from toolkit.figures.wordlist import office_note

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OUTSIDE = re.compile(r"https?://")


def known_commands() -> set[str]:
    parser = make_parser()
    (action,) = (one for one in parser._actions if one.dest == "command")
    return set(action.choices or ())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_exist(page: Path) -> None:
    typed = re.findall(r"run_report\.py +([a-z]+)\b", page.read_text("utf-8"))
    assert set(typed) <= known_commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_in_the_docs_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    missing = [link for link in links if not OUTSIDE.match(link) and not (page.parent / link).exists()]
    assert missing == []


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:40])
    assert "python run_report.py demo" in first
    assert "python run_report.py test" in first


def test_every_contract_command_is_there() -> None:
    contract = {
        "test", "demo", "init", "import", "generate", "collect", "report", "status", "remind", "evaluate",
        "figure", "verify", "issue", "wheels", "doctor", "backup", "restore", "rebuild",
    }  # fmt: skip
    assert contract <= known_commands()


def test_the_offices_page_of_rules_is_the_figures_own() -> None:
    """口径说明 has one source: what outputs print under their tables."""
    page = (ROOT / "docs" / "口径说明.md").read_text("utf-8")
    assert page == office_note(Settings())
    for word in ("待统计", "未到时限", "待报齐", "待分解", "待核实", "待单位确认", "口径待核对"):
        assert f"| {word} |" in page or f"※{word} |" in page


def test_every_test_that_the_page_of_proofs_names_exists() -> None:
    page = (ROOT / "docs" / "proofs.md").read_text("utf-8")
    named = re.findall(r"`(test_\w+)(\.py)?`", page)
    home = ""
    missing = []
    for name, is_file in named:
        if is_file:
            home = (ROOT / "tests" / f"{name}.py").read_text("utf-8")
        elif f"def {name}(" not in home:
            missing.append(name)
    assert missing == [] and len(named) > 100
