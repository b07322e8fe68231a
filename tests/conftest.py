"""Fixtures that every area shares: the shipped settings and the shipped checklist."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from toolkit.checklist.load import load_checklist
from toolkit.config import Config, decode_config, load_config
from toolkit.core import area, cycle
from toolkit.core.model import Checklist, Unit

# No drawn case has a time limit: what a slow or busy machine takes is no fault of what is tried.
settings.register_profile("toolkit", deadline=None)
settings.load_profile("toolkit")

# Whole months, child processes, long tables of cases: everything else is quick.
LONG = {
    "test_bad_input", "test_benchmarks", "test_briefing_document", "test_briefing_meaning", "test_briefing_office",
    "test_briefing_other_papers", "test_briefing_renewal", "test_briefing_told", "test_briefing_verify",
    "test_checklist_load", "test_checklist_versions", "test_checklist_workbook", "test_checks_any_values", "test_checks_explanations",
    "test_checks_judged", "test_checks_last_month", "test_checks_office", "test_checks_projects", "test_checks_rules",
    "test_checks_same_project", "test_checks_tasks", "test_collect_enclosed", "test_odf_cells", "test_reading_gone_on", "test_reading_xlsb", "test_collect_arrivals", "test_collect_filing",
    "test_collect_killed", "test_collect_versions", "test_corrections_loop", "test_cycles", "test_figures_demo",
    "test_figures_properties", "test_figures_recount", "test_figures_traps", "test_forms_looks", "test_forms_projects", "test_forms_write",
    "test_golden_months", "test_group_papers", "test_group_summary", "test_history_import", "test_identify_signals",
    "test_imports_on_windows", "test_inbox_archive", "test_inbox_fuzz", "test_inbox_mail_words", "test_inbox_selfcheck",
    "test_inbox_spellings", "test_inbox_worker", "test_issue", "test_issue_walk", "test_journal", "test_keeping",
    "test_killed_anywhere", "test_last_lines", "test_layout_versions", "test_layouts", "test_levels",
    "test_list_chain", "test_list_reviews", "test_midmonth", "test_month", "test_no_square_patterns",
    "test_no_traceback", "test_odd_office_recounted", "test_one_paper", "test_openings", "test_originals_mended",
    "test_outfiles", "test_owed", "test_packs_opinions", "test_packs_quotas", "test_packs_reviews",
    "test_packs_scores", "test_packs_slips", "test_packs_supervision", "test_papers_kept", "test_papers_reading",
    "test_period_and_deadline", "test_reading_claims", "test_reading_columns", "test_reading_corpus", "test_reading_damage", "test_reading_doubts",
    "test_reading_form", "test_reading_impossible", "test_reading_looks", "test_reading_rows", "test_reading_traps",
    "test_remark_words", "test_reminders_stages", "test_review_cells", "test_rulings_command",
    "test_same_as_before", "test_section5_properties", "test_settings_told", "test_setup", "test_sources",
    "test_summary_evaluation", "test_summary_formulas", "test_summary_packs", "test_summary_scores",
    "test_summary_workbook", "test_tables_pandas", "test_told_months", "test_units_move", "test_units_periods",
    "test_units_rename", "test_units_sheet", "test_wheels", "test_word_tables", "test_workfolder", "test_writers",
}  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backwards", action="store_true", help="last test first: none may need another before it"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What cannot be quick is not even read where only that is asked for."""
    return True if config.option.markexpr == "quick" and collection_path.stem in LONG else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is quick, so that ``pytest -m quick`` is the subset to run at each step.

    What asks for a demo is not: the first to ask builds it.
    """
    if config.getoption("backwards"):
        from tests.in_order import backwards

        items[:] = backwards(items)
    for item in items:
        named = {mark.name for mark in item.iter_markers()} | {*getattr(item, "fixturenames", ())}
        if item.path.stem not in LONG and not named & {"slow", "nightly", "finished_demo", "small_demo"}:
            item.add_marker(pytest.mark.quick)


ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Modules that tell a story are not shared out among workers."""
    from tests.in_order import WholeStories

    return WholeStories(config, log) if config.getvalue("dist") == "load" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files as parameters carry the time they were made: as names they would differ between two workers."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def config() -> Config:
    """The shipped settings, for June 2024; an office leaves the period open."""
    text = decode_config((ROOT / "config.toml").read_bytes())
    return load_config(text.replace('period = ""', 'period = "2024-06"', 1))


@pytest.fixture(scope="session")
def units(checklist: Checklist) -> tuple[Unit, ...]:
    return checklist.reporting


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    data = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    loaded, findings = load_checklist(data)
    assert loaded is not None, [finding.problem for finding in findings]
    return loaded


@pytest.fixture(scope="session", autouse=True)
def _ledgers_on_a_server() -> Iterator[None]:
    """Where the environment asks for it (tests/server_ledgers.py)."""
    if place := os.environ.get("LEDGERS_ON"):
        from tests.server_ledgers import ledgers_on

        with ledgers_on(place):
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Folders that tests make with ``init`` are not noted in this repository."""
    from toolkit.pipeline.founding import start

    monkeypatch.setattr(start, "REMEMBERED", tmp_path_factory.getbasetemp() / "workfolders.txt")


@pytest.fixture(autouse=True)
def _own_words() -> Iterator[None]:
    """A folder of another office leaves no word and no cycle of its own to the next test."""
    yield
    area.use(area.STANDARD)
    cycle.use(cycle.MONTHLY)


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo as the command leaves it, under a path with a blank and Chinese characters; not to be changed."""
    from toolkit.demo.run import run_demo

    folder = tmp_path_factory.mktemp("月报 演示") / "demo"
    run_demo(folder, lambda line: None)
    return folder


@pytest.fixture
def demo_copy(finished_demo: Path, tmp_path: Path) -> Path:
    """A copy of the finished demo that a test may change."""
    return Path(shutil.copytree(finished_demo, tmp_path / "月报"))


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a checklist of a few tasks and units: all kinds of papers in a quarter of the time; not to be changed."""
    from tests.small_checklist import run_small_demo

    folder = tmp_path_factory.mktemp("月报 小") / "demo"
    assert run_small_demo(folder)
    return folder


@pytest.fixture
def small_copy(small_demo: Path, tmp_path: Path) -> Path:
    """A copy of the small demo that a test may change."""
    return Path(shutil.copytree(small_demo, tmp_path / "月报"))
